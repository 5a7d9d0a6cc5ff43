"""Suggest what to map columns to that were not understood; a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from counterflow.core.tables.rows import Row
from counterflow.screening.intake.folding import heading_words
from counterflow.screening.intake.gaps import COUNTRY, PARTIES, looks_of, unknown_columns
from counterflow.screening.intake.mapping import takes_several
from counterflow.screening.intake.plan import ColumnPlan
from counterflow.screening.intake.targets import IGNORE, Target, parse_target
from counterflow.screening.intake.vocabulary import Vocabulary, vocabulary

_ALIKE: Final = 0.8
_SHORTEST: Final = 4
_OF_CUSTOMERS: Final = ("buyer", "consignee", "end_user", "payee", "payer")
_OF_SHIPS: Final = ("vessel", *_OF_CUSTOMERS)
_NEUTRAL: Final = "intermediary"
"""The role of names whose role is not told: they are screened, and nothing is called complete."""


class Suggestion(NamedTuple):
    """The likeliest target of a column, ``ignore`` where nothing speaks for one, and the reason."""

    column: str
    target: str
    why: str = ""


def suggest_targets(
    plan: ColumnPlan, rows: Sequence[Row], missing: Iterable[str] = ()
) -> list[Suggestion]:
    """Suggest a target for every column that was not understood, for a mapping to be copied.

    Args:
        plan: What the columns mean.
        rows: Some rows of the file.
        missing: Targets of required parts that no column gives, the most needed first.

    Returns:
        One suggestion per column; those with a target stand first. Together with the plan they
        make a mapping without faults: no field that takes one value is filled twice.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> rows = [Row(1, 2, ["Muster FZE", "Iran", "red"])]
        >>> plan = recognize(["Consignee", "Cnsignee Contry", "Colour"])
        >>> [(one.column, one.target) for one in suggest_targets(plan, rows)]
        [('Cnsignee Contry', 'consignee.country'), ('Colour', 'ignore')]
    """
    names = unknown_columns(plan)
    looks = looks_of(plan, names, rows)
    filled = (*plan.planned, *(column for column, _ in plan.constants))
    taken = {column.target for column in filled if column.used and column.target}
    needed = [written for written in missing if written.endswith(".name")]
    found = []
    for name in names:
        one = _suggest(name, looks.get(name, ""), needed, vocabulary(plan.kind))
        if one.target == IGNORE and (owner := _owner_of(name, plan)):
            one = Suggestion(name, owner, "check whose it is: the heading does not say")
        target = parse_target(one.target)
        if target is not None and target in taken and not takes_several(target):
            one = Suggestion(name, IGNORE, f"{one.why}, but {one.target} has a column")
        elif target is not None:
            taken.add(target)
            needed = [written for written in needed if written != one.target]
        found.append(one)
    return sorted(found, key=lambda one: one.target == IGNORE)


def _suggest(name: str, look: str, needed: Sequence[str], known: Vocabulary) -> Suggestion:
    """Suggest by a misspelt heading first, then by what the cells look like."""
    misspelt = _corrected(name, known)
    if misspelt is not None:
        return Suggestion(name, misspelt.written, "reads like a misspelt heading")
    role = _role_in(heading_words(name), known)
    if look == COUNTRY:
        target = f"{role}.country" if role else "destination_country"
        return Suggestion(name, target, f"looks like {look}")
    if look == PARTIES:
        otherwise = needed[0] if needed else f"{_NEUTRAL}.name"
        return Suggestion(name, f"{role}.name" if role else otherwise, f"looks like {look}")
    return Suggestion(name, IGNORE)


def _owner_of(name: str, plan: ColumnPlan) -> str:
    """Give the party of which an attribute may speak that does not say whose it is."""
    known = vocabulary(plan.kind)
    attribute = known.attribute_of(name)
    if attribute not in known.details:
        return ""
    roles = [one.target.role for one in plan.planned if one.target and one.used]
    likely = _OF_SHIPS if attribute.startswith(("former", "flag")) else _OF_CUSTOMERS
    role = next((role for role in likely if role in roles), "")
    return f"{role}.{attribute}" if role else ""


def _corrected(name: str, known: Vocabulary) -> Target | None:
    """Read a heading again with every word replaced by the nearest one of the vocabulary."""
    words = heading_words(name)
    nearest = [_nearest_word(word) for word in words]
    if nearest == words:
        return None
    meaning = known.understand(" ".join(nearest))
    target = Target(meaning.field, meaning.role, meaning.number) if meaning else None
    return target if target and parse_target(target.written) == target else None


@lru_cache(maxsize=4096)
def _nearest_word(word: str) -> str:
    if len(word) < _SHORTEST or word in _known_words():
        return word
    near = process.extractOne(
        word, _known_words(), scorer=OSA.normalized_similarity, score_cutoff=_ALIKE
    )
    return str(near[0]) if near else word


@lru_cache(maxsize=1)
def _known_words() -> tuple[str, ...]:
    """Give the words of all headings known."""
    known = vocabulary()
    tables = (known.roles, known.attributes, known.fields)
    phrases = (phrase for table in tables for _, phrase in table.values())
    words = {word for phrase in phrases for word in heading_words(phrase)}
    return tuple(sorted(word for word in words if len(word) >= _SHORTEST))


def _role_in(words: Sequence[str], known: Vocabulary) -> str:
    """Find the longest wording of a party inside a heading ("Firm ctry of the buyer")."""
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            key = "".join(words[start : start + length])
            if found := known.roles.get(key) or known.stems.get(key):
                return found[0]
    return ""
