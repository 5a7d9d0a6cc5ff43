"""Screen transactions whole: parties, goods, countries, places; then decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import msgspec

from counterflow.core.model import (
    Decision,
    Finding,
    ListState,
    Outcome,
    Party,
    Transaction,
)
from counterflow.screening.decisions.clauses import clause_findings
from counterflow.screening.decisions.coverage import cover
from counterflow.screening.decisions.decide import decide
from counterflow.screening.decisions.licence_file import Register
from counterflow.screening.decisions.licences import rest_on_licences
from counterflow.screening.decisions.nexus import nexus_findings
from counterflow.screening.decisions.ownership import laws_of_tests, ownership_findings
from counterflow.screening.decisions.policy import party_finding
from counterflow.screening.decisions.regimes import regimes_in
from counterflow.screening.decisions.set_aside import set_aside_notes
from counterflow.screening.pipeline.addresses import address_findings
from counterflow.screening.pipeline.craft import craft_findings
from counterflow.screening.pipeline.crowds import Crowds, crowd_findings
from counterflow.screening.pipeline.goods import goods_notes
from counterflow.screening.pipeline.goods_texts import text_findings
from counterflow.screening.pipeline.histories import Histories
from counterflow.screening.pipeline.own_tables import own_table_findings
from counterflow.screening.pipeline.owners import OwnerFinder
from counterflow.screening.pipeline.parties import BREADTH, PartyMatcher, Weighed
from counterflow.screening.pipeline.parts import name_parties
from counterflow.screening.pipeline.routes import route_findings
from counterflow.screening.pipeline.sites import site_findings
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.nomenclature import Nomenclature
from counterflow.watch.goods.tables import GoodsTables
from counterflow.watch.places.gazetteer import Gazetteer
from counterflow.watch.places.listed_addresses import ListedAddresses
from counterflow.watch.places.positions import Positions, default_positions
from counterflow.watch.rules.evaluate import ask_rules
from counterflow.watch.rules.mentions import Situation
from counterflow.watch.rules.rulebook import Rule

SHOWN = 5
"""Listings shown per party: those of the strongest outcome first, then the most alike."""


@dataclass(frozen=True)
class Screener:
    """Everything that a screening rests on, joined once by the engine.

    Attributes:
        matcher: Parties against listings.
        lists: State of every list in use.
        rules: The rules to ask.
        gazetteer: Watched places.
        tables: Goods tables.
        as_of: The day whose lists are used, and whose rules where a transaction has no date.
        nexus: Regimes that bind the user; ``None`` where not declared.
        threshold: Score from which a party is a match.
        engine: Version of the program.
        settings: Digest of the settings.
        digest: Digest of the rules.
        register: The licences that the user holds; ``None`` where none were given.
        positions: Where places lie.
        addresses: The addresses of listings; ``None`` where they are not to be asked.
        crowds: Crowded addresses of the file; ``None`` where a transaction is asked about alone.
        past: Who knows the customers' earlier orders; ``None`` where no records were given.
        owners: Who owns whom: what was imported, and what the papers say.
        nomenclature: Texts of the Harmonized System; ``None`` where none were imported.
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
    register: Register | None = None
    positions: Positions = field(default_factory=default_positions)
    addresses: ListedAddresses | None = None
    past: Histories | None = None
    crowds: Crowds | None = None
    owners: OwnerFinder = field(default_factory=OwnerFinder)
    nomenclature: Nomenclature | None = None

    def screen(self, transactions: Sequence[Transaction]) -> list[Decision]:
        """Screen transactions together, which is faster than one by one and gives the same.

        Returns:
            One decision per transaction, in order.
        """
        parties = [party for transaction in transactions for party in transaction.parties]
        owned = [self.owners.gather(transaction, self.as_of) for transaction in transactions]
        owners = [asked.party for found in owned if found for asked in found.asked]
        every = self.matcher.weigh_parties(
            [*parties, *owners], limit=BREADTH, threshold=self.threshold
        )
        weighed, weighed_owners = iter(every[: len(parties)]), iter(every[len(parties) :])
        decisions = []
        for transaction, above in zip(transactions, owned, strict=True):
            situation = recognise(
                transaction,
                gazetteer=self.gazetteer,
                tables=self.tables,
                as_of=self.as_of,
                nexus=self.nexus,
            )
            findings: list[Finding] = []
            for subject, party in name_parties(transaction.parties):
                findings += self._party_findings(subject, party, next(weighed), situation.on)
            if above is not None:
                held = list(islice(weighed_owners, len(above.asked)))
                findings += ownership_findings(
                    above, held, self.nexus, as_of=self.as_of, on=situation.on
                )
            decisions.append(self._decide(transaction, situation, findings))
        return decisions

    def _decide(
        self, transaction: Transaction, situation: Situation, findings: list[Finding]
    ) -> Decision:
        """Ask every room about what was recognised, beside what parties and owners gave."""
        findings += ask_rules(self.rules, situation)
        findings += own_table_findings(situation)
        findings += goods_notes(transaction, self.tables)
        findings += clause_findings(transaction, situation)
        findings += text_findings(transaction, situation, self.tables, self.nomenclature)
        findings += site_findings(transaction, situation, self.positions)
        findings += craft_findings(transaction, situation, findings)
        findings += route_findings(transaction, situation, self.positions, self.rules)
        if self.addresses is not None:
            findings += address_findings(
                transaction, situation, self.addresses, self.matcher.listing, findings
            )
        if self.crowds is not None:
            findings += crowd_findings(transaction, situation, self.crowds)
        findings += nexus_findings(transaction, situation, findings)
        flagged, flag_notes = self._flags(transaction, situation, findings)
        findings += flagged
        coverage = cover(
            transaction,
            self.lists,
            nexus=self.nexus,
            tables=self.tables,
            register=self.register,
            listed_goods=situation.has_listed_goods,
            owners=self.owners.sources,
        )
        if flag_notes:
            coverage = msgspec.structs.replace(coverage, notes=(*coverage.notes, *flag_notes))
        return decide(
            transaction,
            rest_on_licences(transaction, situation, findings, self.register, self._laws),
            coverage,
            as_of=self.as_of,
            engine=self.engine,
            settings=self.settings,
            rules=self.digest,
        )

    def _flags(
        self, transaction: Transaction, situation: Situation, findings: Sequence[Finding]
    ) -> tuple[Sequence[Finding], tuple[str, ...]]:
        """Ask the red flags; nothing of them is loaded for a check of one name."""
        if transaction.kind == "check":
            return (), ()
        from counterflow.screening.pipeline.flags import flag_findings

        past = self.past.of(transaction, situation.on.isoformat()) if self.past else None
        told = flag_findings(transaction, situation, findings, past)
        return told.findings, told.notes

    @cached_property
    def _laws(self) -> dict[str, frozenset[str]]:
        """Give whose law every rule and list is, by its id or name."""
        lists = {state.list: regimes_in(state.authority) for state in self.lists if state.official}
        rules = {rule.id: frozenset({rule.regime}) for rule in self.rules if rule.regime}
        return lists | rules | (laws_of_tests() if self.register is not None else {})

    def _party_findings(
        self, subject: str, party: Party, weighed: Weighed, on: dt.date
    ) -> list[Finding]:
        """Give the findings of one party that weigh most, how many others there are, and notes.

        The cut is by outcome, never by likeness: an equal IMO number must not be lost behind five
        listings that merely bear the same name.
        """
        found = [
            party_finding(subject, party, match, self.nexus, as_of=self.as_of, on=on)
            for match in weighed.matches
        ]
        found.sort(key=lambda finding: -finding.outcome.strength)
        rest = len(found) - SHOWN
        if rest > 0:
            more = f"{rest} further listings resemble “{party.name}”"
            more += " and support no stronger outcome"
            note = Finding("party", subject, Outcome.NO_MATCH, more, rule="party-match")
            found = [*found[:SHOWN], note]
        return [*found, *set_aside_notes(subject, weighed.set_aside)]
