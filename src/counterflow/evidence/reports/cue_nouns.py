"""Read nouns that attribute: "the claim that …", "its decision to …", "a warning of …"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from counterflow.evidence.reports.attributions import Attribution, Passage
from counterflow.evidence.reports.cues import Cue, load_cues
from counterflow.evidence.reports.spans import attributed, cue_span, without_mark
from counterflow.evidence.reports.trees import is_finite, subject_of, trimmed

Token = Any

_UTTERING = frozenset(
    {
        "make", "issue", "express", "repeat", "release", "give", "voice", "have", "offer",
        "announce", "publish", "raise", "share",
    }
)  # fmt: skip
_STIRRING = frozenset({"raise", "fuel", "spark", "stoke", "fan", "revive", "dash"})
_RUMOURS = frozenset({"rumour", "rumor", "speculation", "gossip", "talk"})
_ABOUT = frozenset({"of", "about", "on", "over"})


def read_noun(passage: Passage, noun: Token, cue: Cue) -> list[Attribution]:
    """Read a noun for something said or meant, with whose it is and what it is about.

    Args:
        passage: The paragraph being read.
        noun: The noun.
        cue: What it says of stance and modality.

    Returns:
        One attribution, or none where nobody is named for it or nothing follows it.
    """
    verb = _verb_above(noun)
    speaker = _whose(noun, verb)
    named = speaker is not None and speaker.head != verb
    inner = carried(noun)
    if (
        noun.dep_ == "nsubj"
        and noun.head.lemma_ == "be"
        and (inner is None or not _is_clause(inner))
    ):
        inner = next((c for c in noun.head.rights if c.dep_ == "ccomp"), inner)
    if inner is None and verb is not None and noun.dep_ == "dobj":
        inner = _beside(verb, noun)
    if inner is None or inner.ent_type_ in ("DATE", "TIME"):
        return []
    if speaker is None and not _of_anybody(noun, inner):
        return []
    if not (named and _is_clause(inner)) and _told_by_verb(passage, noun, verb, inner):
        return []
    if cue.stance == "plan" and _of_others(inner, speaker):
        cue = Cue("assert", "hedged", cue.forms)
    if cue.forms and not _is_clause(inner):
        return []
    words, modality = _after_what(inner), "hedged"
    if words is None:
        words, modality = list(inner.subtree), cue.modality
    span = trimmed(without_mark(words))
    if span is None:
        return []
    one = replace(attributed(passage, span, cue, inner), modality=modality)
    return [replace(one, speaker=speaker, cue=cue_span(noun), cue_word=noun)]


def _of_others(inner: Token, speaker: Token | None) -> bool:
    """Tell whether a hope is about what others do ("its hope that prices would fall")."""
    if not is_finite(inner) or not any(c.dep_ == "mark" for c in inner.children):
        return False
    subject = subject_of(inner)
    return subject is not None and subject.pos_ != "PRON" and subject != speaker


def _of_anybody(noun: Token, inner: Token) -> bool:
    """Tell whether a rumour of nobody in particular follows ("amid reports that …")."""
    rumour = noun.tag_ == "NNS" or noun.lemma_.lower() in _RUMOURS
    if not rumour or not is_finite(inner) or noun.dep_ not in ("pobj", "dobj", "nsubj"):
        return False
    return any(child.lower_ == "that" and child.dep_ == "mark" for child in inner.children)


def _verb_above(noun: Token) -> Token | None:
    if noun.dep_ == "dobj":
        return noun.head
    return noun.head.head if noun.dep_ == "pobj" else None


def _whose(noun: Token, verb: Token | None) -> Token | None:
    """Give whose claim it is: "its", "by the ministry", or who makes it."""
    owner = next((child for child in noun.children if child.dep_ == "poss"), None)
    if owner is not None:
        return owner
    by = [c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("by", "from", "among")]
    by += [g for c in noun.children if c.dep_ == "acl" for g in c.children if g.dep_ == "agent"]
    named = next((c for c in by[0].children if c.dep_ == "pobj"), None) if by else None
    if verb is not None and verb.lemma_ in _STIRRING and noun.tag_ == "NNS":
        return named  # "raising hopes that …": not those of who raises them
    if named is None and verb is not None and verb.pos_ == "VERB" and verb.lemma_ in _UTTERING:
        return subject_of(verb)
    return named


def _told_by_verb(passage: Passage, noun: Token, verb: Token | None, inner: Token) -> bool:
    """Tell whether a verb attributes the same words already ("denied the claim that …")."""
    told = any(child.dep_ == "mark" for child in inner.children)
    if inner.dep_ in ("acl", "relcl") and inner.lemma_.lower() in passage.cues.verbs and not told:
        return True
    if verb is None or noun.dep_ != "dobj":
        return False
    return passage.cues.verb(verb.lemma_.lower(), "object") is not None


def carried(noun: Token) -> Token | None:
    """Find what a noun such as "claim" or "plan" carries: its clause, or the gerund after "of"."""
    for child in noun.children:
        clause = child.dep_ in ("acl", "ccomp", "relcl") and child.pos_ in ("VERB", "AUX")
        if clause and any(_begins_clause(grand) for grand in child.children):
            return child
    pending = list(noun.children)
    while pending:
        child = pending.pop(0)
        if child.dep_ == "prep" and child.lower_ in _ABOUT:
            inner = next((g for g in child.children if g.dep_ in ("pcomp", "pobj")), None)
            if inner is not None and inner.ent_type_ not in ("DATE", "TIME"):
                return inner
        if child.dep_ == "acl" and child.lemma_.lower() in load_cues().verbs:
            continue
        if child.dep_ in ("acl", "agent", "pobj", "prep") and child.lower_ != "of":
            pending += list(child.children)
    return None


def _is_clause(inner: Token) -> bool:
    """Tell whether a noun goes on with "that …" or "to …", and not with a mere thing."""
    return inner.pos_ in ("VERB", "AUX") and inner.dep_ in ("acl", "ccomp", "relcl")


def _begins_clause(word: Token) -> bool:
    return bool(word.dep_ == "mark" or word.tag_ == "TO" or word.lower_ == "that")


def _after_what(inner: Token) -> list[Token] | None:
    """Give the words after "what it feels are": a cue set before what it is about."""
    words = list(inner.subtree)
    if not words or words[0].lower_ != "what" or inner.lemma_.lower() not in load_cues().verbs:
        return None
    rest = [w for w in inner.sent if w.i > inner.i]
    return rest[1:] if rest and rest[0].lemma_ == "be" else None


def _beside(verb: Token, noun: Token) -> Token | None:
    """Find what a notice is on where the sentence hangs it on the verb ("issued the alert on")."""
    for child in verb.children:
        if child.i > noun.i and child.dep_ == "prep" and child.lower_ in (*_ABOUT, "against"):
            return next((g for g in child.children if g.dep_ in ("pobj", "pcomp")), None)
    return None
