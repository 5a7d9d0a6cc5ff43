"""OFAC's comma-separated set: every quirk once, on invented records."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import DateSpan, ListedName, Relation
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources import ofac_csv
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.ofac_acts import CONSOLIDATED, acts_of, entered_effect
from counterflow.watch.sources.ofac_acts import SDN as SDN_LIST
from counterflow.watch.sources.ofac_entry import Entry
from counterflow.watch.sources.ofac_identity import list_of
from counterflow.watch.sources.ofac_labels import known_label, split_label
from counterflow.watch.sources.ofac_remarks import read_remarks
from counterflow.watch.sources.parsed import ParsedList, collect
from counterflow.watch.sources.programmes import programmes_of
from list_readers import LISTS, by_uid

NAMES = ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")
SDN = {name: load_list_file(LISTS / "ofac_sdn" / name) for name in NAMES}


def parse(*names: str) -> ParsedList:
    return collect(ofac_csv.READER, [SDN[name] for name in names or NAMES], "ofac_sdn")


def with_primary(data: bytes) -> ParsedList:
    return collect(ofac_csv.READER, [ListFile("sdn.csv", data)], "ofac_sdn")


def test_every_record_becomes_a_listing_and_nothing_is_refused() -> None:
    parsed = parse()
    assert (
        parsed.account.records,
        len(parsed.listings),
        parsed.account.refused,
        parsed.account.refusals,
    ) == (8, 8, 0, [])
    assert parsed.account.notes == []
    assert parsed.account.published_on == ""
    assert parsed.account.official
    assert parsed.account.authority == "US Treasury, OFAC"


def test_person_with_names_dates_documents_and_weak_aliases() -> None:
    person = by_uid(parse())["101"]
    assert person.id == "ofac_sdn-101"
    assert person.schema == "Person"
    assert person.programmes == ("SDGT", "SYRIA")
    assert person.effect is Effect.BLOCKING
    assert person.properties == {
        "name": ["VARNEK, Orlin Petko"],
        "lastName": ["VARNEK"],
        "firstName": ["Orlin Petko"],
        "alias": ["VARNEC, Orlin"],
        "previousName": ["WARNEK, Orlin"],
        "birthDate": ["1948-12-10", "1951"],
        "notes": ["DOB circa 1951"],
        "birthPlace": ["Testville, Bulgaria"],
        "birthCountry": ["bg"],
        "nationality": ["bg"],
        "citizenship": ["kp"],
        "gender": ["male"],
        "passportNumber": ["X000001"],
        "country": ["ir", "ye", "bg"],
        "idNumber": ["00-111-2"],
        "weakAlias": ["VP", "'ABD-AL-'IZ", "THE OLD ONE"],
        "address": ["1 Test Street, Testville 1000, Bulgaria"],
        "position": ["Director of EXAMPLE TRADING S.A. DE C.V."],
    }


def test_citation_leads_to_the_publishers_record() -> None:
    citation = by_uid(parse())["101"].citations[0]
    assert citation.url == "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=101"
    assert citation.issuer == "US Treasury, OFAC"
    assert citation.source == "ofac_sdn"
    assert not citation.second_hand


def test_contact_details_are_kept_nowhere() -> None:
    person = by_uid(parse())["101"]
    said = repr(person)
    assert "nobody@example.org" not in said
    assert "000000000" not in said
    assert "Linked To: EXAMPLE TRADING S.A. DE C.V." in person.remarks


def test_dates_that_say_less_are_kept_as_text_too() -> None:
    person = by_uid(parse())["102"]
    assert person.properties["birthDate"] == ["1951", "1952", "1953", "1945-03"]
    assert person.properties["notes"] == ["DOB 1951 to 1953", "DOB 31 Feb 1970"]


def test_a_region_gives_no_country_but_stays_in_the_address() -> None:
    person = by_uid(parse())["102"]
    assert "country" not in person.properties
    assert person.properties["address"] == ["Gaza, Region: Gaza"]


def test_a_comma_form_that_is_not_plain_is_not_split() -> None:
    assert set(by_uid(parse())["103"].properties) == {"name"}


def test_remarks_go_on_in_the_comments_in_mid_word() -> None:
    company = by_uid(parse())["201"]
    assert company.schema == "LegalEntity"
    assert company.properties["registrationNumber"] == ["1027700000011"]
    assert company.properties["ogrnCode"] == ["1027700000011"]
    assert company.properties["innCode"] == ["7700000011"]
    assert company.properties["weakAlias"] == ["ZTK"]
    assert company.properties["alias"] == ["ZTK HOLDING"]


def test_half_a_number_is_never_a_number() -> None:
    parsed = parse("sdn.csv")
    company = by_uid(parsed)["201"]
    assert "registrationNumber" not in company.properties
    assert company.remarks.endswith("Registration Number 10277")
    assert any(note.startswith("1 remarks were cut") for note in parsed.account.notes)


def test_missing_companions_are_said() -> None:
    notes = parse("sdn.csv").account.notes
    assert notes[0].startswith("no alias file was given: aliases are absent")
    assert notes[1].startswith("no address file was given")
    assert notes[2].startswith("no comment file was given")


def test_organisation_numbers_and_wallets() -> None:
    company = by_uid(parse())["202"].properties
    assert company["name"] == ["EXAMPLE TRADING S.A. DE C.V."]
    assert company["swiftBic"] == ["EXAMRUMM"]
    assert company["okpoCode"] == ["00000001"]
    assert company["uscCode"] == ["91000000000000000X"]
    assert company["imoNumber"] == ["0000019"]
    assert company["incorporationDate"] == ["2003-02-01"]
    assert company["registrationNumber"] == ["CH-000.0.000.001-1"]
    assert company["country"] == ["ru", "cn", "ch"]
    assert company["publicKey"] == [
        "1ExampleOnlyxxxxxxxxxxxxxxxxxxxxxx",
        "0x0000000000000000000000000000000000000001",
    ]


def test_vessel() -> None:
    vessel = by_uid(parse())["301"]
    assert vessel.schema == "Vessel"
    assert vessel.properties == {
        "name": ["MV EXAMPLE STAR"],
        "previousName": ["OLD EXAMPLE STAR"],
        "imoNumber": ["0000007"],
        "mmsi": ["000000001"],
        "buildDate": ["1999"],
        "pastFlags": ["mt"],
        "callSign": ["X1TEST"],
        "type": ["Crude Oil Tanker"],
        "tonnage": ["318,000"],
        "grossRegisteredTonnage": ["163,660"],
        "flag": ["kp"],
        "notes": ["Former Vessel Flag Atlantis", "owner: Example Shipping Ltd"],
    }
    assert vessel.relations == (
        Relation("linked to", "EXAMPLE SHIPPING LTD"),
        Relation("vessel owner", "Example Shipping Ltd"),
    )


def test_aircraft() -> None:
    aircraft = by_uid(parse())["401"]
    assert aircraft.schema == "Airplane"
    assert aircraft.properties == {
        "name": ["EP-TST"],
        "serialNumber": ["00001", "000000002"],
        "buildDate": ["1986-01-20"],
        "model": ["TEST-76"],
        "notes": ["operator: EXAMPLE AIR"],
        "registrationNumber": ["EP-TST"],
    }
    assert aircraft.relations == (Relation("aircraft operator", "EXAMPLE AIR"),)


def test_the_non_sdn_list_does_not_block() -> None:
    files = [load_list_file(path) for path in sorted((LISTS / "ofac_cons").iterdir())]
    parsed = collect(ofac_csv.READER, files, "ofac_cons")
    bank = parsed.listings[0]
    assert bank.effect is Effect.SECTORAL
    assert bank.programmes == ("UKRAINE-EO13662", "RUSSIA-EO14024")
    assert bank.properties["alias"] == ["EXAMPLEBANK PJSC"]
    assert bank.properties["weakAlias"] == ["EXBANK"]


@pytest.mark.parametrize("name", ["list.csv", "cons_prim.csv", "sdn.csv"])
@pytest.mark.parametrize("list_name", ["house", "ofac_sdn", "us_ofac_cons"])
def test_the_list_is_told_by_its_programmes_and_never_by_the_files_name(
    name: str, list_name: str
) -> None:
    parsed = collect(ofac_csv.READER, [ListFile(name, SDN["sdn.csv"].data)], list_name)
    assert {found.citations[0].source for found in parsed.listings} == {"ofac_sdn"}
    told = [note for note in parsed.account.notes if "programmes are those of another" in note]
    assert bool(told) is ("cons" in list_name)


def test_a_list_whose_programmes_stand_on_both_is_told_by_the_lists_name() -> None:
    row = b'7,"INVENTED LLC",-0- ,"RUSSIA-EO14024"' + b",-0- " * 8 + b"\r\n\x1a"
    titles = {
        name: collect(ofac_csv.READER, [ListFile("sdn.csv", row)], name)
        for name in ("us_sdn", "us_cons", "house")
    }
    effects = {name: parsed.listings[0].effect for name, parsed in titles.items()}
    assert effects == {
        "us_sdn": Effect.BLOCKING, "us_cons": Effect.SECTORAL, "house": Effect.UNKNOWN,
    }  # fmt: skip
    assert "the legal effect is unknown" in titles["house"].account.notes[0]


@given(
    entries=st.lists(
        st.lists(
            st.sampled_from(["SDGT", "RUSSIA-EO14024", "CMIC-EO13959", "NS-PLC", "UNHEARD-OF"]),
            max_size=3,
        ).map(tuple)
    )
)
def test_the_order_of_entries_does_not_tell_the_list(entries: list[tuple[str, ...]]) -> None:
    assert list_of(entries, "house") == list_of(entries[::-1], "house")
    both = list_of(entries + [("CMIC-EO13959",)] * (len(entries) + 1), "house")
    assert both is CONSOLIDATED
    assert list_of(entries + [("SDGT",)] * (len(entries) + 1), "house") is SDN_LIST


@pytest.mark.parametrize("name", NAMES)
def test_a_file_without_the_end_mark_was_cut_off(name: str) -> None:
    files = [SDN[other] for other in NAMES if other != name]
    cut = ListFile(name, SDN[name].data.removesuffix(b"\x1a"))
    parsed = collect(ofac_csv.READER, [*files, cut], "ofac_sdn")
    assert [refusal.file for refusal in parsed.account.fatal] == [name]
    assert "cut off" in parsed.account.fatal[0].what


def test_a_file_with_the_end_mark_only_is_fatal() -> None:
    rows = SDN["alt.csv"]
    parsed = collect(ofac_csv.READER, [ListFile("sdn.csv", b"\x1a"), rows], "ofac_sdn")
    assert parsed.listings == []
    assert "no record" in parsed.account.fatal[0].what


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b'9,"A"', "2 columns where 12"),
        (b'9,"A' + b",-0- " * 10, "quotes do not close"),
        (b'x9,"A"' + b",-0- " * 10, "OFAC's number"),
        (b'101,"A"' + b",-0- " * 10, "already stands"),
        (b"9,-0- " + b",-0- " * 10, "no name"),
        (b'9,"A","robot"' + b",-0- " * 9, "type 'robot'"),
        (b'9,"A\xff"' + b",-0- " * 10, "not UTF-8"),
    ],
)
def test_a_damaged_row_is_refused_with_its_line_and_the_rest_is_kept(
    line: bytes, what: str
) -> None:
    data = SDN["sdn.csv"].data.removesuffix(b"\x1a") + line + b"\r\n\x1a"
    parsed = with_primary(data)
    assert (parsed.account.records, len(parsed.listings), parsed.account.refused) == (9, 8, 1)
    assert what in parsed.account.refusals[0].what
    assert (parsed.account.refusals[0].file, parsed.account.refusals[0].line) == ("sdn.csv", 9)
    assert not parsed.account.fatal


def test_a_damaged_companion_row_is_said_but_refuses_no_record() -> None:
    alt = ListFile("alt.csv", SDN["alt.csv"].data.replace(b'"OLD EXAMPLE STAR"', b'"OLD'))
    parsed = collect(ofac_csv.READER, [SDN["sdn.csv"], alt], "ofac_sdn")
    assert parsed.account.refused == 0
    assert [(refusal.file, refusal.line) for refusal in parsed.account.refusals] == [("alt.csv", 4)]


def test_companions_of_another_day_are_said() -> None:
    alt = ListFile("alt.csv", b'777,1,"aka","STRANGER",-0- \r\n\x1a')
    parsed = collect(ofac_csv.READER, [SDN["sdn.csv"], alt], "ofac_sdn")
    assert any(
        "1 records that the primary file does not hold" in note for note in parsed.account.notes
    )


def test_two_primary_files_are_refused() -> None:
    with pytest.raises(ListError, match="two files hold the primary rows"):
        collect(ofac_csv.READER, [SDN["sdn.csv"], SDN["sdn.csv"]], "ofac_sdn")


def test_companions_alone_are_refused() -> None:
    with pytest.raises(ListError, match="the primary file is missing"):
        collect(ofac_csv.READER, [SDN["alt.csv"]], "ofac_sdn")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(SDN["sdn.csv"].data) - 1), st.binary(max_size=3)),
        min_size=1,
        max_size=12,
    )
)
def test_the_account_holds_under_any_damage(damage: list[tuple[int, bytes]]) -> None:
    """Whatever is damaged, every line is a listing or a refusal, or the whole is refused."""
    data = bytearray(SDN["sdn.csv"].data)
    for place, replacement in damage:
        data[place : place + 1] = replacement
    try:
        parsed = with_primary(bytes(data))
    except ListError:
        return
    lines = bytes(data).removesuffix(b"\n").removesuffix(b"\x1a").split(b"\n")
    assert parsed.account.records == len(parsed.listings) + parsed.account.refused
    assert abs(parsed.account.records - sum(1 for line in lines if line.strip())) <= 1
    assert len({listing.id for listing in parsed.listings}) == len(parsed.listings)


def test_the_exact_form_of_a_person() -> None:
    person = by_uid(parse())["101"]
    assert person.names[:2] == (
        ListedName("VARNEK, Orlin Petko", parts={"lastName": "VARNEK", "firstName": "Orlin Petko"}),
        ListedName("VARNEC, Orlin", "alias", parts={"lastName": "VARNEC", "firstName": "Orlin"}),
    )
    assert [(name.text, name.kind) for name in person.names if name.weak] == [
        ("VP", "alias"),
        ("'ABD-AL-'IZ", "alias"),
        ("THE OLD ONE", "previousName"),
    ]
    assert person.dates == (
        DateSpan("birthDate", "10 Dec 1948", "1948-12-10", "1948-12-10"),
        DateSpan("birthDate", "circa 1951", "1951", "1951", circa=True),
    )
    assert person.identifiers == (
        Identifier(
            "passportNumber", "X000001", "ir", "Passport", "issued 01 Jan 1990 expires 01 Jan 1995"
        ),
        Identifier("idNumber", "00-111-2", "ye", "National ID No."),
    )
    assert person.relations == (Relation("linked to", "EXAMPLE TRADING S.A. DE C.V."),)
    assert person.designations == ()


def test_secondary_sanctions_are_kept() -> None:
    company = by_uid(parse())["202"]
    words = "Secondary sanctions risk: section 1(b) of Executive Order 13224"
    assert company.properties["notes"] == [words]
    assert words in company.remarks
    wallets = [one.label for one in company.identifiers if one.kind == "publicKey"]
    assert wallets == ["Digital Currency Address - XBT", "Digital Currency Address - ETH"]


def test_a_directive_is_an_act_of_its_own() -> None:
    files = [load_list_file(path) for path in sorted((LISTS / "ofac_cons").iterdir())]
    bank = collect(ofac_csv.READER, files, "ofac_cons").listings[0]
    (act,) = bank.designations
    assert (act.effect, act.programmes, act.regime) == (Effect.SECTORAL, bank.programmes, "US")
    assert act.legal_basis.endswith("Subject to Directive 1")
    assert act.citation is not None
    assert act.citation.second_hand


def test_an_address_alone_is_kept() -> None:
    row = b'9,"HOLLOW",-0- ,"SDGT"' + b",-0- " * 8
    add = b'9,1,"1 Empty Street",-0- ,"Bulgaria",-0- '
    files = [ListFile("sdn.csv", row + b"\r\n\x1a"), ListFile("add.csv", add + b"\r\n\x1a")]
    (listing,) = collect(ofac_csv.READER, files, "ofac_sdn").listings
    assert listing.properties["address"] == ["1 Empty Street, Bulgaria"]
    assert listing.properties["country"] == ["bg"]


def test_unknown_programmes_are_named() -> None:
    row = b'9,"NEW",-0- ,"NOBODY-KNOWS"' + b",-0- " * 8 + b"\r\n\x1a"
    parsed = with_primary(row)
    assert parsed.listings[0].effect is Effect.BLOCKING
    assert any("NOBODY-KNOWS; the SDN list blocks" in note for note in parsed.account.notes)


@pytest.mark.parametrize(
    ("programmes", "directives", "effects"),
    [
        (("NS-PLC",), (), []),
        (("NS-PLC", "SDGT"), (), [Effect.TRANSACTION_BAN, Effect.UNKNOWN]),
        (("SDGT",), ("Executive Order 1 Directive",), [Effect.SECTORAL, Effect.UNKNOWN]),
        ((), (), []),
    ],
)
def test_acts_of_the_other_lists(
    programmes: tuple[str, ...], directives: tuple[str, ...], effects: list[Effect]
) -> None:
    acts = acts_of(CONSOLIDATED, programmes, directives)
    assert [act.effect for act in acts.designations] == effects
    assert acts_of(SDN_LIST, programmes).effect is Effect.BLOCKING


@pytest.mark.parametrize(
    ("title", "measures", "effect"),
    [
        ("Unheard List", ("Reject",), Effect.TRANSACTION_BAN),
        ("Unheard List", ("13662 Sectoral Directive 9",), Effect.SECTORAL),
        ("Unheard List", (), Effect.UNKNOWN),
    ],
)
def test_the_effect_of_an_entry(title: str, measures: tuple[str, ...], effect: Effect) -> None:
    assert entered_effect(title, (), measures) is effect


@pytest.mark.parametrize("publisher", ["ofac", "ofac_consolidated"])
def test_every_programme_cites_its_source(publisher: str) -> None:
    rows = programmes_of(publisher)
    assert len(rows) > 30
    for row in rows.values():
        assert row.title
        assert row.citation.url.startswith("https://ofac.treasury.gov/")
        assert row.citation.read_via
        assert not (row.citation.read_via == "not read" and row.citation.verified)


@pytest.mark.parametrize(
    ("field", "name", "value"),
    [
        ("Secondary sanctions risk: See x", "Secondary sanctions risk", "See x"),
        ("nationality Bulgaria", "nationality", "Bulgaria"),
        ("Linked To: A; B", "Linked To", "A; B"),
        ("Registration Numbers 5", "", "Registration Numbers 5"),
    ],
)
def test_labels(field: str, name: str, value: str) -> None:
    label, rest = split_label(field)
    assert (label.name if label else "", rest) == (name, value)


def test_labels_by_themselves() -> None:
    assert known_label("Aircraft Manufacturer’s Serial Number (MSN)") is not None
    assert known_label("Passport X1") is None
    assert known_label("") is None


@given(st.text(max_size=200), st.sampled_from(["Person", "Vessel", "LegalEntity"]), st.booleans())
def test_any_remarks_can_be_read(text: str, schema: str, cut: bool) -> None:
    """No remark raises, and no property is left empty."""
    entry = Entry(schema)
    read_remarks(entry, text, cut=cut)
    assert all(value for values in entry.properties.values() for value in values)
    assert all(name.text for name in entry.names)


@given(st.from_regex(r"[A-Z' ]{1,20}", fullmatch=True).filter(lambda name: name.strip("' ")))
def test_a_quoted_alias_is_taken_up_to_the_last_quote(name: str) -> None:
    entry = Entry("Person")
    read_remarks(entry, f"a.k.a. '{name}'; DOB 1970.")
    assert entry.properties["weakAlias"] == [name]


@given(st.from_regex(r"[A-Z][A-Za-z .&()'/-]{0,30}[A-Za-z)]", fullmatch=True), st.integers(0, 2))
def test_a_link_is_the_whole_field(name: str, place: int) -> None:
    """Wherever the field stands, and whatever full stops the name holds."""
    fields = ["DOB 1970", "Gender Male"]
    fields.insert(place, f"Linked To: {name}")
    entry = Entry("Person")
    read_remarks(entry, "; ".join(fields) + ".")
    assert [tie.name for tie in entry.relations] == [name]


@pytest.mark.parametrize(
    ("field", "kind", "value", "compared"),
    [
        ("License 123456 (Oman)", "registrationNumber", "123456", True),
        ("License DMCC-0001 (Oman)", "registrationNumber", "DMCC-0001", True),
        ("Permit Number IG-1/T2/3 (Maldives)", "registrationNumber", "IG-1/T2/3", True),
        ("SRE Permit No. A0001 (Mexico)", "idNumber", "A0001", True),
        ("Chinese Commercial Code 0001 0002 0003", "idNumber", "0001 0002 0003", False),
        ("Aircraft Mode S Transponder Code 0A0001", "idNumber", "0A0001", False),
        ("ISIN: XX0000000001", "isin", "XX0000000001", False),
    ],
)
def test_numbers_under_their_labels(field: str, kind: str, value: str, *, compared: bool) -> None:
    """What proves no party equal is an identifier in words, and no value to compare with."""
    entry = Entry("LegalEntity")
    read_remarks(entry, f"{field}; Gender Male.")
    assert [(one.kind, one.value) for one in entry.identifiers] == [(kind, value)]
    assert (value in entry.properties.get(kind, [])) is compared


def test_every_entry_says_who_says_what_it_does_in_law() -> None:
    whole_list = programmes_of("ofac")["SDN LIST"].citation
    for listing in parse().listings:
        assert listing.citations[0].source == "ofac_sdn"
        assert whole_list in listing.citations[1:]
        for act in listing.designations:
            if act.effect is Effect.BLOCKING:
                assert act.citation == whole_list


def test_only_what_the_source_speaks_of_is_verified() -> None:
    """The source of the SDN rows speaks of the whole list, not of Cuba or Zimbabwe."""
    verified = [row.code for row in programmes_of("ofac").values() if row.citation.verified]
    assert verified == ["SDN LIST"]


@pytest.mark.parametrize(
    ("code", "ours"),
    [("PLC", "NS-PLC"), ("SSI", "SSI"), ("FSE", "FSE"), ("CAP", "CAPTA"), ("CMIC", "NS-CMIC"),
     ("NS-MBS", "NS-MBS")],
)  # fmt: skip
def test_a_list_has_one_effect_whoever_publishes_it(code: str, ours: str) -> None:
    """The screening list repeats OFAC's lists under short codes."""
    assert programmes_of("us_csl")[code].effect is programmes_of("ofac_consolidated")[ours].effect
