"""Below the line: same seed same sample, an interval that covers the truth, labels read back."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import InputError, TuningError
from counterflow.core.model.listings import Listing
from counterflow.core.model.parties import Party
from counterflow.core.tables.reading import open_table
from counterflow.core.tables.rows import Row
from counterflow.core.tables.writing import open_writer
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.screening.tuning.below_the_line import (
    DIFFERENT,
    SAME,
    UNSURE,
    BelowSample,
    Pair,
    draw_below,
    estimate,
)
from counterflow.screening.tuning.labels import (
    check_unfilled,
    read_labels,
    read_sample,
    sample_path,
    write_sample,
)
from counterflow.watch.index.build import build_index
from tuning_ground import Blind, invented

LISTINGS = invented(80)


@pytest.fixture(scope="module")
def matcher() -> PartyMatcher:
    return PartyMatcher(build_index(LISTINGS))


def near_parties(count: int) -> list[Party]:
    """Names of the lists with another word in place of one, so that many lie below the line."""
    words = [listing.caption.split() for listing in LISTINGS]
    return [
        Party("", " ".join([words[n][0], words[(n * 7 + 3) % 80][1]]), schema="Person")
        for n in range(count)
    ]


def drawn(matcher: PartyMatcher, parties: list[Party], **options: object) -> BelowSample:
    return draw_below(parties, matcher, threshold=0.9, **{"band": 0.6, **options})  # type: ignore[arg-type]


def test_the_same_seed_draws_the_same_sample_in_any_order(matcher: PartyMatcher) -> None:
    parties = near_parties(60)
    one = drawn(matcher, parties, seed=5, size=20)
    assert one == drawn(matcher, parties[::-1], seed=5, size=20)
    assert one.pairs != drawn(matcher, parties, seed=6, size=20).pairs
    assert len(one.pairs) == 20 < one.population
    assert len({pair.id for pair in one.pairs}) == 20
    assert not any(pair.id.isdigit() for pair in one.pairs)


def test_only_pairs_of_the_band_are_drawn(matcher: PartyMatcher) -> None:
    found = drawn(matcher, near_parties(60), size=10_000)
    assert len(found.pairs) == found.population > 20
    assert all(0.3 <= pair.score < 0.9 for pair in found.pairs)


def test_a_pair_that_a_search_at_the_threshold_loses_is_told(matcher: PartyMatcher) -> None:
    """A search that finds less the higher it is asked must not hide behind the sample."""

    class Forgetful(Blind):
        def match(self, profiles, *, limit, threshold):  # type: ignore[no-untyped-def]
            return (
                [() for _ in profiles]
                if threshold > 0.5
                else matcher.match(profiles, limit=limit, threshold=threshold)
            )

    listed = [Party("", one.caption, schema=one.schema) for one in LISTINGS[:10]]
    found = draw_below(listed, Forgetful(), threshold=0.9, band=0.6)
    assert found.unfound_count >= 10
    assert {pair.score >= 0.9 for pair in found.unfound} == {True}
    assert not {pair.id for pair in found.unfound} & {pair.id for pair in found.pairs}
    assert {pair.status for pair in found.unfound} == {"lost: the party has no match at 0.90"}
    assert {pair.status for pair in found.pairs} <= {"drawn"}
    assert draw_below(listed, matcher, threshold=0.9, band=0.6).unfound_count == 0


def test_labels_of_pairs_that_no_search_finds_are_counted_apart(tmp_path: Path) -> None:
    """They were not drawn at random: an estimate that took them in would be wrong."""
    sample, _ = _sample(50, 4, 1)
    lost = Pair("p-lost", Party("", "x"), "l", "house", "x", "x", (), (), 0.9, "", "lost: …")
    sample = msgspec.structs.replace(sample, unfound=(lost,), unfound_count=1)
    path = tmp_path / "below.csv"
    write_sample(sample, path)
    table = open_table(path)
    rows = [row.cells for row in table if isinstance(row, Row)]
    assert [cells[table.columns.index("status")] for cells in rows] == [*4 * ["drawn"], "lost: …"]
    labels = read_labels(_filled(path, [*4 * ["different"], "same"])).by_pair
    found = estimate(sample, labels)
    assert (found.same, found.different, found.unlabelled) == (0, 4, 0)
    assert (found.unfound, found.unfound_same) == (1, 1)


@pytest.mark.parametrize("column", ["label", "reviewer", "remark"])
@pytest.mark.parametrize("other", [False, True])
def test_a_filled_table_is_not_written_over(tmp_path: Path, column: str, other: bool) -> None:
    """The sample beside it belongs to tables of every ending."""
    path = tmp_path / "below.csv"
    check_unfilled(path)
    write_sample(_sample(10, 2, 1)[0], path)
    check_unfilled(path)
    table = open_table(path)
    rows = [row.cells for row in table if isinstance(row, Row)]
    rows[1][table.columns.index(column)] = "x"
    with open_writer(path, "csv", table.columns) as writer:
        for cells in rows:
            writer.write(cells)
    with pytest.raises(TuningError, match="with 1 rows filled in") as caught:
        check_unfilled(path.with_suffix(".xlsx") if other else path)
    assert "--overwrite" in caught.value.remedy


def test_a_file_that_is_no_labelling_file_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Order No,Buyer\n1,Korlin\n", "utf-8")
    with pytest.raises(TuningError, match="no labelling file"):
        check_unfilled(path)


@pytest.mark.parametrize("options", [{"band": 0.0}, {"band": 0.9}, {"size": 0}])
def test_a_band_or_a_size_that_is_none_is_refused(options: dict[str, float]) -> None:
    with pytest.raises(TuningError) as caught:
        draw_below([], Blind(), threshold=0.9, **options)  # type: ignore[arg-type]
    assert caught.value.remedy


def _sample(population: int, size: int, seed: int) -> tuple[BelowSample, list[int]]:
    """Draw numbers as pairs are drawn, without a matcher."""
    rng = random.Random(seed)
    numbers = rng.sample(range(population), size)
    pairs = tuple(
        Pair(f"p-{n}", Party("", str(n)), f"l-{n}", "house", str(n), str(n), (), (), 0.65, "")
        for n in numbers
    )
    return BelowSample("a.csv", seed, 0.6, 0.7, population, population, pairs), numbers


@settings(max_examples=25)
@given(st.integers(20, 400), st.floats(0.05, 1.0), st.floats(0.0, 0.4), st.integers(0, 2**32))
def test_the_interval_covers_the_truth_in_simulation(
    population: int, part: float, misses: float, seed: int
) -> None:
    """Of 60 samples at most a tenth miss a truth that is known: 5 % are allowed to."""
    size, truth = max(1, int(population * part)), round(population * misses)
    held = 0
    for again in range(60):
        sample, numbers = _sample(population, size, seed + again)
        labels = {f"p-{n}": SAME if n < truth else DIFFERENT for n in numbers}
        found = estimate(sample, labels)
        held += found.low <= truth <= found.high
        if size == population:
            assert (found.low, found.misses, found.high) == (truth, truth, truth)
    # The chance that 60 trials at 95 % hold fewer than 49 times is below one in two million.
    assert held >= 49


@given(st.lists(st.sampled_from([SAME, DIFFERENT, UNSURE, ""]), min_size=1, max_size=30))
def test_leaving_pairs_open_never_makes_the_upper_end_better(said: list[str]) -> None:
    sample, numbers = _sample(200, len(said), 3)
    labels = {f"p-{n}": word for n, word in zip(numbers, said, strict=True) if word}
    found = estimate(sample, labels)
    decided = {key: SAME if word in (SAME, UNSURE) else word for key, word in labels.items()}
    decided |= {f"p-{n}": SAME for n in numbers if f"p-{n}" not in decided}
    assert found.high == estimate(sample, decided).high
    assert found.same + found.different + found.unsure + found.unlabelled == found.drawn
    assert found.low <= found.misses <= found.high


def test_labels_of_another_sample_are_refused() -> None:
    sample, _ = _sample(50, 10, 1)
    with pytest.raises(TuningError, match="1 labelled pairs are not of this sample"):
        estimate(sample, {"p-elsewhere": SAME})


def _filled(path: Path, words: list[str], reviewer: str = "A. Officer") -> Path:
    """Fill the labels of a labelling file in."""
    table = open_table(path)
    rows = [row.cells for row in table if isinstance(row, Row)]
    at, who = table.columns.index("label"), table.columns.index("reviewer")
    for cells, word in zip(rows, words, strict=False):
        cells[at], cells[who] = word, reviewer
    with open_writer(path, path.suffix[1:], table.columns) as writer:
        for cells in rows:
            writer.write(cells)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_labelling_file_comes_back(matcher: PartyMatcher, tmp_path: Path, ending: str) -> None:
    sample = drawn(matcher, near_parties(40), size=6)
    path = tmp_path / f"below.{ending}"
    write_sample(sample, path)
    assert read_sample(path) == sample
    assert read_labels(path) == ({}, ())
    labels = read_labels(_filled(path, ["same", "D", " unsure ", "No", "", "m"]))
    ids = [pair.id for pair in sample.pairs]
    words = [SAME, DIFFERENT, UNSURE, DIFFERENT, None, SAME]
    assert labels.by_pair == {one: word for one, word in zip(ids, words, strict=True) if word}
    assert labels.reviewers == ("A. Officer",)


def test_the_reviewer_sees_no_score(matcher: PartyMatcher, tmp_path: Path) -> None:
    """Whoever sees the score judges the score."""
    write_sample(drawn(matcher, near_parties(40), size=6), tmp_path / "below.csv")
    assert "0." not in (tmp_path / "below.csv").read_text("utf-8-sig")


def test_a_cell_of_the_labelling_file_is_no_formula(tmp_path: Path) -> None:
    sample, _ = _sample(10, 1, 1)
    (pair,) = sample.pairs
    evil = msgspec.structs.replace(pair, party=Party("", "=HYPERLINK(1)"))
    write_sample(msgspec.structs.replace(sample, pairs=(evil,)), tmp_path / "below.csv")
    assert "'=HYPERLINK" in (tmp_path / "below.csv").read_text("utf-8-sig")


def test_faults_of_a_labelling_file_are_told(tmp_path: Path) -> None:
    sample, _ = _sample(10, 2, 1)
    path = tmp_path / "below.csv"
    write_sample(sample, path)
    with pytest.raises(TuningError, match="'perhaps' is no label") as caught:
        read_labels(_filled(path, ["perhaps"]))
    assert "line 2" in caught.value.where
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(TuningError, match="no column pair and label and reviewer"):
        read_labels(path)
    sample_path(path).write_text("{", "utf-8")
    with pytest.raises(TuningError, match="is none"):
        read_sample(path)
    sample_path(path).unlink()
    with pytest.raises(InputError, match="cannot be read"):
        read_sample(path)


def test_two_lists_with_the_same_ids_give_two_pairs() -> None:
    both = [Listing("7", of_list, "Person", {"name": ["Korlin Zaventir"]}) for of_list in "ab"]
    party = Party("", "Korlin Zaventur Fengri", schema="Person")
    drawn = draw_below([party], PartyMatcher(build_index(both)), threshold=0.99, band=0.9)
    assert sorted(pair.list for pair in drawn.pairs) == ["a", "b"]
    assert len({pair.id for pair in drawn.pairs}) == drawn.population == 2


def test_all_rows_at_fault_are_named_at_once(tmp_path: Path) -> None:
    """And no label counts for which nobody stands."""
    path = tmp_path / "below.csv"
    rows = "p-1,same,A\np-1,same,A\np-1,different,A\np-2,perhaps,A\np-3,same,\np-4,, \np-5,hm, \n"
    path.write_text(f"pair,label,reviewer\n{rows}", "utf-8")
    with pytest.raises(TuningError) as caught:
        read_labels(path)
    for told in ("the pair p-1 is labelled twice (lines 2, 3, 4)", "'perhaps' is no label (line 5)",
                 "no reviewer is named (lines 6, 8)", "'hm' is no label (line 8)"):  # fmt: skip
        assert told in caught.value.what
    assert caught.value.where.endswith("lines 2, 3, 4, 5, 6, 8")
