"""The page of a tuning report: every part, no script, nothing of strangers as markup."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import msgspec
import pytest

from counterflow.core.model.snapshots import ListState
from counterflow.publish.exports.tuning_page import write_tuning_page
from counterflow.screening.tuning.report import TuningReport
from counterflow.screening.tuning.variations import FLOOR_SETTERS, default_floors
from tuning_ground import whole_report


def page_of(report: TuningReport) -> str:
    stream = io.BytesIO()
    write_tuning_page(report, stream)
    return stream.getvalue().decode()


class Tags(HTMLParser):
    """The tags of a page, and whether they close as they open."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in ("meta", "br", "link", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("parts", ["whole", "bare"])
def test_the_page_is_whole_and_without_scripts(parts: str) -> None:
    bare = TuningReport("2026-01-20", "2026-01-20", "0.1.0", "", "", 0.7, ())
    tags = Tags()
    tags.feed(page_of(whole_report() if parts == "whole" else bare))
    assert tags.open == []
    assert tags.seen.count("h1") == 1
    assert not {"script", "link", "img", "iframe"} & set(tags.seen)


def test_the_page_loads_nothing() -> None:
    page = page_of(whole_report())
    assert "default-src 'none'" in page
    assert not re.findall(r"""(?:src|href)=["'](?!#)""", page)
    assert set(re.findall(r"https?://[\w.]+", page)) <= {"http://www.w3.org"}


def test_the_page_holds_what_the_requirement_names() -> None:
    """Lists, versions, threshold, recall per class, share of false alerts, samples, who signed."""
    page = " ".join(re.sub(r"<[^>]+>", " ", page_of(whole_report())).split())
    for told in (
        "un_sc@2026-01-15#0a1b2c3d4e5f", "decision point 0.70", "one slip one-typo", "breached",
        "7.3% (2.5% to 19.4%; 3 of 41)", "Estimated misses: 10.7", "95 % interval 3 to 43",
        "A. Officer , on 2026-01-20.", "none of 60 labelled pairs was the same party", "B. Head",
        "1 pair has no label", "1 further pair reaches the decision point", "not measured",
        "may not be relied on: stale ( 51 days old )", "1 labelled pair",
        "Forecast for 1,000 parties", "Alerts lost: 3", "Kuba → CU",
        "drawn from other list versions than those of this report: un_sc@2026-01-15",
    ):  # fmt: skip
        assert told in page, told


def test_the_page_explains_what_it_shows() -> None:
    """Who reads it has no manual: scale, floors, lists that are not whole, what a breach means."""
    page = " ".join(re.sub(r"<[^>]+>", " ", page_of(whole_report())).split())
    for told in (
        "The scale begins at 0.6, not at 0", "target: the target", "What this means.",
        "What to do next.", "Accepted although below the floor: two-typos (two slips): 150 of 200",
        "Reason: the names not found were read one by one", "Not whole: imported without aliases",
        "not proposed by the search (would score 0.97)", "among the 75 that the search gives",
    ):  # fmt: skip
        assert told in page, told
    by_list = page.partition("By list")[2].partition("Named cases")[0]
    assert "one slip one-typo" in by_list


def test_every_floor_says_who_set_it() -> None:
    sources = {floor.source for floor in default_floors().values()}
    assert sources <= set(FLOOR_SETTERS)


def test_a_page_without_an_official_list_says_so_first() -> None:
    pack = ListState("watch_pack", "watch_pack@2026-01-01#0a", "example", official=False)
    page = page_of(msgspec.structs.replace(whole_report(), recall=None, lists=(pack,)))
    assert page.index("Read this first") < page.index("no official list in the store")
    assert "example, not coverage" in page


def test_texts_of_strangers_are_texts() -> None:
    page = page_of(whole_report())
    assert "<b>Zaven</b>" not in page
    assert "&lt;b&gt;Zaven&lt;/b&gt;" in page
    assert "\u202e" not in page
    assert "⟨U+202E⟩" in page


def test_what_is_missing_is_said_loudly() -> None:
    bare = msgspec.structs.replace(
        whole_report(), recall=None, labelled=None, below_the_line=None, change=None, signature=None
    )
    page = page_of(bare)
    for told in ("Recall was not measured", "No labelled set was given", "Nobody has signed",
                 "No labelled sample was given"):  # fmt: skip
        assert told in page
    assert "Proposed change" not in page
