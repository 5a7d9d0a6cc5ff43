"""Take a file of customers in: read as trade files are, screened at once, monitored then on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from counterflow.core.model.decisions import Decision
from counterflow.core.model.refusals import Refusal
from counterflow.core.settings import Settings
from counterflow.core.tables.reading import open_table
from counterflow.in_use import InUse
from counterflow.monitoring import RUN, Monitored, names_analyst, open_monitored, side_of
from counterflow.recording import ground_of
from counterflow.review.monitor.customers import (
    Customer,
    customer_of,
    digests_of,
    keep_customers,
)
from counterflow.review.monitor.segments import standing_of
from counterflow.screening.intake.columns import known_columns, recognize
from counterflow.screening.intake.mapping import load_mapping
from counterflow.screening.intake.transactions import read_transactions
from counterflow.screening.intake.wrong_file import check_file
from counterflow.screening.runs.folder import digest_of, new_run_name

_NUMBER = re.compile(
    r"(?:customer|client|account|debtor|supplier|vendor|partner|kunden|debitoren|lieferanten)"
    r"[ _.-]*(?:id|no|nr|number|nummer|code|key)\.?",
    re.IGNORECASE,
)
"""How files of customers call the number by which each is known."""
TOGETHER = 1000
"""Customers that are screened together."""


class CustomersImported(msgspec.Struct, frozen=True):
    """What an import of customers did.

    Attributes:
        file: Name of the file.
        new: Customers that were not monitored before.
        replaced: Those of which the file says something else than before.
        same: Those of which it says the same.
        headlines: How many of the new and replaced ones have which headline.
        refused: Rows that could not be read.
    """

    file: str
    new: int
    replaced: int
    same: int
    headlines: dict[str, int]
    refused: tuple[Refusal, ...] = ()


def import_customers(
    used: InUse,
    settings: Settings,
    as_of: dt.date,
    path: Path,
    *,
    actor: str,
    reading: dict[str, Any],
) -> CustomersImported:
    """Take a file of customers in; see ``Engine.import_customers``.

    Args:
        used: The lists in use.
        settings: The settings.
        as_of: The day of the answer.
        path: The file.
        actor: Who has it done.
        reading: encoding, delimiter, sheet, input_format, mapping.

    Raises:
        InputError: the file cannot be read, or no column of it holds a name.
    """
    refused: list[Refusal] = []
    found: dict[str, Customer] = {}
    for one in _read(path, reading):
        if isinstance(one, Refusal):
            refused.append(one)
            continue
        found[one.id] = one
    with open_monitored(used, settings, as_of, actor=actor) as opened:
        with opened.records.reading() as connection:
            known = digests_of(connection)
        fresh = [one for one in found.values() if known.get(one.id) != one.digest]
        headlines = _screen_and_keep(opened, fresh, path) if fresh else {}
    new = sum(one.id not in known for one in fresh)
    return CustomersImported(
        path.name, new, len(fresh) - new, len(found) - len(fresh), headlines, tuple(refused)
    )


def _read(path: Path, reading: dict[str, Any]) -> Iterator[Customer | Refusal]:
    table = open_table(
        path, format=reading.get("input_format"), encoding=reading.get("encoding"),
        delimiter=reading.get("delimiter"), sheet=reading.get("sheet"), is_header=known_columns,
    )  # fmt: skip
    given = reading.get("mapping")
    mapping = load_mapping(given, table.columns) if given else _of_customers(table.columns)
    plan = recognize(table.columns, mapping, kind="order", sample=table)
    check_file(table, plan)
    for row in read_transactions(table, plan, kind="order"):
        if isinstance(row, Refusal):
            yield row
        elif row.parties:
            yield customer_of(row)
        else:
            at = row.rows[0] if row.rows else 0
            yield Refusal("no customer is named", file=path.name, row=at)


def _of_customers(columns: Sequence[str]) -> dict[str, str]:
    """Give what columns mean in a file of customers, that no trade file calls so.

    "Name" is nobody's in a file of orders. Here it is the customer's: it means what "customer name"
    means there.
    """
    known = {
        column.name for column in recognize(columns, None, kind="order").planned if column.used
    }
    found: dict[str, str] = {}
    for name in columns:
        if name in known:
            continue
        if _NUMBER.fullmatch(name.strip()):
            if "id" not in found.values():
                found[name] = "id"
            continue
        (column,) = recognize([f"customer {name}"], None, kind="order").planned
        if column.used and column.target is not None and column.target.role:
            found[name] = column.target.written
    return found


def _screen_and_keep(opened: Monitored, fresh: list[Customer], path: Path) -> dict[str, int]:
    """Screen customers, keep the decisions in the archive, and the customers in one transaction."""
    at = dt.datetime.now(tz=dt.UTC)
    screener, run = opened.used.screener, f"{RUN}customers-{new_run_name()}"
    ground = ground_of(opened.used, opened.settings, opened.as_of)
    analyst = names_analyst(opened.records, opened.actor)
    decided = []
    headlines: dict[str, int] = {}
    for part, begin in enumerate(range(0, len(fresh), TOGETHER)):
        some = fresh[begin : begin + TOGETHER]
        decisions: list[Decision] = screener.screen([one.transaction for one in some])
        lines = [msgspec.json.encode(one) for one in decisions]
        opened.archive.append_batch(ground, lines, run=run, part=part, actor=opened.actor)
        for customer, decision in zip(some, decisions, strict=True):
            decided.append((customer, standing_of(decision, screener.nexus)))
            headlines[decision.headline] = headlines.get(decision.headline, 0) + 1
        # Before they are kept: the same opened twice changes nothing, and none is forgotten.
        if analyst:
            from counterflow.review.cases.opening import open_cases

            theirs = {one.id: one.id for one in some}
            open_cases(opened.records, decisions, actor=opened.actor, run=run, customers=theirs)
    side = side_of(opened.used, opened.settings, opened.as_of)
    with opened.records.writing() as connection:
        keep_customers(
            connection, decided, ground=side.ground, source=f"{path.name} {digest_of(path)}",
            actor=opened.actor, at=at,
        )  # fmt: skip
    return dict(sorted(headlines.items()))
