"""Watched places, however they are spelt, and nothing that only looks like one."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.watch.places import gazetteer as room
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.places.spellings import further_spellings
from counterflow.watch.rules.rulebook import Rule, load_rules

ENTRIES = load_facts("places/watched_places.yaml")["places"]
SPELLINGS = [(entry, name) for entry in ENTRIES for name in (entry["name"], *entry["aliases"])]


def _find(text: str, country: str = "", **how: Any) -> str:
    found = load_gazetteer().find(text, country, **how)
    return found.place.id if found else ""


@pytest.mark.parametrize(
    ("entry", "name"), SPELLINGS, ids=[f"{e['id']}: {name}" for e, name in SPELLINGS]
)
def test_every_spelling_of_the_file_is_recognised(entry: dict[str, Any], name: str) -> None:
    for text in (name, name.upper(), f"Port of {name}", f"{name}, terminal 2"):
        assert _find(text, entry["country"]) == entry["id"], text
    if not entry.get("needs_country"):
        assert _find(name) == entry["id"]


def _codes(entry: dict[str, Any]) -> list[str]:
    return [code for code in (entry["unlocode"], *entry.get("other_unlocodes", ())) if code]


@pytest.mark.parametrize(
    ("code", "place"),
    [("RUULU", "ust_luga"), ("RUPRI", "primorsk"), ("ru-ulu", "ust_luga"), ("RUMMK", "murmansk"),
     ("RUVYS", "vysotsk"), ("GEKUL", "kulevi"), ("RUSVO", "sheremetyevo"), ("IRZBR", "chabahar"),
     ("RUROV", "rostov_na_donu"), ("UACRI", "crimea"), ("UAMAS", "crimea")],
)  # fmt: skip
def test_codes_of_banned_ports_are_known(code: str, place: str) -> None:
    """Found in review: RUULU and RUPRI were no places."""
    assert _find(code) == place


@pytest.mark.parametrize("rule", [rule for rule in load_rules() if rule.outcome == "ban"],
                         ids=lambda rule: rule.id)  # fmt: skip
def test_every_banned_port_has_its_code(rule: Rule) -> None:
    """Those without one are airports and terminals whose code is that of a city."""
    places = [load_gazetteer().places[key] for key in rule.places]
    lacking = {place.id for place in places if not place.unlocode}
    assert lacking <= {
        "koltsovo", "rostov_platov", "ulyanovsk_vostochny", "karimun_oil_terminal",
        "technopolis_moscow", "innopolis",
    }  # fmt: skip


@pytest.mark.shared
def test_every_code_is_one_of_unlocode_2024_1(shared: Path) -> None:
    """It exists, and lies near the place where both say where that is."""
    at: dict[str, dict[str, str]] = {}
    with gzip.open(shared / "reference/unlocode_2024-1.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            at.setdefault(row["locode"], row)
    for entry in ENTRIES:
        for code in _codes(entry):
            assert code in at, (entry["id"], code)
            # A coordinate of the geocoder, not of UNECE, proves nothing.
            if entry["lat"] and at[code]["lat"] and not at[code]["geocoded"]:
                apart = abs(entry["lat"] - float(at[code]["lat"]))
                assert apart < 0.6, (entry["id"], code)


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["id"] for entry in ENTRIES])
def test_every_place_says_where_it_is_and_who_says_so(entry: dict[str, Any]) -> None:
    place = load_gazetteer().places[entry["id"]]
    assert len(place.country) == 2
    assert place.citation.title
    assert place.role
    assert (place.lat is None) == (place.lon is None)
    if place.unlocode:
        assert place.unlocode[:2] == place.country
        assert len(place.unlocode) == 5
        for text in (
            place.unlocode,
            place.unlocode.lower(),
            f"{place.unlocode[:2]} {place.unlocode[2:]}",
            f"{place.unlocode[:2]}-{place.unlocode[2:]}",
            f"{place.unlocode} port",
            f"Port ({place.unlocode[:2]} {place.unlocode[2:]})",
        ):
            assert _find(text) == place.id, text


@pytest.mark.parametrize(
    ("text", "country", "place"),
    [
        ("Amirabad", "IR", "amirabad"),
        ("Amir Abad Pt", "IR", "amir_abad_pt"),
        ("Amirabad, Hormozgan", "IR", "amirabad_hormozgan"),
        ("Amirabad Hormozgan", "", "amirabad_hormozgan"),
        ("Rostov-on-Don Platov", "RU", "rostov_platov"),
        ("Rostov-on-Don", "RU", "rostov_na_donu"),
    ],
)
def test_homonyms_are_told_apart_by_the_longer_spelling(
    text: str, country: str, place: str
) -> None:
    assert _find(text, country) == place


@pytest.mark.parametrize("name", ["Olya", "Neka", "Baku", "Poti", "Perm", "Taman", "Innopolis"])
def test_a_name_that_is_something_else_too_needs_its_country(name: str) -> None:
    country = next(entry["country"] for entry in ENTRIES if entry["name"] == name)
    assert _find(name) == ""
    assert _find(name, country)
    assert _find(name, among=frozenset({country, "DE"}))
    assert _find(name, among=frozenset({"DE"})) == ""
    assert _find(name, "DE", among=frozenset({country})) == ""
    assert _find(f"{name}, Germany", among=frozenset({country})) == ""


def _all(text: str, country: str = "", **how: Any) -> list[tuple[str, str]]:
    """Give places with the country that was written in their stead."""
    found = load_gazetteer().find_all(text, country, **how)
    return [(one.place.id, one.differing) for one in found]


def test_find_gives_only_what_nothing_contradicts() -> None:
    assert _find("Astrakhan", "RU") == "astrakhan"
    assert _find("Astrakhan", "US") == ""


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        # Found in review: a country column filled in wrongly hid a port under a ban.
        ("Astrakhan", "KZ", [("astrakhan", "KZ")]),
        ("Port of Astrakhan", "KZ", [("astrakhan", "KZ")]),
        ("Astrakhan cargo terminal", "US", [("astrakhan", "US")]),
        ("Sevastopol", "TR", [("sevastopol", "TR")]),
        ("Alabuga SEZ", "AE", [("alabuga", "AE")]),
        ("Olya", "KZ", [("olya", "KZ")]),
        ("Port of Olya", "KZ", [("olya", "KZ")]),
        ("Olya Souvenirs", "KZ", []),
        ("Perm Trading House", "DE", []),
        # A country that the cell itself names decides like a column, and against one.
        ("Astrakhan, Kazakhstan", "", [("astrakhan", "KZ")]),
        ("Port of Olya, Russia", "", [("olya", "")]),
        ("Port of Olya, Russia", "KZ", [("olya", "")]),
        ("Olya (Russian Federation)", "", [("olya", "")]),
        ("Olya Russia", "", [("olya", "")]),
        ("Olya, RU", "", [("olya", "")]),
        ("порт Оля, Россия", "", [("olya", "")]),
        ("Perm, Russia", "", [("perm", "")]),
        ("Olya", "", []),
        ("Astrakhan, Kazakhstan", "RU", [("astrakhan", "")]),
        # A code is not contradicted by a column.
        ("RUASF", "KZ", [("astrakhan", "")]),
        # A misspelt name under another country is another name (Primorsko in Bulgaria).
        ("Primorsko", "BG", []),
        ("Makachkala", "KZ", []),
        # Streets, in delivery places too.
        ("Makhachkala street 5, Almaty", "KZ", []),
    ],
)
def test_a_differing_country_is_told_in_a_leg(
    text: str, country: str, found: list[tuple[str, str]]
) -> None:
    assert _all(text, country) == found


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("Astrakhan", "KZ", [("astrakhan", "KZ")]),
        ("Lenin St 3, Astrakhan", "KZ", [("astrakhan", "KZ")]),
        ("Lenin St 3, 414000 Astrakhan", "KZ", [("astrakhan", "KZ")]),
        ("Lenin St 3, Astrakhan, Kazakhstan", "KZ", [("astrakhan", "KZ")]),
        ("Lenin St 3, Astrakhan, Russia", "KZ", [("astrakhan", "")]),
        ("SEZ Alabuga, Dubai", "AE", [("alabuga", "AE")]),
        ("Astrakhan Business Centre, Almaty", "KZ", []),
        ("Makhachkala street 5, Almaty", "KZ", []),
        ("Makhachkala street 5, Almaty", "", []),
        ("5 Makhachkala Street, Almaty", "", []),
        ("Makhachkala St., Almaty", "", []),
        ("ul. Makhachkala 5, Moscow", "RU", []),
        ("12 boulevard de Sevastopol, Paris", "FR", []),
        ("12 boulevard de Sevastopol, Paris", "", []),
        ("Donetsk street 5, Kyiv", "UA", []),
        # What only looks like a street: the street's own name follows, or stands before.
        ("Makhachkala, ul. Lenina 5", "RU", [("makhachkala", "")]),
        ("Makhachkala ul. Lenina 5", "RU", [("makhachkala", "")]),
        ("ul. Lenina 5 Makhachkala", "RU", [("makhachkala", "")]),
        ("Lenin street Makhachkala", "RU", [("makhachkala", "")]),
        # Persons, firms and embassies.
        ("c/o Olya Petrova, Hauptstrasse 1, Berlin", "DE", []),
        ("Olya, Berlin", "DE", []),
        ("Olya Petrova, Trade Mission of Russia, Berlin", "DE", []),
        ("Port Olya 1", "RU", [("olya", "")]),
        ("Port Olya 1, Russia", "", [("olya", "")]),
        ("Hotel Baku, Vienna", "AT", []),
    ],
)
def test_a_differing_country_is_told_in_an_address(
    text: str, country: str, found: list[tuple[str, str]]
) -> None:
    assert _all(text, country, address=True) == found


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("Aktau via Astrakhan", "", {("aktau", ""), ("astrakhan", "")}),
        ("Aktau via Astrakhan", "KZ", {("aktau", ""), ("astrakhan", "")}),
        ("Aktau via Astrakhan", "RU", {("aktau", ""), ("astrakhan", "")}),
        ("Aktau / Olya", "KZ", {("aktau", ""), ("olya", "")}),
        ("Aktau - Astrakhan", "TR", {("aktau", "TR"), ("astrakhan", "TR")}),
        ("IRAMD-RUASF", "", {("amirabad", ""), ("astrakhan", "")}),
        ("RUASF via Aktau", "", {("aktau", ""), ("astrakhan", "")}),
        ("Aktau, Kazakhstan via Olya, Russia", "", {("aktau", ""), ("olya", "")}),
    ],
)
def test_a_way_in_one_cell_is_no_contradiction(
    text: str, country: str, found: set[tuple[str, str]]
) -> None:
    """The one country beside a way belongs to one of its places."""
    assert set(_all(text, country)) == found


OCCUPIED = [e for e in ENTRIES if e.get("group") in ("Crimea", "Donetsk and Luhansk")]


def test_the_larger_occupied_towns_are_watched() -> None:
    """In English, Russian and Ukrainian; the occupier writes RU beside them."""
    for town in (
        "Simferopol", "Симферополь", "Сімферополь", "Sevastopil", "Yalta", "Ялта", "Керч",
        "Feodosia", "Феодосія", "Yevpatoria", "Евпатория", "Dzhankoi", "Джанкой", "Bakhchysarai",
        "Бахчисарай", "Sudak", "Судак", "Alushta", "Алушта", "Makiivka", "Макеевка", "Макіївка",
        "Horlivka", "Горловка", "Горлівка", "Mariupol", "Мариуполь", "Маріуполь", "Yenakiieve",
        "Енакиево", "Alchevsk", "Алчевск", "Khrustalnyi", "Красный Луч", "Dovzhansk", "Kadiivka",
        "Стаханов", "Lugansk", "Донецьк",
    ):  # fmt: skip
        for country in ("UA", "RU", ""):
            found = load_gazetteer().find(town, country)
            assert found is not None, town
            assert found.place.group in ("Crimea", "Donetsk and Luhansk"), town
        (elsewhere,) = load_gazetteer().find_all(town, "DE")
        assert elsewhere.differing == "DE"


@pytest.mark.parametrize("entry", OCCUPIED, ids=[entry["id"] for entry in OCCUPIED])
def test_an_occupied_place_is_written_under_either_country(entry: dict[str, Any]) -> None:
    assert entry["country"] == "UA"
    assert entry["also_written"] == ["RU"]
    assert "746.6" in entry["role"] or entry["role"] == "occupied Crimea"


@pytest.mark.parametrize(
    ("text", "country"),
    [("Yekaterinburg, Sverdlovsk region", "RU"), ("Shakhtersk port, Sakhalin", "RU"),
     ("Saki Sushi, Lenin St", "RU"), ("Melitopol", "UA"), ("Kyiv", "UA")],
)  # fmt: skip
def test_namesakes_of_occupied_towns_are_not_taken_for_them(text: str, country: str) -> None:
    assert _all(text, country, address="St" in text) == []


@pytest.mark.parametrize("place", ["Kerch", "Sevastopol", "Feodosia", "Crimea", "Донецк"])
@pytest.mark.parametrize("country", ["UA", "RU", "UA-43", ""])
def test_occupied_places_count_under_either_country(place: str, country: str) -> None:
    found = load_gazetteer().find(place, country)
    assert found is not None
    assert found.place.country == "UA"
    assert found.place.group in ("Crimea", "Donetsk and Luhansk")


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e["kind"] == "airport"])
def test_a_city_is_not_its_airport(entry: dict[str, Any]) -> None:
    """An airport is recognised in a leg, never in an address."""
    assert _find(entry["name"], entry["country"]) == entry["id"]
    assert _find(entry["name"], entry["country"], address=True) != entry["id"]


@pytest.mark.parametrize(
    "text", ["Makachkala", "Astrakhann", "Novorosiysk", "Sevastapol", "Murmnask"]
)
def test_one_misspelt_letter_is_forgiven_in_a_leg_and_not_in_an_address(text: str) -> None:
    assert _find(text)
    assert _find(f"{text} port")
    assert _find(text, address=True) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Kazam",  # too short a name for a guess
        "Makhachkla Mahcakala",
        "Xakhachkala",  # the first letter is rarely mistyped
        "Astrakhanian",
        "Olya Souvenirs, Main St.",
        "Rotterdam",
        "",
        " - ",
        "???",
    ],
)
def test_what_is_no_place_is_not_taken_for_one(text: str) -> None:
    assert _find(text) == ("makhachkala" if text.startswith("Makhachkla") else "")


def test_an_address_is_read_word_by_word() -> None:
    assert _find("Building 3, SEZ Alabuga, Yelabuga district", "RU", address=True) == "alabuga"
    assert _find("Alabugastrasse 7", "DE", address=True) == ""
    assert _find("RUASF building, Lenin St", "RU", address=True) == ""


@pytest.mark.parametrize(
    ("text", "country", "places"),
    [
        ("Bandar Abbas - Astrakhan", "", ["bandar_abbas", "astrakhan"]),
        ("Aktau via Olya", "RU", ["aktau", "olya"]),
        ("Port of Amirabad, Hormozgan", "IR", ["amirabad_hormozgan"]),
        ("Rostov-on-Don Platov", "RU", ["rostov_platov"]),
        ("Astrakhan, Astrahan", "RU", ["astrakhan"]),
        ("Yelabuga, SEZ Alabuga, Kazan", "RU", ["alabuga", "kazan"]),
        ("Rotterdam", "", []),
    ],
)
def test_every_place_of_a_cell_is_found(text: str, country: str, places: list[str]) -> None:
    """Found in review: of two ports in one cell the second was lost, ban or not."""
    assert [found.place.id for found in load_gazetteer().find_all(text, country)] == places


def test_the_words_that_named_it_are_given() -> None:
    found = load_gazetteer().find("берег, порт Оля", "RU")
    assert found is not None
    assert (found.place.id, found.words) == ("olya", "port olya")
    coded = load_gazetteer().find(" RU ASF ")
    assert coded is not None
    assert coded.words == "RU ASF"


@given(strategies.any_text)
def test_any_text_can_be_asked(text: str) -> None:
    found = load_gazetteer().find(text)
    assert found is None or found.place.id in load_gazetteer().places


@given(st.sampled_from(SPELLINGS), st.sampled_from(["", *strategies.COUNTRIES]))
def test_no_country_hides_a_place_that_a_leg_names(
    spelling: tuple[dict[str, Any], str], country: str
) -> None:
    """More evidence never hides a candidate: at most it is said to contradict."""
    entry, name = spelling
    found = {one.place.id: one for one in load_gazetteer().find_all(name, country)}
    own = {entry["country"], *entry.get("also_written", ())}
    if entry.get("needs_country") and not country:
        return
    assert entry["id"] in found
    assert found[entry["id"]].differing in ("", country)
    assert not (country in own and found[entry["id"]].differing)


def test_two_places_with_one_id_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = load_facts("places/watched_places.yaml")
    twice = {**file, "places": [file["places"][0], file["places"][0]]}
    monkeypatch.setattr(room, "load_facts", lambda _name: twice)
    with pytest.raises(RuleError, match="two places share an id"):
        load_gazetteer.__wrapped__()


def test_a_place_without_its_source_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = load_facts("places/watched_places.yaml")
    entry = {key: value for key, value in file["places"][0].items() if key != "source"}
    monkeypatch.setattr(room, "load_facts", lambda _name: {**file, "places": [entry]})
    with pytest.raises(RuleError, match=f"place {entry['id']}"):
        load_gazetteer.__wrapped__()


def test_no_two_places_share_a_spelling_or_a_code() -> None:
    forms = [form for form, _ in load_gazetteer().spellings]
    assert len(forms) == len(set(forms))
    codes = [code for entry in ENTRIES for code in _codes(entry)]
    assert len(codes) == len(set(codes))


def test_spellings_of_other_languages_name_their_place_and_no_other() -> None:
    places = load_gazetteer().places
    assert further_spellings().keys() <= places.keys()
    for place, names in further_spellings().items():
        for name in names:
            found = load_gazetteer().find_all(name, places[place].country)
            assert place in [one.place.id for one in found], name


@pytest.mark.parametrize(
    ("text", "place"),
    [("Jelabuga", "alabuga"), ("Machatschkala", "makhachkala"), ("Moskau-Wnukowo", "vnukovo"),
     ("Noworossijsk", "novorossiysk"), ("Kertsch", "kerch")],
)  # fmt: skip
def test_a_place_is_known_as_other_languages_spell_it(text: str, place: str) -> None:
    found = load_gazetteer().find(text)
    assert found is not None
    assert found.place.id == place
