"""docs/rules.md lists every rule that screening asks, with its sources, and is not stale."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from counterflow.screening.decisions.every_rule import every_rule
from counterflow.watch.rules.overview import markdown

DAY = dt.date(2026, 11, 21)
DOCS = Path(__file__).parents[4] / "docs"


def test_the_page_of_rules_is_not_stale() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    assert page == markdown(every_rule(DAY)), (
        "run `counterflow rules ls --markdown > docs/rules.md`"
    )
    assert page == markdown(every_rule(dt.date(2020, 1, 1)))


def test_every_rule_stands_on_the_page_with_its_sources() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    for row in every_rule(DAY):
        line = next(line for line in page.splitlines() if line.startswith(f"| {row.id} |"))
        assert row.evidence in line
        assert all(citation.source in line for citation in row.citations)


def test_ids_are_their_own() -> None:
    ids = [row.id for row in every_rule(DAY)]
    assert len(ids) == len(set(ids)) > 120


@pytest.mark.parametrize(
    ("day", "standing"),
    [("2025-10-01", "in force"), ("2026-01-15", "ended"), ("2024-01-01", "not yet in force")],
)
def test_the_standing_is_that_of_the_day(day: str, standing: str) -> None:
    rows = {row.id: row for row in every_rule(dt.date.fromisoformat(day))}
    assert rows["us-bis-affiliates-2025"].standing == standing


def test_what_is_stayed_or_unknown_is_never_called_law() -> None:
    rows = {row.id: row for row in every_rule(DAY)}
    assert rows["us-bis-affiliates-unknown"].standing == "not established"
    assert rows["us-bis-affiliates-stayed"].standing == "ended"
    assert rows["KYC-29"].standing == "not established"
    stayed = {row.id: row for row in every_rule(dt.date(2026, 1, 15))}
    assert stayed["us-bis-affiliates-stayed"].standing == "stayed"
