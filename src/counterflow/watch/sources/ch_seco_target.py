"""Turn one target of SECO's list into a listing."""

from __future__ import annotations

import re
from typing import Any, Final

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import Designation, Listing, Relation
from counterflow.watch.sources.ch_seco_identity import Reference, SanctionsSet, add_identity
from counterflow.watch.sources.entry_draft import EntryDraft, without_contacts
from counterflow.watch.sources.programmes import STRONGEST_FIRST, Programme, programmes_of
from counterflow.watch.sources.stated_dates import date_of
from counterflow.watch.sources.xml_stream import children, local, text_at

AUTHORITY: Final = "State Secretariat for Economic Affairs (SECO)"
TITLE: Final = "Swiss sanctions list (SESAM)"
LIST_URL: Final = (
    "https://www.sesam.search.admin.ch/sesam-search-web/pages/downloadXmlGesamtliste.xhtml"
    "?lang=en&action=downloadXmlGesamtlisteAction"
)
_SCHEMATA: Final = {"individual": "Person", "entity": "LegalEntity"}
_OBJECTS: Final = {"vessel": "Vessel", "aircraft": "Airplane"}
_IMO: Final = re.compile(r"IMO(?: number)?\s*:?\s*(?P<number>\d{7})\b", re.IGNORECASE)
_LABELLED: Final = (
    ("innCode", re.compile(r"\bINN\s*:\s*(\d{10}|\d{12})\b")),
    ("ogrnCode", re.compile(r"\bOGRN\)?\s*:\s*(\d{13}|\d{15})\b")),
    ("kppCode", re.compile(r"\bKPP\s*:\s*(\d{9})\b")),
    (
        "taxNumber",
        re.compile(r"\bTax(?:payer)? identification number\s*:\s*(\d{6,15})\b", re.IGNORECASE),
    ),
    ("registrationNumber", re.compile(r"\bRegistration number\s*:\s*(\d{5,15})\b", re.IGNORECASE)),
)
"""Labels whose number is plain; whatever else the text says stays text."""


_CHANGED: Final = ("effective-date", "publication-date", "enactment-date")
"""Attributes of a change that state its day, the one that counts first."""


def is_delisted(target: Any, on: str = "") -> bool:
    """Tell whether the last change of a target had taken it off the list.

    Args:
        target: The lxml element.
        on: The day of the list, ISO 8601; empty where the list states none. A de-listing that
            takes effect after it has not happened yet.

    Basis:
        SECO, schema swiss-sanctions-list: ``effective-date`` of a ``modification``. Of changes of
        one day the first in the file is the last: SECO writes the newest first.
    """
    ends = _delisted_on(target)
    return ends is not None and not (on and ends > on)


def _delisted_on(target: Any) -> str | None:
    """Give the day of the de-listing that is a target's last change; ``None`` where it is none."""
    changes = [change for change in target if local(change) == "modification"]
    last = max(changes, key=_changed_on, default=None)
    delisted = last is not None and last.get("modification-type") == "de-listed"
    return _changed_on(last) if delisted else None


def listing_of(target: Any, reference: Reference, list_name: str) -> Listing | str:
    """Turn a target that is listed into a listing.

    Args:
        target: The lxml element.
        reference: The list's sets and places.
        list_name: The store's name of the list.

    Returns:
        The listing, or in words why there can be none.
    """
    number = target.get("ssid", "").strip()
    if not number:
        return "the target has no ssid"
    body = next((child for child in target if local(child) in {*_SCHEMATA, "object"}), None)
    if body is None:
        return f"the target {number} is no individual, entity or object"
    object_type = body.get("object-type", "")
    schema = _SCHEMATA.get(local(body)) or _OBJECTS.get(object_type, "")
    if not schema:
        return f"the target {number} is an object of type {object_type!r}, which is not known"
    draft = EntryDraft()
    for identity in children(body, "identity"):
        add_identity(draft, identity, schema, reference)
    if not draft.names:
        return f"the target {number} has no name"
    draft.add("gender", body.get("sex", ""))
    for foreign in children(target, "foreign-identifier"):
        draft.add("notes", f"foreign identifier: {text_at(foreign)}")
    _add_further(draft, body, schema)
    changes = [change for change in target if local(change) == "modification"]
    listed_on = min(_days(changes, "listed"), default=_unread_day(changes, "listed"))
    designations = _designations(target, reference, listed_on)
    return Listing(
        id=f"{list_name}-{number}",
        list=list_name,
        schema=schema,
        properties=draft.properties,
        publisher_id=number,
        authority=AUTHORITY,
        programmes=tuple(dict.fromkeys(p for d in designations for p in d.programmes)),
        effect=_strongest(designations),
        listed_on=listed_on,
        amended_on=max(_days(changes, "amended"), default=_unread_day(changes, "amended")),
        remarks=without_contacts(
            " ".join(text_at(text) for text in children(body, "justification"))
        ),
        citations=(
            Citation(
                source="ch_seco",
                title=f"{TITLE}, {number}",
                issuer=AUTHORITY,
                date=reference.published_on,
                url=LIST_URL,
            ),
            *(d.citation for d in designations if d.citation),
        ),
        designations=designations,
        names=tuple(draft.names),
        identifiers=tuple(draft.identifiers),
        dates=tuple(draft.dates),
        relations=tuple(draft.relations),
    )


def _changed_on(change: Any) -> str:
    return next(filter(None, (date_of(str(change.get(key, ""))) for key in _CHANGED)), "")


def _days(changes: list[Any], kind: str) -> list[str]:
    """Give the days of the changes of a kind."""
    days = [_changed_on(change) for change in changes if change.get("modification-type") == kind]
    return [day for day in days if day]


def _unread_day(changes: list[Any], kind: str) -> str:
    """Give the text that stands in place of the day of a change: `Account.admit` marks it."""
    stated = (
        str(change.get(key))
        for change in changes
        if change.get("modification-type") == kind
        for key in _CHANGED
        if change.get(key)
    )
    return next(stated, "")


def _designations(target: Any, reference: Reference, listed_on: str) -> tuple[Designation, ...]:
    """Give one designation for each set; a set that the file does not explain is kept by number."""
    numbers = [text_at(number) for number in children(target, "sanctions-set-id")]
    numbers = numbers or [target.get("sanctions-set-id", "")]
    found = []
    for number in filter(None, numbers):
        known = reference.sets.get(number, SanctionsSet(f"sanctions set {number}", "", ""))
        effect = _effect(known.title)
        found.append(
            Designation(
                authority=AUTHORITY,
                regime="CH",
                effect=effect.effect if effect else Effect.UNKNOWN,
                programmes=(known.programme,) if known.programme else (),
                listed_on=listed_on,
                citation=effect.citation if effect else None,
                legal_basis=known.ordinance,
                requirement=known.title,
                ended_on=_delisted_on(target) or "",
            )
        )
    return tuple(found)


def _effect(title: str) -> Programme | None:
    """Find the phrase of our table that a set's title holds, the strongest effect first."""
    words = title.upper()
    held = [row for code, row in programmes_of("ch").items() if code in words]
    return min(held, key=lambda row: STRONGEST_FIRST.index(row.effect), default=None)


def _strongest(designations: tuple[Designation, ...]) -> Effect:
    effects = {designation.effect for designation in designations}
    return next((effect for effect in STRONGEST_FIRST if effect in effects), Effect.UNKNOWN)


def _add_further(draft: EntryDraft, body: Any, schema: str) -> None:
    """Add the free texts, the numbers that stand in them under a plain label, and the ties.

    An IMO number is taken for a vessel only: in another target's text it may be a related ship's.
    """
    for information in children(body, "other-information"):
        text = text_at(information)
        for kind, pattern in _LABELLED:
            for number in pattern.findall(text):
                draft.add_identifier(kind, number, label="other information")
        imo = _IMO.search(text) if schema == "Vessel" else None
        if imo:
            draft.add_identifier("imoNumber", imo["number"], label="other information")
        draft.note("", text)
    for attribute in children(body, "generic-attribute"):
        draft.note(attribute.get("name", ""), text_at(attribute))
    for relation in children(body, "relation"):
        kind = relation.get("relation-type", "related to").replace("-", " ")
        tie = Relation(
            kind, publisher_id=relation.get("target-id", ""), remark=text_at(relation, "remark")
        )
        draft.add_relation(tie)
