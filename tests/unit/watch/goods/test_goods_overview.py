"""The overview of the goods tables, and the page that shows it."""

from __future__ import annotations

from pathlib import Path

from counterflow.watch.goods.overview import HEADINGS, overview_markdown, table_overview
from counterflow.watch.goods.tables import load_goods_tables

PAGE = Path(__file__).parents[4] / "docs" / "goods.md"


def test_the_page_shows_the_tables_as_they_are() -> None:
    """Fails where a table changed: write `counterflow goods tables --markdown` into the page."""
    text = PAGE.read_text("utf-8")
    shown = text.partition("<!-- tables -->\n")[2].partition("<!-- end of tables -->")[0]
    assert shown == overview_markdown(load_goods_tables().files)


def test_each_table_names_what_is_verified_and_what_is_not_held() -> None:
    lines = {cells[0]: cells for cells in table_overview(load_goods_tables().files)}
    for cells in lines.values():
        assert len(cells) == len(HEADINGS)
        assert all(cells[:6]), cells
    chpl = lines["Common High Priority List (`chpl`)"]
    assert chpl[2:5] == ("50", "since 2024-02-23", "50 of 50")
    guidance = next(cells for title, cells in lines.items() if "iran_uav_guidance" in title)
    assert guidance[4] == "0 of 40"
    luxury = next(cells for title, cells in lines.items() if "supp5" in title)
    assert luxury[2:6] == (
        "0", "first day not established; codes as of 2026-09-24", "nothing read", "not read",
    )  # fmt: skip
    assert luxury[6]
