"""Settle whether the goods of a transaction may be items subject to the US export rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from counterflow.core.model.transactions import Transaction
from counterflow.screening.pipeline.parts import name_parties, stops_of
from counterflow.watch.rules.mentions import Items

STATED = "subject_to_ear"
"""The detail of a transaction in which somebody who knows has answered the question."""
US = "US"
EXEMPT = re.compile(r"\s*(?:ECCN\W*)?EAR\W?99\b", re.IGNORECASE)
"""How goods are called that are subject to the EAR and on no part of its list."""
_OF_ORIGIN = frozenset({"manufacturer", "shipper"})


def read_items(transaction: Transaction) -> Items:
    """Settle whether the goods may be subject to the Export Administration Regulations.

    Items of US origin are subject to them wherever they are, and so is whatever is in the United
    States. Silence is no answer: goods whose origin nobody wrote may be such items.

    Args:
        transaction: The papers. Their detail ``subject_to_ear`` answers the question where no
            sign in them contradicts it.

    Returns:
        Why the goods may be such items, and the countries that they are exported from.

    Basis:
        15 CFR 734.3(a), as restated in ``data/policies/nexus.yaml``.
    """
    said = transaction.detail(STATED)
    sign = next(_signs(transaction), "")
    if not sign and said == "yes":
        sign = "the papers say that they are"
    if not sign and said != "no":
        sign = next(_silences(transaction), "")
    return Items(sign, frozenset(_exporters(transaction)))


def _signs(transaction: Transaction) -> Iterator[str]:
    """Give each part of the papers that makes the goods items subject to the EAR."""
    if transaction.origin_country == US:
        yield "their origin is the United States"
    for number, line in enumerate(transaction.goods, start=1):
        if line.origin_country == US:
            yield f"the origin of goods line {number} is the United States"
        if EXEMPT.match(line.eccn):
            yield f"goods line {number} is classified as EAR99"
    for subject, party in name_parties(transaction.parties):
        if party.role in _OF_ORIGIN and party.country == US:
            yield f"the {subject} is in the United States"
    for number, leg in enumerate(transaction.legs, start=1):
        for part, _, country in stops_of(leg):
            if country == US and part != "to":
                yield f"leg {number} leads {part} the United States"


def _silences(transaction: Transaction) -> Iterator[str]:
    """Give each part of the papers that leaves it open; a payment alone moves no goods."""
    if not transaction.goods and transaction.kind != "payment":
        yield "no goods are written, so that their origin is not known"
    for number, line in enumerate(transaction.goods, start=1):
        if not (line.origin_country or transaction.origin_country):
            yield f"no origin of goods line {number} is written"


def _exporters(transaction: Transaction) -> Iterator[str]:
    for party in transaction.parties:
        if party.role == "shipper" and party.country:
            yield party.country
