"""Findings on ships and aircraft: numbers, flags, tail numbers, models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Citation
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.core.text.countries import country_name
from counterflow.core.text.name_cells import wrong_imo_number
from counterflow.screening.intake.cells import read_identifier
from counterflow.screening.pipeline.parts import AIRCRAFT, SHIPS, name_parties, names_craft
from counterflow.watch.places.craft import (
    load_craft,
    read_mmsi,
    tail_country,
    watched_flag,
    watched_models,
)
from counterflow.watch.places.limits import OURS, limit, load_limits
from counterflow.watch.rules.mentions import Situation

_NUMBER_STEP = "ask for the number from the ship's certificate of registry, and screen again"
_FLAG_STEP = "ask for the certificate of registry and the ship's history: names, flags, owners"
_TAIL_STEP = "ask for the certificate of registration, and who operates the aircraft"
_MODEL_STEP = "stop and find out what is carried: the model is named in the cited source"


def craft_findings(
    transaction: Transaction, situation: Situation, found: Iterable[Finding] = ()
) -> list[Finding]:
    """Settle what the numbers, flags and models of ships and aircraft say.

    Lists are asked by the numbers and names elsewhere. A ship that changed its flag is no more
    than a note unless the former flag is watched or something else in the transaction speaks.

    Args:
        transaction: What is screened.
        situation: What was recognised in it.
        found: What was found before.
    """
    findings: list[Finding] = []
    if not names_craft(transaction):
        return findings
    for subject, party in name_parties(transaction.parties):
        if party.role == "vessel" or party.schema in SHIPS:
            findings.extend(_of_numbers(subject, party))
            findings.extend(_of_flag(subject, party, situation, found))
        elif party.role == "aircraft" or party.schema in AIRCRAFT:
            findings.extend(_of_tail(subject, party))
            findings.extend(_of_model(subject, party))
    return findings


def _finding(
    subject: str,
    outcome: Outcome,
    words: str,
    rule: str,
    step: str,
    citations: Iterable[Citation] = (),
    **said: str,
) -> Finding:
    return Finding(
        "vessel",
        subject,
        outcome,
        words,
        rule=rule,
        ours=said.get("ours", ""),
        theirs=said.get("theirs", ""),
        next_step=step if outcome.strength else "",
        citations=tuple(citations),
    )


def _numbers(party: Party, kind: str) -> Iterator[str]:
    return (one.value for one in party.identifiers if one.kind == kind and one.value)


def _of_numbers(subject: str, party: Party) -> Iterator[Finding]:
    """Say which number cannot be a ship's: by it the ship was not found on any list."""
    written = wrong_imo_number(party.name)
    values = dict.fromkeys([*_numbers(party, "imoNumber"), *([written] if written else [])])
    for value in values:
        if problem := read_identifier("imoNumber", value).problem:
            words = f"“{value}”: {problem}, so that no list could be asked by it"
            yield _finding(subject, Outcome.REVIEW, words, "imo-number", _NUMBER_STEP, ours=value)
    for value in _numbers(party, "mmsi"):
        read = read_mmsi(value)
        if read.problem:
            words = f"“{value}”: {read.problem}"
            yield _finding(
                subject, Outcome.REVIEW, words, "mmsi", _NUMBER_STEP, [load_craft().mid_citation],
                ours=value,
            )  # fmt: skip


def _of_flag(
    subject: str, party: Party, situation: Situation, found: Iterable[Finding]
) -> Iterator[Finding]:
    """Put together what speaks of a change of flag, as one finding."""
    signs: list[str] = []
    citations: list[Citation] = []
    flag, former = party.country[:2], party.detail("former_flag")[:2]
    given = {read.country for value in _numbers(party, "mmsi")
             if (read := read_mmsi(value)).country}  # fmt: skip
    watched = any(map(watched_flag, given))
    if given and flag not in given and (flag or watched):
        named = ", ".join(sorted(map(_named, given)))
        beside = f"its flag of {_named(flag)}" if flag else "no flag is given"
        signs.append(f"its MMSI is of {named}, {beside}")
        citations.append(load_craft().mid_citation)
    if former and former != flag:
        since = party.detail("flag_since")
        signs.append(f"it flew the flag of {_named(former)} before" + _since(since, situation.on))
    if not signs:
        return
    for country in sorted({former, *given} - {flag, ""}):
        if row := watched_flag(country):
            signs.append(f"{_named(country)} is {row.what}")
            citations.append(row.citation)
            outcome = Outcome.REVIEW
            break
    else:
        outcome = Outcome.REVIEW if _speaks(subject, situation, found) else Outcome.NO_MATCH
    if outcome is Outcome.NO_MATCH:
        signs.append("nothing else speaks")
    citations.append(load_limits()["flag_days"].citation)
    yield _finding(
        subject,
        outcome,
        "; ".join(signs) + " (that this raises a question is a policy of this project)",
        "flag-change",
        _FLAG_STEP,
        dict.fromkeys(citations),
        ours=_named(flag),
        theirs=", ".join(map(_named, sorted({former, *given} - {flag, ""}))),
    )


def _named(country: str) -> str:
    return country_name(country) or country


def _since(text: str, on: dt.date) -> str:
    """Say since when the flag is flown, and whether that is of late."""
    try:
        day = dt.date.fromisoformat(text) if text else None
    except ValueError:
        return f" (the day {text!r} could not be read)"
    if day is None:
        return ""
    if day > on:
        return f", until {day}: a day after that of the transaction"
    late = (on - day).days <= limit("flag_days")
    return f", until {day}" + (f" ({(on - day).days} days before; {OURS})" if late else "")


def _speaks(subject: str, situation: Situation, found: Iterable[Finding]) -> bool:
    """Tell whether something beside the flag speaks: a place, a country, the ship on a list."""
    if situation.places or any(watched_flag(one.country) for one in situation.countries):
        return True
    return any(one.outcome.strength for one in found if one.subject == subject)


def _of_tail(subject: str, party: Party) -> Iterator[Finding]:
    """Say of which country a tail number is, where the papers do not."""
    tables = load_craft()
    for value in _numbers(party, "registrationNumber"):
        mark, country = tail_country(value)
        if not country or country == party.country[:2]:
            continue
        row = watched_flag(country)
        if row is None and not party.country:
            continue
        beside = f", the papers say {_named(party.country[:2])}" if party.country else ""
        words = f"the tail number begins with {mark}, the mark of {_named(country)}{beside}"
        words += f"; {_named(country)} is {row.what}" if row else ""
        words += "" if tables.mark_citation.verified else " (unverified: a question, not a rule)"
        citations = [tables.mark_citation, *([row.citation] if row else [])]
        outcome = Outcome.REVIEW if row else Outcome.NO_MATCH
        yield _finding(
            subject, outcome, words, "tail-number", _TAIL_STEP, citations,
            ours=value, theirs=_named(country),
        )  # fmt: skip


def _of_model(subject: str, party: Party) -> Iterator[Finding]:
    """Say which watched model an aircraft is."""
    text = party.detail("model") or party.name
    for row in watched_models(text) if text else ():
        yield _finding(
            subject,
            Outcome.REVIEW,
            f"the model is watched: {row.what}",
            f"aircraft-model-{row.id}",
            _MODEL_STEP,
            [row.citation],
            ours=text,
            theirs=" ".join(row.names[0]),
        )
