"""Every error has a code of its own and says what, where, why and what to do."""

from __future__ import annotations

import pytest

from counterflow.core import errors
from counterflow.core.errors import CounterflowError

CLASSES = sorted(
    (
        found
        for found in vars(errors).values()
        if isinstance(found, type) and issubclass(found, CounterflowError)
    ),
    key=lambda found: found.__name__,
)


def test_codes_are_stable() -> None:
    """Scripts and logs read these codes: a change breaks them."""
    assert {found.__name__: (found.code, found.exit_code) for found in CLASSES} == {
        "AccessError": ("CF310", 2),
        "ArchiveError": ("CF330", 1),
        "AuditError": ("CF320", 7),
        "CaseError": ("CF340", 2),
        "CaseRaceError": ("CF345", 75),
        "CounterflowError": ("CF000", 1),
        "DossierDamageError": ("CF935", 7),
        "DossierError": ("CF930", 2),
        "DownloadError": ("CF250", 1),
        "EntityError": ("CF500", 1),
        "ExhibitError": ("CF940", 2),
        "GuardError": ("CF210", 6),
        "InputError": ("CF100", 1),
        "ListError": ("CF200", 1),
        "ListUsageError": ("CF220", 2),
        "MappingError": ("CF110", 2),
        "RuleError": ("CF400", 1),
        "LicenceError": ("CF610", 2),
        "OwnershipError": ("CF900", 2),
        "ReportError": ("CF920", 1),
        "RunError": ("CF700", 1),
        "TuningError": ("CF800", 2),
        "SettingsError": ("CF600", 2),
        "StoreError": ("CF300", 1),
    }


@pytest.mark.parametrize("kind", CLASSES)
def test_text_holds_all_four_parts(kind: type[CounterflowError]) -> None:
    fault = kind("it broke.", where="a.csv, line 3", why="no answer.", remedy="mend it.")
    assert (
        str(fault)
        == fault.text
        == (f"[{kind.code}] it broke (a.csv, line 3). no answer. Do: mend it.")
    )
    assert (fault.what, fault.where, fault.why, fault.remedy) == (
        "it broke.",
        "a.csv, line 3",
        "no answer.",
        "mend it.",
    )


def test_parts_left_out_leave_no_trace() -> None:
    assert str(CounterflowError("it broke")) == "[CF000] it broke."


def test_a_caller_can_catch_all_by_the_root() -> None:
    with pytest.raises(CounterflowError, match="CF110"):
        raise errors.MappingError("two columns for one thing")
    assert issubclass(errors.MappingError, errors.InputError)
