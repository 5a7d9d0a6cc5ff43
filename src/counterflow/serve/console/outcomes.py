"""Find the decisions of a screened file by headline, without reading all of it for every page."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from counterflow.core.model.decisions import Decision

_DECISION = msgspec.json.Decoder(Decision)


class _Head(msgspec.Struct):
    headline: str


_HEAD = msgspec.json.Decoder(_Head)


class Outcomes(NamedTuple):
    """Where each decision begins in a file of outcomes.

    Attributes:
        path: The file, a decision a line.
        starts: Byte at which each decision begins.
        headlines: Places of decisions in ``starts``, by headline.
    """

    path: Path
    starts: Sequence[int]
    headlines: dict[str, Sequence[int]]

    def decision(self, place: int) -> Decision:
        """Give the decision at a place, from 0.

        Raises:
            IndexError: there are not as many.
        """
        with self.path.open("rb") as file:
            file.seek(self.starts[place])
            return _DECISION.decode(file.readline())


def outcomes_of(path: Path) -> Outcomes:
    """Find the decisions of a file of outcomes; read through once for each file, then remembered.

    Args:
        path: NDJSON, as screening writes it.
    """
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> Outcomes:
    starts = array("Q")
    headlines: dict[str, array[int]] = {}
    at = 0
    with path.open("rb") as file:
        for line in file:
            headline = _HEAD.decode(line).headline
            headlines.setdefault(headline, array("Q")).append(len(starts))
            starts.append(at)
            at += len(line)
    return Outcomes(path, starts, dict(headlines))
