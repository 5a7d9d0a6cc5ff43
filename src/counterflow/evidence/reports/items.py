"""Find the things that reports of this field name: drones, missiles, chips, plants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from counterflow.core.facts import load_facts


@dataclass(frozen=True)
class Item:
    """A thing or kind of thing; ``of`` is the wider kind that it belongs to, empty if it is one."""

    id: str
    kind: str
    of: str = ""


@dataclass(frozen=True)
class ItemFound:
    """An item in a text: offsets, words, and what it is."""

    start: int
    end: int
    text: str
    item: Item


def find_items(text: str) -> list[ItemFound]:
    """Find items in a text, the longest wording at each place.

    Args:
        text: A phrase, a clause or a whole report.

    Returns:
        What was found, in order of the text.

    Example:
        >>> [(f.text, f.item.id) for f in find_items("Su-35 fighter jets and attack drones")]
        [('Su-35', 'su-35'), ('fighter jets', 'fighter-jet'), ('attack drones', 'uav')]
    """
    pattern, items = _lexicon()
    return [
        ItemFound(match.start(), match.end(), match.group(0), items[_key(match.group("word"))])
        for match in pattern.finditer(text)
    ]


@cache
def items_by_id() -> dict[str, Item]:
    """Give all items by id."""
    return {
        str(row["id"]): Item(str(row["id"]), str(row["kind"]), str(row.get("of", "")))
        for row in _rows()
    }


def _rows() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = load_facts("reports/items.yaml")["items"]
    return rows


@cache
def _lexicon() -> tuple[re.Pattern[str], dict[str, Item]]:
    items: dict[str, Item] = {}
    for row in load_facts("reports/items.yaml")["items"]:
        for word in row["words"]:
            items[_key(str(word))] = items_by_id()[row["id"]]
    words = sorted(items, key=len, reverse=True)
    joined = "|".join(re.escape(word).replace(r"\ ", r"[\s-]*") for word in words)
    return re.compile(rf"(?<![\w-])(?P<word>{joined})(?:e?s)?(?![\w])", re.IGNORECASE), items


def _key(word: str) -> str:
    return re.sub(r"[\s-]+", " ", word.lower())
