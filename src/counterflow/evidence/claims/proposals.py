"""Propose what of a claim may be watched for: sites, addresses, names, things; and tell the claim.

Nothing here enters the watch data. A proposal is what the words of the claim name, with the reason;
a person takes it or leaves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from counterflow.core.assertions import (
    Assertion,
    Claim,
    ClaimRelation,
    Ledger,
    Mention,
    Record,
)
from counterflow.core.dossiers import Footprint
from counterflow.core.facts import load_facts
from counterflow.evidence.claims.origins import voices_by_claim
from counterflow.evidence.claims.spoken_addresses import addresses_in
from counterflow.watch.accepted.records import (
    ADDRESS,
    NAME,
    SITE,
    THING,
    Told,
    Voice,
    WatchEntry,
)
from counterflow.watch.places.limits import OURS, limit

CONTRADICTIONS = frozenset({"denial", "number", "date", "place", "identity"})
_NAMED = frozenset({"Person", "Organization", "Company", "Vessel"})
_WORD = re.compile(r"[^\W_]+")


class Proposal(Record, frozen=True, omit_defaults=True):
    """A claim with what of it may be watched for."""

    told: Told
    entries: tuple[WatchEntry, ...]


def propose(
    ledger: Ledger, footprints: Mapping[str, Footprint] | None = None
) -> tuple[Proposal, ...]:
    """Propose watch data from a ledger.

    Args:
        ledger: What was read of reports.
        footprints: The ground of exhibits, by id of the claim or name of the site in small letters.

    Returns:
        The claims that name something to watch for, in the order of the ledger.
    """
    gathered = _Gathered(ledger, footprints or {})
    found = ((claim, gathered.entries(claim)) for claim in ledger.claims)
    return tuple(Proposal(gathered.tell(claim), entries) for claim, entries in found if entries)


def tell_claims(ledger: Ledger, claims: frozenset[str]) -> tuple[Told, ...]:
    """Tell claims as the ledger knows them now; one that is not in it is left out."""
    gathered = _Gathered(ledger, {})
    return tuple(gathered.tell(claim) for claim in ledger.claims if claim.id in claims)


class _Gathered:
    """A ledger by claim and by report."""

    def __init__(self, ledger: Ledger, footprints: Mapping[str, Footprint]) -> None:
        self._footprints = footprints
        self._said: dict[str, list[Assertion]] = {}
        for one in ledger.assertions:
            self._said.setdefault(one.claim, []).append(one)
        self._named: dict[str, list[Mention]] = {}
        for mention in ledger.entities:
            self._named.setdefault(mention.report, []).append(mention)
        self._reports = {one.id: one for one in ledger.reports}
        self._dates = {one.id: one.date for one in ledger.occasions}
        self._by_id = {one.id: one for one in ledger.assertions}
        self._behind = voices_by_claim(ledger.origins, ledger.assertions)
        self._against: dict[str, list[ClaimRelation]] = {}
        for relation in ledger.relations:
            if relation.kind in CONTRADICTIONS:
                for side in dict.fromkeys((relation.a, relation.b)):
                    self._against.setdefault(side, []).append(relation)

    def tell(self, claim: Claim) -> Told:
        """Tell a claim with every voice on it, and those that carry what contradicts it."""
        voices = [self._voice(one) for one in self._said.get(claim.id, ())]
        for relation in self._against.get(claim.id, ()):
            others = map(self._by_id.get, relation.assertions)
            voices += [
                self._voice(one, relation.kind)
                for one in others
                if one is not None and one.claim != claim.id
            ]
        unique = {one.assertion: one for one in reversed(voices)}
        return Told(
            claim.id,
            claim.text,
            tuple(reversed(unique.values())),
            self._behind.get(claim.id, ()),
            claim.frame,
        )

    def _voice(self, one: Assertion, contradicts: str = "") -> Voice:
        report = self._reports.get(one.report)
        published = report.published if report is not None else ""
        return Voice(
            speaker=one.speaker,
            stance=one.stance,
            assertion=one.id,
            report=one.report,
            said_on=self._dates.get(one.occasion, "") or published,
            authority=one.authority,
            via=one.via,
            contradicts=contradicts,
            report_name=(report.title or report.name) if report is not None else "",
            publisher=report.publisher if report is not None else "",
            published=published,
        )

    def entries(self, claim: Claim) -> tuple[WatchEntry, ...]:
        """Give what the words of a claim name, each once, what is too wide last."""
        found: dict[str, WatchEntry] = {}
        # Who denies what is said of him is no witness of it: he stays what the claim is about.
        speakers = {
            name.casefold() for one in self._said.get(claim.id, ()) if one.stance != "deny"
            for name in (one.speaker, one.speaks_for) if name
        }  # fmt: skip
        for one in self._said.get(claim.id, ()):
            for mention in self._within(one):
                entry = self._entry(mention, claim, one)
                if entry is not None and mention.name.casefold() not in speakers:
                    known = found.get(entry.id)
                    found[entry.id] = entry if known is None else _with_form(known, entry.name)
            for address in addresses_in(one.text):
                entry_id = f"{ADDRESS}:{_slug(address)}"
                why = f"an address in the words of {one.id}"
                found.setdefault(entry_id, WatchEntry(entry_id, ADDRESS, address, why))
        return tuple(sorted(found.values(), key=lambda one: one.by_choice))

    def _within(self, said: Assertion) -> Iterator[Mention]:
        for mention in self._named.get(said.report, ()):
            if said.start <= mention.start and mention.end <= said.end:
                yield mention

    def _entry(self, mention: Mention, claim: Claim, said: Assertion) -> WatchEntry | None:
        why = f"{mention.kind.lower()} in the words of {said.id}"
        name = mention.name or mention.text
        if mention.kind == "Item":
            return WatchEntry(f"{THING}:{_slug(name)}", THING, name, why,
                              forms=_others(mention.text, name), by_choice=True)  # fmt: skip
        if mention.kind in _NAMED:
            schema = "Vessel" if mention.kind == "Vessel" else "LegalEntity"
            return WatchEntry(f"{NAME}:{_slug(name)}", NAME, name, why, schema, mention.country,
                              by_choice=len(_WORD.findall(name)) == 1)  # fmt: skip
        return self._site(mention, claim, why) if mention.kind == "Place" else None

    def _site(self, mention: Mention, claim: Claim, why: str) -> WatchEntry | None:
        """Make a site of a place: one with a word for sites, or with a footprint, is no town."""
        reach, is_site = _reach_of(mention.text)
        ground = self._footprints.get(mention.text.casefold())
        if ground is None and is_site:
            ground = self._footprints.get(claim.id)
        if mention.name in _waters():
            return None
        placed = mention.latitude is not None and mention.longitude is not None
        if ground is not None:
            why += f"; footprint of an exhibit ({ground.source})"
        elif placed:
            why += f"; position known, {limit(reach):.0f} km around it ({OURS})"
        else:
            why += "; no position is known: it is found by its name alone"
        return WatchEntry(
            f"{SITE}:{_slug(mention.text)}",
            SITE,
            mention.text,
            why,
            country=mention.country,
            latitude=mention.latitude,
            longitude=mention.longitude,
            radius_km=limit(reach) if placed else 0.0,
            corners=ground.corners if ground is not None else (),
            by_choice=not is_site and ground is None,
        )


def _with_form(entry: WatchEntry, name: str) -> WatchEntry:
    if name == entry.name or name in entry.forms:
        return entry
    return msgspec.structs.replace(entry, forms=(*entry.forms, name))


def _others(text: str, name: str) -> tuple[str, ...]:
    return (text,) if text != name else ()


def _slug(words: str) -> str:
    return "-".join(_WORD.findall(words.casefold()))


def _reach_of(name: str) -> tuple[str, bool]:
    """Give the threshold of a place's footprint, and whether its name has a word for sites."""
    words, otherwise = _site_words()
    for word in reversed(_WORD.findall(name.casefold())):
        if word in words:
            return words[word], True
    return otherwise, False


@cache
def _site_words() -> tuple[dict[str, str], str]:
    file = load_facts("reports/site_words.yaml")
    words = {word: reach for reach, given in file["words"].items() for word in given}
    return words, str(file["otherwise"])


@cache
def _waters() -> frozenset[str]:
    return frozenset(str(row["name"]) for row in load_facts("reports/waters.yaml")["waters"])
