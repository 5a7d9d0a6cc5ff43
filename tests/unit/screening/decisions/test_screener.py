"""Whole transactions against invented listings: the rows of the rule book, end to end."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import pytest

import counterflow
from counterflow.core.model.decisions import Decision
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import Designation
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Detail, Identifier, Party
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.screening.decisions.screen import SHOWN, Screener
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.watch.index.build import build_index
from strategies import invented_names, listing

DEMO = Path(str(resources.files("counterflow"))) / "data" / "demo" / "shipments.csv"
US, EU, UN = "OFAC SDN", "EU 269/2014 Annex I (asset freeze)", "UN Security Council"
LISTINGS = [
    listing("us", "Brasdol Fengri", authority=US, country="ru"),
    listing("eu", "Kevmav Lornol", authority=EU, country="ru"),
    listing("un", "Sovrin Quowex", authority=UN, country="ir"),
    listing("ship", "Tamulm Voryar", schema="Vessel", imoNumber="9179842", authority=US),
    listing(
        "port-ban", "Zinchi Skobel", schema="Vessel", imoNumber="9179854",
        effect=Effect.TRANSACTION_BAN, authority="EU 833/2014 Annex XLII (port ban)",
    ),
    listing("entity-list", "Pelrin Dramir", effect=Effect.LICENCE, authority=US),
    listing("weak", "Hulgri Nolost", weakAlias="Wexwex", authority=US),
    listing("named", "Miryar Ostzin", effect=Effect.CAUTION, authority=EU),
    *(listing(f"same-{at}", "Common Namesake", schema="Vessel", authority=EU) for at in range(8)),
    listing("number", "Otherwise Called", schema="Vessel", imoNumber="9074729", authority=US),
    listing("tax", "Gridra Nolvor", innCode="7707083893", authority=US),
    *(listing(f"born-{at}", "Dalvor Pelgri", schema="Person", birthDate=born, authority=US)
      for at, born in enumerate(("1954", "1962-04-05", "1940", "1931"))),
    msgspec.structs.replace(listing("late", "Ostmir Belzin", authority=US), listed_on="2023-12-07"),
    msgspec.structs.replace(
        listing("ended", "Torvek Almiran", innCode="7710140679", authority=US),
        designations=(
            Designation(US, regime="US", effect=Effect.BLOCKING, ended_on="2024-06-30"),
        ),
    ),
    msgspec.structs.replace(
        listing("both", "Dramir Ulmtam", schema="Vessel", imoNumber="9321483", authority=US),
        designations=(
            Designation(US, regime="US", effect=Effect.BLOCKING),
            Designation("EU 833/2014 Annex IV", regime="EU", effect=Effect.LICENCE),
        ),
    ),
]  # fmt: skip
OFFICIAL = ListState("all", "all@2026-11-20#0", "current", authority="OFAC; EU; UK; UN; Japan")
NAMED = Party("shipper", "Quiet Harbour Tools", country="DE")
PLAIN = GoodsLine("6403.99")
LISTED = GoodsLine("8542.31")


@cache
def _screener(nexus: frozenset[str] | None = None) -> Screener:
    return Screener(
        matcher=PartyMatcher(build_index(LISTINGS)),
        lists=(OFFICIAL,),
        as_of=dt.date(2026, 11, 21),
        nexus=nexus,
        threshold=0.70,
        engine="0",
        settings="s",
        digest="r",
    )


def _screen(nexus: str = "", **parts: Any) -> Decision:
    held: dict[str, Any] = {
        "parties": (Party("consignee", "Quiet Harbour Tools", country="DE"),),
        "goods": (PLAIN,),
        "destination_country": "DE",
        "date": "2026-11-20",
    }
    declared = frozenset(nexus.split(",")) if nexus else None
    return _screener(declared).screen([Transaction("t", **{**held, **parts})])[0]


def _with(party: Party, **parts: Any) -> dict[str, Any]:
    return {"parties": (Party("consignee", "Quiet Harbour Tools", country="DE"), party), **parts}


def _ship(number: str) -> Party:
    identifiers = (Identifier("imoNumber", number),)
    return Party("vessel", "Some Other Name", "Vessel", identifiers=identifiers)


def _numbered(name: str) -> Party:
    return Party("buyer", name, identifiers=(Identifier("innCode", "7707083893"),))


def _paid(role: str, country: str, address: str = "") -> dict[str, Any]:
    held = [Party("payer", "Quiet Harbour Tools", country="DE"),
            Party("payee", "Quiet Harbour Agents", country="AE"),
            Party(role, "Quiet Quay Bank", country=country, address=address)]  # fmt: skip
    return {"kind": "payment", "parties": tuple(held), "goods": (), "destination_country": ""}


def _to(country: str, *goods: GoodsLine, date: str = "2026-11-20") -> dict[str, Any]:
    return {"destination_country": country, "goods": goods, "date": date}


def _leg(place: str, date: str = "2026-11-20", **more: Any) -> dict[str, Any]:
    return {"legs": (Leg(from_place="Hamburg"), Leg(from_place=place)), "date": date, **more}


def _at(address: str, country: str) -> dict[str, Any]:
    return _with(Party("notify", "Quiet Harbour Agents", address=address, country=country))


BRASDOL, KEVMAV = Party("buyer", "Brasdol Fengri"), Party("buyer", "Kevmav Lornol")
ROWS: list[tuple[str, dict[str, Any], str, str]] = [
    ("nothing found", {}, "", "no match found"),
    # A party carries the same strong identifier …
    ("… of a listing that blocks", _with(_ship("9179842")), "", "stop"),
    ("… declared", _with(_ship("IMO 9179842")), "US", "stop"),
    ("… not declared", _with(_ship("9179842")), "EU", "review"),
    ("… of a port ban, none declared", _with(_ship("9179854")), "", "hold"),
    ("… of a port ban, declared", _with(_ship("9179854")), "EU", "stop"),
    ("… of a port ban, others declared", _with(_ship("9179854")), "US", "review"),
    ("a national number, the same name", _with(_numbered("Gridra Nolvor")), "", "stop"),
    ("… without a name", _with(_numbered("")), "", "stop"),
    ("… under another name", _with(_numbered("Quiet Harbour")), "", "hold"),
    ("a blocking act of one regime, an export list of another", _with(_ship("9321483")), "",
     "stop"),
    ("… the first declared", _with(_ship("9321483")), "US", "stop"),
    ("… the second declared", _with(_ship("9321483")), "EU", "hold"),
    ("… neither declared", _with(_ship("9321483")), "JP", "review"),
    ("a name of 0.90 and above", _with(BRASDOL), "", "hold"),
    ("… of a licence list", _with(Party("buyer", "Pelrin Dramir")), "", "hold"),
    ("a name below 0.90", _with(Party("buyer", "Brosdal Fengra")), "", "review"),
    ("a name below 0.70", _with(Party("buyer", "Brasdol Nolgri Harbour")), "", "no match found"),
    ("a weak alias", _with(Party("buyer", "Wexwex")), "", "review"),
    ("a caution", _with(Party("buyer", "Miryar Ostzin")), "", "review"),
    ("regimes not declared", _with(KEVMAV), "US,UK", "review"),
    ("regimes declared", _with(KEVMAV), "EU", "hold"),
    ("a UN listing binds all", _with(Party("buyer", "Sovrin Quowex")), "JP", "hold"),
    # Places
    ("a banned place, none declared", _leg("Astrakhan"), "", "hold"),
    ("a banned place, declared", _leg("Astrakhan"), "EU", "stop"),
    ("a banned place, others declared", _leg("Astrakhan"), "US", "review"),
    ("a banned place on its first day", _leg("Olya", "2026-07-24", destination_country="RU",
                                             goods=(LISTED,)), "EU", "stop"),
    ("a banned place the day before", _leg("Astrakhan", "2025-02-24"), "EU", "review"),
    ("a banned place, no date", _leg("Astrakhan", ""), "EU", "stop"),
    ("a banned place in an address", _at("Quay 1, Makhachkala", "RU"), "", "hold"),
    ("a banned place under another country", {"legs": (Leg("Astrakhan", "KZ"),)}, "", "review"),
    ("… declared", {"legs": (Leg("Astrakhan", "KZ"),)}, "EU", "review"),
    ("… in an address", _at("Quay 1, Makhachkala", "KZ"), "EU", "review"),
    ("… as a street", _at("Makhachkala street 5, Almaty", "KZ"), "EU", "no match found"),
    ("… as a person", _at("c/o Olya Petrova, Berlin", "DE"), "EU", "no match found"),
    ("a banned place that names its country", _leg("Port of Olya, Russia"), "EU", "stop"),
    ("a banned place on a way", {"legs": (Leg(via_place="Aktau via Astrakhan",
                                              via_country="KZ"),)}, "EU", "stop"),
    ("a banned place used after an older paper",
     {"date": "2025-01-10", "legs": (Leg("Astrakhan", departs_on="2025-03-01"),)}, "EU", "stop"),
    ("a banned place used before a later paper",
     {"date": "2025-03-10", "legs": (Leg("Astrakhan", departs_on="2025-02-24"),)}, "EU",
     "review"),
    ("a banned place, the leg's day unread",
     {"date": "2025-03-10", "legs": (Leg("Astrakhan", departs_on="24.2.25"),)}, "EU", "stop"),
    ("a banned airport in a leg", _leg("Vnukovo"), "", "hold"),
    ("… and its city in an address", _at("Nizhnekamsk, Lenin St 3", "RU"), "", "no match found"),
    ("a listed site", _at("SEZ Alabuga, block 4", "RU"), "", "hold"),
    ("Crimea under Ukraine", _at("Sevastopol", "UA"), "", "hold"),
    ("Crimea under Russia", _at("Sevastopol", "RU"), "", "hold"),
    ("the so-called Donetsk region", _leg("Донецк"), "", "hold"),
    *((f"{town} under {country or 'no country'}", _at(f"Lenin St 1, {town}", country), "", "hold")
      for town in ("Simferopol", "Mariupol", "Макеевка", "Alchevsk")
      for country in ("UA", "RU", "")),
    ("an occupied town under another country", _at("Lenin St 1, Mariupol", "TR"), "", "review"),
    # Routes
    ("a corridor place with listed goods", _leg("Aktau", goods=(LISTED,)), "", "review"),
    ("a corridor place without", _leg("Aktau"), "", "no match found"),
    # Countries
    *(
        (f"destination {country}", _to(country, PLAIN), "", "hold")
        for country in ("IR", "KP", "SY", "CU", "UA-43")
    ),
    ("a bank in Iran", _with(Party("bank", "Quiet Bank", country="IR")), "", "hold"),
    ("a leg through Iran", {"legs": (Leg(via_country="IR"),)}, "", "hold"),
    ("an address in Syria under another country", _at("Quay 1, Latakia, Syria", "AE"), "", "hold"),
    # Payments: the embargoes speak of every party, the rule on Russia and Belarus of goods only.
    *((f"a payee's bank in {c}", _paid("payee_bank", c), "", "hold")
      for c in ("IR", "KP", "SY", "CU", "UA-43")),
    ("a payer in Iran", _paid("payer", "IR"), "", "hold"),
    ("a payee in Sevastopol", _paid("payee", "RU", address="Lenin St 1, Sevastopol"), "", "hold"),
    *((f"a payment to {c}", _paid("payee_bank", c), "", "no match found") for c in ("RU", "BY")),
    ("Russia, goods on no table", _to("RU", PLAIN), "", "review"),
    ("Belarus, no goods", _to("BY"), "", "review"),
    ("Russia, some goods on no table", _to("RU", PLAIN, LISTED), "", "hold"),
    ("consignee in Russia", {"parties": (Party("consignee", "Quiet", country="RU"),)}, "",
     "review"),
    ("end user in Russia", _with(Party("end_user", "Quiet", country="RU")), "", "review"),
    ("the last leg ends in Russia", {"legs": (Leg(to_country="PL"), Leg(to_country="RU"))}, "",
     "review"),
    ("a leg through Russia", {"legs": (Leg(to_country="RU"), Leg(to_country="KZ"))}, "",
     "review"),
    # Goods
    *((f"Supplement No. 7 to {c}", _to(c, GoodsLine("840710")), "", "hold")
      for c in ("IR", "RU", "BY", "UA-43")),
    ("high priority to Russia", _to("RU", LISTED), "", "hold"),
    *((f"listed goods to {c}", _to(c, LISTED), "", "review") for c in ("AE", "TR", "CN", "KG")),
    ("listed goods to Germany", _to("DE", LISTED), "", "no match found"),
    *((f"a heading to {c}", _to(c, GoodsLine("8542")), "", "review") for c in ("BY", "RU", "AE")),
    ("five digits above listed codes", _to("AE", GoodsLine("8542.3")), "", "review"),
    ("… to Germany", _to("DE", GoodsLine("8542.3")), "", "not fully screened"),
    ("a lost zero", _to("AE", GoodsLine("8541.1")), "", "review"),
    ("a padded heading to a diversion point", _to("AE", GoodsLine("8542.00")), "", "review"),
    ("a heading to Germany", _to("DE", GoodsLine("8542")), "", "not fully screened"),
    ("listed goods before the list", _to("AE", LISTED, date="2022-01-05"), "", "no match found"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "parts", "nexus", "headline"), ROWS, ids=[f"{what} {n}" for what, _, n, _ in ROWS]
)
def test_rows_of_the_rule_book(what: str, parts: dict[str, Any], nexus: str, headline: str) -> None:
    found = _screen(nexus, **parts)
    assert found.headline == headline, [f.summary for f in found.findings]


def test_the_nexus_reaches_coverage() -> None:
    official = ListState("un_sc", "un_sc@2026-11-20#0", "current", authority="UN Security Council")
    screener = dataclasses.replace(_screener(frozenset({"EU"})), lists=(official,))
    found = screener.screen([Transaction("t", "check")])[0]
    assert found.coverage.missing == ("no official list of EU law",)
    assert found.headline == "not fully screened"


def test_the_strictest_destination_counts() -> None:
    found = _screen(
        **_to("DE", LISTED), parties=(Party("consignee", "A", country="AE"),
                                      Party("end_user", "B", country="RU"))
    )  # fmt: skip
    assert found.outcome is Outcome.HOLD


def test_a_differing_imo_number_clears_a_namesake_of_a_ship() -> None:
    same = Party("vessel", "Tamulm Voryar", "Vessel")
    other = msgspec.structs.replace(same, identifiers=(Identifier("imoNumber", "9999993"),))
    assert _screen(**_with(same)).outcome is Outcome.HOLD
    found = _screen(**_with(other))
    assert found.headline == "no match found"
    (note,) = found.findings
    assert (note.kind, note.subject, note.outcome) == ("party", "vessel", Outcome.NO_MATCH)
    assert note.summary == (
        "1 listing of this name was set aside: a number kept for life differs "
        "(9999993; listed 9179842): "
        "ship"
    )


def test_a_differing_birth_date_leaves_a_trace() -> None:
    """Found by a newcomer: an exact name vanished with one mistyped date."""
    parties = [
        Party("consignee", "Dalvor Pelgri", "Person", birth_date=born)
        for born in ("1970-12-31", "1954-03-02", "", "2001")
    ]
    first, agreeing, unknown, other = (_screen(parties=(party,)) for party in parties)
    (note,) = first.findings
    assert note.outcome is Outcome.NO_MATCH
    assert note.summary == (
        "4 listings of this name were set aside: the birth date differs (1970-12-31; listed "
        "1954, 1962-04-05, 1940, …): born-0, born-1, born-2, …"
    )
    assert "screen again without it" in note.next_step
    assert [f.listing for f in agreeing.findings if f.outcome is Outcome.HOLD] == ["born-0"]
    (rest,) = [f for f in agreeing.findings if f.outcome is Outcome.NO_MATCH]
    assert rest.summary.startswith("3 listings of this name were set aside")
    assert {f.outcome for f in unknown.findings} == {Outcome.HOLD}
    assert other.outcome is Outcome.NO_MATCH


@pytest.mark.parametrize(
    ("as_of", "headline"),
    [("2023-06-09", "review"), ("2023-12-06", "review"), ("2023-12-07", "hold")],
)
def test_an_act_after_the_day_asked_is_a_review_at_most(as_of: str, headline: str) -> None:
    """Whatever the day of the papers: listings are judged by the day asked."""
    screener = dataclasses.replace(_screener(), as_of=dt.date.fromisoformat(as_of))
    for date in ("2023-06-09", "2026-01-01", ""):
        paper = Transaction("t", "check", date, parties=(Party("party", "Ostmir Belzin"),))
        (found,) = screener.screen([paper])
        assert found.headline == headline
        late = f"listed only since 2023-12-07, after the day asked ({as_of})"
        assert (late in found.findings[0].summary) is (headline == "review")


@pytest.mark.parametrize(("date", "headline"), [("2025-02-24", "review"), ("2025-02-25", "stop")])
@pytest.mark.parametrize("as_of", ["2020-01-01", "2026-11-21"])
def test_a_rule_is_judged_by_the_day_of_the_paper_whatever_day_was_asked(
    date: str, headline: str, as_of: str
) -> None:
    screener = dataclasses.replace(_screener(frozenset({"EU"})), as_of=dt.date.fromisoformat(as_of))
    (found,) = screener.screen([Transaction("t", date=date, legs=(Leg("Astrakhan"),))])
    assert found.headline == headline


@pytest.mark.parametrize("nexus", ["EU", "US"])
def test_the_reason_of_a_weakened_finding_stands_in_its_summary(nexus: str) -> None:
    for name, regime in (("Brasdol Fengri", "US"), ("Kevmav Lornol", "EU")):
        (found,) = _screen(nexus, **_with(Party("buyer", name))).findings
        weakened = regime != nexus
        assert (found.outcome is Outcome.REVIEW) is weakened
        reason = f"; of regimes that you did not declare ({regime}): {name}"
        assert (reason in found.summary) is weakened


def test_an_equal_number_is_not_lost_behind_namesakes() -> None:
    """Found in review: five listings of the same name used to push the equal number out."""
    ship = Party(
        "vessel", "Common Namesake", "Vessel", identifiers=(Identifier("imoNumber", "9074729"),)
    )
    found = _screen(**_with(ship))
    assert found.outcome is Outcome.STOP
    assert found.findings[0].listing == "number"


def test_findings_that_are_not_shown_are_counted() -> None:
    found = _screen(**_with(Party("vessel", "Common Namesake", "Vessel")))
    shown = [f for f in found.findings if f.listing]
    assert len(shown) == SHOWN
    (more,) = [f for f in found.findings if not f.listing]
    assert more.summary.startswith("3 further listings resemble “Common Namesake”")
    assert more.outcome is Outcome.NO_MATCH


def test_parties_of_one_role_are_told_apart_in_every_kind_of_finding() -> None:
    found = _screen(
        parties=(
            Party("consignee", "Quiet", country="IR"),
            Party("consignee", "Brasdol Fengri", country="SY", address="Sevastopol"),
        )
    )
    assert {(f.kind, f.subject) for f in found.findings} == {
        ("party", "consignee 2"), ("country", "consignee"), ("country", "consignee 2"),
        ("place", "consignee 2 address"),
    }  # fmt: skip


def test_many_together_are_decided_as_each_alone() -> None:
    transactions = [
        Transaction(
            str(at),
            parties=(Party("consignee", name), Party("buyer", "Brasdol Fengri")),
            goods=(LISTED,) if at % 2 else (),
            destination_country="RU" if at % 3 else "DE",
        )
        for at, name in enumerate(invented_names(30, seed=2))
    ]
    together = _screener().screen(transactions)
    assert together == [_screener().screen([one])[0] for one in transactions]
    assert [decision.transaction for decision in together] == transactions
    assert _screener().screen([]) == []


def test_what_a_decision_rests_on_is_recorded() -> None:
    found = _screen()
    assert (found.as_of, found.engine, found.settings, found.rules) == ("2026-11-21", "0", "s", "r")
    assert found.coverage.lists == (OFFICIAL,)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    return [text for item in value for text in _texts(item)] if isinstance(value, list) else []


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> list[Decision]:
    engine = counterflow.open(tmp_path_factory.mktemp("store"), as_of="2026-11-21")
    summary = engine.screen_file(DEMO, workers=1)
    return list(engine.decisions(summary.run))


def test_nothing_is_ever_called_clear(demo: list[Decision]) -> None:
    """In any text that the program made; what the user wrote is the user's."""
    assert len(demo) > 200
    for decision in demo:
        ours = msgspec.structs.replace(decision, transaction=None)
        texts = _texts(msgspec.to_builtins(ours))
        assert texts
        assert not [text for text in texts if "clear" in text.lower()], decision.id


OF_THE_PAPERS = frozenset(
    {
        "amount-negative",
        "eccn-impossible",
        "imo-number",
        "leg-days",
        "leg-order",
        "owners-in-loop",
        "owners-of-papers",
        "owners-over-whole",
        "munitions-number",
    }
)
"""Rules by which papers contradict themselves, or say it themselves: no authority stands behind."""


def test_every_finding_of_the_demo_says_why_and_on_whose_authority(demo: list[Decision]) -> None:
    for decision in demo:
        for finding in decision.findings:
            assert finding.subject, decision.id
            assert finding.summary, decision.id
            if finding.outcome is not Outcome.NO_MATCH:
                assert finding.rule, decision.id
                assert finding.next_step, decision.id
                assert finding.citations or finding.rule in OF_THE_PAPERS, decision.id


@pytest.mark.parametrize(
    ("date", "outcome"),
    [
        ("2024-06-30", Outcome.STOP),
        ("2024-07-01", Outcome.NO_MATCH),
        # A paper without a date is of the day asked.
        ("", Outcome.NO_MATCH),
    ],
)
def test_an_act_that_had_ended_is_a_note_of_the_party(date: str, outcome: Outcome) -> None:
    party = Party("buyer", "Torvek Almiran", identifiers=(Identifier("innCode", "7710140679"),))
    decision = _screen(**_with(party, date=date))
    assert decision.outcome is outcome
    (found,) = [one for one in decision.findings if one.listing == "ended"]
    assert found.outcome is outcome
    assert ("was listed until 2024-06-30" in found.summary) is (outcome is Outcome.NO_MATCH)


@pytest.mark.parametrize(
    ("role", "share", "outcome"),
    [
        ("owner", "1", Outcome.HOLD),
        ("owner", "49.99", Outcome.HOLD),
        ("owner", "50", Outcome.STOP),
        ("owner", "", Outcome.HOLD),
        ("director", "", Outcome.HOLD),
        ("contact", "", Outcome.HOLD),
        ("bank", "", Outcome.STOP),
    ],
)
def test_somebody_behind_a_party_does_not_stop_it_alone(
    role: str, share: str, outcome: Outcome
) -> None:
    """At 49.99 % the party is not blocked (OFAC FAQ 398); from half on its ownership stops it."""
    details = (Detail("share", share),) if share else ()
    number = (Identifier("innCode", "7707083893"),)
    behind = Party(role, "Gridra Nolvor", identifiers=number, details=details)
    found = _screen(**_with(behind))
    assert found.outcome is outcome
    match = next(one for one in found.findings if one.rule == "party-match")
    assert (match.outcome is Outcome.STOP) is (role == "bank")
    assert ("behind a party" in match.summary) is (role != "bank")


@pytest.mark.parametrize(
    ("date", "country", "goods", "doubtful"),
    [
        ("2016-11-12", "RU", LISTED, True),
        ("1926-11-12", "KZ", LISTED, True),
        ("2206-11-12", "DE", PLAIN, True),
        ("2029-11-12", "DE", PLAIN, True),
        ("2027-06-30", "DE", PLAIN, False),
        ("1900-01-01", "DE", PLAIN, False),
        ("2016-11-12", "FR", LISTED, False),
        ("2021-11-12", "RU", LISTED, False),
        ("2016-11-12", "IR", LISTED, False),
    ],
)
def test_a_mistyped_year_does_not_switch_the_rules_off_in_silence(
    date: str, country: str, goods: GoodsLine, doubtful: bool
) -> None:
    """A slip of one digit makes ten years; a paper of five years ago may well be meant."""
    decision = _screen(**_to(country, goods, date=date))
    asked = [one for one in decision.coverage.missing if "check the year" in one]
    assert bool(asked) is doubtful
    assert decision.coverage.complete is not doubtful
    if decision.outcome is Outcome.NO_MATCH and doubtful:
        assert decision.headline == "not fully screened"
