"""Read phrases that attribute: "according to …", "per the ministry"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from counterflow.evidence.reports.attributions import Attribution, Passage
from counterflow.evidence.reports.cues import Cue
from counterflow.evidence.reports.spans import attributed
from counterflow.evidence.reports.trees import agent_of, is_finite, trimmed

Token = Any

_PLAIN = Cue("assert", "certain", frozenset())
_CLAUSES = frozenset({"ROOT", "ccomp", "conj", "advcl", "relcl", "parataxis"})
_UNNAMED = frozenset({"", "DATE", "TIME", "CARDINAL", "PERCENT"})
_VIEWS = frozenset(
    {"view", "opinion", "word", "eye", "account", "estimation", "telling", "judgment", "judgement",
     "mind", "assessment", "phrase", "reckoning", "estimate", "admission"}
)  # fmt: skip
_SHORTEST = 8
_LEAD = 3  # words before a phrase that are a clause of their own and no mere adverb


def read_phrase(passage: Passage, word: Token) -> list[Attribution]:
    """Read "according to X" and "per X": the clause around it is X's.

    Args:
        passage: The paragraph being read.
        word: "according" or "per".

    Returns:
        One attribution for the words before it and one for those after it, where both are there.
    """
    last, named = _named(passage, word)
    if named is None:
        return []
    named, rests_on = _reviewed(passage, named)
    return _of_clause(passage, word, last, named, rests_on)


def read_view(passage: Passage, word: Token) -> list[Attribution]:
    """Read "in his view" and "in the words of X": the clause around it is X's.

    Args:
        passage: The paragraph being read.
        word: "in" or "by".

    Returns:
        As :func:`read_phrase`.
    """
    view = _object(word)
    if view is None or view.lemma_.lower() not in _VIEWS:
        return []
    of = next((child for child in view.children if child.lower_ == "of"), None)
    named = next((child for child in view.children if child.dep_ == "poss"), None)
    named = named or (_object(of) if of is not None else None)
    told = passage.cues.lemma(word.head) in passage.cues.verbs
    if named is None or (
        told and any(c.dep_ == "nsubj" and c.pos_ == "PRON" for c in word.head.lefts)
    ):
        return []  # "it rejects, in the minister's words, the tale": the verb says whose it is
    return _of_clause(passage, word, view, named, None)


def _of_clause(
    passage: Passage, word: Token, last: Token, named: Token, rests_on: Token | None
) -> list[Attribution]:
    governor = word.head
    while governor.head != governor and not _is_clause(governor):
        governor = governor.head
    made: list[Attribution] = []
    runs = list(_runs(governor, word, named))
    whole = trimmed(_around(governor, word, named)) if len(runs) == 1 else None
    for run in runs:
        span = trimmed(_without_lead(run))
        if span and span[1] - span[0] > _SHORTEST:
            made.append(
                replace(
                    attributed(passage, span, _PLAIN, governor),
                    speaker=named,
                    cue=(word.idx, last.idx + len(last)),
                    cue_word=word,
                    rests_on=rests_on,
                    whole=whole,
                )
            )
    return made


def _is_clause(word: Token) -> bool:
    """Tell whether a word heads a clause; a participle (", killing nine") does not."""
    hanging = word.dep_ == "advcl" and word.tag_ in ("VBG", "VBN")
    return word.dep_ in _CLAUSES and not (hanging and not is_finite(word))


def _named(passage: Passage, word: Token) -> tuple[Token, Token | None]:
    """Give the last word of the cue, and who it names."""
    if word.lower_ == "according":
        to = next((child for child in word.children if child.lower_ == "to"), None)
        return (to, _object(to)) if to is not None else (word, None)
    named = _object(word)
    if named is not None and named.ent_type_ in _UNNAMED:
        # "per day", "per cent": a rate names nobody, papers and findings do.
        papers = passage.cues.documents | passage.cues.authorities
        named = named if named.lemma_ in papers else None
    return word, named


def _object(preposition: Token) -> Token | None:
    return next((child for child in preposition.children if child.dep_ == "pobj"), None)


def _reviewed(passage: Passage, named: Token) -> tuple[Token, Token | None]:
    """Give who stands behind papers ("records reviewed by the agency"), and the papers."""
    if named.lemma_.lower() not in passage.cues.authorities | passage.cues.documents:
        return named, None
    for child in named.children:
        agent = agent_of(child) if child.dep_ == "acl" else None
        if agent is not None:
            return agent, named
    return named, None


def _runs(governor: Token, word: Token, named: Token) -> Iterator[list[Token]]:
    """Give the words of a clause before and after the phrase."""
    words = _around(governor, word, named)
    before = [other for other in words if other.i < word.i]
    if sum(not other.is_punct for other in before) > _LEAD:
        yield before
    last = max(other.i for other in (*word.subtree, *named.subtree))
    yield [other for other in words if other.i > last]


def _around(governor: Token, word: Token, named: Token) -> list[Token]:
    """Give the words of a clause without the phrase."""
    own = {other.i for other in word.subtree} | {other.i for other in named.subtree}
    return [other for other in governor.subtree if other.i not in own]


def _without_lead(words: list[Token]) -> list[Token]:
    kept = list(words)
    while kept and (kept[0].is_punct or kept[0].lower_ in ("and", "but")):
        kept.pop(0)
    return kept
