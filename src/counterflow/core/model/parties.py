"""Who stands in a transaction: a party, what identifies it, what is said of it."""

from __future__ import annotations

from typing import Any

import msgspec

Properties = dict[str, list[str]]
"""FollowTheMoney properties: name to values, every value a text."""


class Identifier(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A number or code that names one party, with its FollowTheMoney property as ``kind``.

    ``country`` is that of whoever gave it (ISO alpha-2, lower case in listings); ``label`` is the
    publisher's own word for it, ``remark`` what else is said of it (issued, expired, false).
    """

    kind: str
    value: str
    country: str = ""
    label: str = ""
    remark: str = ""


class Detail(msgspec.Struct, frozen=True, gc=False):
    """Something that a paper says beside names, goods and ways, for the rules that ask for it.

    ``name`` is one of ``details`` in ``data/columns.yaml`` (``founded_on``, ``payment_method``),
    ``value`` text: days ISO 8601, countries ISO alpha-2, amounts and shares as decimals.
    """

    name: str
    value: str


class Party(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody, or a vessel, in a transaction, in one role.

    ``country`` is ISO 3166-1 alpha-2 where understood; ``country_text`` keeps what was written.
    ``schema`` is a FollowTheMoney schema name. ``column`` names the input column of the name.
    """

    role: str
    name: str
    schema: str = "LegalEntity"
    country: str = ""
    country_text: str = ""
    city: str = ""
    address: str = ""
    birth_date: str = ""
    identifiers: tuple[Identifier, ...] = ()
    column: str = ""
    details: tuple[Detail, ...] = ()

    def detail(self, name: str) -> str:
        """Give what is said of the party under a name; empty where nothing is.

        Example:
            >>> Party("owner", "Muster AG", details=(Detail("share", "25"),)).detail("share")
            '25'
        """
        return next((one.value for one in self.details if one.name == name), "")


def entity_of(party: Party) -> dict[str, Any]:
    """Give a party as a FollowTheMoney-shaped dict, for matching.

    ``as_written`` says that the name is a cell of a trade paper, which may hold more than one name
    ("A Ltd c/o B Ltd", "A Ltd, Tehran"): ``watch.matching.entity.read_entity`` finds them.

    Example:
        >>> found = entity_of(Party(role="buyer", name="Acme", country="AE"))
        >>> found["schema"], found["properties"], found["as_written"]
        ('LegalEntity', {'name': ['Acme'], 'country': ['ae']}, True)
    """
    properties: dict[str, list[str]] = {}
    if party.name:
        properties["name"] = [party.name]
    if former := party.detail("former_name"):
        properties["previousName"] = [former]
    if party.country:
        properties["country"] = [party.country.lower()]
    if party.address:
        properties["address"] = [party.address]
    if party.birth_date:
        properties["birthDate"] = [party.birth_date]
    for identifier in party.identifiers:
        properties.setdefault(identifier.kind, []).append(identifier.value)
    return {"schema": party.schema, "properties": properties, "as_written": True}
