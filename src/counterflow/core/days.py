"""The day that rules and lists are asked of."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """Give the current day in UTC, the day that rules and list ages are measured by."""
    return dt.datetime.now(tz=dt.UTC).date()
