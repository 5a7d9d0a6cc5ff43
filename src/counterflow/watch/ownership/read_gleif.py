"""Read GLEIF's level 2: who consolidates whom, whose branch or fund somebody is; names of level 1.

Accounting consolidation states no share of ownership: it is read as a holding of unknown share and
as control that may be. A branch is the same legal person as its head office.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.reading import open_table
from counterflow.core.tables.texts import text_of
from counterflow.core.text.countries import country_code
from counterflow.watch.ownership.build import GraphBuilder
from counterflow.watch.ownership.read_csv import table_rows
from counterflow.watch.ownership.records import check_whole, json_records
from counterflow.watch.ownership.shares import UNKNOWN, WHOLE, Share
from counterflow.watch.ownership.ties import Kind, NodeRecord, TieRecord
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import Account
from counterflow.watch.sources.xml_stream import local, root_name, walk

RELATIONSHIPS: Final = {
    "IS_DIRECTLY_CONSOLIDATED_BY": (Kind.SHARES, Kind.INFLUENCE),
    "IS_ULTIMATELY_CONSOLIDATED_BY": (Kind.SHARES, Kind.INFLUENCE),
    "IS_INTERNATIONAL_BRANCH_OF": (Kind.SHARES, Kind.CONTROL),
    "IS_FUND-MANAGED_BY": (Kind.INFLUENCE,),
    "IS_SUBFUND_OF": (Kind.INFLUENCE,),
    "IS_FEEDER_TO": (Kind.LINK,),
}
"""What each type of relationship says, read from the end node to the start node."""
BRANCH: Final = "IS_INTERNATIONAL_BRANCH_OF"
WITHDRAWN: Final = frozenset({"ANNULLED", "DUPLICATE", "ERRONEOUS", "CANCELLED"})
ENDED: Final = frozenset({"RETIRED", "TRANSFERRED"})
_TAGS = ("RelationshipRecord", "LEIRecord", "Exception")
_PERIODS = "RelationshipPeriods"
_MOST_PERIODS = 9


def read_gleif(path: Path, source: str, builder: GraphBuilder) -> None:
    """Read relationship records, LEI records (names only) and reporting exceptions.

    Args:
        path: XML, JSON or CSV as GLEIF publishes them.
        source: Name of the source.
        builder: Takes what is read. A withdrawn record is refused, an ended one keeps its end, a
            lapsed one counts; each is a remark.

    Raises:
        OwnershipError: the file breaks off.
        ListError: the file cannot be opened.
    """
    told: Counter[str] = Counter()
    name = path.name
    for record, place in _records(path, builder):
        if "Relationship" in record:
            _read_relationship(record, place, name, source, builder, told)
        elif "ExceptionCategory" in record:
            reason = _text(record.get("ExceptionReason")) or "no reason"
            told[f"reporting exceptions, so no parent is known ({reason})"] += 1
        elif "LEI" in record:
            _read_entity(record, builder)
        else:
            what = "the record is none that GLEIF publishes"
            builder.refuse(Refusal(what, file=f"{name}, {place}"))
    for what, count in sorted(told.items()):
        builder.remark(f"{count} {what}", file=name)


def _records(path: Path, builder: GraphBuilder) -> Iterator[tuple[dict[str, Any], str]]:
    file = load_list_file(path)
    if root_name(file):
        yield from _xml_records(file, builder)
    elif file.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        yield from json_records(file, builder, inside=("relations", "records", "exceptions"))
    else:
        yield from _table_records(path, builder)


def _xml_records(file: ListFile, builder: GraphBuilder) -> Iterator[tuple[dict[str, Any], str]]:
    account = Account("gleif")
    for number, element in enumerate(walk(file, _TAGS, account), start=1):
        builder.counts["records"] += 1
        yield _as_dict(element), f"record {number}"
    check_whole(account.refusals, file.name)
    for refusal in account.refusals:
        builder.refuse(refusal)


def _as_dict(element: Any) -> Any:
    """Turn an element into what GLEIF's JSON has: texts, mappings, lists of the repeated."""
    inside: dict[str, Any] = {}
    for child in element:
        if not local(child):
            continue
        name, value = local(child), _as_dict(child)
        if name in inside:
            held = inside[name]
            inside[name] = [*held, value] if isinstance(held, list) else [held, value]
        else:
            inside[name] = value
    return inside or (element.text or "").strip()


def _table_records(path: Path, builder: GraphBuilder) -> Iterator[tuple[dict[str, Any], str]]:
    table = open_table(path)
    for row in table_rows(table, builder):
        cells = {c: text_of(v) for c, v in zip(table.columns, row.cells, strict=False)}
        periods = [
            {
                "StartDate": cells.get(f"Relationship.Period.{at}.startDate", ""),
                "EndDate": cells.get(f"Relationship.Period.{at}.endDate", ""),
                "PeriodType": cells.get(f"Relationship.Period.{at}.periodType", ""),
            }
            for at in range(1, _MOST_PERIODS)
            if cells.get(f"Relationship.Period.{at}.periodType")
        ]
        record: dict[str, Any] = {}
        for column, value in cells.items():
            _put(record, column.split("."), value)
        if isinstance(record.get("Relationship"), dict):
            record["Relationship"][_PERIODS] = periods
        yield record, f"row {row.number}"


def _put(record: dict[str, Any], path: list[str], value: str) -> None:
    for name in path[:-1]:
        inside = record.setdefault(name, {})
        if not isinstance(inside, dict):
            return
        record = inside
    record[path[-1]] = value


def _text(value: Any) -> str:
    """Give a text, which the JSON of the golden copy wraps as ``{"$": …}``."""
    if isinstance(value, Mapping):
        return _text(value.get("$"))
    return "" if value is None else str(value).strip()


def _at(record: Any, *path: str) -> str:
    for name in path:
        record = record.get(name) if isinstance(record, Mapping) else None
    return _text(record)


def _read_entity(record: Mapping[str, Any], builder: GraphBuilder) -> None:
    code = _at(record, "LEI")
    others = _at_list(record.get("Entity"), "OtherEntityNames", "OtherEntityName")
    names = [_at(record, "Entity", "LegalName"), *(_name_of(one) for one in others)]
    country = country_code(_at(record, "Entity", "LegalAddress", "Country"))
    kept = tuple(dict.fromkeys(filter(None, names)))
    node = NodeRecord(f"leiCode:{code}", kept, country, (("leiCode", code),), "Company")
    builder.add_node(node)


def _name_of(value: Any) -> str:
    if isinstance(value, Mapping) and "OtherEntityName" in value:
        return _text(value["OtherEntityName"])
    return _text(value)


def _at_list(record: Any, *path: str) -> list[Any]:
    """Give what stands under a name once or several times, with the element round it or without."""
    value = record
    for name in path:
        if isinstance(value, Mapping):
            value = value.get(name)
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def _read_relationship(
    record: Mapping[str, Any],
    place: str,
    file: str,
    source: str,
    builder: GraphBuilder,
    told: Counter[str],
) -> None:
    relationship = record["Relationship"]
    owned, owner = (_at(relationship, side, "NodeID") for side in ("StartNode", "EndNode"))
    type_ = _at(relationship, "RelationshipType")
    status = _at(record, "Registration", "RegistrationStatus").upper()
    deleted = _at(record, "Extension", "Deletion", "DeletedAt")
    wrong = _why_refused(owned, owner, type_, status, deleted)
    if wrong:
        remedy = "nothing, if the publisher withdrew it" if owned and owner else "report it"
        builder.refuse(Refusal(wrong, file=f"{file}, {place}", remedy=remedy))
        return
    start, end = _period(relationship)
    updated = _at(record, "Registration", "LastUpdateDate")[:10]
    inactive = _at(relationship, "RelationshipStatus").upper() not in ("ACTIVE", "")
    if (inactive or status in ENDED) and not end:
        end = updated
        told["relationships are not active and state no end; their last update is taken"] += 1
    if status == "LAPSED":
        told["relationships were not renewed (LAPSED); they count"] += 1
    share = Share(WHOLE, WHOLE, known=True) if type_ == BRANCH else UNKNOWN
    keys = [builder.keep(_lei_node(code)) for code in (owner, owned)]
    for kind in RELATIONSHIPS[type_]:
        builder.add_tie(
            TieRecord(
                keys[0], keys[1], kind=kind, share=share, start=start, end=end, as_of=updated,
                words=type_.lower().replace("_", " ") + _quantifier(relationship), place=place,
            ),
            source,
        )  # fmt: skip


def _why_refused(owned: str, owner: str, type_: str, status: str, deleted: str) -> str:
    if not owned or not owner:
        return "the relationship lacks a node"
    if type_ not in RELATIONSHIPS:
        return f"the relationship type {type_!r} is not known"
    if deleted:
        return f"the record was deleted by the publisher ({deleted[:10]})"
    return f"the record is withdrawn ({status})" if status in WITHDRAWN else ""


def _lei_node(code: str) -> NodeRecord:
    return NodeRecord(f"leiCode:{code}", (), "", (("leiCode", code),), "Company")


def _period(relationship: Mapping[str, Any]) -> tuple[str, str]:
    """Give the days between which the relationship itself held, not those of its accounts."""
    for period in _at_list(relationship.get(_PERIODS), "RelationshipPeriod"):
        if _at(period, "PeriodType") == "RELATIONSHIP_PERIOD":
            return _at(period, "StartDate")[:10], _at(period, "EndDate")[:10]
    return "", ""


def _quantifier(relationship: Mapping[str, Any]) -> str:
    """Keep what the publisher measures beside its words: it is consolidation, no share."""
    for one in _at_list(relationship.get("RelationshipQuantifiers"), "RelationshipQuantifier"):
        amount = _at(one, "QuantifierAmount")
        if amount:
            return f" ({_at(one, 'MeasurementMethod').lower().replace('_', ' ')} {amount})"
    return ""
