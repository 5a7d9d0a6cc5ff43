"""Tell cues in a row apart: "said it was true and has called for a vote", "said no, adding …".

A parser hangs the second cue on the words of the first. It then looks as if they held it, and as
if their subject spoke.
"""

from __future__ import annotations

from typing import Any

from counterflow.evidence.reports.cues import Cues
from counterflow.evidence.reports.trees import SUBJECTS

Token = Any

_AGAINST = frozenset({"while", "whereas", "although", "though"})
_PERSONAL = frozenset({"he", "she", "they", "we", "i", "it"})


def cue_before(cues: Cues, verb: Token) -> Token | None:
    """Find the cue with which a cue shares its speaker, though it hangs on what that one says.

    Args:
        cues: The words that attribute.
        verb: A cue verb.

    Returns:
        The first cue; ``None`` where the verb belongs where the parser hung it.
    """
    top = verb.head
    if top == verb or any(
        child.dep_ in SUBJECTS or child.dep_ == "mark" for child in verb.children
    ):
        return None
    first = top.head
    if top.dep_ != "ccomp" or cues.verb(cues.lemma(first), "clause") is None or first.i > top.i:
        return None
    if verb.dep_ == "advcl" and verb.tag_ == "VBG":
        return first if verb.left_edge.i and verb.left_edge.nbor(-1).text == "," else None
    if verb.dep_ == "conj" and _same_time(verb, first) and not _told_of_itself(verb, top):
        return first
    return None


def without_later_cues(cues: Cues, verb: Token, words: list[Token]) -> list[Token]:
    """Leave out of the words of a cue what later cues of the same speaker begin."""
    later = [word for word in words if cues.lemma(word) in cues.verbs and word.pos_ == "VERB"]
    own = {w.i for word in later if cue_before(cues, word) == verb for w in word.subtree}
    apart = [word for word in words if _beside(verb, word) or _contrasts(cues, verb, word)]
    own |= {w.i for word in apart for w in word.subtree}
    return _without_joint([word for word in words if word.i not in own])


def _beside(verb: Token, word: Token) -> bool:
    """Tell whether a verb with a tense is joined to a gerund: it goes on with the cue.

    "Denied targeting the market and accused rebels of it" is two deeds of one speaker.
    """
    done = word.tag_ == "VBN" and any(c.dep_ == "dobj" for c in word.rights)
    if word.dep_ != "conj" or word.i < verb.i:
        return False
    if not done and word.tag_ not in ("VBD", "VBZ", "VBP"):
        return False
    top = word.head
    while top.dep_ == "conj" and top.head != top:
        top = top.head
    hangs = top.dep_ in ("xcomp", "pcomp", "acl") and top.tag_ in ("VBG", "VB")
    return hangs and verb in top.ancestors and not any(c.dep_ in SUBJECTS for c in word.children)


def _contrasts(cues: Cues, verb: Token, word: Token) -> bool:
    """Tell whether somebody else speaks in a clause set against the words said ("…, while …")."""
    if word.dep_ != "advcl" or word.i < verb.i or cues.lemma(word) not in cues.verbs:
        return False
    mark = next((c for c in word.children if c.dep_ == "mark"), None)
    subject = next((c for c in word.children if c.dep_ == "nsubj"), None)
    if mark is None or subject is None or mark.lower_ not in _AGAINST or mark.i == 0:
        return False
    return bool(mark.nbor(-1).text == "," and subject.lower_ not in _PERSONAL)


def _without_joint(words: list[Token]) -> list[Token]:
    kept = list(words)
    while kept and (kept[-1].dep_ == "cc" or kept[-1].text == ","):
        kept.pop()
    return kept


def _told_of_itself(verb: Token, top: Token) -> bool:
    """Tell whether the second verb goes on with what the first cue says, by time or by subject."""
    if not _same_time(verb, top):
        return False
    subject = next((child for child in top.children if child.dep_ in SUBJECTS), None)
    return subject is not None and (subject.lower_ in _PERSONAL or subject.pos_ == "PROPN")


def _same_time(one: Token, other: Token) -> bool:
    return _time(one) == _time(other)


def _time(verb: Token) -> str:
    helping = [child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if {"has", "have"} & set(helping):
        return "have"
    if {"was", "were", "did"} & set(helping):
        return "VBD"
    now = verb.tag_ in ("VBZ", "VBP") or bool({"is", "are", "do", "does"} & set(helping))
    return "now" if now else str(verb.tag_) + "".join(helping)
