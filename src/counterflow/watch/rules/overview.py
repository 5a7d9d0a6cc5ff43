"""Every rule in force as one row each, whatever rulebook it stands in, for lists and documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec

from counterflow.core.model.law import Citation
from counterflow.watch.rules.flag_books import load_flags
from counterflow.watch.rules.flag_rows import Flag
from counterflow.watch.rules.rulebook import Rule, load_rules

FLAG = "red flag"
RULE = "rule"


class RuleRow(msgspec.Struct, frozen=True, kw_only=True):
    """One rule or red flag, as lists and documents show it.

    ``how`` is ``computed`` (data can raise it), ``question`` (only a person can tell) or ``rule``.
    ``standing`` is that of the day asked, ``later`` what followed the days in force. ``evidence``
    is ``read`` (its text), ``second-hand`` or ``unverified``: the weakest of its sources counts.
    """

    id: str
    rulebook: str
    what: str
    how: str
    statement: str
    authority: str
    regimes: tuple[str, ...] = ()
    standing: str
    in_force_from: str = ""
    in_force_to: str = ""
    later: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    ask: str = ""
    good: str = ""
    weight: int = 0
    ours: str = ""
    outcome: str = ""
    effect: str = ""
    next_step: str = ""
    resolved_by: str = ""
    evidence: str
    citations: tuple[Citation, ...]
    own: str = ""


def rule_rows(on: dt.date, own: Sequence[Flag] = ()) -> list[RuleRow]:
    """Give all rules and red flags of ``data/rules``, and those of the user behind them.

    Args:
        on: The day whose standing is told.
        own: Red flags of the user's own rulebooks.

    Example:
        >>> rows = rule_rows(dt.date(2026, 11, 21))
        >>> next(row.standing for row in rows if row.id == "KYC-29")
        'not established'
    """
    return [*(_of_rule(rule, on) for rule in load_rules()),
            *(_of_flag(flag, on) for flag in (*load_flags(), *own))]  # fmt: skip


def evidence_of(citations: Sequence[Citation]) -> str:
    """Settle how far the sources of a statement were read.

    Example:
        >>> evidence_of([Citation("a", read_via="read in part")])
        'second-hand'
    """
    if not all(citation.verified for citation in citations):
        return "unverified"
    return "second-hand" if any(citation.second_hand for citation in citations) else "read"


def _of_flag(flag: Flag, on: dt.date) -> RuleRow:
    return RuleRow(
        id=flag.id,
        rulebook=flag.rulebook,
        what=FLAG,
        how="computed" if flag.computed else "question",
        statement=flag.statement,
        authority=flag.authority,
        regimes=tuple(sorted(flag.regimes)),
        standing=flag.standing(on),
        in_force_from=iso_day(flag.standings[0].first),
        in_force_to=iso_day(flag.standings[0].last),
        later=tuple(f"{one.word} from {iso_day(one.first)}" for one in flag.standings[1:]),
        conditions=tuple(condition.text for condition in flag.raised_when),
        ask=flag.ask,
        good=flag.good,
        weight=flag.weight,
        ours=flag.ours,
        outcome=_by_weight(flag),
        effect="caution only",
        next_step=flag.next_step,
        resolved_by=flag.resolved_by,
        evidence="your own" if flag.own and flag.verified else evidence_of(flag.citations),
        citations=flag.citations,
        own=flag.own,
    )


def _by_weight(flag: Flag) -> str:
    least = f"; at least {flag.at_least} where answered so" if flag.at_least.strength else ""
    return f"review or hold, by weight{least}"


def _of_rule(rule: Rule, on: dt.date) -> RuleRow:
    return RuleRow(
        id=rule.id,
        rulebook=rule.rulebook,
        what=RULE,
        how=RULE,
        statement=rule.notice or rule.summary,
        authority=rule.citation.issuer,
        regimes=(rule.regime,) if rule.regime else (),
        standing=standing_on(on, rule.in_force_from, rule.in_force_to),
        in_force_from=iso_day(rule.in_force_from),
        in_force_to=iso_day(rule.in_force_to),
        conditions=tuple(_conditions(rule)),
        outcome=rule.outcome,
        effect=str(rule.effect),
        next_step=rule.next_step,
        evidence=evidence_of([rule.citation]),
        citations=(rule.citation,),
    )


def iso_day(day: dt.date | None) -> str:
    """Write a day; empty where it is not known or open."""
    return day.isoformat() if day else ""


def standing_on(on: dt.date, first: dt.date | None, last: dt.date | None) -> str:
    """Settle what holds on a day of a rule with these days.

    Example:
        >>> standing_on(dt.date(2026, 1, 1), None, dt.date(2025, 1, 1))
        'ended'
    """
    if first is not None and on < first:
        return "not yet in force"
    return "ended" if last is not None and on > last else "in force"


def _conditions(rule: Rule) -> Iterable[str]:
    for word, values in (
        ("places", rule.places), ("place groups", rule.place_groups),
        ("countries", rule.countries), ("goods on", rule.tables),
    ):  # fmt: skip
        if values:
            yield f"{word}: {', '.join(sorted(values))}"
    if rule.any_place:
        yield "any watched place"
    if rule.unlisted_goods:
        yield "some goods on no table"


def markdown(rows: Sequence[RuleRow]) -> str:
    """Write every rule with its citation as a page (``docs/rules.md``).

    The page says nothing that depends on the day on which it is made.
    """
    lines = [*_head(rows)]
    for book in dict.fromkeys(row.rulebook for row in rows):
        own = [row for row in rows if row.rulebook == book]
        lines += ["", f"## {book.replace('_', ' ').capitalize()}", ""]
        lines += ["| id | statement | how | days | evidence | sources |",
                  "|---|---|---|---|---|---|"]  # fmt: skip
        lines += [_line(row) for row in own]
    lines += ["", "## Sources", "", *_sources(rows), ""]
    return "\n".join(lines)


def _head(rows: Sequence[RuleRow]) -> list[str]:
    flags = [row for row in rows if row.what == FLAG]
    computed = sum(row.how == "computed" for row in flags)
    weak = sum(row.evidence == "unverified" for row in rows)
    second = sum(row.evidence == "second-hand" for row in rows)
    return [
        "# Rules",
        "",
        "Made by `counterflow rules ls --markdown`; a test fails where it is stale. How rows are",
        "written, what flags come to and how questions are answered: [red flags](red-flags.md).",
        "",
        f"{len(rows)} rows: {len(rows) - len(flags)} rules and checks on parties, places, ways,",
        f"goods, owners and clauses, and {len(flags)} red flags. Data can raise {computed} of the",
        f"flags, only a person the others. Of all rows {second} are second-hand: nobody of ours",
        f"read the whole text itself. {weak} are unverified: a question, and never law. An",
        "empty day was not recorded. What is stayed, or not established, is shown and weighs",
        "nothing.",
    ]


def _line(row: RuleRow) -> str:
    least = row.outcome.partition("; ")[2]
    weight = ", ".join(filter(None, [row.how, f"weight {row.weight}", least]))
    how = weight if row.what == FLAG else row.outcome or row.effect
    days = f"{row.in_force_from or '…'} to {row.in_force_to or '…'}"
    if row.later:
        days += "; " + "; ".join(row.later)
    cells = (
        row.id, row.statement, how + _whose_limits(row), days,
        f"**{row.evidence}**" if row.evidence == "unverified" else row.evidence,
        ", ".join(citation.source for citation in row.citations),
    )  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _whose_limits(row: RuleRow) -> str:
    if not row.ours:
        return ""
    return f" (limits of {row.own})" if row.own else " (limits ours)"


def _sources(rows: Sequence[RuleRow]) -> Iterable[str]:
    cited = {citation.source: citation for row in rows for citation in row.citations}
    for name, one in sorted(cited.items()):
        title = f"[{one.title}]({one.url})" if one.url else one.title
        read = one.read_via or "ours"
        yield f"- `{name}`: {one.issuer}: {title}, {one.date} ({read})"
