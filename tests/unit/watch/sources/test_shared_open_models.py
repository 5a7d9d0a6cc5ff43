"""The real FollowTheMoney graph, where it is present: counts of its manifest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from counterflow.core.model.law import Effect
from counterflow.watch.sources import ftm_json, opensanctions_csv, own_list, senzing_json
from counterflow.watch.sources.list_file import load_list_file
from counterflow.watch.sources.parsed import collect

pytestmark = pytest.mark.shared


def test_the_graph_of_91_entities(shared: Path) -> None:
    file = load_list_file(shared / "ownership" / "zala_entities.ftm.json")
    parsed = collect(ftm_json.READER, [file], "graph")
    account = parsed.account
    assert (account.records, account.listed, account.refused, account.related) == (17, 17, 0, 74)
    assert account.refusals == []
    assert Counter(one.schema for one in parsed.listings) == {"Company": 11, "Person": 6}
    # 41 sanctions; 14 ownerships, 4 families and 3 directorships, each a tie of both ends.
    assert sum(len(one.designations) for one in parsed.listings) == 41
    ties = Counter(tie.kind for one in parsed.listings for tie in one.relations)
    assert ties == {
        "owner of": 14,
        "owned by": 14,
        "family": 8,
        "director of": 3,
        "directed by": 3,
    }
    assert all(tie.name for one in parsed.listings for tie in one.relations)
    shares = [tie.remark for one in parsed.listings for tie in one.relations if "%" in tie.remark]
    assert len(shares) == 2 * 10
    ended = [tie for one in parsed.listings for tie in one.relations if "until" in tie.remark]
    assert len(ended) == 2 * 11


def test_what_the_graph_does_in_law(shared: Path) -> None:
    file = load_list_file(shared / "ownership" / "zala_entities.ftm.json")
    listings = collect(ftm_json.READER, [file], "graph").listings
    assert Counter(one.effect for one in listings) == {
        Effect.BLOCKING: 13,
        Effect.UNKNOWN: 3,
        Effect.CAUTION: 1,
    }
    acts = Counter(act.effect for one in listings for act in one.designations)
    assert acts == {Effect.BLOCKING: 38, Effect.CAUTION: 2, Effect.LICENCE: 1}
    # The one that had ended keeps its effect beside its end.
    ends = [act.ended_on for one in listings for act in one.designations if act.ended_on]
    assert sorted(ends) == ["2024-10-30", "2033-07-01", "2034-11-12"]
    assert sum("ended (" in one.remarks for one in listings) == 1
    assert not any({"phone", "email"} & set(one.properties) for one in listings)


def test_open_formats_claim_no_real_list_of_a_publisher(shared: Path) -> None:
    modules = (ftm_json, opensanctions_csv, senzing_json, own_list)
    folders = [
        "bis",
        "canada",
        "china",
        "eu_fsf",
        "eu_journal",
        "japan",
        "ofac",
        "swiss",
        "uk",
        "un",
    ]
    files = [
        path
        for folder in (*folders, "uk", "un", "ofac/cons_csv_2025", "ofac/csv_2023-12-28_complete")
        if (shared / folder).is_dir()
        for path in sorted((shared / folder).iterdir())
        if path.is_file() and path.stat().st_size < 40 << 20
    ]
    assert files
    claimed = [
        (path.name, module.FORMAT)
        for path in files
        for file in [load_list_file(path)]
        for module in modules
        if module.claims(file)
    ]
    assert claimed == []
