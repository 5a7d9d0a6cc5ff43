"""Hand what persons settled to a screening: good-guy entries, and answers to red flags."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa

from counterflow.core.model.settled import Answer
from counterflow.review.cases.goodguys import exemptions_on
from counterflow.review.cases.place import NOTHING, Settled
from counterflow.review.cases.tables import ANSWERS, CASES
from counterflow.storage.database.migrating import NoRecordsError
from counterflow.storage.database.records import Records, records_url


def settled_on(store: Path, database: str, day: dt.date) -> Settled:
    """Give what stood settled at the end of a day.

    Args:
        store: The folder of the store.
        database: Address of a PostgreSQL database; empty for the file in the store.
        day: The day (UTC) of the answer.

    Raises:
        StoreError: the records cannot be read; nothing is screened as if there were none.
    """
    try:
        records = Records(records_url(store, database), write=False)
    except NoRecordsError:
        return NOTHING
    with records, records.reading() as connection:
        return Settled(exemptions_on(connection, day), answers_on(connection, day))


def answers_on(
    connection: sa.Connection, day: dt.date
) -> dict[tuple[str, str], tuple[Answer, ...]]:
    """Give the newest answer of each flag by kind and id of the transaction.

    Transactions without a number of their own are left out: ``row-5`` of another file is another.

    Args:
        connection: A transaction of the records.
        day: Answers of later days (UTC) are left out.
    """
    asked = (
        sa.select(
            CASES.c.paper_kind, CASES.c.subject, ANSWERS.c.flag, ANSWERS.c.answer,
            ANSWERS.c.actor, ANSWERS.c.at, ANSWERS.c.case_id,
        )
        .join(CASES, CASES.c.id == ANSWERS.c.case_id)
        .where(CASES.c.kind == "transaction", CASES.c.scope == "")
        .order_by(ANSWERS.c.case_id, ANSWERS.c.version)
    )  # fmt: skip
    newest: dict[tuple[str, str], dict[str, Answer]] = {}
    for paper, subject, *fields in connection.execute(asked):
        one = Answer(*fields)
        if one.at[:10] <= day.isoformat():
            newest.setdefault((paper, subject), {})[one.flag] = one
    return {key: tuple(found.values()) for key, found in newest.items()}
