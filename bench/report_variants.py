"""Rewrite the labelled seed articles by a seed, and count which mentions still come out right.

Names, countries, capitals, things, dates and cue verbs are swapped and groups of paragraphs change
places; the labels move along. What reads two articles by heart fails here. Run it as
``python bench/report_variants.py --variants 200``; the texts are read from ``../shared/reports``.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path

from report_score import Gold, intervals, right

FOLDER = Path(__file__).parents[2] / "shared" / "reports"

_COUNTRIES = [
    ("Iran", "Iranian", "Tehran"),
    ("Russia", "Russian", "Moscow"),
    ("Ukraine", "Ukrainian", "Kyiv"),
    ("North Korea", "North Korean", "Pyongyang"),
    ("China", "Chinese", "Beijing"),
    ("Turkey", "Turkish", "Ankara"),
    ("Serbia", "Serbian", "Belgrade"),
    ("Syria", "Syrian", "Damascus"),
    ("Belarus", "Belarusian", "Minsk"),
    ("Armenia", "Armenian", "Yerevan"),
    ("Georgia", "Georgian", "Tbilisi"),
    ("Pakistan", "Pakistani", "Islamabad"),
    ("India", "Indian", "New Delhi"),
]
_HOUSES = [
    (
        "White House",
        "US",
        "Washington",
        "US National Security Council",
        "United States",
        "WASHINGTON",
    ),
    ("Foreign Office", "UK", "London", "UK Cabinet Office", "United Kingdom", "LONDON"),
    (
        "State Department",
        "US",
        "Washington",
        "US Treasury Department",
        "United States",
        "WASHINGTON",
    ),
]
_PEOPLE = [
    "John Kirby",
    "Maria Halloran",
    "Peter Lindgren",
    "Thomas Okafor",
    "Anna Whitfield",
    "David Serrano",
    "Robert Maddox",
]
_CUES = {
    "said": ["said", "stated", "declared", "announced", "noted"],
    "added": ["added", "continued", "noted", "stressed"],
    "acknowledged": ["acknowledged", "admitted", "conceded"],
    "denied": ["denied", "rejected", "denied"],
    "told reporters": ["told reporters", "told journalists", "told a briefing"],
}
_THINGS = [
    {"UAVs": "UAVs", "drones": "drones", "drone": "drone", "UAV": "UAV"},
    {"UAVs": "missiles", "drones": "missiles", "drone": "missile", "UAV": "missile"},
    {"UAVs": "rockets", "drones": "rockets", "drone": "rocket", "UAV": "rocket"},
]
_DATES = ["2023-06-09", "2021-11-12", "2024-03-08", "2019-10-04"]
_DAYS = ["Friday", "Tuesday", "Thursday"]
# A group opens with a paragraph that names its speaker; what carries on stays behind it.
_CARRIES_ON = re.compile(r"^(?:He |She |[“\"](?![\s\S]*Kirby))")


def variant(
    text: str, mentions: list[dict[str, object]], seed: random.Random
) -> tuple[str, list[Gold]]:
    """Rewrite one text and move its labels along."""
    swaps = _swaps(seed)
    pattern = re.compile(
        r"(?<![A-Za-z])(?:"
        + "|".join(sorted(map(re.escape, swaps), key=len, reverse=True))
        + r")(?![A-Za-z])"
    )
    blocks = _blocks(text, shuffled=seed)
    made, labels = "", []
    for start, end in blocks:
        begin = len(made)
        at, shifts = start, [(start, begin)]
        for match in pattern.finditer(text, start, end):
            made += text[at : match.start()]
            shifts.append((match.start(), len(made)))
            made += swaps[match.group(0)]
            shifts.append((match.end(), len(made)))
            at = match.end()
        made += text[at:end] + "\n\n"
        labels += [
            _moved(m, shifts, swaps, pattern)
            for m in mentions
            if start <= int(str(m["start"])) < end
        ]
    return made.rstrip() + "\n", [
        Gold(made[g.start : g.end], g.start, g.end, g.speaker, g.stance, g.words) for g in labels
    ]


def _moved(
    mention: dict[str, object],
    shifts: list[tuple[int, int]],
    swaps: dict[str, str],
    pattern: re.Pattern[str],
) -> Gold:
    def to(at: int) -> int:
        old, new = max(pair for pair in shifts if pair[0] <= at)
        return new + at - old

    def renamed(words: object) -> str:
        return pattern.sub(lambda m: swaps[m.group(0)], str(words or ""))

    return Gold(
        "",
        to(int(str(mention["start"]))),
        to(int(str(mention["end"]))),
        renamed(mention["name"]),
        str(mention["stance"]),
        renamed(mention["speaker_text"]),
    )


def _swaps(seed: random.Random) -> dict[str, str]:
    swaps: dict[str, str] = {}
    chosen = seed.sample(_COUNTRIES, 3)
    for names, others in zip(_COUNTRIES[:3], chosen, strict=True):
        swaps |= dict(zip(names, others, strict=True))
    swaps |= {"YAK-130": "YAK-130", "Su-35": seed.choice(["Su-35", "MiG-29", "Su-24"])}
    swaps |= dict(zip(_HOUSES[0], seed.choice(_HOUSES), strict=True))
    person = seed.choice(_PEOPLE)
    swaps |= {"John Kirby": person, "Kirby": person.split()[1]}
    if person.split()[0] in ("Maria", "Anna"):
        swaps |= {"Mr Kirby": f"Ms {person.split()[1]}", "He": "She", "he": "she"}
    else:
        swaps |= {"Mr Kirby": f"Mr {person.split()[1]}"}
    swaps |= seed.choice(_THINGS)
    for old, new in _CUES.items():
        swaps[old] = seed.choice(new)
    swaps |= {"2023-06-09": seed.choice(_DATES), "Friday": seed.choice(_DAYS)}
    return swaps


def _blocks(text: str, shuffled: random.Random) -> list[tuple[int, int]]:
    spans = [(m.start(), m.end()) for m in re.finditer(r"[^\n](?:[^\n]|\n(?!\n))*", text)]
    groups: list[list[tuple[int, int]]] = []
    for span in spans:
        piece = text[span[0] : span[1]].strip()
        follows = (
            bool(_CARRIES_ON.match(piece)) or "Earlier" in text[max(0, span[0] - 900) : span[0]]
        )
        if groups and follows:
            groups[-1].append(span)
        else:
            groups.append([span])
    first, rest = groups[0], groups[1:]
    recap = [group for group in rest if any("Earlier" in text[a:b] for a, b in group)]
    rest = [group for group in rest if group not in recap]
    shuffled.shuffle(rest)
    return [span for group in [first, *rest, *recap] for span in group]


def measure(variants: int, seed: int = 2026, *, show: bool = False) -> tuple[int, int, int]:
    """Count over variants: mentions right, mentions labelled, assertions read.

    Args:
        variants: How many.
        seed: Of the first; each has its own.
        show: Whether to print what was missed.
    """
    gold = json.loads((FOLDER / "gold_seeds.json").read_text("utf-8"))
    names = {key: row["name"] for key, row in gold["speakers"].items()}
    hits = total = found = 0
    for number in range(variants):
        doc = ("S0", "S1")[number % 2]
        text = (FOLDER / gold["docs"][doc]["file"]).read_bytes().decode("utf-8")
        mentions = [{**m, "name": names[m["speaker"]]} for m in gold["mentions"] if m["doc"] == doc]
        changed, labels = variant(text, mentions, random.Random(seed + number))
        good, read = right(changed, labels, show=show)
        hits, total, found = hits + good, total + len(labels), found + read
    return hits, total, found


def main() -> None:
    """Print the share of mentions that come out right over all variants, with its interval."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--variants", type=int, default=200)
    asked.add_argument("--seed", type=int, default=2026)
    asked.add_argument("--misses", action="store_true", help="print what was missed")
    options = asked.parse_args()
    hits, total, found = measure(options.variants, options.seed, show=options.misses)
    low, high = intervals(hits, total)
    print(f"variants {options.variants}, mentions {total}: right in span, speaker and stance "
          f"{hits / total:.3f} ({low:.3f}-{high:.3f}), precision {hits / found:.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
