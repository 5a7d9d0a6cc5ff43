"""Settle whether a store may be relied on today: clock, store, lists, canaries, disk, settings."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from counterflow.core.errors import CounterflowError, ListError
from counterflow.core.model.snapshots import UNRELIABLE, ListState, Snapshot
from counterflow.core.settings import PREFIX, REGIMES
from counterflow.engine import Engine
from counterflow.screening.decisions.regimes import regimes_covered, regimes_in
from counterflow.screening.runs.tally import strongest_exit_code
from counterflow.watch.lists.addresses import OfficialList
from counterflow.watch.lists.admission import AHEAD_DAYS
from counterflow.watch.lists.in_use import remedy_of
from counterflow.watch.lists.pack import NAME as WATCH_PACK
from counterflow.watch.lists.versions import versions_of
from counterflow.watch.lists.visits import Visit, Visits
from counterflow.watch.matching.canaries import failing_canaries, has_canaries
from counterflow.watch.rules.rulebook import load_rules

INCOMPLETE: Final = 5
UNRELIABLE_LIST: Final = 6
VERIFICATION_FAILED: Final = 7

LITTLE_ROOM: Final = 1 << 30
"""Bytes of free disk below which a note is due: a rebuild of the index needs some hundred MB."""
NO_ROOM: Final = 200 << 20
SKEW_SECONDS: Final = 300
"""Seconds by which the clock may differ from a publisher's."""
GRACE: Final = 1.5
"""Intervals after which a list that was fetched before counts as overdue."""


class Check(NamedTuple):
    """One thing that was looked at: ``ok``, a ``note``, or a ``fault`` with its exit code."""

    name: str
    state: str
    what: str
    remedy: str = ""
    code: int = 0


def _ok(name: str, what: str) -> Check:
    return Check(name, "ok", what)


def _note(name: str, what: str, remedy: str = "") -> Check:
    return Check(name, "note", what, remedy)


def _fault(name: str, code: int, what: str, remedy: str = "") -> Check:
    return Check(name, "fault", what, remedy, code)


def exit_code(checks: Iterable[Check]) -> int:
    """Give the exit code of some checks: the first that applies of 7, 6, 5.

    Example:
        >>> exit_code([_ok("disk", ""), _fault("lists", 6, ""), _fault("regimes", 5, "")])
        6
    """
    return strongest_exit_code(check.code for check in checks)


def look(
    engine: Engine,
    known: Mapping[str, OfficialList],
    *,
    given: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    now: dt.datetime | None = None,
) -> list[Check]:
    """Look at everything that an answer rests on.

    Args:
        engine: Opened over the store, as of today.
        known: The official lists by name.
        given: Settings that were given as options.
        environment: Where the others may stand; the process's own if ``None``.
        now: The moment; the clock's if ``None``.

    Returns:
        One check per thing, in the order in which they are to be mended. A check that breaks off is
        a fault itself: the others are still made.
    """
    moment = now or dt.datetime.now(tz=dt.UTC)
    rooms: list[tuple[str, Callable[[], Iterable[Check]]]] = [
        ("disk", lambda: _disk(engine.settings.store_path)),
        ("permissions", lambda: _permissions(engine.settings.store_path)),
        ("clock", lambda: _clock(engine, known, moment)),
        ("store", lambda: _store(engine)),
        ("lists", lambda: _lists(engine)),
        ("regimes", lambda: _regimes(engine, known)),
        ("fetching", lambda: _fetching(engine, known, moment)),
        ("rescreening", lambda: _rescreening(engine, moment)),
        ("canaries", lambda: _canaries(engine)),
        ("rules", _rules),
        ("settings", lambda: _settings(engine, given or {}, environment)),
    ]
    found: list[Check] = []
    for name, room in rooms:
        try:
            found += room()
        except CounterflowError as fault:
            found.append(_fault(name, VERIFICATION_FAILED, fault.what, fault.remedy))
        except OSError as fault:
            found.append(_fault(name, VERIFICATION_FAILED, f"cannot be looked at: {fault}"))
    return found


def _disk(folder: Path) -> Iterator[Check]:
    place = next((one for one in (folder, *folder.absolute().parents) if one.exists()), folder)
    try:
        free = shutil.disk_usage(place).free
    except OSError as fault:
        yield _fault("disk", VERIFICATION_FAILED, f"cannot be looked at: {fault.strerror}")
        return
    what = f"{free / (1 << 30):,.1f} GiB free at {place}"
    remedy = "make room; see: counterflow lists prune"
    if free < NO_ROOM:
        yield _fault("disk", VERIFICATION_FAILED, what, remedy)
    else:
        yield _note("disk", what, remedy) if free < LITTLE_ROOM else _ok("disk", what)


def _permissions(folder: Path, *, modes: bool = os.name == "posix") -> Iterator[Check]:
    """Look who may read and change the store.

    Without ``modes`` (Windows) rights stand in access lists, which the standard library does not
    read: what was not looked at is a note and never ok.
    """
    if not folder.exists():
        yield _note("permissions", f"{folder} is made on the first import")
        return
    files = [folder, *folder.glob("*.sqlite")]
    closed = [str(one) for one in files if not os.access(one, os.R_OK | os.W_OK)]
    if closed:
        yield _fault(
            "permissions",
            VERIFICATION_FAILED,
            f"may not be read and written: {', '.join(closed)}",
            "give the store to the user who runs the program",
        )
    loose = [str(one) for one in files if modes and _open_to_all(one)]
    if loose:
        yield _fault(
            "permissions",
            VERIFICATION_FAILED,
            f"anybody on this machine may change {', '.join(loose)}",
            f"chmod -R o-w {folder}",
        )
    if not closed and not modes:
        yield _note(
            "permissions",
            "nothing in the store is read-only; who else may change it was not looked at",
            f'see whom Windows lets change it: icacls "{folder}"',
        )
    elif not closed and not loose:
        yield _ok(
            "permissions",
            "the store may be read and written; nobody but owner and group may change it",
        )


def _open_to_all(path: Path) -> bool:
    return bool(path.stat().st_mode & stat.S_IWOTH)


def _clock(engine: Engine, known: Mapping[str, OfficialList], now: dt.datetime) -> Iterator[Check]:
    """Look whether the clock is behind what was written, or far from a publisher's."""
    remedy = "set the clock: the age of every list is counted by it"
    newest = max((event.at for event in engine.store.log()), default="")
    days = [one.published_on for one in engine.snapshots if one.list != WATCH_PACK]
    limit = (now + dt.timedelta(days=AHEAD_DAYS)).date().isoformat()
    wrong = []
    if newest and dt.datetime.fromisoformat(newest) > now + dt.timedelta(seconds=SKEW_SECONDS):
        wrong.append(f"it is {now:%Y-%m-%dT%H:%M:%SZ}, before the last entry of the log, {newest}")
    if days and max(days) > limit:
        wrong.append(f"it is {now:%Y-%m-%d}, before the day of the newest list, {max(days)}")
    visits = Visits(engine.settings.store_path)
    for name in known:
        ahead = visits.of(name).ahead_seconds
        if ahead is not None and abs(ahead) > SKEW_SECONDS:
            side = "ahead of" if ahead > 0 else "behind"
            wrong.append(
                f"it was {abs(ahead):,.0f} s {side} the server of {name} at the last fetch"
            )
    for what in wrong:
        yield _fault("clock", UNRELIABLE_LIST, what, remedy)
    if not wrong:
        yield _ok("clock", f"{now:%Y-%m-%dT%H:%M:%SZ}")


def _store(engine: Engine) -> Iterator[Check]:
    """Open the store and check all bytes of the versions in use."""
    store = engine.store
    with store.reading() as connection:
        count = 0 if connection is None else len(versions_of(connection))
    bad = 0
    for snapshot in _stored(engine):
        try:
            store.verify(snapshot)
        except ListError as fault:
            bad += 1
            yield _fault("store", VERIFICATION_FAILED, f"{snapshot.id}: {fault.what}", fault.remedy)
    if not bad:
        used = len(_stored(engine))
        yield _ok("store", f"{count:,} versions; the {used:,} in use match their hashes")


def _stored(engine: Engine) -> list[Snapshot]:
    return [snapshot for snapshot in engine.snapshots if snapshot.list != WATCH_PACK]


def _lists(engine: Engine) -> Iterator[Check]:
    for state in engine.lists:
        if state.list == WATCH_PACK:
            continue
        name = f"list {state.list}"
        if state.state in UNRELIABLE:
            yield _fault(
                name, UNRELIABLE_LIST, f"{state.state}: {state.why}", remedy_of(engine.store, state)
            )
        elif state.state == "ended":
            yield _note(name, state.why, remedy_of(engine.store, state))
        else:
            lacks = "; ".join(state.lacks)
            told = f"{state.snapshot}{f': {state.why}' if state.why else ''}"
            yield _note(name, f"{told}; without: {lacks}") if lacks else _ok(name, told)
    if not any(state.official and state.snapshot for state in engine.lists):
        yield _fault(
            "lists",
            INCOMPLETE,
            "no official list is in the store",
            "fetch some: counterflow lists fetch --nexus REGIMES",
        )


def _regimes(engine: Engine, known: Mapping[str, OfficialList]) -> Iterator[Check]:
    """Look whether each regime that binds the user has a list that may be relied on."""
    bound = engine.settings.regimes
    if bound is None:
        yield _note(
            "regimes",
            "none is declared: nobody knows which lists you need",
            f"give --nexus or {PREFIX}NEXUS: {', '.join(REGIMES)}",
        )
        return
    for regime in sorted(bound):
        yield from _regime(regime, engine.lists, known)


def _regime(
    regime: str, states: Sequence[ListState], known: Mapping[str, OfficialList]
) -> Iterator[Check]:
    """Look whether the list that a regime's law requires is there; its other lists are noted."""
    name = f"regime {regime}"
    required = [state for state in states if regime in regimes_covered(state)]
    good = [state.list for state in required if state.state not in UNRELIABLE and state.snapshot]
    rows = [row for row in known.values() if row.regime == regime and not row.ended]
    due = [row for row in rows if row.required]
    remedy = "; ".join(map(_how_to_get, due))
    if good:
        yield _ok(name, ", ".join(good))
        there = {state.list for state in states}
        lacking = [row.name for row in rows if row.name not in there]
        if lacking:
            yield _note(name, f"not in the store: {', '.join(lacking)}")
    elif required:
        told = ", ".join(f"{state.list} is {state.state}" for state in required)
        yield _fault(name, UNRELIABLE_LIST, f"no usable list: {told}", remedy)
    else:
        others = [state.list for state in states if regime in _regimes_of(state, known)]
        more = f": {', '.join(others)} alone is not enough" if others else ""
        wanted = " or ".join(row.name for row in due)
        what = f"{wanted or 'a list of it'} is required and not in the store{more}"
        yield _fault(name, INCOMPLETE, what, remedy)


def _how_to_get(row: OfficialList) -> str:
    if row.files:
        return f"counterflow lists fetch {row.name}"
    return f"counterflow lists import FILE --as {row.name} ({row.by_hand})"


def _regimes_of(state: ListState, known: Mapping[str, OfficialList]) -> frozenset[str]:
    """Give the regimes whose law a list holds, whether it is the one that they require or not."""
    if not state.official or state.list == WATCH_PACK:
        return frozenset()
    row = known.get(state.list)
    return regimes_in(state.authority) | ({row.regime} if row else set())


def _fetching(
    engine: Engine, known: Mapping[str, OfficialList], now: dt.datetime
) -> Iterator[Check]:
    """Look whether each list that was fetched before is still fetched in time (R5)."""
    visits, said = Visits(engine.settings.store_path), False
    for row in known.values():
        visit = visits.of(row.name)
        if not visit.tried_at:
            continue
        said = True
        name = f"fetching {row.name}"
        late = _late(row, visit, now)
        if visit.failures or late:
            told = f"; failed {visit.failures} times: {visit.told}" if visit.failures else ""
            what = f"last had {visit.good_at or 'never'}, due every {row.hours:g} h{told}"
            remedy = f"counterflow lists fetch {row.name}; counterflow worker keeps it so"
            yield _fault(name, UNRELIABLE_LIST, what, remedy) if late else _note(name, what, remedy)
        else:
            yield _ok(name, f"last had {visit.good_at}")
    if not said:
        yield _note("fetching", "nothing was ever fetched", "counterflow lists fetch, or worker")


def _rescreening(engine: Engine, now: dt.datetime) -> Iterator[Check]:
    """Tell of versions of lists that the history was not asked about in time (R5)."""
    for one in engine.late(now):
        what = f"not asked of {one.waiting:,} kept transactions and customers since {one.since}"
        what += f"; {one.hours:g} h are allowed"
        name = f"rescreening {one.list}".rstrip()
        yield _fault(name, UNRELIABLE_LIST, what, "counterflow rescreen")


def _late(row: OfficialList, visit: Visit, now: dt.datetime) -> bool:
    if not visit.good_at:
        return True
    age = now - dt.datetime.fromisoformat(visit.good_at)
    return age > dt.timedelta(hours=row.hours) * GRACE


def _canaries(engine: Engine) -> Iterator[Check]:
    """Try whether parties that a list must hold are found in the versions in use."""
    tried, missed = 0, 0
    without: list[str] = []
    for snapshot in _stored(engine):
        if not snapshot.official:
            continue
        store = engine.store
        labels = Counter(
            citation.source
            for listing in store.listings(snapshot)
            for citation in listing.citations
        )
        if not has_canaries(labels):
            without.append(snapshot.list)
            continue
        tried += 1
        for told in failing_canaries(snapshot, {"source": labels}, store.listings(snapshot)):
            missed += 1
            yield _fault(
                "canaries",
                VERIFICATION_FAILED,
                f"{snapshot.id}: {told}",
                "look whether the list lost the entry, or whether it was delisted: "
                f"counterflow lists diff {snapshot.list}",
            )
    if tried and not missed:
        yield _ok("canaries", f"all found in the {tried} official lists that have some")
    if without:
        yield _note(
            "canaries",
            f"none to look for in {', '.join(without)}: lost names would show by the counts alone",
            "docs/lists/guards.md",
        )


def _rules() -> Iterator[Check]:
    yield _ok("rules", f"{len(load_rules()):,} dated rules, each with its source")


def _settings(
    engine: Engine, given: Mapping[str, object], environment: Mapping[str, str] | None
) -> Iterator[Check]:
    """Say of each setting where it comes from."""
    variables = os.environ if environment is None else environment
    for name in engine.settings.__struct_fields__:
        value = engine.settings.store_path if name == "store" else getattr(engine.settings, name)
        if given.get(name) is not None:
            origin = "option"
        elif f"{PREFIX}{name.upper()}" in variables:
            origin = f"environment, {PREFIX}{name.upper()}"
        else:
            origin = "default"
        yield _ok(f"setting {name}", f"{value if value != '' else 'none'} ({origin})")
