"""The addresses of official lists, ours and a user's own; and visits to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterflow.core.errors import ListError, RuleError, StoreError
from counterflow.core.settings import REGIMES
from counterflow.storage.downloads.download import Marks
from counterflow.storage.downloads.replies import place_of
from counterflow.watch.lists.addresses import find_lists, load_addresses
from counterflow.watch.lists.visits import FILE, Visit, Visits

OWN = """
sources:
  house: {issuer: Zavrelka GmbH, title: Own mirror, read_via: own}
lists:
- name: un_sc
  format: un_xml
  regime: UN
  files: [{name: consolidated.xml, url: "https://mirror.example/consolidated.xml"}]
  hosts: [storage.example]
  hours: 6
  source: house
  verified: true
"""


def test_every_row_is_sound_and_says_its_source() -> None:
    rows = load_addresses()
    assert {row.regime for row in rows.values()} == set(REGIMES)
    for row in rows.values():
        assert row.citation.url.startswith("https://")
        assert row.citation.read_via
        assert row.title
        assert row.authority
        assert 0 < row.hours <= 168
        for file in row.files:
            assert place_of(file.url).port == 443
        assert all("/" not in host and host == host.lower() for host in row.hosts)
        assert not row.citation.verified or row.files


def test_every_format_of_ours_is_written_somewhere() -> None:
    """The names of readers, whether they are registered yet or not."""
    sources = Path(__file__).parents[4] / "src" / "counterflow" / "watch" / "sources"
    text = "\n".join(path.read_text("utf-8") for path in sources.glob("*.py"))
    assert all(f'"{row.format}"' in text for row in load_addresses().values())


def test_a_users_row_takes_the_place_of_ours(tmp_path: Path) -> None:
    (own := tmp_path / "lists.yaml").write_text(OWN, "utf-8")
    rows = load_addresses(own)
    assert rows["un_sc"].hours == 6
    assert rows["un_sc"].citation.issuer == "Zavrelka GmbH"
    assert rows["us_ofac_sdn"] == load_addresses()["us_ofac_sdn"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("https://mirror", "http://mirror", "not an https address"),
        ("https://mirror", "https://name:word@mirror", "not an https address"),
        ("name: consolidated.xml", "name: ../un.xml", "not a plain file name"),
        ("name: un_sc", "name: UN", "is not allowed"),
        ("name: un_sc", "name: watch_pack", "reserved"),
        ("hours: 6", "hours: 0", "not more than 0"),
        ("hours: 6", "hours: soon", "malformed"),
        ("hours: 6", "interval: 6", "malformed"),
        ("source: house", "source: elsewhere", "not in the file's bibliography"),
        ("  verified: true", "", "`verified` is missing"),
        ("  hours: 6", "  by_hand: no address", "either `files` or"),
        ("lists:", "rows:", "no `lists`"),
        ("sources:", "books:", "no `sources`"),
        ("- name", "- [1]\n- name", "no mapping"),
        ("lists:", "lists: [", "not YAML"),
    ],
)
def test_a_bad_row_is_refused(old: str, new: str, what: str, tmp_path: Path) -> None:
    assert old in OWN
    (own := tmp_path / "lists.yaml").write_text(OWN.replace(old, new, 1), "utf-8")
    with pytest.raises((RuleError, ListError), match=what):
        load_addresses(own)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="cannot be read"):
        load_addresses(tmp_path / "none.yaml")


def test_names_are_found_in_their_order() -> None:
    rows = load_addresses()
    found = find_lists(rows, ["un_sc", "eu_fsf", "un_sc"])
    assert [row.name for row in found] == ["un_sc", "eu_fsf"]
    with pytest.raises(ListError, match="no official list is known as eu, us"):
        find_lists(rows, ["eu", "us"])


def test_visits_are_kept(tmp_path: Path) -> None:
    visits = Visits(tmp_path / "store")
    assert visits.of("un_sc") == Visit()
    assert visits.marks("un_sc", "v1") == {}
    visits.failed("un_sc", "2026-01-01T00:00:00Z", "HTTP 500")
    visits.failed("un_sc", "2026-01-02T00:00:00Z", "HTTP 502")
    assert visits.of("un_sc") == Visit("2026-01-02T00:00:00Z", "", 2, "HTTP 502")
    marks = {"https://a/": Marks('"a"'), "https://b/": Marks()}
    visits.good("un_sc", "2026-01-03T00:00:00Z", "v1", marks, 1.5)
    assert visits.of("un_sc") == Visit("2026-01-03T00:00:00Z", "2026-01-03T00:00:00Z", 0, "", 1.5)
    assert visits.marks("un_sc", "v1") == {"https://a/": Marks('"a"')}
    assert visits.marks("un_sc", "v2") == visits.marks("eu", "v1") == {}
    visits.failed("un_sc", "2026-01-04T00:00:00Z", "HTTP 500")
    assert visits.of("un_sc").good_at == "2026-01-03T00:00:00Z"


def test_a_damaged_file_of_visits_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 99)
    with pytest.raises(StoreError, match="cannot be used"):
        Visits(tmp_path).of("un_sc")
