"""Read the parties of one row, by a plan compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from counterflow.core.model import Identifier, Party, Remark
from counterflow.core.text.countries import country_code
from counterflow.core.text.dates import read_date
from counterflow.screening.intake.cells import is_empty_mark, read_identifier, read_name
from counterflow.screening.intake.plan import ColumnPlan, PlannedColumn
from counterflow.screening.intake.vocabulary import vocabulary

PartyReader = Callable[[Sequence[str], int, list[Remark]], Party | None]
"""Reads one party from the texts of a row; adds what it could not read to the remarks."""

_SINGLE = ("name", "country", "city", "birth_date")


@dataclass
class _Spec:
    """Where the parts of one party stand in a row."""

    role: str
    names: Sequence[str]
    constants_from: int
    order: str | None = None
    single: dict[str, int] = field(default_factory=dict)
    address: list[int] = field(default_factory=list)
    identifiers: list[tuple[str, int]] = field(default_factory=list)

    @property
    def schema(self) -> str:
        if self.role == "vessel":
            return "Vessel"
        return "Person" if self.role in vocabulary().person_roles else "LegalEntity"


def party_readers(
    plan: ColumnPlan, names: Sequence[str], orders: Mapping[int, str]
) -> list[PartyReader]:
    """Compile the readers of all parties of a row.

    Person or company is not guessed from a name: only roles that are persons' (director,
    contact) give a Person.

    Args:
        plan: The column plan.
        names: The name of every column and constant, for remarks.
        orders: Day and month order by column index, where known.

    Returns:
        One reader per party, in the order of the plan.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> (read,) = party_readers(recognize(["Director"]), ["Director"], {})
        >>> read(["Jane Roe"], 1, []).schema
        'Person'
    """
    specs: dict[int, _Spec] = {}
    constants = [column for column, _ in plan.constants]
    for column in (*plan.planned, *constants):
        if column.used and column.party >= 0:
            _add(specs, column, names, len(plan.columns), orders)
    return [_reader(specs[party]) for party in sorted(specs)]


def _add(
    specs: dict[int, _Spec],
    column: PlannedColumn,
    names: Sequence[str],
    constants_from: int,
    orders: Mapping[int, str],
) -> None:
    assert column.target is not None
    spec = specs.setdefault(column.party, _Spec(column.target.role, names, constants_from))
    attribute = column.target.field
    if attribute == "address":
        spec.address.append(column.index)
    elif attribute in _SINGLE:
        # A constant for a field that has a column was laid under that column's cell already.
        spec.single.setdefault(attribute, column.index)
        if attribute == "birth_date":
            spec.order = orders.get(column.index)
    else:
        spec.identifiers.append((attribute, column.index))


def _reader(spec: _Spec) -> PartyReader:
    """Choose the reader that does no more than the columns need."""
    if spec.single.keys() == {"name"} and not spec.address and not spec.identifiers:
        return _name_reader(spec)
    return _full_reader(spec)


def _name_reader(spec: _Spec) -> PartyReader:
    at, role, schema = spec.single["name"], spec.role, spec.schema
    column = spec.names[at]

    def read(texts: Sequence[str], row: int, remarks: list[Remark]) -> Party | None:
        text = texts[at]
        if not text:
            return None
        name, problem, blocks, _ = read_name(text)
        if problem:
            remarks.append(Remark(problem, column, row, blocks))
        return Party(role, name, schema, column=column) if name else None

    return read


def _full_reader(spec: _Spec) -> PartyReader:
    at = spec.single.get("name")
    name_column = spec.names[at] if at is not None else ""
    details = _detail_reader(spec)

    def read(texts: Sequence[str], row: int, remarks: list[Remark]) -> Party | None:
        name, problem, blocks, nobody = (
            read_name(texts[at]) if at is not None and texts[at] else _NONE
        )
        if problem:
            remarks.append(Remark(problem, name_column, row, blocks))
        if nobody or not (name or _own_cells(spec, texts)):
            return None
        party = details(name, texts, row, remarks)
        if not name and not blocks and not party.identifiers:
            # Kept, because its country alone may be under embargo; but nobody can be compared.
            what = f"the {spec.role} has no name"
            remarks.append(Remark(what, name_column or party.column, row, blocks=True))
        return party

    return read


_NONE = ("", "", False, False)


def _own_cells(spec: _Spec, texts: Sequence[str]) -> bool:
    """Tell whether the row itself, not a constant, says anything about the party."""
    places: Iterable[int] = (
        *spec.single.values(),
        *spec.address,
        *(at for _, at in spec.identifiers),
    )
    return any(
        texts[at] and not is_empty_mark(texts[at]) for at in places if at < spec.constants_from
    )


def _detail_reader(spec: _Spec) -> Callable[[str, Sequence[str], int, list[Remark]], Party]:
    name_at, country_at = spec.single.get("name"), spec.single.get("country")
    city_at, birth_at = spec.single.get("city"), spec.single.get("birth_date")
    names, schema = spec.names, spec.schema
    first = min((*spec.single.values(), *spec.address, *(at for _, at in spec.identifiers)))
    column = names[first if name_at is None else name_at]

    def read(name: str, texts: Sequence[str], row: int, remarks: list[Remark]) -> Party:
        written = texts[country_at] if country_at is not None else ""
        country = read_country(written, names[country_at or 0], row, remarks) if written else ""
        address = ", ".join([texts[at] for at in spec.address if texts[at]])
        born = texts[birth_at] if birth_at is not None else ""
        return Party(
            role=spec.role,
            name=name,
            schema=schema,
            country=country,
            country_text=written if written != country else "",
            city=texts[city_at] if city_at is not None else "",
            address=address,
            birth_date=read_birth_date(born, spec.order, names[birth_at or 0], row, remarks)
            if born
            else "",
            identifiers=_identifiers(spec, texts, row, remarks) if spec.identifiers else (),
            column=column,
        )

    return read


def read_country(text: str, column: str, row: int, remarks: list[Remark]) -> str:
    """Read a country cell; what is not understood blocks.

    Args:
        text: The cell, not empty.
        column: Its column, for the remark.
        row: Its row, for the remark.
        remarks: Where to say that it is not understood.

    Returns:
        The code, or an empty text.

    Example:
        >>> remarks = []
        >>> read_country("Atlantis", "Country", 3, remarks), remarks[0].what
        ('', '"Atlantis" is not understood as a country')
    """
    code = country_code(text)
    if not code and not is_empty_mark(text):
        what = f'"{text[:60]}" is not understood as a country'
        remarks.append(Remark(what, column, row, blocks=True))
    return code


def read_birth_date(
    text: str, order: str | None, column: str, row: int, remarks: list[Remark]
) -> str:
    """Read a birth date; a guessed century or order could clear the wrong person.

    Args:
        text: The cell, not empty.
        order: ``dmy`` or ``mdy`` where the column's order of day and month is known.
        column: Its column, for the remark, which never repeats the date.
        row: Its row, for the remark.
        remarks: Where to say that it is not understood; that blocks.

    Returns:
        The date to the precision it has, ISO 8601, or an empty text.

    Example:
        >>> read_birth_date("31 Dec 1980", None, "Born", 1, [])
        '1980-12-31'
    """
    reading = read_date(text, order)
    if reading.problem or not reading.iso:
        if not is_empty_mark(text):
            what = "the birth date is not understood: write it as 1980-12-31, or give date_order"
            remarks.append(Remark(what, column, row, blocks=True))
        return ""
    return reading.iso


def _identifiers(
    spec: _Spec, texts: Sequence[str], row: int, remarks: list[Remark]
) -> tuple[Identifier, ...]:
    found: list[Identifier] = []
    for kind, at in spec.identifiers:
        text = texts[at]
        if not text or is_empty_mark(text):
            continue
        value, problem, blocks = read_identifier(kind, text)
        if problem:
            remarks.append(Remark(problem, spec.names[at], row, blocks))
        if value:
            found.append(Identifier(kind, value))
    return tuple(found)
