"""Ask the rooms that have something to look at; what a transaction does not name is not loaded.

A room is left out only where it could find nothing: without goods lines no table of goods speaks,
without legs no route, without a place or a country no rule. So the findings are the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from counterflow.core.model.decisions import Finding
from counterflow.core.model.transactions import Transaction
from counterflow.screening.pipeline.parts import names_craft
from counterflow.screening.pipeline.rooms import Rooms
from counterflow.screening.pipeline.situation import names_place
from counterflow.watch.rules.mentions import Situation


def ask_rooms(
    transaction: Transaction, situation: Situation, rooms: Rooms, found: Iterable[Finding]
) -> list[Finding]:
    """Settle what rules, goods, clauses, sites, craft and routes say.

    Args:
        transaction: What is screened.
        situation: What was recognised in it.
        rooms: The tables that the rooms rest on.
        found: What was found of the parties and their owners.

    Returns:
        The findings in the order of the rooms; those of ``found`` are not repeated.
    """
    findings: list[Finding] = []
    # Every rule speaks of a place, or of a country, or of goods bound for one of them.
    if situation.places or situation.countries:
        from counterflow.watch.rules.evaluate import ask_rules

        findings += ask_rules(rooms.rules, situation)
    if transaction.goods:
        findings += _of_goods(transaction, situation, rooms)
    if transaction.goods or transaction.value or transaction.currency:
        from counterflow.screening.pipeline.amounts import amount_findings

        findings += amount_findings(transaction)
    if transaction.detail("end_use"):
        from counterflow.screening.pipeline.end_use import end_use_findings

        findings += end_use_findings(transaction, situation)
    if names_place(transaction):
        from counterflow.screening.pipeline.sites import site_findings

        findings += site_findings(transaction, situation, rooms.positions)
    if names_craft(transaction):
        from counterflow.screening.pipeline.craft import craft_findings

        findings += craft_findings(transaction, situation, [*found, *findings])
    if transaction.legs:
        from counterflow.screening.pipeline.routes import route_findings

        findings += route_findings(transaction, situation, rooms.positions, rooms.rules)
    return findings


def _of_goods(transaction: Transaction, situation: Situation, rooms: Rooms) -> list[Finding]:
    """Ask the user's tables, the codes, the required clauses and the descriptions."""
    from counterflow.screening.decisions.clauses import clause_findings
    from counterflow.screening.pipeline.goods import goods_notes
    from counterflow.screening.pipeline.goods_texts import text_findings
    from counterflow.screening.pipeline.own_tables import own_table_findings

    return [
        *own_table_findings(situation),
        *goods_notes(transaction, rooms.tables, situation.on),
        *clause_findings(transaction, situation),
        *text_findings(transaction, situation, rooms.tables, rooms.nomenclature),
    ]


def question_of_law(
    transaction: Transaction, situation: Situation, found: list[Finding]
) -> list[Finding]:
    """Ask which legal orders may bind that the user did not declare.

    Their signs are goods, and the country of a shipper.

    Args:
        transaction: What is screened.
        situation: What was recognised in it.
        found: Everything found so far.
    """
    if not transaction.goods and not any(
        party.role == "shipper" and party.country for party in transaction.parties
    ):
        return []
    from counterflow.screening.decisions.nexus import nexus_findings

    return list(nexus_findings(transaction, situation, found))
