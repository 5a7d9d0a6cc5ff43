"""What was recognised in a transaction, as the rules see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterflow.watch.goods.part_numbers import PartMatch
    from counterflow.watch.goods.rows import GoodsRow
    from counterflow.watch.places.gazetteer import Place

BEHIND_A_PARTY = (
    "it is the country of a person behind a party, perhaps a nationality: goods do not go there"
)
"""Why a rule on countries only asks about owners, directors and contacts."""
BOUGHT_ELSEWHERE = "the papers name another destination: find out where the goods go in the end"
"""Why a rule on goods only asks about the country of a buyer."""


@dataclass(frozen=True, slots=True)
class CountryMention:
    """A country in one part of a transaction.

    Attributes:
        subject: The part.
        country: ISO alpha-2 (UA-43 for Crimea).
        text: What was written.
        destination: Whether the part receives.
        doubtful: Why the country may not be meant, in words: only a place names it, and another
            country stands beside that place. Empty where nothing speaks against it.
        buys: Whether the part is a buyer's or another's who may get the goods in the end.
    """

    subject: str
    country: str
    text: str
    destination: bool
    doubtful: str = ""
    buys: bool = False


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A watched place in one part of a transaction, with the words that named it.

    Attributes:
        subject: The part.
        place: The place.
        text: The cell as written.
        destination: Whether the part receives.
        days: The days on which the place is used; empty where only the paper's day is known.
        unread: What could not be read about those days, in words; empty for nothing.
        differing: The country written beside it in place of its own; empty where none is.
        town_alone: Why the port or airport may not be meant but its town or something else, in
            words; empty where it is.
        misread: Why it may not be meant at all, in words: what would have to be wrong with a
            coordinate, what else an abbreviation may be. Empty where it is meant as written.
    """

    subject: str
    place: Place
    text: str
    destination: bool
    days: tuple[dt.date, ...] = ()
    unread: str = ""
    differing: str = ""
    town_alone: str = ""
    misread: str = ""


@dataclass(frozen=True, slots=True)
class GoodsMention:
    """A goods line with the table rows that list it.

    Attributes:
        subject: The part.
        code: Its HS code as written, or its ECCN where only that is listed.
        rows: Verified rows of authorities that list its code.
        under_heading: Rows that stand under a code of too few digits.
        hinted: Rows that its code does not decide: only its description points to them, or nobody
            has verified them. They raise a question, never more.
        hint: The words of the description that point to ``hinted``.
        own: Rows of the user's own tables, by code.
        parts: Rows of the user's own tables, by part number or maker.
        older: Rows that its code, of an older edition of the Harmonized System, may stand for.
    """

    subject: str
    code: str
    rows: tuple[GoodsRow, ...]
    under_heading: tuple[GoodsRow, ...] = ()
    hinted: tuple[GoodsRow, ...] = ()
    hint: str = ""
    own: tuple[GoodsRow, ...] = ()
    parts: tuple[PartMatch, ...] = ()
    older: tuple[GoodsRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """What the papers say of whether the goods are items subject to the US export rules.

    Attributes:
        subject: Why they may be, in words; empty where the papers say that they are not.
        exporters: The countries of the shippers, ISO alpha-2.
    """

    subject: str = "nothing is said of the goods"
    exporters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Situation:
    """What was recognised in a transaction.

    Attributes:
        on: The day of the transaction, or the day of screening where it has none.
        countries: Countries, in the order of the transaction.
        places: Watched places.
        goods: Goods lines.
        nexus: The regimes that the user declared to be bound by; ``None`` where none was.
        namesakes: Towns elsewhere that bear the names of watched places; no rule asks about them.
        items: Whether the goods may be items subject to the US export rules.
    """

    on: dt.date
    countries: Sequence[CountryMention] = ()
    places: Sequence[PlaceMention] = ()
    goods: Sequence[GoodsMention] = ()
    nexus: frozenset[str] | None = None
    namesakes: Sequence[PlaceMention] = ()
    items: Items = Items()

    @property
    def has_listed_goods(self) -> bool:
        """Tell whether some goods line is on a table."""
        return any(line.rows for line in self.goods)
