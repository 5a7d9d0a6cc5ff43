"""The records on both databases: a SQLite file, and PostgreSQL on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from counterflow.storage.database.records import records_url
from postgres import fresh_database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """Give an empty place for records, of each kind in turn."""
    if request.param == "sqlite":
        return records_url(tmp_path)
    return records_url(tmp_path, fresh_database())
