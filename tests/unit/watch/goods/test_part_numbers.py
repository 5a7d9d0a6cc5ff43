"""Part numbers and makers of a user's own tables: spellings, families, and what is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import RuleError
from counterflow.watch.goods.part_numbers import part_key
from counterflow.watch.goods.tables import GoodsTables, load_goods_tables

CSV = """\
Part Number,Maker,what,source,in_force_from
QX-4711/N,Muster Chip Ltd.,amplifier,memo 7,2025-01-01
VORN8*,,logic of the Vorn family,memo 7,
,Beispiel Motoren GmbH,motors,memo 8,
"""


@pytest.fixture
def tables(tmp_path: Path) -> GoodsTables:
    (tmp_path / "parts.csv").write_text(CSV, "utf-8")
    return load_goods_tables(tmp_path)


@pytest.mark.parametrize(
    ("part_number", "maker", "found"),
    [
        ("QX-4711/N", "Muster Chip", ["amplifier"]),
        ("qx4711n", "MUSTER-CHIP LIMITED", ["amplifier"]),
        ("QX 4711 \\ N", "", ["amplifier"]),
        ("ＱＸ–4711／Ｎ", "Muster Chip", ["amplifier"]),
        ("QX-4711/N", "Somebody Else", []),
        ("QX-4711", "Muster Chip", []),
        ("QX-4711/N2", "Muster Chip", []),
        ("vorn-8-1c", "", ["logic of the Vorn family"]),
        ("VORN8", "", ["logic of the Vorn family"]),
        ("VORN7", "", []),
        ("A1; VORN8X | QX4711N", "Muster Chip", ["logic of the Vorn family", "amplifier"]),
        ("", "beispiel motoren", ["motors"]),
        ("any", "Beispiel Motoren", ["motors"]),
        ("", "", []),
        ("*", "*", []),
    ],
)
def test_a_part_is_found_however_it_is_written(
    tables: GoodsTables, part_number: str, maker: str, found: list[str]
) -> None:
    matches = tables.parts.match(part_number, maker, dt.date(2026, 1, 1))
    assert sorted(one.row.what for one in matches) == sorted(found)


def test_what_is_open_is_said_and_days_count(tables: GoodsTables) -> None:
    (one,) = tables.parts.match("qx4711n", "", None)
    assert (one.written, one.doubt) == ("qx4711n", "the papers name no maker")
    assert (one.row.code, one.row.citation.title) == (
        "part number QX-4711/N of maker Muster Chip Ltd.", "memo 7",
    )  # fmt: skip
    assert not tables.parts.match("qx4711n", "Muster Chip", dt.date(2024, 12, 31))
    assert tables.parts.count == 3


def test_codes_are_answered_as_before(tables: GoodsTables) -> None:
    """Rows of parts stand under no code, not even an empty one."""
    plain = load_goods_tables()
    assert tables.rows.keys() == plain.rows.keys()
    assert tables.lengths == plain.lengths
    assert plain.parts.match("QX-4711/N", "Muster Chip", None) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("part_number,what\nA*,x\n", r"no part number: 'A\*'.*a\.csv, line 2"),
        ("part_number,what\nAB-1,x\nA*BCD,x\n", r"no part number: 'A\*BCD'.*a\.csv, line 3"),
        ("part_number,hs,what\nABC1,85,x\n", r"a code, or a part; found: hs, part_number"),
        ("maker,what\n--,x\n", "no maker: '--'"),
        ("part_number,what\nABC1,\n", "no `what`"),
    ],
)
def test_a_row_that_would_list_anything_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.csv").write_text(text, "utf-8")
    with pytest.raises(RuleError, match=said):
        load_goods_tables(tmp_path)


def test_a_number_of_yaml_is_refused(tmp_path: Path) -> None:
    """1e3 would be 1000.0, and 0074 a 60."""
    (tmp_path / "a.yaml").write_text("rows:\n- {part_number: 0074, what: x}\n", "utf-8")
    with pytest.raises(RuleError, match=r"`part_number` is not text.*quotation marks"):
        load_goods_tables(tmp_path)


@given(st.text(max_size=40), st.sampled_from([" ", "-", "/", "\\", "–", "\u00a0", "_"]))
def test_no_separator_and_no_case_counts(text: str, separator: str) -> None:
    key = part_key(text)
    assert not set(key) & set(" -/\\–_")
    if text.isascii():
        assert part_key(separator.join(text)) == key
        assert part_key(text.upper()) == part_key(text.lower()) == part_key(key) == key
