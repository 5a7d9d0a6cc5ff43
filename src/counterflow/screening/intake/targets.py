"""What a column can be understood as: the closed set of targets, and how they are written."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from counterflow.screening.intake.vocabulary import answered_flag, vocabulary

IGNORE: Final = "ignore"
"""The target of a column that the user wants left alone."""

JOINED: Final = frozenset({"address"})
"""Attributes that several columns may fill together, in the order of the file."""

_WRITTEN = re.compile(r"([a-z_]+)(?:\[([1-9]\d?)\])?\.([A-Za-z_]+)")


class Target(NamedTuple):
    """What one column fills.

    ``role`` is empty for a field of the transaction, the goods or the way, whose name is then
    in ``field``. ``number`` tells parties of one role apart; 0 where the heading has none.
    """

    field: str
    role: str = ""
    number: int = 0

    @property
    def screened(self) -> bool:
        """Tell whether somebody or some goods stand in the column: what lists and rules ask about.

        Example:
            >>> Target("name", "buyer").screened, Target("payment.details").screened
            (True, False)
        """
        return bool(self.role) or (self.field.startswith("goods.") and not self.kept)

    @property
    def kept(self) -> bool:
        """Tell whether the column is understood, kept as text, and not screened ("IBAN")."""
        return not self.role and self.field in vocabulary().kept

    @property
    def written(self) -> str:
        """Write the target as a mapping does, ``consignee[2].country``.

        Example:
            >>> Target("country", "consignee", 2).written, Target("goods.hs_code").written
            ('consignee[2].country', 'goods.hs_code')
        """
        if not self.role:
            return self.field
        number = f"[{self.number}]" if self.number else ""
        return f"{self.role}{number}.{self.field}"


def parse_target(written: str) -> Target | None:
    """Settle what a target written by hand means.

    Args:
        written: ``consignee.name``, ``consignee[2].country``, ``goods.hs_code``, ``id``.

    Returns:
        The target; None where there is no such target. ``ignore`` is none.

    Example:
        >>> parse_target("consignee[2].country")
        Target(field='country', role='consignee', number=2)
        >>> parse_target("consignee.shoe_size") is None
        True
    """
    text = written.strip()
    known = vocabulary()
    match = _WRITTEN.fullmatch(text)
    if match and match[1] in known.role_names and match[3] in known.attribute_names:
        return Target(match[3], match[1], int(match[2] or 0))
    answer = answered_flag(text)
    return Target(answer or text) if answer or text in known.field_names else None


@lru_cache(maxsize=1)
def describe_targets() -> str:
    """List the known targets in one line, for an error message.

    Example:
        >>> describe_targets().startswith("ROLE.ATTRIBUTE with ROLE one of buyer, consignee")
        True
    """
    known = vocabulary()
    fields = (name for name in known.field_names if name.split(".")[0] not in known.role_names)
    return (
        f"ROLE.ATTRIBUTE with ROLE one of {', '.join(known.role_names)} (ROLE[2] for a second one)"
        f" and ATTRIBUTE one of {', '.join(known.attribute_names)};"
        f" {', '.join(fields)}; {IGNORE}"
    )
