"""Coverage: each required part that is missing is named, for each kind of transaction."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterflow.core.model.decisions import Coverage
from counterflow.core.model.parties import Identifier, Party
from counterflow.core.model.refusals import Remark
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.screening.decisions.coverage import cover
from counterflow.screening.decisions.coverage_lists import NO_OFFICIAL, NONE_USABLE
from counterflow.screening.decisions.profiles import load_profiles
from counterflow.screening.intake.native import transaction_of
from counterflow.screening.pipeline.routes import unplaced_ends
from counterflow.watch.goods.codes import read_hs_code
from counterflow.watch.places.positions import default_positions

DOCS = Path(__file__).parents[4] / "docs" / "outcomes.md"
OFFICIAL = ListState("un_sc", "un_sc@2026-11-20#0", "current")
STALE = ListState("ofac_sdn", "ofac_sdn@2026-01-01#0", "stale")
REFUSED = ListState("eu_fsf", "", "refused", why="it shrank")
NEWER_REFUSED = ListState(
    "us_ofac_sdn",
    "us_ofac_sdn@2026-11-10#0",
    "refused",
    why="a newer version was refused on 2026-11-20: it shrank",
    authority="US Treasury, OFAC",
)
ENDED = ListState(
    "uk_conlist", "uk_conlist@2026-01-20#0", "ended", official=False,
    why="the list ended on 2026-01-28", authority="UK, HM Treasury, OFSI",
)  # fmt: skip
ABSENT = ListState(
    "ofac_sdn",
    "",
    "absent",
    why="the oldest version in the store is of 2024-05-01, after 2023-01-01",
)
EXAMPLE = ListState("watch_pack", "watch_pack@2026-08-22#0", "example", official=False)
WHOLE = {
    "order": Transaction(
        "1",
        "order",
        parties=(Party("buyer", "A"),),
        goods=(GoodsLine("8542"),),
        destination_country="DE",
    ),
    "shipment": Transaction(
        "2",
        "shipment",
        parties=(Party("consignee", "A"),),
        goods=(GoodsLine("854231"), GoodsLine("6403.99")),
        destination_country="UA-43",
    ),
    "payment": Transaction("3", "payment", parties=(Party("payer", "A"), Party("payee", "B"))),
    "check": Transaction("4", "check"),
}


def _cover(
    kind: str, lists: tuple[ListState, ...] = (OFFICIAL,), nexus: str = "", **changed: Any
) -> Coverage:
    declared = frozenset(nexus.split(",")) if nexus else None
    return cover(msgspec.structs.replace(WHOLE[kind], **changed), lists, nexus=declared)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_transaction_lacks_nothing(kind: str) -> None:
    found = _cover(kind)
    assert (found.profile, found.complete, found.missing) == (kind, True, ())


@pytest.mark.parametrize(
    ("kind", "changed", "missing"),
    [
        ("order", {"parties": ()}, "no buyer or consignee or end user"),
        ("order", {"parties": (Party("shipper", "A"),)}, "no buyer or consignee or end user"),
        ("order", {"parties": (Party("buyer", ""),)}, "no buyer or consignee or end user"),
        ("order", {"goods": ()}, "no goods line"),
        ("order", {"goods": (GoodsLine(""),)}, "no goods line with an HS code"),
        ("order", {"destination_country": ""}, "no destination country"),
        ("shipment", {"parties": ()}, "no consignee or end user"),
        ("shipment", {"parties": (Party("buyer", "A"),)}, "no consignee or end user"),
        ("shipment", {"goods": ()}, "no goods line"),
        (
            "shipment",
            {"goods": (GoodsLine("854231"), GoodsLine("8542"))},
            "goods line 2: only 4 digits: six are needed",
        ),
        ("shipment", {"goods": (GoodsLine(""),)}, "goods line 1: no code given"),
        ("shipment", {"destination_country": ""}, "no destination country"),
        ("payment", {"parties": (Party("payee", "B"),)}, "no payer"),
        ("payment", {"parties": (Party("payer", "A"),)}, "no payee"),
    ],
)
def test_each_missing_part_is_named(kind: str, changed: dict[str, Any], missing: str) -> None:
    found = _cover(kind, **changed)
    assert not found.complete
    assert found.missing == (missing,)


@pytest.mark.parametrize("kind", ["order", "shipment"])
@pytest.mark.parametrize("role", ["consignee", "end_user"])
def test_any_role_of_a_group_meets_it(kind: str, role: str) -> None:
    assert _cover(kind, parties=(Party(role, "A"),)).complete


def _number(role: str, kind: str = "imoNumber", name: str = "") -> Party:
    value = {"imoNumber": "9179842", "swiftBic": "ABCDDEFF"}.get(kind, "7707083893")
    return Party(role, name, identifiers=(Identifier(kind, value),))


def _only(role: str) -> str:
    return f"the {role} has no name; only its number was compared"


@pytest.mark.parametrize(
    ("kind", "parties", "missing"),
    [
        # Found by a newcomer: a consignee with a tax number and no name was "screened whole".
        ("shipment", (_number("consignee", "innCode"),), (_only("consignee"),)),
        ("shipment", (_number("consignee"),), (_only("consignee"),)),
        ("shipment", (_number("end_user", "innCode", "—"),),
         (_only("end user"), "end user: the name cannot be read (“—”)")),
        ("order", (_number("buyer"), _number("end_user")),
         (_only("buyer"), _only("end user"))),
        ("order", (_number("buyer"), _number("buyer")), (_only("buyer"),)),
        ("order", (_number("buyer"), Party("consignee", "")), (_only("buyer"),)),
        ("payment", (_number("payer"), Party("payee", "B")), (_only("payer"),)),
        ("shipment", (Party("consignee", "", identifiers=(Identifier("innCode", "n/a"),)),),
         ("no consignee or end user",)),
        ("order", (_number("vessel"),), ("no buyer or consignee or end user",)),
        # One named role of the group is enough, and a name beside the number.
        ("order", (_number("buyer"), Party("end_user", "A")), ()),
        ("shipment", (_number("consignee", name="A"),), ()),
    ],
)  # fmt: skip
def test_a_required_role_needs_a_party_with_a_name(
    kind: str, parties: tuple[Party, ...], missing: tuple[str, ...]
) -> None:
    assert _cover(kind, parties=parties).missing == missing


@pytest.mark.parametrize(
    ("party", "notes"),
    [
        (_number("payee_bank", "swiftBic"), (_only("payee bank"),)),
        (_number("vessel"), ()),
        (_number("vessel", "mmsi"), ()),
        (_number("vessel", "innCode"), (_only("vessel"),)),
        (_number("carrier"), (_only("carrier"),)),
        (Party("carrier", ""), ()),
    ],
)
def test_another_party_with_a_number_alone_is_a_note(party: Party, notes: tuple[str, ...]) -> None:
    """A ship is named by its number; everybody else was only half compared."""
    found = _cover("shipment", parties=(Party("consignee", "A"), party))
    assert (found.complete, found.notes) == (True, notes)


@pytest.mark.parametrize("role", ["consignee", "carrier", "payee_bank", "vessel"])
def test_what_the_reading_of_a_file_said_is_not_said_twice(role: str) -> None:
    """Both rooms say it: the reading of any party, coverage of what a profile requires."""
    party = {"role": role, "identifiers": [{"kind": "leiCode", "value": "5493001KJTIIGC8Y1R12"}]}
    read = transaction_of({"id": "1", "parties": [party], "goods": [{"hs_code": "854231"}]})
    found = cover(read, (OFFICIAL,))
    for told in (found.missing, found.notes):
        said = [text for text in told if "only its number was compared" in text]
        assert len(said) <= 1, said
    assert any("only its number was compared" in text for text in (*found.missing, *found.notes))


def test_what_is_missing_is_not_noted_again() -> None:
    parties = (_number("consignee"), _number("consignee"), _number("notify"))
    found = _cover("shipment", parties=parties)
    assert found.missing == (_only("consignee"),)
    assert found.notes == (_only("notify"),)


@pytest.mark.parametrize(
    "changed",
    [
        {"parties": (Party("buyer", "A"), Party("consignee", "B", country="DE"))},
        {"parties": (Party("buyer", "A"), Party("end_user", "B", country="DE"))},
        {"legs": (Leg(to_country="PL"), Leg(to_country="DE"))},
    ],
)
def test_a_destination_may_be_told_by_another_part(changed: dict[str, Any]) -> None:
    assert _cover("order", destination_country="", **changed).complete


def test_a_buyer_or_an_earlier_leg_is_no_destination() -> None:
    changed: dict[str, Any] = {
        "parties": (Party("buyer", "A", country="DE"),),
        "legs": (Leg(to_country="DE"), Leg()),
    }
    found = _cover("order", destination_country="", **changed)
    lacking = ("no destination country", "leg 2 names no place and no country")
    assert found.missing == lacking


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("lists", [(), (EXAMPLE,)])
def test_the_watch_pack_is_never_an_official_list(kind: str, lists: tuple[ListState, ...]) -> None:
    assert _cover(kind, lists).missing == (NO_OFFICIAL,)


def test_a_stale_list_counts_and_a_refused_one_is_named() -> None:
    assert _cover("check", (STALE,)).complete
    assert _cover("check", (OFFICIAL, REFUSED)).missing == (
        "list eu_fsf was refused: not screened (it shrank)",
    )
    assert _cover("check", (STALE, REFUSED)).stale == ("ofac_sdn", "eu_fsf")


def test_a_list_whose_newer_version_was_refused_was_screened_and_says_by_which() -> None:
    """Found by a newcomer: "not screened" beside a match that this very list gave."""
    told = (
        "list us_ofac_sdn was screened against its version of 2026-11-10: "
        "a newer version was refused on 2026-11-20: it shrank"
    )
    found = _cover("check", (NEWER_REFUSED,), "US")
    assert (found.missing, found.complete, found.stale) == ((told,), False, ("us_ofac_sdn",))


def test_a_list_that_ended_covers_nothing() -> None:
    """Found by a newcomer: the ConList of 2014 made UK law complete."""
    assert _cover("check", (ENDED,), "UK").missing == (NONE_USABLE,)
    found = _cover("check", (UN_LIST, ENDED), "UK")
    assert found.missing == ("no official list of UK law",)
    assert found.notes == ("list uk_conlist: the list ended on 2026-01-28",)
    assert _cover("check", (OFFICIAL, ENDED)).complete


def test_a_half_read_list_that_somebody_accepted_is_not_whole_and_says_who() -> None:
    """Found by a newcomer: an accepted list of three amendments made an answer complete."""
    why = "accepted by A. Auditor on 2026-11-20 (a test) although: it holds amendments only"
    half = "it was half read: it holds amendments only"
    list_ = msgspec.structs.replace(OFFICIAL, why=why, lacks=(half,))
    found = _cover("check", (list_,))
    assert found.missing == (f"list un_sc is not whole: {half}",)
    assert found.notes == (f"list un_sc: {why}",)


def test_a_lack_of_old_versions_that_is_made_good_is_not_told() -> None:
    """Versions stored before addresses were compared still say that they are not."""
    lacks = ("7 entries give only an address, and addresses are not compared", "no aliases")
    list_ = msgspec.structs.replace(OFFICIAL, lacks=lacks)
    assert _cover("check", (list_,)).missing == ("list un_sc is not whole: no aliases",)


def test_a_list_without_a_version_of_that_day_is_named() -> None:
    """Found in review: a look-back to a day before the first version said nothing of it."""
    named = (
        "list ofac_sdn has no version of that day or before: not screened (the oldest version in "
        "the store is of 2024-05-01, after 2023-01-01)"
    )
    assert _cover("check", (OFFICIAL, ABSENT)).missing == (named,)
    assert _cover("check", (EXAMPLE, ABSENT)).missing == (NONE_USABLE, named)
    assert _cover("check", (ABSENT, REFUSED)).missing[0] == NONE_USABLE
    assert NO_OFFICIAL not in _cover("check", (ABSENT,)).missing
    assert _cover("check", (ABSENT,)).stale == ("ofac_sdn",)


def _list(name: str, authority: str, state: str = "current") -> ListState:
    return ListState(name, f"{name}@2026-11-20#0", state, authority=authority)


OFAC_LIST = _list("ofac_sdn", "US Treasury, OFAC")
DENIED = _list("us_bis_dpl", "US Bureau of Industry and Security")
UN_LIST = _list("un_sc", "UN Security Council")
OWN_LIST = _list("mine", "")


@pytest.mark.parametrize(
    ("lists", "nexus", "missing"),
    [
        # Found in review: EU law declared, only American lists, and the answer called it complete.
        ((OFAC_LIST,), "EU", ("no official list of EU law",)),
        ((OFAC_LIST,), "US", ()),
        ((OFAC_LIST,), "", ()),
        # Found in review: the Denied Persons alone were US law.
        (
            (DENIED, UN_LIST),
            "US,UN",
            ("no us_ofac_sdn, which US law requires: us_bis_dpl alone is not enough",),
        ),
        ((DENIED, OFAC_LIST), "US", ()),
        ((OFAC_LIST, UN_LIST), "US,UN", ()),
        ((OFAC_LIST,), "JP,EU,US", ("no official list of EU law", "no official list of JP law")),
        ((OFAC_LIST, _list("eu_fsf", "European Commission")), "EU,US", ()),
        ((OFAC_LIST, _list("eu_fsf", "European Commission", "stale")), "EU", ()),
        (
            (OFAC_LIST, OWN_LIST),
            "EU",
            ("no official list of EU law (whose law these are is not stated: mine)",),
        ),
        ((), "EU", (NO_OFFICIAL,)),
        (
            (OFAC_LIST, _list("eu_fsf", "European Commission", "absent")),
            "EU",
            (
                "list eu_fsf has no version of that day or before: not screened",
                "no official list of EU law",
            ),
        ),
    ],
)
def test_a_declared_nexus_needs_an_official_list_of_its_law(
    lists: tuple[ListState, ...], nexus: str, missing: tuple[str, ...]
) -> None:
    assert _cover("check", lists, nexus).missing == missing


def test_a_private_list_is_no_official_list_of_a_regime() -> None:
    private = ListState("ours", "ours@2026-11-20#0", "current", official=False, authority="EU")
    assert _cover("check", (OFAC_LIST, private), "EU").missing == ("no official list of EU law",)


FULL = GoodsLine(
    "854231", description="chips", eccn="3A001", maker="Invented Chips", part_number="X-1"
)


def test_fields_of_the_goods_that_nothing_asks_about_are_said() -> None:
    """Found in review: a line with nothing but its ECCN was called fully screened."""
    assert _cover("shipment", goods=(FULL,)).notes == ("not screened: part number",)
    assert _cover("shipment", goods=(FULL,)).complete
    # A maker is screened as a party is.
    part = (GoodsLine("854231", maker="A"), GoodsLine("854231", eccn="3A001"))
    assert _cover("shipment", goods=part).notes == ()
    assert _cover("shipment", goods=(GoodsLine("854231", description="  "),)).notes == ()
    assert _cover("payment", goods=(FULL,)).complete


@pytest.mark.parametrize(
    ("kind", "goods", "missing"),
    [
        (
            "order",
            (GoodsLine(eccn="3A001"),),
            ("no goods line with an HS code",),
        ),
        (
            "order",
            (FULL, GoodsLine("n/a", description="chips", part_number="X")),
            ("goods line 2: no HS code and no ECCN, only part number and description",),
        ),
        ("order", (FULL, GoodsLine("8542", description="chips")), ()),
        ("order", (FULL, GoodsLine()), ()),
        ("shipment", (GoodsLine(eccn="3A001"),), ("goods line 1: no code given",)),
        ("shipment", (FULL, GoodsLine(description="x")), ("goods line 2: no code given",)),
        ("shipment", (GoodsLine("8542.3"),),
         ("goods line 1: 8542.3 stands above listed codes: six are needed",)),
        ("shipment", (GoodsLine("8542.00"),),
         ("goods line 1: 8542.00 stands above listed codes: six are needed",)),
        ("shipment", (GoodsLine("8541.1"), GoodsLine("6403.9")), ()),
        ("payment", (GoodsLine(eccn="3A001"),), ()),
    ],
)  # fmt: skip
def test_a_line_told_only_by_what_is_not_screened_is_missing(
    kind: str, goods: tuple[GoodsLine, ...], missing: tuple[str, ...]
) -> None:
    assert _cover(kind, goods=goods).missing == missing


def test_days_of_legs_that_are_no_days_are_said() -> None:
    legs = (Leg(departs_on="2026-01-02"), Leg(departs_on="2.1.2026", arrives_on="soon"))
    rest = "(YYYY-MM-DD); the other days of the papers were used"
    assert _cover("shipment", legs=legs).notes == (
        f"leg 2: departs_on is not a day: “2.1.2026” {rest}",
        f"leg 2: arrives_on is not a day: “soon” {rest}",
    )


@pytest.mark.parametrize("written", ["Iran", "ir", "I", "IRN", "UA-40", "R U"])
@pytest.mark.parametrize(
    ("changed", "where"),
    [
        (lambda text: {"destination_country": text}, "destination country"),
        (lambda text: {"parties": (Party("end_user", "A", country=text),)}, "end user"),
        (lambda text: {"legs": (Leg(from_country=text),)}, "leg 1"),
        (lambda text: {"legs": (Leg("Hamburg"), Leg(via_country=text))}, "leg 2"),
        (lambda text: {"legs": (Leg(to_country=text),)}, "leg 1"),
    ],
)
def test_a_country_that_is_no_code_is_missing(written: str, changed: Any, where: str) -> None:
    """Found in review: {"country": "Iran"} from Python met no rule, and nobody was told."""
    found = _cover("shipment", **changed(written))
    assert found.missing == (
        f"{where}: not a country code: “{written}” (ISO 3166-1 alpha-2 in capitals)",
    )


def test_what_could_not_be_understood_is_missing_and_what_was_repaired_is_a_note() -> None:
    found = _cover(
        "check",
        remarks=(
            Remark("country not understood", "Country", 3, blocks=True),
            Remark("country not understood", "Country", 3, blocks=True),
            Remark("day and month taken", "Date"),
            Remark("cell cut", row=4),
            Remark("bare"),
        ),
    )
    assert found.missing == ("country not understood",)
    assert found.notes == (
        "country not understood (row 3, column “Country”)",
        "country not understood (row 3, column “Country”)",
        "day and month taken (column “Date”)",
        "cell cut (row 4)",
        "bare",
    )


def test_what_was_screened_is_counted() -> None:
    found = _cover(
        "shipment",
        parties=(Party("consignee", "A"), Party("bank", "B"), Party("consignee", "C")),
        legs=(Leg(), Leg()),
    )
    assert (found.parties, found.goods_lines, found.legs) == (3, 2, 2)
    assert found.roles == ("consignee", "bank")
    assert found.lists == (OFFICIAL,)


def test_everything_missing_is_named_in_the_order_of_the_profile() -> None:
    bare = cover(Transaction("1", "shipment"), ())
    assert bare.missing == (
        NO_OFFICIAL, "no consignee or end user", "no goods line", "no destination country",
    )  # fmt: skip


def test_an_unknown_kind_is_measured_by_the_strictest_profile_and_told() -> None:
    found = cover(Transaction("1", "gift"), (OFFICIAL,))
    assert found.profile == "shipment"
    assert "“gift”" in found.missing[0]
    assert "no goods line" in found.missing


@pytest.mark.parametrize("name", ["—", "...", "   "])
def test_a_name_without_a_word_names_nobody(name: str) -> None:
    missing = _cover("order", parties=(Party("buyer", name),)).missing
    assert missing[0] == "no buyer or consignee or end user"
    assert missing[1:] == ((f"buyer: the name cannot be read (“{name}”)",) if name.strip() else ())


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("name", ["???", "????? ????", "\ufffd\ufffd", "- - -", "。。"])
def test_a_name_that_cannot_be_read_is_missing_in_every_profile(kind: str, name: str) -> None:
    """Found in review: question marks of a wrong character set counted as screened."""
    parties = (*WHOLE[kind].parties, Party("notify", name), Party("notify", "Brasdol"))
    found = _cover(kind, parties=parties)
    assert found.missing == (f"notify: the name cannot be read (“{name}”)",)


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        ("TBD", True), ("854", True), ("85", True), ("junk", True), ("12345678901234", True),
        ("8542", False), ("85423", False), ("8542.3", False), ("854231", False), ("", False),
        ("  ", False), ("n/a", False), ("-", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("position", [0, 1])
def test_an_unreadable_code_of_an_order_is_missing(
    written: str,
    missing: bool,
    position: int,
) -> None:
    """Found in review: one readable code used to silence all others."""
    goods = [GoodsLine("854231")]
    goods.insert(position, GoodsLine(written))
    found = _cover("order", goods=tuple(goods)).missing
    said = [f"goods line {position + 1}: {read_hs_code(written).problem}"] if missing else []
    assert list(found) == said


def test_an_order_with_no_code_but_an_unreadable_one_lacks_both() -> None:
    assert _cover("order", goods=(GoodsLine("junk"),)).missing == (
        "no goods line with an HS code",
        "goods line 1: not a code: junk",
    )


@pytest.mark.parametrize("written", ["TBD", "854"])
def test_a_shipment_names_every_unreadable_code(written: str) -> None:
    found = _cover("shipment", goods=(GoodsLine("854231"), GoodsLine(written))).missing
    assert found == (f"goods line 2: {read_hs_code(written).problem}",)


def test_the_profiles_are_those_of_the_rule_book() -> None:
    rows = re.findall(
        r"^\| (order|shipment|payment) \| (.*?) \|", DOCS.read_text("utf-8"), re.MULTILINE
    )
    said = {kind: roles.replace(" and ", "; ") for kind, roles in rows}
    held = {
        name: "; ".join(" or ".join(group).replace("_", " ") for group in profile.roles)
        for name, profile in load_profiles().items()
        if name != "check"
    }
    assert held == said


def _with_legs(destination: str, *legs: Leg) -> Coverage:
    paper = msgspec.structs.replace(
        WHOLE["shipment"], legs=legs, destination_country=destination,
        parties=(Party("consignee", "A", country=destination),),
    )  # fmt: skip
    return cover(paper, (OFFICIAL,), unplaced=unplaced_ends(paper, default_positions()))


@pytest.mark.parametrize(
    ("leg", "said"),
    [
        # Found in review: a port that no table knows, without a country, was fully screened, and
        # so was a leg that ends nowhere.
        (Leg("Hamburg", "", "Quowexville", ""), "leg 1 to: “Quowexville” is in no table of places"),
        (Leg("Hamburg", "DE"), "leg 1 names neither the place nor the country in which it ends"),
    ],
)
def test_an_end_of_a_leg_that_nobody_can_place_is_said(leg: Leg, said: str) -> None:
    (lacking,) = [one for one in _with_legs("", leg).missing if one.startswith("leg")]
    assert lacking.startswith(said)
    bound = _with_legs("DE", leg, Leg("Quowexville", "FR", "Tehran", ""))
    assert bound.complete
    assert [note for note in bound.notes if note.startswith(said)] == [lacking]


def test_an_empty_leg_is_lacking() -> None:
    assert "leg 1 names no place and no country" in _with_legs("DE", Leg(mode="sea")).missing


@pytest.mark.parametrize(
    ("day", "said"),
    [("2025-02", "first and last were asked"), ("2025-13", "is not a day"), ("", "")],
)
def test_a_month_of_a_leg_is_said_to_be_one(day: str, said: str) -> None:
    paper = msgspec.structs.replace(
        WHOLE["shipment"], legs=(Leg("Hamburg", "DE", "Riga", "LV", departs_on=day),)
    )
    notes = [note for note in cover(paper, (OFFICIAL,)).notes if "departs_on" in note]
    assert len(notes) == bool(said)
    assert all(said in note for note in notes)


def test_the_coverage_of_goods_says_which_law_was_asked_and_which_is_not_held() -> None:
    """Complete means that nothing required was missing, not that every law was asked."""
    found = _cover("shipment", parties=(Party("consignee", "A"),))
    assert found.goods_law.startswith("asked chpl, ear_746_supp7")
    assert "not held here: dual-use and munitions lists" in found.goods_law
    assert _cover("shipment", parties=(Party("consignee", "A"),), goods=()).goods_law == ""


@pytest.mark.parametrize(
    ("code", "said"), [("7701.00", "is reserved"), ("9999.99", "of one country"), ("9803.00", "of")]
)
@pytest.mark.parametrize("kind", ["order", "shipment"])
def test_a_code_of_a_chapter_without_goods_is_no_code(kind: str, code: str, said: str) -> None:
    """It passed as a code on no table, and the answer was complete."""
    found = _cover(kind, parties=(Party("consignee", "A"),), goods=(GoodsLine(code, "things"),))
    assert not found.complete
    assert any("goods line 1" in one and said in one for one in found.missing)
