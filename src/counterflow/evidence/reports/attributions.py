"""The noun of attribution: some words of a paragraph, who is named for them, and by which cue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from counterflow.evidence.reports.cues import Cues, load_cues
from counterflow.evidence.reports.paragraphs import Paragraph, Quotation

Token = Any

_SAME_WORDS = 0.8


@dataclass(frozen=True)
class Attribution:
    """One attribution: offsets are those of the paragraph.

    ``root`` is the head word of what is attributed (``None`` where it is a quotation that the
    sentence of the cue does not govern), ``speaker`` the head word of the speaker. ``via`` is who
    relays it, ``rests_on`` what the speaker rests on. ``continued`` marks a quotation that no cue
    governs: it carries on what the last speaker said. ``whole`` spans words that a cue cuts in two;
    ``issued`` marks a sentence of a text in the voice of who issued it.
    """

    start: int
    end: int
    stance: str
    modality: str
    quotation: str
    root: Token | None = None
    speaker: Token | None = None
    cue: tuple[int, int] | None = None
    cue_word: Token | None = None
    via: Token | None = None
    continued: bool = False
    rests_on: Token | None = None
    whole: tuple[int, int] | None = None
    issued: bool = False


@dataclass
class Passage:
    """A parsed paragraph while it is read: what was found so far, and which quotations are taken.

    ``shortened`` gives a nearer end to what begins at an offset, where an answer to it follows
    ("…, a claim that Moscow rejects").
    """

    paragraph: Paragraph
    parsed: Any
    cues: Cues = field(default_factory=load_cues)
    found: list[Attribution] = field(default_factory=list)
    claimed: set[Quotation] = field(default_factory=set)
    shortened: dict[int, int] = field(default_factory=dict)

    def quotation_around(self, word: Token) -> Quotation | None:
        """Give the quotation in which a word stands."""
        return self.paragraph.quoted(word.idx, word.idx + len(word))

    def quotations_within(self, start: int, end: int) -> list[Quotation]:
        """Give the quotations that share words with a stretch."""
        return [q for q in self.paragraph.quotations if q.start < end and q.end > start]


def distinct(found: Iterable[Attribution]) -> list[Attribution]:
    """Keep one of those that attribute nearly the same words, the one with a named speaker first.

    A denial and what it denies may share their words: both stay where speakers and cues differ.
    """
    kept: list[Attribution] = []
    for one in sorted(found, key=lambda a: (a.continued, a.speaker is None, a.start - a.end)):
        if not any(_repeats(one, other) for other in kept):
            kept.append(one)
    return kept


def _repeats(one: Attribution, other: Attribution) -> bool:
    if one.cue is not None and one.cue == other.cue:
        within = other.start <= one.start and one.end <= other.end
        return within or _same_words(one, other)
    if one.root is None and one.cue is not None and other.quotation == "mixed":
        return other.start <= one.start and one.end <= other.end
    return _same_words(one, other) and not _answers(one, other)


def _same_words(one: Attribution, other: Attribution) -> bool:
    shared = min(other.end, one.end) - max(other.start, one.start)
    return shared > _SAME_WORDS * max(other.end - other.start, one.end - one.start)


def _answers(one: Attribution, other: Attribution) -> bool:
    apart = one.stance != other.stance and one.cue != other.cue and one.speaker != other.speaker
    return apart and "deny" in (one.stance, other.stance)
