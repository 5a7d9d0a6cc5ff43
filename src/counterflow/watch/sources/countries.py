"""Turn the names of countries that publishers write into ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

# Spellings of OFAC and of the UN list (seen in their files of 2023-12-28 to 2026-02-27) that
# neither ISO 3166 nor the CLDR knows; each names one country only.
_PUBLISHERS_SPELLINGS = {
    "Burma": "mm",
    "Turkey": "tr",
    "Macau": "mo",
    "Palestinian": "ps",
    "China, Hong Kong Special Administrative Region": "hk",
    "China, Macao Special Administrative Region": "mo",
    "Kosovo": "xk",
}

_INVERTED = re.compile(r"(.+?)(?:, (.+)| \((.+)\))$")


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """Tell which country a publisher's text names, without guessing.

    Exact names only (of ISO 3166-1, of the CLDR and a few spellings of the publishers);
    capitals, accents, "the", "&" and an inverted "X, Y of" make no difference.

    Args:
        text: The country as written, in English.

    Returns:
        ISO 3166-1 alpha-2 in lower case (``xk`` for Kosovo), empty where the text is no exact
        name: a region ("Region: Gaza"), a state that is no more, several countries.

    Example:
        >>> country_code("Korea, North"), country_code("Iran (Islamic Republic of)")
        ('kp', 'ir')
        >>> country_code("former Soviet Union")
        ''

    Basis:
        ISO 3166-1 as packaged by pycountry; Unicode CLDR territory names as packaged by babel.
    """
    names = _names()
    return next((names[key] for key in _keys(text) if names.get(key)), "")


@cache
def _names() -> dict[str, str]:
    """Index every known name; a name of two countries is left with an empty code."""
    index: dict[str, str] = {}
    for name, code in _known_names():
        for key in _keys(name):
            index[key] = code if index.get(key, code) == code else ""
    return index


def _known_names() -> Iterator[tuple[str, str]]:
    """Give every name with its code, from the two packages and the publishers' spellings."""
    import pycountry
    from babel import Locale

    codes = set()
    for country in pycountry.countries:
        codes.add(country.alpha_2)
        for field in ("name", "official_name", "common_name"):
            name = getattr(country, field, None)
            if name:
                yield name, country.alpha_2.lower()
    for code, name in Locale.parse("en").territories.items():
        if code in codes:
            yield name, code.lower()
    yield from _PUBLISHERS_SPELLINGS.items()


def _keys(text: str) -> Iterator[str]:
    """Give the comparable form of a name, and that of "X, Y of" turned into "Y of X"."""
    yield _key(text)
    inverted = _INVERTED.match(text.strip())
    if inverted:
        yield _key(f"{inverted[2] or inverted[3]} {inverted[1]}")


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    words = re.findall(r"[a-z]+", plain)
    return " ".join(word for word in words if word not in ("the", "and"))
