"""Settle what every column of a file means, before its first row is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.rows import Row
from counterflow.screening.intake.gaps import gap_notes
from counterflow.screening.intake.kinds import suggest_kind
from counterflow.screening.intake.lone_details import name_lone_details
from counterflow.screening.intake.lone_shares import name_lone_shares
from counterflow.screening.intake.mapping import (
    ColumnMapping,
    find_column,
    mapping_faults,
    refuse,
    takes_several,
)
from counterflow.screening.intake.plan import ColumnPlan, PlannedColumn
from counterflow.screening.intake.plan_notes import lone_recipient, plan_notes
from counterflow.screening.intake.second_columns import is_read_beside
from counterflow.screening.intake.shifted import loose_columns
from counterflow.screening.intake.targets import IGNORE, Target, parse_target
from counterflow.screening.intake.vocabulary import Meaning, vocabulary


def recognize(
    columns: Sequence[str],
    mapping: ColumnMapping | Mapping[str, str] | None = None,
    *,
    kind: str = "",
    sample: Iterable[Row | Refusal] = (),
) -> ColumnPlan:
    """Settle what every column of a file means.

    The mapping decides before the vocabulary. Two columns that name a party of one role are two
    parties; of two columns for a field that takes one value the first wins, and the plan says
    so; both stay in the output. A second column of countries, places or codes of goods is asked
    beside the first (`second_columns`).

    Args:
        columns: The headings, in the order of the file, each different.
        mapping: What `load_mapping` gave, or column name → target.
        kind: The kind of transaction that the user named; the mapping's where empty. In payments
            "Empfänger" is the payee, in shipments the consignee.
        sample: The file, or some of its rows. They decide nothing; a note tells by them what the
            columns that are not understood look like.

    Returns:
        The plan.

    Raises:
        MappingError: The mapping has faults, or names a column that the file lacks.

    Example:
        >>> plan = recognize(["B/L No", "Consignee", "Pays du destinataire", "remarks"])
        >>> [column.target.written for column in plan.planned if column.target]
        ['id', 'consignee.name', 'consignee.country']
        >>> plan.unknown
        ('remarks',)
    """
    given = mapping if isinstance(mapping, ColumnMapping) else ColumnMapping(dict(mapping or {}))
    refuse(list(mapping_faults(given, columns)), given.source)
    mapped = {find_column(name, columns): written for name, written in given.columns.items()}
    draft = _Draft()
    chosen = kind or given.options.get("kind", "")
    words = vocabulary(chosen)
    meanings: dict[int, Meaning | None] = {}
    for index, written in mapped.items():
        if index is not None:
            meanings[index] = _mapped_meaning(written)
    for index, name in enumerate(columns):
        if index not in meanings:
            meanings[index] = words.understand(name)
    name_lone_shares(columns, meanings, words)
    name_lone_details(columns, meanings, words)
    lone = lone_recipient(meanings, given.constants)
    if lone >= 0:
        wording = meanings[lone].wording  # type: ignore[union-attr]
        meanings[lone] = Meaning("destination_country", wording=wording)
    draft.place_names(meanings)
    planned = {
        index: draft.place(index, columns[index], meaning) for index, meaning in meanings.items()
    }
    constants = dict(given.constants)
    for meaning in meanings.values():
        if meaning and meaning.qualifier:
            wanted = "goods.unit" if meaning.field == "goods.quantity" else "currency"
            constants.setdefault(wanted, meaning.qualifier.upper())
    ordered = tuple(planned[index] for index in range(len(columns)))
    placed = tuple(draft.place_constants(len(columns), constants))
    plan = ColumnPlan(
        columns=tuple(columns),
        planned=ordered,
        constants=placed,
        kind=chosen,
        date_order=given.options.get("date_order", ""),
        suggested_kind=suggest_kind(ordered, chosen),
    )
    plan = replace(plan, loose=loose_columns(plan, sample))
    gaps = tuple(gap_notes(plan, sample))
    told = plan_notes(plan, columns[lone] if lone >= 0 else "")
    return replace(plan, gaps=gaps, notes=(*gaps, *told))


def known_columns(cells: Sequence[object]) -> int:
    """Count the different column headings in a row, to find the header of a sheet.

    Args:
        cells: One row; only texts are looked at.

    Returns:
        How many different meanings the vocabulary finds in them. One that repeats counts once:
        rows of goods repeat a word, headers do not.

    Example:
        >>> known_columns(["Consignee", "HS Code", "42", None]), known_columns(["Ship", "Vessel"])
        (2, 1)
    """
    understand = vocabulary().understand
    texts = (cell for cell in cells if isinstance(cell, str) and 0 < len(cell) <= 80)
    return len({meaning[:3] for cell in texts if (meaning := understand(cell))})


def _mapped_meaning(written: str) -> Meaning | None:
    if written == IGNORE:
        return Meaning("", wording="mapping: ignore")
    target = parse_target(written)
    assert target is not None  # mapping_faults refused every other
    return Meaning(target.field, target.role, target.number, wording="mapping")


@dataclass(frozen=True)
class _Slot:
    """One party of a row: its role, its number in the headings, the role's wording."""

    role: str
    number: int
    wording: str


class _Draft:
    """Gives columns their places, one after the other."""

    def __init__(self) -> None:
        self.slots: list[_Slot] = []
        self.named: dict[int, int] = {}
        self.taken: dict[tuple[int, str], tuple[int, str]] = {}

    def place_names(self, meanings: Mapping[int, Meaning | None]) -> None:
        """Open a party for every column of names, so that attributes find theirs."""
        for index in sorted(meanings):
            meaning = _as_party(meanings[index])
            if meaning and meaning.role and meaning.field == "name":
                self.named[index] = len(self.slots)
                self.slots.append(_Slot(meaning.role, meaning.number, meaning.role_wording))

    def place(self, index: int, name: str, given: Meaning | None) -> PlannedColumn:
        """Plan one column; mapped ones come first, and so win."""
        meaning = _as_party(given)
        if meaning is None:
            return PlannedColumn(index, name, used=False)
        if not meaning.field:
            return PlannedColumn(index, name, wording=meaning.wording, used=False)
        target = Target(meaning.field, meaning.role, meaning.number)
        party = self.named.get(index, -1)
        if meaning.role and party < 0:
            party = self._slot_of(meaning)
        key = (party, meaning.field)
        at, first = self.taken.setdefault(key, (index, name))
        if at != index and not takes_several(target):
            both = is_read_beside(target)
            what = f'asked beside "{first}" where it differs' if both else f'"{first}" is used'
            return PlannedColumn(
                index,
                name,
                target,
                meaning.wording,
                used=False,
                problem=f'"{name}" also means {target.written}; {what}',
                party=party,
                beside=at if both else -1,
            )
        return PlannedColumn(index, name, target, meaning.wording, party=party)

    def place_constants(
        self, after: int, constants: Mapping[str, str]
    ) -> list[tuple[PlannedColumn, str]]:
        """Plan constants as columns that follow the last one."""
        placed: list[tuple[PlannedColumn, str]] = []
        for offset, (written, value) in enumerate(constants.items()):
            target = parse_target(written)
            assert target is not None  # mapping_faults refused every other
            meaning = Meaning(target.field, target.role, target.number)
            party = self._slot_of(meaning) if target.role else -1
            column = PlannedColumn(
                after + offset, f"constant {written}", target, "constant", party=party
            )
            placed.append((column, value))
        return placed

    def _slot_of(self, meaning: Meaning) -> int:
        """Find the party that an attribute belongs to, or open one."""
        same = [(at, slot) for at, slot in enumerate(self.slots) if slot.role == meaning.role]
        stem = meaning.role_wording.casefold()
        tests = (
            lambda slot: (slot.number, slot.wording) == (meaning.number, meaning.role_wording),
            # "Ordering Country" is that of the "Ordering Customer", not of a debtor before it.
            lambda slot: bool(stem) and slot.wording.casefold().startswith(f"{stem} "),
            lambda slot: bool(meaning.number) and slot.number == meaning.number,
            lambda slot: meaning.number <= 1 and slot.wording == meaning.role_wording,
            lambda slot: meaning.number <= 1 and slot.number <= 1,
        )
        for test in tests:
            for at, slot in same:
                if test(slot):
                    return at
        self.slots.append(_Slot(meaning.role, meaning.number, meaning.role_wording))
        return len(self.slots) - 1


def _as_party(meaning: Meaning | None) -> Meaning | None:
    """Read "vessel.imoNumber" among the fields ("IMO No") as what it says."""
    if meaning is None or meaning.role or not meaning.field:
        return meaning
    target = parse_target(meaning.field)
    if target is None or not target.role:
        return meaning
    return meaning._replace(field=target.field, role=target.role)
