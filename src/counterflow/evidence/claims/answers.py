"""Find which claim "the accusation", "such an offer" or "there was no delivery" speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from counterflow.core.assertions import Assertion
from counterflow.evidence.claims.gists import content_words, gist_of
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.sameness import SAME, sameness

_NOWHERE = Grounds()
_CHARGE = re.compile(
    r"^(?:(?:the|these|those|such|any|all|both|this|that)\s+)?(?:\w+\s)?"
    r"(?:accusation|allegation|claim|charge|report|suggestion|assertion|story)s?$",
    re.IGNORECASE,
)
_SHORT = 7  # words; what is longer says something of its own
_ACCUSING = re.compile(r"accus|alleg|charg|claim|suspect|blam", re.IGNORECASE)
_TAKEN_UP = re.compile(
    r"^(?:(?:that )?(?:such|any|this|that|the|these|those|no)\b"
    r"|there (?:was|were|had been|has been|is)\b)",
    re.IGNORECASE,
)


def answered_by(
    one: Assertion, before: Sequence[Assertion], grounds: Grounds = _NOWHERE
) -> Assertion | None:
    """Find what an assertion takes up without saying it again.

    Args:
        one: The assertion.
        before: What its report says before it, in order.
        grounds: Where the places lie that they name.

    Returns:
        The assertion whose claim is meant; ``None`` where the words stand by themselves.

    Example:
        >>> sent = Assertion("a", "r", 0, 4, "Iran sent arms", "x", "x", frame="transfer")
        >>> answer = Assertion("b", "r", 9, 20, "the accusation", "y", "y", stance="deny")
        >>> answered_by(answer, [sent]).id
        'a'
    """
    words = one.text.strip()
    if _CHARGE.match(words):
        return _charge(one, before)
    short = len(words.split()) <= _SHORT and not one.period
    if one.frame and short and _TAKEN_UP.match(words) and not gist_of(one).roles:
        told = [said for said in before if _tells(said, one.frame)]
        own = content_words(words)
        named = [said for said in told if own & content_words(said.text)]
        return next(iter([*reversed(named), *reversed(told)]), None)
    return _of_our_house(one, before, grounds)


def _of_our_house(
    one: Assertion, before: Sequence[Assertion], grounds: Grounds
) -> Assertion | None:
    """Find what others say of the house that somebody means by "we": the same but for its name."""
    gist = gist_of(one)
    if not gist.own:
        return None
    roles = {role: forms for role, forms in gist.roles.items() if role != "actor"}
    nameless = replace(gist, roles=roles)
    others = (
        said
        for said in reversed(before)
        if said.speaker_id != one.speaker_id and said.frame == one.frame
    )
    return next(
        (said for said in others if sameness(nameless, gist_of(said), grounds) >= SAME), None
    )


def _tells(said: Assertion, frame: str) -> bool:
    return said.frame == frame and bool(gist_of(said).roles)


def _charge(one: Assertion, before: Sequence[Assertion]) -> Assertion | None:
    """Find the charge: the last that others brought with such a word, else all they say."""
    others = [
        said for said in before if said.speaker_id != one.speaker_id and said.stance != "deny"
    ]
    accusing = [said for said in others if _ACCUSING.search(said.cue)]
    if accusing:
        return accusing[-1]
    framed = [said for said in others if said.frame]
    alone = len({said.frame for said in framed}) == 1
    return framed[-1] if alone else None
