"""Read adjectives that attribute: "is concerned that …", "is confident of …"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from counterflow.evidence.reports.attributions import Attribution, Passage
from counterflow.evidence.reports.cues import Cue
from counterflow.evidence.reports.spans import attributed, cue_span, without_mark
from counterflow.evidence.reports.trees import is_passive, subject_of, trimmed

Token = Any

_NOBODY = frozenset({"it", "this", "that", "there"})


def read_adjective(passage: Passage, word: Token, cue: Cue) -> list[Attribution]:
    """Read what somebody is said to be sure, afraid or ready of.

    Args:
        passage: The paragraph being read.
        word: The adjective, after a form of "be".
        cue: What it says of stance and modality.

    Returns:
        One attribution, or none where nothing follows or nobody is named.
    """
    inner = _of_what(word)
    verb = word if is_passive(word) else word.head
    if inner is None or verb.pos_ not in ("AUX", "VERB"):
        return []
    if any(child.dep_ == "neg" for child in verb.children):
        cue = replace(cue, stance="deny", modality="hedged")  # "is not convinced that …"
    speaker = subject_of(verb)
    inside = passage.quotation_around(word)
    if inside or speaker is None or speaker.lower_ in _NOBODY:
        return []
    span = trimmed(without_mark(list(inner.subtree)))
    if span is None:
        return []
    one = attributed(passage, span, cue, inner)
    return [replace(one, speaker=speaker, cue=cue_span(word), cue_word=word)]


def _of_what(word: Token) -> Token | None:
    for child in word.children:
        if child.dep_ in ("ccomp", "xcomp"):
            return child
        if child.dep_ == "advcl" and any(c.lower_ == "that" for c in child.lefts):
            return child
    for child in word.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "about", "over", "at"):
            for inner in child.children:
                if inner.dep_ in ("pobj", "pcomp"):
                    return inner
    return None
