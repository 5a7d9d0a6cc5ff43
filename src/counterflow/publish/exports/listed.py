"""Say in one line who a listed party is: kind, programmes, births, countries, since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from counterflow.core.model.listings import Listing
from counterflow.core.text.countries import country_name

SHOWN = 3
"""Values shown of each kind; the others are counted."""
COUNTRIES = ("country", "nationality", "citizenship", "jurisdiction", "mainCountry", "flag")
_KINDS = {
    "Person": "person",
    "Company": "company",
    "Organization": "organisation",
    "PublicBody": "public body",
    "LegalEntity": "person or organisation",
    "Vessel": "ship",
    "Airplane": "aircraft",
}


def listed_words(listing: Listing) -> str:
    """Say who a listed party is, to tell it from a namesake.

    Args:
        listing: The entry as the list gives it.

    Returns:
        What the list says, parted by middle dots; what it does not say is left out.

    Example:
        >>> properties = {"birthDate": ["1970-03-05"], "nationality": ["ir"]}
        >>> print(listed_words(Listing("x-1", "x", "Person", properties, programmes=("SDGT",),
        ...     listed_on="2019-02-01")))
        person · programme SDGT · born 1970-03-05 · Iran (IR) · listed since 2019-02-01
    """
    return " · ".join(_parts(listing))


def _parts(listing: Listing) -> Iterator[str]:
    yield _KINDS.get(listing.schema, listing.schema)
    acts = listing.designations
    programmes = [*listing.programmes, *chain.from_iterable(act.programmes for act in acts)]
    if programmes:
        yield f"programme{'s' if len(set(programmes)) > 1 else ''} {_some(programmes)}"
    if births := _some(listing.properties.get("birthDate", ())):
        yield f"born {births}"
    codes = chain.from_iterable(listing.properties.get(key, ()) for key in COUNTRIES)
    if countries := _some(_named(code) for code in codes):
        yield countries
    since = [day for day in (listing.listed_on, *(act.listed_on for act in acts)) if day]
    if since:
        yield f"listed since {min(since)}"


def _named(code: str) -> str:
    """Name a country; a word that is no code stands as it is."""
    name = country_name(code)
    return f"{name} ({code.upper()})" if name else code


def _some(values: Iterable[str]) -> str:
    """Give the first of the different values, and how many more there are."""
    different = list(dict.fromkeys(value for value in values if value))
    left = len(different) - SHOWN
    return ", ".join(different[:SHOWN]) + (f" and {left} more" if left > 0 else "")
