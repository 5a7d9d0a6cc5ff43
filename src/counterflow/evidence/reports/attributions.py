"""Find who says what in one parsed paragraph: speaker, cue and the words attributed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from counterflow.evidence.reports.cues import Cue, Cues, load_cues
from counterflow.evidence.reports.paragraphs import Paragraph, Quotation
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.trees import (
    agent_of,
    is_passive,
    subject_of,
    trimmed,
)

Token = Any


@dataclass(frozen=True)
class Attribution:
    """One attribution: offsets are those of the paragraph.

    ``root`` is the head word of what is attributed (``None`` where it is a quotation that the
    sentence of the cue does not govern), ``speaker`` the head word of the speaker.
    """

    start: int
    end: int
    stance: str
    modality: str
    quotation: str
    root: Token | None = None
    speaker: Token | None = None
    cue: tuple[int, int] | None = None
    cue_word: Token | None = None
    via: Token | None = None
    continued: bool = False
    rests_on: Token | None = None


def find_attributions(paragraph: Paragraph, parsed: Any) -> list[Attribution]:
    """Find all attributions of one paragraph, in order of what is attributed.

    Args:
        paragraph: The paragraph with its quotations.
        parsed: The same text, parsed.

    Returns:
        Attributions, one for each cue and content; a quotation that no cue governs comes with
        ``speaker=None`` and ``continued=True``.
    """
    reader = _Reader(paragraph, parsed, load_cues())
    return reader.read()


class _Reader:
    def __init__(self, paragraph: Paragraph, parsed: Any, cues: Cues) -> None:
        self.paragraph = paragraph
        self.parsed = parsed
        self.cues = cues
        self.claimed: set[Quotation] = set()

    def read(self) -> list[Attribution]:
        self.found: list[Attribution] = []
        self.shortened: dict[int, int] = {}
        found = self.found
        for word in self.parsed:
            found += self._of_word(word)
        for word in self.parsed:
            if word.pos_ == "NOUN" and word.lemma_.lower() in self.cues.carriers:
                found += self._of_answer(word)
        found = [
            replace(one, end=self.shortened[one.start]) if self.shortened.get(one.start, one.end) < one.end else one
            for one in found
        ]
        found += self._unclaimed(found)
        return sorted(_distinct(_relayed(found)), key=lambda one: (one.start, -one.end))

    def _of_word(self, word: Token) -> list[Attribution]:
        lemma = word.lemma_.lower()
        if word.pos_ in ("VERB", "AUX") and lemma in self.cues.verbs:
            return self._of_verb(word, lemma)
        if word.lower_ in ("according", "per", "as") and word.dep_ in ("prep", "advmod", "mark"):
            return self._of_phrase(word)
        if word.pos_ == "NOUN" and lemma in self.cues.nouns:
            return self._of_noun(word, self.cues.nouns[lemma])
        if word.pos_ == "ADJ" and lemma in self.cues.adjectives and word.dep_ in ("acomp", "oprd"):
            return self._of_adjective(word, self.cues.adjectives[lemma])
        return []

    # Verbs

    def _of_verb(self, verb: Token, lemma: str) -> list[Attribution]:
        quoted = self.paragraph.quoted(verb.idx, verb.idx + len(verb))
        speaker, via = self._speaker(verb)
        if quoted and (speaker is None or speaker.lower_ in ("i", "we", "you", "it", "they", "he", "she")):
            return []
        if speaker is None:
            speaker = _named_after(verb)
        if speaker is None and not (is_passive(verb) and not _hangs(verb)):
            return []
        if speaker is not None and speaker.lower_ in ("nobody", "none", "nothing", "one", "what"):
            return []
        if _trailing(verb, self.cues):
            speaker = _trailing_speaker(verb) or speaker
        found: list[Attribution] = []
        for content in self._contents(verb, lemma, quoted, speaker):
            found.append(replace(content, speaker=speaker, via=via, cue=_cue_span(verb), cue_word=verb))
        return found

    def _speaker(self, verb: Token) -> tuple[Token | None, Token | None]:
        head = verb.head
        if _hangs(verb):
            return agent_of(verb), None
        if verb.dep_ == "pcomp" and head.lower_ == "as" and head.head.lemma_ in ("quote", "cite", "report"):
            relayed = head.head
            if is_passive(relayed):
                return subject_of(relayed), agent_of(relayed)
            spoken = next((child for child in relayed.children if child.dep_ in ("dobj", "nsubj") and child.i > relayed.i), None)
            return spoken, subject_of(relayed)
        if is_passive(verb):
            return agent_of(verb), None
        return self._behind(subject_of(verb)), None

    def _behind(self, speaker: Token | None) -> Token | None:
        """Give who issued a statement that "warns", where the sentence says it."""
        if speaker is None or speaker.lemma_.lower() not in self.cues.documents:
            return speaker
        head = speaker.head.head if speaker.dep_ == "pobj" else speaker.head
        if speaker.dep_ in ("dobj", "pobj") and head.pos_ == "VERB":
            return subject_of(head) or speaker
        return speaker

    def _contents(
        self, verb: Token, lemma: str, inside: Quotation | None, speaker: Token | None
    ) -> Iterator[Attribution]:
        governed: set[Quotation] = set()
        self.spoken = False
        for child in [*verb.children, *_of_agent(verb)]:
            form = self._form(verb, lemma, child)
            if form is None:
                continue
            self.spoken = True
            if form[0].stance == "plan" and speaker is not None and not _can_speak(speaker):
                continue
            cue, root, words = form
            span = self._clear_of_cue(verb, child, _after_colon(words, verb))
            if span is None or root.ent_type_ in ("DATE", "TIME"):
                continue
            for one in self._cut(span, verb):
                made = self._made(one, cue, root, inside)
                governed.update(
                    q for q in self.paragraph.quotations if q.start < made.end and q.end > made.start
                )
                yield made
        cue = self.cues.verb(lemma, "quote") or self.cues.verb(lemma, "clause")
        if cue is None or inside or _relays(verb):
            return
        words = [] if governed or self.spoken else _around(verb) or _trailing(verb, self.cues) or _misread(verb)
        if words:
            for one in self._cut(_after_colon(words, verb), verb):
                made = self._made(one, cue, verb.head, inside)
                governed.update(
                    q for q in self.paragraph.quotations if q.start < made.end and q.end > made.start
                )
                yield made
        for quotation in self._near(verb):
            if quotation not in self.claimed and quotation not in governed:
                self.claimed.add(quotation)
                yield Attribution(quotation.start, quotation.end, cue.stance, cue.modality, "direct")
        self.claimed.update(governed)

    def _form(self, verb: Token, lemma: str, child: Token) -> tuple[Cue, Token, list[Token]] | None:
        """Tell whether a child of a verb is what the verb attributes, and in which form."""
        cues = self.cues
        words = list(child.subtree)
        if (named := self._named_as(verb, lemma, child)) is not None:
            return named
        if child.dep_ == "ccomp" or (child.dep_ == "parataxis" and child.i < verb.i):
            cue = cues.verb(lemma, "clause") or cues.verb(lemma, "gerund")
            return (cue, child, words) if cue else None
        if child.dep_ == "xcomp" and child.pos_ in ("VERB", "AUX"):
            infinitive = any(grand.tag_ == "TO" for grand in child.children)
            cue = cues.verb(lemma, "infinitive" if infinitive else "gerund")
            if (verb.dep_ == "relcl" and lemma in _OF_THEMSELVES) or child.lemma_ in _SILENCE:
                return None
            if cue is None and is_passive(verb) and infinitive and lemma in cues.reported:
                cue = cues.verb(lemma, "clause")  # "is believed to have sent"
            return (cue, child, words) if cue else None
        if child.dep_ == "dobj" and (cue := cues.verb(lemma, "object")):
            return self._object(cue, child)
        if child.dep_ == "prep" and (cue := cues.verb(lemma, child.lower_)):
            inner = next((g for g in child.children if g.dep_ in ("pobj", "pcomp")), None)
            return (cue, inner, _with_tail(verb, inner)) if inner is not None else None
        return None

    def _named_as(self, verb: Token, lemma: str, child: Token) -> tuple[Cue, Token, list[Token]] | None:
        """Read "called the work sound", "described the raid as routine": the thing and the word for it."""
        if lemma not in _NAMING or child.dep_ not in ("dobj", "ccomp", "nsubj", "oprd") or child.i < verb.i:
            return None
        told = any(c.dep_ in ("oprd", "acomp", "xcomp") or (c.dep_ == "prep" and c.lower_ == "as") for c in [*verb.children, *child.children])
        cue = self.cues.verb(lemma, "quote")
        if cue is None or not told or any(c.i < child.left_edge.i and c.i > verb.i and c.dep_ == "dobj" for c in verb.children):
            return None
        first = child.left_edge.i
        return cue, child, [word for word in verb.subtree if word.i >= first and word.i > verb.i]

    def _object(self, cue: Cue, child: Token) -> tuple[Cue, Token, list[Token]] | None:
        if child.lemma_.lower() in self.cues.carriers:
            inner = _carried(child)
            if inner is not None:
                return cue, inner, [word for word in _with_tail(child.head, inner) if word.dep_ != "mark"]
        if cue.stance == "deny" and (child.ent_type_ == "PERSON" or child.lemma_.lower() in load_governments().offices):
            return None
        if child.pos_ == "PRON" and child.lower_ in ("it", "this", "that", "them", "him", "her"):
            return None
        return cue, child, _with_tail(child.head, child)

    def _clear_of_cue(self, verb: Token, child: Token, words: list[Token]) -> list[Token] | None:
        kept = [word for word in words if word != verb]
        while kept and (kept[0].dep_ == "mark" or kept[0].is_punct or kept[0].lower_ in ("that", "whether", "if") and kept[0].head == child):
            kept = kept[1:]
        return kept or None

    def _cut(self, words: list[Token], verb: Token) -> Iterator[tuple[int, int]]:
        """Cut words where the cue stands in their midst ("The plan, he said, would …")."""
        runs: list[list[Token]] = [[words[0]]]
        for word in words[1:]:
            if runs[-1][-1].i < verb.i < word.i:
                runs.append([word])
            else:
                runs[-1].append(word)
        for run in runs:
            span = trimmed(run)
            if span and span[1] - span[0] > 2:
                yield span

    def _made(self, span: tuple[int, int], cue: Cue, root: Token, inside: Quotation | None) -> Attribution:
        start, end = span
        kind = "indirect"
        for quotation in self.paragraph.quotations:
            if inside is quotation:
                continue
            if quotation.start <= start + 1 and end <= quotation.end + 1:
                kind, start, end = "direct", max(start, quotation.start), min(end, quotation.end)
                end = quotation.end if inside is None else end
                start = quotation.start if root.left_edge.idx <= quotation.start + 1 else start
            elif quotation.start < end and quotation.end > start:
                kind = "mixed"
                if quotation.start < end < quotation.end:
                    end = quotation.end
        start += self._carrier(start, end) if kind != "direct" else 0
        end = start + len(self.paragraph.text[start:end].rstrip(" .,;:!?\"'"))
        return Attribution(start, end, cue.stance, cue.modality, kind, root)

    def _carrier(self, start: int, end: int) -> int:
        """Measure "the suggestion that" before what is suggested."""
        words = self.paragraph.text[start:end].split(" ")
        for at, word in enumerate(words[:4]):
            if word.lower() in ("that", "of") and at and words[at - 1].lower().rstrip("s") in self.cues.carriers:
                return len(" ".join(words[: at + 1])) + 1
        return 0

    def _near(self, verb: Token) -> Iterator[Quotation]:
        """Give the quotations of the verb's sentence, and one that ends or begins at its edge."""
        sentence = verb.sent
        for quotation in self.paragraph.quotations:
            touches = quotation.start < sentence.end_char and quotation.end > sentence.start_char
            if touches:
                yield quotation

    # Phrases

    def _of_phrase(self, word: Token) -> list[Attribution]:
        named = None
        cue_end = word
        if word.lower_ == "according":
            to = next((child for child in word.children if child.lower_ == "to"), None)
            named = next((c for c in to.children if c.dep_ == "pobj"), None) if to is not None else None
            cue_end = to
        elif word.lower_ == "per":
            named = next((c for c in word.children if c.dep_ == "pobj"), None)
            if named is not None and (named.ent_type_ in ("", "DATE", "TIME", "CARDINAL", "PERCENT") and named.lemma_ not in self.cues.documents and named.lemma_ not in self.cues.authorities):
                return []
        if named is None:
            return []
        named, rests_on = self._reviewed(named)
        governor = word.head
        while governor.head != governor and governor.dep_ not in ("ROOT", "ccomp", "conj", "advcl", "relcl", "parataxis"):
            governor = governor.head
        own = {other.i for other in word.subtree}
        own |= {w.i for w in named.subtree}
        words = [w for w in governor.subtree if w.i not in own]
        before = [w for w in words if w.i < word.i]
        after = [w for w in words if w.i > max(own)]
        lead = [w for w in before if not w.is_punct]
        made: list[Attribution] = []
        cue = Cue("assert", "certain", frozenset())
        for run in ([before, after] if len(lead) > 3 else [after]):
            span = trimmed(_without_lead(run))
            if span and span[1] - span[0] > 8:
                one = self._made(span, cue, governor, None)
                made.append(
                    replace(one, speaker=named, cue=(word.idx, cue_end.idx + len(cue_end)), cue_word=word, rests_on=rests_on)
                )
        return made

    def _reviewed(self, named: Token) -> tuple[Token, Token | None]:
        """Give who stands behind papers ("records reviewed by the agency"), and the papers."""
        if named.lemma_.lower() not in self.cues.authorities | self.cues.documents:
            return named, None
        for child in named.children:
            agent = agent_of(child) if child.dep_ == "acl" else None
            if agent is not None:
                return agent, named
        return named, None

    # Nouns and adjectives

    def _of_noun(self, noun: Token, cue: Cue) -> list[Attribution]:
        speaker = next((c for c in noun.children if c.dep_ == "poss"), None)
        by = [c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("by", "from")]
        acl_by = [g for c in noun.children if c.dep_ == "acl" for g in c.children if g.dep_ == "agent"]
        if speaker is None and (by or acl_by):
            speaker = next((c for c in (by or acl_by)[0].children if c.dep_ == "pobj"), None)
        verb = noun.head if noun.dep_ in ("dobj",) else noun.head.head if noun.dep_ == "pobj" else None
        if speaker is None and verb is not None and verb.pos_ == "VERB" and verb.lemma_ in (
            "make", "issue", "express", "repeat", "release", "give", "voice", "have", "offer", "announce", "publish", "raise", "share"):
            speaker = subject_of(verb)
        inner = _carried(noun)
        if inner is None and verb is not None and noun.dep_ == "dobj":
            inner = _beside(verb, noun)
        if inner is None or speaker is None:
            return []
        if inner.dep_ in ("acl", "relcl") and inner.lemma_.lower() in self.cues.verbs:
            return []
        if verb is not None and self.cues.verb(verb.lemma_.lower(), "object") and noun.dep_ == "dobj":
            return []
        words, modality = _after_what(inner), "hedged"
        if words is None:
            words, modality = list(inner.subtree), cue.modality
        while words and words[0].dep_ == "mark":
            words = words[1:]
        span = trimmed(words)
        if span is None:
            return []
        one = replace(self._made(span, cue, inner, None), modality=modality)
        return [replace(one, speaker=speaker, cue=(noun.idx, noun.idx + len(noun)), cue_word=noun)]

    def _of_answer(self, noun: Token) -> list[Attribution]:
        """Read "…, a claim that Moscow rejects": an answer to what goes before."""
        verb = next((c for c in noun.children if c.dep_ in ("relcl", "acl", "ccomp") and c.pos_ == "VERB"), None)
        if verb is None or noun.dep_ not in ("appos", "npadvmod", "attr", "dobj", "oprd", "dep", "conj", "ROOT"):
            return []
        cue = self.cues.verb(verb.lemma_.lower(), "object")
        speaker = next((c for c in verb.children if c.dep_ == "nsubj" and c.pos_ != "DET"), None)
        before = noun.doc[noun.left_edge.i - 1] if noun.left_edge.i > noun.sent.start else None
        if cue is None or cue.stance not in ("deny", "acknowledge") or speaker is None or before is None or before.text != ",":
            return []
        said = [one for one in self.found if one.end > noun.left_edge.idx and one.start < before.idx and one.root is not None]
        start = max((one.start for one in said), default=noun.sent.start_char)
        root = said[-1].root if said else noun.sent.root
        end = start + len(self.paragraph.text[start : before.idx].rstrip(" ,\"'"))
        if end - start < 10:
            return []
        self.shortened[start] = end
        return [Attribution(start, end, cue.stance, "certain", "indirect", root, speaker, _cue_span(verb), verb)]

    def _of_adjective(self, word: Token, cue: Cue) -> list[Attribution]:
        inner = next((c for c in word.children if c.dep_ in ("ccomp", "xcomp")), None)
        if inner is None:
            inner = next((g for c in word.children if c.dep_ == "prep" and c.lower_ in ("of", "about", "over") for g in c.children if g.dep_ in ("pobj", "pcomp")), None)
        if inner is None or word.head.pos_ not in ("AUX", "VERB"):
            return []
        speaker = subject_of(word.head)
        inside = self.paragraph.quoted(word.idx, word.idx + len(word))
        if inside or speaker is None or speaker.lower_ in ("it", "this", "that", "there"):
            return []
        words = [w for w in inner.subtree]
        while words and words[0].dep_ == "mark":
            words = words[1:]
        span = trimmed(words)
        if span is None:
            return []
        one = self._made(span, cue, inner, inside)
        return [replace(one, speaker=speaker, cue=(word.idx, word.idx + len(word)), cue_word=word)]

    # Quotations that no cue governs

    def _unclaimed(self, found: list[Attribution]) -> list[Attribution]:
        made: list[Attribution] = []
        for quotation in self.paragraph.quotations:
            covered = any(one.start <= quotation.start + 1 and one.end >= quotation.end - 2 for one in found)
            part = any(one.quotation == "mixed" and one.start < quotation.end and one.end > quotation.start for one in found)
            words = len(self.paragraph.text[quotation.start : quotation.end].split())
            if not covered and not part and words > 3 and quotation not in self.claimed:
                end = quotation.start + len(self.paragraph.text[quotation.start:quotation.end].rstrip(" .,;:!?"))
                made.append(Attribution(quotation.start, end, "assert", "certain", "direct", continued=True))
        return made


def _carried(noun: Token) -> Token | None:
    """Find what a noun such as "claim" or "plan" carries: its clause, or the gerund after "of"."""
    for child in noun.children:
        if child.dep_ in ("acl", "ccomp", "relcl") and child.pos_ in ("VERB", "AUX"):
            marked = any(grand.dep_ == "mark" or grand.tag_ == "TO" for grand in child.children)
            if marked:
                return child
    pending = list(noun.children)
    while pending:
        child = pending.pop(0)
        if child.dep_ == "prep" and child.lower_ in ("of", "about", "on", "over"):
            inner = next((g for g in child.children if g.dep_ in ("pcomp", "pobj")), None)
            if inner is not None:
                return inner
        if child.dep_ == "acl" and child.lemma_.lower() in load_cues().verbs:
            continue
        if child.dep_ in ("acl", "agent", "pobj", "prep") and child.lower_ != "of":
            pending += list(child.children)
    return None


_NAMING = frozenset({"call", "label", "dub", "brand", "term", "describe", "characterise", "characterize", "depict", "portray", "regard", "deem"})
# "declined to comment": nothing was said.
_SILENCE = frozenset({"comment", "answer", "respond", "elaborate", "discuss", "speak", "say"})
# Verbs by which people in a description speak of themselves ("who asked to remain anonymous").
_OF_THEMSELVES = frozenset({"ask", "want", "wish", "decline", "refuse", "prefer"})


def _of_agent(verb: Token) -> list[Token]:
    """Give the "of …" that the parser hung on who accuses ("accused by prosecutors of evading")."""
    agent = agent_of(verb)
    if agent is None:
        return []
    return [child for child in agent.children if child.dep_ == "prep" and child.lower_ == "of" and any(g.dep_ == "pcomp" for g in child.children)]


def _after_colon(words: list[Token], verb: Token) -> list[Token]:
    """Leave out what leads to a colon where the cue comes last ("He was blunt: it is late, he said")."""
    at = next((n for n, word in enumerate(words) if word.text == ":"), None)
    if at is None or not words or words[0].i > verb.i or len(words) - at < 4:
        return words
    return words[at + 1 :]


def _with_tail(verb: Token, inner: Token) -> list[Token]:
    """Give a noun or gerund with what the parser hung on the verb behind it ("… by the firm")."""
    words = list(inner.subtree)
    last = words[-1].i
    for child in verb.rights:
        if child.i > last and child.dep_ in ("prep", "advmod", "npadvmod") and child.left_edge.i == last + 1:
            more = list(child.subtree)
            words += more
            last = more[-1].i
    return words


def _relayed(found: list[Attribution]) -> list[Attribution]:
    """Hand what a paper only passes on to the one who said it, with the paper as relay."""
    made: list[Attribution] = []
    for one in found:
        if any(_meant_within(other, one) or _of_itself(other, one) for other in found):
            continue
        inner = [
            other
            for other in found
            if other is not one and _says(one, other) and not _meant_within(one, other) and not _of_itself(one, other)
        ]
        if not inner:
            outer = [other for other in found if other is not one and one.cue_word is not None and _says(other, one)]
            via = outer[0].speaker if outer and outer[0].speaker is not None else None
            relay = via is not None and one.via is None and via.pos_ == "PROPN" and via.ent_type_ == "ORG"
            made.append(replace(one, via=via) if relay else one)
    return made


def _meant_within(outer: Attribution, inner: Attribution) -> bool:
    """Tell whether one speaker tells what another means to do or thinks: that is the first one's word."""
    if outer is inner or inner.cue_word is None or outer.cue_word is None or outer.quotation == "none":
        return False
    pronoun = inner.speaker is not None and inner.speaker.lower_ in ("it", "they")
    if not (inner.stance == "plan" or inner.modality in ("hedged", "concern") or pronoun):
        return False
    return outer.start <= inner.cue_word.idx < outer.end and outer.cue_word != inner.cue_word


def _of_itself(outer: Attribution, inner: Attribution) -> bool:
    """Tell whether a speaker speaks of itself within its own words ("says it opposes …")."""
    if outer is inner or inner.speaker is None or not _says(outer, inner):
        return False
    return inner.speaker.lower_ in ("it", "they", "he", "she", "we", "i")


def _says(outer: Attribution, inner: Attribution) -> bool:
    """Tell whether all that the outer one says is that the inner one says something."""
    return outer.root is not None and inner.cue_word == outer.root


def _relays(verb: Token) -> bool:
    """Tell whether a verb only relays another cue ("AFP quoted her as saying")."""
    return any(c.lower_ == "as" and any(g.dep_ == "pcomp" for g in c.children) for c in verb.children)


def _around(verb: Token) -> list[Token]:
    """Give the words around a cue set between commas ("The plan, he said, with …")."""
    if verb.dep_ not in ("parataxis", "ccomp", "advcl", "conj") or verb.head.pos_ not in ("VERB", "AUX"):
        return []
    if verb.dep_ != "parataxis" and not (verb.i < verb.head.i or _comma(verb)):
        return []
    first = min(w.i for w in verb.subtree if w.dep_ not in ("punct",))
    if verb.dep_ in ("advcl", "conj") or (verb.dep_ == "ccomp" and verb.i > verb.head.i):
        return []
    own = {w.i for w in verb.subtree}
    subject = subject_of(verb)
    if subject is None or subject.head != verb:
        return []
    kept = {w.i for w in subject.subtree} | {verb.i}
    last = max(kept)
    lead = [w for w in verb.head.subtree if w.i < min(kept) and w.i not in kept]
    tail = [w for w in verb.head.subtree if w.i > last]
    tail += [w for w in verb.subtree if w.i > last and w not in tail and w.head == verb and False]
    del first, own
    return [*lead, *tail]


def _named_after(verb: Token) -> Token | None:
    """Find a speaker right after an inverted cue that the parser took for something else."""
    for word in list(verb.doc[verb.i + 1 : min(verb.i + 7, verb.sent.end)]):
        if word.ent_type_ == "PERSON" and (word.i + 1 == len(verb.doc) or word.nbor().ent_type_ != "PERSON"):
            return word
        if word.is_punct:
            return None
    return None


def _trailing_speaker(verb: Token) -> Token | None:
    """Find the name before a cue that ends a sentence ("…, Colonel N., a spokesman, told us.")."""
    at, commas = verb.i - 1, 0
    best: Token | None = None
    while at > verb.sent.start and commas < 3:
        word = verb.doc[at]
        if word.text == ",":
            commas += 1
            if best is not None:
                return best
        elif word.pos_ in ("VERB", "AUX"):
            return best
        elif word.ent_type_ in ("PERSON", "ORG", "GPE") and best is None and _starts_segment(word):
            best = word
        at -= 1
    return best


def _starts_segment(word: Token) -> bool:
    return word.i + 1 >= len(word.doc) or word.nbor().ent_type_ != word.ent_type_


def _trailing(verb: Token, cues: Cues) -> list[Token]:
    """Give what goes before a cue at the end of a sentence that the parser did not hang together."""
    if verb.dep_ != "conj" or verb.tag_ not in ("VBD", "VBZ") or _own_subject(verb):
        return []
    if cues.verb(verb.lemma_.lower(), "quote") is None or any(c.dep_ == "cc" for c in verb.head.rights):
        return []
    named = _trailing_speaker(verb)
    if named is None:
        return []
    first = named.i
    while first > verb.sent.start and verb.doc[first - 1].text != ",":
        first -= 1
    words = [w for w in verb.sent if w.i < first]
    return words if any(w.pos_ in ("VERB", "AUX") for w in words) else []


def _misread(verb: Token) -> list[Token]:
    """Give the clause after a cue whose own subject the parser hung on the cue as well."""
    subjects = [child for child in verb.children if child.dep_ == "nsubj"]
    later = [child for child in subjects if child.i > verb.i]
    if len(subjects) < 2 or not later or subjects[0].i > verb.i:
        return []
    return [word for word in verb.subtree if word.i >= later[0].left_edge.i]


def _can_speak(speaker: Token) -> bool:
    """Tell whether a subject can mean to do something: a person, a body, a country."""
    if speaker.pos_ in ("PROPN", "PRON"):
        return speaker.lower_ not in ("it", "this", "that", "which")
    facts = load_governments()
    lemma = speaker.lemma_.lower()
    return lemma in facts.offices or lemma in facts.body_words or speaker.ent_type_ in ("ORG", "GPE", "PERSON", "NORP")


def _comma(verb: Token) -> bool:
    after = verb.doc[verb.i + 1] if verb.i + 1 < len(verb.doc) else None
    return after is not None and after.text == ","


def _own_subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)


def _hangs(verb: Token) -> bool:
    """Tell whether a passive verb describes a noun ("materials required to …")."""
    if verb.dep_ not in ("acl", "advcl", "amod") or verb.tag_ not in ("VBN", "VBD"):
        return False
    return not any(child.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass", "mark") for child in verb.children)


def _after_what(inner: Token) -> list[Token] | None:
    """Give the words after "what it feels are": a cue set before what it is about."""
    words = list(inner.subtree)
    if not words or words[0].lower_ != "what" or inner.lemma_.lower() not in load_cues().verbs:
        return None
    rest = [w for w in inner.sent if w.i > inner.i]
    return rest[1:] if rest and rest[0].lemma_ == "be" else None


def _beside(verb: Token, noun: Token) -> Token | None:
    """Find what a notice is on where the sentence hangs it on the verb ("issued the alert on …")."""
    for child in verb.children:
        if child.i > noun.i and child.dep_ == "prep" and child.lower_ in ("on", "about", "over", "of", "against"):
            return next((g for g in child.children if g.dep_ in ("pobj", "pcomp")), None)
    return None


def _cue_span(verb: Token) -> tuple[int, int]:
    return verb.idx, verb.idx + len(verb)


def _without_lead(words: list[Token]) -> list[Token]:
    kept = list(words)
    while kept and (kept[0].is_punct or kept[0].lower_ in ("and", "but")):
        kept.pop(0)
    return kept


def _distinct(found: list[Attribution]) -> list[Attribution]:
    kept: list[Attribution] = []
    for one in sorted(found, key=lambda a: (a.continued, a.speaker is None, -(a.end - a.start))):
        same = [k for k in kept if not (k.stance != one.stance and k.cue != one.cue and k.speaker != one.speaker and "deny" in (k.stance, one.stance)) and min(k.end, one.end) - max(k.start, one.start) > 0.8 * max(k.end - k.start, one.end - one.start)]
        if not same:
            kept.append(one)
    return kept
