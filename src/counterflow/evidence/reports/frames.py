"""Find what a clause is about: its frame (transfer, build, sanction …) and who plays which role."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from counterflow.core.facts import load_facts
from counterflow.evidence.reports.trees import agent_of, is_passive, subject_of

Token = Any


@dataclass(frozen=True)
class Frame:
    """A kind of thing that reports of this field say, with the role of each place in a clause."""

    name: str
    roles: dict[str, str]


@dataclass(frozen=True)
class Filled:
    """A frame found in a clause: the word that says it, and the head words in each role."""

    frame: str
    word: Token
    roles: dict[str, list[Token]]


@dataclass(frozen=True)
class Presupposed:
    """The words by which a thing is spoken of as if it stood already."""

    adjectives: frozenset[str]
    nouns: frozenset[str]


@cache
def load_frames() -> tuple[dict[str, Frame], dict[str, Frame], Presupposed]:
    """Read ``data/reports/frames.yaml``: frames by verb, frames by noun, and what presupposes.

    Example:
        >>> load_frames()[0]["ship"].name, load_frames()[1]["delivery"].name
        ('transfer', 'transfer')
    """
    data = load_facts("reports/frames.yaml")
    verbs: dict[str, Frame] = {}
    nouns: dict[str, Frame] = {}
    for row in data["frames"]:
        frame = Frame(row["name"], {str(key): value for key, value in row["roles"].items()})
        for word in row["verbs"]:
            verbs.setdefault(word, frame)
        for word in row["nouns"]:
            nouns.setdefault(word, frame)
    other = data["presupposed"]
    return verbs, nouns, Presupposed(frozenset(other["needs"]), frozenset(other["nouns"]))


def frame_of(verb: Token) -> Filled | None:
    """Find the frame of a verb and fill its roles from the words around it.

    Args:
        verb: The head verb of a clause.

    Returns:
        The frame with head words by role; ``None`` where the verb says nothing of this field.
    """
    frame = load_frames()[0].get(verb.lemma_.lower())
    if frame is None:
        inner = next((c for c in verb.children if c.dep_ == "xcomp" and c.pos_ == "VERB"), None)
        return frame_of(inner) if inner is not None else None
    roles: dict[str, list[Token]] = {}

    def put(place: str, word: Token | None) -> None:
        if word is not None and (role := frame.roles.get(place)):
            roles.setdefault(role, []).extend([word, *_joined(word)])

    subject = subject_of(verb)
    if is_passive(verb):
        put("object", subject)
        put("subject", agent_of(verb))
    else:
        put("subject", subject)
    for child in verb.children:
        if child.dep_ == "dobj":
            put("object", child)
            for grand in child.children:
                if grand.dep_ == "prep" and grand.lower_ in ("from", "to", "across", "via", "through", "against"):
                    put(grand.lower_, _of(grand))
        elif child.dep_ == "dative":
            put("dative", child if child.pos_ != "ADP" else _of(child))
        elif child.dep_ == "prep":
            put(child.lower_, _of(child))
    return Filled(frame.name, verb, roles)


def noun_frame(noun: Token) -> Filled | None:
    """Find the frame of a noun that stands for a happening ("the transfer of engines to …")."""
    frame = load_frames()[1].get(noun.lemma_.lower())
    if frame is None:
        return None
    roles: dict[str, list[Token]] = {}
    for child in noun.children:
        place = "object" if child.lower_ == "of" else child.lower_
        word = _of(child) if child.dep_ == "prep" else child
        if child.dep_ == "poss":
            place = "subject"
        elif child.dep_ not in ("prep", "agent"):
            continue
        if word is not None and (role := frame.roles.get(place)):
            roles.setdefault(role, []).extend([word, *_joined(word)])
    return Filled(frame.name, noun, roles)


def _of(preposition: Token) -> Token | None:
    return next((child for child in preposition.children if child.dep_ == "pobj"), None)


def _joined(word: Token) -> list[Token]:
    return list(word.conjuncts)
