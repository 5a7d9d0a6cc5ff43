"""Fifty reviewers at once: what each was told is kept, and a lost race is told and not written."""

from __future__ import annotations

import threading
from collections import Counter

from sqlalchemy.engine import URL

from counterflow.core.errors import CaseRaceError
from counterflow.review.cases.opening import open_cases
from counterflow.review.cases.reading import find_case, read_case
from counterflow.review.cases.working import note
from counterflow.storage.audit.log import read_entries
from counterflow.storage.database.records import Records, StoreBusyError
from unit.review.cases.invented import decision, match
from unit.review.conftest import add_people

REVIEWERS, ROUNDS = 50, 3


def test_fifty_reviewers_lose_no_update(url: URL) -> None:
    """Each sees a version and writes by it; whoever was overtaken looks again and tries again."""
    with Records(url, write=True) as records:
        add_people(records)
        batch = [decision([match()], name=f"A-{at}") for at in range(3)]
        cases = open_cases(records, batch, actor="Ann").opened
    told, lost, faults = Counter[str](), Counter[str](), list[BaseException]()
    races = set[str]()
    start = threading.Barrier(REVIEWERS)

    def review(number: int) -> None:
        case = cases[number % len(cases)]
        try:
            with Records(url, write=True) as mine:
                start.wait(120)
                for turn in range(ROUNDS):
                    _say(mine, case, f"{number}/{turn}")
        except BaseException as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)

    def _say(mine: Records, case: str, words: str) -> None:
        while True:
            with mine.reading() as connection:
                seen = find_case(connection, case).version
            try:
                note(mine, case, words=words, actor="Ann", seen=seen)
            except CaseRaceError as fault:
                lost[case] += 1
                races.add(fault.what)
            except StoreBusyError:
                continue  # the lock was not to be had in time: nothing was written
            else:
                told[case] += 1
                return

    threads = [threading.Thread(target=review, args=(number,)) for number in range(REVIEWERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert told.total() == REVIEWERS * ROUNDS
    assert lost.total() > 0
    assert all("was changed since version" in race and "note by Ann" in race for race in races)
    with Records(url, write=False) as records, records.reading() as connection:
        for at, case in enumerate(cases):
            file = read_case(connection, case)
            said = [event.words for event in file.events if event.act == "note"]
            assert file.case.version == 1 + told[case]
            assert sorted(said) == sorted(
                f"{number}/{turn}"
                for number in range(at, REVIEWERS, len(cases))
                for turn in range(ROUNDS)
            )
        kinds = Counter(entry.kind for entry in read_entries(connection))
    assert kinds["case.note"] == told.total()
