"""Find what a report says in its own voice: facts of the field that no speaker is named for.

A paper that writes "the ministry had sanctioned the firm before" speaks for itself, and so does
"the forthcoming plant in …", which takes the plant for granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from counterflow.evidence.reports.attributions import Attribution
from counterflow.evidence.reports.cues import load_cues
from counterflow.evidence.reports.frames import Filled, frame_of, load_frames
from counterflow.evidence.reports.items import find_items
from counterflow.evidence.reports.paragraphs import Paragraph
from counterflow.evidence.reports.trees import is_finite, subject_of, trimmed

Token = Any

_NAMED = frozenset({"GPE", "ORG", "PERSON", "NORP", "LOC", "FAC", "PRODUCT"})
_DISTANCE = re.compile(
    r"\b(?:some|about|around|roughly|nearly|over|more than|approximately)?\s*\d[\d,.]*\s*"
    r"(?:km|kilomet(?:re|er)s?|miles?|mi)\b[^.;]*?\b(?:of|from|to)\s+[A-Z]"
)
_DATELINE = re.compile(r"^[A-Z][A-Z ,.A-Za-z0-9]{2,50}? [–—-] ")
_LISTING = frozenset({"following", "persons", "here"})  # "The following persons …" heads a list
_WHERE = frozenset({"in", "at", "of", "near", "inside", "for", "to", "from"})
_LONGEST_DISTANCE = 160
_SHORTEST_TITLE = 5
_TENSES = frozenset({"VBD", "VBZ", "VBP", "MD"})
_HEADING = re.compile(r"\b(?:release|statement|communiqu[eé]|notice)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Ground:
    """A paragraph with what is attributed in it already."""

    paragraph: Paragraph
    found: list[Attribution]

    def open_to(self, verb: Token) -> bool:
        """Tell whether a verb stands in nobody's words and no quotation."""
        return not _told(verb, self.found) and not self.paragraph.quoted(verb.idx, verb.idx + 1)


def find_own_voice(
    paragraph: Paragraph, parsed: Any, found: list[Attribution], *, issued: bool = False
) -> list[Attribution]:
    """Find clauses of the field that no attribution covers.

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
    ground = _Ground(paragraph, found)
    made: list[Attribution] = []
    for sentence in parsed.sents:
        made += _issued(sentence, ground) if issued else _of_sentence(sentence, ground)
    return made


def _issued(sentence: Any, ground: _Ground) -> Iterator[Attribution]:
    root = sentence.root
    subject = subject_of(root) if root.pos_ in ("VERB", "AUX") else None
    bare = root.tag_ == "VB" and any(c.dep_ == "nsubj" for c in root.lefts)  # read "keep" as "VB"
    if (subject is None or not (bare or is_finite(root))) and not _states(sentence):
        return
    if any(word.lower_ in _LISTING for word in (subject or root, *(subject or root).lefts)):
        return
    if ground.open_to(root):
        for one in _own(list(sentence), root, sentence):
            yield replace(one, issued=True)


def _states(sentence: Any) -> bool:
    """Tell whether a sentence states something though the parser found no subject of its root."""
    words = [word for word in sentence if not word.is_punct and not word.is_space]
    told = any(word.tag_ in _TENSES and word.pos_ in ("VERB", "AUX") for word in words)
    subject = any(word.dep_ in ("nsubj", "nsubjpass") for word in words)
    return told and subject and len(words) >= _SHORTEST_TITLE and sentence[-1].text == "."


def _of_sentence(sentence: Any, ground: _Ground) -> Iterator[Attribution]:
    root = sentence.root
    for verb in [root, *(word for word in root.conjuncts if word.pos_ == "VERB")]:
        if verb.pos_ == "VERB" and is_finite(verb) and ground.open_to(verb):
            filled = frame_of(verb)
            if filled is not None and _names(filled):
                yield from _own(_clause(verb), verb, sentence)
    for word in sentence:
        if word.dep_ in ("relcl", "ROOT", "conj", "acl") and _measures(word, ground):
            words = [w for w in word.subtree if w.lower_ not in ("which", "that", "who")]
            yield from _own(words, word)


def _own(words: list[Token], root: Token, sentence: Any = None) -> Iterator[Attribution]:
    """Give words as the report's own, from behind a dateline on."""
    first = _after_dateline(sentence) if sentence is not None else 0
    span = trimmed([word for word in words if word.idx >= first])
    if span is not None:
        yield Attribution(*span, "assert", "certain", "none", root)


def _after_dateline(sentence: Any) -> int:
    line = _DATELINE.match(sentence.text)
    return int(sentence.start_char) + (line.end() if line else 0)


def _clause_text(word: Token) -> str:
    return str(word.doc[word.left_edge.i : word.right_edge.i + 1].text)


def _measures(word: Token, ground: _Ground) -> bool:
    """Tell whether a clause states a distance between places."""
    if word.pos_ not in ("VERB", "AUX"):
        return False
    text = _clause_text(word)
    if len(text) > _LONGEST_DISTANCE or not _DISTANCE.search(text):
        return False
    return ground.open_to(word)


def _told(verb: Token, found: list[Attribution]) -> bool:
    for one in found:
        if one.start <= verb.idx < one.end or one.cue_word == verb:
            return True
        cue = one.cue_word
        if cue is None or verb not in cue.ancestors:
            continue
        if _brings_document(verb) or cue.dep_ in ("dobj", "acomp"):
            return True
    return False


def _brings_document(verb: Token) -> bool:
    documents = load_cues().documents
    return any(c.dep_ == "dobj" and c.lemma_.lower() in documents for c in verb.children)


def _names(filled: Filled) -> bool:
    """Tell whether a clause names somebody or some place in one of its roles."""
    words = [word for role in filled.roles.values() for word in role]
    return any(near.ent_type_ in _NAMED for word in words for near in [word, *word.children])


def _clause(verb: Token) -> list[Token]:
    """Give the words of a clause without what is joined to it and says something of its own."""
    later = [word for word in verb.conjuncts if word.i > verb.i and is_finite(word)]
    later += [c for c in verb.rights if c.dep_ == "advcl" and c.lemma_.lower() in load_cues().verbs]
    joined = {word.i for other in later for word in other.subtree}
    words = _without_measure([word for word in verb.subtree if word.i not in joined], verb)
    while words and words[-1].dep_ in ("cc", "punct"):
        words.pop()
    while words and words[0].dep_ in ("cc", "punct"):
        words.pop(0)
    return words


def _without_measure(words: list[Token], verb: Token) -> list[Token]:
    for word in words:
        if word.dep_ == "relcl" and word != verb and _DISTANCE.search(_clause_text(word)):
            own = {w.i for w in word.subtree}
            return [w for w in words if w.i not in own]
    return words


def find_title(paragraph: Paragraph, parsed: Any) -> list[Attribution]:
    """Read the headline of a text that speaks for its issuer: "Treasury Targets Network …".

    Returns:
        The whole line; empty where it says nothing of this field, as the name of the issuer does.
    """
    told = any(word.pos_ in ("VERB", "NOUN") and _of_field(word) for word in parsed)
    told = told or bool(find_items(paragraph.text))
    words = paragraph.text.split()
    if not told or len(words) < _SHORTEST_TITLE or _HEADING.search(paragraph.text):
        return []
    root = next((sentence.root for sentence in parsed.sents), None)
    return [Attribution(0, len(paragraph.text), "assert", "certain", "none", root, issued=True)]


def _of_field(word: Token) -> bool:
    verbs, nouns, _ = load_frames()
    lemma = word.lemma_.lower()
    return lemma in verbs or lemma in nouns


def find_presupposed(parsed: Any) -> list[tuple[int, int, Token]]:
    """Find things spoken of as if they stood already ("the planned site of a plant in …").

    Returns:
        Offsets of the words and their head noun, in order.
    """
    facts = load_frames()[2]
    made: list[tuple[int, int, Token]] = []
    for noun in parsed:
        if noun.pos_ != "NOUN" or noun.lemma_.lower() not in facts.nouns:
            continue
        if not any({c.lemma_.lower(), c.lower_} & facts.adjectives for c in noun.lefts):
            continue
        if not _somewhere(noun):
            continue
        span = trimmed([word for word in noun.subtree if not _describes(word, noun)])
        if span is not None:
            made.append((*span, noun))
    return made


def _somewhere(noun: Token) -> bool:
    """Tell whether a noun goes on with a place or owner by name."""
    tail = [c for c in noun.rights if c.dep_ == "prep" and c.lower_ in _WHERE]
    return any(word.pos_ == "PROPN" for child in tail for word in child.subtree)


def _describes(word: Token, noun: Token) -> bool:
    """Tell whether a word stands in a clause that describes the noun or a part of it."""
    if word.dep_ == "relcl":
        return True
    return any(a.dep_ == "relcl" and a.i > noun.i for a in word.ancestors if noun in a.ancestors)
