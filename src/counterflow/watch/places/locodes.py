"""Tell a UN/LOCODE from other words, and give the country in which it lies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model.law import Citation
from counterflow.core.text.countries import country_code

_WHOLE = re.compile(r"([A-Z]{2})([ -]?)([A-Z2-9]{3})|([a-z]{2})([ -]?)([a-z2-9]{3})")
_BRACKETED = re.compile(r"[(\[（]\s*([A-Z]{2})([ -]?)([A-Z2-9]{3})\s*[)\]）]")
_WORD = re.compile(r"(?<![\w-])([A-Z]{2})[ -]?([A-Z2-9]{3})(?![\w-])")


@dataclass(frozen=True, slots=True)
class Locodes:
    """The codes of the countries that the rules are hardest on.

    Attributes:
        codes: Five characters each.
        countries: The countries whose codes are all known.
        words: Codes that are also a usual word or a place elsewhere.
        citation: Where they come from.
    """

    codes: frozenset[str]
    countries: frozenset[str]
    words: frozenset[str]
    citation: Citation


@cache
def load_locodes() -> Locodes:
    """Load the codes of the package.

    Raises:
        RuleError: the file has no source, or a code is not three characters.

    Example:
        >>> {"IRTHR", "RUMOW"} <= load_locodes().codes, "IRBID" in load_locodes().codes
        (True, False)
    """
    where = "places/unlocodes.yaml"
    file = load_facts(where)
    codes = {
        f"{country}{ending}"
        for country, endings in file["countries"].items()
        for ending in endings.split()
    }
    if wrong := sorted(code for code in codes if not re.fullmatch("[A-Z]{2}[A-Z2-9]{3}", code)):
        raise RuleError(f"no UN/LOCODE: {wrong[0]}", where=where)
    return Locodes(
        codes=frozenset(codes),
        countries=frozenset(file["countries"]),
        words=frozenset(file["words"]),
        citation=read_citation(file, file, where),
    )


@lru_cache(maxsize=1 << 13)
def code_countries(text: str, beside: str = "", *, address: bool = False) -> tuple[str, ...]:
    """Give the countries of the UN/LOCODEs that a text holds.

    A code of the package counts however it is written: alone in capitals or small letters, with a
    blank or a dash, in brackets, in capitals beside other words; whatever country stands beside
    it, unless it is a usual word too (``Locodes.words``). A code that the package does not know
    (of another country, or of a later edition) counts where it is the whole text in capitals and
    no other country stands beside it, or has a blank or a dash, or stands in brackets.

    Args:
        text: A place, city or address as written.
        beside: The country of the column beside it; empty where there is none.
        address: Whether the text is an address. There words in capitals may be anything, so a
            code counts only as the whole text or in brackets.

    Returns:
        ISO alpha-2, each once, in the order of the text.

    Example:
        >>> [code_countries(text, "FR") for text in ("irthr", "IR-THR", "Tehran (IRTHR)")]
        [('IR',), ('IR',), ('IR',)]
        >>> code_countries("IRBID", "JO"), code_countries("BY SEA"), code_countries("RUSKO", "FI")
        ((), (), ())
    """
    found = [_whole(text.strip(), beside)]
    found += [_formed(*bracketed.groups()) for bracketed in _BRACKETED.finditer(text)]
    if not address and not found[0]:
        codes = (word[1] + word[2] for word in _WORD.finditer(text))
        found += [code[:2] for code in codes if _is_known(code) and not _is_word(code, beside)]
    return tuple(dict.fromkeys(country for country in found if country))


def _whole(text: str, beside: str) -> str:
    """Give the country of a text that is a code and nothing else."""
    match = _WHOLE.fullmatch(text)
    if not match:
        return ""
    country, between, ending = (part.upper() for part in match.groups() if part is not None)
    code = country + ending
    if _is_known(code):
        return "" if not between and _is_word(code, beside) else country
    if not text.isupper():
        return ""
    if between:
        return _formed(country, between, ending)
    return "" if beside or country_code(text) else country_code(country)


def _formed(country: str, between: str, ending: str) -> str:
    """Give the country of what stands in the form of a code, known or not."""
    if not _is_known(country + ending) and (ending.isdigit() or (between and country == "BY")):
        # A number; or "BY SEA", "BY AIR". No code of Belarus is unknown but a new one.
        return ""
    return country_code(country)


def _is_known(code: str) -> bool:
    return code in load_locodes().codes


def _is_word(code: str, beside: str) -> bool:
    """Tell whether a code is rather the word that it spells."""
    return code in load_locodes().words and beside[:2] not in ("", code[:2])
