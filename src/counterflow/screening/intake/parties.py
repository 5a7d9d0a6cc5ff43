"""Read the parties of one row, by a plan compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from counterflow.core.model.parties import Detail, Identifier, Party
from counterflow.core.model.refusals import Remark
from counterflow.core.text.countries import close_countries, country_code, country_name
from counterflow.core.text.dates import read_date
from counterflow.screening.intake.cells import (
    is_empty_mark,
    read_identifier,
    read_name,
    zero_for_empty,
)
from counterflow.screening.intake.details import read_detail
from counterflow.screening.intake.further_countries import FURTHER_COUNTRY
from counterflow.screening.intake.plan import ColumnPlan, PlannedColumn
from counterflow.screening.intake.tail_numbers import AIRCRAFT, with_tail_number
from counterflow.screening.intake.vocabulary import vocabulary

PartyReader = Callable[[Sequence[str], int, list[Remark]], Party | None]
"""Reads one party from the texts of a row; adds what it could not read to the remarks."""

_SINGLE = ("name", "country", "city", "birth_date")

CRAFT: Final = {"vessel": "Vessel", "aircraft": "Airplane"}
"""Roles that are no people's and no companies', with their FollowTheMoney schema."""


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
    details: list[tuple[str, int, str | None]] = field(default_factory=list)
    countries: list[int] = field(default_factory=list)

    @property
    def schema(self) -> str:
        if self.role in CRAFT:
            return CRAFT[self.role]
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
        if (column.used or column.beside >= 0) and column.party >= 0:
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
    if attribute == "address" or (attribute == "city" and column.beside >= 0):
        spec.address.append(column.index)
    elif column.beside >= 0:
        spec.countries.append(column.index)
    elif attribute in _SINGLE:
        # A constant for a field that has a column was laid under that column's cell already.
        spec.single.setdefault(attribute, column.index)
        if attribute == "birth_date":
            spec.order = orders.get(column.index)
    elif attribute in vocabulary().details:
        spec.details.append((attribute, column.index, orders.get(column.index)))
    else:
        spec.identifiers.append((attribute, column.index))


def _reader(spec: _Spec) -> PartyReader:
    """Choose the reader that does no more than the columns need."""
    others = (spec.address, spec.identifiers, spec.details, spec.countries)
    alone = spec.single.keys() == {"name"} and not any(others)
    read = _name_reader(spec) if alone else _full_reader(spec)
    return _tailed(read) if spec.role == AIRCRAFT else read


def _tailed(read: PartyReader) -> PartyReader:
    """Read an aircraft with the tail number that its name may be."""

    def read_aircraft(texts: Sequence[str], row: int, remarks: list[Remark]) -> Party | None:
        party = read(texts, row, remarks)
        return party and with_tail_number(party)

    return read_aircraft


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
        if not name and not blocks:
            # Kept, because its country alone may be under embargo; but its name is not compared.
            remarks.append(nameless(spec.role, party.identifiers, name_column or party.column, row))
        return party

    return read


_NONE = ("", "", False, False)

_TOLD_BY_NUMBER: Final[Mapping[str, frozenset[str]]] = {
    "vessel": frozenset({"imoNumber", "mmsi"}),
    **dict.fromkeys(
        ("bank", "payer_bank", "payee_bank", "intermediary_bank"),
        frozenset({"swiftBic", "leiCode"}),
    ),
}
"""Kinds of number by which papers name a ship or a bank where they give no name of it."""


def told_by_number(role: str, kinds: Iterable[str]) -> bool:
    """Tell whether a party of a role may do without a name, because it has such a number.

    Example:
        >>> told_by_number("vessel", ["imoNumber"]), told_by_number("payee", ["swiftBic"])
        (True, False)
    """
    return not _TOLD_BY_NUMBER.get(role, frozenset()).isdisjoint(kinds)


def nameless(role: str, identifiers: Sequence[Identifier], column: str, row: int) -> Remark:
    """Say that a party has no name; lists name most parties without any number.

    Args:
        role: Its role.
        identifiers: Its numbers, if any.
        column: The column of its name, or the first one that describes it.
        row: Its row.

    Returns:
        A remark that blocks, unless papers usually name such a party by its number: a ship by its
        IMO number, a bank by its BIC.

    Example:
        >>> tax = Identifier("taxNumber", "77")
        >>> nameless("consignee", [tax], "Tax no", 1).what
        'the consignee has no name; only its number was compared'
    """
    who = f"the {role.replace('_', ' ') or 'party'} has no name"
    if not identifiers:
        return Remark(who, column, row, blocks=True)
    usual = told_by_number(role, (identifier.kind for identifier in identifiers))
    return Remark(f"{who}; only its number was compared", column, row, blocks=not usual)


def _own_cells(spec: _Spec, texts: Sequence[str]) -> bool:
    """Tell whether the row itself, not a constant, says anything about the party."""
    return any(
        texts[at] and not is_empty_mark(texts[at])
        for at in _places(spec)
        if at < spec.constants_from
    )


def _places(spec: _Spec) -> tuple[int, ...]:
    return (
        *spec.single.values(),
        *spec.address,
        *spec.countries,
        *(at for _, at in spec.identifiers),
        *(at for _, at, _ in spec.details),
    )


def _detail_reader(spec: _Spec) -> Callable[[str, Sequence[str], int, list[Remark]], Party]:
    name_at, country_at = spec.single.get("name"), spec.single.get("country")
    city_at, birth_at = spec.single.get("city"), spec.single.get("birth_date")
    names, schema = spec.names, spec.schema
    column = names[min(_places(spec)) if name_at is None else name_at]

    def read(name: str, texts: Sequence[str], row: int, remarks: list[Remark]) -> Party:
        written = texts[country_at] if country_at is not None else ""
        country = read_country(written, names[country_at or 0], row, remarks) if written else ""
        further = _further_countries(spec, texts, row, remarks) if spec.countries else []
        if further and not country:
            country, written = further[0], ""
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
            details=(
                *(_details(spec, texts, row, remarks) if spec.details else ()),
                *(Detail(FURTHER_COUNTRY, code) for code in further if code != country),
            ),
        )

    return read


def _further_countries(
    spec: _Spec, texts: Sequence[str], row: int, remarks: list[Remark]
) -> list[str]:
    """Read the further columns of a party's country; what is not understood blocks."""
    read = [
        read_country(texts[at], spec.names[at], row, remarks) for at in spec.countries if texts[at]
    ]
    return list(dict.fromkeys(code for code in read if code))


def _details(
    spec: _Spec, texts: Sequence[str], row: int, remarks: list[Remark]
) -> tuple[Detail, ...]:
    read = [
        read_detail(name, texts[at], column=spec.names[at], row=row, remarks=remarks, order=order)
        for name, at, order in spec.details
        if texts[at]
    ]
    return tuple([one for one in read if one is not None])


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
        what = f'"{text[:60]}" is not understood as a country{country_hint(text)}'
        remarks.append(Remark(what, column, row, blocks=True))
    elif not code and (zero := zero_for_empty(text)):
        remarks.append(Remark(zero, column, row))
    return code


def country_hint(text: str) -> str:
    """Ask for the country that may be meant, to put behind "is not understood as a country".

    Example:
        >>> country_hint("Untied Arab Emirates"), country_hint("Atlantis")
        (': did you mean United Arab Emirates (AE)?', '')
    """
    close = [f"{country_name(code)} ({code})" for code in close_countries(text)]
    return f": did you mean {' or '.join(close)}?" if close else ""


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
            if zero := zero_for_empty(text):
                remarks.append(Remark(zero, spec.names[at], row))
            continue
        value, problem, blocks = read_identifier(kind, text)
        if problem:
            remarks.append(Remark(problem, spec.names[at], row, blocks))
        if value:
            found.append(Identifier(kind, value))
    return tuple(found)
