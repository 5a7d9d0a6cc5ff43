"""Each reader of Europe and Canada claims its own fixtures, and none of another's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.sources import (
    ca_sema_xml,
    ch_seco_xml,
    eu_fsf_csv,
    eu_fsf_xml,
    eu_journal_csv,
)
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import Reader
from counterflow.watch.sources.reading import READERS
from list_readers import LISTS

OURS = (eu_fsf_xml, eu_fsf_csv, eu_journal_csv, ca_sema_xml, ch_seco_xml)
FILES = sorted(
    path
    for path in LISTS.glob("*/*")
    if path.is_file() and path.suffix in (".xml", ".csv", ".json", ".yaml")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_is_claimed_by_its_own_reader_only(path: Path) -> None:
    file = load_list_file(path)
    claiming = {module.FORMAT for module in OURS if module.claims(file)}
    own = {path.parent.name} & {module.FORMAT for module in OURS}
    assert claiming == own


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.format)
def test_no_reader_of_others_claims_ours(reader: Reader) -> None:
    for module in OURS:
        for path in FILES:
            if path.parent.name == module.FORMAT and reader.format != module.FORMAT:
                assert not reader.claims(load_list_file(path)), path.name


@given(st.binary(max_size=200))
def test_claims_never_raise(data: bytes) -> None:
    for module in OURS:
        assert module.claims(ListFile("x", data)) in (True, False)
