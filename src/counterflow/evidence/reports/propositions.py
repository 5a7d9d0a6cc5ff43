"""Cut what is attributed into propositions: clauses that can be true or false, one each.

"… were built in Iran, shipped across the sea and then used …" says three things, and somebody may
deny one of them. A clause that hangs on a person or a thing as a description stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from counterflow.evidence.reports.attributions import Attribution
from counterflow.evidence.reports.clauses import pieces
from counterflow.evidence.reports.stances import modality_of, stance_of
from counterflow.evidence.reports.trees import trimmed
from counterflow.evidence.reports.wrappers import unwrapped

Token = Any

_DISCOURSE = frozenset(
    {
        "however", "meanwhile", "moreover", "furthermore", "also", "instead", "indeed",
        "nevertheless", "nonetheless", "still", "thus", "therefore", "consequently",
        "additionally", "separately",
    }
)  # fmt: skip
_DISCOURSE_PAIRS = frozenset(
    {
        ("in", "turn"), ("in", "addition"), ("for", "example"), ("for", "instance"),
        ("at", "least"), ("of", "course"),
    }
)  # fmt: skip
_CITING = frozenset({"as", "per", "according", "citing", "quoting"})
_SHORTEST = 4


@dataclass(frozen=True)
class Proposition:
    """One thing said: its words (offsets within the paragraph), how certain and of what kind."""

    start: int
    end: int
    stance: str
    modality: str
    root: Token | None
    authority: str | None = None


def cut(attribution: Attribution, parsed: Any) -> list[Proposition]:
    """Cut what is attributed into propositions, in order.

    Args:
        attribution: An attribution of the paragraph.
        parsed: The paragraph, parsed.

    Returns:
        At least one proposition.
    """
    found: list[Proposition] = []
    for words in _by_sentence(attribution, parsed):
        found += _of_sentence(words, attribution)
    if found:
        return found
    one = attribution
    return [Proposition(one.start, one.end, one.stance, one.modality, one.root)]


def _by_sentence(attribution: Attribution, parsed: Any) -> Iterator[list[Token]]:
    start, end = attribution.start, attribution.end + 1
    group: list[Token] = []
    for word in parsed:
        if word.idx > end:
            break
        if word.idx < start or word.idx + len(word) > end:
            continue
        if word.text == ";" and len(group) > 2:
            yield group
            group = []
            continue
        if group and _begins_sentence(word, group[-1]):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _begins_sentence(word: Token, before: Token) -> bool:
    return bool(word.is_sent_start) or (before.text in ".?!" and word.text[:1].isupper())


def _of_sentence(words: list[Token], attribution: Attribution) -> Iterator[Proposition]:
    top = _top(words)
    if top is None:
        return
    said = unwrapped(_without_lead(words), top, attribution)
    for piece, head in pieces(said.words, said.top):
        span = trimmed(piece)
        if span is not None and span[1] - span[0] >= _SHORTEST:
            stance = stance_of(said.stance, head, attribution)
            modality = modality_of(said.modality, head)
            yield Proposition(*span, stance, modality, head, said.authority)


def _without_lead(words: list[Token]) -> list[Token]:
    """Leave out "in turn," and its like before what is said."""
    if len(words) > 3 and words[0].lower_ in _DISCOURSE and words[1].text == ",":
        return words[2:]
    pair = tuple(word.lower_ for word in words[:2])
    if len(words) > 4 and pair in _DISCOURSE_PAIRS and words[2].text == ",":
        return words[3:]
    if len(words) > 6 and words[0].lower_ in _CITING:
        comma = next((at for at, word in enumerate(words) if word.text == ","), None)
        if comma is not None and comma + 3 < len(words):
            return words[comma + 1 :]
    return words


def _top(words: list[Token]) -> Token | None:
    """Give the head of some words, a verb if one is among the heads."""
    own = {word.i for word in words}
    tops = [word for word in words if word.head.i not in own or word.head == word]
    verbs = [word for word in tops if word.pos_ in ("VERB", "AUX")]
    if not tops:
        return None
    return max(verbs or tops, key=lambda word: sum(other.i in own for other in word.subtree))
