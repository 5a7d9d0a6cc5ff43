"""Settle when each list is due to be fetched again; pure, for any clock."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from counterflow.watch.lists.addresses import OfficialList
from counterflow.watch.lists.visits import Visit

EARLY: Final = 0.1
"""Share of the interval by which a list may be asked early; never late: daily means daily."""
FIRST_RETRY: Final = dt.timedelta(minutes=5)
"""Wait after a first failure; doubled with each, up to the interval."""
SHORTEST_WAIT: Final = 30.0
"""Seconds between two rounds at least."""
LONGEST_WAIT: Final = 60.0
"""Seconds between two looks at the clock at most: it may be set, or the machine may sleep."""
_DOUBLINGS: Final = 20


class Due(NamedTuple):
    """When a list is due, and why then."""

    list: str
    at: dt.datetime
    why: str


def next_due(row: OfficialList, visit: Visit, now: dt.datetime) -> Due:
    """Settle when one list is due.

    The moment is uneven from list to list and from visit to visit, but always the same for the same
    visit: a restart changes nothing, and not all machines ask at midnight.

    Args:
        row: The list, with its interval.
        visit: The last visits.
        now: The moment of asking, with a zone.

    Returns:
        The moment, never later than the interval from now: after the last good visit within the
        interval, after a failure sooner, growing with each. Never visited, or visited in the future
        (the clock was set back): now.

    Example:
        >>> row = OfficialList("un_sc", "un_xml", hours=24)
        >>> noon = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
        >>> next_due(row, Visit(), noon).why
        'never fetched'
        >>> failed = Visit("2026-11-21T11:59:00Z", "", 1, "the server answers HTTP 500")
        >>> noon < next_due(row, failed, noon).at <= noon + dt.timedelta(minutes=4)
        True
    """
    tried = _moment(visit.tried_at)
    interval = dt.timedelta(hours=row.hours)
    if tried is None:
        return Due(row.name, now, "never fetched")
    if tried > now:
        return Due(row.name, now, f"fetched at {visit.tried_at}, which is yet to come")
    share = _share(f"{row.name} {visit.tried_at} {visit.failures}")
    if visit.failures:
        wait = min(interval, FIRST_RETRY * 2 ** min(visit.failures - 1, _DOUBLINGS))
        count = "once" if visit.failures == 1 else f"{visit.failures} times"
        return Due(row.name, tried + wait * (1 - share / 2), f"failed {count}: {visit.told}")
    return Due(row.name, tried + interval * (1 - EARLY * share), f"fetched {visit.tried_at}")


def plan(rows: Iterable[OfficialList], visits: Mapping[str, Visit], now: dt.datetime) -> list[Due]:
    """Give when each list is due, the first first; those by hand are left out."""
    found = [next_due(row, visits.get(row.name, Visit()), now) for row in rows if row.files]
    return sorted(found, key=lambda due: (due.at, due.list))


def run_schedule(
    rows: Sequence[OfficialList],
    *,
    visits: Callable[[str], Visit],
    fetch: Callable[[OfficialList], None],
    now: Callable[[], dt.datetime],
    wait: Callable[[float], None],
    told: Callable[[Sequence[Due]], None],
    once: bool = False,
) -> None:
    """Fetch each list whenever it is due, until ``wait`` raises.

    Args:
        rows: The lists.
        visits: Gives the last visits of one list.
        fetch: Fetches one list and writes the visit down.
        now: Gives the moment, with a zone.
        wait: Waits so many seconds, at most ``LONGEST_WAIT``.
        told: Called with what is due next, after each round.
        once: Fetch what is due now, then return.
    """
    by_name = {row.name: row for row in rows}
    while True:
        started = now()
        due = _plan_now(rows, visits, started)
        for one in due:
            if one.at <= started:
                fetch(by_name[one.list])
        ahead = _plan_now(rows, visits, now())
        told(ahead)
        if once or not ahead:
            return
        seconds = (ahead[0].at - now()).total_seconds()
        # A list that is due again at once could not be written down: never ask in a tight circle.
        wait(min(LONGEST_WAIT, max(SHORTEST_WAIT, seconds)))


def _plan_now(
    rows: Sequence[OfficialList], visits: Callable[[str], Visit], now: dt.datetime
) -> list[Due]:
    return plan(rows, {row.name: visits(row.name) for row in rows}, now)


def _moment(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _share(key: str) -> float:
    """Give a number from 0 to 1 that looks random and is the same for the same key."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) / 0xFFFFFFFF
