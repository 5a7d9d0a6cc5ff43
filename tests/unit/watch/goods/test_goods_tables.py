"""The goods tables: their rows, their dates, their sources, and the research they came from."""

from __future__ import annotations

import datetime as dt
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from counterflow.core.errors import RuleError
from counterflow.watch.goods.codes import read_hs_code
from counterflow.watch.goods.rows import in_force, read_row
from counterflow.watch.goods.tables import load_goods_tables

DAY = dt.timedelta(days=1)


def _tables_of(code: str, on: dt.date | None = None) -> list[str]:
    return [row.table for row in load_goods_tables().match(read_hs_code(code), on)]


def test_every_row_has_a_source_a_date_and_words() -> None:
    files = {file.name: file for file in load_goods_tables().files}
    counts = {name: len(file.rows) for name, file in files.items()}
    assert counts == {
        "chpl": 50, "ear_746_supp7": 53, "ear_746_supp2": 29, "ear_746_supp4": 45,
        "ear_746_supp5": 0, "ear_ccl": 10, "eu_833_annex_xl": 50, "iran_uav_guidance": 40,
        "drone_goods": 2,
    }  # fmt: skip
    for row in (row for file in files.values() for row in file.rows):
        assert row.citation.title, row.code
        assert row.what, row.code
        assert row.authority, row.code
        # A table whose first day nobody has established says so.
        assert row.in_force_from > dt.date.min or files[row.table].lacks, row.code
        assert row.tier or row.table not in ("chpl", "ear_746_supp7"), row.code


def test_a_table_is_dropped_into_the_folder_and_named_nowhere_in_the_code() -> None:
    names = [file.file for file in load_goods_tables().files]
    folder = resources.files("counterflow").joinpath("data/goods")
    held = {f"goods/{f.name}" for f in folder.iterdir() if "\nrows:" in f.read_text("utf-8")}
    assert set(names) == held
    assert len(held) == 9


def test_what_nobody_has_verified_answers_by_no_code() -> None:
    tables = load_goods_tables()
    for rows in (*tables.rows.values(), *tables.eccns.values(), *tables.headings.values()):
        assert all(row.citation.verified for row in rows)
    for rows in tables.questions.values():
        assert not any(row.citation.verified for row in rows)
    servo = read_hs_code("8501.10.99")
    assert [row.table for row in tables.match(servo)] == ["ear_746_supp4"]
    assert [row.table for row in tables.ask(servo.digits)] == ["iran_uav_guidance"]
    assert [row.table for row in tables.ask("7A103")] == ["iran_uav_guidance"]
    assert tables.ask("3B501") == ()


def test_an_eccn_is_listed_by_its_category() -> None:
    tables = load_goods_tables()
    assert [(row.table, row.eccn) for row in tables.match_eccn("3A001")] == [("ear_ccl", "3")]
    assert tables.match_eccn("") == tables.match_eccn("EAR99"[:3]) == ()


@pytest.mark.parametrize(
    ("table", "first"),
    [("chpl", dt.date(2024, 2, 23)), ("ear_746_supp7", dt.date(2023, 2, 24))],
)
def test_a_table_begins_on_its_first_day(table: str, first: dt.date) -> None:
    assert table not in _tables_of("854231", first - DAY)
    assert table in _tables_of("854231", first)


def test_without_a_day_every_row_counts() -> None:
    assert _tables_of("8542.31") == ["chpl", "ear_746_supp7"]


def test_a_longer_national_code_inherits_its_six_digits() -> None:
    assert _tables_of("8542.31.0001") == _tables_of("854231")
    assert _tables_of("854233") == _tables_of("85423300")
    assert _tables_of("640399") == []


@pytest.mark.parametrize("written", ["8542", "85423", "854200", "8542.0", "8542.00", "85420000"])
def test_a_heading_decides_nothing_and_names_what_stands_below(written: str) -> None:
    """A heading padded with zeros is a heading: HS 2022 divides 8542 and has no 8542.00."""
    code = read_hs_code(written)
    assert load_goods_tables().match(code) == ()
    below = {row.hs6 for row in load_goods_tables().under_heading(code)}
    assert below == {"854231", "854232", "854233", "854239"}


@pytest.mark.parametrize("written", ["854231", "6403", "640300", "", "85", "junk", "853400"])
def test_no_heading_is_asked_about_where_none_is_listed(written: str) -> None:
    assert load_goods_tables().under_heading(read_hs_code(written)) == ()


@pytest.mark.parametrize(
    ("written", "listed", "below"),
    [
        # A lost last zero that gives a listed code is that code, and is said.
        ("8541.1", ["854110"], []),
        ("8471.5", ["847150"], []),
        # 854230 does not exist: five digits above listed codes are a question, not 854230.
        ("8542.3", [], ["854231", "854232", "854233", "854239"]),
        ("85423", [], ["854231", "854232", "854233", "854239"]),
        # No listed code begins with these five digits, whatever the sixth is.
        ("8542.9", [], []),
        ("85429", [], []),
        ("6403.9", [], []),
        # Six digits written out are six digits.
        ("8542.30", [], []),
        ("8542.90", [], []),
    ],
)
def test_five_digits_ask_what_stands_under_them(
    written: str, listed: list[str], below: list[str]
) -> None:
    """Found in review: 8542.3 was taken as 854230, which is on no table, and nothing was asked."""
    code = read_hs_code(written)
    tables = load_goods_tables()
    assert sorted({row.hs6 for row in tables.match(code)}) == listed
    assert sorted({row.hs6 for row in tables.under_heading(code)}) == below


def test_a_question_is_asked_of_every_table() -> None:
    """Supplement No. 7 holds codes that the Common High Priority List does not."""
    below = load_goods_tables().under_heading(read_hs_code("8407"))
    assert {row.table for row in below} == {"ear_746_supp7"}
    both = load_goods_tables().under_heading(read_hs_code("8542.3"))
    assert {row.table for row in both} == {"chpl", "ear_746_supp7"}


def test_headings_have_the_dates_of_their_rows() -> None:
    code = read_hs_code("8542")
    assert load_goods_tables().under_heading(code, dt.date(2023, 2, 23)) == ()
    assert load_goods_tables().under_heading(code, dt.date(2023, 2, 24))


def test_goods_of_a_whole_heading_are_asked_of_every_table() -> None:
    tables = load_goods_tables()
    found = [(row.table, row.hs6) for row in tables.among(["8806", "850110"])]
    assert ("ear_746_supp4", "880610") in found
    assert ("iran_uav_guidance", "8501") in found
    assert len(found) == len(set(found))


def test_both_ends_of_an_interval_belong_to_it() -> None:
    start, end = dt.date(2024, 1, 1), dt.date(2024, 1, 2)
    held = [in_force(start + DAY * n, start, end) for n in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]
    assert in_force(dt.date.max, start, None)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"hs6": 854231, "source": "s", "verified": True, "what": "x"}, "not six digits of text"),
        ({"hs6": "8542", "source": "s", "verified": True, "what": "x"}, "not six digits of text"),
        ({"hs6": "854231", "verified": True, "what": "x"}, "not in the file's bibliography"),
        ({"hs6": "854231", "source": "s", "what": "x"}, "`verified` is missing"),
        ({"hs6": "854231", "source": "s", "verified": True, "what": " "}, "has no `what`"),
        ({"hs": "854", "source": "s", "verified": True, "what": "x"}, "not 2, 4, 6, 8"),
        ({"eccn": "3F001", "source": "s", "verified": True, "what": "x"}, "no such product group"),
        ({"eccn": "EAR99", "source": "s", "verified": True, "what": "x"}, "not an ECCN"),
        ({"source": "s", "verified": True, "what": "x"}, "lists one code; found: none"),
        ({"hs6": "854231", "hs": "85", "what": "x"}, "found: hs6, hs"),
        (
            {
                "hs6": "854231",
                "source": "s",
                "verified": True,
                "what": "x",
                "in_force_to": "2020-01-01",
            },
            "ends before it begins",
        ),
    ],
)
def test_a_malformed_row_is_refused(row: dict[str, Any], said: str) -> None:
    table = {"table": "t", "title": "T", "in_force_from": "2024-01-01", "sources": {"s": {}}}
    with pytest.raises(RuleError, match=said):
        read_row(table, row, "row 1")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("research", "list_name", "tier", "table"),
    [
        ("common_high_priority_list", "items", "tier", "chpl"),
        ("ear_part746_supplements", "supplement_7", "chpl_tier", "ear_746_supp7"),
    ],
)
def test_the_package_holds_what_the_research_found(
    shared_facts: Path, research: str, list_name: str, tier: str, table: str
) -> None:
    """Codes, tiers, sources and the verified flag are those of the research files."""
    found = yaml.safe_load((shared_facts / f"{research}.yaml").read_text("utf-8"))[list_name]
    rows = [r for group in load_goods_tables().rows.values() for r in group if r.table == table]
    assert {(r.hs6, r.tier, r.citation.source, r.citation.verified) for r in rows} == {
        (e["hs6"].replace(".", ""), str(e[tier]), e["source"]["id"], e["verified"]) for e in found
    }
    assert len(rows) == len(found)


@pytest.mark.shared
def test_the_other_tables_hold_the_codes_of_the_research(shared_facts: Path) -> None:
    """Every code that the research read is here, and none besides."""
    ear = yaml.safe_load((shared_facts / "ear_part746_supplements.yaml").read_text("utf-8"))
    guidance = yaml.safe_load((shared_facts / "iran_uav_guidance_2023.yaml").read_text("utf-8"))
    found = {
        "ear_746_supp2": ear["supplement_2"]["hs6"],
        "ear_746_supp4": ear["supplement_4"]["uav_relevant_hs6_present"],
        "iran_uav_guidance": [
            *(row["hs6"].removesuffix(".xx") for row in guidance["hs_codes_candidate"]),
            *guidance["eccns_candidate"]["list"],
        ],
    }
    tables = {table.name: table for table in load_goods_tables().files}
    for name, codes in found.items():
        assert [row.code for row in tables[name].rows] == [c.replace(".", "") for c in codes], name
    for name, scope in (("ear_746_supp2", "2"), ("ear_746_supp4", "4"), ("ear_746_supp7", "7")):
        said = next(one for one in ear["country_scope"] if one["supp"] == scope)["destinations"]
        assert [one.partition(" ")[0] for one in said] == list(tables[name].destinations)


def test_annex_xl_is_what_it_is_said_to_mirror() -> None:
    tables = {table.name: table for table in load_goods_tables().files}
    assert [row.hs6 for row in tables["eu_833_annex_xl"].rows] == [
        row.hs6 for row in tables["chpl"].rows
    ]
