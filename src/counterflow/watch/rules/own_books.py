"""Read the user's own rulebooks of red flags, with the checks that the package's own rows pass."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from counterflow.core.errors import RuleError
from counterflow.watch.rules.flag_books import failing_tests, load_flags
from counterflow.watch.rules.flag_rows import Flag, read_flags
from counterflow.watch.rules.own_rules import NO_RULES, OwnRules
from counterflow.watch.rules.signs import load_signs

LARGEST: Final = 2_000_000
"""Bytes of one rulebook: ten times all red flags of the package together."""


def read_own_books(paths: Sequence[Path]) -> OwnRules:
    """Settle which red flags the user adds to those of the package.

    Args:
        paths: YAML files with rows under ``flags`` (docs/red-flags.md, "A rulebook of your own").

    Returns:
        Their rows. Each rests on its file; sources that it names stand behind the file.

    Raises:
        RuleError: a file cannot be read, a row is wrong or fails one of its cases, or an id is
            taken by the package or another file; file, line and reason are named.
    """
    taken = {flag.id: f"{flag.rulebook}.yaml of the package" for flag in load_flags()}
    flags: list[Flag] = []
    notes: list[str] = []
    whole = hashlib.sha256()
    for path in dict.fromkeys(paths):
        text = _text(path)
        digest = hashlib.sha256(text.encode())
        rows = read_flags(text, str(path), load_signs(), own=True)
        for flag in rows:
            _check(flag, path, taken)
            taken[flag.id] = path.name
        flags.extend(rows)
        count = "1 red flag" if len(rows) == 1 else f"{len(rows)} red flags"
        notes.append(f"own rulebook {path.name}: {count}, sha256 {digest.hexdigest()[:12]}")
        whole.update(f"{path.name}\0".encode() + digest.digest())
    return OwnRules(tuple(flags), tuple(notes), whole.hexdigest()) if flags else NO_RULES


def read_own_book(path: Path) -> tuple[Flag, ...]:
    """Give the rows of one own rulebook, their cases not run, their ids held against nothing.

    Raises:
        RuleError: the file cannot be read, or a row is wrong.
    """
    return read_flags(_text(path), str(path), load_signs(), own=True)


def _check(flag: Flag, path: Path, taken: dict[str, str]) -> None:
    where = f"{path}, line {flag.line}, flag {flag.id}"
    if flag.id in taken:
        raise RuleError(
            f"the id stands in {taken[flag.id]} too",
            where=where,
            why="an answer to one would be an answer to the other",
            remedy="give the row an id of its own",
        )
    if failing := failing_tests(flag):
        raise RuleError(
            "; ".join(failing),
            where=where,
            why="the row does not do what its own cases say",
            remedy="correct the conditions or the cases; `counterflow rules test FILE` runs them",
        )


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise RuleError(f"more than {LARGEST:,} bytes: no rulebook", where=str(path))
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", None) or fault
        raise RuleError(
            f"the rulebook cannot be read: {reason}",
            where=str(path),
            why="what it asks would be left unasked",
            remedy="give a YAML file in UTF-8",
        ) from fault
