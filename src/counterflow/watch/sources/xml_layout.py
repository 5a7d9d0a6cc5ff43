"""Notice what stands among the records of an XML list and is none that the reader knows."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account

_REMEDY: Final = (
    "compare the file with the edition before; if the publisher has a new kind of record, this "
    "version of the program does not read it"
)


class Layout(NamedTuple):
    """Say where records stand in an XML list, and what may stand beside them.

    ``sections`` are the elements below the root that hold the records; without any, the records
    stand below the root. ``beside`` are other elements below the root. ``needed`` says that a file
    without one of the sections is not whole.
    """

    sections: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    needed: bool = False
    open: bool = False


class Strangers:
    """Count the elements that stand where records do and have another name.

    Threat: a publisher renames a kind of record, or adds one: without this the entries would be
    gone, and the account would still add up.

    Args:
        layout: What the reader expects.
        tags: The local names that the walk gives.
        file: The file, for the place.
        account: Takes each stranger as a record that is refused.
    """

    def __init__(
        self, layout: Layout, tags: frozenset[str], file: ListFile, account: Account
    ) -> None:
        self._layout = layout
        self._tags = tags
        self._file = file
        self._account = account
        self._met: set[str] = set()

    def leave(self, element: Any, root: Any) -> None:
        """Look at an element that is dropped, all of it read.

        Args:
            element: The element; what it held may be gone in part.
            root: The root of the file.
        """
        name, parent = _name(element), element.getparent()
        if not name or parent is None:
            return
        if parent is root:
            for child in element:
                self._in_section(child, _name(child), name)
            self._below_root(element, name)
        elif parent.getparent() is root:
            self._in_section(element, name, _name(parent))

    def end(self, root: Any) -> None:
        """Look at what is left when the file ends, and for sections that it lacks."""
        for element in root:
            self.leave(element, root)
        for name in sorted(self._layout.sections - self._met) if self._layout.needed else ():
            what = f"the file holds no <{name}>, in which records stand"
            self._account.remark(Refusal(what, file=self._file.name, remedy=_REMEDY, fatal=True))

    def _below_root(self, element: Any, name: str) -> None:
        self._met.add(name)
        if name in self._layout.sections | self._layout.beside | self._tags:
            return
        if self._layout.open or (not len(element) and not element.attrib):
            self._account.remark(self._place(element, f"<{name}> is not read"))
        elif not self._layout.sections or not len(element):
            self._refuse(element, f"<{name}>")

    def _in_section(self, element: Any, name: str, section: str) -> None:
        """Count an element of a section, one that is known or one that is not."""
        known = self._tags | self._layout.beside
        if not self._layout.sections or not name or name in self._tags or section in known:
            return
        if section in self._layout.sections or not self._layout.open:
            self._refuse(element, f"<{name}> in <{section}>")

    def _refuse(self, element: Any, what: str) -> None:
        self._account.records += 1
        self._account.refuse(self._place(element, f"{what} is no record that this version knows"))

    def _place(self, element: Any, what: str) -> Refusal:
        return Refusal(
            what,
            file=self._file.name,
            row=self._account.records,
            line=element.sourceline or 0,
            remedy=_REMEDY,
        )


def _name(element: Any) -> str:
    # A namespace may hold any letters, a brace too: lxml's own reading of the name raises then.
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
