"""Say which columns of a file are not screened, and which of them look as if they should be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.rows import Row
from counterflow.core.text.countries import country_code
from counterflow.core.text.names import read_name
from counterflow.screening.intake.cells import cell_text, is_empty_mark
from counterflow.screening.intake.folding import heading_words
from counterflow.screening.intake.plan import ColumnPlan
from counterflow.screening.intake.vocabulary import vocabulary

SAMPLE_ROWS: Final = 1_000
"""Rows by which a column that is not understood is looked at."""

COUNTRY: Final = "a country"
PARTIES: Final = "names of parties"

_LISTED: Final = 20
_MOSTLY: Final = 0.8
_OFTEN: Final = 0.3
_FEW_CODES: Final = 3
_OWN_OUTPUT: Final = ("cf_", "input cf_")


def gap_notes(plan: ColumnPlan, sample: Iterable[Row | Refusal]) -> list[str]:
    """Say which columns nothing was understood of, and what they look like.

    Args:
        plan: What the columns mean.
        sample: The file, or some of its rows; it is not looked at where every column is
            understood.

    Returns:
        At most one sentence; the columns that look like a country or like names come first.
        Records in our own shape name their keys themselves, row by row.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> rows = [Row(1, 2, ["Muster FZE", "x", "Iran"])]
        >>> gap_notes(recognize(["Consignee", "Colour", "Firm ctry"]), rows)[0][:80]
        '2 columns were not understood and not screened: Firm ctry (looks like a country)'
    """
    names = unknown_columns(plan)
    if not names:
        return []
    looks = looks_of(plan, names, sample)
    ordered = [*sorted(looks, key=names.index), *(name for name in names if name not in looks)]
    shown = [f"{name} (looks like {looks[name]})" if name in looks else name for name in ordered]
    more = f" and {len(shown) - _LISTED} more" if len(shown) > _LISTED else ""
    count = "1 column was" if len(names) == 1 else f"{len(names)} columns were"
    remedy = "map what matters (--explain-columns shows how, --map FILE does it)"
    if looks:
        remedy = f"a listed party or an embargoed country there would be missed: {remedy}"
    return [
        f"{count} not understood and not screened: {', '.join(shown[:_LISTED])}{more}; {remedy}"
    ]


def unknown_columns(plan: ColumnPlan) -> list[str]:
    """Name the columns that are not understood; those of an earlier output of ours are known.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> unknown_columns(recognize(["Consignee", "Colour", "cf_outcome"]))
        ['Colour']
    """
    if plan.native:
        return []
    return [name for name in plan.unknown if not name.startswith(_OWN_OUTPUT)]


def looks_of(
    plan: ColumnPlan, names: Sequence[str], sample: Iterable[Row | Refusal]
) -> dict[str, str]:
    """Tell by heading and cells what columns look like.

    Args:
        plan: What the columns mean.
        names: The columns to look at.
        sample: The file, or some of its rows.

    Returns:
        `COUNTRY` or `PARTIES` by the name of the column; no entry where it looks like neither.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> rows = [Row(1, 2, ["Muster GmbH"]), Row(2, 3, ["Beispiel Ltd"])]
        >>> looks_of(recognize(["Firma X"]), ["Firma X"], rows)
        {'Firma X': 'names of parties'}
    """
    rows = [row for row in islice(sample, SAMPLE_ROWS) if isinstance(row, Row)]
    found = {}
    for name in names:
        at = plan.columns.index(name)
        look = _look(name, [row.cells[at] for row in rows])
        if look:
            found[name] = look
    return found


def _look(name: str, cells: Sequence[Any]) -> str:
    texts = [text for cell in cells if (text := cell_text(cell)) and not is_empty_mark(text)]
    some = not texts or any(map(country_code, texts))
    if (some and _has_country_word(name)) or _are_countries(texts):
        return COUNTRY
    return PARTIES if _are_parties(texts) else ""


def _has_country_word(name: str) -> bool:
    """Tell whether a word of the heading is one for a country ("Firm ctry")."""
    attributes = vocabulary().attributes
    return any(attributes.get(word, ("",))[0] == "country" for word in heading_words(name))


def _are_countries(texts: Sequence[str]) -> bool:
    """Tell whether most cells are countries. Short codes are also words: "NO", "KG", "IS"."""
    known = [text for text in texts if not text.isdecimal() and country_code(text)]
    if len(known) < _MOSTLY * len(texts) or not known:
        return False
    return any(len(text) > 3 for text in known) or len(set(known)) >= _FEW_CODES


def _are_parties(texts: Sequence[str]) -> bool:
    """Tell whether many cells end in a legal form (Ltd, GmbH, ООО)."""
    different = list(dict.fromkeys(texts))[:100]
    named = [text for text in different if len(text) > 5 and read_name(text).legal]
    return len(named) > _OFTEN * len(different)
