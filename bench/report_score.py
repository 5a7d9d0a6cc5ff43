"""Score a reading against labels: span, speaker, stance; counts with Wilson intervals."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from counterflow.core.assertions import NEWSROOM, Assertion, Speaker
from counterflow.evidence.reports.reading import read_text
from counterflow.evidence.reports.speaker_bodies import country_within

OVERLAP = 0.5
_GENERIC = frozenset(
    ["the", "a", "an", "of", "and", "s", "government", "ministry", "foreign", "mr", "mrs", "ms", "spokesman", "spokeswoman", "department", "company", "office", "national", "state", "states", "united", "official", "officials", "spokesperson", "director", "head", "chief", "president", "commission", "council", "committee", "former", "anonymous", "unnamed", "source", "sources", "minister"]
)


@dataclass(frozen=True)
class Gold:
    """One labelled mention; ``speaker`` is the speaker's name, ``words`` those of the text."""

    text: str
    start: int
    end: int
    speaker: str
    stance: str
    words: str


def right(text: str, labels: list[Gold], *, show: bool = False) -> tuple[int, int]:
    """Count mentions right in span, speaker and stance, and how many assertions were read."""
    reading = read_text(text)
    speakers = {one.id: one for one in reading.speakers}
    pairs = paired(labels, list(reading.assertions))
    good = 0
    for at, label in enumerate(labels):
        ours = reading.assertions[pairs[at]] if at in pairs else None
        ok = (
            ours is not None and ours.stance == label.stance and same_speaker(label, ours, speakers)
        )
        good += ok
        if show and not ok:
            got = f"{ours.speaker}/{ours.stance}: {ours.text}" if ours else "-"
            print(f"  {label.speaker}/{label.stance}: {label.text!r} | {got}")
    return good, len(reading.assertions)


def paired(labels: list[Gold], ours: list[Assertion]) -> dict[int, int]:
    """Pair labels with assertions, the best overlap first, each once."""
    ranked = sorted(
        ((_overlap(g, a), i, j) for i, g in enumerate(labels) for j, a in enumerate(ours)),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for share, i, j in ranked:
        if share >= OVERLAP and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def same_speaker(label: Gold, ours: Assertion, speakers: dict[str, Speaker]) -> bool:
    """Tell whether the label's speaker and ours can be one: they share a telling word or a country."""
    if label.speaker.lower().startswith(NEWSROOM) or "own voice" in label.speaker:
        return ours.speaker_id == NEWSROOM
    speaker = speakers.get(ours.speaker_id)
    if speaker is None:
        return False
    wanted, got = (
        _words(label.speaker),
        _words(f"{ours.speaker} {'' if '(' in ours.speaker_text else ours.speaker_text}"),
    )
    telling, ours_telling = wanted - _GENERIC, got - _GENERIC
    if telling & ours_telling:
        return True
    if (
        speaker.country
        and speaker.kind in ("government", "body")
        and country_within(label.speaker) == speaker.country
    ):
        return True
    said = _words("" if "(" in label.words else label.words) - _GENERIC
    return bool(said & ours_telling) or (not (telling and ours_telling) and bool(wanted & got))


def intervals(hits: int, total: int) -> tuple[float, float]:
    """Give the Wilson interval of a share at 95 %."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = (
        z
        * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
        / (1 + z * z / total)
    )
    return middle - half, middle + half


def _overlap(label: Gold, ours: Assertion) -> float:
    shared = min(label.end, ours.end) - max(label.start, ours.start)
    return shared / (max(label.end, ours.end) - min(label.start, ours.start)) if shared > 0 else 0.0


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 1}
