"""Make reports of trade by a seed: every name in them is put together from syllables."""

from __future__ import annotations

import random
from pathlib import Path

_SYLLABLES = (
    *("bel", "dor", "fen", "gar", "hal", "kes", "lum", "mar", "nov", "or", "pel", "quin", "ros"),
    *("sel", "tav", "ul", "ver", "wyn", "yar", "zem"),
)
_TOWNS = (
    *("Oslo", "Vienna", "Lisbon", "Ankara", "Tbilisi", "Almaty", "Nairobi", "Singapore", "Lima"),
    *("Warsaw", "Dublin", "Rabat", "Hanoi", "Manila", "Riga"),
)
_COUNTRIES = (
    *("Norway", "Austria", "Portugal", "Turkey", "Georgia", "Kazakhstan", "Kenya", "Peru"),
    *("Poland", "Ireland", "Morocco", "Vietnam", "Latvia", "Chile", "Iceland"),
)
_GOODS = ("engines", "radars", "machine tools", "bearings", "antennas", "drones", "generators")
_BODIES = ("customs service", "trade ministry", "port authority", "finance ministry", "coast guard")
_WATERS = ("the Black Sea", "the Caspian Sea", "the Baltic Sea", "the Red Sea", "the North Sea")
_MONTHS = ("January", "March", "May", "June", "September", "October", "November")
_SENTENCES = (
    "{firm} sent {goods} to {land}, the {body} said on Tuesday.",
    "The {body} said that {firm} had shipped {count} {goods} from {town} across {water}.",
    "“We never sent {goods} to {land},” {person}, a spokeswoman for {firm}, told reporters.",
    "{land} denied that it had received {goods} from {firm}.",
    "According to the {body}, the {goods} were sold for {count} million euros in {month} {year}.",
    "{person} of {firm} acknowledged that a few {goods} had been delivered before {month} {year}.",
    "The {body} warned that traders in {town} could be sanctioned.",
    "{land} is building a plant for {goods} near {town}, {person} said, citing satellite images.",
    "The ship {vessel} left {town} in {month} {year} with {count} crates, the {body} added.",
    "{firm}, which was founded in {year}, rents two halls beside the harbour of {town}.",
    "Analysts say that the price of {goods} rose by {count} per cent.",
    "It was not clear who had paid for the {goods}.",
    "{person} said he did not know of any contract between {firm} and {land}.",
    "The government of {land} plans to ask for help, two officials said.",
)


def make_report(number: int) -> str:
    """Make one report of some 2,000 characters.

    Args:
        number: Which; the same number gives the same text, another one another.
    """
    seed = random.Random(number)
    firms = [_name(seed) + seed.choice((" Trading", " Logistics", " Components")) for _ in range(3)]
    people = [f"{_name(seed)} {_name(seed)}" for _ in range(3)]
    told = {
        "land": _COUNTRIES, "town": _TOWNS, "goods": _GOODS, "body": _BODIES, "water": _WATERS,
        "month": _MONTHS, "firm": firms, "person": people, "vessel": [f"{_name(seed)} Star"],
        "count": [str(seed.randrange(2, 90)) for _ in range(6)], "year": ["2029", "2030", "2031"],
    }  # fmt: skip

    def sentence() -> str:
        return seed.choice(_SENTENCES).format_map(
            {key: seed.choice(words) for key, words in told.items()}
        )

    town, day = seed.choice(_TOWNS).upper(), seed.randrange(1, 28)
    head = f"{firms[0]} named in case of {told['goods'][0]}\n\n"
    first = f"{town}, {day} March 2031 - {sentence()}"
    paragraphs = [" ".join(sentence() for _ in range(seed.choice((2, 2, 3)))) for _ in range(9)]
    return head + "\n\n".join([first, *paragraphs]) + "\n"


def write_reports(folder: Path, numbers: range) -> None:
    """Write reports as text files, one each, in folder order of their numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"{number:06}.txt").write_text(make_report(number), "utf-8")


def _name(seed: random.Random) -> str:
    return "".join(seed.choice(_SYLLABLES) for _ in range(seed.choice((2, 3)))).capitalize()
