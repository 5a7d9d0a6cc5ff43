"""Say a condition of a rulebook in words, for those who read an answer and no program."""

from __future__ import annotations

import re

_QUOTED = re.compile(r'("[^"]*")')
_SOME = re.compile(r"(\w+)\.exists\(one, one (in|==) ([^()]*)\)")
_SIGNS = (
    ("||", " or "),
    ("&&", " and "),
    ("!=", " is not "),
    ("==", " is "),
    (">=", " at least "),
    ("<=", " at most "),
    (">", " more than "),
    ("<", " less than "),
    ("!", " not "),
    ("_", " "),
)


def condition_words(text: str) -> str:
    """Say a condition in words; names of rules and codes in quotation marks stay as they are.

    Example:
        >>> condition_words("payment_from_third_country || payer_is_another")
        'payment from third country or payer is another'
        >>> condition_words('hs_chapters.exists(one, one in ["84"]) && buyer_age_days < 730')
        'some of hs chapters in ["84"] and buyer age days less than 730'
    """
    parts = _QUOTED.split(_SOME.sub(r"some of \1 \2 \3", text))
    for at in range(0, len(parts), 2):
        for sign, words in _SIGNS:
            parts[at] = parts[at].replace(sign, words)
    return " ".join("".join(parts).split())
