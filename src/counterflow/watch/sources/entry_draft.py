"""Gather one entry of a list: its flat properties, and beside them its exact names and numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from counterflow.core.model.listings import DateSpan, ListedName, Relation
from counterflow.core.model.parties import Identifier
from counterflow.core.text.date_spans import read_years
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.properties import Properties

YEAR_DIGITS: Final = 4
_SCRIPTS: Final = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "CJK": "Hani",
    "HANGUL": "Hang",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "THAI": "Thai",
    "MYANMAR": "Mymr",
}
# Threat: free text of lists holds telephone numbers and mail addresses of living people.
_MAIL = re.compile(
    r"(?:\b(?:e-?)?mail(?: address)?\s*:?\s*)?[^\s@]{1,64}@[^\s@;,]{1,255}", re.IGNORECASE
)
_LABEL = r"\b(?:tel(?:ephone)?|phone|fax|mobile|whatsapp|e-?mail|web(?:site)?)\b"
_PHONE = re.compile(
    # "PHONE[+00 1234, 5678]", as a spreadsheet of the EU has it.
    rf"{_LABEL}\s*\[[^\[\]]{{0,500}}\]?"
    r"|\b(?:tel(?:ephone)?|phone|fax|mobile|whatsapp)\b[^:;\n\d+]{0,30}:?\s*\+?\d[\d() /.,-]{4,}"
    # A number with the sign of a country's code is a telephone's, whatever stands before it.
    r"|(?<![\w+])\+\d[\d() /.,-]{7,}",
    re.IGNORECASE,
)


class EntryDraft:
    """Hold what is read of one entry, so that each value goes to every place that it belongs to.

    Values, names, numbers, dates and ties are taken piece by piece, and each is held once.

    Example:
        >>> draft = EntryDraft()
        >>> draft.add_name("Example Trading LLC")
        >>> draft.add_name("Пример", kind="alias")
        >>> draft.properties, draft.names[1].script
        ({'name': ['Example Trading LLC'], 'alias': ['Пример']}, 'Cyrl')
    """

    def __init__(self) -> None:
        self.properties: Properties = {}
        self.names: list[ListedName] = []
        self.identifiers: list[Identifier] = []
        self.dates: list[DateSpan] = []
        self.relations: list[Relation] = []
        # Threat: an entry of a million names; looking them up in lists would never end.
        self._seen: set[tuple[str, ...]] = set()

    def add(self, name: str, value: str) -> None:
        """Add a value to a property, its blanks made single; an empty one adds nothing.

        Telephone numbers and mail addresses that stand in an address are not kept.
        """
        text = " ".join(value.split())
        if name == "address":
            text = without_contacts(text)
        if text and self._is_new(name, text):
            self.properties.setdefault(name, []).append(text)

    def _is_new(self, *key: str) -> bool:
        """Tell whether something is met for the first time."""
        found = key not in self._seen
        self._seen.add(key)
        return found

    def note(self, label: str, value: str) -> None:
        """Keep a text that no property fits, without the ways to reach a person.

        An empty value adds nothing.
        """
        text = without_contacts(" ".join(value.split()))
        self.add("notes", f"{label}: {text}" if label and text else text)

    def add_name(
        self,
        text: str,
        *,
        kind: str = "name",
        weak: bool = False,
        script: str = "",
        language: str = "",
        parts: Mapping[str, str] | None = None,
    ) -> None:
        """Add a name to the list of names and to the property of its kind.

        Only the parts of a name of the kind ``name`` become properties. Those of an alias stay
        with it: put together with the others they would make names that nobody bears.

        Args:
            text: The whole name; an empty one adds nothing.
            kind: ``name``, ``alias`` or ``previousName``.
            weak: The publisher marks it as of low quality: it becomes ``weakAlias``.
            script: ISO 15924; told by the letters where empty and not Latin.
            language: ISO 639-3, where the list says it.
            parts: FollowTheMoney's parts of a name; empty ones are left out.
        """
        text = " ".join(text.split())
        if not text:
            return
        kept = {key: value for key, value in (parts or {}).items() if value}
        listed = ListedName(
            text,
            kind=kind,
            weak=weak,
            script=script or script_of(text).replace("Latn", ""),
            language=language,
            parts=kept,
        )
        if self._is_new(
            "ListedName", text, kind, str(weak), listed.script, language, *kept.values()
        ):
            self.names.append(listed)
        first = text == next(iter(self.properties.get("name", ())), "")
        if not (first and kind == "alias"):
            self.add("weakAlias" if weak else kind, text)
        for key, value in kept.items() if kind == "name" else ():
            self.add(key, value)

    def add_country(self, name: str, text: str, label: str) -> None:
        """Add a country by its code; text that is no name of one country is kept as a note.

        Example:
            >>> draft = EntryDraft()
            >>> draft.add_country("nationality", "Rwanda", "nationality")
            >>> draft.add_country("nationality", "Ruritanian", "nationality")
            >>> draft.properties
            {'nationality': ['rw'], 'notes': ['nationality: Ruritanian']}
        """
        code = country_code(text)
        self.add(name, code)
        if not code:
            self.note(label, text)

    def relate(self, kind: str, name: str) -> None:
        """Add a tie to another party, which stands in the notes too."""
        if name:
            self.add_relation(Relation(kind, name))
            self.note(kind, name)

    def add_relation(self, tie: Relation) -> None:
        """Add a tie as the publisher gives it, once."""
        if self._is_new("Relation", tie.kind, tie.name, tie.publisher_id, tie.remark):
            self.relations.append(tie)

    def add_identifier(
        self, kind: str, value: str, *, country: str = "", label: str = "", remark: str = ""
    ) -> None:
        """Add a number to the identifiers and to the property of its kind."""
        value = " ".join(value.split())
        if value:
            found = Identifier(kind, value, country, label, without_contacts(remark))
            if self._is_new("Identifier", kind, value, country, label, found.remark):
                self.identifiers.append(found)
            self.add(kind, value)

    def add_dates(self, spans: list[DateSpan], label: str) -> None:
        """Add dates; what is not exact, or not understood, is also kept as a note."""
        for span in spans:
            if not self._is_new("DateSpan", span.kind, span.text, span.first):
                continue
            self.dates.append(span)
            for value in values_of(span):
                self.add(span.kind, value)
            if span.circa or span.first != span.last or not span.first:
                self.note(label, span.text)

    def add_act_date(self, span: DateSpan) -> None:
        """Keep a date of the act, not of the party: of an order, of a notice."""
        if self._is_new("DateSpan", span.kind, span.text, span.first):
            self.dates.append(span)


def values_of(span: DateSpan) -> tuple[str, ...]:
    """Give the dates to compare with: one, its year where it is circa, or each year of a span.

    Example:
        >>> values_of(DateSpan("birthDate", "1951 to 1953", "1951", "1953"))
        ('1951', '1952', '1953')
    """
    if not span.first:
        return ()
    if span.first == span.last:
        return (span.first[:YEAR_DIGITS] if span.circa else span.first,)
    if not span.last:
        return ()
    return read_years(int(span.first[:YEAR_DIGITS]), int(span.last[:YEAR_DIGITS])).values


def script_of(text: str) -> str:
    """Tell the one script of a text's letters in ISO 15924; empty for none, several, or others.

    Example:
        >>> script_of("Пример"), script_of("Example 5"), script_of("A-Б")
        ('Cyrl', 'Latn', '')
    """
    if text.isascii():
        return "Latn" if any(character.isalpha() for character in text) else ""
    found = {
        unicodedata.name(character, "").split(" ", 1)[0].split("-", 1)[0]
        for character in text
        if character.isalpha()
    }
    return _SCRIPTS.get(found.pop(), "") if len(found) == 1 else ""


def without_contacts(text: str) -> str:
    """Drop telephone numbers and mail addresses from a text.

    Example:
        >>> without_contacts("Director. Tel: +00 12 345 678, a@example.org; of a plant")
        'Director. ; of a plant'
    """
    if not text:
        return ""
    return " ".join(_PHONE.sub("", _MAIL.sub("", text)).split()).strip(" ,;")
