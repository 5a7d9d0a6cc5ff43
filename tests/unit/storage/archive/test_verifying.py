"""An export and a store are verified, and whatever was changed is named."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from counterflow.core.errors import AuditError
from counterflow.core.model.outcomes import Outcome
from counterflow.storage.archive import parts
from counterflow.storage.archive.exporting import export, export_proof
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.archive.proving import prove
from counterflow.storage.archive.verifying import Verified, verify_file, verify_store
from counterflow.storage.audit.log import append
from kept_decisions import a_decision, a_ground, lines

GROUND = a_ground()


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """Give an archive with two parts, three single decisions, and other entries."""
    for part in (1, 2):
        some = [a_decision(part * 10 + n) for n in range(7)]
        archive.append_batch(GROUND, lines(*some), run="r1", part=part)
    with archive.records.writing() as connection:
        append(
            connection, "case.note", {"text": 'He said: "tschüs", 50\u00a0% \\ \x7f'}, actor="Bo"
        )
    archive.append_single(GROUND, lines(a_decision(80), a_decision(81, outcome=Outcome.STOP)))
    archive.append_single(GROUND, lines(a_decision(82)))
    return archive


def test_an_export_holds_without_the_store(filled: Archive, tmp_path: Path) -> None:
    file = tmp_path / "log.audit"
    assert export(filled, file, decisions=["1.3", "L2", "S00082"], actor="Ann") == 7
    shutil.rmtree(filled.folder)
    found = verify_file(file)
    assert (found.entries, found.last, found.signed, found.decisions) == (7, 7, 7, 3)
    assert b'"kind":"audit.export"' in file.read_bytes()


def test_a_proof_holds_alone(filled: Archive, tmp_path: Path) -> None:
    file = tmp_path / "one.proof"
    proof = export_proof(filled, "2.4", file)
    found = verify_file(file)
    assert (found.decisions, proof.entry, found.last) == (1, 2, found.signed)
    assert proof.body == lines(a_decision(24))[0].decode()


def test_every_flipped_byte_of_an_export_is_found(filled: Archive, tmp_path: Path) -> None:
    """Sampled; the soak profile flips every byte."""
    file, other = tmp_path / "log.audit", tmp_path / "flipped"
    export(filled, file, decisions=["1.3", "L1"])
    data = file.read_bytes()
    whole = len(data) if _is_soak() else 400
    chance = random.Random(11)
    ends = {*range(30), *range(len(data) - 30, len(data))}
    for at in sorted({*chance.sample(range(len(data)), whole), *ends}):
        flipped = bytearray(data)
        flipped[at] ^= 1 << chance.randrange(8)
        other.write_bytes(flipped)
        with pytest.raises(AuditError) as told:
            verify_file(other)
        line = data[:at].count(b"\n") + 1
        # A flip that makes or takes away the end of a line is seen there or in the next one.
        assert any(f"line {line + n}" in told.value.where for n in (0, 1)) or _is_late(told.value)


def _is_late(fault: AuditError) -> bool:
    return "entries hold" in fault.what or "cut short" in fault.what or "under no" in fault.what


def _is_soak() -> bool:
    from hypothesis import settings

    return settings().max_examples > 1000


@pytest.mark.parametrize("change", ["cut", "line out", "lines swapped", "more", "twice"])
def test_lines_taken_out_or_moved_are_found(filled: Archive, tmp_path: Path, change: str) -> None:
    file = tmp_path / "log.audit"
    export(filled, file)
    all_lines = file.read_bytes().splitlines(keepends=True)
    changed = {
        "cut": all_lines[:-1],
        "line out": all_lines[:2] + all_lines[3:],
        "lines swapped": [all_lines[0], all_lines[2], all_lines[1], *all_lines[3:]],
        "more": [*all_lines, b"entry\n"],
        "twice": [*all_lines[:2], *all_lines[1:]],
    }[change]
    file.write_bytes(b"".join(changed))
    with pytest.raises(AuditError):
        verify_file(file)


def test_a_log_of_somebody_elses_making_has_another_key(filled: Archive, tmp_path: Path) -> None:
    """Whoever makes all of it anew can make it hold; the key is what they do not have."""
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    export(filled, mine)
    (tmp_path / "audit.key").unlink()
    export(filled, theirs)
    assert set(verify_file(mine).keys) < set(verify_file(theirs).keys)


def test_a_store_holds(filled: Archive) -> None:
    found = verify_store(filled)
    assert (found.entries, found.decisions, found.purged) == (5, 17, 0)
    filled.seal()
    again = verify_store(filled)
    assert (again.entries, again.decisions) == (6, 17)
    assert isinstance(again, Verified)


def _without_guards(archive: Archive, statement: str) -> None:
    """Change what the database refuses to change, as one can who owns it; the guards come back."""
    with archive.records.writing() as connection:
        run = connection.exec_driver_sql
        if archive.records.is_sqlite:
            guards = run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
            for name, _ in guards:
                run(f"DROP TRIGGER {name}")
            run(statement)
            for _, text in guards:
                run(text)
            return
        for table in ("audit_log", "audit_heads"):
            run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        run(statement)
        for table in ("audit_log", "audit_heads"):
            run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


CHANGES: list[tuple[str, str]] = [
    ("UPDATE audit_log SET actor = 'Eve' WHERE seq = 3", "entry 3"),
    ("UPDATE audit_log SET facts = '{}' WHERE seq = 2", "entry 2"),
    ("UPDATE audit_log SET at = '2001-01-01T00:00:00.000000Z' WHERE seq = 4", "entry 4"),
    ("DELETE FROM audit_log WHERE seq = 3", "entry 4"),
    ("UPDATE decision_parts SET root = 'ab' WHERE number = 2", "entry 2"),
    ("UPDATE decision_parts SET run = 'other' WHERE number = 1", "entry 1"),
    ("DELETE FROM decision_parts WHERE number = 2", "entry 2"),
    ("UPDATE decision_grounds SET body = '{}'", "entry 1"),
    ("UPDATE decision_loose SET context = body WHERE seq = 1", "entry 4"),
    ("UPDATE decision_parts SET purged = 3 WHERE number = 1", "entry 1"),
]


@pytest.mark.parametrize(("statement", "where"), CHANGES)
def test_whatever_is_changed_in_the_records_is_named(
    filled: Archive, statement: str, where: str
) -> None:
    _without_guards(filled, statement)
    with pytest.raises(AuditError) as told:
        verify_store(filled)
    assert where in told.value.where


def _other_body(archive: Archive) -> None:
    """Write a part anew with another decision in it."""
    with archive.records.reading() as connection:
        part = archive.parts(connection)[0]
    file = archive.folder / part.file
    from counterflow.storage.archive.rows import read_rows

    bodies = [body for body, _ in parts.whole(file) if body is not None]
    bodies[3] = lines(a_decision(13, outcome=Outcome.STOP))[0]
    file.write_bytes(parts.pack(read_rows(GROUND, bodies)))


def _flip(archive: Archive) -> None:
    with archive.records.reading() as connection:
        part = archive.parts(connection)[0]
    data = bytearray((archive.folder / part.file).read_bytes())
    data[len(data) // 3] ^= 4
    (archive.folder / part.file).write_bytes(data)


def _gone(archive: Archive) -> None:
    with archive.records.reading() as connection:
        (archive.folder / archive.parts(connection)[0].file).unlink()


@pytest.mark.parametrize("change", [_other_body, _flip, _gone])
def test_whatever_is_changed_in_a_part_is_named(
    filled: Archive, change: Callable[[Archive], None]
) -> None:
    change(filled)
    with pytest.raises(AuditError, match="entry 1"):
        verify_store(filled)
    verify_store(filled, with_decisions=False)
    with pytest.raises(AuditError):
        prove(filled, "1.3")


def test_damaged_keys_are_named(filled: Archive) -> None:
    file = min(filled.folder.rglob("*.keys"))
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    with pytest.raises(AuditError, match="by which decisions are found"):
        verify_store(filled)


def test_a_missing_head_is_not_missed(filled: Archive, tmp_path: Path) -> None:
    export(filled, tmp_path / "log.audit")
    _without_guards(filled, "UPDATE audit_heads SET signature = 'ab'")
    with pytest.raises(AuditError, match="signature is not that of its key"):
        verify_store(filled)


def test_a_proof_of_another_decision_does_not_hold(filled: Archive) -> None:
    from counterflow.storage.archive.proving import check_proof
    from counterflow.storage.audit.entries import Entry
    from counterflow.storage.audit.log import LOG

    proof = prove(filled, "1.3")
    with filled.records.reading() as connection:
        row = connection.execute(sa.select(LOG).where(LOG.c.seq == proof.entry)).one()
    entry = Entry(**row._mapping)
    check_proof(proof, entry)
    for change in (
        {"body": "{}"}, {"context": "{}"}, {"ground": "{}"}, {"path": proof.path[1:]},
        {"path": (("right", proof.path[0][1]), *proof.path[1:])}, {"root": "0" * 64},
        {"body": None, "body_sha256": "0" * 64}, {"entry": 2}, {"path": (("left", "x"),)},
    ):  # fmt: skip
        with pytest.raises(AuditError):
            check_proof(msgspec.structs.replace(proof, **change), entry)
