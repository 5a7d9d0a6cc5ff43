"""The country that stands in a BIC, an IBAN, an MMSI."""

from __future__ import annotations

import datetime as dt

import pytest

from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Identifier, Party
from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.rows import Row
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.rows import RowReader
from counterflow.screening.pipeline.countries import find_countries
from counterflow.screening.pipeline.craft import craft_findings
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.rules.evaluate import ask_rules
from counterflow.watch.rules.rulebook import load_rules


def outcomes(*parties: Party) -> set[tuple[str, Outcome]]:
    paper = Transaction("1", parties=parties)
    situation = recognise(
        paper,
        gazetteer=load_gazetteer(),
        tables=load_goods_tables(),
        as_of=dt.date(2026, 11, 21),
        nexus=None,
    )
    found = [*ask_rules(load_rules(), situation), *craft_findings(paper, situation)]
    return {(one.kind, one.outcome) for one in found if one.outcome.strength}


def numbered(role: str, kind: str, value: str, country: str = "") -> Party:
    return Party(role, "", country=country, identifiers=(Identifier(kind, value),))


@pytest.mark.parametrize("bic", ["ABCDIRTHXXX", "ABCDIRTH", "abcd ir th"])
@pytest.mark.parametrize("country", ["", "TR"])
def test_bank_in_an_embargoed_country_by_its_bic(bic: str, country: str) -> None:
    """Whatever stands beside it."""
    assert outcomes(numbered("payee_bank", "swiftBic", bic, country)) == {("country", Outcome.HOLD)}


def test_ship_of_an_embargoed_country_by_its_mmsi() -> None:
    """Without a flag the number says it; beside another flag it is a question."""
    assert ("country", Outcome.HOLD) in outcomes(numbered("vessel", "mmsi", "422000001"))
    assert outcomes(numbered("vessel", "mmsi", "273000001")) == {("vessel", Outcome.REVIEW)}
    flagged = outcomes(numbered("vessel", "mmsi", "422000001", "PA"))
    assert flagged == {("vessel", Outcome.REVIEW)}


def test_harmless_codes_say_nothing() -> None:
    assert not outcomes(numbered("payee_bank", "swiftBic", "ABCDDEFF"))
    assert not outcomes(numbered("vessel", "mmsi", "211000001"))
    assert not outcomes(numbered("payee_bank", "swiftBic", "IRANIAN"))


@pytest.mark.parametrize(
    ("account", "countries"),
    [
        ("IR06 2960 0000 0010 0324 2000 01", {"IR"}),
        ("IBAN: ir062960000000100324200001", {"IR"}),
        ("IBAN IR062960000000100324200001", {"IR"}),
        ("0040 1234 5678", set()),
        ("DE89370400440532013000", {"DE"}),
    ],
)
def test_account_by_its_iban(account: str, countries: set[str]) -> None:
    """Only the country of the account is kept."""
    columns = ["Payer", "Payee", "Payee IBAN"]
    reader = RowReader(recognize(columns, kind="payment"), kind="payment", orders={})
    read = reader.read(Row(1, 2, ["Alder AG", "Birch AG", account]))
    assert {one.country for one in find_countries(read)} == countries
    assert account not in {detail.value for detail in read.details}


@pytest.mark.parametrize(
    ("cell", "tail"),
    [("RA-82068", "RA-82068"), ("Freighter (ep-mnx)", "EP-MNX"), ("TU-154", ""), ("An-124", "")],
)
def test_tail_number_in_the_column_of_the_aircraft(cell: str, tail: str) -> None:
    """It is compared as a number, and its mark is asked."""
    reader = RowReader(recognize(["Consignee", "Aircraft"]), kind="shipment", orders={})
    found = reader.read(Row(1, 2, ["Alder AG", cell])).parties[1]
    assert [one.value for one in found.identifiers] == ([tail] if tail else [])
    assert bool(outcomes(found)) == bool(tail)
