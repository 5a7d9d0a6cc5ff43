"""Settle in whose voice a text is written: a newsroom's, or that of the body that issued it.

A press release speaks for its issuer in every sentence. It gives itself away by "today" beside what
the issuer does, by "we" outside quotation marks, or by its heading.
"""

from __future__ import annotations

import re
from typing import Any

from counterflow.evidence.reports.cues import load_cues
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.paragraphs import Paragraph
from counterflow.evidence.reports.trees import phrase, subject_of

Token = Any

_HEADING = re.compile(
    r"\b(?:for immediate release|(?:press|news|media) release|(?:press|media) statement|"
    r"notice to the press|statement (?:by|of|from) the|declaration (?:by|of)|communiqu[eé]|"
    r"public notice)\b",
    re.IGNORECASE,
)
_LEGAL_FORMS = frozenset(
    {"inc", "ltd", "llc", "plc", "limited", "corp", "corporation", "the", "co"}
)
_LONGEST_LETTERHEAD = 8  # words
_LETTERHEAD = 2  # paragraphs at the head that can be a letterhead
_OURS = frozenset({"we", "our", "us"})
_OWN_DOING = frozenset({"announce", "propose"})
_HEAD_PARAGRAPHS = 6
_NEAR = 4  # words between a verb and its "today"


def issuer_of(paragraphs: list[Paragraph], parsed: list[Any]) -> Token | None:
    """Find the body in whose voice a text is written.

    Args:
        paragraphs: The paragraphs of the report.
        parsed: The same, parsed.

    Returns:
        The head word of the issuer's first naming; ``None`` for a newsroom's text.
    """
    told = any(_HEADING.search(paragraph.text) for paragraph in paragraphs[:3])
    told = told or _says_we(paragraphs, parsed)
    for paragraph, doc in list(zip(paragraphs, parsed, strict=True))[:_HEAD_PARAGRAPHS]:
        if paragraph.headline and len(paragraphs) > 1:
            continue
        for verb in doc:
            if verb.pos_ not in ("VERB", "AUX") or paragraph.quoted(verb.idx, verb.idx + 1):
                continue
            subject = subject_of(verb)
            if subject is None or not _is_body(subject):
                continue
            if told or _acts_today(verb) or _named_in_heading(paragraphs, subject):
                return subject
    return None


def _named_in_heading(paragraphs: list[Paragraph], subject: Token) -> bool:
    """Tell whether a line at the head bears nothing but the name of who acts: a letterhead."""
    said = {word.lower_ for word in phrase(subject)}
    for paragraph in paragraphs[:_LETTERHEAD]:
        words = set(re.findall(r"[\w-]+", paragraph.text.lower())) - _LEGAL_FORMS
        if 1 < len(words) <= _LONGEST_LETTERHEAD and words <= said:
            return True
    return False


def _acts_today(verb: Token) -> bool:
    lemma = verb.lemma_.lower()
    if lemma in load_cues().verbs and lemma not in _OWN_DOING:
        return False
    near = verb.doc[max(verb.sent.start, verb.i - _NEAR) : min(verb.sent.end, verb.i + _NEAR + 1)]
    if any(word.lower_ == "today" for word in near):
        return True
    return any(word.lower_ == "today" and word.head in (verb, *verb.children) for word in verb.sent)


def _is_body(subject: Token) -> bool:
    if subject.ent_type_ == "PERSON" or subject.pos_ == "PRON":
        return False
    if subject.ent_type_ in ("ORG", "GPE"):
        return True
    words = {word.lemma_.lower() for word in [subject, *subject.lefts]}
    named = any(word.ent_type_ in ("ORG", "GPE") for word in subject.subtree)
    return named or bool(words & load_governments().body_words)


def _says_we(paragraphs: list[Paragraph], parsed: list[Any]) -> bool:
    """Tell whether the text says "we" of itself, twice, outside quotation marks."""
    ours = [
        word
        for paragraph, doc in zip(paragraphs, parsed, strict=True)
        for word in doc
        if word.lower_ in _OURS
        and word.text != "US"
        and not paragraph.quoted(word.idx, word.idx + len(word))
    ]
    return len(ours) > 1
