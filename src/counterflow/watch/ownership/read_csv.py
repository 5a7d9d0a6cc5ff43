"""Read a table of one's own: a row for each holding, with owner, owned and share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from stdnum import lei

from counterflow.core.errors import InputError, OwnershipError
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.reading import Row, Table, open_table
from counterflow.core.tables.texts import text_of
from counterflow.core.text.countries import country_code
from counterflow.core.text.dates import read_date
from counterflow.watch.matching.entity import clean_identifier, identifier_kind
from counterflow.watch.ownership.build import GraphBuilder, name_key
from counterflow.watch.ownership.naming import strong_key
from counterflow.watch.ownership.records import check_whole
from counterflow.watch.ownership.shares import UNKNOWN, Share, only_about, read_share
from counterflow.watch.ownership.ties import Kind, NodeRecord, TieRecord

NEEDED: Final = ("owner", "owned")
COLUMNS: Final = (
    *NEEDED, "share", "from", "to", "source", "as_of", "kind", "owner_id", "owned_id",
    "owner_country", "owned_country",
)  # fmt: skip
"""Columns that are read; the first two are needed. Others are named in a remark."""
KINDS: Final = {
    "": Kind.SHARES, "shares": Kind.SHARES, "ownership": Kind.SHARES, "votes": Kind.VOTES,
    "voting rights": Kind.VOTES, "control": Kind.CONTROL, "influence": Kind.INFLUENCE,
    "director": Kind.DIRECTOR, "family": Kind.FAMILY, "link": Kind.LINK,
}  # fmt: skip
_NUMBERED: Final = 20


def read_table(path: Path, source: str, builder: GraphBuilder) -> None:
    """Read holdings from a table (CSV, TSV, Excel, Parquet, JSON rows).

    A row without an owner or an owned party is refused. A share, a date or a kind that cannot be
    read is a remark, and the tie stays: with an unknown share, on every day, as a holding.

    Args:
        path: The file.
        source: Name of the source, for rows without a ``source`` of their own.
        builder: Takes what is read.

    Raises:
        OwnershipError: a needed column is missing.
        InputError: the file is no table.
    """
    table = open_table(path)
    places = {
        name.strip().casefold().replace(" ", "_"): at for at, name in enumerate(table.columns)
    }
    if missing := [name for name in NEEDED if name not in places]:
        raise OwnershipError(
            f"the table has no column {', '.join(missing)}",
            where=path.name,
            why="nobody would own anything",
            remedy=f"name the columns {', '.join(COLUMNS)}; the first two are needed",
        )
    if ignored := [name for name in places if name and name not in COLUMNS]:
        builder.remark(f"columns that are not read: {', '.join(ignored)}", file=path.name)
    for row in table_rows(table, builder):
        cells = {
            name: text_of(row.cells[at]).strip()
            for name, at in places.items()
            if name in COLUMNS and at < len(row.cells)
        }
        _read_row(cells, f"row {row.number}", path.name, source, builder)


def table_rows(table: Table, builder: GraphBuilder) -> Iterator[Row]:
    """Give the rows of a table that can be read; the others are refused, and each is counted.

    Raises:
        OwnershipError: the table breaks off.
    """
    for row in table:
        builder.counts["records"] += 1
        if isinstance(row, Row):
            yield row
        else:
            check_whole([row], table.source)
            builder.refuse(row)


def _read_row(
    cells: Mapping[str, str], place: str, file: str, source: str, builder: GraphBuilder
) -> None:
    lacking = [side for side in NEEDED if not (cells.get(side) or cells.get(f"{side}_id"))]
    if lacking:
        what = f"the row names no {' and no '.join(lacking)}"
        remedy = "name both, or remove the row"
        builder.refuse(Refusal(what, file=f"{file}, {place}", remedy=remedy))
        return
    keys = [builder.keep(_node(cells, side)) for side in NEEDED]
    builder.add_tie(
        TieRecord(
            keys[0],
            keys[1],
            kind=_kind(cells.get("kind", ""), place, file, builder),
            share=share_or_unknown(cells.get("share", ""), place, file, builder),
            start=_day(cells.get("from", ""), place, file, builder),
            end=_day(cells.get("to", ""), place, file, builder),
            as_of=_day(cells.get("as_of", ""), place, file, builder),
            words="; ".join(filter(None, [cells.get("kind"), only_about(cells.get("share", ""))])),
            place=place,
        ),
        cells.get("source") or source,
    )


def _node(cells: Mapping[str, str], side: str) -> NodeRecord:
    name, given = cells.get(side, ""), cells.get(f"{side}_id", "")
    country = country_code(cells.get(f"{side}_country", ""))
    kind, value = _identifier(given or name)
    if not kind and not given:
        return NodeRecord(name_key(name, country), (name,), country)
    names = (name,) if name and name != value else ()
    if not kind:
        return NodeRecord(f"id:{given}", names, country)
    key = strong_key(kind, value, country) or f"{kind}:{clean_identifier(kind, value)}"
    return NodeRecord(key, names, country, ((kind, value),))


def _identifier(text: str) -> tuple[str, str]:
    """Tell a number with its kind before it, or a LEI alone; a name is neither."""
    word, colon, value = text.partition(":")
    if colon and (kind := identifier_kind(word)):
        return kind, value.strip()
    if len(text) == _NUMBERED and lei.is_valid(text):
        return "leiCode", text
    return "", ""


def share_or_unknown(text: str, place: str, file: str, builder: GraphBuilder) -> Share:
    """Read a share; one that is none is unknown, with a remark: the owner must not vanish."""
    try:
        return read_share(text)
    except InputError as fault:
        what = f"{fault.what}: {fault.why}; the holding is kept with an unknown share"
        builder.remark(what, file=file, place=place, remedy=fault.remedy)
        return UNKNOWN


def _kind(text: str, place: str, file: str, builder: GraphBuilder) -> Kind:
    kind = KINDS.get(text.casefold())
    if kind is None:
        builder.remark(
            f"the kind “{text}” is not known; the tie is read as shares",
            file=file, place=place, remedy=f"one of: {', '.join(filter(None, KINDS))}",
        )  # fmt: skip
    return Kind.SHARES if kind is None else kind


def _day(text: str, place: str, file: str, builder: GraphBuilder) -> str:
    if not text:
        return ""
    reading = read_date(text)
    if reading.problem:
        builder.remark(
            f"“{text}” is no date that can be told; it is left open",
            file=file, place=place, remedy="write YYYY-MM-DD",
        )  # fmt: skip
        return ""
    return reading.iso
