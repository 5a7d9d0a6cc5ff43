"""What a language model may ask: plain functions, each answer with what it rests on.

Names and texts of lists and reports in an answer are data of strangers. Nothing here changes
anything in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from counterflow.core.errors import EntityError
from counterflow.core.model.decisions import Decision
from counterflow.core.model.matches import Match
from counterflow.core.model.parties import Party
from counterflow.core.model.snapshots import ListState
from counterflow.engine import Engine
from counterflow.screening.intake.native import transaction_of

NO_CLEARANCE: Final = (
    "Nothing found is no clearance: it says that these versions of these lists and rules hold "
    "nothing that was recognised in what was given. See `coverage` and `lists`."
)
_MOST: Final = 25


class Tools:
    """The tools over one engine.

    Args:
        engine: Answers every question.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> tuple[Callable[..., dict[str, Any]], ...]:
        """Give every tool, in the order in which a client sees them."""
        return (
            self.screen_transaction, self.check_party, self.explain_match, self.lists_in_use,
            self.show_rule, self.show_claims, self.show_dossiers,
        )  # fmt: skip

    def screen_transaction(self, transaction: dict[str, Any]) -> dict[str, Any]:
        """Screen one order, shipment or payment whole: outcome, coverage, findings, what to do.

        Give {"id", "kind", "date", "parties": [{"role", "name", "country", "address"}], "goods":
        [{"hs_code", "description", "eccn"}], "legs": [{"from_country", "to_country"}]}.
        """
        decision = self._engine.screen(transaction)
        return self._told(_decision(decision), decision.findings)

    def check_party(self, name: str, country: str = "", schema: str = "") -> dict[str, Any]:
        """Screen one party by name: the listings that it resembles, with reasons.

        Country in any usual spelling; schema Person, Company, Vessel or nothing where unknown.
        """
        party: dict[str, str] = {"role": "party", "name": name, "country": country}
        if schema:
            party["schema"] = schema
        read: Party = transaction_of({"id": "1", "parties": [party]}).parties[0]
        decision = self._engine.check(read)
        return self._told(_decision(decision), decision.findings)

    def explain_match(self, name: str, listing: str, schema: str = "LegalEntity") -> dict[str, Any]:
        """Say field by field why a name resembles a listing, by the listing's id, or does not."""
        asked = {"schema": schema, "properties": {"name": [name]}}
        found = self._engine.match(asked, limit=500, threshold=0.0)
        match = next((one for one in found if one.id == listing), None)
        if match is None:
            raise EntityError(
                f"the listing {listing} does not resemble {name!r} at all, or is not in use",
                remedy="take the id from an answer of check_party or screen_transaction",
            )
        return self._told({"match": _match(match)}, [match])

    def lists_in_use(self) -> dict[str, Any]:
        """Say which lists are asked, in which versions, and whether each may be relied on."""
        return self._told({}, [None])

    def show_rule(self, rule: str) -> dict[str, Any]:
        """Show one rule or red flag by its id: statement, authority, sources, since when."""
        from counterflow.watch.rules.overview import rule_rows

        rows = [row for row in rule_rows(self._engine.as_of) if row.id.lower() == rule.lower()]
        return self._told({"rules": msgspec.to_builtins(rows)}, rows)

    def show_claims(self, words: str = "") -> dict[str, Any]:
        """Show what public reports claim about a subject: who says it and how many origins it has.

        A claim is what somebody said. It is no fact, and no outcome rests on one alone.
        """
        from counterflow.evidence.claims.store import load_ledger

        ledger = load_ledger(self._engine.settings.store_path)
        wanted = words.lower().split()
        found = [
            one for one in ledger.claims
            if all(word in f"{one.text} {one.roles}".lower() for word in wanted)
        ]  # fmt: skip
        return self._told(
            {"claims": msgspec.to_builtins(found[:_MOST]), "claims_in_all": len(found)}, found
        )

    def show_dossiers(self, subject: str = "") -> dict[str, Any]:
        """Show the published editions of dossiers, withdrawn and corrected ones among them."""
        from counterflow.publish.dossier.editions import Shelf

        found = Shelf(self._engine.settings.store_path).editions(subject)
        return self._told({"editions": msgspec.to_builtins(found)}, found)

    def _told(self, answer: dict[str, Any], found: Iterable[object]) -> dict[str, Any]:
        """Add what an answer rests on; where it holds nothing, say that this clears nobody."""
        engine = self._engine
        told = {**answer, "provenance": provenance(engine)}
        if not any(True for _ in found):
            told["remember"] = NO_CLEARANCE
        return told


def provenance(engine: Engine) -> dict[str, Any]:
    """Say what an answer rests on: day, program, digests, lists with their states."""
    from counterflow.core.version import VERSION

    return {
        "as_of": engine.as_of.isoformat(),
        "engine": VERSION,
        "index": engine.index_digest,
        "lists": [_state(state) for state in engine.lists],
    }


def _state(state: ListState) -> dict[str, Any]:
    told = {"list": state.list, "version": state.snapshot, "state": state.state}
    return {**told, "why": state.why} if state.why else told


def _decision(decision: Decision) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(decision)
    del told["transaction"]
    return told


def _match(match: Match) -> dict[str, Any]:
    return {
        "id": match.id,
        "list": match.list,
        "caption": match.caption,
        "score": match.score,
        "explanation": match.comparison.explanation,
        "features": msgspec.to_builtins(match.comparison.features),
    }
