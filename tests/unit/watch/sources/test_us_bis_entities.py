"""The regulation's tables: countries that carry on, cells that hold name, aliases and address."""

from __future__ import annotations

import pytest

from counterflow.core.model.law import Effect
from counterflow.watch.sources import us_bis_entities
from counterflow.watch.sources.parsed import ParsedList
from counterflow.watch.sources.us_bis_names import Cell, read_cell
from list_readers import LISTS, parse_bytes

FOLDER = LISTS / "us_bis_entities"
DATA = (FOLDER / "title-15_part-744.xml").read_bytes()


def parse(data: bytes = DATA) -> ParsedList:
    return parse_bytes(us_bis_entities.READER, data, "title-15.xml", "bis")


def test_only_the_rows_of_the_lists_are_records() -> None:
    account = parse().account
    assert (account.records, account.listed, account.refused) == (5, 4, 1)
    assert account.refusals[0].what == "the row has 4 cells where EL has 5"


def test_name_aliases_addresses_and_licence() -> None:
    optics = parse().listings[0]
    assert optics.properties["name"] == ["Ruritania Optics Co., Ltd"]
    assert optics.properties["alias"] == ["RO Co", "Optik Zenda"]
    assert len(optics.properties["address"]) == 2
    (act,) = optics.designations
    assert "734.9(e), [1] and" in act.requirement
    assert (act.policy, act.legal_basis) == ("Presumption of denial.", "84 FR 00001, 5/21/19.")
    assert optics.effect is Effect.LICENCE


def test_a_country_carries_on_and_the_cell_is_kept_whole() -> None:
    parsed = parse()
    works = parsed.listings[1]
    assert works.properties["country"] == ["cn"]
    assert works.properties["name"] == ["Zenda Works, Ltd"]
    assert works.remarks == "Zenda Works, Ltd., 5 Castle Street, Zenda, China."
    assert parsed.account.notes == [
        "1 names were parted from their addresses at a comma: the remarks hold the cell"
    ]


def test_an_address_is_listed_as_an_address() -> None:
    listing = parse().listings[2]
    assert (listing.schema, listing.names) == ("Address", ())
    assert listing.properties["full"] == ["Room 1, Test Tower, Wan Chai, Hong Kong"]


def test_the_military_end_users_are_a_list_of_their_own() -> None:
    academy = parse().listings[3]
    assert (academy.programmes, academy.properties["country"]) == (("MEU",), ["ve"])


def test_a_file_that_breaks_off_is_fatal() -> None:
    assert parse(DATA[: DATA.index(b"VENEZUELA")]).account.fatal


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Zenda Works", Cell("Zenda Works", (), ())),
        ("Zenda, Inc., 1 Road, Zenda", Cell("Zenda, Inc", (), ("1 Road, Zenda",), guessed=True)),
        (
            "Zenda Ltd., a.k.a., the following one alias:\n—Z Ltd.\n1 Road, Zenda.",
            Cell("Zenda Ltd", ("Z Ltd",), ("1 Road, Zenda",)),
        ),
        ("Zenda Ltd., a.k.a., Z Ltd.\n1 Road.", Cell("Zenda Ltd", ("Z Ltd",), ("1 Road",))),
    ],
)
def test_cells(text: str, cell: Cell) -> None:
    assert read_cell(text) == cell
