"""Names in the one form in which two of them are the same: letters, words and legal form."""

from __future__ import annotations

import re
import unicodedata

from counterflow.watch.matching.entity import clean_identifier
from counterflow.watch.matching.qualifiers import WORLDWIDE

_NO_WORD = re.compile(r"[^\w]+|_")
_ABBREVIATED = re.compile(r"\b(\w)\.(?=\w\b)")
_WRITTEN_OUT = {
    "ltd": "limited", "inc": "incorporated", "corp": "corporation", "co": "company",
    "bros": "brothers", "intl": "international",
}  # fmt: skip
NATIONAL = frozenset({
    "registrationNumber", "innCode", "ogrnCode", "taxNumber", "vatCode", "uscCode", "okpoCode",
    "registrationNumberUS", "idNumber",
})  # fmt: skip
"""Kinds of numbers of one country's register: two are the same only within that country."""


def plain_name(text: str) -> str:
    """Fold a name so that only its spelling counts, never likeness.

    Letters are folded (NFKC, case), punctuation goes, and an abbreviated legal form is written out;
    another legal form is another name.

    Example:
        >>> plain_name("ACME, Ltd.") == plain_name("Acme Limited"), plain_name("Acme GmbH")
        (True, 'acme gmbh')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if "." in folded:
        folded = _ABBREVIATED.sub(r"\1", folded)
    words = _NO_WORD.sub(" ", folded).split()
    return " ".join([_WRITTEN_OUT.get(word, word) for word in words])


def strong_key(kind: str, value: str, country: str) -> str:
    """Give the key of a number by which two records are the same party; empty where it is none.

    A number of one register for the world needs no country; one of a national register counts
    only beside its country.

    Example:
        >>> strong_key("leiCode", "5493 0012ABCDEF345678", "")
        'leiCode:54930012ABCDEF345678'
        >>> strong_key("registrationNumber", "123-456", "GB"), strong_key("taxNumber", "1", "")
        ('registrationNumber:GB:123456', '')
    """
    cleaned = clean_identifier(kind, value)
    if len(cleaned) < 5 or not any(c in "123456789" for c in cleaned):
        return ""
    if kind in WORLDWIDE:
        return f"{kind}:{cleaned}"
    return f"{kind}:{country.upper()}:{cleaned}" if kind in NATIONAL and country else ""
