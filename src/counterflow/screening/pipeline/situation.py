"""Put together what the rules are asked about: countries, watched places, goods, the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from counterflow.core.model.transactions import Transaction
from counterflow.screening.pipeline.parts import day_of, lacks_country
from counterflow.screening.pipeline.us_items import US, read_items
from counterflow.watch.rules.mentions import (
    CountryMention,
    GoodsMention,
    Items,
    PlaceMention,
    Situation,
)

if TYPE_CHECKING:
    from counterflow.watch.goods.tables import GoodsTables
    from counterflow.watch.places.gazetteer import Gazetteer
    from counterflow.watch.places.positions import Positions


def recognise(
    transaction: Transaction,
    *,
    gazetteer: Gazetteer | Callable[[], Gazetteer],
    tables: GoodsTables | Callable[[], GoodsTables],
    as_of: dt.date,
    nexus: frozenset[str] | None,
    positions: Positions | Callable[[], Positions] | None = None,
) -> Situation:
    """Settle what the rules are to be asked about.

    Args:
        transaction: What is screened.
        gazetteer: The watched places, or what opens them where the papers name a place.
        tables: The goods tables, or what opens them where there are goods.
        as_of: The day that counts where the transaction has no date of its own.
        nexus: Regimes that bind the user; ``None`` where not declared.
        positions: Where places lie, or what opens that where the papers name a place; what the
            package knows if ``None``.

    Raises:
        InputError: the transaction's date is no ISO 8601 day.
    """
    on = day_of(transaction) or as_of
    countries: list[CountryMention] = []
    places: list[PlaceMention] = []
    namesakes: list[PlaceMention] = []
    if _names_country(transaction):
        from counterflow.screening.pipeline.countries import find_countries

        countries = list(find_countries(transaction))
    if names_place(transaction):
        opened = gazetteer() if callable(gazetteer) else gazetteer
        places, namesakes = _places(transaction, opened, countries)
        countries += _of_places(places, countries)
        countries += _of_towns(transaction, countries, positions)
    if transaction.kind != "payment":  # money moves, and perhaps no goods
        countries = _let_buyers_receive(countries)
    return Situation(
        on=on,
        countries=countries,
        places=places,
        goods=_goods(transaction, tables, on),
        nexus=nexus,
        namesakes=namesakes,
        # No rule asks it where no nexus is declared, or one with the US.
        items=Items() if nexus is None or US in nexus else read_items(transaction),
    )


def names_place(transaction: Transaction) -> bool:
    """Tell whether some cell may name a place: a leg, a party's city or address.

    Or the cell of a country that is understood as none.
    """
    if transaction.legs or (transaction.destination_text and not transaction.destination_country):
        return True
    return any(party.city or party.address or lacks_country(party) for party in transaction.parties)


def _names_country(transaction: Transaction) -> bool:
    """Tell whether some cell may name a country, or a number begin with one.

    A check of one name has neither.
    """
    return (
        bool(transaction.destination_country or transaction.origin_country)
        or names_place(transaction)
        or bool(transaction.details)
        or any(party.country or party.identifiers for party in transaction.parties)
        or any(line.origin_country for line in transaction.goods)
    )


def _places(
    transaction: Transaction, gazetteer: Gazetteer, countries: list[CountryMention]
) -> tuple[list[PlaceMention], list[PlaceMention]]:
    """Give the watched places, and the towns that only bear the name of one."""
    from counterflow.screening.pipeline.places import find_places, part_namesakes

    among = frozenset(mention.country[:2] for mention in countries)
    found = list(find_places(transaction, gazetteer, among))
    return part_namesakes(found) if found else ([], [])


def _of_places(places: list[PlaceMention], countries: list[CountryMention]) -> list[CountryMention]:
    """Give the countries that only watched places tell."""
    if not places:
        return []
    from counterflow.screening.pipeline.countries import countries_of_places

    return list(countries_of_places(places, countries))


def _let_buyers_receive(countries: list[CountryMention]) -> list[CountryMention]:
    """Take a buyer's country for the destination where the papers tell no other."""
    if not countries:
        return countries
    from counterflow.screening.pipeline.countries import let_buyers_receive

    return let_buyers_receive(countries)


def _of_towns(
    transaction: Transaction,
    countries: list[CountryMention],
    positions: Positions | Callable[[], Positions] | None,
) -> list[CountryMention]:
    """Give the countries that only the names of towns and ports tell."""
    from counterflow.screening.pipeline.countries_of_towns import countries_of_towns
    from counterflow.watch.places.positions import default_positions

    opened = positions() if callable(positions) else positions
    return list(countries_of_towns(transaction, countries, opened or default_positions()))


def _goods(
    transaction: Transaction, tables: GoodsTables | Callable[[], GoodsTables], on: dt.date
) -> list[GoodsMention]:
    """Recognise every goods line."""
    if not transaction.goods:
        return []
    from counterflow.screening.pipeline.goods import find_goods

    opened = tables() if callable(tables) else tables
    return [find_goods(transaction, at, opened, on) for at in range(len(transaction.goods))]
