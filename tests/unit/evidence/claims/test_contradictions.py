"""Two claims contradict each other where they speak of one event and cannot both be true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.assertions import Assertion, Ledger, Mention, Report
from counterflow.evidence.claims import contradictions
from counterflow.evidence.claims.claims import gather_claims
from counterflow.evidence.claims.contradictions import between_claims
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.ledger import build_ledger
from counterflow.evidence.claims.pairs import Pair
from counterflow.evidence.claims.sameness import shared_roles
from counterflow.evidence.claims.sides import sides_of
from counterflow.evidence.claims.stories import find_stories

AIRLINE = "Tarn Air Cargo"
Roles = Mapping[str, tuple[str, ...]]


def said(
    text: str,
    speaker: str,
    frame: str = "",
    roles: Roles | None = None,
    *,
    stance: str = "assert",
    period: str = "",
    report: str = "r1",
) -> Assertion:
    return Assertion(
        "", report, 0, 1, text, speaker, speaker_id=speaker.lower(), stance=stance, frame=frame,
        roles=dict(roles or {}), period=period,
    )  # fmt: skip


def ledger_of(
    *told: Assertion, story: bool = True, days: Mapping[str, str] | None = None
) -> Ledger:
    made = [
        Assertion(**{**one.to_dict(), "id": f"{one.report}:{at}", "start": at, "end": at + 1})
        for at, one in enumerate(told)
    ]
    names = list(dict.fromkeys(one.report for one in made))
    reports = [Report(name, name, published=(days or {}).get(name, "2031-05-06")) for name in names]
    airline = [Mention(name, 0, 1, AIRLINE, "Company", "tarn-air-cargo") for name in names]
    return build_ledger(reports, [], [], made, airline if story else [])


def kinds(ledger: Ledger) -> list[str]:
    return sorted(one.kind for one in ledger.relations if one.kind != "variant")


SIX = said("its Boeing made six such flights", "Norland", "call", {"item": ("Boeing",)})
NINE = said(
    "the airline made nine night flights", "Tracker", "call", {"item": ("airline",)}, report="r2"
)


def test_events_of_one_story_are_counted_once() -> None:
    assert kinds(ledger_of(SIX, NINE)) == ["number"]
    assert kinds(ledger_of(SIX, NINE, story=False)) == []


def test_things_counted_by_two_parties_of_a_story_are_two_counts() -> None:
    took = said("the college took six machines", "Norland", "transfer", {"item": ("machine",)})
    sold = said("the firm sold four machines", "Firm", "transfer", {"item": ("lathe",)})
    assert kinds(ledger_of(took, sold)) == []


@pytest.mark.parametrize(
    ("text", "period", "expected"),
    [
        ("200 engines were landed", "2031-01", []),  # a month of the winter
        ("2,000 engines were landed", "2031-01", ["number"]),  # more than in all the winter
        ("200 engines were landed", "2030-12/2031-02", ["number"]),
        ("at least 200 engines were landed", "2030-12/2031-02", []),
        ("200 crates of tea were landed", "2030-12/2031-02", []),
        ("200 engine crates were landed", "2030-12/2031-02", []),
    ],
)
def test_a_part_may_be_less_than_the_whole(text: str, period: str, expected: list[str]) -> None:
    roles = {"actor": ("XA",), "item": ("engine",), "place": ("Northport",)}
    whole = said("600 engines were landed", "a", "transfer", roles, period="2030-12/2031-02")
    part = said(text, "b", "transfer", roles, period=period, report="r2")
    assert kinds(ledger_of(whole, part, story=False)) == expected


def test_what_is_counted_over_twelve_months_is_not_what_is_counted_over_eight() -> None:
    eight = said(
        "23 shipments reached the port", "a", "transfer", {"item": ("component",)},
        period="2031-01/2031-08",
    )  # fmt: skip
    twelve = said("eleven shipments in twelve months", "b", "transfer", report="r2")
    assert kinds(ledger_of(eight, twelve)) == []
    assert kinds(ledger_of(eight, said("eleven shipments in eight months", "b", "transfer"))) == [
        "number"
    ]


def test_two_ships_are_not_one_for_being_ships() -> None:
    roles = {"item": ("tanker",)}
    told = [
        said("the ship Grey Heron left Northport with 40 crates", "a", "call", roles),
        said("the ship Pale Otter left Southport with 60 crates", "b", "call", roles, report="r2"),
    ]
    assert kinds(ledger_of(*told, story=False)) == []


def test_numbers_without_a_time_that_were_told_a_year_apart_are_of_two_events() -> None:
    roles = {"actor": ("XA",), "item": ("engine",), "recipient": ("XB",)}
    told = [
        said("XA sent 300 engines", "a", "transfer", roles),
        said("XA sent 900 engines", "b", "transfer", roles, report="r2"),
    ]
    assert kinds(ledger_of(*told, story=False)) == ["number"]
    apart = {"r1": "2030-05-06", "r2": "2031-05-06"}
    assert kinds(ledger_of(*told, story=False, days=apart)) == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("We count nine", ["number"]), ("We count six", []), ("It was on May 9", [])],
)
def test_a_bare_number_answers_the_last_that_was_counted(answer: str, expected: list[str]) -> None:
    assert kinds(ledger_of(SIX, said(answer, "Tracker"))) == expected
    assert kinds(ledger_of(said(answer, "Tracker"), SIX)) == []


@pytest.mark.parametrize("words", ["It was 400, not 200", "and not two hundred, as they say"])
def test_who_refuses_a_number_contradicts_who_gave_it(words: str) -> None:
    given = said("XA offered about 200 missiles", "a", "offer", {"actor": ("XA",)})
    other = said("XA offered about 20 missiles", "c", "offer", {"actor": ("XA",)}, report="r3")
    found = ledger_of(given, said(words, "b", report="r2"), other)
    numbers = [one for one in found.relations if "r2:1" in one.assertions]
    assert [(one.kind, set(one.assertions)) for one in numbers] == [("number", {"r1:0", "r2:1"})]


FRONT = said(
    "Zaren University of Mechanics, in Zaren, has acted since 2021 as a front for the Pell Works",
    "Norland", "front", {"actor": ("Zaren University of Mechanics  in Zaren",)},
    period="2021/..",
)  # fmt: skip


def test_a_denial_may_say_less_than_what_it_denies() -> None:
    roles = {"actor": ("University",), "target": ("Pell Works",)}
    text = "the University has ever acted for the Pell Works"
    denied = said(text, "ZU", "front", roles, stance="deny", report="r2")
    assert kinds(ledger_of(FRONT, denied)) == ["denial"]
    assert kinds(ledger_of(FRONT, denied, story=False)) == []
    other = {"actor": ("University",), "target": ("Marn Works",)}
    text = "the University has ever acted for the Marn Works"
    assert kinds(ledger_of(FRONT, said(text, "ZU", "front", other, stance="deny"))) == []


def test_who_admits_a_sale_to_one_and_denies_one_to_another_contradicts_nobody() -> None:
    sold = said(
        "Helm had supplied a distributor until 2029", "Helm AG", "transfer",
        {"actor": ("Helm",), "item": ("a distributor",)}, stance="acknowledge", period="../2029",
    )  # fmt: skip
    denied = said(
        "having sold receivers to Novo", "Helm", "transfer",
        {"actor": ("Helm",), "item": ("receivers",), "recipient": ("Novo",)}, stance="deny",
        report="r2",
    )  # fmt: skip
    assert kinds(ledger_of(sold, denied)) == []


def test_none_denies_nothing_where_it_names_nobody() -> None:
    none = said(
        "none had been delivered to any armed force", "company", "transfer",
        {"recipient": ("any armed force",)}, stance="deny",
    )  # fmt: skip
    other = said("Helm sent tea to Novo", "x", "transfer", {"actor": ("Helm",), "item": ("tea",)})
    assert kinds(ledger_of(none, other)) == []


def test_we_are_who_speaks_and_nobody_else() -> None:
    roles = {"item": ("engine",), "recipient": ("XB",)}
    sent = said("Tarn Marine sent engines to XB", "customs", "transfer",
                {**roles, "actor": ("Tarn Marine",)})  # fmt: skip
    ours = said("We never sent engines to XB", "Ana Tarn", "transfer", roles, stance="deny",
                report="r2")  # fmt: skip
    assert kinds(ledger_of(sent, ours)) == ["denial"]
    assert kinds(ledger_of(sent, ours, story=False)) == []
    assert len(ledger_of(sent, ours, story=False).claims) == 2
    here = Assertion(**{**ours.to_dict(), "report": "r1"})
    assert len(ledger_of(sent, here, story=False).claims) == 1
    assert kinds(ledger_of(sent, here, story=False)) == ["denial"]


def test_two_senders_out_of_one_port_are_two() -> None:
    def shipped(firm: str, count: int) -> Assertion:
        roles = {"actor": (firm,), "source": ("Oslo",), "item": ("engine",), "route": ("Red Sea",)}
        text = f"{firm} shipped {count} engines from Oslo across the Red Sea"
        return said(text, f"speaker {count}", "transfer", roles, report=f"r{count}")

    ledger = ledger_of(shipped("Tarn Trading", 20), shipped("Pell Trading", 60), story=False)
    assert kinds(ledger) == []
    assert len(ledger.claims) == 2


def test_a_denial_of_one_thing_is_none_of_another() -> None:
    sent = said(
        "Helm sent field kitchens", "x", "transfer",
        {"actor": ("Helm",), "item": ("field kitchens",)},
    )  # fmt: skip
    roles = {"actor": ("Helm",), "item": ("receivers",)}
    denied = said("having supplied any receivers", "Helm", "transfer", roles, stance="deny")
    assert kinds(ledger_of(sent, denied)) == []


@pytest.mark.parametrize(
    "words",
    ["We are not that Toran", "Toran Sanay has been confused with somebody else", "It is mistaken"],
)
def test_who_was_taken_for_another_disputes_who_it_was(words: str) -> None:
    accused = said("Toran Devre removed the labels", "Council", "conceal", {"actor": ("Toran",)})
    found = ledger_of(accused, said(words, "Nes Alda", report="r2"))
    assert kinds(found) == ([] if "mistaken" in words else ["identity"])


def test_full_names_make_a_story_and_agencies_towns_and_names_known_to_all_do_not() -> None:
    def together(kind: str, text: str, reports: int = 2, **report: object) -> bool:
        names = [f"r{at}" for at in range(reports)]
        told = [Mention(name, 0, 1, text, kind, text.lower()) for name in names]
        made = [Report(name, name, **report) for name in names]  # type: ignore[arg-type]
        ground = Grounds({"port sar": "XB"})
        return find_stories(told, made, ground).together("r0", "r1")

    assert together("Company", AIRLINE)
    assert together("Vessel", "Heron")
    assert not together("Person", "Alda")
    assert not together("PublicBody", "Ministry of Trade")
    assert not together("Person", "Port Sar")
    assert not together("Organization", "Halyard Press", agencies=("Halyard Press",))
    assert together("Company", AIRLINE, reports=40)
    assert not together("Company", AIRLINE, reports=41)


@pytest.mark.parametrize(
    ("answer", "period", "expected"),
    [
        ("It came on the 24th of June, not before", "2031-06-24", ["date"]),
        ("It came on the 24th of June, not after", "2031-06-24", []),
        ("June 24", "2031-06-24", ["date"]),
        ("June 21", "2031-06-21", []),
        ("We saw it on the 24th of June", "2031-06-24", []),
        ("It came on the 24th of September, not before", "2031-09-24", []),
    ],
)
def test_a_day_that_is_refused_or_stands_alone_answers_the_day_before_it(
    answer: str, period: str, expected: list[str]
) -> None:
    text = "the tanker handed oil to another on June 21"
    handed = said(text, "Norland", "transfer", {"item": ("oil",)}, period="2031-06-21")
    assert kinds(ledger_of(handed, said(answer, "Kourvelis", period=period))) == expected


FORMS = {
    "actor": ["XA", "XB", "Tarn Marine", "Tarn", "the firm"],
    "recipient": ["XB", "Northport"],
    "item": ["uav", "weapon", "shahed-136", "engine", "Grey Heron", "crates"],
    "place": ["XA", "Northport", "Southport"],
}
GROUNDS = Grounds(
    {"northport": "XA", "southport": "XB"},
    {"northport": (60.0, 30.0), "southport": (45.0, 40.0)},
)
ROWS = st.tuples(
    st.sampled_from(["sent 20 engines", "sent 60 engines", "sent it", "owns the Grey Heron"]),
    st.sampled_from(["transfer", "identity", "scrap"]),
    st.fixed_dictionaries(
        {},
        optional={
            role: st.lists(st.sampled_from(forms), min_size=1, max_size=2, unique=True).map(tuple)
            for role, forms in FORMS.items()
        },
    ),
    st.sampled_from(["", "2030", "../2029", "2031-05"]),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["assert", "assert", "deny"]),
    st.sampled_from(["r1", "r2"]),
)


def compared_exhaustively(
    told: Sequence[Assertion], ledger_claims: Sequence[object], days: Mapping[str, str]
) -> set[tuple[frozenset[str], str]]:
    """Hold every side against every other."""
    by_id = {one.id: one for one in told}
    sides = sides_of(ledger_claims, by_id)  # type: ignore[arg-type]
    answered = contradictions._answered(sides)
    found = set()
    for one, other in combinations(sides, 2):
        a, b = one.said, other.said
        if a.claim == b.claim or a.speaker_id == b.speaker_id or a.frame != b.frame:
            continue
        one_report = not set(one.reports).isdisjoint(other.reports)
        for one_story in {False, one_report}:
            if not one_story and (
                (not a.period and not b.period and days[a.report] != days[b.report])
                or (
                    one.denies == other.denies
                    and len(shared_roles(one.gist, other.gist, GROUNDS)) < 2
                )
            ):
                continue
            told_kind = contradictions._contradiction(
                Pair(one, other, one_story=one_story), GROUNDS, answered
            )
            if told_kind is not None:
                found.add((frozenset((a.claim, b.claim)), told_kind[0]))
    return found


@settings(max_examples=200)
@given(st.lists(ROWS, max_size=12))
def test_choosing_pairs_leaves_out_no_contradiction(
    rows: list[tuple[str, str, dict[str, tuple[str, ...]], str, str, str, str]],
) -> None:
    made = [
        Assertion(
            f"{report}:{at}", report, at, at + 1, text, who, speaker_id=who, stance=stance,
            frame=frame, roles=roles, period=period,
        )
        for at, (text, frame, roles, period, who, stance, report) in enumerate(
            sorted(rows, key=lambda row: row[-1])
        )
    ]  # fmt: skip
    days = {"r1": "2030-05-06", "r2": "2031-05-06"}
    claims, told = gather_claims(made, GROUNDS, days)
    by_id = {one.id: one for one in told}
    found = {
        (frozenset((one.a, one.b)), one.kind)
        for one in between_claims(claims, by_id, GROUNDS, days=days)
    }
    assert found == compared_exhaustively(told, claims, days)
