"""Assertions become claims; denials, numbers and days contradict, compatible voices do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.assertions import (
    Assertion,
    ClaimRelation,
    Ledger,
    Mention,
    Occasion,
    Report,
    Speaker,
)
from counterflow.evidence.claims.ledger import build_ledger
from counterflow.evidence.claims.origins import origins_of

DAY = "2031-05-06"


@dataclass
class Said:
    """One thing said, as short as a test can put it."""

    speaker: str
    text: str
    stance: str = "assert"
    period: str = ""
    report: str = "r1"
    occasion: str = DAY
    item: str = "engine"


def ledger_of(said: Sequence[Said], runs: Mapping[str, frozenset[int]] | None = None) -> Ledger:
    made = [
        Assertion(
            id=f"{one.report}:{at}",
            report=one.report,
            start=at * 100,
            end=at * 100 + len(one.text),
            text=one.text,
            speaker=one.speaker,
            speaker_id=one.speaker,
            stance=one.stance,
            period=one.period,
            occasion=f"{one.speaker}@{one.occasion}",
            frame="transfer",
            roles={"actor": ("XA",), "item": (one.item,), "recipient": ("XB",)},
        )
        for at, one in enumerate(said)
    ]
    occasions = [Occasion(one.occasion, one.occasion.split("@")[1]) for one in made]
    reports = [Report(name, name) for name in dict.fromkeys(one.report for one in said)]
    speakers = [Speaker(name, name) for name in dict.fromkeys(one.speaker for one in said)]
    return build_ledger(reports, speakers, occasions, made, runs=runs)


def kinds(ledger: Ledger) -> list[str]:
    return [one.kind for one in ledger.relations if one.kind != "variant"]


def test_two_wordings_of_one_transfer_are_one_claim() -> None:
    ledger = ledger_of(
        [Said("a", "XA sent engines to XB"), Said("b", "XB received engines from XA")]
    )
    assert len(ledger.claims) == 1
    assert {one.claim for one in ledger.assertions} == {ledger.claims[0].id}


def test_another_thing_is_another_claim() -> None:
    ledger = ledger_of([Said("a", "XA sent engines"), Said("b", "XA sent parts", item="materials")])
    assert len(ledger.claims) == 2


def test_a_model_is_no_other_model_whatever_is_said_with_it() -> None:
    said = [
        Said("a", "XA could sell YAK-130 trainers to XB", item="yak-130 trainers"),
        Said("b", "it had sent drones to XB", stance="deny", item="uav"),
        Said("c", "XA could sell the YAK-130 to XB", item="yak-130"),
    ]
    ledger = ledger_of(said)
    assert kinds(ledger) == []
    assert len(ledger.claims) == 2


def test_without_a_frame_other_names_and_figures_make_other_claims() -> None:
    def claims(*texts: str) -> int:
        said = [
            Assertion(f"r1:{at}", "r1", at, at + 1, text, f"s{at}", speaker_id=f"s{at}")
            for at, text in enumerate(texts)
        ]
        return len(build_ledger([Report("r1", "r1")], [], [], said).claims)

    know = "he did not know of any contract between {} Logistics and Austria"
    assert claims(know.format("Marul"), know.format("Verkes")) == 2
    assert claims(know.format("Marul"), f"that {know.format('Marul')}") == 1
    assert claims("the price of radars rose by 28 per cent", "the price of radars rose by 59") == 2
    assert claims("the price of radars rose by 28 per cent", "that price of radars rose") == 1


def test_a_denial_contradicts_who_asserts_it() -> None:
    ledger = ledger_of(
        [Said("a", "XA sent engines to XB"), Said("b", "it sent engines to XB", stance="deny")]
    )
    assert kinds(ledger) == ["denial"]
    assert set(ledger.relations[0].assertions) == {"r1:0", "r1:1"}


def test_admitting_before_and_denying_during_is_no_contradiction() -> None:
    ledger = ledger_of(
        [
            Said("b", "sending engines to XB", stance="acknowledge", period="../2030-01"),
            Said("b", "sending engines to XB", stance="deny", period="2030-02/.."),
        ]
    )
    assert kinds(ledger) == []


def test_other_days_for_one_transfer_are_a_contradiction_of_date() -> None:
    ledger = ledger_of(
        [
            Said("a", "XA sent engines to XB", period="2030-08/.."),
            Said("b", "XA sent engines to XB", period="../2030-02"),
        ]
    )
    assert kinds(ledger) == ["date"]


def test_other_numbers_are_a_contradiction_of_number() -> None:
    ledger = ledger_of(
        [Said("a", "XA sent 200 engines to XB"), Said("b", "XA sent 40 engines to XB")]
    )
    assert kinds(ledger) == ["number"]
    (relation,) = [one for one in ledger.relations if one.kind == "number"]
    assert relation.why == "200 against 40 engine"
    assert relation.a != relation.b


def test_hundreds_and_three_hundred_are_one_number() -> None:
    ledger = ledger_of(
        [Said("a", "XA sent hundreds of engines to XB"), Said("b", "XA sent 300 engines to XB")]
    )
    assert kinds(ledger) == []
    assert len(ledger.claims) == 1


def test_two_years_of_sending_are_two_claims_and_no_contradiction() -> None:
    ledger = ledger_of(
        [
            Said("a", "XA sent engines to XB", period="2028"),
            Said("b", "XA sent engines to XB", period="2030"),
        ]
    )
    assert len(ledger.claims) == 2
    assert kinds(ledger) == []


def test_who_denies_all_arms_denies_the_drones() -> None:
    said = [
        Said("a", "XA sent drones to XB", item="uav"),
        Said("b", "sending arms to XB", stance="deny", item="weapon"),
    ]
    (relation,) = ledger_of(said).relations
    assert relation.kind == "denial"
    assert relation.a != relation.b
    said[1].speaker = "a"
    assert ledger_of(said).relations == ()


def test_places_that_exclude_each_other_contradict_and_a_larger_one_does_not() -> None:
    towns = [
        Mention("r1", 0, 4, "Northport", "Place", "northport", "Northport", "XB", 60.0, 30.0),
        Mention("r1", 0, 4, "Southport", "Place", "southport", "Southport", "XB", 45.0, 40.0),
    ]

    def told(*places: str) -> list[str]:
        roles = {"actor": ("XA",), "item": ("plant",)}
        said = [
            Assertion(
                id=name, report="r1", start=at, end=at + 1, text="XA builds a plant", speaker=name,
                speaker_id=name, frame="build", roles={**roles, "place": (place,)},
            )
            for at, (name, place) in enumerate(zip("ab", places, strict=True))
        ]  # fmt: skip
        return kinds(build_ledger([Report("r1", "r1")], [], [], said, towns))

    assert told("Northport", "Southport") == ["place"]
    assert told("Northport", "XB") == []
    assert told("Northport", "Northport") == []


def test_one_thing_has_one_owner() -> None:
    said = [
        Assertion(
            id=name, report="r1", start=at, end=at + 1, text="owns the Grey Heron", speaker=name,
            speaker_id=name, frame="identity", roles={"actor": (owner,), "item": ("Grey Heron",)},
        )
        for at, (name, owner) in enumerate((("a", "Orlen Lines"), ("b", "Tarn Marine")))
    ]  # fmt: skip
    ledger = build_ledger([Report("r1", "r1")], [], [], said)
    assert kinds(ledger) == ["identity"]


def test_a_distance_that_does_not_fit_is_a_contradiction_of_place() -> None:
    towns = [
        Mention("r1", 10, 19, "Northport", "Place", "northport", "Northport", "XB", 60.0, 30.0),
        Mention("r1", 40, 49, "Southport", "Place", "southport", "Southport", "XB", 50.0, 30.0),
    ]

    def told(km: int) -> list[str]:
        text = f"the plant in Northport lies {km} km north of Southport"
        said = Assertion("a", "r1", 0, len(text), text, "x", speaker_id="x")
        return [
            one.why for one in build_ledger([Report("r1", "r1")], [], [], [said], towns).relations
        ]

    assert told(1100) == []
    assert told(700) == ["700 km stated between Southport and Northport, 1112 km computed"]
    assert told(20) == []


def test_one_speaker_on_two_occasions_is_a_variant_and_no_misquotation() -> None:
    ledger = ledger_of(
        [
            Said("a", "XA sent engines to XB"),
            Said("a", "XA has sent many engines to XB", occasion="2031-04-01"),
        ]
    )
    assert [one.kind for one in ledger.relations] == ["variant"]


def test_two_papers_with_one_speaker_are_one_origin() -> None:
    ledger = ledger_of(
        [
            Said("a", "XA sent engines to XB", report="r1"),
            Said("a", "XA sent engines to XB", report="r2"),
        ]
    )
    assert len(ledger.origins) == 1
    assert ledger.origins[0].reports == ("r1", "r2")
    assert ledger.appraisals[0].credibility == "6"


def test_a_reprint_that_names_the_speaker_otherwise_adds_no_origin() -> None:
    said = [
        Said("the-ministry-of-trade", "XA sent engines to XB", report="r1"),
        Said("ministry", "XA sent engines to XB", report="r2"),
    ]
    apart = ledger_of(said)
    assert apart.appraisals[0].credibility == "1"
    joined = ledger_of(said, runs={"r1": frozenset(range(9)), "r2": frozenset(range(8))})
    (origin,) = joined.origins
    assert {origin.speaker, *origin.also} == {"ministry", "the-ministry-of-trade"}
    assert joined.appraisals[0].credibility == "6"


def test_who_denies_is_no_origin_of_a_claim() -> None:
    said = [Said("a", "XA sent engines to XB"), Said("b", "it sent engines to XB", stance="deny")]
    ledger = ledger_of(said)
    assert origins_of(ledger.claims[0], ledger.origins, ledger.assertions) == ("a",)


def test_two_independent_origins_raise_credibility_only_where_nobody_denies() -> None:
    two = [Said("a", "XA sent engines to XB"), Said("c", "XA sent engines to XB")]
    assert ledger_of(two).appraisals[0].credibility == "1"
    denied = [*two, Said("b", "it sent engines to XB", stance="deny")]
    assert ledger_of(denied).appraisals[0].credibility == "3"
    assert all(one.reliability == "F" for one in ledger_of(denied).appraisals)


def test_a_month_holds_its_days_when_occasions_are_counted() -> None:
    ledger = ledger_of(
        [
            Said("a", "XA sent engines to XB", occasion="2031-05"),
            Said("a", "XA sent engines to XB", occasion="2031-05-06", report="r2"),
        ]
    )
    assert [one.occasion for one in ledger.origins] == ["2031-05-06"]


def test_a_flow_says_what_stands_of_it() -> None:
    ledger = ledger_of([Said("a", "XA sent engines"), Said("b", "sending engines", "acknowledge")])
    (flow,) = ledger.flows
    assert (flow.source, flow.target, flow.item, flow.status) == (
        "XA",
        "XB",
        "engine",
        "acknowledged",
    )


def test_a_flow_bears_the_value_that_is_said() -> None:
    (flow,) = ledger_of([Said("a", "XA sent engines worth €48 million to XB")]).flows
    assert flow.value == "€48 million"
    (flow,) = ledger_of([Said("a", "XA sent 40 engines to XB for 2 million dollars")]).flows
    assert flow.value == "2 million dollars"
    (flow,) = ledger_of([Said("a", "XA sent 40 engines to XB")]).flows
    assert flow.value == ""


SAID = st.builds(
    Said,
    speaker=st.sampled_from(["a", "b", "c"]),
    text=st.sampled_from(["XA sent engines", "XA sent 20 engines", "no engines were sent", ""]),
    stance=st.sampled_from(["assert", "deny", "plan", "acknowledge", "warn"]),
    period=st.sampled_from(["", "2030", "../2029", "2030-05/.."]),
    report=st.sampled_from(["r1", "r2"]),
    item=st.sampled_from(["engine", "materials", "uav"]),
)


@given(st.lists(SAID, max_size=8))
def test_every_assertion_belongs_to_one_claim_and_relations_join_its_voices(
    said: list[Said],
) -> None:
    ledger = ledger_of(said)
    held = [each for claim in ledger.claims for each in claim.appearances]
    assert sorted(held) == sorted(one.id for one in ledger.assertions)
    claims = {one.id: one for one in ledger.claims}
    for one in ledger.relations:
        assert isinstance(one, ClaimRelation)
        both = {*claims[one.a].appearances, *claims[one.b].appearances}
        assert set(one.assertions) <= both
    assert ledger == ledger_of(said)


def voices(ledger: Ledger) -> dict[frozenset[str], frozenset[str]]:
    """Give for each claim, by the words that carry it, the voices behind it."""
    said = {one.id: one for one in ledger.assertions}
    return {
        frozenset(said[each].id for each in claim.appearances): frozenset(
            origins_of(claim, ledger.origins, ledger.assertions)
        )
        for claim in ledger.claims
    }


def counts(ledger: Ledger) -> dict[str, int]:
    """Give for each assertion how many voices stand behind its claim."""
    behind = {
        claim.id: len(origins_of(claim, ledger.origins, ledger.assertions))
        for claim in ledger.claims
    }
    return {one.id: behind[one.claim] for one in ledger.assertions}


@given(st.lists(SAID, max_size=8))
def test_the_order_of_reports_changes_neither_claims_nor_origins(said: list[Said]) -> None:
    by_report = [[one for one in said if one.report == name] for name in ("r1", "r2")]
    ledger = ledger_of([*by_report[0], *by_report[1]])
    turned = build_ledger(
        ledger.reports[::-1],
        ledger.speakers[::-1],
        ledger.occasions[::-1],
        sorted(ledger.assertions, key=lambda one: one.report, reverse=True),
    )
    assert voices(turned) == voices(ledger)


@given(st.lists(SAID, max_size=8))
def test_a_reprint_never_raises_a_count(said: list[Said]) -> None:
    ledger = ledger_of(said)
    copies = [
        msgspec.structs.replace(one, id=f"copy-{one.id}", report="r3")
        for one in ledger.assertions
        if one.report == "r1"
    ]
    more = build_ledger(
        [*ledger.reports, Report("r3", "r3")],
        ledger.speakers,
        ledger.occasions,
        [*ledger.assertions, *copies],
    )
    before, after = counts(ledger), counts(more)
    assert all(after[name] <= count for name, count in before.items())
