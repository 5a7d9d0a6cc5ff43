"""The US Consolidated Screening List in CSV: sources, address-only rows, joined cells."""

from __future__ import annotations

import pytest

from counterflow.core.model.law import Effect
from counterflow.core.model.listings import Listing
from counterflow.watch.sources import us_csl_csv
from counterflow.watch.sources.parsed import ParsedList
from counterflow.watch.sources.us_csl_numbers import Number, read_number
from counterflow.watch.sources.us_csl_record import read_source
from counterflow.watch.sources.us_names import clean_name
from list_readers import LISTS, parse_bytes

FOLDER = LISTS / "us_csl_csv"
DATA = (FOLDER / "consolidated.csv").read_bytes()
OLDER = (FOLDER / "older_form.csv").read_bytes()


def parse(data: bytes = DATA) -> ParsedList:
    return parse_bytes(us_csl_csv.READER, data, "consolidated.csv", "csl")


def named(uid: str) -> Listing:
    return next(one for one in parse().listings if one.id == f"csl-{uid}")


def test_records_are_accounted_for() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (8, 7, 1)
    assert account.refusals[0].what == "the entry Address 08 is an address and holds none"


def test_an_address_is_listed_as_an_address_and_never_as_a_name() -> None:
    listing = named("aa02")
    assert listing.schema == "Address"
    assert listing.properties["address"] == ["Room 1, Test Tower, Wan Chai, HK"]
    assert not set(listing.properties) & {"name", "alias", "weakAlias", "previousName"}
    assert listing.names == ()
    assert listing.designations[0].requirement == "For all items"


def test_the_end_of_an_order_is_that_of_its_act() -> None:
    ends = {one.programmes[:1]: one.designations[0].ended_on for one in parse().listings}
    assert ends["DPL",] == "2020-10-13"
    assert ends["EL",] == ""
    (act,) = next(
        one.designations
        for one in parse(DATA.replace(b"2020-10-13", b"until lifted")).listings
        if one.programmes == ("DPL",)
    )
    assert act.ended_on == ""


def test_what_follows_a_name_is_no_part_of_it() -> None:
    listing = named("aa01")
    assert listing.properties["name"] == ["Ruritania Optics Co., Ltd."]
    assert listing.properties["notes"][0] == (
        "the listing extends to: and any successor, sub-unit, or subsidiary thereof"
    )


def test_licence_requirement_policy_and_notice() -> None:
    (act,) = named("aa01").designations
    assert act.effect is Effect.LICENCE
    assert act.requirement.startswith("For all items subject to the EAR")
    assert (act.policy, act.legal_basis) == ("Presumption of denial.", "89 FR 00001")
    assert act.listed_on == "2024-06-12"


def test_addresses_run_together_are_parted() -> None:
    listing = named("aa01")
    assert listing.properties["address"] == [
        "1 Test Road, Strelsau, HK",
        "2 Test Road, Strelsau, CN",
    ]
    assert listing.properties["country"] == ["hk", "cn"]


@pytest.mark.parametrize(
    ("uid", "effect"),
    [
        ("aa01", Effect.LICENCE),
        ("990001", Effect.BLOCKING),
        ("aa05", Effect.LICENCE),
        ("aa06", Effect.UNKNOWN),
        ("aa07", Effect.TRANSACTION_BAN),
    ],
)
def test_the_effect_is_that_of_the_list_inside(uid: str, effect: Effect) -> None:
    assert named(uid).effect is effect


def test_a_person_with_dates_that_are_more_than_one_day() -> None:
    person = named("990001")
    assert person.properties["birthDate"] == ["1970", "1971", "1972"]
    assert [(one.first, one.last, one.circa) for one in person.dates] == [
        ("1970", "1970", True),
        ("1971", "1972", False),
    ]
    assert person.properties["publicKey"] == ["testwallet0001"]
    assert person.relations[0].name == "EXAMPLE SHIPPING CO"


def test_the_older_form_has_numbers_before_their_labels() -> None:
    bank = parse(OLDER).listings[0]
    assert bank.id == "csl-990003"
    assert bank.properties["innCode"] == ["0000000001"]
    assert bank.properties["imoNumber"] == ["0000002"]


def test_an_entry_without_an_id_has_a_key_that_stays() -> None:
    first = parse(OLDER).listings[1].id
    assert first.startswith("csl-cap-example-correspondent-bank-")
    head, _, rest = OLDER.partition(b"\r\n")
    *_, last = rest.splitlines()
    assert parse(head + b"\r\n" + last + b"\r\n").listings[0].id == first


def test_a_damaged_row_is_a_refused_record() -> None:
    account = parse(DATA + b"a,b\r\n").account
    assert (account.records, account.refused, account.damaged) == (9, 2, 1)


def test_a_cut_off_file_is_half_read() -> None:
    assert parse(DATA[:-15]).account.fatal


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("Military End User (MEU) List - Bureau of Industry and Security", "MEU"),
        ("Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department", "NS-MBS"),
        ("Capta List (CAP) - Treasury Department", "CAP"),
        ("", ""),
    ],
)
def test_sources(source: str, code: str) -> None:
    assert read_source(source)[0] == code


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Passport, X1, KP", Number("Passport", "X1", "KP")),
        ("KP, X1, Passport", Number("Passport", "X1", "KP")),
        ("X1, Passport", Number("Passport", "X1")),
        ("Gender, Male", Number("Gender", "Male")),
        ("Something, else", Number("Something", "else")),
    ],
)
def test_numbers(text: str, number: Number) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "name", "tail"),
    [
        ("A Ltd. and any successors", "A Ltd.", "and any successors"),
        ("A Ltd., including all subsidiaries", "A Ltd.", "including all subsidiaries"),
        ("Sons and Successors Trading", "Sons and Successors Trading", ""),
        ("and any successor thereof", "and any successor thereof", ""),
    ],
)
def test_tails(text: str, name: str, tail: str) -> None:
    assert clean_name(text) == (name, tail)


def test_the_word_before_the_last_alias_is_no_part_of_it() -> None:
    header = DATA.partition(b"\n")[0].decode().split(",")
    cells = dict.fromkeys((name.strip('"\r\ufeff') for name in header), "")
    cells |= {
        "_id": "z9",
        "source": "Entity List (EL) - Bureau of Industry and Security",
        "name": "Invented Institute",
        "alt_names": "the following two aliases; Andover Works; and Invented Research Institute",
    }
    row = ",".join(f'"{cell}"' for cell in cells.values())
    parsed = parse(DATA.partition(b"\n")[0] + b"\n" + row.encode() + b"\n")
    aliases = parsed.listings[0].properties["alias"]
    assert aliases[1:] == ["Andover Works", "Invented Research Institute"]
