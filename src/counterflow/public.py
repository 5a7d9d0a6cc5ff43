"""The functions of the package root: open an engine, or ask the one over the default store.

``counterflow.open``, ``counterflow.screen`` and the others are these; whoever needs another store,
day or set of lists opens an engine.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from counterflow.core.assertions import Ledger
from counterflow.core.days import as_day
from counterflow.core.model.decisions import Decision
from counterflow.core.model.matches import Comparison, Match
from counterflow.core.model.runs import RunSummary
from counterflow.core.model.transactions import Transaction
from counterflow.core.settings import read_settings
from counterflow.engine import Engine


def open(  # noqa: A001 - the public name is fixed: counterflow.open
    store: str | Path | None = None,
    as_of: dt.date | str | None = None,
    *,
    lists: Sequence[str] | None = None,
    **settings: Any,
) -> Engine:
    """Open an engine over the lists in a store.

    Args:
        store: Folder of lists, indexes and runs; ``None`` takes the user's own data folder
            (``~/.local/share/counterflow`` on Linux) or ``COUNTERFLOW_STORE``.
        as_of: The day whose lists and rules are used (a date or ``YYYY-MM-DD``); today if
            ``None``.
        lists: Names of the lists to use; ``None`` takes all in the store and the watch pack.
        **settings: Values of ``docs/settings.md``: threshold, stale_after_days, nexus, licences,
            rules (one path or a list of them).

    Returns:
        The engine. Its index is built at first use and kept in the store.

    Raises:
        ListError: a named list is not in the store, or a list is damaged.
        SettingsError: a setting is unknown or out of range.

    Example:
        >>> import counterflow, tempfile
        >>> engine = counterflow.open(tempfile.mkdtemp())
        >>> party = {"schema": "Company", "properties": {"name": ["OOO Alabuga Machinery"]}}
        >>> [(match.caption, match.score) for match in engine.match(party, limit=1)]
        [('Alabuga Machinery LLC', 1.0)]
    """
    given = {**settings, "store": str(store) if store is not None else None}
    return Engine(read_settings(given), as_of=as_day(as_of), lists=lists)


@functools.cache
def _default() -> Engine:
    return open()


def screen(transaction: Transaction | dict[str, Any]) -> Decision:
    """Screen one transaction with an engine over the default store; see ``Engine.screen``."""
    return _default().screen(transaction)


def screen_file(path: str | Path, **options: Any) -> RunSummary:
    """Screen a file with an engine over the default store; see ``Engine.screen_file``."""
    return _default().screen_file(path, **options)


def match(entity: Any, limit: int = 10) -> list[Match]:
    """Match an entity with an engine over the default store; see ``Engine.match``."""
    return _default().match(entity, limit=limit)


def candidates(entity: Any, limit: int = 75) -> list[str]:
    """Find candidates with an engine over the default store; see ``Engine.candidates``."""
    return _default().candidates(entity, limit=limit)


def compare(a: Any, b: Any) -> Comparison:
    """Compare two entities; see ``Engine.compare``."""
    from counterflow.watch.matching.compare import compare as compare_entities

    return compare_entities(a, b)


def read(
    paths: str | Path | Sequence[str | Path],
    *,
    engine: Engine | None = None,
    fetch: bool = False,
) -> Ledger:
    """Read public reports into a ledger: who says what, who denies it, how many origins.

    Args:
        paths: One file or several, or folders of them; addresses too, given as text, where
            ``fetch`` is true.
        engine: Holds the persons, bodies and vessels against its lists: each of ``entities`` then
            has ``listings``, what it may be, with score and explanation, marked *possible*, and
            what persons decided in the engine's store. No list is asked if ``None``.
        fetch: Fetch from the hosts in the setting ``report_hosts``, and keep what comes in the
            store; nothing is fetched without it.

    Returns:
        The ledger: ``assertions``, ``claims``, ``relations``, ``origins``, ``entities``, ``flows``
        and more, each a tuple of records; ``dict(record)`` gives its fields.

    Raises:
        ReportError: a file cannot be read, or the extra ``[reports]`` is not installed.
    """
    from counterflow.report_run import link_entities, read_reports

    fetching = None
    if fetch:
        from counterflow.evidence.online.fetching import Fetcher

        settings = read_settings() if engine is None else engine.settings
        fetching = Fetcher(settings.store_path, settings.hosts).fetch
    ledger = read_reports(paths, fetch=fetching)
    if engine is None:
        return ledger
    from counterflow.evidence.claims.store import judgements

    return link_entities(ledger, engine.match_many, judgements(engine.settings.store_path))
