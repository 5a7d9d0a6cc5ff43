"""Tell what kind of transaction the columns of a file look like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from counterflow.screening.intake.plan import PlannedColumn
from counterflow.screening.intake.vocabulary import Meaning, vocabulary

PAYMENT: Final = "payment"
_SIGNS: Final = frozenset({"payer", "payee", "payer_bank", "payee_bank", "intermediary_bank"})
_GOODS: Final = frozenset(
    {"goods.hs_code", "goods.description", "goods.eccn", "goods.part_number", "goods.maker"}
)


def suggest_kind(planned: Sequence[PlannedColumn], kind: str) -> str:
    """Settle whether a file judged as another kind holds payments.

    It does where its columns, read as those of payments, name a payer and a payee and no goods,
    and one of them belongs to payments alone ("Remitter", "IBAN"). A file whose rows say their
    kind themselves is left alone.

    Args:
        planned: What the columns mean now.
        kind: The kind that the user named, empty where none was named.

    Returns:
        ``payment``, or an empty text.

    Example:
        >>> columns = ("Auftraggeber", "Empfänger", "Betrag", "Verwendungszweck")
        >>> suggest_kind([PlannedColumn(at, name) for at, name in enumerate(columns)], "")
        'payment'
        >>> suggest_kind([PlannedColumn(0, "Auftraggeber"), PlannedColumn(1, "Empfänger")], "")
        ''
    """
    if kind == PAYMENT:
        return ""
    usual = [meaning for column in planned if (meaning := _meaning(column, ""))]
    read = [meaning for column in planned if (meaning := _meaning(column, PAYMENT))]
    fields = {meaning.field for meaning in usual}
    named = {meaning.role for meaning in read if meaning.field == "name"}
    of_payment = {field for field in fields if field.startswith("payment.")}
    signs = {meaning.role for meaning in usual} & _SIGNS or of_payment
    both = {"payer", "payee"} <= named
    return PAYMENT if both and signs and not fields & (_GOODS | {"kind"}) else ""


def _meaning(column: PlannedColumn, kind: str) -> Meaning | None:
    """Read one column as that of a kind; the user's own word for it stands in every kind."""
    target = column.target
    if column.wording.startswith("mapping"):
        return Meaning(target.field, target.role) if target else None
    return vocabulary(kind).understand(column.name)
