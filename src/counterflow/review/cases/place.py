"""Tell whether persons settled anything that a screening rests on; apart, as this loads nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from counterflow.core.model.settled import Answer, Exemption

FILE = "records.sqlite"
"""The file of a store that holds its records (``storage.database.records``)."""
_HELD = (
    "SELECT EXISTS (SELECT 1 FROM review_goodguys WHERE approver <> '')"
    " OR EXISTS (SELECT 1 FROM review_answers)"
)


class Settled(NamedTuple):
    """What persons settled by a day.

    Attributes:
        exemptions: Good-guy entries, in the order of their names.
        answers: Answers to red flags, by kind and id of the transaction.
    """

    exemptions: tuple[Exemption, ...] = ()
    answers: Mapping[tuple[str, str], tuple[Answer, ...]] = {}


NOTHING = Settled()


def may_hold(store: Path, database: str) -> bool:
    """Tell whether the records may hold good-guy entries or answers.

    Without the library that reads records: most answers rest on none of them.

    Args:
        store: The folder of the store.
        database: Address of a PostgreSQL database; empty for the file in the store.

    Returns:
        ``False`` only where there are surely none. What cannot be read is told by whoever opens it.
    """
    if database:
        return True
    path = store / FILE
    if not path.is_file():
        return False
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as it:
            return bool(it.execute(_HELD).fetchone()[0])
    except sqlite3.Error:
        return True
