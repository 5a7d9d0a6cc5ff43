"""Write names of two parts as one word, in one spelling, however papers part and spell them.

Persian (Sadeghi Pour, Gholam Reza), Ethiopic (Gebre Mikael), Hebrew and Maghrebi (Ben Harush),
Arabic (Abou El Fotouh) and Spanish (Ma. del Carmen). The name as written is always read as well.
"""

from __future__ import annotations

import re

# Letters without which no rule below applies. Asked of every name: a loop over few of them is
# faster than one pattern of all.
_SIGNS = (
    "zad", " pour", "poor", " pur", "nej", "nezh", " nia", " niya", "olam", "ulam", "gebr", "gabr",
    "ghebr", "ghabr", "wold", "weld", "takl", "tekl", "haile", "hayle", "habt", " ben ", " ban ",
    "abul", "abol", "aboul", "abu ", "abou ", "ma ", "hd ", "md ", " far", " khah", " manesh",
    " doo", " dou", " parast", " nasa", " vand",
)  # fmt: skip
_NEXT = "(?=[a-z]{3})"
_DIVINE = (
    "(?=mic?k?h?ael|mikail|gi?[eo]r?gh?is|giorg|mar[iy]y?am|s[ei]l+as|kidan|med[eh]?[hi]n|mes[qk]el"
    "|tsad|tsion|sion|hiwot|yohan|yesus|iyesus|jesus|amlak|egzi|krist|christ|haim?anot|gabriel|ab\\b)"
)
_SPANISH = (
    "(?=(?:del?|la|los|las|jose|carmen|luisa|teresa|elena|isabel|pilar|angeles|eugenia|rosario"
    r"|guadalupe|cristina)\b)"
)
_RULES = tuple(
    (re.compile(written), joined)
    for written, joined in (
        (r"(?<=[a-z]{3}) ?(?:zadah?|zadeh?|zada)\b", "zadeh"),
        (r"(?<=[a-z]{4}) (?:pour|poor|pur)\b|(?<=[a-z]{4})(?:poor)\b", "pour"),
        (r"(?<=[a-z]{3}) ?(?:nez?[jh]+ad)\b", "nejad"),
        (r"(?<=[a-z]{3}) ni[y]?a\b", "nia"),
        (r"(?<=[a-z]{4}) (far|fard|khah|manesh|doust|doost|parast|nasab|vand)$", r"\1"),
        (rf"\b(?:gh?[ou]l[ae]m|qolam|gulam) ?{_NEXT}", "gholam"),
        (rf"\b(?:gh?[ae]br[ae]) ?{_DIVINE}", "gebre"),
        (rf"\b(?:w[oe]ld[ae]) ?{_DIVINE}", "wolde"),
        (rf"\b(?:t[ea]kl[ae]) ?{_DIVINE}", "tekle"),
        (rf"\b(?:ha[iy]l[ae]) ?{_DIVINE}", "haile"),
        (rf"\b(?:habt[ae]) ?{_DIVINE}", "habte"),
        (rf"(?<=[a-z] )b[ea]n {_NEXT}", "ben"),
        (rf"\bab[uo]u? (?:al|el|ul|ol) {_NEXT}|\bab[uo]u?l ?(?=[a-z]{{4}})", "abul"),
        (rf"\bma {_SPANISH}|(?<=jose )ma\b ?", "maria "),
        (r"\bmo?h?d (?=[a-z]{3})", "muhammad "),
    )
)  # fmt: skip


def compound_names(text: str) -> str:
    """Write the compound names of a folded text as one word each.

    Example:
        >>> compound_names("leila sadeqi pour"), compound_names("gebre michael tesfay")
        ('leila sadeqipour', 'gebremichael tesfay')
        >>> compound_names("isaac ben harush"), compound_names("ben smith")
        ('isaac benharush', 'ben smith')
    """
    for sign in _SIGNS:
        if sign in text:
            return _joined(text)
    return text


def _joined(text: str) -> str:
    for written, joined in _RULES:
        text = written.sub(joined, text)
    return text
