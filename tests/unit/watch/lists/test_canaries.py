"""Canaries: parties that a list must hold are looked for, and their absence is said."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import GuardError
from counterflow.core.model import Citation, Listing, Snapshot
from counterflow.watch.lists.store import ListStore
from counterflow.watch.matching import canaries
from counterflow.watch.matching.canaries import MOST, failing_canaries
from counterflow.watch.matching.canaries import canaries as known

LABEL = "ofac_sdn"
DAY = Snapshot("us", "0", "ofac_csv", published_on="2026-08-22")
COUNTS = {"source": {LABEL: 5}}


def listings_of(label: str = LABEL) -> list[Listing]:
    """Give a listing for each canary of a list, as the list would hold it."""
    return [
        Listing(f"us-{number}", "us", one.profile.schema, {"name": list(one.profile.names[:1])})
        for number, one in enumerate(known())
        if one.label == label
    ]


def test_there_are_canaries_for_the_great_lists() -> None:
    """Each verified, each with the day from which it must be there."""
    assert {LABEL, "uk_sanctions_list"} <= {one.label for one in known()}
    assert all(one.since >= "2000-01-01" and one.profile.names for one in known())


def test_a_list_that_holds_them_passes() -> None:
    assert failing_canaries(DAY, COUNTS, listings_of()) == []
    assert failing_canaries(DAY, COUNTS, reversed(listings_of())) == []


def test_each_that_is_missing_is_named() -> None:
    due = [one for one in known() if one.label == LABEL and one.since < "2026-08-22"][:MOST]
    told = failing_canaries(DAY, COUNTS, [])
    assert told == [
        f"the canary “{one.profile.names[0]}”, listed since {one.since}, is not found"
        for one in due
    ]
    assert told


@given(kept=st.sets(st.integers(0, 30)), fewer=st.sets(st.integers(0, 30)))
def test_more_missing_never_fails_less(kept: set[int], fewer: set[int]) -> None:
    every = listings_of()
    some = [one for number, one in enumerate(every) if number in kept]
    less = [one for number, one in enumerate(every) if number in kept & fewer]
    told = set(failing_canaries(DAY, COUNTS, some))
    assert told <= set(failing_canaries(DAY, COUNTS, less))


def test_none_is_due_before_its_day_or_on_another_list() -> None:
    early = msgspec.structs.replace(DAY, published_on="2001-01-01")
    assert failing_canaries(early, COUNTS, []) == []
    assert failing_canaries(DAY, {"source": {"a_house_list": 5}}, []) == []
    assert failing_canaries(DAY, {}, []) == []


def test_none_is_due_on_the_day_of_its_listing() -> None:
    """The list of that day may have come out before the act."""
    first = min(one.since for one in known() if one.label == LABEL)
    at = msgspec.structs.replace(DAY, published_on=first)
    assert failing_canaries(at, COUNTS, []) == []


def test_a_party_under_an_alias_is_found() -> None:
    told = failing_canaries(DAY, COUNTS, [])
    moved = [
        msgspec.structs.replace(
            one, properties={"name": ["SOMETHING ELSE"], "alias": one.properties["name"]}
        )
        for one in listings_of()
    ]
    assert len(failing_canaries(DAY, COUNTS, moved)) < len(told)


def test_a_list_that_lacks_them_is_kept_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the store: the probe's sentences are guards as any other."""
    row = ',-0- ,"SDGT"' + ",-0- " * 8 + "\r\n"
    (path := tmp_path / "sdn.csv").write_bytes(f'1,"INVENTED LLC"{row}'.encode() + b"\x1a")
    store = ListStore(tmp_path / "lists")
    with pytest.raises(GuardError, match=r"the canary “.*”, listed since .* is not found"):
        store.import_list([path], name="us", published_on="2026-08-22", probe=failing_canaries)
    assert store.versions("us")[0].state == "refused"
    monkeypatch.setattr(canaries, "canaries", lambda: ())
    store.import_list([path], name="other", published_on="2026-08-22", probe=failing_canaries)


def test_the_source_of_a_listing_is_what_decides(tmp_path: Path) -> None:
    """A reader labels its listings; a list of strays with such a label is asked for them too."""
    one = Listing("x", "us", "Company", {"name": ["A"]}, citations=(Citation(LABEL),))
    assert failing_canaries(DAY, {"source": {one.citations[0].source: 1}}, [one])
