"""Gather one entry of a trade list: beside names and numbers its countries, ties and dates."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import structs

from counterflow.core.model import DateSpan, Relation
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.entry_draft import EntryDraft


class RecordDraft(EntryDraft):
    """Take what a record says, piece by piece, and hold each piece once.

    Example:
        >>> draft = RecordDraft()
        >>> draft.add_country("nationality", "Rwanda", "nationality")
        >>> draft.add_country("nationality", "Ruritanian", "nationality")
        >>> draft.properties
        {'nationality': ['rw'], 'notes': ['nationality: Ruritanian']}
    """

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
        """Add a name; only the parts of a first name become properties.

        The parts of an alias stay with it: put together with those of the name they would make
        names that nobody bears.
        """
        text = " ".join(text.split())
        flat = parts if kind == "name" else None
        super().add_name(text, kind=kind, weak=weak, script=script, language=language, parts=flat)
        if text and parts and flat is None:
            kept = {key: value for key, value in parts.items() if value}
            self.names[-1] = structs.replace(self.names[-1], parts=kept)

    def add_country(self, name: str, text: str, label: str) -> None:
        """Add a country by its code; text that is no name of one country is kept in words."""
        code = country_code(text)
        self.add(name, code)
        if not code:
            self.told(label, text)

    def told(self, label: str, value: str) -> None:
        """Keep in words what no property can hold; an empty value adds nothing."""
        if value.strip():
            self.note(label, value)

    def relate(self, kind: str, name: str) -> None:
        """Add a tie to another party, which stands in the notes too."""
        if name and all((one.kind, one.name) != (kind, name) for one in self.relations):
            self.relations.append(Relation(kind, name))
            self.note(kind, name)

    def add_interval_date(self, span: DateSpan) -> None:
        """Keep a date that is not the party's own (of an order, of a notice)."""
        if span not in self.dates:
            self.dates.append(span)
