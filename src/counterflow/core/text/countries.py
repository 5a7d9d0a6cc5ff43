"""Read what people write for a country as an ISO 3166-1 code, or say that it is not understood."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import metadata
from importlib.resources import files
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from counterflow.core.facts import package_yaml
from counterflow.core.kept_readings import kept_table
from counterflow.core.text.kept_names import kept_names

LANGUAGES: Final = (
    *("ar", "bg", "cs", "de", "el", "es", "fa", "fr", "he", "hu", "id", "it", "ja", "ko", "nl"),
    *("pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh", "zh_Hant"),
)
"""Languages, beside English, whose CLDR names are understood."""

_PIECES = re.compile(r"[-–—/(),:;|\[\]]+")
_SHORTEST_ASKED: Final = 4
_LONGEST_ASKED: Final = 40
"""Longer texts are addresses, where a hint would cost more than it tells."""
_ALIKE: Final = 0.75
"""Likeness from which a misspelt name is asked about: one letter in four, at most."""
_ASKED: Final = 3
"""More countries than these are no question that a person could answer."""

_DROPPED = frozenset({"the", "and", "of"})
_WORDS = {"rep": "republic", "dem": "democratic", "st": "saint"}
# Letters that Unicode does not decompose, as the Latin trade languages write them without accents.
_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe"}
    | dict.fromkeys("'’‘`´ʼʻ", "")
)
# German as systems without umlauts write it ("Tuerkei").
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def country_code(text: object, *, foreign: bool = True) -> str:
    """Settle which country or territory a cell means.

    Codes win over names. A text of several pieces ("IR - Iran", "Iran (IR)") is understood only
    where every piece means the same. Customs offices' own numbers are not read: digits are taken
    for ISO numeric codes.

    Args:
        text: ISO 3166-1 alpha-2, alpha-3 or numeric code (a number, or text of 1–3 digits), or a
            name: English, CLDR in `LANGUAGES`, customary or former. Case, accents, punctuation
            and surrounding blanks do not matter.
        foreign: Whether names in other languages than English are asked, whose tables take half
            a second to load once.

    Returns:
        ISO 3166-1 alpha-2 in upper case; ``XK`` for Kosovo; ``UA-43`` for Crimea with Sevastopol,
        which rules treat apart from Ukraine. Empty where not understood, for an empty cell too,
        and for a name that may mean two states ("USSR", "Korea"). Never a guess.

    Example:
        >>> [country_code(x) for x in ("ir", 364, "Iran, Islamic Republic of", "Иран", "Korea")]
        ['IR', 'IR', 'IR', 'IR', '']

    Basis:
        ISO 3166-1 (pycountry), Unicode CLDR (babel), and ``data/territories.yaml``, which states
        its sources.
    """
    if isinstance(text, str):
        return _code_of_text(text, foreign=foreign)
    if isinstance(text, bool) or not isinstance(text, int | float):
        return ""
    return _code_of_text(str(int(text))) if text == text // 1 else ""


def country_name(code: str) -> str:
    """Give the English name of a code, for a person to read.

    Args:
        code: What `country_code` returns; case does not matter.

    Returns:
        The CLDR English name; empty where the code is unknown.

    Example:
        >>> country_name("TR"), country_name("UA-43"), country_name("??")
        ('Türkiye', 'Crimea (Ukraine)', '')
    """
    upper = code.upper()
    if upper == "UA-43":
        return "Crimea (Ukraine)"
    return _standard()["territories"].get(upper, "") if upper in _known_codes() else ""


@lru_cache(maxsize=1 << 14)
def close_countries(text: str) -> tuple[str, ...]:
    """Find which countries a text may mean that `country_code` does not understand.

    A question for a person, never an answer: nothing is screened by it. A chief city alone is
    asked about too, as towns of one name lie in several countries.

    Args:
        text: What was written.

    Returns:
        At most three codes, the likeliest first: countries named in a part of the text, or whose
        names hold all of its words, or are spelt nearly alike in any language known. Empty where
        none is close, or where too many are.

    Example:
        >>> [close_countries(text) for text in ("Teheran, Iran", "Korea", "Deutchland")]
        [('IR',), ('KP', 'KR'), ('DE',)]
        >>> close_countries("Atlantis"), country_code("Habana"), close_countries("Habana")
        ((), '', ('CU',))
    """
    words = _words(text) if len(text) <= _LONGEST_ASKED else []
    if len("".join(words)) < _SHORTEST_ASKED:
        return ()
    pieces = [*(piece.strip() for piece in _PIECES.split(text)), *text.split()]
    named = {code for piece in pieces if len(piece) > 3 and (code := _simple_code(piece))}
    # "Habana": a town says which country may be meant, and only a person that it is.
    named = named or {code for piece in (text, *pieces) if (code := _city(piece))}
    found = sorted(named) or _holding(words) or _spelt_alike("".join(words))
    return tuple(found) if len(found) <= _ASKED else ()


def _city(text: str) -> str:
    """Give the country of a chief city; empty for other texts."""
    return _cities().get("".join(_words(text)), "")


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    rows = _data("chief_cities").items()
    return _table((city, code) for code, cities in rows for city in cities)


def _holding(words: list[str]) -> list[str]:
    """Give the countries whose names hold all the words, in whatever order."""
    holding = [_names_by_word().get(word, frozenset()) for word in words]
    return sorted({_all_names()[name] for name in frozenset.intersection(*holding)})


def _spelt_alike(joined: str) -> list[str]:
    """Give the countries with the most alike names: one or two letters apart, by their length."""
    near = range(round(len(joined) * _ALIKE), round(len(joined) / _ALIKE) + 1)
    close = process.extract(
        joined,
        [name for length in near for name in _names_by_length().get(length, ())],
        scorer=OSA.normalized_similarity,
        score_cutoff=_ALIKE,
        limit=8,
    )
    best = max((score for _, score, _ in close), default=0.0)
    return sorted({_all_names()[name] for name, score, _ in close if score == best})


@lru_cache(maxsize=1)
def _all_names() -> dict[str, str]:
    """Give every name known that means one country alone, with its code."""
    tables = (_iso_names(), _own_names(), _english_names(), _foreign_names())
    names = {name: code for table in reversed(tables) for name, code in table.items()}
    return {name: code for name, code in names.items() if code and len(name) >= _SHORTEST_ASKED}


@lru_cache(maxsize=1)
def _names_by_word() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name in _all_names():
        for word in name.split():
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


@lru_cache(maxsize=1)
def _names_by_length() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for name in _all_names():
        found.setdefault(len(name), []).append(name)
    return found


@lru_cache(maxsize=1 << 12)
def _code_of_text(text: str, *, foreign: bool = True) -> str:
    whole = _simple_code(text, foreign=foreign)
    if whole:
        return whole
    pieces = [piece for piece in map(str.strip, _PIECES.split(text)) if piece]
    if len(pieces) < 2:
        return ""
    codes = {_simple_code(piece, foreign=foreign) for piece in pieces}
    # A code in brackets after its name, or a name with its own repetition: agreement of all
    # pieces is required, so that "Georgia (US)" stays not understood.
    return codes.pop() if len(codes) == 1 else ""


def _simple_code(text: str, *, foreign: bool = True) -> str:
    """Try codes, English names, our own names and other languages, cheapest first."""
    stripped = text.strip()
    code = _iso_codes().get(stripped.upper())
    if code is None and stripped.isdecimal() and len(stripped) <= 3:
        code = _iso_codes().get(f"{int(stripped):03d}", "")
    if code is None:
        code = _own_entries("codes").get(stripped.upper())
    if code is not None:
        return code
    words = _words(stripped)
    joined, ordered = "".join(words), _ordered(words)
    if not joined:
        return ""
    cheap = (_iso_names, _own_names, _english_names)
    for names in (*cheap, _foreign_names) if foreign else cheap:
        table = names()
        code = table.get(joined) or table.get(ordered)
        if code:
            return code
    return ""


def _words(text: str) -> list[str]:
    """Fold case and accents, drop punctuation and small words, spell abbreviations out.

    Vowel signs of Thai and other scripts are marks too, of combining class 0: they are kept.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    kept = "".join(
        c if c.isalnum() or unicodedata.category(c) in ("Mn", "Mc") else " "
        for c in decomposed
        if not unicodedata.combining(c)
    )
    words = [_WORDS.get(word, word) for word in kept.split()]
    return [word for word in words if word not in _DROPPED]


def _ordered(words: list[str]) -> str:
    """Sort the words, but not the letters of an abbreviation.

    "E.A.U." is the United Arab Emirates in French and Spanish, "E.U.A." the United States.
    """
    runs = groupby(words, key=lambda word: len(word) == 1)
    kept = (["".join(run)] if letters else list(run) for letters, run in runs)
    return " ".join(sorted(chain.from_iterable(kept)))


def _table(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    """Index names by both keys; a key that two territories share means neither."""
    table: dict[str, str] = {}
    for name, code in pairs:
        for spelling in {name, name.translate(_UMLAUTS)}:
            words = _words(spelling)
            for key in {"".join(words), _ordered(words)} - {""}:
                if table.setdefault(key, code) != code:
                    table[key] = ""
    return table


@lru_cache(maxsize=1)
def _standard() -> dict[str, dict[str, str]]:
    """Open the codes of ISO 3166-1 and the English names, which nearly every file asks for.

    Made of pycountry and babel, which take 80 ms to load and to go through.
    """
    tables: dict[str, dict[str, str]] = kept_table(
        "countries", [_made_of().encode()], [], _make_standard
    )
    return tables


def _make_standard() -> dict[str, dict[str, str]]:
    return {
        "codes": _read_codes(),
        "iso": _read_iso_names(),
        "english": _cldr_names(("en",)),
        "territories": _locale_territories("en"),
    }


def _iso_codes() -> dict[str, str]:
    return _standard()["codes"]


def _read_codes() -> dict[str, str]:
    import pycountry

    codes: dict[str, str] = {}
    for country in pycountry.countries:
        for key in (country.alpha_2, country.alpha_3, country.numeric):
            codes[key] = country.alpha_2
    return codes


@lru_cache(maxsize=1)
def _known_codes() -> frozenset[str]:
    return frozenset(_iso_codes().values()) | {"XK"}


def _iso_names() -> dict[str, str]:
    return _standard()["iso"]


def _read_iso_names() -> dict[str, str]:
    import pycountry

    return _table(
        (name, country.alpha_2)
        for country in pycountry.countries
        for field in ("name", "official_name", "common_name")
        if (name := getattr(country, field, ""))
    )


@lru_cache(maxsize=2)
def _data(name: str) -> dict[str, Any]:
    entries: dict[str, Any] = package_yaml(f"{name}.yaml")
    return entries


def _own_entries(section: str) -> dict[str, Any]:
    entries: dict[str, Any] = _data("territories")[section]
    return entries


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    entries = _own_entries("names")
    return _table((name, code) for code, names in entries.items() for name in names)


def _english_names() -> dict[str, str]:
    return _standard()["english"]


@lru_cache(maxsize=1)
def _foreign_names() -> dict[str, str]:
    # Loading all languages takes a fifth of a second, so only a name that nothing else knows
    # pays for it, and once.
    return kept_names("countries", _made_of(), lambda: _cldr_names(LANGUAGES))


def _made_of() -> str:
    """Name everything that the foreign names are made of: babel, our table, and this module."""
    data = files("counterflow").joinpath("data/territories.yaml").read_bytes()
    packages = [metadata.version(name) for name in ("babel", "pycountry")]
    parts = (*packages, unicodedata.unidata_version, *LANGUAGES)
    made = [" ".join(parts).encode(), data, Path(__file__).read_bytes()]
    return hashlib.sha256(b"".join(made)).hexdigest()


def _cldr_names(languages: tuple[str, ...]) -> dict[str, str]:
    own = _own_entries("codes")
    known = {*_read_codes().values(), "XK"}
    return _table(
        (name, code)
        for language in languages
        for key, name in _locale_territories(language).items()
        if (code := key if key in known else own.get(key, ""))
    )


def _locale_territories(language: str) -> dict[str, str]:
    from babel import Locale

    # Not localedata.load(…, merge_inherited=False), a quarter faster: babel caches what that
    # gives and hands it, without its parents, to everybody who asks for the locale afterwards.
    return dict(Locale.parse(language).territories)
