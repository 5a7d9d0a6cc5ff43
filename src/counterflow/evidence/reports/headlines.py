"""Read headlines: "Tehran: no drones sent", "Chips ended up in drones, says EU", a newsroom's own.

A headline is no whole sentence, so a parser of sentences often fails at it; its marks do not.
"""

from __future__ import annotations

from typing import Any

from counterflow.evidence.reports.attributions import Attribution
from counterflow.evidence.reports.cues import load_cues
from counterflow.evidence.reports.frames import frame_of
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.paragraphs import Paragraph
from counterflow.evidence.reports.speaker_names import bare
from counterflow.evidence.reports.trees import is_finite, trimmed

Token = Any

_LONGEST_NAMING = 4  # words of who speaks before a colon or behind "says"
_FEWEST = 3  # words that say something
_TENSES = ("VBZ", "VBD", "VBP")


def find_headline(paragraph: Paragraph, parsed: Any) -> list[Attribution]:
    """Read a newsroom's headline in which no cue was found.

    Args:
        paragraph: A headline.
        parsed: The same text, parsed.

    Returns:
        What somebody is said to say in it, else what the newsroom says of this field, if anything.
    """
    words = [word for word in parsed if not word.is_space]
    told = _before_colon(words) or _behind_says(words)
    if told is not None:
        return [told]
    root = next((sentence.root for sentence in parsed.sents), None)
    if root is None or root.tag_ not in _TENSES or not is_finite(root):
        return []
    filled = frame_of(root)
    if filled is None or len(filled.roles) < 2:
        return []
    return [Attribution(0, len(paragraph.text), "assert", "certain", "none", root)]


def _before_colon(words: list[Token]) -> Attribution | None:
    at = next((n for n, word in enumerate(words) if word.text == ":"), 0)
    if not 0 < at <= _LONGEST_NAMING or len(words) - at <= _FEWEST:
        return None
    naming, said = words[:at], words[at + 1 :]
    return _told(said, naming[-1], naming[-1]) if _can_speak(naming) else None


def _behind_says(words: list[Token]) -> Attribution | None:
    """Read "…, says EU" and "…, officials say" at the end of a line."""
    cues = load_cues()
    commas = [n for n, word in enumerate(words) if word.text == ","]
    if not commas or commas[-1] < _FEWEST or len(words) - commas[-1] > _LONGEST_NAMING + 2:
        return None
    tail = words[commas[-1] + 1 :]
    cue = next((w for w in tail if cues.verb(cues.lemma(w), "quote") is not None), None)
    naming = [word for word in tail if word != cue]
    if cue is None or cue not in (tail[0], tail[-1]) or not naming:
        return None
    return _told(words[: commas[-1]], naming[-1], cue)


def _told(said: list[Token], speaker: Token, cue: Token) -> Attribution | None:
    span = trimmed(said)
    if span is None:
        return None
    root = next((w for w in said if w.tag_ in _TENSES), None)
    root = root or next((w for w in said if w.head not in said or w.head == w), said[0])
    start, end = cue.idx, cue.idx + len(cue)
    return Attribution(
        *span, "assert", "certain", "indirect", root, speaker, (start, end), cue_word=cue
    )


def _can_speak(naming: list[Token]) -> bool:
    """Tell whether the words before a colon name a seat, a body or an office."""
    facts = load_governments()
    text = bare("".join(word.text_with_ws for word in naming).strip()).lower()
    last = naming[-1].lemma_.lower()
    known = text in facts.seats or text in facts.bodies
    return known or last in facts.offices | facts.body_words | facts.companies
