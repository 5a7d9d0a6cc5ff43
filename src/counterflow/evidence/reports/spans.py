"""Turn words that a cue governs into the span attributed, held against the quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from counterflow.evidence.reports.attributions import Attribution, Passage
from counterflow.evidence.reports.cues import Cue, load_cues
from counterflow.evidence.reports.paragraphs import Quotation
from counterflow.evidence.reports.trees import trimmed

Token = Any

_CLOSING = " .,;:!?\"'"
_SENTENCE_END = re.compile(r"[.?!]\s*$")
_JOINING = re.compile(r"[\s,;]+(?:and|but|or)$")


def attributed(
    passage: Passage,
    span: tuple[int, int],
    cue: Cue,
    root: Token,
    inside: Quotation | None = None,
) -> Attribution:
    """Make an attribution of a span, without speaker: its quotation type comes from the marks.

    Args:
        passage: The paragraph being read.
        span: Offsets of the words that the cue governs.
        cue: What the cue says of stance and modality.
        root: The head word of what is attributed.
        inside: The quotation in which the cue itself stands: its marks say nothing here.

    Returns:
        The attribution: ``direct`` where one quotation holds all of it (it then reaches to the
        marks), ``mixed`` where marks hold a part, else ``indirect``.
    """
    start, end = span
    kind = "indirect"
    for quotation in passage.paragraph.quotations:
        if inside is quotation:
            continue
        if quotation.start <= start + 1 and end <= quotation.end + 1:
            kind, start, end = "direct", max(start, quotation.start), min(end, quotation.end)
            end = quotation.end if inside is None else end
            opens = root.left_edge.idx <= quotation.start + 1
            before = passage.paragraph.text[quotation.start : start]
            sentences = inside is None and _SENTENCE_END.search(before)
            start = quotation.start if opens or sentences else start
        elif quotation.start - 1 <= start < quotation.end < end and _ends_there(passage, quotation):
            kind, start, end = "direct", quotation.start, quotation.end
        elif quotation.start < end and quotation.end > start:
            kind = "mixed"
            if quotation.start < end < quotation.end:
                end = quotation.end
    if kind != "direct" and not _begins_with_subject(root):
        start += _carrier(passage, start, end)
    words = passage.paragraph.text[start:end].rstrip(_CLOSING)
    end = start + len(_JOINING.sub("", words))
    return Attribution(start, end, cue.stance, cue.modality, kind, root)


def _ends_there(passage: Passage, quotation: Quotation) -> bool:
    """Tell whether a mark before the closing one ends what is said ('… it," was praised')."""
    return passage.paragraph.text[quotation.end - 1] in ",.!?"


def _begins_with_subject(root: Token) -> bool:
    """Tell whether a noun such as "idea" is what the words speak of ("The idea … is absurd")."""
    cues = load_cues().carriers
    return any(c.dep_ == "nsubj" and c.lemma_.lower() in cues for c in root.lefts)


def _carrier(passage: Passage, start: int, end: int) -> int:
    """Measure "the suggestion that" before what is suggested."""
    words = passage.paragraph.text[start:end].split(" ")
    for at, word in enumerate(words[:4]):
        carried = at and words[at - 1].lower().rstrip("s") in passage.cues.carriers
        if word.lower() in ("that", "of") and carried:
            return len(" ".join(words[: at + 1])) + 1
    return 0


def cut_at_cue(words: list[Token], verb: Token) -> Iterator[tuple[int, int]]:
    """Cut words where the cue stands in their midst ("The plan, he said, would …")."""
    runs: list[list[Token]] = [[words[0]]]
    for word in words[1:]:
        if runs[-1][-1].i < verb.i < word.i:
            runs.append([word])
        else:
            runs[-1].append(word)
    clauses = [run for run in runs if any(word.pos_ in ("VERB", "AUX") for word in run)]
    for run in clauses or runs:
        span = trimmed(run)
        if span and (span[1] - span[0] > 2 or any(word.like_num for word in run)):
            yield span


def cue_span(word: Token) -> tuple[int, int]:
    """Give the offsets of a cue of one word."""
    return word.idx, word.idx + len(word)


def without_mark(words: list[Token]) -> list[Token]:
    """Leave out the "that" by which a clause begins."""
    kept = list(words)
    while kept and (kept[0].dep_ == "mark" or kept[0].lower_ == "that"):
        kept = kept[1:]
    return kept
