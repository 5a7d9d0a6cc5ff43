"""Read owners from FollowTheMoney entities: ownerships, directors, families, links."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Final

from counterflow.core.model.refusals import Refusal
from counterflow.core.text.countries import country_code
from counterflow.watch.matching.entity import STRONG_IDS
from counterflow.watch.ownership.build import GraphBuilder
from counterflow.watch.ownership.read_csv import share_or_unknown
from counterflow.watch.ownership.records import json_records, texts
from counterflow.watch.ownership.shares import UNKNOWN, Share, only_about
from counterflow.watch.ownership.ties import Kind, NodeRecord, TieRecord
from counterflow.watch.sources.list_file import load_list_file

EDGES: Final = {
    "Ownership": ("owner", "asset", Kind.SHARES),
    "Directorship": ("director", "organization", Kind.DIRECTOR),
    "Family": ("person", "relative", Kind.FAMILY),
    "Associate": ("person", "associate", Kind.LINK),
    "UnknownLink": ("subject", "object", Kind.LINK),
    "Membership": ("member", "organization", Kind.LINK),
    "Employment": ("employee", "employer", Kind.LINK),
    "Representation": ("agent", "client", Kind.LINK),
    "Succession": ("predecessor", "successor", Kind.LINK),
}
"""Schemata of ties: who owns or acts, who is owned, and what the tie says."""
_NAMES = ("name", "alias", "previousName")
_COUNTRIES = ("jurisdiction", "mainCountry", "country", "nationality", "citizenship", "flag")
_WORDS = ("role", "relationship", "ownershipType", "status", "summary")


def read_ftm(path: Path, source: str, builder: GraphBuilder) -> None:
    """Read FollowTheMoney entities, one object a line or one array.

    Args:
        path: The file.
        source: Name of the source.
        builder: Takes what is read. Schemata that say nothing of owners are counted in a remark.

    Raises:
        OwnershipError: the file breaks off.
        ListError: the file cannot be opened.
    """
    file = load_list_file(path)
    passed: Counter[str] = Counter()
    for entity, place in json_records(file, builder, inside=("entities", "results")):
        schema, properties = entity.get("schema"), entity.get("properties")
        key = entity.get("id")
        if not isinstance(schema, str) or not isinstance(properties, dict) or not key:
            what = "the record is no FollowTheMoney entity (id, schema, properties)"
            builder.refuse(Refusal(what, file=f"{file.name}, {place}"))
        elif schema in EDGES:
            _read_edge(schema, properties, place, file.name, source, builder)
        elif any(properties.get(name) for name in _NAMES):
            _read_node(str(key), schema, properties, (place, source), builder)
        else:
            passed[schema] += 1
    if passed:
        told = ", ".join(f"{schema} {count}" for schema, count in sorted(passed.items()))
        builder.remark(f"records that name nobody and tie nobody: {told}", file=file.name)


def _read_node(
    key: str, schema: str, properties: dict[str, Any], of: tuple[str, str], builder: GraphBuilder
) -> None:
    place, source = of
    names = tuple(dict.fromkeys(name for k in _NAMES for name in texts(properties.get(k))))
    written = (one for k in _COUNTRIES for one in texts(properties.get(k)))
    country = next(filter(None, map(country_code, written)), "")
    numbers = tuple((k, value) for k in STRONG_IDS for value in texts(properties.get(k)))
    builder.add_node(NodeRecord(f"ftm:{key}", names, country, numbers, schema))
    # The model's own word for the company above; it states no share.
    for parent in texts(properties.get("parent")):
        tie = TieRecord(f"ftm:{parent}", f"ftm:{key}", words="parent", place=place)
        builder.add_tie(tie, source)


def _read_edge(
    schema: str,
    properties: dict[str, Any],
    place: str,
    file: str,
    source: str,
    builder: GraphBuilder,
) -> None:
    from_key, to_key, kind = EDGES[schema]
    owners, owned = texts(properties.get(from_key)), texts(properties.get(to_key))
    if not owners or not owned:
        what = f"the {schema} names no {from_key if not owners else to_key}"
        builder.refuse(Refusal(what, file=f"{file}, {place}"))
        return
    share, about = UNKNOWN, ""
    if kind is Kind.SHARES:
        given = texts(properties.get("percentage"))
        share = _percentage(given, place, file, builder)
        about = "; ".join(filter(None, map(only_about, given)))
    words = "; ".join(
        [*filter(None, [about]), *(w for k in _WORDS for w in texts(properties.get(k)))]
    )
    for owner in owners:
        for other in owned:
            builder.add_tie(
                TieRecord(
                    f"ftm:{owner}",
                    f"ftm:{other}",
                    kind=kind,
                    share=share,
                    start=min(texts(properties.get("startDate")), default=""),
                    end=max(texts(properties.get("endDate")), default=""),
                    as_of=max(texts(properties.get("date")), default=""),
                    stated=kind is not Kind.LINK,
                    words=words,
                    place=place,
                ),
                source,
            )


def _percentage(given: list[str], place: str, file: str, builder: GraphBuilder) -> Share:
    """Read a share; where the record gives several, any of them may be meant."""
    shares = [share_or_unknown(text, place, file, builder) for text in given]
    known = [share for share in shares if share.known]
    if not known:
        return UNKNOWN
    return Share(min(s.low for s in known), max(s.high for s in known), known=True)
