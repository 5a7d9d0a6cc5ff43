"""Whether lists may be relied on is said wherever somebody looks at an answer."""

from __future__ import annotations

import pytest

from counterflow.core.model.decisions import Coverage, Decision
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.snapshots import ListState
from counterflow.publish.exports.output import FLAT, LATER_ROW, TOLD_ON_EACH, flatten
from counterflow.publish.exports.standing import (
    fully_screened,
    headline_words,
    list_state,
    meaning_of,
)

PACK = ListState("watch_pack", "watch_pack@2026-11-21#0123456789ab", "example", official=False)
UN = ListState("un_sc", "un_sc@2026-11-20#aaaaaaaaaaaa", "current")
OLD = ListState("us_ofac_sdn", "us_ofac_sdn@2026-10-01#bbbbbbbbbbbb", "stale")
OLD_TOO = ListState("uk_sl", "uk_sl@2026-10-01#cccccccccccc", "stale")
LATER = ListState("eu_fsf", "", "absent")
REFUSED = ListState("ch_seco", "ch_seco@2026-11-20#dddddddddddd", "refused")


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ((PACK, UN), "current"),
        ((UN, OLD), "stale: us_ofac_sdn"),
        ((OLD, UN, OLD_TOO, LATER), "stale: us_ofac_sdn, uk_sl; absent: eu_fsf"),
        ((UN, LATER), "absent: eu_fsf"),
        ((UN, REFUSED), "refused: ch_seco"),
        ((PACK,), "no official list"),
        ((), "no official list"),
        ((PACK, ListState("mine", "mine@x", "stale", official=False)),
         "no official list; stale: mine"),
    ],
)  # fmt: skip
def test_the_state_of_lists_names_each_that_is_not_current(
    states: tuple[ListState, ...], told: str
) -> None:
    assert list_state(states) == told


@pytest.mark.parametrize(
    ("complete", "states", "told"),
    [
        (True, (UN,), "yes"),
        (True, (UN, OLD), "yes, but lists are stale"),
        (False, (UN, OLD), "no"),
        (False, (UN,), "no"),
    ],
)
def test_fully_screened_is_yes_only_on_current_lists(
    complete: bool,
    states: tuple[ListState, ...],
    told: str,
) -> None:
    assert fully_screened(Coverage("order", complete=complete, lists=states)) == told


def test_no_match_never_stands_alone_on_a_stale_list() -> None:
    assert headline_words("no match found", (UN, OLD)) == "no match found (a list is stale)"
    assert headline_words("no match found", (UN, PACK)) == "no match found"
    for headline in ("stop", "hold", "review", "not fully screened"):
        assert headline_words(headline, (OLD,)) == headline


def test_a_tile_says_what_its_headline_rests_on() -> None:
    assert meaning_of("no match found", (UN,)) == "nothing found, all required parts screened"
    assert meaning_of("no match found", (UN, OLD)) == "nothing found, but a list is stale"
    assert meaning_of("hold", (OLD,)) == "a person must resolve it first"
    assert meaning_of("something new", (UN,)) == ""


def test_a_flat_row_carries_the_state_of_the_lists() -> None:
    """On every row of a transaction, not on its first only."""
    coverage = Coverage("order", complete=True, lists=(UN, OLD, LATER))
    one = Decision("T", Outcome.NO_MATCH, "no match found", coverage)
    row = dict(zip(FLAT, flatten(one), strict=True))
    assert row["cf_headline"] == "no match found"
    assert row["cf_fully_screened"] == "yes, but lists are stale"
    assert row["cf_list_state"] == "stale: us_ofac_sdn; absent: eu_fsf"
    assert row["cf_lists"] == (
        "un_sc@2026-11-20#aaaaaaaaaaaa (current) | "
        "us_ofac_sdn@2026-10-01#bbbbbbbbbbbb (stale) | eu_fsf (absent)"
    )
    assert FLAT.index("cf_list_state") < TOLD_ON_EACH
    assert TOLD_ON_EACH + len(LATER_ROW) == len(FLAT)
