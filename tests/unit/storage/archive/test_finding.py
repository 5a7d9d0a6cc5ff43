"""Whatever is kept is found, whether it is sealed, merged, or none of both."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterflow.core.errors import ArchiveError
from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import Transaction
from counterflow.storage.archive import key_files
from counterflow.storage.archive.finding import Query, find, get
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.archive.postings import joined, open_file, postings_of, to_bytes
from counterflow.storage.archive.rows import read_row
from kept_decisions import a_decision, a_ground, lines

GROUND = a_ground()
DAYS = ["2031-02-03", "2031-02-04", ""]
Kept = list[tuple[str, Decision]]
NAMES = ["Muster AG", "Пётр и Ко", "Ann's Café"]


def _of(decision: Decision) -> Transaction:
    assert decision.transaction is not None
    return decision.transaction


@pytest.fixture
def filled(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> tuple[Archive, Kept]:
    """Give an archive of 22 parts, its keys merged in two steps, and single decisions."""
    monkeypatch.setattr(key_files, "FAN", 4)
    chance, kept = random.Random(7), []
    for number in range(1, 23):
        decisions = [
            a_decision(
                number * 10 + at,
                outcome=chance.choice(list(Outcome)),
                party=chance.choice([*NAMES, ""]),
                date=chance.choice(DAYS),
            )
            for at in range(chance.randint(1, 5))
        ]
        archive.append_batch(GROUND, lines(*decisions), run="r", part=number)
        kept += [(f"{number}.{at}", one) for at, one in enumerate(decisions)]
        with archive.records.reading() as connection:
            every = archive.parts(connection)
        archive.keys.merge(every)
    single = [a_decision(9000 + n, party=NAMES[0]) for n in range(3)]
    refs = archive.append_single(GROUND, lines(*single))
    return archive, [*kept, *zip(refs, single, strict=True)][::-1]


def test_everything_is_found_by_everything(filled: tuple[Archive, Kept]) -> None:
    archive, kept = filled
    assert [one.last - one.first + 1 for one in archive.keys.merged()] == [16, 4]
    for outcome in ("", Outcome.STOP, Outcome.NO_MATCH):
        for party in ("", *NAMES[:2]):
            for day in (None, DAYS[0]):
                query = Query(outcome=outcome, party=party, days=(day, day) if day else None)
                due = [
                    ref for ref, one in kept
                    if outcome in ("", one.outcome) and day in (None, _of(one).date)
                    and (not party or _of(one).parties[1].name == party)
                ]  # fmt: skip
                assert [one.ref for one in find(archive, query, limit=500)] == due
    query = Query(party=NAMES[0])
    assert find(archive, query, limit=3) == find(archive, query, limit=500)[:3]
    for ref, one in kept[::5]:
        number = _of(one).parties[1].identifiers[0].value.replace("-", " ").lower()
        assert [found.ref for found in find(archive, Query(id=one.id))] == [ref]
        assert [found.ref for found in find(archive, Query(number=number))] == [ref]
        assert get(archive, one.id).stored.body == lines(one)[0]
    both = find(archive, Query(days=("2031-02-03", "2031-02-04")), limit=500)
    assert [one.ref for one in both] == [ref for ref, one in kept if _of(one).date]


@pytest.mark.parametrize("damage", ["gone", "cut", "form"])
def test_an_index_that_is_not_as_written_is_made_again(
    filled: tuple[Archive, Kept], damage: str
) -> None:
    archive, kept = filled
    for file in [*archive.folder.rglob("*.keys")]:
        data = bytearray(file.read_bytes())
        if damage == "gone":
            file.unlink()
        else:
            data[8] ^= 1  # keys that another version made
            file.write_bytes(data if damage == "form" else data[:-5])
    due = [ref for ref, one in kept if _of(one).parties[1].name == NAMES[1]]
    assert [one.ref for one in find(archive, Query(party=NAMES[1]), limit=500)] == due
    with archive.records.reading() as connection:
        archive.keys.merge(archive.parts(connection))
    assert [one.ref for one in find(archive, Query(party=NAMES[1]), limit=500)] == due


def test_a_name_is_found_however_it_is_written(archive: Archive) -> None:
    archive.append_batch(GROUND, lines(a_decision(1, party="Пётр и Ко")), run="r", part=1)
    for written in ("Пётр и Ко", "ПЁТР и КО.", "Ko i Petr", "petr I ko"):
        assert [one.id for one in find(archive, Query(party=written))] == ["S00001"]
    assert find(archive, Query(party="Petr")) == []


def test_the_day_of_screening_is_asked_for(archive: Archive) -> None:
    archive.append_batch(GROUND, lines(a_decision(1)), run="r", part=1)
    archive.append_single(GROUND, lines(a_decision(2)))
    day = find(archive, Query())[0].at[:10]
    assert len(find(archive, Query(screened=(day, day)))) == 2
    assert (
        len(find(archive, Query(screened=(day, day), party="Trzykrosna Eksport Sp. z o.o."))) == 2
    )
    assert find(archive, Query(screened=("2001-01-01", "2001-01-02"))) == []


def test_what_cannot_be_meant_is_told(archive: Archive) -> None:
    archive.append_batch(GROUND, lines(a_decision(1)), run="a", part=1)
    archive.append_batch(GROUND, lines(a_decision(1)), run="b", part=1)
    with pytest.raises(ArchiveError, match=r"several decisions .*2\.0 .*1\.0"):
        get(archive, "S00001")
    for none in ("S9", "3.0", "1.7", "L1", "1.99999999999999"):
        with pytest.raises(ArchiveError, match="no decision"):
            get(archive, none)
    with pytest.raises(ArchiveError, match="no outcome"):
        find(archive, Query(outcome="clear"))
    with pytest.raises(ArchiveError, match="no span"):
        find(archive, Query(days=("2031-01-01", "2033-01-01")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(sizes=st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_joined_keys_are_those_of_all_rows(
    sizes: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [read_row(lines(a_decision(n % 3))[0], b"", GROUND.digest) for n in range(sum(sizes))]
    cuts = [sum(sizes[:n]) for n in range(len(sizes) + 1)]
    several = [postings_of(rows[a:b]) for a, b in pairwise(cuts)]
    whole = postings_of(rows)
    file = tmp_path_factory.mktemp("keys") / "a.keys"
    file.write_bytes(to_bytes(joined(several)))
    found = open_file(file, check=True)
    assert found is not None
    assert found.rows == whole.rows
    assert found.keys.tolist() == whole.keys.tolist()
    assert found.places.tolist() == whole.places.tolist()
