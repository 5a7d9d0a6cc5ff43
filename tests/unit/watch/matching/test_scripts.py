"""Names in every script: the same letters are the same name, other digits another ship."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counterflow.core.text.names import read_names
from counterflow.watch.index.build import build_index
from counterflow.watch.index.search import CandidateSearch
from counterflow.watch.matching.entity import read_entity
from counterflow.watch.matching.names import NUMBER_CAP, score_names
from strategies import listing

_SCRIPTS = {
    "Hebrew": (0x5D0, 0x5EA), "Arabic": (0x620, 0x64A), "Arabic, further": (0x671, 0x6D3),
    "Arabic, Africa": (0x750, 0x77F), "Arabic, further still": (0x8A0, 0x8B4),
    "Syriac": (0x710, 0x72F), "Thaana": (0x780, 0x7A5), "N'Ko": (0x7CA, 0x7EA),
    "Mandaic": (0x840, 0x858), "Cyrillic": (0x430, 0x44F), "Greek": (0x3B1, 0x3C9),
    "Armenian": (0x561, 0x586), "Georgian": (0x10D0, 0x10F0), "Devanagari": (0x905, 0x939),
    "Bengali": (0x995, 0x9A8), "Tamil": (0xB95, 0xB9A), "Thai": (0xE01, 0xE2E),
    "Lao": (0xE94, 0xE97), "Khmer": (0x1780, 0x17A2), "Ethiopic": (0x1200, 0x1246),
    "Tifinagh": (0x2D30, 0x2D65), "Mongolian": (0x1820, 0x1842), "Cherokee": (0x13A0, 0x13EF),
    "Adlam": (0x1E922, 0x1E943), "Hangul": (0xAC00, 0xD7A3), "Han": (0x4E00, 0x9FA5),
    "Kana": (0x30A2, 0x30F0), "Tibetan": (0xF40, 0xF47), "Burmese": (0x1000, 0x1021),
}  # fmt: skip


@pytest.mark.parametrize("script", _SCRIPTS)
@given(st.data())
def test_the_same_name_is_the_same_in_any_script(script: str, data: st.DataObject) -> None:
    first, last = _SCRIPTS[script]
    word = st.text(st.characters(min_codepoint=first, max_codepoint=last), min_size=3, max_size=9)
    name = " ".join(data.draw(st.lists(word, min_size=1, max_size=3)))
    assume(any(map(str.isalpha, name)))
    assert all(form.words for form in read_names(name)[:1]), name
    assert score_names(name, name).score == 1
    assert score_names(name, name, person=True).score == 1


@pytest.mark.parametrize(
    ("name", "three", "four"),
    [("سفينة الفجر", "٣", "٤"), ("کشتی فجر", "۳", "۴"), ("ब्रस्दोल", "३", "४"), ("ברסדול", "3", "4"),
     ("บราสดอล", "๓", "๔"), ("Brasdol", "٣", "٤")],
)  # fmt: skip
def test_another_number_is_another_ship_in_any_digits(name: str, three: str, four: str) -> None:
    assert score_names(f"{name} {three}", f"{name} {three}").score == 1
    assert score_names(f"{name} {three}", f"{name} 3").score == 1
    assert score_names(f"{name} {three}", f"{name} {four}").score <= NUMBER_CAP
    assert score_names(f"{name} {three}", f"{name} 4").score <= NUMBER_CAP


@pytest.mark.parametrize(
    "name", ["ܒܪܣܕ ܦܢܓܪ", "ބރަސްދޮލް ފެންގްރި", "ߓߙߊߛߏ ߝߋߒߜߙߌ", "ࡁࡓࡀࡎࡃ ࡐࡍࡂࡓ", "سفينة الفجر ٣", "ࢠࢡࢢࢣ"]
)
def test_a_name_in_any_script_is_found(name: str) -> None:
    party = read_entity({"schema": "Company", "properties": {"name": [name]}})
    search = CandidateSearch(build_index([listing("l-1", "Zolkvar Ltd"), listing("l-2", name)]))
    assert 1 in search.search([party], limit=5).found.listing.tolist()
