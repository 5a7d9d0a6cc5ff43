"""The signs of one transaction, each computed when it is first asked for, and once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from counterflow.screening.pipeline import sign_dealings, sign_goods, sign_parties
from counterflow.screening.pipeline.sign_goods import Reader
from counterflow.screening.pipeline.sign_ground import SignGround
from counterflow.watch.rules.signs import SignValue

READERS: Final[Mapping[str, Reader]] = {
    **sign_goods.SIGNS, **sign_parties.SIGNS, **sign_dealings.SIGNS
}  # fmt: skip
"""How each sign of ``data/rules/signs.yaml`` is read, by its name."""


class TransactionSigns:
    """The signs of one transaction, by name.

    Args:
        ground: What they are read from.

    Example:
        >>> import datetime as dt
        >>> from counterflow.core.model.transactions import Transaction
        >>> from counterflow.watch.rules.mentions import Situation
        >>> ground = SignGround(Transaction("1"), Situation(dt.date(2026, 11, 21)))
        >>> signs = TransactionSigns(ground)
        >>> signs.get("watched_place"), signs.get("goods_tier")
        (False, None)
    """

    __slots__ = ("_known", "ground")

    def __init__(self, ground: SignGround) -> None:
        self.ground = ground
        self._known: dict[str, SignValue | None] = {}

    @property
    def there(self) -> frozenset[str]:
        """Name what signs can be read from in this transaction."""
        return self.ground.there

    def get(self, name: str) -> SignValue | None:
        """Give a sign; ``None`` where it is unknown.

        Raises:
            KeyError: no sign is called so; rows are checked for that when they are loaded.
        """
        known = self._known
        if name not in known:
            known[name] = READERS[name](self.ground)
        return known[name]
