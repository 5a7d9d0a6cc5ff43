"""Settle what every column of a file means, before its first row is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from counterflow.screening.intake.mapping import (
    ColumnMapping,
    find_column,
    mapping_faults,
    refuse,
    takes_several,
)
from counterflow.screening.intake.targets import IGNORE, Target, parse_target
from counterflow.screening.intake.vocabulary import Meaning, vocabulary


@dataclass(frozen=True)
class PlannedColumn:
    """What becomes of one column.

    ``target`` is None where the column is only passed through. ``wording`` is the phrase of the
    vocabulary, ``mapping`` or ``constant``. ``used`` is false for the second column of a field
    that takes one; ``problem`` then says so. ``party`` numbers the parties of a row from 0.
    A constant has the index of a column after the last one.
    """

    index: int
    name: str
    target: Target | None = None
    wording: str = ""
    used: bool = True
    problem: str = ""
    party: int = -1


@dataclass(frozen=True)
class ColumnPlan:
    """What every column of a file means.

    ``planned`` has one entry per column, in their order; ``constants`` follow with their
    values: they stand in where the row's own cell is empty. ``kind`` and ``date_order`` come
    from the mapping and are empty where it leaves them open. ``notes`` are for the person who
    asked how the file was understood.
    """

    columns: tuple[str, ...]
    planned: tuple[PlannedColumn, ...]
    constants: tuple[tuple[PlannedColumn, str], ...] = ()
    kind: str = ""
    date_order: str = ""
    notes: tuple[str, ...] = ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """Name the columns that nothing is understood of; they are passed through."""
        return tuple(column.name for column in self.planned if not column.wording)

    @property
    def clashes(self) -> tuple[str, ...]:
        """Say which columns give way to an earlier one."""
        return tuple(column.problem for column in self.planned if column.problem)

    def column_of(self, field: str) -> PlannedColumn | None:
        """Find the column that fills a field of the transaction, if any does.

        Example:
            >>> plan = recognize(["Invoice No", "Consignee"])
            >>> plan.column_of("id").name
            'Invoice No'
        """
        wanted = Target(field)
        return next((c for c in self.planned if c.used and c.target == wanted), None)


def recognize(
    columns: Sequence[str], mapping: ColumnMapping | Mapping[str, str] | None = None
) -> ColumnPlan:
    """Settle what every column of a file means.

    The mapping decides before the vocabulary. Two columns that name a party of one role are two
    parties; of two columns for a field that takes one value the first wins, and the plan says
    so; both stay in the output.

    Args:
        columns: The headings, in the order of the file, each different.
        mapping: What `load_mapping` gave, or column name → target.

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
    meanings: dict[int, Meaning | None] = {}
    for index, written in mapped.items():
        if index is not None:
            meanings[index] = _mapped_meaning(written)
    for index, name in enumerate(columns):
        if index not in meanings:
            meanings[index] = vocabulary().understand(name)
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
    return ColumnPlan(
        columns=tuple(columns),
        planned=ordered,
        constants=placed,
        kind=given.options.get("kind", ""),
        date_order=given.options.get("date_order", ""),
        notes=tuple(_notes((*ordered, *(column for column, _ in placed)))),
    )


def known_columns(cells: Sequence[object]) -> int:
    """Count how many cells of a row are column headings, to find the header of a sheet.

    Args:
        cells: One row; only texts are looked at.

    Returns:
        How many of them the vocabulary understands.

    Example:
        >>> known_columns(["Consignee", "HS Code", "42", None])
        2
    """
    understand = vocabulary().understand
    return sum(
        1
        for cell in cells
        if isinstance(cell, str) and 0 < len(cell) <= 80 and understand(cell) is not None
    )


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
        self.taken: dict[tuple[int, str], str] = {}

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
        first = self.taken.setdefault(key, name)
        if first != name and not takes_several(target):
            problem = f'"{name}" also means {target.written}; "{first}" is used'
            return PlannedColumn(
                index, name, target, meaning.wording, used=False, problem=problem, party=party
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
        tests = (
            lambda slot: (slot.number, slot.wording) == (meaning.number, meaning.role_wording),
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


def _notes(planned: Sequence[PlannedColumn]) -> list[str]:
    targets = [column.target for column in planned if column.target and column.used]
    fields = {target.field for target in targets}
    notes = []
    screened = any(target.role or target.field.startswith("goods.") for target in targets)
    # Records in our own shape hold them in lists (`native`).
    if not screened and not any(column.name in ("parties", "goods") for column in planned):
        notes.append(
            "no column was understood as a party or as goods: check that the file has a header"
            " (--explain-columns), or say what its columns mean (--map)"
        )
    if {"reporting_country", "direction"} <= fields:
        notes.append(
            "the reporting country is taken as destination of an import and as origin of an"
            " export, where the row names none"
        )
    elif "reporting_country" in fields:
        notes.append("the reporting country is not used: no column says import or export")
    if "goods.origin_country" in fields and "origin_country" not in fields:
        notes.append(
            "the goods' country of origin also stands as the transaction's origin, because no"
            " column names a country of dispatch"
        )
    if "id" not in fields:
        notes.append("no column holds a shipment's number: every row is its own transaction")
    return notes
