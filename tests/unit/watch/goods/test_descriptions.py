"""Goods that only their description gives away, and everyday words that only resemble them."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.watch.goods.descriptions import LONGEST, read_description
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.goods.terms import load_terms, read_terms
from counterflow.watch.goods.words import fold_text, read_patterns, split_words

NAMED = [
    ("drone servo", "servo-motor"),
    ("FPGA", "programmable-logic"),
    ("микроконтроллер", "microcontroller"),
    ("Микроконтроллеры STM32", "microcontroller"),
    ("Leistungstransistor", "transistor"),
    ("circuit intégré", "integrated-circuit"),
    ("ПЛИС", "programmable-logic"),
    ("servo motor for UAV", "servo-motor"),
    ("inertial navigation", "inertial-navigation"),
    ("bearings", "bearings"),
    ("微控制器", "microcontroller"),
    ("无人机配件 100件", "aircraft-parts"),
    ("20 pcs new FPGAs", "programmable-logic"),
    ("lithium: LiPo batteries", "battery"),
    ("станок с ЧПУ токарный", "machine-tool"),
    ("پهپاد", "unmanned-aircraft"),
    ("MOTEUR D'AVION", "aircraft-engine"),
    ("fpga development board", "programmable-logic"),
    ("Infrarotkameras", ""),
    ("spare parts for aircraft engines", "aircraft-engine"),
    ("запчасти для самолетов", "aircraft-parts"),
    ("podshipniki 6204", "bearings"),
    ("ZAPCHASTI DLYA SAMOLETOV", "aircraft-parts"),
    ("mikroskhemy", "integrated-circuit"),
]
CATALOGUE = [
    ("CAPACITOR, TANTALUM, 10UF", "tantalum-capacitor", "CAPACITOR, TANTALUM"),
    ("Capacitor - tantalum", "tantalum-capacitor", "Capacitor - tantalum"),
    ("OSCILLATOR: CRYSTAL (16 MHz)", "crystal-oscillator", "OSCILLATOR: CRYSTAL"),
    ("CAMERA, THERMAL IMAGING", "camera", "CAMERA, THERMAL IMAGING"),
    ("ENGINE, AIRCRAFT", "aircraft-engine", "ENGINE, AIRCRAFT"),
    ("BEARING, BALL; 6204", "bearings", "BEARING, BALL"),
    ("RECEIVER, GPS", "satellite-navigation", "RECEIVER, GPS"),
    ("MACHINE, MILLING, CNC", "machine-tool", "MACHINE, MILLING, CNC"),
    ("Kondensator, Tantal", "tantalum-capacitor", "Kondensator, Tantal"),
    ("двигатель бесколлекторный", "servo-motor", "двигатель бесколлекторный"),
    ("Двигатели, бесколлекторные", "servo-motor", "Двигатели бесколлекторные"),
    ("резонатор кварцевый 16 МГц", "crystal-oscillator", "резонатор кварцевый"),
    ("винт воздушный", "propeller", "винт воздушный"),
    ("dvigatel beskollektornyy", "servo-motor", "dvigatel beskollektornyy"),
]
TURNED = [
    "bag, camera", "oil, engine", "pillow, memory foam", "chips, potato", "самолет частный",
    "router, wood", "card, memory", "processor, food", "bearing, load", "chain, SRAM",
    "engine, car", "toy, drone", "scrap, printed circuit", "винт мебельный", "ball, cotton",
    "camera, toy, digital", "print, drone, T-shirt",
]  # fmt: skip
EVERYDAY = [
    *TURNED,
    "engine oil", "toy drone", "camera bag", "drone case", "case for drone", "leather shoes",
    "car engine", "motor oil for aircraft engine", "grease for bearings", "load bearing panels",
    "bearing housing", "washing machine with microcontroller", "T-shirt with drone print",
    "food processor", "potato chips", "memory foam pillow", "sac pour drone", "bolsa de cámara",
    "huile de moteur", "Motoröl", "Kameratasche", "чехол для дрона", "игрушка квадрокоптер",
    "玩具无人机", "相机包", "children's book about drones", "screws for CNC lathe",
    "wood router bits",
    "greeting cards bearing a message", "reaction engines other than turbojets", "drone bee honey",
    "microcontroller based thermostat", "transistor radio", "crystal glasses", "coffee mill",
    "SRAM bicycle chain", "door jammer",
    "scrap of printed circuit boards", "servo press", "", "-", "1234", "aircraft engine bolts",
]  # fmt: skip


@pytest.mark.parametrize(("text", "term"), NAMED)
def test_goods_are_known_by_their_words(text: str, term: str) -> None:
    assert term in {hint.term.id for hint in read_description(text)} or not term


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_words_give_nothing(text: str) -> None:
    assert read_description(text) == ()


def test_a_hint_says_its_words_and_whether_it_is_sure() -> None:
    (hint,) = read_description("Spare parts for turbojets, new")
    assert (hint.words, hint.part, hint.strong) == ("turbojets", True, True)
    (late,) = read_description("goods of all sorts: one turbojet")
    assert (late.part, late.strong) == (False, False)
    (opening,) = read_description("2 aircraft engines")
    assert (opening.part, opening.strong, opening.codes[0]) == (False, True, "840710")
    engines = {hint.term.id: hint for hint in read_description("spare parts for aircraft engines")}
    assert engines["aircraft-engine"].codes[0] == "840910"


def test_words_are_shown_as_they_were_written() -> None:
    (hint,) = read_description("Pièces détachées d'avion, NEUVES")
    assert hint.words == "Pièces détachées d avion"


def test_the_longest_phrase_counts() -> None:
    assert [hint.words for hint in read_description("ball bearings")] == ["ball bearings"]


def test_every_term_points_to_a_row_of_a_table() -> None:
    """A term that no table lists would only cost time; a code misspelt would stay silent."""
    tables = load_goods_tables()
    for term in load_terms().terms:
        assert tables.among(term.hs), term.id
        assert all(code[:2] in load_terms().machinery for code in term.hs), term.id


def test_every_word_of_a_term_finds_it() -> None:
    lost = []
    for entry in load_facts("goods/terms.yaml")["terms"]:
        for phrase in (p for words in entry["words"].values() for p in words):
            found = {hint.term.id for hint in read_description(phrase.replace("*", ""))}
            if entry["id"] not in found and not found:
                lost.append((entry["id"], phrase))
    assert lost == []


def test_the_table_says_that_it_is_ours() -> None:
    citation = load_terms().citation
    assert (citation.issuer, citation.verified) == ("Counterflow", False)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"hs": []}, "needs `hs`"),
        ({"hs": [854231]}, "needs `hs`"),
        ({"hs": ["85423"]}, "not four or six digits: 85423"),
        ({"words": {}}, "needs `words`"),
        ({"sure": "yes"}, "needs `words` and `sure`"),
        ({"words": {"en": ["*"]}}, "not a word"),
        ({"words": {"no": [False]}}, "not a word: False"),
    ],
)
def test_a_malformed_term_is_refused(changed: dict[str, Any], said: str) -> None:
    entry = {"id": "x", "what": "x", "hs": ["854231"], "sure": True, "words": {"en": ["x"]}}
    file = {**load_facts("goods/terms.yaml"), "terms": [{**entry, **changed}]}
    with pytest.raises(RuleError, match=said):
        read_terms(file, "here")


def test_two_terms_with_one_id_are_refused() -> None:
    file = load_facts("goods/terms.yaml")
    with pytest.raises(RuleError, match="share an id"):
        read_terms({**file, "terms": [file["terms"][0]] * 2}, "here")


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert fold_text(text) == fold_text(unicodedata.normalize("NFC", text))
    for hint in read_description(text):
        assert set(split_words(fold_text(hint.words))) <= set(split_words(fold_text(text)))


@given(st.sampled_from([text for text, term in NAMED if term]), st.sampled_from(["upper", "title"]))
def test_case_does_not_matter(text: str, case: str) -> None:
    wanted = [hint.term.id for hint in read_description(text)]
    assert [hint.term.id for hint in read_description(getattr(text, case)())] == wanted


def test_a_long_text_is_read_in_its_beginning() -> None:
    assert read_description("FPGA " + "x" * LONGEST)
    assert read_description("x " * LONGEST + "FPGA") == ()


def test_words_of_a_phrase_are_folded() -> None:
    assert [one.text for one in read_patterns("Zünd* d'Avion")] == ["zund", "davion"]


@pytest.mark.parametrize(("text", "term", "words"), CATALOGUE)
def test_the_noun_may_come_first_as_in_a_catalogue(text: str, term: str, words: str) -> None:
    (hint,) = read_description(text)
    assert (hint.term.id, hint.words) == (term, words)


@given(st.text(max_size=80))
def test_words_of_a_hint_stand_in_the_description(text: str) -> None:
    for hint in read_description(text):
        assert set(split_words(fold_text(hint.words))) <= set(split_words(fold_text(text)))
