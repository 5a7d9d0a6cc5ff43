"""Find what a speaker rests on: "citing satellite images, …", "on the basis of intercepts"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from counterflow.evidence.reports.cues import Cues

Token = Any

_CITING = frozenset({"citing", "quoting", "referencing"})
_BASED = frozenset({"based", "relying", "drawing", "pointing"})
_ON = frozenset({"on", "upon", "to"})
_BY = frozenset({"from", "with", "in", "on", "by"})


def rests_on(cues: Cues, verb: Token, speaker: Token | None) -> Token | None:
    """Find what a speaker is said to rest on, beside a cue.

    Args:
        cues: The words that attribute.
        verb: The cue.
        speaker: Who speaks.

    Returns:
        The head word of it, as the report names it; ``None`` where it says nothing.
    """
    for near in _beside(verb, speaker):
        if near.lower_ in _CITING:
            return next((c for c in near.children if c.dep_ in ("dobj", "pobj")), None)
        if near.lower_ in _BASED:
            return _object(near, _ON)
    for near in verb.children:
        if near.dep_ == "prep" and near.lower_ in _BY and near.i != verb.i + 1:
            named = next((c for c in near.children if c.dep_ == "pobj"), None)
            if named is not None and named.lemma_.lower() in cues.authorities - cues.documents:
                return named if near.lower_ != "in" else None
    return None


def _beside(verb: Token, speaker: Token | None) -> Iterator[Token]:
    """Give the words that hang on a cue or on its speaker, and may say what it rests on."""
    for head in (verb, speaker):
        for child in head.children if head is not None else ():
            if child.dep_ in ("advcl", "acl", "prep", "amod", "nmod", "dep"):
                yield child


def _object(near: Token, prepositions: frozenset[str]) -> Token | None:
    for child in near.children:
        if child.dep_ == "prep" and child.lower_ in prepositions:
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None
