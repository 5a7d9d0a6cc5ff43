"""Ask the rules about what was recognised in a transaction; each that speaks gives a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.watch.goods.rows import GoodsRow
from counterflow.watch.places.gazetteer import Place
from counterflow.watch.rules.mentions import (
    BEHIND_A_PARTY,
    BOUGHT_ELSEWHERE,
    CountryMention,
    GoodsMention,
    Situation,
)
from counterflow.watch.rules.rulebook import Rule
from counterflow.watch.rules.weighing import Weight, doubt, weigh, weigh_country, weigh_place

HINTS_SHOWN = 3
"""Rows that a question about a description names; more would hide the words that raised it."""
OLDER_STEP = "ask for the HS 2022 code of these goods; if it is listed: "
DIFFERING_STEP = "find out which place is meant and in which country it lies; if this one: "

PERSON_STEP = "find out whether the person lives there or acts for somebody there; if so: "


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one rule says of one part, before it is put into a sentence.

    Attributes:
        rule: The rule.
        kind: The kind of finding.
        subject: The part of the transaction.
        weight: Its outcome, with what is to be said of days and nexus.
        ours: What the transaction says.
        theirs: What the rule or table says.
        because: Why it speaks of this part; empty where the part says so itself.
        row: The table row that lists the goods.
        step: What precedes the rule's own next step.
    """

    rule: Rule
    kind: str
    subject: str
    weight: Weight
    ours: str
    theirs: str
    because: str = ""
    row: GoodsRow | None = None
    step: str = ""


def ask_rules(rules: Sequence[Rule], situation: Situation) -> list[Finding]:
    """Settle which rules speak to a situation.

    Returns:
        Findings in the order of the rules and, within one, of the transaction; last what several
        notices say of one goods line, as one finding each.
    """
    findings: list[Finding] = []
    noticed: dict[tuple[str, str], list[_Statement]] = {}
    named = frozenset([mention.country for mention in situation.countries])
    tables = frozenset(
        [
            row.table
            for line in situation.goods
            for row in (*line.rows, *line.under_heading, *line.older, *line.hinted)
        ]
    )
    for rule in _speaking(rules, situation, named, tables):
        for statement in _ask(rule, situation):
            if rule.notice:
                noticed.setdefault((rule.summary, statement.subject), []).append(statement)
            else:
                findings.append(_finding([statement]))
    findings.extend(_finding(group) for group in noticed.values())
    # A place under a ban or embargo needs no second finding that calls it watched; a ban that
    # has ended must not silence it.
    ruled = {(f.subject, f.theirs) for f in findings if f.kind == "place" and f.outcome.strength}
    return [f for f in findings if f.kind != "route" or (f.subject, f.theirs) not in ruled]


def _speaking(
    rules: Sequence[Rule], situation: Situation, named: frozenset[str], tables: frozenset[str]
) -> list[Rule]:
    """Give the rules that have something to speak of: a country, a place or a table of theirs."""
    chosen: Iterable[Rule] = rules
    if not situation.places:
        by_country = _by_country(rules)
        at = {place for country in named for place in by_country.get(country, ())}
        chosen = [rules[place] for place in sorted(at)]
    return [rule for rule in chosen if not (rule.tables and rule.tables.isdisjoint(tables))]


def _by_country(rules: Sequence[Rule]) -> dict[str, list[int]]:
    """Give the positions of rules by the countries that they name, made once for a rulebook.

    It is found by the identity of the rulebook, which is kept with it: hashing dozens of rules
    would cost more than asking them.
    """
    kept = _ARRANGED.get(id(rules))
    if kept is None or kept[0] is not rules:
        made: dict[str, list[int]] = {}
        for at, rule in enumerate(rules):
            for country in rule.countries:
                made.setdefault(country, []).append(at)
        if len(_ARRANGED) >= _MOST_ARRANGED:
            _ARRANGED.clear()
        kept = _ARRANGED[id(rules)] = (rules, made)
    return kept[1]


_ARRANGED: Final[dict[int, tuple[Sequence[Rule], dict[str, list[int]]]]] = {}
_MOST_ARRANGED: Final = 16


def _ask(rule: Rule, situation: Situation) -> Iterator[_Statement]:
    if rule.tables:
        yield from _ask_goods(rule, situation)
    else:
        yield from _ask_places(rule, situation)
        yield from _ask_countries(rule, situation)


def _ask_places(rule: Rule, situation: Situation) -> Iterator[_Statement]:
    """Ask a rule about every watched place; it speaks once of a place in each part."""
    for mention in situation.places:
        if _speaks_of(rule, mention.place):
            yield _Statement(
                rule,
                "route" if rule.any_place else "place",
                mention.subject,
                weigh_place(rule, situation, mention),
                mention.text,
                mention.place.name,
                step=DIFFERING_STEP if mention.differing or mention.misread else "",
            )


def _speaks_of(rule: Rule, place: Place) -> bool:
    return rule.any_place or place.id in rule.places or place.group in rule.place_groups


def _ask_countries(rule: Rule, situation: Situation) -> Iterator[_Statement]:
    if rule.unlisted_goods and situation.goods and all(line.rows for line in situation.goods):
        return
    seen = set()
    for mention in sorted(situation.countries, key=lambda one: bool(one.doubtful)):
        counts = rule.part == "any" or mention.destination
        # A doubtful country is no reason to ask for the classification of unlisted goods.
        counts = counts and not (mention.doubtful and rule.unlisted_goods)
        if counts and mention.country in rule.countries and mention.subject not in seen:
            seen.add(mention.subject)
            yield _Statement(
                rule,
                "country",
                mention.subject,
                weigh_country(rule, situation, mention),
                mention.text,
                mention.country,
                step=_doubt_step(mention),
            )


def _doubt_step(mention: CountryMention) -> str:
    if mention.doubtful == BEHIND_A_PARTY:
        return PERSON_STEP
    return DIFFERING_STEP if mention.doubtful else ""


def _ask_goods(rule: Rule, situation: Situation) -> Iterator[_Statement]:
    """Ask a rule about listed goods for its destinations; the reason names where they go."""
    reasons = _destinations(rule, situation)
    if not reasons:
        return
    weighed = [(doubt(weigh(rule, situation, of=of), why), said) for said, why, of in reasons]
    weight, reason = max(weighed, key=lambda pair: pair[0].outcome.strength)
    for line in situation.goods:
        # A cell may hold several codes: each that is listed is named, whatever table lists it.
        rows = {row.code: row for row in reversed(line.rows) if row.table in rule.tables}
        named = [
            rows[code] for code in dict.fromkeys(row.code for row in line.rows) if code in rows
        ]
        if named:
            listed = "; ".join(_row_words(row) for row in named)
            because = f"for {reason}"
            yield _Statement(
                rule, "goods", line.subject, weight, line.code, listed, because, named[0]
            )
        elif below := [row for row in line.under_heading if row.table in rule.tables]:
            yield _short_code(rule, line, weight, below)
        elif older := [row for row in line.older if row.table in rule.tables]:
            yield _older_code(rule, line, weight, older)
        elif hinted := [row for row in line.hinted if row.table in rule.tables]:
            yield _hinted(rule, line, weight, hinted)


def _row_words(row: GoodsRow) -> str:
    tier = f", tier {row.tier}" if row.table == "chpl" else ""
    return f"{row.code}{tier}: {row.what} ({row.title})"


def _hinted(rule: Rule, line: GoodsMention, weight: Weight, rows: Sequence[GoodsRow]) -> _Statement:
    """Ask for the codes of goods that only their description gives away."""
    outcome = Outcome.REVIEW if weight.outcome.strength else weight.outcome
    listed = "; ".join(dict.fromkeys(_row_words(row) for row in rows[:HINTS_SHOWN]))
    because = f"no code settles it: the description says “{line.hint}”, which may be {listed}"
    if not any(row.citation.verified for row in rows):
        because += " (nobody has verified that row: a question, not a rule)"
    asked = Weight(outcome, weight.dated, timely=weight.timely)
    step = "ask for the HS code and the ECCN of these goods; if they are listed: "
    return _Statement(rule, "goods", line.subject, asked, line.hint, listed, because, rows[0], step)


def _short_code(
    rule: Rule, line: GoodsMention, weight: Weight, below: Sequence[GoodsRow]
) -> _Statement:
    """Ask for six digits where listed codes stand under a shorter code."""
    outcome = Outcome.REVIEW if weight.outcome.strength else weight.outcome
    listed = ", ".join(dict.fromkeys(row.hs6 for row in below))
    because = f"the code has too few digits to decide; listed below it: {listed}"
    asked = Weight(outcome, weight.dated, timely=weight.timely)
    return _Statement(rule, "goods", line.subject, asked, line.code, listed, because, below[0])


def _older_code(
    rule: Rule, line: GoodsMention, weight: Weight, older: Sequence[GoodsRow]
) -> _Statement:
    """Ask for the code of today where that of an older edition may stand for listed goods."""
    outcome = Outcome.REVIEW if weight.outcome.strength else weight.outcome
    listed = "; ".join(dict.fromkeys(_row_words(row) for row in older))
    because = (
        f"the code is of an older edition of the HS; in HS 2022 the goods may be {listed} "
        "(unverified: a question, not a rule)"
    )
    asked = Weight(outcome, weight.dated, timely=weight.timely)
    return _Statement(
        rule, "goods", line.subject, asked, line.code, listed, because, older[0], OLDER_STEP
    )


def _destinations(rule: Rule, situation: Situation) -> list[tuple[str, str, tuple[str, ...]]]:
    """Name the parts that make a transaction one for the destinations of a rule.

    Each with what makes it doubtful, and the country, or the place with its group; those that
    nothing makes doubtful come first.
    """
    countries = [
        (
            f"{mention.subject}: {mention.country}",
            mention.doubtful or _bought(mention),
            (mention.country,),
        )
        for mention in situation.countries
        # A buyer in a country that notices name is no sign: much trade is paid for there.
        if (mention.destination or (mention.buys and not rule.notice))
        and mention.country in rule.countries
    ]
    places = [
        (f"{mention.subject}: {mention.place.name}", "", (mention.place.id, mention.place.group))
        for mention in situation.places
        if mention.destination
        and not (mention.differing or mention.misread)
        and mention.place.group
        and mention.place.group in rule.place_groups
    ]
    return sorted([*countries, *places], key=lambda reason: bool(reason[1]))


def _bought(mention: CountryMention) -> str:
    return "" if mention.destination else BOUGHT_ELSEWHERE


def _finding(group: Sequence[_Statement]) -> Finding:
    """Put what one rule, or several notices, say of one part into one finding."""
    leading = max(group, key=lambda statement: statement.weight.outcome.strength)
    rule, outcome = leading.rule, leading.weight.outcome
    cited = (c for one in group for c in (one.rule.citation, one.row and one.row.citation))
    return Finding(
        kind=leading.kind,
        subject=leading.subject,
        outcome=outcome,
        summary=_notices(group, leading) if rule.notice else _sentence(leading),
        rule=", ".join(one.rule.id for one in group),
        ours=leading.ours,
        theirs=leading.theirs,
        effect=str(rule.effect),
        next_step=leading.step + rule.next_step if outcome.strength else "",
        citations=tuple(dict.fromkeys(citation for citation in cited if citation)),
    )


def _sentence(one: _Statement) -> str:
    unverified = "" if one.rule.citation.verified else " (unverified: a question, not a rule)"
    parts = [one.rule.summary + unverified, one.weight.dated, one.because]
    return "; ".join(part for part in parts if part)


def _notices(group: Sequence[_Statement], leading: _Statement) -> str:
    """Name every notice once, with what weakens it, and then the reason."""
    said = []
    for one in group:
        weaker = [] if one.rule.citation.verified else ["unverified"]
        weaker += [] if one.weight.timely else [one.weight.dated]
        said.append(one.rule.notice + (f" ({'; '.join(weaker)})" if weaker else ""))
    return f"{leading.rule.summary}: {'; '.join([*said, leading.because])}"
