"""UN/LOCODEs however they are written, and words that only look like one."""

from __future__ import annotations

import csv
import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.watch.places import locodes as room
from counterflow.watch.places.locodes import code_countries, load_locodes

FILE = "places/unlocodes.yaml"


@pytest.mark.parametrize(
    "text",
    ["IRTHR", "irthr", "IR THR", "IR-THR", "ir-thr", " IRTHR ", "Tehran (IRTHR)", "(IR THR) Tehran",
     "Tehran [IR-THR]", "IRTHR Tehran", "Tehran IRTHR", "Tehran, IR THR", "IRTHR/Tehran"],
)  # fmt: skip
@pytest.mark.parametrize("beside", ["", "IR", "FR"])
def test_a_known_code_counts_however_it_is_written(text: str, beside: str) -> None:
    """Found in review: a country column hid it, and only IRTHR was read as a code."""
    assert code_countries(text, beside) == ("IR",)


@pytest.mark.parametrize(
    ("text", "beside", "countries"),
    [
        ("RUMOW", "FR", ("RU",)),
        ("IRTHR - RUMOW", "FR", ("IR", "RU")),
        # Words of five letters, and of two and three.
        ("IRBID", "JO", ()),
        ("Irbid", "", ()),
        ("IRBIL", "IQ", ()),
        ("RUGBY", "GB", ()),
        ("CUNEO", "IT", ()),
        ("SYROS", "GR", ()),
        ("Irthr", "FR", ()),
        ("BY SEA", "", ()),
        ("BY AIR", "DE", ()),
        ("(BY SEA)", "DE", ()),
        ("CHINA", "", ()),
        ("PORT OF RUSSE", "", ()),
        ("Hamburg", "", ()),
        ("", "", ()),
        ("CU 250", "DE", ()),
        # Codes that are words too.
        ("RUSKO", "FI", ()),
        ("RUSKO", "RU", ("RU",)),
        ("RUSKO", "", ("RU",)),
        ("RU SKO", "FI", ("RU",)),
        ("CUBAN CIGARS", "DE", ()),
        # A code of another country, or of a later edition, in the form of one.
        ("IRQQQ", "", ("IR",)),
        ("IRQQQ", "FR", ()),
        ("IR QQQ", "FR", ("IR",)),
        ("Somewhere (IRQQQ)", "FR", ("IR",)),
        ("DEHAM", "", ("DE",)),
        ("DEHAM", "FR", ()),
        ("DE HAM", "FR", ("DE",)),
        ("ZZ ABC", "FR", ()),
    ],
)
def test_a_word_is_told_from_a_code(text: str, beside: str, countries: tuple[str, ...]) -> None:
    assert code_countries(text, beside) == countries


@pytest.mark.parametrize(
    ("text", "countries"),
    [("IRTHR", ("IR",)), ("1 Quai (IRTHR)", ("IR",)), ("RUMOW building, Lenin St", ())],
)
def test_in_an_address_a_code_stands_alone_or_in_brackets(
    text: str, countries: tuple[str, ...]
) -> None:
    assert code_countries(text, "FR", address=True) == countries


@given(st.sampled_from(sorted(load_locodes().codes)), st.sampled_from(strategies.COUNTRIES))
def test_no_country_hides_a_code(code: str, beside: str) -> None:
    """More evidence never hides a candidate."""
    hidden = code in load_locodes().words
    assert code[:2] in code_countries(code, beside) or hidden
    assert code[:2] in code_countries(f"{code[:2]} {code[2:]}", beside)


@given(strategies.any_text, st.sampled_from(["", *strategies.COUNTRIES]))
def test_any_text_can_be_asked(text: str, beside: str) -> None:
    assert all(len(country) == 2 for country in code_countries(text, beside))


def test_the_codes_have_a_source() -> None:
    known = load_locodes()
    assert known.citation.title == "UN/LOCODE 2024-1"
    assert known.countries == {"IR", "KP", "SY", "CU", "RU", "BY"}
    assert known.words <= known.codes


@pytest.mark.shared
def test_the_codes_and_the_words_are_those_of_the_table(shared: Path) -> None:
    known = load_locodes()
    with gzip.open(shared / "reference/unlocode_2024-1.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert known.codes == {row["locode"] for row in rows if row["country"] in known.countries}
    names = {
        re.sub("[^A-Z]", "", name.upper())
        for row in rows
        for name in (row["name_ascii"], *re.split(r"[ /(),-]+", row["name_ascii"]))
    }
    assert known.words == (known.codes & names) | {"CUBAN", "RUSAL"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"countries": {"IR": "THR thr"}}, "no UN/LOCODE: IRthr"),
        ({"source": "nobody"}, "not in the file's bibliography"),
    ],
)
def test_a_wrong_file_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], said: str
) -> None:
    changed = {**load_facts(FILE), **change}
    monkeypatch.setattr(room, "load_facts", lambda _name: changed)
    with pytest.raises(RuleError, match=said):
        load_locodes.__wrapped__()
