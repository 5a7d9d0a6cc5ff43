"""The abbreviations of the occupied regions, and the firms, states and codes that share them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import RuleError
from counterflow.watch.places import abbreviations as room
from counterflow.watch.places.abbreviations import abbreviations_in, load_abbreviations
from counterflow.watch.places.gazetteer import load_gazetteer


def _find(text: str, country: str = "", **how: Any) -> list[tuple[str, str, bool]]:
    found = load_gazetteer().find_all(text, country, **how)
    return [(one.place.id, one.differing, bool(one.misread)) for one in found]


@pytest.mark.parametrize("country", ["", "RU", "UA", "UA-43"])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ДНР", "dnr"),
        ("ЛНР", "lnr"),
        ("Д.Н.Р.", "dnr"),
        ("ДНР, пгт Новый Свет, ул. Ленина 3", "dnr"),
        ("пгт Новый Свет ДНР 283000", "dnr"),
        ("ЛНР, г. Молодогвардейск", "lnr"),
        ("Россия, ЛНР, 291000", "lnr"),
    ],
)
def test_the_russian_abbreviation_is_the_region(text: str, place: str, country: str) -> None:
    for address in (True, False):
        assert _find(text, country, address=address) == [(place, "", False)]


@pytest.mark.parametrize("written", ["DNR", "DPR", "LNR", "LPR", "D.N.R."])
def test_the_latin_abbreviation_needs_its_country(written: str) -> None:
    place = "dnr" if written[0] == "D" else "lnr"
    for text, country in (
        (written, "RU"),
        (f"Shkolnaya 4, {written}", "UA"),
        (f"Shkolnaya 4, {written}, Russia", ""),
        (f"Russia, {written}, Shkolnaya 4", ""),
        (f"{written} 283001", "RU"),
    ):
        assert _find(text, country, address=True) == [(place, "", False)], text
    # No country at all: a question, and never nothing.
    assert _find(f"Shkolnaya 4, {written}", address=True) == [(place, "", True)]
    # The countries of the other parts of the papers settle it, either way.
    assert _find(written, among=frozenset({"RU", "TR"})) == [(place, "", False)]
    assert _find(written, among=frozenset({"FR"})) == []


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("DNR Industries, Leninsky 4, Moscow", "RU"),
        ("DNR Industries GmbH, Hauptstr. 4", "DE"),
        ("LPR Logistics Park, Kyiv", "UA"),
        ("DNR, 500 Lafayette Road, St Paul MN", "US"),
        ("Korea, DPR", ""),
        ("Pyongyang, DPR Korea", ""),
        ("Pyongyang, DPR", "KP"),
        ("DNR", "FR"),
        ("dnr 4, Moscow", "RU"),
        ("Dnr. Petrov, Moscow", "RU"),
        ('OOO "ДНР-Строй", Москва', "RU"),
        ("ТД «ДНР», Москва", "RU"),
        ("ДНР-Сервис, Москва", "RU"),
        ("ул. ДНР 5, Москва", "RU"),
        ("Торговый дом ДНР Проект, Минск", "BY"),
        ("MADNR, Moscow", "RU"),
        ("LPR-4, Moscow", "RU"),
    ],
)
def test_firms_states_and_codes_of_the_same_letters_are_not(text: str, country: str) -> None:
    assert _find(text, country, address=True) == []


def test_another_country_beside_the_russian_one_is_a_contradiction() -> None:
    assert _find("ДНР, ул. Ленина 3", "BY", address=True) == [("dnr", "BY", False)]
    assert _find("Donetsk People's Republic", "TR", address=True) == [("dnr", "TR", False)]


def test_a_town_of_the_region_says_more_than_the_region() -> None:
    """One place of the group in a cell: two would be two findings of one address."""
    assert _find("г. Донецк, ДНР", "RU", address=True) == [("donetsk", "", False)]
    assert _find("ЛНР, г. Алчевск", "", address=True) == [("alchevsk", "", False)]
    assert _find("ДНР / ЛНР", "RU") == [("dnr", "", False)]


@pytest.mark.parametrize(
    "text",
    [
        "Donetsk People's Republic", "Donetsk People’s Republic", "Донецкая Народная Республика",
        "Донецька Народна Республіка", "Donetskaya Narodnaya Respublika", "Volksrepublik Donezk",
        "République populaire de Donetsk", "Donetsk Halk Cumhuriyeti", "顿涅茨克人民共和国",
        "Luhansk People's Republic", "Lugansk People's Republic", "Луганская Народная Республика",
        "ул. Мира 1, Луганской Народной Республики", "Luganskaya Narodnaya Respublika",
        "Volksrepublik Lugansk", "卢甘斯克人民共和国",
    ],
)  # fmt: skip
def test_the_whole_names_are_the_regions(text: str) -> None:
    for country in ("", "RU", "UA"):
        ((place, differing, doubtful),) = _find(text, country, address=True)
        assert place in ("dnr", "lnr")
        assert (differing, doubtful) == ("", False)


@given(st.text(max_size=60))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    for one in abbreviations_in(text):
        assert one.words in text
        assert one.place in load_gazetteer().places


def test_every_abbreviation_means_a_watched_region() -> None:
    for place, _ in load_abbreviations().means.values():
        assert load_gazetteer().places[place].kind == "region"


@pytest.mark.parametrize(
    "places",
    [{"dnr": {"sure": ["ДНР"]}}, {"dnr": {"plain": ["ДНР"]}, "lnr": {"doubtful": ["ДНР"]}}],
)
def test_a_wrong_row_is_refused(places: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    file = {"sources": {"a": {}}, "source": "a", "verified": True, "places": places}
    monkeypatch.setattr(room, "load_facts", lambda _: file)
    load_abbreviations.cache_clear()
    with pytest.raises(RuleError, match="is no kind, or one stands twice"):
        load_abbreviations()
    load_abbreviations.cache_clear()
