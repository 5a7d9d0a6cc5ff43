"""Before and after: alerts gained and lost, quality, what a change must rest on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import pytest

import counterflow
from counterflow.core.errors import TuningError
from counterflow.core.model.parties import Party
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.screening.tuning.change import propose_change, reason_fault
from counterflow.screening.tuning.comparison import Comparison, Side, compare_sides
from counterflow.screening.tuning.labelled_set import LabelledPair, LabelledSet, read_labelled
from counterflow.screening.tuning.parties_in import read_parties
from counterflow.watch.index.build import build_index
from tuning_ground import Blind, invented

LISTINGS = invented(40)
PARTIES = Counter(
    {Party("", one.caption, schema=one.schema): 1 + at % 3 for at, one in enumerate(LISTINGS[:20])}
)
GOOD = "of 200 labelled pairs between 0.70 and 0.72 none was the same party"


@pytest.fixture(scope="module")
def matcher() -> PartyMatcher:
    return PartyMatcher(build_index(LISTINGS))


def side(finder: object, threshold: float = 0.7, name: str = "A") -> Side:
    return Side(name, finder, threshold, "2026-01-20", ())  # type: ignore[arg-type]


def labelled() -> LabelledSet:
    same = [
        LabelledPair(f"s{n}", Party("", one.caption, schema=one.schema), one.id, "", same=True)
        for n, one in enumerate(LISTINGS[:6])
    ]
    different = LabelledPair("d1", Party("", LISTINGS[1].caption), LISTINGS[30].id, "", same=False)
    return LabelledSet("set.csv", (*same, different), 0)


def between(matcher: PartyMatcher) -> LabelledSet:
    """Pairs that persons have called different, of any score."""
    near = [Party("", one.caption[:-3], schema=one.schema) for one in LISTINGS]
    pairs = [
        LabelledPair(f"n{n}", party, listing.id, "", same=False)
        for n, (party, listing) in enumerate(zip(near, LISTINGS, strict=True))
    ]
    return LabelledSet("near.csv", tuple(pairs), 0)


def test_the_same_side_twice_changes_nothing(matcher: PartyMatcher) -> None:
    found = compare_sides(side(matcher), side(matcher), PARTIES, labelled=labelled())
    assert (found.gained_count, found.lost_count) == (0, 0)
    assert found.before == found.after
    assert found.forecast.change[0] == 0
    assert found.forecast.change[1] <= 0 <= found.forecast.change[2]


def test_what_one_side_loses_is_named(matcher: PartyMatcher) -> None:
    """And turned round it is what the other gains."""
    lost = compare_sides(side(matcher), side(Blind()), PARTIES, labelled=labelled(), volume=200)
    gained = compare_sides(side(Blind()), side(matcher), PARTIES, labelled=labelled())
    assert lost.lost == gained.gained
    assert lost.lost_count == lost.before.alerts >= len(PARTIES)
    assert [row.score for row in lost.lost] == sorted((r.score for r in lost.lost), reverse=True)
    assert lost.labelled_lost == gained.labelled_gained == tuple(f"s{n}" for n in range(6))
    assert lost.before.parties.part == len(PARTIES)
    assert lost.before.records == PARTIES.total()
    assert lost.forecast.before == (200, *lost.forecast.before[1:])
    assert lost.forecast.change[2] < 0


def test_a_higher_threshold_loses_and_never_gains(matcher: PartyMatcher) -> None:
    near = Counter({Party("", one.caption[:-2], schema=one.schema): 1 for one in LISTINGS})
    found = compare_sides(side(matcher, 0.6), side(matcher, 0.95), near)
    assert found.gained_count == 0
    assert found.lost_count == found.before.alerts - found.after.alerts > 0
    assert all(row.score < 0.95 for row in found.lost)
    assert found.before.quality is None


def test_quality_counts_by_hand(matcher: PartyMatcher) -> None:
    quality = compare_sides(
        side(matcher), side(matcher), PARTIES, labelled=labelled()
    ).after.quality
    assert quality is not None
    assert (quality.same, quality.different) == (6, 1)
    assert (quality.recall.part, quality.recall.whole) == (6, 6)
    assert (quality.precision.part, quality.precision.whole) == (6, 6)
    assert (quality.false_alerts.part, quality.false_alerts.whole) == (0, 6)


def _comparison(matcher: PartyMatcher, *, with_labels: bool = True) -> Comparison:
    given = between(matcher) if with_labels else None
    return compare_sides(side(matcher, 0.6), side(matcher, 0.95, "B"), PARTIES, labelled=given)


def test_a_change_with_all_that_it_needs_is_signed(matcher: PartyMatcher) -> None:
    signed = propose_change(
        _comparison(matcher),
        reason=f" {GOOD}\n",
        by="A. Officer",
        second="B. Head",
        on="2026-01-20",
    )
    assert signed.signature.reason == GOOD
    assert msgspec.json.decode(msgspec.json.encode(signed), type=type(signed)) == signed


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ({"reason": " "}, "no reason is given"),
        ({"reason": "to reduce workload"}, "workload alone is no reason"),
        ({"reason": "ok then"}, "says too little"),
        ({"by": ""}, "nobody proposes it"),
        ({"second": " "}, "no second person"),
        ({"second": "a.  OFFICER"}, "the second person is the first"),
    ],
)
def test_a_change_that_lacks_a_part_is_refused(
    matcher: PartyMatcher, missing: dict[str, str], told: str
) -> None:
    whole = {"reason": GOOD, "by": "A. Officer", "second": "B. Head", "on": "2026-01-20"}
    with pytest.raises(TuningError, match=told) as caught:
        propose_change(_comparison(matcher), **{**whole, **missing})
    assert (caught.value.code, caught.value.exit_code) == ("CF800", 2)
    assert caught.value.why
    assert caught.value.remedy


def test_a_change_without_a_labelled_pair_between_the_thresholds_is_refused(
    matcher: PartyMatcher,
) -> None:
    """Pairs below both, or above both, say nothing of what the change loses."""
    blank = compare_sides(side(matcher), side(matcher, 0.72), PARTIES, labelled=labelled())
    assert blank.labelled_between == 0
    given = {"reason": GOOD, "by": "A. Officer", "second": "B. Head", "on": "2026-01-20"}
    with pytest.raises(
        TuningError, match=r"no labelled pair lies between 0\.7 and 0\.72"
    ) as caught:
        propose_change(blank, **given)
    assert "--threshold 0.72 --band 0.02" in caught.value.remedy
    assert _comparison(matcher).labelled_between > 0


def test_what_no_pair_measures_is_told_as_such(matcher: PartyMatcher) -> None:
    quality = _comparison(matcher).before.quality
    assert quality is not None
    assert (quality.same, quality.recall.whole) == (0, 0)
    assert quality.false_alerts.share == 1.0


def test_a_change_without_evidence_is_refused_and_all_is_named(matcher: PartyMatcher) -> None:
    bare = compare_sides(side(matcher), side(matcher), Counter())
    with pytest.raises(TuningError) as caught:
        propose_change(bare, reason="", by="", second="", on="2026-01-20")
    for told in (
        "labelled set",
        "volume of alerts",
        "no reason",
        "nobody proposes",
        "second person",
    ):
        assert told in caught.value.what
    with pytest.raises(TuningError, match="labelled set"):
        propose_change(
            _comparison(matcher, with_labels=False),
            reason=GOOD,
            by="A",
            second="B",
            on="2026-01-20",
        )


@pytest.mark.parametrize(
    "reason",
    ["To reduce workload", "Too many false alerts; the team cannot keep up.",
     "less work, lower cost", "fewer hits please",
     "We need to cut the number of alerts because staff are short of time",
     "what the labelled set shows", " What the labelled set  shows.", "Uhu Aha Oho Ehe"],
)  # fmt: skip
def test_workload_and_placeholders_are_no_reason(reason: str) -> None:
    assert reason_fault(reason)


@pytest.mark.parametrize(
    "reason",
    [GOOD, "Fewer alerts, and the labelled sample of May shows no true match under 0.72",
     "The UK list was added, whose names carry patronymics"],
)  # fmt: skip
def test_a_reason_that_speaks_of_matches_is_one(reason: str) -> None:
    assert reason_fault(reason) == ""


def test_a_labelled_set_of_names_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(
        "id,schema,ours,theirs,same\na,Person,Korlin Zaven,ZAVEN Korlin,yes\n"
        "b,Person,Korlin Zaven,Mabos Qualin,no\nc,Person,X,Y,unsure\n", "utf-8"
    )  # fmt: skip
    found = read_labelled(path)
    assert [(pair.id, pair.same) for pair in found.pairs] == [("a", True), ("b", False)]
    assert found.left_out == 1
    quality = compare_sides(side(Blind()), side(Blind()), PARTIES, labelled=found).before.quality
    assert quality is not None
    assert (quality.recall.share, quality.false_alerts.part) == (1.0, 0)


@pytest.mark.parametrize(
    ("text", "told"),
    [("a,b\n1,2\n", "no labelled set"), ("ours,theirs,same\nA,B,yes\n", "lacks pairs"),
     ("ours,theirs,same\nA,B,perhaps\n", "'perhaps' is no label")],
)  # fmt: skip
def test_a_labelled_set_that_is_none_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(TuningError, match=told):
        read_labelled(path)


@pytest.mark.parametrize(
    ("rows", "name", "lines"),
    [
        ("a,A,B,yes\nb,C,D,no\na,E,F,no\n", "a", (2, 4)),
        ("a,A,B,unsure\nb,C,D,no\na,E,F,no\n", "a", (2, 4)),
        (",A,B,yes\nrow 1,C,D,no\n", "row 1", (2, 3)),
    ],
)
def test_an_id_that_stands_twice_is_refused_with_both_lines(
    tmp_path: Path, rows: str, name: str, lines: tuple[int, int]
) -> None:
    """The last of the two would else decide alone, and nobody would know."""
    path = tmp_path / "pairs.csv"
    path.write_text(f"id,ours,theirs,same\n{rows}", "utf-8")
    with pytest.raises(TuningError) as fault:
        read_labelled(path)
    assert fault.value.what == f"the id {name!r} stands twice in the labelled set"
    assert fault.value.where == f"{path}, line {lines[0]} and line {lines[1]}"
    assert fault.value.why
    assert fault.value.remedy


FILE = (
    "Order No,Buyer,Buyer Country\n1,Korlin Zaven,Iran\n2,Korlin Zaven,Iran\n3,Mabos Oy,Finland\n"
)


def test_parties_of_a_trade_file_and_of_its_outcomes_are_the_same(tmp_path: Path) -> None:
    path, out = tmp_path / "orders.csv", tmp_path / "out.ndjson"
    path.write_text(FILE, "utf-8")
    counterflow.open(tmp_path / "store").screen_file(path, output=out, kind="order")
    read = read_parties(path, kind="order")
    assert read.counts == read_parties(out).counts
    assert sorted(read.counts.values()) == [1, 2]
    assert (read.transactions, read.refused) == (3, 0)
    out.write_bytes(out.read_bytes() + b"{broken\n")
    broken = read_parties(out)
    assert broken.refused == 1
    assert [(one.what, one.line) for one in broken.refusals] == [
        ("no decision with its transaction", 4)
    ]


def test_a_file_without_a_party_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Order No,Buyer,Buyer Country\n1,,Iran\n", "utf-8")
    with pytest.raises(TuningError, match="names no party"):
        read_parties(path, kind="order")
