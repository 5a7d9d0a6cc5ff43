"""Settle when something was said: on the day of the report, or on an earlier occasion that it recalls."""

from __future__ import annotations

import re
from typing import Any

from counterflow.core.assertions import Occasion, Speaker
from counterflow.evidence.reports.paragraphs import Paragraph
from counterflow.evidence.reports.times import find_times

Token = Any

_EARLIER = re.compile(r"\b(?:earlier|previously|in the past|already|at the time)\b", re.IGNORECASE)
_NEAR_DAYS = 4


def body_of(speaker: Speaker) -> str:
    """Name the voice that counts as one origin: a government with its houses and spokesmen, or a body.

    Example:
        >>> body_of(Speaker("a-b", "A. B.", "person", "ministry spokesman", "ministry", "IR"))
        'government-ir'
    """
    if speaker.kind == "government" or (
        speaker.country and speaker.kind in ("body", "person") and not speaker.anonymous
    ):
        return f"government-{speaker.country.lower()}" if speaker.country else speaker.id
    if speaker.country and speaker.anonymous and speaker.speaks_for:
        return f"government-{speaker.country.lower()}"
    return speaker.speaks_for.lower().replace(" ", "-") or speaker.id


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
        return Occasion(
            f"{body}@before-{published}",
            f"../{published}" if published else "",
            True,
            True,
            "recap",
        )
    if cue is not None:
        words = _words_of_cue(cue)
        for found in find_times(words, published):
            if re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", found.edtf) and _differs(
                found.edtf, published
            ):
                return Occasion(
                    f"{body}@{found.edtf}", found.edtf, False, found.edtf < published, found.text
                )
        if _EARLIER.search(words) or any(
            child.lower_ == "had" and child.dep_ == "aux" for child in cue.children
        ):
            return Occasion(
                f"{body}@before-{published}",
                f"../{published}" if published else "",
                True,
                True,
                words,
            )
    return Occasion(f"{body}@{published}", published, not published)


def _words_of_cue(cue: Token) -> str:
    """Give what the sentence says of the saying: "told reporters on 15 May", not what was said."""
    kept = [
        word
        for child in cue.children
        if child.dep_ in ("prep", "advmod", "npadvmod") and len(list(child.subtree)) < 8
        for word in child.subtree
    ]
    return " ".join(word.text for word in sorted(kept, key=lambda word: word.i))


def _differs(said: str, published: str) -> bool:
    if not published:
        return True
    if len(said) == 10 and len(published) == 10:
        days = abs(int(said[8:]) - int(published[8:])) if said[:7] == published[:7] else _NEAR_DAYS
        return days >= _NEAR_DAYS
    return said[: len(published)] != published[: len(said)]
