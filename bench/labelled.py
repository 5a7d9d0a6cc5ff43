"""How well names and records are told apart, on pairs labelled by people who had not seen the code.

    python bench/labelled.py            # accuracy, precision, recall and F1 per set and half
    python bench/labelled.py --show     # and the mistakes of the half that is for tuning
    python bench/labelled.py --bands    # how often a score of each band was the same party

Half of each set is held back by a hash of its ids: nobody tunes to it, and only its figures are
printed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from counterflow.screening.tuning.intervals import wilson
from counterflow.watch.matching.compare import DECISION_POINT, compare

FOLDER = Path(__file__).parents[1] / "tests" / "cases" / "labelled"
_ALSO = ("gender", "passport", "address", "position")
_KEYS = {"passport": "passportNumber"}


class Pair(NamedTuple):
    """Two entities, whether they are taken for one party, and where that is said."""

    id: str
    kind: str
    ours: dict[str, Any]
    theirs: dict[str, Any]
    same: bool


def is_held_back(id_: str) -> bool:
    """Tell whether a pair belongs to the half that nobody tunes to."""
    return hashlib.sha256(id_.encode()).digest()[0] % 2 == 1


def _names() -> Iterator[Pair]:
    for file in sorted(FOLDER.glob("name_pairs_*.csv")):
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                ours, theirs = (
                    {"schema": row["schema"], "properties": {"name": [row[side]]}}
                    for side in ("ours", "theirs")
                )
                set_ = f"names {file.stem[-1]}"
                yield Pair(row["id"], set_, ours, theirs, row["same"] == "yes")


def _record(row: dict[str, str], side: str) -> dict[str, Any]:
    """Read one side of a labelled record."""
    held = {"name": [row[f"name_{side}"]]}
    person = row["schema"] == "Person"
    if row[f"birth_{side}"]:
        held["birthDate" if person else "incorporationDate"] = [row[f"birth_{side}"]]
    if row[f"country_{side}"]:
        held["nationality" if person else "country"] = [row[f"country_{side}"]]
    for item in filter(None, row[f"other_{side}"].split(";")):
        key, _, value = item.partition("=")
        held.setdefault(_KEYS.get(key.strip(), key.strip()), []).append(value.strip())
    return {"schema": row["schema"], "properties": held}


def _records() -> Iterator[Pair]:
    with (FOLDER / "entity_checks_c.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            ours, theirs = _record(row, "ours"), _record(row, "theirs")
            yield Pair("r" + row["id"], "records c", ours, theirs, row["same"] == "yes")
    for row in yaml.safe_load((FOLDER / "entity_checks.yaml").read_text(encoding="utf-8")):
        match = str(row.get("same", row.get("match", row.get("alert"))))
        yield Pair(row["id"], "records b", row["ours"], row["theirs"], match in ("yes", "True"))


BANDS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Where bands of scores begin; the last holds 1.0 alone."""


def _band(score: float) -> int:
    return max(at for at, least in enumerate(BANDS) if score >= least)


def print_bands() -> None:
    """Print, per half and band, the share of pairs that people called the same party."""
    told: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for pair in (*_names(), *_records()):
        half = "held back" if is_held_back(pair.id) else "for tuning"
        told[half, _band(compare(pair.ours, pair.theirs).score)][pair.same] += 1
    for (half, at), (other, same) in sorted(told.items()):
        end = f"to {BANDS[at + 1]:.2f}" if at + 1 < len(BANDS) else "       "
        low, high = wilson(same, same + other)
        print(
            f"{half:11} from {BANDS[at]:.2f} {end}  n {same + other:4}  "
            f"same {same / (same + other):.2f} ({low:.2f}-{high:.2f})"
        )


def main() -> None:
    """Print accuracy, precision, recall and F1 per set and half, or shares per band of scores."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("--show", action="store_true", help="list mistakes of the half for tuning")
    asked.add_argument("--bands", action="store_true", help="shares of the same party per band")
    args = asked.parse_args()
    if args.bands:
        print_bands()
        return
    show = args.show
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for pair in (*_names(), *_records()):
        score = compare(pair.ours, pair.theirs).score
        found = score >= DECISION_POINT
        half = "held back" if is_held_back(pair.id) else "for tuning"
        for group in (pair.kind, "all"):
            counts[half, group][2 * pair.same + found] += 1
        if show and half == "for tuning" and found != pair.same:
            says = "missed" if pair.same else "alert "
            ours, theirs = pair.ours["properties"], pair.theirs["properties"]
            print(f"{pair.id} {says} {score:.2f} {pair.ours['schema']}: {ours} | {theirs}")
    for (half, group), (quiet, false, missed, hit) in sorted(counts.items()):
        precision, recall = hit / max(hit + false, 1), hit / max(hit + missed, 1)
        f1 = 2 * hit / max(2 * hit + false + missed, 1)
        total = quiet + false + missed + hit
        right = (quiet + hit) / total
        print(
            f"{half:11} {group:10} n {total:4}  right {right:.3f}  "
            f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"
        )


if __name__ == "__main__":
    main()
