"""Whoever writes past the program, by SQL, is refused as the program refuses: on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from counterflow.core.errors import AccessError, CaseError
from counterflow.core.model.outcomes import Outcome
from counterflow.review.cases.deciding import approve, conclude, decide_alerts
from counterflow.review.cases.levels import needs_second, set_level
from counterflow.review.cases.opening import open_cases
from counterflow.review.cases.policy import ALERTING, load_review_policy
from counterflow.review.cases.reading import read_case
from counterflow.review.cases.states import CaseState, Disposition, Verdict
from counterflow.review.cases.tables import LEVELS, METADATA
from counterflow.review.cases.working import answer, attach
from counterflow.storage.database.records import Records
from unit.review.cases.invented import decision, goods, match
from unit.review.conftest import Sql

DISPOSITION = (
    "INSERT INTO review_dispositions (id, alert_id, disposition, evidence, reason, author, at,"
    " state, approver) SELECT id || '/9', id, :says, evidence, 'other-birth-date', :author, '2026',"
    " :state, :approver FROM review_alerts WHERE id = :alert"
)
VERDICT = (
    "INSERT INTO review_verdicts (id, case_id, verdict, reason, author, at, state, approver)"
    " VALUES (:case || '/9', :case, :says, 'nothing-found', :author, '2026', :state, :approver)"
)
GOODGUY = (
    "INSERT INTO review_goodguys (id, list, listing, theirs, ours, reason, words, author,"
    " proposed_at, expires_on, state, approver) VALUES ('gg-1', 'un_sc', 'un-1', 'd', 'e',"
    " 'other-name', 'words', :author, '2026-11-20', '2027-01-01', :state, :approver)"
)
DECIDED = (
    "UPDATE review_alerts SET state = 'decided', disposition = 'not the same' WHERE id = :alert"
)


@pytest.fixture
def case(records: Records) -> str:
    """Give a case with one hold of a party."""
    return open_cases(records, [decision([match()])], actor="Ann").opened[0]


@pytest.fixture
def waiting(records: Records, case: str) -> str:
    """Give a case that waits for the second person: Abe wrote it, who may approve too."""
    decide_alerts(
        records, case, ["1"], Disposition.NOT_THE_SAME, actor="Abe", reason="other-birth-date"
    )
    conclude(records, case, Verdict.RELEASE, actor="Abe", reason="nothing-found")
    return case


def _refused(sql: Sql, told: str, statement: str, **values: object) -> None:
    with pytest.raises(DBAPIError, match=told):
        sql(statement, **values)


@pytest.mark.parametrize(
    ("state", "approver"),
    [("standing", ""), ("standing", "Abe"), ("standing", "Bob"), ("waiting", "Bob"),
     ("rejected", "")],
)  # fmt: skip
def test_no_one_statement_clears_a_hold(sql: Sql, case: str, state: str, approver: str) -> None:
    values = {"says": "not the same", "author": "Abe", "state": state, "approver": approver}
    with pytest.raises(DBAPIError):
        sql(DISPOSITION, alert=f"{case}.1", **values)


@pytest.mark.parametrize("approver", ["", "Abe", "Ann", "Rea", "Nobody", "bob"])
def test_only_another_approver_settles_a_disposition(sql: Sql, waiting: str, approver: str) -> None:
    statement = (
        "UPDATE review_dispositions SET state = 'standing', approver = :approver"
        " WHERE alert_id = :alert"
    )
    with pytest.raises(DBAPIError):
        sql(statement, alert=f"{waiting}.1", approver=approver)


@pytest.mark.parametrize("author", ["Nobody", "ann", ""])
def test_an_author_is_a_known_person(sql: Sql, case: str, author: str) -> None:
    _refused(sql, "known person|CHECK|check", DISPOSITION, alert=f"{case}.1", says="same",
             author=author, state="standing", approver="")  # fmt: skip


def test_who_was_ended_approves_nothing(records: Records, sql: Sql, waiting: str) -> None:
    sql("UPDATE people SET ended_at = '2026' WHERE name = 'Bob'")
    statement = "UPDATE review_dispositions SET state = 'standing', approver = 'Bob'"
    _refused(sql, "two persons", statement)
    with pytest.raises(AccessError, match="was ended"):
        approve(records, waiting, actor="Bob")


def test_no_alert_is_decided_without_its_disposition(sql: Sql, case: str) -> None:
    _refused(sql, "standing disposition", DECIDED, alert=f"{case}.1")


def test_no_alert_is_decided_while_its_disposition_waits(sql: Sql, waiting: str) -> None:
    _refused(sql, "standing disposition", DECIDED, alert=f"{waiting}.1")


@pytest.mark.parametrize("approver", ["", "Abe", "Bob"])
def test_no_case_with_open_alerts_is_released(sql: Sql, case: str, approver: str) -> None:
    values = {"case": case, "says": "release", "author": "Abe", "state": "waiting"}
    sql(VERDICT, **values, approver="")
    with pytest.raises(DBAPIError):
        sql("UPDATE review_verdicts SET state = 'standing', approver = :a", a=approver)
    for version in ("", ", version = version + 1"):
        with pytest.raises(DBAPIError):
            sql(f"UPDATE review_cases SET state = 'decided'{version}")


@pytest.mark.parametrize("approver", ["", "Abe", "Ann", "Rea"])
def test_a_hold_is_released_by_another_approver_only(
    records: Records, sql: Sql, case: str, approver: str
) -> None:
    """Every alert is decided by two persons; the release needs two of its own."""
    decide_alerts(
        records, case, ["1"], Disposition.NOT_THE_SAME, actor="Ann", reason="other-birth-date"
    )
    approve(records, case, actor="Bob")
    values = {"case": case, "says": "release", "author": "Abe"}
    _refused(sql, "two persons", VERDICT, **values, state="standing", approver="")
    sql(VERDICT, **values, state="waiting", approver="")
    with pytest.raises(DBAPIError):
        sql("UPDATE review_verdicts SET state = 'standing', approver = :a", a=approver)
    sql("UPDATE review_verdicts SET state = 'standing', approver = 'Bob'")


@pytest.mark.parametrize("state", ["decided", "waiting for approval", "reopened"])
def test_a_case_reaches_no_state_by_itself(sql: Sql, case: str, state: str) -> None:
    if state == "waiting for approval":  # a step of the table, which decides nothing
        sql("UPDATE review_cases SET version = version + 1, state = :s", s=state)
        state = "decided"
    _refused(sql, "case", "UPDATE review_cases SET version = version + 1, state = :s", s=state)


def test_a_version_is_never_skipped_or_kept(sql: Sql, case: str) -> None:
    for version in (1, 3, 0):
        statement = "UPDATE review_cases SET assignee = 'Ann', version = :v WHERE id = :case"
        _refused(sql, "raises its version", statement, v=version, case=case)


@pytest.mark.parametrize(
    "change",
    [
        "outcome = 'review'",
        "evidence = 'other'",
        "list = 'other'",
        "key = 'other'",
        "summary = 'harmless'",
        "finding = '{}'",
        "party = 'x'",
        "record = '{}'",
    ],
)
def test_what_an_alert_shows_is_not_weakened(
    records: Records, sql: Sql, waiting: str, change: str
) -> None:
    """Else one person would lower a hold to a review, and release it alone."""
    approve(records, waiting, actor="Bob")
    with pytest.raises(DBAPIError):
        sql(f"UPDATE review_alerts SET {change}")


@pytest.mark.parametrize("outcome", ["review", "hold"])
def test_an_open_alert_is_not_weakened(records: Records, sql: Sql, outcome: str) -> None:
    open_cases(records, [decision([match(Outcome.STOP)])], actor="Ann")
    _refused(sql, "never becomes weaker", "UPDATE review_alerts SET outcome = :o", o=outcome)


def test_a_decided_case_takes_no_new_alert(records: Records, sql: Sql, waiting: str) -> None:
    approve(records, waiting, actor="Bob")
    statement = (
        "INSERT INTO review_alerts (id, case_id, key, outcome, state, disposition) VALUES"
        " (:case || '.7', :case, 'k', 'hold', :state, :said)"
    )
    for state, said in (("open", ""), ("decided", "not the same")):
        _refused(sql, "an alert begins open", statement, case=waiting, state=state, said=said)


def test_a_standing_verdict_is_not_used_twice(records: Records, sql: Sql, waiting: str) -> None:
    approve(records, waiting, actor="Bob")
    _refused(
        sql, "overtaken before",
        "UPDATE review_cases SET version = version + 1, state = 'reopened'",
    )  # fmt: skip
    sql("UPDATE review_verdicts SET state = 'overtaken'")
    sql("UPDATE review_cases SET version = version + 1, state = 'reopened'")
    _refused(sql, "settled stays", "UPDATE review_verdicts SET state = 'standing'")
    _refused(sql, "not decided", "UPDATE review_cases SET version = version + 1, state = 'decided'")


@pytest.mark.parametrize("approver", ["", "Abe", "Ann", "Rea", "Nobody"])
def test_a_good_guy_entry_takes_two(sql: Sql, records: Records, approver: str) -> None:
    for state, other in (("standing", "Bob"), ("waiting", "Bob"), ("standing", "")):
        with pytest.raises(DBAPIError):
            sql(GOODGUY, author="Abe", state=state, approver=other)
    sql(GOODGUY, author="Abe", state="waiting", approver="")
    with pytest.raises(DBAPIError):
        sql(
            "UPDATE review_goodguys SET state = 'standing', approver = :a,"
            " settled_at = '2026-11-20'",
            a=approver,
        )
    sql(
        "UPDATE review_goodguys SET state = 'standing', approver = 'Bob', settled_at = '2026-11-20'"
    )


@pytest.mark.parametrize(
    "change",
    ["ours = 'x'", "theirs = 'x'", "listing = 'x'", "expires_on = '2099-01-01'", "author = 'Abe'",
     "approver = 'Abe'", "state = 'waiting'", "state = 'rejected'", "words = 'x'"],
)  # fmt: skip
def test_what_an_entry_binds_never_changes(sql: Sql, records: Records, change: str) -> None:
    sql(GOODGUY, author="Ann", state="waiting", approver="")
    sql(
        "UPDATE review_goodguys SET state = 'standing', approver = 'Bob', settled_at = '2026-11-20'"
    )
    with pytest.raises(DBAPIError):
        sql(f"UPDATE review_goodguys SET {change}")


LEVEL = (
    "INSERT INTO review_levels (seq, act, outcome, needed, author, approver)"
    " VALUES (99, :act, :outcome, 0, :author, :approver)"
)


@pytest.mark.parametrize("approver", ["", "Ada", "Ann", "Nobody"])
def test_the_policy_is_weakened_by_two_only(records: Records, sql: Sql, approver: str) -> None:
    values = {"act": "not the same", "outcome": "hold", "author": "Ada"}
    with pytest.raises(DBAPIError):
        sql(LEVEL, **values, approver=approver)
    sql(LEVEL, **values, approver="Bob")
    with records.reading() as connection:
        assert not needs_second(connection, "not the same", Outcome.HOLD)
        assert needs_second(connection, "not the same", Outcome.STOP)


@pytest.mark.parametrize("outcome", ["stop", "hold"])
def test_release_of_a_stop_or_hold_is_never_for_one(
    records: Records, sql: Sql, outcome: str
) -> None:
    _refused(sql, "always needs two", LEVEL, act="release", outcome=outcome, author="Ada",
             approver="Bob")  # fmt: skip
    with pytest.raises(CaseError, match="always takes two"):
        set_level(records, "release", Outcome(outcome), needed=False, author="Ada",
                  approver="Bob", words="a test of the policy")  # fmt: skip


def test_a_level_is_set_by_admin_and_approver(records: Records) -> None:
    change = {"needed": False, "words": "cautions of our own lists were measured"}
    with pytest.raises(CaseError, match="two persons"):
        set_level(records, "not the same", Outcome.HOLD, author="Ada", **change)  # type: ignore[arg-type]
    with pytest.raises(AccessError):
        set_level(records, "not the same", Outcome.HOLD, author="Ann", approver="Bob", **change)  # type: ignore[arg-type]
    set_level(records, "not the same", Outcome.HOLD, author="Ada", approver="Bob", **change)  # type: ignore[arg-type]
    set_level(records, "not the same", Outcome.REVIEW, author="Ada", needed=True, words="stricter")
    (one, two) = open_cases(
        records, [decision([match()]), decision([goods()], name="B")], actor="Ann"
    ).opened
    for case, state in ((one, CaseState.OPEN), (two, CaseState.WAITING)):
        said = decide_alerts(
            records, case, ["1"], Disposition.NOT_THE_SAME, actor="Ann", reason="other-birth-date"
        )
        assert said.state is state


def test_the_database_asks_for_what_the_policy_says(records: Records) -> None:
    policy = load_review_policy()
    with records.reading() as connection:
        rows = connection.execute(sa.select(LEVELS)).all()
        assert {(row.act, row.outcome) for row in rows} == {
            (act, outcome.value)
            for act in policy.second_person
            for outcome in ALERTING
            if policy.needs_second(act, outcome)
        }


@pytest.mark.parametrize("table", sorted(METADATA.tables))
def test_nothing_is_taken_away_or_replaced(
    records: Records, sql: Sql, waiting: str, table: str
) -> None:
    columns = [column.name for column in METADATA.tables[table].columns]
    answer(records, waiting, flag="KYC-01", says="yes: a laboratory", actor="Ann")
    attach(records, waiting, name="a.txt", data=b"a", actor="Ann")
    sql(GOODGUY, author="Ann", state="waiting", approver="")
    sql("INSERT INTO review_goodguy_uses VALUES ('gg-1', 'A-17', 'run', '2026')")
    with records.reading() as connection:
        assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar()
    with pytest.raises(DBAPIError, match="never taken away"):
        sql(f"DELETE FROM {table}")
    if records.is_sqlite:
        names = ", ".join(f'"{name}"' for name in columns)
        with pytest.raises(DBAPIError):
            sql(f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table}")
    else:
        with pytest.raises(DBAPIError, match="never taken away"):
            sql(f"TRUNCATE {table} CASCADE")


def test_what_was_said_is_not_rewritten(records: Records, sql: Sql, waiting: str) -> None:
    for table, column in (("events", "words"), ("levels", "author")):
        _refused(sql, "never taken away", f"UPDATE review_{table} SET {column} = 'x'")
    for table in ("dispositions", "verdicts"):
        for column in ("author", "words", "at", "reason"):
            with pytest.raises(DBAPIError):
                sql(f"UPDATE review_{table} SET {column} = 'Ann'")
    with records.reading() as connection:
        assert read_case(connection, waiting).case.state is CaseState.WAITING
