"""Keep every version of every list, dated and hashed, in one database file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterflow.core.errors import StoreError
from counterflow.storage.database.sqlite import cannot_use
from counterflow.watch.lists.contents import Contents
from counterflow.watch.lists.standing import Event, Pin, Standing

if TYPE_CHECKING:
    from counterflow.watch.lists.keeping import Imported

__all__ = ["Event", "ListStore", "Pin", "open_store"]


def open_store(folder: Path) -> ListStore:
    """Open the lists of a store; its folder need not be there yet.

    Args:
        folder: The folder of lists, indexes and runs.

    Raises:
        StoreError: Something else than a folder stands there, or lists of an older program.
    """
    try:
        wrong = folder.exists() and not folder.is_dir()
        older = (folder / "lists").exists()
    except OSError as error:
        raise cannot_use(folder, error) from error
    if wrong or older:
        raise StoreError(
            "the store is no folder" if wrong else "the store holds lists of an older program",
            where=str(folder if wrong else folder / "lists"),
            why="No list could be found in it",
            remedy="name a folder (--store, COUNTERFLOW_STORE)"
            if wrong
            else "import the lists again into another store, or move this folder away first",
        )
    return ListStore(folder)


class ListStore(Standing, Contents):
    """Keep lists in one file, safe against a process killed at any moment and against a second one.

    ``Standing`` answers which version was in use on a day, ``Contents`` gives back what is kept of
    a version, ``StoreFile`` opens the file. Every method opens it for itself, so a store may be
    used from several threads.

    Args:
        folder: The store's folder; it is made on the first import.
    """

    def import_list(self, paths: Sequence[Path], **asked: Any) -> Imported:
        """Read a list from files and keep it as a version; the same bytes are kept once.

        Args:
            paths: As for ``read_list``: files or folders.
            **asked: ``name`` of the list in the store (small letters, digits and ``_``);
                ``format``, where it should not be recognised by content; ``published_on``, the day
                of publication (ISO 8601) of a list that states none; ``retrieved_at``, when the
                files were fetched (ISO 8601, UTC), now if not given; ``official``, by the format
                if not given; ``record_only``, to write down what guards find and go on;
                ``limits`` of the guards; ``probe``, which tries canaries.

        Returns:
            The version and the account of its reading. Where the same bytes were stored before,
            the version of then; a note says so.

        Raises:
            ListError: The name is not allowed, a date is malformed or contradicts the file, or
                the files cannot be read. The last good version stays.
            GuardError: The version is half read, shrunken or lacks what was there before. It is
                kept aside until somebody accepts it; the last good version stays.
            StoreError: The file cannot be written.

        Example:
            >>> import tempfile
            >>> line = '{"id": "q1", "schema": "Company", "properties": {"name": ["Acme"]}}'
            >>> folder = Path(tempfile.mkdtemp())
            >>> _ = (folder / "a.json").write_text(line)
            >>> ListStore(folder).import_list([folder / "a.json"], name="house").snapshot.listings
            1
        """
        # Two dozen readers are imported where one is needed, and not by every screening.
        from counterflow.watch.lists.keeping import Order, keep_list

        with self.writing() as connection:
            return keep_list(connection, self.folder, Order(paths, **asked))
