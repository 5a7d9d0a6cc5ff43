"""Pile up what was read of many reports, each text and each description held once in memory.

Ten thousand reports name one ministry a hundred thousand times; held once, its name costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Protocol

import msgspec
import numpy as np

from counterflow.core.assertions import Assertion, Mention, Occasion, Report, Speaker
from counterflow.evidence.claims.reprints import Runs


class Reading(Protocol):
    """What was read of one report."""

    @property
    def report(self) -> Report:
        """The report."""

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Who speaks in it."""

    @property
    def occasions(self) -> tuple[Occasion, ...]:
        """When it was said."""

    @property
    def assertions(self) -> tuple[Assertion, ...]:
        """All assertions."""

    @property
    def entities(self) -> tuple[Mention, ...]:
        """What is named."""

    @property
    def runs(self) -> tuple[int, ...]:
        """The hashed runs of its words."""

    @property
    def extracted(self) -> tuple[Assertion, ...]:
        """What a language model gave."""


@dataclass
class Pile:
    """All readings, part by part, in the order in which they were added."""

    reports: list[Report] = field(default_factory=list)
    speakers: dict[str, Speaker] = field(default_factory=dict)
    occasions: dict[str, Occasion] = field(default_factory=dict)
    assertions: list[Assertion] = field(default_factory=list)
    entities: list[Mention] = field(default_factory=list)
    runs: dict[str, Runs] = field(default_factory=dict)
    extracted: list[Assertion] = field(default_factory=list)

    def add(self, one: Reading) -> None:
        """Add what was read of a report; of a speaker the first description is kept."""
        self.reports.append(one.report)
        for speaker in one.speakers:
            self.speakers.setdefault(speaker.id, speaker)
        for occasion in one.occasions:
            self.occasions[occasion.id] = occasion
        self.assertions += map(_lean_assertion, one.assertions)
        self.entities += map(_lean_mention, one.entities)
        self.runs[one.report.id] = np.array(one.runs, np.uint32)
        self.extracted += one.extracted


def pile_of(readings: Iterable[Reading]) -> Pile:
    """Pile up readings in their order."""
    made = Pile()
    for one in readings:
        made.add(one)
    return made


def _lean_assertion(one: Assertion) -> Assertion:
    return msgspec.structs.replace(
        one,
        report=intern(one.report),
        speaker=intern(one.speaker),
        speaker_id=intern(one.speaker_id),
        speaker_text=intern(one.speaker_text),
        speaks_for=intern(one.speaks_for),
        cue=intern(one.cue),
        stance=intern(one.stance),
        modality=intern(one.modality),
        quotation=intern(one.quotation),
        authority=intern(one.authority),
        occasion=intern(one.occasion),
        time=intern(one.time),
        period=intern(one.period),
        frame=intern(one.frame),
        roles=_lean_roles(one.roles),
    )


def _lean_roles(roles: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {intern(role): tuple(map(intern, forms)) for role, forms in roles.items()}


def _lean_mention(one: Mention) -> Mention:
    return msgspec.structs.replace(
        one,
        report=intern(one.report),
        text=intern(one.text),
        kind=intern(one.kind),
        entity=intern(one.entity),
        name=intern(one.name),
        country=intern(one.country),
    )
