"""Hypothesis profiles, the path of the shared generators, and the real lists where they are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# `--import-mode=importlib` puts no test folder on the path; the generators stand beside this file.
if str(Path(__file__).parent) not in sys.path:
    sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile(
    "ci", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("soak", settings.get_profile("ci"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give ``../shared/data``, or skip where this checkout stands alone."""
    if not (SHARED / "data").is_dir():
        pytest.skip("../shared/data is not beside this checkout: the real lists are absent")
    return SHARED / "data"


@pytest.fixture(scope="session")
def shared_facts() -> Path:
    """Give ``../shared/facts``, or skip where this checkout stands alone."""
    if not (SHARED / "facts").is_dir():
        pytest.skip("../shared/facts is not beside this checkout: the research files are absent")
    return SHARED / "facts"
