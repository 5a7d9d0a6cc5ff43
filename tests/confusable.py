"""Invented listings and parties that are easily taken for one another, and edits of lists."""

from __future__ import annotations

import msgspec
from hypothesis import strategies as st

from counterflow.core.model.listings import Listing
from counterflow.core.model.parties import Identifier, Party
from strategies import listing

WORDS = (
    "Brasdol", "Brasdoll", "Bras", "Dol", "Fengri", "Fengry", "Fengr.", "Khalid", "Xalid",
    "Halid", "Mohammed", "Muhamed", "Mohammad", "Trading", "Tradng", "General", "Bank",
    "LLC", "Ltd", "Co.", "OSTN", "Organisation", "Sugar", "Trade", "Naryvan", "of", "Al", "B",
    "QZO", "7", "Ari", "Aari", "Kolor", "Moskva", "Moscow", "Yuzhnyy", "Yuzhny", "Gm", "Gmm",
)  # fmt: skip
BARE = ("شرکت ماهان گستر", "ماهان", "Брасдол Фенгри", "深圳 贸易")
NUMBERS = ("9179842", "9074729", "V-31877204", "31877204")
DAYS = ("1961-05-04", "1970-01-02")
names = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map("".join),
)
_schemata = st.sampled_from(("Person", "Company", "LegalEntity", "Vessel"))


@st.composite
def listings(draw: st.DrawFn, key: str, *, bare: bool = False) -> Listing:
    """Give a listing with some of the names, now and then with a number or a birth date."""
    held = draw(st.lists(names, min_size=1, max_size=3))
    if bare and draw(st.integers(0, 9)) == 0:
        held.append(draw(st.sampled_from(BARE)))
    schema = draw(_schemata)
    properties: dict[str, str] = {}
    if draw(st.integers(0, 4)) == 0:
        kind = "imoNumber" if schema == "Vessel" else "registrationNumber"
        properties[kind] = draw(st.sampled_from(NUMBERS))
    if schema == "Person" and draw(st.booleans()):
        properties["birthDate"] = draw(st.sampled_from(DAYS))
    one = listing(key, *held, schema=schema)
    more = {name: [value] for name, value in properties.items()}
    return msgspec.structs.replace(one, properties={**one.properties, **more})


@st.composite
def lists(draw: st.DrawFn, most: int = 40, *, bare: bool = False) -> list[Listing]:
    """Give a list of some listings, each with its own id."""
    count = draw(st.integers(1, most))
    return [draw(listings(f"l-{at}", bare=bare)) for at in range(count)]


@st.composite
def later(draw: st.DrawFn, before: list[Listing], *, bare: bool = False) -> list[Listing]:
    """Give a list after some were added, changed and removed; never an empty one."""
    after: list[Listing] = []
    for one in before:
        turn = draw(st.integers(0, 11))
        if turn == 0:
            continue
        after.append(draw(listings(one.id, bare=bare)) if turn == 1 else one)
    added = draw(st.integers(0 if after else 1, 4))
    return [*after, *(draw(listings(f"n-{at}", bare=bare)) for at in range(added))]


@st.composite
def parties(draw: st.DrawFn, role: str = "") -> Party:
    """Give a party with one of the names."""
    schema = draw(_schemata)
    return Party(
        role,
        draw(st.one_of(names, st.sampled_from(BARE))),
        schema=schema,
        birth_date=draw(st.sampled_from(("", "", *DAYS))) if schema == "Person" else "",
        identifiers=(Identifier("registrationNumber", draw(st.sampled_from(NUMBERS))),)
        if draw(st.integers(0, 5)) == 0
        else (),
    )
