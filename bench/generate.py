"""A seeded generator of trade files that repetition cannot flatter.

Company names are perturbed from GLEIF legal names where ``../shared/data/ownership`` is present
(else put together from invented syllables), people are put together from syllables, HS codes are
those of the Korean declarations in ``../shared/data/trade`` where present. One row in a hundred
holds a high-priority code, one in a thousand a planted true case: a listed name, altered.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
HEADINGS = (
    "shipment_id", "date", "shipper", "shipper_country", "consignee", "consignee_country",
    "hs_code", "description", "quantity", "value", "port_of_loading", "port_of_discharge",
    "destination_country",
)  # fmt: skip
COUNTRIES = (
    "DE", "FR", "NL", "PL", "IT", "ES", "GB", "US", "CA", "JP", "KR", "VN", "TH", "MY", "ID", "AU",
    "BR", "CL", "PE", "KE", "GH", "EG", "MA", "SA", "QA",
)  # fmt: skip
PORTS = ("Hamburg", "Rotterdam", "Antwerp", "Busan", "Yokohama", "Santos", "Mombasa", "Gdansk")
HIGH_PRIORITY = ("854231", "854232", "852691", "853221", "848210", "903020", "901420", "880730")
SYLLABLES = (
    "ba", "be", "bo", "bra", "cal", "cor", "da", "del", "den", "dor", "el", "fa", "fen", "gal",
    "gor", "ha", "hol", "il", "jas", "ka", "kel", "lan", "lor", "ma", "mer", "mon", "na", "nel",
    "nor", "o", "pal", "per", "qui", "ra", "ren", "ro", "sa", "sel", "sin", "sol", "ta", "tel",
    "tor", "u", "va", "vel", "vin", "wa", "xen", "ya", "zan", "zor",
)  # fmt: skip
FORMS = ("Ltd", "LLC", "GmbH", "SA", "BV", "Inc", "Co Ltd", "SRL", "Sp. z o.o.", "AS", "Oy")


def syllable_word(rng: random.Random) -> str:
    """Give an invented word."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize()


def company_bases(rng: random.Random) -> list[str]:
    """Give real legal names to perturb, or invented ones where the data is absent."""
    path = SHARED / "ownership" / "gleif_l1_electronics_semiconductors.parquet"
    if path.is_file():
        import pyarrow.parquet as pq

        return [str(n) for n in pq.read_table(path)["Entity.LegalName"].to_pylist() if n]
    return [f"{syllable_word(rng)} {syllable_word(rng)} {rng.choice(FORMS)}" for _ in range(20_000)]


def hs_codes() -> list[str]:
    """Give the codes of real declarations, or a few common ones where the data is absent."""
    path = SHARED / "trade" / "customs_declaration" / "df_syn_train_eng.csv.gz"
    if not path.is_file():
        return ["690721", "640399", "611020", "392690", "732690", "848180", "940360", "090111"]
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [row["HS6 Code"].zfill(6) for row in csv.DictReader(file)]


def company(rng: random.Random, bases: Sequence[str]) -> str:
    """Perturb a name so that it stands for another company: words swapped, added or invented."""
    words = rng.choice(bases).split()
    other = rng.choice(bases).split()
    turn = rng.random()
    if turn < 0.4:
        words[rng.randrange(len(words))] = syllable_word(rng)
    elif turn < 0.7:
        words = [*words[: max(1, len(words) // 2)], *other[: max(1, len(other) // 2)]]
    else:
        words.insert(rng.randrange(len(words) + 1), syllable_word(rng))
    if rng.random() < 0.3:
        words.append(rng.choice(FORMS))
    return " ".join(words)


def person(rng: random.Random) -> str:
    """Give an invented person."""
    return f"{syllable_word(rng)} {syllable_word(rng)} {syllable_word(rng)}"


def altered(rng: random.Random, name: str) -> str:
    """Alter a listed name as papers do: an edit, another order, other case."""
    words = name.replace(",", "").split()
    turn = rng.random()
    if turn < 0.25:
        rng.shuffle(words)
    elif turn < 0.75:
        at = rng.randrange(len(words))
        word = words[at]
        if len(word) > 3:
            i = rng.randrange(1, len(word) - 1)
            letter = rng.choice("aeiourstln")
            head, tail = word[:i], word[i + 1 :]
            edits = (
                head + tail,
                head + letter + word[i:],
                head + letter + tail,
                head + word[i + 1] + word[i] + word[i + 2 :],
            )
            words[at] = rng.choice(edits)
    return " ".join(words).title() if rng.random() < 0.5 else " ".join(words)


def rows(
    count: int, seed: int, listed: Sequence[tuple[str, str]]
) -> Iterator[tuple[list[str], str]]:
    """Give rows and, for a planted one, the id of the listing that it is taken from."""
    rng = random.Random(seed)
    bases, codes = company_bases(rng), hs_codes()
    for number in range(1, count + 1):
        planted = ""
        shipper = company(rng, bases)
        consignee = person(rng) if rng.random() < 0.3 else company(rng, bases)
        if listed and rng.random() < 0.001:
            planted, name = rng.choice(listed)
            consignee = altered(rng, name)
        code = rng.choice(HIGH_PRIORITY) if rng.random() < 0.01 else rng.choice(codes)
        destination = rng.choice(COUNTRIES)
        day = f"2026-{rng.randint(1, 10):02d}-{rng.randint(1, 28):02d}"
        yield (
            [
                f"S{number:08d}", day, shipper, rng.choice(COUNTRIES), consignee, destination,
                code, "goods as declared", str(rng.randint(1, 5000)),
                f"{rng.uniform(50, 90_000):.2f}", rng.choice(PORTS), rng.choice(PORTS), destination,
            ],
            planted,
        )  # fmt: skip


def write(path: Path, count: int, seed: int, listed: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Write a file; give the planted listing by shipment, also kept beside the file as JSON."""
    plants: dict[str, str] = {}
    names: set[int] = set()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for row, planted in rows(count, seed, listed):
            writer.writerow(row)
            names.update((hash(row[2]), hash(row[4])))
            if planted:
                plants[row[0]] = planted
    path.with_suffix(".plants.json").write_text(
        json.dumps({"distinct_names": len(names), "plants": plants}), encoding="utf-8"
    )
    return plants
