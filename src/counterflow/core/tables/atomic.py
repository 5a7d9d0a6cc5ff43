"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from counterflow.core.errors import RunError


class WholeFile:
    """A file that takes its name only when it is complete.

    Until then it stands beside its target under a name that begins with a dot. A reader sees
    the old content or the new, never a part; on a full disk the old content stays.

    Args:
        target: Where the file shall stand.

    Raises:
        RunError: The folder does not exist or cannot be written; on Windows also, the file is
            read-only or open in another program.
    """

    def __init__(self, target: Path) -> None:
        try:
            # A link stays a link; a device or a folder must not be replaced by a file.
            self._target = target.resolve()
            if self._target.exists() and not self._target.is_file():
                raise FileExistsError(errno.EEXIST, "it exists and is no file")
            if os.name != "posix" and self._target.exists():
                self._check_replaceable()
            self._part = self._target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
            self.stream: IO[bytes] = self._part.open("xb")
        except OSError as error:
            raise unwritable(target, error) from error

    def _check_replaceable(self) -> None:
        """Refuse a file that Windows would not replace after hours of work: read-only or open."""
        if not os.access(self._target, os.W_OK):
            raise PermissionError(errno.EACCES, "it is read-only")
        self._target.open("r+b").close()

    def keep(self) -> None:
        """Bring the content to the disk and give the file its name."""
        try:
            self.stream.flush()
            os.fsync(self.stream.fileno())
            self.stream.close()
            # Of these rights Windows knows read-only alone; a part that took it over could neither
            # be put in place nor be removed again.
            if os.name == "posix" and self._target.exists():
                self._part.chmod(self._target.stat().st_mode & 0o777)
            self._part.replace(self._target)
            self._sync_folder()
        except OSError as error:
            self.discard()
            raise unwritable(self._target, error) from error

    def discard(self) -> None:
        """Remove what was written; the target stays as it was."""
        # A full disk lets the last write fail again on closing; the part goes away all the same.
        with contextlib.suppress(OSError):
            self.stream.close()
        self._part.unlink(missing_ok=True)

    def _sync_folder(self) -> None:
        """Bring the new name itself to the disk, where the system can do that."""
        if os.name != "posix":
            return
        folder = os.open(self._target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextlib.contextmanager
def whole_file(target: Path) -> Iterator[IO[bytes]]:
    """Write a file that takes its name when the block ends, and is not there where it fails.

    For what is written at one go; who writes for hours uses ``WholeFile`` itself.

    Args:
        target: Where the file shall stand.

    Yields:
        The stream to write to. Nothing else should be done inside: every fault of the system there
        is taken for one of writing.

    Raises:
        RunError: The file cannot be written, a full disk included; the old content stays.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as scratch:
        ...     with whole_file(Path(scratch, "a")) as stream:
        ...         _ = stream.write(b"whole")
        ...     Path(scratch, "a").read_bytes()
        b'whole'
    """
    whole = WholeFile(target)
    try:
        yield whole.stream
    except OSError as error:
        whole.discard()
        raise unwritable(target, error) from error
    except BaseException:
        whole.discard()
        raise
    whole.keep()


def unwritable(target: Path | str, error: OSError) -> RunError:
    """Say that an output could not be written, and why."""
    return RunError(
        f"{target} cannot be written",
        why=f"{error.strerror or error}; nothing of it was kept",
        remedy="check the folder, its rights and the free space, close the file in other programs, "
        "or choose another place",
    )
