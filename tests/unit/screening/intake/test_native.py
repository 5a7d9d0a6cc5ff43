"""Records in our own shape: from NDJSON, from Parquet, from Python."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import InputError
from counterflow.core.model.parties import Identifier, Party
from counterflow.core.model.refusals import Refusal, Remark
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.core.tables.reading import open_table
from counterflow.core.tables.rows import Row, Table
from counterflow.screening.intake.cells import read_identifier
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.native import plain_texts, transaction_of
from counterflow.screening.intake.transactions import read_transactions

COLUMNS = ("id", "kind", "date", "parties", "goods", "legs", "destination_country", "note")


def read(*records: dict[str, Any], columns: tuple[str, ...] = COLUMNS) -> list[Any]:
    rows = [
        Row(number, 0, [record.get(name) for name in columns])
        for number, record in enumerate(records, start=1)
    ]
    opened = Table(columns, "orders.json", "json", {}, lambda: iter(rows))
    return list(read_transactions(opened, recognize(columns)))


def read_file(path: Path) -> list[Any]:
    opened = open_table(path)
    return list(read_transactions(opened, recognize(opened.columns)))


def blocking(transaction: Transaction) -> list[str]:
    return [remark.column for remark in transaction.remarks if remark.blocks]


FULL = {
    "id": 7,
    "kind": "order",
    "date": "5 March 2025",
    "parties": [
        {
            "role": "End User",
            "name": " A  Ltd",
            "country": "Iran",
            "identifiers": [{"kind": "taxNumber", "value": 12}],
        }
    ],
    "goods": [{"hs_code": 854231, "value": 10.5, "origin_country": "de"}],
    "legs": [{"from_place": "Hamburg", "to_country": "UAE"}],
    "destination_country": "Islamic Republic of Iran",
}


def test_own_shape() -> None:
    """Nested parties, goods and legs are taken over; countries and roles are read."""
    (found,) = read({**FULL, "note": {"colour": "red"}})
    assert isinstance(found, Transaction)
    assert (found.id, found.kind, found.date, found.rows) == ("7", "order", "2025-03-05", (1,))
    party = found.parties[0]
    assert (party.role, party.name, party.country) == ("end_user", "A Ltd", "IR")
    assert party.identifiers[0].value == "12"
    assert (found.goods[0].hs_code, found.goods[0].value) == ("854231", "10.5")
    assert (found.goods[0].origin_country, found.goods[0].row) == ("DE", 1)
    assert found.legs[0].to_country == "AE"
    assert found.destination_country == "IR"
    assert found.extra == {"note": {"colour": "red"}}
    assert found.remarks == ()


def test_a_dict_from_python_is_read_as_the_line_of_a_file() -> None:
    """But for the record's number, both give the same transaction."""
    (line,) = read(FULL)
    from_python = transaction_of(FULL)
    renumbered = msgspec.structs.replace(
        line, rows=(), goods=tuple(msgspec.structs.replace(g, row=0) for g in line.goods)
    )
    assert from_python == renumbered


@pytest.mark.parametrize("role", ["End user", "endUser", "end_user", "END-USER", "Endverwender"])
@pytest.mark.parametrize("country", ["Iran", "ir", "IRN", "Иран", "Iran (Islamic Republic of)"])
def test_roles_and_countries_in_words(role: str, country: str) -> None:
    """As the headings and cells of a table may have them."""
    given = {"id": "1", "parties": [{"role": role, "name": "A", "country": country}]}
    (party,) = transaction_of(given).parties
    assert (party.role, party.country) == ("end_user", "IR")
    assert party.country_text == country


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2025, 3, 5),
        dt.datetime(2025, 3, 5, 14, 30, 0, 5, tzinfo=dt.UTC),
        dt.datetime.fromisoformat("2025-03-05T00:00:00"),
        "5.3.2025",
        "March 5, 2025",
        20250305,
    ],
)
def test_days_from_python(day: object) -> None:
    """Dates and times, of the transaction and of a leg, become days."""
    found = transaction_of({"id": "1", "date": day, "legs": [{"departs_on": day}]})
    assert (found.date, found.legs[0].departs_on) == ("2025-03-05", "2025-03-05")
    assert found.remarks == ()


def test_values_from_python() -> None:
    """Decimals and whole floats are text; None and not-a-number are empty."""
    goods = {"value": Decimal("10.50"), "hs_code": 85423100.0, "unit": None, "quantity": 5.0}
    found = transaction_of(
        {"id": 9, "value": float("nan"), "goods": [goods], "parties": None, "extra": None}
    )
    line = found.goods[0]
    assert (line.value, line.hs_code, line.unit, line.quantity) == ("10.50", "85423100", "", "5")
    assert (found.id, found.value, found.parties) == ("9", "", ())


def test_structs_among_dicts() -> None:
    """A party made by hand may stand in a dict."""
    found = transaction_of({"id": "1", "parties": [Party("Kunde", "A", country="Türkei")]})
    assert (found.parties[0].role, found.parties[0].country) == ("buyer", "TR")


@pytest.mark.parametrize("kind", ["check", "Check", "gift", "shippment"])
def test_a_kind_that_is_none_blocks(kind: str) -> None:
    """Nothing is required of a check, so a file could excuse itself from coverage."""
    (line,) = read({"kind": kind, "parties": [{"role": "buyer", "name": "A"}]})
    for found in (line, transaction_of({"id": "1", "kind": kind})):
        assert found.kind == "shipment"
        assert "kind" in blocking(found)
    assert transaction_of({"id": "1", "kind": " ORDER "}).kind == "order"
    assert transaction_of({"id": "1"}, kind="payment").kind == "payment"


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"id": "1", "parties": "Sahara Thunder"}, r"\$\.parties"),
        ({"id": "1", "parties": [{"role": "buyer"}]}, r"\$\.parties\[0\]"),
        ({"id": "1", "parties": [{"name": "A"}]}, "role"),
        ({"id": "1", "parties": [{"role": "buyer", "name": ["A"]}]}, r"\$\.parties\[0\]\.name"),
        ({"id": "1", "parties": [{"role": "buyer", "name": object()}]}, r"\$\.parties\[0\]\.name"),
        ({"id": "1", "goods": [{"hs_code": True}]}, r"\$\.goods\[0\]\.hs_code"),
        ({"id": "1", "legs": {"from_place": "Hamburg"}}, r"\$\.legs"),
        ({"id": "1", "remarks": ["x"]}, r"\$\.remarks\[0\]"),
        ({"id": "1", "rows": ["a"]}, r"\$\.rows\[0\]"),
        ({"parties": []}, "id"),
        ({1: "id"}, r"text keys"),
        (["id"], r"not a transaction"),
        ("id", r"not a transaction"),
    ],
)
def test_a_wrong_shape_from_python_names_its_path(wrong: Any, path: str) -> None:
    """Nothing of a wrong shape is screened in part."""
    with pytest.raises(InputError, match=path):
        transaction_of(wrong)


def test_wrong_shape_is_refused_with_its_path() -> None:
    """A refusal names the path of the fault; the rest of the file goes on."""
    wrong, right = read(
        {"parties": [{"role": "buyer"}]}, {"parties": [{"role": "buyer", "name": "A"}]}
    )
    assert isinstance(wrong, Refusal)
    assert "$.parties[0]" in wrong.what
    assert (wrong.row, wrong.file) == (1, "orders.json")
    assert isinstance(right, Transaction)
    assert right.id == "row-2"


def test_items_that_are_no_objects_are_refused() -> None:
    """A list of texts, or an object for a list, is a wrong shape and no crash."""
    for parties in (["A"], {"role": "buyer", "name": "A"}, [None]):
        (found,) = read({"parties": parties})
        assert isinstance(found, Refusal)


def test_unknown_keys_roles_and_countries_are_said() -> None:
    """What is misspelt is named, and blocks where it could not be used."""
    (found,) = read(
        {
            "parties": [
                {"role": "wizard", "name": "A", "country": "Atlantis", "nation": "IR", "shoe": 1}
            ]
        }
    )
    said = {(remark.column, remark.blocks) for remark in found.remarks}
    assert said == {
        ("parties[0].shoe", False),
        ("parties[0].nation", True),
        ("parties[0].role", False),
        ("parties[0].country", True),
    }
    assert found.parties[0].country_text == "Atlantis"


def test_keys_in_other_words_are_read_like_headings() -> None:
    """The wordings of columns are understood inside a record too."""
    found = transaction_of(
        {
            "id": "1",
            "parties": [
                {"role": "vessel", "company": "MV A", "flag": "Panama", "IMO": 9074729.0},
                {"role": "Käufer", "name": "B", "Nationality": "IR", "street": "1 Way", "zip": 77},
            ],
            "goods": [{"hsCode": "8542.31", "countryOfOrigin": "China", "qty": 3}],
            "legs": [{"pol": "Hamburg", "port of discharge": "Jebel Ali"}],
        }
    )
    vessel, buyer = found.parties
    assert (vessel.name, vessel.country, vessel.schema) == ("MV A", "PA", "Vessel")
    assert vessel.identifiers == (Identifier("imoNumber", "9074729"),)
    assert (buyer.country, buyer.address) == ("IR", "1 Way, 77")
    line = found.goods[0]
    assert (line.hs_code, line.origin_country, line.quantity) == ("8542.31", "CN", "3")
    assert (found.legs[0].from_place, found.legs[0].to_place) == ("Hamburg", "Jebel Ali")
    assert found.remarks == ()


def test_unknown_keys_of_a_dict_are_never_dropped() -> None:
    """On the top level they stay in extra; what means something there blocks."""
    found = transaction_of({"id": "1", "colour": "red", "Consignee": "Muster FZE", "goods": []})
    assert found.extra == {"colour": "red", "Consignee": "Muster FZE"}
    assert {(r.column, r.blocks) for r in found.remarks} == {("colour", False), ("Consignee", True)}


def test_names_numbers_and_birth_dates_are_read_as_in_a_table() -> None:
    """Nobody hides behind our own shape."""
    found = transaction_of(
        {
            "id": "1",
            "parties": [
                {"role": "consignee", "name": "TO ORDER"},
                {"role": "buyer", "name": "to the order of Muster Bank"},
                {"role": "director", "name": "Jane Roe", "birth_date": "03/04/1980"},
                {"role": "vessel", "name": "", "identifiers": [{"kind": "IMO no", "value": "7"}]},
                {"role": "notify_party", "name": "", "country": "IR"},
            ],
        }
    )
    assert [party.name for party in found.parties] == ["", "Muster Bank", "Jane Roe", "", ""]
    assert found.parties[2].schema == "Person"
    assert blocking(found) == [
        "parties[0].name",
        "parties[2].birth_date",
        "parties[3].identifiers[0]",
        "parties[4].name",
    ]
    assert found.parties[3].identifiers[0].kind == "imoNumber"
    assert not any("03/04/1980" in remark.what for remark in found.remarks)


def test_flat_columns_beside_are_said() -> None:
    """A flat column beside our shape is not read; that blocks, and its value survives."""
    columns = (*COLUMNS, "Consignee Country")
    (found,) = read(
        {"parties": [{"role": "buyer", "name": "A"}], "Consignee Country": "IR"}, columns=columns
    )
    assert [(r.column, r.blocks) for r in found.remarks] == [("Consignee Country", True)]
    assert found.extra == {"Consignee Country": "IR"}


def test_a_column_named_remarks_is_anybodys() -> None:
    """Only what has the shape of our remarks is taken for them."""
    columns = (*COLUMNS, "remarks")
    parties = [{"role": "buyer", "name": "A"}]
    for cell in ("fragile", ["fragile"], [{"colour": "red"}]):
        (found,) = read({"parties": parties, "remarks": cell}, columns=columns)
        assert (found.remarks, found.extra) == ((), {"remarks": cell})
    ours = [{"what": "not read", "blocks": True, "row": 9}]
    (found,) = read({"parties": parties, "remarks": ours}, columns=columns)
    assert found.remarks == (Remark("not read", row=1, blocks=True),)


def test_what_was_not_understood_is_not_forgotten() -> None:
    """A transaction that comes back still says which country was never read."""
    first = transaction_of(
        {"id": "1", "destination_country": "Atlantis", "goods": [{"origin_country": "Lemuria"}]}
    )
    bare = msgspec.to_builtins(first)
    del bare["remarks"]
    again = transaction_of(bare)
    assert blocking(again) == ["destination_country", "goods[0].origin_country"]
    assert again == first


def test_flat_rows_in_the_same_file() -> None:
    """A record without our lists is read by its columns; a nested value there is said."""
    columns = ("Consignee", "goods", "HS Code")
    flat, nested = read(
        {"Consignee": "A", "goods": "Chips", "HS Code": "8542"},
        {"Consignee": {"name": "A"}, "goods": "Chips"},
        columns=columns,
    )
    assert flat.goods[0].description == "Chips"
    assert [(r.column, r.blocks) for r in nested.remarks] == [("Consignee", True)]


def test_one_number_twice() -> None:
    """Records of one number are one transaction."""
    (found,) = read(
        {"id": "7", "parties": [{"role": "buyer", "name": "A"}]},
        {"id": "7", "parties": [{"role": "buyer", "name": "A"}], "goods": [{"hs_code": "8542"}]},
    )
    assert len(found.parties) == 1
    assert len(found.goods) == 1


# --- Parquet


def test_parquet_in_our_own_shape_with_its_own_types(tmp_path: Path) -> None:
    """Days, times, decimals and nulls, at the top and inside, are read."""
    at = dt.datetime(2025, 3, 5, 9, tzinfo=dt.UTC)
    leg = pa.struct({"to_country": pa.string(), "departs_on": pa.timestamp("us", "UTC")})
    table = pa.table(
        {
            "id": [1, 2],
            "kind": ["order", None],
            "date": pa.array([dt.date(2025, 3, 5), None], pa.date32()),
            "value": [Decimal("10.50"), None],
            "parties": [
                [
                    {
                        "role": "Kunde",
                        "name": "A",
                        "country": None,
                        "birth_date": dt.date(1980, 12, 31),
                        "identifiers": [{"kind": "imoNumber", "value": 9074729.0}],
                    },
                    {"role": "End user", "name": "B", "country": "Iran", "identifiers": None},
                ],
                [{"role": "buyer", "name": "C"}],
            ],
            "goods": [[{"hs_code": 854231, "value": Decimal("1.25"), "row": 4}], None],
            "legs": pa.array(
                [[{"to_country": "UAE", "departs_on": at}], []],
                pa.list_(leg),
            ),
        }
    )  # fmt: skip
    pq.write_table(table, tmp_path / "own.parquet")
    first, second = read_file(tmp_path / "own.parquet")
    assert (first.id, first.kind, first.date, first.value) == ("1", "order", "2025-03-05", "10.50")
    assert [(p.role, p.name, p.country) for p in first.parties] == [
        ("buyer", "A", ""),
        ("end_user", "B", "IR"),
    ]
    assert first.parties[0].birth_date == "1980-12-31"
    assert first.parties[0].identifiers == (Identifier("imoNumber", "9074729"),)
    assert (first.goods[0].hs_code, first.goods[0].value, first.goods[0].row) == (
        "854231",
        "1.25",
        1,
    )
    assert first.legs == (Leg(to_country="AE", departs_on="2025-03-05"),)
    assert (second.kind, second.goods, second.legs, second.date) == ("shipment", (), (), "")
    assert first.remarks == second.remarks == ()


WORDS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=12).map(str.strip)
COUNTRIES = st.sampled_from(["", "Iran", "ir", "AE", "Atlantis", "Türkei", "N/A"])
DAYS = st.sampled_from(["", "2025-03-05", "5.3.2025", "Jul 2025", "03/04/2025", "soon"])
PARTIES = st.builds(
    Party,
    role=st.sampled_from(["buyer", "Consignee", "End user", "vessel", "director", "wizard"]),
    name=st.sampled_from(["Muster FZE", "TO ORDER", "to order of X", "same as consignee"]) | WORDS,
    country=COUNTRIES,
    country_text=st.just(""),
    address=WORDS,
    birth_date=DAYS,
    identifiers=st.lists(
        st.builds(
            Identifier,
            kind=st.sampled_from(["imoNumber", "IMO", "swiftBic", "npiCode", "tax id"]),
            value=st.sampled_from(["9074729.0", "IMO 9074729", "77", "9.1E+11", "-", "ab cd"]),
        ),
        max_size=2,
    ).map(tuple),
)
GOODS = st.builds(
    GoodsLine,
    hs_code=st.sampled_from(["", "85423100.0", "8542.31", "10121.0"]),
    description=WORDS,
    origin_country=COUNTRIES,
)
LEGS = st.builds(Leg, from_place=WORDS, to_country=COUNTRIES, departs_on=DAYS)
TRANSACTIONS = st.builds(
    Transaction,
    id=st.uuids().map(str),
    kind=st.sampled_from(["order", "Payment", "check", ""]),
    date=DAYS,
    parties=st.lists(PARTIES, max_size=3).map(tuple),
    goods=st.lists(GOODS, max_size=3).map(tuple),
    legs=st.lists(LEGS, max_size=2).map(tuple),
    origin_country=COUNTRIES,
    destination_country=COUNTRIES,
    value=WORDS,
)


@settings(deadline=None)
@given(TRANSACTIONS)
def test_normalizing_twice_is_normalizing_once(given: Transaction) -> None:
    """Nothing changes a second time, and no remark is said twice or lost."""
    once = transaction_of(given)
    assert transaction_of(once) == once
    assert transaction_of(msgspec.to_builtins(once)) == once
    assert transaction_of(msgspec.json.decode(msgspec.json.encode(once))) == once


def _unnumbered(transaction: Transaction) -> Transaction:
    """Give a transaction without the numbers of its records."""
    return msgspec.structs.replace(
        transaction,
        rows=(),
        remarks=tuple(msgspec.structs.replace(r, row=0) for r in transaction.remarks),
        goods=tuple(msgspec.structs.replace(g, row=0) for g in transaction.goods),
        extra={},
    )


def _records(transactions: list[Transaction]) -> Iterator[dict[str, Any]]:
    for one in transactions:
        record = msgspec.to_builtins(one)
        for key in ("rows", "remarks", "extra"):
            record.pop(key, None)
        yield record


@settings(deadline=None, max_examples=60)
@given(
    st.lists(TRANSACTIONS, min_size=1, max_size=6, unique_by=lambda one: one.id),
    st.sampled_from(["parquet", "ndjson", "json"]),
)
def test_transactions_come_back_from_every_format(
    tmp_path_factory: pytest.TempPathFactory, given: list[Transaction], form: str
) -> None:
    """As many rows as records; each is the transaction that Python gives for the record."""
    path = tmp_path_factory.mktemp("own") / f"own.{form}"
    records = list(_records(given))
    if form == "parquet":
        stream = io.BytesIO()
        pq.write_table(_arrow(records), stream)
        path.write_bytes(stream.getvalue())
    elif form == "ndjson":
        path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    else:
        path.write_text(json.dumps(records), "utf-8")
    found = read_file(path)
    assert sorted(
        row for item in found for row in ([item.row] if isinstance(item, Refusal) else item.rows)
    ) == list(range(1, len(records) + 1))
    by_id = {item.id: item for item in found if isinstance(item, Transaction)}
    for record, one in zip(records, given, strict=True):
        if one.id in by_id:
            assert _unnumbered(by_id[one.id]) == _unnumbered(transaction_of(record))
        else:
            assert not transaction_of(record).parties
            assert not transaction_of(record).goods


def _arrow(records: list[dict[str, Any]]) -> pa.Table:
    """Give records as an Arrow table with the types of our own shape."""
    text = pa.string()

    def struct(model: type[msgspec.Struct], **nested: pa.DataType) -> pa.DataType:
        fields = [name for name in model.__struct_fields__ if name not in ("row", "column")]
        return pa.struct({name: nested.get(name, text) for name in fields})

    identifiers = pa.list_(struct(Identifier))
    schema = {
        "id": text,
        "kind": text,
        "date": text,
        "parties": pa.list_(struct(Party, identifiers=identifiers)),
        "goods": pa.list_(struct(GoodsLine)),
        "legs": pa.list_(struct(Leg)),
        "origin_country": text,
        "destination_country": text,
        "value": text,
    }
    return pa.Table.from_pylist(records, schema=pa.schema(schema))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@given(JSON_VALUES)
def test_plain_texts_twice_is_once(value: Any) -> None:
    """What is text already stays as it is."""
    assert plain_texts(plain_texts(value)) == plain_texts(value)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [*Transaction.__struct_fields__, "Consignee", "colour"]
        ),
        JSON_VALUES,
    )
)  # fmt: skip
def test_any_dict_is_read_or_refused(value: dict[str, Any]) -> None:
    """Nothing but our own error leaves, and what is read can be written down."""
    try:
        found = transaction_of(value)
    except InputError as error:
        assert error.remedy  # noqa: PT017 - either end is allowed
        return
    msgspec.json.encode(found)


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("0000000", "0000000", "no ship has"),
        ("９０７４７２９", "9074729", ""),
        ("IMO ９０７４７２９", "9074729", ""),
        ("9074728", "9074728", "check digit"),
    ],
)
def test_an_imo_number_is_read_in_the_digits_of_the_papers(
    text: str, value: str, said: str
) -> None:
    """Seven zeros have a right check digit and are no ship's; full-width digits are digits."""
    read = read_identifier("imoNumber", text)
    assert read.value == value
    assert said in read.problem
    assert bool(read.problem) is bool(said)
