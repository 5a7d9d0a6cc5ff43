"""The note on listings that a birth date or an IMO number alone kept from matching."""

from __future__ import annotations

import pytest

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.screening.decisions.set_aside import NAMED, set_aside_notes
from counterflow.screening.pipeline.weighed import SetAside
from counterflow.watch.matching.qualifiers import CLEARING


def _born(key: str, listed: str, name_score: float = 1.0) -> SetAside:
    return SetAside(key, "birth date", "1970-12-31", listed, name_score)


def _notes(*aside: SetAside) -> list[Finding]:
    return list(set_aside_notes("director", aside))


def test_nothing_set_aside_is_no_note() -> None:
    assert _notes() == []


def test_a_note_counts_all_and_names_three() -> None:
    (note,) = _notes(*(_born(f"l-{at}", str(1954 + at)) for at in range(5)))
    assert note.summary == (
        "5 listings of this name were set aside: the birth date differs (1970-12-31; listed "
        "1954, 1955, 1956, …): l-0, l-1, l-2, …"
    )
    assert note.outcome is Outcome.NO_MATCH
    assert (note.kind, note.subject, note.rule) == ("party", "director", "party-set-aside")
    assert (note.ours, note.theirs) == ("1970-12-31", "1954, 1955, 1956, …")
    assert note.next_step


@pytest.mark.parametrize("count", [1, 2, NAMED])
def test_few_are_all_named(count: int) -> None:
    (note,) = _notes(*(_born(f"l-{at}", "1954") for at in range(count)))
    assert "…" not in note.summary
    assert note.summary.count("1954") == 1
    assert all(f"l-{at}" in note.summary for at in range(count))


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ([1.0], "1 listing of this name was set aside"),
        ([0.9, 1.0], "2 listings of this name were set aside"),
        ([1.0, 0.8], "2 listings of this or a like name were set aside"),
    ],
)
def test_a_name_that_is_only_like_it_is_not_called_this_name(
    scores: list[float], said: str
) -> None:
    (note,) = _notes(*(_born(str(at), "1954", score) for at, score in enumerate(scores)))
    assert note.summary.startswith(said)


def test_each_cause_has_its_own_note() -> None:
    ship = SetAside("s-1", "identifier", "9999993", "9179842", 1.0)
    dates, numbers = _notes(ship, _born("l-1", "1954"))
    assert "the birth date differs (1970-12-31; listed 1954): l-1" in dates.summary
    assert "a number kept for life differs (9999993; listed 9179842): s-1" in numbers.summary


def test_every_cause_that_the_matcher_gives_has_words() -> None:
    for cause in CLEARING:
        assert _notes(SetAside("l-1", cause, "a", "b", 1.0)), cause
