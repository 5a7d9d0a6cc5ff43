"""Settle who a speaker is: one id for "Mr Kirby", "the spokesman" and "he" within a report."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from counterflow.core.assertions import NEWSROOM, Speaker
from counterflow.core.facts import load_facts
from counterflow.core.text.countries import country_code, country_name
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.trees import phrase

Token = Any

_TITLES = re.compile(r"^(?:mr|mrs|ms|dr|sir|prof|gen|col|lt|maj|adm|rep|sen|capt)\b\.?\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their)\s+", re.IGNORECASE)
_PERSON_PRONOUNS = frozenset({"he", "she"})
_PRONOUNS = frozenset({"he", "she", "it", "they", "who", "which", "that", "we", "i", "you"})


@dataclass
class SpeakerBook:
    """The speakers of one report, in the order in which they appear."""

    speakers: dict[str, Speaker] = field(default_factory=dict)
    spoken: list[str] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    plural: set[str] = field(default_factory=set)
    last: str = ""
    occasion: str = ""

    def meet(self, parsed: Any) -> None:
        """Take note of the full names of persons in a parsed text, spoken of or speaking."""
        for entity in parsed.ents:
            if entity.label_ == "PERSON":
                name = _clean_person(entity.text)
                words = name.split()
                if len(words) > 1:
                    self.people.setdefault(words[-1].lower(), name)

    def settle(self, head: Token | None, *, continued: bool = False) -> tuple[str, str]:
        """Settle whom the words around a head word mean.

        Args:
            head: The head word of the speaker; ``None`` where the report names none.
            continued: Whether the words carry on a quotation of the last speaker.

        Returns:
            The speaker's id, and the words of the report that name the speaker.
        """
        if head is None and continued and self.spoken:
            return self.spoken[-1], "(quote continued)"
        if head is None:
            return self._unnamed()
        words = phrase(head)
        text = head.doc.text[words[0].idx : words[-1].idx + len(words[-1])].strip(" ,;:\"'").removesuffix("'s")
        found = self._speaker(head, words, text)
        self.speakers.setdefault(found.id, found)
        self.spoken.append(found.id)
        if head.tag_ == "NNS":
            self.plural.add(found.id)
        return found.id, text

    def _unnamed(self) -> tuple[str, str]:
        self.speakers.setdefault("unnamed", Speaker("unnamed", "unnamed", "unnamed", anonymous=True))
        return "unnamed", ""

    def _speaker(self, head: Token, words: list[Token], text: str) -> Speaker:
        if head.lower_ in _PRONOUNS:
            return self._meant_by_pronoun(head)
        person = _person(head, words)
        if person:
            return self._person(person, head, text)
        named = _named_body(_bare(text))
        if named is not None:
            return named
        return self._by_words(head, words, text)

    def _meant_by_pronoun(self, head: Token) -> Speaker:
        wanted = ("person",) if head.lower_ in _PERSON_PRONOUNS else ("body", "government", "company", "document")
        if head.lower_ in ("they", "who", "that", "which", "we", "i", "you"):
            wanted = (*wanted, "person")
        subject = _earlier_person(head) if head.lower_ in _PERSON_PRONOUNS else None
        if subject is not None:
            words = phrase(subject)
            text = subject.doc.text[words[0].idx : words[-1].idx + len(words[-1])]
            return self._speaker(subject, words, text)
        single = head.lower_ in ("he", "she", "it")
        for known in reversed(self.spoken):
            if self.speakers[known].kind in wanted and not (single and known in self.plural):
                return self.speakers[known]
        return Speaker(_slug(head.lower_), head.text, kind="unnamed", anonymous=True)

    def _person(self, name: str, head: Token, text: str) -> Speaker:
        full = self.people.get(name.split()[-1].lower(), name)
        known = self.speakers.get(_slug(full))
        if known is not None:
            return known
        role = text.replace(name, "").strip(" ,")
        role = _ARTICLE.sub("", _TITLES.sub("", role)).strip(" ,")
        body = _body_within(role) or _body_after(head)
        return Speaker(_slug(full), full, "person", role, *body)

    def _by_words(self, head: Token, words: list[Token], text: str) -> Speaker:
        facts = load_governments()
        lemma = head.lemma_.lower()
        bare = _bare(text)
        definite = words[0].lower_ in ("the", "its", "his", "her", "their")
        if lemma in facts.offices or head.ent_type_ == "PERSON":
            if definite and head.tag_ != "NNS":
                for known in reversed(self.spoken):
                    if _same_office(bare, self.speakers[known].role):
                        return self.speakers[known]
            return Speaker(_slug(bare), bare, "person", bare, *(_body_within(bare)), anonymous=True)
        if definite and len(words) == 2:
            for known in reversed(self.spoken):
                if lemma in self.speakers[known].name.lower().split():
                    return self.speakers[known]
        country = country_within(bare)
        return Speaker(_slug(bare), bare, "body", "", country_name(country) if country else "", country)


def _same_office(said: str, role: str) -> bool:
    """Tell whether one of two descriptions of an office holds all words of the other."""
    ours, theirs = (set(re.findall(r"[a-z]+", text.lower())) - {"the", "of", "s"} for text in (said, role))
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def _clean_person(text: str) -> str:
    return re.sub(r"'s$", "", _TITLES.sub("", text.strip(" ,'\""))).strip()


def _bare(text: str) -> str:
    return re.sub(r"'s$", "", _ARTICLE.sub("", text.strip(" ,;:\"'"))).strip()


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _bare(text).lower()).strip("-") or "unnamed"


def _person(head: Token, words: list[Token]) -> str:
    if head.ent_type_ == "PERSON" and head.pos_ == "PROPN":
        names = [w for w in words if w.ent_type_ == "PERSON" and abs(w.i - head.i) < 5 and w.text != "'s"]
        kept: list[Token] = []
        for word in names:
            if kept and word.i != kept[-1].i + 1 and head.i not in (k.i for k in kept):
                kept = []
            if not kept or word.i == kept[-1].i + 1:
                kept.append(word)
        if not kept:
            return ""
        return _clean_person(head.doc.text[kept[0].idx : kept[-1].idx + len(kept[-1])])
    for child in head.children:
        if child.dep_ == "appos" and child.ent_type_ == "PERSON" and child.pos_ == "PROPN":
            return _person(child, list(child.subtree))
    titled = [w for w in words if w.lower_.rstrip(".") in ("mr", "mrs", "ms", "dr", "gen", "col", "sen", "rep")]
    if titled and head.pos_ == "PROPN":
        return head.text
    return ""


def _named_body(bare: str) -> Speaker | None:
    facts = load_governments()
    low = bare.lower()
    if low in facts.seats:
        return _government(facts.seats[low])
    if low in facts.bodies:
        name, of = facts.bodies[low]
        if name == "European Union":
            return _government("EU")
        return Speaker(_slug(name), name, "body", "", country_name(of) if of else "", of)
    code = country_code(bare, foreign=False) if len(bare) > 1 else ""
    return _government(code) if code else None


def _government(code: str) -> Speaker:
    name = "European Union" if code == "EU" else country_name(code)
    return Speaker(f"government-{code.lower()}", name, "government", country=code)


def country_within(text: str) -> str:
    """Find the country that a phrase names, by name, capital or adjective; empty where none.

    Example:
        >>> country_within("a Russian forwarder"), country_within("the firm")
        ('RU', '')
    """
    facts = load_governments()
    adjectives = _adjectives()
    for word in re.findall(r"[\w.'-]+", text):
        low = word.lower().removesuffix("'s")
        code = adjectives.get(low) or facts.seats.get(low, "")
        if not code and word[:1].isupper():
            code = country_code(word, foreign=False)
        if code:
            return code
    return ""


@cache
def _adjectives() -> dict[str, str]:
    rows = load_facts("names/demonyms.yaml")["adjectives"]
    return {word: str(code).upper() for word, code in rows.items()}


def _body_within(role: str) -> tuple[str, str]:
    """Find the body for which somebody speaks in the words of the role: its name and country."""
    facts = load_governments()
    low = f" {role.lower()} "
    for key, (name, of) in facts.bodies.items():
        if f" {key} " in low:
            return name, of
    words = role.split()
    country = country_within(role)
    for at, word in enumerate(words):
        if word.lower() in facts.body_words:
            first = max(0, at - 3)
            return _bare(" ".join(words[first : at + 1])), country
    return (country_name(country) if country and country != "EU" else "", country)


def _body_after(head: Token) -> tuple[str, str]:
    for child in head.children:
        if child.dep_ == "appos":
            return _body_within(" ".join(w.text for w in child.subtree))
    return "", ""


def _earlier_person(head: Token) -> Token | None:
    """Find the person who is the subject before a "he" in the same paragraph."""
    sentence = head.sent
    for word in reversed(list(head.doc[: sentence.start])):
        if word.dep_ in ("nsubj", "nsubjpass") and _is_person(word):
            return word
    for word in reversed(list(head.doc[sentence.start : head.i])):
        if word.dep_ == "nsubj" and _is_person(word):
            return word
    return None


def _is_person(word: Token) -> bool:
    if word.pos_ == "PRON":
        return False
    return bool(_person(word, phrase(word))) or (
        word.lemma_.lower() in load_governments().offices and word.tag_ not in ("NNS", "NNPS")
    )
