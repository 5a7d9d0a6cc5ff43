"""Find what a report names: persons, bodies, companies, vessels, things and places with positions.

A parser's own guesses are overruled by word lists: things of this field, seats of government, seas,
watched places. A place is settled with the countries that its paragraph names beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from counterflow.core.assertions import Mention
from counterflow.core.facts import load_facts
from counterflow.core.text.countries import country_code
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.items import find_items
from counterflow.evidence.reports.paragraphs import Paragraph
from counterflow.evidence.reports.speaker_bodies import country_within
from counterflow.watch.places.positions import Positions

Probe = Callable[[str, str], "tuple[str, float] | None"]
"""Proposes a listing for a name and a kind: its id and the score; ``None`` for no proposal."""

_LEGAL = re.compile(
    r"\b(?:LLC|Ltd|Limited|Inc|Corp|Corporation|GmbH|AG|S\.?A|FZE|FZCO|FZ-LLC|JSC|OOO|AO|PJSC|PLC|B\.?V|A\.?S|SRL|S\.?p\.?A|"
    r"Co|Company|Group|Holding|Trading|Logistics|Industries|Electronics|Components|Shipping|Airlines?|Airways|Aviation|Bank)\b\.?"
)
_VESSEL = re.compile(
    r"\b(?:tanker|vessel|ship|freighter|carrier|cargo ship|container ship|bulk carrier|M/?V|M/?T)"
    r"\s+(?:the\s+)?[\"']?([A-Z][\w-]*(?:\s+[A-Z][\w-]*){0,3})"
)
_ZONE = re.compile(
    r"\b([A-Z][\w-]+(?:\s+[A-Z][\w-]+)*\s+(?:[Ss]pecial [Ee]conomic [Zz]one|[Ff]ree [Zz]one"
    r"|[Ii]ndustrial [Pp]ark|SEZ))\b"
)
_PORT = re.compile(r"\bports? of ([A-Z][\w-]+(?: [A-Z][\w-]+)?)")


@dataclass(frozen=True)
class Ground:
    """What names are held against: positions of places, and a probe into the lists."""

    positions: Positions
    probe: Probe | None = None


def find_entities(report: str, paragraph: Paragraph, parsed: Any, ground: Ground) -> list[Mention]:
    """Find what one paragraph names.

    Args:
        report: The report's id.
        paragraph: The paragraph.
        parsed: The same text, parsed.
        ground: Positions, and a probe into the lists if any.

    Returns:
        Mentions in order of the text; none overlaps another.
    """
    found: list[Mention] = []
    for one in _candidates(report, paragraph, parsed, ground):
        if all(one.end <= other.start or one.start >= other.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _candidates(
    report: str, paragraph: Paragraph, parsed: Any, ground: Ground
) -> Iterator[Mention]:
    """Give what may be named, surest first: what an earlier one takes is closed to the later."""
    page = _Page(report, paragraph, _countries(parsed), ground)
    spans = [_bare_span(entity) for entity in parsed.ents]
    yield from page.by_shape()
    for start, end, label in spans:
        if label == "ORG" and _LEGAL.search(paragraph.text[start:end]):
            # "Varn Electronics LLC" is a company before "electronics" is a thing
            yield page.listed(start, end, "Company")
    yield from page.items()
    for start, end, label in spans:
        words = paragraph.text[start:end]
        made = _of_entity(words, label, page.countries, ground)
        if made is not None:
            yield page.mention(start, end, made[0], **made[1])
    for match in _seats().finditer(paragraph.text):
        yield page.place(match.start(), match.end())


@dataclass(frozen=True)
class _Page:
    """One paragraph whose names are read."""

    report: str
    paragraph: Paragraph
    countries: tuple[str, ...]
    ground: Ground

    def by_shape(self) -> Iterator[Mention]:
        """Give zones, ports, seas and vessels, known by the words around them."""
        text = self.paragraph.text
        for pattern in (_ZONE, _PORT):
            for match in pattern.finditer(text):
                yield self.place(match.start(1), match.end(1))
        for water, pattern, lat, lon in _waters():
            found = {"name": water, "entity": water.lower().replace(" ", "-")}
            for match in pattern.finditer(text):
                yield self.mention(
                    match.start(), match.end(), "Place", **found, latitude=lat, longitude=lon
                )
        for match in _VESSEL.finditer(text):
            yield self.mention(match.start(1), match.end(1), "Vessel")

    def items(self) -> Iterator[Mention]:
        """Give the things of the field."""
        for one in find_items(self.paragraph.text):
            yield self.mention(one.start, one.end, "Item", name=one.item.id, entity=one.item.id)

    def place(self, start: int, end: int) -> Mention:
        """Give a place with its position."""
        words = self.paragraph.text[start:end]
        return self.mention(start, end, "Place", **_position(words, self.countries, self.ground))

    def listed(self, start: int, end: int, kind: str) -> Mention:
        """Give a name with the listing that the probe proposes."""
        words = self.paragraph.text[start:end]
        return self.mention(start, end, kind, **_listed(words, kind, self.ground))

    def mention(self, start: int, end: int, kind: str, **more: Any) -> Mention:
        """Give a mention with the offsets of the report."""
        words, offset = self.paragraph.text[start:end], self.paragraph.start
        slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
        told = {"entity": slug, "name": words, **more}
        return Mention(self.report, offset + start, offset + end, words, kind, **told)


def _bare_span(entity: Any) -> tuple[int, int, str]:
    """Give the offsets of a name without article and possessive, and the parser's label."""
    start = entity.start_char + (4 if entity.text.lower().startswith("the ") else 0)
    return start, entity.end_char - (2 if entity.text.endswith("'s") else 0), entity.label_


@cache
def _seats() -> re.Pattern[str]:
    """Give a pattern of all seats of government, which a parser at times overlooks."""
    names = sorted((name.title() for name in load_governments().seats), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


def _of_entity(
    words: str, label: str, countries: tuple[str, ...], ground: Ground
) -> tuple[str, dict[str, Any]] | None:
    facts = load_governments()
    low = words.lower()
    if code := country_code(words, foreign=False):
        return "Country", {"entity": f"country-{code.lower()}", "country": code}
    if low in facts.bodies:
        name, of = facts.bodies[low]
        return "PublicBody", {"name": name, "entity": name.lower().replace(" ", "-"), "country": of}
    if label in ("GPE", "LOC", "FAC") or (label in ("PERSON", "ORG") and low in facts.seats):
        return "Place", _position(words, countries, ground)
    kind = _KINDS.get(label, "")
    if kind == "Organization":
        kind = _kind_of_body(words)
    if kind == "PublicBody":
        return kind, {}
    return (kind, _listed(words, kind, ground)) if kind else None


_KINDS = {"PERSON": "Person", "ORG": "Organization"}


def _kind_of_body(words: str) -> str:
    """Tell a company by its legal form, a public body by its word ("ministry", "customs")."""
    if _LEGAL.search(words):
        return "Company"
    facts = load_governments()
    public = any(word in facts.body_words for word in words.lower().split())
    return "PublicBody" if public else "Organization"


def _listed(words: str, kind: str, ground: Ground) -> dict[str, Any]:
    proposed = ground.probe(words, kind) if ground.probe is not None else None
    return {} if proposed is None else {"listing": proposed[0], "score": proposed[1]}


def _position(words: str, countries: tuple[str, ...], ground: Ground) -> dict[str, Any]:
    facts = load_governments()
    own = facts.seats.get(words.lower(), "")
    for country in dict.fromkeys([own, *countries, ""] if own else [*countries, ""]):
        found = ground.positions.find(words, country)
        if found is not None and found.lat is not None:
            codes = sorted(found.countries)
            alone = codes[0] if len(codes) == 1 else ""
            return {
                "latitude": found.lat,
                "longitude": found.lon,
                "country": country if country in found.countries or not codes else alone,
            }
    return {"country": own} if own else {}


def _countries(parsed: Any) -> tuple[str, ...]:
    """Give the countries that a paragraph names, nearest thing to where its places lie."""
    codes = [
        country_code(entity.text, foreign=False) for entity in parsed.ents if entity.label_ == "GPE"
    ]
    codes += [country_within(entity.text) for entity in parsed.ents if entity.label_ == "NORP"]
    return tuple(dict.fromkeys(code for code in codes if code))


@cache
def _waters() -> tuple[tuple[str, re.Pattern[str], float, float], ...]:
    made = []
    for row in load_facts("reports/waters.yaml")["waters"]:
        short = "|".join(re.escape(word.removeprefix("the ")) for word in row.get("also", ()))
        words = re.escape(row["name"]) + (rf"|(?<=the )(?:{short})(?! [A-Z])" if short else "")
        made.append((row["name"], re.compile(rf"\b(?:{words})\b"), row["lat"], row["lon"]))
    return tuple(made)
