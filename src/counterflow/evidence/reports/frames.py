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
_WAYS = ("from", "to", "into", "across", "via", "through", "against")
_MEASURES = frozenset(
    {
        "number",
        "hundred",
        "dozen",
        "thousand",
        "million",
        "lot",
        "batch",
        "total",
        "worth",
        "score",
        "quantity",
    }
)
_INNER = 3  # how many nouns deep a way may hang ("engines for aircraft across the sea")


def frame_of(verb: Token) -> Filled | None:
    """Find the frame of a verb and fill its roles from the words around it.

    Args:
        verb: The head verb of a clause.

    Returns:
        The frame with head words by role; ``None`` where the verb says nothing of this field.
    """
    lemma = verb.lemma_.lower()
    if lemma == "be":
        return _of_what_it_is(verb)
    frame = _phrasal(verb) or load_frames()[0].get(lemma)
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
    return _with_what_is_sought(_filled(frame, verb), verb)


def _with_what_is_sought(said: Filled, verb: Token) -> Filled:
    """Take thing and giver of "seeks to buy X from Y", "offered to sell X to Y" from the deed."""
    inner = next((c for c in verb.children if c.dep_ == "xcomp" and c.pos_ == "VERB"), None)
    led = frame_of(inner) if inner is not None and said.frame in ("seek", "offer") else None
    for role, words in (led.roles if led is not None else {}).items():
        if role != "actor":
            said.roles.setdefault(role, words)
    return said


def _phrasal(verb: Token) -> Frame | None:
    """Find the frame of a verb with its particle or preposition ("turn down", "act for")."""
    known, lemma = load_frames()[0], verb.lemma_.lower()
    for child in verb.children:
        if child.dep_ in ("prt", "advmod", "prep", "acomp", "dobj"):
            frame = known.get(f"{lemma} {child.lower_}")
            if frame is not None:
                return frame
    return None


def _of_what_it_is(verb: Token) -> Filled | None:
    """Read "X is a front company for Y": the noun says what X is."""
    attribute = next((c for c in verb.children if c.dep_ == "attr"), None)
    if attribute is None:
        return None
    if any(c.dep_ == "expl" for c in verb.children):
        return noun_frame(attribute)
    compounds = [c for c in attribute.children if c.dep_ in ("compound", "amod")]
    for noun in (attribute, *compounds):
        frame = load_frames()[1].get(noun.lemma_.lower())
        if frame is None or frame.name == "build":
            continue
        said = noun_frame(attribute, frame)
        subject = subject_of(verb)
        if said is not None and subject is not None:
            said.roles.setdefault("actor", []).extend([subject, *_joined(subject)])
        return said
    return None


def _of_noun_within(verb: Token) -> Filled | None:
    """Read "an offer had been made", "there was no refusal": the noun says what happened."""
    for child in verb.children:
        if (
            child.dep_ in ("nsubjpass", "dobj", "attr", "nsubj")
            and child.lemma_.lower() in load_frames()[1]
        ):
            return _with_doer(noun_frame(child), child, verb)
    return None


def _with_doer(said: Filled | None, noun: Token, verb: Token) -> Filled | None:
    """Give the subject of a light verb to its noun: who "made six flights" flew."""
    subject = subject_of(verb)
    if said is None or noun.dep_ != "dobj" or subject is None:
        return said
    role = load_frames()[1][noun.lemma_.lower()].roles.get("subject")
    if role:
        said.roles.setdefault(role, []).insert(0, subject)
    return said


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
            for example in _examples(child):
                yield "object", example
            for way in _ways_within(child):
                yield way.lower_, _of(way)
        elif child.dep_ == "dative":
            yield "dative", child if child.pos_ != "ADP" else _of(child)
        elif child.dep_ == "prep":
            yield ("to" if child.lower_ == "into" else child.lower_), _of(child)


def _examples(noun: Token) -> Iterator[Token]:
    """Give the things of "equipment, including radars"."""
    for word in noun.subtree:
        if word.dep_ == "prep" and word.lower_ == "including" and (named := _of(word)) is not None:
            yield named


def _ways_within(noun: Token, depth: int = _INNER) -> Iterator[Token]:
    """Give "to", "from", "across" that a parser hung on the thing or on what belongs to it."""
    for child in noun.children:
        if child.dep_ in ("conj", "appos") and depth > 0:
            yield from _ways_within(child, depth - 1)
        if child.dep_ != "prep":
            continue
        if child.lower_ in _WAYS:
            yield child
        inner = _of(child)
        if inner is not None and depth > 0:
            yield from _ways_within(inner, depth - 1)


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
    if word.ent_type_ in ("CARDINAL", "MONEY", "QUANTITY") or word.lemma_.lower() in _MEASURES:
        inner = next((_of(c) for c in word.children if c.dep_ == "prep" and c.lower_ == "of"), None)
        return _thing(inner) if inner is not None else word
    return word


def noun_frame(noun: Token, frame: Frame | None = None) -> Filled | None:
    """Find the frame of a noun that stands for a happening ("the transfer of engines to …").

    Args:
        noun: The noun.
        frame: Its frame where another word of the phrase gives it ("a front company for …").
    """
    for child in noun.children:
        if (
            child.dep_ in ("acl", "relcl")
            and child.pos_ == "VERB"
            and (led := frame_of(child)) is not None
        ):
            owner = next((c for c in noun.children if c.dep_ == "poss"), None)
            if owner is not None and led.roles.get("actor", [noun])[0] == noun:
                led.roles["actor"] = [owner]
            if child.dep_ == "relcl" and not led.roles.get("item"):
                led.roles["item"] = [noun]
            return led
    frame = frame or load_frames()[1].get(noun.lemma_.lower())
    if frame is None:
        return None
    roles: dict[str, list[Token]] = {}
    ways = [c for c in noun.children if c.dep_ in ("prep", "agent", "poss")]
    for child in (*ways, *_hung_on_the_thing(noun)):
        place = {"of": "object", "by": "subject", "into": "to"}.get(child.lower_, child.lower_)
        word = _of(child) if child.dep_ in ("prep", "agent") else child
        if child.dep_ == "poss":
            place = "subject"
        if word is not None and (role := frame.roles.get(place)) and role not in roles:
            roles[role] = [_thing(word), *_joined(word)]
    return Filled(frame.name, noun, roles)


def _hung_on_the_thing(noun: Token) -> list[Token]:
    """Give "by" and the ways hung on the thing: "the transfer of drones by X to Y"."""
    things = [_of(c) for c in noun.children if c.dep_ == "prep" and c.lower_ == "of"]
    found: list[Token] = []
    for thing in filter(None, things):
        found += [c for c in thing.children if c.dep_ in ("prep", "agent") and c.lower_ == "by"]
        found += _ways_within(thing)
    return found


def _of(preposition: Token) -> Token | None:
    return next((child for child in preposition.children if child.dep_ == "pobj"), None)


def _joined(word: Token) -> list[Token]:
    return list(word.conjuncts)
