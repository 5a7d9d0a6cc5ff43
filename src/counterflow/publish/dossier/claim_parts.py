"""Put together what is said of one claim: voices, denials, origins, differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from counterflow.core.assertions import (
    NEWSROOM,
    Appraisal,
    Assertion,
    Claim,
    ClaimRelation,
    Judgement,
    Ledger,
)
from counterflow.core.dossiers import ClaimPart, Difference, Sentence, Voice
from counterflow.evidence.claims.origins import origins_of
from counterflow.publish.dossier.notes import Notes
from counterflow.publish.dossier.wording import (
    counted,
    form_name,
    known_words,
    named_list,
    quoted,
    speaker_name,
    voice_words,
    with_article,
)

_KINDS = {
    "same": "The same is said",
    "refines": "Said more exactly",
    "variant": "Worded otherwise on another occasion",
    "denial": "Denied",
    "number": "Numbers differ",
    "date": "Dates differ",
    "place": "Places differ",
    "identity": "Identities differ",
}


class ClaimDesk:
    """Turns claims of one ledger into parts of a dossier.

    Args:
        ledger: What was read.
        notes: Where citations are numbered.
        judgements: What named persons decided on claims.
    """

    def __init__(self, ledger: Ledger, notes: Notes, judgements: Sequence[Judgement] = ()) -> None:
        self._ledger = ledger
        self._known = known_words(ledger)
        self._notes = notes
        self._judgements = judgements
        self._speakers = {one.id: one for one in ledger.speakers}
        self._reports = {one.id: one for one in ledger.reports}
        self._occasions = {one.id: one for one in ledger.occasions}
        self._said: dict[str, list[Assertion]] = {}
        for one in ledger.assertions:
            self._said.setdefault(one.claim, []).append(one)
        self._relations: dict[str, list[ClaimRelation]] = {}
        for relation in ledger.relations:
            for name in dict.fromkeys((relation.a, relation.b)):
                self._relations.setdefault(name, []).append(relation)
        self._appraisals = {one.claim: one for one in ledger.appraisals}

    def part(self, claim: Claim) -> ClaimPart:
        """Give the part of one claim."""
        said = self._said.get(claim.id, [])
        voices = self._voices(said)
        origins = tuple(
            self._voice_name(name) for name in origins_of(claim, self._ledger.origins, said)
        )
        deniers = tuple(dict.fromkeys(self.name_of(one) for one in said if one.stance == "deny"))
        return ClaimPart(
            id=claim.id,
            text=quoted(claim.text),
            frame=claim.frame,
            roles={
                role: tuple(form_name(self._known, form) for form in forms)
                for role, forms in sorted(claim.roles.items())
            },
            period=claim.period,
            summary=self._summary(said, origins, deniers),
            voices=voices,
            origins=origins,
            deniers=deniers,
            differences=tuple(self._differences(claim)),
            appraisal=self._appraisals.get(claim.id, Appraisal(claim.id)),
            judgements=tuple(one for one in self._judgements if one.claim == claim.id),
        )

    def _voices(self, said: Sequence[Assertion]) -> tuple[Voice, ...]:
        groups: dict[tuple[str, str, str], list[Assertion]] = {}
        for one in said:
            who = one.speaker_id or one.speaker
            # Two newsrooms that speak themselves are two voices, whatever the day.
            voice = f"{who}/{one.report}" if NEWSROOM in (who, one.speaker) else who
            groups.setdefault((voice, one.stance, one.occasion), []).append(one)
        return tuple(self._voice(members) for members in groups.values())

    def _voice(self, members: Sequence[Assertion]) -> Voice:
        first = members[0]
        speaker = self._speakers.get(first.speaker_id)
        date = self.day_of(first)
        words = voice_words(first, speaker, self._reports.get(first.report), date)
        ids = tuple(one.id for one in members)
        return Voice(
            speaker=first.speaker,
            stance=first.stance,
            sentence=Sentence(words, self._notes.cite(ids)),
            speaker_id=first.speaker_id,
            speaker_kind=speaker.kind if speaker else "body",
            role=speaker.role if speaker else "",
            speaks_for=first.speaks_for or (speaker.speaks_for if speaker else ""),
            country=speaker.country if speaker else "",
            authority=first.authority,
            via=first.via,
            date=date,
            period=first.period,
            modality=first.modality,
            anonymous=bool(speaker and speaker.anonymous),
            assertions=ids,
        )

    def name_of(self, said: Assertion) -> str:
        """Name who says something."""
        return speaker_name(said, self._reports.get(said.report))

    def day_of(self, said: Assertion) -> str:
        """Give the day on which something was said (EDTF); empty where it is not known."""
        occasion = self._occasions.get(said.occasion)
        return occasion.date if occasion else ""

    def _voice_name(self, voice: str) -> str:
        """Name the voice of an origin as its speakers are named in the ledger."""
        if voice in self._speakers:
            return self._speakers[voice].name
        kind, _, code = voice.partition("-")
        if kind == "government" and form_name(self._known, code.upper()) != code.upper():
            return f"the government of {with_article(form_name(self._known, code.upper()))}"
        return voice.replace("-", " ")

    def _summary(
        self, said: Sequence[Assertion], origins: Sequence[str], deniers: Sequence[str]
    ) -> Sentence:
        heads = [one for one in said if one.stance != "deny"]
        speakers = list(dict.fromkeys(map(self.name_of, heads)))
        reports = len({one.report for one in said})
        words = [
            f"Said by {named_list(speakers)}" if speakers else "Said by nobody who is read here"
        ]
        words.append(
            f"denied by {named_list(deniers)}" if deniers else "denied by nobody who is read here"
        )
        behind = f"{counted(len(origins), 'independent origin')} in {counted(reports, 'report')}"
        return Sentence(f"{'; '.join(words)}; {behind}.", self._notes.cite(one.id for one in said))

    def _differences(self, claim: Claim) -> Iterator[Difference]:
        for one in self._relations.get(claim.id, ()):
            other = one.b if claim.id == one.a else one.a
            notes = self._notes.cite(self._sides(one))
            kind = _KINDS.get(one.kind, one.kind)
            # A denial's reason is a sentence of its own: "denied by …".
            words = f"{kind}: {one.why}." if one.why else f"{kind}."
            if one.kind == "denial" and one.why.startswith("denied"):
                words = f"D{one.why[1:]}."
            yield Difference(one.kind, Sentence(words, notes), "" if other == claim.id else other)

    def _sides(self, relation: ClaimRelation) -> tuple[str, ...]:
        if relation.assertions:
            return relation.assertions
        both = dict.fromkeys((relation.a, relation.b))
        return tuple(one.id for name in both for one in self._said.get(name, ()))
