"""A register of licences, from the command line to the decision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from counterflow.core.model import Outcome
from flows.conftest import decisions_in

LICENCE = """\
licences:
- {id: EX-1, kind: licence, authority: BIS, regime: US, destinations: [RU],
   in_force_from: 2024-01-01}
"""
ORDER = (
    "id,date,buyer name,consignee name,destination country,hs code,description\n"
    "1,2025-02-03,Muster Handel,Muster Klinik,Russia,854231,processors\n"
)


def test_a_licence_is_named_by_the_decision_that_rests_on_it(
    cli: Any, store: Path, tmp_path: Path
) -> None:
    """The hold becomes a review, and another digest of settings says that something changed."""
    orders, held = tmp_path / "orders.csv", tmp_path / "held.yaml"
    orders.write_text(ORDER, "utf-8")
    held.write_text(LICENCE, "utf-8")
    asked = ("screen", orders, "--store", store, "--nexus", "US", "--to", "ndjson", "-q")
    (plain,) = decisions_in(cli(*asked).out).values()
    (rested,) = decisions_in(cli(*asked, "--licences", held).out).values()
    assert (plain.outcome, rested.outcome) == (Outcome.HOLD, Outcome.REVIEW)
    assert plain.settings != rested.settings
    assert any(finding.kind == "licence" for finding in rested.findings)
    assert any("held.yaml" in note for note in rested.coverage.notes)


def test_a_wrong_register_stops_the_run(cli: Any, store: Path, tmp_path: Path) -> None:
    """Nothing is screened as if there were no licences."""
    orders, held = tmp_path / "orders.csv", tmp_path / "held.yaml"
    orders.write_text(ORDER, "utf-8")
    held.write_text("licences:\n- {id: EX-1}\n", "utf-8")
    said = cli("screen", orders, "--store", store, "--licences", held, "-q")
    assert (said.code, said.out) == (2, "")
    assert "CF610" in said.err
