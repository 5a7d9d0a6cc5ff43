"""Ask the rules about what was recognised in a transaction; each that speaks gives a finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from counterflow.core.model import Finding, Outcome
from counterflow.watch.goods.tables import GoodsRow
from counterflow.watch.places.gazetteer import Place
from counterflow.watch.rules.rulebook import Rule


@dataclass(frozen=True, slots=True)
class CountryMention:
    """A country in one part of a transaction; ``destination`` marks the parts that receive."""

    subject: str
    country: str
    text: str
    destination: bool


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A watched place in one part of a transaction, with the words that named it."""

    subject: str
    place: Place
    text: str
    destination: bool


@dataclass(frozen=True, slots=True)
class GoodsMention:
    """A goods line with the table rows that list it, or that stand under its short heading."""

    subject: str
    code: str
    rows: tuple[GoodsRow, ...]
    under_heading: tuple[GoodsRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What was recognised in a transaction, as the rules see it.

    Attributes:
        on: The day of the transaction, or the day of screening where it has none.
        countries: Countries, in the order of the transaction.
        places: Watched places.
        goods: Goods lines.
        nexus: The regimes that the user declared to be bound by; ``None`` where none was.
    """

    on: dt.date
    countries: Sequence[CountryMention] = ()
    places: Sequence[PlaceMention] = ()
    goods: Sequence[GoodsMention] = ()
    nexus: frozenset[str] | None = None


def ask_rules(rules: Sequence[Rule], situation: Situation) -> list[Finding]:
    """Settle which rules speak to a situation.

    Returns:
        Findings in the order of the rules and, within one, of the transaction.
    """
    findings: list[Finding] = []
    noticed: dict[tuple[str, str], list[tuple[Rule, Finding]]] = {}
    for rule in rules:
        if rule.notice:
            for finding in _ask_goods(rule, situation):
                noticed.setdefault((rule.summary, finding.subject), []).append((rule, finding))
        elif rule.tables:
            findings.extend(_ask_goods(rule, situation))
        else:
            findings.extend(_ask_places(rule, situation))
            findings.extend(_ask_countries(rule, situation))
    findings.extend(_merge(group) for group in noticed.values())
    # A place under a ban or embargo needs no second finding that calls it watched; a ban that
    # has ended must not silence it.
    ruled = {f.subject for f in findings if f.kind == "place" and f.outcome.strength}
    return [f for f in findings if f.kind != "route" or f.subject not in ruled]


def _merge(group: list[tuple[Rule, Finding]]) -> Finding:
    """Put what several notices say of one goods line into one finding."""
    strongest = max((finding for _, finding in group), key=lambda f: f.outcome.strength)
    notices = (
        rule.notice + ("" if rule.citation.verified else " (unverified)") for rule, _ in group
    )
    rule = group[0][0]
    remark = strongest.summary.rpartition("; for ")[2]
    short = strongest.summary if "too few digits" in strongest.summary else ""
    why = short.partition("; ")[2] if short else f"for {remark}"
    return msgspec.structs.replace(
        strongest,
        summary=f"{rule.summary}: {'; '.join(notices)}; {why}",
        rule=", ".join(rule.id for rule, _ in group),
        citations=tuple(dict.fromkeys(c for _, finding in group for c in finding.citations)),
    )


def _ask_places(rule: Rule, situation: Situation) -> list[Finding]:
    """Ask a rule about every watched place; it speaks once of a place in each part."""
    found = []
    for mention in situation.places:
        if _speaks_of(rule, mention.place):
            outcome, remark = _weigh(rule, situation)
            kind = "route" if rule.any_place else "place"
            found.append(
                _finding(
                    rule, kind, mention.subject, outcome, remark, mention.text, mention.place.name
                )
            )
    return found


def _speaks_of(rule: Rule, place: Place) -> bool:
    return rule.any_place or place.id in rule.places or place.group in rule.place_groups


def _ask_countries(rule: Rule, situation: Situation) -> list[Finding]:
    if rule.unlisted_goods and situation.goods and all(line.rows for line in situation.goods):
        return []
    found = []
    seen = set()
    for mention in situation.countries:
        counts = rule.part == "any" or mention.destination
        if counts and mention.country in rule.countries and mention.subject not in seen:
            seen.add(mention.subject)
            outcome, remark = _weigh(rule, situation)
            found.append(
                _finding(
                    rule, "country", mention.subject, outcome, remark, mention.text, mention.country
                )
            )
    return found


def _ask_goods(rule: Rule, situation: Situation) -> list[Finding]:
    """Ask a rule about listed goods for its destinations; the reason names where they go."""
    reasons = [
        f"{mention.subject}: {mention.country}"
        for mention in situation.countries
        if mention.destination and mention.country in rule.countries
    ]
    reasons += [
        f"{mention.subject}: {mention.place.name}"
        for mention in situation.places
        if mention.destination and mention.place.group and mention.place.group in rule.place_groups
    ]
    if not reasons:
        return []
    found = []
    for line in situation.goods:
        row = next((row for row in line.rows if row.table in rule.tables), None)
        if row is not None:
            outcome, remark = _weigh(rule, situation)
            tier = f", tier {row.tier}" if row.table == "chpl" else ""
            listed = f"{row.hs6}{tier}: {row.what} ({row.title})"
            remark = f"{remark}; for {reasons[0]}".lstrip("; ")
            found.append(
                _finding(rule, "goods", line.subject, outcome, remark, line.code, listed, row)
            )
        elif below := [row for row in line.under_heading if row.table in rule.tables]:
            outcome, _ = _weigh(rule, situation)
            outcome = Outcome.REVIEW if outcome.strength else outcome
            listed = ", ".join(dict.fromkeys(row.hs6 for row in below))
            remark = f"the code has too few digits to decide; listed below it: {listed}"
            found.append(
                _finding(rule, "goods", line.subject, outcome, remark, line.code, listed, below[0])
            )
    return found


def _weigh(rule: Rule, situation: Situation) -> tuple[Outcome, str]:
    """Turn a rule's own outcome into that of a finding on this day, for this user."""
    if rule.in_force_to is not None and situation.on > rule.in_force_to:
        return Outcome.NO_MATCH, f"in force until {rule.in_force_to.isoformat()} only"
    early = rule.in_force_from is not None and situation.on < rule.in_force_from
    since = f"in force since {rule.in_force_from.isoformat()}" if rule.in_force_from else ""
    outcome = _own_outcome(rule, situation)
    if early:
        since = f"not yet in force on {situation.on.isoformat()}: {since}"
        outcome = Outcome.REVIEW if outcome.strength else outcome
    elif not rule.in_force_from:
        since = "day of entry into force not established here"
    if not rule.citation.verified and outcome.strength > Outcome.REVIEW.strength:
        outcome = Outcome.REVIEW
    if rule.outcome == "ban" and situation.nexus is None and not early:
        since += f"; no nexus declared: settle whether {rule.regime} law binds you"
    return outcome, since


def _own_outcome(rule: Rule, situation: Situation) -> Outcome:
    if rule.outcome == "ban":
        if situation.nexus is None:
            return Outcome.HOLD
        return Outcome.STOP if rule.regime in situation.nexus else Outcome.REVIEW
    if rule.outcome == "review with listed goods":
        listed = any(line.rows for line in situation.goods)
        return Outcome.REVIEW if listed else Outcome.NO_MATCH
    if rule.outcome == "note":
        return Outcome.NO_MATCH
    return Outcome(rule.outcome)


def _finding(
    rule: Rule,
    kind: str,
    subject: str,
    outcome: Outcome,
    remark: str,
    ours: str,
    theirs: str,
    row: GoodsRow | None = None,
) -> Finding:
    unverified = "" if rule.citation.verified else " (unverified: a question, not a rule)"
    citations = (rule.citation,) if row is None else (rule.citation, row.citation)
    return Finding(
        kind=kind,
        subject=subject,
        outcome=outcome,
        summary=f"{rule.summary}{unverified}" + (f"; {remark}" if remark else ""),
        rule=rule.id,
        ours=ours,
        theirs=theirs,
        effect=str(rule.effect),
        next_step=rule.next_step if outcome.strength else "",
        citations=tuple(dict.fromkeys(citations)),
    )
