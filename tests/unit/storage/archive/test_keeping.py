"""Decisions are kept whole, once, with their entry of the log, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from counterflow.core.errors import ArchiveError, StoreError
from counterflow.core.model.outcomes import Outcome
from counterflow.storage.archive import keeping, parts
from counterflow.storage.archive.finding import Query, find, get
from counterflow.storage.archive.keeping import Archive, ground_of
from counterflow.storage.archive.key_files import KeyFiles
from counterflow.storage.archive.merkle import root_of
from counterflow.storage.archive.tables import EVERY_TABLE
from counterflow.storage.audit.log import read_entries
from counterflow.storage.audit.signing import open_records
from kept_decisions import a_decision, a_ground, lines

GROUND = a_ground()


def _kinds(archive: Archive) -> list[str]:
    with archive.records.reading() as connection:
        return [entry.kind for entry in read_entries(connection)]


def test_a_batch_is_one_part_one_row_and_one_entry(archive: Archive) -> None:
    bodies = lines(*(a_decision(n) for n in range(5)), a_decision(5, outcome=Outcome.STOP))
    contexts = [b"", b'{"crowds":{"aa":7}}', *[b""] * 4]
    part = archive.append_batch(GROUND, bodies, run="r1", part=1, contexts=contexts)
    with archive.records.reading() as connection:
        (entry,) = read_entries(connection, kind="decisions")
        assert ground_of(connection, GROUND.digest) == GROUND
    assert msgspec.json.decode(entry.facts) == {
        "ground": GROUND.digest, "number": 1, "part": 1, "root": part.root, "rows": 6, "run": "r1",
        "outcomes": {"no match found": 5, "stop": 1},
    }  # fmt: skip
    leaves = parts.leaves_of(archive.folder / part.file, GROUND.digest)
    assert root_of(leaves).hex() == part.root
    kept = [get(archive, f"1.{at}").stored for at in range(6)]
    assert [one.body for one in kept] == bodies
    assert [one.context for one in kept] == contexts


def test_the_same_part_is_kept_once(archive: Archive) -> None:
    bodies = lines(a_decision(1), a_decision(2))
    first = archive.append_batch(GROUND, bodies, run="r1", part=1)
    assert archive.append_batch(GROUND, bodies, run="r1", part=1) == first
    assert _kinds(archive) == ["decisions.append"]
    with pytest.raises(ArchiveError, match="part 1 of run r1 was kept with other decisions"):
        archive.append_batch(GROUND, lines(a_decision(3)), run="r1", part=1)
    archive.append_batch(GROUND, bodies, run="r2", part=1)
    assert len(find(archive, Query(id="S00001"))) == 2


def test_a_file_without_a_row_is_set_aside(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is what a process leaves that is killed between the file and the row."""

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(KeyFiles, "write_own", killed)
        with pytest.raises(KeyboardInterrupt):
            archive.append_batch(GROUND, lines(a_decision(1)), run="r1", part=1)
    assert len(list(archive.folder.glob("*.parquet"))) == 1
    assert _kinds(archive) == []
    (archive.folder / ".0000009-x.parquet.ab.part").write_bytes(b"half")
    again = Archive(archive.records, archive.folder.parent)
    part = again.append_batch(GROUND, lines(a_decision(2)), run="r1", part=1)
    files = {file.name for file in archive.folder.iterdir() if file.is_file()}
    assert files == {part.file, part.file.replace("parquet", "keys")}
    assert len(list((archive.folder / "orphans").glob("*.parquet"))) == 1


def test_older_records_remove_no_part(archive: Archive, tmp_path: Path) -> None:
    """A backup of yesterday was brought back, or another database has the same folder."""
    for part in (1, 2):
        archive.append_batch(GROUND, lines(a_decision(part)), run="r1", part=part)
    files = {file: file.read_bytes() for file in archive.folder.rglob("*.*")}
    with open_records(tmp_path / "other", write=True) as records:
        foreign = Archive(records, archive.folder.parent)
        for _ in range(2):
            with pytest.raises(ArchiveError, match="the records do not know 1 parts"):
                foreign.append_batch(GROUND, lines(a_decision(9)), run="r2", part=1)
        assert _kinds(foreign) == []
    assert {file: file.read_bytes() for file in archive.folder.rglob("*.*")} == files


def test_what_cannot_be_written_is_not_kept_at_all(archive: Archive) -> None:
    archive.folder.write_bytes(b"a file where the folder should be")
    with pytest.raises((StoreError, OSError)):
        archive.append_batch(GROUND, lines(a_decision(1)), run="r1", part=1)
    assert _kinds(archive) == []
    assert find(archive, Query(id="S00001")) == []


_LIST = {"list": "un_sc", "snapshot": "s", "sha256": "0" * 64, "retrieved_at": "t"}
_OF_A_LIST = (
    {"list": ""}, {"snapshot": ""}, {"sha256": ""}, {"sha256": "x"}, {"retrieved_at": ""},
)  # fmt: skip
LACKING = [
    *({"lists": (_LIST | gone,)} for gone in _OF_A_LIST),
    {"lists": ()}, {"engine": ""}, {"settings": ""}, {"rules": "beef"}, {"as_of": ""},
]  # fmt: skip


@pytest.mark.parametrize("change", LACKING, ids=str)
def test_a_ground_that_does_not_say_all_is_refused(
    archive: Archive, change: dict[str, Any]
) -> None:
    """R1: drop any one field and the write is refused."""
    plain = msgspec.to_builtins(GROUND) | change
    ground = msgspec.convert(plain, type(GROUND))
    for keep in (archive.append_single, archive.append_batch):
        more: dict[str, Any] = {"run": "r", "part": 1} if keep == archive.append_batch else {}
        with pytest.raises(ArchiveError, match="the ground lacks"):
            keep(ground, lines(a_decision(1)), **more)
    assert _kinds(archive) == []


@pytest.mark.parametrize("outcome", [Outcome.NO_MATCH, Outcome.STOP])
@pytest.mark.parametrize("field", [
    "id", "outcome", "headline", "coverage", "findings", "as_of", "engine", "settings", "rules",
    "transaction",
])  # fmt: skip
def test_a_decision_that_lacks_a_field_is_refused(
    archive: Archive, field: str, outcome: Outcome
) -> None:
    """R1 and R3: of a no-match as of a stop."""
    plain = msgspec.json.decode(lines(a_decision(1, outcome=outcome))[0])
    del plain[field]
    with pytest.raises(ArchiveError, match="not whole"):
        archive.append_batch(GROUND, [msgspec.json.encode(plain)], run="r", part=1)
    assert _kinds(archive) == []


@pytest.mark.parametrize("field", ["as_of", "engine", "settings", "rules"])
def test_a_decision_on_another_ground_is_refused(archive: Archive, field: str) -> None:
    for other in ("", "other"):
        decision = msgspec.structs.replace(a_decision(1), **{field: other})
        with pytest.raises(ArchiveError, match=f"ground given: {field}"):
            archive.append_single(GROUND, lines(decision))
    coverage = msgspec.structs.replace(a_decision(1).coverage, lists=())
    with pytest.raises(ArchiveError, match="names none"):
        archive.append_single(
            GROUND, lines(msgspec.structs.replace(a_decision(1), coverage=coverage))
        )


def test_single_decisions_are_found_at_once_and_sealed_later(archive: Archive) -> None:
    refs = archive.append_single(GROUND, lines(a_decision(1), a_decision(2)))
    refs += archive.append_single(GROUND, lines(a_decision(3)))
    assert refs == ["L1", "L2", "L3"]
    before = [get(archive, ref).stored for ref in refs]
    found = find(archive, Query(party="clairvaudon DISTRIBUTION 2 sas"))
    assert [(one.ref, one.id) for one in found] == [("L2", "S00002")]
    assert archive.seal() == 3
    assert archive.seal() == 0
    assert [get(archive, ref).stored for ref in refs] == before
    after = find(archive, Query(party="clairvaudon DISTRIBUTION 2 sas"))
    assert [(one.ref, one.id, one.at) for one in after] == [("1.1", "S00002", found[0].at)]
    assert archive.append_single(GROUND, lines(a_decision(4))) == ["L4"]
    assert _kinds(archive) == [*["decisions.append"] * 2, "decisions.seal", "decisions.append"]


def test_single_decisions_of_other_grounds_go_into_other_parts(archive: Archive) -> None:
    other = a_ground("2031-03-02")
    decision = msgspec.structs.replace(a_decision(2), as_of="2031-03-02")
    archive.append_single(GROUND, lines(a_decision(1)))
    archive.append_single(other, lines(decision))
    archive.append_single(GROUND, lines(a_decision(3)))
    assert archive.seal() == 3
    with archive.records.reading() as connection:
        assert [part.ground for part in archive.parts(connection)] == [
            GROUND.digest, other.digest, GROUND.digest,
        ]  # fmt: skip


def test_enough_single_decisions_are_sealed_unasked(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SEAL_FROM", 5)
    for number in range(7):
        archive.append_single(GROUND, lines(a_decision(number)))
    with archive.records.reading() as connection:
        assert [part.rows for part in archive.parts(connection)] == [5]
    assert [one.ref for one in find(archive, Query())] == [
        "L7", "L6", "1.4", "1.3", "1.2", "1.1", "1.0",
    ]  # fmt: skip


def test_the_declared_tables_are_those_of_the_revision(archive: Archive) -> None:
    found = sa.inspect(archive.records.engine)
    for table in EVERY_TABLE:
        names = [column["name"] for column in found.get_columns(table.name)]
        assert names == [column.name for column in table.columns]


def test_a_damaged_part_is_told_of(archive: Archive) -> None:
    part = archive.append_batch(GROUND, lines(a_decision(1)), run="r", part=1)
    file: Path = archive.folder / part.file
    data = file.read_bytes()
    file.write_bytes(data[:-20])
    with pytest.raises(Exception, match=r"\[CF320\] a part of the kept decisions is damaged"):
        get(archive, "1.0")
    file.unlink()
    with pytest.raises(Exception, match=r"\[CF320\] a part of the kept decisions is missing"):
        get(archive, "1.0")
