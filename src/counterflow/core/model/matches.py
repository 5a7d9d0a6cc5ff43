"""How alike two entities are, feature by feature, and which listings an entity matches."""

from __future__ import annotations

import msgspec

from counterflow.core.model.listings import Listing


class Feature(msgspec.Struct, frozen=True, omit_defaults=True):
    """One comparison inside a score: what was compared, whether it agrees, what it did.

    ``agreement`` is ``agree``, ``differ`` or ``unknown``; ``weight`` is what it added to or
    took from the score.
    """

    name: str
    agreement: str
    weight: float = 0.0
    ours: str = ""
    theirs: str = ""
    words: str = ""


class Comparison(msgspec.Struct, frozen=True, omit_defaults=True):
    """The likeness of two entities: a score in 0–1, its features, and the reason in words."""

    score: float
    features: tuple[Feature, ...] = ()
    explanation: str = ""
    ours: str = ""
    theirs: str = ""
    alias: str = ""
    strong_identifier: bool = False
    weak_alias: bool = False


class Match(msgspec.Struct, frozen=True, omit_defaults=True):
    """A listing that resembles an entity, with the comparison that says so."""

    id: str
    score: float
    list: str
    caption: str
    schema: str
    comparison: Comparison
    listing: Listing
