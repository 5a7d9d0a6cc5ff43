"""The folder of a run: what it was asked, and the parts it has finished, each whole or absent."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import zstandard

from counterflow.core.errors import RunError
from counterflow.core.model.decisions import Decision
from counterflow.core.model.refusals import Refusal
from counterflow.screening.runs.tally import Tally

_LEVEL = 3
_Kept = TypeVar("_Kept")


class RunRequest(msgspec.Struct, frozen=True):
    """What a run was asked: a resumed run must have been asked the same.

    Attributes:
        run: Name of the run.
        source: Path of the input, or ``-``.
        input_sha256: Hash of the input's bytes.
        kind: Kind of transaction.
        mapping: Text of the mapping, empty for none.
        options: Reading options as text.
        as_of: The day whose lists and rules are used.
        snapshots: Ids of the snapshots in use.
        settings: Digest of the settings.
        rules: Digest of the rules.
        engine: Version of the program.
        batch: Transactions per part.
        record: Whether its decisions are kept in the archive.
        started_at: When it began (ISO 8601, UTC).
    """

    run: str
    source: str
    input_sha256: str
    kind: str
    mapping: str
    options: str
    as_of: str
    snapshots: tuple[str, ...]
    settings: str
    rules: str
    engine: str
    batch: int
    record: bool = False
    started_at: str = ""


def new_run_name() -> str:
    """Give a name for a run: the time and a few random letters, sortable by age."""
    moment = dt.datetime.now(tz=dt.UTC).strftime("%Y%m%dT%H%M%S")
    return f"{moment}-{secrets.token_hex(3)}"


class RunFolder:
    """The parts of one run below ``<store>/runs``.

    Args:
        path: The folder; made when a run begins.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, request: RunRequest) -> None:
        """Make the folder and write down what was asked.

        Raises:
            RunError: the folder cannot be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            write_whole(self.path / "request.json", msgspec.json.encode(request))
        except OSError as fault:
            raise RunError(
                f"the run cannot be written: {fault.strerror or fault}",
                where=str(self.path),
                why="Its parts are kept there until the output is whole",
                remedy="free space, or give a store that can be written (--store)",
            ) from fault

    def check(self, request: RunRequest) -> None:
        """Refuse to go on with a run that was asked something else.

        Raises:
            RunError: there is no such run, or the input, the lists, the rules, the settings or
                the program have changed since; the difference is named.
        """
        file = self.path / "request.json"
        if not file.is_file():
            raise RunError(
                f"there is no run {self.path.name}",
                where=str(self.path.parent),
                remedy=f"leave --resume out, or name an interrupted run: {self._interrupted()}",
            )
        earlier = self._decode(file, RunRequest)
        changed = [
            name
            for name in RunRequest.__struct_fields__
            if name not in ("run", "started_at", "source")
            and getattr(earlier, name) != getattr(request, name)
        ]
        if not request.input_sha256:
            raise RunError(
                f"run {self.path.name} cannot be resumed: it reads standard input",
                why="nobody can tell whether the same bytes come again",
                remedy="save the input as a file and start a new run",
            )
        if changed:
            day = f"resume as of {earlier.as_of}, or " if changed == ["as_of"] else ""
            raise RunError(
                f"run {self.path.name} cannot be resumed: changed since: {', '.join(changed)}",
                why="the parts would rest on different ground",
                remedy=f"{day}start a new run",
            )

    def write_part(
        self, number: int, decisions: Iterable[Decision], refusals: list[Refusal], counts: Tally
    ) -> None:
        """Write one part: decisions first, its counts last, which makes it count as done."""
        encoder = msgspec.json.Encoder()
        lines = bytearray()
        for decision in decisions:
            lines += encoder.encode(decision)
            lines += b"\n"
        packed = zstandard.ZstdCompressor(level=_LEVEL).compress(lines)
        head = hashlib.sha256(packed).digest() + len(lines).to_bytes(8, "big")
        name = self._part(number)
        try:
            write_whole(name.with_suffix(".decisions"), head + packed)
            if refusals:
                text = b"\n".join(encoder.encode(refusal) for refusal in refusals)
                write_whole(name.with_suffix(".refusals"), text)
            write_whole(name.with_suffix(".json"), encoder.encode(counts))
        except OSError as fault:
            raise _unwritable(self.path, fault) from fault

    def finished(self) -> dict[int, Tally]:
        """Give the counts of all parts that are done, by number.

        A part whose decisions were removed (``clear``) must be screened again.
        """
        files = [
            file
            for file in sorted(self.path.glob("part-*.json"))
            if file.with_suffix(".decisions").is_file()
        ]
        return {int(file.stem.split("-")[1]): self._decode(file, Tally) for file in files}

    def decision_lines(self) -> Iterator[bytes]:
        """Give the decisions of all parts as JSON lines without their ends, in order.

        Raises:
            RunError: a part is damaged.
        """
        for text in self.part_texts():
            yield from text.splitlines()

    def part_texts(self) -> Iterator[bytes]:
        """Give the decisions of each part as JSON lines, each line ended, in order.

        Raises:
            RunError: a part is damaged.
        """
        for file in sorted(self.path.glob("part-*.decisions")):
            yield _text_of(file)

    def part_text(self, number: int) -> bytes:
        """Give the decisions of one part as JSON lines.

        Raises:
            RunError: the part is damaged.
        """
        return _text_of(self._part(number).with_suffix(".decisions"))

    def refusals(self) -> Iterator[Refusal]:
        """Give the refused rows of all parts, in order."""
        for file in sorted(self.path.glob("part-*.refusals")):
            try:
                for line in file.read_bytes().splitlines():
                    yield msgspec.json.decode(line, type=Refusal)
            except msgspec.DecodeError as fault:
                raise _damaged(file) from fault

    def clear(self) -> None:
        """Remove the decisions, which stand in the output now; request and counts remain."""
        for file in self.path.glob("part-*.decisions"):
            file.unlink(missing_ok=True)

    def _interrupted(self) -> str:
        """Name the runs whose decisions are still here, the newest first."""
        parts = self.path.parent.glob("*/part-*.decisions")
        names = sorted({part.parent.name for part in parts}, reverse=True)
        return ", ".join(names[:5]) or "none is kept here"

    def _decode(self, file: Path, kind: type[_Kept]) -> _Kept:
        try:
            return msgspec.json.decode(file.read_bytes(), type=kind)
        except msgspec.DecodeError as fault:
            raise _damaged(file) from fault

    def _part(self, number: int) -> Path:
        return self.path / f"part-{number:07d}"


def _text_of(file: Path) -> bytes:
    raw = file.read_bytes()
    digest, size, packed = raw[:32], int.from_bytes(raw[32:40], "big"), raw[40:]
    if hashlib.sha256(packed).digest() != digest:
        raise _damaged(file)
    # The size stands outside the digest: a flipped bit in it must not pass either.
    if zstandard.frame_content_size(packed) != size:
        raise _damaged(file)
    return zstandard.ZstdDecompressor().decompress(packed)


def prune_runs(runs: Path, *, before: dt.datetime) -> tuple[list[str], list[str]]:
    """Remove the folders of runs that ended before a moment and hold no decisions any more.

    A run that holds decisions was interrupted, or has no other output than them: it stays.

    Args:
        runs: Folder of the runs of the store.
        before: The moment, with its zone; runs in which something was written since then stay.

    Returns:
        Names of the runs removed, and of old ones that stay because they hold decisions; each in
        order of their age.

    Raises:
        RunError: A folder cannot be removed.
    """
    removed: list[str] = []
    kept: list[str] = []
    for request in sorted(runs.glob("*/request.json")):
        folder = request.parent
        if max(file.stat().st_mtime for file in folder.iterdir()) >= before.timestamp():
            continue
        if any(folder.glob("part-*.decisions")):
            kept.append(folder.name)
            continue
        try:
            shutil.rmtree(folder)
        except OSError as fault:
            raise RunError(
                f"an old run cannot be removed: {fault.strerror or fault}",
                where=str(folder),
                remedy="check that the folder may be written",
            ) from fault
        removed.append(folder.name)
    return removed, kept


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all, also after a crash of the machine."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with scratch.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(file: Path) -> RunError:
    return RunError(
        "a part of the run is damaged",
        where=str(file),
        why="A decision in it might read otherwise than it was taken",
        remedy=f"delete all files {file.stem}.* beside it and go on with "
        f"--resume {file.parent.name}: the part is done again",
    )


def _unwritable(path: Path, fault: OSError) -> RunError:
    return RunError(
        f"the run cannot be written: {fault.strerror or fault}",
        where=str(path),
        why="nothing of the output appears before the run is whole",
        remedy="free space, then resume the run with --resume " + path.name,
    )
