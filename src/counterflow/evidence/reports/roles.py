"""Give the roles of a clause in normal form, so that two wordings of one thing come out alike.

Countries become ISO codes ("Russian forces", "Moscow" and "the Kremlin" are RU), things the ids of
``data/reports/items.yaml``, everything else the words themselves.
"""

from __future__ import annotations

import re
from typing import Any

from counterflow.core.text.countries import country_code
from counterflow.evidence.reports.frames import frame_of, noun_frame
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.items import find_items
from counterflow.evidence.reports.speaker_bodies import country_within
from counterflow.evidence.reports.trees import phrase, subject_of

Token = Any

_FORCES = frozenset(
    {
        "force",
        "troop",
        "army",
        "military",
        "government",
        "soldier",
        "authority",
        "official",
        "territory",
        "navy",
    }
)

_ARTICLE = re.compile(r"^(?:the|its|their)\s+", re.IGNORECASE)


def roles_of(root: Token | None) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Read frame and roles of the clause that a word heads.

    Args:
        root: The head word of what is said; ``None`` gives nothing.

    Returns:
        The frame's name, empty where the clause is none of this field, and normal forms by role.
    """
    if root is None:
        return "", {}
    filled = frame_of(root) if root.pos_ in ("VERB", "AUX") else noun_frame(root)
    if filled is None:
        return "", {}
    made: dict[str, tuple[str, ...]] = {}
    if filled.frame == "cooperate":
        return "cooperate", _partners(root)
    for role, words in sorted(filled.roles.items()):
        forms = [form for word in words for form in _normal(word, root)]
        if forms:
            made[role] = tuple(dict.fromkeys(forms))
    return filled.frame, made


def _partners(root: Token) -> dict[str, tuple[str, ...]]:
    """Give all countries of a clause about working together: nobody leads."""
    codes = [
        country_within(word.text) for word in root.subtree if word.pos_ in ("PROPN", "ADJ", "NOUN")
    ]
    items = [one.item.id for one in find_items(" ".join(word.text for word in root.subtree))]
    made = {"actor": tuple(sorted({code for code in codes if code}))}
    things = tuple(dict.fromkeys(item for item in items if item != "partnership"))
    return {role: forms for role, forms in {**made, "item": things}.items() if forms}


def _normal(word: Token, root: Token) -> list[str]:
    owned = any(c.dep_ == "poss" and c.tag_ == "PRP$" for c in word.children)
    if word.lower_ in ("we", "i", "us", "you"):
        return []  # on whose behalf somebody says "we" is not told by the sentence
    if word.pos_ == "PRON" or (owned and word.lemma_.lower() in _FORCES):
        meant = _meant(word, root)
        return _normal(meant, root) if meant is not None else []
    if word.ent_type_ in ("DATE", "TIME"):
        return []
    bare = _ARTICLE.sub("", " ".join(w.text for w in phrase(word)))
    if code := _country(word, bare):
        return [code]
    if found := find_items(bare):
        return list(dict.fromkeys(one.item.id for one in found))
    words = re.sub(r"[^\w .&-]+", "", bare).strip()
    return [words if word.pos_ == "PROPN" else words.lower()]


def _country(word: Token, bare: str) -> str:
    """Give the country that a phrase stands for: by name, capital, house, or as its forces."""
    facts = load_governments()
    if word.lower_ in facts.seats:
        return facts.seats[word.lower_]
    code = country_code(bare, foreign=False) or facts.bodies.get(bare.lower(), ("", ""))[1]
    if not code and word.lemma_.lower() in _FORCES:
        code = country_within(bare)
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
