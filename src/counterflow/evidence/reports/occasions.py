"""Settle when something was said: on the day of the report, or earlier as it recalls."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from counterflow.core.assertions import Occasion, Speaker
from counterflow.evidence.reports.paragraphs import Paragraph
from counterflow.evidence.reports.speaker_names import slug
from counterflow.evidence.reports.times import find_times

Token = Any

_EARLIER = re.compile(r"\b(?:earlier|previously|in the past|already|at the time)\b", re.IGNORECASE)
_DAY_OR_MONTH = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
# A firm, a university or a union speaks for itself, whatever country its name holds.
_OF_BUSINESS = re.compile(
    r"\b(?:firm|company|group|bank|airline|manufacturer|operator|shipper|university|union|association|"
    r"foundation|llc|ltd|limited|inc|gmbh|jsc|fze|trading|logistics|holding)\b",
    re.IGNORECASE,
)
_NEAR_DAYS = 4
_FEW_WORDS = 8


def body_of(speaker: Speaker) -> str:
    """Name the voice that counts as one origin: a government with its houses, or a body.

    Example:
        >>> body_of(Speaker("a-b", "A. B.", "person", "ministry spokesman", "ministry", "IR"))
        'government-ir'
        >>> body_of(Speaker("russian-firm", "Russian firm Varn", "body", "", "", "RU"))
        'russian-firm'
    """
    if speaker.kind != "government" and _OF_BUSINESS.search(f"{speaker.speaks_for} {speaker.name}"):
        return _house(speaker.speaks_for) or speaker.id
    known = speaker.kind in ("body", "person") and not speaker.anonymous
    sent = speaker.anonymous and bool(speaker.speaks_for)
    if speaker.country and (speaker.kind == "government" or known or sent):
        return f"government-{speaker.country.lower()}"
    if speaker.kind == "government":
        return speaker.id
    return _house(speaker.speaks_for) or speaker.id


def _house(name: str) -> str:
    """Give the id of a house whose spokesman speaks: the same as where it speaks itself.

    Threat: "Ukraine's foreign ministry" under two ids would be two independent origins.
    """
    found = slug(name) if name else ""
    # Names in other letters have no id of Latin ones.
    return name.lower().replace(" ", "-") if found == "unnamed" else found


def occasion_of(
    speaker: Speaker, cue: Token | None, paragraph: Paragraph, published: str
) -> Occasion:
    """Settle the occasion of one attribution.

    Args:
        speaker: Who speaks.
        cue: The cue word, with the sentence around it; ``None`` where a quotation is carried on.
        paragraph: Where it stands; after a headline run into the text an older report is recalled.
        published: The day of the report, EDTF; empty where unknown.

    Returns:
        The occasion; equal ones have equal ids.
    """
    body = body_of(speaker)
    if paragraph.recap:
        return _before(body, published, "recap")
    if cue is not None:
        words = _words_of_cue(cue)
        for found in find_times(words, published):
            day = found.edtf
            if _DAY_OR_MONTH.fullmatch(day) and _differs(day, published):
                return Occasion(
                    f"{body}@{day}", day, earlier=bool(day < published), said=found.text
                )
        had = any(child.lower_ == "had" and child.dep_ == "aux" for child in cue.children)
        if had or _EARLIER.search(words):
            return _before(body, published, words)
    return Occasion(f"{body}@{published}", published, inferred=not published)


def _before(body: str, published: str, said: str) -> Occasion:
    """Give an older occasion of which the report tells no day."""
    date = f"../{published}" if published else ""
    return Occasion(f"{body}@before-{published}", date, inferred=True, earlier=True, said=said)


def _words_of_cue(cue: Token) -> str:
    """Give what the sentence says of the saying: "told reporters on 15 May"."""
    kept: list[Token] = []
    for child in cue.children:
        words = list(child.subtree)
        if child.dep_ in ("advmod", "npadvmod") and any(g.dep_ == "ccomp" for g in child.children):
            words = [child]  # the clause said, hung on "earlier" by mistake
        if child.dep_ in ("prep", "advmod", "npadvmod") and len(words) < _FEW_WORDS:
            kept += words
    return " ".join(word.text for word in sorted(kept, key=lambda word: word.i))


def _differs(said: str, published: str) -> bool:
    """Tell whether a day is another than that of the report, and not just a day or two before."""
    if not published:
        return True
    if len(said) == 10 and len(published) == 10:
        return abs((date.fromisoformat(said) - date.fromisoformat(published)).days) >= _NEAR_DAYS
    return said[: len(published)] != published[: len(said)]
