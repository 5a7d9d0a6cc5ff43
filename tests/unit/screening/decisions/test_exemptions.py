"""A good-guy entry sets one match aside while both records stay as they were, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import counterflow
from counterflow.core.model.decisions import Decision
from counterflow.core.model.listings import Listing
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Detail, Identifier, Party
from counterflow.core.model.settled import Answer, Exemption
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.exemptions import (
    Exemptions,
    digest_of_exemptions,
    digest_of_listing,
    digest_of_party,
)
from counterflow.screening.decisions.screen import Screener
from counterflow.screening.pipeline.kept_answers import KeptAnswers

DAY = dt.date(2026, 1, 20)
COLUMNS = "id,name,country,imo,address\n"


def _screener(folder: Path, rows: str) -> Screener:
    """Give a screener over one list of the user's own."""
    source = folder / "own.csv"
    source.write_text(COLUMNS + rows, "utf-8")
    engine = counterflow.open(folder / "store", as_of=DAY)
    engine.store.import_list([source], name="own_list", published_on="2026-01-18")
    return counterflow.open(folder / "store", as_of=DAY, lists=["own_list"]).screener


ROWS = (
    "a,Brezovnik Trading,,,\n"
    "b,Brezovnik Tradink,,,\n"
    "v,Severnaya Zvezda,,9179842,\n"
    'w,Lindgaard Marine,,,"Havnegade 12, 4100 Ringsted"\n'
)  # fmt: skip


@pytest.fixture(scope="module")
def screener(tmp_path_factory: pytest.TempPathFactory) -> Screener:
    return _screener(tmp_path_factory.mktemp("exemptions"), ROWS)


def _listing(screener: Screener, name: str) -> Listing:
    index = screener.matcher.index
    found = map(screener.matcher.listing, range(len(index.ids)))
    return next(one for one in found if one.caption == name)


def _entry(screener: Screener, party: Party, name: str, **changes: str) -> Exemption:
    listing = _listing(screener, name)
    return msgspec.structs.replace(
        Exemption(
            "gg-1", listing.list, listing.id, digest_of_listing(listing), digest_of_party(party),
            party.name, "other-country", "another register", "Ann", "Bob", "2026-12-01",
        ),
        **changes,
    )  # fmt: skip


def _screen(screener: Screener, party: Party, *entries: Exemption) -> Decision:
    order = Transaction("1", "order", parties=(party,))
    held = Exemptions(entries, DAY) if entries else None
    return replace(screener, exemptions=held).screen([order])[0]


def _of(decision: Decision, name: str) -> list[tuple[str, Outcome]]:
    return [(one.rule, one.outcome) for one in decision.findings if one.theirs == name]


PARTY = Party("buyer", "Brezovnik Trading", country="AT")


def test_a_match_becomes_a_note_that_names_the_entry(screener: Screener) -> None:
    before = _screen(screener, PARTY)
    after = _screen(screener, PARTY, _entry(screener, PARTY, "Brezovnik Trading"))
    assert [outcome for _, outcome in _of(before, "Brezovnik Trading")] == [Outcome.HOLD]
    assert _of(after, "Brezovnik Trading") == [("good-guy", Outcome.NO_MATCH)]
    (note,) = [one for one in after.findings if one.rule == "good-guy"]
    for word in ("gg-1", "a hold without it", "Ann", "approved by Bob", "2026-12-01"):
        assert word in note.summary
    assert any("1 match was set aside by good-guy entries" in n for n in after.coverage.notes)
    assert not any("good-guy" in note for note in before.coverage.notes)


def test_other_matches_of_the_party_stand(screener: Screener) -> None:
    after = _screen(screener, PARTY, _entry(screener, PARTY, "Brezovnik Trading"))
    assert [outcome for _, outcome in _of(after, "Brezovnik Tradink")] == [
        outcome for _, outcome in _of(_screen(screener, PARTY), "Brezovnik Tradink")
    ]
    assert after.outcome is not Outcome.NO_MATCH


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"country": "SI"}, "our record is another one"),
        ({"address": "Mlinska 4"}, "our record is another one"),
        ({"birth_date": "1970-01-01"}, "our record is another one"),
        ({"identifiers": (Identifier("taxNumber", "77"),)}, "our record is another one"),
        ({"details": (Detail("former_name", "Old Name"),)}, "our record is another one"),
    ],
)
def test_another_record_of_ours_lets_the_entry_lapse(
    screener: Screener, change: dict[str, object], says: str
) -> None:
    entry = _entry(screener, PARTY, "Brezovnik Trading")
    other = msgspec.structs.replace(PARTY, **change)
    after, plain = _screen(screener, other, entry), _screen(screener, other)
    assert after.outcome is plain.outcome
    assert any(says in one.summary and "gg-1" in one.summary for one in after.findings)
    assert not any("good-guy entries" in note for note in after.coverage.notes)


@pytest.mark.parametrize(
    ("change", "says"),
    [({"theirs": "0" * 64}, "the listing was changed"), ({"expires_on": "2026-01-20"}, "expired")],
)
def test_another_listing_or_the_day_lets_the_entry_lapse(
    screener: Screener, change: dict[str, str], says: str
) -> None:
    after = _screen(screener, PARTY, _entry(screener, PARTY, "Brezovnik Trading", **change))
    assert after.outcome is Outcome.HOLD
    assert any(says in one.summary for one in after.findings)


@pytest.mark.parametrize("field", ["programmes", "remarks", "listed_on", "citations", "effect"])
def test_every_byte_of_a_listing_counts(screener: Screener, field: str) -> None:
    listing = _listing(screener, "Brezovnik Trading")
    raw = msgspec.to_builtins(listing)
    raw[field] = {
        "programmes": ["X"], "remarks": "x", "listed_on": "2020-01-01",
        "citations": [{"source": "x"}], "effect": "import",
    }[field]  # fmt: skip
    assert digest_of_listing(msgspec.convert(raw, Listing)) != digest_of_listing(listing)


def test_role_and_writing_of_a_name_let_nothing_lapse(screener: Screener) -> None:
    entry = _entry(screener, PARTY, "Brezovnik Trading")
    same = Party("consignee", "BREZOVNIK  TRADING", country="at", column="Kunde")
    after = _screen(screener, msgspec.structs.replace(same, country="AT"), entry)
    assert ("good-guy", Outcome.NO_MATCH) in _of(after, "Brezovnik Trading")


def test_an_equal_number_is_never_set_aside(screener: Screener) -> None:
    ship = Party(
        "vessel", "Other Name", schema="Vessel", identifiers=(Identifier("imoNumber", "9179842"),)
    )
    entry = _entry(screener, ship, "Severnaya Zvezda")
    after = _screen(screener, ship, entry)
    assert after.outcome is _screen(screener, ship).outcome is not Outcome.NO_MATCH
    assert any("gg-1 does not count: a number is equal" in one.summary for one in after.findings)


def test_a_listed_address_is_told_beside_a_name_set_aside(screener: Screener) -> None:
    """Found in writing it: the address is told by the name's finding, and would go with it."""
    party = Party("buyer", "Lindgaard Marine", address="Havnegade 12, 4100 Ringsted", country="DK")
    after = _screen(screener, party, _entry(screener, party, "Lindgaard Marine"))
    assert ("good-guy", Outcome.NO_MATCH) in _of(after, "Lindgaard Marine")
    assert any(one.kind == "address" and one.outcome.strength for one in after.findings)


def test_ten_set_aside_leave_the_slots_to_others(tmp_path: Path) -> None:
    """Twelve listings alike, ten entries: both others are told as if they stood alone."""
    rows = "".join(f"n{at},Brezovnik Trading,,,\n" for at in range(12))
    screener = _screener(tmp_path, rows)
    listings = [screener.matcher.listing(at) for at in range(12)]
    entries = [
        Exemption(f"gg-{at}", one.list, one.id, digest_of_listing(one), digest_of_party(PARTY),
                  PARTY.name, "other-country", "w", "Ann", "Bob", "2026-12-01")
        for at, one in enumerate(listings[:10])
    ]  # fmt: skip
    after = _screen(screener, PARTY, *entries)
    told = {one.listing for one in after.findings if one.outcome.strength}
    assert told == {one.id for one in listings[10:]}
    assert sum(one.rule == "good-guy" for one in after.findings) == 10
    assert any("10 matches were set aside" in note for note in after.coverage.notes)


def test_entries_beyond_the_breadth_of_the_search_free_its_slots(tmp_path: Path) -> None:
    """A hundred namesakes, 80 set aside: five of the other twenty are told, and 15 counted."""
    rows = "".join(f"n{at},Brezovnik Trading,,,\n" for at in range(100))
    screener = _screener(tmp_path, rows)
    found = screener.matcher.weigh_parties([PARTY], limit=200)[0].matches
    listings = [match.listing for match in found][:80]
    entries = [
        Exemption(f"gg-{at}", one.list, one.id, digest_of_listing(one), digest_of_party(PARTY),
                  PARTY.name, "other-country", "w", "Ann", "Bob", "2026-12-01")
        for at, one in enumerate(listings)
    ]  # fmt: skip
    after = _screen(screener, PARTY, *entries)
    assert sum(bool(one.outcome.strength) for one in after.findings) == 5
    assert any("15 further listings resemble" in one.summary for one in after.findings)


@given(st.permutations(["a", "b", "c"]), st.sampled_from(["", "de", "DE"]))
def test_the_order_of_numbers_is_no_other_record(order: list[str], country: str) -> None:
    numbers = tuple(Identifier("taxNumber", f"{one}-1", country) for one in order)
    plain = tuple(Identifier("taxNumber", f"{one} 1", country.upper()) for one in "abc")
    one = Party("buyer", "A", identifiers=numbers)
    assert digest_of_party(one) == digest_of_party(Party("buyer", "A", identifiers=plain))


@given(st.text(min_size=1), st.text(min_size=1))
def test_names_of_other_letters_are_other_records(a: str, b: str) -> None:
    one, other = (digest_of_party(Party("buyer", name)) for name in (a, b))
    if a == b:
        assert one == other
    if a.isascii() and b.isascii() and a.isalpha() and b.isalpha():
        assert (one == other) == (a.casefold() == b.casefold())


def test_the_digest_of_entries_names_all_they_hold(screener: Screener) -> None:
    entry = _entry(screener, PARTY, "Brezovnik Trading")
    other = msgspec.structs.replace(entry, expires_on="2026-12-02")
    assert digest_of_exemptions([]) == ""
    assert len({digest_of_exemptions(found) for found in ([entry], [other], [entry, other])}) == 3


ANSWER = Answer("KYC-01", "yes: laboratory", "Ann (lab)", "2026-01-19T08:00:00", "case-1a2b")
ASKED = KeptAnswers({("order", "1"): (ANSWER,)})


def test_a_kept_answer_is_put_to_its_transaction_alone() -> None:
    (detail,) = ASKED.put_to(Transaction("1", "order")).details
    assert detail == Detail("answer.KYC-01", "yes: laboratory (Ann [lab], 2026-01-19, case-1a2b)")
    assert ASKED.put_to(Transaction("1", "payment")).details == ()
    assert ASKED.put_to(Transaction("2", "order")).details == ()


def test_what_the_papers_answer_stands() -> None:
    given_here = Transaction("1", "order", details=(Detail("answer.KYC-01", "no"),))
    assert ASKED.put_to(given_here) == given_here


def test_a_kept_answer_is_put_anew_and_not_twice() -> None:
    once = ASKED.put_to(Transaction("1", "order", details=(Detail("payment_method", "cash"),)))
    assert ASKED.put_to(once) == once
    newer = msgspec.structs.replace(ANSWER, answer="no: declined")
    again = KeptAnswers({("order", "1"): (newer,)}).put_to(once)
    assert [one.value[:12] for one in again.details] == ["cash", "no: declined"]
