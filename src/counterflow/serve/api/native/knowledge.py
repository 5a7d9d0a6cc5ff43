"""What screening rests on, to read: lists, rules, claims of reports, published dossiers."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from counterflow.core.assertions import Ledger
from counterflow.core.errors import ReportError
from counterflow.engine import Engine
from counterflow.serve.api.replies import Fault, reply


def knowledge_routes(engine: Engine) -> APIRouter:
    """Give the routes that show lists, rules, claims and dossiers.

    Args:
        engine: Its store is shown.
    """
    router = APIRouter(prefix="/v1", tags=["knowledge"])

    @router.get("/lists")
    def lists() -> Response:
        """Give every list with its version, and whether it may be relied on."""
        versions = {snapshot.list: snapshot for snapshot in engine.snapshots}
        rows = [
            {**msgspec.to_builtins(state), "version": _plain(versions.get(state.list))}
            for state in engine.lists
        ]
        return reply({"as_of": engine.as_of.isoformat(), "lists": rows})

    @router.get("/lists/{name}")
    def versions(name: str) -> Response:
        """Give all versions of a list, refused ones too, the newest first."""
        if name not in engine.store.names():
            raise Fault(404, f"no list is called {name}")
        found = [one.snapshot for one in engine.store.versions(name)]
        return reply({"list": name, "versions": [_plain(one) for one in reversed(found)]})

    @router.get("/rules")
    def rules() -> Response:
        """Give every rule and red flag with its sources and its standing on the day."""
        from counterflow.watch.rules.overview import rule_rows

        return reply({"as_of": engine.as_of.isoformat(), "rules": rule_rows(engine.as_of)})

    @router.get("/rules/{name}")
    def rule(name: str) -> Response:
        """Give one rule."""
        from counterflow.watch.rules.overview import rule_rows

        found = next((row for row in rule_rows(engine.as_of) if row.id == name), None)
        if found is None:
            raise Fault(404, f"no rule is called {name}")
        return reply(found)

    _add_evidence(router, engine)
    return router


def _add_evidence(router: APIRouter, engine: Engine) -> None:
    """Add the routes of claims and dossiers."""

    @router.get("/claims")
    def claims() -> Response:
        """Give what reports claim: who says it, who denies it, how many origins it has."""
        ledger = _ledger(engine)
        return reply({"claims": ledger.claims, "origins": ledger.origins})

    @router.get("/claims/{name}")
    def claim(name: str) -> Response:
        """Give one claim with every voice and what persons decided on it."""
        from counterflow.evidence.claims.store import judgements

        ledger = _ledger(engine)
        found = next((one for one in ledger.claims if one.id == name), None)
        if found is None:
            raise Fault(404, f"no claim is called {name}")
        return reply(
            {
                "claim": found,
                "assertions": [one for one in ledger.assertions if one.claim == name],
                "relations": [one for one in ledger.relations if name in (one.a, one.b)],
                "judgements": [
                    one for one in judgements(engine.settings.store_path) if one.claim == name
                ],
            }
        )

    @router.get("/dossiers")
    def dossiers() -> Response:
        """Give every edition of every published dossier, withdrawn ones too."""
        from counterflow.publish.dossier.editions import Shelf

        return reply({"editions": Shelf(engine.settings.store_path).editions()})


def _ledger(engine: Engine) -> Ledger:
    """Give the ledger of the store; an empty one where no report was read yet."""
    from counterflow.evidence.claims.store import load_ledger

    try:
        return load_ledger(engine.settings.store_path)
    except ReportError as fault:
        raise Fault(404, fault.what) from fault


def _plain(value: Any) -> Any:
    if value is None:
        return None
    return {"id": value.id, **msgspec.to_builtins(value)}
