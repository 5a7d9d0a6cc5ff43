"""Follow the real daily versions of SDN.CSV, and compare with a full search at random points.

    python bench/rescreen_days.py                              # 309 versions, 1,000,000 parties
    python bench/rescreen_days.py --parties 20000 --every 12   # a sample

From one version to the next only the parties that the change touches are searched again. At ten
points, drawn by a seed, what stands is compared with a search of all parties. Exit code 1 where
anything differs.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import lists as real
import rescreen
from counterflow.core.errors import ListError
from counterflow.core.memory import search_rarely
from counterflow.core.model.listings import Listing
from counterflow.core.model.parties import Party, entity_of
from counterflow.review.monitor.touched import ListChange
from counterflow.screening.pipeline.parties import PartyMatcher, compared
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.build import build_index
from counterflow.watch.index.kept_names import KeptNames, NameReader
from counterflow.watch.lists.history import Past, past_versions
from counterflow.watch.matching.entity import read_entity
from counterflow.watch.sources.reading import read_list

POINTS = 10
LIMIT = 75
_TOGETHER = 1000


class Followed(NamedTuple):
    """What following the versions came to.

    Attributes:
        versions: How many were followed.
        touched: Parties searched again, all steps together.
        points: At which versions everything was searched.
        differs: Parties that stood otherwise at any of them.
        back: Seconds of the processor for the steps.
        full: Seconds of the processor for the searches of everything.
    """

    versions: int
    touched: int
    points: tuple[str, ...]
    differs: int
    back: float
    full: float


def listings_of(past: Past, folder: Path) -> list[Listing]:
    """Read a version; nothing of one that cannot be read."""
    path = past.write_to(folder)
    try:
        return read_list([path], list_name=real.NAME).listings
    except ListError:
        return []
    finally:
        path.unlink()


def follow(
    versions: Iterator[tuple[str, list[Listing]]], parties: Sequence[Party], points: set[int]
) -> Followed:
    """Follow versions of a list.

    Args:
        versions: Their days and listings, the earliest first.
        parties: The history.
        points: Numbers of the versions at which everything is searched, from 1.
    """
    asked = [compared(one) for one in parties]
    kept = _kept(asked)
    index: IndexArrays | None = None
    stands: list[object] = []
    seen, touched, differs, back, full, count = [], 0, 0, 0.0, 0.0, 0
    for day, listings in versions:
        before, index = index, build_index(listings, earlier=index)
        matcher = PartyMatcher(index, remember=False)
        if before is None:
            stands = _searched(matcher, asked)
            continue
        count += 1
        began = time.process_time()
        change = ListChange(before, index, threshold=0.7)
        found = _touched(change, kept, asked)
        for at, answer in zip(found, _searched(matcher, [asked[at] for at in found]), strict=True):
            stands[at] = answer
        touched += len(found)
        back += time.process_time() - began
        print(f"{day}: {len(found):,} touched {change.everything}", file=sys.stderr, flush=True)
        if count in points:
            began = time.process_time()
            every = _searched(matcher, asked)
            full += time.process_time() - began
            differs += sum(one != other for one, other in zip(stands, every, strict=True))
            seen.append(day)
    return Followed(count, touched, tuple(seen), differs, back, full)


def _kept(asked: Sequence[Party]) -> KeptNames:
    reader = NameReader()
    for at in range(0, len(asked), 5000):
        reader.add([read_entity(entity_of(one)) for one in asked[at : at + 5000]])
    return reader.kept()


def _touched(change: ListChange, kept: KeptNames, asked: Sequence[Party]) -> list[int]:
    if change.everything:
        return list(range(len(asked)))
    found = [] if change.empty else change.candidates(kept).tolist()
    told = change.touched([asked[at] for at in found])
    return [at for at, yes in zip(found, told, strict=True) if yes]


def _searched(matcher: PartyMatcher, asked: Sequence[Party]) -> list[object]:
    """Search parties; what each matches, short: its listings with their scores."""
    short: list[object] = []
    for begin in range(0, len(asked), _TOGETHER):
        found = matcher.weigh_parties(asked[begin : begin + _TOGETHER], limit=LIMIT)
        short += [
            (tuple((match.id, match.score, match.listing) for match in one.matches), one.set_aside)
            for one in found
        ]
    return short


def main() -> int:
    """Follow, print, and say by the exit code whether anything differs."""
    search_rarely()
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--parties", type=int, default=1_000_000)
    parser.add_argument("--every", type=int, default=1, help="every so manyth version")
    given = parser.parse_args()
    if not real.BUNDLE.is_file():
        print(f"the real versions are not at {real.BUNDLE}: nothing was measured")
        return 0
    rng = random.Random(rescreen.SEED)
    with tempfile.TemporaryDirectory() as name, past_versions(real.BUNDLE, "sdn.csv") as past:
        chosen = past[:: given.every]
        last = listings_of(past[-1], Path(name))
        listed = [one.caption for one in last if one.caption.isascii() and len(one.caption) > 5]
        made = rescreen.party_names(given.parties, listed, listed, rng, 0.01)
        parties = [Party("", one, country=rescreen.country_of(one)) for one in made]
        points = set(rng.sample(range(1, len(chosen)), min(POINTS, len(chosen) - 1)))
        versions = ((one.day, listings_of(one, Path(name))) for one in chosen)
        told = follow(((day, held) for day, held in versions if held), parties, points)
    print(
        f"{told.versions} steps, {len(parties):,} parties: {told.touched:,} searched again, "
        f"{told.back:.0f} s; everything searched at {len(told.points)} points "
        f"({', '.join(told.points)}), {told.full:.0f} s: {told.differs} differ"
    )
    return int(told.differs > 0)


if __name__ == "__main__":
    raise SystemExit(main())
