"""The loader of rules: each fault is refused by name; shipped rules name what exists."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from counterflow.core.errors import RuleError
from counterflow.core.model.law import Effect
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.rules import rulebook
from counterflow.watch.rules.rulebook import load_rules, read_rule, rules_digest

FILE: dict[str, Any] = {"sources": {"law": {"title": "An act"}}}
ENTRY: dict[str, Any] = {
    "id": "a-rule",
    "regime": "EU",
    "when": {"places": ["olya"]},
    "effect": "transaction ban",
    "outcome": "ban",
    "in_force_from": "2026-01-02",
    "in_force_to": "2026-03-04",
    "summary": "what it says",
    "next_step": "what to do",
    "source": "law",
    "verified": True,
}


def _without(key: str) -> dict[str, Any]:
    return {name: value for name, value in ENTRY.items() if name != key}


def test_a_rule_is_read_whole() -> None:
    rule = read_rule(FILE, ENTRY, "here")
    assert (rule.id, rule.regime, rule.places, rule.effect, rule.outcome) == (
        "a-rule",
        "EU",
        frozenset({"olya"}),
        Effect.TRANSACTION_BAN,
        "ban",
    )
    assert (rule.in_force_from, rule.in_force_to) == (dt.date(2026, 1, 2), dt.date(2026, 3, 4))
    assert rule.citation.title == "An act"
    assert not rule.any_place
    assert rule.part == "destination"


def test_a_part_of_a_rule_may_begin_later() -> None:
    later = {"olya": {"in_force_from": "2026-02-01", "dated_by": "law"}}
    rule = read_rule(FILE, {**ENTRY, "later": later}, "here")
    assert rule.first_day("olya", "") == dt.date(2026, 2, 1)
    assert rule.first_day("makhachkala", "") == rule.first_day() == dt.date(2026, 1, 2)


MALFORMED = [
    ({**ENTRY, "dated_by": "rumour"}, "rests on no known source: rumour"),
    ({**ENTRY, "later": {"olya": {"in_force_from": "2026-02-01"}}}, "rests on no known source"),
    (
        {**ENTRY, "later": {"RU": {"in_force_from": "2026-02-01", "dated_by": "law"}}},
        "what the rule does not name: RU",
    ),
    ({**ENTRY, "reaches": "everything"}, "unknown goods that a rule reaches"),
    (
        {**ENTRY, "regime": "", "outcome": "hold", "reaches": "items subject to the EAR"},
        "unknown goods that a rule reaches",
    ),
    (_without("id"), "lacks id"),
    (_without("summary"), "lacks summary"),
    (_without("effect"), "lacks effect"),
    (_without("when"), "lacks its conditions"),
    (_without("outcome"), "unknown condition, part or outcome"),
    (_without("source"), "None is not in the file's bibliography"),
    (_without("verified"), "`verified` is missing"),
    ({**ENTRY, "when": ["olya"]}, "lacks its conditions"),
    ({**ENTRY, "when": {}}, "names no place and no country"),
    ({**ENTRY, "when": {"tables": ["chpl"]}}, "names no place and no country"),
    ({**ENTRY, "when": {"place": ["olya"]}}, r"unknown condition.*\['place'\]"),
    ({**ENTRY, "when": {"countries": ["RU"], "part": "origin"}}, "unknown condition.*origin"),
    ({**ENTRY, "outcome": "clear"}, "unknown condition.*clear"),
    ({**ENTRY, "effect": "forbidden"}, "unknown effect 'forbidden'"),
    ({**ENTRY, "effect": ["blocking"]}, "unknown effect"),
    ({**ENTRY, "source": "rumour"}, "'rumour' is not in the file's bibliography"),
    ({**ENTRY, "in_force_from": "2.1.2026"}, "not a day"),
    ({**ENTRY, "in_force_to": "2026-02-30"}, "not a day"),
    ({**ENTRY, "in_force_to": "2026-01-01"}, "ends before it begins"),
    ({**ENTRY, "regime": ""}, "a ban without its regime"),
    ({**ENTRY, "notice": "An alert"}, "a notice speaks of goods"),
    ({**ENTRY, "when": {"places": ["olya"], "headings": True}}, "unknown condition.*headings"),
]


@pytest.mark.parametrize(("entry", "said"), MALFORMED, ids=[said for _, said in MALFORMED])
def test_a_malformed_rule_is_refused_by_name(entry: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleError, match=said) as caught:
        read_rule(FILE, entry, "rules/x.yaml, rule 7")
    assert caught.value.where == "rules/x.yaml, rule 7"


def test_two_rules_with_one_id_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulebook, "RULEBOOKS", ("places", "places"))
    with pytest.raises(RuleError, match="two rules share an id"):
        load_rules.__wrapped__()


@pytest.mark.parametrize("rule", load_rules(), ids=[rule.id for rule in load_rules()])
def test_every_shipped_rule_names_things_that_exist(rule: rulebook.Rule) -> None:
    """A place or table misspelt in a rule would keep it silent for ever."""
    gazetteer = load_gazetteer()
    assert rule.places <= set(gazetteer.places)
    assert rule.place_groups <= {place.group for place in gazetteer.places.values()}
    tables = {table.name for table in load_goods_tables().files}
    assert rule.tables <= tables
    assert all(code == "UA-43" or len(code) == 2 for code in rule.countries)
    assert rule.citation.title
    assert rule.citation.issuer
    assert rule.next_step
    assert rule.regime in ("", "EU", "UK", "UN", "US")
    assert rule.effect is not Effect.UNKNOWN


def test_a_place_under_a_ban_of_the_data_has_its_rule() -> None:
    """The gazetteer says of some places that a ban names them: each has a rule."""
    banned = {place for rule in load_rules() for place in rule.places}
    said = {
        place.id
        for place in load_gazetteer().places.values()
        if "ban" in place.role.split() or "XLVII" in place.role
    }
    assert said <= banned


def test_the_digest_is_that_of_the_shipped_files() -> None:
    assert rules_digest() == rules_digest.__wrapped__()
    assert len(rules_digest()) == 64
