"""Read how a report names a person or body: without title, article and possessive."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.trees import phrase

Token = Any

_TITLES = re.compile(
    r"^(?:mr|mrs|ms|dr|sir|prof|gen|col|lt|maj|adm|rep|sen|capt)\b\.?\s+", re.IGNORECASE
)
_SHORT_TITLES = frozenset({"mr", "mrs", "ms", "dr", "gen", "col", "sen", "rep"})
_ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"'s$")
_NEAR = 5  # words: parts of one name lie no further apart


def bare(text: str) -> str:
    """Leave out article, possessive and marks around a naming.

    Example:
        >>> bare("the ministry's"), bare('"Its spokesman,"')
        ('ministry', 'spokesman')
    """
    return _POSSESSIVE.sub("", _ARTICLE.sub("", text.strip(" ,;:\"'"))).strip()


def slug(text: str) -> str:
    """Give the id of a naming: lower case, joined by hyphens; "unnamed" where no letter is left.

    Example:
        >>> slug("the US Treasury's"), slug("…")
        ('us-treasury', 'unnamed')
    """
    return re.sub(r"[^a-z0-9]+", "-", bare(text).lower()).strip("-") or "unnamed"


def without_title(text: str) -> str:
    """Leave out "Mr", "Dr" and their like before a name.

    Example:
        >>> without_title("Mr Arlen"), without_title("Gen. Arlen's")
        ('Arlen', 'Arlen')
    """
    return _POSSESSIVE.sub("", _TITLES.sub("", text.strip(" ,'\""))).strip()


def role_beside(text: str, name: str) -> str:
    """Give the office that a naming states beside the name ("ministry spokesman")."""
    role = text.replace(name, "").strip(" ,")
    return _ARTICLE.sub("", _TITLES.sub("", role)).strip(" ,")


def words_of(head: Token) -> tuple[list[Token], str]:
    """Give the words of a naming with its text as the report has it, marks left out."""
    words = phrase(head)
    if len(words) > 1 and words[0].lower_ in ("what", "whom"):
        words = words[1:]  # "what critics called …": the object of the naming stands first
    text = head.doc[words[0].i : words[-1].i + 1].text
    return words, text.strip(" ,;:\"'").removesuffix("'s")


def person_named(head: Token, words: list[Token]) -> str:
    """Give the person's name in a naming; empty where it names none.

    Args:
        head: The head word.
        words: All words of the naming.
    """
    if head.ent_type_ == "PERSON" and head.pos_ == "PROPN":
        return _name_at(head, words)
    for child in head.children:
        if child.dep_ == "appos" and child.ent_type_ == "PERSON" and child.pos_ == "PROPN":
            return person_named(child, list(child.subtree))
    set_beside = _set_beside(head)
    if set_beside:
        return set_beside
    titled = any(word.lower_.rstrip(".") in _SHORT_TITLES for word in words)
    return str(head.text) if titled and head.pos_ == "PROPN" else ""


def _set_beside(head: Token) -> str:
    """Give a name set beside an office ("its attaché, Hadi N.,") that the parser did not know."""
    if head.pos_ == "PROPN" or head.lemma_.lower() not in load_governments().offices:
        return ""
    for child in head.rights:
        if child.dep_ != "appos" or child.pos_ != "PROPN" or child.ent_type_ in ("DATE", "GPE"):
            continue
        words = [w for w in child.subtree if w.pos_ == "PROPN" and w.i <= child.i]
        if 1 < len(words) < _NEAR and all(w.text[:1].isupper() for w in words):
            return without_title(head.doc.text[words[0].idx : child.idx + len(child)])
    return ""


def _name_at(head: Token, words: list[Token]) -> str:
    """Give the run of name words around the head, parted by the parser at a hyphen or not."""
    around = {word.i: word for word in words}
    around |= {word.i: word for word in _run_of_name(head)}
    names = [
        word
        for _, word in sorted(around.items())
        if word.ent_type_ == "PERSON" and abs(word.i - head.i) < _NEAR and word.text != "'s"
    ]
    kept: list[Token] = []
    for word in names:
        if kept and word.i != kept[-1].i + 1 and head not in kept:
            kept = []
        if not kept or word.i == kept[-1].i + 1:
            kept.append(word)
    if not kept:
        return ""
    return without_title(head.doc[kept[0].i : kept[-1].i + 1].text)


def _run_of_name(head: Token) -> list[Token]:
    """Give the words of the name, as the recogniser of names joined them, around a word."""
    first = last = head.i
    while head.doc[first].ent_iob_ == "I" and first > head.i - _NEAR:
        first -= 1
    while last + 1 < len(head.doc) and head.doc[last + 1].ent_iob_ == "I":
        last += 1
    return list(head.doc[first : last + 1])


def is_person(word: Token) -> bool:
    """Tell whether a noun names one person, by name or by office."""
    if word.pos_ == "PRON":
        return False
    if person_named(word, phrase(word)):
        return True
    office = word.lemma_.lower() in load_governments().offices
    return office and word.tag_ not in ("NNS", "NNPS")


def earlier_person(pronoun: Token, known: Collection[str] = ()) -> Token | None:
    """Find the person who is the subject before a "he" in the same paragraph.

    Args:
        pronoun: The pronoun.
        known: Last names of persons, in lower case, that a parser may take for something else.
    """

    def person(word: Token) -> bool:
        return is_person(word) or (word.pos_ == "PROPN" and word.lower_ in known)

    sentence = pronoun.sent
    for word in reversed(list(pronoun.doc[: sentence.start])):
        if word.dep_ in ("nsubj", "nsubjpass") and person(word):
            return word
    for word in reversed(list(pronoun.doc[sentence.start : pronoun.i])):
        if word.dep_ in ("nsubj", "nsubjpass") and person(word):
            return word
    return None
