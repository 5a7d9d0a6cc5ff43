"""Read a proposed change back from its file, and refuse one that no comparison can have written.

Threat: the file is evidence that an auditor reads as a part of the tuning report, and between the
comparison and the report anybody may have edited it. Figures that contradict one another, listings
that no list holds and a signature that would not have been taken are therefore refused. This is no
seal: whoever changes all of it consistently is not noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import msgspec

from counterflow.core.errors import InputError, TuningError
from counterflow.core.model.snapshots import ListState
from counterflow.core.text.dates import is_iso_day
from counterflow.screening.tuning.change import ProposedChange, lacks_of
from counterflow.screening.tuning.comparison import LISTED_CHANGES, Change, Comparison, Volume
from counterflow.screening.tuning.quality import Share
from counterflow.watch.lists.pack import NAME as WATCH_PACK

Held = Callable[[ListState], Collection[str] | None]
"""Gives the ids of the listings of a version; ``None`` where nobody has it."""
NAMED = 5
"""Faults that an error names; all of them are counted."""
_WHY = "the report would show as evidence what no comparison has found"
_REMEDY = "make it again: counterflow tune compare … --propose FILE.json"


def read_change(path: Path) -> ProposedChange:
    """Read a proposed change whose figures agree and whose signature may stand.

    Args:
        path: What ``counterflow tune compare --propose`` wrote.

    Raises:
        InputError: it cannot be read.
        TuningError: it is none, or a field contradicts another; file and field are named.
    """
    try:
        change = msgspec.json.decode(path.read_bytes(), type=ProposedChange)
    except OSError as fault:
        raise InputError(
            f"{path} cannot be read",
            why=fault.strerror or "",
            remedy="check the name and the rights of the file",
        ) from fault
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        told, _, field = str(fault).partition(" - at `$.")
        raise _refused(path, [(field.rstrip("`"), told)]) from fault
    if faults := list(_faults(change)):
        raise _refused(path, faults)
    return change


def check_known(change: ProposedChange, path: Path, held: Held) -> None:
    """Refuse a change that names versions of lists or listings which nobody has.

    The watch pack of another program is not looked into: it comes with the program.

    Args:
        change: As ``read_change`` gave it.
        path: Its file, for the error.
        held: Gives the ids of the listings of a version; ``None`` where it is not there.

    Raises:
        TuningError: a version or a listing is not in the store; file and field are named.
    """
    found = change.comparison
    faults = [
        *_unknown(found.before, "before", found.lost, "lost", held),
        *_unknown(found.after, "after", found.gained, "gained", held),
    ]
    if faults:
        raise _refused(path, faults)


def _refused(path: Path, faults: list[tuple[str, str]]) -> TuningError:
    fields = ", ".join(dict.fromkeys(field for field, _ in faults[:NAMED] if field))
    told = "; ".join(f"{field}: {fault}" if field else fault for field, fault in faults[:NAMED])
    if (left := len(faults) - NAMED) > 0:
        told += f"; and {left:,} more"
    return TuningError(
        f"this is no proposed change: {told}",
        where=", ".join(filter(None, [str(path), fields])),
        why=_WHY,
        remedy=_REMEDY,
    )


def _faults(change: ProposedChange) -> Iterator[tuple[str, str]]:
    """Give what is wrong, each with its field."""
    found, signed = change.comparison, change.signature
    yield from _volume_faults(found.before, "comparison.before", found.compared)
    yield from _volume_faults(found.after, "comparison.after", found.compared)
    yield from _row_faults(found)
    if found.before.alerts - found.lost_count + found.gained_count != found.after.alerts:
        changes = f"{found.lost_count:,} lost and {found.gained_count:,} gained"
        told = f"{found.before.alerts:,} alerts, {changes} do not make {found.after.alerts:,}"
        yield "comparison.after.alerts", told
    if found.labelled_between < len(found.labelled_lost) + len(found.labelled_gained):
        yield "comparison.labelled_between", "fewer pairs than are named as lost and gained"
    if not is_iso_day(signed.on):
        yield "signature.on", f"{signed.on!r} is no day (YYYY-MM-DD)"
    for lack in lacks_of(found, signed.reason, signed.by, signed.second):
        yield "signature", lack


def _volume_faults(side: Volume, field: str, compared: int) -> Iterator[tuple[str, str]]:
    if not 0 <= side.threshold <= 1:
        yield f"{field}.threshold", f"{side.threshold:g} is no threshold from 0 to 1"
    if not is_iso_day(side.as_of):
        yield f"{field}.as_of", f"{side.as_of!r} is no day (YYYY-MM-DD)"
    if side.parties.whole != compared:
        yield f"{field}.parties.whole", f"{side.parties.whole:,} parties of {compared:,} compared"
    if side.alerts < side.parties.part:
        yield f"{field}.alerts", f"{side.alerts:,} alerts for {side.parties.part:,} parties"
    shares = {"parties": side.parties}
    if side.quality is not None:
        shares["quality.recall"] = side.quality.recall
        shares["quality.precision"] = side.quality.precision
        shares["quality.false_alerts"] = side.quality.false_alerts
    for name, share in shares.items():
        if fault := _share_fault(share):
            yield f"{field}.{name}", fault


def _share_fault(share: Share) -> str:
    """Say why a share is none; empty where it is one."""
    if not 0 <= share.part <= share.whole:
        return f"{share.part:,} of {share.whole:,} is no share"
    due = share.part / share.whole if share.whole else 0.0
    if abs(share.share - due) > 1e-6:
        return f"{share.part:,} of {share.whole:,} is not {share.share:g}"
    return "" if 0 <= share.low <= share.high <= 1 else "the ends of its interval are none"


def _row_faults(found: Comparison) -> Iterator[tuple[str, str]]:
    for name, rows, count, side in (
        ("lost", found.lost, found.lost_count, found.before),
        ("gained", found.gained, found.gained_count, found.after),
    ):
        if len(rows) != min(count, LISTED_CHANGES):
            yield f"comparison.{name}", f"{len(rows):,} alerts stand there, and {count:,} are due"
        lists = {state.list for state in side.lists}
        for at, row in enumerate(rows):
            if not 0 <= row.score <= 1:
                yield f"comparison.{name}[{at}].score", f"{row.score:g} is no score from 0 to 1"
            if row.list not in lists:
                yield (
                    f"comparison.{name}[{at}].list",
                    f"{row.list!r} is none of the lists that were asked",
                )


def _unknown(
    side: Volume, name: str, rows: tuple[Change, ...], field: str, held: Held
) -> Iterator[tuple[str, str]]:
    """Give the versions of one side, and the listings of its alerts, that nobody has."""
    for at, state in enumerate(side.lists):
        if not state.snapshot:
            continue
        ids = held(state)
        if ids is not None:
            for row_at, row in enumerate(rows):
                if row.list == state.list and row.listing not in ids:
                    told = f"{state.snapshot} holds no listing {row.listing!r}"
                    yield f"comparison.{field}[{row_at}].listing", told
        elif state.list != WATCH_PACK:
            yield f"comparison.{name}.lists[{at}].snapshot", f"{state.snapshot} is not in the store"
