"""Every rule that screening asks, and one rule with its conditions and sources."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from counterflow.engine import Engine
from counterflow.screening.decisions.every_rule import every_rule
from counterflow.serve.api.replies import Fault
from counterflow.serve.console.pages import page
from counterflow.serve.console.paging import leaf
from counterflow.serve.console.twins import Table, asked_form, paths_of, twin
from counterflow.watch.rules.flag_books import load_flags
from counterflow.watch.rules.overview import RuleRow
from counterflow.watch.rules.signs import load_signs

FILTERS: Final = ("rulebook", "how", "standing", "evidence")


def rule_pages(engine: Engine) -> APIRouter:
    """Give the pages of rules.

    Args:
        engine: Its day says what is in force; its own rulebooks are among them.
    """
    router = APIRouter(include_in_schema=False)

    def rules(request: Request, q: str = "") -> Response:
        every = rows_of(engine)
        asked = {name: request.query_params.get(name, "") for name in FILTERS}
        rows = [row for row in every if _is_asked(row, q.strip().casefold(), asked)]
        if form := asked_form(request):
            plain: list[dict[str, Any]] = [msgspec.to_builtins(row) for row in rows]
            return twin(form, Table("rules", plain, {"as_of": engine.as_of.isoformat()}))
        choices = {
            name: sorted({getattr(row, name) for row in every} - {""}) for name in FILTERS
        }  # fmt: skip
        return page(
            request, engine, "rules", title="Rules", leaf=leaf(request, rows), q=q[:500],
            asked=asked, choices=choices, total=len(every),
        )  # fmt: skip

    def rule(request: Request, name: str) -> Response:
        row = next((one for one in rows_of(engine) if one.id.casefold() == name.casefold()), None)
        if row is None:
            raise Fault(404, f"no rule is called {name[:200]}")
        if form := asked_form(request):
            return twin(form, Table("rule", [msgspec.to_builtins(row)]))
        flags = (*load_flags(), *engine.screener.own_rules.flags)
        flag = next((one for one in flags if one.id == row.id), None)
        used = dict.fromkeys(
            sign for one in (flag.raised_when if flag else ()) for sign in one.needs
        )
        signs = [(sign, load_signs()[sign].statement) for sign in used]
        return page(request, engine, "rule", title=row.id, rule=row, signs=signs)

    for path in paths_of("/rules"):
        router.add_api_route(path, rules)
    for path in paths_of("/rules/{name}"):
        router.add_api_route(path, rule)
    return router


def rows_of(engine: Engine) -> list[RuleRow]:
    """Give every rule, the user's own red flags last."""
    return every_rule(engine.as_of, engine.screener.own_rules.flags)


def _is_asked(row: RuleRow, word: str, asked: dict[str, str]) -> bool:
    if any(value and getattr(row, name) != value for name, value in asked.items()):
        return False
    return not word or word in f"{row.id} {row.statement} {row.authority} {row.ask}".casefold()
