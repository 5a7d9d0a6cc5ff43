"""Terms that mean the same read the same, whatever their language and script."""

from __future__ import annotations

from collections import Counter
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.text.name_tables import name_table, words_of_class
from counterflow.core.text.scripts import fold
from counterflow.core.text.terms import SECTIONS, standard_words, term_words, translate


def _spellings() -> list[tuple[str, str, str]]:
    return [
        (section, str(head), spelling)
        for section in SECTIONS
        for head, spellings in name_table("terms")[section].items()
        for spelling in str(spellings).split(", ")
    ]


SPELLINGS = _spellings()
HEADS = sorted({head for _, head, _ in SPELLINGS})


def _read(name: str) -> list[str]:
    return standard_words(fold(translate(name)).split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Torgovyy Dom Brasdol", "Trading House Brasdol"),
        ("Торговый дом Брасдол", "TD Brasdol"),
        ("NII Brasdol", "Научно-исследовательский институт Брасдол"),
        ("НПО Брасдол", "Scientific Production Association Brasdol"),
        ("Mashynobudivnyi Zavod Brasdol", "Машиностроительный завод Брасдол"),
        ("Daneshgah-e Sanati Brasdol", "University of Technology Brasdol"),
        ("Sanaye Shimiaei Brasdol", "Industries Chemicals Brasdol"),
        ("Sarrafi Brasdol", "صرافی Brasdol"),
        ("Brasdol Sanayi ve Ticaret", "Brasdol San. Tic."),
        ("Brasdol Nakliyat", "Brasdol Transport"),
        ("Naviera Brasdol", "Shipping Brasdol"),
        ("Brasdol 进出口", "Brasdol Jinchukou"),
        ("Brasdol 무역", "Brasdol 貿易"),
        ("بنك Brasdol", "Bank Brasdol"),
        ("Brasdol للتجارة", "Brasdol Trading"),
        ("Brasdol תעשיות", "Brasdol Industry"),
        ("Τράπεζα Brasdol", "Banco Brasdol"),
        ("Brasdol Centre", "Brasdol Center"),
        ("Brasdol Two", "Brasdol II"),
        ("Брасдол Авиэйшн Индастриз", "Брасдол Aviation Industries"),
        ("Брасдол Дженерал Трейдинг", "Брасдол General Trading"),
        ("Brasdol جنرال تریدینگ", "Brasdol General Trading"),
        ("Brasdol Aero-Engine", "Brasdol Aircraft Engines"),
        ("Brasdol 航空发动机", "Brasdol Aviation Engine"),
        ("Flugmotoren Brasdol", "Авиадвигатель Brasdol"),
        ("Hava Peyma Sazi-e Brasdol", "هواپیماسازی Brasdol"),
        ("Leningrad Brasdol", "St. Petersburg Brasdol"),
        ("Saigon Brasdol", "Ho Chi Minh City Brasdol"),
        ("Peking Brasdol", "北京 Brasdol"),
        ("Brasdol Kuba", "Brasdol Cuba"),
        ("Brasdol U.S.A.", "Brasdol United States"),
    ],
)
def test_other_words_for_the_same_read_the_same(one: str, other: str) -> None:
    assert _read(one) == _read(other)
    assert "brasdol" in _read(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("importer", "exporter"),
        ("bank", "insurance"),
        ("shipping", "airline"),
        ("north", "south"),
        ("two", "second"),
        ("factory", "fabrica de cemento"),
        ("iron", "steel"),
        ("ministry", "municipality"),
        ("beijing", "nanjing"),
        ("north korea", "south korea"),
    ],
)
def test_what_tells_sisters_apart_stays_different(one: str, other: str) -> None:
    assert _read(f"Brasdol {one}") != _read(f"Brasdol {other}")


def test_a_term_inside_han_text_is_found_and_the_rest_is_kept() -> None:
    assert _read("深圳市鑫隆达电子科技有限公司") == [
        *("shenzhen", "xin", "long", "da", "electronics", "technology", "co", "ltd")
    ]


def test_legal_forms_of_several_words_stay_whole() -> None:
    assert _read("Brasdol Societe Anonyme") == ["brasdol", "societe", "anonyme"]
    assert _read("Brasdol Anonim Sirketi") == ["brasdol", "anonim", "sirketi"]


def test_ascii_text_is_returned_as_it_is() -> None:
    text = "OOO  Zavod, Brasdol"
    assert translate(text) is text
    assert translate("Müller") == "Müller"


def test_long_text_takes_little_time() -> None:
    begun = perf_counter()
    for text in ("有限" * 5000, "شركة " * 5000, "ا" * 50_000, "завод" * 5000):
        translate(text)
    standard_words(["nauchno"] * 10_000)
    assert perf_counter() - begun < 5


def test_headwords_are_known_words() -> None:
    assert {"scientific", "moscow"} <= term_words()
    assert "moscow" not in term_words("institution")


def test_a_spelling_has_one_headword() -> None:
    counted = Counter(spelling for _, _, spelling in SPELLINGS)
    assert [spelling for spelling, count in counted.items() if count > 1] == []
    assert counted.keys() & set(HEADS) == set()


def test_latin_spellings_and_headwords_are_folded() -> None:
    latin = [spelling for _, _, spelling in SPELLINGS if spelling.isascii()]
    assert [spelling for spelling in (*latin, *HEADS) if fold(spelling) != spelling] == []
    assert [spelling for _, _, spelling in SPELLINGS if not fold(spelling)] == []


def test_no_usual_given_name_is_a_term() -> None:
    given_names = words_of_class("given_name")
    assert [spelling for _, _, spelling in SPELLINGS if spelling in given_names] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_every_spelling_is_read_as_its_headword(section: str) -> None:
    wrong = [
        (spelling, _read(spelling))
        for kind, head, spelling in SPELLINGS
        if kind == section and _read(spelling) != head.split()
    ]
    assert wrong == []


def test_headwords_stay_as_they_are() -> None:
    assert [head for head in HEADS if standard_words(head.split()) != head.split()] == []


words = st.lists(
    st.one_of(
        st.sampled_from(
            [word for _, _, term in SPELLINGS if term.isascii() for word in term.split()]
        ),
        st.sampled_from([word for head in HEADS for word in head.split()]),
        st.sampled_from(["brasdol", "m", "v", "mv", "of", "and", "7"]),
    ),
    max_size=8,
)
texts = st.lists(
    st.one_of(st.sampled_from([term for _, _, term in SPELLINGS]), st.text(max_size=6)), max_size=6
).map("".join)


@given(words)
def test_standard_words_are_standard(given_words: list[str]) -> None:
    once = standard_words(given_words)
    assert standard_words(once) == once
    assert standard_words(tuple(given_words)) == once


@given(st.one_of(texts, strategies.names, st.text(max_size=40)))
def test_translating_twice_is_translating_once(text: str) -> None:
    once = translate(text)
    assert translate(once) == once


@given(strategies.names)
def test_names_are_read_without_loss(name: str) -> None:
    assert bool(_read(name)) == bool(fold(name))
