"""Tell in what language a text is; one that is not read is refused, never read askew."""

from __future__ import annotations

import re
from collections import Counter

from counterflow.core.errors import ReportError
from counterflow.evidence.reports.russian_words import morphology

# The commonest words of each language, which the others do not share.
_COMMON = {
    "English": "the of and to in that is was for with has said by from were been which this",
    "French": "le la les des du que est dans pour une sur pas qui avec ont été au aux ce",
    "German": "der die das und ist von den nicht mit dem ein eine auf für sich wurde auch nach",
    "Spanish": "el los las que por con para una del como pero más sus fue según está",
    "Italian": "il che di della per con non una sono gli è nel alla anche dei",
    "Portuguese": "que não uma com para os dos mais foi pelo pela são segundo",
    "Turkish": "ve bir bu için ile olarak da de olan daha gibi kadar",
    "Dutch": "het een van en niet zijn dat met voor op aan werd ook",
    "Polish": "nie się jest na że do przez oraz jak po był",
}
_WORDS = {name: frozenset(words.split()) for name, words in _COMMON.items()}
_SCRIPTS = {
    "Russian or another language in Cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "Arabic or Persian": re.compile(r"[\u0600-\u06ff]"),
    "Hebrew": re.compile(r"[\u0590-\u05ff]"),
    "Chinese or Japanese": re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]"),
    "Korean": re.compile(r"[\uac00-\ud7af]"),
    "Greek": re.compile(r"[\u0370-\u03ff]"),
}
_FEW = 12
_CODES = {"English": "en", "Russian": "ru"}
# Letters and a word that Russian has, and letters that its neighbours have.
_RUSSIAN = re.compile(r"[ыэё]|\bчто\b", re.IGNORECASE)
_NEIGHBOURS = re.compile(r"[іїєґўјљњђћџѓќѕәғқңөұүһ]", re.IGNORECASE)


def language_of(text: str) -> str:
    """Name the language of a text, by its script and its commonest words.

    Returns:
        The English name; "English" too where too few words tell.

    Example:
        >>> language_of("Der Minister sagte, das Schiff sei nicht mit dem Motor aus dem Hafen")
        'German'
    """
    letters = sum(char.isalpha() for char in text)
    for name, pattern in _SCRIPTS.items():
        if letters and len(pattern.findall(text)) > 0.5 * letters:
            cyrillic = "Cyrillic" in name and _RUSSIAN.search(text)
            russian = cyrillic and len(_NEIGHBOURS.findall(text)) <= 0.002 * letters
            return "Russian" if russian else name
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    counts = {name: sum(words[word] for word in common) for name, common in _WORDS.items()}
    best = max(counts, key=lambda name: (counts[name], name == "English"))
    return best if counts[best] > max(2, 1.3 * counts["English"]) else "English"


def require_readable(text: str, where: str) -> tuple[str, list[str], str]:
    """Keep the paragraphs of a text that are in its language, where that is one that is read.

    Args:
        text: Paragraphs apart by blank lines.
        where: The file, for the error.

    Returns:
        The text, others' paragraphs blanked to spaces so that all offsets stay, a remark for each
        language left out, and the code of the language (ISO 639-1).

    Raises:
        ReportError: most of it is in a language that is not read, or is Russian and the extra for
            it is missing.
    """
    whole = language_of(text)
    if whole == "Russian" and morphology() is None:
        raise ReportError(
            "the report is in Russian, which the extra [reports-ru] reads",
            where=where,
            why="a text read with the wrong grammar gives false assertions",
            remedy='pip install "counterflow[reports-ru]"',
        )
    if whole not in _CODES:
        raise ReportError(
            f"the report is in {whole}; only English and Russian are read",
            where=where,
            why="a text read with the wrong grammar gives false assertions",
            remedy="give an English version, or its translation with the translator named",
        )
    left_out: Counter[str] = Counter()
    pieces = re.split(r"(\n[ \t]*\n\s*)", text)
    for at, piece in enumerate(pieces):
        if len(piece.split()) >= _FEW and (name := language_of(piece)) != whole:
            left_out[name] += 1
            pieces[at] = re.sub(r"[^\n]", " ", piece)
    return (
        "".join(pieces),
        [f"{count} paragraphs in {name} left out" for name, count in left_out.items()],
        _CODES[whole],
    )
