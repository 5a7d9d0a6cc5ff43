"""Documents say what the program does: settings, codes, targets, links, columns of outputs."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from counterflow.core import errors
from counterflow.core.settings import Settings
from counterflow.publish.exports.output import FLAT
from counterflow.screening.intake.targets import describe_targets
from counterflow.serve.cli.main import commands

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def _text(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_every_setting_is_documented() -> None:
    """And no setting is documented that does not exist."""
    rows = re.findall(r"^\| `(\w+)` \|", _text("settings.md"), re.MULTILINE)
    assert sorted(rows) == sorted(Settings.__struct_fields__)


def test_every_mapping_target_is_documented() -> None:
    """The words of the vocabulary and those of the page are the same."""
    said = set(re.findall(r"[A-Za-z_]+(?:\.[A-Za-z_]+)?", describe_targets()))
    page = set(re.findall(r"[A-Za-z_]+(?:\.[A-Za-z_]+)?", _text("columns.md")))
    assert said - page <= {"with", "second", "for", "a"}


def test_every_error_code_is_its_own() -> None:
    """No two classes share a code."""
    classes = [
        thing
        for thing in vars(errors).values()
        if isinstance(thing, type) and issubclass(thing, errors.CounterflowError)
    ]
    codes = [thing.code for thing in classes]
    assert len(set(codes)) == len(codes) >= 8
    page = _text("errors.md")
    assert all(f"| {code} |" in page for code in codes)


def test_every_flat_column_is_documented() -> None:
    """The columns that an output adds stand in docs/outputs.md."""
    page = _text("outputs.md")
    assert all(f"`{column}`" in page for column in FLAT)


@pytest.mark.parametrize("page", sorted([ROOT / "README.md", *DOCS.rglob("*.md")]), ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link is a file or folder."""
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_says_the_essential_within_forty_lines() -> None:
    """One sentence, two commands, what comes out."""
    top = (ROOT / "README.md").read_text("utf-8").split("\n---\n")[0]
    assert len(top.splitlines()) <= 40
    assert "make demo" in top
    assert "make test" in top


def test_the_version_is_said_once() -> None:
    """The package's and the program's are the same."""
    import counterflow

    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{counterflow.__version__}"' in project


def _walk(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        return [
            found
            for name in command.list_commands(click.Context(command))
            if (part := command.get_command(click.Context(command), name)) is not None
            for found in _walk(part, f"{path} {name}")
        ]
    return [(path, command)]


@pytest.mark.parametrize(("path", "command"), _walk(commands, "counterflow"), ids=str)
def test_every_command_shows_an_example(path: str, command: click.Command) -> None:
    """In its own help."""
    # click keeps a command's words for help from its first use, also for tests that follow.
    context = click.Context(command, info_name=path, help_option_names=["-h", "--help"])
    said = command.get_help(context)
    assert "Example" in said
    assert path in said
