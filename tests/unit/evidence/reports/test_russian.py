"""Who says what in Russian, where the extra is installed; refused with a clear word where not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.assertions import Report
from counterflow.core.errors import ReportError
from counterflow.evidence.reports.languages import language_of
from counterflow.evidence.reports.russian_words import morphology

TEXT = (
    "БАКУ, 4 марта 2031 года. Представитель таможенной службы Иван Петров заявил, что компания "
    "«Восток Мотор» отправила двигатели в Россию.\n\n"
    "«Мы никогда не отправляли двигатели», – сказала журналистам директор Анна Сидорова. "
    "Она опровергла сообщения о поставках.\n"
)
needs_extra = pytest.mark.skipif(morphology() is None, reason="[reports-ru] is not installed")


def said(text: str) -> list[tuple[str, str, str]]:
    from counterflow.evidence.reports.russian import read_russian

    found = read_russian(text, Report("r", "r")).assertions
    for one in found:
        assert text[one.start : one.end] == one.text
        assert text.encode()[one.byte_start : one.byte_end].decode() == one.text
        assert one.speaker_text in text
        assert one.occasion == "", "no origin is counted from it"
    return [(one.speaker, one.stance, one.text) for one in found]


@needs_extra
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Министр Олег Кравцов заявил, что судно вышло из порта.",
         ("Олег Кравцов", "assert", "судно вышло из порта")),
        ("По словам министра Олега Кравцова, судно вышло из порта.",
         ("Олег Кравцов", "assert", "судно вышло из порта")),
        ("Двигатели доставили ночью, сообщил источник в порту.",
         ("источник в порту", "assert", "Двигатели доставили ночью")),
        ("«Мы ничего не отправляли», – сказала директор Анна Сидорова.",
         ("Анна Сидорова", "assert", "Мы ничего не отправляли")),
        ("Министерство предупредило: «Санкции последуют».",
         ("Министерство", "warn", "Санкции последуют")),
        ("МИД отрицает, что переговоры велись.", ("МИД", "deny", "переговоры велись")),
        ("МИД не отрицает, что переговоры велись.", ("МИД", "acknowledge", "переговоры велись")),
        ("Компания опровергла сообщения о поставках.",
         ("Компания", "deny", "сообщения о поставках")),
        ("Директор признал, что документы утеряны.",
         ("Директор", "acknowledge", "документы утеряны")),
        ("Компания пообещала, что ответит на вопросы.",
         ("Компания", "plan", "ответит на вопросы")),
        ("Груз, по данным агентства, стоит миллион.",
         ("агентство", "assert", "Груз, по данным агентства, стоит миллион")),
    ],
    ids=range(11),
)  # fmt: skip
def test_each_way_of_attributing(text: str, told: tuple[str, str, str]) -> None:
    assert said(text) == [told]


@needs_extra
@pytest.mark.parametrize(
    "text",
    ["Погода была хорошей.", "Ведомство отказалось комментировать ситуацию.",
     "Министр не комментировал, что произошло.", "Корабль вышел из порта ночью.",
     "Книга называется «Он сказал правду».", ""],
)  # fmt: skip
def test_what_attributes_nothing_is_left(text: str) -> None:
    assert said(text) == []


@needs_extra
def test_a_name_once_given_in_full_and_a_pronoun_are_known_again() -> None:
    text = f"{TEXT}\nПетров добавил, что груз задержан. Он отметил, что проверка идёт."
    assert [speaker for speaker, _, _ in said(text)] == [
        "Иван Петров", "Анна Сидорова", "Анна Сидорова", "Иван Петров", "Иван Петров",
    ]  # fmt: skip


@needs_extra
def test_a_russian_report_is_read_from_its_file(tmp_path: Path) -> None:
    from counterflow.report_run import read_reports

    english = "The minister said that the ship had left the port and that it was late for the crew."
    (tmp_path / "a.txt").write_text(f"{TEXT}\n{english}\n", "cp1251")
    ledger = read_reports(tmp_path / "a.txt")
    (report,) = ledger.reports
    assert (report.language, report.published) == ("ru", "2031-03-04")
    assert any("only who says what is read" in one for one in report.missing)
    assert "1 paragraphs in English left out" in report.missing
    assert [one.stance for one in ledger.assertions] == ["assert", "assert", "deny"]
    assert ledger.origins == ()


def test_without_the_extra_russian_is_refused(tmp_path: Path) -> None:
    from counterflow.evidence.reports.documents import open_documents

    if morphology() is not None:
        pytest.skip("[reports-ru] is installed")
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    with pytest.raises(ReportError, match="in Russian") as told:
        list(open_documents(tmp_path / "a.txt"))
    assert "reports-ru" in told.value.remedy


def test_russian_is_told_from_its_neighbours() -> None:
    assert language_of(TEXT) == "Russian"
    for other in (
        "Міністр заявив, що корабель не виходив із порту і що це було вночі.",
        "Министър заяви, че корабът не е излизал от пристанището.",
        "Министар је изјавио да брод није напуштао луку.",
    ):
        assert "another language in Cyrillic" in language_of(other)


_PIECES: Any = st.sampled_from(
    ["Министр", "заявил", ", что", "«", "»", "по словам", "отрицает", "не", ".", "\n\n", "–", "Она"]
)


@needs_extra
@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=6), max_size=14).map(" ".join))
def test_whatever_is_read_spans_are_slices(text: str) -> None:
    said(text)
