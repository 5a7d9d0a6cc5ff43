"""Refuse a form that a page of another site sent: nobody signs in, so that any page could."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from counterflow.serve.api.replies import Fault


def check_same_site(request: Request) -> None:
    """Settle whether a form came from a page of this server.

    Args:
        request: A POST. One without any word of a browser comes from a program and is taken.

    Raises:
        Fault: 403, a page of another site sent it.

    Basis:
        Fetch Metadata (``Sec-Fetch-Site``); RFC 6454 (``Origin``); OWASP, cross-site request
        forgery. A page that names no referrer sends the origin ``null``, ours do.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin", "")
    ours = urlsplit(origin).netloc == request.headers.get("host", "")
    if site is not None:
        ours = site in ("same-origin", "none")
    elif not origin:
        ours = True
    if not ours:
        raise Fault(403, "this form was sent by a page of another site; open the page here first")
