"""What an assertion is about, ready to compare: frame, roles, period, amounts."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from functools import cache
from sys import intern

from counterflow.core.assertions import Assertion
from counterflow.core.facts import load_facts
from counterflow.evidence.claims.amounts import Amount, amounts_of

_CALENDAR = frozenset((*calendar.month_name, *calendar.day_name))
_FIGURE = re.compile(rf"\d[\d.,]*\d|\d|{'|'.join(calendar.month_name[1:])}")
_FIRST_PERSON = re.compile(r"(?:we|i|our|my)\b", re.IGNORECASE)
CORE = ("actor", "recipient", "item", "target", "place", "route", "source")
TOGETHER = "cooperate"
"""The frame in which several actors do one thing with each other."""
# Words that carry no meaning of their own.
_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "and",
        "or",
        "but",
        "that",
        "this",
        "these",
        "those",
        "it",
        "its",
        "they",
        "their",
        "he",
        "she",
        "his",
        "her",
        "we",
        "our",
        "us",
        "i",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "will",
        "would",
        "could",
        "can",
        "may",
        "might",
        "said",
        "says",
        "say",
        "some",
        "any",
        "all",
        "more",
        "also",
        "not",
        "no",
        "into",
        "over",
        "about",
        "than",
        "as",
        "who",
        "which",
        "what",
        "when",
        "where",
        "there",
        "then",
        "so",
        "if",
    ]
)


@dataclass(frozen=True, eq=False, slots=True)
class Gist:
    """What an assertion is about, ready to compare.

    ``uses`` are things that its things are for; ``own`` marks what a person says of his own house
    ("we"), which the report does not name with him; ``figures`` are all numbers and months.
    """

    frame: str
    roles: dict[str, frozenset[str]]
    words: frozenset[str]
    names: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    period: str = ""
    amounts: tuple[Amount, ...] = field(default=())
    own: bool = False
    figures: frozenset[str] = frozenset()

    def filling(self, role: str) -> frozenset[str]:
        """Give what fills a role; a plant for drones is a plant, and of drones."""
        forms = self.roles[role]
        return forms | self.uses if role == "item" and self.frame == "build" else forms


def gist_of(assertion: Assertion) -> Gist:
    """Bring an assertion into the form in which claims are compared.

    Example:
        >>> roles = {"source": ("IR",)}
        >>> one = Assertion("a", "r", 0, 4, "sent it", "x", frame="transfer", roles=roles)
        >>> gist_of(one).roles["actor"]
        frozenset({'IR'})
    """
    roles: dict[str, frozenset[str]] = {}
    for role, forms in assertion.roles.items():
        if role in CORE:
            roles[role] = frozenset(map(_model, forms) if role == "item" else forms)
    if "actor" not in roles and "source" in roles:
        # Who gives is the doer, whichever verb was chosen: "it received them from Iran".
        roles["actor"] = roles.pop("source")
    own = bool(assertion.frame) and _FIRST_PERSON.match(assertion.text) is not None
    if own and "actor" not in roles:
        roles["actor"] = frozenset({assertion.speaks_for or assertion.speaker})
    else:
        own = False
    return Gist(
        assertion.frame,
        roles,
        content_words(assertion.text),
        frozenset(map(intern, re.findall(r"\b[A-Z][\w-]{2,}", assertion.text[1:]))) - _CALENDAR,
        frozenset(assertion.roles.get("item_for", ())),
        assertion.period,
        amounts_of(assertion.text),
        own and not assertion.speaks_for,
        frozenset(map(intern, _FIGURE.findall(assertion.text))),
    )


def _model(form: str) -> str:
    """Give the model that a form names ("yak-130 trainers"), else the form itself."""
    if form in things():
        return form
    return next((word for word in form.lower().split() if word in _models()), form)


@cache
def _models() -> frozenset[str]:
    """Give the things whose name is a model's: letters with figures mean nothing else."""
    return frozenset(name for name in things() if any(letter.isdigit() for letter in name))


def otherwise(a: Gist, b: Gist) -> bool:
    """Tell whether each has a name, or each a figure, that the other has not.

    Example:
        >>> one, other = (Gist("", {}, frozenset(), frozenset({n})) for n in ("Tarn", "Pell"))
        >>> otherwise(one, other), otherwise(one, one)
        (True, False)
    """
    return bool(
        (a.names - b.names and b.names - a.names)
        or (a.figures - b.figures and b.figures - a.figures)
    )


def content_words(text: str) -> frozenset[str]:
    """Give the words of a text that carry meaning, cut to their stems.

    Example:
        >>> sorted(content_words("Russia was receiving the drones"))
        ['dron', 'receiv', 'russia']
    """
    low = re.findall(r"[a-z0-9-]{3,}", text.lower())
    return frozenset(intern(_stem(word)) for word in low if word not in _STOP)


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@cache
def wider() -> dict[str, str]:
    """Give the wider kind of each thing that has one."""
    return {
        row["id"]: row["of"] for row in load_facts("reports/items.yaml")["items"] if row.get("of")
    }


@cache
def things() -> frozenset[str]:
    """Give the ids of all things of the field."""
    return frozenset(row["id"] for row in load_facts("reports/items.yaml")["items"])


@cache
def _kinds() -> dict[str, str]:
    return {row["id"]: row["kind"] for row in load_facts("reports/items.yaml")["items"]}


def kind_of(form: str) -> str:
    """Give the kind of a thing of the field, empty for what is none of them."""
    return _kinds().get(form, "")


@cache
def wider_kinds(thing: str) -> frozenset[str]:
    """Give everything that a thing is at the same time: a drone is a weapon, a weapon a supply.

    Example:
        >>> sorted(wider_kinds("shahed-136"))
        ['military-equipment', 'supplies', 'uav', 'weapon']
    """
    above = {
        row["id"]: [row[key] for key in ("of", "under") if row.get(key)]
        for row in load_facts("reports/items.yaml")["items"]
    }
    found: set[str] = set()
    left = list(above.get(thing, ()))
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += above.get(one, ())
    return frozenset(found)


@cache
def _once() -> frozenset[str]:
    rows = load_facts("reports/frames.yaml")["frames"]
    return frozenset(row["name"] for row in rows if row.get("once"))


def happens_once(frame: str) -> bool:
    """Tell whether what a frame says befalls a thing only once, or is one hand's at a time.

    Example:
        >>> happens_once("scrap"), happens_once("transfer")
        (True, False)
    """
    return frame in _once()


@cache
def nouns_of(frame: str) -> frozenset[str]:
    """Give the nouns by which a frame's events are counted: flights, shipments.

    Example:
        >>> "flight" in nouns_of("call")
        True
    """
    rows = load_facts("reports/frames.yaml")["frames"]
    return frozenset(noun for row in rows if row["name"] == frame for noun in row["nouns"])
