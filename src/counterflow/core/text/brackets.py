"""Part a name from what stands in brackets beside it."""

from __future__ import annotations

import re

# A bracket that is never closed runs to the end of the text and is left as it is: were it no
# match, each further one would be tried to the end again (10,000 "(" took seconds).
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)([)\]}]?)")


def without_brackets(text: str) -> str:
    """Give a name without its bracketed parts; the same text where there are none.

    Example:
        >>> without_brackets("Oje Parvaz Mado Nafar Company (Mado)")
        'Oje Parvaz Mado Nafar Company'
    """
    outside = _BRACKETS.sub(lambda found: " " if found[2] else found[0], text)
    return " ".join(outside.split()) or text


def inside_brackets(text: str) -> tuple[str, ...]:
    """Give what stands in brackets, in order; a bracket that is never closed holds nothing.

    Example:
        >>> inside_brackets("Mahan Air (Tehran) [cargo"), inside_brackets("Mahan Air")
        (('Tehran',), ())
    """
    return tuple([inside for inside, close in _BRACKETS.findall(text) if close])
