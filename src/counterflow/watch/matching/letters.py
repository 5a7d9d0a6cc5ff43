"""Which single letters of a name stand for a word: initials of persons, words cut short."""

from __future__ import annotations

import re
from functools import lru_cache

from counterflow.core.text.scripts import fold

_STOPPED = re.compile(r"(?:(?<=[^\W_]\s)|(?<=[:,]\s))([^\W\d_])\.(?=\s)")


@lru_cache(maxsize=1 << 14)
def stopped_letters(text: str) -> frozenset[str]:
    """Give the letters of a name that stand for a word cut short: a full stop, inside the name.

    Example:
        >>> stopped_letters("Brasdol T. Corporation")
        frozenset({'t'})
        >>> stopped_letters("B. Fengri S.A."), stopped_letters("Lady R")
        (frozenset(), frozenset())
    """
    if "." not in text:
        return frozenset()
    return frozenset(letter.lower() for letter in _STOPPED.findall(text))


@lru_cache(maxsize=1 << 14)
def written_letters(text: str) -> frozenset[str]:
    """Give the single letters of a name as written: "Ri" may be read as "i", and is no initial.

    Example:
        >>> sorted(written_letters("J.-P. Fengri")), written_letters("Ri Yong")
        (['j', 'p'], frozenset())
    """
    return frozenset([word for word in fold(text).split() if len(word) == 1])
