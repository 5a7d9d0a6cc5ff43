"""The kind of a party: a person is no company, and a company is not its ship."""

from __future__ import annotations

import re

from counterflow.core.model.matches import Feature
from counterflow.watch.matching.entity import CRAFT, ORGANISATIONS, PERSONS, Profile
from counterflow.watch.matching.fields import AGREE, DIFFER

KIND_OTHER = -0.31
KIND_BY_FORM = -0.15
MARK_OTHER = -0.35
MARK_SCORE = 0.95
"""What an equal aircraft mark lifts a score to."""
CRAFT_KIND = "vessel or vehicle"
_MARK = re.compile(
    r"(?<![A-Z0-9-])((?:[A-Z]{1,2}|[A-Z]\d|\d[A-Z])-[A-Z0-9]{3,5}|N[1-9]\d{0,4}[A-Z]{0,2}"
    r"|[A-Z]{2}\d{4,5})(?![A-Z0-9-])"
)
_TYPE = re.compile(r"(?:IL|TU|AN|SU|MI|KA|YAK|A|B|MD|DC|CL|BD)-\d")
"""What looks like a mark and is a type of aircraft ("IL-76TD")."""


def kind_of(schema: str) -> str:
    """Give the kind of a schema; empty where it says nothing."""
    if schema in PERSONS:
        return "person"
    if schema in ORGANISATIONS:
        return "organisation"
    if schema in CRAFT:
        return CRAFT_KIND
    return "party" if schema == "LegalEntity" else ""


def compare_kinds(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether a company, a person and a vessel are being compared with one another.

    An unspecified party (``LegalEntity``) may be a person, a company or, in a carrier's column, a
    ship; one whose name bears a legal form is rather a company.
    """
    if ours.schema == theirs.schema:
        return None
    mine, other = kind_of(ours.schema), kind_of(theirs.schema)
    if mine == other or not mine or not other:
        return None
    if "party" in (mine, other):
        return _compare_open(ours, theirs, {mine, other})
    words = f"ours is a {mine}, the listed one a {other}"
    return Feature("kind", DIFFER, KIND_OTHER, ours.schema, theirs.schema, words)


def _compare_open(ours: Profile, theirs: Profile, kinds: set[str]) -> Feature | None:
    """Settle whether an unspecified party can be of the other's kind."""
    if "person" in kinds and ours.schema not in PERSONS and ours.has_legal_form:
        words = "ours bears a legal form, the listed one is a person"
        return Feature("kind", DIFFER, KIND_BY_FORM, ours.names[0], theirs.schema, words)
    if "person" in kinds and theirs.schema not in PERSONS and theirs.has_legal_form:
        words = "ours is a person, the listed one bears a legal form"
        return Feature("kind", DIFFER, KIND_BY_FORM, ours.schema, theirs.names[0], words)
    if CRAFT_KIND not in kinds:
        return None
    words = "only one of the two is known to be a vessel"
    return Feature("kind", DIFFER, KIND_BY_FORM, ours.schema, theirs.schema, words)


def compare_marks(ours: Profile, theirs: Profile) -> Feature | None:
    """Settle whether two aircraft bear the same mark: one character is another aircraft."""
    if ours.schema != "Airplane" or theirs.schema != "Airplane":
        return None
    mine, other = marks_of(ours), marks_of(theirs)
    if not mine or not other:
        return None
    if shared := sorted(mine & other):
        words = "the same aircraft mark"
        return Feature("aircraft mark", AGREE, 0.0, shared[0], shared[0], words)
    words = "another aircraft mark, which is another aircraft"
    said = ", ".join(sorted(mine)), ", ".join(sorted(other))
    return Feature("aircraft mark", DIFFER, MARK_OTHER, *said, words)


def marks_of(profile: Profile) -> set[str]:
    """Give the aircraft marks in the names of an aircraft, without the hyphen.

    Example:
        >>> from counterflow.watch.matching.entity import read_entity
        >>> marks_of(read_entity({"schema": "Airplane", "properties": {"name": "Jet EP-QZX"}}))
        {'EPQZX'}
    """
    if profile.schema != "Airplane":
        return set()
    found = (mark for name in profile.names for mark in _MARK.findall(name.upper()))
    return {mark.replace("-", "") for mark in found if not _TYPE.match(mark)}
