"""Put together what the rules are asked about: countries, watched places, goods, the day."""

from __future__ import annotations

import datetime as dt

from counterflow.core.model import Transaction
from counterflow.screening.pipeline.countries import countries_of_places, find_countries
from counterflow.screening.pipeline.goods import find_goods
from counterflow.screening.pipeline.parts import day_of
from counterflow.screening.pipeline.places import find_places, part_namesakes
from counterflow.watch.goods.tables import GoodsTables
from counterflow.watch.places.gazetteer import Gazetteer
from counterflow.watch.rules.mentions import Situation


def recognise(
    transaction: Transaction,
    *,
    gazetteer: Gazetteer,
    tables: GoodsTables,
    as_of: dt.date,
    nexus: frozenset[str] | None,
) -> Situation:
    """Settle what the rules are to be asked about.

    Args:
        transaction: What is screened.
        gazetteer: The watched places.
        tables: The goods tables.
        as_of: The day that counts where the transaction has no date of its own.
        nexus: Regimes that bind the user; ``None`` where not declared.

    Raises:
        InputError: the transaction's date is no ISO 8601 day.
    """
    on = day_of(transaction) or as_of
    countries = list(find_countries(transaction))
    among = frozenset(mention.country[:2] for mention in countries)
    found = list(find_places(transaction, gazetteer, among))
    places, namesakes = part_namesakes(found) if found else (found, found)
    return Situation(
        on=on,
        countries=[*countries, *countries_of_places(places, countries)],
        places=places,
        goods=[find_goods(transaction, at, tables, on) for at in range(len(transaction.goods))],
        nexus=nexus,
        namesakes=namesakes,
    )
