"""What every goods table says of a code, a control number, a part or a description."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from counterflow.engine import Engine
from counterflow.serve.console.pages import page
from counterflow.serve.console.twins import Table, asked_form, paths_of, twin
from counterflow.watch.goods.lookup import LISTED, Answer, Line, look_up
from counterflow.watch.goods.overview import HEADINGS, table_overview


def goods_pages(engine: Engine) -> APIRouter:
    """Give the page of goods.

    Args:
        engine: Its tables are asked.
    """
    router = APIRouter(include_in_schema=False)

    def goods(request: Request, q: str = "") -> Response:
        rooms, asked = engine.screener.rooms, q.strip()[:2000]
        answer = look_up(asked, rooms.tables, rooms.nomenclature) if asked else None
        rows = [row_of(line) for line in answer.lines] if answer else []
        if form := asked_form(request):
            return twin(form, Table("rows", rows, {"asked": asked}))
        return page(
            request, engine, "goods", title="Goods", asked=asked, answer=answer, rows=rows,
            unlisted=_unlisted(answer) if answer else [], headings=HEADINGS,
            tables=[] if answer else list(table_overview(rooms.tables.files)),
            partly=[file.title for file in rooms.tables.files if file.lacks] if answer else [],
            has_texts=rooms.nomenclature is not None,
        )  # fmt: skip

    for path in paths_of("/goods"):
        router.add_api_route(path, goods)
    return router


def row_of(line: Line) -> dict[str, Any]:
    """Give a row of a table: code, words, authority, tier, days, source, how far it was read."""
    plain = line.as_dict()
    cited = line.row.citation
    plain["citation"] = {
        "issuer": cited.issuer, "title": cited.title, "date": cited.date, "url": cited.url,
        "source": cited.source, "second_hand": cited.second_hand, "read_via": cited.read_via,
        "verified": cited.verified,
    }  # fmt: skip
    plain["how"] = "" if line.how == LISTED else line.how
    return plain


def _unlisted(answer: Answer) -> list[str]:
    """Give the codes that were asked and that no table holds."""
    asked = [code.digits for code in answer.codes if not code.impossible]
    if answer.eccn and answer.eccn.code:
        asked.append(answer.eccn.shown)
    listed = {line.asked for line in answer.lines}
    return [one for one in asked if one not in listed]
