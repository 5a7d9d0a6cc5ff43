"""A register of licences, from the command line to the decision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from counterflow.core.model.outcomes import Outcome
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


def test_a_file_draws_a_balance_down(cli: Any, store: Path, tmp_path: Path) -> None:
    """Two orders of 60 do not both fit into 100; the summary says what is left."""
    orders, held = tmp_path / "orders.csv", tmp_path / "held.yaml"
    head = "id,date,buyer name,consignee name,destination country,hs code,quantity,unit\n"
    row = ",2025-02-03,Muster Handel,Muster Klinik,Russia,854231,60,pcs\n"
    orders.write_text(f"{head}1{row}2{row}", "utf-8")
    held.write_text(LICENCE.replace("01-01}", "01-01, balance: 100, unit: pcs}"), "utf-8")
    asked = ("screen", orders, "--store", store, "--nexus", "US", "--to", "ndjson")
    for workers in ("1", "2"):
        said = cli(*asked, "--licences", held, "--workers", workers)
        first, second = decisions_in(said.out).values()
        assert (first.outcome, second.outcome) == (Outcome.REVIEW, Outcome.HOLD)
        assert "licence EX-1: 1 transaction draws from it; 40 pcs of 100 pcs left" in said.err
        assert any("60 pcs are more than the 40 pcs left" in one.summary for one in second.findings)


def test_a_licence_of_a_programme_covers_its_entries(cli: Any, store: Path, tmp_path: Path) -> None:
    """The programme stands in the listing; a licence for another one is none."""
    orders, held = tmp_path / "orders.csv", tmp_path / "held.yaml"
    orders.write_text(
        "id,date,buyer name,buyer country,destination country,hs code,description\n"
        "1,2026-01-19,Zubrovka Technical Company,France,France,640399,shoes\n",
        "utf-8",
    )
    asked = ("screen", orders, "--store", store, "--nexus", "US", "--kind", "order",
             "--to", "ndjson", "-q")  # fmt: skip
    outcomes = []
    for programme in ("Russia EO14024", "SDGT"):
        held.write_text(
            "licences:\n- {id: EX-1, kind: general licence, authority: OFAC, regime: US, "
            f"programmes: ['{programme}'], in_force_from: 2024-01-01}}\n",
            "utf-8",
        )
        (decision,) = decisions_in(cli(*asked, "--licences", held).out).values()
        (listed,) = [one for one in decision.findings if one.list == "us_ofac_sdn"]
        outcomes.append(
            (listed.outcome, "EX-1" in listed.next_step, "programmes" in listed.summary)
        )
    assert outcomes == [(Outcome.REVIEW, True, False), (Outcome.HOLD, False, True)]
