"""Find what a clause is about: its frame (transfer, build, sanction …) and who plays which role."""

from __future__ import annotations

from collections.abc import Iterator
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


# Verbs that only lead to what is done ("is working with X to produce …").
_LEADING = frozenset(
    {
        "work",
        "begin",
        "start",
        "continue",
        "try",
        "attempt",
        "help",
        "agree",
        "plan",
        "appear",
        "seem",
        "manage",
        "want",
        "intend",
        "aim",
        "prepare",
        "go",
        "need",
        "have",
        "keep",
        "mean",
    }
)
# Verbs that say little beside their noun ("an offer was made", "took delivery").
_LIGHT = frozenset({"make", "take", "hold", "reach", "reject", "impose", "arrange"})
_WAYS = ("from", "to", "across", "via", "through", "against")


def frame_of(verb: Token) -> Filled | None:
    """Find the frame of a verb and fill its roles from the words around it.

    Args:
        verb: The head verb of a clause.

    Returns:
        The frame with head words by role; ``None`` where the verb says nothing of this field.
    """
    lemma = verb.lemma_.lower()
    frame = load_frames()[0].get(lemma)
    if (
        frame is None
        and (lemma in _LIGHT or any(c.dep_ == "expl" for c in verb.children))
        and (said := _of_noun_within(verb)) is not None
    ):
        return said
    if frame is None or lemma in _LEADING:
        inner = next(
            (c for c in verb.children if c.dep_ in ("xcomp", "advcl") and c.pos_ == "VERB"), None
        )
        led = frame_of(inner) if inner is not None else None
        if led is not None or frame is None:
            return _with_partner(led, verb) if led is not None else None
    if (lemma in _LIGHT or any(c.dep_ == "expl" for c in verb.children)) and (
        said := _of_noun_within(verb)
    ) is not None:
        return said
    return _filled(frame, verb)


def _of_noun_within(verb: Token) -> Filled | None:
    """Read "an offer had been made", "there was no refusal": the noun says what happened."""
    for child in verb.children:
        if (
            child.dep_ in ("nsubjpass", "dobj", "attr", "nsubj")
            and child.lemma_.lower() in load_frames()[1]
        ):
            return noun_frame(child)
    return None


def _with_partner(led: Filled, verb: Token) -> Filled:
    """Take "with X" of a leading verb for what it leads to."""
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ == "with" and (word := _of(child)) is not None:
            led.roles.setdefault("partner", []).append(word)
    return led


def _filled(frame: Frame, verb: Token) -> Filled:
    roles: dict[str, list[Token]] = {}

    def put(place: str, word: Token | None) -> None:
        if (
            word is not None
            and word.ent_type_ not in ("DATE", "TIME")
            and (role := frame.roles.get(place))
        ):
            roles.setdefault(role, []).extend([word, *_joined(word)])

    subject = subject_of(verb)
    if is_passive(verb) or _in_passive_row(verb):
        put("object", subject)
        put("subject", agent_of(verb))
    else:
        put("subject", subject)
        if (
            verb.dep_ in ("relcl", "acl")
            and subject != verb.head
            and not any(c.dep_ == "dobj" for c in verb.children)
        ):
            put("object", _thing(verb.head))
    for place, word in _places(verb):
        put(place, word)
    return Filled(frame.name, verb, roles)


def _places(verb: Token) -> Iterator[tuple[str, Token | None]]:
    """Give objects and what prepositions bring, with those that hang on the object."""
    for child in verb.children:
        if child.dep_ == "dobj":
            yield "object", _thing(child)
            for grand in child.children:
                if grand.dep_ == "prep" and grand.lower_ in _WAYS:
                    yield grand.lower_, _of(grand)
        elif child.dep_ == "dative":
            yield "dative", child if child.pos_ != "ADP" else _of(child)
        elif child.dep_ == "prep":
            yield child.lower_, _of(child)


def _in_passive_row(verb: Token) -> bool:
    """Tell whether a participle shares the passive of one before ("built, shipped and used")."""
    if (
        verb.tag_ != "VBN"
        or verb.dep_ != "conj"
        or any(c.dep_ in ("aux", "nsubj") for c in verb.children)
    ):
        return any(c.dep_ == "agent" for c in verb.children)
    return is_passive(verb.head) or _in_passive_row(verb.head)


def _thing(word: Token) -> Token:
    """Give what is counted: the drones of "hundreds of attack drones"."""
    if word.ent_type_ in ("CARDINAL", "MONEY", "QUANTITY") or word.lemma_.lower() in (
        "number",
        "hundred",
        "dozen",
        "thousand",
        "lot",
        "batch",
        "total",
    ):
        inner = next((_of(c) for c in word.children if c.dep_ == "prep" and c.lower_ == "of"), None)
        return inner if inner is not None else word
    return word


def noun_frame(noun: Token) -> Filled | None:
    """Find the frame of a noun that stands for a happening ("the transfer of engines to …")."""
    for child in noun.children:
        if (
            child.dep_ in ("acl", "relcl")
            and child.pos_ == "VERB"
            and (led := frame_of(child)) is not None
        ):
            owner = next((c for c in noun.children if c.dep_ == "poss"), None)
            if owner is not None and "actor" not in led.roles:
                led.roles["actor"] = [owner]
            if child.dep_ == "relcl" and not led.roles.get("item"):
                led.roles["item"] = [noun]
            return led
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
