"""Which lists a request is about: the data set of its path, less and with what it names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from counterflow.serve.api.replies import Fault

ALL: Final = "default"
"""The collection of all lists in use; yente-client asks for it where it is told nothing."""
COLLECTIONS: Final = {
    ALL: "All lists in use",
    "sanctions": "All lists in use",
    "all": "All lists in use",
}
"""Names under which clients of yente ask for everything, with a title."""


def scope_of(
    dataset: str,
    lists: Collection[str],
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> frozenset[str]:
    """Settle which lists are asked.

    Args:
        dataset: The data set of the path: a list, or a collection of all.
        lists: The lists in use.
        include: Only these of them, where any are named.
        exclude: None of these.

    Returns:
        Names of lists; an empty scope matches nothing.

    Raises:
        Fault: 404, there is no such data set.

    Example:
        >>> sorted(scope_of("default", ["un_sc", "us_ofac_sdn"], exclude=["un_sc"]))
        ['us_ofac_sdn']
    """
    found = _leaves(dataset, lists)
    if found is None:
        raise Fault(404, "No such dataset.")
    if include:
        found &= frozenset().union(*(_leaves(one, lists) or () for one in include))
    return found - frozenset().union(*(_leaves(one, lists) or () for one in exclude))


def _leaves(dataset: str, lists: Collection[str]) -> frozenset[str] | None:
    if dataset in COLLECTIONS:
        return frozenset(lists)
    return frozenset({dataset}) if dataset in lists else None
