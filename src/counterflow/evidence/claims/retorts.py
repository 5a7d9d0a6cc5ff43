"""Find answers that take up another's words in a few of their own, and contradict them.

"We count nine" after "six flights"; "400, not 200"; "that is another company of our name". None of
them says the claim again, so frame and roles cannot find it; the story and the order of the report
do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from counterflow.core.assertions import NEWSROOM, Assertion
from counterflow.evidence.claims.amounts import bare_number, numbers_refused
from counterflow.evidence.claims.periods import days_between, is_day
from counterflow.evidence.claims.sides import Side
from counterflow.evidence.claims.stories import Stories

Retort = tuple[Side, Side, str, str]
_SAME_NAME = r"(?:of|with|by|bearing) (?:the|that|this|a|our|its) (?:same |similar )?name"
_MISTAKEN = re.compile(
    r"\b(?:confus(?:ed|es|ing|ion)|mix(?:ed|es|ing|-)? ?up|mistak(?:en|es?|ing) for|mistook"
    r"|mistaken identity|wrong (?:one|company|firm|man|woman|person|vessel|ship|bank|party|name)"
    rf"|not (?:that|the same) [A-Z]\w+|(?:another|different) \w+ {_SAME_NAME}"
    r"|namesakes?|counterfeits?|forge(?:d|ry|ries)|impostors?)\b"
)
_NOT_THEN = re.compile(
    r"\bnot (?:a day )?(?P<side>before|earlier|sooner|after|later)\b", re.IGNORECASE
)
_EARLIER = frozenset({"before", "earlier", "sooner"})
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_ONLY_A_DAY = re.compile(
    rf"(?:it was )?(?:on )?(?:{_MONTH} \d{{1,2}}"
    rf"|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH})"
    r"(?:,? \d{4})?\W*",
    re.IGNORECASE,
)
_ABOUT_THEN = 31  # days; what lies further apart is another event
_NAME = re.compile(r"\b[A-Z][\w-]{3,}")
_NAME_FIRST = re.compile(r"[A-Z][\w-]+ [A-Z]")  # a first word alone may be any word
_SELF = re.compile(r"(?:it|they|we|he|she|i)\b", re.IGNORECASE)


def retorts(
    sides: Sequence[Side], by_id: Mapping[str, Assertion], stories: Stories
) -> Iterator[Retort]:
    """Find answers that contradict what stands before them, or elsewhere in their story.

    Args:
        sides: All sides.
        by_id: The assertions by id.
        stories: Which reports are of one story.

    Yields:
        The answer, what it answers, the kind of contradiction and why.
    """
    told: dict[str, list[Side]] = {}
    places = {name: side for side in sides for name in side.ids}
    for name in by_id:
        if name in places:
            told.setdefault(by_id[name].report, []).append(places[name])
    for report, own in told.items():
        elsewhere = [told[other] for other in sorted(stories.near(report)) if other in told]
        for at, one in enumerate(own):
            yield from _counts_otherwise(one, own[:at])
            everything = [side for group in (own, *elsewhere) for side in group]
            yield from _refuses_number(one, everything)
            yield from _dates_otherwise(one, own[:at], everything)
            yield from _mistaken(one, own[:at], everything)


def _others(one: Side, sides: Sequence[Side]) -> Iterator[Side]:
    for other in sides:
        said = other.said
        if NEWSROOM != said.speaker_id != one.said.speaker_id and said.claim != one.said.claim:
            yield other


def _counts_otherwise(one: Side, before: Sequence[Side]) -> Iterator[Retort]:
    """Hold a number that counts nothing by itself against the last that others counted."""
    number = None if one.gist.amounts or one.denies else bare_number(one.said.text)
    if number is None:
        return
    for other in _others(one, before[::-1]):
        for amount in other.gist.amounts:
            if number < amount.least or number > amount.most:
                yield one, other, "number", f"{one.said.text} against {amount.text}"
            return


def _refuses_number(one: Side, everything: Sequence[Side]) -> Iterator[Retort]:
    """Find who gave the number that is refused: "400, not 200"."""
    for refused in numbers_refused(one.said.text):
        for other in _others(one, everything):
            hit = next((each for each in other.gist.amounts if refused == each.stated), None)
            if hit is not None and not other.denies:
                yield one, other, "number", f"{one.said.text} against {hit.text}"


def _is_name(speaker: str) -> bool:
    """Tell whether a speaker bears a name of its own: "a Turkish firm" does not."""
    return all(word[:1].isupper() for word in speaker.split() if len(word) > len("and"))


def _dates_otherwise(
    one: Side, before: Sequence[Side], everything: Sequence[Side]
) -> Iterator[Retort]:
    """Hold a bare day against the last one given, and "the 24th, not before" against the days."""
    if one.denies or not is_day(one.said.period):
        return
    refused = _NOT_THEN.search(one.said.text)
    if refused is None and _ONLY_A_DAY.fullmatch(one.said.text) is None:
        return
    for other in _others(one, everything if refused else before[::-1]):
        days = days_between(other.said.period, one.said.period)
        told = other.said.frame and not other.denies and is_day(other.said.period)
        if not told or abs(days) > _ABOUT_THEN:
            continue
        if days and (refused is None or (days > 0) == (refused["side"] in _EARLIER)):
            yield one, other, "date", f"{one.said.text} against {other.said.period}"
        return


def _mistaken(one: Side, before: Sequence[Side], everything: Sequence[Side]) -> Iterator[Retort]:
    """Find what somebody answers who says that he was taken for another.

    It is what names him, or what he names; where he speaks of himself, else the last that others
    say before him.
    """
    if _MISTAKEN.search(one.said.text) is None:
        return
    names = _NAME.findall(one.said.text if _NAME_FIRST.match(one.said.text) else one.said.text[1:])
    if _is_name(one.said.speaker):
        names += _NAME.findall(one.said.speaker)
    for others in (before[::-1], everything):
        for other in _others(one, others):
            if not other.denies and any(name in other.said.text for name in names):
                yield one, other, "identity", f"{one.said.speaker}: {one.said.text}"
                return
    of_himself = before[::-1] if _SELF.match(one.said.text) else ()
    for other in _others(one, [each for each in of_himself if each.said.frame]):
        if not other.denies:
            yield one, other, "identity", f"{one.said.speaker}: {one.said.text}"
        return
