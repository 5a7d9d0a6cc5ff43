"""A command loads what its answer needs: everything else is a start that takes longer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from counterflow.serve.cli.lazy import LazyGroup
from counterflow.serve.cli.main import commands
from counterflow.serve.cli.rules import rules
from flows.conftest import DAY, clean_environment

TELL = (
    "import json, sys\n"
    "from counterflow.serve.cli.main import main\n"
    "try:\n"
    "    main()\n"
    "finally:\n"
    "    print('\\n' + json.dumps(sorted(sys.modules)), file=sys.stderr)"
)
HEAVY = {
    "numba", "numpy", "pyarrow", "lxml", "rich", "jinja2", "xlsxwriter", "urllib3", "babel",
    "phonenumbers", "cel_expr_python", "followthemoney", "ijson", "python_calamine",
    "charset_normalizer", "concurrent.futures.process", "stdnum", "pycountry", "yaml", "coverage",
    "cffi", "pycparser", "fastapi", "starlette", "uvicorn", "luqum", "pydantic", "sqlalchemy",
    "alembic", "cryptography",
}  # fmt: skip
ROOMS = {
    "screening.pipeline.goods", "screening.pipeline.routes", "screening.pipeline.places",
    "screening.pipeline.sites", "screening.pipeline.craft", "screening.pipeline.addresses",
    "screening.pipeline.crowds", "screening.pipeline.accepted_claims", "watch.accepted.kept",
    "watch.accepted.records", "screening.pipeline.flags", "screening.pipeline.owners",
    "screening.decisions.clauses", "screening.decisions.nexus", "screening.decisions.licences",
    "screening.decisions.ownership", "screening.intake.vocabulary", "watch.goods.tables",
    "watch.places.gazetteer", "watch.rules.evaluate", "watch.ownership.graph",
    "publish.exports.output", "serve.cli.terminal",
}  # fmt: skip


def _loaded(*words: str | Path) -> set[str]:
    """Run a command in a process of its own; give the modules that it loaded.

    What it makes of the package's data it may keep, as after an installation.
    """
    ran = subprocess.run(
        [sys.executable, "-c", TELL, *map(str, words)],
        env=clean_environment(PYTHONDONTWRITEBYTECODE=""),
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in ran.stderr, ran.stderr.decode()
    modules = json.loads(ran.stderr.decode().splitlines()[-1])
    return {name.removeprefix("counterflow.") for name in modules}


@pytest.fixture(scope="module")
def of_a_check(store: Path) -> set[str]:
    words = ("check", "Quiet Harbour Tools", "--store", store, "--as-of", DAY)
    _loaded(*words)  # what is made of the package's tables is kept now
    return _loaded(*words)


def test_one_name_loads_the_search_and_no_other_large_library(of_a_check: set[str]) -> None:
    assert of_a_check & HEAVY == {"numba", "numpy"}


def test_one_name_opens_no_room_that_has_nothing_to_say(of_a_check: set[str]) -> None:
    assert of_a_check & ROOMS == set()


def test_one_name_loads_few_of_our_modules(of_a_check: set[str]) -> None:
    """Found late: rooms joined one by one brought it from 130 to 233 and a start to 1.8 s."""
    floors = ("core", "storage", "watch", "screening", "publish", "serve", "engine", "in_use")
    ours = {name for name in of_a_check if name.split(".")[0] in floors}
    assert 60 < len(ours) <= 165


def test_a_country_opens_the_rules_alone(store: Path) -> None:
    loaded = _loaded("check", "Quiet Harbour Tools", "--country", "IR", "--store", store)
    assert loaded & ROOMS <= {"watch.rules.evaluate", "watch.places.gazetteer"}


@pytest.mark.parametrize("words", [("--help",), ("rules", "--help"), ("--version",)])
def test_an_overview_loads_no_command(words: tuple[str, ...]) -> None:
    loaded = _loaded(*words)
    assert (
        loaded & (HEAVY | ROOMS | {"yaml", "engine", "serve.cli.screen", "serve.cli.check"})
        == set()
    )


@pytest.mark.parametrize("words", [("rules", "ls"), ("lists", "ls"), ("rules", "show", "KYC-09")])
def test_what_is_only_shown_needs_no_search(words: tuple[str, ...], store: Path) -> None:
    more = ("--store", str(store)) if words[0] == "lists" else ()
    assert _loaded(*words, *more).isdisjoint({"numba", "llvmlite", "watch.index.search"})


def test_ten_rows_load_no_tables_of_other_formats(store: Path, tmp_path: Path) -> None:
    rows = [
        "id,buyer,buyer country,hs code",
        *(f"{n},Quiet Tools {n},DE,640399" for n in range(10)),
    ]
    (tmp_path / "ten.csv").write_text("\n".join(rows))
    words = ("screen", tmp_path / "ten.csv", "--store", store, "-q", "-o", tmp_path / "ten.ndjson")
    _loaded(*words)  # what is made of the package's tables is kept now
    loaded = _loaded(*words)
    assert (tmp_path / "ten.ndjson").read_text().count("\n") == 10
    assert loaded & HEAVY <= {"numba", "numpy", "cel_expr_python", "ijson"}


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("group", [commands, rules], ids=lambda group: str(group.name))
def test_the_overview_says_what_the_commands_say_of_themselves(
    group: LazyGroup, width: int
) -> None:
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    assert all(found.values())
    told, theirs = (click.HelpFormatter(width=width, max_width=width) for _ in range(2))
    group.format_commands(context, told)
    plain = {name: command for name, command in found.items() if command is not None}
    click.Group(commands=plain).format_commands(context, theirs)
    assert told.getvalue() == theirs.getvalue()
    assert [name for name, command in plain.items() if command.name != name] == []
