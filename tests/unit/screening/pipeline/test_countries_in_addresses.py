"""The country in an address, wherever it stands; and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.screening.pipeline.countries import find_countries


def named(address: str, country: str = "AE") -> set[str]:
    party = Party("consignee", "Vektor Plus LLC", country=country, address=address)
    return {one.country for one in find_countries(Transaction("1", parties=(party,)))} - {country}


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("Iran, Tehran, Valiasr St. 10", "IR"),
        ("Valiasr St. 10, Tehran, Iran, P.O. Box 1234", "IR"),
        ("Valiasr St. 10, Tehran, Iran P.O. Box 1234", "IR"),
        ("No. 5, Tehran - Iran. Tel: 021-88001122", "IR"),
        ("Damascus, Syria, Mezzeh", "SY"),
        ("IR-Tehran 19395", "IR"),
        ("Tulskaya 10, RU-115191 Moskau", "RU"),
        ("Russia, 115191 Moscow, Tulskaya 10", "RU"),
        ("115191, Россия, Москва, ул. Тульская 10", "RU"),
        ("Tulskaya 10, Russian Federation, tel. +7 495 000 00 00", "RU"),
        ("Georgia, Tbilisi, Rustaveli Ave", "GE"),
        ("No. 5, Tehran, Iran 19395; c/o Alder FZE, Dubai", "IR"),
    ],
)
def test_country_anywhere_in_an_address(address: str, country: str) -> None:
    """It need not be the last piece."""
    assert country in named(address)


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("10 Main St, Cuba, MO 65453", "US"),
        ("10 Main St, Cuba, Missouri 65453, USA", ""),
        ("Russia, Ohio", ""),
        ("1 Peachtree St, Atlanta, Georgia, USA", ""),
        ("1 Main St, Sebastopol, CA 95472", "US"),
        ("Armenia, Quindío", ""),
        ("Rua Um 5, Cuba, Alentejo", "PT"),
        ("Versailles Rd, Russia, Ohio 45363", "US"),
        ("Cuba Street 5, Wellington", "NZ"),
        ("Teheran-ro 5, Gangnam-gu, Seoul", "KR"),
        ("Iran Plaza 5, Dubai", "AE"),
        ("12 Syria, Leeds LS1 4AP", "GB"),
        ("Unit SY-12, Silver Yard, Dubai", "AE"),
        ("Jordan, Kowloon", "HK"),
        ("Calle Rusia 12, Lima", "PE"),
    ],
)
def test_look_alikes(address: str, country: str) -> None:
    """Streets, buildings and towns that bear a country's name are no country."""
    assert named(address, country) <= {"US"}


PIECES = st.sampled_from(["Valiasr St. 10", "Tehran", "19395", "P.O. Box 12", "2nd floor"])


@given(before=st.lists(PIECES, max_size=3), after=st.lists(PIECES, max_size=3))
def test_a_country_counts_at_every_place(before: list[str], after: list[str]) -> None:
    """Invariant: what stands before and behind it does not hide a country."""
    assert "IR" in named(", ".join([*before, "Iran", *after]))
