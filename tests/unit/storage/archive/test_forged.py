"""What somebody can change so that a store still verifies as whole."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counterflow.core.errors import ArchiveError, AuditError
from counterflow.storage.access.people import add_person, end_person, set_roles
from counterflow.storage.access.retention import add_hold, release_hold
from counterflow.storage.archive import parts
from counterflow.storage.archive.finding import Query, find, get
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.archive.verifying import verify_store
from counterflow.storage.audit.entries import BEGINNING
from counterflow.storage.audit.log import append, read_entries
from counterflow.storage.audit.signing import public_key, sign_head, signed_bytes
from kept_decisions import a_decision, a_ground, lines

GROUND = a_ground()


def _sql(archive: Archive, *statements: str, restore: bool = True) -> None:
    """Run statements without the triggers, which are there again afterwards."""
    with archive.records.writing() as c:
        made: list[str] = []
        tables = ("audit_log", "audit_heads")
        if archive.records.is_sqlite:
            for name, statement in c.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).all():
                c.exec_driver_sql(f"DROP TRIGGER {name}")
                made.append(statement)
        else:
            for table in tables:
                c.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                made.append(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for one in (*statements, *(made if restore else ())):
            c.exec_driver_sql(one)


def _fill(archive: Archive) -> None:
    for part in (1, 2):
        archive.append_batch(
            GROUND, lines(*(a_decision(part * 10 + n) for n in range(7))), run="r1", part=part
        )
    archive.append_single(GROUND, lines(a_decision(80), a_decision(81)))
    archive.append_single(GROUND, lines(a_decision(82)))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM decision_loose_keys WHERE seq = 3; DELETE FROM decision_loose WHERE seq = 3",
        "DELETE FROM decision_loose_keys WHERE seq = 2; DELETE FROM decision_loose WHERE seq = 2",
        "DELETE FROM decision_loose_keys WHERE seq = 2",
        "UPDATE decision_loose SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 3",
        "UPDATE decision_parts SET at = '2020-01-01T00:00:00.000000Z' WHERE number = 2",
        "UPDATE decision_parts SET first = 3 WHERE number = 2",
        "UPDATE decision_parts SET oldest = '9999-12-31' WHERE number = 2",
        "UPDATE decision_parts SET outcomes = '{}' WHERE number = 2",
        "UPDATE decision_parts SET loose_from = 1, loose_to = 7 WHERE number = 2",
        (
            "INSERT INTO decision_parts SELECT 3, 'r9', 1, ground, 4, at, 14, rows, root, file, oldest,"  # noqa: E501
            " outcomes, loose_from, loose_to, purged FROM decision_parts WHERE number = 2"
        ),
    ],
)
def test_a_changed_row_is_named(archive: Archive, statement: str) -> None:
    _fill(archive)
    with archive.records.writing() as c:
        append(c, "case.note", {"n": 1}, actor="Bo")
    verify_store(archive)
    _sql(archive, *statement.split("; "))
    with pytest.raises(AuditError):
        verify_store(archive)


def test_a_changed_single_decision_is_not_sealed(archive: Archive) -> None:
    _fill(archive)
    with archive.records.writing() as c:
        body = c.exec_driver_sql("SELECT body FROM decision_loose WHERE seq = 3").scalar()
        assert body is not None
        new = bytes(body).replace(b"Clairvaudon", b"Kloorvaudon")
        c.execute(sa.text("UPDATE decision_loose SET body = :b WHERE seq = 3"), {"b": new})
    archive.seal()
    with pytest.raises(AuditError):
        verify_store(archive)


def test_a_forged_purge_is_named(archive: Archive) -> None:
    _fill(archive)
    with archive.records.reading() as c:
        part = archive.parts(c)[1]
    file = archive.folder / part.file
    file.write_bytes(parts.without(file, [3]))
    _sql(archive, "UPDATE decision_parts SET purged = 1 WHERE number = 2")
    with pytest.raises(AuditError):
        verify_store(archive)


def test_swapped_keys_are_named(archive: Archive) -> None:
    _fill(archive)
    one, two = sorted(archive.folder.glob("*.keys"))
    a, b = one.read_bytes(), two.read_bytes()
    one.write_bytes(b)
    two.write_bytes(a)
    [f.ref for f in find(archive, Query(party="Clairvaudon Distribution 13 SAS"))]
    with pytest.raises(AuditError):
        verify_store(archive)


def _rewrite(archive: Archive, key: Ed25519PrivateKey | None) -> None:
    """Change entry 1 and make the whole chain anew, with a key of one's own or with no head."""
    with archive.records.reading() as c:
        every = list(read_entries(c))
    made, prev = [], BEGINNING
    for entry in every:
        kind, facts = entry.kind, entry.facts
        if entry.seq == 5:
            facts = facts.replace('"n":1', '"n":2')
        if kind == "audit.key" and key is not None:
            facts = f'{{"key":"{public_key(key)}"}}'
        new = msgspec.structs.replace(entry, facts=facts, prev=prev)
        new = msgspec.structs.replace(new, hash=hashlib.sha256(new.body).hexdigest())
        prev = new.hash
        made.append(new)
    with archive.records.reading() as c:
        heads = c.exec_driver_sql("SELECT seq, key, at FROM audit_heads").all()
    _sql(archive, "DELETE FROM audit_heads", restore=False)
    with archive.records.writing() as c:
        for new in made:
            c.execute(
                sa.text("UPDATE audit_log SET facts=:f, prev=:p, hash=:h WHERE seq=:s"),
                {"f": new.facts, "p": new.prev, "h": new.hash, "s": new.seq},
            )
        if key is not None:
            for seq, _, at in heads:
                signature = key.sign(signed_bytes(seq, made[seq - 1].hash, at)).hex()
                c.execute(
                    sa.text("INSERT INTO audit_heads VALUES (:s,:k,:a,:g)"),
                    {"s": seq, "k": public_key(key), "a": at, "g": signature},
                )


@pytest.mark.parametrize("signed", [True, False])
def test_a_log_written_anew_without_the_stores_key_is_named(archive: Archive, signed: bool) -> None:
    _fill(archive)
    with archive.records.writing() as c:
        append(c, "case.note", {"n": 1}, actor="Bo")
        sign_head(c, archive.folder.parent)
    verify_store(archive)
    _rewrite(archive, Ed25519PrivateKey.generate() if signed else None)
    with pytest.raises(AuditError):
        verify_store(archive)


def test_a_head_beside_a_true_one_is_checked(archive: Archive) -> None:
    _fill(archive)
    with archive.records.writing() as c:
        sign_head(c, archive.folder.parent)
    key = "00" * 32
    with archive.records.writing() as c:
        c.exec_driver_sql(f"INSERT INTO audit_heads SELECT seq, '{key}', at, 'ff' FROM audit_heads")
    with pytest.raises(AuditError):
        verify_store(archive)


def test_holds_people_and_parts_follow_the_log(archive: Archive) -> None:
    _fill(archive)
    with archive.records.writing() as c:
        add_person(c, "Ada", ["admin"])
        add_hold(c, "all", because="subpoena", by="Ada")
    _sql(archive, "UPDATE decision_holds SET released_at = '2026-01-01'")
    with pytest.raises(AuditError):
        verify_store(archive)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people SET roles = 'admin,approver' WHERE name = 'Ada'",
        "UPDATE people SET ended_at = NULL WHERE name = 'Bo'",
        "UPDATE people SET key = 'cy' WHERE name = 'Bo'",
        "DELETE FROM people WHERE name = 'Bo'",
        "INSERT INTO people VALUES ('eve', 'Eve', 'approver', '2026-01-01', NULL)",
    ],
)
def test_people_follow_the_log(archive: Archive, statement: str) -> None:
    with archive.records.writing() as c:
        add_person(c, "Ada", ["admin"])
        add_person(c, "Bo", ["reader"], by="Ada")
        set_roles(c, "Bo", ["analyst"], by="Ada")
        end_person(c, "Bo", by="Ada")
        hold = add_hold(c, "all", because="subpoena", by="Ada")
        release_hold(c, hold.name, because="over", by="Ada")
    verify_store(archive)
    _sql(archive, statement)
    with pytest.raises(AuditError, match=r"row|records"):
        verify_store(archive)


def test_a_trigger_that_is_gone_is_named(archive: Archive) -> None:
    verify_store(archive)
    on = "" if archive.records.is_sqlite else " ON review_goodguys"
    with archive.records.writing() as c:
        c.exec_driver_sql(f"DROP TRIGGER goodguy_four_eyes{on}")
    with pytest.raises(AuditError, match="triggers") as told:
        verify_store(archive)
    assert told.value.where == "goodguy_four_eyes"


def test_an_id_that_looks_like_a_name_of_a_decision_is_told(archive: Archive) -> None:
    _fill(archive)
    one = msgspec.structs.replace(a_decision(99), id="1.3")
    assert one.transaction is not None
    of = msgspec.structs.replace(one.transaction, id="1.3")
    one = msgspec.structs.replace(one, transaction=of)
    called = get(archive, "1.3")
    (ref,) = archive.append_single(GROUND, lines(one))
    with pytest.raises(ArchiveError) as told:
        get(archive, "1.3")
    assert "1.3" in told.value.where
    assert ref in told.value.where
    assert "ref:1.3" in told.value.remedy
    assert "id:1.3" in told.value.remedy
    assert get(archive, "ref:1.3") == called
    assert get(archive, "id:1.3").stored.body == lines(one)[0]
    assert get(archive, ref).stored.body == lines(one)[0]
    with pytest.raises(ArchiveError):
        get(archive, "ref:1.99")
    archive.seal()
    assert get(archive, f"ref:{ref}").stored.body == lines(one)[0]
    assert get(archive, ref).stored.body == lines(one)[0]


def test_a_decision_whose_id_is_what_it_is_called_is_given(archive: Archive) -> None:
    one = msgspec.structs.replace(a_decision(99), id="L1")
    (ref,) = archive.append_single(GROUND, lines(one))
    assert ref == "L1"
    assert get(archive, "L1").stored.body == lines(one)[0]
    archive.seal()
    assert get(archive, "L1").stored.body == lines(one)[0]
