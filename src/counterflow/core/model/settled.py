"""What persons settled on cases, as a screening is handed it: answers, and good-guy entries."""

from __future__ import annotations

import msgspec


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What a person answered to the question of a red flag, when (ISO 8601) and on which case."""

    flag: str
    answer: str
    actor: str
    at: str
    case: str


class Exemption(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A good-guy entry: two persons found that one party of ours is not one listing.

    ``ours`` and ``theirs`` are digests of the two records; with another of either it does not hold.
    ``name`` is that of our party, ``expires_on`` the first day on which it holds no longer (ISO
    8601). ``reason`` is a code, ``words`` what the author said.
    """

    id: str
    list: str
    listing: str
    theirs: str
    ours: str
    name: str
    reason: str
    words: str
    author: str
    approver: str
    expires_on: str
