"""The report: its JSON is a golden file, and the shipped schema is the one that it keeps to."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterflow.screening.tuning.report import TuningReport, exit_code, faults, json_schema
from json_schema import violations
from tuning_ground import whole_report

GOLDEN = Path(__file__).parents[3] / "fixtures" / "tuning" / "report.json"
SCHEMA = files("counterflow") / "data" / "schemas" / "tuning_report.schema.json"


def as_json() -> Any:
    return json.loads(msgspec.json.encode(whole_report()))


def test_the_report_is_the_golden_one() -> None:
    """A change of shape is a change of version: readers keep these files for ten years."""
    assert as_json() == json.loads(GOLDEN.read_text("utf-8"))


def test_the_golden_report_is_read_back() -> None:
    assert msgspec.json.decode(GOLDEN.read_bytes(), type=TuningReport) == whole_report()


def test_the_shipped_schema_is_that_of_the_report() -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == json_schema()


def test_the_golden_report_keeps_to_the_schema() -> None:
    assert violations(as_json(), json.loads(SCHEMA.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("made_on",), None), (("threshold",), "0.7"), (("lists", 0, "state"), 1),
        (("recall", "classes", 0, "matches", "share"), "all"), (("recall", "seed"), True),
        (("below_the_line", "misses"), []), (("change", "signature", "second"), 5),
        (("recall", "classes", 0, "lists", "house"), [1]), (("more",), 1),
    ],
)  # fmt: skip
def test_the_schema_refuses_what_is_no_report(path: tuple[Any, ...], value: Any) -> None:
    """Each by the checker, which would also pass a schema that demands nothing."""
    told: Any = as_json()
    inner = told
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert violations(told, json_schema())


def test_a_part_that_is_missing_is_refused() -> None:
    for name in json_schema()["required"]:
        told = as_json()
        del told[name]
        assert violations(told, json_schema()) == [f"$.{name} is missing"]


def test_what_is_breached_is_told_and_decides() -> None:
    told = list(faults(whole_report()))
    assert told == ["two-typos: 150 of 200 found (0.750), floor 0.88"]
    assert exit_code(whole_report()) == 7
    assert exit_code(msgspec.structs.replace(whole_report(), recall=None)) == 6
