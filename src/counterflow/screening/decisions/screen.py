"""Screen transactions whole: parties, goods, countries, places; then decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from counterflow.core.model import Decision, Finding, ListState, Party, Transaction
from counterflow.screening.decisions.coverage import cover
from counterflow.screening.decisions.decide import decide
from counterflow.screening.decisions.policy import party_finding
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.screening.pipeline.situation import goods_notes, recognise
from counterflow.watch.goods.tables import GoodsTables
from counterflow.watch.places.gazetteer import Gazetteer
from counterflow.watch.rules.evaluate import ask_rules
from counterflow.watch.rules.rulebook import Rule


@dataclass(frozen=True, slots=True)
class Screener:
    """Everything that a screening rests on, joined once by the engine.

    Attributes:
        matcher: Parties against listings.
        lists: State of every list in use.
        rules: The rules to ask.
        gazetteer: Watched places.
        tables: Goods tables.
        as_of: The day whose lists and rules are used.
        nexus: Regimes that bind the user; ``None`` where not declared.
        threshold: Score from which a party is a match.
        engine: Version of the program.
        settings: Digest of the settings.
        digest: Digest of the rules.
    """

    matcher: PartyMatcher
    lists: tuple[ListState, ...]
    rules: tuple[Rule, ...]
    gazetteer: Gazetteer
    tables: GoodsTables
    as_of: dt.date
    nexus: frozenset[str] | None
    threshold: float
    engine: str
    settings: str
    digest: str

    def screen(self, transactions: Sequence[Transaction]) -> list[Decision]:
        """Screen transactions together, which is faster than one by one and gives the same.

        Returns:
            One decision per transaction, in order.
        """
        parties = [party for transaction in transactions for party in transaction.parties]
        matches = iter(self.matcher.match_parties(parties, threshold=self.threshold))
        decisions = []
        for transaction in transactions:
            findings: list[Finding] = []
            for subject, party in _subjects(transaction.parties):
                findings.extend(
                    party_finding(subject, party, match, self.nexus) for match in next(matches)
                )
            situation = recognise(
                transaction,
                gazetteer=self.gazetteer,
                tables=self.tables,
                as_of=self.as_of,
                nexus=self.nexus,
            )
            findings.extend(ask_rules(self.rules, situation))
            findings.extend(goods_notes(transaction, self.tables))
            decisions.append(
                decide(
                    transaction,
                    findings,
                    cover(transaction, self.lists),
                    as_of=self.as_of,
                    engine=self.engine,
                    settings=self.settings,
                    rules=self.digest,
                )
            )
        return decisions


def _subjects(parties: tuple[Party, ...]) -> list[tuple[str, Party]]:
    """Name each party by its role, numbered where a role has several."""
    counts: dict[str, int] = {}
    named = []
    for party in parties:
        counts[party.role] = counts.get(party.role, 0) + 1
        number = f" {counts[party.role]}" if counts[party.role] > 1 else ""
        named.append((party.role.replace("_", " ") + number, party))
    return named
