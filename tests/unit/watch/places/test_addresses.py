"""Addresses on their own: read across spellings and scripts, and compared by street and unit."""

from __future__ import annotations

import datetime as dt
import gc
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import RuleError
from counterflow.watch.index.build import build_index
from counterflow.watch.places import listed_addresses
from counterflow.watch.places.address_gate import AddressGate, pairs_of
from counterflow.watch.places.address_reading import care_of
from counterflow.watch.places.addresses import (
    Likeness,
    compare_addresses,
    read_address,
    skeleton,
)
from counterflow.watch.places.diversion_addresses import (
    load_diversion_addresses,
    read_diversion_addresses,
)
from counterflow.watch.places.listed_addresses import ListedAddresses
from strategies import listing, words

SAME = [
    ("Room 1205, 12/F, 88 Alder Road, Harbourtown", "Rm.1205 12th Floor, 88 Alder Rd. Harbourtown"),
    ("ул. Дольная, д. 5, корп. 2, кв. 12, Звенград", "Dolnaya Str. 5, bld 2, apt 12, Zvengrad"),
    ("ulitsa Dolnaya, dom 5, kvartira 12, Zvengrad", "Dolnaya ul., 5-12, kv. 12, Zvengrad"),
    ("Ahornstraße 12, 20999 Musterstadt", "Ahornstr. 12, Musterstadt"),
    ("12 rue de Verlane, 75999 Belleville-Test", "rue Verlane 12, Belleville Test"),
    ("No. 15, Brasdol Caddesi, Kat 3, Daire 7, Testkent", "Brasdol Cad. No:15 K:3 D:7 Testkent"),
    ("P.O. Box 12345, Testtown", "c/o Somebody Ltd, PO BOX 12345, Testtown"),
    ("上海市中山路93号1804室", "Room 1804, No. 93 Zhongshan Lu, Shanghai"),
    ("Unit 4, 93-107 Alder Road, Harbourtown", "Unit 4, 107 Alder Road, Harbourtown"),
    ("LORN ZONE, Q1-08-051, Testtown", "Q1-08-051 Lorn-Zone, Testtown"),
    ("Villa 6, Al Velmor Village, Testtown", "Al Velmor Vlg Villa no. 6, Testtown"),
    ("VELMORPA TIC. MRK. K:11 NO:1874, Testkent", "Velmorpa Ticaret 11. kat 1874, Testkent"),
    ("Dolnas ave 49, apt 12, Zvengrad", "Dolnas 49/12, Zvengrad"),
    ("Unit 9, Brasdol House, Harbourtown", "Brasdol House, Unit 9, Harbourtown"),
    ("Flt 9-C, 12 Alder Rd., Harbourtown", "Unit 9C, 12 Alder Road, Harbourtown"),
    ("Room C-9, 12-A Alder Road, Harbourtown", "Rm C9, 12A Alder Road, Harbourtown"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_address_are_the_same_and_share_a_key(one: str, other: str) -> None:
    ours, theirs = read_address(one), read_address(other)
    assert ours.keys & theirs.keys
    assert compare_addresses(ours, theirs) in (Likeness.UNIT, Likeness.WHOLE, Likeness.FLOOR)
    assert compare_addresses(theirs, ours) == compare_addresses(ours, theirs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Alder Road, Harbourtown", "14 Alder Road, Harbourtown"),
        ("12 Alder Road, Harbourtown", "12 Birch Road, Harbourtown"),
        ("12 Alder Road, Harbourtown", "12 Alder Road, Otherville"),
        ("ul. Dolnaya 5 korp. 1, Zvengrad", "ul. Dolnaya 5 korp. 2, Zvengrad"),
        ("PO Box 12345, Testtown", "PO Box 12346, Testtown"),
        ("PO Box 12345, Testtown", "PO Box 12345, Otherville"),
        ("Harbourtown", "Harbourtown"),
    ],
)
def test_other_addresses_are_not_the_same(one: str, other: str) -> None:
    assert compare_addresses(read_address(one), read_address(other)) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "how"),
    [
        ("Flat 5, 12 Alder Road, X-Town", "Flat 6, 12 Alder Road, X-Town", Likeness.OTHER_UNIT),
        ("Flt 7-B, 12 Alder Road, X-Town", "Unit 7B, 12 Alder Rd, X-Town", Likeness.UNIT),
        ("Flt 7-B, 12 Alder Road, X-Town", "Unit 7C, 12 Alder Rd, X-Town", Likeness.OTHER_UNIT),
        ("3/F, 12 Alder Road, X-Town", "4/F, 12 Alder Road, X-Town", Likeness.OTHER_UNIT),
        ("3/F, 12 Alder Road, X-Town", "Level 3, 12 Alder Road, X-Town", Likeness.FLOOR),
        ("12 Alder Road, X-Town", "Flat 6, 12 Alder Road, X-Town", Likeness.BUILDING),
        ("12 Alder Road, X-Town", "12, Alder Rd, X Town", Likeness.WHOLE),
    ],
)
def test_unit_and_building_are_told_apart(ours: str, theirs: str, how: Likeness) -> None:
    assert compare_addresses(read_address(ours), read_address(theirs)) is how


def test_a_town_apart_and_a_country_count() -> None:
    ours = read_address("12 Alder Road", "Harbourtown", "DE")
    assert compare_addresses(ours, read_address("12 Alder Rd, Harbourtown", country="DE"))
    assert compare_addresses(ours, read_address("12 Alder Rd, Harbourtown", country="FR")) is None
    hong_kong = read_address("12 Alder Road, Harbourtown", country="HK")
    assert compare_addresses(hong_kong, read_address("12 Alder Rd, Harbourtown", country="CN"))


def test_a_town_is_known_by_its_initials() -> None:
    ours, theirs = read_address("Villa 6, Al Velmor", "Ras Al Dol", "AE"), "Al Velmor, Villa 6"
    assert compare_addresses(ours, read_address(theirs, "RAD", "AE")) is Likeness.WHOLE
    assert compare_addresses(ours, read_address(theirs, "Otherville", "AE")) is None


def test_whom_an_address_is_in_care_of() -> None:
    assert care_of("C/O: Alder Agency Ltd, Quay 2, Testtown") == "Alder Agency Ltd"
    assert care_of("Testtown, care of Alder Agency") == "Alder Agency"
    assert care_of("Coc/o Street 2") == ""


@given(st.text(max_size=200))
def test_any_text_is_read_and_is_like_itself_or_nothing(text: str) -> None:
    address = read_address(text)
    assert compare_addresses(address, address) in (None, *Likeness)


@given(words, st.integers(1, 9999), words, st.integers(1, 999))
def test_order_case_and_abbreviation_change_nothing(
    street: str, house: int, town: str, unit: int
) -> None:
    plain = read_address(f"{house} {street} Street, Unit {unit}, {town}")
    other = read_address(f"UNIT {unit}; {house}, {street.upper()} ST., {town.title()}")
    if skeleton(street) and len(skeleton(town)) > 1:
        assert compare_addresses(plain, other) is Likeness.UNIT


@pytest.mark.parametrize(
    "text",
    [
        ("Flat 5, 12 Alder Road, Harbour " * 170)[:5000], "x1 " * 1700, "street 1 " * 2200,
        "12/F, " * 900, "1" * 5000, "(" * 5000, "路93号" * 1600,
    ],
    ids=["repeated", "glued", "streets", "floors", "digits", "brackets", "signs"],
)  # fmt: skip
def test_a_long_address_is_read_in_bounded_time(text: str) -> None:
    begun = time.perf_counter()
    address = read_address(text)
    assert compare_addresses(address, address) in (None, *Likeness)
    assert len(address.keys) < 20_000
    assert time.perf_counter() - begun < 2


@given(st.one_of(st.text(max_size=80), st.sampled_from([text for pair in SAME for text in pair])))
def test_the_gate_never_keeps_out_an_address_that_has_a_key(text: str) -> None:
    address = read_address(text)
    if address.keys:
        assert AddressGate(pairs_of(address)).may_hold(text)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_gate_lets_the_spellings_of_one_address_pass(one: str, other: str) -> None:
    assert AddressGate(pairs_of(read_address(one))).may_hold(other)
    assert AddressGate(pairs_of(read_address(other))).may_hold(one)


def test_the_gate_keeps_out_nearly_all_that_is_on_no_list() -> None:
    gate = AddressGate(pairs_of(read_address("12 Alder Road, Harbourtown")))
    passed = [at for at in range(1000) if gate.may_hold(f"{at} Birch {at} Lane, Farville")]
    assert len(passed) < 100
    assert not AddressGate([]).may_hold("12 Alder Road, Harbourtown")


LISTED = [
    listing("firm", "Brasdol Fengri", address="Room 1804, 93 Alder Road, Harbourtown, China"),
    listing("only", schema="Address", address="Flat 7, 5 Dolnaya Street, Zvengrad"),
    listing("none", "Kevmav Lornol"),
    *(listing(f"other-{at}", f"Nobody {at}", address=f"{at} Birch Lane, Farville {at}")
      for at in range(1, 60)),
]  # fmt: skip


def _found(listed: ListedAddresses, text: str) -> list[tuple[int, Likeness]]:
    return [(one.listing, one.how) for one in listed.find(text)]


def test_listings_are_found_by_address_alone() -> None:
    index = build_index(LISTED)
    ids = {name: at for at, name in enumerate(index.ids)}
    listed = ListedAddresses(index)
    assert _found(listed, "Rm 1804, 93 Alder Rd, Harbourtown") == [(ids["firm"], Likeness.UNIT)]
    assert _found(listed, "улица Дольная 5, кв. 7, Звенград") == [(ids["only"], Likeness.UNIT)]
    assert _found(listed, "94 Alder Road, Harbourtown") == []
    assert _found(listed, "Harbourtown") == []


def test_what_is_kept_beside_the_index_gives_the_same_and_damage_is_mended(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index = build_index(LISTED)
    ask = "Rm 1804, 93 Alder Rd, Harbourtown"
    first = ListedAddresses(index, tmp_path)
    expected = _found(first, ask)
    file = tmp_path / listed_addresses.ROWS
    assert file.is_file()
    again = ListedAddresses(index, tmp_path)
    assert _found(again, ask) == expected
    assert isinstance(again._tables[0], np.memmap)
    del first, again
    gc.collect()  # Windows writes to no file that is mapped
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(bytes(data))
    mended = ListedAddresses(index, tmp_path)
    assert _found(mended, ask) == expected
    assert "not as they were written" in caplog.text


def test_nothing_is_kept_without_a_folder(tmp_path: Path) -> None:
    listed = ListedAddresses(build_index(LISTED), tmp_path / "absent")
    assert listed.load() > 0
    assert not (tmp_path / "absent").exists()


def _table(**row: Any) -> dict[str, Any]:
    entry = {"id": "one", "address": "Flat 7, 5 Dolnaya Street, Zvengrad", "country": "RU",
             "what": "named by an invented notice", "in_force_from": "2024-01-01",
             "source": "invented", "verified": True, **row}  # fmt: skip
    return {"sources": {"invented": {"title": "invented"}}, "addresses": [entry]}


def test_high_diversion_addresses_are_dated_rows() -> None:
    rows = read_diversion_addresses(_table())
    ours = read_address("5 Dolnaya St., Flat 7, Zvengrad", country="RU")
    assert [how for _, how in rows.find(ours, dt.date(2024, 1, 1))] == [Likeness.UNIT]
    assert rows.find(ours, dt.date(2023, 12, 31)) == ()
    ended = read_diversion_addresses(_table(in_force_to="2024-06-30"))
    assert ended.find(ours, dt.date(2024, 7, 1)) == ()
    assert load_diversion_addresses().find(ours, dt.date(2024, 1, 1)) == ()


@pytest.mark.parametrize(
    "row",
    [{"source": "unknown"}, {"verified": None}, {"address": "Zvengrad"}, {"in_force_from": "x"}],
)
def test_a_row_without_source_street_or_day_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(RuleError):
        read_diversion_addresses(_table(**row))
