"""What is measured of quality, row by row, beside the peer and the target."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matching_ours import Answer
from matching_queries import Query
from matching_sets import Sets
from matching_table import Row, Share, alerts, recall, tagged

WORDS = ("1", "2", "3", "4+")


def _peer(
    sets: Sets, name: str, count: Callable[[Sequence[Query], Sequence[Answer]], Share]
) -> Share | None:
    """Count something in the answers of the peer, over the queries that it was asked."""
    if name not in sets.peer:
        return None
    return count(sets.peer_queries(name), sets.peer[name].answers)


def _recall_row(
    sets: Sets, name: str, measure: str, least: float | None, *, scored: bool, tag: str = ""
) -> Row:
    def count(queries: Sequence[Query], answers: Sequence[Answer]) -> Share:
        chosen = tagged(queries, tag) if tag else queries
        return recall(chosen, answers, scored=scored)

    ours, peer = count(sets.queries(name), sets.ours(name)), _peer(sets, name, count)
    return Row(
        measure,
        peer.shown() if peer else "",
        ours.shown(),
        f"≥ {least:g}".replace("0.", ".") if least else "",
        ours.value >= least if least else None,
    )


def misspellings(sets: Sets) -> list[Row]:
    """Recall of misspelt listed names, name only."""
    rows = []
    for name, edits, near, end in (("one", "1", 0.995, 0.96), ("two", "2", 0.97, 0.88)):
        asked = f"{edits} random edit{'s' if edits != '1' else ''}"
        rows += [
            _recall_row(sets, name, f"candidate recall@75, {asked}", near, scored=False),
            _recall_row(sets, name, f"recall at 0.70, {asked}", end, scored=True),
        ]
        rows += [
            _recall_row(
                sets, name, f"– of these, names of {words} word{'s' if words != '1' else ''}",
                None, scored=True, tag=f"words={words}",
            )
            for words in WORDS
        ]  # fmt: skip
        rows += [
            _recall_row(sets, name, f"– of these, {what}", None, scored=True, tag=f"alias={kind}")
            for kind, what in (("weak", "weak aliases"), ("strong", "all but weak aliases"))
        ]
    return rows


def short_names(sets: Sets) -> list[Row]:
    """Recall of short misspelt names."""
    rows = []
    for name, what, least in (
        ("one-word", "one-word names, 1 typo", 0.80),
        ("two-word", "two-word names, a typo in each word", 0.80),
        ("vessel", "names of vessels, 1 typo", None),
    ):
        rows += [
            _recall_row(sets, name, f"{what}: recall at 0.70", least, scored=True),
            _recall_row(sets, name, f"– candidate recall@75, {what}", None, scored=False),
        ]
    return rows


def altered(sets: Sets) -> list[Row]:
    """Recall of altered records of the UN list."""
    rows = []
    for name, what, least in (
        ("un-record", "UN listings altered, with birth date and country", 0.99),
        ("un-name", "UN listings altered, name only", None),
    ):
        rows.append(_recall_row(sets, name, f"{what}: recall at 0.70", least, scored=True))
        ways = dict.fromkeys(tag for query in sets.queries(name) for tag in query.tags)
        rows += [
            _recall_row(sets, name, f"– {way.removeprefix('way=')}", None, scored=True, tag=way)
            for way in ways
        ]
    return rows


def _alert_row(
    sets: Sets,
    name: str,
    measure: str,
    *,
    most: float | None = None,
    part_of_peer: float | None = None,
    chosen: Sequence[Query] | None = None,
) -> Row:
    ours, peer = alerts(chosen or sets.queries(name), sets.ours(name)), None
    if chosen is None:
        peer = _peer(sets, name, alerts)
    target, met = "", None
    if most is not None:
        target, met = f"≤ {most:.3g} %", ours.value * 100 <= most
    elif part_of_peer is not None:
        target = "≤ half the peer's" if part_of_peer == 0.5 else "≤ the peer's"
        met = ours.value <= peer.value * part_of_peer if peer else None
    return Row(measure, peer.percent() if peer else "", ours.percent(), target, met)


def namesakes(sets: Sets) -> list[Row]:
    """False alerts on people who are on no list, name only."""
    rows = []
    for name, what, most in (
        ("general", "general mix", 0.5),
        ("hard", "hard mix: names of the lists' countries", None),
        ("recombined", "hard mix: given and family names of listed people", None),
    ):
        measure = f"false alerts, name only, {what}"
        part = None if most else 1
        if sets.has(name):
            rows.append(_alert_row(sets, name, measure, most=most, part_of_peer=part))
    return rows


def records(sets: Sets) -> list[Row]:
    """False alerts on full records, those by listings without a birth date apart."""
    dated = {entry.id for entry in sets.entries if entry.properties.get("birthDate")}
    queries = sets.queries("record")

    def with_date(asked: Sequence[Query], answers: Sequence[Answer]) -> Share:
        hit = {a.id for a in answers if any(at in dated for at, _ in a.matches)}
        return Share(sum(query.id in hit for query in asked), len(asked))

    def without(asked: Sequence[Query], answers: Sequence[Answer]) -> Share:
        hit = {a.id for a in answers if a.matches and not any(at in dated for at, _ in a.matches)}
        return Share(sum(query.id in hit for query in asked), len(asked))

    rows = []
    for what, count, most in (
        ("false alerts, full record (birth date, country), by listings with a birth date",
         with_date, 0.02),
        ("– by listings without a birth date only", without, None),
    ):  # fmt: skip
        ours, peer = count(queries, sets.ours("record")), _peer(sets, "record", count)
        met = ours.value * 100 <= most if most else None
        target = f"≤ {most:g} %" if most else ""
        rows.append(Row(what, peer.percent() if peer else "", ours.percent(), target, met))
    return rows


def real_companies(sets: Sets) -> list[Row]:
    """False alerts on real companies that are on no list."""
    return [
        _alert_row(
            sets, "gleif-record", "real companies on no list (GLEIF), name and country",
            part_of_peer=0.5,
        ),
        _alert_row(
            sets, "gleif-name", "real companies on no list (GLEIF), name only", part_of_peer=0.5
        ),
    ]  # fmt: skip


QUALITY: dict[str, tuple[tuple[str, ...], Callable[[Sets], list[Row]]]] = {
    "typos": (("one", "two"), misspellings),
    "words": (("one-word", "two-word", "vessel"), short_names),
    "un": (("un-record", "un-name"), altered),
    "negatives": (("general", "hard", "recombined"), namesakes),
    "records": (("record",), records),
    "companies": (("gleif-record", "gleif-name"), real_companies),
}
"""Measure, the sets that it needs, and what makes its rows."""
