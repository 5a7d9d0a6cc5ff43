"""A province beside the name of a town says which of two towns is meant."""

from __future__ import annotations

import pytest

from counterflow.watch.places.provinces import province_beside


@pytest.mark.parametrize(
    ("text", "country", "province"),
    [
        ("Derbent, Konya", "TR", "Konya"),
        ("AMIRABAD, CHATTOGRAM", "BD", "Chattogram"),
        ("Sebastopol, Victoria", "AU", "Victoria"),
        ("Sebastopol CA 95472", "US", ""),
        ("Sebastopol, US-CA", "US", "California"),
        ("Kazan, Eskisehir ili", "TR", "Eskişehir"),
        ("Konya", "TR", ""),
        ("Kazan", "", ""),
        ("", "TR", ""),
        ("Kazan, Ankara", "XX", ""),
    ],
)
def test_provinces(text: str, country: str, province: str) -> None:
    """Beside a town, of the country that the papers name, and nothing else."""
    assert province_beside(text, country) == province
