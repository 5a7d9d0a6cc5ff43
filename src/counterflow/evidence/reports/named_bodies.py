"""Find the bodies of which a text tells, and which of them "it" or "the airline" takes up."""

from __future__ import annotations

from typing import Any

from counterflow.core.text.countries import country_code
from counterflow.evidence.reports.cues import load_cues
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.trees import phrase

Token = Any

_NO_FIRMS = frozenset(
    {"project", "centre", "center", "observatory", "institute", "watch", "society"}
)


def is_body(word: Token) -> bool:
    """Tell whether a noun names a body, a company, a government or a paper that can speak.

    Args:
        word: The subject of a clause.
    """
    if word.pos_ not in ("NOUN", "PROPN"):
        return False
    if word.pos_ == "PROPN" and any(_names_a_firm(child) for child in word.rights):
        return True
    if word.ent_type_ == "PERSON":
        return False
    lemma = word.lemma_.lower()
    facts = load_governments()
    if lemma in facts.offices and word.pos_ == "NOUN":
        return False
    if word.pos_ == "PROPN":
        return word.ent_type_ in ("ORG", "GPE", "NORP", "FAC") or lemma in facts.body_words
    known = facts.body_words | facts.companies | facts.publics | load_cues().documents
    return lemma in known and word.tag_ == "NN"


def _names_a_firm(child: Token) -> bool:
    """Tell whether what is set behind a name calls it a firm (", the Izmir-based maker")."""
    return child.dep_ == "appos" and child.lemma_.lower() in load_governments().companies


def earlier_body(pronoun: Token, before: list[Token]) -> Token | None:
    """Find the body that "it" takes up: the subject of the sentence before, else of the same.

    Args:
        pronoun: "it" or "its".
        before: Bodies told of before it in its paragraph, the nearest first.

    Returns:
        The head word; ``None`` where the sentence before tells of no body.
    """
    for body in before:
        if body.sent != pronoun.sent and body.sent.end == pronoun.sent.start:
            return _main(body, before)
    return next((body for body in before if body.sent == pronoun.sent), None)


def _main(body: Token, before: list[Token]) -> Token:
    """Give the subject of the main clause where a sentence has several bodies as subjects."""
    return next(
        (b for b in before if b.sent == body.sent and b.head == b.sent.root),
        body,
    )


def stands_for(lemma: str, body: Token) -> bool:
    """Tell whether "the company" or "the agency" can take up a body told of by name.

    Args:
        lemma: The word by which it is taken up.
        body: The head word of an earlier naming.
    """
    facts = load_governments()
    if body.pos_ != "PROPN" or country_code(body.text, foreign=False):
        return False
    words = {word.lower_ for word in phrase(body)}
    public = bool(words & facts.publics)
    if lemma in facts.publics:
        return public
    other = words & (_NO_FIRMS | (facts.body_words - facts.companies))
    return lemma in facts.companies and not public and not other and body.ent_type_ != "NORP"
