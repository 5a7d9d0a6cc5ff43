"""Take the one file that a list consists of."""

from __future__ import annotations

from collections.abc import Sequence

from counterflow.core.errors import ListError
from counterflow.watch.sources.list_file import ListFile


def only_file(files: Sequence[ListFile], words: str) -> ListFile:
    """Give the one file of a list that is published as one.

    Args:
        files: What was given.
        words: The list, for the error.

    Returns:
        The file.

    Raises:
        ListError: None was given, or several: editions, or lists, would be mixed.

    Example:
        >>> only_file([ListFile("a.csv", b"x")], "the list").name
        'a.csv'
    """
    if len(files) != 1:
        raise ListError(
            f"{len(files)} files were given where {words} is one",
            where=", ".join(file.name for file in files),
            why="two editions read as one would mix what is listed with what was",
            remedy="import one edition at a time",
        )
    return files[0]
