"""Bring in the past of a list: every version that a folder or a git history holds, in order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from counterflow.core.errors import GuardError, ListError, ListUsageError
from counterflow.watch.lists.guards import Limits
from counterflow.watch.lists.orders import Probe
from counterflow.watch.lists.store import ListStore

_NAMED = 12
"""Files of a repository that an error names."""
_DAY = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")


class Past(NamedTuple):
    """One version of the past: its day, where it comes from, and how to get it as a file."""

    day: str
    origin: str
    write_to: Callable[[Path], Path]


class Step(NamedTuple):
    """What became of one version: the day, and what guards said or why it could not be read."""

    day: str
    origin: str
    version: str
    trips: tuple[str, ...] = ()
    fault: str = ""
    again: bool = False


@contextmanager
def past_versions(source: Path, inside: str = "") -> Iterator[list[Past]]:
    """Find the versions of a list that a folder or a git history holds.

    Args:
        source: A folder of files with their day in the name (``sdn_2024-05-03.csv.gz``), a git
            repository, or a git bundle.
        inside: Of a git history, the path of the file; ``sdn.csv`` for instance.

    Yields:
        The versions by day, the earliest first; of a git history one per content that differs from
        the one before, dated by its commit.

    Raises:
        ListError: There is nothing of the kind, or git is not installed where it is needed.
    """
    is_repository = source.is_dir() and ((source / ".git").exists() or (source / "HEAD").exists())
    if source.is_dir() and not is_repository:
        found = _in_folder(source)
        if not found:
            raise _nothing(source, "no file in it has its day in its name (2024-05-03)")
        yield found
        return
    with tempfile.TemporaryDirectory(prefix="counterflow-history-") as scratch:
        repository = source if is_repository else Path(scratch) / "history.git"
        if not is_repository:
            _git(None, "clone", "--quiet", "--bare", "--", str(source), str(repository))
        if not inside:
            raise _nothing(source, "which file of the git history is meant is not said", repository)
        found = _in_git(repository, inside)
        if not found:
            raise _nothing(source, f"its history holds no file {inside!r}", repository)
        yield found


def import_history(
    store: ListStore,
    past: list[Past],
    name: str,
    *,
    limits: Limits | None = None,
    probe: Probe | None = None,
    progress: Callable[[Step], None] | None = None,
    **asked: Any,
) -> list[Step]:
    """Import the versions of the past one after the other, going on where a guard would refuse.

    What guards find is written down with the version, which is kept: it was in use then. A version
    that is half read or empty is kept aside, one that cannot be read at all is in the log. Each is
    published on the day of its commit or file name, unless the file states another, and retrieved
    now: the log says when this store took it in.

    Args:
        store: The store.
        past: The versions, the earliest first.
        name: The list's name in the store.
        limits: Of the guards.
        probe: Tries the canaries of each version.
        progress: Called after each version.
        **asked: ``format`` and ``official``, as for ``ListStore.import_list``.

    Returns:
        One step per version, in order.

    Raises:
        StoreError: The store cannot be written.
    """
    steps = []
    with tempfile.TemporaryDirectory(prefix="counterflow-history-") as scratch:
        for one in past:
            path = one.write_to(Path(scratch))
            try:
                step = _import_one(store, one, path, name=name, limits=limits, probe=probe, **asked)
            finally:
                path.unlink(missing_ok=True)
            steps.append(step)
            if progress is not None:
                progress(step)
    return steps


def _import_one(store: ListStore, one: Past, path: Path, **asked: Any) -> Step:
    try:
        kept = store.import_list([path], published_on=one.day, record_only=True, **asked)
    except GuardError as fault:
        # Kept aside, with its bytes: the version is there and may not be used.
        return Step(one.day, one.origin, "", fault=fault.what.partition(" is refused: ")[2])
    except ListError as fault:
        return Step(one.day, one.origin, "", fault=fault.what)
    snapshot, account = kept
    # Bytes that came before count from the day of then, which is said: it may not be in use.
    said = "; ".join(account.notes) if account.again else ""
    return Step(one.day, one.origin, snapshot.id, snapshot.trips, said, again=account.again)


def _in_folder(folder: Path) -> list[Past]:
    dated = [
        (match[1], path)
        for path in sorted(folder.iterdir())
        if path.is_file() and (match := _DAY.search(path.name))
    ]
    return [Past(day, path.name, _copier(path)) for day, path in sorted(dated)]


def _copier(path: Path) -> Callable[[Path], Path]:
    return lambda folder: Path(shutil.copy(path, folder / _DAY.sub("", path.name).strip("_-. ")))


def _in_git(repository: Path, inside: str) -> list[Past]:
    # `rev-list`, not `log`: what it prints does not follow a user's settings.
    listed = _git(repository, "rev-list", "--reverse", "--format=%H %cs", "HEAD", "--", inside)
    lines = [line for line in listed.decode().split("\n") if not line.startswith("commit ")]
    found: list[Past] = []
    last = ""
    for line in filter(None, lines):
        commit, day = line.split()
        blob = _git(repository, "rev-parse", f"{commit}:{inside}", check=False).decode().strip()
        if len(blob) == len(commit) and blob != last:
            found.append(Past(day, commit, _extractor(repository, blob, Path(inside).name)))
            last = blob
    return found


def _extractor(repository: Path, blob: str, name: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(_git(repository, "cat-file", "blob", blob))
        return path

    return write


def _git(repository: Path | None, *words: str, check: bool = True) -> bytes:
    """Run git and give what it says, in the repository named and in no other."""
    program = shutil.which("git")
    if program is None:
        raise ListError(
            "git is not installed",
            why="the history of this list is a git history",
            remedy="install git, or give a folder of files with their day in the name",
        )
    place = [] if repository is None else ["-C", str(repository)]
    # Called from a hook, GIT_DIR and the like would lead into the repository of that hook.
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    ran = subprocess.run(  # noqa: S603 - git, found on the path; no shell, words of ours and paths
        [program, *place, *words], capture_output=True, check=False, env=clean
    )
    if ran.returncode and check:
        told = " ".join(ran.stderr.decode("utf-8", "replace").split())[:300]
        raise ListUsageError(
            f"git cannot read the history: {told}",
            where=str(repository or words[-2]),
            remedy="give a folder of dated files, a git repository or a bundle (git bundle create)",
        )
    return ran.stdout if not ran.returncode else b""


def _nothing(source: Path, what: str, repository: Path | None = None) -> ListUsageError:
    remedy = "give a folder of dated files, or a git repository or bundle with --inside FILE"
    if repository is not None:
        held = _git(repository, "ls-tree", "-r", "-z", "--name-only", "HEAD", check=False)
        names = sorted(filter(None, held.decode("utf-8", "replace").split("\0")))
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        remedy = f"say which: --inside FILE; it holds: {', '.join(names[:_NAMED])}{more}"
    return ListUsageError(f"no history of a list: {what}", where=str(source), remedy=remedy)
