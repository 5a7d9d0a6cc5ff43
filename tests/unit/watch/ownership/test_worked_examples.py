"""Every worked example of the authorities' texts, by the whole graph and by one party."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from counterflow.watch.ownership.holdings import holdings_on
from counterflow.watch.ownership.regime_tests import asked_on
from counterflow.watch.ownership.solver import Status, solve
from counterflow.watch.ownership.verdicts import OWNERSHIP
from ownership_graphs import graph_of, row_called, verdict_of

FILE = Path(__file__).parents[3] / "fixtures" / "ownership" / "worked_examples.yaml"
EXAMPLES: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))["worked_examples"]
TEST_OF = {
    "OFAC": "us-ofac-50", "EU": "eu-freeze-50", "UK": "uk-over-50", "BIS": "us-bis-affiliates-2025",
    "REAL": "us-ofac-50",
}  # fmt: skip
WORDS = {
    "blocked": Status.MEETS, "caught": Status.MEETS, "not blocked": Status.NOT,
    "presumed controlled, freeze; rebuttable": Status.MEETS, "owned (aggregate 50)": Status.MEETS,
    "not owned; test control": Status.NOT,
    "not owned unless joint arrangement; test control": Status.NOT,
}  # fmt: skip
DAY = dt.date(2025, 10, 1)
CASES = [
    pytest.param(example, party, words, id=f"{example['id']}-{party}")
    for example in EXAMPLES
    for party, words in example["expect"].items()
]


@pytest.mark.parametrize(("example", "party", "words"), CASES)
def test_an_example_gives_what_its_source_says(
    example: dict[str, Any], party: str, words: str
) -> None:
    graph = graph_of(example["holdings"])
    test = row_called(TEST_OF[example["id"].split("-")[1]])
    expected = WORDS.get(words, Status.MEETS)
    found = verdict_of(graph, party, example["listed"], test, DAY)
    assert (found.status, found.limb) == (expected, OWNERSHIP)
    listed = [graph.find_key(name) or 0 for name in example["listed"]]
    whole = solve(graph, holdings_on(graph, DAY.toordinal()), listed, test)
    assert whole.of(graph.find_key(party) or 0)[0] is expected


def test_exactly_half_by_one_person_is_a_presumption() -> None:
    """EX-EU-1 says it can be rebutted, EX-EU-2 (two persons) does not."""
    one = graph_of([("X", "A", 50)])
    two = graph_of([("X", "A", 30), ("Y", "A", 20)])
    test = row_called("eu-freeze-50")
    assert verdict_of(one, "A", ["X"], test).presumed
    assert not verdict_of(two, "A", ["X", "Y"], test).presumed


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2025-09-28", None),
        ("2025-09-29", "in force"),
        ("2025-11-09", "in force"),
        ("2025-11-10", "stayed"),
        ("2026-11-09", "stayed"),
        ("2026-11-10", "unknown"),
    ],
)
def test_the_affiliates_rule_has_its_days(day: str, status: str | None) -> None:
    """EX-BIS-1: in force for six weeks, then stayed, then not established."""
    found = [test for test in asked_on(dt.date.fromisoformat(day)) if "bis" in test.id]
    assert [test.status for test in found] == ([status] if status else [])
    graph = graph_of([("EL1", "A", 30), ("SDN744_8", "A", 20)])
    for test in found:
        verdict = verdict_of(graph, "A", ["EL1", "SDN744_8"], test)
        assert verdict.status is Status.MEETS


@pytest.mark.shared
def test_the_examples_are_those_of_the_research(shared_facts: Path) -> None:
    facts = yaml.safe_load((shared_facts / "ownership_rules.yaml").read_text("utf-8"))
    theirs = [{**one, "source": one["source"]["id"]} for one in facts["worked_examples"]]
    assert theirs == EXAMPLES
