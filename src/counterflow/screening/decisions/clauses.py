"""Ask whether a contract carries the clause that its goods and destination require."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation, read_countries, read_interval
from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Citation
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import Transaction
from counterflow.screening.intake.vocabulary import vocabulary
from counterflow.watch.goods.rows import in_force
from counterflow.watch.rules.mentions import Situation

FILE = "policies/clauses.yaml"
_LISTS = ("who", "from_countries", "tables", "except_destinations")


@dataclass(frozen=True, slots=True)
class ClauseRule:
    """A clause that some contracts must carry.

    Attributes:
        id: Stable name.
        who: Regimes of the operators that it binds.
        from_countries: Countries whose exporters these are, where no nexus was declared.
        tables: Goods tables of which one line is enough.
        except_destinations: Countries to which no clause is needed.
        detail: The detail of the transaction that says whether the clause is there.
        in_force_from: First day.
        in_force_to: Last day; ``None`` while in force.
        summary: What is required, in our words.
        open: What the row leaves open.
        next_step: What to do where the clause is missing.
        citation: Its source.
    """

    id: str
    who: frozenset[str]
    from_countries: frozenset[str]
    tables: frozenset[str]
    except_destinations: frozenset[str]
    detail: str
    in_force_from: dt.date
    in_force_to: dt.date | None
    summary: str
    open: str
    next_step: str
    citation: Citation


@cache
def load_clauses() -> tuple[ClauseRule, ...]:
    """Load the clauses of the package.

    Raises:
        RuleError: a row lacks a part, a source or its first day, or asks for an unknown detail.

    Example:
        >>> [(rule.id, rule.in_force_from.isoformat()) for rule in load_clauses()]
        [('eu-no-reexport-to-russia', '2024-03-20')]
    """
    file = load_facts(FILE)
    rows = enumerate(file["rules"], start=1)
    return tuple(read_clause(file, row, f"{FILE}, row {at}") for at, row in rows)


def read_clause(file: Mapping[str, Any], row: Mapping[str, Any], where: str) -> ClauseRule:
    """Read one row, checking every part of it; see ``load_clauses``."""
    lacking = [key for key in ("id", *_LISTS, "detail", "summary") if not row.get(key)]
    if lacking:
        raise RuleError(f"the clause lacks {', '.join(lacking)}", where=where)
    if row["detail"] not in vocabulary().details:
        raise RuleError(
            f"no detail is called {row['detail']!r}",
            where=where,
            why="no paper could ever answer",
            remedy="one of: " + ", ".join(vocabulary().details),
        )
    start, end = read_interval(row, where)
    if start is None:
        raise RuleError("a clause needs the day from which it is required", where=where)
    return ClauseRule(
        id=str(row["id"]),
        who=frozenset(map(str, row["who"])),
        from_countries=read_countries(row["from_countries"], where),
        tables=frozenset(map(str, row["tables"])),
        except_destinations=read_countries(row["except_destinations"], where),
        detail=str(row["detail"]),
        in_force_from=start,
        in_force_to=end,
        summary=str(row["summary"]),
        open=str(row.get("open", "")),
        next_step=str(row.get("next_step", "")),
        citation=read_citation(file, row, where),
    )


def clause_findings(transaction: Transaction, situation: Situation) -> Iterator[Finding]:
    """Settle which required clauses are missing, or are not said to be there.

    Args:
        transaction: Its details say ``yes``, ``no`` or ``unknown``.
        situation: What was recognised in it: listed goods, destinations, the user's nexus.

    Yields:
        One finding per clause: *review* where it is said to be missing or unknown, or where the
        user declared the regime and the papers say nothing; a note where no nexus was declared,
        the exporter's country alone speaks for it, and the papers say nothing.

    Basis:
        R28; Art. 12g of Regulation (EU) 833/2014, as ``data/policies/clauses.yaml`` cites it.
    """
    if not any(line.rows or line.older for line in situation.goods):
        return
    for rule in load_clauses():
        said = transaction.detail(rule.detail)
        if said == "yes" or not in_force(situation.on, rule.in_force_from, rule.in_force_to):
            continue
        lines = [
            line
            for line in situation.goods
            if any(row.table in rule.tables for row in (*line.rows, *line.older))
        ]
        places = _destinations(situation, rule)
        who = _who(rule, transaction, situation) if lines and places else ""
        if who:
            yield _finding(rule, said, lines[0].subject, lines[0].code, places[0], who, situation)


def _destinations(situation: Situation, rule: ClauseRule) -> list[str]:
    return [
        f"{mention.subject}: {mention.country}"
        for mention in situation.countries
        if mention.destination
        and not mention.doubtful
        and mention.country[:2] not in rule.except_destinations
    ]


def _who(rule: ClauseRule, transaction: Transaction, situation: Situation) -> str:
    """Say why the rule binds somebody here; empty where nothing says so."""
    if situation.nexus is not None:
        bound = sorted(rule.who & situation.nexus)
        return f"you declared {', '.join(bound)}" if bound else ""
    ends = [(party.role, party.country) for party in transaction.parties if party.role == "shipper"]
    ends.append(("origin", transaction.origin_country))
    ends += [(f"leg {at} from", leg.from_country) for at, leg in enumerate(transaction.legs, 1)]
    found = next((end for end in ends if end[1] in rule.from_countries), None)
    return f"{found[0]}: {found[1]}; no nexus declared" if found else ""


def _finding(
    rule: ClauseRule, said: str, subject: str, code: str, place: str, who: str, situation: Situation
) -> Finding:
    told = {
        "": "the papers do not say whether it is there",
        "unknown": "it is not known whether it is there",
        "no": "it is not there",
    }[said]
    asked = said or situation.nexus is not None
    return Finding(
        kind="clause",
        subject=subject,
        outcome=Outcome.REVIEW if asked else Outcome.NO_MATCH,
        summary=f"{rule.summary}: {told}; for {place}; {who}",
        rule=rule.id,
        ours=f"{code}; clause: {said or 'not stated'}",
        theirs=f"in force since {rule.in_force_from.isoformat()}; {rule.open}".rstrip("; "),
        next_step=rule.next_step if asked else "",
        citations=(rule.citation,),
    )
