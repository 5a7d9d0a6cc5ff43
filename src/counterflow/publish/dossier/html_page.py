"""Write a dossier as one HTML file: no scripts, nothing loaded, fit for print."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from importlib.resources import files

from markupsafe import Markup

from counterflow.core.dossiers import Dossier, Edition
from counterflow.publish.dossier.building import digest_of
from counterflow.publish.dossier.drawings import (
    FLOWS,
    WHEN,
    WHERE,
    WIDE,
    flow_graph,
    ground_map,
    timeline,
)
from counterflow.publish.dossier.wording import (
    counted,
    date_words,
    judged_words,
    named_list,
    sentence_case,
)
from counterflow.publish.exports.pages import drawn_twice, environment_of_pages

SHOWN = frozenset({"image/png", "image/jpeg"})
"""Media types that every browser shows; other exhibits are named with their hash."""


def write_html(
    dossier: Dossier,
    editions: Sequence[Edition] = (),
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Write the page.

    Args:
        dossier: What is published; of a withdrawal, what was withdrawn.
        editions: All editions up to the one written, the last being it; none for a draft.
        pictures: Bytes of exhibits by SHA-256; PNG and JPEG are shown.

    Returns:
        UTF-8; the same input gives the same bytes.
    """
    withdrawn = bool(editions) and editions[-1].kind == "withdrawn"
    page = environment_of_pages("counterflow.publish.dossier").get_template("dossier.html.jinja")
    style = files("counterflow.publish.dossier").joinpath("templates", "dossier.css")
    return page.render(
        dossier=dossier,
        edition=editions[-1] if editions else None,
        editions=editions,
        withdrawn=withdrawn,
        record=digest_of(dossier),
        style=Markup(style.read_text("utf-8")),  # noqa: S704 - our own file
        timeline=drawn_twice(lambda width: timeline(dossier, width), wide=WIDE),
        map=drawn_twice(lambda width: ground_map(dossier, width), wide=WIDE),
        flows=drawn_twice(lambda width: flow_graph(dossier, width), wide=WIDE),
        captions={"when": WHEN, "where": WHERE, "flows": FLOWS},
        date_words=date_words,
        judged_words=judged_words,
        named_list=named_list,
        sentence_case=sentence_case,
        counted=counted,
        picture_of=lambda exhibit: _data_uri(exhibit.sha256, exhibit.media_type, pictures or {}),
    ).encode()


def _data_uri(sha256: str, media_type: str, pictures: Mapping[str, bytes]) -> str:
    data = pictures.get(sha256)
    if data is None or media_type not in SHOWN:
        return ""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"
