"""Read what a paper says beside names, goods and ways: details, each of a kind of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from counterflow.core.model.parties import Detail
from counterflow.core.model.refusals import Remark
from counterflow.core.text.countries import country_code
from counterflow.core.text.dates import read_date
from counterflow.screening.intake.cells import is_empty_mark
from counterflow.screening.intake.vocabulary import vocabulary
from counterflow.watch.rules.asking import ANSWER
from counterflow.watch.rules.words import answer_of

PREFIX: Final = "details."
"""What the name of a detail of a transaction has in front of it as a target."""

_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,9})?")
_GROUPED = re.compile(r"(?<=\d)[ ',\u00a0\u202f](?=\d{3}(?:\D|$))")
_DIGITS = {"1": "yes", "0": "no"}
_OPEN = frozenset({"unknown", "open", "unbekannt", "inconnu", "desconocido", "неизвестно", "?"})


def read_detail(
    name: str, text: str, *, column: str, row: int, remarks: list[Remark], order: str | None = None
) -> Detail | None:
    """Settle what one cell says under the name of a detail.

    Args:
        name: A name of ``details`` in ``data/columns.yaml``, which gives its kind: ``text``,
            ``day``, ``country``, ``number`` or ``yes_no``.
        text: The cell.
        column: Its column or path, for the remark.
        row: Its record number, for the remark.
        remarks: Where to say what could not be read.
        order: ``dmy`` or ``mdy`` where the column's order of day and month is known.

    Returns:
        The detail, its value in one form; None where the cell is empty or is not understood.
        What is not understood is a remark, which does not block: no list or ban rests on a detail.

    Example:
        >>> read_detail("founded_on", "3 May 2023", column="Founded", row=1, remarks=[])
        Detail(name='founded_on', value='2023-05-03')
        >>> read_detail("employees", "many", column="Staff", row=1, remarks=(said := []))
        >>> said[0].what
        '"many" is not understood as a number'
    """
    stripped = text.strip()
    kind = vocabulary().details.get(name, "text")
    # To a question "нет" is an answer; elsewhere it is how a cell says that there is nothing.
    answers = kind == "yes_no" or name.startswith(ANSWER)
    if not stripped or (not answers and is_empty_mark(stripped)):
        return None
    value = _day(stripped, order) if kind == "day" else _READERS[kind](stripped)
    if value:
        return Detail(name, value)
    what = f'"{stripped[:60]}" is not understood as {_WORDS[kind]}'
    remarks.append(Remark(what, column, row))
    return None


def normalize_details(
    given: Iterable[Detail], path: str, row: int, remarks: list[Remark]
) -> tuple[Detail, ...]:
    """Read details that came by name, from a record in our own shape or from Python.

    A name that is not known is a remark; its value is kept, because a rule of the user's own may
    ask for it.

    Example:
        >>> normalize_details([Detail("payment_country", "Türkiye")], "", 1, [])
        (Detail(name='payment_country', value='TR'),)
    """
    known = vocabulary().details
    read = []
    for one in given:
        where = f"{path}details.{one.name}"
        if one.name not in known and not one.name.startswith(ANSWER):
            remarks.append(Remark("no rule of the package asks for this detail", where, row))
        if found := read_detail(one.name, one.value, column=where, row=row, remarks=remarks):
            read.append(found)
    return tuple(read)


def as_list(given: Any) -> Any:
    """Give details that were written as one object as the list that the model has.

    Example:
        >>> as_list({"end_use": "laboratory"})
        [{'name': 'end_use', 'value': 'laboratory'}]
    """
    if not isinstance(given, Mapping):
        return given
    return [{"name": str(name), "value": value} for name, value in given.items()]


def _day(text: str, order: str | None) -> str:
    reading = read_date(text, order)
    return "" if reading.problem else reading.iso


def _number(text: str) -> str:
    plain = _GROUPED.sub("", text)
    return plain if _NUMBER.fullmatch(plain) else ""


def _yes_no(text: str) -> str:
    folded = text.casefold()
    said = _DIGITS.get(folded) or (answer_of(folded) if len(folded.split()) == 1 else "")
    if said:
        return said
    return "unknown" if folded in _OPEN or is_empty_mark(text) else ""


_READERS: Final[dict[str, Callable[[str], str]]] = {
    "text": str,
    "country": country_code,
    "number": _number,
    "yes_no": _yes_no,
}
_WORDS: Final = {
    "text": "text",
    "day": "a day",
    "country": "a country",
    "number": "a number",
    "yes_no": "yes, no or unknown",
}
