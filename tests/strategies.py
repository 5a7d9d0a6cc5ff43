"""Generators shared by the property tests: invented words, names, edits, codes and listings."""

from __future__ import annotations

import random
import string
from functools import cache

from hypothesis import strategies as st

from counterflow.core.model.law import Effect
from counterflow.core.model.listings import Listing
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Properties

SYLLABLES = (
    "bra", "dol", "fen", "gri", "hul", "kev", "lor", "mav", "nol", "pel", "quo", "rin", "sov",
    "tam", "ulm", "vor", "wex", "yar", "zin", "chi", "sko", "bel", "dra", "mir", "ost",
)  # fmt: skip
COUNTRIES = ("AE", "AZ", "BY", "CN", "DE", "GE", "IR", "KZ", "RU", "TR", "UA", "US")

words = st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=4).map("".join)
"""Invented words of six letters or more; by far the most are on no list of shared words."""
names = st.lists(words, min_size=1, max_size=4).map(" ".join)
"""Names of invented words, without a legal form."""
folded = st.text(string.ascii_lowercase, min_size=1, max_size=30)
outcomes = st.sampled_from(Outcome)
six_digits = st.tuples(st.integers(1, 97), st.integers(0, 9999)).map(
    lambda p: f"{p[0]:02}{p[1]:04}"
)
"""Six digits whose chapter is one of the Harmonized System."""
any_text = st.text(max_size=40)


def edit(text: str, draw: random.Random) -> str:
    """Give a word with one letter changed, left out, doubled or swapped with its neighbour."""
    at = draw.randrange(1, len(text))
    letter = draw.choice(string.ascii_lowercase)
    match draw.randrange(4):
        case 0:
            return text[:at] + letter + text[at + 1 :]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + letter + text[at:]
        case _:
            return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]


@cache
def invented_names(count: int, seed: int) -> tuple[str, ...]:
    """Give different invented names of one to three words, the same ones for one seed."""
    draw = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        parts = [
            "".join(draw.choice(SYLLABLES) for _ in range(draw.randint(2, 4)))
            for _ in range(draw.randint(1, 3))
        ]
        found[" ".join(parts).title()] = None
    return tuple(found)


def listing(
    key: str,
    *names: str,
    schema: str = "Company",
    effect: Effect = Effect.BLOCKING,
    authority: str = "",
    **properties: str | list[str],
) -> Listing:
    """Give a listing with names and other properties, each one text or a list of texts."""
    held: Properties = {"name": list(names)} if names else {}
    for name, value in properties.items():
        held[name] = [value] if isinstance(value, str) else value
    return Listing(
        id=key, list="invented", schema=schema, properties=held, effect=effect, authority=authority
    )
