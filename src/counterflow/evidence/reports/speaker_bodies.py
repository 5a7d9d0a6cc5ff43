"""Settle which government or body a naming means, and for which one a person speaks."""

from __future__ import annotations

import re
from functools import cache

from counterflow.core.assertions import Speaker
from counterflow.core.facts import load_facts
from counterflow.core.text.countries import country_code, country_name
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.speaker_names import bare, slug

_EU = "EU"
_WORDS_BEFORE = 3  # words before "ministry" that belong to its name


def named_body(naming: str) -> Speaker | None:
    """Settle a naming by tables: a seat, a body known without its country, a country.

    Args:
        naming: The naming, bare (:func:`~.speaker_names.bare`).

    Returns:
        The speaker; ``None`` where no table knows the words.

    Example:
        >>> named_body("Moscow").name, named_body("Kremlin").country
        ('Russia', 'RU')
    """
    facts = load_governments()
    low = naming.lower()
    if low in facts.seats:
        return government(facts.seats[low])
    if low in facts.bodies:
        name, of = facts.bodies[low]
        if name == "European Union":
            return government(_EU)
        return Speaker(slug(name), name, "body", "", country_name(of) if of else "", of)
    code = country_code(naming, foreign=False) if len(naming) > 1 else ""
    return government(code) if code else None


def government(code: str) -> Speaker:
    """Give the speaker of a government by its country (ISO 3166-1 alpha-2, or EU)."""
    name = "European Union" if code == _EU else country_name(code)
    return Speaker(f"government-{code.lower()}", name, "government", country=code)


def country_within(text: str) -> str:
    """Find the country that a phrase names, by name, capital or adjective; empty where none.

    Example:
        >>> country_within("a Russian forwarder"), country_within("the firm")
        ('RU', '')
    """
    facts = load_governments()
    adjectives = _adjectives()
    for word in re.findall(r"[\w.'-]+", text):
        low = word.lower().removesuffix("'s")
        code = adjectives.get(low) or facts.seats.get(low, "")
        if not code and word[:1].isupper():
            code = country_code(word, foreign=False)
        if code:
            return code
    return ""


@cache
def _adjectives() -> dict[str, str]:
    rows = load_facts("names/demonyms.yaml")["adjectives"]
    return {word: str(code).upper() for word, code in rows.items()}


def body_within(role: str) -> tuple[str, str]:
    """Find the body for which somebody speaks in the words of the role: its name and country.

    Example:
        >>> body_within("Kremlin spokesman"), body_within("a driver")
        (('Kremlin', 'RU'), ('', ''))
    """
    facts = load_governments()
    low = f" {role.lower()} "
    for key, (name, of) in facts.bodies.items():
        if f" {key} " in low:
            return name, of
    words = role.split()
    country = country_within(role)
    for at, word in enumerate(words):
        if word.lower() in facts.body_words:
            return bare(" ".join(words[max(0, at - _WORDS_BEFORE) : at + 1])), country
    return (country_name(country) if country and country != _EU else "", country)
