"""Read a description of goods: which controlled goods it may mean, and which only resemble them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from counterflow.watch.goods.terms import Term, TermTable, load_terms
from counterflow.watch.goods.words import ARABIC, Phrases, Span, fold_text, is_unspaced, split_words

KEPT = 1 << 16
"""Distinct descriptions whose reading is kept; a reading is small and most are empty."""
OPENING = 3
"""Words before a term that still opens its description ("20 pcs new FPGA"); ours."""
LONGEST = 2_000
"""Characters of a description that are read: papers of a whole container are longer."""

_PIECE = r"[^\W\d][\w-]*(?: [\w-]+){0,2}"
_PARTED = r"\s*(?:[,;:]|\s[-–—]\s)\s*"
_CATALOGUE = re.compile(
    rf"\s*(?P<noun>[^\W\d]+(?: [^\W\d]+)?){_PARTED}(?P<kind>{_PIECE})"
    rf"(?:{_PARTED}(?P<more>{_PIECE}))?(?=\s*(?:[,;:(]|\s[-–—]\s|$))"
)
"""A noun of one or two words, and behind a comma or a dash up to three that say which kind; perhaps
a second such piece."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Goods that a description may mean.

    Attributes:
        term: The goods.
        words: The words of the description that say so.
        part: Whether it speaks of parts of these goods.
        strong: Whether the words are many or mean hardly anything else, and open the description.
    """

    term: Term
    words: str
    part: bool = False
    strong: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Give the HS codes and headings under which such goods are usually declared."""
        return (*self.term.parts, *self.term.hs) if self.part else self.term.hs


@lru_cache(KEPT)
def read_description(text: str) -> tuple[Hint, ...]:
    """Settle which goods of the term table a description may mean.

    Words that only name a use ("case for a drone"), that make another thing of a term ("camera
    bag") or that say that the line is a toy or a print give nothing. A description is read once
    and kept, in a bounded number.

    Args:
        text: The description, in any language of the table.

    Returns:
        One hint for each term, in the order of the text; empty for most goods.

    Example:
        >>> [(hint.term.id, hint.words) for hint in read_description("20 pcs drone servos")]
        [('servo-motor', 'drone servos')]
        >>> read_description("camera bag for drone")
        ()
    """
    table = load_terms()
    return find_terms(text, table) or _of_catalogue(text[:LONGEST], table)


def _of_catalogue(text: str, table: TermTable) -> tuple[Hint, ...]:
    """Read a description in the order of a catalogue, the noun first: "CAPACITOR, TANTALUM, 10UF".

    Only where each piece is short: a list of wares is no catalogue.
    """
    parted = _CATALOGUE.match(text)
    if parted is None:
        return ()
    noun, kind, more = parted.group("noun", "kind", "more")
    rest = text[parted.end() :]
    orders = [f"{kind} {noun} {more or ''} {rest}"]
    if more:
        orders.append(f"{more} {kind} {noun} {rest}")
    said = {*split_words(fold_text(noun))}
    for turned in orders:
        # Said by the noun too: else the description would have said it as it stands.
        hints = [
            replace(hint, words=parted.group().strip())
            for hint in find_terms(turned, table)
            if said & {*split_words(fold_text(hint.words))}
        ]
        if hints:
            return tuple(hints)
    return ()


def find_terms(text: str, table: TermTable) -> tuple[Hint, ...]:
    """Find the terms of a table in a description; see ``read_description``."""
    folded = fold_text(text[:LONGEST])
    words = split_words(folded)
    spans = list(table.phrases.find(words))
    hints = _hints(words, _as_written(text, words), spans, table) if spans else {}
    if is_unspaced(folded):
        _add_unspaced(folded, table, hints)
    return tuple(hints.values())


def _as_written(text: str, words: list[str]) -> list[str]:
    """Give the words as they stand in the text, where folding left their number as it was."""
    written = split_words(text[:LONGEST])
    return written if len(written) == len(words) else words


def _hints(
    words: Sequence[str], written: Sequence[str], spans: list[Span[Term]], table: TermTable
) -> dict[str, Hint]:
    """Keep what is really named: the longest phrase at each place, none that is used up."""
    if excluded := next(table.without.find(words), None):
        spans = [span for span in spans if span.start < excluded.start]
    spans = _undoubted(words, spans, table)
    toys = any(table.elsewhere.find(words))
    hints: dict[str, Hint] = {}
    for span in spans:
        if toys and not span.value.sure:
            continue
        part = _has(table.parts, words) or (span.value.machines and _beside(words, span, table))
        said = " ".join(written[span.start : span.end])
        opens = _words_before(span.start, words, table) < OPENING
        strong = opens and not toys and (span.value.sure or span.end - span.start > 1)
        hints.setdefault(span.value.id, Hint(span.value, said, part, strong))
    return hints


def _beside(words: Sequence[str], span: Span[Term], table: TermTable) -> bool:
    """Tell whether an engine, a motor or a pump is named beside the words of a term."""
    found = table.machines.find(words)
    return any(one.end <= span.start or span.end <= one.start for one in found)


def _words_before(start: int, words: Sequence[str], table: TermTable) -> int:
    """Count the words before a term; numbers, and "spare parts for", leave it where it is."""
    before = words[:start]
    parts = {at for span in table.parts.find(before) for at in range(span.start, span.end)}
    small = table.purpose | table.de
    return sum(
        not word.isdecimal() and word not in small and at not in parts
        for at, word in enumerate(before)
    )


def _undoubted(words: Sequence[str], spans: list[Span[Term]], table: TermTable) -> list[Span[Term]]:
    used = [(span.start, span.end) for span in table.never.find(words)]
    cut = _purpose_at(words, spans, table)
    # An engine for a drone is a part of it; a case for a drone, or motor oil, is not.
    first = words[:cut]
    made_for = _has(table.machines, first) and not _has(table.wares, first)
    kept = []
    for span in spans:
        behind = span.start >= cut and not (made_for and span.value.machines)
        covered = any(start < span.end and span.start < end for start, end in used)
        longer = any(
            other.start <= span.start
            and span.end <= other.end
            and other.end - other.start > span.end - span.start
            for other in spans
        )
        if not (covered or longer or behind or _is_ware(words, span, table)):
            kept.append(span)
    return kept


def _purpose_at(words: Sequence[str], spans: Iterable[Span[Term]], table: TermTable) -> int:
    """Give the word from which on only the use of the goods is named.

    Behind parts ("spare parts for aircraft engines") the use names the goods.
    """
    inside = {at for span in spans for at in range(span.start + 1, span.end)}
    for at, word in enumerate(words):
        if at and word in table.purpose and at not in inside:
            return len(words) if _has(table.parts, words[:at]) else at
    return len(words)


def _is_ware(words: Sequence[str], span: Span[Term], table: TermTable) -> bool:
    """Tell whether a neighbouring noun makes another thing of a term."""
    behind = words[span.end : span.end + 2]
    if _has(table.wares, behind):
        return True
    before = words[max(span.start - 3, 0) : span.start]
    # Arabic and Persian put the thing first and need no word between ("bag drone").
    if before and ARABIC.match(before[-1]) and _has(table.wares, before[-1:]):
        return True
    return bool(before) and before[-1] in table.de and _has(table.wares, before)


def _has(phrases: Phrases[str], words: Sequence[str]) -> bool:
    return any(True for _ in phrases.find(words))


def _add_unspaced(text: str, table: TermTable, hints: dict[str, Hint]) -> None:
    """Add the terms of a text without blanks; phrases that only resemble one use it up."""
    for phrase, _ in table.never.inside(text):
        text = text.replace(phrase, " ")
    others = (*table.elsewhere.inside(text), *table.wares.inside(text))
    toys = bool(others)
    for phrase, term in table.phrases.inside(text):
        if term.sure or not toys:
            hints.setdefault(term.id, Hint(term, phrase, strong=term.sure and not toys))
