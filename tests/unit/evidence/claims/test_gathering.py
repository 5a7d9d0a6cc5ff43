"""Gathering by postings gives what holding each assertion against every claim gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.assertions import Assertion
from counterflow.evidence.claims.answers import answered_by
from counterflow.evidence.claims.claims import gather_claims
from counterflow.evidence.claims.gists import Gist, gist_of
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.sameness import SAME, conflict, sameness

GROUNDS = Grounds(
    {"northport": "XA", "southport": "XB", "west hill": "XB", "xa": "XA"},
    {"northport": (60.0, 30.0), "southport": (45.0, 40.0), "west hill": (45.1, 40.1)},
)


class Group:
    """A claim as the exhaustive gathering keeps it: every gist, and all are asked."""

    def __init__(self) -> None:
        self.members: list[str] = []
        self.gists: list[Gist] = []

    def fit(self, gist: Gist) -> float:
        if any(conflict(gist, other, GROUNDS) for other in self.gists):
            return 0.0
        return max((sameness(gist, other, GROUNDS) for other in self.gists), default=0.0)


def gathered_exhaustively(
    assertions: Sequence[Assertion], days: Mapping[str, str]
) -> set[frozenset[str]]:
    """Hold each assertion against every gist of every claim."""
    groups: list[Group] = []
    by_wording: dict[object, Group] = {}
    of: dict[str, Group] = {}
    told: dict[str, list[Assertion]] = defaultdict(list)
    for one in assertions:
        told[one.report].append(one)
    for report in sorted(told, key=lambda name: (days.get(name) or "~", name)):
        for at, one in enumerate(told[report]):
            gist = gist_of(one)
            wording = (one.text, one.frame, tuple(sorted(one.roles.items())), one.period)
            meant = answered_by(one, told[report][:at], GROUNDS)
            group = of[meant.id] if meant else by_wording.get(wording)
            if group is None:
                fits = [(each.fit(gist), -number) for number, each in enumerate(groups)]
                fit, number = max(fits, default=(0.0, 0))
                if fit >= SAME:
                    group = groups[-number]
                else:
                    group = Group()
                    groups.append(group)
            group.members.append(one.id)
            of[one.id] = group
            if meant is None and wording not in by_wording:
                by_wording[wording] = group
                group.gists.append(gist)
    return {frozenset(one.members) for one in groups}


WORDS = st.lists(
    st.sampled_from(
        [
            *("Tarn Marine", "Tarn", "XA", "Northport", "the company", "sent", "shipped", "owns"),
            *("engines", "drones", "40", "60 tonnes", "hundreds of", "at least 20", "crates", "in"),
            *("the accusation", "We", "Southport", "such an offer", "Grey Heron", "across the sea"),
        ]
    ),
    min_size=1,
    max_size=9,
).map(" ".join)
FORMS = {
    "actor": ["XA", "XB", "Tarn", "Tarn Marine", "Marine", "the company", "company", "Northport"],
    "source": ["XA", "Northport"],
    "recipient": ["XB", "Southport", "West Hill", "buyers in Southport", "Tarn Marine"],
    "item": ["uav", "shahed-136", "engine", "weapon", "Grey Heron", "heron", "crates", "plant"],
    "item_for": ["uav", "engine"],
    "place": ["XA", "Northport", "Southport", "West Hill", "West"],
    "route": ["XB", "Southport", "Grey Sea"],
    "target": ["Tarn", "XB"],
}
ROLES = st.fixed_dictionaries(
    {},
    optional={
        role: st.lists(st.sampled_from(forms), min_size=1, max_size=2, unique=True).map(tuple)
        for role, forms in FORMS.items()
    },
)
ROWS = st.tuples(
    st.sampled_from(["r1", "r2", "r3"]),
    WORDS,
    st.sampled_from(["", "transfer", "build", "identity", "cooperate"]),
    ROLES,
    st.sampled_from(["", "", "2030", "2031-05", "../2029", "2030-05/.."]),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["assert", "deny"]),
)


@settings(max_examples=400)
@given(st.lists(ROWS, max_size=14))
def test_gathering_by_postings_is_gathering_by_asking_every_claim(
    rows: list[tuple[str, str, str, dict[str, tuple[str, ...]], str, str, str]],
) -> None:
    assertions = [
        Assertion(
            f"{report}:{at}", report, at, at + 1, text, who, speaker_id=who, stance=stance,
            frame=frame, roles=roles if frame else {}, period=period,
        )
        for at, (report, text, frame, roles, period, who, stance) in enumerate(
            sorted(rows, key=lambda row: row[0])
        )
    ]  # fmt: skip
    days = {"r1": "2031-05-06", "r2": "2031-05-02"}
    claims, told = gather_claims(assertions, GROUNDS, days)
    assert {frozenset(one.appearances) for one in claims} == gathered_exhaustively(assertions, days)
    by_id = {one.id: one for one in claims}
    assert all(one.id in by_id[one.claim].appearances for one in told)
