"""An empty archive on each kind of records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from counterflow.storage.archive.keeping import Archive
from counterflow.storage.audit.signing import open_records


@pytest.fixture
def archive(url: URL, tmp_path: Path) -> Iterator[Archive]:
    """Give an archive whose records are open for writing."""
    database = "" if url.get_backend_name() == "sqlite" else url.render_as_string()
    with open_records(tmp_path, database, write=True) as records:
        yield Archive(records, tmp_path)
