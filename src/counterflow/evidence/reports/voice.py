"""Settle in whose voice a text is written: a newsroom's, or that of the body that issued it.

A press release speaks for its issuer in every sentence. It gives itself away by "today" beside what
the issuer does, by "we" outside quotation marks, or by its heading.
"""

from __future__ import annotations

import re
from typing import Any

from counterflow.evidence.reports.cues import load_cues
from counterflow.evidence.reports.paragraphs import Paragraph
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.trees import subject_of

Token = Any

_HEADING = re.compile(
    r"\b(?:for immediate release|press release|press statement|media release|notice to the press|"
    r"statement (?:by|of|from) the|declaration (?:by|of)|communiqu[eé]|media statement|public notice)\b",
    re.IGNORECASE,
)
_ISSUER = re.compile(r"\b(?:statement|declaration|communiqu[eé]|note|notice) (?:by|of|from) (?:the )?([A-Z][\w' ,-]{3,80})", re.IGNORECASE)
_OURS = frozenset({"we", "our", "us"})


def issuer_of(paragraphs: list[Paragraph], parsed: list[Any]) -> Token | None:
    """Find the body in whose voice a text is written.

    Args:
        paragraphs: The paragraphs of the report.
        parsed: The same, parsed.

    Returns:
        The head word of the issuer's first naming; ``None`` for a newsroom's text.
    """
    headed = any(_HEADING.search(paragraph.text) for paragraph in paragraphs[:3])
    ours = _own_first_person(paragraphs, parsed)
    for paragraph, doc in list(zip(paragraphs, parsed, strict=True))[:6]:
        if paragraph.headline and len(paragraphs) > 1:
            continue
        for verb in doc:
            if verb.pos_ not in ("VERB", "AUX") or paragraph.quoted(verb.idx, verb.idx + 1):
                continue
            subject = subject_of(verb)
            if subject is None or not _is_body(subject):
                continue
            if headed or ours or _acts_today(verb):
                return subject
    return None


def _acts_today(verb: Token) -> bool:
    if verb.lemma_.lower() in load_cues().verbs and verb.lemma_.lower() not in ("announce", "propose"):
        return False
    near = verb.doc[max(verb.sent.start, verb.i - 4) : min(verb.sent.end, verb.i + 5)]
    if any(word.lower_ == "today" for word in near):
        return True
    return any(word.lower_ == "today" and word.head in (verb, *verb.children) for word in verb.sent)


def _is_body(subject: Token) -> bool:
    if subject.ent_type_ == "PERSON" or subject.pos_ == "PRON":
        return False
    words = {word.lemma_.lower() for word in [subject, *subject.lefts]}
    facts = load_governments()
    if subject.ent_type_ in ("ORG", "GPE"):
        return True
    return bool(words & facts.body_words) or any(w.ent_type_ in ("ORG", "GPE") for w in subject.subtree)


def _own_first_person(paragraphs: list[Paragraph], parsed: list[Any]) -> bool:
    """Tell whether the text says "we" of itself: outside quotation marks, not before a cue."""
    count = 0
    for paragraph, doc in zip(paragraphs, parsed, strict=True):
        for word in doc:
            if word.lower_ in _OURS and word.text != "US" and not paragraph.quoted(word.idx, word.idx + len(word)):
                count += 1
    return count >= 2
