"""Who stands above a party, drawn as a tree, and what each regime's test says, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from counterflow.core.drawing.trees import tree_plot
from counterflow.core.model.decisions import Finding
from counterflow.core.model.parties import Identifier, Party
from counterflow.core.settings import REGIMES
from counterflow.core.text.countries import country_code
from counterflow.core.text.dates import is_iso_day
from counterflow.engine import Engine
from counterflow.screening.decisions.owners_shown import OwnersShown
from counterflow.serve.console.pages import page
from counterflow.serve.console.twins import Table, asked_form, paths_of, twin
from counterflow.watch.matching.entity import identifier_kind
from counterflow.watch.ownership.kept import graphs
from counterflow.watch.ownership.regime_tests import load_tests

DAYS: Final = 6
"""Days of the table of verdicts, that which was asked for among them."""
ENDED: Final = 20
"""Ended ties that a page names."""


def ownership_pages(engine: Engine) -> APIRouter:
    """Give the page of owners.

    Args:
        engine: Answers from its ownership data.
    """
    router = APIRouter(include_in_schema=False)

    def ownership(request: Request, name: str = "", country: str = "", on: str = "") -> Response:
        text, wrong = name.strip(), bool(on) and not is_iso_day(on)
        day = dt.date.fromisoformat(on) if on and not wrong else engine.as_of
        party = party_of(text, country)
        found = engine.owners(party, on=day) if text else []
        if form := asked_form(request):
            return twin(form, Table("owners", _rows(found), {"as_of": day.isoformat()}))
        return page(
            request, engine, "ownership", title="Ownership", status=400 if wrong else 200,
            asked=text, country=country, on=day.isoformat(), wrong=on if wrong else "",
            shown=[_shown(engine, party, one, at, day) for at, one in enumerate(found)],
            near=engine.near_owners(party) if text and not found else (),
            kept=graphs(engine.settings.store_path),
        )  # fmt: skip

    for path in paths_of("/ownership"):
        router.add_api_route(path, ownership)
    return router


def party_of(text: str, country: str) -> Party:
    """Read whom somebody asks for: a number with its kind, or a name.

    Example:
        >>> party_of("lei:213800WAVVOPS85N2205", "").identifiers[0].kind
        'leiCode'
    """
    code = country_code(country)
    word, colon, value = text.partition(":")
    kind = identifier_kind(word) if colon and " " not in word.strip() else ""
    if kind:
        return Party("party", "", country=code, identifiers=(Identifier(kind, value.strip()),))
    return Party("party", text, country=code)


def _shown(engine: Engine, party: Party, one: OwnersShown, at: int, day: dt.date) -> dict[str, Any]:
    drawn = Markup(tree_plot(one.rows, title=f"Owners of {one.name}"))  # noqa: S704 - escapes texts
    days = _days(day)
    return {
        "one": one,
        "drawn": drawn,
        "ended": one.ended[:ENDED],
        "days": days,
        "verdicts": [
            (regime, [_verdict(engine, party, at, on, regime) for on in days])
            for regime in REGIMES
        ],
    }  # fmt: skip


def _days(day: dt.date) -> list[dt.date]:
    """Give the day asked for, and the last days on which a regime's test changed."""
    changed = {
        test.in_force_from for test in load_tests()
        if test.in_force_from is not None and test.in_force_from <= day
    }  # fmt: skip
    before = {
        test.in_force_to for test in load_tests()
        if test.in_force_to is not None and test.in_force_to <= day
    }  # fmt: skip
    return sorted({*sorted(changed | before)[-(DAYS - 1) :], day})


def _verdict(engine: Engine, party: Party, at: int, day: dt.date, regime: str) -> str:
    """Give what a regime's test comes to on a day, the strongest first."""
    found = engine.owners(party, on=day, regime=regime)
    if at >= len(found):
        return "not in the data"
    return str(found[at].outcome)


def _rows(found: Sequence[OwnersShown]) -> list[dict[str, Any]]:
    return [
        {"party": one.name, "known_by": one.party.by, "outcome": str(one.outcome),
         "depth": row.depth, "name": row.label, "tie": row.tie, "mark": row.headline,
         "findings": [_plain(finding) for finding in one.findings] if not row.depth else []}
        for one in found for row in one.rows
    ]  # fmt: skip


def _plain(finding: Finding) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(finding)
    return plain
