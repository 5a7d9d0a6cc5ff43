"""Give the roles of a clause in normal form, so that two wordings of one thing come out alike.

Countries become ISO codes ("Russian forces", "Moscow" and "the Kremlin" are RU), things the ids of
``data/reports/items.yaml``, everything else the words themselves.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from counterflow.core.facts import load_facts
from counterflow.core.text.countries import country_code
from counterflow.evidence.reports.frames import frame_of, noun_frame
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.items import find_items
from counterflow.evidence.reports.speaker_bodies import country_within
from counterflow.evidence.reports.trees import phrase, subject_of

Token = Any

_GIVING = frozenset({"transfer", "offer"})
_COUNTRY = re.compile(r"[A-Z]{2}$")
_OPEN = frozenset(
    {
        "we",
        "i",
        "us",
        "you",
        "dollars",
        "euros",
        "pounds",
        "roubles",
        "rubles",
        "million",
        "billion",
    }
)
_ARTICLE = re.compile(r"^(?:the|its|their)\s+", re.IGNORECASE)


@cache
def _words_of(name: str) -> frozenset[str]:
    return frozenset(load_facts("reports/frames.yaml")[name])


def roles_of(root: Token | None, we: str = "") -> tuple[str, dict[str, tuple[str, ...]]]:
    """Read frame and roles of the clause that a word heads.

    Args:
        root: The head word of what is said; ``None`` gives nothing.
        we: Whom a speaker means by "we", in normal form; empty where that is not known.

    Returns:
        The frame's name, empty where the clause is none of this field, and normal forms by role.
    """
    if root is None:
        return "", {}
    if root.pos_ in ("ADP", "SCONJ"):
        root = next((c for c in root.children if c.dep_ in ("pobj", "pcomp")), root)
    filled = frame_of(root) if root.pos_ in ("VERB", "AUX") else noun_frame(root)
    if filled is None:
        return "", {}
    made: dict[str, tuple[str, ...]] = {}
    if filled.frame == "cooperate":
        return "cooperate", _partners(root)
    for role, words in sorted(filled.roles.items()):
        forms = [form for word in words for form in _normal(word, root)]
        if not forms and we and any(_speaker_meant(word, root) for word in words):
            forms = [we]
        if forms:
            made[role] = tuple(dict.fromkeys(forms))
    for use in (form for word in filled.roles.get("item", ()) for form in _meant_for(word)):
        if use not in made.get("item", ()):
            made["item_for"] = tuple(dict.fromkeys((*made.get("item_for", ()), use)))
    return filled.frame, dict(sorted(_sorted_out(filled.frame, made).items()))


_CHARGES = frozenset({"allegation", "accusation", "charge", "claim", "suggestion", "report"})


def _speaker_meant(word: Token, root: Token) -> bool:
    """Tell whether a doer is the speaker: "we", or who rejects "allegations of sending …"."""
    return word.lower_ == "we" or (root.tag_ == "VBG" and word.lemma_.lower() in _CHARGES)


def _heads(word: Token, bare: str) -> bool:
    """Tell whether a phrase is about a thing: "a drone maker" is about none."""
    before = re.split(r"\s(?:for|of|in|at|with)\s", bare)[0]
    found = find_items(before)
    return not found or found[-1].end >= len(before.rstrip()) or not word.text.islower()


def _meant_for(word: Token) -> list[str]:
    """Give the things for which a thing is: the drone of "drone parts", "parts for a drone"."""
    bare = " ".join(w.text for w in phrase(word))
    return [one.item.id for one in find_items(bare) if one.item.id not in _items_in(bare)]


def _items_in(bare: str) -> list[str]:
    """Give the thing that a phrase names, without what it is made of or meant for.

    The last thing before "for" or "of" is the head ("drone parts" are parts); a name before it
    stays where the head is its kind ("Su-35 jets").
    """
    found = find_items(re.split(r"\s(?:for|of|in|at)\s", bare)[0]) or find_items(bare)
    if not found:
        return []
    head = found[-1].item
    return list(dict.fromkeys([*(f.item.id for f in found if f.item.of == head.id), head.id]))


def _sorted_out(frame: str, roles: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Make a country taken for a thing given the one who gets it ("offered X arms")."""
    things = roles.get("item", ())
    countries = tuple(form for form in things if _COUNTRY.match(form))
    if not countries or frame not in _GIVING:
        return roles
    if len(countries) == len(things):
        return {role: forms for role, forms in roles.items() if role != "item"}
    kept = {**roles, "item": tuple(form for form in things if form not in countries)}
    kept.setdefault("recipient", countries)
    return kept


def _partners(root: Token) -> dict[str, tuple[str, ...]]:
    """Give all countries of a clause about working together: nobody leads."""
    own = [word for word in root.subtree if not _in_another_clause(word, root)]
    codes = [country_within(word.text) for word in own if word.pos_ in ("PROPN", "ADJ", "NOUN")]
    items = [one.item.id for one in find_items(" ".join(word.text for word in own))]
    made = {"actor": tuple(sorted({code for code in codes if code}))}
    things = tuple(dict.fromkeys(item for item in items if item != "partnership"))
    return {role: forms for role, forms in {**made, "item": things}.items() if forms}


def _in_another_clause(word: Token, root: Token) -> bool:
    """Tell whether a word belongs to a clause within a clause ("… that is harmful to X")."""
    while word not in (root, word.head):
        if word.dep_ in ("relcl", "acl", "advcl", "ccomp"):
            return True
        if word.dep_ == "conj" and word.pos_ in ("VERB", "AUX"):
            return True
        word = word.head
    return False


def _normal(word: Token, root: Token) -> list[str]:
    owned = any(c.dep_ == "poss" and c.tag_ == "PRP$" for c in word.children)
    forces = _words_of("stands_for_country")
    if word.lower_ in _OPEN or word.ent_type_ in ("DATE", "TIME"):
        return []  # on whose behalf somebody says "we" is not told by the sentence
    if word.lemma_.lower() in _words_of("nobody") and not (
        word.pos_ == "PRON" and word.lower_ == "they"
    ):
        owner = next((c for c in word.children if c.dep_ == "poss"), None)
        return _normal(owner, root) if owner is not None else []
    if word.pos_ == "PRON" or (owned and word.lemma_.lower() in forces):
        meant = _meant(word, root)
        return _normal(meant, root) if meant is not None else []
    return _of_phrase(word)


def _of_phrase(word: Token) -> list[str]:
    """Give the normal form of a naming: a country, things, a place in a country, the words."""
    bare = _ARTICLE.sub("", " ".join(w.text for w in phrase(word)))
    if code := _country(word, bare):
        return [code]
    named = word.pos_ == "PROPN" and word.ent_type_ in ("ORG", "PERSON")
    if not named and (found := _items_in(bare)) and _heads(word, bare):
        return found
    if within := _PLACE_IN.match(bare):
        return _of_place(within["of"], bare)
    words = re.sub(r"[^\w .&-]+", "", bare).strip()
    return [words if word.pos_ == "PROPN" else words.lower()] if words else []


_PLACE_IN = re.compile(
    r"(?:[\w-]+ )*(?:port|city|town|province|region|district|airport) of (?P<of>[A-Z].*)"
)


def _of_place(name: str, bare: str) -> list[str]:
    """Give "the Russian port of X" as the country and the place in it."""
    code = country_within(bare.split(" of ", maxsplit=1)[0])
    return [*([code] if code else []), name]


def _country(word: Token, bare: str) -> str:
    """Give the country that a phrase stands for: by name, capital, house, or as its forces."""
    facts = load_governments()
    if word.lower_ in facts.seats:
        return facts.seats[word.lower_]
    code = country_code(bare, foreign=False) or facts.bodies.get(bare.lower(), ("", ""))[1]
    some = any(c.lower_ in ("a", "an") for c in word.children)
    if not code and not some and word.lemma_.lower() in _words_of("stands_for_country"):
        code = country_within(bare) if " of " not in bare else ""
    return code


def _meant(word: Token, root: Token) -> Token | None:
    """Find whom a pronoun means within the sentence: the subject of the clause above."""
    head = root.head if root.head != root else None
    for _ in range(4):
        if head is None:
            return None
        subject = subject_of(head) if head.pos_ in ("VERB", "AUX") else None
        if subject is not None and subject.pos_ != "PRON" and subject != word:
            return subject
        head = head.head if head.head != head else None
    return None
