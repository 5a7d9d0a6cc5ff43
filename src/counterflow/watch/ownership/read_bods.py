"""Read owners from statements of the Beneficial Ownership Data Standard, version 0.4."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from counterflow.core.model.refusals import Refusal
from counterflow.core.text.countries import country_code
from counterflow.watch.ownership.build import GraphBuilder
from counterflow.watch.ownership.read_csv import share_or_unknown
from counterflow.watch.ownership.records import json_records, mappings, texts
from counterflow.watch.ownership.shares import UNKNOWN, Share
from counterflow.watch.ownership.ties import Kind, NodeRecord, TieRecord
from counterflow.watch.sources.list_file import load_list_file

INTERESTS: Final = {
    "shareholding": Kind.SHARES,
    "unknownInterest": Kind.SHARES,
    "unpublishedInterest": Kind.SHARES,
    "votingRights": Kind.VOTES,
    "appointmentOfBoard": Kind.CONTROL,
    "controlViaCompanyRulesOrArticles": Kind.CONTROL,
    "controlByLegalFramework": Kind.CONTROL,
    "boardMember": Kind.DIRECTOR,
    "boardChair": Kind.DIRECTOR,
    "seniorManagingOfficial": Kind.DIRECTOR,
}
"""What a type of interest says here; every other type (trusts, contracts, rights to income) may be
control, which a person has to settle."""
_SCHEMATA = {"entity": "Company", "person": "Person"}
_SCHEME = re.compile(r"([A-Z]{2})-[A-Z0-9]+")


def read_bods(path: Path, source: str, builder: GraphBuilder) -> None:
    """Read BODS statements, an array or one a line.

    A later statement of a record takes the place of an earlier one; a closed record has ended. An
    owner of whom the statement says only why there is none is a remark.

    Args:
        path: The file.
        source: Name of the source.
        builder: Takes what is read.

    Raises:
        OwnershipError: the file breaks off.
        ListError: the file cannot be opened.
    """
    file = load_list_file(path)
    held: dict[str, tuple[dict[str, Any], str]] = {}
    for statement, place in json_records(file, builder):
        record, kind = statement.get("recordId"), statement.get("recordType")
        details = statement.get("recordDetails")
        if kind not in ("entity", "person", "relationship") or not isinstance(details, dict):
            builder.refuse(
                Refusal(
                    "the statement is not of BODS 0.4 (recordId, recordType, recordDetails)",
                    file=f"{file.name}, {place}",
                    remedy="convert statements of earlier versions to 0.4",
                )
            )
            continue
        record = str(record or statement.get("statementId") or place)
        earlier = held.get(record)
        if earlier and _date(earlier[0]) > _date(statement):
            builder.remark(f"an older statement of record {record} is left out", file=file.name)
            continue
        held[record] = statement, place
    for record, (statement, place) in held.items():
        if statement["recordType"] == "relationship":
            _read_relationship(statement, place, file.name, source, builder)
        else:
            _read_node(record, statement, place, file.name, builder)


def _date(statement: dict[str, Any]) -> str:
    return str(statement.get("statementDate") or "")


def _read_node(
    record: str, statement: dict[str, Any], place: str, file: str, builder: GraphBuilder
) -> None:
    kind, details = statement["recordType"], statement["recordDetails"]
    names = texts(details.get("name"))
    names += [_full_name(one) for one in mappings(details, "names", place, file, builder)]
    names += texts(details.get("alternateNames"))
    places = [
        one
        for key in ("jurisdiction", "nationalities")
        for one in mappings(details, key, place, file, builder)
    ]
    # A code may be of a part of a country (US-DE); its first two letters are the country.
    codes = [str(one.get("code") or "")[:2] or str(one.get("name") or "") for one in places]
    country = next(filter(None, map(country_code, codes)), "")
    numbers = []
    given = mappings(details, "identifiers", place, file, builder) if kind == "entity" else []
    for one in given:
        scheme, value = str(one.get("scheme") or ""), str(one.get("id") or "")
        if scheme == "XI-LEI" and value:
            numbers.append(("leiCode", value))
        elif value and (found := _SCHEME.fullmatch(scheme)):
            country = country or country_code(found[1])
            numbers.append(("registrationNumber", value))
    kept = tuple(dict.fromkeys(filter(None, names)))
    schema = _SCHEMATA[kind]
    builder.add_node(NodeRecord(f"bods:{record}", kept, country, tuple(numbers), schema))


def _full_name(name: dict[str, Any]) -> str:
    parts = [str(name.get(key) or "") for key in ("givenName", "familyName")]
    return str(name.get("fullName") or " ".join(filter(None, parts)))


def _read_relationship(
    statement: dict[str, Any], place: str, file: str, source: str, builder: GraphBuilder
) -> None:
    details = statement["recordDetails"]
    owned, owner = details.get("subject"), details.get("interestedParty")
    if not isinstance(owned, str) or not isinstance(owner, str):
        reasons = [one.get("reason") for one in (owned, owner) if isinstance(one, dict)]
        side = "subject" if not isinstance(owned, str) else "interested party"
        builder.remark(
            f"the {side} is not named: {'; '.join(map(str, filter(None, reasons))) or 'no reason'}",
            file=file, place=place, remedy="ask the party who owns it",
        )  # fmt: skip
        return
    interests = mappings(details, "interests", place, file, builder)
    interests = interests or [{"type": "unknownInterest"}]
    closed = statement.get("recordStatus") == "closed"
    if closed:
        builder.remark("the record is closed; its ties have ended", file=file, place=place)
    for interest in interests:
        kind = INTERESTS.get(str(interest.get("type")), Kind.INFLUENCE)
        end = str(interest.get("endDate") or (_date(statement) if closed else ""))
        builder.add_tie(
            TieRecord(
                f"bods:{owner}",
                f"bods:{owned}",
                kind=kind,
                share=_share(interest.get("share"), place, file, builder),
                start=str(interest.get("startDate") or ""),
                end=end,
                as_of=_date(statement),
                # The same stake may stand in the file again, as direct holdings on the way.
                stated=interest.get("directOrIndirect") != "indirect",
                words=str(interest.get("type") or ""),
                place=place,
            ),
            source,
        )


def _share(given: Any, place: str, file: str, builder: GraphBuilder) -> Share:
    if not isinstance(given, dict):
        return UNKNOWN
    if given.get("exact") is not None:
        return share_or_unknown(f"{given['exact']} %", place, file, builder)
    low = share_or_unknown(_bound(given, "inimum", ">"), place, file, builder)
    high = share_or_unknown(_bound(given, "aximum", "<"), place, file, builder)
    if not low.known and not high.known:
        return UNKNOWN
    if low.low > high.high:
        builder.remark("the share ends below its start; it is unknown", file=file, place=place)
        return UNKNOWN
    return Share(low.low, high.high, known=True)


def _bound(given: dict[str, Any], name: str, sign: str) -> str:
    """Write one end of a range as ``read_share`` takes it."""
    for key, prefix in ((f"m{name}", f"{sign}="), (f"exclusiveM{name}", sign)):
        value = given.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"{prefix}{value} %"
    return ""
