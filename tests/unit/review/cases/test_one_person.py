"""One person, or a statement of SQL, that does what two must."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from sqlalchemy.exc import DBAPIError

from counterflow.core.errors import CaseError
from counterflow.core.model.listings import Listing
from counterflow.core.model.parties import Identifier, Party
from counterflow.review.cases import goodguys
from counterflow.review.cases.deciding import approve, conclude, decide_alerts, reopen
from counterflow.review.cases.goodguys import exemptions_on
from counterflow.review.cases.opening import open_cases
from counterflow.review.cases.policy import load_review_policy
from counterflow.review.cases.reading import read_case
from counterflow.review.cases.states import CaseState, Disposition, Verdict
from counterflow.review.cases.working import note as add_note
from counterflow.screening.decisions.exemptions import digest_of_party
from counterflow.storage.access.people import add_person, end_person, set_roles
from counterflow.storage.database.records import Records
from unit.review.cases.invented import decision, match
from unit.review.conftest import NOON, Sql

LISTING = Listing("un-1", "un_sc", "Company", {"name": ["Quiet Harbour Tools"]})
WORDS = "registered in Graz since 1998, extract attached"


@pytest.fixture
def case(records: Records) -> str:
    return open_cases(records, [decision([match()])], actor="Ann").opened[0]


@pytest.fixture
def decided(records: Records, case: str) -> str:
    decide_alerts(
        records, case, ["1"], Disposition.NOT_THE_SAME, actor="Ann", reason="other-birth-date"
    )
    conclude(records, case, Verdict.RELEASE, actor="Ann", reason="nothing-found")
    assert approve(records, case, actor="Bob").state is CaseState.DECIDED
    return case


@pytest.mark.parametrize("approver", ["Nobody", "Ann", "Bob"])
def test_a_waiting_entry_is_not_withdrawn_into_force(
    records: Records, case: str, sql: Sql, approver: str
) -> None:
    made = goodguys.propose(
        records, f"{case}.1", listing_of=lambda _: LISTING, actor="Abe", reason="other-country",
        words=WORDS, at=NOON,
    )  # fmt: skip
    try:
        sql(
            "UPDATE review_goodguys SET state = 'withdrawn', approver = :a, settled_at = '2026-01',"
            " withdrawn_by = 'Abe', withdrawn_at = '9999' WHERE id = :i",
            a=approver,
            i=made.id,
        )
    except DBAPIError:
        return
    with records.reading() as connection:
        assert exemptions_on(connection, dt.date(2026, 11, 25)) == ()


_INSERT = (
    "INSERT INTO review_goodguys (id, list, listing, theirs, ours, reason, words, author,"
    " proposed_at, expires_on, state) VALUES ('gg-1', 'un_sc', 'un-1', 'd', 'e',"
    " 'other-name', 'words', 'Ann', :proposed, :expires, 'waiting')"
)


@pytest.mark.parametrize(
    ("proposed", "expires"),
    [
        ("2026-11-20", "9999-12-31"),
        ("2026-11-20T12:00:00.000+00:00", "2027-11-21"),
        ("2026-11-20", "2027-12-01"),
        ("2026-11-20", "9999-xx-xx"),
        ("2026-11-20", "never"),
        ("soon", "2027-01-01"),
        ("", "2027-01-01"),
    ],
)
def test_an_entry_never_holds_longer_than_the_longest(
    case: str, sql: Sql, proposed: str, expires: str
) -> None:
    with pytest.raises(DBAPIError):
        sql(_INSERT, proposed=proposed, expires=expires)


@pytest.mark.parametrize("settled", ["2026-11-20T12:00:00.000+00:00", "", "9"])
def test_an_entry_dated_ahead_does_not_hold_before(
    records: Records, case: str, sql: Sql, settled: str
) -> None:
    sql(_INSERT, proposed="9998-01-01", expires="9998-12-31")
    with pytest.raises(DBAPIError):
        sql("UPDATE review_goodguys SET state = 'standing', approver = 'Bob', settled_at = :s",
            s=settled)  # fmt: skip
    sql("UPDATE review_goodguys SET state = 'standing', approver = 'Bob',"
        " settled_at = '9998-01-02'")  # fmt: skip
    with records.reading() as connection:
        assert exemptions_on(connection, dt.date(2026, 11, 25)) == ()


def test_an_entry_proposed_under_a_longer_policy_is_not_approved(
    records: Records, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = goodguys.propose(
        records, f"{case}.1", listing_of=lambda _: LISTING, actor="Ann", reason="other-country",
        words=WORDS, at=NOON,
    )  # fmt: skip
    policy = dataclasses.replace(load_review_policy(), usual_months=6, most_months=6)
    with monkeypatch.context() as shorter:
        shorter.setattr(goodguys, "load_review_policy", lambda: policy)
        with pytest.raises(CaseError, match="longer than 6 months"):
            goodguys.approve(records, made.id, actor="Bob", at=NOON)
    assert goodguys.approve(records, made.id, actor="Bob", at=NOON).state == "standing"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE review_verdicts SET approver = 'Abe'",
        "UPDATE review_verdicts SET settled_words = 'never said'",
        "UPDATE review_verdicts SET settled_at = '2001'",
        "UPDATE review_dispositions SET approver = 'Abe'",
        "UPDATE review_dispositions SET settled_words = 'never said'",
        "UPDATE review_verdicts SET state = 'overtaken', approver = 'Rea'",
    ],
)
def test_who_approved_is_not_rewritten(sql: Sql, decided: str, statement: str) -> None:
    with pytest.raises(DBAPIError):
        sql(statement)


def test_an_entry_once_approved_keeps_its_day(records: Records, case: str, sql: Sql) -> None:
    made = goodguys.propose(
        records, f"{case}.1", listing_of=lambda _: LISTING, actor="Ann", reason="other-country",
        words=WORDS, at=NOON,
    )  # fmt: skip
    goodguys.approve(records, made.id, actor="Bob", at=NOON)
    for statement in (
        "UPDATE review_goodguys SET settled_at = '2001-01-01'",
        "UPDATE review_goodguys SET settled_words = 'never said'",
    ):
        with pytest.raises(DBAPIError):
            sql(statement)


def test_a_withdrawn_entry_is_not_revived(records: Records, case: str, sql: Sql) -> None:
    made = goodguys.propose(
        records, f"{case}.1", listing_of=lambda _: LISTING, actor="Ann", reason="other-country",
        words=WORDS, at=NOON,
    )  # fmt: skip
    goodguys.approve(records, made.id, actor="Bob", at=NOON)
    goodguys.withdraw(records, made.id, actor="Ann", words="sold to others", at=NOON)
    try:
        sql("UPDATE review_goodguys SET withdrawn_at = '9999-12-31'")
    except DBAPIError:
        return
    with records.reading() as connection:
        assert exemptions_on(connection, dt.date(2026, 11, 25)) == ()


@pytest.mark.parametrize("leaves", ["ended", "other role"])
def test_a_decided_case_takes_a_note_after_its_approver_left(
    records: Records, decided: str, leaves: str
) -> None:
    with records.writing() as connection:
        if leaves == "ended":
            end_person(connection, "Bob", by="Ada")
        else:
            set_roles(connection, "Bob", ["reader"], by="Ada")
    add_note(records, decided, actor="Ann", words="the buyer has called")
    assert read_case_state(records, decided) is CaseState.DECIDED
    reopen(records, decided, ["1"], actor="Ann", words="something new was found")


def read_case_state(records: Records, case: str) -> CaseState:
    with records.reading() as connection:
        return read_case(connection, case).case.state


def test_a_deciding_person_is_not_the_same_under_another_spelling(records: Records) -> None:
    from counterflow.core.errors import AccessError

    told = []
    with records.writing() as connection:
        for name in (
            "ANN",
            "Ann ",
            "A\u200bnn",
            "Ａｎｎ",
            "Änn",
            "А\u043dn",
            "Ann\u0301",
            "Aɴɴ",
            "𝐀𝐧𝐧",
            "Ann\u2060",
            "Ann\u3164",
            "Ann\u115f",
            "Ann\u034f",
            "A\ufe0fnn",
            "Ann\u00ad",
            "Ann\u17b4",
        ):
            try:
                add_person(connection, name, ["approver"], by="Ada")
                told.append(name)
            except AccessError:
                pass
    assert [n for n in told if n not in ("Änn", "А\u043dn", "Ann\u0301", "Aɴɴ")] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Party("buyer", "Acme", address="ቦሌ መንገድ"), Party("buyer", "Acme", address="አራዳ")),
        (Party("buyer", "Acme", city="北京"), Party("buyer", "Acme", city="上海")),
        (Party("buyer", "Acme", city="བོད"), Party("buyer", "Acme", city="ལྷ་ས")),
        (Party("buyer", "Acme", address="ⵣⵣ"), Party("buyer", "Acme", address="ⴰⴱ")),
        (
            Party("buyer", "Acme", identifiers=(Identifier("taxNumber", "ቦሌ"),)),
            Party("buyer", "Acme", identifiers=(Identifier("taxNumber", "አራዳ"),)),
        ),
        (
            Party("buyer", "Acme", country_text="Kish Island"),
            Party("buyer", "Acme", country_text="Graz"),
        ),
        (Party("buyer", "+++"), Party("buyer", "---")),
        (Party("buyer", "A B & Co"), Party("buyer", "AB Co")),
        (Party("buyer", "Acme", address="1 1 Main"), Party("buyer", "Acme", address="11 Main")),
    ],
)
def test_another_record_has_another_digest(one: Party, other: Party) -> None:
    assert digest_of_party(one) != digest_of_party(other)
