"""A proposed change read back: what a comparison wrote is taken, what was edited is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterflow.core.errors import InputError, TuningError
from counterflow.core.model.snapshots import ListState
from counterflow.screening.tuning.change import ProposedChange
from counterflow.screening.tuning.change_file import check_known, read_change
from counterflow.screening.tuning.comparison import Change
from counterflow.screening.tuning.quality import share_of
from tuning_ground import whole_report

Fields = dict[str, Any]


def proposed() -> ProposedChange:
    """A change whose figures agree: one alert of twenty is lost, one pair of labels with it."""
    made = whole_report().change
    assert made is not None
    found, replace = made.comparison, msgspec.structs.replace
    lost = Change("Korlin Zaven", "IR", "house-001", "house", "ZAVEN, Korlin", 0.71)
    return replace(
        made,
        comparison=replace(
            found,
            before=replace(found.before, alerts=20, parties=share_of(19, 500)),
            after=replace(found.after, alerts=19, parties=share_of(18, 500)),
            lost=(lost,),
            lost_count=1,
            labelled_between=1,
        ),
    )


def held(state: ListState) -> tuple[str, ...]:
    return {"un_sc": ("un-1",), "house": ("house-001",)}[state.list]


def written(folder: Path, edit: Callable[[Fields], object] = lambda _: None) -> Path:
    fields = msgspec.json.decode(msgspec.json.encode(proposed()))
    edit(fields)
    path = folder / "change.json"
    path.write_bytes(msgspec.json.encode(fields))
    return path


def test_what_was_proposed_is_read_back(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert read_change(path) == proposed()
    check_known(proposed(), path, held)


EDITS: list[tuple[str, Callable[[Fields], object], str]] = [
    ("comparison.before.threshold", lambda c: c["comparison"]["before"].update(threshold="0.7"),
     "Expected `float`, got `str`"),
    ("comparison.after.threshold", lambda c: c["comparison"]["after"].update(threshold=7),
     "7 is no threshold"),
    ("comparison.before.as_of", lambda c: c["comparison"]["before"].update(as_of="soon"),
     "'soon' is no day"),
    ("comparison.before.parties.whole", lambda c: c["comparison"].update(compared=900),
     "500 parties of 900 compared"),
    ("comparison.before.alerts", lambda c: c["comparison"]["before"].update(alerts=3),
     "3 alerts for 19 parties"),
    ("comparison.before.parties", lambda c: c["comparison"]["before"]["parties"].update(share=0.5),
     "19 of 500 is not 0.5"),
    ("comparison.after.quality.recall",
     lambda c: c["comparison"]["after"]["quality"]["recall"].update(part=41),
     "41 of 40 is no share"),
    ("comparison.lost", lambda c: c["comparison"].update(lost=[]), "0 alerts stand there, and 1"),
    ("comparison.after.alerts", lambda c: c["comparison"]["after"].update(alerts=30),
     "20 alerts, 1 lost and 0 gained do not make 30"),
    ("comparison.lost[0].score", lambda c: c["comparison"]["lost"][0].update(score=70),
     "70 is no score"),
    ("comparison.lost[0].list", lambda c: c["comparison"]["lost"][0].update(list="other"),
     "'other' is none of the lists that were asked"),
    ("comparison.labelled_between", lambda c: c["comparison"].update(labelled_between=0),
     "fewer pairs than are named"),
    ("signature.on", lambda c: c["signature"].update(on="20.01.2026"), "'20.01.2026' is no day"),
    ("signature", lambda c: c["signature"].update(second=" a. officer"), "is the first"),
    ("signature", lambda c: c["signature"].update(reason="too many alerts"), "workload alone"),
    ("", lambda c: c.pop("signature"), "missing required field `signature`"),
    ("", lambda c: c.update(more=1), "unknown field `more`"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "edit", "told"), EDITS, ids=[told for _, _, told in EDITS])
def test_what_was_edited_is_refused_with_file_and_field(
    tmp_path: Path, field: str, edit: Callable[[Fields], object], told: str
) -> None:
    path = written(tmp_path, edit)
    with pytest.raises(TuningError) as fault:
        read_change(path)
    assert told in fault.value.what
    places = fault.value.where.split(", ")
    assert places[0] == str(path)
    assert field in places[1:] or not field


@pytest.mark.parametrize("given", [b"", b"{", b"[1]", b'{"comparison": "\xff"}', b"a,b\n1,2\n"])
def test_what_is_no_json_of_a_change_is_refused(tmp_path: Path, given: bytes) -> None:
    path = tmp_path / "change.json"
    path.write_bytes(given)
    with pytest.raises(TuningError, match="this is no proposed change"):
        read_change(path)


def test_a_file_that_is_not_there_is_another_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_change(tmp_path / "nothing.json")


def test_versions_and_listings_that_nobody_has_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    with pytest.raises(TuningError) as fault:
        check_known(proposed(), path, lambda _: ("house-002",))
    assert "holds no listing 'house-001'" in fault.value.what
    assert fault.value.where == f"{path}, comparison.lost[0].listing"
    with pytest.raises(TuningError) as fault:
        check_known(proposed(), path, lambda _: None)
    assert "un_sc@2026-01-15#0a1b2c3d4e5f is not in the store" in fault.value.what
    assert "comparison.before.lists[0].snapshot" in fault.value.where
