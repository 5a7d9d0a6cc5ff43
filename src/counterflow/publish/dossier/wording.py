"""Say in plain words what a ledger holds: who says what, when, and on what authority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from counterflow.core.assertions import NEWSROOM, Assertion, Judgement, Ledger, Report, Speaker
from counterflow.core.text.countries import country_name

VERBS = {
    "assert": "says",
    "deny": "denies",
    "acknowledge": "acknowledges",
    "warn": "warns",
    "plan": "announces",
}
"""What a voice does, by stance."""
LONGEST = 240
"""Characters of a quotation: enough to find the words again, too few to replace the report."""


def named_list(names: Sequence[str]) -> str:
    """Join names as a sentence does.

    Example:
        >>> named_list(["A", "B", "C"]), named_list([])
        ('A, B and C', '')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


_OF_PLURALS = ("United ", "Netherlands", "Philippines", "Bahamas", "Gambia", "Maldives", "Comoros")
_OF_KINDS = ("Republic", "Islands", "Federation", "Kingdom", "Emirates", "Territories")


def with_article(country: str) -> str:
    """Give a country's name as it stands after "of".

    Example:
        >>> with_article("United States"), with_article("Iceland")
        ('the United States', 'Iceland')
    """
    takes = country.startswith(_OF_PLURALS) or country.endswith(_OF_KINDS)
    return f"the {country}" if takes else country


def counted(count: int, noun: str) -> str:
    """Give a count with its noun.

    Example:
        >>> counted(1, "origin"), counted(2, "origin")
        ('1 origin', '2 origins')
    """
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def sentence_case(text: str) -> str:
    """Give a text with a capital at its beginning, as a heading and the first cell of a row have.

    Example:
        >>> sentence_case("lorry driver"), sentence_case("")
        ('Lorry driver', '')
    """
    return text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """Cut a quotation to what may be cited, on one line.

    Example:
        >>> quoted("a b")
        'a b'
    """
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    return line[: LONGEST - 1].rsplit(" ", 1)[0] + " …"


def known_words(ledger: Ledger) -> dict[str, str]:
    """Gather the words under which the ledger's mentions know ids and names, the first of each."""
    known: dict[str, str] = {}
    for one in ledger.entities:
        for form in (one.entity, one.name):
            known.setdefault(form, one.text)
    return known


def form_name(known: Mapping[str, str], form: str) -> str:
    """Give the words that a reader knows for a normal form: a country's name, an item's.

    Args:
        known: What `known_words` gathered.
        form: A value of a claim's roles.

    Example:
        >>> form_name({"su-35": "Su-35"}, "su-35"), form_name({}, "IS")
        ('Su-35', 'Iceland')
    """
    if len(form) == 2 and form.isupper() and country_name(form):
        return country_name(form)
    return known.get(form, form) if form else form


def voice_words(said: Assertion, speaker: Speaker | None, report: Report | None, date: str) -> str:
    """Say one assertion as one sentence.

    Args:
        said: The assertion; its words stand between quotation marks as the report has them.
        speaker: What is known of the speaker.
        report: Where it stands.
        date: Day of the occasion, EDTF; empty where unknown.
    """
    parts = [_who(said, speaker, report), VERBS.get(said.stance, "says")]
    if date:
        parts.append(f"({date_words(date)})")
    sentence = f"{' '.join(parts)}: “{quoted(said.text)}”"
    more = []
    if said.authority:
        more.append(f"on the authority of “{quoted(said.authority)}”")
    if said.via and said.via != said.speaker:
        more.append(f"through {said.via}")
    if said.period:
        inferred = ", inferred" if said.period_inferred else ""
        more.append(f"of the time {date_words(said.period)}{inferred}")
    if said.modality not in ("", "certain"):
        more.append(f"as {said.modality}")
    return f"{sentence}{''.join(f', {each}' for each in more)}."


def speaker_name(said: Assertion, report: Report | None) -> str:
    """Name who says something; a newsroom that speaks itself by its publisher.

    Args:
        said: The assertion.
        report: Where it stands.
    """
    if NEWSROOM not in (said.speaker_id, said.speaker):
        return said.speaker
    return (report.publisher if report else "") or "a report in its own voice"


def _who(said: Assertion, speaker: Speaker | None, report: Report | None) -> str:
    if NEWSROOM in (said.speaker_id, said.speaker):
        publisher = (report.publisher if report else "") or "The report"
        return f"{publisher}, in its own voice,"
    about = []
    if (
        speaker is not None
        and speaker.role
        and speaker.role.casefold() not in said.speaker.casefold()
    ):
        about.append(speaker.role)
    whom = said.speaks_for or (speaker.speaks_for if speaker else "")
    if whom and whom != said.speaker:
        about.append(f"for {whom}")
    if speaker is not None and speaker.anonymous:
        about.append("not named")
    name = said.speaker[:1].upper() + said.speaker[1:]
    return f"{name}, {', '.join(about)}," if about else name


def judged_words(one: Judgement) -> str:
    """Say what a named person decided on a claim.

    Example:
        >>> judged_words(Judgement("c", "dispute", "A. Lee", "no annex", said_at="2031-03-06"))
        'Disputed by A. Lee on 2031-03-06: no annex.'
    """
    verbs = {
        "accept": "Accepted as a ground for screening",
        "dispute": "Disputed",
        "withdraw": "Acceptance withdrawn",
        "refuse": f"Link to {one.target} refused",
    }
    verb = verbs.get(one.act, f"Linked to {one.target}")
    return f"{verb} by {one.by} on {one.said_at[:10]}: {one.because.rstrip('.')}."


def date_words(edtf: str) -> str:
    """Say an EDTF date or interval in words.

    Args:
        edtf: ``2023``, ``2023-06``, ``2023-06-09``, ``A/B``, with ``..`` for an open end.

    Example:
        >>> date_words("2022-08/.."), date_words("../2022-02-24"), date_words("2023")
        ('from 2022-08 on', 'until 2022-02-24', '2023')
    """
    first, slash, last = edtf.partition("/")
    if not slash:
        return edtf
    if first in ("", ".."):
        return f"until {last}"
    return f"from {first} on" if last in ("", "..") else f"{first} to {last}"
