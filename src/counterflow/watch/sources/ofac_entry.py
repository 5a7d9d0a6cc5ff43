"""Gather what OFAC says of one party, label by label, into a listing; alike for all its formats."""

from __future__ import annotations

import re
from typing import Final

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import DateSpan, Designation, ListedName, Listing, Relation
from counterflow.core.model.parties import Identifier
from counterflow.core.text.date_spans import read_span
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.ofac_acts import (
    AUTHORITY,
    RECORD_URL,
    Acts,
    OfacList,
    effect_sources,
)
from counterflow.watch.sources.ofac_labels import LETTERS_ONLY, TAIL_NUMBERS, Label, known_label
from counterflow.watch.sources.properties import Properties, add_value

SCHEMATA: Final = {
    "individual": "Person",
    "entity": "LegalEntity",
    "vessel": "Vessel",
    "aircraft": "Airplane",
    "": "LegalEntity",
}
"""OFAC's types of parties; an empty one (CSV) is an organisation."""

_CRAFT = ("Vessel", "Airplane")
_NOTED = {"Vessel Owner": "owner", "Aircraft Operator": "operator", "Issuer Name": "issuer"}
_IMO = re.compile(r"IMO +(\d{7})(?: \([^()]*\))?$")
_DIRECTIVE = re.compile(r"Executive Order \d+ Directive", re.IGNORECASE)


class Entry:
    """One party in the making: flat properties for the matcher, and the exact form beside them.

    Args:
        schema: The FollowTheMoney schema.
    """

    __slots__ = (
        "dates", "directives", "identifiers", "kept", "names", "properties", "relations", "schema",
    )  # fmt: skip

    def __init__(self, schema: str) -> None:
        self.schema = schema
        self.properties: Properties = {"name": []}
        self.names: list[ListedName] = []
        self.identifiers: list[Identifier] = []
        self.dates: list[DateSpan] = []
        self.relations: list[Relation] = []
        self.directives: list[str] = []
        self.kept: list[str] = []

    def add_name(
        self,
        kind: str,
        text: str,
        parts: dict[str, str] | None = None,
        *,
        weak: bool = False,
        script: str = "",
    ) -> None:
        """Add a name; the parts of the first one become properties too.

        Args:
            kind: ``name``, ``alias`` or ``previousName``.
            text: The whole name.
            parts: Its parts by FollowTheMoney property.
            weak: True where OFAC calls it of low quality.
            script: ISO 15924, where OFAC gives it.
        """
        if not text:
            return
        first = not self.names
        self.names.append(ListedName(text, kind, weak, script, "", parts or {}))
        add_value(self.properties, "weakAlias" if weak else kind, text)
        if first and parts:
            for name, value in parts.items():
                add_value(self.properties, name, value)

    def add_address(self, text: str, country: str) -> None:
        """Add an address, the country's name last in it, and its country."""
        add_value(self.properties, "address", text)
        add_value(self.properties, "country", country_code(country) if country else "")

    def add_title(self, text: str) -> None:
        """Add a title: the position of a person, a remark on anything else."""
        add_value(self.properties, "position" if self.schema == "Person" else "notes", text)

    def add_note(self, text: str) -> None:
        """Add words that say more than the values."""
        add_value(self.properties, "notes", text)

    def take(self, label_text: str, value: str, country: str = "", remark: str = "") -> bool:
        """Take a value under the label that OFAC gives it.

        What is not understood is kept as text.

        Args:
            label_text: The label as written.
            value: The value.
            country: The name of the country that gave the number, where there is one.
            remark: What else is said of it.

        Returns:
            False where the label is not known to us; the words are kept.
        """
        label = known_label(label_text)
        if label is None:
            words = " ".join(filter(None, (label_text, value, country and f"({country})", remark)))
            self.kept.append(words)
            self.add_note(words)
            return False
        self.take_known(label, value, country=country, remark=remark, written=label_text)
        return True

    def take_known(
        self, label: Label, value: str, *, country: str = "", remark: str = "", written: str = ""
    ) -> None:
        """Take a value under a label that is known.

        Args:
            label: The label.
            value: The value.
            country: As for ``take``.
            remark: As for ``take``.
            written: The label as written, where it says more than the label's name.
        """
        what = label.what
        if what == "number":
            self._take_number(label, value, country, remark)
        elif what == "sanction":
            self._take_sanction(written or label.name, value)
        elif what == "date":
            self.take_date(label, value)
        elif what == "country":
            self._take_country(label, value)
        elif what == "relation":
            self._take_relation(label.name, value)
        elif what in ("text", "gender", "address"):
            self._take_text(label, value)
        elif what == "place":
            add_value(self.properties, "birthPlace", value)
            add_value(self.properties, "birthCountry", country_code(value.rsplit(",", 1)[-1]))
        elif what == "code":
            self.identifiers.append(Identifier(label.property, value, "", label.name, remark))
            self.add_note(f"{label.name} {value}")
        elif what == "wallet":
            self._take_wallet(written or label.name, value, remark)

    def take_date(self, label: Label, value: str) -> None:
        """Take a date as written: circa and spans keep their text beside their years."""
        reading = read_span(value)
        values = reading.values
        for date in values:
            add_value(self.properties, label.property, date)
        if not reading.exact:
            self.add_note(f"{label.name} {value}")
        self.dates.append(
            DateSpan(
                label.property,
                value,
                values[0] if values else "",
                values[-1] if values else "",
                "circa" in value.lower(),
            )
        )

    def _take_number(self, label: Label, value: str, country: str, remark: str) -> None:
        imo = _IMO.match(value)
        if imo:
            add_value(self.properties, "imoNumber", imo[1])
            self.identifiers.append(Identifier("imoNumber", imo[1], label=label.name))
            return
        kind = label.property
        letters = kind in LETTERS_ONLY or label.name in TAIL_NUMBERS
        if not letters and not any(map(str.isdigit, value)):
            words = f"{label.name} {value}"
            self.kept.append(words)
            return
        code = country_code(country) if country else ""
        if country and not code:
            remark = ", ".join(filter(None, (country, remark)))
        add_value(self.properties, kind, value)
        if self.schema not in _CRAFT:
            add_value(self.properties, "country", code)
        if code == "ru" and value.isdigit():
            kind = _russian(label, value)
            add_value(self.properties, kind, value)
        self.identifiers.append(Identifier(kind, value, code, label.name, remark))

    def _take_country(self, label: Label, value: str) -> None:
        code = country_code(value)
        name = label.property
        person = self.schema == "Person" or name not in ("nationality", "citizenship")
        add_value(self.properties, name if person else "country", code)
        if not code:
            self.add_note(f"{label.name} {value}" if value else "")

    def _take_relation(self, kind: str, name: str) -> None:
        if name:
            self.relations.append(Relation(kind.lower(), name))
            if kind in _NOTED:
                self.add_note(f"{_NOTED[kind]}: {name}")

    def _take_sanction(self, label: str, value: str) -> None:
        words = " ".join(f"{label} {value}".split())
        self.kept.append(words)
        self.add_note(words)
        if _DIRECTIVE.match(words):
            self.directives.append(words)
        elif label.startswith("Listing Date"):
            reading = read_span(value.rsplit(":", 1)[-1].rsplit(")", 1)[-1])
            day = reading.values[0] if reading.exact else ""
            self.dates.append(DateSpan("listingDate", words, day, day))

    def _take_text(self, label: Label, value: str) -> None:
        if label.what == "gender":
            value = value.lower()
        if label.property == "position":
            self.add_title(value)
        else:
            add_value(self.properties, label.property, value)

    def _take_wallet(self, written: str, address: str, remark: str) -> None:
        add_value(self.properties, "publicKey", address)
        self.identifiers.append(Identifier("publicKey", address, label=written, remark=remark))

    def listing(
        self,
        uid: str,
        list_name: str,
        ofac_list: OfacList,
        programmes: tuple[str, ...],
        acts: Acts,
        *,
        remarks: str = "",
        listed_on: str = "",
    ) -> Listing:
        """Give the whole listing.

        Args:
            uid: OFAC's number.
            list_name: The store's name of the list.
            ofac_list: Which of OFAC's publications it stands in.
            programmes: OFAC's tags.
            acts: What it does in law.
            remarks: OFAC's remarks, without contact details.
            listed_on: ISO day; empty where OFAC gives none, or several.
        """
        effect: Effect = acts.effect
        designations: tuple[Designation, ...] = acts.designations
        return Listing(
            id=f"{list_name}-{uid}",
            list=list_name,
            schema=self.schema,
            properties=self.properties,
            publisher_id=uid,
            authority=AUTHORITY,
            programmes=programmes,
            effect=effect,
            listed_on=listed_on or self._only_listing_date(),
            remarks=remarks,
            citations=citations_of(ofac_list, uid, programmes),
            designations=designations,
            names=tuple(self.names),
            identifiers=tuple(self.identifiers),
            dates=tuple(self.dates),
            relations=tuple(self.relations),
        )

    def _only_listing_date(self) -> str:
        days = {date.first for date in self.dates if date.kind == "listingDate"}
        return days.pop() if len(days) == 1 else ""


def citations_of(
    ofac_list: OfacList, uid: str, programmes: tuple[str, ...]
) -> tuple[Citation, ...]:
    """Cite an entry by its page in OFAC's search, then who says what its programmes do in law."""
    page = Citation(ofac_list.source, ofac_list.title, AUTHORITY, "", RECORD_URL + uid)
    return (page, *effect_sources(ofac_list, programmes))


def person_parts(name: str) -> dict[str, str]:
    """Split ``SURNAME, Given`` where the comma form is plain; empty where it is not.

    Example:
        >>> person_parts("VARNEK, Orlin")
        {'lastName': 'VARNEK', 'firstName': 'Orlin'}
        >>> person_parts("LONELY, (Dr.) Ana, Maria")
        {}
    """
    family, comma, given = name.partition(", ")
    if comma and family and given and not any(mark in given for mark in ',("'):
        return {"lastName": family, "firstName": given}
    return {}


def _russian(label: Label, number: str) -> str:
    """Name the Russian taxpayer number (INN) and state registration number (OGRN) as such.

    Basis:
        Lengths by the Federal Tax Service: INN 10 digits (organisations) or 12 (persons), OGRN
        13 digits, OGRNIP 15.
    """
    if label.name == "Tax ID No." and len(number) in (10, 12):
        return "innCode"
    if label.property == "registrationNumber" and len(number) in (13, 15):
        return "ogrnCode"
    return label.property
