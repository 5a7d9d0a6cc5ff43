"""Read the register of licences, general licences and wind-down periods that the user holds."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from counterflow.core.errors import LicenceError, RuleError
from counterflow.core.facts import read_yaml
from counterflow.core.text.countries import country_code
from counterflow.screening.decisions.regimes import REGIMES

KINDS: Final = ("licence", "general licence", "wind-down", "exemption")
LEAST_DIGITS: Final = 2
"""A chapter of the Harmonized System has two digits; a shorter code would cover anything."""
_KEYS: Final = frozenset(
    {"id", "kind", "authority", "regime", "parties", "hs", "eccn", "destinations", "in_force_from",
     "in_force_to", "balance", "unit", "balance_value", "currency", "programmes", "lists",
     "conditions", "source", "listed_parties"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence that the user holds, or a general one that the user rests on.

    An empty scope (``parties``, ``hs``, ``eccn``, ``destinations``, ``programmes``, ``lists``) does
    not limit; but a listing is lifted only where ``parties`` names the party, or a general licence
    is for listings (``for_listings``).

    Attributes:
        id: Its number.
        kind: One of ``KINDS``.
        authority: Who gave it.
        regime: The legal order from whose prohibition it frees.
        parties: Names, or identifiers, of the parties that it names.
        hs: Goods codes, of which longer codes are a part.
        eccn: Export control numbers, of which longer ones are a part.
        destinations: ISO alpha-2 codes.
        in_force_from: First day.
        in_force_to: Last day; ``None`` where it does not end.
        balance: The quantity that is left; ``None`` where it has no quantity.
        unit: The unit of that quantity.
        conditions: What must be kept, in words.
        source: Where the document is.
        value: The value that is left; ``None`` where it has no value.
        currency: The currency of that value.
        programmes: Programmes of listings from which it frees, as ``programme_key`` writes them.
        lists: Names of the lists from which it frees.
        listed_parties: Whether a general licence is for dealings with listed parties that it does
            not name one by one.
    """

    id: str
    kind: str
    authority: str
    regime: str
    parties: frozenset[str]
    hs: tuple[str, ...]
    eccn: tuple[str, ...]
    destinations: frozenset[str]
    in_force_from: dt.date
    in_force_to: dt.date | None
    balance: Decimal | None
    unit: str
    conditions: str
    source: str
    value: Decimal | None = None
    currency: str = ""
    programmes: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    listed_parties: bool = False

    @property
    def counted(self) -> bool:
        """Tell whether the licence has a balance that dealings draw down."""
        return self.balance is not None or self.value is not None

    @property
    def for_listings(self) -> bool:
        """Tell whether it is a general one for listed parties: marked, or by their programme."""
        general = self.kind != KINDS[0]
        return self.listed_parties or (general and bool(self.programmes or self.lists))


@dataclass(frozen=True, slots=True)
class Register:
    """The licences of one file, and the SHA-256 of its bytes."""

    file: str
    sha256: str
    licences: tuple[Licence, ...]

    @property
    def counted(self) -> tuple[Licence, ...]:
        """Give the licences that have a balance."""
        return tuple(one for one in self.licences if one.counted)


def read_register(path: Path) -> Register:
    """Settle which licences a file holds.

    Args:
        path: A YAML file with a list ``licences``; docs/outcomes.md shows one.

    Returns:
        The register.

    Raises:
        LicenceError: there is no such file, it is not of that shape, or a row lacks a part, has an
            unknown one, or a day, country or quantity that cannot be read. All rows are told.
    """
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise LicenceError(
            f"the register of licences cannot be read: {fault.strerror}",
            where=str(path),
            why="a decision could not say on which licence it rests",
            remedy="name the file, or leave the setting `licences` out",
        ) from fault
    rows = _rows(raw, path)
    faults: list[str] = []
    read: dict[str, Licence] = {}
    for at, row in enumerate(rows, start=1):
        try:
            licence = read_licence(row)
        except ValueError as fault:
            faults.append(f"row {at}: {fault}")
            continue
        if number_key(licence.id) in read:
            faults.append(f"row {at}: a second licence is called {licence.id}")
        read[number_key(licence.id)] = licence
    if faults:
        raise LicenceError(
            "; ".join(faults),
            where=str(path),
            why="a licence that is half read might free what it does not",
            remedy="correct the rows named",
        )
    return Register(path.name, hashlib.sha256(raw).hexdigest(), tuple(read.values()))


def _rows(raw: bytes, path: Path) -> list[Any]:
    """Give the rows of the list ``licences``, none of them read yet."""
    try:
        loaded = read_yaml(raw, str(path))
    except RuleError as fault:
        raise LicenceError(
            fault.what,
            where=str(path),
            why="a licence that is half read might free what it does not",
            remedy="correct the file",
        ) from fault
    rows = loaded.get("licences") if isinstance(loaded, Mapping) else None
    if not isinstance(rows, list):
        raise LicenceError(
            "the file has no list `licences`",
            where=str(path),
            remedy="write it as docs/outcomes.md shows",
        )
    return rows


def number_key(number: str) -> str:
    """Give what two spellings of a licence's number share.

    Example:
        >>> number_key("EX 2026/17") == number_key("ex-2026-17")
        True
    """
    return "".join(letter for letter in number if letter.isalnum()).casefold()


def programme_key(name: str) -> str:
    """Give what two spellings of a programme's name share.

    Example:
        >>> programme_key("RUSSIA-EO14024") == programme_key("Russia EO 14024")
        True
    """
    return number_key(name)


def read_licence(row: object) -> Licence:
    """Read one row.

    Raises:
        ValueError: something is missing, unknown or not readable; in words.

    Example:
        >>> row = {"id": "X-1", "kind": "licence", "authority": "BAFA", "regime": "EU",
        ...        "destinations": ["Kazakhstan"], "in_force_from": "2026-01-01"}
        >>> sorted(read_licence(row).destinations)
        ['KZ']
    """
    if not isinstance(row, Mapping):
        raise ValueError("it is no mapping")  # noqa: TRY004 - one kind of fault for the reader
    if unknown := sorted(map(str, set(row) - _KEYS)):
        raise ValueError(f"unknown keys: {', '.join(unknown)}")
    lacking = [key for key in ("id", "kind", "authority", "regime", "in_force_from")
               if not row.get(key)]  # fmt: skip
    if lacking:
        raise ValueError(f"it lacks {', '.join(lacking)}")
    _among(row["kind"], KINDS, "kind")
    _among(row["regime"], REGIMES, "regime")
    start, end = _day(row["in_force_from"]), row.get("in_force_to")
    last = _day(end) if end else None
    if last is not None and last < start:
        raise ValueError("it ends before it begins")
    balance, value = row.get("balance"), row.get("balance_value")
    if value is not None and not row.get("currency"):
        raise ValueError("balance_value has no currency")
    return Licence(
        id=str(row["id"]),
        kind=str(row["kind"]),
        authority=str(row["authority"]),
        regime=str(row["regime"]),
        parties=frozenset(_texts(row, "parties")),
        hs=tuple(_hs(code) for code in _texts(row, "hs")),
        eccn=tuple(code.strip().upper() for code in _texts(row, "eccn")),
        destinations=frozenset(_country(text) for text in _texts(row, "destinations")),
        in_force_from=start,
        in_force_to=last,
        balance=None if balance is None else _quantity(balance, "balance"),
        unit=str(row.get("unit", "")),
        conditions=str(row.get("conditions", "")),
        source=str(row.get("source", "")),
        value=None if value is None else _quantity(value, "balance_value"),
        currency=str(row.get("currency", "")),
        programmes=frozenset(programme_key(text) for text in _texts(row, "programmes")),
        lists=frozenset(text.strip() for text in _texts(row, "lists")),
        listed_parties=_marked(row),
    )


def _marked(row: Mapping[Any, Any]) -> bool:
    """Read whether a row is for listed parties whom it does not name; a single licence never is."""
    marked = row.get("listed_parties", False)
    if not isinstance(marked, bool):
        raise ValueError(f"listed_parties is not true or false: {marked!r}")  # noqa: TRY004 - a value, not a call
    if marked and row["kind"] == KINDS[0]:
        raise ValueError("a licence of your own names its parties; listed_parties is for others")
    return marked


def _among(value: object, allowed: tuple[str, ...], what: str) -> None:
    if value not in allowed:
        raise ValueError(f"{what} {value!r} is none of {', '.join(allowed)}")


def _texts(row: Mapping[Any, Any], key: str) -> list[str]:
    """Read a list of texts.

    A code that stands without quotation marks is a number to YAML: 8542.30 would lose its last
    digit and so cover more than it names, and NO would be no country.
    """
    given = row.get(key) or []
    if not isinstance(given, list):
        raise ValueError(f"{key} is no list")  # noqa: TRY004 - one kind of fault for the reader
    for one in given:
        if not isinstance(one, str):
            raise ValueError(f"{key}: {one!r} is no text: write it in quotation marks")  # noqa: TRY004 - a value, not a call
        if not any(letter.isalnum() for letter in one):
            raise ValueError(f"{key}: {one!r} names nothing, and would not limit")
    return given


def _hs(text: str) -> str:
    digits = "".join(letter for letter in text if letter.isdecimal())
    if len(digits) < LEAST_DIGITS:
        raise ValueError(f"hs: {text!r} is no goods code")
    return digits


def _day(value: object) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as fault:
        raise ValueError(f"not a day: {value!r} (write YYYY-MM-DD)") from fault


def _country(text: str) -> str:
    code = country_code(text)
    if not code:
        raise ValueError(f"{text!r} is not understood as a country")
    return code


def _quantity(value: object, key: str) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation as fault:
        raise ValueError(f"{key} {value!r} is no number") from fault
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{key} {value!r} is no quantity")
    return amount
