"""Read which other entries of its list a comment of the UN names, by their reference numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from counterflow.core.model.listings import Relation

NAMED: Final = "named in the comments"
"""The tie where the comment says no more that can be read without guessing."""

_REFERENCE: Final = re.compile(r"\b[A-Z]{2,3}[ie]\.\d{3}\b")
_SENTENCE: Final = re.compile(r"(?<=[a-z)\]”\"]{2}[.;])\s+(?=[A-Z])")
_TIES: Final = re.compile(
    r"\b(associated with|(?:close )?associate of|linked to|owned or controlled by|controlled by|"
    r"owned by|subsidiary of|parent (?:company )?of|act(?:ing|s|ed) (?:for or )?on behalf of|"
    r"(?:former |founding |senior |longtime )?member of|(?:former |senior |deputy )?leader of|"
    r"founder of|affiliated with|(?:brother|sister|son|daughter|wife|father|brother-in-law) of|"
    r"successor (?:to|of))\s+",
    re.IGNORECASE,
)
_NAME: Final = re.compile(
    r"(?:the )?(?P<name>"
    r"(?:(?:[A-Z“\"'’‘][^\s,;()]*|al|ul|el|and|of|the|in|for|bin|ben|ibn|de|du) )*"
    r"[A-Z“\"][^\s,;()]*) ?(?:\([A-Z][\w -]*\) ?)?[\[(]?"
)
_LONGEST: Final = 200


def read_relations(comment: str, own: str) -> Iterator[Relation]:
    """Tell the ties that a comment states to entries which it names by their reference numbers.

    A tie has the comment's own word only where that word and the name stand directly before the
    number ("Member of Example Front (EXe.001)"); everything else is *named in the comments*. The
    sentence stands beside each tie.

    Args:
        comment: COMMENTS1, its blanks made single.
        own: The reference number of the entry itself, which is no tie.

    Yields:
        One relation for each number, in the order met, each number once; ``publisher_id`` is the
        UN's reference number, which other entries hold as ``unscId``.

    Example:
        >>> (tie,) = read_relations("Member of Example Front (EXe.001).", "EXi.001")
        >>> tie.kind, tie.name, tie.publisher_id
        ('member of', 'Example Front', 'EXe.001')
        >>> [tie.kind for tie in read_relations("He paid X (EXe.001) once.", "")]
        ['named in the comments']
    """
    met = {own}
    for sentence in _SENTENCE.split(comment):
        at = 0
        for found in _REFERENCE.finditer(sentence):
            before, at = sentence[at : found.start()], found.end()
            if found[0] in met:
                continue
            met.add(found[0])
            kind, name = _tie(before)
            yield Relation(kind, name, found[0], sentence[: 2 * _LONGEST])


def _tie(before: str) -> tuple[str, str]:
    """Read the word of a tie and the name that stand directly before a number."""
    ties = list(_TIES.finditer(before[-_LONGEST:]))
    if not ties:
        return NAMED, ""
    name = _NAME.fullmatch(before[-_LONGEST:], ties[-1].end())
    if not name:
        return NAMED, ""
    return ties[-1][1].casefold(), name["name"].strip(" \"“”'‘’")
