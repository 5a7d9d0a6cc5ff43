"""Balances of licences over a run: in the order of the file, however it was cut or interrupted."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import counterflow
from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.engine import Engine
from counterflow.screening.runs.draw_down import draw_down
from counterflow.screening.runs.execute import execute
from counterflow.screening.runs.folder import RunFolder
from counterflow.screening.runs.tally import Tally

HELD = """\
licences:
- {id: EX-1, kind: licence, authority: BIS, regime: US, destinations: [RU],
   in_force_from: 2024-01-01, balance: 100, unit: pcs}
- {id: EX-2, kind: licence, authority: BIS, regime: US, destinations: [RU],
   in_force_from: 2024-01-01, balance: 30, unit: pcs}
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("draw")
    held = folder / "held.yaml"
    held.write_text(HELD, "utf-8")
    return counterflow.open(folder / "store", licences=str(held), nexus="US")


def order(number: int, quantity: int, to: str = "RU") -> Transaction:
    return Transaction(
        str(number), kind="order", date="2025-02-03",
        parties=(Party("buyer", "Muster Handel"), Party("end_user", "Muster Klinik", country=to)),
        goods=(GoodsLine("854231", quantity=str(quantity), unit="pcs"),),
        legs=(Leg(to_place="Kazan", to_country=to),),
    )  # fmt: skip


def run(
    engine: Engine, folder: RunFolder, orders: list[Transaction], size: int
) -> tuple[Tally, list[str]]:
    folder.path.mkdir(parents=True)
    execute(iter(orders), folder=folder, open_screener=lambda: engine.screener, size=size)
    return settle(engine, folder)


def settle(engine: Engine, folder: RunFolder) -> tuple[Tally, list[str]]:
    register = engine.screener.register
    assert register is not None
    return draw_down(folder, lambda: engine.screener, register)


def decisions(folder: RunFolder) -> list[Decision]:
    return [msgspec.json.decode(line, type=Decision) for line in folder.decision_lines()]


def rests_on(decision: Decision) -> str:
    """Name the licence on which a decision rests; empty for none."""
    found = [one.rule for one in decision.findings
             if one.kind == "licence" and one.outcome is Outcome.NO_MATCH]  # fmt: skip
    assert len(found) <= 1
    return found[0] if found else ""


def expected(quantities: list[int]) -> list[str]:
    """Say by hand on which licence each order rests: the first that has enough left."""
    left = {"EX-1": Decimal(100), "EX-2": Decimal(30)}
    found = []
    for quantity in quantities:
        name = next((one for one in left if 0 < quantity <= left[one]), "")
        if name:
            left[name] -= quantity
        found.append(name)
    return found


def test_a_run_draws_in_the_order_of_its_file(engine: Engine, tmp_path: Path) -> None:
    """What does not fit is a finding, and a later smaller one may still fit."""
    quantities = [40, 40, 40, 20, 25, 5]
    orders = [order(at, quantity) for at, quantity in enumerate(quantities)]
    total, notes = run(engine, RunFolder(tmp_path / "run"), orders, 2)
    found = decisions(RunFolder(tmp_path / "run"))
    assert [rests_on(one) for one in found] == ["EX-1", "EX-1", "", "EX-1", "EX-2", "EX-2"]
    assert [str(one.outcome) for one in found] == ["review", "review", "hold", *["review"] * 3]
    told = [one.summary for one in found[1].findings if one.kind == "licence"]
    assert told[0].endswith(
        "60 pcs left of 100 pcs, after the rows before it; it draws 40 pcs, 20 pcs remain"
    )
    short = {one.rule: one for one in found[2].findings if one.kind == "licence"}
    assert short["EX-1"].outcome is Outcome.REVIEW
    assert "after the earlier rows of this file: 40 pcs are more than the 20 pcs left" in (
        short["EX-1"].summary
    )
    assert notes == [
        "licence EX-1: 3 transactions draw from it; 0 pcs of 100 pcs left",
        "licence EX-2: 2 transactions draw from it; 0 pcs of 30 pcs left",
    ]
    assert total.transactions == 6
    assert total.outcomes["review"] == 5


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 70), min_size=1, max_size=9), st.integers(1, 4))
def test_no_cut_and_no_second_pass_changes_anything(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory, quantities: list[int], size: int
) -> None:
    """The same however many orders a part holds; and where the second pass was interrupted."""
    folder = tmp_path_factory.mktemp("runs")
    orders = [order(at, quantity) for at, quantity in enumerate(quantities)]
    whole, cut, broken = (RunFolder(folder / name) for name in ("whole", "cut", "broken"))
    first = run(engine, whole, orders, len(orders))
    second = run(engine, cut, orders, size)
    assert first == second
    assert decisions(whole) == decisions(cut)
    assert [rests_on(one) for one in decisions(whole)] == expected(quantities)
    # Interrupted: the first part is written anew already, the decisions of the second without its
    # counts, and the others not at all.
    broken.path.mkdir()
    execute(iter(orders), folder=broken, open_screener=lambda: engine.screener, size=size)
    for name in ("part-0000001.decisions", "part-0000001.json", "part-0000002.decisions"):
        if (cut.path / name).exists():
            shutil.copy(cut.path / name, broken.path / name)
    assert settle(engine, broken) == first
    assert decisions(broken) == decisions(whole)
    assert broken.finished() == cut.finished()


def test_a_run_without_such_licences_is_left_as_it_is(engine: Engine, tmp_path: Path) -> None:
    """Nothing is screened again, and nothing is said."""
    folder = RunFolder(tmp_path / "run")
    total, notes = run(engine, folder, [order(1, 5, "FR")], 1)
    assert notes == []
    assert (total.transactions, rests_on(decisions(folder)[0])) == (1, "")
