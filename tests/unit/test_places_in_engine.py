"""An engine asks the addresses of its lists, its store's UN/LOCODE and coordinates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import counterflow
from counterflow.core.model.decisions import Decision
from counterflow.watch.places import listed_addresses
from counterflow.watch.places.locode_table import import_locodes

OWN = """name,address,country
,"Flat 7, 5 Dolnaya Street, Zvengrad",RU
Brasdol Fengri,"Room 1804, 93 Alder Road, Harbourtown",HK
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    own = tmp_path / "own.csv"
    own.write_text(OWN)
    engine = counterflow.open(tmp_path / "store")
    engine.import_list([own], name="addresses_of_ours")
    return tmp_path / "store"


def _screen(store: Path, **parts: Any) -> Decision:
    return counterflow.open(store).screen({"id": "1", **parts})


def test_an_address_of_a_list_is_found_under_any_name(store: Path) -> None:
    decision = _screen(store, parties=[
        {"role": "consignee", "name": "Quiet Tools", "country": "RU",
         "address": "ул. Дольная 5, кв. 7", "city": "Zvengrad"},
        {"role": "notify", "name": "Velmor Optics", "country": "HK",
         "address": "Rm 1804, 93 Alder Rd., Harbourtown"},
    ])  # fmt: skip
    found = {one.subject: str(one.outcome) for one in decision.findings if one.kind == "address"}
    assert found == {"consignee address": "hold", "notify party address": "review"}


def test_the_addresses_are_kept_beside_the_index(store: Path) -> None:
    _screen(store, parties=[{"role": "buyer", "name": "A", "address": "5 Dolnaya Street 9"}])
    kept = list(store.rglob(listed_addresses.ROWS))
    assert len(kept) == 1
    assert (kept[0].parent / "words.json").is_file()


def test_a_coordinate_in_the_zone_holds(store: Path) -> None:
    leg = {"from_place": "Hamburg", "from_country": "DE", "to_place": "55.80, 52.05",
           "to_country": "RU"}  # fmt: skip
    decision = _screen(store, legs=[leg])
    assert decision.outcome == "hold"
    theirs = [one.theirs for one in decision.findings if one.kind == "place"]
    assert theirs == ["Yelabuga (Alabuga SEZ)"]


def test_the_codes_of_the_store_are_asked(store: Path, tmp_path: Path) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rows = [
        f"XA{a}{b}{c},Filler,," for a in letters[:12] for b in letters[:10] for c in letters[:10]
    ]
    file = tmp_path / "codes.csv"
    file.write_text("\n".join(["locode,name,lat,lon", *rows, "DEQQQ,Grunhavn,53.5,10.0"]))
    leg = {"to_place": "DEQQQ", "to_country": "FR"}
    before = _screen(store, legs=[leg])
    assert "place-and-country" not in [one.rule for one in before.findings]
    import_locodes(file, store / "places")
    after = _screen(store, legs=[leg])
    (found,) = [one for one in after.findings if one.rule == "place-and-country"]
    assert str(found.outcome) == "review"
    assert "Germany" in found.summary
