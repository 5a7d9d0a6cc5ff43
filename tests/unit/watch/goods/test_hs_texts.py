"""The texts of the Harmonized System: imported, searched, held against codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import InputError
from counterflow.watch.goods import nomenclature
from counterflow.watch.goods.nomenclature import (
    Nomenclature,
    import_nomenclature,
    load_nomenclature,
    nomenclature_digest,
)
from counterflow.watch.goods.retrieval import build_hs_index

# Invented texts: the real ones are no part of this repository.
TEXTS = {
    "08": "Sweet fruit of trees", "0803": "Yellow fruit",
    "080310": "Yellow fruit, large, for cooking", "080390": "Yellow fruit, small, sweet",
    "61": "Knitted garments", "6109": "Undershirts",
    "610910": "Undershirts of cotton", "84": "Machines", "8482": "Rolling bearings",
    "848210": "Bearings with balls", "848220": "Bearings with tapered rollers",
    "85": "Electrical goods",
    "8542": "Integrated circuits", "854231": "Circuits that process or control",
    "854232": "Circuits that hold memories",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nomenclature, "LEAST", 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ball bearing", "848210"),
        ("BEARINGS, TAPERED", "848220"),
        ("memory circuit", "854232"),
        ("cotton undershirt", "610910"),
        ("sweet yellow fruits", "080390"),
        ("machines with balls", "848210"),
    ],
)
def test_the_nearest_text_comes_first(text: str, code: str) -> None:
    found = build_hs_index(TEXTS).find(text)
    assert found[0].code == code
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_only_subheadings_are_found_and_all_texts_count() -> None:
    index = build_hs_index(TEXTS)
    assert {len(code) for code in index.codes} == {6}
    assert index.find("garments")[0].code == "610910"  # a word of the chapter alone


@pytest.mark.parametrize("text", ["", "???", "zzzz", "的"])
def test_a_text_without_known_words_finds_nothing(text: str) -> None:
    index = build_hs_index(TEXTS)
    assert index.find(text) == []
    assert index.known(text) == 0


def test_an_empty_nomenclature_finds_nothing() -> None:
    assert build_hs_index({}).find("bearings") == []


@given(st.lists(st.sampled_from(sorted(TEXTS.values())), min_size=1, max_size=3), st.randoms())
def test_the_order_of_words_does_not_matter(texts: list[str], random: object) -> None:
    words = " ".join(texts).split()
    index = build_hs_index(TEXTS)
    first = [(one.code, round(one.score, 4)) for one in index.find(" ".join(words))]
    assert first == [(one.code, round(one.score, 4)) for one in index.find(" ".join(words[::-1]))]
    assert first


def test_a_description_that_fits_its_chapter_is_no_misfit() -> None:
    held = Nomenclature(TEXTS, "invented")
    assert held.misfit("bearings with balls", "84") is None
    found = held.misfit("bearings with balls", "08")
    assert found is not None
    assert found.part < nomenclature.FAR
    assert found.candidates[0].code == "848210"
    # One known word is no evidence, and a chapter without texts none either.
    assert held.misfit("bearings", "08") is None
    assert held.misfit("bearings with balls", "99") is None


def test_codes_of_other_editions_are_unknown() -> None:
    held = Nomenclature(TEXTS, "invented")
    assert [held.knows(code) for code in ("848210", "848290", "980100")] == [True, False, True]


def _written(path: Path, rows: dict[str, str], heading: str = "HSCode;Description") -> Path:
    lines = [heading, *(f"{code};{text}" for code, text in rows.items())]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_texts_are_imported_and_kept(tmp_path: Path) -> None:
    source = _written(tmp_path / "hs.csv", {**TEXTS, "TOTAL": "all", "84821090": "national"})
    given_ = import_nomenclature(source, tmp_path / "store" / "hs")
    kept = load_nomenclature(tmp_path / "store" / "hs")
    assert kept is not None
    assert kept.texts == given_.texts == TEXTS
    assert kept.title == "hs.csv"
    assert len(nomenclature_digest(tmp_path / "store" / "hs")) == 64
    assert nomenclature_digest(tmp_path) == ""
    assert load_nomenclature(tmp_path) is None


@pytest.mark.parametrize(
    ("rows", "heading", "said"),
    [
        (TEXTS, "Nummer;Wort", "no column of codes"),
        (
            {**TEXTS, "85423": "x"},
            "code;text",
            r"not a code with its text: '85423' \(hs\.csv, line",
        ),
        ({**TEXTS, "854239": ""}, "code;text", "not a code with its text: '854239'"),
        ({"854231": "x"}, "code;text", "only 1 subheadings"),
    ],
)
def test_a_file_that_is_none_is_refused(
    tmp_path: Path, rows: dict[str, str], heading: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        import_nomenclature(_written(tmp_path / "hs.csv", rows, heading), tmp_path / "hs")
    assert load_nomenclature(tmp_path / "hs") is None


def test_without_a_file_the_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nomenclature, "PACKAGE", "no_such_package_of_texts")
    with pytest.raises(InputError, match=r"is not installed.*pip install"):
        import_nomenclature(None, tmp_path)
