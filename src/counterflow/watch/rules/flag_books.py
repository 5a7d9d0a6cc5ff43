"""The rulebooks of red flags that the package ships, loaded once."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

from counterflow.core.errors import RuleError
from counterflow.watch.rules.asking import ask_flag
from counterflow.watch.rules.flag_rows import Flag, read_flags
from counterflow.watch.rules.signs import load_signs

BOOKS: Final = (
    "know_your_customer", "semiconductors", "addresses", "companies", "payments", "logistics",
    "vessels", "letters", "alert_2022",
)  # fmt: skip
"""The files of ``data/rules/flags``, in the order in which they are asked."""


@cache
def load_flags() -> tuple[Flag, ...]:
    """Load the red flags of the package in order.

    Raises:
        RuleError: a row is wrong, or two share an id; file, line and reason are named.

    Example:
        >>> [flag.id for flag in load_flags()][:3]
        ['KYC-01', 'KYC-02', 'KYC-03']
    """
    flags: dict[str, Flag] = {}
    for book in BOOKS:
        name, text = f"rules/flags/{book}.yaml", read_book(book)
        for flag in read_flags(text, name, load_signs(), kept=True):
            if flag.id in flags:
                where = f"rules/flags/{book}.yaml, line {flag.line}, flag {flag.id}"
                raise RuleError("two flags share an id", where=where)
            flags[flag.id] = flag
    return tuple(flags.values())


def read_book(name: str) -> str:
    """Give the text of one rulebook of the package.

    Raises:
        RuleError: there is no such file.
    """
    source = resources.files("counterflow").joinpath(f"data/rules/flags/{name}.yaml")
    if not source.is_file():
        raise RuleError("a data file of the package is missing", where=name, remedy="reinstall")
    return source.read_text("utf-8")


def failing_tests(flag: Flag) -> list[str]:
    """Run the cases that stand in a flag's own row.

    Returns:
        What does not hold, in words; empty where all do.
    """
    said = []
    for at, test in enumerate(flag.tests, start=1):
        got = ask_flag(flag, test.signs.get, test.answer).state
        if got != test.expect:
            given = ", ".join(f"{name} = {value}" for name, value in test.signs.items())
            answered = f"; answer: {test.answer}" if test.answer else ""
            said.append(f"test {at} expects “{test.expect}” and gives “{got}” ({given}{answered})")
    return said
