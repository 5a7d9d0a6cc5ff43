"""The ways of work that are killed at any moment: what they need, do, and must come to."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

import counterflow
from counterflow.core.settings import read_settings
from counterflow.recording import open_archive, open_records_of
from counterflow.review.cases.tables import ALERTS, CASES
from counterflow.review.monitor.tables import EVENTS
from counterflow.storage.archive import parts
from counterflow.watch.lists.store import open_store
from flows.conftest import DAY, LISTS, Said, call, csv_bytes, shipment

ROWS = 3_000
"""Three parts: a kill falls before, between and within them."""
FEW = 300
"""Kept transactions of the works that come after a screening."""
Words = Sequence[str | Path]


class Work(NamedTuple):
    """One way of work.

    Attributes:
        prepare: Makes its ground in a folder, with a store ``store``.
        words: Its command.
        again: How to go on after a kill.
        state: What its end state is, without names and moments that chance draws.
    """

    prepare: Callable[[Path, Path], None]
    words: Callable[[Path], Words]
    again: Callable[[Path], Words]
    state: Callable[[Path], object]


def end(words: Words) -> Said:
    """Run a command to its end; it must not fail."""
    said = call(*words)
    assert said.code in {0, 3, 4, 5, 6, 8}, said.err
    return said


def _shipments(store: Path, at: Path, rows: int = ROWS) -> None:
    """Lay a store of invented lists and a file of shipments."""
    shutil.copytree(store, at / "store", ignore=shutil.ignore_patterns("runs", "uploads"))
    cells = [shipment(number) for number in range(rows)]
    for number in range(0, rows, rows // 6):
        cells[number] = shipment(number, consignee="Sahara Thunder", country="Iran", to="Iran")
    (at / "in.csv").write_bytes(csv_bytes(cells))


def _screen(at: Path) -> Words:
    return (
        "screen", at / "in.csv", "-o", at / "out.ndjson", "--store", at / "store",
        "--as-of", DAY, "--record", "--quiet",
    )  # fmt: skip


def _screen_again(at: Path) -> Words:
    return (*_screen(at), *(("--resume", runs[-1]) if (runs := _runs(at)) else ()))


def _runs(at: Path) -> list[str]:
    return sorted(path.parent.name for path in (at / "store" / "runs").glob("*/request.json"))


def _kept(at: Path) -> object:
    settings = read_settings({"store": str(at / "store")})
    with open_archive(settings, write=False) as archive, archive.records.reading() as connection:
        lines = Counter(
            body or b""
            for part in archive.parts(connection)
            for body, _ in parts.whole(archive.folder / part.file)
        )
    assert max(lines.values()) == 1
    assert lines == Counter((at / "out.ndjson").read_bytes().splitlines())
    return lines


def _import(at: Path) -> Words:
    folder = LISTS / "ofac_sdn"
    return (
        "lists", "import", folder / "sdn.csv", folder / "alt.csv", "--as", "house_sdn",
        "--published-on", "2026-01-19", "--store", at / "store",
    )  # fmt: skip


def _lists(at: Path) -> object:
    kept = open_store(at / "store")
    found = kept.versions("house_sdn")
    return [(one.snapshot.id, len(list(kept.listings(one.snapshot)))) for one in found]


def _changed(store: Path, at: Path) -> None:
    """Keep decisions, then bring in a list that names some of their parties."""
    _shipments(store, at, FEW)
    end(_screen(at))
    file = at / "partners.ftm.json"
    names = [shipment(number)["Consignee"] for number in range(5, 200, 17)]
    rows = [
        {"id": f"q{number}", "schema": "Company", "properties": {"name": [name]}}
        for number, name in enumerate(names)
    ]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    counterflow.open(at / "store").store.import_list([file], name="partners")


def _rescreen(at: Path) -> Words:
    return ("rescreen", "--store", at / "store")


def _events(at: Path) -> object:
    settings = read_settings({"store": str(at / "store")})
    with open_records_of(settings, write=False) as records, records.reading() as connection:
        rows = connection.execute(sa.select(EVENTS.c.subject, EVENTS.c.before, EVENTS.c.after))
        found = Counter(tuple(row) for row in rows)
    assert found
    assert max(found.values()) == 1
    return found


def _people(store: Path, at: Path) -> None:
    """Keep decisions, and add who works on their alerts."""
    _shipments(store, at, FEW)
    end(_screen(at))
    said = call(
        "people", "add", "Ada", "--role", "admin", "--role", "analyst", "--store", at / "store"
    )
    assert said.code == 0, said.err


def _open(at: Path) -> Words:
    return ("cases", "open", "--run", _runs(at)[-1], "--as", "Ada", "--store", at / "store")


def _cases(at: Path) -> object:
    settings = read_settings({"store": str(at / "store")})
    with open_records_of(settings, write=False) as records, records.reading() as connection:
        joined = sa.join(ALERTS, CASES, ALERTS.c.case_id == CASES.c.id)
        columns = (CASES.c.subject, ALERTS.c.key, ALERTS.c.outcome, ALERTS.c.state)
        rows = connection.execute(sa.select(*columns).select_from(joined))
        found = Counter(tuple(row) for row in rows)
    assert found
    assert max(found.values()) == 1
    # Keys hold no moment; a run's name may stand in what they name.
    return Counter({tuple(re.sub(r"\d{8}T\d{6}-\w+", "", str(x)) for x in key): count
                    for key, count in found.items()})  # fmt: skip


WORKS = {
    "screen": Work(_shipments, _screen, _screen_again, _kept),
    "import": Work(_shipments, _import, _import, _lists),
    "rescreen": Work(_changed, _rescreen, _rescreen, _events),
    "review": Work(_people, _open, _open, _cases),
}
