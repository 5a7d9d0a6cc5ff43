"""Recall by class: same seed same answer, misses named by listing, floors that breach."""

from __future__ import annotations

from typing import Any

import pytest

from counterflow.core.errors import TuningError
from counterflow.core.model.listings import Listing
from counterflow.core.model.snapshots import ListState
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.screening.tuning.named_cases import NamedCase, try_named_cases
from counterflow.screening.tuning.recall import RecallTrial, judged
from counterflow.screening.tuning.report import Recall, TuningReport, exit_code, faults
from counterflow.watch.index.build import build_index
from tuning_ground import Blind, invented

LISTINGS = invented(60)


@pytest.fixture(scope="module")
def matcher() -> PartyMatcher:
    return PartyMatcher(build_index(LISTINGS))


def trial(finder: Any, **options: Any) -> RecallTrial:
    return RecallTrial(LISTINGS, finder, threshold=0.7, **{"sample": 30, **options})


def test_the_same_seed_gives_the_same_answer(matcher: PartyMatcher) -> None:
    one, again, other = (trial(matcher, seed=seed) for seed in (3, 3, 4))
    variation = one.classes(["two-typos"])[0]
    assert one.measure(variation) == again.measure(variation)
    assert one._questions(variation) != other._questions(variation)


def test_the_order_of_the_listings_does_not_matter(matcher: PartyMatcher) -> None:
    turned = RecallTrial(LISTINGS[::-1], matcher, threshold=0.7, sample=30)
    variation = turned.classes(["one-typo"])[0]
    assert turned.measure(variation) == trial(matcher).measure(variation)


def test_names_as_listed_are_all_found(matcher: PartyMatcher) -> None:
    asked = trial(matcher)
    for variation in asked.classes(["identical", "case", "country"]):
        found = asked.measure(variation)
        assert (found.matches.found, found.candidates.found) == (found.asked, found.asked)
        assert found.matches.verdict == "reached"
        assert found.lists == {"house": (found.asked, found.asked)}


def test_two_lists_with_the_same_ids_are_two() -> None:
    """What is found under an id of one list is not found on the other."""
    names = {"un_sc": "Korlin Zaventir", "house": "Brasdol Fengri"}
    pair = [Listing("7", of_list, "Person", {"name": [name]}) for of_list, name in names.items()]
    # The index holds the first list alone: all of the second is missed.
    asked = RecallTrial(pair, PartyMatcher(build_index(pair[:1])), threshold=0.7)
    found = asked.measure(asked.classes(["identical"])[0])
    assert (found.asked, found.candidates.found, found.matches.found) == (2, 1, 1)
    assert found.lists == {"house": (1, 0), "un_sc": (1, 1)}
    assert [(miss.list, miss.listed) for miss in found.misses] == [("house", "Brasdol Fengri")]
    same = [Listing("7", of_list, "Person", {"name": ["Korlin"]}) for of_list in names]
    half = RecallTrial(same, PartyMatcher(build_index(same[:1])), threshold=0.7)
    assert half.measure(asked.classes(["identical"])[0]).lists == {"house": (1, 0), "un_sc": (1, 1)}


def test_every_miss_is_named_by_its_listing() -> None:
    found = trial(Blind()).measure(trial(Blind()).classes(["one-typo"])[0])
    assert found.asked == 30
    assert found.matches.found == 0
    assert found.matches.verdict == "breached"
    assert len(found.misses) == 30
    assert [miss.listing for miss in found.misses] == sorted(miss.listing for miss in found.misses)
    miss = found.misses[0]
    assert (miss.candidate, miss.asked != miss.listed, bool(miss.why)) == (False, True, True)


def test_a_small_list_is_asked_whole(matcher: PartyMatcher) -> None:
    whole = trial(matcher, sample=5000).measure(trial(matcher).classes(["identical"])[0])
    assert (whole.asked, whole.whole) == (len(LISTINGS), True)
    assert not trial(matcher, sample=5).measure(trial(matcher).classes(["identical"])[0]).whole


def test_the_progress_counts_every_question(matcher: PartyMatcher) -> None:
    told: list[int] = []
    found = trial(matcher).measure(trial(matcher).classes(["case"])[0], told.append)
    assert sum(told) == found.asked


@pytest.mark.parametrize(("found", "asked", "floor", "verdict"), [
    (0, 0, 0.9, "not measured"), (5, 10, None, "no floor"), (8, 10, 0.9, "breached"),
    (10, 10, 0.9, "reached, but the sample is small"), (10, 10, 1.0, "reached"),
    (9, 10, 1.0, "breached"), (990, 1000, 0.95, "reached"),
])  # fmt: skip
def test_a_share_beside_its_floor(
    found: int, asked: int, floor: float | None, verdict: str
) -> None:
    assert judged(found, asked, floor).verdict == verdict


def test_a_class_or_a_sample_that_is_none_is_refused() -> None:
    with pytest.raises(TuningError, match="no class of variation 'nothing'"):
        trial(Blind()).classes(["nothing"])
    with pytest.raises(TuningError, match="sample of 0"):
        trial(Blind(), sample=0)


def _report(finder: Any, **changes: Any) -> TuningReport:
    asked = trial(finder)
    classes = tuple(asked.measure(one) for one in asked.classes(["identical"]))
    found = Recall(seed=1, sample=30, names=asked.names, classes=classes, named_cases=())
    ground = {"made_on": "2026-01-20", "as_of": "2026-01-20", "engine": "0", "settings": "",
              "rules": "", "threshold": 0.7, "lists": (ListState("y", "y@1", "current"),),
              "recall": found}  # fmt: skip
    return TuningReport(**{**ground, **changes})


def test_a_breached_floor_decides_the_exit_code(matcher: PartyMatcher) -> None:
    stale = ListState("x", "x@1", "stale")
    assert exit_code(_report(matcher)) == 0
    blind = _report(Blind())
    assert exit_code(blind) == 7
    assert next(faults(blind)) == "identical (the name as listed): 0 of 30 found (0.000), floor 1"
    assert exit_code(_report(matcher), ("accents",)) == 5
    assert exit_code(_report(matcher, lists=(stale,))) == 6


def test_named_cases_hold_and_a_lost_one_is_a_fault() -> None:
    cases = try_named_cases(0.7)
    assert {"SIS DOO", "A-B-C Comp.", "Acme COMP", "Kuba", "Habana Zibex"} <= {
        c.ours for c in cases
    }
    assert all(case.found for case in cases)
    lost = Recall(1, 1, 1, (), (NamedCase("country", "Kuba", "CU", False, "not understood"),))
    report = _report(Blind(), recall=lost)
    assert list(faults(report)) == ["named case: Kuba is not taken for CU (not understood)"]
    assert exit_code(report) == 7
