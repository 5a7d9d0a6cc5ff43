"""Open the database file of a store's lists, for one question or one change at a time."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from counterflow.storage.database.sqlite import DAMAGE, cannot_use, open_database
from counterflow.watch.lists.seals import seal_older
from counterflow.watch.lists.tables import FILE, STEPS


class StoreFile:
    """The file that holds all versions of all lists.

    Every question opens the file for itself, so a store may be used from several threads.

    Args:
        folder: The store's folder; it is made on the first import.

    Attributes:
        changes: How often this object has opened the file for writing and closed it again. Whoever
            keeps what was read compares it, so as to notice what was brought in meanwhile. What
            another object or process writes is not counted.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / FILE
        self.changes = 0

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open the file for writing.

        Raises:
            StoreError: It cannot be opened or written.
        """
        connection = open_database(self.file, STEPS, write=True)
        try:
            with contextlib.closing(connection), self._telling():
                seal_older(connection, write=True)
                yield connection
        finally:
            # Also after a fault: a version that guards refuse is kept aside, and its state told.
            self.changes += 1

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """Open the file for reading; None where there is none yet.

        Raises:
            StoreError: It cannot be opened or read.
        """
        try:
            there = self.file.exists()
        except OSError as error:
            raise cannot_use(self.file, error) from error
        if not there:
            yield None
            return
        # Whoever may write also finishes what a killed process left: half a transaction, no tables.
        write = os.access(self.file, os.W_OK)
        connection = open_database(self.file, STEPS, write=write)
        with contextlib.closing(connection), self._telling():
            seal_older(connection, write=write)
            yield connection

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except DAMAGE as fault:
            raise cannot_use(self.file, fault) from fault
