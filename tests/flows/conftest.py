"""Whole paths: a store of invented lists, forty shipments, and the command line as it is called."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

import counterflow
from counterflow.core.model.decisions import Decision
from counterflow.engine import Engine
from counterflow.serve.cli.main import run

ROOT = Path(__file__).parents[2]
LISTS = ROOT / "tests" / "fixtures" / "lists"
DAY = "2026-01-20"
"""A day on which the invented lists, of 2026-01-15 and 2026-01-18, are current."""

COLUMNS = (
    "Shipment No", "Shipment Date", "Shipper", "Shipper Country", "Consignee", "Consignee Country",
    "HS Code", "Goods Description", "Port of Discharge", "Destination Country", "Sales Rep",
)  # fmt: skip


def shipment(number: int, **changes: str) -> dict[str, str]:
    """Give one harmless, complete shipment, with changes by short name."""
    cells = {
        "no": f"S{number:03}", "date": f"2025-11-{number % 28 + 1:02}",
        "shipper": f"Trzykrosna Eksport {number % 7} Sp. z o.o.", "from": "Poland",
        "consignee": f"Clairvaudon Distribution {number} SAS", "country": "France",
        "hs": "640399", "goods": "Leather shoes", "port": "", "to": "France", "rep": f"R{number}",
    }  # fmt: skip
    return dict(zip(COLUMNS, {**cells, **changes}.values(), strict=True))


def forty() -> list[dict[str, str]]:
    """Give 40 shipments of every outcome; five of them make up two shipments of several lines."""
    rows = [shipment(number) for number in range(1, 41)]
    rows[2] = shipment(3, consignee="Sahara Thunder", country="Iran", to="Iran", hs="854231")
    rows[5] = shipment(6, port="Makhachkala")
    rows[8] = shipment(9, consignee="Zubrovka Technical Company", country="Russia", to="Russia")
    rows[11] = shipment(12, consignee="Пётр и Ко", hs="090121", goods='Coffee, "roasted"')
    rows[13] = shipment(14, hs="8542", to="Iran", country="Iran")
    rows[17] = shipment(18, hs="")
    rows[20] = shipment(21, country="Atlantis", to="Atlantis")
    rows[23] = shipment(24, rep="=1+1")
    rows[30] = shipment(31, no="S030", hs="854231")
    rows[31] = shipment(32, no="S030", hs="852691")
    rows[36] = shipment(37, no="S002", hs="701337")  # apart from its shipment's other row
    return rows


def csv_bytes(
    rows: Sequence[Mapping[str, Any]], delimiter: str = ",", columns: Sequence[str] = COLUMNS
) -> bytes:
    """Give rows as delimited text in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@dataclass
class Said:
    """What one call gave: its exit code, the decisions by id, and what stood on stderr."""

    code: int
    out: str
    err: str
    decisions: dict[str, Decision] = field(default_factory=dict)

    @property
    def headlines(self) -> dict[str, str]:
        return {key: decision.headline for key, decision in self.decisions.items()}

    @property
    def rows(self) -> tuple[int, int, int]:
        """Give rows in, rows screened and rows refused, as the summary counts them."""
        found = re.search(r"from ([\d,]+) rows \(([\d,]+) screened, ([\d,]+) refused\)", self.err)
        assert found, self.err
        into, out, refused = (int(part.replace(",", "")) for part in found.groups())
        return into, out, refused


def decisions_in(text: str | bytes) -> dict[str, Decision]:
    """Read NDJSON; each id comes once."""
    lines = text.splitlines() if isinstance(text, bytes) else text.encode().splitlines()
    found = [msgspec.json.decode(line, type=Decision) for line in lines]
    assert len({decision.id for decision in found}) == len(found)
    return {decision.id: decision for decision in found}


def clean_environment(**more: str) -> dict[str, str]:
    """Give the environment without what would change an answer or its looks."""
    ours = ("COUNTERFLOW_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM", "PYTEST")
    plain = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    return {**plain, "PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1", **more}


def start(*words: str | Path, **options: Any) -> subprocess.Popen[bytes]:
    """Start the command line as a process of its own, with pipes."""
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    given.setdefault("env", clean_environment())
    return subprocess.Popen([sys.executable, "-m", "counterflow", *map(str, words)], **given)


def call(*words: str | Path, stdin: bytes | None = None, **options: Any) -> Said:
    """Run the command line as a process of its own, to its end."""
    given = {"stdin": subprocess.DEVNULL if stdin is None else subprocess.PIPE, **options}
    with start(*words, **given) as process:
        out, err = process.communicate(stdin, timeout=120)
    assert b"Traceback" not in err, err.decode()
    return Said(process.returncode, (out or b"").decode("utf-8", "replace"), err.decode())


def _without_nameless(text: str) -> str:
    """Take the record 1000002 out of the invented list of the UN."""
    records = re.findall(r"<(INDIVIDUAL|ENTITY)>(.*?)</\1>", text, re.DOTALL)
    (nameless,) = (body for _, body in records if "<DATAID>1000002<" in body)
    return re.sub(rf"<(INDIVIDUAL|ENTITY)>{re.escape(nameless)}</\1>", "", text)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two invented official lists that are current on ``DAY``."""
    folder = tmp_path_factory.mktemp("flows") / "store"
    engine = counterflow.open(folder)
    engine.store.import_list(
        [LISTS / "ofac_sdn" / "sdn.csv"], name="us_ofac_sdn", published_on="2026-01-18"
    )
    # Without its record that has no name, for whose sake the list would not be called whole.
    text = (LISTS / "un_sc" / "consolidated.xml").read_text("utf-8")
    whole = folder.with_name("consolidated.xml")
    whole.write_text(_without_nameless(text), "utf-8")
    engine.store.import_list([whole], name="un_sc")
    # An index that is built in a test is told on stderr, in whichever test comes first.
    counterflow.open(folder, as_of=DAY).prepare()
    counterflow.open(folder, lists=["watch_pack"], as_of=DAY).prepare()
    return folder


@pytest.fixture(scope="session")
def engine(store: Path) -> Engine:
    """One engine over the invented lists, for tests that screen often."""
    return counterflow.open(store, as_of=DAY)


Screen = Callable[..., Said]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run the command line in this process."""

    def call_here(*words: str | Path) -> Said:
        capsys.readouterr()
        code = run([str(word) for word in words])
        said = capsys.readouterr()
        assert "Traceback" not in said.err, said.err
        return Said(code, said.out, said.err)

    return call_here


@pytest.fixture
def screen(cli: Callable[..., Said], store: Path, tmp_path: Path) -> Screen:
    """Screen a file, or bytes under a name, and read the decisions back."""

    def screen_here(
        source: Path | bytes | str, *words: str | Path, name: str = "in.csv", day: str = DAY
    ) -> Said:
        path = source if isinstance(source, Path) else tmp_path / name
        if not isinstance(source, Path):
            path.write_bytes(source if isinstance(source, bytes) else source.encode())
        output = tmp_path / "out.ndjson"
        output.unlink(missing_ok=True)
        said = cli("screen", path, "-o", output, "--store", store, "--as-of", day, *words)
        if output.exists():
            said.decisions = decisions_in(output.read_bytes())
            into, out, refused = said.rows
            assert into == out + refused
            numbers = [row for d in said.decisions.values() for row in (d.transaction or d).rows]  # type: ignore[union-attr]
            assert len(numbers) == len(set(numbers)) == out
        return said

    return screen_here


def json_lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Give rows as NDJSON."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
