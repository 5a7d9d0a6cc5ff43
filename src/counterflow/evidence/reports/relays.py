"""Hand what a paper only passes on to the one who said it, and leave what is meant within words."""

from __future__ import annotations

from dataclasses import replace

from counterflow.evidence.reports.attributions import Attribution
from counterflow.evidence.reports.cues import load_cues

_OF_ITSELF = frozenset({"it", "they", "he", "she", "we", "i"})


def relayed(found: list[Attribution]) -> list[Attribution]:
    """Keep of nested attributions the one that a reader would name.

    "A paper reports that X says Y" is X's word with the paper as relay; "X says that it means to do
    Y" and "X says that Z hopes for Y" are X's.

    Args:
        found: Attributions of one paragraph.

    Returns:
        Those kept, in the same order; ``via`` names a relay where one is an outlet by name.
    """
    made: list[Attribution] = []
    for one in found:
        if any(_is_its_own(other, one) for other in found):
            continue
        if not any(_only_relays(one, other) for other in found):
            made.append(_with_relay(one, found))
    return made


def _is_its_own(outer: Attribution, inner: Attribution) -> bool:
    return _meant_within(outer, inner) or _of_itself(outer, inner)


def _only_relays(one: Attribution, other: Attribution) -> bool:
    if other is one or other.speaker is None or not _says(one, other):
        return False
    answered = other.cue_word is not None and other.cue_word.pos_ == "NOUN"
    if answered and one.stance in ("deny", "acknowledge"):
        return False  # "the jury rejected his argument that …": both say something
    if _is_thing(other) and one.speaker is not None and not _is_thing(one):
        return False  # "the senator said the findings show …": the senator says it too
    return not _is_its_own(one, other)


def _is_thing(one: Attribution) -> bool:
    """Tell whether papers or findings say something, and no person or body."""
    speaker = one.speaker
    papers = load_cues().documents | load_cues().authorities
    return speaker is not None and speaker.lemma_.lower() in papers


def _with_relay(one: Attribution, found: list[Attribution]) -> Attribution:
    if one.via is not None or one.cue_word is None:
        return one
    outer = next((other for other in found if other is not one and _says(other, one)), None)
    via = outer.speaker if outer is not None else None
    if via is None or via.pos_ != "PROPN" or via.ent_type_ != "ORG":
        return one
    return replace(one, via=via)


def _meant_within(outer: Attribution, inner: Attribution) -> bool:
    """Tell whether one speaker tells what another means to do or thinks: the first one's word."""
    if outer is inner or inner.cue_word is None:
        return False
    if outer.cue_word is None and outer.quotation != "direct":
        return False
    if outer.quotation == "none" or outer.cue_word == inner.cue_word:
        return False
    pronoun = inner.speaker is not None and inner.speaker.lower_ in ("it", "they")
    thought = inner.stance == "plan" or inner.modality in ("hedged", "concern")
    if not (thought or pronoun or _judges(inner)):
        return False
    return bool(outer.start <= inner.cue_word.idx < outer.end)


def _judges(inner: Attribution) -> bool:
    """Tell whether somebody is said to favour or condemn a thing: no saying of a clause."""
    if inner.stance != "assert" or inner.root is None or inner.quotation != "indirect":
        return False
    favoured = inner.root.dep_ == "pobj" and inner.root.head.lower_ in ("for", "against")
    return bool(inner.root.dep_ == "dobj" or favoured)


def _of_itself(outer: Attribution, inner: Attribution) -> bool:
    """Tell whether a speaker speaks of itself within its own words ("says it opposes …")."""
    if outer is inner or inner.speaker is None or not (_says(outer, inner) or _is(outer, inner)):
        return False
    return inner.speaker.lower_ in _OF_ITSELF


def _is(outer: Attribution, inner: Attribution) -> bool:
    """Tell whether the words are what the speaker is ("said he was unaware of it")."""
    adjective = inner.cue_word is not None and inner.cue_word.dep_ == "acomp"
    return adjective and inner.cue_word is not None and inner.cue_word.head == outer.root


def _says(outer: Attribution, inner: Attribution) -> bool:
    """Tell whether all that the outer one says is that the inner one says something."""
    return outer.root is not None and inner.cue_word == outer.root
