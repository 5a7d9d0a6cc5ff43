"""Patterns of file names, for shells that leave them to the program."""

from pathlib import Path

import pytest

from counterflow.serve.cli.file_names import files_meant


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("b.csv", "a.csv", "c.txt", "[x].csv", ".hidden.csv"):
        (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["*.csv"], ("[x].csv", "a.csv", "b.csv")),
        (["c.txt", "?.csv", "-"], ("c.txt", "a.csv", "b.csv", "-")),
        (["[x].csv"], ("[x].csv",)),
        (["[x]*"], ("[x].csv",)),
        (["[ab].csv"], ("[ab].csv",)),
        (["*.xlsx"], ("*.xlsx",)),
        (["absent.csv"], ("absent.csv",)),
    ],
)
@pytest.mark.usefixtures("folder")
def test_names_and_patterns(words: list[str], meant: tuple[str, ...]) -> None:
    assert files_meant(words) == meant
