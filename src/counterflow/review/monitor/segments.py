"""Keep decided transactions in an index of their own: parties once, and where each one stands.

Everything here is derived from kept decisions and may be deleted; it is made again from them. A
segment is one batch of decisions: the parties that no earlier segment has, with their names read,
which transactions each party of the batch stands in, and what was decided.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from counterflow.core.errors import StoreError
from counterflow.core.memory import garbage_kept
from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome
from counterflow.core.model.parties import Party, entity_of
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.coverage_lists import coverage_of_lists
from counterflow.screening.pipeline.parties import compared
from counterflow.screening.pipeline.parts import day_of, name_parties
from counterflow.watch.index.kept_names import KeptNames, NameReader, digest_of_text, seen_by
from counterflow.watch.matching.entity import read_entity
from counterflow.watch.places.addresses import read_address
from counterflow.watch.places.cell import country_at_end

FORMAT = 1
"""Raised whenever the layout changes, so that older segments are made again."""
ABOUT = "about.json"
TOGETHER = 256
"""Transactions that are compressed as one."""
STANDS = np.dtype([("party", "<u4"), ("row", "<u4")])
"""A party, by its number in the history, and a transaction of the segment; in order of parties."""
STATE = np.dtype([("outcome", "u1"), ("lacks", "u1"), ("day", "<i4"), ("findings", "<u8", 2)])
"""What was decided: strength of the outcome; whether the transaction itself lacks a part; its day
(ordinal, 0 for none); a digest of the findings."""
_READ = 5_000
"""Parties that are read together."""


class About(msgspec.Struct, frozen=True):
    """What a segment holds.

    Attributes:
        format: ``FORMAT``.
        program: What read it; see ``History``.
        source: Where its decisions are kept: ``decisions`` or ``customers``.
        origin: Number of its first transaction among those of its source.
        first: Number of its first transaction in the history.
        transactions: How many.
        base: Number of its first party in the history.
        parties: How many parties are new in it.
    """

    format: int
    program: tuple[str, ...]
    source: str
    origin: int
    first: int
    transactions: int
    base: int
    parties: int


GONE = 255
"""Stands for the outcome of a decision that was purged."""
_TAB = b"\t"
"""Stands between a transaction and what it rested on: JSON holds none."""


class Kept(NamedTuple):
    """A transaction as it was screened, and what it rested on beside itself (JSON; or nothing)."""

    transaction: Transaction
    context: bytes


class Standing(NamedTuple):
    """What stands decided of a transaction, as it is compared.

    Attributes:
        outcome: The outcome.
        lacks: Whether the transaction itself, and not a list, lacks a required part.
        findings: 128 bits that stand for the findings.
    """

    outcome: Outcome
    lacks: bool
    findings: tuple[int, int]

    def headline(self, lacking: Sequence[str]) -> str:
        """Give the headline, where the lists lack so much.

        Example:
            >>> Standing(Outcome.NO_MATCH, False, (0, 0)).headline(["no official list"])
            'not fully screened'
        """
        if self.outcome is Outcome.NO_MATCH and (self.lacks or lacking):
            return NOT_FULLY_SCREENED
        return str(self.outcome)


_OUTCOMES = {one.strength: one for one in Outcome}


def standing_of(decision: Decision, nexus: frozenset[str] | None) -> Standing:
    """Give what of a decision is compared: not which versions of lists it names.

    Args:
        decision: The decision.
        nexus: Regimes that bound the user.

    Example:
        >>> from counterflow.core.model.decisions import Coverage
        >>> one = Decision("1", Outcome.HOLD, "hold", Coverage("order", complete=True))
        >>> standing_of(one, None).headline(())
        'hold'
    """
    of_lists = coverage_of_lists(decision.coverage.lists, nexus or frozenset())[0]
    raw = hashlib.blake2b(msgspec.json.encode(decision.findings), digest_size=16).digest()
    return Standing(
        decision.outcome,
        not set(of_lists).issuperset(decision.coverage.missing),
        (int.from_bytes(raw[:8], "little"), int.from_bytes(raw[8:], "little")),
    )


class Segment:
    """One segment, opened by memory map.

    Args:
        folder: Its folder.

    Raises:
        OSError, ValueError: a file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.about = msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)
        self.kept = KeptNames.load(folder)
        self.stands, self.state, self.addresses, self._texts, self._ends, self.known = (
            np.load(folder / f"{name}.npy", mmap_mode="r")
            for name in ("stands", "state", "addresses", "party_texts", "party_ends", "known")
        )
        self._blocks = np.load(folder / "blocks.npy")
        self._decode = msgspec.json.Decoder(Transaction)

    def text_of(self, at: int) -> bytes:
        """Give one of its own parties as it is kept."""
        begin = int(self._ends[at - 1]) if at else 0
        return bytes(self._texts[begin : int(self._ends[at])].tobytes())

    def party(self, at: int) -> Party:
        """Give one of its own parties, by its place in this segment."""
        return msgspec.json.decode(self.text_of(at), type=Party)

    @property
    def live(self) -> NDArray[np.int64]:
        """Give the rows that were not purged."""
        return np.flatnonzero(self.state["outcome"] != GONE)

    def number_of(self, digest: int, text: bytes) -> int | None:
        """Give the number of a party of its own in the history; ``None`` where it has it not."""
        column = self.known["key"]
        at = int(np.searchsorted(column, np.uint64(digest)))
        while at < len(column) and int(column[at]) == digest:
            number = int(self.known["at"][at])
            if self.text_of(number - self.about.base) == text:
                return number
            at += 1
        return None

    def rows_of(self, parties: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the transactions in which some parties, by their numbers in the history, stand."""
        column = self.stands["party"]
        wanted = parties.astype(np.uint32)
        first = np.searchsorted(column, wanted, side="left")
        last = np.searchsorted(column, wanted, side="right")
        found = [self.stands["row"][a:b] for a, b in zip(first, last, strict=True) if b > a]
        return np.unique(np.concatenate(found)).astype(np.int64) if found else _none()

    def standing(self, row: int) -> Standing:
        """Give what was decided of a transaction."""
        state = self.state[row]
        first, second = state["findings"].tolist()
        return Standing(_OUTCOMES[int(state["outcome"])], bool(state["lacks"]), (first, second))

    def transactions(self, rows: Sequence[int]) -> Iterator[Kept]:
        """Give some of its transactions, in the order asked; neighbours are read once."""
        opened, texts = -1, [b""]
        with (self.folder / "transactions").open("rb") as file:
            for row in rows:
                block, within = divmod(row, TOGETHER)
                if block != opened:
                    begin = int(self._blocks[block - 1]) if block else 0
                    file.seek(begin)
                    raw = file.read(int(self._blocks[block]) - begin)
                    texts = zstandard.ZstdDecompressor().decompress(raw).split(b"\n")
                    opened = block
                text, _, context = texts[within].partition(_TAB)
                yield Kept(self._decode.decode(text), context)


def digest_of_party(text: bytes) -> int:
    """Give 64 bits that stand for a party; whoever finds one by them compares the text too."""
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


class Writer:
    """Write one segment; it appears whole or not at all.

    Args:
        folder: Where it will stand.
        about: What it is, its counts left 0.
        number: Gives the number of a party that an earlier segment has, by the digest of its text
            and the text; ``None`` where none has it.
    """

    def __init__(
        self, folder: Path, about: About, number: Callable[[int, bytes], int | None]
    ) -> None:
        self._folder, self._about, self._number = folder, about, number
        self._scratch = folder.with_name(f".{uuid.uuid4().hex}")
        self._scratch.mkdir(parents=True)
        self._file = (self._scratch / "transactions").open("wb")
        self._reader = NameReader()
        self._new: dict[bytes, int] = {}
        self._met: dict[bytes, int] = {}
        self._texts: list[bytes] = []
        self._unread: list[Party] = []
        self._stands: list[NDArray[Any]] = []
        self._pairs: list[tuple[int, int]] = []
        self._states: list[tuple[Any, ...]] = []
        self._addresses: list[tuple[int, int]] = []
        self._keys: dict[tuple[str, str, str], list[int]] = {}
        self._blocks: list[int] = []
        self._lines: list[bytes] = []
        self._rows = 0
        self._encode = msgspec.json.Encoder().encode

    def add(
        self,
        transaction: Transaction,
        standing: Standing,
        parties: Sequence[Party],
        context: bytes = b"",
    ) -> None:
        """Note one decision.

        Args:
            transaction: What was screened.
            standing: What was decided.
            parties: All whose names were compared.
            context: What it rested on beside itself, as the decision was kept with it (JSON).
        """
        row = self._rows
        for party in dict.fromkeys(map(compared, parties)):
            self._pairs.append((self._number_of(party), row))
        for key in self._address_keys(transaction):
            self._addresses.append((key, row))
        day = day_of(transaction)
        self._states.append(
            (
                standing.outcome.strength,
                standing.lacks,
                day.toordinal() if day else 0,
                standing.findings,
            )
        )
        self._put(self._encode(transaction) + (_TAB + context if context else b""))

    def add_gone(self) -> None:
        """Note that a decision was purged: its row stays, and nothing is known of it."""
        self._states.append((GONE, False, 0, (0, 0)))
        self._put(b'{"id":""}')

    def _put(self, line: bytes) -> None:
        self._lines.append(line)
        self._rows += 1
        if len(self._lines) == TOGETHER:
            self._flush()

    def _number_of(self, party: Party) -> int:
        text = self._encode(party)
        known = self._new.get(text)
        if known is None:
            known = self._met.get(text)
        if known is None:
            known = self._number(digest_of_party(text), text)
            if known is not None:
                self._met[text] = known
        if known is None:
            known = self._new[text] = self._about.base + len(self._new)
            self._texts.append(text)
            self._unread.append(party)
            if len(self._unread) == _READ:
                self._read()
        return known

    def _read(self) -> None:
        with garbage_kept():
            self._reader.add([read_entity(entity_of(party)) for party in self._unread])
        self._unread = []

    def _address_keys(self, transaction: Transaction) -> set[int]:
        """Give the keys under which the addresses of a transaction are looked up."""
        if not any(party.address for party in transaction.parties):
            return set()
        found: set[int] = set()
        for _, party in name_parties(transaction.parties):
            if not party.address or not any(map(str.isdigit, party.address)):
                continue
            country = party.country or country_at_end(party.address)
            asked = (party.address, party.city, country)
            if asked not in self._keys:
                self._keys[asked] = [digest_of_text(key) for key in read_address(*asked).keys]
            found.update(self._keys[asked])
        return found

    def _flush(self) -> None:
        """Write the transactions so far as one block."""
        if self._lines:
            packed = zstandard.ZstdCompressor(level=3).compress(b"\n".join(self._lines))
            self._file.write(packed)
            self._blocks.append((self._blocks[-1] if self._blocks else 0) + len(packed))
            self._lines = []
        if self._pairs:
            self._stands.append(np.array(self._pairs, STANDS))
            self._pairs = []

    def finish(self) -> Segment:
        """Put the segment in its place.

        Raises:
            StoreError: it cannot be written.
        """
        try:
            return self._finish()
        except OSError as fault:
            self.give_up()
            raise StoreError(
                f"the history cannot be written: {fault.strerror or fault}",
                where=str(self._folder),
                why="parties of it could not be found by a list change",
                remedy="free space; what is missing is made again from the kept decisions",
            ) from fault

    def _finish(self) -> Segment:
        self._flush()
        self._read()
        self._file.close()
        self._reader.kept().save(self._scratch)
        stands = np.concatenate(self._stands) if self._stands else np.empty(0, STANDS)
        known = seen_by([(digest_of_party(text), at) for text, at in self._new.items()])
        ends = np.cumsum(np.fromiter(map(len, self._texts), np.int64, len(self._texts)))
        arrays = {
            "stands": np.sort(stands, order=["party", "row"]),
            "state": np.array(self._states, STATE),
            "addresses": seen_by(self._addresses),
            "party_texts": np.frombuffer(b"".join(self._texts), np.uint8),
            "party_ends": ends,
            "known": known,
            "blocks": np.array(self._blocks, np.int64),
        }
        for name, array in arrays.items():
            np.save(self._scratch / f"{name}.npy", array)
        about = msgspec.structs.replace(
            self._about, transactions=self._rows, parties=len(self._new)
        )
        (self._scratch / ABOUT).write_bytes(msgspec.json.encode(about))
        self._scratch.rename(self._folder)
        return Segment(self._folder)

    def give_up(self) -> None:
        """Remove what was written so far."""
        self._file.close()
        shutil.rmtree(self._scratch, ignore_errors=True)


def day_from(ordinal: int) -> dt.date | None:
    """Give a day as ``STATE`` keeps it; ``None`` where the transaction has none."""
    return dt.date.fromordinal(ordinal) if ordinal else None


def _none() -> NDArray[np.int64]:
    return np.empty(0, np.int64)
