"""Settle whether two assertions carry the same claim: frame and roles decide, never likeness alone.

An embedding puts "X sent it" beside "X never sent it" and beside "X sent it before the war". So two
assertions are the same claim where their frames agree, no role contradicts and enough roles are
shared; the words they share only settle what roles leave open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from counterflow.core.assertions import Assertion
from counterflow.core.facts import load_facts

# Who gives and who gets, whichever verb was chosen ("Iran sent", "Russia received from Iran").
_SAME_ROLE = {"source": "actor", "partner": "actor"}
_CORE = ("actor", "recipient", "item", "target", "place", "route")
# Words that carry no meaning of their own.
_STOP = frozenset(
    {
        *("the", "a", "an", "of", "to", "in", "on", "at", "by", "for", "from", "with", "and", "or"),
        *(
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
        ),
        *("her", "we", "our", "us", "i", "is", "are", "was", "were", "be", "been", "being", "has"),
        *("have", "had", "will", "would", "could", "can", "may", "might", "said", "says", "say"),
        *("some", "any", "all", "more", "also", "not", "no", "into", "over", "about", "than", "as"),
        *("who", "which", "what", "when", "where", "there", "then", "so", "if"),
    }
)


@dataclass(frozen=True)
class Gist:
    """What an assertion is about, ready to compare."""

    frame: str
    roles: dict[str, frozenset[str]]
    words: frozenset[str]
    names: frozenset[str] = frozenset()


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
        name = _SAME_ROLE.get(role, role)
        if name in _CORE:
            roles[name] = roles.get(name, frozenset()) | frozenset(forms)
    names = frozenset(re.findall(r"\b[A-Z][\w-]{2,}", assertion.text[1:]))
    return Gist(assertion.frame, roles, content_words(assertion.text), names)


def content_words(text: str) -> frozenset[str]:
    """Give the words of a text that carry meaning, cut to their stems.

    Example:
        >>> sorted(content_words("Russia was receiving the drones"))
        ['dron', 'receiv', 'russia']
    """
    low = re.findall(r"[a-z0-9-]{3,}", text.lower())
    return frozenset(_stem(word) for word in low if word not in _STOP)


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def sameness(a: Gist, b: Gist) -> float:
    """Measure how far two gists are the same claim.

    Args:
        a: One assertion's gist.
        b: The other's.

    Returns:
        0 where frame or roles contradict; else 0-1, of which 0.5 and more counts as the same.
    """
    shared_words = len(a.words & b.words)
    alike = shared_words / max(1, min(len(a.words), len(b.words)))
    jaccard = shared_words / max(1, len(a.words | b.words))
    names = len(a.names & b.names)
    if a.frame != b.frame or not a.frame:
        likeness = max(jaccard * 1.4, 0.3 + 0.5 * alike if names > 1 and shared_words > 3 else 0.0)
        return min(1.0, likeness) if likeness >= _UNFRAMED else 0.0
    shared = against = 0
    telling = names > 0
    for role in set(a.roles) & set(b.roles):
        meets = _meets(a.roles[role], b.roles[role])
        shared += meets
        telling = telling or (meets and role != "item")
        against += not meets and _names(a.roles[role]) and _names(b.roles[role])
    if against:
        return jaccard if jaccard >= _NEARLY_ALL else 0.0
    known = max(min(len(a.roles), len(b.roles)), 1)
    likeness = 0.35 * shared / known + 0.1 * min(shared, 3) + 0.4 * alike
    if not telling:
        return 0.6 * alike  # "the engines" of two stories are not the same engines
    return min(1.0, likeness) if shared else 0.8 * alike


_UNFRAMED = 0.62
_NEARLY_ALL = 0.7


def _names(forms: frozenset[str]) -> bool:
    """Tell whether forms name something that others can contradict; "the firm" may be anyone."""
    return all(form in _item_ids() or form != form.lower() for form in forms)


@cache
def _item_ids() -> frozenset[str]:
    return frozenset(row["id"] for row in load_facts("reports/items.yaml")["items"])


def _meets(a: frozenset[str], b: frozenset[str]) -> bool:
    wide = (
        {wider for form in a if (wider := _wider().get(form))},
        {wider for form in b if (wider := _wider().get(form))},
    )
    if a & b or (a & wide[1]) or (b & wide[0]) or (wide[0] & wide[1]):
        return True
    low = [x.lower() for x in a], [y.lower() for y in b]
    return any(
        x.endswith(y) or y.endswith(x) or x.startswith(y) or y.startswith(x)
        for x in low[0]
        for y in low[1]
        if len(x) > 3 and len(y) > 3
    )


@cache
def _wider() -> dict[str, str]:
    return {
        row["id"]: row["of"] for row in load_facts("reports/items.yaml")["items"] if row.get("of")
    }
