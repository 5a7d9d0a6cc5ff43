"""Cut a sentence into clauses that can be true or false on their own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from counterflow.evidence.reports.frames import frame_of, load_frames
from counterflow.evidence.reports.trees import is_finite

Token = Any

_REASONS = frozenset({"because", "although", "though", "when", "while", "whereas"})
_LEADING = _REASONS - {"though"}
_ADDING = frozenset({"which", "who", "where", "when"})
_TRAILING = frozenset({"and", "but", "that", "which", "for", "over"})


def pieces(words: list[Token], top: Token) -> list[tuple[list[Token], Token]]:
    """Cut the words of a sentence where a clause of its own begins.

    Args:
        words: The words said, in order.
        top: The head word of them.

    Returns:
        The words of each clause with its head, in order; joining words are left out.
    """
    own = {word.i: word for word in words}
    starts = [(_start(head, top, own), head) for head in _heads(top, own)]
    if not starts:
        return [(words, top)]
    starts.sort(key=lambda pair: pair[0])
    made: list[tuple[list[Token], Token]] = []
    for (at, head), (end, _) in pairwise([(words[0].i, top), *starts, (words[-1].i + 1, top)]):
        run = _without_tail([word for word in words if at <= word.i < end])
        if run:
            made.append((_without_lead(run), head))
    return made


def _start(head: Token, top: Token, own: dict[int, Token]) -> int:
    if _in_row(head, top):
        return int(head.i - 1 if head.nbor(-1).lower_ == "then" else head.i)
    return int(min(word.i for word in head.subtree if word.i in own))


def _without_tail(run: list[Token]) -> list[Token]:
    while run and (run[-1].dep_ in ("cc", "punct", "mark") or run[-1].lower_ in _TRAILING):
        run = run[:-1]
    return run


def _without_lead(run: list[Token]) -> list[Token]:
    while len(run) > 2 and (run[0].dep_ == "mark" or run[0].lower_ in _LEADING):
        run = run[1:]
    return run


def _heads(top: Token, own: dict[int, Token]) -> Iterator[Token]:
    """Give the heads of the clauses that stand on their own beside the top."""
    for word in own.values():
        if word == top or word.pos_ not in ("VERB", "AUX", "NOUN"):
            continue
        if any(stands_alone(word, top) for stands_alone in _ALONE):
            yield word


def _in_row(word: Token, top: Token) -> bool:
    """Tell whether a participle goes on in a row ("built in A, shipped via B")."""
    if word.tag_ != "VBN" or word.i == 0 or word.dep_ in ("amod", "relcl") or top.tag_ != "VBN":
        return False
    before = word.nbor(-1)
    if before.lower_ == "then" and before.i:
        before = before.nbor(-1)
    after = word.nbor() if word.i + 1 < len(word.doc) else None
    if before.lower_ not in (",", "and") or after is None or _has_subject(word):
        return False
    return after.pos_ in ("ADP", "ADV") or after.dep_ in ("agent", "prep", "advmod")


def _reason(word: Token, top: Token) -> bool:
    """Tell whether a clause gives a reason or circumstance that can be true or false itself."""
    if word.dep_ != "advcl" or not is_finite(word) or word.i < top.i or not _has_subject(word):
        return False
    marks = {child.lower_ for child in word.children if child.dep_ in ("mark", "advmod")}
    left = word.left_edge
    return bool(marks & _REASONS and left.i > 0 and left.nbor(-1).text == ",")


def _charge(word: Token, top: Token) -> bool:
    """Tell whether a gerund says what somebody was sanctioned for: a claim of its own."""
    if word.dep_ not in ("pcomp", "pobj") or word.head.lower_ not in ("for", "over"):
        return False
    if word.dep_ == "pobj" and not _is_deed(word):
        return False
    filled = frame_of(top)
    return filled is not None and filled.frame == "sanction"


def _is_deed(noun: Token) -> bool:
    """Tell whether a noun says a deed with its object ("the relabelling of chips")."""
    return noun.lemma_.lower() in load_frames()[1] and any(c.lower_ == "of" for c in noun.rights)


def _joined(word: Token, top: Token) -> bool:
    """Tell whether a joined verb says something of its own."""
    if word.dep_ != "conj":
        return False
    finite = is_finite(word)
    if not finite and word.tag_ != "VBN":
        return False
    if any(child.dep_ == "mark" and child.lower_ == "that" for child in word.children):
        return True
    if finite and _has_subject(word):
        return True
    head = word.head
    while head.dep_ == "conj":
        head = head.head
    return bool(head == top)


def _tells(word: Token, top: Token) -> bool:
    """Tell whether a relative clause says something of its own, and ends what is said."""
    if word.dep_ not in ("relcl", "acl") or top.pos_ not in ("VERB", "AUX"):
        return False
    if not is_finite(word):
        return False
    subjects = {child.lower_ for child in word.children if child.dep_ == "nsubj"}
    if subjects & {"you", "one"}:
        return False
    if _adds(word):
        return True
    modal = any(child.tag_ == "MD" for child in word.children)
    return modal or bool(subjects & {"it", "they", "he", "she"})


def _adds(word: Token) -> bool:
    """Tell whether a clause behind a comma adds a fact of the field (", which makes motors")."""
    first = word.left_edge
    behind_comma = first.i > 0 and first.nbor(-1).text == ","
    return behind_comma and first.lower_ in _ADDING and frame_of(word) is not None


def _has_subject(word: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in word.children)


_ALONE = (_joined, _tells, _in_row, _reason, _charge)
