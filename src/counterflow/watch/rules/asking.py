"""Ask one red flag about the signs of a transaction, and about a person's answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from counterflow.watch.rules.conditions import all_hold
from counterflow.watch.rules.flag_rows import Flag
from counterflow.watch.rules.signs import Signs
from counterflow.watch.rules.words import answer_of, is_withheld

RAISED: Final = "raised"
RESOLVED: Final = "resolved"
NOT_RAISED: Final = "not raised"
UNKNOWN: Final = "unknown"
ANSWER: Final = "answer."
"""What the name of a detail has in front of the id of the flag that it answers."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a flag comes to in one transaction.

    Attributes:
        flag: The flag.
        state: ``raised``, ``resolved``, ``not raised`` or ``unknown``.
        answer: What a person answered; empty where nobody did.
        understood: Whether the answer begins with yes or no; another one settles nothing.
        computed: What the data alone say; ``None`` where they leave it open.
    """

    flag: Flag
    state: str
    answer: str = ""
    understood: bool = True
    computed: bool | None = None


def ask_flag(flag: Flag, signs: Signs, answer: str = "") -> Reply:
    """Settle what a flag comes to.

    A person's answer counts before the data: a good one resolves what the data raise, a bad one
    raises what they do not. An answer that is neither settles nothing.

    Args:
        flag: The flag.
        signs: The signs of the transaction.
        answer: ``yes`` or ``no``, with whatever the person adds behind it; empty for none.

    Returns:
        The reply. Where something that the condition needs is unknown, it is ``unknown``: the
        flag is neither raised nor passed.
    """
    computed = all_hold(flag.raised_when, signs) if flag.computed else None
    word = answer_word(answer)
    if word:
        state = RESOLVED if word == flag.good else RAISED
        return Reply(flag, state, answer, computed=computed)
    states = {True: RAISED, False: NOT_RAISED, None: UNKNOWN}
    return Reply(flag, states[computed], answer, understood=not answer, computed=computed)


def answer_word(answer: str) -> str:
    """Settle whether an answer says yes or no, or is refused; empty where it says none of them.

    A refusal is a bad answer to every question.

    Example:
        >>> answer_word("Yes: end-use statement of 2026-11-02"), answer_word("not sure")
        ('yes', '')
        >>> answer_word("the buyer declined")
        'declined'
    """
    return answer_of(answer) or ("declined" if is_withheld(answer) else "")
