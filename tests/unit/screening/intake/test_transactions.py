"""Rows to transactions: nothing lost, nothing guessed, the order of rows of no account."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import InputError
from counterflow.core.model.refusals import Refusal, Remark
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.core.tables.rows import Row, Table
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.mapping import ColumnMapping
from counterflow.screening.intake.transactions import read_transactions


def table(columns: Iterable[str], *records: Any) -> Table:
    """Give a table over records; a Refusal among them stands for itself."""
    rows = [
        record if isinstance(record, Refusal) else Row(number, number + 1, list(record))
        for number, record in enumerate(records, start=1)
    ]
    return Table(tuple(columns), "shipments.csv", "csv", {}, lambda: iter(rows))


def read(
    columns: Iterable[str], *records: Any, mapping: ColumnMapping | None = None, **options: Any
) -> list[Any]:
    opened = table(columns, *records)
    return list(read_transactions(opened, recognize(opened.columns, mapping), **options))


def one(
    columns: Iterable[str], record: Iterable[Any], mapping: ColumnMapping | None = None
) -> Transaction:
    (transaction,) = read(columns, record, mapping=mapping)
    assert isinstance(transaction, Transaction)
    return transaction


def blocking(transaction: Transaction) -> list[tuple[str, str]]:
    return [(remark.column, remark.what) for remark in transaction.remarks if remark.blocks]


def test_a_whole_shipment() -> None:
    """Parties, goods, way and countries of one row stand where they belong."""
    transaction = one(
        [
            *("B/L No", "Invoice Date", "Consignee", "Consignee Country", "Consignee Address"),
            *("Shipper", "HS Code", "Description", "Quantity", "Value (USD)", "Country of Origin"),
            *(
                "Port of Loading",
                "Port of Discharge",
                "Destination Country",
                "Vessel",
                "IMO",
                "Notes",
            ),
        ],
        [
            *(" HL-1 ", "2025-03-05", "Muster  FZE ", "United Arab Emirates", "Street 1"),
            *("Beispiel GmbH", "8542.31", "Chips", "5", "100.50", "DE"),
            *("Hamburg", "Jebel Ali", "UAE", "MV Example", "IMO 9074729", "fragile"),
        ],
    )
    assert (transaction.id, transaction.kind, transaction.date) == (
        "HL-1",
        "shipment",
        "2025-03-05",
    )
    consignee, shipper, vessel = transaction.parties
    assert (consignee.role, consignee.name, consignee.country) == ("consignee", "Muster FZE", "AE")
    assert (consignee.country_text, consignee.address) == ("United Arab Emirates", "Street 1")
    assert consignee.column == "Consignee"
    assert (shipper.role, shipper.schema) == ("shipper", "LegalEntity")
    assert (vessel.role, vessel.schema, vessel.name) == ("vessel", "Vessel", "MV Example")
    assert [(i.kind, i.value) for i in vessel.identifiers] == [("imoNumber", "9074729")]
    assert transaction.goods == (
        GoodsLine(
            hs_code="8542.31",
            description="Chips",
            quantity="5",
            value="100.50",
            currency="USD",
            origin_country="DE",
            column="HS Code",
            row=1,
        ),
    )
    assert transaction.legs == (Leg(from_place="Hamburg", to_place="Jebel Ali"),)
    assert (transaction.destination_country, transaction.destination_text) == ("AE", "UAE")
    assert transaction.origin_country == "DE"
    assert transaction.remarks == ()
    assert transaction.extra["Notes"] == "fragile"
    assert transaction.extra["B/L No"] == " HL-1 "
    msgspec.json.encode(transaction)


def test_no_number_no_group() -> None:
    """Without a number every row is its own transaction, named for its row."""
    found = read(["Consignee"], ["Muster FZE"], ["Muster FZE"])
    assert [(t.id, t.rows) for t in found] == [("row-1", (1,)), ("row-2", (2,))]


def test_unreadable_country_blocks() -> None:
    """A country that is not understood is kept as written and blocks."""
    transaction = one(
        ["Consignee", "Consignee Country", "Destination"], ["Muster FZE", "Atlantis", "USSR"]
    )
    assert transaction.parties[0].country == ""
    assert transaction.parties[0].country_text == "Atlantis"
    assert transaction.destination_text == "USSR"
    assert [column for column, _ in blocking(transaction)] == ["Consignee Country", "Destination"]
    assert blocking(one(["Consignee", "Consignee Country"], ["Muster FZE", "N/A"])) == []


def test_date_order_is_inferred_from_the_column() -> None:
    """A value that only one order allows decides for the column, wherever it stands."""
    columns = ["Consignee", "Date"]
    first, second = read(columns, ["A", "03/04/2025"], ["A", "25/04/2025"])
    assert (first.date, second.date) == ("2025-04-03", "2025-04-25")
    (alone,) = read(columns, ["A", "03/04/2025"])
    assert alone.date == ""
    assert blocking(alone) == [("Date", '"03/04/2025" is 2025-04-03 or 2025-03-04')]
    given = ColumnMapping(options={"date_order": "mdy"})
    assert one(columns, ["A", "03/04/2025"], given).date == "2025-03-04"


def test_contradicting_dates_are_not_guessed() -> None:
    """Where a column holds both orders, an ambiguous date stays open."""
    columns = ["Consignee", "Date"]
    found = read(columns, ["A", "03/04/2025"], ["A", "25/04/2025"], ["A", "04/25/2025"])
    assert [t.date for t in found] == ["", "2025-04-25", "2025-04-25"]


def test_contradiction_beyond_the_sample_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole column is looked over once a date with an open order was seen."""
    monkeypatch.setattr("counterflow.screening.intake.grouping.SAMPLE_ROWS", 1)
    found = read(
        ["Consignee", "Date"], ["A", "25/04/2025"], ["A", "03/04/2025"], ["A", "04/25/2025"]
    )
    assert [t.date for t in found] == ["2025-04-25", "", "2025-04-25"]


def test_a_month_is_said_and_does_not_block() -> None:
    """A month has no day; that is said, and the cell stays in extra."""
    transaction = one(["Consignee", "Month"], ["A", "Jul 2025"])
    assert transaction.date == ""
    assert transaction.remarks == (
        Remark("only the month is known (2025-07); the day stays open", "Month", 1),
    )


def test_excel_values() -> None:
    """Numbers and dates of a sheet are read as a person would have typed them."""
    transaction = one(
        ["Order No", "Consignee", "HS Code", "Date", "Destination Country"],
        [1001.0, "A", 854231.0, dt.datetime(2025, 3, 5, tzinfo=dt.UTC), 364.0],
    )
    assert (transaction.id, transaction.date) == ("1001", "2025-03-05")
    assert transaction.goods[0].hs_code == "854231"
    assert transaction.destination_country == "IR"
    assert transaction.remarks == ()


def test_a_code_that_may_have_lost_a_zero_is_remarked() -> None:
    """Five digits in a cell that holds a number: chapters 01 to 09 lose their zero there."""
    transaction = one(["Order No", "Consignee", "HS Code"], [1001.0, "A", 10121.0])
    assert [remark.column for remark in transaction.remarks] == ["HS Code"]


@pytest.mark.parametrize(
    ("cell", "names", "blocks"),
    [
        ("TO ORDER", [], True),
        ("unknown", [], True),
        ("To the order of Muster Bank", ["Muster Bank"], False),
        ("N/A", [], False),
        ("-", [], False),
        ("", [], False),
        ("Same as consignee", [], False),
    ],
)
def test_names_that_are_none(cell: str, names: list[str], blocks: bool) -> None:
    """A cell that hides somebody blocks; one that says nobody does not."""
    transaction = one(["Shipper", "Notify Party"], ["Beispiel GmbH", cell])
    assert [p.name for p in transaction.parties if p.role == "notify_party"] == names
    assert bool(blocking(transaction)) == blocks


def test_a_party_without_a_name_is_kept_and_blocks() -> None:
    """A country without a name may be under embargo; that nobody is compared is said."""
    transaction = one(["Shipper", "Consignee", "Consignee Country"], ["Beispiel GmbH", "", "Iran"])
    consignee = transaction.parties[1]
    assert (consignee.name, consignee.country) == ("", "IR")
    assert blocking(transaction) == [("Consignee", "the consignee has no name")]


@pytest.mark.parametrize(
    ("columns", "cells", "blocks"),
    [
        (["Consignee", "Consignee VAT"], ["", "DE123456789"], "consignee"),
        (["Consignee", "Consignee VAT"], ["N/A", "DE123456789"], "consignee"),
        (["End user LEI"], ["529900T8BM49AURSDO55"], "end user"),
        (["Vessel", "Vessel IMO"], ["", "9074729"], ""),
        (["Bank BIC"], ["SABRRUMM"], ""),
        (["Bank Country", "Bank tax no"], ["Iran", "77"], "bank"),
    ],
)
def test_a_party_with_a_number_and_no_name(
    columns: list[str], cells: list[str], blocks: str
) -> None:
    """Lists name most parties without any number; a ship and a bank are usual by theirs."""
    transaction = one(["Shipper", *columns], ["Beispiel GmbH", *cells])
    said = [r.what for r in transaction.remarks if r.what.endswith("only its number was compared")]
    assert len(said) == 1
    found = [what for _, what in blocking(transaction)]
    assert found == ([f"the {blocks} has no name; only its number was compared"] if blocks else [])


def test_an_account_and_a_purpose_are_kept_and_name_nobody() -> None:
    """They are text that is passed through; a row that ends before them is read whole."""
    transaction = one(
        ["Auftraggeber", "Empfänger", "IBAN Empfänger", "Verwendungszweck"],
        ["Muster AG", "Beispiel GmbH", "DE89370400440532013000", "Rechnung 7"],
    )
    assert [party.role for party in transaction.parties] == ["buyer", "consignee"]
    assert all(not party.identifiers for party in transaction.parties)
    assert transaction.extra["Verwendungszweck"] == "Rechnung 7"
    assert blocking(transaction) == []


def test_persons_and_private_values() -> None:
    """Directors are persons; a birth date that is not clear is dropped, and not repeated."""
    columns = ["Buyer", "Director", "Director date of birth", "Director passport no"]
    clear = one(columns, ["A", "Jane Roe", "1980-12-31", " X 12 "])
    assert clear.parties[1].schema == "Person"
    assert clear.parties[1].birth_date == "1980-12-31"
    assert clear.parties[1].identifiers[0].value == "X 12"
    for text in ("03/04/1980", "31.12.80"):
        unclear = one(columns, ["A", "Jane Roe", text, ""])
        assert unclear.parties[1].birth_date == ""
        ((column, what),) = blocking(unclear)
        assert column == "Director date of birth"
        assert text not in what


@pytest.mark.parametrize("text", ["IMO 907472", "9074728", "Example"])
def test_bad_imo_number_blocks(text: str) -> None:
    """An IMO number that cannot be one is kept and blocks."""
    transaction = one(["Vessel", "IMO"], ["MV Example", text])
    assert [column for column, _ in blocking(transaction)] == ["IMO"]


@pytest.mark.parametrize("cell", ["9074729.0", 9074729.0, "IMO 9074729.00", 9074729, "9074729,0"])
def test_an_imo_number_that_a_spreadsheet_made_a_decimal(cell: object) -> None:
    """It is read, does not block, and the repair of a text is said."""
    transaction = one(["Vessel", "IMO"], ["MV Example", cell])
    assert transaction.parties[0].identifiers[0].value == "9074729"
    assert blocking(transaction) == []
    said = [remark.what for remark in transaction.remarks]
    assert said == (
        ['the number was written with ".0" by a spreadsheet; it was left out']
        if isinstance(cell, str)
        else []
    )


@pytest.mark.parametrize(
    ("column", "cell", "value", "blocks"),
    [
        ("Buyer INN", "7701234567.0", "7701234567", False),
        ("Buyer Tax ID", "49301234567.0", "49301234567", False),
        ("Buyer Registration No", "HRB 12345.0", "HRB 12345.0", False),
        ("Buyer Registration No", "4.0", "4.0", False),
        ("Buyer Registration No", "12.345.678", "12.345.678", False),
        ("Buyer Tax ID", "4.93012E+10", "4.93012E+10", True),
        ("Buyer INN", "7,7E+09", "7,7E+09", True),
    ],
)
def test_numbers_that_a_spreadsheet_rewrote(
    column: str, cell: str, value: str, *, blocks: bool
) -> None:
    """A ".0" is taken off long numbers alone; a number whose digits are lost blocks."""
    transaction = one(["Buyer", column], ["A", cell])
    assert transaction.parties[0].identifiers[0].value == value
    assert bool(blocking(transaction)) == blocks
    assert all(cell not in remark.what for remark in transaction.remarks)


@pytest.mark.parametrize(
    ("cell", "code", "said"),
    [
        ("85423100.0", "85423100", True),
        ("854231.0", "854231", True),
        ("10121.0", "10121", True),
        ("8534.0", "8534.0", False),
        ("8542.31", "8542.31", False),
        ("0101.10.00", "0101.10.00", False),
        ("85423100", "85423100", False),
    ],
)
def test_an_hs_code_that_a_spreadsheet_made_a_decimal(cell: str, code: str, *, said: bool) -> None:
    """The ".0" is taken off and said; what a heading's ".0" means is for the goods."""
    transaction = one(["Consignee", "HS Code"], ["A", cell])
    assert transaction.goods[0].hs_code == code
    assert [remark.column for remark in transaction.remarks] == (["HS Code"] if said else [])


def test_an_order_of_an_order_hides_somebody() -> None:
    """Taking a name out of a phrase does not end with another phrase for a name."""
    transaction = one(["Shipper", "Consignee"], ["A", "to the order of bearer"])
    assert [party.role for party in transaction.parties] == ["shipper"]
    assert len(blocking(transaction)) == 1


def test_a_buyer_and_the_recipients_country() -> None:
    """An order list with customer and country of the recipient lacks nobody."""
    transaction = one(["Kunde", "Empfängerland", "HS Code"], ["A", "V.A.E.", "854231"])
    assert [(party.role, party.name) for party in transaction.parties] == [("buyer", "A")]
    assert (transaction.destination_country, transaction.destination_text) == ("AE", "V.A.E.")
    assert blocking(transaction) == []


def test_reporting_country_fills_what_is_empty() -> None:
    """An import ends in the reporting country, an export begins there, if the row says nothing."""
    columns = [
        "reporting_country",
        "direction",
        "consignee",
        "origin_country",
        "destination_country",
    ]
    found = read(
        columns,
        ["Kenya", "import", "A", "CHINA", ""],
        ["Kenya", "import", "A", "CHINA", "UGANDA"],
        ["Kenya", "export", "A", "", "UGANDA"],
        ["Kenya", "sideways", "A", "", ""],
    )
    assert [(t.origin_country, t.destination_country) for t in found] == [
        ("CN", "KE"),
        ("CN", "UG"),
        ("KE", "UG"),
        ("", ""),
    ]


def test_legs_in_order() -> None:
    """Receipt, ports, transhipment and delivery give the way in its order."""
    transaction = one(
        ["Consignee", "Place of Receipt", "POL", "Via", "POD", "Place of Delivery", "ETD"],
        ["A", "Ulm", "Hamburg", "Jebel Ali", "Bandar Abbas", "Tehran", "2025-01-02"],
    )
    assert transaction.legs == (
        Leg(from_place="Ulm", to_place="Hamburg"),
        Leg(
            from_place="Hamburg",
            to_place="Bandar Abbas",
            via_place="Jebel Ali",
            departs_on="2025-01-02",
        ),
        Leg(from_place="Bandar Abbas", to_place="Tehran"),
    )
    assert one(["Consignee", "POL"], ["A", ""]).legs == ()
    assert one(["Consignee", "POL", "Place of Delivery"], ["A", "Ulm", "Graz"]).legs == (
        Leg(from_place="Ulm", to_place="Graz"),
    )


def test_constants_stand_in() -> None:
    """A constant counts where the row's cell is empty, and makes no party by itself."""
    mapping = ColumnMapping(
        constants={"destination_country": "AE", "consignee.country": "AE", "shipper.name": "We Ltd"}
    )
    columns = ["Consignee", "Destination Country", "HS Code"]
    first, second = read(columns, ["A", "Iran", "1"], ["", "", "2"], mapping=mapping)
    assert (first.destination_country, second.destination_country) == ("IR", "AE")
    assert [(p.role, p.name, p.country) for p in first.parties] == [
        ("consignee", "A", "AE"),
        ("shipper", "We Ltd", ""),
    ]
    assert [p.role for p in second.parties] == ["shipper"]
    assert list(first.extra) == columns


def test_payment() -> None:
    """A payment has payer, payee and banks; its amount is the transaction's."""
    transaction = one(
        ["UETR", "Ordering Customer", "Beneficiary", "Beneficiary Bank BIC", "Amount", "Currency"],
        ["u-1", "A", "B", "abcd ef gh", "10.00", "EUR"],
        ColumnMapping(options={"kind": "payment"}),
    )
    assert transaction.kind == "payment"
    assert [(p.role, p.name) for p in transaction.parties] == [
        ("payer", "A"),
        ("payee", "B"),
        ("payee_bank", ""),
    ]
    assert transaction.parties[2].identifiers[0].value == "ABCDEFGH"
    assert (transaction.value, transaction.currency) == ("10.00", "EUR")
    assert transaction.goods == ()
    assert blocking(transaction) == []


def test_kind_of_the_row() -> None:
    """A row may say its kind; a kind that is none is said."""
    good, bad = read(["Consignee", "Document Type"], ["A", "Order"], ["A", "gift"], kind="payment")
    assert (good.kind, bad.kind) == ("order", "payment")
    assert bad.remarks[0].column == "Document Type"


def test_short_row() -> None:
    """A row that ends early blocks where a column that counts is cut off."""
    columns = ("Consignee", "HS Code", "notes")
    rows = [Row(1, 2, ["A", "1", None], 1), Row(2, 3, ["A", None, None], 2)]
    opened = Table(columns, "a.csv", "csv", {}, lambda: iter(rows))
    first, second = read_transactions(opened, recognize(columns))
    assert isinstance(first, Transaction)
    assert isinstance(second, Transaction)
    assert [remark.blocks for remark in (*first.remarks, *second.remarks)] == [False, True]
    assert second.remarks[0].column == "HS Code"


def test_nothing_to_screen_is_refused() -> None:
    """A row with no party and no goods is refused by its place; other refusals pass through."""
    broken = Refusal("broken", row=2)
    found = read(["Consignee", "POL"], ["", "Hamburg"], broken, ["A", ""])
    assert [type(x).__name__ for x in found] == ["Refusal", "Refusal", "Transaction"]
    assert (found[0].row, found[0].line, found[0].file) == (1, 2, "shipments.csv")
    assert found[1] is broken


def test_rows_of_one_number_become_one() -> None:
    """Goods add up, the same party counts once, cells are kept row by row."""
    columns = ["Invoice No", "Consignee", "Consignee Country", "HS Code", "Date"]
    (merged,) = read(
        columns,
        ["7", "A", "AE", "8542", "2025-01-02"],
        ["7", "A", "AE", "8807", "2025-01-03"],
        ["7", "", "", "", ""],
    )
    assert [party.name for party in merged.parties] == ["A"]
    assert [(line.hs_code, line.row) for line in merged.goods] == [("8542", 1), ("8807", 2)]
    assert merged.rows == (1, 2, 3)
    assert merged.date == "2025-01-03"
    assert [remark.what for remark in merged.remarks] == [
        "rows of one shipment differ in date: 2025-01-02, 2025-01-03"
    ]
    assert [cells["HS Code"] for cells in merged.extra["rows"]] == ["8542", "8807", ""]


def test_differing_destinations_are_all_kept() -> None:
    """Of two destinations none is lost: one stands as such, the other as a leg, and it blocks."""
    columns = ["Invoice No", "Consignee", "Destination Country"]
    (merged,) = read(columns, ["7", "A", "Iran"], ["7", "A", "UAE"])
    ends = {merged.destination_country} | {leg.to_country for leg in merged.legs}
    assert ends == {"AE", "IR"}
    assert blocking(merged) == [("", "rows of one shipment differ in destination: AE, IR")]


def test_scattered_rows_are_found() -> None:
    """Rows of one number need not stand together; blanks and refusals between do not matter."""
    found = read(
        ["BL", "Consignee"],
        ["1", "A"],
        ["2", "B"],
        ["", "C"],
        ["1", "D"],
        ["3", "E"],
        Refusal("broken", row=6),
        ["3", "F"],
        ["2", "G"],
    )
    rows = {t.id: t.rows for t in found if isinstance(t, Transaction)}
    assert rows == {"1": (1, 4), "2": (2, 8), "row-3": (3,), "3": (5, 7)}


def test_equal_hashes_are_told_apart() -> None:
    """Numbers with one hash stay two shipments."""

    class Cell(str):
        __slots__ = ()

        def __hash__(self) -> int:
            return 7

        def strip(self, chars: str | None = None) -> str:
            return self

    found = read(["BL", "Consignee"], *([Cell(x), x] for x in "abaabb"))
    assert sorted((t.id, len(t.rows)) for t in found) == [("a", 3), ("b", 3)]


def test_too_many_scattered_rows() -> None:
    """Beyond the cap the file is refused before anything is given, with the way out."""
    records = [[str(number % 50), "A"] for number in range(100)]
    opened = table(["BL", "Consignee"], *records)
    reading = read_transactions(opened, recognize(opened.columns), max_held=49)
    with pytest.raises(InputError, match="sort the file"):
        next(reading)
    assert len(read(["BL", "Consignee"], *records, max_held=51)) == 50


def test_rows_are_not_held_longer_than_needed() -> None:
    """A shipment that stands together is given before the next one is read."""
    taken = []

    def rows() -> Iterator[Row | Refusal]:
        for number in range(1, 7):
            taken.append(number)
            yield Row(number, number, [str((number - 1) // 2), "A"])

    opened = Table(("BL", "Consignee"), "a.csv", "csv", {}, rows)
    reading = read_transactions(opened, recognize(opened.columns))
    taken.clear()
    first = next(reading)
    assert isinstance(first, Transaction)
    assert first.rows == (1, 2)
    assert taken[-3:] == [1, 2, 3]


IDS = st.sampled_from(["", "a", "b", "c", "d"])
RECORDS = st.lists(
    st.tuples(
        IDS,
        st.sampled_from(["", "A", "B", "TO ORDER"]),
        st.sampled_from(["", "AE", "Iran", "Atlantis"]),
        st.sampled_from(["", "8542", "8807"]),
        st.sampled_from(["", "UAE", "Iran"]),
        st.sampled_from(["", "2025-01-02", "03/04/2025", "25/04/2025", "Jul 2025"]),
        st.integers(0, 5),
    ),
    max_size=25,
)
COLUMNS = ["BL", "Consignee", "Consignee Country", "HS Code", "Destination", "Date", "colour"]


def essence(transaction: Transaction) -> tuple[Any, ...]:
    """Give what does not depend on the order of rows."""
    return (
        transaction.kind,
        transaction.date,
        frozenset(transaction.parties),
        tuple(sorted((g.hs_code, g.origin_country) for g in transaction.goods)),
        frozenset(transaction.legs),
        transaction.origin_country,
        (transaction.destination_country, transaction.destination_text),
        tuple(sorted((r.what, r.column, r.blocks) for r in transaction.remarks)),
    )


@given(RECORDS)
def test_every_row_is_in_one_place(records: list[tuple[Any, ...]]) -> None:
    """Each row ends in exactly one transaction or refusal, and its unknown cells survive."""
    found = read(COLUMNS, *records)
    rows: Counter[int] = Counter()
    for item in found:
        rows.update([item.row] if isinstance(item, Refusal) else item.rows)
        if isinstance(item, Transaction):
            cells = item.extra["rows"] if len(item.rows) > 1 else [item.extra]
            assert [c["colour"] for c in cells] == [records[row - 1][6] for row in item.rows]
    assert rows == Counter(range(1, len(records) + 1))
    ids = [item.id for item in found if isinstance(item, Transaction)]
    assert len(ids) == len(set(ids))


@given(RECORDS, st.randoms())
def test_the_order_of_rows_does_not_matter(
    records: list[tuple[Any, ...]], source: random.Random
) -> None:
    """Any permutation gives the same transactions."""
    shuffled = records[:]
    source.shuffle(shuffled)

    def outcome(given: list[tuple[Any, ...]]) -> tuple[Any, ...]:
        found = read(COLUMNS, *given)
        numbered = {t.id: essence(t) for t in found if isinstance(t, Transaction)}
        loose = Counter(value for key, value in numbered.items() if key.startswith("row-"))
        named = {key: value for key, value in numbered.items() if not key.startswith("row-")}
        return named, loose, sum(isinstance(item, Refusal) for item in found)

    assert outcome(records) == outcome(shuffled)


@pytest.mark.parametrize(
    ("record", "place"),
    [
        (("", "55.757", "52.06"), "55.757°, 52.06°"),
        (("Dock 4", "55", "52"), "Dock 4 55°, 52°"),
        (("", "55°45'N", "52°04'E"), "55°45'N, 52°04'E"),
        (("", "55.757", ""), "latitude 55.757"),
        (("Riga", "", ""), "Riga"),
    ],
)
def test_latitude_and_longitude_make_one_place(record: tuple[str, ...], place: str) -> None:
    """Found in review: the two columns were not understood, and the site was never asked."""
    columns = ["Consignee", "Place of Delivery", "Delivery Latitude", "Delivery Longitude"]
    read_one = one(columns, ("Muster AG", *record))
    assert [leg.to_place for leg in read_one.legs] == [place]


def test_a_month_of_a_leg_is_kept_and_that_of_the_paper_is_not() -> None:
    columns = ["Consignee", "Port of Loading", "ETD", "Invoice Date"]
    read_one = one(columns, ("Muster AG", "Astrakhan", "2025-02", "2025-02"))
    assert [leg.departs_on for leg in read_one.legs] == ["2025-02"]
    assert read_one.date == ""
    assert sum("only the month is known" in remark.what for remark in read_one.remarks) == 2
