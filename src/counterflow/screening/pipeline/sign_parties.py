"""Signs of parties: age, trade, addresses, telephones, owners, vessels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from counterflow.core.model.parties import Party
from counterflow.screening.pipeline.sign_goods import Reader, number_in
from counterflow.screening.pipeline.sign_ground import (
    SignGround,
    is_after_invasion,
    span_of,
    trades_of,
)
from counterflow.watch.rules.country_groups import country_group
from counterflow.watch.rules.words import chapters_of, families_in, is_free_mail

_PLAIN: Final = re.compile(r"[\W_]+")
_DIGITS: Final = re.compile(r"\D+")
_HOME: Final = "US"
"""The country whose partners the group names; it is none of its own list."""
_LEAST_ADDRESS: Final = 8
"""Letters and digits of an address that names more than a town."""


def buyer_age_days(ground: SignGround) -> int | None:
    """Give the days since the youngest receiver was founded; below zero is as young as can be."""
    spans = filter(None, map(span_of, ground.details("founded_on")))
    days = [(ground.on - first).days for first, _ in spans]
    return min(days) if days else None


def founded_after(ground: SignGround) -> bool | None:
    """Tell whether a receiver was founded after 2022-02-24."""
    said = [is_after_invasion(text) for text in ground.details("founded_on")]
    if True in said:
        return True
    return False if said and None not in said else None


def young_outside_partners(ground: SignGround) -> bool | None:
    """Tell whether a receiver founded after 2022-02-24 is outside the partner countries.

    Its own country counts: goods may be bought by a company in Hong Kong for delivery in Germany.

    Returns:
        ``None`` where no receiver's founding, or neither its country nor the destination, is known.
    """
    partners = country_group("partner") | {_HOME}
    said: list[bool | None] = []
    for party in ground.receivers:
        if not (founded := party.detail("founded_on")):
            continue
        lands = [party.country] if party.country else list(ground.destinations)
        both = (
            is_after_invasion(founded),
            any(land not in partners for land in lands) if lands else None,
        )
        said.append(False if False in both else None if None in both else True)
    if True in said:
        return True
    return False if said and None not in said else None


def buyer_employees(ground: SignGround) -> int | None:
    """Give the fewest employees of a receiver."""
    counts = [number_in(text) for text in ground.details("employees")]
    known = [int(count) for count in counts if count is not None]
    return min(known) if known else None


def _speaks(
    ground: SignGround, parties: Sequence[Party], trade: str, *, address: bool = False
) -> bool | None:
    """Tell whether the own words of some of the receivers are those of a trade.

    Args:
        ground: The transaction.
        parties: Some of its receivers, or its customer.
        trade: A family of ``data/rules/words.yaml``.
        address: Whether their addresses count too.

    Returns:
        ``None`` where there are no such parties.
    """
    if not parties:
        return None
    if trade not in ground.trades:
        return False
    return any(
        trade in trades_of(party.name, party.details, party.address if address else "")
        for party in parties
    )


def _forwarder(ground: SignGround) -> bool | None:
    """Tell whether every last receiver is a forwarder: a second one that is none gets the goods."""
    parties = ground.last_receivers
    return all(_speaks(ground, [one], "forwarder") for one in parties) if parties else None


def receiver_military_words(ground: SignGround) -> bool | None:
    """Tell whether a receiver's own words speak of military or special projects."""
    return _speaks(ground, ground.customers, "military")


def buyer_is_trader(ground: SignGround) -> bool | None:
    """Tell whether the customer's own words are those of a trader."""
    customer = ground.customer
    if customer is None:
        return None
    return "trader" in trades_of(customer.name, customer.details, "")


def address_residential(ground: SignGround) -> bool | None:
    """Tell whether a receiver's address is that of a flat."""
    addresses = [party.address for party in ground.customers if party.address]
    return any("flat" in families_in(text) for text in addresses) if addresses else None


def _most_sharing(pairs: Iterable[tuple[str, str]]) -> int | None:
    """Give the most parties of different names that share one value."""
    names: dict[str, set[str]] = {}
    for value, name in pairs:
        if value and name:
            names.setdefault(value, set()).add(name)
    return max(map(len, names.values())) if names else None


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    return _PLAIN.sub("", text.casefold())


def same_address_parties(ground: SignGround) -> int | None:
    """Give the most parties of different names at one address."""
    parties = [party for party in ground.transaction.parties if party.address]
    if len(parties) < 2:
        return len(parties) or None
    pairs = ((_plain(party.address), _plain(party.name)) for party in parties)
    return _most_sharing((value, name) for value, name in pairs if len(value) >= _LEAST_ADDRESS)


def same_phone_parties(ground: SignGround) -> int | None:
    """Give the most parties of different names with one telephone number: its last nine digits."""
    parties = ground.transaction.parties
    return _most_sharing((_DIGITS.sub("", p.detail("phone"))[-9:], _plain(p.name)) for p in parties)


def same_email_parties(ground: SignGround) -> int | None:
    """Give the most parties of different names with one e-mail address."""
    parties = ground.transaction.parties
    return _most_sharing((p.detail("email").strip().casefold(), _plain(p.name)) for p in parties)


def free_mail(ground: SignGround) -> bool | None:
    """Tell whether a receiver uses an address that anybody may have."""
    mails = ground.details("email")
    return any(map(is_free_mail, mails)) if mails else None


def phone_country_differs(ground: SignGround) -> bool | None:
    """Tell whether a telephone belongs neither to its party's country nor to the destination."""
    said = []
    for party in ground.customers:
        lands = _lands_of_phone(party.detail("phone"))
        expected = {land[:2] for land in (party.country, *ground.destinations) if land}
        if lands and expected:
            said.append(lands.isdisjoint(expected))
    return any(said) if said else None


@lru_cache(maxsize=8192)
def _lands_of_phone(phone: str) -> frozenset[str]:
    """Give the countries of a number's country code; empty where it has none."""
    # A number without its country's code may be anywhere.
    if not phone.lstrip().startswith(("+", "00")):
        return frozenset()
    import phonenumbers  # 30 ms, and most papers give no telephone

    try:
        read = phonenumbers.parse("+" + phone.lstrip(" +0"), None)
    except phonenumbers.NumberParseException:
        return frozenset()
    return frozenset(phonenumbers.region_codes_for_country_code(read.country_code or 0))


def line_of_business_fits(ground: SignGround) -> bool | None:
    """Tell whether the receivers' trades use goods of these chapters; unknown of other trades."""
    codes = [code[:2] for code in ground.codes]
    known = [found for text in ground.details("line_of_business") if (found := chapters_of(text))]
    if not codes or not known:
        return None
    return all(any(code in chapters for code in codes) for chapters in known)


def _owner_share_unknown(ground: SignGround) -> bool | None:
    owners = [party for party in ground.transaction.parties if party.role == "owner"]
    return any(not party.detail("share") for party in owners) if owners else None


def flag_changed(ground: SignGround) -> bool | None:
    """Tell whether a vessel sailed under another flag before; its flag is its country."""
    known = [
        former != party.country
        for party in ground.transaction.parties
        if (former := party.detail("former_flag"))
    ]
    return any(known) if known else None


def flag_days(ground: SignGround) -> int | None:
    """Give the days for which a vessel has sailed under its flag."""
    spans = filter(None, map(span_of, ground.details("flag_since", receivers=False)))
    days = [(ground.on - first).days for first, _ in spans]
    return min(days) if days else None


SIGNS: Final[Mapping[str, Reader]] = {
    "buyer_age_days": buyer_age_days,
    "founded_after_2022_02_24": founded_after,
    "young_outside_partners": young_outside_partners,
    "buyer_employees": buyer_employees,
    "last_receiver_is_forwarder": _forwarder,
    "last_receiver_is_bank": lambda ground: _speaks(ground, ground.last_receivers, "bank"),
    "last_receiver_is_mail_centre": lambda ground: _speaks(
        ground, ground.last_receivers, "mail_centre", address=True
    ),
    "last_receiver_is_trader": lambda ground: _speaks(ground, ground.last_receivers, "trader"),
    "receiver_is_secretary": lambda ground: _speaks(
        ground, ground.customers, "secretary", address=True
    ),
    "buyer_is_trader": buyer_is_trader,
    "end_user_named": lambda ground: any(p.role == "end_user" for p in ground.last_receivers),
    "receiver_military_words": receiver_military_words,
    "address_residential": address_residential,
    "same_address_parties": same_address_parties,
    "same_phone_parties": same_phone_parties,
    "same_email_parties": same_email_parties,
    "free_mail": free_mail,
    "website_given": lambda ground: bool(ground.details("website")),
    "phone_country_differs": phone_country_differs,
    "line_of_business_fits": line_of_business_fits,
    "owner_share_unknown": _owner_share_unknown,
    "flag_changed": flag_changed,
    "flag_days": flag_days,
}
"""How each sign of parties is read, by its name."""
