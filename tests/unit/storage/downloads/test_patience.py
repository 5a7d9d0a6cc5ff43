"""How long is waited between two tries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from counterflow.storage.downloads.patience import Patience


@given(
    first=st.floats(0.1, 10),
    longest=st.floats(10, 600),
    tried=st.integers(1, 60),
    asked=st.floats(0, 10_000),
)
def test_a_wait_grows_up_to_the_longest_and_is_never_less_than_was_asked_for(
    first: float, longest: float, tried: int, asked: float
) -> None:
    patience = Patience(first_wait=first, longest_wait=longest)
    grown = min(longest, first * 2 ** (tried - 1))
    assert max(asked, grown / 2) <= patience.wait(tried, asked) <= max(asked, grown)


def test_two_that_failed_together_do_not_come_back_together() -> None:
    waits = {Patience().wait(3, 0) for _ in range(20)}
    assert len(waits) > 1
