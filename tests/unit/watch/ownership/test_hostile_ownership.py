"""Any value in any place of a file of owners: read, refused or an error that says where."""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import CounterflowError
from counterflow.watch.ownership.packed import pack, unpack
from counterflow.watch.ownership.reading import READERS, read_graph

LEI = "213800WAVVOPS85N2205"
FTM: list[Any] = [
    {"id": "c", "schema": "Company", "properties": {
        "name": ["Kevmav"], "jurisdiction": ["ru"], "innCode": ["7707083893"], "parent": ["p"]}},
    {"id": "o", "schema": "Ownership", "properties": {
        "owner": ["p"], "asset": ["c"], "percentage": ["51"], "startDate": ["2020"]}},
]  # fmt: skip
BODS: list[Any] = [
    {"recordId": "a", "recordType": "entity", "statementDate": "2025", "recordDetails": {
        "name": "A", "identifiers": [{"scheme": "GB-COH", "id": "10000001"}],
        "jurisdiction": {"code": "GB"}, "alternateNames": ["B"]}},
    {"recordId": "x", "recordType": "person", "recordDetails": {
        "names": [{"fullName": "X"}], "nationalities": [{"code": "CY"}]}},
    {"recordId": "r", "recordType": "relationship", "recordDetails": {
        "subject": "a", "interestedParty": "x", "interests": [
            {"type": "shareholding", "share": {"minimum": 5, "maximum": 60}, "endDate": "2030"}]}},
]  # fmt: skip
GLEIF: list[Any] = [
    {"LEI": LEI, "Entity": {"LegalName": "Kevmav AG", "LegalAddress": {"Country": "CH"},
                            "OtherEntityNames": [{"OtherEntityName": "K"}]}},
    {"Relationship": {
        "StartNode": {"NodeID": LEI}, "EndNode": {"NodeID": "B"},
        "RelationshipType": "IS_DIRECTLY_CONSOLIDATED_BY", "RelationshipStatus": "ACTIVE",
        "RelationshipPeriods": [{"StartDate": "2019", "PeriodType": "RELATIONSHIP_PERIOD"}],
        "RelationshipQuantifiers": [{"QuantifierAmount": "1.0", "MeasurementMethod": "X"}]},
     "Registration": {"RegistrationStatus": "PUBLISHED", "LastUpdateDate": "2024"},
     "Extension": {"Deletion": {}}},
]  # fmt: skip
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False),
              st.text(max_size=6), st.sampled_from(["", "50", "2024-13-40", "\x00", LEI])),
    lambda inside: st.one_of(st.lists(inside, max_size=3),
                             st.dictionaries(st.text(max_size=4), inside, max_size=3)),
    max_leaves=6,
)  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = list(value.items()) if isinstance(value, dict) else []
    inside += list(enumerate(value)) if isinstance(value, list) else []
    return [path, *(p for key, one in inside for p in _places(one, (*path, key)))]


def _with(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _with(value[path[0]], path[1:], other)
    return copy


def _read(content: Any, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.json")
        path.write_text(json.dumps(content), "utf-8")
        try:
            read = read_graph([path], "test", format=name)
        except CounterflowError:
            return
    counts = read.counts
    assert counts.get("refused", 0) == len(read.refusals) <= counts["records"]
    assert unpack(pack(read.graph)).keys[0] == read.graph.keys[0]


@given(st.sampled_from([("ftm", FTM), ("bods", BODS), ("gleif", GLEIF)]), st.data(), values)
def test_any_value_in_any_place(given_: tuple[str, Any], data: st.DataObject, other: Any) -> None:
    name, content = given_
    path = data.draw(st.sampled_from(_places(content)[1:]))
    _read(_with(content, path, other), name)


@given(st.sampled_from(sorted(READERS)), st.binary(min_size=1, max_size=200))
def test_any_bytes(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.bin")
        path.write_bytes(content)
        with contextlib.suppress(CounterflowError):
            assert read_graph([path], "test", format=name).counts["records"]
