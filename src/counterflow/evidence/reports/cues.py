"""The words that attribute: verbs, nouns, adjectives, phrases, and what they say of the stance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from counterflow.core.facts import load_facts

Token = Any


@dataclass(frozen=True)
class Cue:
    """One way in which a word attributes: what may follow it, and the stance that it expresses."""

    stance: str
    modality: str
    forms: frozenset[str]


@dataclass(frozen=True)
class Cues:
    """All cues by part of speech, and the words that belong to them."""

    verbs: dict[str, tuple[Cue, ...]]
    nouns: dict[str, Cue]
    adjectives: dict[str, Cue]
    phrases: tuple[str, ...]
    carriers: frozenset[str]
    documents: frozenset[str]
    authorities: frozenset[str]
    reported: frozenset[str]
    falsehoods: frozenset[str]

    def lemma(self, word: Token) -> str:
        """Give the dictionary form of a word, mended where a parser drops its last "e".

        "hopes" comes out as "hop": a form that is a cue is taken where the word bears it.
        """
        lemma = str(word.lemma_).lower()
        if lemma in self.verbs or f"{lemma}e" not in self.verbs:
            return lemma
        low = word.lower_
        return f"{lemma}e" if low.startswith((f"{lemma}e", f"{lemma}ing")) else lemma

    def verb(self, lemma: str, form: str) -> Cue | None:
        """Give the cue of a verb in a form ("clause", "quote", "of" …), if it is one."""
        return next((cue for cue in self.verbs.get(lemma, ()) if form in cue.forms), None)


@cache
def load_cues() -> Cues:
    """Read ``data/reports/cues.yaml``.

    Example:
        >>> load_cues().verb("deny", "clause").stance
        'deny'
    """
    data = load_facts("reports/cues.yaml")
    verbs: dict[str, tuple[Cue, ...]] = {}
    for row in data["verbs"]:
        cue = Cue(row["stance"], row.get("modality", "certain"), frozenset(row["forms"]))
        for word in row["words"]:
            verbs[word] = (*verbs.get(word, ()), cue)
    return Cues(
        verbs=verbs,
        nouns=_single(data["nouns"]),
        adjectives=_single(data["adjectives"]),
        phrases=tuple(word for row in data["phrases"] for word in row["words"]),
        carriers=frozenset(data["carriers"]),
        documents=frozenset(data["documents"]),
        authorities=frozenset(data["authorities"]),
        reported=frozenset(data["reported"]),
        falsehoods=frozenset(data["falsehoods"]),
    )


def _single(rows: list[dict[str, Any]]) -> dict[str, Cue]:
    return {
        str(word): Cue(
            str(row["stance"]), str(row.get("modality", "certain")), frozenset(row.get("forms", ()))
        )
        for row in rows
        for word in row["words"]
    }
