"""Find what a report says in its own voice: facts of the field that no speaker is named for.

A paper that writes "the ministry had sanctioned the firm before" speaks for itself, and so does
"the forthcoming plant in …", which takes the plant for granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from counterflow.evidence.reports.attributions import Attribution
from counterflow.evidence.reports.cues import load_cues
from counterflow.evidence.reports.frames import Filled, frame_of, load_frames
from counterflow.evidence.reports.paragraphs import Paragraph
from counterflow.evidence.reports.trees import is_finite, subject_of, trimmed

Token = Any

_NAMED = frozenset({"GPE", "ORG", "PERSON", "NORP", "LOC", "FAC", "PRODUCT"})
_DISTANCE = re.compile(
    r"\b(?:some|about|around|roughly|nearly|over|more than|approximately)?\s*\d[\d,.]*\s*"
    r"(?:km|kilomet(?:re|er)s?|miles?|mi)\b[^.;]*?\b(?:of|from|to)\s+[A-Z]"
)


def find_own_voice(
    paragraph: Paragraph, parsed: Any, found: list[Attribution], *, issued: bool = False
) -> list[Attribution]:
    """Find clauses of the field that no attribution covers, and things taken for granted.

    Args:
        paragraph: The paragraph.
        parsed: The same text, parsed.
        found: What is attributed already.
        issued: Whether the text speaks for the body that issued it: then every statement is one of
            that body, and not only those of this field.

    Returns:
        Attributions without speaker and cue, in order; those within somebody's words are left to
        their speaker.
    """
    made: list[Attribution] = []
    for sentence in parsed.sents:
        made += _issued(sentence, paragraph, found) if issued else _of_sentence(sentence, paragraph, found)
    return made


def _issued(sentence: Any, paragraph: Paragraph, found: list[Attribution]) -> Iterator[Attribution]:
    root = sentence.root
    subject = subject_of(root) if root.pos_ in ("VERB", "AUX") else None
    if subject is None or not is_finite(root) or subject.lower_ in ("following", "persons", "here"):
        return
    if _told(root, found) or paragraph.quoted(root.idx, root.idx + 1):
        return
    span = trimmed([word for word in sentence if word.idx >= _after_dateline(sentence)])
    if span is not None:
        yield Attribution(*span, "assert", "certain", "none", root)


_DATELINE = re.compile(r"^[A-Z][A-Z ,.A-Za-z0-9]{2,50}? [–—-] ")


def _after_dateline(sentence: Any) -> int:
    line = _DATELINE.match(sentence.text)
    return int(sentence.start_char) + (line.end() if line else 0)


def _of_sentence(sentence: Any, paragraph: Paragraph, found: list[Attribution]) -> Iterator[Attribution]:
    root = sentence.root
    for verb in [root, *(w for w in root.conjuncts if w.pos_ == "VERB")]:
        if verb.pos_ == "VERB" and is_finite(verb) and not _told(verb, found):
            filled = frame_of(verb)
            if filled is not None and _named(filled) and not paragraph.quoted(verb.idx, verb.idx + 1):
                clause = _clause(verb, sentence)
                span = trimmed([w for w in clause if w.idx >= _after_dateline(sentence)])
                if span is not None:
                    yield Attribution(*span, "assert", "certain", "none", verb)
    for word in sentence:
        if word.dep_ in ("relcl", "ROOT", "conj", "acl") and _measured(word, parsed_text(word), found, paragraph):
            words = [w for w in word.subtree if w.lower_ not in ("which", "that", "who")]
            span = trimmed(words)
            if span is not None:
                yield Attribution(*span, "assert", "certain", "none", word)


def parsed_text(word: Token) -> str:
    """Give the text of a word's clause."""
    words = list(word.subtree)
    return str(word.doc.text[words[0].idx : words[-1].idx + len(words[-1])])


def _measured(word: Token, text: str, found: list[Attribution], paragraph: Paragraph) -> bool:
    if word.pos_ not in ("VERB", "AUX") or not _DISTANCE.search(text) or len(text) > 160:
        return False
    return not _told(word, found) and not paragraph.quoted(word.idx, word.idx + 1)


def _told(verb: Token, found: list[Attribution]) -> bool:
    for one in found:
        if one.start <= verb.idx < one.end or one.cue_word == verb:
            return True
        cue = one.cue_word
        if cue is not None and verb in cue.ancestors and (_is_document(verb) or cue.dep_ in ("dobj", "acomp")):
            return True
    return False


def _is_document(verb: Token) -> bool:
    documents = load_cues().documents
    return any(c.dep_ == "dobj" and c.lemma_.lower() in documents for c in verb.children)


def _named(filled: Filled) -> bool:
    words = [word for role in filled.roles.values() for word in role]
    return any(near.ent_type_ in _NAMED for word in words for near in [word, *word.children])


def _clause(verb: Token, sentence: Any) -> list[Token]:
    joined = {w.i for other in verb.conjuncts if other.i > verb.i and is_finite(other) for w in other.subtree}
    words = [w for w in verb.subtree if w.i not in joined]
    words = _without_measure(words, verb)
    while words and words[-1].dep_ in ("cc", "punct"):
        words.pop()
    while words and words[0].dep_ in ("cc", "punct"):
        words.pop(0)
    subject = subject_of(verb)
    if subject is not None and subject.head != verb and words:
        return words
    return words


def _without_measure(words: list[Token], verb: Token) -> list[Token]:
    for word in words:
        if word.dep_ == "relcl" and word != verb and _DISTANCE.search(parsed_text(word)):
            own = {w.i for w in word.subtree}
            return [w for w in words if w.i not in own]
    return words


def find_presupposed(parsed: Any) -> list[tuple[int, int, Token]]:
    """Find things spoken of as if they stood already ("the planned site of a plant in …").

    Returns:
        Offsets of the words and their head noun, in order.
    """
    facts = load_frames()[2]
    made: list[tuple[int, int, Token]] = []
    for noun in parsed:
        if noun.lemma_.lower() not in facts.nouns or noun.pos_ != "NOUN":
            continue
        sign = next((c for c in noun.lefts if c.lemma_.lower() in facts.adjectives or c.lower_ in facts.adjectives), None)
        tail = [c for c in noun.rights if c.dep_ == "prep" and c.lower_ in ("in", "at", "of", "near", "inside", "for", "to", "from")]
        if sign is None or not tail or not any(w.pos_ == "PROPN" for c in tail for w in c.subtree):
            continue
        words = [w for w in noun.subtree if w.dep_ not in ("relcl",) and not any(a.dep_ == "relcl" and a.i > noun.i for a in w.ancestors if noun in a.ancestors)]
        span = trimmed(words)
        if span is not None:
            made.append((*span, noun))
    return made
