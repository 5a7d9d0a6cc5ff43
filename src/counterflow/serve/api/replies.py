"""Replies in JSON, and faults as the statuses and bodies that clients of yente expect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from counterflow.core.errors import CounterflowError, EntityError, InputError, SettingsError

JSON: Final = "application/json"
_ENCODE: Final = msgspec.json.Encoder().encode
_ASKED_WRONGLY: Final = (EntityError, InputError, SettingsError)


class Fault(Exception):  # noqa: N818 - not an error of ours: a reply with its status
    """End a request with a status and a reason.

    Args:
        status: The HTTP status.
        detail: What the client reads; yente's own words where yente has them.
    """

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def reply(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Give a JSON response; structs and plain values alike, fields in their own order."""
    return Response(_ENCODE(body), status, dict(headers or {}), JSON)


def add_faults(app: FastAPI) -> None:
    """Tell every fault in the form of yente's API: ``{"detail": …}``.

    A fault of ours carries its code and what to do as further fields. What nobody foresaw is a 500
    without a word of what was asked: names of parties must not leave by an error.
    """

    async def of_fault(_: Request, fault: Exception) -> Response:
        assert isinstance(fault, Fault)
        return reply({"detail": fault.detail}, fault.status)

    async def of_ours(_: Request, fault: Exception) -> Response:
        assert isinstance(fault, CounterflowError)
        status = 400 if isinstance(fault, _ASKED_WRONGLY) else 500
        body = {"detail": fault.what, "code": fault.code, "where": fault.where}
        return reply({**body, "why": fault.why, "remedy": fault.remedy}, status)

    async def of_parameters(_: Request, fault: Exception) -> Response:
        assert isinstance(fault, RequestValidationError)
        keys = ("loc", "msg", "type", "input")
        told = [{key: _plain(one.get(key)) for key in keys} for one in fault.errors()]
        return reply({"detail": told}, 422)

    async def of_path(_: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)
        return reply({"detail": fault.detail}, fault.status_code, fault.headers)

    async def of_surprise(_: Request, __: Exception) -> Response:
        return reply({"status": "error"}, 500)

    app.add_exception_handler(Fault, of_fault)
    app.add_exception_handler(CounterflowError, of_ours)
    app.add_exception_handler(RequestValidationError, of_parameters)
    app.add_exception_handler(HTTPException, of_path)
    app.add_exception_handler(Exception, of_surprise)


def _plain(value: Any) -> Any:
    """Give what can be written as JSON; an input that cannot is left out."""
    try:
        return msgspec.to_builtins(value)
    except TypeError:
        return None


def wrong_body(fault: Exception, path: tuple[str, ...] = ()) -> Response:
    """Tell that a body is not of its shape, as FastAPI tells it.

    Args:
        fault: What the decoder says: no JSON, or a value of the wrong type and its place.
        path: Where in the body, if known.
    """
    kind = "type_error" if isinstance(fault, msgspec.ValidationError) else "json_invalid"
    what, _, place = str(fault).partition(" - at `$")
    steps = place.rstrip("`").replace("[", ".").replace("]", "").split(".")
    loc = ["body", *path, *filter(None, steps)]
    return reply({"detail": [{"loc": loc, "msg": what, "type": kind, "input": None}]}, 422)
