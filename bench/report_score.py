"""Score the reading of reports against labels: span, speaker, stance, with Wilson intervals.

``python bench/report_score.py`` prints mentions right for the half of the labelled reports that
may be tuned on and for the half held back, by genre; ``--out docs/bench-reports.md`` writes the
table. ``--misses`` shows what was missed, of the half for tuning alone.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from counterflow.core.assertions import NEWSROOM, Assertion, Speaker
from counterflow.evidence.reports.reading import read_text
from counterflow.evidence.reports.speaker_bodies import country_within

LABELS = Path(__file__).parents[1] / "tests" / "cases" / "labelled" / "reports"
OVERLAP = 0.5
HALVES = ("for tuning", "held back")
_GENERIC = frozenset(
    {
        "the", "a", "an", "of", "and", "s", "government", "ministry", "foreign", "mr", "mrs", "ms",
        "spokesman", "spokeswoman", "department", "company", "office", "national", "state",
        "states", "united", "official", "officials", "spokesperson", "director", "head", "chief",
        "president", "commission", "council", "committee", "former", "anonymous", "unnamed",
        "source", "sources", "minister",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Gold:
    """One labelled mention; ``speaker`` is the speaker's name, ``words`` those of the text."""

    text: str
    start: int
    end: int
    speaker: str
    stance: str
    words: str


@dataclass(frozen=True)
class Labelled:
    """A labelled report: its text, its genre, which half it is of (0 for tuning, 1 held back)."""

    id: str
    text: str
    genre: str
    half: int
    mentions: list[Gold]


@dataclass
class Tally:
    """Mentions labelled, found (span), right (span, speaker and stance), and assertions read."""

    labelled: int = 0
    found: int = 0
    right: int = 0
    read: int = 0

    def add(self, other: Tally) -> None:
        """Add the counts of another."""
        self.labelled += other.labelled
        self.found += other.found
        self.right += other.right
        self.read += other.read


@dataclass
class Table:
    """Tallies by half and genre."""

    cells: dict[tuple[int, str], Tally] = field(default_factory=dict)

    def add(self, report: Labelled, tally: Tally) -> None:
        """Count a report in its genre and in its half."""
        for genre in (report.genre, "all"):
            self.cells.setdefault((report.half, genre), Tally()).add(tally)

    def lines(self) -> Iterator[str]:
        """Give the table in Markdown."""
        yield "| half | genre | mentions | span found | right | precision of spans |"
        yield "|---|---|---|---|---|---|"
        for (half, genre), one in sorted(self.cells.items()):
            found, right = share_of(one.found, one.labelled), share_of(one.right, one.labelled)
            precision = share_of(one.found, one.read)
            yield f"| {HALVES[half]} | {genre} | {one.labelled} | {found} | {right} | {precision} |"


def right(text: str, labels: list[Gold], *, show: bool = False) -> tuple[int, int]:
    """Count mentions right in span, speaker and stance, and how many assertions were read."""
    tally = score(text, labels, show=show)
    return tally.right, tally.read


def score(text: str, labels: list[Gold], *, show: bool = False) -> Tally:
    """Read a text and hold it against its labels.

    Args:
        text: The report.
        labels: Its mentions.
        show: Whether to print what is not right.
    """
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
    return Tally(len(labels), len(pairs), good, len(reading.assertions))


def whole(ours: Assertion) -> tuple[int, int]:
    """Give where an assertion begins and ends."""
    return ours.start, ours.end


def paired(
    labels: list[Gold],
    ours: list[Assertion],
    extent: Callable[[Assertion], tuple[int, int]] = whole,
) -> dict[int, int]:
    """Pair labels with assertions, the best overlap first, each once.

    Args:
        labels: The labels.
        ours: What was read.
        extent: Gives the words of an assertion that are held against a label's.
    """
    ranked = sorted(
        ((_overlap(g, extent(a)), i, j) for i, g in enumerate(labels) for j, a in enumerate(ours)),
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
    """Tell whether the label's speaker and ours can be one: by a telling word or a country."""
    if label.speaker.lower().startswith(NEWSROOM) or "own voice" in label.speaker:
        return ours.speaker_id == NEWSROOM
    speaker = speakers.get(ours.speaker_id)
    if speaker is None:
        return False
    wanted = _words(label.speaker)
    got = _words(f"{ours.speaker} {'' if '(' in ours.speaker_text else ours.speaker_text}")
    telling, ours_telling = wanted - _GENERIC, got - _GENERIC
    if telling & ours_telling:
        return True
    official = speaker.country and speaker.kind in ("government", "body")
    if official and country_within(label.speaker) == speaker.country:
        return True
    said = _words("" if "(" in label.words else label.words) - _GENERIC
    return bool(said & ours_telling) or (not (telling and ours_telling) and bool(wanted & got))


def intervals(hits: int, total: int) -> tuple[float, float]:
    """Give the Wilson interval of a share at 95 %."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, hits / total
    whole = 1 + z * z / total
    middle = (share + z * z / (2 * total)) / whole
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / whole
    return middle - half, middle + half


def half_of(report: str) -> int:
    """Tell to which half a report belongs, by the hash of its id: 0 for tuning, 1 held back."""
    return int(hashlib.sha256(report.encode()).hexdigest(), 16) % 2


def labelled_reports() -> Iterator[Labelled]:
    """Read the labelled reports of both hands, in order."""
    for hand in sorted(path for path in LABELS.iterdir() if path.is_dir()):
        events = yaml.safe_load((hand / f"{hand.name}-events.yaml").read_text("utf-8"))
        names = {
            row["id"]: row["name"] for event in events.values() for row in event.get("speakers", ())
        }
        for path in sorted(hand.glob(f"{hand.name}-[0-9]*.yaml")):
            row = yaml.safe_load(path.read_text("utf-8"))
            text = path.with_suffix(".txt").read_bytes().decode("utf-8")
            mentions = [_gold(text, mention, names) for mention in row["mentions"]]
            yield Labelled(path.stem, text, row["genre"], half_of(path.stem), mentions)


def _gold(text: str, mention: dict[str, Any], names: dict[str, str]) -> Gold:
    words, at = str(mention["text"]), -1
    for _ in range(mention.get("nth", 1)):
        at = text.index(words, at + 1)
    return Gold(
        words,
        at,
        at + len(words),
        names.get(mention["speaker"], mention["speaker"]),
        mention["stance"],
        mention.get("speaker_text") or "",
    )


def _overlap(label: Gold, ours: tuple[int, int]) -> float:
    start, end = ours
    shared = min(label.end, end) - max(label.start, start)
    if shared <= 0:
        return 0.0
    return shared / (max(label.end, end) - min(label.start, start))


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 1}


def share_of(hits: int, total: int) -> str:
    """Give a share with its Wilson interval at 95 %, as a cell of a table."""
    if not total:
        return "-"
    low, high = intervals(hits, total)
    return f"{hits / total:.3f} ({low:.3f}-{high:.3f})"


_PAGE = """# Reading of labelled reports

Sixty invented reports by two hands (`tests/cases/labelled/reports`). *Span found*: an assertion
overlaps the labelled words by half or more of both. *Right*: speaker and stance are right too.
*Precision of spans*: the share of assertions read that a label bears out; labels leave some true
assertions out, so it is a lower bound. In brackets the Wilson interval at 95 %. The half held back
was never looked at.

Made by `python bench/report_score.py --out docs/bench-reports.md`.

"""


def main() -> None:
    """Print mentions right by half and genre, and write the page if asked."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, help="write the table to this page")
    asked.add_argument("--misses", action="store_true", help="print misses of the half for tuning")
    options = asked.parse_args()
    table = Table()
    for report in labelled_reports():
        show = options.misses and report.half == 0
        if show:
            print(report.id)
        table.add(report, score(report.text, report.mentions, show=show))
    lines = "\n".join(table.lines())
    print(lines)
    if options.out is not None:
        options.out.write_text(_PAGE + lines + "\n", "utf-8")


if __name__ == "__main__":
    main()
