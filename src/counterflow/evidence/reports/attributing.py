"""Find who says what in one parsed paragraph: speaker, cue and the words attributed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from counterflow.evidence.reports.attributions import Attribution, Passage, distinct
from counterflow.evidence.reports.cue_adjectives import read_adjective
from counterflow.evidence.reports.cue_answers import read_answer
from counterflow.evidence.reports.cue_nouns import read_noun
from counterflow.evidence.reports.cue_phrases import read_phrase, read_view
from counterflow.evidence.reports.cue_speakers import can_speak
from counterflow.evidence.reports.cue_unlisted import read_unlisted, speaks_beside
from counterflow.evidence.reports.cue_verbs import read_verb
from counterflow.evidence.reports.paragraphs import Paragraph, Quotation
from counterflow.evidence.reports.relays import relayed
from counterflow.evidence.reports.spans import cue_span
from counterflow.evidence.reports.speaker_names import is_person
from counterflow.evidence.reports.trees import is_passive

Token = Any

_ALIAS = re.compile(
    r"\b(?:[af]\.?k\.?a\.?|known as|called|named|entitled|titled)[\s(]*$", re.IGNORECASE
)
_ALIAS_WITHIN = 20  # characters before a quotation in which a naming ends
_SHORT_QUOTATION = 3  # words: a name or a nickname in marks is no saying of its own


def find_attributions(paragraph: Paragraph, parsed: Any) -> list[Attribution]:
    """Find all attributions of one paragraph, in order of what is attributed.

    Args:
        paragraph: The paragraph with its quotations.
        parsed: The same text, parsed.

    Returns:
        Attributions, one for each cue and content; a quotation that no cue governs comes with
        ``speaker=None`` and ``continued=True``.
    """
    passage = Passage(paragraph, parsed)
    for word in parsed:
        passage.found += _of_word(passage, word)
    for word in parsed:
        if word.pos_ == "NOUN" and word.lemma_.lower() in passage.cues.carriers:
            passage.found += read_answer(passage, word)
    found = [_shortened(passage, one) for one in passage.found]
    found += _carried_on(passage, found)
    return sorted(distinct(relayed(found)), key=lambda one: (one.start, -one.end))


def _of_word(passage: Passage, word: Token) -> list[Attribution]:
    cues = passage.cues
    lemma = cues.lemma(word)
    found = _of_verb(passage, word, lemma) if word.pos_ in ("VERB", "AUX") else None
    if found is not None:
        return found
    if word.lower_ == "according" or (
        word.lower_ == "per" and word.dep_ in ("prep", "advmod", "mark")
    ):
        return read_phrase(passage, word)
    if word.lower_ in ("in", "by") and word.dep_ == "prep":
        return read_view(passage, word)
    if word.pos_ == "NOUN" and lemma in cues.nouns:
        return read_noun(passage, word, cues.nouns[lemma])
    felt = word.tag_ == "VBN" and is_passive(word)  # "is convinced that": a verb to the parser
    felt = felt or (word.lower_ in ("clear", "plain") and word.head.lemma_ == "make")
    felt = felt or (word.dep_ in ("acomp", "oprd") and word.pos_ in ("ADJ", "VERB"))
    if felt and not (word.lower_ in ("sure", "certain") and word.head.lemma_ == "make"):
        cue = cues.adjectives.get(word.lower_) or cues.adjectives.get(lemma)
        return read_adjective(passage, word, cue) if cue is not None else []
    return []


def _of_verb(passage: Passage, word: Token, lemma: str) -> list[Attribution] | None:
    """Read a verb; ``None`` where the word may attribute in another way ("is convinced that")."""
    if lemma not in passage.cues.verbs:
        return read_unlisted(passage, word) or None
    found = read_verb(passage, word, lemma)
    return found if found or word.tag_ != "VBN" else None


def _shortened(passage: Passage, one: Attribution) -> Attribution:
    end = passage.shortened.get(one.start, one.end)
    return replace(one, end=end) if end < one.end else one


def _carried_on(passage: Passage, found: list[Attribution]) -> Iterator[Attribution]:
    """Give the quotations that no cue governs: they carry on what somebody said."""
    for quotation in passage.paragraph.quotations:
        words = passage.paragraph.text[quotation.start : quotation.end]
        if quotation in passage.claimed or _names_only(passage, quotation):
            continue
        beside = speaks_beside(passage, quotation)
        short = len(words.split()) <= _SHORT_QUOTATION and not _is_sentence(passage, quotation)
        if short and (beside is None or words[-1] not in ",?!"):
            continue
        if any(_covers(one, quotation) for one in found):
            continue
        end = quotation.start + len(words.rstrip(" .,;:!?"))
        made = Attribution(quotation.start, end, "assert", "certain", "direct")
        if beside is not None:
            speaker, verb = beside
            yield replace(made, speaker=speaker, cue=cue_span(verb), cue_word=verb)
            continue
        owner = _before_colon(passage, quotation)
        yield replace(made, speaker=owner, continued=owner is None)


def _names_only(passage: Passage, quotation: Quotation) -> bool:
    """Tell whether marks hold a name or a title ('a.k.a. "Golden Star Trading"'), and no words."""
    text = passage.paragraph.text
    words = text[quotation.start : quotation.end].split()
    if _ALIAS.search(text[max(0, quotation.start - _ALIAS_WITHIN) : quotation.start - 1]):
        return True
    names = [word for word in words if len(word) > 3]
    titled = all(word[:1].isupper() or not word[:1].isalpha() for word in names)
    return len(words) > 1 and titled and text[quotation.end - 1] not in ".,!?"


def _is_sentence(passage: Passage, quotation: Quotation) -> bool:
    """Tell whether a short quotation stands alone ('He shook his head. "Not me."')."""
    text = passage.paragraph.text
    words, before = text[quotation.start : quotation.end], text[: quotation.start - 1].rstrip()
    whole = words[:1].isupper() and words.rstrip()[-1:] in ".!?" and " " in words.strip()
    return whole and (not before or before[-1] in ".!?\"'")


def _before_colon(passage: Passage, quotation: Quotation) -> Token | None:
    """Find who is named before a colon that leads to a quotation ('He disagreed: "…"')."""
    before = [word for word in passage.parsed if word.idx < quotation.start - 1]
    if not before or before[-1].text != ":":
        return None
    sentence = before[-1].sent
    for word in reversed(before):
        person = word.lower_ in ("he", "she", "they") or is_person(word) or can_speak(word)
        if word.sent == sentence and word.dep_ == "nsubj" and person:
            return word
    return next((w for w in _owners_of_words(passage, before) if w.sent == sentence), None)


def _owners_of_words(passage: Passage, before: list[Token]) -> Iterator[Token]:
    """Give whose words are announced before a colon ("The firm's reply: …"), the nearest first."""
    for word in reversed(before):
        if word.lemma_.lower() in passage.cues.nouns:
            yield from (child for child in word.children if child.dep_ == "poss")


def _covers(one: Attribution, quotation: Quotation) -> bool:
    whole = one.start <= quotation.start + 1 and one.end >= quotation.end - 2
    part = one.start < quotation.end and one.end > quotation.start
    return whole or (one.quotation == "mixed" and part)
