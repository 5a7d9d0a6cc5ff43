"""Invented listings, a matcher that finds nothing, and a report with every part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from counterflow.core.model.listings import Listing
from counterflow.core.model.matches import Match
from counterflow.core.model.snapshots import ListState
from counterflow.screening.tuning.below_the_line import Estimate
from counterflow.screening.tuning.change import AcceptedBreach, ProposedChange, Signature
from counterflow.screening.tuning.comparison import Change, Comparison, Forecast, Volume
from counterflow.screening.tuning.named_cases import NamedCase
from counterflow.screening.tuning.quality import Quality, share_of
from counterflow.screening.tuning.recall import ClassRecall, Miss, judged
from counterflow.screening.tuning.report import Recall, TuningReport
from counterflow.watch.matching.entity import Profile

SYLLABLES = ("kor", "lin", "za", "ven", "tir", "bras", "dol", "fen", "gri", "mab", "os", "qua")


def invented(count: int) -> list[Listing]:
    """Persons and companies of invented syllables."""
    found = []
    for n in range(count):
        one, two, three = (SYLLABLES[(n * k + n // 12) % 12] for k in (1, 5, 7))
        name = f"{one}{two} {three}{one}".title()
        company = {"name": [f"{name} Trading LLC"], "country": ["cu"]}
        person = {"name": [name + " " + two.title() + "an"], "nationality": ["ru"]}
        schema, properties = ("Company", company) if n % 2 else ("Person", person)
        found.append(Listing(f"house-{n:03}", "house", schema, properties))
    return found


class Blind:
    """Finds nothing: what a broken index would do."""

    def match(
        self, profiles: Sequence[Profile], *, limit: int, threshold: float
    ) -> list[tuple[Match, ...]]:
        return [() for _ in profiles]

    def proposes(self, entity: Any, of_list: str, listing: str, *, limit: int) -> bool:
        return False


def whole_report() -> TuningReport:
    """A report with every part, from fixed figures: no matcher has a say in it."""
    lists = (
        ListState("un_sc", "un_sc@2026-01-15#0a1b2c3d4e5f", "current", lacks=("aliases",)),
        ListState("house", "house@2025-12-01#ffeeddccbbaa", "stale", why="51 days old"),
    )
    quality = Quality("set.csv", 40, 20, share_of(38, 40), share_of(38, 41), share_of(3, 41))
    sides = [
        Volume(name, at, "2026-01-20", lists, alerts, share_of(n, 500), n + 3, quality)
        for name, at, alerts, n in (("0.70", 0.7, 21, 19), ("0.72", 0.72, 18, 17))
    ]
    comparison = Comparison(
        source="orders.csv",
        compared=500,
        before=sides[0],
        after=sides[1],
        gained=(),
        gained_count=0,
        lost=(Change("Korlin <b>Zaven</b>", "IR", "house-001", "house", "ZAVEN, Korlin", 0.71),),
        lost_count=3,
        forecast=Forecast(1000, (38, 24, 59), (34, 21, 54), (-4, -10, 2)),
        labelled_lost=("p-1",),
    )
    signed = Signature("A. Officer", "none of 60 labelled pairs was the same party", "2026-01-20")
    both = msgspec.structs.replace(signed, second="B. Head")
    accepted = AcceptedBreach(
        "two-typos",
        "two-typos (two slips): 150 of 200 found (0.750), floor 0.88",
        "the names not found were read one by one, none trades in our region",
    )
    return TuningReport(
        made_on="2026-01-20",
        as_of="2026-01-20",
        engine="0.1.0",
        settings="5e77",
        rules="2d1e",
        threshold=0.7,
        lists=lists,
        recall=Recall(1, 200, 4321, _classes(), (NamedCase("country", "Kuba", "CU", True, "CU"),)),
        labelled=quality,
        below_the_line=Estimate(
            "orders.csv",
            1,
            0.6,
            0.7,
            500,
            320,
            60,
            2,
            55,
            2,
            1,
            10.7,
            3,
            43,
            1,
            ("A. Officer",),
            ("un_sc@2026-01-15#0a1b2c3d4e5f",),
        ),
        change=ProposedChange(comparison, both),
        signature=msgspec.structs.replace(signed, breaches=(accepted,)),
    )


def _classes() -> tuple[ClassRecall, ...]:
    miss = Miss("house-002", "house", "Bras\u202edol", "Brasdlo", True, 0.41, "the names differ")
    unseen = Miss("house-003", "house", "Zaventir", "Zavntir", False, 0.97, "one slip")
    rows = (("one-typo", "one slip", 196, 0.96), ("two-typos", "two slips", 150, 0.88))
    made = [
        ClassRecall(
            name=name,
            words=words,
            asked=200,
            whole=False,
            candidates=judged(200, 200, None),
            matches=judged(found, 200, floor),
            floor_source="target",
            lists={"house": (80, 78), "un_sc": (120, found - 78)},
            misses=(miss, unseen),
        )
        for name, words, found, floor in rows
    ]
    empty = judged(0, 0, 0.99)
    return (*made, ClassRecall("accents", "accents left out", 0, True, empty, empty, "", {}, ()))
