"""Tell what a publisher's programme does in law, from dated, cited rows."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model.law import Citation, Effect


class Programme(NamedTuple):
    """A programme of one publisher: its code, its title, what it does in law, and who says so."""

    code: str
    title: str
    effect: Effect
    citation: Citation


@cache
def programmes_of(publisher: str) -> dict[str, Programme]:
    """Give the programmes of a publisher by their codes, in capitals.

    Args:
        publisher: The name of a file below ``data/programmes``.

    Returns:
        What is known; a code that is not there has no known effect.

    Raises:
        RuleError: The file is missing, a row lacks its source, or a code stands twice.
    """
    name = f"programmes/{publisher}.yaml"
    file = load_facts(name)
    found: dict[str, Programme] = {}
    for row in file.get("programmes", ()):
        code = str(row["code"]).upper()
        where = f"{name}, {code}"
        if code in found:
            raise RuleError("the programme stands twice", where=where)
        try:
            effect = Effect(row["effect"])
        except ValueError as fault:
            raise RuleError(f"no effect: {row['effect']!r}", where=where) from fault
        citation = read_citation(file, row, where)
        found[code] = Programme(code, str(row.get("title", "")), effect, citation)
    return found


def effect_of(publisher: str, codes: tuple[str, ...]) -> Effect:
    """Settle what an entry under some programmes does in law: the strongest of what is known.

    Returns:
        ``UNKNOWN`` where none of the codes is known.
    """
    known = programmes_of(publisher)
    effects = {known[code.upper()].effect for code in codes if code.upper() in known}
    return next((effect for effect in STRONGEST_FIRST if effect in effects), Effect.UNKNOWN)


STRONGEST_FIRST = (
    Effect.BLOCKING,
    Effect.TRANSACTION_BAN,
    Effect.LICENCE,
    Effect.SECTORAL,
    Effect.IMPORT,
    Effect.CAUTION,
)
"""Effects by how much they forbid."""
