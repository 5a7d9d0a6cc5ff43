"""The lists in use at one state of the store, and all that is made of them: index, matcher, rules.

Whatever belongs together is made from the same versions and replaced as one, so that no answer
mixes the lists of before and after an import.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from counterflow.core.errors import ListError
from counterflow.core.model.snapshots import ListState, Snapshot
from counterflow.core.settings import Settings
from counterflow.core.version import VERSION
from counterflow.review.cases.place import NOTHING, Settled, may_hold
from counterflow.screening.pipeline.rooms import HS_TEXTS, OWN_GOODS, Rooms
from counterflow.watch.accepted.place import has_accepted
from counterflow.watch.lists.in_use import contents_of, listings_of, snapshots_in_use, states_in_use
from counterflow.watch.lists.pack import NAME as WATCH_PACK
from counterflow.watch.lists.store import ListStore
from counterflow.watch.ownership.place import has_graphs
from counterflow.watch.rules.own_rules import NO_RULES, OwnRules
from counterflow.watch.rules.rulebook import rules_digest

if TYPE_CHECKING:
    from counterflow.screening.decisions.exemptions import Exemptions
    from counterflow.screening.decisions.licence_file import Register
    from counterflow.screening.decisions.screen import Screener
    from counterflow.screening.pipeline.accepted_claims import AcceptedClaims
    from counterflow.screening.pipeline.kept_answers import KeptAnswers
    from counterflow.screening.pipeline.owners import OwnerFinder
    from counterflow.screening.pipeline.parties import PartyMatcher
    from counterflow.watch.accepted.records import Acceptance
    from counterflow.watch.index.arrays import IndexArrays
    from counterflow.watch.ownership.kept import KeptGraph
    from counterflow.watch.places.listed_addresses import ListedAddresses


class Asked(NamedTuple):
    """What an engine was asked for.

    Attributes:
        lists: Names of the lists; ``None`` for all.
        at: The day whose versions are used; ``None`` for the newest.
        as_of: The day of the answer.
        remember: Whether matches of names seen before are taken from memory.
        talk: Told what takes long.
        versions: Ids of versions that are used in place of those that would be.
    """

    lists: tuple[str, ...] | None
    at: dt.date | None
    as_of: dt.date
    remember: bool
    talk: Callable[[str], None] | None
    versions: tuple[str, ...] = ()


class InUse:
    """The versions of lists that answers rest on, each part made when it is first asked for.

    Args:
        store: Where the lists are.
        settings: Validated settings.
        asked: What the engine was asked for.
        before: What was in use until the store changed; its matcher serves on where the lists
            are still the same.

    Attributes:
        changes: The state of the store (``ListStore.changes``) of which this is.
    """

    def __init__(
        self, store: ListStore, settings: Settings, asked: Asked, *, before: InUse | None = None
    ) -> None:
        # Before anything is read: a change meanwhile makes this one old, never a new one.
        self.changes = store.changes
        self._store, self._settings, self._asked = store, settings, asked
        self._before = before.matcher_at_hand() if before is not None else None

    @functools.cached_property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """Give the snapshots in use, the watch pack first where it is used."""
        found = snapshots_in_use(self._store, self._asked.lists, self._asked.at)
        if not self._asked.versions:
            return found
        known = self._known_versions()
        if unknown := [one for one in self._asked.versions if one not in known]:
            raise ListError(
                f"no such version in the store: {', '.join(unknown)}",
                remedy="counterflow lists show NAME names the versions of a list",
            )
        chosen = {known[one].list: known[one] for one in self._asked.versions}
        return tuple(chosen.get(one.list, one) for one in found)

    def _known_versions(self) -> dict[str, Snapshot]:
        """Give every version that is in the store, and the watch pack, by its id."""
        known = {one.id: one for one in snapshots_in_use(self._store, [WATCH_PACK], None)}
        for name in self._store.names():
            known.update({one.snapshot.id: one.snapshot for one in self._store.versions(name)})
        return known

    @functools.cached_property
    def lists(self) -> tuple[ListState, ...]:
        """Give the state of the lists of ``snapshots``, then of those absent on the day."""
        return states_in_use(
            self._store,
            self.snapshots,
            asked=self._asked.lists,
            as_of=self._asked.as_of,
            stale_after_days=self._settings.stale_after_days,
        )

    @functools.cached_property
    def matcher(self) -> PartyMatcher:
        """Give what finds the listings that a party matches; needs the lists and nothing else."""
        # Let go of at once: two indexes need twice the memory.
        before, self._before = self._before, None
        if before is not None and before[0] == self.index_digest:
            return before[1]
        index = self.index()
        from counterflow.screening.pipeline.parties import PartyMatcher

        return PartyMatcher(index, remember=self._asked.remember)

    def matcher_at_hand(self) -> tuple[str, PartyMatcher] | None:
        """Give the matcher that was made already, and the index that it rests on."""
        if "matcher" in self.__dict__:
            return self.index_digest, self.matcher
        return self._before

    @functools.cached_property
    def screener(self) -> Screener:
        """Join everything that a screening rests on."""
        from counterflow.screening.decisions.screen import Screener

        rooms = Rooms(self._settings.store_path)
        rooms.open_own()
        return Screener(
            matcher=self.matcher,
            rooms=rooms,
            addresses=self._addresses,
            lists=self.lists,
            as_of=self._asked.as_of,
            nexus=self._settings.regimes,
            threshold=self._settings.threshold,
            engine=VERSION,
            settings=self.settings_digest,
            digest=self.rules_digest,
            register=self.register,
            owners=self.owners if self.graphs else None,
            owners_set_back=self.graphs_set_back,
            own_rules=self.own_rules,
            accepted=self._accepted_claims(),
            exemptions=self._exemptions(),
            answered=self._kept_answers(),
        )

    @functools.cached_property
    def _listed_addresses(self) -> ListedAddresses:
        from counterflow.watch.places.listed_addresses import ListedAddresses

        folder = self._settings.store_path / "indexes" / self.index_digest
        return ListedAddresses(self.matcher.index, folder)

    def _addresses(self) -> ListedAddresses:
        """Open the addresses of the lists in use; once, however often they are asked for."""
        return self._listed_addresses

    @functools.cached_property
    def graphs(self) -> tuple[KeptGraph, ...]:
        """Give the versions of ownership data in use."""
        folder = self._settings.store_path
        if not has_graphs(folder):
            return ()
        from counterflow.watch.ownership.kept import in_use

        return tuple(in_use(folder, self._asked.at))

    @functools.cached_property
    def graphs_set_back(self) -> tuple[tuple[str, bool], ...]:
        """Say which ownership data is of a later day; see ``watch.ownership.later_data``."""
        folder = self._settings.store_path
        if self._asked.at is None or not has_graphs(folder):
            return ()
        from counterflow.watch.ownership.later_data import set_back

        return tuple(set_back(folder, self._asked.at))

    @functools.cached_property
    def owners(self) -> OwnerFinder:
        """Give what finds the owners of parties: in the ownership data, and in the papers."""
        from counterflow.screening.pipeline.owners import OwnerFinder

        if not self.graphs:
            return OwnerFinder()
        from counterflow.watch.ownership.kept import open_graphs

        graph = open_graphs(self._settings.store_path, self.graphs)
        return OwnerFinder(graph, [version.id for version in self.graphs])

    @functools.cached_property
    def accepted(self) -> tuple[Acceptance, ...]:
        """Give what stood accepted from claims of reports on the day of the answer.

        Raises:
            StoreError: what is kept of it is damaged or was changed.
        """
        folder = self._settings.store_path
        if not has_accepted(folder):
            return ()
        from counterflow.watch.accepted.kept import accepted_on

        return accepted_on(folder, self._asked.as_of)

    def _accepted_claims(self) -> AcceptedClaims | None:
        if not self.accepted:
            return None
        from counterflow.screening.pipeline.accepted_claims import AcceptedClaims
        from counterflow.watch.accepted.watch_data import AcceptedData

        return AcceptedClaims(AcceptedData(self.accepted))

    @functools.cached_property
    def settled(self) -> Settled:
        """Give what persons settled on cases by the day of the answer.

        Raises:
            StoreError: the records cannot be read.
        """
        folder, database = self._settings.store_path, self._settings.database
        if not may_hold(folder, database):
            return NOTHING
        from counterflow.review.cases.handed import settled_on

        return settled_on(folder, database, self._asked.as_of)

    def _exemptions(self) -> Exemptions | None:
        if not self.settled.exemptions:
            return None
        from counterflow.screening.decisions.exemptions import Exemptions

        return Exemptions(self.settled.exemptions, self._asked.as_of)

    def _kept_answers(self) -> KeptAnswers | None:
        if not self.settled.answers:
            return None
        from counterflow.screening.pipeline.kept_answers import KeptAnswers

        return KeptAnswers(self.settled.answers)

    @functools.cached_property
    def register(self) -> Register | None:
        """Give the licences that the user holds; ``None`` where no file of them was given.

        Raises:
            LicenceError: the file cannot be read, or a row of it is malformed.
        """
        if not self._settings.licences:
            return None
        from counterflow.screening.decisions.licence_file import read_register

        return read_register(Path(self._settings.licences))

    @functools.cached_property
    def own_rules(self) -> OwnRules:
        """Give the user's own rulebooks of red flags.

        Raises:
            RuleError: a file cannot be read, or a row of it is wrong; file and line are named.
        """
        files = self._settings.rule_files
        if not files:
            return NO_RULES
        from counterflow.watch.rules.own_books import read_own_books

        return read_own_books(files)

    @property
    def settings_digest(self) -> str:
        """Give the SHA-256 of the settings and of what is brought in beside the lists.

        Licences, ownership data, accepted claims, good-guy entries. Answers of cases are not in it:
        they stand in the transaction that a decision holds.
        """
        plain = self._settings.digest
        rest_on = [] if self.register is None else [self.register.sha256]
        rest_on += [version.id for version in self.graphs]
        rest_on += [told for told, _ in self.graphs_set_back]
        if self.accepted:
            from counterflow.watch.accepted.kept import digest_of

            rest_on.append(digest_of(self.accepted))
        if self.settled.exemptions:
            from counterflow.screening.decisions.exemptions import digest_of_exemptions

            rest_on.append(digest_of_exemptions(self.settled.exemptions))
        if not rest_on:
            return plain
        return hashlib.sha256(" ".join([plain, *rest_on]).encode()).hexdigest()

    @functools.cached_property
    def rules_digest(self) -> str:
        """Give the SHA-256 of all data that decide: the package's, and the user's own."""
        goods, texts = (self._settings.store_path / name for name in (OWN_GOODS, HS_TEXTS))
        own = self.own_rules.digest
        if goods.is_dir() or texts.is_dir():
            from counterflow.watch.goods.nomenclature import nomenclature_digest
            from counterflow.watch.goods.table_files import own_tables_digest

            own += own_tables_digest(goods) + nomenclature_digest(texts)
        if not own:
            return rules_digest()
        return hashlib.sha256(f"{rules_digest()} {own}".encode()).hexdigest()

    def index(self) -> IndexArrays:
        """Open the index of the lists in use, or build it and keep it in the store.

        Raises:
            ListError: there is no list to screen against.
        """
        if not self.snapshots:
            raise ListError("no list to screen against", remedy="import one, or use watch_pack")
        return self._index(self.snapshots, self.index_digest)

    def index_of(self, ids: Sequence[str]) -> IndexArrays | None:
        """Open the index of other versions of lists, or build it and keep it in the store.

        Args:
            ids: Ids of the versions, in their order.

        Returns:
            The index; ``None`` where one of them is in the store no more.

        Raises:
            ListError: a version is damaged.
        """
        known = self._known_versions()
        if any(one not in known for one in ids):
            return None
        from counterflow.watch.index.kept import index_name

        snapshots = tuple(known[one] for one in ids)
        digest = index_name(contents_of(self._store, snapshots), program=_program())
        return self._index(snapshots, digest)

    def _index(self, snapshots: tuple[Snapshot, ...], digest: str) -> IndexArrays:
        from counterflow.watch.index.kept import open_index

        entries = sum(snapshot.listings for snapshot in snapshots)
        lists = "1 list" if len(snapshots) == 1 else f"{len(snapshots)} lists"
        return open_index(
            self._settings.store_path / "indexes" / digest,
            lambda: listings_of(self._store, snapshots),
            keep=self._settings.store_path.is_dir(),
            building=f"index of {lists} ({entries:,} entries)",
            program=_program(),
            talk=self._asked.talk,
        )

    @property
    def program(self) -> tuple[str, ...]:
        """Name what reads names: the program and the data that it reads."""
        return tuple(_program())

    @functools.cached_property
    def index_digest(self) -> str:
        """Name the index of the lists in use by all that it holds and how it is made."""
        from counterflow.watch.index.kept import index_name

        contents = contents_of(self._store, self.snapshots)
        return index_name(contents, program=_program())


def _program() -> list[str]:
    """Name what makes an index: the program and the data that it reads."""
    return [VERSION, rules_digest()]
