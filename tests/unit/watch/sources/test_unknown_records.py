"""A record of another name is counted and refused: the account is blind to no kind of record."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.sources import (
    ca_sema_xml,
    ch_seco_xml,
    eu_fsf_xml,
    ofac_advanced_xml,
    ofac_enhanced_xml,
    ofac_xml,
    uk_sanctions_xml,
    un_xml,
)
from counterflow.watch.sources.parsed import ParsedList, Reader
from list_readers import LISTS, parse_bytes

UN = (LISTS / "un_sc" / "consolidated.xml").read_bytes()
CASES = [
    (un_xml.READER, "un_sc/consolidated.xml", b"INDIVIDUAL", b"PERSON"),
    (eu_fsf_xml.READER, "eu_fsf_xml/export.xml", b"sanctionEntity", b"listedEntity"),
    (uk_sanctions_xml.READER, "uk_sanctions_xml/UK-Sanctions-List.xml", b"Designation", b"Target"),
    (ca_sema_xml.READER, "ca_sema_xml/sema-lmes.xml", b"record", b"entry"),
    (ch_seco_xml.READER, "ch_seco_xml/total.xml", b"target", b"aim"),
    (ofac_xml.READER, "ofac_xml/sdn.xml", b"sdnEntry", b"sdnRecord"),
    (ofac_advanced_xml.READER, "ofac_advanced_xml/sdn_advanced.xml", b"DistinctParty", b"Party"),
    (ofac_enhanced_xml.READER, "ofac_enhanced_xml/sdn_enhanced.xml", b"entity", b"party"),
]


def parse(reader: Reader, data: bytes) -> ParsedList:
    return parse_bytes(reader, data, "list.xml", "house")


def strangers(parsed: ParsedList) -> int:
    return sum(
        "is no record that this version knows" in one.what for one in parsed.account.refusals
    )


@pytest.mark.parametrize(("reader", "path", "old", "new"), CASES, ids=lambda one: str(one)[:24])
def test_one_renamed_record_is_counted_and_refused(
    reader: Reader, path: str, old: bytes, new: bytes
) -> None:
    data = (LISTS / path).read_bytes()
    before = parse(reader, data).account
    begin = max(data.rfind(b"<" + old + end) for end in (b" ", b">"))
    close = data.index(b"</" + old + b">", begin)
    renamed = (
        data[:begin] + b"<" + new + data[begin + 1 + len(old) : close] + b"</" + new
        + data[close + 2 + len(old) :]
    )  # fmt: skip
    after = parse(reader, renamed)
    assert strangers(parse(reader, data)) == 0
    assert strangers(after) == 1
    assert after.account.records == before.records
    told = next(one for one in after.account.refusals if "is no record" in one.what)
    assert new.decode() in told.what
    assert told.line > 0


def test_a_new_section_is_counted_record_by_record() -> None:
    ship = b"<VESSEL><DATAID>1</DATAID><FIRST_NAME>INVENTED</FIRST_NAME></VESSEL>"
    section = b"<VESSELS>" + 3 * ship + b"</VESSELS><ENTITIES>"
    parsed = parse(un_xml.READER, UN.replace(b"<ENTITIES>", section))
    assert (parsed.account.records, parsed.account.refused) == (6, 4)
    assert strangers(parsed) == 3


@given(st.integers(0, 40), st.integers(0, 40))
def test_every_stranger_is_counted_wherever_it_stands(first: int, last: int) -> None:
    ship = b"<VESSEL><A>1</A></VESSEL>"
    data = UN.replace(b"<INDIVIDUALS>", b"<INDIVIDUALS>" + first * ship)
    data = data.replace(b"</ENTITIES>", last * ship + b"</ENTITIES>")
    parsed = parse(un_xml.READER, data)
    assert strangers(parsed) == first + last
    assert parsed.account.records == 3 + first + last


def test_strangers_are_counted_in_a_file_of_many_pieces() -> None:
    ship = b"<VESSEL><A>" + b"x" * 500 + b"</A><B><C>1</C></B></VESSEL>"
    section = b"<VESSELS>" + 6_000 * ship + b"</VESSELS><ENTITIES>"
    parsed = parse(un_xml.READER, UN.replace(b"<ENTITIES>", section))
    assert parsed.account.refused == 6_001
    assert parsed.account.records == 6_003


@pytest.mark.parametrize("section", [b"INDIVIDUALS", b"ENTITIES"])
def test_a_section_that_is_missing_is_fatal(section: bytes) -> None:
    begin, end = UN.index(b"<" + section + b">"), UN.index(b"</" + section + b">")
    parsed = parse(un_xml.READER, UN[:begin] + UN[end + len(section) + 3 :])
    assert f"the file holds no <{section.decode()}>" in parsed.account.fatal[0].what


def test_a_section_of_ofacs_that_is_new_is_a_remark() -> None:
    data = (LISTS / "ofac_enhanced_xml" / "sdn_enhanced.xml").read_bytes()
    more = data.replace(b"<entities>", b"<more><x><y/></x></more><entities>")
    parsed = parse(ofac_enhanced_xml.READER, more)
    assert any(one.what == "<more> is not read" for one in parsed.account.refusals)
    assert parsed.account.refused == parse(ofac_enhanced_xml.READER, data).account.refused
