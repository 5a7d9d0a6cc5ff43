"""Count who is behind a claim: origins, never outlets.

An origin is a voice on one occasion. Two papers that quote one spokesman on one day are one origin,
and so are the spokesman and his house. A report that carries another's words adds none, even where
it names the speaker otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from counterflow.core.assertions import Assertion, Claim, Occasion, Origin, ReprintFamily


@dataclass
class _Group:
    """Assertions of one voice on one occasion, by their place among all."""

    voice: str
    date: str
    members: dict[int, Assertion] = field(default_factory=dict)


def find_origins(
    assertions: Sequence[Assertion],
    occasions: Sequence[Occasion],
    reprints: Sequence[ReprintFamily] = (),
) -> tuple[Origin, ...]:
    """Put assertions together by voice and occasion.

    Args:
        assertions: All assertions, with their claims; the newsroom's own are no origin of a claim.
        occasions: All occasions; ids begin with the voice.
        reprints: Reports that carry each other's words: who says the same words in two of them is
            one voice.

    Returns:
        The origins in order of their first assertion.
    """
    dates = {one.id: one.date for one in occasions}
    voices = _voices(assertions, reprints)
    said = [
        (voices[at], dates.get(one.occasion, ""), at, one)
        for at, one in enumerate(assertions)
        if one.occasion
    ]
    groups: list[_Group] = []
    by_day: dict[tuple[str, str], _Group] = {}
    # The most exact day first: a month joins one of its days, whichever was read first.
    for voice, date, at, one in sorted(
        said, key=lambda row: (row[0], -len(row[1]), row[1], row[2])
    ):
        group = by_day.get((voice, date))
        if group is None:
            group = _Group(voice, date)
            groups.append(group)
            for wider in _can_be(date):
                by_day.setdefault((voice, wider), group)
        group.members[at] = one
    return tuple(_origin(one) for one in sorted(groups, key=lambda one: min(one.members)))


def _origin(group: _Group) -> Origin:
    members = [group.members[at] for at in sorted(group.members)]
    return Origin(
        id=f"{group.voice}@{group.date}",
        speaker=group.voice,
        occasion=group.date,
        claims=tuple(dict.fromkeys(one.claim for one in members if one.claim)),
        reports=tuple(dict.fromkeys(one.report for one in members)),
        also=tuple(sorted({voice_of(one) for one in members} - {group.voice})),
    )


def voice_of(assertion: Assertion) -> str:
    """Give the voice of an assertion: a house with its spokesmen; empty for a newsroom."""
    return assertion.occasion.split("@")[0]


def _voices(assertions: Sequence[Assertion], reprints: Sequence[ReprintFamily]) -> list[str]:
    """Give the voice of each assertion; in one family of reprints equal words are of one voice."""
    family = {report: one.id for one in reprints for report in one.reports}
    joined: dict[tuple[str, str], str] = {}
    words: dict[tuple[str, str, str], set[str]] = {}
    for one in assertions:
        if one.occasion and one.report in family:
            words.setdefault((family[one.report], one.stance, one.text), set()).add(voice_of(one))
    for (of, _, _), named in sorted(words.items()):
        roots = {_root(joined, of, voice) for voice in named}
        first = min(roots)
        joined |= {(of, root): first for root in roots if root != first}
    return [_root(joined, family.get(one.report, ""), voice_of(one)) for one in assertions]


def _root(joined: dict[tuple[str, str], str], family: str, voice: str) -> str:
    while (family, voice) in joined:
        voice = joined[family, voice]
    return voice


def origins_of(
    claim: Claim, origins: Sequence[Origin], assertions: Sequence[Assertion]
) -> tuple[str, ...]:
    """Name the independent voices that stand behind a claim; those who deny it are none.

    Returns:
        Voices in order; one voice on several occasions is one. Of many claims ask
        ``voices_by_claim``.
    """
    told = (one for one in assertions if one.claim == claim.id)
    return voices_by_claim(origins, told).get(claim.id, ())


def voices_by_claim(
    origins: Sequence[Origin], assertions: Iterable[Assertion]
) -> dict[str, tuple[str, ...]]:
    """Name the independent voices behind each claim, as ``origins_of`` does for one.

    Args:
        origins: All origins.
        assertions: All assertions, with their claims.

    Returns:
        The voices by claim id; a claim that nobody but newsrooms says, or only denials carry, is
        not in it.
    """
    at_report: dict[tuple[str, str], list[int]] = {}
    for at, one in enumerate(origins):
        for voice in (one.speaker, *one.also):
            for report in one.reports:
                at_report.setdefault((report, voice), []).append(at)
    held = [frozenset(one.claims) for one in origins]
    behind: dict[str, set[int]] = {}
    for said in assertions:
        if said.occasion and said.stance != "deny":
            for at in at_report.get((said.report, voice_of(said)), ()):
                if said.claim in held[at]:
                    behind.setdefault(said.claim, set()).add(at)
    return {
        claim: tuple(dict.fromkeys(origins[at].speaker for at in sorted(found)))
        for claim, found in behind.items()
    }


def _can_be(date: str) -> Iterator[str]:
    """Give the dates that can be the same day: the month of a day, its year, an unknown date."""
    yield date
    if not date.startswith(".."):
        yield from (date[:length] for length in range(len(date)))
