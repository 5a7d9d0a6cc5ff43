"""Read verbs that no table lists, where the sentence itself shows that somebody speaks.

A clause with "that" after a verb whose subject can speak is what that speaker says or thinks
("counsel submitted that …"), and a verb beside a quotation says who spoke it ('"No," he quavered').
Papers have more such verbs than a table can hold.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from counterflow.evidence.reports.attributions import Attribution, Passage
from counterflow.evidence.reports.cue_speakers import can_speak
from counterflow.evidence.reports.cues import Cue, Cues
from counterflow.evidence.reports.paragraphs import Quotation
from counterflow.evidence.reports.spans import attributed, cue_span, without_mark
from counterflow.evidence.reports.speaker_names import is_person
from counterflow.evidence.reports.trees import is_finite, subject_of, trimmed

Token = Any

_PLAIN = Cue("assert", "certain", frozenset())
# Verbs whose clause is an outcome and nobody's word ("made sure that …", "it turned out that …").
_OUTCOMES = frozenset(
    {
        "ensure", "make", "mean", "see", "provide", "happen", "cause", "arrange", "prevent",
        "entail", "take", "be", "become", "seem", "appear", "turn", "have", "get", "give", "keep",
        "let", "do", "help", "wait", "need", "require", "enable", "allow",
    }
)  # fmt: skip
_PERSONS = frozenset({"he", "she", "they", "who"})
_NEAR = 8  # words behind or before a quotation within which its cue stands
_LONGEST_TAIL = 20  # words from a quotation to its cue, with an office set between commas
_NAMING = frozenset({"NOUN", "PROPN"})


def read_unlisted(passage: Passage, verb: Token) -> list[Attribution]:
    """Read "… that …" after a verb that no table lists.

    Args:
        passage: The paragraph being read.
        verb: A verb.

    Returns:
        One attribution; none where no clause with "that" follows or nobody who can speak leads.
    """
    if verb.lemma_.lower() in _OUTCOMES or passage.quotation_around(verb):
        return []
    if any(child.dep_ in ("neg", "auxpass") for child in verb.children):
        return []
    inner = next((c for c in verb.rights if c.dep_ == "ccomp" and is_finite(c)), None)
    if inner is None or not any(c.dep_ == "mark" and c.lower_ == "that" for c in inner.lefts):
        return []
    speaker = subject_of(verb)
    if speaker is None or not can_speak(speaker):
        return []
    span = trimmed(without_mark(list(inner.subtree)))
    if span is None:
        return []
    one = attributed(passage, span, _PLAIN, inner)
    return [replace(one, speaker=speaker, cue=cue_span(verb), cue_word=verb)]


def speaks_beside(passage: Passage, quotation: Quotation) -> tuple[Token, Token] | None:
    """Find who speaks a quotation, and by which verb, where no listed cue takes it.

    Args:
        passage: The paragraph.
        quotation: One of its quotations.

    Returns:
        Speaker and verb; ``None`` where no verb with a speaker stands beside it.
    """
    words = [word for word in passage.parsed if not word.is_space]
    after = [word for word in words if word.idx > quotation.end][:_NEAR]
    closing = passage.paragraph.text[quotation.end - 1]
    if closing in ",?!" and after and not after[0].text[:1].isdigit():
        found = _verb_among(after) or _in_tail(passage, quotation)
        if found is not None:
            return found
    before = [word for word in words if word.idx < quotation.start - 1]
    if before and before[-1].text in (",", ":"):
        sentence = before[-1].sent
        return _verb_among([word for word in before[-_NEAR:] if word.sent == sentence])
    return _in_midst(before, quotation, passage)


def _verb_among(words: list[Token]) -> tuple[Token, Token] | None:
    for word in words:
        if word.is_sent_start and word.text[:1].isupper() and word != words[0]:
            return None
        if word.pos_ == "VERB" and word.tag_ in ("VBD", "VBZ", "VBP"):
            own = [c for c in word.children if c.dep_ in ("nsubj", "dobj") and c in words]
            return next(((c, word) for c in own if _speaks(c)), None)
    return None


def _in_tail(passage: Passage, quotation: Quotation) -> tuple[Token, Token] | None:
    """Find speaker and cue behind a quotation by their places, where the parse of both is broken.

    '"…, long before anybody wrote to us," the chairwoman of its board, A. B., said.'
    """
    cues = passage.cues
    tail: list[Token] = []
    for word in passage.parsed:
        if word.idx > quotation.end:
            if word.text in (".", '"', ";") or len(tail) == _LONGEST_TAIL:
                break
            tail.append(word)
    at = next((n for n, word in enumerate(tail) if _is_cue(cues, word)), None)
    if at is None:
        return None
    named = _named_in(tail[1:] if at == 0 else tail[:at])
    return (named, tail[at]) if named is not None else None


def _is_cue(cues: Cues, word: Token) -> bool:
    told = word.tag_ in ("VBD", "VBZ") and cues.verb(cues.lemma(word), "quote") is not None
    return told and word.pos_ == "VERB"


def _named_in(words: list[Token]) -> Token | None:
    """Give a person's name among some words, else the noun of the first naming."""
    for word, following in zip(words, [*words[1:], None], strict=True):
        ends = following is None or following.ent_type_ != "PERSON"
        if word.ent_type_ == "PERSON" and ends:
            return word
    for word, following in zip(words, [*words[1:], None], strict=True):
        if word.lower_ in _PERSONS:
            return word
        if word.pos_ in _NAMING and (following is None or following.pos_ not in _NAMING):
            return word
    return None


def _in_midst(
    before: list[Token], quotation: Quotation, passage: Passage
) -> tuple[Token, Token] | None:
    """Give the subject of a sentence into whose midst some words of its own are quoted."""
    words = passage.paragraph.text[quotation.start : quotation.end]
    if not words[:1].islower() or not before:
        return None
    root = before[-1].sent.root
    subject = subject_of(root) if root.pos_ == "VERB" else None
    if subject is None or subject.idx > quotation.start or not _speaks(subject):
        return None
    return subject, root


def _speaks(word: Token) -> bool:
    return word.lower_ in _PERSONS or is_person(word) or can_speak(word)
