"""Read verbs that attribute, with all that one cue governs: clauses, objects, quotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from counterflow.evidence.reports.attributions import Attribution, Passage
from counterflow.evidence.reports.cue_contents import Content, candidates, content_of
from counterflow.evidence.reports.cue_grounds import rests_on
from counterflow.evidence.reports.cue_negations import turned_by_negation
from counterflow.evidence.reports.cue_positions import (
    after_colon,
    beside_semicolon,
    inserted_name,
    within_relative,
    words_after_misread,
    words_around,
    words_before_joined,
    words_before_trailing,
    words_beside_as,
    words_of_relative,
)
from counterflow.evidence.reports.cue_rows import without_later_cues
from counterflow.evidence.reports.cue_speakers import can_speak, speaker_of
from counterflow.evidence.reports.cues import Cue
from counterflow.evidence.reports.frames import frame_of
from counterflow.evidence.reports.paragraphs import Quotation
from counterflow.evidence.reports.relative_times import DAYS
from counterflow.evidence.reports.spans import attributed, cue_span, cut_at_cue
from counterflow.evidence.reports.trees import trimmed

Token = Any

_NEAR_BEHIND = 6  # words behind a quotation within which its own cue stands


def read_verb(passage: Passage, verb: Token, lemma: str) -> list[Attribution]:
    """Read what a verb attributes, and to whom.

    Args:
        passage: The paragraph being read; quotations that the verb takes are noted there.
        verb: A verb that can attribute.
        lemma: Its dictionary form.

    Returns:
        One attribution for each content; empty where the verb attributes nothing here.
    """
    inserted = inserted_name(verb, passage.cues)
    speaks, speaker, via = speaker_of(passage, verb)
    if inserted is not None and not passage.quotation_around(verb):
        speaks, speaker, via = True, inserted, None
    if not speaks:
        return []
    own: dict[str, Any] = {
        "speaker": speaker,
        "via": via,
        "cue": cue_span(verb),
        "cue_word": verb,
        "rests_on": rests_on(passage.cues, verb, speaker),
    }
    governed = _Governed(passage, verb, lemma)
    found = governed.read(speaker) if inserted is None else governed.around(inserted)
    return [replace(one, **own) for one in found]


class _Governed:
    """What one cue verb governs, in the order of finding."""

    def __init__(self, passage: Passage, verb: Token, lemma: str) -> None:
        self.passage = passage
        self.verb = verb
        self.lemma = lemma
        self.inside = passage.quotation_around(verb)
        self.taken: set[Quotation] = set()
        self.spoken = False

    def read(self, speaker: Token | None) -> Iterator[Attribution]:
        contents = [c for child in candidates(self.verb) if (c := self._content(child))]
        contents = [turned for c in contents if (turned := turned_by_negation(self.verb, c))]
        if any(content.root.dep_ == "xcomp" for content in contents):
            # "called on parliament to act" asks for the deed
            contents = [c for c in contents if c.root.head.lower_ not in ("on", "upon")]
        if any(content.root.dep_ in ("ccomp", "xcomp") for content in contents):
            # "urged parliament to act" says nothing of parliament itself
            contents = [c for c in contents if c.root.dep_ != "dobj"]
        for content in contents:
            if self._can_be_of(speaker, content):
                yield from self._of_content(content)
        cues, verb = self.passage.cues, self.verb
        cue = cues.verb(self.lemma, "quote") or cues.verb(self.lemma, "clause")
        if cue is None and self.lemma == "put" and words_beside_as(verb, cues):
            cue = cues.verb("put", "at")  # "as the minister put it, …"
        if cue is None or self.inside or _relays(verb):
            return
        if not contents and not self.taken:
            words = (
                words_around(verb)
                or words_before_trailing(verb, cues)
                or words_before_joined(verb, cues)
                or words_beside_as(verb, cues)
                or words_of_relative(verb)
                or words_after_misread(verb)
            )
            words = beside_semicolon(words, verb)
            if words:
                yield from self._spans(after_colon(words, verb), cue, _head_of(words, verb))
        if "quote" in cue.forms or self.spoken:
            yield from self._quotations(cue)
        self.passage.claimed.update(self.taken)

    def around(self, name: Token) -> Iterator[Attribution]:
        """Read the words around ", said Mr. Lee,": all of the sentence is said."""
        cue = self.passage.cues.verb(self.lemma, "clause")
        own = range(self.verb.i - 1, name.i + 2)
        words = [word for word in self.verb.sent if word.i not in own]
        if cue is not None and words:
            root = self.verb.sent.root
            yield from self._spans(words, cue, words[0] if root == self.verb else root)
        self.passage.claimed.update(self.taken)

    def _can_be_of(self, speaker: Token | None, content: Content) -> bool:
        """Tell whether a speaker can mean this: plans need a party, things told a clause."""
        if speaker is None:
            charged = self.lemma == "accuse"
            said = content.root.dep_ in ("ccomp", "xcomp", "pcomp")
            return charged or said or content.root.tag_ == "VBG"
        if content.root.dep_ == "ccomp":
            return True
        judged = content.root.dep_ == "dobj" and content.cue.stance == "assert"
        if content.cue.stance != "plan" and not judged:
            return True
        papers = self.passage.cues.documents | self.passage.cues.authorities
        return can_speak(speaker) or (judged and speaker.lemma_.lower() in papers)

    def _content(self, child: Token) -> Content | None:
        return content_of(self.passage.cues, self.verb, child)

    def _of_content(self, content: Content) -> Iterator[Attribution]:
        said = without_later_cues(self.passage.cues, self.verb, content.words)
        words = self._clear_of_cue(after_colon(said, self.verb), content.root)
        words = within_relative(words, self.verb)
        if _no_comment(content.root):
            return
        if words and (words[0].i < self.verb.i or self._cue_after_semicolon(words)):
            words = beside_semicolon(words, self.verb)
        if words and content.root.ent_type_ not in ("DATE", "TIME"):
            yield from self._spans(words, content.cue, content.root)
        for joined in self._joined_behind(content.root):
            yield from self._spans(list(joined.subtree), content.cue, joined)

    def _joined_behind(self, root: Token) -> Iterator[Token]:
        """Give a clause of the field that goes on behind a cue ("…, they said, but X left")."""
        if root.dep_ != "ccomp" or root.i > self.verb.i or self.inside:
            return
        cues = self.passage.cues
        for word in self.verb.rights:
            own = any(child.dep_ in ("nsubj", "nsubjpass") for child in word.children)
            told = cues.lemma(word) in cues.verbs
            if word.dep_ == "conj" and own and not told and frame_of(word) is not None:
                yield word

    def _clear_of_cue(self, words: Iterable[Token], root: Token) -> list[Token]:
        """Leave out the verb itself, and the "that" or "whether" by which a clause begins."""
        kept = [word for word in words if word != self.verb]
        while kept and (kept[0].is_punct or _opens(kept[0], root) or _begins(kept[0], root)):
            kept = kept[1:]
        return _without_day(kept, self.verb)

    def _spans(self, words: list[Token], cue: Cue, root: Token) -> Iterator[Attribution]:
        parted = words[0].i < self.verb.i < words[-1].i
        whole = trimmed(words) if parted else None
        for span in cut_at_cue(words, self.verb):
            made = replace(attributed(self.passage, span, cue, root, self.inside), whole=whole)
            self.taken.update(self.passage.quotations_within(made.start, made.end))
            self.spoken = True
            yield made

    def _quotations(self, cue: Cue) -> Iterator[Attribution]:
        """Give the quotations of the verb's sentence that nothing has taken."""
        sentence = self.verb.sent
        near = self.passage.quotations_within(sentence.start_char, sentence.end_char)
        for quotation in near:
            if quotation in self.passage.claimed or quotation in self.taken:
                continue
            if self._another_between(quotation) or self._another_behind(quotation):
                continue
            self.passage.claimed.add(quotation)
            words = self.passage.paragraph.text[quotation.start : quotation.end]
            goes_on = quotation.start > self.verb.idx and words.startswith(("and ", "but ", "or "))
            if goes_on or not (self.spoken and words[:1].islower()):
                yield Attribution(
                    quotation.start, quotation.end, cue.stance, cue.modality, "direct"
                )

    def _cue_after_semicolon(self, words: list[Token]) -> bool:
        """Tell whether somebody else speaks behind a semicolon ("…; others say …")."""
        at = next((word.i for word in words if word.text == ";"), len(self.verb.doc))
        cues = self.passage.cues
        return any(
            word.i > at
            and cues.verb(cues.lemma(word), "clause") is not None
            and any(child.dep_ == "nsubj" for child in word.children)
            for word in words
        )

    def _another_behind(self, quotation: Quotation) -> bool:
        """Tell whether a quotation behind this cue is another's ('… him: "No," she wrote')."""
        cues, text = self.passage.cues, self.passage.paragraph.text
        if quotation.start < self.verb.idx or text[quotation.end - 1] not in ",?!":
            return False
        after = [w for w in self.passage.parsed if w.idx > quotation.end][:_NEAR_BEHIND]
        return any(
            w.pos_ == "VERB"
            and cues.verb(cues.lemma(w), "quote") is not None
            and any(c.dep_ == "nsubj" for c in w.children)
            for w in after
        )

    def _another_between(self, quotation: Quotation) -> bool:
        """Tell whether a nearer cue stands between this one and a quotation behind it."""
        cues = self.passage.cues
        return any(
            word.i > self.verb.i
            and word.idx < quotation.start
            and word.pos_ == "VERB"
            and cues.verb(cues.lemma(word), "quote") is not None
            for word in self.verb.sent
        )


def _no_comment(root: Token) -> bool:
    """Tell whether nothing was said ("said it had no comment")."""
    things = [child for child in root.children if child.dep_ == "dobj"]
    return any(
        thing.lemma_ == "comment" and any(c.lower_ in ("no", "any") for c in thing.children)
        for thing in things
    )


def _head_of(words: list[Token], verb: Token) -> Token:
    """Give the head of words in which a cue is set: the verb it hangs on, or one among them."""
    if verb.head in words:
        return verb.head
    return next((w for w in words if w.pos_ in ("VERB", "AUX") and w.head not in words), verb.head)


def _without_day(words: list[Token], verb: Token) -> list[Token]:
    """Leave out the day of the saying, which a parser hangs on what was said."""
    day = 1 if words and words[0].lower_ == "on" else 0
    if len(words) > day + 2 and words[0].i == verb.i + 1 and words[day].lower_ in DAYS:
        return words[day + 1 :]
    return words


def _begins(word: Token, root: Token) -> bool:
    return word.lower_ in ("that", "whether", "if") and word.head == root


def _opens(word: Token, root: Token) -> bool:
    """Tell whether a joining word opens what is said; an "if" of a clause within it does not."""
    return bool(word.dep_ == "mark" and (word.lower_ != "if" or word.head == root))


def _relays(verb: Token) -> bool:
    """Tell whether a verb only relays another cue ("AFP quoted her as saying")."""
    return any(
        child.lower_ == "as" and any(grand.dep_ == "pcomp" for grand in child.children)
        for child in verb.children
    )
