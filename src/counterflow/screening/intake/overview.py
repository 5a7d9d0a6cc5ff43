"""Set out for a person how a file is understood: its columns, what is needed, what to map."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple, Protocol

from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.rows import Row
from counterflow.screening.intake.explain import SAMPLE_ROWS, WITHHELD, explain_columns
from counterflow.screening.intake.native import native_columns
from counterflow.screening.intake.plan import ColumnPlan, PlannedColumn
from counterflow.screening.intake.plan_notes import suggestion_note
from counterflow.screening.intake.suggestions import Suggestion, suggest_targets
from counterflow.screening.intake.targets import IGNORE

WIDTH: Final = 100
"""Columns of a line, so that a page fits a usual terminal and a mail."""

_WIDTHS: Final = (34, 28, 30, 8)
_UNKNOWN: Final = "not understood"
_HEADINGS: Final = ("column", "understood as", "because of", "filled")
_NOT_COMPARABLE: Final = frozenset({"country", "city", "address", "birth_date"})
_OTHER_KIND: Final = (
    "This looks like {kind}s: add --kind {kind}, and ask again. Headings mean other parties there,"
    " and other parts are needed."
)
_ABOUT_WITHHELD: Final = (
    f"{WITHHELD}: the cells may identify a person, so they are not shown here; they are read like"
    " all others."
)
_RECEIVING: Final = ("consignee", "end_user")


class Needs(Protocol):
    """What a complete screening of one kind of transaction needs (a policy profile)."""

    @property
    def name(self) -> str:
        """Name the kind of transaction."""

    @property
    def roles(self) -> tuple[tuple[str, ...], ...]:
        """Give groups of roles; one role of each is needed."""

    @property
    def goods_code(self) -> str:
        """Say whether HS codes are needed: ``none``, ``any`` or ``six digits``."""

    @property
    def destination(self) -> bool:
        """Tell whether a country of destination is needed."""


class RequiredPart(NamedTuple):
    """One part that is needed: the columns that give it, and the target to map to if none does."""

    what: str
    columns: tuple[str, ...]
    target: str

    @property
    def found(self) -> bool:
        """Tell whether any column, or a constant of the mapping, gives the part."""
        return bool(self.columns)


def required_parts(plan: ColumnPlan, needs: Needs) -> list[RequiredPart]:
    """Settle which required parts of a transaction the columns of a file can give.

    A column that gives a part may be empty in a row; that is for the coverage of that row.

    Args:
        plan: What the columns mean.
        needs: The policy profile of the kind of transaction.

    Returns:
        One entry per required part, in the order of the profile.

    Example:
        >>> from types import SimpleNamespace
        >>> from counterflow.screening.intake.columns import recognize
        >>> order = SimpleNamespace(
        ...     name="order", roles=(("buyer", "consignee"),), goods_code="any", destination=True)
        >>> parts = required_parts(recognize(["Kunde", "Land"]), order)
        >>> [(part.what, part.columns) for part in parts][:2]
        [('buyer or consignee', ('Kunde',)), ('HS code of the goods', ())]
    """
    used = [column for column in (*plan.planned, *(c for c, _ in plan.constants)) if column.used]
    parts = [
        RequiredPart(
            " or ".join(role.replace("_", " ") for role in group),
            _giving(used, lambda role, field, group=group: role in group and _names(field)),
            f"{group[0]}.name",
        )
        for group in needs.roles
    ]
    if needs.goods_code != "none":
        found = _giving(used, lambda _, field: field == "goods.hs_code")
        parts.append(RequiredPart("HS code of the goods", found, "goods.hs_code"))
    if needs.destination:
        found = _giving(used, _is_destination)
        parts.append(RequiredPart("country of destination", found, "destination_country"))
    return parts


def explain_lines(
    plan: ColumnPlan, sample: Iterable[Row | Refusal], needs: Needs | None = None
) -> Iterator[str]:
    """Say in lines of at most 100 columns how a file is understood and what to do about the rest.

    Args:
        plan: What the columns mean.
        sample: The file, or some of its rows; the first 1,000 are looked at.
        needs: The policy profile; without it nothing is said of what is required.

    Returns:
        Lines of text, not marked up. Cells and headings stand in them as a stranger wrote them:
        whoever prints the lines must take control characters out.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> rows = [Row(1, 2, ["Muster FZE", "x"]), Row(2, 3, ["Beispiel GmbH", ""])]
        >>> for line in list(explain_lines(recognize(["Buyer", "Firma X"]), rows))[:5]:
        ...     print(line)
        column     understood as     because of     filled
        Buyer      buyer.name        buyer          100 %
          Muster FZE | Beispiel GmbH
        Firma X    not understood                   50 %
          x
    """
    rows = [row for row in islice(sample, SAMPLE_ROWS) if isinstance(row, Row)]
    yield from _table(explain_columns(plan, rows))
    other_kind = plan.suggested_kind and needs is not None and needs.name != plan.suggested_kind
    if other_kind:
        # What a shipment lacks is no advice for payments.
        yield ""
        yield from _wrapped(_OTHER_KIND.format(kind=plan.suggested_kind), "")
    elif not native_columns(plan):
        yield from _advice(plan, rows, needs)
    said = _said_above(plan)
    for note in plan.notes:
        if note not in said:
            yield ""
            yield from _wrapped(f"Note: {note}", "")


def _table(lines: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Set the columns of the file under each other, with examples and problems."""
    yield _set_row(_HEADINGS)
    columns = [line for line in lines if line["column"]]
    for line in columns:
        yield _set_row(_cells(line))
        if line["example"]:
            yield "  " + _fitted(line["example"], WIDTH).rstrip()
        if line["problem"]:
            yield from _wrapped(f"! {line['problem']}", "  ")
    if any(WITHHELD in line["example"] for line in columns):
        yield ""
        yield from _wrapped(_ABOUT_WITHHELD, "")


def _advice(plan: ColumnPlan, rows: Sequence[Row], needs: Needs | None) -> Iterator[str]:
    """Say what is needed and missing, and what to map."""
    parts = required_parts(plan, needs) if needs is not None else []
    if needs is not None:
        yield ""
        yield from _needed(parts, needs)
    missing = [part.target for part in parts if not part.found]
    if suggested := suggest_targets(plan, rows, missing):
        yield ""
        yield from _unknown(suggested)


def _said_above(plan: ColumnPlan) -> set[str]:
    """Give the notes that the page has set out already, or that its kind makes pointless."""
    return {*plan.gaps, suggestion_note(plan.suggested_kind)}


def _giving(used: Sequence[PlannedColumn], fits: Any) -> tuple[str, ...]:
    return tuple(c.name for c in used if c.target and fits(c.target.role, c.target.field))


def _names(field: str) -> bool:
    """Tell whether a column names a party, or numbers it: either can be compared."""
    return field not in _NOT_COMPARABLE


def _is_destination(role: str, field: str) -> bool:
    if role:
        return role in _RECEIVING and field == "country"
    return field in ("destination_country", "leg.to_country", "delivery.country")


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    target = row["understood_as"]
    if not target:
        target = "ignored" if "ignore" in row["by"] else "not used" if row["by"] else _UNKNOWN
    share = f"{row['filled'] * 100:.0f} %"
    return row["column"], target, row["by"], share


def _set_row(cells: Sequence[str]) -> str:
    """Set the cells of one line under each other, cut where they are too long."""
    return "".join(map(_fitted, cells, _WIDTHS)).rstrip()


def _fitted(text: str, width: int) -> str:
    """Cut or fill a text to a width on the screen, two blanks included."""
    flat = " ".join(text.split())
    room = width - 2
    if _screen_width(flat) > room:
        while _screen_width(flat) > room - 1:
            flat = flat[:-1]
        flat = flat.rstrip() + "…"
    return flat + " " * (width - _screen_width(flat))


def _screen_width(text: str) -> int:
    """Count columns: Han letters and the like take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _needed(parts: Sequence[RequiredPart], needs: Needs) -> Iterator[str]:
    article = "an" if needs.name[:1] in "aeiou" else "a"
    yield f"Needed to screen {article} {needs.name} whole:"
    for part in parts:
        if part.found:
            yield from _wrapped(f"found    {part.what}: {', '.join(part.columns)}", "  ")
        else:
            yield f"  missing  {part.what}"
            example = f'"YOUR COLUMN" = "{part.target}"'
            yield f"           map its column (--map FILE): {example}"


def _unknown(suggested: Sequence[Suggestion]) -> Iterator[str]:
    one = len(suggested) == 1
    count = "1 column. It is" if one else f"{len(suggested)} columns. They are"
    rest = "If it means something" if one else "If one means something"
    where = "it" if one else "them"
    yield from _wrapped(
        f"Not understood: {count} passed through to the output, and nothing in {where} is"
        f" screened. {rest}, say so in a mapping file (--map FILE). The targets below are the"
        " likeliest ones: check each; docs/columns.md lists all. Where nothing speaks for a target,"
        " the line is a comment: take its # away only where nothing in the column matters.",
        "",
        hanging=0,
    )
    yield "  [columns]"
    for suggestion in suggested:
        # Copied as it is, "ignore" would silence for good what says that a column is not screened.
        mark = "# " if suggestion.target == IGNORE else ""
        line = f'  {mark}{_toml_key(suggestion.column)} = "{suggestion.target}"'
        yield f"{line}    # {suggestion.why}" if suggestion.why else line


def _toml_key(name: str) -> str:
    """Quote a heading so that it can be copied into a mapping (TOML 1.0, "String")."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    shown = (
        f"\\u{ord(letter):04X}" if unicodedata.category(letter) == "Cc" else letter
        for letter in escaped
    )
    return f'"{"".join(shown)}"'


def _wrapped(text: str, indent: str, *, hanging: int = 2) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + " " * hanging
    )
