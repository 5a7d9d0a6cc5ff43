"""Read one report into assertions: paragraphs, attributions, propositions, speakers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from counterflow.core.assertions import Assertion, Report, Speaker
from counterflow.evidence.reports.attributions import Attribution, find_attributions
from counterflow.evidence.reports.language import language
from counterflow.evidence.reports.paragraphs import Paragraph, split_paragraphs
from counterflow.evidence.reports.propositions import Proposition, cut
from counterflow.evidence.reports.speakers import SpeakerBook


@dataclass(frozen=True)
class Reading:
    """What one report was read into."""

    report: Report
    assertions: tuple[Assertion, ...]
    speakers: tuple[Speaker, ...]


def read_text(text: str, name: str = "") -> Reading:
    """Read the text of a report.

    Args:
        text: The whole text, paragraphs apart by blank lines.
        name: What the report is called in messages.

    Returns:
        Its assertions in order of the text, and who speaks in them.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    report = Report(digest[:16], digest, name, characters=len(text))
    paragraphs = split_paragraphs(text)
    parsed = [language()(paragraph.text) for paragraph in paragraphs]
    book = SpeakerBook()
    for one in parsed:
        book.meet(one)
    made: list[Assertion] = []
    for paragraph, doc in zip(paragraphs, parsed, strict=True):
        for attribution in find_attributions(paragraph, doc):
            made += _assertions(text, report, paragraph, doc, attribution, book)
    return Reading(report, tuple(made), tuple(book.speakers.values()))


def _assertions(
    text: str, report: Report, paragraph: Paragraph, doc: Any, one: Attribution, book: SpeakerBook
) -> list[Assertion]:
    speaker, words = book.settle(one.speaker)
    via = book.settle(one.via)[1] if one.via is not None else ""
    if one.via is not None:
        book.spoken.pop()
    cue = paragraph.text[one.cue[0] : one.cue[1]] if one.cue else ""
    return [
        _assertion(text, report, paragraph, proposition, one, speaker, words, cue, via)
        for proposition in cut(one, doc)
    ]


def _assertion(
    text: str,
    report: Report,
    paragraph: Paragraph,
    proposition: Proposition,
    one: Attribution,
    speaker: str,
    words: str,
    cue: str,
    via: str,
) -> Assertion:
    start, end = paragraph.start + proposition.start, paragraph.start + proposition.end
    return Assertion(
        id=f"{report.id}:{start}-{end}",
        report=report.id,
        start=start,
        end=end,
        text=text[start:end],
        speaker=speaker,
        speaker_text=words,
        cue=cue,
        stance=proposition.stance,
        modality=proposition.modality,
        quotation=one.quotation,
        authority=proposition.authority or "",
        via=via,
        byte_start=len(text[:start].encode()),
        byte_end=len(text[:end].encode()),
        content_start=paragraph.start + one.start,
        content_end=paragraph.start + one.end,
    )
