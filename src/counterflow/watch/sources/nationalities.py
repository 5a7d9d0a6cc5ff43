"""Turn the nationalities that lists write, as states or as adjectives, into country codes."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from counterflow.core.facts import load_facts
from counterflow.core.text import countries
from counterflow.watch.sources.countries import country_code

_THREE: Final = re.compile(r"[A-Z]{3}")
_BETWEEN: Final = re.compile(r"\s*(?:[;,/]|\band\b|\(?\b[a-z]\))\s*")


def nationality_codes(text: str) -> tuple[str, ...]:
    """Tell which nationalities a cell names; empty where any part of it is not understood.

    Args:
        text: A state, an adjective, or several of them.

    Returns:
        ISO 3166-1 alpha-2 codes in lower case, in the order written.

    Example:
        >>> nationality_codes("Russian"), nationality_codes("(a) German, (b) Moroccan")
        (('ru',), ('de', 'ma'))
        >>> nationality_codes("Congolese"), nationality_codes("Russian, seen with a passport")
        ((), ())
    """
    if whole := _code(text):
        return (whole,)
    found = [_code(part) for part in _BETWEEN.split(text) if part.strip(" .")]
    return tuple(dict.fromkeys(found)) if all(found) else ()


def _code(text: str) -> str:
    plain = " ".join(text.split()).strip(" .")
    known = _adjectives().get(plain.casefold(), "") or country_code(plain)
    # Three capitals are an abbreviation (DRC) or a code; two could be any word's.
    return known or (countries.country_code(plain)[:2].lower() if _THREE.fullmatch(plain) else "")


@cache
def _adjectives() -> dict[str, str]:
    return {str(key): str(value) for key, value in _table()["adjectives"].items()}


def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = load_facts("names/demonyms.yaml")
    return table
