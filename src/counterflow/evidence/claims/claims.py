"""Put assertions together to claims: one for what is said, whoever says it and however worded.

Which report was read first makes no difference to what belongs together: assertions are compared in
the order of publication, not in that of reading.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from counterflow.core.assertions import Assertion, Claim
from counterflow.evidence.claims.answers import answered_by
from counterflow.evidence.claims.gists import Gist, gist_of, wider
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.sameness import conflict, sameness

SAME = 0.5
_NOWHERE = Grounds()
_FEW_WORDS = 2  # what shares fewer words and no role is not compared


@dataclass
class _Group:
    """Assertions that carry one claim, and their gists, each once."""

    members: list[Assertion] = field(default_factory=list)
    gists: dict[Gist, None] = field(default_factory=dict)

    def fit(self, gist: Gist, grounds: Grounds) -> float:
        """Measure how far an assertion says the same: 0 where it contradicts one of them."""
        if any(conflict(gist, other, grounds) for other in self.gists):
            return 0.0
        return max(sameness(gist, other, grounds) for other in self.gists)


@dataclass
class _Shelf:
    """All groups, and by which words and roles they are found again."""

    grounds: Grounds
    groups: list[_Group] = field(default_factory=list)
    of: dict[str, int] = field(default_factory=dict)
    _by_words: dict[tuple[object, ...], int] = field(default_factory=dict)
    _by_key: dict[tuple[str, ...], set[int]] = field(default_factory=lambda: defaultdict(set))

    def put(self, one: Assertion, gist: Gist, at: int | None, *, taken_up: bool = False) -> None:
        """Put an assertion into a group, or a new one; what only takes it up says nothing new."""
        if at is None:
            at = len(self.groups)
            self.groups.append(_Group())
        self.groups[at].members.append(one)
        self.of[one.id] = at
        if taken_up or _wording(one) in self._by_words:
            return  # a reprint says nothing new of what the claim is
        self._by_words[_wording(one)] = at
        self.groups[at].gists[gist] = None
        for key in _keys(gist, self.grounds):
            self._by_key[key].add(at)

    def best(self, one: Assertion, gist: Gist) -> int | None:
        """Find the group that says the same: the same words first, else the best fit."""
        if (known := self._by_words.get(_wording(one))) is not None:
            return known
        near: Counter[int] = Counter()
        for key in _keys(gist, self.grounds):
            for at in self._by_key.get(key, ()):
                near[at] += _FEW_WORDS if len(key) > 1 else 1
        fits = [
            (self.groups[at].fit(gist, self.grounds), -at)
            for at, count in sorted(near.items())
            if count >= _FEW_WORDS
        ]
        fit, at = max(fits, default=(0.0, 0))
        return -at if fit >= SAME else None


def _wording(one: Assertion) -> tuple[object, ...]:
    return one.text, one.frame, tuple(sorted(one.roles.items())), one.period


def _keys(gist: Gist, grounds: Grounds) -> Iterator[tuple[str, ...]]:
    """Give the words, and the fillings of roles with the frame, by which a group is looked up."""
    for word in gist.words:
        yield (word,)
    for role, forms in gist.roles.items() if gist.frame else ():
        for form in forms:
            yield (gist.frame, role, form)
            yield (gist.frame, role, wider().get(form) or grounds.country(form))


def gather_claims(
    assertions: Sequence[Assertion],
    grounds: Grounds = _NOWHERE,
    published: Mapping[str, str] | None = None,
) -> tuple[tuple[Claim, ...], tuple[Assertion, ...]]:
    """Put assertions together to claims.

    Args:
        assertions: Assertions of any number of reports, in order of report and place.
        grounds: Where the places lie that they name.
        published: The day of each report (EDTF) by its id.

    Returns:
        The claims in order of their first appearance, and the assertions with their claim's id.
        What belongs together does not depend on the order of the reports.

    Example:
        >>> roles = {"actor": ("IR",), "recipient": ("RU",), "item": ("uav",)}
        >>> one = Assertion("a", "r", 0, 4, "Iran sent drones", "x", frame="transfer", roles=roles)
        >>> two = Assertion("b", "s", 0, 4, "It shipped UAVs", "y", frame="transfer", roles=roles)
        >>> len(gather_claims([one, two])[0])
        1
    """
    shelf = _Shelf(grounds)
    days = published or {}
    told: dict[str, list[Assertion]] = defaultdict(list)
    for one in assertions:
        told[one.report].append(one)
    for report in sorted(told, key=lambda name: (days.get(name) or "~", name)):
        for at, one in enumerate(told[report]):
            gist = gist_of(one)
            meant = answered_by(one, told[report][:at])
            if meant is not None:
                shelf.put(one, gist, shelf.of[meant.id], taken_up=True)
            else:
                shelf.put(one, gist, shelf.best(one, gist))
    return _named(assertions, shelf)


def _named(
    assertions: Sequence[Assertion], shelf: _Shelf
) -> tuple[tuple[Claim, ...], tuple[Assertion, ...]]:
    held: dict[int, list[Assertion]] = {}
    for one in assertions:
        held.setdefault(shelf.of[one.id], []).append(one)
    claims = {at: _claim(members) for at, members in held.items()}
    return tuple(claims.values()), tuple(
        msgspec.structs.replace(one, claim=claims[shelf.of[one.id]].id) for one in assertions
    )


def _claim(members: list[Assertion]) -> Claim:
    first = next((member for member in members if member.frame), members[0])
    roles: dict[str, tuple[str, ...]] = {}
    for member in members:
        if member.frame == first.frame:
            for role, forms in member.roles.items():
                roles[role] = tuple(dict.fromkeys((*roles.get(role, ()), *forms)))
    start = members[0]
    digest = hashlib.sha256(f"{start.report}:{start.start}-{start.end}".encode()).hexdigest()[:12]
    return Claim(
        id=f"c-{digest}",
        frame=first.frame,
        roles=dict(sorted(roles.items())),
        period=next((member.period for member in members if member.period), ""),
        text=max(
            (member.text for member in members), key=lambda text: (len(text) < 160, len(text))
        ),
        appearances=tuple(member.id for member in members),
    )
