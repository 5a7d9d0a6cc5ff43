"""Say of a transaction for whom and where to it goes, in a few words for a table."""

from __future__ import annotations

from typing import Final, NamedTuple

from counterflow.core.model.transactions import Transaction
from counterflow.core.text.countries import country_name

_ROLES: Final = ("consignee", "end_user", "buyer", "payee", "notify_party", "payer")
"""Who a person calls the customer: the first of these that is named."""


class Whom(NamedTuple):
    """For whom and where to.

    Attributes:
        customer: The name; empty where nobody is named.
        country: The destination, else the customer's country, in words; empty where not known.
    """

    customer: str = ""
    country: str = ""


def whom(transaction: Transaction | None) -> Whom:
    """Settle for whom and where to a transaction is.

    Args:
        transaction: The transaction; ``None`` where it was not kept.

    Example:
        >>> from counterflow.core.model.parties import Party
        >>> whom(Transaction("1", parties=(Party("buyer", "Muster FZE", country="AE"),)))
        Whom(customer='Muster FZE', country='United Arab Emirates')
    """
    if transaction is None:
        return Whom()
    named = [party for role in _ROLES for party in transaction.parties
             if party.role == role and party.name]  # fmt: skip
    first = next(iter((*named, *(party for party in transaction.parties if party.name))), None)
    last = transaction.legs[-1] if transaction.legs else None
    country = transaction.destination_country or (first.country if first else "")
    written = transaction.destination_text or (first.country_text if first else "")
    country = country or (last.to_country if last else "")
    place = last.to_place if last else ""
    return Whom(first.name if first else "", country_name(country) or written or place)
