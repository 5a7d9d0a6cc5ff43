"""What a list change touches, found backwards, is what a full search finds changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from confusable import later, lists, parties
from counterflow.core.model.listings import Listing
from counterflow.core.model.parties import Party, entity_of
from counterflow.review.monitor.touched import ListChange
from counterflow.screening.pipeline.parties import PartyMatcher, compared
from counterflow.watch.index.build import build_index
from counterflow.watch.index.compiled import uncompiled
from counterflow.watch.index.kept_names import KeptNames, KeptSearch, NameReader
from counterflow.watch.index.restricted import restrict
from counterflow.watch.index.search import LEAST, CandidateSearch
from counterflow.watch.matching.entity import read_entity
from strategies import listing

THRESHOLD = 0.7


def _kept(asked: list[Party]) -> KeptNames:
    reader = NameReader()
    for at in range(0, len(asked), 3):
        reader.add([read_entity(entity_of(compared(one))) for one in asked[at : at + 3]])
    return reader.kept()


def _touched(before: list[Listing], after: list[Listing], asked: list[Party]) -> set[int]:
    change = ListChange(build_index(before), build_index(after), threshold=THRESHOLD)
    if change.everything:
        return set(range(len(asked)))
    candidates = change.candidates(_kept(asked)).tolist()
    told = change.touched([compared(asked[at]) for at in candidates])
    return {at for at, touched in zip(candidates, told, strict=True) if touched}


def _differ(before: list[Listing], after: list[Listing], asked: list[Party]) -> set[int]:
    was, now = (
        PartyMatcher(build_index(one)).weigh_parties(asked, limit=75, threshold=THRESHOLD)
        for one in (before, after)
    )
    return {at for at in range(len(asked)) if was[at] != now[at]}


@given(st.data())
def test_every_party_whose_matches_change_is_touched(data: st.DataObject) -> None:
    before = data.draw(lists(bare=True))
    after = data.draw(later(before, bare=True))
    asked = data.draw(st.lists(parties(), min_size=1, max_size=20))
    differ, touched = _differ(before, after, asked), _touched(before, after, asked)
    assert differ <= touched


@given(st.data())
def test_a_part_of_an_index_proposes_what_the_whole_one_proposes_of_it(
    data: st.DataObject,
) -> None:
    index = build_index(data.draw(lists(bare=True)))
    asked = [compared(one) for one in data.draw(st.lists(parties(), min_size=1, max_size=12))]
    chosen = np.array(
        sorted(data.draw(st.sets(st.integers(0, len(index.ids) - 1), min_size=1))), np.int64
    )
    profiles = [read_entity(entity_of(one)) for one in asked]
    whole = CandidateSearch(index).search(profiles, limit=len(index.ids)).found
    pairs = set(zip(whole.query.tolist(), whole.listing.tolist(), strict=True))
    wanted = {(query, at) for query, at in pairs if at in set(chosen.tolist())}
    small, part = restrict(index, chosen)
    found = CandidateSearch(small, part).search(profiles, limit=len(index.ids)).found
    got = zip(found.query.tolist(), chosen[found.listing].tolist(), strict=True)
    assert set(got) == wanted
    # And the names as they are kept lead to the same entities.
    entities = KeptSearch(small, part).entities(_kept(asked), least=LEAST, lift=0.0)
    assert entities.tolist() == sorted({query for query, _ in wanted})


def test_a_name_with_initials_is_found_whatever_else_is_listed() -> None:
    """What is rare among others decides which word leads; what is found must not hang on it."""
    long = [listing(f"l-{at}", f"Brasdol Quowex{at:03}") for at in range(40)]
    initials = [listing("n-1", "Gmm Fengri", schema="Person")]
    crowd = [listing(f"c-{at}", f"Fengri Ulmvor{at:03}") for at in range(80)]
    asked = [read_entity(entity_of(Party("", "Брасдол Фенгри", schema="Vessel")))]
    told = set()
    for others in (long, crowd):
        index = build_index([*initials, *others])
        found = CandidateSearch(index).search(asked, limit=len(index.ids)).found
        told.add("n-1" in {index.ids[at] for at in found.listing.tolist()})
    assert len(told) == 1


def test_what_a_search_finds_does_not_hang_on_how_many_are_alike() -> None:
    """The best of many like names is found, and so is the least of them."""
    alike = [listing(f"l-{at}", f"Brasdol Fengri {at}") for at in range(200)]
    (found,) = PartyMatcher(build_index(alike)).weigh_parties(
        [Party("buyer", "Brasdol Fengri")], limit=500, threshold=THRESHOLD
    )
    assert len(found.matches) == len(alike)


def test_a_word_cut_short_that_begins_too_many_words_touches_its_party() -> None:
    before = [listing(f"l-{at}", f"Fengri{at:04}x Sovrin") for at in range(1020)]
    after = [*before, *[listing(f"n-{at}", f"Fengri{at:04}y Sovrin") for at in range(20)]]
    asked = [Party("buyer", "Fengri. Sovrin", schema="Company"), Party("buyer", "Quowex Ulmvor")]
    differ = _differ(before, after, asked)
    assert differ <= _touched(before, after, asked)


def test_kept_names_come_back_from_a_folder(tmp_path: Path) -> None:
    kept = _kept([Party("", "Brasdol Fengri"), Party("", "OSTN"), Party("", "ماهان")])
    kept.save(tmp_path)
    again = KeptNames.load(tmp_path)
    assert again.words() == kept.words()
    index = build_index([listing("l-1", "Brasdol Fengry"), listing("l-2", "Ostn")])
    first, second = (
        KeptSearch(index).entities(one, least=LEAST, lift=0.0).tolist() for one in (kept, again)
    )
    assert first == second == [0, 1]


_ONCE = """
import sys, tempfile
from pathlib import Path
import numpy as np
from counterflow.core.model.parties import Party, entity_of
from counterflow.core.text.names import read_name
from counterflow.review.monitor.touched import ListChange
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.watch.index.ceilings import Ceilings
from counterflow.watch.index import ceiling, following, heard, spelling
from counterflow.watch.index.build import build_index
from counterflow.watch.index.kept import open_index
from counterflow.watch.index.kept_names import KeptNames, NameReader
from counterflow.watch.matching.entity import read_entity
sys.path.insert(0, sys.argv[1])
from strategies import listing

def loops():
    return {
        name: len(one.signatures)
        for room in (ceiling, following, heard, spelling)
        for name, one in vars(room).items() if hasattr(one, "signatures")
    }

folder = Path(tempfile.mkdtemp())
names = ["Brasdol Fengri", "Quowex Ulmvor", "Sovrin Kevmav"]
sides = []
for size in (2, 3):
    held = [listing(f"l-{at}", names[at]) for at in range(size)]
    sides.append(open_index(folder / str(size), lambda: held, keep=True, building="index"))
asked = [Party("", name) for name in names * 2]
PartyMatcher(sides[1]).weigh_parties(asked)
first = np.zeros(1, np.int64)
form = [read_name("Brasdol Fengri")]
Ceilings(sides[1]).of(form, first, first, first == 0)
before = loops()
reader = NameReader()
reader.add([read_entity(entity_of(one)) for one in asked])
(folder / "kept").mkdir()
reader.kept().save(folder / "kept")
change = ListChange(*sides, threshold=0.7)
found = change.candidates(KeptNames.load(folder / "kept")).tolist()
change.touched([asked[at] for at in found])
assert found, found
Ceilings(change.parts[1]).of(form, first, first, first == 0)
print(before == loops(), {k: (before[k], v) for k, v in loops().items() if v != before[k]})
"""


@pytest.mark.skipif(bool(uncompiled()), reason="nothing is compiled here")
def test_a_change_is_asked_about_by_the_code_that_an_index_made() -> None:
    """Machine code is made when an index is built, and no designation day waits for a compiler."""
    ran = subprocess.run(
        [sys.executable, "-c", _ONCE, str(Path(strategies.__file__).parent)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout.startswith("True"), ran.stdout + ran.stderr
