"""Good-guy entries in a screening: which finding an entry speaks to, and which one lapsed.

An entry binds two records by their digests: ours, as it is compared and was seen, and the listing,
with all its bytes. Where either is another one now, or the entry has expired, it has lapsed: the
finding stands as it would without it, and says so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from counterflow.core.model.decisions import Finding
from counterflow.core.model.listings import Listing
from counterflow.core.model.matches import Match
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.settled import Exemption
from counterflow.core.text.scripts import fold
from counterflow.screening.pipeline.weighed import EXEMPTED

_WRITTEN = frozenset({"former_name"})
"""Details of a party that are compared."""


def digest_of_party(party: Party) -> str:
    """Name our record of a party by what is compared of it and what a reviewer saw (SHA-256).

    Names, kind, countries, town, address, birth date, numbers and a former name count, without
    capital letters, spaces and points; role and column do not.

    Example:
        >>> one = Party("buyer", "Muster AG", country="DE")
        >>> same, other = (Party("consignee", "MUSTER  A.G.", country=c) for c in ("DE", "AT"))
        >>> [digest_of_party(one) == digest_of_party(party) for party in (same, other)]
        [True, False]
    """
    numbers = sorted((one.kind, fold(one.value), one.country.upper()) for one in party.identifiers)
    details = sorted(
        (one.name, plain_name(one.value)) for one in party.details if one.name in _WRITTEN
    )
    plain = [
        plain_name(party.name), party.schema,
        # A country that was not understood still tells two parties apart.
        party.country.upper() or plain_name(party.country_text), fold(party.city),
        fold(party.address), party.birth_date, numbers, details,
    ]  # fmt: skip
    return hashlib.sha256(msgspec.json.encode(plain)).hexdigest()


def plain_name(name: str) -> str:
    """Give a name without capital letters, marks and spaces, in which nothing of another is lost.

    Folding leaves nothing of some scripts; the name as written counts then.
    """
    return fold(name).replace(" ", "") or " ".join(name.casefold().split())


def digest_of_listing(listing: Listing) -> str:
    """Name a listing by all its bytes (SHA-256)."""
    return hashlib.sha256(msgspec.json.encode(listing)).hexdigest()


class Answered(NamedTuple):
    """What the entries say of one match.

    Attributes:
        exemption: The entry that holds; ``None`` where none does.
        lapsed: Why an entry of the same two does not hold, in words; empty for none.
    """

    exemption: Exemption | None = None
    lapsed: str = ""


class Exemptions:
    """The good-guy entries that an answer rests on.

    Args:
        entries: Those that were approved by the day of the answer and not withdrawn by then; those
            that expired are told as lapsed.
        on: The day of the answer.

    Attributes:
        entries: The same.
    """

    def __init__(self, entries: Iterable[Exemption], on: dt.date) -> None:
        self.entries = tuple(entries)
        self._on = on.isoformat()
        self._by_pair: dict[tuple[str, str], list[Exemption]] = {}
        self._by_party: dict[str, int] = {}
        for one in self.entries:
            self._by_pair.setdefault((one.list, one.listing), []).append(one)
            if one.expires_on > self._on:
                self._by_party[one.ours] = self._by_party.get(one.ours, 0) + 1

    def of_party(self, party: Party) -> int:
        """Count the entries of a party that have not expired: so many slots are free for others."""
        return self._by_party.get(digest_of_party(party), 0)

    def answer(self, party: Party, match: Match) -> Answered:
        """Settle what the entries say of a match.

        Args:
            party: Our record.
            match: The listing that it resembles.

        Returns:
            The entry that holds, or why one does not. An equal strong identifier is never set
            aside.
        """
        found = self._by_pair.get((match.list, match.id))
        if not found:
            return Answered()
        ours, name = digest_of_party(party), plain_name(party.name)
        mine = [one for one in found if one.ours == ours]
        if not mine:
            near = [one for one in found if plain_name(one.name) == name]
            return _lapsed(near, "lapsed: our record is another one") if near else Answered()
        theirs = digest_of_listing(match.listing)
        held = [one for one in mine if one.theirs == theirs]
        if not held:
            return _lapsed(mine, "lapsed: the listing was changed")
        last = max(held, key=lambda one: one.expires_on)
        if last.expires_on <= self._on:
            return _lapsed([last], f"expired on {last.expires_on}")
        if match.comparison.strong_identifier:
            return _lapsed([last], "does not count: a number is equal")
        return Answered(last)

    def settle(self, finding: Finding, party: Party, match: Match) -> Finding:
        """Give a finding of a match as the entries leave it: a note, or told why it is none."""
        if not finding.outcome.strength:
            return finding
        said = self.answer(party, match)
        if said.exemption is not None:
            return set_aside_by(finding, said.exemption)
        return with_lapsed(finding, said.lapsed) if said.lapsed else finding

    def notes(self, findings: Sequence[Finding]) -> tuple[str, ...]:
        """Count for the coverage what the entries set aside; nothing where they set nothing."""
        found = sum(one.rule == EXEMPTED for one in findings)
        if not found:
            return ()
        matches = "1 match was" if found == 1 else f"{found} matches were"
        return (f"{matches} set aside by good-guy entries: see the notes of the parties",)


def _lapsed(entries: Sequence[Exemption], why: str) -> Answered:
    return Answered(lapsed=f"good-guy entry {entries[-1].id} {why}")


def set_aside_by(finding: Finding, entry: Exemption) -> Finding:
    """Give the note that a match becomes under an entry; it names the entry and both persons."""
    was = finding.outcome
    return msgspec.structs.replace(
        finding,
        outcome=Outcome.NO_MATCH,
        rule=EXEMPTED,
        summary=(
            f"{finding.summary}; set aside by good-guy entry {entry.id}, a {was} without it: "
            f"{entry.reason}, {entry.words} ({entry.author}, approved by {entry.approver}, "
            f"until {entry.expires_on})"
        ),
        next_step="",
    )


def with_lapsed(finding: Finding, lapsed: str) -> Finding:
    """Give a finding that says why a good-guy entry does not hold for it."""
    return msgspec.structs.replace(finding, summary=f"{finding.summary}; {lapsed}")


def digest_of_exemptions(entries: Sequence[Exemption]) -> str:
    """Name the entries in use by all that they hold (SHA-256); empty for none."""
    if not entries:
        return ""
    return hashlib.sha256(msgspec.json.encode(list(entries))).hexdigest()
