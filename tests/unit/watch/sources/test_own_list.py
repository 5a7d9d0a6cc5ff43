"""Users' own lists: usual headings, mappings, documents by hand, and registers of letters."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import ListError
from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import DateSpan, Designation, ListedName, Listing
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources import own_list
from counterflow.watch.sources.letters import letter_of
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.own_columns import effect_named, is_own_list
from counterflow.watch.sources.own_documents import read_document
from counterflow.watch.sources.parsed import ParsedList, collect
from list_readers import LISTS, assert_accounted_for, damaged

LETTERS = load_list_file(LISTS / "own_letters" / "letters.csv")
HOUSE = load_list_file(LISTS / "own_house" / "house.yaml")


def read(*names: str) -> ParsedList:
    return collect(own_list.READER, [load_list_file(LISTS / name) for name in names], "own")


def parse(text: str | bytes, name: str = "own.csv") -> ParsedList:
    data = text if isinstance(text, bytes) else text.encode()
    return collect(own_list.READER, [ListFile(name, data)], "own")


def by_reference() -> dict[str, Listing]:
    return {one.publisher_id: one for one in read("own_letters/letters.csv").listings}


def test_a_register_of_letters_is_accounted_for() -> None:
    account = read("own_letters/letters.csv").account
    assert (account.records, account.listed, account.refused) == (9, 7, 2)
    told = [(one.row, one.what) for one in account.refusals]
    assert (6, "country: 'Ruritania' is not understood as a country") in told
    assert (6, 'listed_on: "03/04/2024" is 2024-04-03 or 2024-03-04') in told
    assert (7, "letter: 'some letter' is no kind of letter that is known") in told
    assert (7, "effect: 'perhaps' is no effect that is known") in told
    assert (8, "the row names no party, no address and no goods") in told
    assert not account.official


@pytest.mark.parametrize(
    ("reference", "programme", "effect", "handling"),
    [
        ("EX-2024-1", "is-informed letter", Effect.LICENCE, "licence is needed"),
        ("EX-2024-2", "red-flag letter", Effect.CAUTION, "look closer"),
        ("EX-2024-3", "supplier-list letter", Effect.CAUTION, "red flag to be resolved"),
        ("EX-2024-4", "Project Guardian request", Effect.CAUTION, "stop and speak"),
        ("EX-2024-6", "red-flag letter", Effect.BLOCKING, "look closer"),
        ("EX-2024-7", "some letter", Effect.UNKNOWN, ""),
    ],
)
def test_each_kind_of_letter_has_its_own_effect(
    reference: str, programme: str, effect: Effect, handling: str
) -> None:
    act = by_reference()[reference].designations[0]
    assert (act.programmes, act.effect) == ((programme,), effect)
    assert handling in act.policy


def test_a_letter_as_a_whole_listing() -> None:
    letter = by_reference()["EX-2024-1"]
    citation = Citation(
        source="own",
        title="is-informed letter EX-2024-1",
        issuer="Example Bureau",
        date="2024-07-15",
    )
    assert letter == Listing(
        id=letter.id,
        list="own",
        schema="LegalEntity",
        properties={"name": ["Belvor Works"], "country": ["ae"], "keywords": ["HS 854231"]},
        publisher_id="EX-2024-1",
        authority="Example Bureau",
        programmes=("is-informed letter",),
        effect=Effect.LICENCE,
        listed_on="2024-07-15",
        remarks="keep for ten years",
        citations=(citation,),
        designations=(
            Designation(
                "Example Bureau",
                "",
                Effect.LICENCE,
                ("is-informed letter",),
                "2024-07-15",
                citation,
                legal_basis="EX-2024-1",
                policy="a licence is needed for what the letter names",
            ),
        ),
        names=(ListedName("Belvor Works"),),
        dates=(DateSpan("listingDate", "2024-07-15", "2024-07-15", "2024-07-15"),),
    )


def test_the_text_of_a_letter_is_private() -> None:
    parsed = read("own_letters/letters.csv")
    assert "Dear Sir" not in repr(parsed.listings)
    assert any(
        "left out on purpose" in note and "Letter text" in note for note in (parsed.account.notes)
    )


def test_the_text_of_a_letter_is_kept_where_the_mapping_says_so() -> None:
    mapping = ListFile("m.yaml", b"own_list: Letters\ncolumns: {remarks: Letter text}\n")
    listings = collect(own_list.READER, [LETTERS, mapping], "own").listings
    assert listings[0].remarks == "keep for ten years; Dear Sir"


def test_a_letter_may_name_an_address_or_goods_alone() -> None:
    address, goods = by_reference()["EX-2024-5"], by_reference()["EX-2024-4"]
    assert (address.schema, address.properties["full"]) == ("Address", ["7 Test Tower, Testville"])
    assert (goods.schema, goods.properties) == ("Asset", {"keywords": ["flow meters"]})
    assert any("name goods alone" in note for note in read("own_letters/letters.csv").account.notes)


def test_a_mapping_says_what_columns_are() -> None:
    parsed = read("own_mapped/partners.csv", "own_mapped/partners.toml")
    first = parsed.listings[0]
    assert parsed.account.title == "Partners blocked by export control"
    assert parsed.account.authority == "Example GmbH, export control"
    assert first.id == "own-17"
    assert first.properties == {
        "name": ["Belvor Works"],
        "alias": ["Belvor", "Белвор, Werk 2"],
        "country": ["ru"],
        "innCode": ["7700000099"],
    }
    assert (first.effect, first.programmes, first.remarks) == (
        Effect.BLOCKING,
        ("House list",),
        "gesperrt seit 2022",
    )
    assert first.identifiers == (Identifier("innCode", "7700000099", label="inn"),)
    assert not any("not read" in note for note in parsed.account.notes)


def test_columns_that_nobody_explained_are_named() -> None:
    parsed = parse("name,colour,e-mail\nAcme,red,a@example.org\n")
    assert any("columns not read" in note and "colour" in note for note in parsed.account.notes)
    assert any("left out on purpose" in note and "e-mail" in note for note in parsed.account.notes)


def test_a_document_by_hand_keeps_norway_and_dates() -> None:
    parsed = read("own_house/house.yaml")
    account = parsed.account
    assert (account.records, account.listed, account.refused) == (4, 2, 2)
    first, second = parsed.listings
    assert first.properties == {
        "name": ["Fjordvor AS"],
        "alias": ["Fjordvor", "Fjordvor; Nord"],
        "country": ["no"],
    }
    assert (first.effect, first.listed_on) == (Effect.CAUTION, "2024-05-01")
    assert (second.schema, second.properties["birthDate"]) == ("Person", ["1971"])
    assert second.effect is Effect.UNKNOWN


def test_excel_reads_like_csv(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Letters")
        rows = [["Our register"], ["Letter", "Name", "IMO"], ["red flag", "MV Quovor", 9000001]]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    file = load_list_file(path)
    assert own_list.claims(file)
    ship = collect(own_list.READER, [file], "own").listings[0]
    assert (ship.schema, ship.properties["imoNumber"]) == ("Vessel", ["9000001"])
    assert ship.effect is Effect.CAUTION


def test_json_lines_and_tabs_read_like_csv() -> None:
    lines = parse('{"name": "Acme", "alias": ["A;B", "C"], "country": "NO"}\n', "own.ndjson")
    tabs = parse("name\talias\tcountry\nAcme\tA|B\tNO\n", "own.tsv")
    assert lines.listings[0].properties["alias"] == ["A;B", "C"]
    assert tabs.listings[0].properties["alias"] == ["A", "B"]


def test_ids_stay_when_rows_move() -> None:
    rows = ["Acme;AE", "Beta;TR", "Gamma;KZ"]
    one = {item.id for item in parse("name;country\n" + "\n".join(rows)).listings}
    other = {item.id for item in parse("name;country\n" + "\n".join(rows[::-1])).listings}
    assert one == other


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"own_list: x\nentries: [&a {name: A}, *a]\n", "anchors"),
        (b"own_list: x\nentries:\n" + b"- " * 50 + b"a\n", "nested more than 12"),
        (b"own_list: x\nown_list: y\n", "stands twice"),
        (b"own_list: x\n? [a]\n: b\n", "key is no text"),
        (b"own_list: x\n---\nown_list: y\n", "2 documents"),
        (b"own_list: x\nentries: 5\n", "is no list"),
        (b"own_list: x\ncolour: red\n", "unknown field"),
        (b"own_list: x\ncolumns: {colour: red}\n", "no field of a list: colour"),
        (b"own_list: x\ndate_order: ymd\n", "not dmy or mdy"),
        (b'own_list = "x\n', "own_lists"),
        (b"own_list: x\nentries:\n  - {name: [}\n", "own_lists"),
        (b"own_list: \xff\n", "not UTF-8"),
    ],
)
def test_a_document_that_is_not_understood_is_refused_whole(text: bytes, words: str) -> None:
    with pytest.raises(ListError, match=words):
        read_document(ListFile("a.yaml", text))


def test_a_mapping_of_columns_that_are_not_there_is_an_error() -> None:
    mapping = ListFile("m.yaml", b"own_list: x\ncolumns: {name: Firmenname}\n")
    with pytest.raises(ListError, match="firmenname"):
        collect(own_list.READER, [ListFile("a.csv", b"name\nAcme\n"), mapping], "own")


def test_two_mappings_and_no_name_are_errors() -> None:
    mapping = ListFile("m.yaml", b"own_list: x\n")
    with pytest.raises(ListError, match="2 mappings"):
        collect(own_list.READER, [mapping, mapping], "own")
    with pytest.raises(ListError, match="no column holds a name"):
        parse("colour\nred\n")


@pytest.mark.parametrize(
    ("header", "own"),
    [
        ("Name,Country,Programme", True),
        ("letter;address", True),
        ("letter;date", False),
        ("country,city", False),
        ("Name\tStreet_Address\tCity\tState\tCountry\tEffective_Date\tFR_Citation", False),
        ("_id,source,entity_number,type,programs,name,title,addresses", False),
        ("Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6", False),
        ("celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias", False),
        ("id,schema,name,aliases,birth_date,countries,addresses,identifiers", False),
        ("No.,Country or Region,Company or Organization,Also Known As", False),
        ('36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA"', False),
    ],
)
def test_only_lists_whose_every_heading_is_known_are_claimed(header: str, *, own: bool) -> None:
    file = ListFile("list.csv", f"{header}\n".encode())
    assert own_list.claims(file) is own


def test_fixtures_of_other_formats_are_not_claimed() -> None:
    others = [path for path in LISTS.rglob("*.*") if not path.parent.name.startswith("own_")]
    assert not [path for path in others if own_list.claims(load_list_file(path))]


def test_words() -> None:
    assert effect_named("Licence required") is Effect.LICENCE
    assert effect_named("") is None
    assert letter_of("SUPPLIER LIST letter") is not None
    assert letter_of("") is None
    assert is_own_list([]) is False


@settings(max_examples=60, deadline=None)
@given(damaged(LETTERS.data))
def test_the_account_holds_under_any_damage(data: bytes) -> None:
    assert_accounted_for(parse, data)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(HOUSE.data) - 1), st.binary(max_size=3))
def test_a_damaged_document_is_read_whole_or_refused(place: int, replacement: bytes) -> None:
    data = HOUSE.data[:place] + replacement + HOUSE.data[place + 1 :]
    try:
        parsed = parse(data, "house.yaml")
    except ListError:
        return
    assert parsed.account.records == len(parsed.listings) + parsed.account.refused


@pytest.mark.parametrize(
    ("cell", "ended_on"),
    [("2027-12-31", "2027-12-31"), ("", ""), ("until further notice", ""), ("03/04/2024", "")],
)
def test_an_end_is_that_of_the_act_where_it_is_understood(cell: str, ended_on: str) -> None:
    (one,) = parse(f"name,valid until\nQuowex Ltd,{cell}\n").listings
    assert one.designations[0].ended_on == ended_on


def test_a_row_named_as_bis_names_addresses_lists_the_address_itself() -> None:
    text = 'name,country,address,authority\nAddress 07,HK,"Unit 7B, 19 Alder Lane",BIS\n'
    (listing,) = parse(text).listings
    assert (listing.schema, listing.names, listing.publisher_id) == ("Address", (), "Address 07")
    assert listing.properties["full"] == ["Unit 7B, 19 Alder Lane"]


def test_a_party_of_that_name_without_an_address_stays_a_party() -> None:
    (listing,) = parse("name,country\nAddress 07,HK\n").listings
    assert (listing.schema, listing.caption) == ("LegalEntity", "Address 07")
