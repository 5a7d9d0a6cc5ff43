"""What the rooms of a screening rest on; each is opened when a transaction first needs it.

One name has no goods, legs or addresses: the tables of goods, places and routes would take longer
to read than the whole answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterflow.watch.goods.nomenclature import Nomenclature
    from counterflow.watch.goods.tables import GoodsTables
    from counterflow.watch.places.gazetteer import Gazetteer
    from counterflow.watch.places.positions import Positions
    from counterflow.watch.rules.rulebook import Rule

OWN_GOODS = "goods"
"""The folder of a store in which the user's own goods tables stand (``docs/goods.md``)."""
HS_TEXTS = "hs"
"""The folder of a store in which imported texts of the Harmonized System stand."""
LOCODES = "places"
"""The folder of a store in which the user's UN/LOCODE stands."""


@dataclass(frozen=True)
class Rooms:
    """The tables of the package, and the user's own in a store.

    Threads may share them: at worst a table is read twice.

    Attributes:
        store: Folder of the store; ``None`` for the tables of the package alone.

    Example:
        >>> from counterflow.watch.goods.codes import read_hs_code
        >>> [row.table for row in Rooms().tables.match(read_hs_code("8542.31"))]
        ['chpl', 'ear_746_supp7']
    """

    store: Path | None = None

    def _folder(self, name: str) -> Path | None:
        return self.store / name if self.store is not None else None

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Give the rules to ask.

        Raises:
            RuleError: a rulebook is damaged.
        """
        from counterflow.watch.rules.rulebook import load_rules

        return load_rules()

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Give the watched places.

        Raises:
            RuleError: the file of them is damaged.
        """
        from counterflow.watch.places.gazetteer import load_gazetteer

        return load_gazetteer()

    @cached_property
    def positions(self) -> Positions:
        """Give where places lie, by the user's UN/LOCODE too.

        Raises:
            StoreError: the user's UN/LOCODE is damaged.
        """
        from counterflow.watch.places.locode_table import open_locodes
        from counterflow.watch.places.positions import Positions, default_positions

        folder = self._folder(LOCODES)
        table = open_locodes(folder) if folder is not None else None
        return Positions(self.gazetteer, table) if table is not None else default_positions()

    @cached_property
    def tables(self) -> GoodsTables:
        """Give the goods tables, the user's own behind those of the package.

        Raises:
            RuleError: a table is damaged or contradicts another.
        """
        from counterflow.watch.goods.tables import load_goods_tables

        return load_goods_tables(self._folder(OWN_GOODS))

    @cached_property
    def nomenclature(self) -> Nomenclature | None:
        """Give the texts of the Harmonized System; ``None`` where none were imported.

        Raises:
            StoreError: the imported texts are damaged.
        """
        folder = self._folder(HS_TEXTS)
        if folder is None or not folder.is_dir():
            return None
        from counterflow.watch.goods.nomenclature import load_nomenclature

        return load_nomenclature(folder)

    def open_own(self) -> None:
        """Open the user's own tables now, whatever will be asked.

        A fault in them is told before the first answer, and not in the middle of a file.

        Raises:
            CounterflowError: one of them is damaged; see the tables.
        """
        if self.store is None:
            return
        if (self.store / OWN_GOODS).is_dir():
            _ = self.tables
        if (self.store / HS_TEXTS).is_dir():
            _ = self.nomenclature
        if (self.store / LOCODES).is_dir():
            _ = self.positions
