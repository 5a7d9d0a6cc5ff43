"""Score the reading of ordinary news: whole words attributed, and whether the source is right.

``python bench/news_score.py`` prints the table by genre for ``tests/cases/labelled/news``, which
may be tuned on as a whole; ``--misses`` what was missed or read without a label.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from counterflow.core.assertions import NEWSROOM, Assertion
from counterflow.evidence.reports.reading import Reading, read_text
from report_score import Gold, paired, same_speaker, share_of

LABELS = Path(__file__).parents[1] / "tests" / "cases" / "labelled" / "news" / "news.yaml"
_TAG = re.compile(r"<(/?)([a-z])>")
HEAD = (
    "| genre | labelled | words found | attribution precision | recall | F1 | source right "
    "| stance right |\n|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Piece:
    """One piece of news with its labels."""

    id: str
    genre: str
    text: str
    mentions: list[Gold]


@dataclass
class Count:
    """Labels, those whose words were found, with the right source, with the right stance; reads."""

    labelled: int = 0
    found: int = 0
    right: int = 0
    stance: int = 0
    read: int = 0

    def add(self, other: Count) -> None:
        """Add the counts of another."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def line(self, name: str) -> str:
        """Give a row of the table."""
        f1 = 2 * self.right / (self.labelled + self.read) if self.read else 0.0
        shares = [
            share_of(self.found, self.labelled),
            share_of(self.right, self.read),
            share_of(self.right, self.labelled),
            f"{f1:.3f}" if self.read else "-",
            share_of(self.right, self.found),
            share_of(self.stance, self.found),
        ]
        return f"| {name} | {self.labelled} | {' | '.join(shares)} |"


def pieces() -> Iterator[Piece]:
    """Read the labelled pieces, tags taken out of the text."""
    for row in yaml.safe_load(LABELS.read_text("utf-8")):
        text, spans = _untagged(row["text"])
        mentions = [
            Gold(text[start:end], start, end, *_who(row["who"][tag]))
            for tag, (start, end) in spans.items()
        ]
        yield Piece(row["id"], row["genre"], text, sorted(mentions, key=lambda one: one.start))


def _who(row: list[str]) -> tuple[str, str, str]:
    return row[0], row[1], row[2] if len(row) > 2 else row[0]


def _untagged(tagged: str) -> tuple[str, dict[str, tuple[int, int]]]:
    text, at = "", 0
    starts: dict[str, int] = {}
    spans: dict[str, tuple[int, int]] = {}
    for tag in _TAG.finditer(tagged):
        text += tagged[at : tag.start()]
        at = tag.end()
        if tag.group(1):
            spans[tag.group(2)] = starts[tag.group(2)], len(text)
        else:
            starts[tag.group(2)] = len(text)
    return text + tagged[at:], spans


def contents(reading: Reading) -> list[Assertion]:
    """Give one assertion for each stretch of words attributed to somebody, newsroom apart."""
    kept: dict[tuple[Any, ...], Assertion] = {}
    for one in reading.assertions:
        if one.speaker_id != NEWSROOM:
            kept.setdefault((one.content_start, one.content_end, one.speaker_id), one)
    return list(kept.values())


def score(piece: Piece, *, show: bool = False) -> tuple[Count, Count]:
    """Count a piece: all its labels, and those without quotation marks (recall alone).

    Args:
        piece: The piece.
        show: Whether to print what is missed and what is read beyond the labels.
    """
    reading = read_text(piece.text)
    speakers = {one.id: one for one in reading.speakers}
    ours = contents(reading)
    pairs = paired(piece.mentions, ours, _content)
    every, unquoted = Count(read=len(ours)), Count()
    for at, label in enumerate(piece.mentions):
        got = ours[pairs[at]] if at in pairs else None
        right = got is not None and same_speaker(label, got, speakers)
        stance = got is not None and got.stance == label.stance
        one = Count(1, got is not None, right, stance)
        every.add(one)
        if '"' not in label.text:
            unquoted.add(one)
        if show and not (right and stance):
            read = f"{got.speaker}/{got.stance}: {got.text}" if got else "-"
            print(f"  MISS {label.speaker}/{label.stance}: {label.text!r} | {read}")
    for at, other in enumerate(ours):
        if show and at not in pairs.values():
            words = piece.text[other.content_start : other.content_end]
            print(f"  MORE {other.speaker}/{other.stance} [{other.cue}]: {words!r}")
    return every, unquoted


def _content(ours: Assertion) -> tuple[int, int]:
    return ours.content_start, ours.content_end


def table(*, show: bool = False) -> str:
    """Give the table of all pieces by genre in Markdown.

    Args:
        show: Whether to print misses on the way.
    """
    genres: dict[str, Count] = defaultdict(Count)
    for piece in pieces():
        if show:
            print(piece.id)
        every, unquoted = score(piece, show=show)
        genres["all"].add(every)
        genres["all, words without quotation marks"].add(unquoted)
        genres[piece.genre].add(every)
    lines = [count.line(name) for name, count in sorted(genres.items())]
    return "\n".join([HEAD, *lines])


_PAGE = """# Reading of ordinary news

Thirty invented pieces of news (`tests/cases/labelled/news`), labelled before the reading was tuned
to them, and tuned on since: the figures show what can be read, not what a stranger's text will
give. A label holds all words attributed; *words found*: half or more shared with what is read.
*Attribution*: words and source right. *Stance*: of those found. In brackets the Wilson interval at
95 %. What papers say in their own voice is not counted.

Made by `python bench/news_score.py --out docs/bench-news.md`.

"""


def main() -> None:
    """Print the table, and misses if asked."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--misses", action="store_true", help="print what is missed or beyond labels"
    )
    asked.add_argument("--out", type=Path, help="write the table to this page")
    options = asked.parse_args()
    lines = table(show=options.misses)
    print(lines)
    if options.out is not None:
        options.out.write_text(_PAGE + lines + "\n", "utf-8")


if __name__ == "__main__":
    main()
