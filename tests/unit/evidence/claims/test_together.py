"""What many readings come to is kept, taken back for the very same alone, and else not believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterflow.core.assertions import Assertion, Occasion, Report, Speaker
from counterflow.evidence.claims import store, together
from counterflow.evidence.claims.store import KeptReading, keep_readings, ledger_of, load_ledger


def reading(at: int, verb: str = "sent") -> KeptReading:
    name = f"r{at:03}"
    said = [
        Assertion(
            f"{name}:{number}", name, number, number + 1, f"XA {verb} {at} {thing}", who,
            speaker_id=who, stance=stance, occasion=f"{who}@2031-05-06", frame="transfer",
            roles={"actor": ("XA",), "item": (thing,), "recipient": ("XB",)},
        )
        for number, (who, stance, thing) in enumerate(
            [("a", "assert", "engine"), ("b", "deny", "engine"), ("c", "assert", "uav")]
        )
    ]  # fmt: skip
    return KeptReading(
        Report(name, name, published="2031-05-06"),
        tuple(Speaker(one.speaker, one.speaker) for one in said),
        tuple(Occasion(one.occasion, "2031-05-06") for one in said),
        tuple(said),
        runs=(1, 2, 3, at + 9),
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(store, "KEPT_TOGETHER_FROM", 3)
    keep_readings(tmp_path, [reading(at) for at in range(4)])
    return tmp_path


def put_together(folder: Path) -> list[str]:
    """Load the ledger; name the steps that were taken."""
    steps: list[str] = []
    load_ledger(folder, lambda what, done, whole: steps.append(what))
    return list(dict.fromkeys(steps))


def test_many_readings_are_put_together_once_and_come_back_the_same(folder: Path) -> None:
    expected = ledger_of([reading(at) for at in range(4)])
    assert expected.relations
    assert expected.reprints
    assert load_ledger(folder) == expected
    assert (folder / together.FILE).exists()
    assert "putting claims together" not in put_together(folder)
    assert load_ledger(folder) == expected


def test_another_reading_is_put_together_with_the_others(folder: Path) -> None:
    load_ledger(folder)
    keep_readings(folder, [reading(9)])
    assert "putting claims together" in put_together(folder)
    assert load_ledger(folder) == ledger_of([reading(at) for at in (0, 1, 2, 3, 9)])


@pytest.mark.parametrize("at", [0, 40, -5])
def test_what_is_damaged_is_put_together_anew(folder: Path, at: int) -> None:
    expected = load_ledger(folder)
    file = folder / together.FILE
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    assert "putting claims together" in put_together(folder)
    assert load_ledger(folder) == expected


def test_other_rules_put_it_together_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_ledger(folder)
    monkeypatch.setattr(together, "_rules", lambda: b"other rules")
    assert "putting claims together" in put_together(folder)


def test_a_store_in_which_nothing_can_be_kept_is_read_all_the_same(folder: Path) -> None:
    (folder / together.FILE).mkdir()
    assert load_ledger(folder) == ledger_of([reading(at) for at in range(4)])


def test_few_readings_leave_nothing_behind(tmp_path: Path) -> None:
    keep_readings(tmp_path, [reading(0), reading(1)])
    load_ledger(tmp_path)
    assert not (tmp_path / together.FILE).exists()
