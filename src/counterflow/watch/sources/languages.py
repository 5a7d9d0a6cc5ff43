"""Turn the codes of languages that publishers write into those of ISO 639-3."""

from __future__ import annotations

from functools import cache

import pycountry


@cache
def language_code(text: str) -> str:
    """Tell the ISO 639-3 code of a language; empty where the text is no code of one.

    Args:
        text: A code of ISO 639-1 (``BG``), ISO 639-2 (``ger``, ``deu``) or ISO 639-3.

    Example:
        >>> language_code("BG"), language_code("ger"), language_code("RUS"), language_code("xx")
        ('bul', 'deu', 'rus', '')
    """
    code = text.strip().lower()
    for field in ("alpha_2", "alpha_3", "bibliographic"):
        found = pycountry.languages.get(**{field: code}) if code else None
        if found is not None:
            return str(found.alpha_3)
    return ""
