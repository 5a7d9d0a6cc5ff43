"""Read one report into assertions: paragraphs, attributions, propositions, speakers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from counterflow.core.assertions import NEWSROOM, Assertion, Mention, Occasion, Report, Speaker
from counterflow.evidence.reports.attributing import find_attributions
from counterflow.evidence.reports.attributions import Attribution
from counterflow.evidence.reports.entities import Ground, find_entities
from counterflow.evidence.reports.heading import read_heading
from counterflow.evidence.reports.language import language
from counterflow.evidence.reports.occasions import occasion_of
from counterflow.evidence.reports.own_voice import find_own_voice, find_presupposed
from counterflow.evidence.reports.paragraphs import Paragraph, split_paragraphs
from counterflow.evidence.reports.propositions import Proposition, cut
from counterflow.evidence.reports.roles import roles_of
from counterflow.evidence.reports.speakers import SpeakerBook, country_within
from counterflow.evidence.reports.times import find_times
from counterflow.evidence.reports.trees import phrase, subject_of
from counterflow.evidence.reports.voice import issuer_of
from counterflow.watch.places.positions import default_positions


_NEWSROOM = Speaker(NEWSROOM, NEWSROOM, "newsroom")


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
        Its assertions in order of the text, and who speaks in them.
    """
    report = about or _report(text, name)
    paragraphs = split_paragraphs(text)
    parsed = list(language().pipe([paragraph.text for paragraph in paragraphs]))
    book = SpeakerBook()
    for one in parsed:
        book.meet(one)
    issuer = issuer_of(paragraphs, parsed)
    voice = book.settle(issuer)[0] if issuer is not None else NEWSROOM
    made: list[Assertion] = []
    occasions: dict[str, Occasion] = {}
    for paragraph, doc in zip(paragraphs, parsed, strict=True):
        if paragraph.headline and (paragraph.recap_line or _titled(paragraph.text)):
            continue
        found = find_attributions(paragraph, doc)
        own = [] if paragraph.headline else find_own_voice(paragraph, doc, found, issued=issuer is not None)
        cues = {one.cue_word.i for one in found if one.cue_word is not None}
        own = [_told_on(one, found, book) for one in own]
        for attribution in sorted([*found, *own], key=lambda one: one.start):
            made += _assertions(text, report, paragraph, doc, attribution, book, voice, cues, occasions)
    ground = ground or Ground(default_positions())
    entities = [
        one
        for paragraph, doc in zip(paragraphs, parsed, strict=True)
        for one in find_entities(report.id, paragraph, doc, ground)
    ]
    return Reading(
        report, tuple(made), tuple(book.speakers.values()), tuple(occasions.values()), tuple(entities)
    )


def _told_on(one: Attribution, found: list[Attribution], book: SpeakerBook) -> Attribution:
    """Hand a sentence between two of one speaker to that speaker: the telling goes on without a cue."""
    before = [other for other in found if other.end <= one.start and other.quotation != "direct"]
    after = [other for other in found if other.start >= one.end and other.speaker is not None]
    if not before or not after or one.quotation != "none":
        return one
    last, following = before[-1].speaker, after[0].speaker
    if last is None or following is None or following.lower_ not in ("it", "he", "she", "they"):
        return one
    if after[0].start - one.end > 400:
        return one
    return replace(one, speaker=last, quotation="indirect")


def _titled(text: str) -> bool:
    """Tell whether a headline bears capitals throughout: a parser takes them for names."""
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    return sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _report(text: str, name: str) -> Report:
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


def _assertions(
    text: str,
    report: Report,
    paragraph: Paragraph,
    doc: Any,
    one: Attribution,
    book: SpeakerBook,
    voice: str,
    cues: set[int],
    occasions: dict[str, Occasion],
) -> list[Assertion]:
    if one.quotation == "none":
        speaker, words = voice, ""
    else:
        speaker, words = book.settle(one.speaker, continued=one.continued)
    via = book.settle(one.via)[1] if one.via is not None else ""
    if one.via is not None:
        book.spoken.pop()
    cue = paragraph.text[one.cue[0] : one.cue[1]] if one.cue else ""
    occasion = None
    said_by = book.speakers.get(speaker, _NEWSROOM)
    if speaker != NEWSROOM:
        occasion = occasion_of(said_by, one.cue_word, paragraph, report.published)
        if one.continued and occasions and speaker == book.last:
            occasion = occasions[book.occasion]
        occasions.setdefault(occasion.id, occasion)
        book.last, book.occasion = speaker, occasion.id
    return [
        _assertion(text, report, paragraph, proposition, one, said_by, words, cue, via, occasion)
        for proposition in _with_presupposed(cut(one, doc), doc)
        if proposition.root is None or proposition.root == one.root or proposition.root.i not in cues
    ]


def _own_future(proposition: Proposition, voice: Speaker) -> bool:
    """Tell whether a government says what its own country will do."""
    root = proposition.root
    if proposition.stance != "assert" or root is None or not voice.country:
        return False
    if not any(child.lower_ in ("will", "shall") for child in root.children if child.dep_ == "aux"):
        return False
    subject = subject_of(root)
    return subject is not None and country_within(subject.text) == voice.country


def _authority(one: Attribution, paragraph: Paragraph) -> str:
    if one.rests_on is None:
        return ""
    words = phrase(one.rests_on)
    return paragraph.text[words[0].idx : words[-1].idx + len(words[-1])]


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
    voice: Speaker,
    words: str,
    cue: str,
    via: str,
    occasion: Occasion | None,
) -> Assertion:
    start, end = paragraph.start + proposition.start, paragraph.start + proposition.end
    base = report.published
    if occasion is not None and occasion.earlier:
        base = occasion.date if "/" not in occasion.date else ""
    time = next((t for t in find_times(text[start:end], base)), None)
    frame, roles = roles_of(proposition.root)
    return Assertion(
        frame=frame,
        roles=roles,
        id=f"{report.id}:{start}-{end}",
        report=report.id,
        start=start,
        end=end,
        text=text[start:end],
        speaker=voice.name,
        speaker_id=voice.id,
        speaks_for=voice.speaks_for,
        speaker_text=words,
        cue=cue,
        stance="plan" if _own_future(proposition, voice) else proposition.stance,
        modality=proposition.modality,
        quotation=one.quotation,
        authority=proposition.authority or _authority(one, paragraph),
        via=via,
        occasion=occasion.id if occasion else "",
        time=time.text if time else "",
        period=time.edtf if time else "",
        period_inferred=time.inferred if time else False,
        byte_start=len(text[:start].encode()),
        byte_end=len(text[:end].encode()),
        content_start=paragraph.start + one.start,
        content_end=paragraph.start + one.end,
    )
