"""Tables of the user's own: dropped into a folder, refused with file, line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterflow.core.errors import RuleError
from counterflow.watch.goods.codes import read_hs_code
from counterflow.watch.goods.table_files import own_tables, own_tables_digest
from counterflow.watch.goods.tables import load_goods_tables

YAML = """\
title: Goods we do not sell to distributors
outcome: hold
destinations: [TR]
rows:
- hs: '9018'
  what: medical instruments
- eccn: 2B350
  what: chemical equipment
"""


def _tables(folder: Path) -> dict[str, list[str]]:
    return {table.name: [row.code for row in table.rows] for table in own_tables(folder)}


def test_a_folder_that_is_not_there_is_no_table(tmp_path: Path) -> None:
    assert own_tables(None) == own_tables(tmp_path / "none") == ()
    assert own_tables_digest(None) == own_tables_digest(tmp_path) == ""


def test_yaml_and_csv_are_read(tmp_path: Path) -> None:
    (tmp_path / "watch.yaml").write_text(YAML, "utf-8")
    (tmp_path / "more.csv").write_text(
        "HS6;what;source;in_force_from\n8413.50;pumps;memo 7;2025-01-01\n\n", "utf-8-sig"
    )
    (tmp_path / "notes.txt").write_text("not a table", "utf-8")
    assert _tables(tmp_path) == {"own_more": ["841350"], "own_watch": ["9018", "2B350"]}
    tables = load_goods_tables(tmp_path)
    (row,) = tables.match(read_hs_code("9018.90"))
    assert (row.outcome, row.destinations, row.citation.title) == (
        "hold", frozenset({"TR"}), "Goods we do not sell to distributors",
    )  # fmt: skip
    pump = tables.match(read_hs_code("841350"))[-1]
    assert (pump.outcome, pump.citation.title) == ("review", "memo 7")
    assert [one.table for one in tables.match_eccn("2B350")] == ["own_watch", "ear_ccl"]


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    (tmp_path / "watch.yaml").write_text(YAML, "utf-8")
    first = own_tables_digest(tmp_path)
    (tmp_path / "watch.yaml").write_text(YAML.replace("hold", "review"), "utf-8")
    assert first != own_tables_digest(tmp_path)
    assert len(first) == 64


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.yaml", "rows:\n- hs6: '8542'\n  what: chips\n", r"not six digits.*a\.yaml, line 2"),
        ("a.yaml", "rows:\n- hs6: '854231'\n  what: x\n- hs6: 854232\n  what: y\n",
         r"not six digits.*a\.yaml, line 4"),
        ("a.yaml", "rows:\n- hs6: '854231'\n", r"no `what`.*a\.yaml, line 2"),
        ("a.yaml", "outcome: stop\nrows:\n- {hs: '85', what: x}\n", "unknown outcome 'stop'"),
        ("a.yaml", "- one\n", "the table has no `rows`"),
        ("a.yaml", "rows: [x]\n", "`rows` is no list of rows"),
        ("a.yaml", "rows: {\n", "not YAML"),
        ("a.yaml", "table: chpl\nrows:\n- {hs: '85', what: x}\n", "two goods tables are called"),
        ("a.yaml", "extends: supp_5\nrows:\n- {hs: '85'}\n", "'supp_5', which is no table"),
        ("a.yaml", "extends: chpl\noutcome: hold\nrows:\n- {hs: '85', what: x}\n",
         "extends chpl and has outcome of its own"),
        ("extends-chpl.csv", "part_number,what\nABC1,x\n", "in tables of your own only"),
        ("a.csv", "code,what\n8542,x\n", r"unknown columns: code \(a\.csv, line 1\)"),
        ("a.csv", "hs\n8542\n", r"no column `what`"),
        ("a.csv", "hs,what\n85,chips\n854,x\n", r"not 2, 4.*a\.csv, line 3"),
        ("a.csv", "hs,what\n85,chips,more\n", r"more or fewer cells.*line 2"),
        ("a.csv", "hs6,what,in_force_from\n854231,x,1.2.2024\n", r"not a day.*a\.csv, line 2"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_refused_where_it_stands(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(RuleError, match=said):
        own_tables(tmp_path)


def test_other_character_sets_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("hs,what\n85,Zubehör\n".encode("cp1252"))
    with pytest.raises(RuleError, match=r"not UTF-8 at byte 16.*save it as UTF-8"):
        own_tables(tmp_path)


def test_rows_are_added_to_a_table_that_is_held_in_part(tmp_path: Path) -> None:
    """Rules speak of them as of the authority's; their source is the user's file."""
    (tmp_path / "extends-ear_746_supp5.csv").write_text("hs6,what\n710811,jewels\n", "utf-8")
    (tmp_path / "four.yaml").write_text(
        "extends: ear_746_supp4\nrows:\n- {hs6: '730890', what: frames}\n"
        "- {hs6: '730891', what: other frames, verified: false}\n",
        "utf-8",
    )
    tables = load_goods_tables(tmp_path)
    (jewels,) = tables.match(read_hs_code("7108.11"))
    assert (jewels.table, jewels.outcome, jewels.authority) == ("ear_746_supp5", "", "BIS")
    assert jewels.title == (
        "EAR Part 746, Supplement No. 5, rows of your own file extends-ear_746_supp5.csv"
    )
    assert jewels.citation.issuer == "your own table"
    assert [row.table for row in tables.match(read_hs_code("730890"))] == ["ear_746_supp4"]
    # What the user has not checked raises a question, as a row of ours does.
    assert tables.match(read_hs_code("730891")) == ()
    assert [row.table for row in tables.ask("730891")] == ["ear_746_supp4"]
    assert len(tables.match(read_hs_code("8411.11"))) == len(
        load_goods_tables().match(read_hs_code("8411.11"))
    )
