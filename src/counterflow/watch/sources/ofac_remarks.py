"""Read the remarks of OFAC's lists: birth dates, documents, vessels, weak aliases, links.

OFAC ends each field with ``;`` and the whole with a full stop. Values hold full stops
(``S.A. DE C.V.``), so nothing is ever split at one.
"""

from __future__ import annotations

import re

from counterflow.watch.sources.ofac_entry import Entry
from counterflow.watch.sources.ofac_labels import LINKED_TO, Label, split_label

_QUOTED = re.compile(r"(?:alt\. )?([afn])\.k\.a\. '(.+)'$")
# The plain XML puts a link in brackets, the CSV does not.
_LINKED = re.compile(r"\(?Linked To: (.+)")
_NUMBER = re.compile(
    r"(?P<number>.+?)(?: \((?P<country>[^()]*(?:\([^()]*\))?[^()]*)\))?"
    r"(?P<dates>(?: issued .*| expires .*)?)$"
)
# A last value that ends so keeps its full stop: OFAC writes none of its own after it.
_ENDS_IN_DOT = re.compile(r"\b(?:[A-Z]\.){2,}$")


def read_remarks(entry: Entry, text: str, *, cut: bool = False) -> str:
    """Add what OFAC's remarks say of a party to its entry.

    Args:
        entry: Takes names, dates, numbers, links and notes. Text that says more than a value
            (*circa*, a span) is repeated in its notes.
        text: The remarks, already joined with their continuation in the comments file.
        cut: True where the remarks were cut off and their continuation is missing: the last
            field is then kept as text only, as half a number is a wrong number.

    Returns:
        The remarks' text without contact details.

    Example:
        >>> entry = Entry("Person")
        >>> read_remarks(entry, "DOB circa 1951; a.k.a. 'BNC'; Linked To: ACME S.A. DE C.V.")
        "DOB circa 1951; a.k.a. 'BNC'; Linked To: ACME S.A. DE C.V."
        >>> entry.dates[0].circa, entry.names[0].weak, entry.relations[0].name
        (True, True, 'ACME S.A. DE C.V.')
    """
    kept: list[str] = []
    fields = text.split(";") if text else []
    fields[-1:] = [_without_end(field.strip()) for field in fields[-1:]]
    for position, raw in enumerate(fields):
        field = raw.strip()
        quoted = _QUOTED.match(field)
        label, value = (None, field) if quoted else split_label(field)
        if not field or (label is not None and label.what == "contact"):
            continue
        kept.append(field)
        if cut and position == len(fields) - 1:
            continue
        if quoted:
            kind = "previousName" if quoted[1] == "f" else "alias"
            entry.add_name(kind, quoted[2], weak=True)
        elif label is None:
            _read_unlabelled(entry, field)
        else:
            _read_labelled(entry, label, value, field)
    end = "." if kept and text.endswith(".") and not kept[-1].endswith(".") else ""
    return "; ".join(kept) + end


def _read_labelled(entry: Entry, label: Label, value: str, field: str) -> None:
    if label.what == "number":
        match = _NUMBER.match(value)
        if match:
            number, country, dates = match["number"], match["country"] or "", match["dates"]
            entry.take_known(label, number.strip(), country=country, remark=dates.strip())
    elif label.what == "sanction":
        written = field[: len(field) - len(value)].removeprefix("alt. ").rstrip()
        entry.take_known(label, value, written=written)
    elif label.what == "wallet":
        coin, _, address = value.removeprefix("- ").partition(" ")
        if address:
            entry.take_known(label, address, written=f"{label.name} - {coin}")
    else:
        entry.take_known(label, value)


def _without_end(field: str) -> str:
    """Drop OFAC's last full stop, unless it is the value's own (``S.A. DE C.V.``)."""
    return field if _ENDS_IN_DOT.search(field) else field.removesuffix(".")


def _read_unlabelled(entry: Entry, field: str) -> None:
    linked = _LINKED.match(field)
    if linked:
        name = linked[1]
        if field.startswith("("):
            name = name.rstrip(".").removesuffix(")")
        entry.take_known(LINKED_TO, name)
