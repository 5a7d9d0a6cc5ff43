"""The tuning report: all evidence for a threshold in one record with a stable shape (R17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from counterflow.core.drawing.shares import three_digits
from counterflow.core.errors import TuningError
from counterflow.core.model.snapshots import UNRELIABLE, ListState
from counterflow.screening.decisions.coverage_lists import NO_OFFICIAL
from counterflow.screening.tuning.below_the_line import Estimate
from counterflow.screening.tuning.change import AcceptedBreach, ProposedChange, Signature
from counterflow.screening.tuning.named_cases import NamedCase
from counterflow.screening.tuning.quality import Quality
from counterflow.screening.tuning.recall import BREACHED, NOT_MEASURED, ClassRecall

FORMAT = "counterflow-tuning-report/1"
SCHEMA_ID = "https://counterflow.invalid/schemas/tuning-report-1.json"
"""Name of the schema; the host is one that can never be reached (RFC 2606)."""


class Recall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was measured of names written otherwise.

    Attributes:
        seed: Of the sample.
        sample: Names asked of each class at most.
        names: Names on the lists, weak aliases included.
        classes: The classes in their order.
        named_cases: The cases that are tried always.
    """

    seed: int
    sample: int
    names: int
    classes: tuple[ClassRecall, ...]
    named_cases: tuple[NamedCase, ...]


class TuningReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All evidence for a threshold.

    Attributes:
        format: Name and version of this shape.
        made_on: Day on which it was made, ISO 8601.
        as_of: Day whose lists were used.
        engine: Version of the program.
        settings: Digest of the settings.
        rules: Digest of the rules.
        threshold: The decision point in use.
        lists: The lists with their versions and states.
        recall: Recall by class of variation.
        labelled: Precision, recall and the share of false alerts on a labelled set.
        below_the_line: Misses estimated from a labelled sample below the threshold.
        change: A change of the threshold or the lists, with what it rests on.
        signature: Who stands for this report, and why.
    """

    made_on: str
    as_of: str
    engine: str
    settings: str
    rules: str
    threshold: float
    lists: tuple[ListState, ...]
    format: str = FORMAT
    recall: Recall | None = None
    labelled: Quality | None = None
    below_the_line: Estimate | None = None
    change: ProposedChange | None = None
    signature: Signature | None = None


def json_schema() -> dict[str, Any]:
    """Give the JSON schema of a report (draft 2020-12), as ``data/schemas`` ships it.

    Example:
        >>> json_schema()["title"]
        'Counterflow tuning report'
    """
    (body,), parts = msgspec.json.schema_components([TuningReport], ref_template="#/$defs/{name}")
    shape = parts.pop(TuningReport.__name__)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **shape,
        "title": "Counterflow tuning report",
    }
    assert body == {"$ref": f"#/$defs/{TuningReport.__name__}"}
    # Through JSON, as it is shipped: defaults are tuples before.
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode({**head, "$defs": parts}))
    return plain


def faults(report: TuningReport) -> Iterator[str]:
    """Say in words what falls below what is demanded: floors and named cases.

    Args:
        report: The report.
    """
    for _, told in breaches(report):
        yield told


def breaches(report: TuningReport) -> Iterator[tuple[str, str]]:
    """Give what falls below what is demanded: its name, and what it is in words.

    Args:
        report: The report.

    Returns:
        The name of a class, or how a named case is written; and the breach. A class may stand
        twice: it was not found, and not proposed by the search.
    """
    if report.recall is None:
        return
    for one in report.recall.classes:
        for measured, what in ((one.matches, "found"), (one.candidates, "proposed by the search")):
            if measured.verdict == BREACHED:
                told = (
                    f"{measured.found:,} of {one.asked:,} {what} ({three_digits(measured.share)})"
                )
                yield one.name, f"{one.name} ({one.words}): {told}, floor {measured.floor:g}"
    for case in report.recall.named_cases:
        if not case.found:
            told = f"named case: {case.ours} is not taken for {case.listed} ({case.told})"
            yield case.ours, told


def sign_report(
    report: TuningReport, signature: Signature, reasons: Mapping[str, str]
) -> TuningReport:
    """Sign a report; what falls below its floor stands in what is signed, each by name.

    Args:
        report: The report.
        signature: Who signs, and why.
        reasons: Why a breach is accepted, by class or named case.

    Returns:
        The report with its signature.

    Raises:
        TuningError: a breach is not accepted, or one is that there is not.
    """
    found = list(breaches(report))
    names = list(dict.fromkeys(what for what, _ in found))
    if lacking := [name for name in names if name not in reasons]:
        told = "; ".join(told for what, told in found if what in lacking)
        options = " ".join(f'--accept-breach "{name}=REASON"' for name in lacking)
        raise TuningError(
            f"this report may not be signed: {told}",
            why="whoever signs stands for what is below its floor too",
            remedy="leave it unsigned and have it looked into (docs/tuning.md, “When a floor is "
            f"not reached”), or name what you accept and why: {options}",
        )
    if strange := sorted(set(reasons) - set(names)):
        raise TuningError(
            f"this report may not be signed: {', '.join(strange)} is accepted as a breach and is "
            "none",
            why="a signed statement must not name what was not found",
            remedy="leave that --accept-breach out; breached are: " + (", ".join(names) or "none"),
        )
    accepted = tuple(AcceptedBreach(what, told, reasons[what]) for what, told in found)
    return msgspec.structs.replace(
        report, signature=msgspec.structs.replace(signature, breaches=accepted)
    )


def ground_fault(lists: Sequence[ListState]) -> str:
    """Say that no official list was asked; empty where one was.

    Args:
        lists: The lists in use with their states.

    Example:
        >>> ground_fault([])[:16]
        'no official list'
        >>> ground_fault([ListState("un_sc", "un_sc@2026-01-15#0a1b2c3d4e5f", "current")])
        ''
    """
    if any(state.official and state.snapshot for state in lists):
        return ""
    return f"{NO_OFFICIAL}; these figures say nothing of official lists"


def exit_code(report: TuningReport, demanded: tuple[str, ...] = ()) -> int:
    """Settle the exit code of a report: the first that applies of 7, 6, 5, 0.

    Args:
        report: The report.
        demanded: Classes for which a floor was given with the command.

    Returns:
        7 where something falls below a floor; 6 where a list may not be relied on; 5 where
        nothing was measured, no name was there for a class whose floor was demanded, or no
        official list was asked.

    Basis: ``docs/exit-codes.md``.
    """
    if any(faults(report)):
        return 7
    if any(state.state in UNRELIABLE for state in report.lists):
        return 6
    classes = report.recall.classes if report.recall else ()
    measured = [one.name for one in classes if one.matches.verdict != NOT_MEASURED]
    if classes and (not measured or set(demanded) - set(measured)):
        return 5
    return 5 if ground_fault(report.lists) else 0
