"""Settle what a negated or asking cue leaves of its content: "did not say whether …".

Who did not say something has not said it, and who asks whether something is so leaves it open: a
ledger that took either for an assertion would put words into a mouth.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from counterflow.evidence.reports.cue_contents import Content

Token = Any

# What a "not" makes of a stance, by the cue's being hedged or not.
_TURNED = {
    ("deny", False): "acknowledge",
    ("deny", True): "acknowledge",
    ("acknowledge", False): "deny",
    ("acknowledge", True): "deny",
    ("assert", True): "deny",
}
_OF_KNOWING = frozenset({"recognise", "recognize"})
_ASKING = frozenset({"whether", "if"})


def turned_by_negation(verb: Token, content: Content) -> Content | None:
    """Turn the stance of a content by what stands before its cue.

    Args:
        verb: The cue.
        content: What it governs.

    Returns:
        "does not believe that …" denies, "did not deny …" concedes by half; ``None`` where the
        words were not said ("did not say that …"); a question left open is possible at most.
    """
    cue = content.cue
    if any(child.dep_ == "neg" for child in verb.children):
        turned = _TURNED.get((cue.stance, cue.modality == "hedged"))
        if turned is None or verb.lemma_.lower() in _OF_KNOWING:
            return None  # "did not say that …", "did not recognise him"
        return replace(content, cue=replace(cue, stance=turned, modality="hedged"))
    if _asks(content):
        return replace(content, cue=replace(cue, modality="possible"))
    return content


def _asks(content: Content) -> bool:
    first = next((word for word in content.words if not word.is_punct), None)
    return first is not None and first.lower_ in _ASKING and first.dep_ == "mark"
