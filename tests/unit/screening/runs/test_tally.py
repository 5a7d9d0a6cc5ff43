"""Counts of a run: the same however the run was cut; the exit code for every combination."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.model.decisions import Coverage, Decision, Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.decide import headline
from counterflow.screening.runs.tally import (
    LISTED_REFUSALS,
    PRECEDENCE,
    Tally,
    decision_exit_code,
    exit_code,
    strongest_exit_code,
    tally,
)

DOCS = Path(__file__).parents[4] / "docs" / "exit-codes.md"


def _decision(outcome: Outcome, *, complete: bool, rows: int = 1, missing: str = "") -> Decision:
    missing_parts = (missing or "no goods line",) if not complete else ()
    coverage = Coverage("shipment", complete=complete, missing=missing_parts)
    return Decision(
        "1",
        outcome,
        headline(outcome, coverage),
        coverage,
        findings=(
            Finding("party", "buyer", outcome, "x"),
            Finding("data", "x", Outcome.NO_MATCH, "x"),
        ),
        transaction=Transaction("1", rows=tuple(range(rows))),
    )


decisions = st.builds(
    lambda outcome, complete, rows: _decision(outcome, complete=complete, rows=rows),
    strategies.outcomes,
    st.booleans(),
    st.integers(0, 3),
)
refusals = st.builds(Refusal, what=st.sampled_from(["a", "b"]), row=st.integers(0, 9))
items = st.lists(st.one_of(decisions, refusals), max_size=30)


def _tally(part: list[Decision | Refusal]) -> Tally:
    return tally(
        [item for item in part if isinstance(item, Decision)],
        [item for item in part if isinstance(item, Refusal)],
    )


@given(items, st.lists(st.integers(0, 30), max_size=5))
def test_sums_are_the_same_however_a_run_is_cut(
    everything: list[Decision | Refusal], cuts: list[int]
) -> None:
    total = Tally()
    edges = [0, *sorted(cut for cut in cuts if cut < len(everything)), len(everything)]
    for start, end in itertools.pairwise(edges):
        total.add(_tally(everything[start:end]))
    assert total == _tally(everything)


@given(items)
def test_every_row_is_counted_once(everything: list[Decision | Refusal]) -> None:
    found = _tally(everything)
    rows = [max(1, len(d.transaction.rows)) for d in everything
            if isinstance(d, Decision) and d.transaction]  # fmt: skip
    assert found.rows_out == sum(rows)
    assert found.transactions == len(rows) == sum(found.outcomes.values())
    assert sum(found.headlines.values()) == found.transactions
    assert found.rows_refused == len(everything) - len(rows)


def test_findings_above_a_note_and_missing_parts_are_counted_like_with_like() -> None:
    found = tally(
        [
            _decision(Outcome.HOLD, complete=False, missing="goods line 3: only 4 digits: six"),
            _decision(Outcome.HOLD, complete=False, missing="goods line 71: only 4 digits: six"),
            _decision(
                Outcome.NO_MATCH, complete=False, missing="country “Atlantis” not understood"
            ),
            _decision(Outcome.NO_MATCH, complete=False, missing="country “Avalon” not understood"),
            _decision(Outcome.NO_MATCH, complete=True),
        ],
        [],
    )
    assert found.findings == {"party: hold": 2}
    assert found.missing == {
        "goods line: only 4 digits": 2,
        "country … not understood": 2,
    }
    assert found.incomplete == 4


def test_a_fatal_refusal_is_no_row_and_cuts_the_run_short() -> None:
    found = tally([], [Refusal("cut", fatal=True), Refusal("bad row", row=3)])
    assert (found.rows_refused, found.cut_short) == (1, True)
    total = Tally()
    total.add(found)
    assert total.cut_short


def test_a_summary_lists_many_refusals_and_counts_all() -> None:
    total = Tally()
    for _ in range(3):
        total.add(tally([], [Refusal("bad")] * 600))
    total.add(tally([], [Refusal("cut", fatal=True)]))
    assert len([r for r in total.refusals if not r.fatal]) == LISTED_REFUSALS
    assert total.rows_refused == 1800
    assert [r for r in total.refusals if r.fatal]


def test_a_decision_without_its_transaction_is_one_row() -> None:
    bare = msgspec.structs.replace(_decision(Outcome.HOLD, complete=True), transaction=None)
    assert tally([bare], []).rows_out == 1


@pytest.mark.parametrize("cut_short", [False, True])
@pytest.mark.parametrize("stale", [False, True])
@pytest.mark.parametrize("incomplete", [0, 1])
@pytest.mark.parametrize("refused", [0, 1])
@pytest.mark.parametrize(
    "outcomes", [combo for n in range(5) for combo in itertools.combinations(Outcome, n)]
)
def test_the_exit_code_is_the_first_that_applies(
    cut_short: bool, stale: bool, incomplete: int, refused: int, outcomes: tuple[Outcome, ...]
) -> None:
    total = Tally(
        transactions=len(outcomes),
        outcomes={str(outcome): 1 for outcome in outcomes},
        rows_refused=refused,
        incomplete=incomplete,
        cut_short=cut_short,
    )
    applies = {
        1: cut_short,
        8: Outcome.STOP in outcomes,
        4: Outcome.HOLD in outcomes,
        3: Outcome.REVIEW in outcomes,
        6: stale,
        5: bool(incomplete or refused or not outcomes),
    }
    wanted = next((code for code in (1, 8, 4, 3, 6, 5) if applies[code]), 0)
    assert exit_code(total, stale=stale) == wanted


def test_the_order_is_that_of_the_document() -> None:
    order = re.search(r"Where several apply: ([\d, ]+)\.", DOCS.read_text("utf-8"))
    assert order is not None
    assert (*map(int, order[1].split(", ")), 0) == PRECEDENCE


@pytest.mark.parametrize("state", ["current", "stale", "absent", "refused"])
@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_one_decision_exits_like_a_run_of_it(outcome: Outcome, complete: bool, state: str) -> None:
    """Also where a list was stale or absent: never 0."""
    plain = _decision(outcome, complete=complete)
    lists = (ListState("un_sc", "un_sc@2026-01-15#0", state),)
    coverage = msgspec.structs.replace(plain.coverage, lists=lists)
    decision = msgspec.structs.replace(plain, coverage=coverage)
    by_outcome = {Outcome.STOP: 8, Outcome.HOLD: 4, Outcome.REVIEW: 3}.get(outcome)
    by_lists = 0 if state == "current" else 6
    assert decision_exit_code(decision) == (by_outcome or by_lists or (0 if complete else 5))


@given(st.lists(st.sampled_from(PRECEDENCE)))
def test_the_strongest_code_of_several_is_one_of_them(codes: list[int]) -> None:
    found = strongest_exit_code(codes)
    assert found in (codes or [0])
    assert all(PRECEDENCE.index(found) <= PRECEDENCE.index(code) for code in codes)


def test_a_note_or_a_zero_count_is_no_reason() -> None:
    counted = Tally(transactions=1, outcomes={"stop": 0, "hold": 0, "review": 0})
    assert exit_code(counted, stale=False) == 0
