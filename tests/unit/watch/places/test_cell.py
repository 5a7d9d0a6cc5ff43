"""The country at the end of a place or an address, whatever stands before it."""

from __future__ import annotations

import pytest

from counterflow.watch.places.cell import country_at_end


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Iran", "IR"),
        (" iran. ", "IR"),
        ("Tehran, Iran", "IR"),
        ("Tehran/Iran", "IR"),
        ("Tehran-Iran", "IR"),
        ("Tehran - Iran", "IR"),
        ("Tehran – Iran", "IR"),
        ("تهران، ایران", "IR"),
        ("تهران، ایران ۱۲۳۴", "IR"),
        ("德黑兰，伊朗", "IR"),
        ("Tehran, Iran-12345", "IR"),
        ("Tehran (Iran)", "IR"),
        ("Tehran, Iran;", "IR"),
        # A country's own dash; other pieces at the end.
        ("Bissau, Guinea-Bissau", "GW"),
        ("Guinea-Bissau", "GW"),
        ("12 rue de Cuba, Nice", ""),
        ("Tehran-Iran street 4, Nice", ""),
        ("Iran Trading, Hamburg", ""),
        ("Cuba Street 4", ""),
        ("Suite 4, IR", ""),
        ("IR", ""),
        ("", ""),
        (" - ", ""),
    ],
)
def test_the_last_piece_may_be_a_country(text: str, country: str) -> None:
    assert country_at_end(text) == country


def test_the_words_of_a_place_do_not_count() -> None:
    assert country_at_end("Lenin St, Sevastopol", besides="sevastopol") == ""
