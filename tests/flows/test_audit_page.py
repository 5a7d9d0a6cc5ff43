"""The program that docs/audit.md hands to an examiner does what the page says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from counterflow.storage.archive.exporting import export
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.audit.signing import open_records
from kept_decisions import a_decision, a_ground, lines

PAGE = Path(__file__).parents[2] / "docs" / "audit.md"


@pytest.mark.parametrize("damage", [b"", b"Clairvaudon", b'"prev"', b'"rows"'])
def test_an_export_is_checked_with_the_standard_library_alone(
    tmp_path: Path, damage: bytes
) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "check.py").write_text(program)
    with open_records(tmp_path, write=True) as records:
        archive = Archive(records, tmp_path)
        some = [a_decision(number) for number in range(5)]
        archive.append_batch(a_ground(), lines(*some), run="r", part=1)
        export(archive, tmp_path / "log.audit", decisions=["1.0", "1.3", "1.4"])
    data = (tmp_path / "log.audit").read_bytes()
    if damage:
        data = data.replace(damage, damage.swapcase(), 1)
        (tmp_path / "log.audit").write_bytes(data)
    ran = subprocess.run(
        [sys.executable, "-I", "check.py", "log.audit"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode == 0) == (not damage), ran.stderr
    assert ("all hold, to entry 3" in ran.stdout) == (not damage)
