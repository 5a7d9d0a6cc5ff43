"""Screen transactions whole: parties, goods, countries, places; then decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, repeat
from typing import TYPE_CHECKING

import msgspec

from counterflow.core.model.decisions import Decision, Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.ask_rooms import ask_rooms, question_of_law
from counterflow.screening.decisions.coverage import OwnersAsked, cover
from counterflow.screening.decisions.decide import decide
from counterflow.screening.decisions.outcomes import load_policy
from counterflow.screening.decisions.pack_alone import pack_notes
from counterflow.screening.decisions.policy import party_finding
from counterflow.screening.decisions.regimes import regimes_in
from counterflow.screening.decisions.set_aside import set_aside_notes
from counterflow.screening.pipeline.doubtful_days import doubtful_day
from counterflow.screening.pipeline.histories import Histories
from counterflow.screening.pipeline.parts import name_parties
from counterflow.screening.pipeline.rooms import Rooms
from counterflow.screening.pipeline.situation import recognise
from counterflow.screening.pipeline.weighed import BREADTH, EXEMPTED, Weighed
from counterflow.watch.rules.mentions import Situation
from counterflow.watch.rules.own_rules import NO_RULES, OwnRules

if TYPE_CHECKING:
    from counterflow.screening.decisions.exemptions import Exemptions
    from counterflow.screening.decisions.licence_amounts import Amounts
    from counterflow.screening.decisions.licence_file import Register
    from counterflow.screening.pipeline.accepted_claims import AcceptedClaims
    from counterflow.screening.pipeline.crowds import Crowds
    from counterflow.screening.pipeline.kept_answers import KeptAnswers
    from counterflow.screening.pipeline.near_owners import NearOwners
    from counterflow.screening.pipeline.owners import Owned, OwnerFinder
    from counterflow.screening.pipeline.parties import PartyMatcher
    from counterflow.watch.places.listed_addresses import ListedAddresses

OWNER = "owner"
"""The role of a party that the papers name as the owner of another."""

SHOWN = 5
"""Listings shown per party: those of the strongest outcome first, then the most alike."""


@dataclass(frozen=True)
class Screener:
    """Everything that a screening rests on, joined once by the engine.

    Attributes:
        matcher: Parties against listings.
        lists: State of every list in use.
        as_of: The day whose lists are used, and whose rules where a transaction has no date.
        nexus: Regimes that bind the user; ``None`` where not declared.
        threshold: Score from which a party is a match.
        engine: Version of the program.
        settings: Digest of the settings.
        digest: Digest of the rules.
        register: The licences that the user holds; ``None`` where none were given.
        rooms: The tables of rules, goods and places, each opened when it is first needed.
        addresses: Opens the addresses of listings; ``None`` where they are not to be asked.
        crowds: Crowded addresses of the file; ``None`` where a transaction is asked about alone.
        past: Who knows the customers' earlier orders; ``None`` where no records were given.
        owners: Who owns whom, as imported; ``None``: what the papers say alone counts.
        owners_set_back: Imported ownership data of a later day, which is not asked: in words, and
            whether nothing else of its source is.
        own_rules: The user's own rulebooks of red flags.
        accepted: What persons accepted from claims of reports; ``None`` where nothing was.
        exemptions: Good-guy entries; ``None`` where there are none.
        answered: What persons answered on cases; ``None`` where nobody did.
    """

    matcher: PartyMatcher
    lists: tuple[ListState, ...]
    as_of: dt.date
    nexus: frozenset[str] | None
    threshold: float
    engine: str
    settings: str
    digest: str
    register: Register | None = None
    rooms: Rooms = field(default_factory=Rooms)
    addresses: Callable[[], ListedAddresses] | None = None
    past: Histories | None = None
    crowds: Crowds | None = None
    owners: OwnerFinder | None = None
    owners_set_back: tuple[tuple[str, bool], ...] = ()
    own_rules: OwnRules = NO_RULES
    accepted: AcceptedClaims | None = None
    exemptions: Exemptions | None = None
    answered: KeptAnswers | None = None

    def screen(
        self, transactions: Sequence[Transaction], *, left: Mapping[str, Amounts] | None = None
    ) -> list[Decision]:
        """Screen transactions together, which is faster than one by one and gives the same.

        Args:
            transactions: What is screened.
            left: What earlier transactions of a run left of each licence, by number, for each of
                these; ``None`` where the balances are those of the register.

        Returns:
            One decision per transaction, in order.
        """
        if self.answered is not None:
            transactions = [self.answered.put_to(transaction) for transaction in transactions]
        makers = [_makers_of(transaction) for transaction in transactions]
        parties = [
            party
            for transaction, made in zip(transactions, makers, strict=True)
            for party in (*transaction.parties, *(maker for _, maker in made))
        ]
        owned = [self._owned(transaction) for transaction in transactions]
        owners = [asked.party for above in owned if above for asked in above.asked]
        every = self._weigh([*parties, *owners])
        weighed, weighed_owners = iter(every[: len(parties)]), iter(every[len(parties) :])
        claimed = self._claimed(transactions)
        decisions = []
        for transaction, made, above in zip(transactions, makers, owned, strict=True):
            situation = recognise(
                transaction,
                gazetteer=lambda: self.rooms.gazetteer,
                tables=lambda: self.rooms.tables,
                as_of=self.as_of,
                nexus=self.nexus,
                positions=lambda: self.rooms.positions,
            )
            findings: list[Finding] = []
            for subject, party in name_parties(transaction.parties):
                found = next(weighed)
                if found.matches or found.set_aside:
                    findings += self._party_findings(subject, party, found, situation.on)
            for subject, party in made:
                found = next(weighed)
                if found.matches or found.set_aside:
                    from counterflow.screening.decisions.marks import findings_of_mark

                    told = self._party_findings(subject, party, found, situation.on)
                    findings += findings_of_mark(subject, party, told)
            if above is not None:
                from counterflow.screening.decisions.ownership import ownership_findings

                held = list(islice(weighed_owners, len(above.asked)))
                findings += ownership_findings(
                    above, held, self.nexus, as_of=self.as_of, on=situation.on
                )
            findings += next(claimed)
            decisions.append(self._decide(transaction, situation, findings, left))
        return decisions

    def parties_of(self, transaction: Transaction) -> list[Party]:
        """Give all whose names are compared for a transaction: parties, makers, owners."""
        owned = self._owned(transaction)
        above = [asked.party for asked in owned.asked] if owned else []
        return [*transaction.parties, *(party for _, party in _makers_of(transaction)), *above]

    def _weigh(self, parties: Sequence[Party]) -> list[Weighed]:
        """Weigh the candidates of parties; what an entry sets aside takes the place of no other."""
        every = self.matcher.weigh_parties(parties, limit=BREADTH, threshold=self.threshold)
        if self.exemptions is not None:
            for at, party in enumerate(parties):
                if more := self.exemptions.of_party(party):
                    (every[at],) = self.matcher.weigh_parties(
                        [party], limit=BREADTH + more, threshold=self.threshold
                    )
        return every

    def _claimed(self, transactions: Sequence[Transaction]) -> Iterator[Sequence[Finding]]:
        """Find what transactions meet of accepted claims; nothing is loaded where none are."""
        if self.accepted is None:
            return repeat(())
        return self.accepted.find(transactions, lambda: self.rooms.positions, self.threshold)

    def _owned(self, transaction: Transaction) -> Owned | None:
        """Find the owners of the parties; ``None`` where neither papers nor records name any."""
        if self.owners is not None:
            return self.owners.gather(transaction, self.as_of)
        if not any(party.role == OWNER for party in transaction.parties):
            return None
        from counterflow.screening.pipeline.owners import OwnerFinder

        return OwnerFinder().gather(transaction, self.as_of)

    def _decide(
        self,
        transaction: Transaction,
        situation: Situation,
        findings: list[Finding],
        left: Mapping[str, Amounts] | None,
    ) -> Decision:
        """Ask every room about what was recognised, beside what parties and owners gave."""
        findings += ask_rooms(transaction, situation, self.rooms, findings)
        doubt = doubtful_day(
            transaction, situation.on, self.as_of, findings, lambda: self._ask_today(transaction)
        )
        findings += self._of_addresses(transaction, situation, findings)
        findings += question_of_law(transaction, situation, findings)
        flagged, flag_notes = self._flags(transaction, situation, findings)
        findings += flagged
        coverage = cover(
            transaction,
            self.lists,
            nexus=self.nexus,
            tables=lambda: self.rooms.tables,
            register=self.register,
            listed_goods=situation.has_listed_goods,
            owners=OwnersAsked(
                self.owners.sources if self.owners is not None else (), self.owners_set_back
            ),
            unplaced=self._unplaced(transaction),
        )
        if doubt:
            missing = (*coverage.missing, doubt)
            coverage = msgspec.structs.replace(coverage, complete=False, missing=missing)
        near = self._near_owners.notes(transaction) if self._near_owners else ()
        claims = (self.accepted.note,) if self.accepted is not None else ()
        notes = (*pack_notes(findings, self.lists), *claims, *self._exempted(findings), *near)
        notes = (*notes, *flag_notes)
        if notes:
            coverage = msgspec.structs.replace(coverage, notes=(*coverage.notes, *notes))
        return decide(
            transaction,
            self._licensed(transaction, situation, findings, left),
            coverage,
            as_of=self.as_of,
            engine=self.engine,
            settings=self.settings,
            rules=self.digest,
        )

    def _ask_today(self, transaction: Transaction) -> list[Finding]:
        """Ask the rooms as if the paper bore the day of the screening."""
        today = msgspec.structs.replace(transaction, date="")
        situation = recognise(
            today,
            gazetteer=lambda: self.rooms.gazetteer,
            tables=lambda: self.rooms.tables,
            as_of=self.as_of,
            nexus=self.nexus,
        )
        return ask_rooms(today, situation, self.rooms, ())

    def _flags(
        self, transaction: Transaction, situation: Situation, findings: Sequence[Finding]
    ) -> tuple[Sequence[Finding], tuple[str, ...]]:
        """Ask the red flags; nothing of them is loaded for a check of one name."""
        if transaction.kind == "check":
            return (), ()
        from counterflow.screening.pipeline.flags import flag_findings

        past = self.past.of(transaction, situation.on.isoformat()) if self.past else None
        told = flag_findings(transaction, situation, findings, past, self.own_rules)
        return told.findings, told.notes

    def _of_addresses(
        self, transaction: Transaction, situation: Situation, found: list[Finding]
    ) -> list[Finding]:
        """Ask for listings at the addresses of the parties, and for crowds at one of them."""
        findings: list[Finding] = []
        if self.addresses is not None and any(party.address for party in transaction.parties):
            from counterflow.screening.pipeline.addresses import address_findings

            findings += address_findings(
                transaction, situation, self.addresses(), self.matcher.listing, found
            )
        if self.crowds is not None:
            from counterflow.screening.pipeline.crowds import crowd_findings

            findings += crowd_findings(transaction, situation, self.crowds)
        return findings

    def _unplaced(self, transaction: Transaction) -> Iterable[str]:
        """Name the ends of legs about which no rule on countries could be asked."""
        if not transaction.legs:
            return ()
        from counterflow.screening.pipeline.routes import unplaced_ends

        return unplaced_ends(transaction, self.rooms.positions)

    def _licensed(
        self,
        transaction: Transaction,
        situation: Situation,
        findings: list[Finding],
        left: Mapping[str, Amounts] | None,
    ) -> list[Finding]:
        """Lower what the user's licences cover, where there are any."""
        if self.register is None:
            return findings
        from counterflow.screening.decisions.licences import rest_on_licences

        return rest_on_licences(
            transaction, situation, findings, self.register, self._laws,
            programmes=self._programmes, left=left,
        )  # fmt: skip

    @cached_property
    def _near_owners(self) -> NearOwners | None:
        """Open what tells of near names among owners; ``None`` where nothing was imported."""
        if self.owners is None or self.owners.graph is None:
            return None
        from counterflow.screening.pipeline.near_owners import NearOwners

        return NearOwners(self.owners.graph)

    @cached_property
    def _laws(self) -> dict[str, frozenset[str]]:
        """Give whose law every rule and list is, by its id or name."""
        lists = {state.list: regimes_in(state.authority) for state in self.lists if state.official}
        rules = {rule.id: frozenset({rule.regime}) for rule in self.rooms.rules if rule.regime}
        from counterflow.screening.decisions.ownership import laws_of_tests

        return lists | rules | laws_of_tests()

    def _programmes(self, finding: Finding, regime: str) -> frozenset[str]:
        """Give the programmes under which the listing of a finding stands in one regime."""
        if not finding.listing:
            return frozenset()
        from counterflow.screening.decisions.licence_scope import programmes_of

        found = (self.matcher.listing(at) for at in self._positions_of.get(finding.listing, ()))
        return programmes_of((one for one in found if one.list == finding.list), regime)

    @cached_property
    def _positions_of(self) -> dict[str, list[int]]:
        """Give where in the index each listing stands; asked only where a licence needs it."""
        positions: dict[str, list[int]] = {}
        for at, listing in enumerate(self.matcher.index.ids):
            positions.setdefault(listing, []).append(at)
        return positions

    def _party_findings(
        self, subject: str, party: Party, weighed: Weighed, on: dt.date
    ) -> list[Finding]:
        """Give the findings of one party that weigh most, how many others there are, and notes.

        The cut is by outcome, never by likeness: an equal IMO number must not be lost behind five
        listings that merely bear the same name.
        """
        policy = load_policy()
        found, exempted = list[Finding](), list[Finding]()
        for match in weighed.matches:
            told = party_finding(subject, party, match, self.nexus, as_of=self.as_of, on=on)
            told = policy.of_role(told, party.role)
            if self.exemptions is None:
                found.append(told)
                continue
            told = self.exemptions.settle(told, party, match)
            (exempted if told.rule == EXEMPTED else found).append(told)
        found.sort(key=lambda finding: -finding.outcome.strength)
        rest = len(found) - SHOWN
        if rest > 0:
            more = f"{rest} further listings resemble “{party.name}”"
            more += " and support no stronger outcome"
            note = Finding("party", subject, Outcome.NO_MATCH, more, rule="party-match")
            found = [*found[:SHOWN], note]
        return [*found, *exempted, *set_aside_notes(subject, weighed.set_aside)]

    def _exempted(self, findings: Sequence[Finding]) -> tuple[str, ...]:
        """Count what good-guy entries set aside, for the coverage."""
        return () if self.exemptions is None else self.exemptions.notes(findings)


def _makers_of(transaction: Transaction) -> list[tuple[str, Party]]:
    """Name the makers of the goods; most papers name none, and nothing is loaded for them."""
    if not any(line.maker for line in transaction.goods):
        return []
    from counterflow.screening.pipeline.makers import name_makers

    return name_makers(transaction)
