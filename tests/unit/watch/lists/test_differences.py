"""What changed: equal to the difference of sets, empty only where nothing did, and consistent."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.law import Effect
from counterflow.core.model.listings import DateSpan, Listing
from counterflow.watch.lists.differences import Change, changes, difference, digests

IDS = st.sampled_from(["a", "b", "c", "d", "e", "é", "x-1"])
VALUES = st.lists(st.sampled_from(["one", "two", "three", "", "null"]), min_size=1, max_size=4)
LISTINGS = st.builds(
    Listing,
    id=IDS,
    list=st.just("us"),
    schema=st.sampled_from(["Person", "Company"]),
    properties=st.dictionaries(st.sampled_from(["name", "alias", "country"]), VALUES),
    programmes=st.lists(st.sampled_from(["P", "Q"]), max_size=3).map(tuple),
    effect=st.sampled_from(list(Effect)),
    listed_on=st.sampled_from(["", "2024-01-01"]),
    remarks=st.sampled_from(["", "one", "two"]),
    dates=st.lists(
        st.builds(DateSpan, kind=st.just("birthDate"), text=st.sampled_from(["1970", "c. 1970"])),
        max_size=2,
    ).map(tuple),
)
VERSIONS = st.lists(LISTINGS, max_size=6, unique_by=lambda one: one.id)
ENCODE = msgspec.json.Encoder(order="deterministic").encode


def lines(listings: list[Listing]) -> list[bytes]:
    return [ENCODE(one) + b"\n" for one in listings]


@given(one=VERSIONS, other=VERSIONS)
def test_a_difference_is_that_of_the_sets(one: list[Listing], other: list[Listing]) -> None:
    was, now = {x.id: x for x in one}, {x.id: x for x in other}
    found = difference("a", digests(lines(one)), "b", digests(lines(other)))
    assert set(found.added) == now.keys() - was.keys()
    assert set(found.removed) == was.keys() - now.keys()
    assert set(found.changed) == {key for key in was.keys() & now.keys() if was[key] != now[key]}
    for ids in (found.added, found.removed, found.changed):
        assert list(ids) == sorted(set(ids))
    assert found.empty == (was == now)
    assert (found.before, found.after) == ("a", "b")


@given(one=VERSIONS, other=VERSIONS, third=VERSIONS)
def test_differences_are_consistent(
    one: list[Listing], other: list[Listing], third: list[Listing]
) -> None:
    """There and back is the reverse; applied one after the other they lead to the last version."""
    states = [digests(lines(version)) for version in (one, other, third)]
    there, back = difference("", states[0], "", states[1]), difference("", states[1], "", states[0])
    assert (there.added, there.removed, there.changed) == (back.removed, back.added, back.changed)
    at = dict(states[0])
    for was, now in ((states[0], states[1]), (states[1], states[2])):
        found = difference("", was, "", now)
        for key in found.removed:
            del at[key]
        at.update({key: now[key] for key in (*found.added, *found.changed)})
        assert at == now


@given(one=VERSIONS)
def test_order_and_ends_of_lines_are_no_change(one: list[Listing]) -> None:
    bare = [line.rstrip(b"\n") for line in reversed(lines(one))]
    assert difference("", digests(lines(one)), "", digests(bare)).empty


@given(one=LISTINGS, other=LISTINGS)
def test_changes_are_empty_only_where_two_listings_are_equal(one: Listing, other: Listing) -> None:
    found = changes(one, other)
    assert (not found) == (one == other)
    assert len({change.field for change in found}) == len(found)
    back = {change.field: change for change in changes(other, one)}
    assert all(
        back[change.field] == Change(change.field, change.after, change.before) for change in found
    )


@given(one=LISTINGS, other=LISTINGS)
def test_a_change_shows_something(one: Listing, other: Listing) -> None:
    """A value that stands once where it stood twice is shown as a change too."""
    assert all(change.before or change.after for change in changes(one, other))


def test_every_kind_of_field_is_told() -> None:
    old = Listing("a", "us", "Person", {"name": ["A"], "alias": ["B", "C"]}, programmes=("P",),
                  dates=(DateSpan("birthDate", "1970"),))  # fmt: skip
    new = Listing("a", "us", "Company", {"name": ["A", "A"], "alias": ["C", "B"]}, remarks="left",
                  programmes=("P", "Q"), dates=(DateSpan("birthDate", "1971"),))  # fmt: skip
    assert changes(old, new) == [
        Change("schema", ("Person",), ("Company",)),
        Change("properties.name", ("A",), ("A", "A")),
        Change("properties.alias", ("B", "C"), ("C", "B")),
        Change("programmes", (), ("Q",)),
        Change(
            "dates",
            ('{"kind":"birthDate","text":"1970"}',),
            ('{"kind":"birthDate","text":"1971"}',),
        ),
        Change("remarks", (), ("left",)),
    ]
