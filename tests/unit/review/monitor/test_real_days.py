"""Real daily versions of a list, followed step by step, stand as a full search says."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[4] / "bench"))

import generate
import rescreen_days as days
from counterflow.core.model.parties import Party
from counterflow.watch.lists.history import past_versions

STEP = 60


@pytest.mark.shared
def test_real_versions_are_followed(shared: Path, tmp_path: Path) -> None:
    """Six versions over three years, one party in two an altered listed name."""
    bundle = shared / "ofac" / "sdn_csv_history" / "sdn_csv_2021-08_2024-05.git.bundle"
    rng = random.Random(11)
    with past_versions(bundle, "sdn.csv") as past:
        chosen = past[::STEP]
        versions = [(one.day, days.listings_of(one, tmp_path)) for one in chosen]
    # Few of its 15,000 listings, and always the same: the test has to be short.
    few = [
        (day, [one for one in held if int(one.publisher_id) % 10 == 3]) for day, held in versions
    ]
    listed = [one.caption for _, held in few for one in held if one.caption.isascii()]
    names = [generate.altered(rng, rng.choice(listed)) for _ in range(300)]
    names += [generate.person(rng) for _ in range(300)]
    parties = [Party("", name) for name in dict.fromkeys(names)]
    told = days.follow(iter(few), parties, set(range(1, len(few))))
    assert told.differs == 0
    assert len(told.points) == len(few) - 1
    assert 0 < told.touched < len(parties) * told.versions
