"""Part the cells of BIS's regulation tables: a name, its aliases, its addresses."""

from __future__ import annotations

import re
from typing import NamedTuple

_AKA = re.compile(
    r",?\s*(?:a\.?\s?k\.?\s?a\.?|also known as|f\.?k\.?a\.?),?\s*"
    r"(?:the following\s+(?:[\w-]+\s+)?alias(?:es)?(?:\s*\([^()]*\))?\s*[:;,]?)?",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*(?:\n|^|(?<=[;.:,])\s)\s*[—–]\s*")
_LEGAL = re.compile(
    r"(?:co(?:rp|mpany)?|ltd|limited|inc|llc|llp|l\.l\.c|plc|jsc|ojsc|pjsc|gmbh|ag|s\.?a|sdn|bhd|"
    r"pte|pty|fze|fzco|fzc|fz-llc|lda|s\.?r\.?l|b\.?v|n\.?v|oy|ooo|zao|oao|kg|sarl|jr|sr|ii|iii|"
    r"d\.?b\.?a)\b\.?",
    re.IGNORECASE,
)
_SUBLIST = re.compile(
    r"\(see (?:also )?(?:alternate )?(?:address|listing)s?[^()]*\)", re.IGNORECASE
)
_EDGES = " \t\n,;.:"


class Cell(NamedTuple):
    """What an entity's cell says: its name, other names, its addresses, and how it was parted.

    ``guessed`` says that the name was parted from an address at a comma, where the regulation has
    no mark between them.
    """

    name: str
    aliases: tuple[str, ...]
    addresses: tuple[str, ...]
    guessed: bool = False


def read_cell(text: str) -> Cell:
    r"""Part the cell of one entity.

    Args:
        text: The cell, a newline for each line break of the table.

    Returns:
        The parts. Aliases are those behind dashes below "a.k.a."; the text behind the last of
        them is the address.

    Example:
        >>> read_cell("Ruritania Optics Co., Ltd., a.k.a., the following two aliases:\n—RO Co.;"
        ... " and\n—Optik.\n1 Test Road, Strelsau.")
        Cell(name='Ruritania Optics Co., Ltd', aliases=('RO Co', 'Optik'),
             addresses=('1 Test Road, Strelsau',), guessed=False)
        >>> read_cell("Zenda Works, Ltd., 5 Castle Street, Zenda")
        Cell(name='Zenda Works, Ltd', aliases=(), addresses=('5 Castle Street, Zenda',),
             guessed=True)
    """
    text = _SUBLIST.sub("", text).strip()
    aka = _AKA.search(text)
    if aka and text[: aka.start()].strip(_EDGES):
        aliases, rest = _aliases(text[aka.end() :])
        return Cell(_clean(text[: aka.start()]), aliases, _addresses(rest))
    first, newline, rest = text.partition("\n")
    if newline and rest.strip():
        return Cell(_clean(first), (), _addresses(rest))
    name, rest = _at_comma(text)
    return Cell(name, (), _addresses(rest), guessed=bool(rest))


def _aliases(text: str) -> tuple[tuple[str, ...], str]:
    """Give the aliases, and what stands behind the last of them."""
    pieces = _BULLET.split(text)
    if len(pieces) == 1:
        # "a.k.a., Zenda Ltd." in the line itself: one alias up to the sentence's end.
        head, _, rest = text.partition("\n")
        alias, behind = (_at_comma(head)) if not rest else (_clean(head), rest)
        return ((alias,) if alias else ()), behind
    *before, last = pieces
    final, _, rest = last.partition("\n")
    if not rest:
        found = re.search(r"\.\s+(?=[A-Z0-9])", final)
        final, rest = (final[: found.start()], final[found.end() :]) if found else (final, "")
    names = [_clean(_without_and(piece)) for piece in (*before, final)]
    return tuple(name for name in names if name), rest


def _without_and(text: str) -> str:
    return re.sub(r"[;,]?\s*(?:and|or)\s*$", "", text.strip())


def _at_comma(text: str) -> tuple[str, str]:
    """Part a text at its first comma that no legal form follows."""
    at = 0
    while (comma := text.find(",", at)) >= 0:
        if not _LEGAL.match(text[comma + 1 :].lstrip()):
            return _clean(text[:comma]), text[comma + 1 :].strip(_EDGES)
        at = comma + 1
    return _clean(text), ""


def _addresses(text: str) -> tuple[str, ...]:
    """Part several addresses, which are joined by ``; and``."""
    lines = " ".join(text.split())
    pieces = re.split(r";\s+(?:and\s+)?", lines)
    return tuple(piece.strip(_EDGES) for piece in pieces if piece.strip(_EDGES))


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(_EDGES)
