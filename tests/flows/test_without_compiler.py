"""Where Numba cannot be loaded, answers are the same and one line says why they took longer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.conftest import DAY, Said, clean_environment

WITHOUT = (
    "import sys\n"
    "sys.modules['numba'] = None\n"  # as a library that Numba needs and the system lacks
    "from counterflow.serve.cli.main import main\n"
    "main()"
)


def _without_numba(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, *map(str, words)],
        env=clean_environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("name", ["Sahara Thunder", "Quiet Harbour Tools"])
def test_a_check_without_compiler_gives_the_same(
    name: str, store: Path, cli: Callable[..., Said]
) -> None:
    words = ("check", name, "--json", "--store", store, "--as-of", DAY)
    with_it, without = cli(*words), _without_numba(*words)
    assert without.stdout == with_it.out != ""
    assert without.returncode == with_it.code
    (said,) = without.stderr.splitlines()
    assert said.startswith("counterflow: note: the search is not compiled, since Numba")
    assert "pip install" in said
    assert with_it.err == ""


def test_what_does_not_search_says_nothing_of_the_compiler() -> None:
    assert _without_numba("rules", "ls").stderr == ""
