"""Assemble assertions: what is attributed, with speaker, occasion, time, authority and offsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from counterflow.core.assertions import NEWSROOM, Assertion, Occasion, Report, Speaker
from counterflow.evidence.reports.attributions import Attribution
from counterflow.evidence.reports.occasions import occasion_of
from counterflow.evidence.reports.own_voice import find_presupposed
from counterflow.evidence.reports.paragraphs import Paragraph
from counterflow.evidence.reports.propositions import Proposition, cut
from counterflow.evidence.reports.roles import roles_of
from counterflow.evidence.reports.speaker_bodies import country_within
from counterflow.evidence.reports.speakers import SpeakerBook
from counterflow.evidence.reports.times import TimeFound, find_times
from counterflow.evidence.reports.trees import phrase, subject_of

Roles = dict[str, tuple[str, ...]]
_NEVER = frozenset({"no", "not", "n't", "none", "never", "nothing"})
_PRONOUNS = frozenset(
    {"it", "they", "these", "those", "all", "some", "both", "none", "any", "which"}
)

_DEEDS = frozenset(
    {
        "deliver",
        "ship",
        "supply",
        "send",
        "sell",
        "export",
        "provide",
        "transfer",
        "purchase",
        "buy",
    }
)
_NEWSROOM = Speaker(NEWSROOM, NEWSROOM, "newsroom")


@dataclass(frozen=True)
class _Voice:
    """Who says an attribution, in which words the report names it, when, and who relays it."""

    speaker: Speaker
    words: str = ""
    occasion: Occasion | None = None
    via: str = ""

    @property
    def we(self) -> str:
        """Give whom the speaker means by "we": the country of an official, else the body."""
        speaker = self.speaker
        if speaker.kind in ("person", "newsroom") and not speaker.speaks_for:
            return ""
        return speaker.country or speaker.speaks_for or speaker.name


@dataclass
class Assembly:
    """The assertions of one report in the making.

    Args:
        text: The whole text of the report.
        report: What it says of itself.
        book: Its speakers; those found are entered.
        voice: Id of the speaker in whose voice the text is written.
    """

    text: str
    report: Report
    book: SpeakerBook
    voice: str
    occasions: dict[str, Occasion] = field(default_factory=dict)
    _byte_mark: tuple[int, int] = (0, 0)
    _last: Assertion | None = None

    def assertions(
        self, paragraph: Paragraph, doc: Any, one: Attribution, cues: frozenset[int]
    ) -> list[Assertion]:
        """Make the assertions of one attribution.

        Args:
            paragraph: Where it stands.
            doc: The paragraph, parsed.
            one: The attribution.
            cues: Places of all cues of the paragraph: a clause that only holds another cue says
                nothing of its own.

        Returns:
            One assertion for each proposition, in order.
        """
        self._byte_mark = paragraph.start, self._bytes_before(paragraph.start)
        voice = self._voice(paragraph, one)
        return [
            self._assertion(paragraph, proposition, one, voice)
            for proposition in _with_presupposed(cut(one, doc), doc)
            if proposition.root is None
            or proposition.root == one.root
            or proposition.root.i not in cues
        ]

    def _voice(self, paragraph: Paragraph, one: Attribution) -> _Voice:
        if one.quotation == "none":
            named, words = self.voice, ""
        else:
            named, words = self.book.settle(one.speaker, continued=one.continued)
        via = ""
        if one.via is not None:
            via = self.book.settle(one.via)[1]
            self.book.spoken.pop()  # a relay does not speak: "he" never means it
        speaker = self.book.speakers.get(named, _NEWSROOM)
        return _Voice(speaker, words, self._occasion(paragraph, one, speaker), via)

    def _occasion(
        self, paragraph: Paragraph, one: Attribution, speaker: Speaker
    ) -> Occasion | None:
        if speaker.id == NEWSROOM:
            return None
        if one.continued and self.occasions and speaker.id == self.book.last:
            occasion = self.occasions[self.book.occasion]
        else:
            occasion = occasion_of(speaker, one.cue_word, paragraph, self.report.published)
        self.occasions.setdefault(occasion.id, occasion)
        self.book.last, self.book.occasion = speaker.id, occasion.id
        return occasion

    def _assertion(
        self, paragraph: Paragraph, said: Proposition, one: Attribution, voice: _Voice
    ) -> Assertion:
        start, end = paragraph.start + said.start, paragraph.start + said.end
        words = self.text[start:end]
        time = self._time(words, voice.occasion)
        frame, roles = roles_of(said.root, voice.we)
        roles = self._taken_up(said, voice, frame, roles)
        first_byte = self._bytes_before(start)
        self._last = Assertion(
            id=f"{self.report.id}:{start}-{end}",
            report=self.report.id,
            start=start,
            end=end,
            text=words,
            speaker=voice.speaker.name,
            speaker_id=voice.speaker.id,
            speaker_text=voice.words,
            speaks_for=voice.speaker.speaks_for,
            cue=paragraph.text[one.cue[0] : one.cue[1]] if one.cue else "",
            stance=_stance(said, one, voice.speaker),
            modality=said.modality,
            quotation=one.quotation,
            authority=said.authority or _authority(one, paragraph),
            via=voice.via,
            occasion=voice.occasion.id if voice.occasion else "",
            time=time.text if time else "",
            period=time.edtf if time else "",
            period_inferred=time.inferred if time else False,
            byte_start=first_byte,
            byte_end=first_byte + len(words.encode()),
            content_start=paragraph.start + min(one.start, (one.whole or (one.start, 0))[0]),
            content_end=paragraph.start + max(one.end, (one.whole or (0, one.end))[1]),
            frame=frame,
            roles=roles,
        )
        return self._last

    def _taken_up(self, said: Proposition, voice: _Voice, frame: str, roles: Roles) -> Roles:
        """Fill what a pronoun leaves open from the clause before: "… but that they were sent …"."""
        last, root = self._last, said.root
        subject = subject_of(root) if root is not None and frame else None
        if (
            last is None
            or root is None
            or subject is None
            or subject.lower_ not in _PRONOUNS
            or any(word.lower_ in _NEVER for word in root.subtree)
            or (last.frame, last.speaker_id) != (frame, voice.speaker.id)
        ):
            return roles
        return dict(sorted({**last.roles, **roles}.items()))

    def _bytes_before(self, at: int) -> int:
        """Count bytes before a character, on from the last paragraph: a long text stays cheap."""
        mark, count = self._byte_mark if self._byte_mark[0] <= at else (0, 0)
        return count + len(self.text[mark:at].encode())

    def _time(self, words: str, occasion: Occasion | None) -> TimeFound | None:
        """Find the time of which words speak, counted from the day on which they were said."""
        base = self.report.published
        if occasion is not None and occasion.earlier:
            base = occasion.date if "/" not in occasion.date else ""
        return next(iter(find_times(words, base)), None)


def _stance(said: Proposition, one: Attribution, voice: Speaker) -> str:
    """Settle what the speaker's own part in what is said makes of its stance."""
    if _own_future(said, voice):
        return "plan"
    return "acknowledge" if _own_deed(said, one, voice) else said.stance


def _own_deed(said: Proposition, one: Attribution, voice: Speaker) -> bool:
    """Tell whether a party says itself that it sent, sold or sought what it may be charged with."""
    root = said.root
    if said.stance != "assert" or root is None or one.quotation == "none" or not one.cue:
        return False
    if root.lemma_ not in _DEEDS or any(c.dep_ == "neg" or c.tag_ == "MD" for c in root.children):
        return False
    subject = next((c for c in root.children if c.dep_ == "nsubj"), None)
    if subject is None or not (root.tag_ == "VBD" or any(c.lower_ == "had" for c in root.children)):
        return False
    firm = subject.lemma_ in ("firm", "company") and any(c.lower_ == "the" for c in subject.lefts)
    return firm or bool(voice.country and country_within(subject.text) == voice.country)


def _own_future(proposition: Proposition, voice: Speaker) -> bool:
    """Tell whether a government says what its own country will do."""
    root = proposition.root
    if proposition.stance != "assert" or root is None or not voice.country:
        return False
    if not any(c.lower_ in ("will", "shall") for c in root.children if c.dep_ == "aux"):
        return False
    subject = subject_of(root)
    return subject is not None and country_within(subject.text) == voice.country


def _authority(one: Attribution, paragraph: Paragraph) -> str:
    if one.rests_on is None:
        return ""
    words = phrase(one.rests_on)
    return paragraph.text[words[0].idx : words[-1].idx + len(words[-1])]


def _with_presupposed(found: list[Proposition], doc: Any) -> Iterator[Proposition]:
    """Set things taken for granted apart from the clause in which they stand."""
    presupposed = find_presupposed(doc)
    for one in found:
        taken = next((t for t in presupposed if one.start < t[0] and t[1] <= one.end + 1), None)
        if taken is None:
            yield one
            continue
        start, end, noun = taken
        yield replace(one, end=noun.idx + len(noun))
        yield Proposition(start, end, "assert", "presupposed", noun, one.authority)
