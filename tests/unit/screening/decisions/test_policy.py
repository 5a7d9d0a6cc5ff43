"""From a match to a finding: each row of the rule book that speaks of parties."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import Designation, Listing
from counterflow.core.model.matches import Match
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Identifier, Party, entity_of
from counterflow.screening.decisions.policy import LIKE_NAME, party_finding
from counterflow.screening.decisions.regimes import regimes_of
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.watch.index.build import build_index
from counterflow.watch.matching.compare import compare
from strategies import listing

EU, US, UN = "EU 269/2014 Annex I (asset freeze)", "OFAC SDN", "UN Security Council"
NAME, IMO = "Brasdol Fengri", "9179842"
SAME = Party("vessel", "Quowex", "Vessel", identifiers=(Identifier("imoNumber", IMO),))
STRONG = Party("vessel", NAME, "Vessel")
POSSIBLE = Party("vessel", "Brosdal Fengra", "Vessel")
WEAK = Party("vessel", "Lornol", "Vessel")


def _listed(effect: Effect = Effect.BLOCKING, authority: str = US, **more: Any) -> Listing:
    found = listing(
        "l-1", NAME, schema="Vessel", effect=effect, authority=authority,
        imoNumber=IMO, weakAlias="Lornol",
    )  # fmt: skip
    return msgspec.structs.replace(found, **more)


def _finding(
    party: Party, listed: Listing, nexus: str | None = None, as_of: str = "2026-11-21"
) -> Finding:
    comparison = compare(
        entity_of(party), {"schema": listed.schema, "properties": listed.properties}
    )
    match = Match(
        listed.id, comparison.score, listed.list, listed.caption, listed.schema, comparison, listed
    )
    declared = None if nexus is None else frozenset(nexus.split(","))
    return party_finding("vessel", party, match, declared, as_of=dt.date.fromisoformat(as_of))


EFFECTS = [effect for effect in Effect if effect is not Effect.CAUTION]


def test_the_pairs_are_what_they_are_called() -> None:
    assert _finding(STRONG, _listed()).score == 1
    possible = _finding(POSSIBLE, _listed()).score
    assert possible is not None
    assert 0.70 <= possible < 0.90


@pytest.mark.parametrize("nexus", [None, "US", "EU,US"])
def test_the_same_identifier_under_a_blocking_listing_stops(nexus: str | None) -> None:
    found = _finding(SAME, _listed(), nexus)
    assert found.outcome is Outcome.STOP
    assert "the same IMO number 9179842" in found.summary
    assert "do not proceed" in found.next_step


@pytest.mark.parametrize(
    ("nexus", "outcome"),
    [(None, Outcome.HOLD), ("EU", Outcome.STOP), ("EU,US", Outcome.STOP), ("US", Outcome.REVIEW)],
)
def test_a_ban_on_a_ship_follows_the_nexus(nexus: str | None, outcome: Outcome) -> None:
    listed = _listed(Effect.TRANSACTION_BAN, "EU 833/2014 Annex XLII (port ban)")
    assert _finding(SAME, listed, nexus).outcome is outcome


@pytest.mark.parametrize("effect", [Effect.SECTORAL, Effect.LICENCE, Effect.IMPORT, Effect.UNKNOWN])
@pytest.mark.parametrize("nexus", [None, "US"])
def test_the_same_identifier_under_a_lesser_listing_holds(
    effect: Effect, nexus: str | None
) -> None:
    assert _finding(SAME, _listed(effect), nexus).outcome is Outcome.HOLD


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize("nexus", [None, "US"])
def test_a_name_alone_holds_or_is_reviewed_whatever_the_effect(
    effect: Effect, nexus: str | None
) -> None:
    assert _finding(STRONG, _listed(effect), nexus).outcome is Outcome.HOLD
    assert _finding(POSSIBLE, _listed(effect), nexus).outcome is Outcome.REVIEW


@pytest.mark.parametrize(
    ("score", "outcome"),
    [
        (0.70, Outcome.REVIEW),
        (0.8999, Outcome.REVIEW),
        (0.90, Outcome.HOLD),
        (0.9001, Outcome.HOLD),
    ],
)
def test_a_strong_match_begins_at_its_score(score: float, outcome: Outcome) -> None:
    listed = _listed()
    comparison = compare(
        entity_of(STRONG), {"schema": listed.schema, "properties": listed.properties}
    )
    comparison = msgspec.structs.replace(comparison, score=score)
    match = Match(listed.id, score, listed.list, NAME, listed.schema, comparison, listed)
    today = dt.date(2026, 11, 21)
    assert party_finding("vessel", STRONG, match, None, as_of=today).outcome is outcome


@pytest.mark.parametrize("effect", Effect)
def test_a_weak_alias_is_a_review_at_most(effect: Effect) -> None:
    found = _finding(WEAK, _listed(effect))
    assert found.outcome is Outcome.REVIEW
    assert "weak alias" in found.summary


@pytest.mark.parametrize("party", [SAME, STRONG, POSSIBLE, WEAK])
@pytest.mark.parametrize("nexus", [None, "US", "EU"])
def test_cautions_and_unverified_rows_are_a_review_at_most(party: Party, nexus: str | None) -> None:
    caution = _listed(Effect.CAUTION)
    unverified = _listed(citations=(Citation("a", verified=False), Citation("b", verified=False)))
    assert _finding(party, caution, nexus).outcome is Outcome.REVIEW
    assert _finding(party, unverified, nexus).outcome is Outcome.REVIEW


# --- several designations


def _act(authority: str, effect: Effect = Effect.BLOCKING, **more: Any) -> Designation:
    cited = Citation(more.pop("source", authority), title=authority, **more.pop("cited", {}))
    return Designation(authority, effect=effect, citation=cited, **more)


OFAC = _act(US, regime="US", programmes=("NPWMD",))
OFAC_UNSEEN = _act(US, regime="US", cited={"verified": False})
FREEZE = _act(EU, regime="EU")
PORT_BAN = _act("EU 833/2014 Annex XLII (port ban)", Effect.TRANSACTION_BAN, regime="EU")
EXPORT = _act("EU 833/2014 Annex IV", Effect.LICENCE, regime="EU")
NAMED = _act("EU 2023/1529 (not itself listed)", Effect.CAUTION, regime="EU")
ENTITY_LIST = _act("BIS Entity List", Effect.LICENCE, regime="US")
BY_UN = _act(UN, regime="UN")
UNTOLD = _act("UK Sanctions List")


@pytest.mark.parametrize(
    ("acts", "nexus", "same", "strong", "carrier"),
    [
        # Found in review: the strongest effect of any row decided under the nexus of any other.
        ((OFAC, EXPORT), "EU", Outcome.HOLD, Outcome.HOLD, EXPORT),
        ((OFAC, NAMED), "EU", Outcome.REVIEW, Outcome.REVIEW, NAMED),
        ((OFAC, PORT_BAN), "EU", Outcome.STOP, Outcome.HOLD, PORT_BAN),
        ((OFAC, PORT_BAN), "US", Outcome.STOP, Outcome.HOLD, OFAC),
        ((OFAC, PORT_BAN), None, Outcome.STOP, Outcome.HOLD, OFAC),
        ((ENTITY_LIST, PORT_BAN), None, Outcome.HOLD, Outcome.HOLD, PORT_BAN),
        ((ENTITY_LIST, FREEZE), "US", Outcome.HOLD, Outcome.HOLD, ENTITY_LIST),
        ((ENTITY_LIST, FREEZE), "US,EU", Outcome.STOP, Outcome.HOLD, FREEZE),
        ((OFAC, EXPORT), "JP", Outcome.REVIEW, Outcome.REVIEW, OFAC),
        ((OFAC, BY_UN), "JP", Outcome.STOP, Outcome.HOLD, BY_UN),
        # A verified row of another act verifies nothing.
        ((OFAC_UNSEEN, ENTITY_LIST), "US", Outcome.HOLD, Outcome.HOLD, ENTITY_LIST),
        ((OFAC_UNSEEN, NAMED), None, Outcome.REVIEW, Outcome.REVIEW, NAMED),
        # A regime that the act does not state is told by its authority.
        ((UNTOLD,), "UK", Outcome.STOP, Outcome.HOLD, UNTOLD),
        ((UNTOLD,), "EU", Outcome.REVIEW, Outcome.REVIEW, UNTOLD),
    ],
)
@pytest.mark.parametrize("backwards", [False, True])
def test_each_designation_is_judged_under_its_own_regime(
    acts: tuple[Designation, ...],
    nexus: str | None,
    same: Outcome,
    strong: Outcome,
    carrier: Designation,
    *,
    backwards: bool,
) -> None:
    ordered = acts[::-1] if backwards else acts
    cited = tuple(act.citation for act in ordered if act.citation)
    listed = _listed(
        authority="; ".join(a.authority for a in acts), designations=ordered, citations=cited
    )
    for party, outcome in ((SAME, same), (STRONG, strong)):
        found = _finding(party, listed, nexus)
        assert found.outcome is outcome
        assert found.effect == str(carrier.effect)
        assert found.citations[0] == carrier.citation
        assert sorted(c.source for c in found.citations) == sorted(c.source for c in cited)
        assert f"({carrier.authority}" in found.summary


def test_the_finding_names_the_other_authorities_too() -> None:
    listed = _listed(designations=(OFAC, FREEZE))
    assert _finding(SAME, listed, "US").summary.endswith(f"({US}; NPWMD; also listed: {EU})")
    assert _finding(SAME, listed, "EU").summary.endswith(f"({EU}; also listed: {US})")


@pytest.mark.parametrize("nexus", [None, "US", "EU", "JP"])
@pytest.mark.parametrize("party", [SAME, STRONG, POSSIBLE, WEAK])
def test_one_designation_is_judged_as_the_entry_itself(party: Party, nexus: str | None) -> None:
    alone = _finding(party, _listed(), nexus)
    acted = _finding(party, _listed(designations=(Designation(US, effect=Effect.BLOCKING),)), nexus)
    assert (alone.outcome, alone.effect, alone.summary) == (
        acted.outcome, acted.effect, acted.summary,
    )  # fmt: skip


# --- the day asked


@pytest.mark.parametrize(
    ("listed_on", "as_of", "same", "strong"),
    [
        # Found by a newcomer: a pack of 2026 stopped goods as of 2023-06-09 by an act of December.
        ("2023-12-07", "2023-06-09", Outcome.REVIEW, Outcome.REVIEW),
        ("2023-12-07", "2023-12-06", Outcome.REVIEW, Outcome.REVIEW),
        ("2023-12-07", "2023-12-07", Outcome.STOP, Outcome.HOLD),
        ("2023-12-07T00:00:00", "2023-12-06", Outcome.REVIEW, Outcome.REVIEW),
        # A month or a year alone counts from its beginning.
        ("2023-12", "2023-11-30", Outcome.REVIEW, Outcome.REVIEW),
        ("2023-12", "2023-12-01", Outcome.STOP, Outcome.HOLD),
        ("2023", "2023-06-09", Outcome.STOP, Outcome.HOLD),
        # What is not known limits nothing.
        ("", "1990-01-01", Outcome.STOP, Outcome.HOLD),
        ("None", "1990-01-01", Outcome.STOP, Outcome.HOLD),
        ("7 December 2023", "1990-01-01", Outcome.STOP, Outcome.HOLD),
    ],
)
@pytest.mark.parametrize("acted", [False, True])
def test_a_designation_of_a_later_day_is_a_review_at_most(
    listed_on: str, as_of: str, same: Outcome, strong: Outcome, *, acted: bool
) -> None:
    acts = (_act(US, regime="US", listed_on=listed_on),) if acted else ()
    listed = _listed(listed_on=listed_on, designations=acts)
    for party, outcome in ((SAME, same), (STRONG, strong)):
        found = _finding(party, listed, "US", as_of)
        assert found.outcome is outcome
        said = f"; listed only since {listed_on[:10]}, after the day asked ({as_of}): {NAME}"
        assert (said in found.summary) is (outcome is Outcome.REVIEW)


def test_each_act_is_judged_by_its_own_day() -> None:
    """The American act was there on the day asked, the European one came later."""
    early = _act("BIS Entity List", Effect.LICENCE, regime="US", listed_on="2022-01-31")
    late = _act(EU, regime="EU", listed_on="2023-12-07")
    undated = _act(UN, regime="UN")
    both = _listed(listed_on="2022-01-31", designations=(late, early))
    before, after = (_finding(SAME, both, None, day) for day in ("2023-06-09", "2023-12-07"))
    assert (before.outcome, before.effect) == (Outcome.HOLD, "licence requirement")
    assert before.citations[0] == early.citation
    assert (
        f"; {EU} alone would be a stop, but is listed only since 2023-12-07, after the day asked "
        "(2023-06-09): "
    ) in before.summary
    assert (after.outcome, after.citations[0]) == (Outcome.STOP, late.citation)
    assert "after the day asked" not in after.summary
    with_undated = _listed(listed_on="2023-12-07", designations=(late, undated))
    assert _finding(SAME, with_undated, None, "2023-06-09").outcome is Outcome.STOP


def test_authorities_that_listed_later_are_told_apart() -> None:
    dates = (("BIS Entity List", "2022-01-31"), (EU, "2025-01-01"), (EU, "2023-12-07"),
             ("Canada SEMA", "2024-05-01"), (UN, ""))  # fmt: skip
    acts = tuple(_act(authority, listed_on=day) for authority, day in dates)
    before = _finding(SAME, _listed(designations=acts), None, "2023-06-09")
    assert before.summary.endswith(
        f"(BIS Entity List; also listed: {UN}; listed later: {EU} (2023-12-07), "
        "Canada SEMA (2024-05-01))"
    )
    after = _finding(SAME, _listed(designations=acts), None, "2026-11-21")
    assert after.summary.endswith(f"(BIS Entity List; also listed: {EU}, Canada SEMA, {UN})")


def test_both_limits_are_said() -> None:
    late = _act(US, regime="US", listed_on="2023-12-07")
    found = _finding(SAME, _listed(designations=(late,)), "EU", "2023-06-09")
    assert found.outcome is Outcome.REVIEW
    assert (
        "; of regimes that you did not declare (US); listed only since 2023-12-07, after the day "
        "asked (2023-06-09): "
    ) in found.summary


def test_an_act_that_would_have_weighed_more_does_not_vanish_behind_a_caution() -> None:
    """Found while reading: EU declared, and the American blocking order was named nowhere."""
    listed = _listed(designations=(OFAC, NAMED))
    why = f"; {US} alone would be a %s, but is of regimes that you did not declare (US): {NAME}"
    same, strong = _finding(SAME, listed, "EU"), _finding(STRONG, listed, "EU")
    assert same.outcome is strong.outcome is Outcome.REVIEW
    assert same.citations[0] == strong.citations[0] == NAMED.citation
    assert why % "stop" in same.summary
    assert why % "hold" in strong.summary
    assert "did not declare" not in _finding(SAME, listed, "US").summary
    assert "did not declare" not in _finding(SAME, listed, None).summary
    assert (
        "alone would be" not in _finding(SAME, _listed(designations=(OFAC, FREEZE)), "EU").summary
    )


# --- an equal number under another name

NUMBERS = [
    ("registrationNumber", False), ("innCode", False), ("taxNumber", False),
    ("ogrnCode", False), ("passportNumber", False), ("leiCode", True), ("imoNumber", True),
]  # fmt: skip


def _numbered(kind: str, name: str, effect: Effect = Effect.BLOCKING) -> Finding:
    value = {"leiCode": "5493001KJTIIGC8Y1R12", "imoNumber": IMO}.get(kind, "7707083893")
    schema = {"imoNumber": "Vessel", "passportNumber": "Person"}.get(kind, "Company")
    listed = listing("l-1", NAME, schema=schema, effect=effect, authority=US, **{kind: value})
    return _finding(Party("buyer", name, schema, identifiers=(Identifier(kind, value),)), listed)


@pytest.mark.parametrize(("kind", "worldwide"), NUMBERS)
def test_a_national_number_under_another_name_holds(kind: str, *, worldwide: bool) -> None:
    """Found in review: a mistyped tax number stopped goods of a party of quite another name."""
    other = _numbered(kind, "Zinchi Skobel")
    assert other.comparison is not None
    assert other.comparison.features[0].weight < LIKE_NAME
    assert other.outcome is (Outcome.STOP if worldwide else Outcome.HOLD)
    assert ("under another name" in other.summary) is not worldwide
    assert ("find out which is wrong" in other.next_step) is not worldwide
    assert _numbered(kind, NAME).outcome is Outcome.STOP
    assert _numbered(kind, "Brasdol Fengri Zinchi").outcome is Outcome.STOP
    assert _numbered(kind, "").outcome is Outcome.STOP


@pytest.mark.parametrize("effect", Effect)
def test_another_name_never_raises_an_outcome(effect: Effect) -> None:
    same, other = (_numbered("innCode", name, effect) for name in (NAME, "Zinchi Skobel"))
    assert other.outcome.strength <= min(same.outcome.strength, Outcome.HOLD.strength)


def test_one_verified_row_verifies_a_listing() -> None:
    partly = _listed(citations=(Citation("a", verified=False), Citation("b")))
    assert _finding(SAME, partly).outcome is Outcome.STOP
    assert _finding(SAME, partly).citations == partly.citations


@pytest.mark.parametrize("party", [SAME, STRONG, POSSIBLE, WEAK])
def test_regimes_not_declared_are_a_review_at_most_and_named(party: Party) -> None:
    found = _finding(party, _listed(), "EU,UK")
    assert found.outcome is Outcome.REVIEW
    assert "of regimes that you did not declare (US)" in found.summary


@pytest.mark.parametrize("authority", [UN, f"{US}; {UN}", ""])
def test_un_listings_and_lists_of_no_known_regime_bind_everybody(authority: str) -> None:
    assert _finding(SAME, _listed(authority=authority), "JP").outcome is Outcome.STOP
    assert _finding(STRONG, _listed(authority=authority), "JP").outcome is Outcome.HOLD


@pytest.mark.parametrize(
    ("authority", "regimes"),
    [
        (US, {"US"}),
        (EU, {"EU"}),
        (UN, {"UN"}),
        ("US Treasury, OFAC", {"US"}),
        ("UK Sanctions List", {"UK"}),
        ("Canada SEMA", {"CA"}),
        ("SECO", {"CH"}),
        ("EU", {"EU"}),
        ("Council of the EU", {"EU"}),
        (
            "OFAC SDN; BIS Entity List; EU 2023/1529 Annex III; UK Sanctions List",
            {"US", "EU", "UK"},
        ),
        # Found in review: British and Chinese bodies were taken for American ones, and any word
        # that ends like a regime's short name for that regime.
        ("HM Treasury", {"UK"}),
        ("Office of Financial Sanctions Implementation, HM Treasury", {"UK"}),
        ("Ministry of Commerce of the People's Republic of China", set()),
        ("Bureau of the MILIEU ", set()),
        ("Registry of the SUN Coast", set()),
        ("Government of Japan", {"JP"}),
        ("", set()),
    ],
)
def test_regimes_are_told_by_the_authority(authority: str, regimes: set[str]) -> None:
    assert regimes_of(_listed(authority=authority)) == regimes


def test_regimes_are_told_by_the_citations_too() -> None:
    listed = _listed(authority="a private list", citations=(Citation("a", title=EU),))
    assert regimes_of(listed) == {"EU"}


def test_a_finding_says_who_where_and_on_whose_authority() -> None:
    listed = _listed(programmes=("P1", "P2", "P3", "P4", "P5"))
    found = _finding(STRONG, listed)
    assert (found.kind, found.subject, found.rule) == ("party", "vessel", "party-match")
    assert (found.listing, found.list, found.effect) == ("l-1", "invented", "blocking")
    assert (found.ours, found.theirs) == (NAME, NAME)
    assert found.summary.endswith(f"{NAME} (OFAC SDN; P1, P2, P3, P4)")
    assert found.comparison is not None
    assert found.score == found.comparison.score
    assert "compare identifiers" in found.next_step
    bare = _finding(SAME, msgspec.structs.replace(_listed(authority=""), properties={
        "imoNumber": [IMO]}))  # fmt: skip
    assert (bare.ours, bare.theirs) == ("Quowex", "l-1")
    assert bare.summary.endswith("(invented)")


def test_an_alias_is_said() -> None:
    assert "alias “Lornol”" in _finding(WEAK, _listed()).summary


def test_a_national_number_with_another_country_holds_and_never_stops() -> None:
    """Crimean companies are listed under Ukraine and write Russia in their papers."""
    listed = Listing(
        "l-1", "l", "Company",
        {"name": ["Clairvaudon SAS"], "country": ["ua"], "taxNumber": ["9102159300"]},
        authority="US Treasury, OFAC", effect=Effect.BLOCKING,
    )  # fmt: skip
    party = Party("consignee", "Clairvaudon SAS", country="RU",
                  identifiers=(Identifier("taxNumber", "9102159300"),))  # fmt: skip
    at_home = msgspec.structs.replace(party, country="UA")
    outcomes = []
    for one in (party, at_home):
        (weighed,) = PartyMatcher(build_index([listed])).weigh_parties([one])
        (match,) = weighed.matches
        found = party_finding("consignee", one, match, None, as_of=dt.date(2026, 11, 21))
        outcomes.append((str(found.outcome), "under another country" in found.summary))
    assert outcomes == [("hold", True), ("stop", False)]


@pytest.mark.parametrize(
    ("imo", "outcome"),
    [
        # Found in review: a re-flagged ship was stopped by the MMSI of the one that bore it before.
        ("9321483", Outcome.HOLD),
        (IMO, Outcome.STOP),
        ("", Outcome.STOP),
        ("9321484", Outcome.STOP),
    ],
)
def test_an_mmsi_is_given_out_again(imo: str, outcome: Outcome) -> None:
    held = [Identifier("mmsi", "273111222"), *([Identifier("imoNumber", imo)] if imo else [])]
    ship = Party("vessel", "Golden Lark", "Vessel", identifiers=tuple(held))
    listed = listing(
        "l-1", NAME, schema="Vessel", effect=Effect.BLOCKING, authority=US, imoNumber=IMO,
        mmsi="273111222",
    )  # fmt: skip
    found = _finding(ship, listed)
    assert found.outcome is outcome
    other = "under another IMO number, which a hull keeps for life"
    assert (other in found.summary) is (outcome is Outcome.HOLD)
    assert ("certificate of registry" in found.next_step) is (outcome is Outcome.HOLD)
