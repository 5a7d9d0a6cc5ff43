"""Hold what a reader makes of a list, with an account of every record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from counterflow.core.model.listings import Listing
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.stated_dates import day_of, with_dates_only

NO_DATE = "a text that is no date is kept as text"
"""How the remark on such a text begins."""

MOST_REFUSALS = 10_000
"""Refusals that are kept one by one; a file of another kind would fill the memory with them."""


class Account(msgspec.Struct):
    """Say what was read of a list and what of it could not be used.

    ``records`` counts the publisher's entries, ``refused`` those of them that became no listing:
    ``records == listed + refused`` always holds at the end. ``refusals`` may be longer than
    ``refused``: it also holds what is wrong with companion rows (an alias, an address) and with
    a file as a whole. ``damaged`` counts rows of files that could not be read at all, where several
    rows may make one entry, ``doubles`` entries under an id that stood before. ``related`` counts
    records that only speak about other records (sanctions, addresses, documents). ``official`` says
    that the format is that of the list's own publisher. ``unread_day`` is the text that the file
    states as its day and that is none. ``notes`` say what a person must know of this reading;
    ``lacks`` what the list was read without (addresses, aliases), which every answer
    states. ``again`` says that the same bytes were in the store before and were not read again.
    """

    format: str
    records: int = 0
    listed: int = 0
    refused: int = 0
    damaged: int = 0
    doubles: int = 0
    related: int = 0
    refusals: list[Refusal] = []
    published_on: str = ""
    unread_day: str = ""
    title: str = ""
    authority: str = ""
    official: bool = True
    notes: list[str] = []
    lacks: list[str] = []
    again: bool = False
    seen: set[str] = set()

    def refuse(self, refusal: Refusal) -> None:
        """Count one of the publisher's entries as refused."""
        self.refused += 1
        self.remark(refusal)

    def remark(self, refusal: Refusal) -> None:
        """Keep what is wrong with a part of an entry, or with a file, without counting an entry."""
        if len(self.refusals) < MOST_REFUSALS or refusal.fatal:
            self.refusals.append(refusal)

    def state_day(self, text: str, file: ListFile, field: str, *, day: str = "") -> None:
        """Take the day that a file states of itself; a text that names none is a remark.

        Threat: a day that no calendar has sorts after the good versions of a list, and would
        displace them.

        Args:
            text: What the file states; empty where it states nothing.
            file: The file.
            field: Where in it the text stands.
            day: What the reader made of a text in the publisher's own form.
        """
        text = " ".join(text.split())
        self.published_on = day_of(day or text)
        self.unread_day = "" if self.published_on else text
        if self.unread_day:
            self.remark(
                Refusal(
                    f"the file says that it is of {text[:40]!r}, which is no day that we can read",
                    file=file.name,
                    column=field,
                    remedy="compare the day with the publisher's page and fetch the file again",
                )
            )

    def take(self, found: Listing | str, place: Refusal) -> Iterator[Listing]:
        """Pass on what a record became, or refuse the record where there can be none.

        Args:
            found: The listing, or in words why there is none.
            place: Where the record stands, for the refusal.

        Yields:
            The listing; see ``admit``.
        """
        if isinstance(found, Listing):
            yield from self.admit(found, place)
        else:
            self.refuse(msgspec.structs.replace(place, what=found))

    def admit(self, listing: Listing, place: Refusal) -> Iterator[Listing]:
        """Pass a listing on, unless its id stands on an earlier one: that is refused.

        Texts that stand where dates belong are moved to the notes, each with a remark.

        Args:
            listing: What a record became.
            place: Where the record stands, for the refusal.

        Yields:
            The listing.
        """
        if listing.id in self.seen:
            what = (
                f"the id {listing.publisher_id or listing.id} already stands on an earlier record"
            )
            self.doubles += 1
            self.refuse(msgspec.structs.replace(place, what=what))
            return
        self.seen.add(listing.id)
        self.listed += 1
        listing, unread = with_dates_only(listing)
        for one in unread:
            what = f"{NO_DATE}: {one.words}"
            self.remark(msgspec.structs.replace(place, what=what, column=one.kind))
        yield listing

    @property
    def fatal(self) -> tuple[Refusal, ...]:
        """Give the refusals that make the list half read: it must not be screened against."""
        return tuple(refusal for refusal in self.refusals if refusal.fatal)


class Reader(NamedTuple):
    """Name a format, tell its files from others, and read them.

    ``claims`` looks at content first and never raises. ``read`` takes only claimed files and gives
    one listing after the other, never holding all of them; the account is whole at the end.
    ``checked_on`` says what the reader was tried on, for the page of the list.
    """

    format: str
    words: str
    claims: Callable[[ListFile], bool]
    read: Callable[[Sequence[ListFile], str, Account], Iterator[Listing]]
    checked_on: str = ""


class ParsedList(NamedTuple):
    """A whole list in memory, for small ones and for tests."""

    listings: list[Listing]
    account: Account


def collect(reader: Reader, files: Sequence[ListFile], list_name: str) -> ParsedList:
    """Read a whole list into memory.

    Args:
        reader: The reader of its format.
        files: Its files.
        list_name: The store's name of the list.

    Returns:
        All listings in the publisher's order, and the account.

    Raises:
        ListError: The files do not make up one list of the format.
    """
    account = Account(reader.format)
    return ParsedList(list(stream(reader, files, list_name, account)), account)


def stream(
    reader: Reader, files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Read a list, one listing after the other, and close the account at the end.

    A list without a single listing gets a fatal refusal: an empty list would find nothing.
    """
    yield from reader.read(files, list_name, account)
    if account.records != account.listed + account.refused:
        told = f"{account.records} records, {account.listed} listed, {account.refused} refused"
        raise AssertionError(f"{reader.format}: the account does not add up: {told}")
    if not account.listed and not account.fatal:
        account.remark(
            Refusal(
                "the file holds no record that can be used",
                file=files[0].name if files else "",
                remedy="fetch the list again; an empty list would find nothing",
                fatal=True,
            )
        )
