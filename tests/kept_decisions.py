"""Invented decisions, as ``counterflow screen`` would write them, for tests and benchmarks."""

from __future__ import annotations

import msgspec

from counterflow.core.model.decisions import Coverage, Decision
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Identifier, Party
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import Transaction
from counterflow.storage.archive.ground import Ground, ListUsed

STATE = ListState("un_sc", "un_sc@2031-01-15#0123456789ab", "current", authority="UN")


def a_ground(as_of: str = "2031-03-01") -> Ground:
    """Give what invented decisions rest on."""
    used = ListUsed(
        list="un_sc", snapshot=STATE.snapshot, sha256="0123456789ab" + "c" * 52,
        retrieved_at="2031-01-16T04:00:00Z",
    )  # fmt: skip
    return Ground(
        engine="0.1.0", settings="a" * 64, rules="b" * 64, lists=(used,), states=(STATE,),
        as_of=as_of, threshold=0.7, stale_after_days=7,
    )  # fmt: skip


def a_decision(
    number: int, *, outcome: Outcome = Outcome.NO_MATCH, party: str = "", date: str = "2031-02-03"
) -> Decision:
    """Give one decision; its parties are told apart by the number where none is named."""
    ground = a_ground()
    parties = (
        Party("shipper", "Trzykrosna Eksport Sp. z o.o.", country="PL"),
        Party("consignee", party or f"Clairvaudon Distribution {number} SAS", country="FR",
              identifiers=(Identifier("registrationNumber", f"FR-{number:06}"),)),
    )  # fmt: skip
    return Decision(
        id=f"S{number:05}", outcome=outcome, headline=str(outcome),
        coverage=Coverage("shipment", True, lists=(STATE,), parties=2),
        as_of=ground.as_of, engine=ground.engine, settings=ground.settings, rules=ground.rules,
        transaction=Transaction(f"S{number:05}", date=date, parties=parties),
    )  # fmt: skip


def lines(*decisions: Decision) -> list[bytes]:
    """Give decisions as lines without their ends."""
    return [msgspec.json.encode(one) for one in decisions]
