"""Settle who a speaker is: one id for "Mr Arlen", "the spokesman" and "he" within a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from counterflow.core.assertions import Speaker
from counterflow.core.text.countries import country_name
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.named_bodies import earlier_body, is_body, stands_for
from counterflow.evidence.reports.speaker_bodies import (
    body_within,
    country_within,
    named_body,
)
from counterflow.evidence.reports.speaker_names import (
    bare,
    earlier_person,
    is_person,
    person_named,
    role_beside,
    slug,
    without_title,
    words_of,
)

Token = Any

_PERSON_PRONOUNS = frozenset({"he", "she", "his", "her", "him"})
_SINGLE_PRONOUNS = frozenset({"he", "she", "it", "his", "her", "him", "its"})
_ANY_PRONOUNS = frozenset({"they", "who", "which", "that", "we", "i", "you"})
_OWNERS = frozenset({"his", "her", "its", "their", "our", "my", "him", "them"})
_BODIES = frozenset({"body", "government", "company", "document"})
_DEFINITE = frozenset({"the", "its", "his", "her", "their"})
_UNNAMED = Speaker("unnamed", "unnamed", "unnamed", anonymous=True)


@dataclass
class SpeakerBook:
    """The speakers of one report, in the order in which they appear.

    ``spoken`` holds the ids of those who spoke, the last one at the end; ``people`` full names by
    last name; ``texts`` the parsed paragraphs; ``subjects`` and ``bodies`` the persons and bodies
    of whom they tell, with the place of the paragraph; ``plural`` ids of namings in the plural;
    ``last`` and ``occasion`` the speaker and occasion of the last assertion.
    """

    speakers: dict[str, Speaker] = field(default_factory=dict)
    spoken: list[str] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    plural: set[str] = field(default_factory=set)
    texts: list[Any] = field(default_factory=list)
    subjects: list[tuple[int, Token]] = field(default_factory=list)
    bodies: list[tuple[int, Token]] = field(default_factory=list)
    last: str = ""
    occasion: str = ""

    def meet(self, parsed: Any) -> None:
        """Take note of the full names of persons in a parsed text, spoken of or speaking."""
        for entity in parsed.ents:
            if entity.label_ == "PERSON":
                name = without_title(entity.text)
                words = name.split()
                if len(words) > 1:
                    self.people.setdefault(words[-1].lower(), name)
        self.subjects += [
            (len(self.texts), word)
            for word in parsed
            if word.dep_ in ("nsubj", "nsubjpass") and is_person(word)
        ]
        self.bodies += [
            (len(self.texts), word)
            for word in parsed
            if word.dep_ in ("nsubj", "nsubjpass") and is_body(word)
        ]
        self.texts.append(parsed)

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
            self.speakers.setdefault(_UNNAMED.id, _UNNAMED)
            return _UNNAMED.id, ""
        words, text = words_of(head)
        found = self._speaker(head, words, text)
        self.speakers.setdefault(found.id, found)
        self.spoken.append(found.id)
        if head.tag_ == "NNS":
            self.plural.add(found.id)
        return found.id, text

    def _speaker(self, head: Token, words: list[Token], text: str) -> Speaker:
        if head.lower_ in _SINGLE_PRONOUNS | _ANY_PRONOUNS | _OWNERS:
            return self._meant_by_pronoun(head)
        person = person_named(head, words)
        if not person and len(words) == 1 and text.lower() in self.people:
            person = text  # a last name alone, which a parser takes for a place or a firm
        if person:
            return self._person(person, text)
        return named_body(bare(text)) or self._by_words(head, words, text)

    def _meant_by_pronoun(self, head: Token) -> Speaker:
        if head.lower_ in _PERSON_PRONOUNS:
            subject = earlier_person(head, self.people)
            if subject is not None:
                return self._speaker(subject, *words_of(subject))
        if head.lower_ in ("it", "its"):
            body = earlier_body(head, self._bodies_before(head, here=True))
            if body is not None:
                return self._speaker(body, *words_of(body))
        single = head.lower_ in _SINGLE_PRONOUNS
        for known in self._latest():
            if _can_mean(head, known) and not (single and known.id in self.plural):
                return known
        if head.lower_ in _PERSON_PRONOUNS and (told := self._told_of(head)) is not None:
            return self._speaker(told, *words_of(told))
        return Speaker(slug(head.lower_), head.text, kind="unnamed", anonymous=True)

    def _told_of(self, pronoun: Token) -> Token | None:
        """Find the last person of whom an earlier paragraph tells, where nobody spoke yet."""
        here = self._place(pronoun)
        before = [word for n, word in self.subjects if n < here]
        return before[-1] if before else None

    def _place(self, word: Token) -> int:
        return next((n for n, doc in enumerate(self.texts) if doc is word.doc), 0)

    def _bodies_before(self, word: Token, *, here: bool) -> list[Token]:
        """Give the bodies told of before a word, the nearest first: of its paragraph, or of all."""
        at = self._place(word)
        return [
            body
            for n, body in reversed(self.bodies)
            if (n == at and body.i < word.left_edge.i) or (not here and n < at)
        ]

    def _latest(self) -> Iterator[Speaker]:
        return (self.speakers[known] for known in reversed(self.spoken))

    def _person(self, name: str, text: str) -> Speaker:
        full = self.people.get(name.rsplit(maxsplit=1)[-1].lower(), name)
        known = self.speakers.get(slug(full))
        if known is not None:
            return known
        role = role_beside(text, name)
        return Speaker(slug(full), full, "person", role, *body_within(role))

    def _by_words(self, head: Token, words: list[Token], text: str) -> Speaker:
        """Settle a naming by its words: an office, a body met before, else a body of its own."""
        lemma, naming = head.lemma_.lower(), bare(text)
        definite = words[0].lower_ in _DEFINITE
        if lemma in load_governments().offices or head.ent_type_ == "PERSON":
            same = None
            if definite and head.tag_ != "NNS":
                same = next((k for k in self._latest() if _same_office(naming, k.role)), None)
            return same or Speaker(
                slug(naming), naming, "person", naming, *body_within(naming), anonymous=True
            )
        if definite and (taken := next(self._taken_up(head, words, naming), None)) is not None:
            return taken
        country = country_within(naming)
        state = (
            definite
            and lemma == "ministry"
            and {"foreign", "defence", "defense"} & set(naming.lower().split())
        )
        if state and not country:
            country = next((known.country for known in self._latest() if known.country), "")
        return Speaker(
            slug(naming), naming, "body", "", country_name(country) if country else "", country
        )

    def _taken_up(self, head: Token, words: list[Token], naming: str) -> Iterator[Speaker]:
        """Give the bodies that "the airline" or "the ministry" can mean, likeliest first."""
        lemma, wanted = head.lemma_.lower(), set(naming.lower().split())
        near, before = (self._bodies_before(head, here=here) for here in (True, False))

        def named(body: Token) -> bool:
            return wanted < _words(body) and body.lemma_.lower() == lemma

        def meant(body: Token) -> bool:
            return stands_for(lemma, body)

        yield from self._as_speakers(filter(named, near))
        for known in self._latest():
            if known.kind != "person" and wanted <= set(known.name.lower().split()):
                yield known
        yield from self._as_speakers(filter(named, before))
        if len(words) == 2 and head.text.islower():
            yield from self._as_speakers(filter(meant, near))
            yield from (known for known in self._latest() if _taken_up(lemma, known))
            yield from self._as_speakers(filter(meant, before))

    def _as_speakers(self, bodies: Iterable[Token]) -> Iterator[Speaker]:
        return (self._speaker(body, *words_of(body)) for body in bodies)


def _words(body: Token) -> set[str]:
    return {word.lower_ for word in words_of(body)[0]}


def _can_mean(pronoun: Token, known: Speaker) -> bool:
    if pronoun.lower_ in _PERSON_PRONOUNS:
        return known.kind == "person"
    if pronoun.lower_ in ("it", "its"):
        return known.kind in _BODIES
    return known.kind in _BODIES or known.kind == "person"


def _taken_up(lemma: str, known: Speaker) -> bool:
    """Tell whether "the company" or "the agency" can take up a body named before."""
    facts = load_governments()
    if known.kind != "body" or known.anonymous:
        return False
    last = set(re.findall(r"[\w-]+", known.name.lower()))
    public = bool(last & facts.publics) or bool(known.country and not last & facts.companies)
    named = any(word[:1].isupper() for word in known.name.split())
    if lemma in facts.publics:
        return public
    return lemma in facts.companies and named and not public


def _same_office(said: str, role: str) -> bool:
    """Tell whether one of two descriptions of an office holds all words of the other."""
    ours, theirs = (
        set(re.findall(r"[a-z]+", text.lower())) - {"the", "of", "s"} for text in (said, role)
    )
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)
