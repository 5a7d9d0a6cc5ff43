"""Facts: a row without its source, or with a date misspelt, is refused."""

from __future__ import annotations

import datetime as dt
from importlib import resources
from pathlib import Path
from typing import Any

import pycountry
import pytest

from counterflow.core.errors import RuleError
from counterflow.core.facts import (
    load_facts,
    read_citation,
    read_countries,
    read_day,
    read_interval,
    read_yaml,
)
from counterflow.screening.decisions.clauses import load_clauses
from counterflow.screening.decisions.nexus import load_nexus
from counterflow.watch.rules.country_groups import country_group
from counterflow.watch.rules.rulebook import load_rules

DATA = Path(str(resources.files("counterflow"))) / "data"
FILE: dict[str, Any] = {
    "sources": {"law": {"title": "An act", "issuer": "A house", "date": "2026", "read_via": "x"}}
}


def test_a_missing_file_is_an_error() -> None:
    with pytest.raises(RuleError, match=r"missing \(goods/none.yaml\)"):
        load_facts("goods/none.yaml")


def test_a_file_without_sources_is_an_error() -> None:
    with pytest.raises(RuleError, match="no `sources`"):
        load_facts("names/legal_forms.yaml")


@pytest.mark.parametrize("value", [None, ""])
def test_an_open_interval_has_no_day(value: object) -> None:
    assert read_day(value, "here") is None


@pytest.mark.parametrize(
    ("row", "days"),
    [
        ({}, (None, None)),
        ({"in_force_to": "2026-07-24"}, (None, dt.date(2026, 7, 24))),
        ({"in_force_from": "2026-07-24", "in_force_to": "2026-07-24"}, (dt.date(2026, 7, 24),) * 2),
    ],
)
def test_an_interval_may_be_open_and_may_be_one_day(row: dict[str, str], days: object) -> None:
    assert read_interval(row, "here") == days


def test_an_interval_that_ends_before_it_begins_is_an_error() -> None:
    with pytest.raises(RuleError, match=r"ends before it begins \(here\)"):
        read_interval({"in_force_from": "2026-07-24", "in_force_to": "2026-07-23"}, "here")


def test_days_are_read_as_text_and_as_dates() -> None:
    day = dt.date(2026, 7, 24)
    assert read_day("2026-07-24", "here") == read_day(day, "here") == day


@pytest.mark.parametrize("value", ["2026-02-30", "24.07.2026", "2026", 20260, "soon", "2026-07"])
def test_a_day_misspelt_is_an_error(value: object) -> None:
    with pytest.raises(RuleError, match=r"not a day: .*\(row 3\).*YYYY-MM-DD"):
        read_day(value, "row 3")


def test_a_citation_takes_its_words_from_the_bibliography() -> None:
    found = read_citation(FILE, {"source": "law", "verified": False}, "here")
    assert (found.source, found.title, found.issuer, found.date) == (
        "law",
        "An act",
        "A house",
        "2026",
    )
    assert not found.verified
    assert found.second_hand


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"verified": True}, "None is not in the file's bibliography"),
        ({"source": "rumour", "verified": True}, "'rumour' is not"),
        ({"source": ["law"], "verified": True}, "is not in the file's bibliography"),
        ({"source": "law"}, "`verified` is missing"),
        ({"source": "law", "verified": "yes"}, "`verified` is missing"),
        ({"source": "law", "verified": 1}, "`verified` is missing"),
    ],
)
def test_an_entry_without_its_source_is_refused(entry: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleError, match=said):
        read_citation(FILE, entry, "here")


@pytest.mark.parametrize(
    "name",
    [
        f"{folder}/{file.name}"
        for folder in ("goods", "rules", "places", "policies")
        for file in sorted((DATA / folder).glob("*.yaml"))
    ],
)
def test_every_source_of_the_package_says_where_it_is_from(name: str) -> None:
    sources = load_facts(name)["sources"]
    assert sources
    for key, source in sources.items():
        assert {"issuer", "title", "date", "url", "read_via"} <= set(source), key
        assert source["issuer"], key
        assert source["title"], key


def test_yaml_is_read_with_a_safe_loader() -> None:
    assert read_yaml(b"a: [1, '2']\nb: 2026-01-02", "a.yaml") == {
        "a": [1, "2"],
        "b": dt.date(2026, 1, 2),
    }
    assert read_yaml("", "a.yaml") is None
    for damaged in ("a: [", "!!python/object/apply:os.getcwd []"):
        with pytest.raises(RuleError, match=r"not YAML: .*\(b\.yaml\)"):
            read_yaml(damaged, "b.yaml")


@pytest.mark.parametrize("values", [[False], ["no"], ["Norway"], "NO", [["NO"]], [47]])
def test_a_country_that_yaml_read_otherwise_is_refused(values: object) -> None:
    """``NO`` without quotation marks is *false*: Norway would be in no list, and nobody told."""
    with pytest.raises(RuleError, match="no ISO 3166-1 codes") as caught:
        read_countries(values, "policies/clauses.yaml, row 1")
    assert "row 1" in str(caught.value)


def test_every_country_of_the_rules_is_one() -> None:
    """In clauses, rules, groups and signs alike."""
    known = {one.alpha_2 for one in pycountry.countries} | {"XK", "UA-43"}
    named = {code for rule in load_rules() for code in rule.countries}
    named |= {code for rule in load_clauses() for code in rule.except_destinations}
    named |= {code for rule in load_nexus() for code in rule.countries} | country_group("partner")
    assert named <= known
    assert {"NO", "DE", "IR"} <= named
