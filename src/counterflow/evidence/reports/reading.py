"""Read one report into assertions: paragraphs, attributions, propositions, speakers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from counterflow.core.assertions import NEWSROOM, Assertion, Report, Speaker
from counterflow.evidence.reports.attributions import Attribution, find_attributions
from counterflow.evidence.reports.language import language
from counterflow.evidence.reports.own_voice import find_own_voice, find_presupposed
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
        if paragraph.headline:
            continue
        found = find_attributions(paragraph, doc)
        own = find_own_voice(paragraph, doc, found)
        for attribution in sorted([*found, *own], key=lambda one: one.start):
            made += _assertions(text, report, paragraph, doc, attribution, book)
    return Reading(report, tuple(made), tuple(book.speakers.values()))


def _assertions(
    text: str, report: Report, paragraph: Paragraph, doc: Any, one: Attribution, book: SpeakerBook
) -> list[Assertion]:
    if one.quotation == "none":
        speaker, words = NEWSROOM, ""
    else:
        speaker, words = book.settle(one.speaker, continued=one.continued)
    via = book.settle(one.via)[1] if one.via is not None else ""
    if one.via is not None:
        book.spoken.pop()
    cue = paragraph.text[one.cue[0] : one.cue[1]] if one.cue else ""
    return [
        _assertion(text, report, paragraph, proposition, one, speaker, words, cue, via)
        for proposition in _with_presupposed(cut(one, doc), doc)
    ]


def _with_presupposed(found: list[Proposition], doc: Any) -> list[Proposition]:
    """Set things taken for granted apart from the clause in which they stand."""
    made: list[Proposition] = []
    for one in found:
        taken = next((t for t in find_presupposed(doc) if one.start < t[0] and t[1] <= one.end + 1), None)
        if taken is None:
            made.append(one)
            continue
        start, end, noun = taken
        made.append(replace(one, end=noun.idx + len(noun)))
        made.append(Proposition(start, end, "assert", "presupposed", noun, one.authority))
    return made


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
