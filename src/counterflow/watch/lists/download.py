"""Download the files of lists, and say in the words of lists what kept one from coming."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from counterflow.core.errors import DownloadError, ListError
from counterflow.storage.downloads import download
from counterflow.storage.downloads.download import Marks, Reply
from counterflow.storage.downloads.patience import Patience

_STAYS: Final = "the last good version stays in use"
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "address": ("over anything but https a list could be changed on its way", ""),
    "private": ("a list comes from its publisher, never from inside this network", ""),
    "certificate": ("", ""),
    "redirect": (
        "a list is taken from its publisher, or from where its row in lists.yaml allows",
        "if the publisher has moved there, add it to the row's `hosts` (docs/lists/fetching.md)",
    ),
    "page": ("error pages come with the status 200 too", ""),
    "status": (
        _STAYS,
        "look at the publisher's page: the address may have changed (docs/lists/fetching.md)",
    ),
    "length": (
        "a list that was cut off could not be told from a whole one",
        "download it, compare it with the publisher's count of entries, and import the file",
    ),
    "size": ("no published list is that large", ""),
    "disk": ("", ""),
}
"""Why, and what to do, by the reason of the fault; its own words where empty."""


class Downloader(download.Downloader):
    """Download the files of lists; arguments as the general one has them."""

    def __init__(self, patience: Patience | None = None, **given: Any) -> None:
        super().__init__(patience, purpose="sanctions list update", **given)

    def download(
        self, url: str, target: Path, *, hosts: Collection[str] = (), marks: Marks | None = None
    ) -> Reply:
        """Download one file of a list.

        Raises:
            ListError: It could not be had, or what came is refused.
        """
        try:
            return super().download(url, target, hosts=hosts, marks=marks)
        except DownloadError as fault:
            why, remedy = _WORDS.get(fault.reason, (_STAYS, ""))
            raise ListError(
                fault.what,
                where=fault.where,
                why=why or fault.why,
                remedy=remedy or fault.remedy,
            ) from fault
