"""Findings on what named persons accepted from claims of reports: names, addresses, places, goods.

A claim is no law: no finding of this room is stronger than *review*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.core.text.countries import country_name
from counterflow.core.text.scripts import fold
from counterflow.screening.pipeline.accepted_words import finding_of
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.screening.pipeline.parts import name_parties
from counterflow.screening.pipeline.sites import PlaceCell, place_cells
from counterflow.watch.accepted.watch_data import AcceptedData, Ground, Watched
from counterflow.watch.index.build import build_index
from counterflow.watch.places.addresses import Likeness, compare_addresses, read_address
from counterflow.watch.places.cell import country_at_end
from counterflow.watch.places.coordinates import read_coordinate
from counterflow.watch.places.positions import Positions

SHOWN = 5
"""Accepted names per party that are told, the most alike first."""
Opened = Callable[[], Positions]


class AcceptedClaims:
    """Ask transactions about accepted watch data.

    Args:
        data: What stands accepted on the day asked.
    """

    def __init__(self, data: AcceptedData) -> None:
        self._data = data

    @property
    def note(self) -> str:
        """Say on what of this kind an answer rests."""
        claims = len(self._data.accepted)
        entries = sum(len(one.entries) for one in self._data.accepted)
        return (
            f"asked about {entries} watch {'entry' if entries == 1 else 'entries'} accepted from "
            f"{claims} claim{'s' if claims != 1 else ''} of reports "
            f"(no law; SHA-256 {self._data.digest[:12]})"
        )

    def find(
        self, transactions: Sequence[Transaction], positions: Opened, threshold: float
    ) -> Iterator[list[Finding]]:
        """Find what transactions meet of the accepted data.

        Args:
            transactions: What is screened.
            positions: Opens the positions of places.
            threshold: Score from which a name is a match.

        Returns:
            The findings of each, in order; none stronger than *review*.
        """
        named = self._of_names(transactions, threshold)
        for transaction in transactions:
            yield [
                *next(named),
                *self._of_addresses(transaction),
                *self._of_places(transaction, positions),
                *self._of_goods(transaction),
            ]

    @cached_property
    def _matcher(self) -> PartyMatcher:
        return PartyMatcher(build_index(self._data.listings()))

    def _of_names(
        self, transactions: Sequence[Transaction], threshold: float
    ) -> Iterator[list[Finding]]:
        if not self._data.names:
            yield from ([] for _ in transactions)
            return
        parties = [party for one in transactions for party in one.parties]
        weighed = iter(self._matcher.weigh_parties(parties, limit=SHOWN, threshold=threshold))
        for one in transactions:
            yield [
                self._of_name(subject, party, int(match.id), match.score)
                for subject, party in name_parties(one.parties)
                for match in next(weighed).matches
            ]

    def _of_name(self, subject: str, party: Party, at: int, score: float) -> Finding:
        watched = self._data.names[at]
        met = f"“{party.name}” resembles “{watched.entry.name}” (score {score:.2f})"
        return finding_of("party", subject, watched, met=met, ours=party.name, score=score)

    def _of_addresses(self, transaction: Transaction) -> Iterator[Finding]:
        if not self._data.addresses:
            return
        for subject, party in name_parties(transaction.parties):
            if not party.address:
                continue
            ours = read_address(
                party.address, party.city, party.country or country_at_end(party.address)
            )
            keys = ours.keys
            for watched, theirs, known in self._data.addresses:
                how = None if keys.isdisjoint(known) else compare_addresses(ours, theirs)
                if how is not None:
                    other = how is Likeness.OTHER_UNIT
                    yield finding_of(
                        "address", f"{subject} address", watched, ours=party.address,
                        met=f"{how} as “{watched.entry.name}”",
                        outcome=Outcome.NO_MATCH if other else Outcome.REVIEW,
                    )  # fmt: skip

    def _of_places(self, transaction: Transaction, positions: Opened) -> Iterator[Finding]:
        """Hold every cell that may name a place against the accepted sites; each met once."""
        if not self._data.sites:
            return
        met: set[tuple[str, str, str]] = set()
        for cell in place_cells(transaction):
            subject, text = cell.subject, cell.text
            for watched, how, outcome in self._at(cell, positions):
                key = subject, watched.acceptance.told.claim, watched.entry.id
                if key not in met:
                    met.add(key)
                    yield finding_of("place", subject, watched, met=how, ours=text, outcome=outcome)

    def _at(self, cell: PlaceCell, positions: Opened) -> Iterator[tuple[Watched, str, Outcome]]:
        text, country = cell.text, cell.country
        words = f" {fold(text)} "
        for watched, phrases in self._data.sites:
            if any(phrase in words for phrase in phrases):
                yield watched, *_by_name(watched, text, country)
        if not self._data.grounds:
            return
        if (read := read_coordinate(text)) is not None:
            settled = positions().settle(read, country, cell.beside)
            for lat, lon in settled.positions:
                yield from _inside(self._data.grounds, (lat, lon), f"“{text}” lies in")
        elif not cell.address:
            town = positions().find(text, country)
            if town is not None and town.lat is not None and town.lon is not None:
                where = f"the centre of “{text}” lies in"
                yield from _inside(self._data.grounds, (town.lat, town.lon), where)

    def _of_goods(self, transaction: Transaction) -> Iterator[Finding]:
        if not self._data.things:
            return
        for number, line in enumerate(transaction.goods, start=1):
            words = f" {fold(line.description)} "
            for watched, phrases in self._data.things:
                if any(phrase in words for phrase in phrases):
                    met = f"the goods are described as “{watched.entry.name}”"
                    yield finding_of(
                        "goods", f"goods line {number}", watched, met=met, ours=line.description
                    )


def _by_name(watched: Watched, text: str, country: str) -> tuple[str, Outcome]:
    """Say that a cell names a site; one that the papers put into another country is a note."""
    where = f"“{text}” names the site {watched.entry.name}"
    known = watched.entry.country[:2]
    if known and country and country[:2] != known:
        there, here = country_name(known) or known, country_name(country) or country
        return f"{where}, which lies in {there} and the papers put it in {here}", Outcome.NO_MATCH
    return where, Outcome.REVIEW


def _inside(
    grounds: Sequence[Ground], position: tuple[float, float], where: str
) -> Iterator[tuple[Watched, str, Outcome]]:
    for ground in grounds:
        km = ground.distance(*position)
        if km is not None:
            entry = ground.watched.entry
            reach = "its footprint" if entry.corners else f"{entry.radius_km:.0f} km around it"
            words = f"{where} the site {entry.name}, {km:.0f} km from its centre ({reach})"
            yield ground.watched, words, Outcome.REVIEW
