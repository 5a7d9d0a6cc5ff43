"""FollowTheMoney files: ids kept, related records joined, damage counted."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.model import Effect
from counterflow.watch.sources.ftm_json import read_ftm_json
from counterflow.watch.sources.list_file import ListFile, load_list_file
from counterflow.watch.sources.parsed import ParsedList

LISTS = Path(__file__).parents[3] / "fixtures" / "lists"
FILE = load_list_file(LISTS / "ftm" / "entities.ftm.json")


def parse(data: bytes = FILE.data) -> ParsedList:
    return read_ftm_json([ListFile("entities.ftm.json", data)], "house")


def test_every_line_is_a_listing_a_related_record_or_a_refusal() -> None:
    parsed = parse()
    assert (parsed.records, len(parsed.listings), parsed.refused, parsed.related) == (8, 3, 5, 6)
    assert [refusal.line for refusal in parsed.refusals] == [4, 6, 7, 8, 9]
    assert [refusal.row for refusal in parsed.refusals] == [4, 5, 6, 7, 8]
    assert "id 'ex-acme' stands twice" in parsed.refusals[-1].what
    assert "schema 'Teapot'" in parsed.refusals[2].what
    assert not parsed.official
    assert not parsed.fatal


def test_ids_are_kept_and_sanctions_give_programme_authority_and_date() -> None:
    acme = parse().listings[0]
    assert (acme.id, acme.publisher_id, acme.list) == ("ex-acme", "ex-acme", "house")
    assert acme.programmes == ("EX-1", "EX-2")
    assert acme.authority == "Example Authority"
    assert acme.listed_on == "2024-01-31"
    assert acme.effect is Effect.BLOCKING
    assert acme.remarks == "Invented."
    assert acme.properties["address"] == ["1 Test Street, Testville"]
    assert [citation.url for citation in acme.citations] == [
        "https://example.org/act",
        "https://example.org/acme",
    ]


def test_a_passport_gives_its_number_to_its_holder() -> None:
    person = parse().listings[1]
    assert person.properties["passportNumber"] == ["X000003"]
    assert person.effect is Effect.UNKNOWN


def test_a_vessel_is_listed_and_a_nameless_wallet_is_not() -> None:
    assert [listing.id for listing in parse().listings] == ["ex-acme", "ex-person", "ex-ship"]


def test_an_array_reads_like_lines() -> None:
    good = [json.loads(line) for line in FILE.data.splitlines()[:3]]
    lines = parse(b"\n".join(json.dumps(one).encode() for one in good))
    array = parse(json.dumps(good, indent=1).encode())
    assert array.listings == lines.listings
    assert array.related == lines.related == 2


def test_a_broken_array_is_fatal() -> None:
    assert (
        "breaks off" in parse(b'[{"id": "a", "schema": "Person", "properties": {}}').fatal[0].what
    )


def test_an_entity_that_is_not_shaped_as_one_is_refused() -> None:
    parsed = parse(b'{"id": "a", "schema": "Person", "properties": {"name": "A"}}')
    assert parsed.refused == 1
    assert "no FollowTheMoney entity" in parsed.refusals[0].what
    assert parsed.fatal


def test_gzip_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "e.ftm.json.gz"
    path.write_bytes(gzip.compress(FILE.data))
    assert read_ftm_json([load_list_file(path)], "house").listings == parse().listings


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(FILE.data) - 1), st.binary(max_size=2)), max_size=8))
def test_the_account_holds_under_any_damage(damage: list[tuple[int, bytes]]) -> None:
    data = bytearray(FILE.data)
    for place, replacement in damage:
        data[place : place + 1] = replacement
    parsed = parse(bytes(data))
    lines = sum(1 for line in bytes(data).split(b"\n") if line.strip())
    assert parsed.records == len(parsed.listings) + parsed.refused
    if not parsed.fatal and not bytes(data).lstrip().startswith(b"["):
        assert parsed.records + parsed.related == lines
