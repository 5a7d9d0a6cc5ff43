"""Signs of goods, countries, ways and what other rooms found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final

from counterflow.core.text.amounts import read_price
from counterflow.screening.pipeline.sign_ground import SignGround, span_of
from counterflow.watch.rules.country_groups import country_group, notices_for
from counterflow.watch.rules.mentions import BEHIND_A_PARTY
from counterflow.watch.rules.signs import SignValue
from counterflow.watch.rules.words import is_vague, major_currencies

Reader = Callable[[SignGround], SignValue | None]
_TIERS: Final = ("1", "2", "3.A", "3.B", "4.A", "4.B")
_MOST: Final = 10**15
"""Numbers above are none of a trade: digits that ran together."""
_MILITARY: Final = re.compile(r"[0-9][A-E]6\d\d|9[A-E]515")
_UNVERIFIED_LIST: Final = re.compile(
    r"(?<![^\W_])(?:UVL|Unverified[ _]List)(?![^\W_])", re.IGNORECASE
)
_CHIP: Final = re.compile(r"3B|3A090|4A090|4E091")


def goods_listed(ground: SignGround) -> bool:
    """Tell whether some goods line is on a table that flags ask about."""
    return ground.listed


def goods_tier(ground: SignGround) -> str | None:
    """Give the gravest tier; unknown where no code was read."""
    tiers = {row.tier for line in ground.situation.goods for row in line.rows
             if row.table == "chpl"}  # fmt: skip
    found = next((tier for tier in _TIERS if tier in tiers), "")
    return found if found or ground.codes else None


def goods_tables(ground: SignGround) -> list[str] | None:
    """Name the tables that list some goods; unknown where no code was read."""
    found = {row.table for line in ground.situation.goods for row in line.rows}
    return sorted(found) if found or ground.codes else None


def _heads(ground: SignGround, digits: int) -> list[str] | None:
    return sorted({code[:digits] for code in ground.codes}) or None


def goods_vague(ground: SignGround) -> bool:
    """Tell whether some description holds general words alone."""
    return any(is_vague(line.description, "vague_goods") for line in ground.transaction.goods
               if line.description)  # fmt: skip


def _eccn(ground: SignGround, mark: re.Pattern[str]) -> bool | None:
    given = [line.eccn.strip().upper() for line in ground.transaction.goods if line.eccn.strip()]
    return any(mark.match(code) for code in given) if given else None


def value_in_major_currency(ground: SignGround) -> float | None:
    """Give the value where no conversion is needed to compare it with a limit of ours.

    The value of the whole, or the sum of those of its lines: a column "Value" is that of a line.
    """
    transaction = ground.transaction
    if transaction.value:
        values, currencies = [transaction.value], {transaction.currency.upper()}
    else:
        values = [line.value for line in transaction.goods]
        currencies = {(one.currency or transaction.currency).upper() for one in transaction.goods}
    read = [number_in(value) for value in values]
    known = [value for value in read if value is not None]
    if not currencies or not currencies <= major_currencies() or len(currencies) > 1:
        return None
    return sum(known) if known and len(known) == len(read) else None


@lru_cache(maxsize=4096)
def number_in(text: str) -> float | None:
    """Read a number as papers write it; ``None`` where it is none.

    Example:
        >>> [number_in(text) for text in ("1200.50", "25,000.00", "1 000", "$25,000", "many")]
        [1200.5, 25000.0, 1000.0, 25000.0, None]
    """
    value = read_price(text)
    return float(value) if value is not None and value < _MOST else None


def destination_diversion(ground: SignGround) -> bool | None:
    """Tell whether a notice names a destination."""
    return bool(ground.notices) if ground.destinations else None


def diversion_notices(ground: SignGround) -> list[str] | None:
    """Name the notices that name a destination."""
    return list(ground.notices) if ground.destinations else None


def destination_partner(ground: SignGround) -> bool | None:
    """Tell whether every destination is a partner country."""
    partners = country_group("partner")
    return all(land in partners for land in ground.destinations) if ground.destinations else None


def any_country_d5(ground: SignGround) -> bool:
    """Tell whether a country of the papers is in group D:5."""
    group = country_group("d5")
    transaction = ground.transaction
    mentions = ground.situation.countries
    lands = {one.country for one in mentions if one.doubtful in ("", BEHIND_A_PARTY)}
    lands.add(transaction.detail("previous_destination"))
    return not lands.isdisjoint(group)


def via_diversion(ground: SignGround) -> bool:
    """Tell whether a leg before the last, or a stop of the last, lies in a diversion country."""
    legs = ground.transaction.legs
    passed = [leg.via_country for leg in legs] + [leg.to_country for leg in legs[:-1]]
    return any(
        notices_for(land, ground.on) for land in passed if land and land not in ground.destinations
    )


def longest_leg_days(ground: SignGround) -> int | None:
    """Give the most days of one leg; unknown where no leg has both days."""
    spans = [(span_of(leg.departs_on), span_of(leg.arrives_on)) for leg in ground.transaction.legs]
    days = [(end[0] - start[0]).days for start, end in spans if start and end]
    return max(days) if days else None


def _kinds(ground: SignGround) -> list[str]:
    return sorted({one.kind for one in ground.findings if one.outcome.strength})


def _rules(ground: SignGround) -> list[str]:
    # One finding may rest on several notices: "a, b".
    return _distinct(
        rule for one in ground.findings if one.outcome.strength for rule in one.rule.split(", ")
    )


def _matched_roles(ground: SignGround) -> list[str]:
    matched = (f for f in ground.findings if f.kind == "party" and f.outcome.strength)
    return _distinct(one.subject.rstrip(" 0123456789").replace(" ", "_") for one in matched)


def _on_unverified_list(ground: SignGround) -> bool:
    """Tell whether a party resembles an entry of the BIS Unverified List, under whatever list."""
    matched = (f for f in ground.findings if f.kind == "party" and f.outcome.strength)
    return any(_UNVERIFIED_LIST.search(f"{one.list} {one.summary}") for one in matched)


def _distinct(words: Iterable[str]) -> list[str]:
    return sorted(set(words))


SIGNS: Final[Mapping[str, Reader]] = {
    "transaction_kind": lambda ground: ground.transaction.kind,
    "goods_listed": goods_listed,
    "goods_tier": goods_tier,
    "goods_tables": goods_tables,
    "hs_chapters": lambda ground: _heads(ground, 2),
    "hs_headings": lambda ground: _heads(ground, 4),
    "goods_vague": goods_vague,
    "eccn_military": lambda ground: _eccn(ground, _MILITARY),
    "eccn_advanced_chip": lambda ground: _eccn(ground, _CHIP),
    "value_in_major_currency": value_in_major_currency,
    "destination": lambda ground: ground.destination or None,
    "destination_diversion": destination_diversion,
    "diversion_notices": diversion_notices,
    "destination_partner": destination_partner,
    "any_country_d5": any_country_d5,
    "via_diversion": via_diversion,
    "watched_place": lambda ground: bool(ground.situation.places),
    "longest_leg_days": longest_leg_days,
    "found": _kinds,
    "found_roles": _matched_roles,
    "found_rules": _rules,
    "found_on_unverified_list": _on_unverified_list,
}
"""How each sign of goods and ways is read, by its name."""
