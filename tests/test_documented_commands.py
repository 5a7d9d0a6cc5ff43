"""The commands that README and docs/lists tell a reader to type are ones that the program takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from counterflow.serve.cli.main import commands

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "lists").glob("*.md"))]
COMMAND = re.compile(r"counterflow ((?:lists|doctor|worker)\b[^`#]*)")

FILE_NAME = re.compile(r"^[\w/]+\.[a-z][\w.]*$")


def told(page: Path) -> list[str]:
    """Give the commands of a page, those in blocks and those inside sentences."""
    text = page.read_text("utf-8").replace("\\\n", " ")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    lines += re.findall(r"^    (counterflow .*)$", text, re.MULTILINE)
    sentences = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    lines += re.findall(r"`(counterflow [^`]*)`", sentences)
    found = [COMMAND.match(" ".join(line.split())) for line in lines]
    return [match[1].strip() for match in found if match]


CASES = [(page, command) for page in PAGES for command in told(page)]


def test_the_pages_tell_commands() -> None:
    assert len(CASES) > 25


def _fault(words: list[str]) -> str:
    """Say why the program would not take a command; empty where it would."""
    found: click.Command | None = commands
    while isinstance(found, click.Group) and words:
        _, found, words = found.resolve_command(click.Context(found), words)
    if found is None or isinstance(found, click.Group):
        return ""  # a whole group is named
    try:
        given = [FILE_NAME.sub(__file__, word) for word in words]
        # click keeps a command's words for help from its first use, also for tests that follow.
        found.make_context("told", given, help_option_names=["-h", "--help"])
    except click.MissingParameter as fault:
        # A command may be named without its arguments, but not with some of them.
        return fault.format_message() if words else ""
    except click.BadParameter as fault:
        # The folders and files of an example need not be there.
        return "" if "does not exist" in fault.message else fault.format_message()
    except click.UsageError as fault:
        return fault.format_message()
    return ""


@pytest.mark.parametrize(
    ("page", "command"), CASES, ids=[f"{page.name}: {command}"[:90] for page, command in CASES]
)
def test_a_documented_command_is_understood(page: Path, command: str) -> None:
    """Its options exist and its arguments fit."""
    assert _fault(shlex.split(command)) == "", f"{page.name}: counterflow {command}"


def test_a_wrong_option_is_found() -> None:
    """The examples of docs/lists/own_lists.md once had one."""
    assert "--name" in _fault(["lists", "import", "partners.csv", "--name", "house"])
    assert "--as" in _fault(["lists", "import", "partners.csv"])
