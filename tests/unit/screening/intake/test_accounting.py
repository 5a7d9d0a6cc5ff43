"""Rows in are rows out and refused, whatever the file is and however dirty."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.model.refusals import Refusal
from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.reading import open_table
from counterflow.screening.intake.columns import known_columns, recognize
from counterflow.screening.intake.native import transaction_of
from counterflow.screening.intake.transactions import read_transactions

NAMES = st.sampled_from(["", "Muster FZE", "TO ORDER", "N/A", None, 7, 12.0, True])
IDS = st.sampled_from(["", "a", "b", "c", None, 1, 2.0])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "Iran", "8542", "x"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["role", "name", "value", "kind"]), inner, max_size=3)
    ),
    max_leaves=4,
)
FLAT = st.fixed_dictionaries(
    {"BL": IDS, "Consignee": NAMES},
    optional={"HS Code": VALUES, "Date": VALUES, "Consignee Country": VALUES, "colour": VALUES},
)
NATIVE = st.fixed_dictionaries(
    {"parties": st.lists(st.fixed_dictionaries({"role": NAMES, "name": NAMES}), max_size=2)},
    optional={"id": IDS, "kind": NAMES, "goods": VALUES, "legs": VALUES, "BL": IDS},
)
LINES = st.lists(
    (FLAT | NATIVE | VALUES).map(json.dumps)
    | st.sampled_from(["", "{", '{"BL": "a", "BL": "b"}', "nonsense", "{}", "\u00e9"]),
    max_size=12,
)


def read(path: Path, form: str | None = None) -> tuple[list[Any], int]:
    table = open_table(path, format=form, is_header=known_columns)
    return list(read_transactions(table, recognize(table.columns))), table.records


def account(found: list[Any]) -> Counter[int]:
    """Count for every row in how many places it ended."""
    rows: Counter[int] = Counter()
    for item in found:
        rows.update([item.row] if isinstance(item, Refusal) else item.rows)
    return rows


def check(found: list[Any], records: int) -> None:
    assert account(found) == Counter(range(1, records + 1))
    for item in found:
        if isinstance(item, Transaction):
            msgspec.json.encode(item)
            assert item.parties or item.goods
        else:
            assert item.what
            assert item.remedy


@settings(deadline=None)
@given(LINES)
def test_dirty_ndjson(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    """Flat records, our own shape, values that are no records, broken lines, in one file."""
    path = tmp_path_factory.mktemp("n") / "in.ndjson"
    path.write_text("{}\n" + "".join(line + "\n" for line in lines), "utf-8")
    found, records = read(path, "ndjson")
    assert records == 1 + sum(bool(line.strip()) for line in lines)
    check(found, records)


CELLS = {
    "BL": (pa.string(), st.sampled_from(["", "a", "b", None])),
    "Consignee": (pa.string(), st.sampled_from(["", "Muster FZE", "TO ORDER", None])),
    "HS Code": (pa.float64(), st.sampled_from([854231.0, 10121.0, 8541.1, None, float("nan")])),
    "Date": (pa.date32(), st.dates() | st.none()),
    "Value": (pa.decimal128(9, 2), st.decimals(0, 99, places=2) | st.none()),
    "Consignee Country": (pa.binary(), st.sampled_from([b"Iran", b"\xff", None])),
    "parties": (
        pa.list_(pa.struct({"role": pa.string(), "name": pa.string()})),
        st.none() | st.just([]) | st.just([{"role": "buyer", "name": "A"}, {"role": None}]),
    ),
}


@settings(deadline=None)
@given(st.lists(st.fixed_dictionaries({name: cell for name, (_, cell) in CELLS.items()})))
def test_dirty_parquet(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]
) -> None:
    """Typed columns, nulls, bytes, nested lists beside flat columns."""
    path = tmp_path_factory.mktemp("p") / "in.parquet"
    schema = pa.schema({name: kind for name, (kind, _) in CELLS.items()})
    pq.write_table(pa.Table.from_pylist(records, schema=schema), path)
    found, count = read(path)
    assert count == len(records)
    check(found, count)


@settings(deadline=None)
@given(st.lists(FLAT, max_size=8))
def test_what_was_read_from_a_table_is_normal_already(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]
) -> None:
    """A transaction of a file that comes back from Python is itself."""
    path = tmp_path_factory.mktemp("f") / "in.ndjson"
    path.write_text("{}\n" + "".join(json.dumps(record) + "\n" for record in records), "utf-8")
    for item in read(path, "ndjson")[0]:
        if isinstance(item, Transaction):
            assert transaction_of(item) == item
