"""Take, assign, attach, escalate: what is refused, and what is kept."""

from __future__ import annotations

import hashlib

import pytest

from counterflow.core.errors import AccessError, CaseError
from counterflow.review.cases import working
from counterflow.review.cases.opening import open_cases
from counterflow.review.cases.policy import load_review_policy
from counterflow.review.cases.reading import find_case, read_case
from counterflow.storage.database.records import Records
from unit.review.cases.invented import decision, match
from unit.review.conftest import Sql


@pytest.fixture
def case(records: Records) -> str:
    """Give a case."""
    return open_cases(records, [decision([match()])], actor="Ann").opened[0]


def test_a_case_is_not_taken_from_somebody(records: Records, case: str) -> None:
    assert working.take(records, case, actor="Ann").assignee == "Ann"
    with pytest.raises(CaseError, match="Ann works on it"):
        working.take(records, case, actor="Abe")
    assert working.assign(records, case, to="abe", actor="Ann").assignee == "Abe"
    assert working.assign(records, case, to="", actor="Ann").assignee == ""
    with pytest.raises(AccessError):
        working.assign(records, case, to="Bob", actor="Ann")


def test_an_attachment_is_kept_by_its_hash(records: Records, case: str) -> None:
    sha256 = working.attach(records, case, name="../papers/a.pdf", data=b"%PDF", actor="Ann")
    assert sha256 == hashlib.sha256(b"%PDF").hexdigest()
    with records.reading() as connection:
        (found,) = read_case(connection, case).attachments
        assert (found.name, found.size, found.actor) == ("a.pdf", 4, "Ann")
        assert working.content_of(connection, sha256) == b"%PDF"
        with pytest.raises(CaseError, match="no such file"):
            working.content_of(connection, "0" * 64)
    with pytest.raises(CaseError, match="attached already"):
        working.attach(records, case, name="b.pdf", data=b"%PDF", actor="Ann")


def test_the_same_bytes_on_two_cases_are_kept_once(records: Records, case: str) -> None:
    (other,) = open_cases(records, [decision([match()], name="B")], actor="Ann").opened
    one, two = (
        working.attach(records, at, name="a", data=b"x", actor="Ann") for at in (case, other)
    )
    assert one == two


@pytest.mark.parametrize("size", [0, load_review_policy().attachment_bytes + 1])
def test_an_attachment_has_a_size(records: Records, case: str, size: int) -> None:
    with pytest.raises(CaseError, match="bytes"):
        working.attach(records, case, name="a", data=b"x" * size, actor="Ann")


def test_changed_bytes_are_told(records: Records, case: str, sql: Sql) -> None:
    sha256 = working.attach(records, case, name="a", data=b"x", actor="Ann")
    if records.is_sqlite:
        sql("DROP TRIGGER review_contents_kept_update")
    else:
        sql("DROP TRIGGER review_contents_kept ON review_contents")
    sql("UPDATE review_contents SET data = :d", d=b"y")
    with records.reading() as connection, pytest.raises(CaseError, match="not those"):
        working.content_of(connection, sha256)


def test_an_escalation_has_a_role_and_words(records: Records, case: str) -> None:
    with pytest.raises(CaseError, match="no case is escalated"):
        working.escalate(records, case, to="reader", words="look", actor="Ann")
    with pytest.raises(CaseError, match="no words"):
        working.escalate(records, case, to="admin", words=" ", actor="Ann")
    assert working.escalate(records, case, to="admin", words="look", actor="Ann").role == "admin"


@pytest.mark.parametrize("text", ["", "  "])
def test_a_note_and_an_answer_say_something(records: Records, case: str, text: str) -> None:
    with pytest.raises(CaseError):
        working.note(records, case, words=text, actor="Ann")
    with pytest.raises(CaseError):
        working.answer(records, case, flag="KYC-01", says=text, actor="Ann")


def test_a_case_is_found_by_what_it_is_about(records: Records, case: str) -> None:
    with records.reading() as connection:
        assert find_case(connection, "A-17").id == find_case(connection, case).id == case
        with pytest.raises(CaseError, match="no case"):
            find_case(connection, "A-18")
