"""Canaries: parties that a list must hold are looked for, and their absence is said."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import GuardError
from counterflow.core.model.law import Citation
from counterflow.core.model.listings import Listing
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists.store import ListStore
from counterflow.watch.matching import canaries
from counterflow.watch.matching.canaries import MOST, failing_canaries, has_canaries
from counterflow.watch.matching.canaries import canaries as known
from counterflow.watch.sources.reading import read_list

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
    labels = {one.label for one in known()}
    assert labels == {LABEL, "uk_sanctions_list", "eu_fsf", "ca_sema", "us_csl"}
    assert has_canaries(["house", "ca_sema"])
    assert not has_canaries(["house"])
    assert not has_canaries([])
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


@pytest.mark.parametrize("label", sorted({one.label for one in known()}))
def test_every_list_that_has_them_is_asked_for_them(label: str) -> None:
    counts = {"source": {label: 5}}
    assert failing_canaries(DAY, counts, listings_of(label)) == []
    due = [one for one in known() if one.label == label and one.since < "2026-08-22"][:MOST]
    assert len(failing_canaries(DAY, counts, [])) == len(due) > 0


def test_a_file_under_another_name_is_asked_for_its_canaries_all_the_same(tmp_path: Path) -> None:
    """The source was told by the file's name: SDN.CSV saved as x.csv escaped its canaries."""
    row = ',-0- ,"SDGT"' + ",-0- " * 8 + "\r\n"
    (path := tmp_path / "x.csv").write_bytes(f'1,"INVENTED LLC"{row}'.encode() + b"\x1a")
    store = ListStore(tmp_path / "lists")
    with pytest.raises(GuardError, match="the canary"):
        store.import_list([path], name="us", published_on="2026-08-22", probe=failing_canaries)


def test_one_list_under_two_file_names_is_one_source(tmp_path: Path) -> None:
    """It tripped “the source label vanished”."""
    store = ListStore(tmp_path / "lists")
    rows = [f'{n},"INVENTED {n} LLC",-0- ,"SDGT"' + ",-0- " * 8 + "\r\n" for n in range(9)]
    for day, name in (("2026-01-01", "sdn.csv"), ("2026-01-02", "download (1).csv")):
        data = "".join(rows[: 8 if name == "sdn.csv" else 9]).encode() + b"\x1a"
        (path := tmp_path / name).write_bytes(data)
        store.import_list([path], name="us", published_on=day)
    assert [one.state for one in store.versions("us")] != ["refused"]
    listings = store.listings(store.versions("us")[0].snapshot)
    assert {one.citations[0].source for one in listings} == {LABEL}


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


@pytest.mark.shared
@pytest.mark.parametrize(
    ("place", "label", "day"),
    [
        ("canada/sema-lmes_2025-03.xml", "ca_sema", "2026-11-21"),
        ("ofac/csv_2023-12-28_complete", "ofac_sdn", "2023-12-28"),
    ],
)
def test_the_real_lists_hold_theirs(shared: Path, place: str, label: str, day: str) -> None:
    """Under a list name that says nothing."""
    parsed = read_list([shared / place], list_name="us")
    labels = {one.source for listing in parsed.listings for one in listing.citations}
    assert label in labels
    at = msgspec.structs.replace(DAY, published_on=day)
    counts = {"source": dict.fromkeys(labels, 1)}
    assert failing_canaries(at, counts, []) != []
    assert failing_canaries(at, counts, parsed.listings) == []
