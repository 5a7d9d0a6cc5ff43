"""Whose law each format belongs to: every reader is asked, and a new one cannot be forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterflow.core.model.snapshots import ListState, Snapshot
from counterflow.core.settings import REGIMES
from counterflow.screening.decisions.coverage import cover
from counterflow.screening.decisions.regimes import regimes_in
from counterflow.screening.intake.native import transaction_of
from counterflow.serve import health
from counterflow.watch.lists.addresses import load_addresses
from counterflow.watch.sources.reading import READERS, read_list

LISTS = Path(__file__).parents[2] / "fixtures" / "lists"

WHOSE_LAW = {
    "ofac_csv": ("ofac_sdn", "US"),
    "ofac_xml": ("ofac_xml", "US"),
    "ofac_advanced_xml": ("ofac_advanced_xml", "US"),
    "ofac_enhanced_xml": ("ofac_enhanced_xml", "US"),
    "un_xml": ("un_sc", "UN"),
    "eu_fsf_xml": ("eu_fsf_xml", "EU"),
    "eu_fsf_csv": ("eu_fsf_csv/full_1_1.csv", "EU"),
    "eu_journal_csv": ("eu_journal_csv/32014R0269.csv", "EU"),
    "uk_sanctions_xml": ("uk_sanctions_xml", "UK"),
    "uk_sanctions_csv": ("uk_sanctions_csv/UK-Sanctions-List.csv", "UK"),
    "uk_conlist_csv": ("uk_conlist_csv/conlist_2022_format.csv", "UK"),
    "us_csl_json": ("us_csl_json/consolidated.json", "US"),
    "us_csl_csv": ("us_csl_csv/consolidated.csv", "US"),
    "us_bis_dpl": ("us_bis_dpl/dpl.txt", "US"),
    "us_bis_entities": ("us_bis_entities/title-15_part-744.xml", "US"),
    "ca_sema_xml": ("ca_sema_xml", "CA"),
    "ch_seco_xml": ("ch_seco_xml", "CH"),
    "jp_export_bans": ("jp_export_bans/russia.txt", "JP"),
    "jp_meti": ("jp_meti/end_user_list.csv", "JP"),
    "jp_meti_json": ("jp_meti_json/jp.json", "JP"),
}
"""Format, an invented file of it, and the regime that its publisher's list belongs to."""

WORDS_OF_THE_DATA = {"ftm_json", "opensanctions_simple_csv", "senzing_json", "own_list"}
"""Formats without a publisher of their own: the data say whose law it is, or the list's name."""


def test_every_reader_has_a_regime_or_none_of_its_own() -> None:
    formats = [reader.format for reader in READERS]
    assert sorted(formats) == sorted([*WHOSE_LAW, *WORDS_OF_THE_DATA])


def test_every_regime_that_a_user_can_switch_on_has_a_reader() -> None:
    assert {regime for _, regime in WHOSE_LAW.values()} == set(REGIMES)


@pytest.mark.parametrize("format", WHOSE_LAW)
def test_the_authority_that_a_reader_states_tells_the_regime(format: str) -> None:
    """For a list under any name: its row in the table of addresses does not help here."""
    source, regime = WHOSE_LAW[format]
    account = read_list([LISTS / source], list_name="any", format=format).account
    assert regimes_in(account.authority) == {regime}, account.authority
    state = ListState("any", "any@2026-01-01#0", "current", authority=account.authority)
    assert health._regimes_of(state, load_addresses()) == {regime}
    order = transaction_of({"id": "1", "kind": "order"})
    told = cover(order, (state,), nexus=frozenset(REGIMES)).missing
    lacking = {what.split()[4] for what in told if what.startswith("no official list of")}
    assert lacking == set(REGIMES) - {regime}


@pytest.mark.parametrize("row", load_addresses().values(), ids=lambda row: row.name)
def test_the_authority_of_every_official_address_tells_its_regime(row: object) -> None:
    assert regimes_in(row.authority) == {row.regime}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "source",
    [
        "Nonproliferation Sanctions (ISN) - State Department",
        "ITAR Debarred (DTC) - State Department",
        "Entity List (EL) - Bureau of Industry and Security",
        "Sectoral Sanctions Identifications List (SSI) - Treasury Department",
        "Some new list",
    ],
)
def test_every_part_of_the_screening_list_is_of_us_law(source: str) -> None:
    from counterflow.watch.sources.us_csl_record import read_source

    assert regimes_in(read_source(source)[1]) == {"US"}


@pytest.mark.parametrize(
    "authority",
    ["International Trade Administration Commission of South Africa", "Ministry of Commerce",
     "Department of State Development", ""],
)  # fmt: skip
def test_offices_of_the_like_elsewhere_are_not_american(authority: str) -> None:
    assert regimes_in(authority) == frozenset()


def test_a_list_of_a_collection_is_told_by_its_name() -> None:
    """A FollowTheMoney file of many authorities states none."""
    snapshot = Snapshot("un_sc", "0" * 64, "ftm_json", published_on="2026-01-01")
    state = ListState("un_sc", snapshot.id, "current")
    assert health._regimes_of(state, load_addresses()) == {"UN"}
