"""A store with hostile names in every part that the console shows, and a server on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import console_store
from api_server import serving
from chromium import browsing
from flows.conftest import clean_environment


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of this module alone."""
    return console_store.make(tmp_path_factory.mktemp("console") / "store")


@pytest.fixture(scope="module")
def address(kept: Path) -> Iterator[str]:
    """A server of this module alone."""
    with serving(kept, "--as-of", console_store.DAY, environment=clean_environment()) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with browsing() as found:
        yield found
