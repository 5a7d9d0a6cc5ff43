"""Spellings of a country that users of other languages write."""

from __future__ import annotations

import random
from functools import cache
from typing import Final

from babel import Locale

_LANGUAGES: Final = ("de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ru", "uk", "ar", "fa", "zh")


def spelling_of(rng: random.Random, code: str) -> str:
    """Give the name of a country in a language other than English; empty for an unknown code.

    Args:
        rng: Decides the language.
        code: ISO 3166-1 alpha-2 in upper case.

    Example:
        >>> spelling_of(random.Random(1), "CU"), spelling_of(random.Random(1), "XX")
        ('Cuba', '')

    Basis:
        Unicode CLDR, through babel.
    """
    return _names(rng.choice(_LANGUAGES)).get(code, "")


@cache
def _names(language: str) -> dict[str, str]:
    return dict(Locale.parse(language).territories)
