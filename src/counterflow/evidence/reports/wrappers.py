"""Take off what tells how something is said: "we are concerned that …", "it is true that …"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from counterflow.evidence.reports.attributions import Attribution
from counterflow.evidence.reports.cues import Cues, load_cues
from counterflow.evidence.reports.trees import is_finite, subject_of

Token = Any

_SELF = frozenset({"we", "i"})
_TRUE = frozenset({"true", "correct", "right"})
_FALSE = frozenset({"false", "untrue", "wrong"})
_HOLDING = frozenset({"have", "see", "possess", "hold"})


@dataclass(frozen=True)
class Said:
    """What is said, without its wrapping: words, head, and what the wrapping says of it."""

    words: list[Token]
    top: Token
    stance: str
    modality: str
    authority: str | None = None


@dataclass(frozen=True)
class _Wrapping:
    inner: Token
    stance: str
    modality: str = "certain"
    authority: str | None = None


def unwrapped(words: list[Token], top: Token, attribution: Attribution) -> Said:
    """Take off the wrapping of a sentence, if it has one.

    Args:
        words: The words said.
        top: Their head.
        attribution: To whom they are attributed, with which stance.

    Returns:
        What is said; the same words where nothing is wrapped around them.
    """
    plain = Said(words, top, attribution.stance, attribution.modality)
    subject = subject_of(top)
    if subject is None or attribution.stance == "deny":
        return plain
    cues = load_cues()
    for child in top.children:
        wrapping = _true_that(child, top, subject) or _wrapping(child, top, subject, cues)
        if wrapping is None:
            continue
        first = wrapping.inner.left_edge.i
        kept = [word for word in words if word.i >= first]
        while kept and kept[0].dep_ == "mark":
            kept = kept[1:]
        if len(kept) > 2:
            return Said(
                kept, wrapping.inner, wrapping.stance, wrapping.modality, wrapping.authority
            )
    return plain


def _true_that(child: Token, top: Token, subject: Token) -> _Wrapping | None:
    """Read "it is true that …": what follows is conceded; "it is not true that …" denies it."""
    if top.lemma_ != "be" or subject.lower_ != "it":
        return None
    if child.dep_ not in ("acomp", "attr", "ccomp"):
        return None
    word = next((c for c in top.children if c.dep_ in ("acomp", "attr")), None)
    if word is None or word.lower_ not in _TRUE | _FALSE:
        return None
    near = [*top.children, *word.children]
    inner = next((c for c in near if c.dep_ in ("ccomp", "advcl") and is_finite(c)), None)
    if inner is None:
        return None
    negated = any(c.dep_ == "neg" for c in top.children)
    denied = (word.lower_ in _FALSE) != negated
    return _Wrapping(inner, "deny" if denied else "acknowledge")


def _wrapping(child: Token, top: Token, subject: Token, cues: Cues) -> _Wrapping | None:
    lemma = child.lemma_.lower()
    if child.dep_ == "dobj" and top.lemma_ in _HOLDING and lemma in cues.authorities:
        inner = next((c for c in child.children if _is_clause(c)), None)
        resting = f"{subject.text} {child.text}"
        return _Wrapping(inner, "assert", authority=resting) if inner is not None else None
    if subject.lower_ not in _SELF:
        return None
    if child.dep_ == "acomp" and lemma in cues.adjectives:
        cue = cues.adjectives[lemma]
        inner = next((c for c in child.children if c.dep_ == "ccomp"), None)
        return _Wrapping(inner, cue.stance, cue.modality) if inner is not None else None
    if child.dep_ != "ccomp" or _open_question(child, top):
        return None
    told = cues.verb(top.lemma_.lower(), "clause")
    return _Wrapping(child, told.stance, told.modality) if told else None


def _is_clause(word: Token) -> bool:
    return word.dep_ in ("acl", "ccomp", "relcl") and is_finite(word)


def _open_question(child: Token, top: Token) -> bool:
    """Tell whether nothing is said to be so ("we do not know …", "we asked whether …")."""
    if any(word.dep_ == "neg" for word in top.children):
        return True
    first = child.left_edge
    return first.tag_ in ("WP", "WDT", "WRB") or first.lower_ in ("if", "whether")
