"""A citation tells what nobody read."""

from __future__ import annotations

import pytest

from counterflow.core.model.law import Citation


@pytest.mark.parametrize(
    ("read_via", "second_hand"),
    [("", False), ("read in full text", False), ("read in part", True), ("not read", True)],
)
def test_what_nobody_read_is_second_hand(read_via: str, *, second_hand: bool) -> None:
    assert Citation("s", read_via=read_via).second_hand is second_hand
