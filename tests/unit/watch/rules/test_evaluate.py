"""Each rule of the package on the day before and on its first day, for each nexus."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.watch.goods.codes import read_hs_code
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.rules.evaluate import ask_rules
from counterflow.watch.rules.mentions import (
    CountryMention,
    GoodsMention,
    Items,
    PlaceMention,
    Situation,
)
from counterflow.watch.rules.rulebook import Rule, load_rules, read_rule
from counterflow.watch.rules.weighing import AHEAD

DAY = dt.timedelta(days=1)
LATE = dt.date(2030, 1, 1)
BANS = [rule for rule in load_rules() if rule.outcome == "ban"]
LISTED, HIGH_PRIORITY_ONLY, SUPPLEMENT_ONLY, PLAIN = "854231", "", "840710", "640399"


def _place(key: str, subject: str = "leg 1 to", *, destination: bool = True) -> PlaceMention:
    return PlaceMention(subject, load_gazetteer().places[key], key, destination)


def _country(code: str, subject: str = "consignee", *, destination: bool = True) -> CountryMention:
    return CountryMention(subject, code, code, destination)


def _goods(*codes: str, on: dt.date = LATE) -> list[GoodsMention]:
    tables = load_goods_tables()
    mentions = []
    for number, written in enumerate(codes, start=1):
        code = read_hs_code(written)
        rows, below = tables.match(code, on), tables.under_heading(code, on)
        mentions.append(GoodsMention(f"goods line {number}", written, rows, below))
    return mentions


def _ask(on: dt.date = LATE, rules: Any = None, **parts: Any) -> list[Finding]:
    return ask_rules(load_rules() if rules is None else rules, Situation(on=on, **parts))


def _by_rule(findings: list[Finding]) -> dict[str, Outcome]:
    return {rule: f.outcome for f in findings for rule in f.rule.split(", ")}


def _rule(**changed: Any) -> Rule:
    entry: dict[str, Any] = {
        "id": "a-rule", "regime": "EU", "when": {"places": ["olya"]}, "effect": "transaction ban",
        "outcome": "ban", "summary": "what it says", "next_step": "what to do", "source": "law",
        "verified": True, **changed,
    }  # fmt: skip
    return read_rule({"sources": {"law": {"title": "An act"}}}, entry, "here")


# --- bans on places


@pytest.mark.parametrize("rule", BANS, ids=[rule.id for rule in BANS])
def test_a_ban_begins_on_its_first_day_and_follows_the_nexus(rule: Rule) -> None:
    assert rule.in_force_from is not None
    for place in sorted(rule.places):
        for nexus, in_force in (
            (None, Outcome.HOLD),
            (frozenset({rule.regime}), Outcome.STOP),
            (frozenset({rule.regime, "JP"}), Outcome.STOP),
            (frozenset({"JP"}), Outcome.REVIEW),
        ):
            before = _ask(rule.in_force_from - DAY, places=[_place(place)], nexus=nexus)
            first = _ask(rule.in_force_from, places=[_place(place)], nexus=nexus)
            assert _by_rule(before)[rule.id] is Outcome.REVIEW
            assert _by_rule(first)[rule.id] is in_force
            long_before = rule.in_force_from - AHEAD - DAY
            early = _ask(long_before, places=[_place(place)], nexus=nexus)
            assert _by_rule(early)[rule.id] is Outcome.NO_MATCH
            said = next(f for f in before if f.rule == rule.id).summary
            assert f"in force since {rule.in_force_from}" in said
            assert "not yet in force" in said


def test_a_ban_asks_for_the_nexus_only_where_none_is_declared() -> None:
    open_, declared = (
        _ask(places=[_place("astrakhan")], nexus=nexus)[0] for nexus in (None, frozenset({"EU"}))
    )
    assert "settle whether EU law binds you" in open_.summary
    assert "settle" not in declared.summary
    assert declared.next_step


@pytest.mark.parametrize("subject", ["leg 1 from", "leg 1 via", "leg 2 to", "consignee address"])
def test_a_ban_speaks_of_every_part(subject: str) -> None:
    found = _ask(places=[_place("makhachkala", subject, destination=False)])
    assert [(f.kind, f.subject, f.outcome) for f in found] == [("place", subject, Outcome.HOLD)]


def test_a_ban_of_the_past_is_a_note_and_silences_nothing() -> None:
    rule = _rule(in_force_from="2024-01-01", in_force_to="2025-06-30")
    corridor = next(rule for rule in load_rules() if rule.any_place)
    last = dt.date(2025, 6, 30)
    parts = {"places": [_place("olya")], "goods": _goods(LISTED), "nexus": frozenset({"EU"})}
    held = _ask(last, [rule, corridor], **parts)
    assert [(f.kind, f.outcome) for f in held] == [("place", Outcome.STOP)]
    after = _ask(last + DAY, [rule, corridor], **parts)
    assert [(f.kind, f.outcome) for f in after] == [
        ("place", Outcome.NO_MATCH),
        ("route", Outcome.REVIEW),
    ]
    assert "in force until 2025-06-30 only" in after[0].summary
    assert after[0].next_step == ""


@pytest.mark.parametrize("nexus", [None, frozenset({"EU"}), frozenset({"US"})])
@pytest.mark.parametrize("outcome", ["ban", "hold", "review", "note"])
def test_an_unverified_rule_is_never_above_review(
    outcome: str, nexus: frozenset[str] | None
) -> None:
    found = _ask(
        rules=[_rule(verified=False, outcome=outcome)], places=[_place("olya")], nexus=nexus
    )
    assert found[0].outcome.strength <= Outcome.REVIEW.strength
    assert "(unverified: a question, not a rule)" in found[0].summary


def test_a_note_is_a_note() -> None:
    for on in (dt.date(2020, 1, 1), LATE):
        found = _ask(
            on, [_rule(outcome="note", in_force_from="2024-01-01")], places=[_place("olya")]
        )
        assert [f.outcome for f in found] == [Outcome.NO_MATCH]


# --- a country that contradicts the place; the leg's own days


def _used(key: str, *days: str, **more: Any) -> PlaceMention:
    place = load_gazetteer().places[key]
    used = tuple(dt.date.fromisoformat(day) for day in days)
    return PlaceMention("leg 1 to", place, key, destination=True, days=used, **more)


@pytest.mark.parametrize("rule", BANS, ids=[rule.id for rule in BANS])
@pytest.mark.parametrize("nexus", [None, frozenset({"EU"}), frozenset({"JP"})])
def test_a_contradicted_place_is_a_review_that_says_so(
    rule: Rule, nexus: frozenset[str] | None
) -> None:
    """Found in review: "Astrakhan" with country KZ gave nothing."""
    for place in sorted(rule.places):
        (found,) = [f for f in _ask(places=[_used(place, differing="AR")], nexus=nexus)
                    if f.rule == rule.id]  # fmt: skip
        assert (found.kind, found.outcome) == ("place", Outcome.REVIEW)
        assert "in Argentina, but it lies in" in found.summary
        assert found.next_step.startswith(
            "find out which place is meant and in which country it lies"
        )


@pytest.mark.parametrize("place", ["crimea", "simferopol", "mariupol", "alabuga"])
def test_a_contradicted_embargoed_place_is_a_review(place: str) -> None:
    found = _ask(places=[_used(place, differing="TR")], goods=_goods(LISTED))
    assert [(f.kind, f.outcome) for f in found] == [("place", Outcome.REVIEW)]


@pytest.mark.parametrize(
    ("days", "paper", "outcome"),
    [
        # Found in review: only the paper's date was asked, so goods at a port on a day of the
        # ban, under an older paper, were a review.
        (("2025-02-25",), "2025-01-10", Outcome.STOP),
        (("2025-02-24", "2025-02-25"), "2025-01-10", Outcome.STOP),
        (("2025-02-25", "2025-02-24"), "2025-01-10", Outcome.STOP),
        (("2025-02-24",), "2025-03-10", Outcome.REVIEW),
        ((), "2025-03-10", Outcome.STOP),
        ((), "2025-02-24", Outcome.REVIEW),
    ],
)
def test_a_ban_is_judged_by_the_days_on_which_the_place_is_used(
    days: tuple[str, ...], paper: str, outcome: Outcome
) -> None:
    found = _ask(
        dt.date.fromisoformat(paper), places=[_used("astrakhan", *days)], nexus=frozenset({"EU"})
    )
    assert [f.outcome for f in found if f.kind == "place"] == [outcome]


@given(
    st.lists(st.dates(dt.date(2024, 1, 1), dt.date(2027, 1, 1)), min_size=1, max_size=4),
    st.sampled_from([None, frozenset({"EU"}), frozenset({"JP"})]),
)
def test_a_further_day_never_lowers_an_outcome(
    days: list[dt.date], nexus: frozenset[str] | None
) -> None:
    texts = [day.isoformat() for day in days]
    one, all_ = (
        _ask(places=[_used("olya", *used)], nexus=nexus)[0].outcome for used in (texts[:1], texts)
    )
    assert all_.strength >= one.strength


def test_the_day_that_decided_is_said_where_it_is_not_the_papers() -> None:
    paper = dt.date(2025, 1, 10)
    (found,) = _ask(paper, places=[_used("astrakhan", "2025-02-24", "2025-03-01")])
    assert "the place is used on 2025-03-01" in found.summary
    (found,) = _ask(paper, places=[_used("astrakhan", "2025-02-24")])
    assert "not yet in force on 2025-02-24: in force since 2025-02-25" in found.summary
    (found,) = _ask(paper, places=[_used("astrakhan", unread="the day 24/2 was not read")])
    assert found.summary.endswith("; the day 24/2 was not read")


def test_two_places_of_one_part_are_judged_apart() -> None:
    """A ban on one port of a way does not silence the watched place beside it."""
    found = _ask(places=[_used("astrakhan"), _used("aktau")], goods=_goods(LISTED))
    assert [(f.kind, f.theirs) for f in found] == [("place", "Astrakhan"), ("route", "Aktau")]


# --- rules that reach goods


REACHING = [rule for rule in load_rules() if rule.reaches and rule.outcome == "hold"]


@pytest.mark.parametrize("rule", REACHING, ids=[rule.id for rule in REACHING])
@pytest.mark.parametrize(
    ("nexus", "subject", "outcome"),
    [
        (None, "", Outcome.HOLD),
        ("US", "", Outcome.HOLD),
        ("EU", "their origin is the United States", Outcome.HOLD),
        # Found in review: a nexus without the US changed no American rule.
        ("EU", "", Outcome.REVIEW),
    ],
)
def test_a_rule_that_reaches_goods_follows_nexus_and_goods(
    rule: Rule, nexus: str | None, subject: str, outcome: Outcome
) -> None:
    row = _goods(LISTED)[0].rows[0]
    rows = [dataclasses.replace(row, table=table) for table in rule.tables]
    (found,) = _ask(
        rules=[rule],
        countries=[_country(min(rule.countries))],
        goods=[GoodsMention("goods line 1", row.code, (row,)) for row in rows],
        nexus=frozenset({nexus}) if nexus else None,
        items=Items(subject),
    )
    assert found.outcome is outcome
    assert ("you did not declare US law" in found.summary) is (nexus == "EU")


def test_goods_from_partner_countries_are_said_to_be_outside() -> None:
    rule = next(rule for rule in load_rules() if rule.not_from)
    said = []
    for lands in ({"DE"}, {"DE", "TR"}, {"TR"}, set()):
        (found,) = _ask(
            rules=[rule], countries=[_country("RU")], goods=_goods(SUPPLEMENT_ONLY),
            nexus=frozenset({"EU"}), items=Items("", frozenset(lands)),
        )  # fmt: skip
        said.append("from a partner country (DE) are outside of it" in found.summary)
    assert said == [True, False, False, False]


# --- zones, occupied regions, the corridor


@pytest.mark.parametrize("nexus", [None, frozenset({"EU"}), frozenset({"US"})])
def test_a_listed_site_holds(nexus: frozenset[str] | None) -> None:
    found = _ask(places=[_place("alabuga", "consignee address")], nexus=nexus)
    assert [(f.kind, f.outcome) for f in found] == [("place", Outcome.HOLD)]
    assert "in force since 2023-12-18" in found[0].summary
    assert "the operator of Alabuga is itself listed" in found[0].summary


@pytest.mark.parametrize("zone", ["technopolis_moscow", "innopolis"])
def test_a_zone_under_an_investment_ban_is_a_question_for_goods(zone: str) -> None:
    """Nothing says that its operator is listed, and the ban is not on goods."""
    (found,) = _ask(places=[_place(zone, "consignee address")])
    assert (found.kind, found.outcome) == ("place", Outcome.REVIEW)
    assert "Alabuga" not in found.summary
    assert "the ban is on investment" in found.summary
    assert "in force since 2025-10-24" in found.summary


FIRST_DAYS = [
    ("ear-746-6-occupied-regions", "sevastopol", "2015-01-29"),
    ("ear-746-6-occupied-regions", "donetsk", "2022-02-24"),
    ("ear-746-6-occupied-regions", "UA-43", "2015-01-29"),
    ("eu-zone-investment-ban-alabuga", "alabuga", "2023-12-18"),
    ("ear-746-8-ccl-goods", "RU", "2022-02-24"),
    ("ear-746-8-ccl-goods", "BY", "2022-03-02"),
    ("ear-746-8-supp4-goods", "RU", "2022-03-03"),
    ("ear-746-8-supp4-goods", "BY", "2022-09-15"),
    ("ear-746-8-supp2-goods", "RU", "2014-08-06"),
]


@pytest.mark.parametrize(("rule", "where", "first"), FIRST_DAYS)
def test_a_rule_begins_on_the_first_day_of_each_of_its_parts(
    rule: str, where: str, first: str
) -> None:
    """Found in review: rules without a first day held papers of any year."""
    (asked,) = [one for one in load_rules() if one.id == rule]
    row = _goods(LISTED)[0].rows[0]
    goods = [GoodsMention("goods line 1", "x", (dataclasses.replace(row, table=table),))
             for table in asked.tables]  # fmt: skip
    named: dict[str, Any] = {"countries": [_country(where)]}
    if where in load_gazetteer().places:
        named = {"places": [_place(where)]}
    day = dt.date.fromisoformat(first)
    early = day - AHEAD - DAY
    (before,), (near,), (on,) = (
        _ask(at, [asked], goods=goods, **named) for at in (early, day - DAY, day)
    )
    assert before.outcome is Outcome.NO_MATCH
    assert near.outcome is Outcome.REVIEW
    assert on.outcome is Outcome(asked.outcome)
    assert f"in force since {first}" in on.summary


def test_the_strictest_destination_decides_where_first_days_differ() -> None:
    (rule,) = [one for one in load_rules() if one.id == "ear-746-8-supp4-goods"]
    row = dataclasses.replace(_goods(LISTED)[0].rows[0], table="ear_746_supp4")
    (found,) = _ask(
        dt.date(2022, 6, 1), [rule], countries=[_country("BY"), _country("RU", "end user")],
        goods=[GoodsMention("goods line 1", "x", (row,))],
    )  # fmt: skip
    assert found.outcome is Outcome.HOLD
    assert "for end user: RU" in found.summary


@pytest.mark.parametrize(
    "place", ["crimea", "kerch", "sevastopol", "feodosiia", "donetsk", "luhansk"]
)
def test_occupied_regions_hold(place: str) -> None:
    found = _ask(places=[_place(place, "leg 1 from", destination=False)])
    assert [(f.kind, f.rule, f.outcome) for f in found] == [
        ("place", "ear-746-6-occupied-regions", Outcome.HOLD)
    ]


@pytest.mark.parametrize(
    ("goods", "outcome"),
    [
        ((), Outcome.NO_MATCH),
        ((PLAIN,), Outcome.NO_MATCH),
        (("8542",), Outcome.NO_MATCH),
        ((PLAIN, LISTED), Outcome.REVIEW),
        ((SUPPLEMENT_ONLY,), Outcome.REVIEW),
    ],
)
@pytest.mark.parametrize("subject", ["leg 1 from", "leg 1 to"])
def test_a_corridor_place_is_a_review_with_listed_goods_on_board(
    subject: str, goods: tuple[str, ...], outcome: Outcome
) -> None:
    found = _ask(places=[_place("aktau", subject)], goods=_goods(*goods))
    assert [(f.kind, f.outcome) for f in found if f.kind == "route"] == [("route", outcome)]


def test_a_corridor_note_disappears_where_a_ban_speaks_of_the_same_part() -> None:
    parts = [_place("astrakhan", "leg 1 to"), _place("aktau", "leg 1 from")]
    found = _ask(places=parts, goods=_goods(LISTED))
    assert {(f.kind, f.subject) for f in found} == {("place", "leg 1 to"), ("route", "leg 1 from")}


# --- countries


@pytest.mark.parametrize("country", ["IR", "KP", "SY", "CU", "UA-43"])
@pytest.mark.parametrize("destination", [True, False])
def test_an_embargoed_country_holds_in_any_part(country: str, *, destination: bool) -> None:
    found = _ask(countries=[_country(country, "leg 1 via", destination=destination)])
    assert [(f.kind, f.outcome) for f in found] == [("country", Outcome.HOLD)]


@pytest.mark.parametrize("country", ["RU", "BY"])
@pytest.mark.parametrize(
    ("goods", "reviewed"),
    [
        ((), True),
        ((PLAIN,), True),
        ((LISTED, PLAIN), True),
        (("8542",), True),
        (("",), True),
        ((LISTED,), False),
        ((LISTED, SUPPLEMENT_ONLY), False),
    ],
)
def test_russia_and_belarus_are_a_review_for_goods_on_no_table(
    country: str, goods: tuple[str, ...], *, reviewed: bool
) -> None:
    found = _ask(countries=[_country(country)], goods=_goods(*goods))
    said = [f.outcome for f in found if f.kind == "country"]
    assert said == ([Outcome.REVIEW] if reviewed else [])


@pytest.mark.parametrize("country", ["RU", "BY", "DE"])
def test_a_country_that_does_not_receive_is_no_destination(country: str) -> None:
    assert _ask(countries=[_country(country, "shipper", destination=False)]) == []
    assert _ask(countries=[_country("DE")], goods=_goods(LISTED)) == []


def test_each_part_is_named_once_per_rule() -> None:
    parts = [_country("IR"), _country("IR", "destination"), _country("IR")]
    assert [f.subject for f in _ask(countries=parts)] == ["consignee", "destination"]


# --- goods


@pytest.mark.parametrize(
    ("country", "rule"),
    [
        ("IR", "ear-746-supp7-goods"),
        ("RU", "ear-746-supp7-goods"),
        ("BY", "ear-746-supp7-goods"),
        ("UA-43", "ear-746-6-supp7-goods"),
    ],
)
def test_listed_goods_hold_for_the_destinations_of_the_tables(country: str, rule: str) -> None:
    """The Common High Priority List is about Russia; Iran has its codes by Supplement No. 7."""
    both = _by_rule(_ask(countries=[_country(country)], goods=_goods(LISTED)))
    assert both[rule] is Outcome.HOLD
    assert both.get("chpl-goods-russia") is (None if country == "IR" else Outcome.HOLD)
    one = _by_rule(_ask(countries=[_country(country)], goods=_goods(SUPPLEMENT_ONLY)))
    assert one[rule] is Outcome.HOLD
    assert "chpl-goods-russia" not in one
    assert len({"ear-746-supp7-goods", "ear-746-6-supp7-goods"} & set(both)) == 1


@pytest.mark.parametrize(
    ("place", "named"), [("sevastopol", True), ("donetsk", False), ("luhansk", False)]
)
def test_the_supplement_names_crimea_and_no_other_occupied_region(
    place: str, *, named: bool
) -> None:
    """746.6 is an embargo on all three: what is listed is held there all the same."""
    found = _by_rule(_ask(places=[_place(place)], goods=_goods(SUPPLEMENT_ONLY)))
    assert ("ear-746-6-supp7-goods" in found) is named
    assert found["ear-746-6-occupied-regions"] is Outcome.HOLD


@pytest.mark.parametrize("place", ["sevastopol", "donetsk"])
def test_listed_goods_hold_for_an_occupied_place(place: str) -> None:
    found = _ask(places=[_place(place)], goods=_goods(LISTED))
    assert {f.outcome for f in found if f.kind == "goods"} == {Outcome.HOLD}
    passing = _ask(places=[_place(place, "leg 1 from", destination=False)], goods=_goods(LISTED))
    assert [f for f in passing if f.kind == "goods"] == []


@pytest.mark.parametrize(
    ("rule", "on", "outcome"),
    [
        ("ear-746-supp7-goods", dt.date(2023, 2, 23), Outcome.REVIEW),
        ("ear-746-supp7-goods", dt.date(2023, 2, 24), Outcome.HOLD),
        ("chpl-goods-russia", dt.date(2024, 2, 22), Outcome.REVIEW),
        ("chpl-goods-russia", dt.date(2024, 2, 23), Outcome.HOLD),
    ],
)
def test_goods_rules_begin_on_their_first_day(rule: str, on: dt.date, outcome: Outcome) -> None:
    found = _ask(on, countries=[_country("RU")], goods=_goods(LISTED))
    assert _by_rule(found)[rule] is outcome


@pytest.mark.parametrize(
    ("on", "outcome"),
    [(dt.date(2023, 5, 18), Outcome.REVIEW), (dt.date(2023, 5, 19), Outcome.HOLD)],
)
def test_crimea_came_to_the_supplement_later(on: dt.date, outcome: Outcome) -> None:
    """88 FR 33422, effective 2023-05-19."""
    found = _by_rule(_ask(on, countries=[_country("UA-43")], goods=_goods(LISTED)))
    assert found["ear-746-6-supp7-goods"] is outcome


NOTICES = {
    "diversion-fincen-bis-2022": ("AE", "2022-06-28"),
    "diversion-tri-seal-2023": ("MO", "2023-03-02"),
    "diversion-quint-seal-2023": ("CN", "2023-12-11"),
    "diversion-bis-hubs": ("HK", ""),
    "diversion-eu-practice": ("KG", ""),
}


OTHER_TABLES = {
    "ear-746-8-supp2-goods": ("841350", Outcome.REVIEW),
    "ear-746-8-supp4-goods": ("880622", Outcome.HOLD),
    "ear-746-8-ccl-goods": ("", Outcome.HOLD),
}


@pytest.mark.parametrize(("rule", "case"), OTHER_TABLES.items())
@pytest.mark.parametrize("country", ["RU", "BY", "TR", "DE"])
def test_the_other_tables_speak_of_russia_and_belarus_only(
    rule: str, case: tuple[str, Outcome], country: str
) -> None:
    code, outcome = case
    rows = load_goods_tables().match_eccn("3A001") if not code else _goods(code)[0].rows
    found = _by_rule(
        _ask(countries=[_country(country)], goods=[GoodsMention("goods line 1", code, rows)])
    )
    assert found.get(rule) is (outcome if country in ("RU", "BY") else None)
    assert "ear-746-8-russia" not in found


def test_goods_that_only_the_description_gives_away_are_a_question() -> None:
    rows = load_goods_tables().among(["854231"])
    hinted = GoodsMention("goods line 1", "", (), hinted=rows, hint="FPGA")
    found = _ask(countries=[_country("RU")], goods=[hinted])
    said = next(f for f in found if f.rule == "ear-746-supp7-goods")
    assert said.outcome is Outcome.REVIEW
    assert "the description says “FPGA”, which may be 854231" in said.summary
    assert said.next_step.startswith("ask for the HS code and the ECCN")
    assert (said.ours, said.kind) == ("FPGA", "goods")
    assert "ear-746-8-russia" in _by_rule(found)
    turkey = _ask(countries=[_country("TR")], goods=[hinted])
    assert {f.outcome for f in turkey} == {Outcome.REVIEW}
    assert _ask(countries=[_country("DE")], goods=[hinted]) == []
    before = _ask(dt.date(2023, 1, 1), countries=[_country("RU")], goods=[hinted])
    assert all(f.outcome.strength <= Outcome.REVIEW.strength for f in before)


def test_a_row_that_nobody_verified_says_so() -> None:
    rows = load_goods_tables().ask("850110")
    hinted = GoodsMention("goods line 1", "8501.10", (), hinted=rows, hint="servo motor")
    found = _ask(countries=[_country("TR")], goods=[hinted])
    assert {f.outcome for f in found} == {Outcome.REVIEW}
    assert all("nobody has verified that row" in f.summary for f in found)


def test_there_is_a_case_for_every_notice() -> None:
    """A new rule needs its case here, or in the tests above.

    Supplement No. 5 is held without a code: tests/flows/test_parts_and_makers.py adds one.
    """
    above = {rule.id for rule in BANS} | {
        "eu-zone-investment-ban-alabuga", "eu-zone-investment-ban", "corridor-place",
        "ear-embargo-e1-e2",
        "ear-746-6-occupied-regions", "ear-746-supp7-goods", "chpl-goods-russia",
        "ear-746-6-supp7-goods", "ear-746-8-russia", "ear-746-8-belarus",
        "ear-746-8-supp5-goods", *OTHER_TABLES,
    }  # fmt: skip
    assert {rule.id for rule in load_rules()} == above | set(NOTICES)


@pytest.mark.parametrize(("rule", "where"), NOTICES.items())
@pytest.mark.parametrize("code", [LISTED, SUPPLEMENT_ONLY, "8542"])
def test_listed_goods_to_a_diversion_point_are_a_review(
    rule: str, where: tuple[str, str], code: str
) -> None:
    country, first = where
    days = [LATE] if not first else [dt.date.fromisoformat(first), LATE]
    for on in days:
        found = _ask(on, countries=[_country(country)], goods=_goods(code))
        assert _by_rule(found)[rule] is Outcome.REVIEW
    assert rule not in _by_rule(_ask(countries=[_country(country)], goods=_goods(PLAIN)))
    assert rule not in _by_rule(_ask(countries=[_country("DE")], goods=_goods(code)))


def test_what_several_notices_say_of_a_line_is_one_finding() -> None:
    found = _ask(countries=[_country("AE")], goods=_goods(LISTED, "8542"))
    assert [(f.subject, f.outcome) for f in found] == [
        ("goods line 1", Outcome.REVIEW),
        ("goods line 2", Outcome.REVIEW),
    ]
    for finding in found:
        assert finding.rule == (
            "diversion-fincen-bis-2022, diversion-bis-hubs, diversion-eu-practice"
        )
        assert {c.source for c in finding.citations} >= {"fincen_bis_2022_bmge", "mohawk"}
    notices = (
        "listed goods for a country named as a diversion point: FinCEN/BIS alert: common "
        "transshipment points toward Russia and Belarus; BIS hub warning; EU practice: countries "
        "usually named for circumvention (unverified); "
    )
    assert found[0].summary == f"{notices}for consignee: AE"
    assert found[1].summary == (
        f"{notices}the code has too few digits to decide; listed below it: "
        "854231, 854232, 854233, 854239"
    )


def test_a_notice_that_was_not_yet_given_says_so() -> None:
    """Found in review: the merged sentence dropped "not yet in force"."""
    on = dt.date(2023, 3, 1)
    parts: dict[str, Any] = {"countries": [_country("CN")], "goods": _goods(LISTED)}
    (found,) = _ask(on, **parts)
    assert found.summary == (
        "listed goods for a country named as a diversion point: FinCEN/BIS alert: common "
        "transshipment points toward Russia and Belarus; Tri-seal note: examples of diversion "
        "points (not yet in force on 2023-03-01: in force since 2023-03-02); Quint-seal note: "
        "high-risk places for cargo (not yet in force on 2023-03-01: in force since 2023-12-11); "
        "EU practice: countries usually named for circumvention (unverified); for consignee: CN"
    )


def test_a_short_code_says_that_the_rule_was_not_yet_in_force() -> None:
    (said,) = [
        f.summary
        for f in _ask(dt.date(2024, 2, 22), countries=[_country("BY")], goods=_goods("8542"))
        if f.rule == "chpl-goods-russia"
    ]
    assert "not yet in force on 2024-02-22" in said
    assert "too few digits" in said


def test_the_tier_is_said_of_the_common_high_priority_list_only() -> None:
    found = _ask(countries=[_country("RU")], goods=_goods(LISTED))
    said = {f.rule: f.theirs.partition(":")[0] for f in found if f.kind == "goods"}
    assert said == {"ear-746-supp7-goods": "854231", "chpl-goods-russia": "854231, tier 1"}


@pytest.mark.parametrize("country", ["IR", "RU", "BY", "UA-43", "AE"])
def test_a_heading_above_listed_codes_is_a_review(country: str) -> None:
    found = _ask(countries=[_country(country)], goods=_goods("8542"))
    goods = [f for f in found if f.kind == "goods"]
    assert goods
    assert {f.outcome for f in goods} == {Outcome.REVIEW}
    assert all("854231" in f.theirs for f in goods)


def test_a_heading_asks_nothing_of_a_rule_that_has_ended() -> None:
    rule = _rule(
        when={"countries": ["RU"], "tables": ["chpl"]},
        outcome="hold",
        in_force_to="2025-01-01",
    )
    parts: dict[str, Any] = {"countries": [_country("RU")], "goods": _goods("8542")}
    assert _ask(dt.date(2025, 1, 1), [rule], **parts)[0].outcome is Outcome.REVIEW
    assert _ask(dt.date(2025, 1, 2), [rule], **parts)[0].outcome is Outcome.NO_MATCH


def test_findings_come_in_the_order_of_the_transaction() -> None:
    found = _ask(countries=[_country("RU")], goods=_goods(LISTED, PLAIN, SUPPLEMENT_ONLY))
    lines = [f.subject for f in found if f.rule == "ear-746-supp7-goods"]
    assert lines == ["goods line 1", "goods line 3"]


def test_nothing_said_gives_nothing() -> None:
    assert _ask() == []
    assert _ask(rules=[]) == []


@pytest.mark.parametrize(
    ("country", "rule", "day"),
    [("RU", "ear-746-8-russia", "2022-02-24"), ("BY", "ear-746-8-belarus", "2022-03-02")],
)
def test_the_licence_requirement_for_everything_controlled_has_a_first_day(
    country: str, rule: str, day: str
) -> None:
    """A paper of 2018 is no case; one of the first day is."""
    first = dt.date.fromisoformat(day)
    for on, outcome in ((first, Outcome.REVIEW), (dt.date(2018, 5, 4), Outcome.NO_MATCH)):
        assert _by_rule(_ask(on, countries=[_country(country)]))[rule] is outcome
