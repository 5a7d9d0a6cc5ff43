"""Put together the names that SECO's list gives in parts, with the spellings of each part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from counterflow.watch.sources.xml_stream import children, text_at

MOST_SPELLINGS: Final = 200
"""Spellings of one name that are put together; a name with more is an attack."""

_PARTS: Final = {
    "given-name": "firstName",
    "further-given-name": "middleName",
    "father-name": "fatherName",
    "grand-father-name": "fatherName",
    "family-name": "lastName",
    "maiden-name": "lastName",
    "tribal-name": "lastName",
    "suffix": "nameSuffix",
}
_TITLE: Final = "title"
_OUTSIDE: Final = frozenset({"title", "maiden-name"})
"""Parts that are no part of the whole name: it is borne without them."""


class NamePart(NamedTuple):
    """A part with its value and its spellings by language and script."""

    kind: str
    value: str
    spellings: tuple[tuple[str, str, str], ...] = ()


class Spelling(NamedTuple):
    """A whole name in one spelling, with its parts by FollowTheMoney's names."""

    text: str
    parts: dict[str, str]
    language: str = ""
    script: str = ""


def read_parts(name: Any) -> list[NamePart]:
    """Give the parts of a name element by their order; parts of one place keep the file's."""
    parts = [
        (_place(part), position, _part(part))
        for position, part in enumerate(children(name, "name-part"))
    ]
    return [part for _, _, part in sorted(parts, key=lambda found: found[:2])]


def title_of(parts: list[NamePart]) -> str:
    """Give the title that stands among the parts; empty where there is none."""
    return next((part.value for part in parts if part.kind == _TITLE), "")


def spellings_of(parts: list[NamePart]) -> Iterator[Spelling]:
    """Give the name as its values write it, then in each other spelling.

    Spellings of several parts in one language and script go together in the order given, as the
    publisher writes a whole name so; where one part has more of them, each is put into the name on
    its own. A part without a spelling keeps its value.

    Args:
        parts: The parts in order.

    Yields:
        Whole names, the main spelling first.
    """
    yield _whole(parts, {}, "", "")
    keys = dict.fromkeys((lang, script) for part in parts for lang, script, _ in part.spellings)
    given = 0
    for language, script in keys:
        lists = {
            place: [
                text for lang, code, text in part.spellings if (lang, code) == (language, script)
            ]
            for place, part in enumerate(parts)
        }
        for turn in range(max(map(len, lists.values()))):
            given += 1
            if given > MOST_SPELLINGS:
                return
            chosen = {
                place: texts[min(turn, len(texts) - 1)] for place, texts in lists.items() if texts
            }
            yield _whole(parts, chosen, language, script)


def _whole(parts: list[NamePart], chosen: dict[int, str], language: str, script: str) -> Spelling:
    texts = [chosen.get(place, part.value) for place, part in enumerate(parts)]
    whole = " ".join(
        text for part, text in zip(parts, texts, strict=True) if part.kind not in _OUTSIDE and text
    )
    named: dict[str, str] = {}
    for part, text in zip(parts, texts, strict=True):
        key = _PARTS.get(part.kind, "")
        if key and text:
            named[key] = f"{named[key]} {text}" if key in named else text
    return Spelling(whole, named, language, script)


def _place(part: Any) -> int:
    order = part.get("order", "")
    return int(order) if order.isascii() and order.isdigit() else 0


def _part(part: Any) -> NamePart:
    return NamePart(
        part.get("name-part-type", ""),
        text_at(part, "value"),
        tuple(
            (spelling.get("lang", ""), spelling.get("script", ""), text_at(spelling))
            for spelling in children(part, "spelling-variant")
            if text_at(spelling)
        ),
    )
