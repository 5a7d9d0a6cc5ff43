"""Read answers to what goes before: "…, a claim that Moscow rejects"."""

from __future__ import annotations

from typing import Any

from counterflow.evidence.reports.attributions import Attribution, Passage
from counterflow.evidence.reports.cues import Cue
from counterflow.evidence.reports.spans import cue_span

Token = Any

_PLACES = frozenset({"appos", "npadvmod", "attr", "dobj", "oprd", "dep", "conj", "ROOT"})
_SHORTEST = 10
_MARKS = frozenset({",", "-", "–", "—", "--"})


def read_answer(passage: Passage, noun: Token) -> list[Attribution]:
    """Read a noun that sums up the words before it, with a clause on who denies or admits them.

    Args:
        passage: The paragraph being read; what answers shortens in it is noted there.
        noun: A noun such as "claim" or "charge".

    Returns:
        The answer, attributed to who gives it, over the words answered; empty where it is none.
    """
    verb = next((c for c in noun.children if _is_clause(c)), None)
    if verb is None or noun.dep_ not in _PLACES:
        return []
    cue = passage.cues.verb(verb.lemma_.lower(), "object")
    speaker = next((c for c in verb.children if c.dep_ == "nsubj" and c.pos_ != "DET"), None)
    before = noun.doc[noun.left_edge.i - 1] if noun.left_edge.i > noun.sent.start else None
    if not _is_answer(cue) or speaker is None or before is None or before.text not in _MARKS:
        return []
    start, root = _answered(passage, noun, before)
    end = start + len(passage.paragraph.text[start : before.idx].rstrip(" ,\"'"))
    if cue is None or end - start < _SHORTEST:
        return []
    passage.shortened[start] = end
    return [
        Attribution(
            start, end, cue.stance, "certain", "indirect", root, speaker, cue_span(verb), verb
        )
    ]


def _is_clause(child: Token) -> bool:
    return child.dep_ in ("relcl", "acl", "ccomp") and child.pos_ == "VERB"


def _is_answer(cue: Cue | None) -> bool:
    return cue is not None and cue.stance in ("deny", "acknowledge")


def _answered(passage: Passage, noun: Token, before: Token) -> tuple[int, Token]:
    """Give where the words answered begin, and their head: somebody's words, else the sentence."""
    said = [
        one
        for one in passage.found
        if one.end > noun.left_edge.idx and one.start < before.idx and one.root is not None
    ]
    if not said:
        return int(noun.sent.start_char), noun.sent.root
    return max(one.start for one in said), said[-1].root
