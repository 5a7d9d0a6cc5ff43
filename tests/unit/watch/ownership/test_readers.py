"""Files of owners in every format, whole and damaged: nothing is dropped without a word."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from counterflow.core.errors import CounterflowError, OwnershipError
from counterflow.core.model.listings import Listing, Relation
from counterflow.watch.ownership.build import GraphBuilder
from counterflow.watch.ownership.graph import NAME, NAME_AND_COUNTRY, NUMBER, OwnershipGraph
from counterflow.watch.ownership.holdings import holdings_on
from counterflow.watch.ownership.read_relations import read_relations
from counterflow.watch.ownership.reading import ReadGraph, read_graph
from counterflow.watch.ownership.shares import told
from counterflow.watch.ownership.ties import Kind

FIXTURES = Path(__file__).parents[3] / "fixtures" / "ownership"
LEIS = ("213800WAVVOPS85N2205", "5493000IBP32UQZ0KL24")


def told_ties(graph: OwnershipGraph) -> list[str]:
    """Tell every tie as owner, kind, share, owned."""
    return [
        f"{graph.caption(int(graph.ties.owner[at]))} {graph.kind(at).name} "
        f"{told(graph.share(at))} {graph.caption(int(graph.ties.owned[at]))}"
        for at in range(len(graph.ties.owner))
    ]


def read(tmp_path: Path, name: str, content: Any) -> ReadGraph:
    """Write a file and read it."""
    path = tmp_path / name
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, "utf-8")
    return read_graph([path], "test")


def said(found: ReadGraph) -> str:
    """Give all remarks and refusals as one text."""
    return " | ".join(f"{one.what} ({one.file})" for one in [*found.remarks, *found.refusals])


def test_a_table_of_ones_own() -> None:
    found = read_graph([FIXTURES / "holdings.csv"], "house")
    graph = found.graph
    assert found.format == "table"
    assert sorted(told_ties(graph)) == [
        "Brasdol Fengri SHARES 60 % Kevmav Holding",
        "Dramir Ulmtam SHARES 20 to 60 % Ostzin Works",
        "Dramir Ulmtam SHARES an unknown share Ostzin Works",
        "Kevmav Holding SHARES 50 % Pelrin Trade Ltd",
        "Sovrin Quowex SHARES 33 1/3 % Pelrin Trade Ltd",
    ]
    assert set(graph.sources) == {"register A", "register B", "house file"}
    by_number = graph.find(["anything"], "", [("leiCode", LEIS[0])])
    assert [one.by for one in by_number] == [NUMBER]
    assert graph.find(["PELRIN Trade Limited"], "AE", [])[0].by == NAME_AND_COUNTRY
    assert graph.find(["Pelrin Trade Ltd"], "", [])[0].by == NAME
    assert not graph.find(["Pelrin Trade Ltd"], "DE", [])
    assert not graph.find(["Pelrin Trading Ltd"], "AE", [])


@pytest.mark.parametrize(
    ("day", "low", "high"), [("2022-06-30", 0, 100), ("2022-07-01", 20, 60), ("2020-12-31", 0, 0)]
)
def test_a_holding_counts_on_its_days(day: str, low: int, high: int) -> None:
    graph = read_graph([FIXTURES / "holdings.csv"], "house").graph
    node = graph.find(["Ostzin Works"], "DE", [])[0].node
    held = holdings_on(graph, dt.date.fromisoformat(day).toordinal())[Kind.SHARES]
    into = held.owned == node
    assert [held.low[into].sum() // 2_520_000_000, held.high[into].sum() // 2_520_000_000] == [
        low, high,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("X,A,130%", "above 100 per cent"),
        ("X,A,-5", "it is negative"),
        ("X,A,lots", "no number, range or bound"),
    ],
)
def test_a_share_that_is_none_leaves_the_owner_with_an_unknown_one(
    tmp_path: Path, row: str, what: str
) -> None:
    found = read(tmp_path, "a.csv", f"owner,owned,share\n{row}\n")
    assert told_ties(found.graph) == ["X SHARES an unknown share A"]
    assert what in said(found)
    assert "a.csv, row 1" in said(found)


def test_shares_of_more_than_the_whole_and_loops_are_told(tmp_path: Path) -> None:
    rows = "owner,owned,share\nX,A,80\nY,A,50\nP,Q,60\nQ,R,60\nR,P,60\nS,S,10\n"
    found = read(tmp_path, "a.csv", rows)
    assert "shares in A add up to 130 %" in said(found)
    assert "X 80 %, Y 50 % (a.csv, row 1, row 2)" in said(found)
    loop = "P holds 60 % of Q; Q holds 60 % of R; R holds 60 % of P"
    assert f"a loop of owners: {loop} (a.csv, row 3, row 4, row 5)" in said(found)
    itself = "S holds 10 % of S: it is said to hold a share in itself (a.csv, row 6)"
    assert itself in said(found)
    assert len(found.graph.ties.owner) == 6


def test_loops_are_told_in_every_format_with_their_place(tmp_path: Path) -> None:
    edges = [("p", "c"), ("c", "p"), ("c", "c")]
    records = [{"id": one, "schema": "Company", "properties": {"name": [one.upper()]}}
               for one in "pc"]  # fmt: skip
    records += [{"id": f"o{at}", "schema": "Ownership",
                 "properties": {"owner": [owner], "asset": [owned], "percentage": ["60"]}}
                for at, (owner, owned) in enumerate(edges)]  # fmt: skip
    found = read(tmp_path, "a.ftm.json", "\n".join(map(json.dumps, records)))
    assert "P holds 60 % of C; C holds 60 % of P (a.ftm.json, line 3, line 4)" in said(found)
    assert "C holds 60 % of C: it is said to hold a share in itself (a.ftm.json, line 5)" in said(
        found
    )
    found = read(tmp_path, "a.json", [
        _bods("entity", "a", name="A"), _bods("entity", "b", name="B"),
        _bods("relationship", "r1", subject="a", interestedParty="b",
              interests=[{"type": "shareholding", "share": {"exact": 60}}]),
        _bods("relationship", "r2", subject="b", interestedParty="a",
              interests=[{"type": "votingRights", "share": {"exact": 30}}]),
    ])  # fmt: skip
    assert "A holds 30 % of the votes of B; B holds 60 % of A (a.json, record 4, record 3)" in said(
        found
    )
    names = [
        {"LEI": one, "Entity": {"LegalName": name}} for one, name in zip(LEIS, "AB", strict=True)
    ]
    ways = [(LEIS[0], LEIS[1]), (LEIS[1], LEIS[0])]
    links = [_rr(*way, "IS_DIRECTLY_CONSOLIDATED_BY") for way in ways]
    found = read(tmp_path, "a.json", [*names, *links])
    assert "A holds an unknown share of B; B holds an unknown share of A (a.json, " in said(found)


def test_a_loop_that_never_was_whole_on_one_day_says_so(tmp_path: Path) -> None:
    rows = "owner,owned,share,from,to\nA,B,60,2010-01-01,2015-12-31\nB,A,60,2016-01-01,\n"
    assert "B holds 60 % of A (never all of it on one day)" in said(read(tmp_path, "a.csv", rows))


def test_the_words_of_a_share_that_is_about_right_are_kept(tmp_path: Path) -> None:
    rows = "owner,owned,share,kind\nX,A,ca. 30 %,votes\nY,A,30 %,\n"
    graph = read(tmp_path, "a.csv", rows).graph
    assert sorted(told_ties(graph)) == ["X VOTES 25 to 35 % A", "Y SHARES 30 % A"]
    assert {graph.words[at] for at in graph.ties.words} == {"", "votes; said to be “ca. 30 %”"}
    edge = {"owner": ["p"], "asset": ["c"], "percentage": ["approx. 51"], "role": ["founder"]}
    records = [{"id": "o", "schema": "Ownership", "properties": edge}, *FTM[:2]]
    graph = read(tmp_path, "a.ftm.json", "\n".join(map(json.dumps, records))).graph
    assert told_ties(graph) == ["Brasdol Fengri SHARES 45.9 to 56.1 % Kevmav"]
    assert graph.words[graph.ties.words[0]] == "said to be “approx. 51”; founder"


def test_a_row_without_an_owner_is_refused_and_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", "owner,owned,share,colour\n,A,5\nX,A,6\nX,,7\n")
    assert found.counts["records"] == 3
    assert found.counts["refused"] == 2
    assert "the row names no owner (a.csv, row 1)" in said(found)
    assert "columns that are not read: colour" in said(found)


def test_a_bad_day_leaves_the_tie_open(tmp_path: Path) -> None:
    rows = "owner,owned,share,from,to\nX,A,60,soon,\nY,A,40,2024-01-01,2020-01-01\n"
    found = read(tmp_path, "a.csv", rows)
    assert "“soon” is no date" in said(found)
    assert "the period 2024-01-01 to 2020-01-01 is none" in said(found)
    assert len(holdings_on(found.graph, dt.date(2022, 1, 1).toordinal())[Kind.SHARES].owned) == 2


def test_a_table_without_its_columns_and_an_unknown_format_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OwnershipError, match="no column owned"):
        read(tmp_path, "a.csv", "owner,share\nX,5\n")
    with pytest.raises(OwnershipError, match="unknown format"):
        read_graph([FIXTURES / "holdings.csv"], "x", format="xbrl")
    with pytest.raises(OwnershipError, match="names nobody"):
        read(tmp_path, "b.csv", "owner,owned\n,\nX,\n")


FTM = [
    {"id": "p", "schema": "Person", "properties": {"name": ["Brasdol Fengri"]}},
    {"id": "c", "schema": "Company", "properties": {
        "name": ["Kevmav"], "jurisdiction": ["ru"], "innCode": ["7707083893"]}},
    {"id": "o", "schema": "Ownership", "properties": {
        "owner": ["p"], "asset": ["c"], "percentage": ["51"], "startDate": ["2020"]}},
    {"id": "o2", "schema": "Ownership", "properties": {"owner": ["ghost"], "asset": ["c"]}},
    {"id": "d", "schema": "Directorship", "properties": {"director": ["p"], "organization": ["c"]}},
    {"id": "f", "schema": "Family", "properties": {"person": ["p"], "relative": ["q"]}},
    {"id": "u", "schema": "UnknownLink", "properties": {"subject": ["p"], "object": ["c"]}},
    {"id": "a", "schema": "Address", "properties": {"full": ["Somewhere 1"]}},
    {"id": "bad", "schema": "Ownership", "properties": {"owner": ["p"]}},
    ["no object"],
]  # fmt: skip


def test_follow_the_money(tmp_path: Path) -> None:
    found = read(tmp_path, "a.ftm.json", "\n".join(map(json.dumps, FTM)) + "\n")
    assert found.format == "ftm"
    assert sorted(told_ties(found.graph)) == [
        "Brasdol Fengri DIRECTOR an unknown share Kevmav",
        "Brasdol Fengri FAMILY an unknown share ftm:q",
        "Brasdol Fengri LINK an unknown share Kevmav",
        "Brasdol Fengri SHARES 51 % Kevmav",
        "ftm:ghost SHARES an unknown share Kevmav",
    ]
    assert "Address 1" in said(found)
    assert "the Ownership names no asset" in said(found)
    assert "2 are named in ties and no name is given" in said(found)
    assert found.counts["refused"] == 2
    assert found.graph.find([], "RU", [("innCode", "7707083893")])[0].by == NUMBER


def _bods(kind: str, record: str, **details: Any) -> dict[str, Any]:
    return {
        "statementId": f"s-{record}", "recordId": record, "recordType": kind,
        "recordStatus": details.pop("status", "new"), "statementDate": "2025-02-03",
        "recordDetails": details,
    }  # fmt: skip


def _interest(owner: Any, **interest: Any) -> dict[str, Any]:
    return {"subject": "a", "interestedParty": owner, "interests": [interest]}


BODS = [
    _bods("entity", "a", name="Kevmav Ltd", jurisdiction={"code": "GB"},
          identifiers=[{"scheme": "GB-COH", "id": "10000001"},
                       {"scheme": "XI-LEI", "id": LEIS[1]}]),
    _bods("person", "x", names=[{"fullName": "Brasdol Fengri"}], nationalities=[{"code": "CY"}]),
    _bods("relationship", "r1", **_interest("x", type="shareholding", share={"exact": 75})),
    _bods("relationship", "r2", **_interest(
        "x", type="votingRights", share={"minimum": 25, "exclusiveMaximum": 50})),
    _bods("relationship", "r3", **_interest("x", type="appointmentOfBoard")),
    _bods("relationship", "r4", **_interest(
        "x", type="shareholding", share={"exact": 30}, directOrIndirect="indirect")),
    _bods("relationship", "r5", **_interest({"reason": "unknown owner"}, type="shareholding")),
    _bods("relationship", "r6", status="closed", **_interest("y", type="shareholding")),
    {"statementID": "old", "statementType": "entityStatement"},
]  # fmt: skip


def test_bods_statements(tmp_path: Path) -> None:
    found = read(tmp_path, "a.json", BODS)
    graph = found.graph
    assert found.format == "bods"
    assert sorted(told_ties(graph)) == [
        "Brasdol Fengri CONTROL an unknown share Kevmav Ltd",
        "Brasdol Fengri SHARES 30 % Kevmav Ltd",
        "Brasdol Fengri SHARES 75 % Kevmav Ltd",
        "Brasdol Fengri VOTES 25 to less than 50 % Kevmav Ltd",
        "bods:y SHARES an unknown share Kevmav Ltd",
    ]
    indirect = [at for at in range(5) if told(graph.share(at)) == "30 %"]
    assert not graph.ties.stated[indirect].any()
    assert "unknown owner" in said(found)
    assert "the record is closed" in said(found)
    assert "not of BODS 0.4" in said(found)
    assert graph.find([], "", [("leiCode", LEIS[1])])[0].by == NUMBER
    assert graph.find([], "GB", [("registrationNumber", "10000001")])[0].by == NUMBER


def _rr(start: str, end: str, type_: str, **more: Any) -> dict[str, Any]:
    relationship = {
        "StartNode": {"NodeID": start, "NodeIDType": "LEI"},
        "EndNode": {"NodeID": end, "NodeIDType": "LEI"},
        "RelationshipType": type_, "RelationshipStatus": more.get("active", "ACTIVE"),
        "RelationshipPeriods": [
            {"StartDate": "2018-01-01T00:00:00Z", "EndDate": "2018-12-31T00:00:00Z",
             "PeriodType": "ACCOUNTING_PERIOD"},
            {"StartDate": "2019-05-01T00:00:00Z", "PeriodType": "RELATIONSHIP_PERIOD"},
        ],
    }  # fmt: skip
    status = {"RegistrationStatus": more.get("status", "PUBLISHED"), "LastUpdateDate": "2024-03-02"}
    extension = {"Deletion": {"DeletedAt": "2025-01-01T00:00:00Z"}} if more.get("deleted") else {}
    return {"Relationship": relationship, "Registration": status, "Extension": extension}


GLEIF = [
    {"LEI": LEIS[0], "Entity": {"LegalName": "Kevmav AG", "LegalAddress": {"Country": "CH"}}},
    _rr(LEIS[0], LEIS[1], "IS_DIRECTLY_CONSOLIDATED_BY"),
    _rr(LEIS[1], "BRANCHOF", "IS_INTERNATIONAL_BRANCH_OF", status="LAPSED"),
    _rr("FUND", LEIS[0], "IS_FUND-MANAGED_BY", active="INACTIVE"),
    _rr("FUND", "GONE", "IS_SUBFUND_OF", deleted=True),
    _rr("FUND", "GONE", "IS_SUBFUND_OF", status="ANNULLED"),
    _rr("FUND", "GONE", "IS_FRIEND_OF"),
    {"LEI": "FUND", "ExceptionCategory": "DIRECT", "ExceptionReason": "NON_PUBLIC"},
]


def _xml(value: Any, name: str) -> str:
    inside = (
        "".join(_xml(v, k) for k, v in value.items()) if isinstance(value, dict) else str(value)
    )
    if isinstance(value, list):
        return f"<rr:{name}>{''.join(_xml(v, 'RelationshipPeriod') for v in value)}</rr:{name}>"
    return f"<rr:{name}>{inside}</rr:{name}>"


def _as_xml(records: list[dict[str, Any]]) -> str:
    names = [
        "RelationshipRecord" if "Relationship" in r else "Exception" if len(r) > 2 else "LEIRecord"
        for r in records
    ]
    body = "".join(_xml(r, name) for r, name in zip(records, names, strict=True))
    return (
        '<?xml version="1.0"?><rr:RelationshipData xmlns:rr="urn:rr"><rr:RelationshipRecords>'
        f"{body}</rr:RelationshipRecords></rr:RelationshipData>"
    )


@pytest.mark.parametrize("form", ["json", "xml", "golden"])
def test_gleif_in_every_form(tmp_path: Path, form: str) -> None:
    content: Any = GLEIF
    if form == "xml":
        content = _as_xml(GLEIF)
    if form == "golden":
        content = {"relations": GLEIF}
    found = read(tmp_path, f"a.{form}", content)
    assert found.format == "gleif"
    branch = "leiCode:" + LEIS[1]
    assert sorted(told_ties(found.graph)) == [
        "Kevmav AG INFLUENCE an unknown share leiCode:FUND",
        f"{branch} INFLUENCE an unknown share Kevmav AG",
        f"{branch} SHARES an unknown share Kevmav AG",
        f"leiCode:BRANCHOF CONTROL 100 % {branch}",
        f"leiCode:BRANCHOF SHARES 100 % {branch}",
    ]
    ties = found.graph.ties
    assert {dt.date.fromordinal(int(day)).isoformat() for day in ties.start} == {"2019-05-01"}
    assert dt.date(2024, 3, 2).toordinal() in ties.end.tolist()
    assert found.counts["refused"] == 3
    wanted = (
        "deleted by the publisher", "withdrawn (ANNULLED)", "'IS_FRIEND_OF'",
        "1 relationships were not renewed", "no parent is known (NON_PUBLIC)",
    )  # fmt: skip
    assert [words for words in wanted if words not in said(found)] == []


def test_gleif_as_a_table(tmp_path: Path) -> None:
    columns = (
        "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,"
        "Relationship.RelationshipStatus,Relationship.Period.1.startDate,"
        "Relationship.Period.1.endDate,Relationship.Period.1.periodType,"
        "Registration.RegistrationStatus,Registration.LastUpdateDate"
    )
    row = "A1,B2,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE,2019-05-01,,RELATIONSHIP_PERIOD,PUBLISHED,2024"
    found = read(tmp_path, "rr.csv", f"{columns}\n{row}\n")
    assert told_ties(found.graph) == [
        "leiCode:B2 SHARES an unknown share leiCode:A1",
        "leiCode:B2 INFLUENCE an unknown share leiCode:A1",
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", json.dumps(GLEIF)[:-40]),
        ("a.xml", _as_xml(GLEIF)[:-60]),
        ("a.ftm.json", "\n".join(map(json.dumps, FTM[:3])) + '\n{"id": "x", "sch'),
        ("b.json", json.dumps(BODS)[:300]),
    ],
)
def test_a_file_that_breaks_off_is_refused_whole(tmp_path: Path, name: str, content: str) -> None:
    with pytest.raises(CounterflowError) as fault:
        read(tmp_path, name, content)
    assert "half a graph would hide owners" in fault.value.text


def test_ties_of_listings_are_links_and_nothing_else() -> None:
    builder = GraphBuilder()
    ties = (Relation("linked to", "Kevmav"), Relation("linked to", "", "77"), Relation("owned by"))
    listing = Listing("l", "own", "Company", {"name": ["A"]}, publisher_id="1", relations=ties)
    read_relations([listing], builder)
    graph = builder.finish()
    assert {graph.kind(at) for at in range(2)} == {Kind.LINK}
    assert not graph.ties.stated.any()
    assert "names nobody" in builder.remarks[0].what


def test_one_number_joins_two_sources_and_a_bare_name_its_only_bearer(tmp_path: Path) -> None:
    (tmp_path / "g.json").write_text(json.dumps(GLEIF[:1]), "utf-8")
    rows = (
        "owner,owned,share,owned_id,owned_country\n"
        f"X,whatever,60,lei:{LEIS[0]},\nY,KEVMAV AG,30,,CH\nZ,Kevmav AG,5,,DE\n"
    )
    (tmp_path / "h.csv").write_text(rows, "utf-8")
    graph = read_graph([tmp_path / "g.json", tmp_path / "h.csv"], "both").graph
    node = graph.find_key(f"leiCode:{LEIS[0]}")
    assert node is not None
    assert sorted(graph.caption(int(graph.ties.owner[at])) for at in graph.owners_of(node)) == [
        "X", "Y",
    ]  # fmt: skip


@pytest.mark.shared
def test_the_real_files_are_read(shared: Path) -> None:
    folder = shared / "ownership"
    ftm = read_graph([folder / "zala_entities.ftm.json"], "real")
    assert ftm.counts["records"] == 91
    assert ftm.counts["ties"] == 14 + 3 + 4
    samples = folder / "gleif_official_samples"
    as_xml = read_graph([samples / "rr-data.xml"], "real").graph
    as_json = read_graph([samples / "rr-data.json"], "real").graph
    assert told_ties(as_xml) == told_ties(as_json)
    assert len(as_xml.ties.owner) == 12
    for case in sorted((folder / "bods_v04_fixtures").rglob("*.json")):
        assert read_graph([case], "real").counts.get("refused", 0) == 0
