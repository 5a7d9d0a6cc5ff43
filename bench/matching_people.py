"""Parties that are on no list: people of many countries, people as the lists' own, companies.

The general mix: half Americans, half people of forty other locales, by Faker's name frequencies.
The hard mix: half put together from given and family names of listed people of one country, half
from Faker's locales of the countries that the lists name most. Names in other scripts are written
in Latin letters: Cyrillic and Greek by transliteration, Arabic and Persian by the spellings that
Wikidata knows (names it does not know are left out).
"""

from __future__ import annotations

import gzip
import json
import random
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from anyascii import anyascii

import generate
from matching_ground import SHARED, digest
from matching_queries import Entry, Listed, Person, Query, bag, folded, names_of

GENERAL = (
    "en_US=us", "en_GB=gb", "en_CA=ca", "en_AU=au", "en_IE=ie", "en_IN=in", "de_DE=de", "fr_FR=fr",
    "it_IT=it", "nl_NL=nl", "es_ES=es", "pt_PT=pt", "pt_BR=br", "pl_PL=pl", "cs_CZ=cz", "sk_SK=sk",
    "hu_HU=hu", "ro_RO=ro", "hr_HR=hr", "sl_SI=si", "sv_SE=se", "no_NO=no", "da_DK=dk", "fi_FI=fi",
    "et_EE=ee", "lt_LT=lt", "lv_LV=lv", "tr_TR=tr", "az_AZ=az", "id_ID=id", "fil_PH=ph",
    "es_AR=ar", "es_CL=cl", "fr_BE=be", "de_AT=at", "fr_CH=ch", "el_GR=gr", "bg_BG=bg", "en_PK=pk",
    "en_NZ=nz",
)  # fmt: skip
HARD = (
    "ru_RU=ru", "uk_UA=ua", "ar_AA=sy", "ar_SA=sa", "ar_PS=ps", "fa_IR=ir", "zh_CN=cn",
    "es_MX=mx", "es_CO=co", "es_ES=ve",
)  # fmt: skip
SPELLINGS = SHARED / "pairs" / "nomenklatura_wikidata_name_synonyms_2025-04.gz"
GLEIF = SHARED / "ownership" / "gleif_l1_electronics_semiconductors.parquet"


class Romaniser:
    """Write names in Latin letters as they are commonly written."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._spelt: dict[str, list[str]] = {}
        if SPELLINGS.is_file():
            with gzip.open(SPELLINGS, "rt", encoding="utf-8") as file:
                for line in file:
                    forms = [form.strip() for form in line.partition("=>")[0].split(",")]
                    ways = [form for form in forms if form.isascii() and form.isalpha()]
                    for form in forms:
                        if ways and not form.isascii():
                            self._spelt.setdefault(form, []).extend(ways)

    def latin(self, name: str) -> str:
        """Give a name in Latin letters; empty where none of its spellings is known."""
        written = []
        for word in name.split():
            if _without_vowels(word):
                ways = self._spelt.get(word)
                if not ways:
                    return ""
                written.append(self._rng.choice(ways))
            else:
                written.append(anyascii(word))
        return " ".join(written).title()


def _without_vowels(word: str) -> bool:
    return any("\u0590" <= c <= "\u08ff" for c in word)


def drawn(
    python: Path, cache: Path, locales: Sequence[str], count: int, seed: int
) -> dict[str, list[Person]]:
    """Draw people of some locales with Faker, in the environment that has it; kept in the cache.

    Returns:
        People per locale, their names in Latin letters; each name once per locale.
    """
    script = Path(__file__).with_name("matching_names.py")
    name = digest(script.read_bytes(), str(count), str(seed), *locales)
    file = cache / f"people-{name}.json"
    if not file.is_file():
        asked = [str(python), str(script), str(seed), str(count), ",".join(locales)]
        ran = subprocess.run(asked, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise RuntimeError(f"no people could be drawn: {ran.stderr[-400:]}")
        file.write_text(ran.stdout, encoding="utf-8")
    romaniser = Romaniser(random.Random(seed))
    people: dict[str, dict[str, Person]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        given, family = romaniser.latin(one["given"]), romaniser.latin(one["family"])
        if given and family:
            whole = f"{given} {family}"
            person = Person(whole, one["country"], one["locale"])
            people.setdefault(one["locale"], {}).setdefault(bag(whole), person)
    return {locale: list(found.values()) for locale, found in people.items()}


def mixed(
    people: dict[str, list[Person]], count: int, seed: int, listed: Listed, *, half: str = ""
) -> list[Person]:
    """Take people of all locales alike, one locale for one half where wished; none that is listed.

    Args:
        people: People per locale.
        count: How many at most; each name once.
        seed: The seed.
        listed: The names of the lists.
        half: A locale that gives every second person.
    """
    rng = random.Random(f"{seed} mixed {half}")
    left = {locale: rng.sample(found, len(found)) for locale, found in sorted(people.items())}
    made: dict[str, Person] = {}
    others = [locale for locale in left if locale != half]
    turn = 0
    while len(made) < count and any(left.values()):
        locale = half if half and turn % 2 else rng.choice(others)
        turn += 1
        if not left[locale]:
            if turn > 50 * count:
                break
            continue
        person = left[locale].pop()
        if not listed.holds(person.name):
            made.setdefault(bag(person.name), person)
    return list(made.values())


def companies(entries: Sequence[Entry]) -> tuple[list[tuple[str, str]], int]:
    """Give real companies that are on no list, and how many were left out as listed.

    Left out are those whose LEI a listing has, whose folded name equals a listed one, and sole
    proprietors, whose names are people's.

    Returns:
        Name and country code of each, distinct by name; how many were left out as listed.
    """
    if not GLEIF.is_file():
        return [], 0
    import pyarrow.parquet as pq

    table = pq.read_table(GLEIF)
    leis = {value for entry in entries for value in entry.properties.get("leiCode", ())}
    listed = {folded(name.text) for name in names_of(entries)}
    made: dict[str, str] = {}
    left_out = 0
    for lei, name, country, kind in zip(
        table["LEI"].to_pylist(),
        table["Entity.LegalName"].to_pylist(),
        table["Entity.LegalAddress.Country"].to_pylist(),
        table["Entity.EntityCategory"].to_pylist(),
        strict=True,
    ):
        if not name or kind == "SOLE_PROPRIETOR":
            continue
        if lei in leis or folded(name) in listed:
            left_out += 1
            continue
        made.setdefault(str(name), str(country or "").lower())
    return list(made.items()), left_out


def company_queries(found: Sequence[tuple[str, str]], *, full: bool) -> list[Query]:
    """Ask for companies by name alone, or with their country."""
    made = []
    for at, (name, country) in enumerate(found):
        properties = {"name": [name]}
        if full and country:
            properties["country"] = [country]
        made.append(Query(f"gleif-{full:d}-{at}", "Company", properties))
    return made


def parties(people: Sequence[Person], seed: int) -> Iterator[Query]:
    """Give parties of a trade file without end, each name once.

    A third are people (those given, then invented ones), the others companies made from real
    legal names.
    """
    rng = random.Random(f"{seed} parties")
    bases, seen = generate.company_bases(rng), set[int]()
    waiting = rng.sample(people, len(people))
    number = 0
    while True:
        if rng.random() < 1 / 3:
            name = waiting.pop().name if waiting else _another(rng, people)
            schema = "Person"
        else:
            name, schema = generate.company(rng, bases), "Company"
        if hash(name) in seen:
            continue
        seen.add(hash(name))
        yield Query(f"party-{number}", schema, {"name": [name]})
        number += 1


def _another(rng: random.Random, people: Sequence[Person]) -> str:
    """Join the given names of one person with the family name of another."""
    if not people:
        return generate.person(rng)
    given, family = rng.choice(people).name.split(), rng.choice(people).name.split()
    return " ".join([*given[:-1], family[-1]])
