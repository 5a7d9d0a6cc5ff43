"""The rows of the benchmark's table and how they are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from matching_ours import Answer
from matching_queries import Query, wilson


@dataclass(frozen=True, slots=True)
class Share:
    """How often something was so, with the 95 % interval of it."""

    hits: int
    count: int

    @property
    def value(self) -> float:
        """Give the share itself; 0 where nothing was tried."""
        return self.hits / self.count if self.count else 0.0

    def shown(self) -> str:
        """Write a recall: ``.924 [.906, .939] of 1,000``."""
        low, high = wilson(self.hits, self.count)
        return f"{_point(self.value)} [{_point(low)}, {_point(high)}] of {self.count:,}"

    def percent(self) -> str:
        """Write a rate of false alerts: ``0.85 % [0.53, 1.36], 17 of 2,000``."""
        low, high = wilson(self.hits, self.count)
        shown = f"{self.value:.2%} [{low * 100:.2f}, {high * 100:.2f}]".replace("%", " %")
        if self.count >= 10_000:
            shown = f"{self.value:.3%} [{low * 100:.3f}, {high * 100:.3f}]".replace("%", " %")
        return f"{shown}, {self.hits:,} of {self.count:,}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    Attributes:
        measure: What was measured.
        peer: What the peer gave in this run; empty where it was not asked.
        ours: What we gave.
        target: What is to be reached, in words; empty where it is told for information.
        met: Whether it was; ``None`` where there is no target or no peer to compare with.
    """

    measure: str
    peer: str
    ours: str
    target: str = ""
    met: bool | None = None


def recall(queries: Sequence[Query], answers: Iterable[Answer], *, scored: bool) -> Share:
    """Count the queries whose listing was found, among the candidates or among the matches."""
    wanted = {query.id: query.wanted for query in queries}
    hits = count = 0
    for answer in answers:
        if answer.id in wanted:
            found = [at for at, _ in answer.matches] if scored else answer.candidates
            count += 1
            hits += wanted[answer.id] in found
    missing = len(wanted) - count
    return Share(hits, count + max(0, missing))


def alerts(queries: Sequence[Query], answers: Iterable[Answer]) -> Share:
    """Count the queries that had any match."""
    matched = {answer.id for answer in answers if answer.matches}
    return Share(sum(query.id in matched for query in queries), len(queries))


def tagged(queries: Sequence[Query], tag: str) -> list[Query]:
    """Give the queries that are counted under a tag."""
    return [query for query in queries if tag in query.tags]


def _point(share: float) -> str:
    text = f"{share:.3f}"
    return text.removeprefix("0")


def table(rows: Sequence[Row]) -> list[str]:
    """Write rows as a table in Markdown."""
    words = {True: "yes", False: "**no**", None: "–"}
    lines = ["| measure | peer in this run | ours | target | met? |", "|---|---|---|---|---|"]
    for row in rows:
        cells = (row.measure, row.peer or "–", row.ours or "–", row.target or "–", words[row.met])
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Give rows as plain values."""
    return [asdict(row) for row in rows]
