"""Countries of lists: what can be said, and never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.sources.countries import country_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Russia", "ru"),
        ("Russian Federation", "ru"),
        ("Iran (Islamic Republic of)", "ir"),
        ("Korea, North", "kp"),
        ("Korea, South", "kr"),
        ("Democratic People's Republic of Korea", "kp"),
        ("Congo, Democratic Republic of the", "cd"),
        ("Congo, Republic of the", "cg"),
        ("Democratic Republic of the Congo", "cd"),
        ("The Gambia", "gm"),
        ("Bahamas, The", "bs"),
        ("Cote d Ivoire", "ci"),
        ("Turkey", "tr"),
        ("Türkiye", "tr"),
        ("Burma", "mm"),
        ("Bosnia and Herzegovina", "ba"),
        ("St. Vincent and the Grenadines", "vc"),
        ("North Macedonia, The Republic of", "mk"),
        ("Man, Isle of", "im"),
        ("State of Palestine", "ps"),
        ("China, Hong Kong Special Administrative Region", "hk"),
        ("Kosovo", "xk"),
        ("Region: Crimea", ""),
        ("Region: Gaza", ""),
        ("Korea", ""),
        ("former Soviet Union", ""),
        ("Netherlands Antilles", ""),
        ("undetermined", ""),
        ("possibly Palestinian", ""),
        ("na", ""),
        ("", ""),
    ],
)
def test_country_code(text: str, code: str) -> None:
    assert country_code(text) == code


@given(st.text(max_size=30))
def test_a_country_code_is_two_letters_or_nothing(text: str) -> None:
    code = country_code(text)
    assert code == "" or (len(code) == 2 and code.isalpha() and code.islower())
