"""Measure how goods are recognised by their descriptions, and what a goods line costs.

HS texts and real descriptions are those of ``../shared/data`` (see its manifest); they are split by
the first bit of the SHA-256 of the description: half 0 was looked at while the model was settled,
half 1 is held back. ``goods_words.csv`` was written after the term table and never tuned on, but by
the same hand. Usage: ``python bench/goods.py``.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import hashlib
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.screening.pipeline.goods import goods_notes
from counterflow.screening.pipeline.goods_texts import text_findings
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.descriptions import read_description
from counterflow.watch.goods.nomenclature import Nomenclature
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer
from matching_table import Share

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared" / "data"
TILES = "6907"
"""The heading of 94 % of the real descriptions, which would flatter any figure; left out."""
HELD_BACK = 1
Pairs = list[tuple[str, str]]


def half(text: str) -> int:
    """Give the half to which a description belongs."""
    return hashlib.sha256(text.encode()).digest()[0] % 2


def hs_texts(shared: Path) -> dict[str, str]:
    """Give the texts of HS 2022."""
    with (shared / "reference/hs/harmonized-system_2022.csv").open(encoding="utf-8") as file:
        return {row["hscode"]: row["description"] for row in csv.DictReader(file)}


def national_texts(shared: Path) -> Pairs:
    """Give the texts of the EU's eight-digit nomenclature, in words of their own, with HS-6."""
    path = shared / "reference/hs/CN2023_en_intrastat_codes.csv.gz"
    with gzip.open(path, "rt", encoding="cp1252", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        return [(row["description"], row["code"][:6]) for row in rows]


def real_descriptions(shared: Path) -> Pairs:
    """Give each distinct description of real shipments with its HS-6."""
    path = shared / "trade/shipments_real_companies.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = ("".join(filter(str.isdigit, row["hs_code"]))[:6] for row in rows)
    pairs = {(row["description"].strip(), code) for row, code in zip(rows, codes, strict=True)}
    return sorted((text, code) for text, code in pairs if text and len(code) == 6)


def retrieval(name: str, pairs: Pairs, texts: Nomenclature) -> Iterator[str]:
    """Measure how often the right subheading and heading come first, or among five."""
    hits = [0, 0, 0, 0]
    begin = time.process_time()
    for text, code in pairs:
        found = [one.code for one in texts.find(text, 5)]
        hits[0] += found[:1] == [code]
        hits[1] += code in found
        hits[2] += [one[:4] for one in found[:1]] == [code[:4]]
        hits[3] += code[:4] in {one[:4] for one in found}
    micros = (time.process_time() - begin) / len(pairs) * 1e6
    shares = " | ".join(Share(count, len(pairs)).shown() for count in hits)
    yield f"| {name} | {shares} | {micros:.0f} |"


def misfits(name: str, pairs: Pairs, texts: Nomenclature) -> Iterator[str]:
    """Measure how often a right code is called unlike, and how often one of another chapter is."""
    rng = random.Random(7)
    wrong = []
    for text, code in pairs:
        others = [other for _, other in rng.sample(pairs, 40) if other[:2] != code[:2]]
        wrong.append((text, others[0]))
    false = sum(texts.misfit(text, code[:2]) is not None for text, code in pairs)
    caught = sum(texts.misfit(text, code[:2]) is not None for text, code in wrong)
    count = len(pairs)
    yield f"| {name} | {Share(false, count).percent()} | {Share(caught, count).percent()} |"


def reviews(pairs: Pairs, texts: Nomenclature) -> Iterator[str]:
    """Measure what right codes come to with descriptions, and listed goods declared as food."""
    tables, gazetteer, on = load_goods_tables(), load_gazetteer(), dt.date(2026, 11, 21)

    def reviewed(text: str, code: str) -> bool:
        one = Transaction("1", goods=(GoodsLine(code, text),))
        found = recognise(one, gazetteer=gazetteer, tables=tables, as_of=on, nexus=None)
        said = text_findings(one, found, tables, texts)
        return any(finding.outcome is Outcome.REVIEW for finding in said)

    listed = [pair for pair in pairs if any(r.tier for r in tables.among([pair[1]], on))]
    right = Share(sum(reviewed(*pair) for pair in pairs), len(pairs))
    food = Share(sum(reviewed(text, "190590") for text, _ in listed), len(listed))
    yield f"| descriptions with their right codes: review | {right.percent()} |"
    yield f"| listed goods under a food code (1905.90): review | {food.percent()} |"


def words() -> Iterator[str]:
    """Measure the term table on words that it was not made from."""
    with (HERE / "goods_words.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for listed, measure in (("yes", "named goods found"), ("no", "everyday goods hinted at")):
        texts = [row["text"] for row in rows if row["listed"] == listed]
        found = [text for text in texts if read_description(text)]
        odd = found if listed == "no" else [text for text in texts if text not in found]
        yield f"| {measure} | {Share(len(found), len(texts)).percent()} | {'; '.join(odd)} |"


def hints(name: str, pairs: Pairs) -> Iterator[str]:
    """Measure how often a hint points to the heading under which the goods really stand."""
    hinted = fits = 0
    for text, code in pairs:
        found = read_description(text)
        hinted += bool(found)
        fits += any(code[:4] == one[:4] for hint in found for one in hint.codes)
    other = Share(hinted - fits, len(pairs)).percent()
    yield f"| {name} | {hinted:,} of {len(pairs):,} | {fits:,} | {other} |"


def speed() -> Iterator[str]:
    """Measure what a goods line costs: all that is asked of it, without parties and places."""
    rng = random.Random(3)
    syllables = ("ba", "cor", "del", "fen", "hol", "kel", "mer", "nor", "pal", "tel", "wa", "zan")
    plain = ["leather shoes", "cotton fabric", "ceramic tiles", "steel pipes", "green coffee"]

    def word() -> str:
        return "".join(rng.choice(syllables) for _ in range(3))

    codes = ["6403.99", "520811", "690721", "730619", "090111"]
    kinds: dict[str, Callable[[], GoodsLine]] = {
        "repeated texts": lambda: GoodsLine(rng.choice(codes), rng.choice(plain)),
        "every text another": lambda: GoodsLine(
            rng.choice(codes), f"{word()} {word()} {rng.choice(plain)} {rng.randint(1, 10**9)}"
        ),
        "listed codes": lambda: GoodsLine("8542.31", "microcontrollers"),
        "no code, listed words": lambda: GoodsLine("", "drone servo"),
    }
    tables, gazetteer, on = load_goods_tables(), load_gazetteer(), dt.date(2026, 11, 21)
    for name, make in kinds.items():
        lines = [Transaction("1", goods=(make(),)) for _ in range(20_000)]
        bare = Transaction("1")

        def ask(one: Transaction) -> None:
            found = recognise(one, gazetteer=gazetteer, tables=tables, as_of=on, nexus=None)
            for _ in (*goods_notes(one, tables), *text_findings(one, found, tables)):
                pass

        begin = time.process_time()
        for one in lines:
            ask(one)
        middle = time.process_time()
        for _ in lines:
            ask(bare)
        end = time.process_time()
        micros = (middle - begin - (end - middle)) / len(lines) * 1e6
        yield f"| {name} | {micros:.1f} |"


def main() -> None:
    """Print every measure as tables of Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--half", type=int, choices=(0, 1), default=HELD_BACK)
    asked = parser.parse_args()
    print("| Words written after the term table | Share | Which |\n|---|---|---|")
    print(*words(), sep="\n")
    if asked.shared.is_dir():
        texts = Nomenclature(hs_texts(asked.shared), "HS 2022")
        real = real_descriptions(asked.shared)
        national = national_texts(asked.shared)
        print("\n| All descriptions | Hinted | Of them under the heading of a hint | Others |")
        print("|---|---|---|---|")
        print(*hints("real shipments", real), *hints("CN 2023 texts", national), sep="\n")
        sets = {
            "real shipments without tiles": [p for p in real if p[1][:4] != TILES],
            "CN 2023 texts": national,
        }
        held = {
            name: [p for p in pairs if half(p[0]) == asked.half and p[1] in texts.texts]
            for name, pairs in sets.items()
        }
        texts.find("built before it is timed")
        print(f"\n| Half {asked.half} | Top 1 | Top 5 | Heading first | Heading in 5 | µs |")
        print("|---|---|---|---|---|---|")
        for name, pairs in held.items():
            print(*retrieval(name, pairs, texts), sep="\n")
        print(f"\n| Half {asked.half} | Right codes called unlike | Codes of another chapter |")
        print("|---|---|---|")
        for name, pairs in held.items():
            print(*misfits(name, pairs, texts), sep="\n")
        print(f"\n| Half {asked.half} of both, with texts imported | Share |\n|---|---|")
        print(*reviews([pair for pairs in held.values() for pair in pairs], texts), sep="\n")
    print("\n| A goods line | µs |\n|---|---|")
    print(*speed(), sep="\n")


if __name__ == "__main__":
    main()
