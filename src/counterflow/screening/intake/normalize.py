"""Read the values of a transaction in our own shape as cells of a table are read."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from counterflow.core.model.parties import Identifier, Party
from counterflow.core.model.refusals import Remark
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.core.text.dates import read_date
from counterflow.screening.intake.cells import (
    early_day,
    is_empty_mark,
    read_hs_cell,
    read_identifier,
    read_name,
    zero_for_empty,
)
from counterflow.screening.intake.details import normalize_details
from counterflow.screening.intake.mapping import KINDS
from counterflow.screening.intake.owner_cells import owners_in_cell
from counterflow.screening.intake.parties import CRAFT, nameless, read_birth_date, read_country
from counterflow.screening.intake.tail_numbers import with_tail_number
from counterflow.screening.intake.vocabulary import vocabulary

_LEG_COUNTRIES: Final = ("from_country", "to_country", "via_country")
_LEG_DAYS: Final = ("departs_on", "arrives_on")


def normalize_transaction(
    given: Transaction, *, kind: str, row: int, remarks: list[Remark]
) -> Transaction:
    """Read kinds, roles, names, countries, dates and identifiers as people write them.

    Args:
        given: The transaction as it came, its shape checked.
        kind: The kind that it has where it says none, or one that is none.
        row: Its record number; 0 where it came from Python.
        remarks: What is known to be wrong already. What is found here is added, once: a
            transaction that comes back says nothing twice.

    Returns:
        The transaction with the remarks. Normalizing it again changes nothing.

    Example:
        >>> party = Party("Endverwender", "Muster FZE", country="V.A.E.")
        >>> read = normalize_transaction(
        ...     Transaction("1", parties=(party,)), kind="order", row=1, remarks=[])
        >>> read.parties[0].role, read.parties[0].country, read.parties[0].country_text
        ('end_user', 'AE', 'V.A.E.')
    """
    found: list[Remark] = []
    destination, written = _country(
        given.destination_country, given.destination_text, "destination_country", row, found
    )
    read = replace(
        given,
        id=given.id.strip(),
        kind=_kind(given.kind, kind, row, found),
        date=_day(given.date, "date", row, found),
        parties=tuple(
            one
            for at, party in enumerate(given.parties)
            for one in owners_in_cell(_party(party, at, row, found))
        ),
        goods=tuple(_goods(line, at, row, found) for at, line in enumerate(given.goods)),
        legs=tuple(_leg(leg, at, row, found) for at, leg in enumerate(given.legs)),
        origin_country=_country(given.origin_country, "", "origin_country", row, found)[0],
        destination_country=destination,
        destination_text=written,
        details=normalize_details(given.details, "", row, found),
    )
    said = {remark.what for remark in remarks} | {remark.column for remark in remarks} - {""}
    new = (remark for remark in found if remark.what not in said and remark.column not in said)
    return replace(read, remarks=(*remarks, *new))


def _kind(text: str, otherwise: str, row: int, remarks: list[Remark]) -> str:
    """Read the kind; "check" is how one party alone is screened, with nothing required."""
    kind = text.strip().casefold()
    if kind in KINDS:
        return kind
    if kind:
        what = f'"{text[:40]}" is none of {", ".join(KINDS)}; taken as {otherwise}'
        remarks.append(Remark(what, "kind", row, blocks=True))
    return otherwise


def _party(party: Party, at: int, row: int, remarks: list[Remark]) -> Party:
    path = f"parties[{at}]"
    column = party.column or f"{path}.name"
    role = vocabulary().role_of(party.role)
    if not role:
        remarks.append(Remark(f'the role "{party.role[:40]}" is not known', f"{path}.role", row))
    name, problem, blocks, nobody = read_name(party.name)
    if problem:
        remarks.append(Remark(problem, column, row, blocks))
    read = [
        _identifier(one, f"{path}.identifiers[{number}]", row, remarks)
        for number, one in enumerate(party.identifiers)
    ]
    identifiers = tuple(one for one in read if one.value)
    if not (name or blocks or nobody):
        remarks.append(nameless(role, identifiers, column, row))
    country, written = _country(party.country, party.country_text, f"{path}.country", row, remarks)
    born = party.birth_date
    read_party = replace(
        party,
        role=role or party.role,
        name=name,
        schema=_schema(party.schema, role),
        country=country,
        country_text=written,
        birth_date=read_birth_date(born, None, f"{path}.birth_date", row, remarks) if born else "",
        identifiers=identifiers,
        column=column,
        details=normalize_details(party.details, f"{path}.", row, remarks),
    )
    return with_tail_number(read_party)


def _schema(given: str, role: str) -> str:
    """Give a vessel and a director the schema that their role has in a table too."""
    if role in CRAFT:
        return CRAFT[role]
    person = given == "LegalEntity" and role in vocabulary().person_roles
    return "Person" if person else given


def _identifier(given: Identifier, path: str, row: int, remarks: list[Remark]) -> Identifier:
    kind = vocabulary().identifier_kind(given.kind) or given.kind
    if is_empty_mark(given.value):
        if zero := zero_for_empty(given.value):
            remarks.append(Remark(zero, path, row))
        return replace(given, kind=kind, value="")
    value, problem, blocks = read_identifier(kind, given.value)
    if problem:
        remarks.append(Remark(problem, path, row, blocks))
    return replace(given, kind=kind, value=value)


def _goods(line: GoodsLine, at: int, row: int, remarks: list[Remark]) -> GoodsLine:
    path = f"goods[{at}]"
    origin, written = _country(
        line.origin_country, line.origin_text, f"{path}.origin_country", row, remarks
    )
    hs_code, problem = read_hs_cell(line.hs_code)
    if problem:
        remarks.append(Remark(problem, f"{path}.hs_code", row))
    return replace(
        line,
        hs_code=hs_code,
        origin_country=origin,
        origin_text=written,
        column=line.column or path,
        row=row or line.row,
    )


def _leg(leg: Leg, at: int, row: int, remarks: list[Remark]) -> Leg:
    path = f"legs[{at}]"
    places = {
        name: _country(getattr(leg, name), "", f"{path}.{name}", row, remarks)[0]
        for name in _LEG_COUNTRIES
    }
    days = {name: _day(getattr(leg, name), f"{path}.{name}", row, remarks) for name in _LEG_DAYS}
    return replace(leg, **places, **days)


def _country(
    given: str, written: str, path: str, row: int, remarks: list[Remark]
) -> tuple[str, str]:
    """Give the code, and what was written where it says more than the code.

    Where a code was never found, what was written is read again: it must not pass for read.
    """
    text = given.strip() or written.strip()
    code = read_country(text, path, row, remarks) if text else ""
    kept = written.strip() or text
    return code, "" if kept == code else kept


def _day(text: str, path: str, row: int, remarks: list[Remark]) -> str:
    iso, precision, problem = read_date(text)
    if problem and not is_empty_mark(text):
        remarks.append(Remark(problem, path, row, blocks=not iso))
    if early := early_day(iso):
        remarks.append(Remark(early, path, row, blocks=True))
        return ""
    if precision in ("", "day"):
        return iso
    remarks.append(Remark(f"only the {precision} is known ({iso}); the day stays open", path, row))
    return ""
