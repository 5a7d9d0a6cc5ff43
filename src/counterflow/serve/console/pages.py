"""Make a page out of a template: escaped values, the frame that all pages share, their links."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from counterflow.core.drawing.marks import mark, tone
from counterflow.core.errors import CounterflowError
from counterflow.core.model.snapshots import UNRELIABLE, ListState
from counterflow.core.version import VERSION
from counterflow.engine import Engine
from counterflow.publish.exports.cards import web_address
from counterflow.publish.exports.pages import environment_of_pages
from counterflow.serve.console.static_files import address_of


class Link(NamedTuple):
    """A page in the row at the top: its address, its word, the key that leads there after ``g``."""

    path: str
    word: str
    key: str


BROKEN: Final = 500
LINKS: Final = (
    Link("/", "Today", "t"),
    Link("/screen", "Screen", "s"),
    Link("/files", "Files", "f"),
    Link("/goods", "Goods", "g"),
    Link("/ownership", "Ownership", "o"),
    Link("/map", "Map", "m"),
    Link("/claims", "Claims", "c"),
    Link("/lists", "Lists", "l"),
    Link("/rules", "Rules", "r"),
)


@cache
def environment() -> Environment:
    """Give the templates of the console, with what all of them use."""
    found = environment_of_pages("counterflow.serve.console")
    found.globals |= {"static": address_of, "version": VERSION, "link": web_address}
    found.globals["mark"] = lambda word: Markup(mark(str(word)))  # noqa: S704 - drawn, no user text
    found.globals["tone"] = lambda word: tone(str(word))
    found.filters["day"] = lambda text: str(text)[:10]
    found.filters["minute"] = lambda text: str(text)[:16].replace("T", " ")
    found.filters["address"] = lambda text: quote(str(text), safe="")
    return found


def page(
    request: Request, engine: Engine, template: str, *, title: str, status: int = 200, **values: Any
) -> HTMLResponse:
    """Give a page.

    Args:
        request: What was asked.
        engine: Its lists are named in the frame: a page says when one may not be relied on.
        template: Name of the template, without its ending.
        title: Of the page, in one or a few words.
        status: The HTTP status; from ``BROKEN`` on the lists are not asked.
        **values: What the template shows.
    """
    states = _states(engine) if status < BROKEN else None
    unreliable = [state for state in states or () if state.state in UNRELIABLE]
    text = environment().get_template(f"{template}.html.jinja").render(
        title=title, links=LINKS, here=request.url.path, unreliable=unreliable,
        as_of=engine.as_of, query=request.url.query,
        official=states is None or any(state.official for state in states), **values,
    )  # fmt: skip
    return HTMLResponse(text, status)


def _states(engine: Engine) -> tuple[ListState, ...] | None:
    """Give the states of the lists; ``None`` on a page that tells why they cannot be read."""
    try:
        return engine.lists
    except CounterflowError:
        return None
