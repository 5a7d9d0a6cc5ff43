"""Read who says what in Russian, by forms of words and marks: no parser for it is to be had.

What is read is attribution alone. Spans and speakers are exact where one of five patterns holds;
a sentence that fits none is left, never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from anyascii import anyascii

from counterflow.core.assertions import Assertion, Report, Speaker
from counterflow.evidence.reports.reading import Reading
from counterflow.evidence.reports.russian_words import (
    is_name,
    load_russian_cues,
    may_be_subject,
    nominative,
    stance_of,
)
from counterflow.evidence.reports.speaker_names import slug

ONLY = "of a Russian report only who says what is read: no claims by frame, times or origins"
_SENTENCE = re.compile(r"[^.!?\n«]*(?:«[^»]*»[^.!?\n«]*)*(?:[.!?]+|$|(?=\n))")
_WORD = re.compile(r"[\w-]+")
_QUOTE = re.compile(r"«([^»]+)»|“([^”]+)”|\"([^\"]+)\"")
_STOPS = re.compile(r"[,:;–—«»\"()]|\s-\s")
_NEGATED = {"deny": "acknowledge"}
_HEAD = 600
_LONGEST = 9  # words of a naming


@dataclass(frozen=True)
class _Said:
    start: int
    end: int
    cue: str
    stance: str
    speaker: tuple[int, int]
    quotation: str
    case: str = "nomn"


def read_russian(text: str, report: Report) -> Reading:
    """Read a Russian report.

    Args:
        text: Its text.
        report: What is known of it.

    Returns:
        Assertions with exact spans, and their speakers. The report says in ``missing`` that this is
        all that is read of Russian.
    """
    speakers: dict[str, Speaker] = {}
    made: list[Assertion] = []
    last: Speaker | None = None
    for sentence in _SENTENCE.finditer(text):
        for said in _sayings(sentence.group(0), sentence.start()):
            speaker = _speaker(text[slice(*said.speaker)], said.case, speakers, last)
            if speaker is None:
                continue
            last = speakers.setdefault(speaker.id, speaker)
            made.append(_assertion(text, report, said, last))
    known = report.published or _day(text[:_HEAD])
    about = msgspec.structs.replace(
        report,
        published=known,
        published_from=report.published_from or ("text" if known else ""),
        missing=(*report.missing, ONLY),
    )
    return Reading(about, tuple(made), tuple(speakers.values()), (), ())


def _sayings(sentence: str, at: int) -> Iterator[_Said]:
    """Find the first pattern that a sentence fits."""
    if (phrase := _by_phrase(sentence, at)) is not None:
        yield phrase
        return
    for word in _WORD.finditer(_masked(sentence)):
        stance = stance_of(word.group(0)) if word.group(0).islower() else ""
        if not stance:
            continue
        before = sentence[: word.start()].rstrip()
        if before.endswith(" не") or before == "Не":
            stance = _NEGATED.get(stance, "none")
            before = before[:-2].rstrip()
        if stance != "none":
            yield from _by_verb(sentence, at, (word.start(), word.end()), before, stance)
        return


def _by_verb(
    sentence: str, at: int, cue: tuple[int, int], before: str, stance: str
) -> Iterator[_Said]:
    subject = _subject_before(before) or _subject_after(sentence, cue[1])
    if subject is None:
        return
    told = _told(sentence, cue, subject, stance)
    if told is not None:
        start, end, kind = told
        spoken = (at + subject[0], at + subject[1])
        yield _Said(at + start, at + end, sentence[slice(*cue)], stance, spoken, kind)


def _told(
    sentence: str, cue: tuple[int, int], subject: tuple[int, int], stance: str
) -> tuple[int, int, str] | None:
    """Find the words that are said: a clause, a quotation, what stands before, what is denied."""
    rest = max(cue[1], subject[1])
    end = len(sentence.rstrip(" .!?\n"))
    clause = re.compile(r"[^«»]{0,80}?,\s+(?:что|будто|якобы)\s+").match(sentence, rest)
    quote = next((q for q in _QUOTE.finditer(sentence) if q.end() > cue[0] or not clause), None)
    if clause:
        mixed = quote is not None and quote.start() >= clause.end()
        return clause.end(), end, "mixed" if mixed else "indirect"
    whole = quote is not None and (quote.end() <= cue[0] or ":" in sentence[rest : quote.start()])
    if quote is not None and whole:
        group = next(n for n in (1, 2, 3) if quote.group(n) is not None)
        return quote.start(group), quote.end(group), "direct"
    lead = sentence[: min(cue[0], subject[0])].rstrip()
    if lead.endswith(",") and lead.strip(" ,"):
        first = len(lead) - len(lead.lstrip())
        return first, len(lead) - 1, "indirect"
    if stance == "deny" and end - rest > 3:
        first = rest + len(sentence[rest:]) - len(sentence[rest:].lstrip())
        return first, end, "indirect"
    return None


def _by_phrase(sentence: str, at: int) -> _Said | None:
    """Read "По словам министра, …" and "…, по данным ведомства"."""
    low = sentence.lower()
    for phrase, case in load_russian_cues().phrases.items():
        found = re.search(rf"(?:^\s*|, ){phrase} ", low)
        if found is None:
            continue
        stop = sentence.find(",", found.end())
        end = len(sentence.rstrip(" .!?\n"))
        cue = low[found.start() : found.end()].strip(" ,\n")
        opens = not low[: found.start()].strip()
        if opens and stop > 0:
            start = stop + 1 + len(sentence[stop + 1 :]) - len(sentence[stop + 1 :].lstrip())
            spoken, told = (found.end(), stop), (start, end)
        elif not opens:
            first = len(sentence) - len(sentence.lstrip())
            spoken = (found.end(), stop if stop > 0 else end)
            told = (first, end if stop > 0 else found.start())
        else:
            continue
        if 0 < len(_WORD.findall(sentence[slice(*spoken)])) <= _LONGEST and told[1] > told[0]:
            place = (at + spoken[0], at + spoken[1])
            return _Said(at + told[0], at + told[1], cue, "assert", place, "indirect", case)
    return None


def _masked(sentence: str) -> str:
    """Blank what stands in quotation marks: a verb in there attributes nothing here."""
    return _QUOTE.sub(lambda quote: " " * len(quote.group(0)), sentence)


def _subject_before(before: str) -> tuple[int, int] | None:
    """Find the naming that ends where the verb begins."""
    stop = max((m.end() for m in _STOPS.finditer(before)), default=0)
    return _naming(before, stop, len(before), last=True)


def _subject_after(sentence: str, at: int) -> tuple[int, int] | None:
    """Find the naming that follows the verb, up to a mark."""
    found = _STOPS.search(sentence, at)
    stop = found.start() if found else len(sentence.rstrip(" .!?\n"))
    return _naming(sentence, at, stop, last=False)


def _naming(text: str, start: int, stop: int, *, last: bool) -> tuple[int, int] | None:
    words = list(_WORD.finditer(text, start, stop))
    others = load_russian_cues().others
    words = [word for word in words if word.group(0).lower() not in others]
    while words and not last and not _begins(words[0].group(0)):
        words = words[1:]
    while words and last and not _begins(words[0].group(0)):
        words = words[1:]
    if not words or len(words) > _LONGEST:
        return None
    if not any(may_be_subject(w.group(0)) or _is_short(w.group(0)) for w in words):
        return None
    return words[0].start(), words[-1].end()


def _begins(word: str) -> bool:
    """Tell whether a naming may begin with a word: no preposition, conjunction or adverb."""
    return may_be_subject(word) or _is_short(word) or word[:1].isupper() or word.endswith("й")


def _is_short(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _speaker(
    words: str, case: str, known: dict[str, Speaker], last: Speaker | None
) -> Speaker | None:
    tokens = _WORD.findall(words)
    if [token.lower() for token in tokens] in (["он"], ["она"], ["они"], ["оно"]):
        return last
    named = tokens if case == "nomn" else nominative(tokens, case).split(" ")
    person = [token for token in named if is_name(token)]
    if person and person[-1] == named[-1]:
        name = " ".join(person)
        full = [one for one in known.values() if one.name.split()[-1] == name.split()[-1]]
        if full:
            return full[0]
        role = " ".join(named[: len(named) - len(person)])
        return Speaker(slug(anyascii(name)), name, "person", role)
    name = " ".join(named)
    return Speaker(slug(anyascii(name)), name, "body") if name else None


def _assertion(text: str, report: Report, said: _Said, speaker: Speaker) -> Assertion:
    words = text[said.start : said.end]
    first = len(text[: said.start].encode())
    return Assertion(
        id=f"{report.id}:{said.start}-{said.end}",
        report=report.id,
        start=said.start,
        end=said.end,
        text=words,
        speaker=speaker.name,
        speaker_id=speaker.id,
        speaker_text=text[slice(*said.speaker)],
        cue=said.cue,
        stance=said.stance,
        quotation=said.quotation,
        byte_start=first,
        byte_end=first + len(words.encode()),
        content_start=said.start,
        content_end=said.end,
    )


def _day(head: str) -> str:
    """Read the day of a report: "4 марта 2031 года"."""
    months = load_russian_cues().months
    found = re.search(rf"\b(\d{{1,2}}) ({'|'.join(months)}) (\d{{4}})\b", head, re.IGNORECASE)
    if found is None:
        return ""
    month = months.index(found.group(2).lower()) + 1
    return f"{found.group(3)}-{month:02}-{int(found.group(1)):02}"
