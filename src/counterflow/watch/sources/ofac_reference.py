"""Hold the parts of OFAC's advanced XML that parties refer to: words, places, documents, acts.

Everything in the file speaks in numbers: ``ReferenceValueSets`` gives their words. What is kept of
the other parts is small beside the parties, and is looked up while these are read.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec

from counterflow.watch.sources.ofac_periods import local_name, read_period, read_point

WHOLE: Final = "ReferenceValueSets"
PARTS: Final = (WHOLE, "DateOfIssue", "Location", "IDRegDocument", "ProfileRelationship",
    "SanctionsEntry")  # fmt: skip
"""The elements that `Reference.take` understands."""

BEFORE_PARTIES: Final = frozenset({WHOLE, "Location", "IDRegDocument"})
"""Those of them that a party is read with: the schema puts them before the parties."""

_ADDRESS = ("ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "STATE/PROVINCE", "POSTAL CODE", "REGION")
_UNKNOWN_WORDS = frozenset({"unknown", "undetermined"})


class Place(NamedTuple):
    """An address as one text, and the name of its country."""

    text: str
    country: str


class Document(NamedTuple):
    """A number from an identity or registration document."""

    label: str
    number: str
    country: str
    remark: str


class Tie(NamedTuple):
    """A relationship of one profile to another, in OFAC's words."""

    kind: str
    other: str
    remark: str


class Entered(NamedTuple):
    """One entry of a party on one of OFAC's lists."""

    list: str
    programmes: tuple[str, ...]
    measures: tuple[str, ...]
    listed_on: str
    legal_basis: str


class Reference(msgspec.Struct):
    """The side tables of one file, each by the number that refers to it."""

    words: dict[tuple[str, str], str] = {}
    attributes: dict[tuple[str, str], dict[str, str]] = {}
    places: dict[str, Place] = {}
    documents: dict[str, list[Document]] = {}
    ties: dict[str, list[Tie]] = {}
    entered: dict[str, list[Entered]] = {}
    issued_on: str = ""
    count: int = 0

    def take(self, element: Any) -> None:
        """Keep one element of `PARTS`."""
        name = local_name(element.tag)
        if name == WHOLE:
            self._take_words(element)
        elif name == "DateOfIssue":
            self.issued_on = read_point(element)
        else:
            self.count += 1
            _TAKE[name](self, element)

    def word(self, kind: str, number: str | None) -> str:
        """Give the word of a reference value; empty for none, or where it says *Unknown*.

        A number without a word in the file is given as ``kind number``, so that it is seen.
        """
        if not number:
            return ""
        word = self.words.get((kind, number))
        return f"{kind} {number}" if word is None else word

    def knows(self, kind: str, number: str | None) -> bool:
        """Tell whether the file itself gives a word for a number."""
        return number is not None and (kind, number) in self.words

    def _take_words(self, element: Any) -> None:
        for group in element:
            for value in group:
                number, name = value.get("ID"), local_name(value.tag)
                if number and name:
                    word = " ".join((value.text or "").split())
                    unknown = word.casefold() in _UNKNOWN_WORDS
                    self.words[name, number] = "" if unknown else word
                    self.attributes[name, number] = dict(value.attrib)

    def _take_location(self, element: Any) -> None:
        area, parts, countries = "", {}, []
        for child in element:
            name = local_name(child.tag)
            if name == "LocationCountry":
                countries.append(self.word("Country", child.get("CountryID")))
            elif name == "LocationAreaCode":
                row = self.attributes.get(("AreaCode", child.get("AreaCodeID") or ""), {})
                area = row.get("Description", "")
            elif name == "LocationPart":
                kind = self.word("LocPartType", child.get("LocPartTypeID"))
                parts[kind] = _part_value(child)
        given = [name for name in countries if name]
        if not given and area and area.casefold() not in _UNKNOWN_WORDS:
            given = [area]
        texts = [parts.pop(name) for name in _ADDRESS if name in parts]
        # A part without a type holds the country of a nationality, a registration or a flag.
        loose = [value for value in parts.values() if value]
        if not given and not texts and len(loose) == 1:
            given, loose = loose, []
        text = ", ".join(filter(None, (*texts, *loose, *given)))
        country = given[0] if len(given) == 1 else ""
        self.places[element.get("ID") or ""] = Place(text, country)

    def _take_document(self, element: Any) -> None:
        number, said = "", []
        for child in element:
            name, text = local_name(child.tag), " ".join((child.text or "").split())
            if name == "IDRegistrationNo":
                number = text
            elif name in ("Comment", "IssuingAuthority") and text:
                said.append(text)
            elif name == "DocumentDate":
                said.append(self._document_date(child))
        # The files write "Fraudulent" for what the other formats call a false number.
        validity = self.word("Validity", element.get("ValidityID"))
        if validity and validity != "Valid":
            said.append(validity.lower())
        document = Document(
            self.word("IDRegDocType", element.get("IDRegDocTypeID")),
            number,
            self.word("Country", element.get("IssuedBy-CountryID")),
            ", ".join(filter(None, said)),
        )
        self.documents.setdefault(element.get("IdentityID") or "", []).append(document)

    def _document_date(self, element: Any) -> str:
        kind = self.word("IDRegDocDateType", element.get("IDRegDocDateTypeID"))
        words = {"Issue Date": "issued", "Expiration Date": "expires"}
        period = next((child for child in element if local_name(child.tag) == "DatePeriod"), None)
        if period is None:
            return ""
        return f"{words.get(kind, kind)} {read_period('', period).text}"

    def _take_tie(self, element: Any) -> None:
        kind = self.word("RelationType", element.get("RelationTypeID")).lower().rstrip(":")
        quality = self.word("RelationQuality", element.get("RelationQualityID"))
        said = [
            "former" if element.get("Former") == "true" else "",
            f"quality: {quality.lower()}" if quality else "",
        ]
        for child in element:
            if local_name(child.tag) == "Comment":
                said.append(" ".join((child.text or "").split()))
            elif local_name(child.tag) == "DatePeriod":
                said.append(read_period("", child).text)
        tie = Tie(kind, element.get("To-ProfileID") or "", ", ".join(filter(None, said)))
        self.ties.setdefault(element.get("From-ProfileID") or "", []).append(tie)

    def _take_entry(self, element: Any) -> None:
        programmes, measures, days, bases = [], [], [], []
        for child in element:
            name = local_name(child.tag)
            if name == "SanctionsMeasure":
                kind = self.word("SanctionsType", child.get("SanctionsTypeID"))
                comment = _comment(child)
                if kind == "Program":
                    programmes.append(comment)
                else:
                    measures.append(" ".join(filter(None, (kind, comment))))
            elif name == "EntryEvent":
                bases.append(self.word("LegalBasis", child.get("LegalBasisID")))
                days += [read_point(date) for date in child if local_name(date.tag) == "Date"]
        entered = Entered(
            self.word("List", element.get("ListID")),
            tuple(dict.fromkeys(filter(None, programmes))),
            tuple(dict.fromkeys(filter(None, measures))),
            min(filter(None, days), default=""),
            "; ".join(dict.fromkeys(filter(None, bases))),
        )
        self.entered.setdefault(element.get("ProfileID") or "", []).append(entered)


_TAKE: Final = {
    "Location": Reference._take_location,  # noqa: SLF001 - the class's own table
    "IDRegDocument": Reference._take_document,  # noqa: SLF001 - as above
    "ProfileRelationship": Reference._take_tie,  # noqa: SLF001 - as above
    "SanctionsEntry": Reference._take_entry,  # noqa: SLF001 - as above
}


def _part_value(part: Any) -> str:
    """Give the value of a part of an address: the primary one, which is in Latin script."""
    values = [value for value in part if local_name(value.tag) == "LocationPartValue"]
    chosen = next((value for value in values if value.get("Primary") == "true"), None)
    for child in (chosen if chosen is not None else values[0]) if values else ():
        if local_name(child.tag) == "Value":
            return " ".join((child.text or "").split())
    return ""


def _comment(element: Any) -> str:
    for child in element:
        if local_name(child.tag) == "Comment":
            return " ".join((child.text or "").split())
    return ""
