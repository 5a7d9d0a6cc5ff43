"""FollowTheMoney files: ids kept, related records joined, damage counted."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import DateSpan, Designation, ListedName, Listing, Relation
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources import ftm_json
from counterflow.watch.sources.ftm_acts import read_act, settle_acts
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import ParsedList, collect
from counterflow.watch.sources.programmes import programmes_of
from list_readers import LISTS, parse_bytes

FILE = load_list_file(LISTS / "ftm" / "entities.ftm.json")
GRAPH = load_list_file(LISTS / "ftm_graph" / "graph.ftm.json")


def parse(data: bytes = FILE.data) -> ParsedList:
    return parse_bytes(ftm_json.READER, data, "entities.ftm.json", "house")


def graph() -> dict[str, Listing]:
    return {one.id: one for one in collect(ftm_json.READER, [GRAPH], "house").listings}


def test_every_line_is_a_listing_a_related_record_or_a_refusal() -> None:
    parsed = parse()
    account = parsed.account
    assert (account.records, len(parsed.listings), account.refused, account.related) == (8, 3, 5, 6)
    assert [refusal.line for refusal in account.refusals] == [4, 6, 7, 8, 9]
    assert [refusal.row for refusal in account.refusals] == [4, 5, 6, 7, 8]
    assert "id ex-acme already stands" in account.refusals[-1].what
    assert "schema 'Teapot'" in account.refusals[2].what
    assert not account.official
    assert not account.fatal


def test_ids_are_kept_and_sanctions_give_programme_authority_and_date() -> None:
    acme = parse().listings[0]
    assert (acme.id, acme.publisher_id, acme.list) == ("ex-acme", "ex-acme", "house")
    assert acme.programmes == ("EX-1", "EX-2")
    assert acme.authority == "Example Authority"
    assert acme.listed_on == "2024-01-31"
    assert acme.effect is Effect.BLOCKING
    assert acme.remarks == "Invented."
    assert acme.properties["address"] == ["1 Test Street, Testville"]
    assert acme.properties["publicKey"] == ["1ExampleOnly"]
    assert [citation.url for citation in acme.citations] == [
        "https://example.org/act",
        "https://example.org/acme",
    ]


def test_a_whole_listing() -> None:
    maker = graph()["gr-maker"]
    office = Citation(
        source="house",
        title="Example Regulations 2020",
        issuer="Example Office",
        date="2023-02-09",
        url="https://example.org/act-1",
    )
    council = Citation(source="house", title="12/2020", issuer="Example Council", date="2020-01-01")
    everybody = "Example Council; Example Office; Example Bureau"
    assert maker == Listing(
        id="gr-maker",
        list="house",
        schema="Company",
        properties={
            "name": ["Belvor Works"],
            "alias": ["Белвор"],
            "weakAlias": ["BW"],
            "previousName": ["Belvor Cooperative"],
            "jurisdiction": ["ru"],
            "topics": ["sanction", "export.control"],
            "innCode": ["7700000099"],
            "addressEntity": ["gr-addr"],
            "parent": ["gr-holding"],
            "incorporationDate": ["2001-05"],
            "address": ["2 Test Street, Testville, ru"],
        },
        publisher_id="gr-maker",
        authority=everybody,
        programmes=("12/2020", "Example Regulations 2020", "US-BIS-EL"),
        effect=Effect.BLOCKING,
        listed_on="2023-02-09",
        amended_on="2026-02-14",
        remarks="Invented reason.; ended (2025-01-01): Example Council, 12/2020",
        citations=(
            Citation(
                source="house", title="house", issuer=everybody, url="https://example.org/act-1"
            ),
        ),
        designations=(
            Designation(
                "Example Council",
                "UA",
                Effect.BLOCKING,
                ("12/2020",),
                "2020-01-01",
                council,
                ended_on="2025-01-01",
            ),
            Designation(
                "Example Office",
                "UK",
                Effect.BLOCKING,
                ("Example Regulations 2020",),
                "2023-02-09",
                office,
                requirement="Asset freeze; Travel Ban",
            ),
            Designation(
                "Example Bureau",
                "US",
                Effect.LICENCE,
                ("US-BIS-EL",),
                citation=Citation(source="house", title="US-BIS-EL", issuer="Example Bureau"),
                requirement="Policy of denial",
            ),
        ),
        names=(
            ListedName("Belvor Works"),
            ListedName("Белвор", "alias"),
            ListedName("BW", "alias", weak=True),
            ListedName("Belvor Cooperative", "previousName"),
        ),
        identifiers=(Identifier("innCode", "7700000099"),),
        dates=(
            DateSpan("incorporationDate", "2001-05", "2001-05", "2001-05"),
            DateSpan("endDate", "2025-01-01", "2025-01-01", "2025-01-01"),
        ),
        relations=(
            Relation("directed by", "Mirost Tamvor", "gr-chief", "general director"),
            Relation("linked to", "IMO 9000001", "gr-ship"),
            Relation(
                "owned by", "Drakost Holding", "gr-holding", "51 %; from 2019-04-01; until 2024"
            ),
            Relation("parent", "Drakost Holding", "gr-holding"),
        ),
    )


def test_no_way_to_reach_a_person_is_kept() -> None:
    assert not {"phone", "email"} & set(graph()["gr-maker"].properties)


def test_both_ends_of_a_tie_have_it_and_an_end_outside_the_file_keeps_its_id() -> None:
    chief = graph()["gr-chief"]
    assert Relation("director of", "Belvor Works", "gr-maker", "general director") in (
        chief.relations
    )
    assert Relation("family", "", "gr-nobody", "brother") in chief.relations
    assert [one.kind for one in graph()["gr-holding"].relations] == ["owner of"]


def test_documents_give_numbers_with_their_country_and_wallets_their_keys() -> None:
    chief = graph()["gr-chief"]
    assert Identifier("idNumber", "0000042", "ru", "Identity card") in chief.identifiers
    assert chief.properties["publicKey"] == ["1InventedWalletOnly"]
    assert chief.names == (
        ListedName("Mirost Tamvor", parts={"firstName": "Mirost", "lastName": "Tamvor"}),
    )


def test_a_sanction_that_names_other_measures_is_not_blocking() -> None:
    chief = graph()["gr-chief"]
    assert chief.effect is Effect.SECTORAL
    assert [act.effect for act in chief.designations] == [Effect.CAUTION, Effect.SECTORAL]
    assert "ended (Revoked): Example Secretariat" in chief.remarks


def test_a_ship_without_a_name_is_known_by_its_number() -> None:
    ship = graph()["gr-ship"]
    assert ship.caption == "IMO 9000001"
    assert ship.properties["imoNumber"] == ["IMO9000001"]
    assert "gives no name" in ship.remarks
    assert ship.effect is Effect.CAUTION


def test_a_wallet_of_nobody_is_a_listing_and_an_asset_without_anything_is_not() -> None:
    assert set(graph()) == {"gr-maker", "gr-holding", "gr-chief", "gr-ship", "gr-purse"}


@pytest.mark.parametrize(
    ("topics", "sanction", "seen_on", "effect"),
    [
        (["sanction"], None, "", Effect.BLOCKING),
        (["sanction"], {}, "", Effect.BLOCKING),
        (["sanction"], {"provisions": ["Some new measure", "Ship Ban"]}, "", Effect.BLOCKING),
        (["sanction"], {"provisions": ["Ship Ban"]}, "", Effect.SECTORAL),
        (["sanction", "invest.ban"], {"provisions": ["Travel Ban"]}, "", Effect.SECTORAL),
        (["sanction"], {"status": ["expired"]}, "", Effect.BLOCKING),
        (["export.control"], {}, "", Effect.LICENCE),
        (["debarment"], {}, "", Effect.CAUTION),
        (["role.pep"], None, "", Effect.CAUTION),
        (["fin.bank"], None, "", Effect.UNKNOWN),
        ([], {}, "", Effect.UNKNOWN),
        ([], {"provisions": ["asset freeze"]}, "", Effect.BLOCKING),
    ],
)
def test_effects(
    topics: list[str], sanction: dict[str, list[str]] | None, seen_on: str, effect: Effect
) -> None:
    acts = [] if sanction is None else [read_act(sanction, "x")]
    assert settle_acts(acts, topics, seen_on)[1] is effect


@pytest.mark.parametrize(
    ("sanction", "seen_on", "over"),
    [
        ({"endDate": ["2025"]}, "2026-01-01", True),
        # A year alone counts to its end, and a day to its own.
        ({"endDate": ["2026"]}, "2026-01-01", False),
        ({"endDate": ["2026-01-01"]}, "2026-01-01", False),
        ({"endDate": ["2025-12-31"]}, "2026-01-01", True),
        # An end that is no date ends nothing.
        ({"endDate": ["1 June 2099"]}, "2026-01-01", False),
        ({"endDate": ["2025-12-31", "until lifted"]}, "2026-01-01", False),
        ({"endDate": ["2026-02"]}, "2026-01-31", False),
        ({"endDate": ["2025-01-01"]}, "", False),
        ({"status": ["Delisted"]}, "", True),
        ({"status": ["active"]}, "", False),
    ],
)
def test_an_act_is_over_by_its_own_word_or_by_its_last_sight(
    sanction: dict[str, list[str]], seen_on: str, *, over: bool
) -> None:
    assert read_act(sanction, "x").is_over(seen_on) is over


@pytest.mark.parametrize(
    ("sanction", "effect", "ended_on"),
    [
        ({"endDate": ["2025-01-01"]}, Effect.BLOCKING, "2025-01-01"),
        ({"endDate": ["2025-01-01"], "status": ["Expired"]}, Effect.BLOCKING, "2025-01-01"),
        ({"endDate": ["2099-01-01"]}, Effect.BLOCKING, "2099-01-01"),
        ({"endDate": ["2099-01-01"], "status": ["revoked"]}, Effect.CAUTION, "2099-01-01"),
        ({"endDate": ["when lifted"]}, Effect.BLOCKING, "when lifted"),
        ({"status": ["revoked"]}, Effect.CAUTION, ""),
        ({}, Effect.BLOCKING, ""),
    ],
)
def test_an_act_keeps_its_effect_beside_its_end(
    sanction: dict[str, list[str]], effect: Effect, ended_on: str
) -> None:
    """Whoever asks about an earlier day must see what it did then."""
    (act,), _ = settle_acts([read_act(sanction, "x")], ["sanction"], "2026-01-01")
    assert (act.effect, act.ended_on) == (effect, ended_on)


def test_every_topic_has_its_source() -> None:
    assert all(one.citation.url for one in programmes_of("ftm").values())


def test_entities_may_stand_in_any_order_and_file() -> None:
    lines = GRAPH.data.splitlines(keepends=True)
    files = [ListFile("b", b"".join(lines[7:])), ListFile("a", b"".join(lines[:7]))]
    split = {one.id: one for one in collect(ftm_json.READER, files, "house").listings}
    assert split["gr-maker"] == graph()["gr-maker"]


def test_an_array_reads_like_lines() -> None:
    good = [json.loads(line) for line in FILE.data.splitlines()[:3]]
    lines = parse(b"\n".join(json.dumps(one).encode() for one in good))
    array = parse(json.dumps(good, indent=1).encode())
    assert array.listings == lines.listings
    assert array.account.related == lines.account.related == 2


def test_a_broken_array_is_fatal_and_what_stands_before_is_read() -> None:
    parsed = parse(b'[{"id": "a", "schema": "Person", "properties": {"name": ["A"]}}, {"id')
    assert [one.id for one in parsed.listings] == ["a"]
    assert "breaks off" in parsed.account.fatal[0].what


def test_an_entity_that_is_not_shaped_as_one_is_refused() -> None:
    parsed = parse(b'{"id": "a", "schema": "Person", "properties": {"name": "A"}}')
    assert parsed.account.refused == 1
    assert "no FollowTheMoney entity" in parsed.account.refusals[0].what
    assert parsed.account.fatal


def test_gzip_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "e.ftm.json.gz"
    path.write_bytes(gzip.compress(FILE.data))
    assert collect(ftm_json.READER, [load_list_file(path)], "house").listings == parse().listings


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(FILE.data) - 1), st.binary(max_size=2)), max_size=8))
def test_the_account_holds_under_any_damage(damage: list[tuple[int, bytes]]) -> None:
    data = bytearray(FILE.data)
    for place, replacement in damage:
        data[place : place + 1] = replacement
    parsed = parse(bytes(data))
    lines = sum(1 for line in bytes(data).split(b"\n") if line.strip())
    assert parsed.account.records == len(parsed.listings) + parsed.account.refused
    if not parsed.account.fatal and not bytes(data).lstrip().startswith(b"["):
        assert parsed.account.records + parsed.account.related == lines


def test_a_file_cut_off_in_its_last_line_is_fatal() -> None:
    lines = GRAPH.data.splitlines(keepends=True)
    cut = collect(ftm_json.READER, [ListFile("a", b"".join(lines[:2])[:-20])], "house")
    assert "breaks off" in cut.account.fatal[0].what
    assert cut.account.records == cut.account.listed + cut.account.refused == 2
    whole = collect(ftm_json.READER, [ListFile("a", b"".join(lines[:2]).rstrip())], "house")
    assert not whole.account.fatal


def test_a_record_nested_too_deeply_is_refused() -> None:
    deep = b'{"id": "a", "schema": "Person", "x": ' + b"[" * 100_000 + b"]" * 100_000
    parsed = parse(deep + b', "properties": {"name": ["A"]}}\n')
    assert parsed.account.refused == 1
