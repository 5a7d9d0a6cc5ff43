"""Read one report into assertions: paragraphs, attributions, propositions, speakers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from counterflow.core.assertions import (
    NEWSROOM,
    Assertion,
    Mention,
    Occasion,
    Report,
    Speaker,
)
from counterflow.evidence.reports.assembly import Assembly
from counterflow.evidence.reports.attributing import find_attributions
from counterflow.evidence.reports.attributions import Attribution
from counterflow.evidence.reports.entities import Ground, find_entities
from counterflow.evidence.reports.heading import read_heading
from counterflow.evidence.reports.headlines import find_headline
from counterflow.evidence.reports.language import language
from counterflow.evidence.reports.named_bodies import is_body
from counterflow.evidence.reports.own_voice import find_own_voice, find_title
from counterflow.evidence.reports.paragraphs import Paragraph, split_paragraphs
from counterflow.evidence.reports.speakers import SpeakerBook
from counterflow.evidence.reports.trees import subject_of
from counterflow.evidence.reports.voice import issuer_of
from counterflow.watch.places.positions import default_positions

_TITLE_CASE = 0.7
_TAKING_UP = frozenset({"the", "its", "their", "both", "another", "these", "those"})
_TOLD_ON = 400  # characters between two sayings over which a telling goes on without a cue


@dataclass(frozen=True)
class Reading:
    """What one report was read into."""

    report: Report
    assertions: tuple[Assertion, ...]
    speakers: tuple[Speaker, ...]
    occasions: tuple[Occasion, ...]
    entities: tuple[Mention, ...]


def read_text(
    text: str, name: str = "", ground: Ground | None = None, about: Report | None = None
) -> Reading:
    """Read the text of a report.

    Args:
        text: The whole text, paragraphs apart by blank lines.
        name: What the report is called in messages.
        ground: What names are held against; our own tables of places where ``None``.
        about: What is known of the report from its file; read from the text where ``None``.

    Returns:
        Its assertions in order of the text, who speaks in them and when, and what it names. The
        same text gives the same reading.

    Raises:
        ReportError: the extra ``[reports]`` is not installed.
    """
    report = about or _described(text, name)
    paragraphs = split_paragraphs(text)
    parsed = list(language().pipe([paragraph.text for paragraph in paragraphs]))
    book = SpeakerBook()
    for doc in parsed:
        book.meet(doc)
    issuer = issuer_of(paragraphs, parsed)
    voice = book.settle(issuer)[0] if issuer is not None else NEWSROOM
    assembly = Assembly(text, report, book, voice)
    made: list[Assertion] = []
    for paragraph, doc in zip(paragraphs, parsed, strict=True):
        if paragraph.headline and (paragraph.recap_line or _titled(paragraph.text)):
            found = []
        else:
            found = find_attributions(paragraph, doc)
        own = list(_own(paragraph, doc, found, issued=issuer is not None))
        cues = frozenset(one.cue_word.i for one in found if one.cue_word is not None)
        for one in sorted([*found, *own], key=lambda one: one.start):
            made += assembly.assertions(paragraph, doc, one, cues)
    ground = ground or Ground(default_positions())
    return Reading(
        report,
        tuple(made),
        tuple(book.speakers.values()),
        tuple(assembly.occasions.values()),
        tuple(
            entity
            for paragraph, doc in zip(paragraphs, parsed, strict=True)
            for entity in find_entities(report.id, paragraph, doc, ground)
        ),
    )


def _described(text: str, name: str) -> Report:
    digest = hashlib.sha256(text.encode()).hexdigest()
    heading = read_heading(text)
    return Report(
        digest[:16],
        digest,
        name,
        published=heading.published,
        published_from="text" if heading.published else "",
        agencies=heading.agencies,
        characters=len(text),
    )


def _own(
    paragraph: Paragraph, doc: Any, found: list[Attribution], *, issued: bool
) -> Iterator[Attribution]:
    """Give what the report says in its own voice, or goes on telling of the last speaker."""
    if paragraph.headline:
        if found or paragraph.recap_line:
            return
        yield from find_title(paragraph, doc) if issued else find_headline(paragraph, doc)
        return
    for one in find_own_voice(paragraph, doc, found, issued=issued):
        yield _told_on(one, found, paragraph)


def _goes_on(one: Attribution, before: Attribution, paragraph: Paragraph) -> bool:
    """Tell whether a sentence goes on with what a body said in the sentence before it.

    "The ministry said three firms had shipped engines. The engines were sold through …"
    """
    speaker, subject = before.speaker, subject_of(one.root) if one.root is not None else None
    if speaker is None or subject is None or one.quotation != "none" or before.stance != "assert":
        return False
    if not is_body(speaker) or before.quotation not in ("indirect", "mixed"):
        return False
    if len(re.findall(r"[.!?] ", paragraph.text[before.end : one.start])) != 1:
        return False
    near = [subject, *subject.children, *(g for c in subject.children for g in c.children)]
    return subject.pos_ == "NOUN" and any(word.lower_ in _TAKING_UP for word in near)


def _told_on(one: Attribution, found: list[Attribution], paragraph: Paragraph) -> Attribution:
    """Hand a sentence between two of one speaker to that speaker: the telling goes on."""
    before = [other for other in found if other.end <= one.start and other.quotation != "direct"]
    if before and _goes_on(one, before[-1], paragraph):
        return replace(one, speaker=before[-1].speaker, quotation="indirect")
    here = one.root.sent if one.root is not None else None
    after = [o for o in found if o.start >= one.end and o.speaker and o.speaker.sent != here]
    if not before or not after or one.quotation != "none":
        return one
    last, following = before[-1].speaker, after[0].speaker
    if last is None or following is None or after[0].start - one.end > _TOLD_ON:
        return one
    if following.lower_ not in ("it", "he", "she", "they"):
        return one
    return replace(one, speaker=last, quotation="indirect")


def _titled(text: str) -> bool:
    """Tell whether a headline bears capitals throughout: a parser takes them for names."""
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    return sum(word[0].isupper() for word in words) > _TITLE_CASE * len(words)
