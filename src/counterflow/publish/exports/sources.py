"""Put the sources of a finding in an order that tells a listing from guidance on its effect."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from counterflow.core.model.law import Citation
from counterflow.watch.sources.ofac_acts import SDN, effect_sources

GUIDANCE = "guidance on what the SDN List does in law, no further listing"
"""OFAC says what its SDN List does in the preface of another list, which names no party."""


class Source(NamedTuple):
    """A source, and what it is cited for where that is not the listing; empty otherwise."""

    citation: Citation
    purpose: str = ""


def in_reading_order(citations: Iterable[Citation]) -> list[Source]:
    """Settle in which order sources are read, and which of them names no party.

    An entry of the SDN List is cited with the preface of the NS-MBS List, in which OFAC says that
    the SDN List blocks. Unexplained, that reads as a second listing.

    Args:
        citations: Those of a finding or of a listing, that of the deciding act first.

    Returns:
        All of them in their order, guidance last.

    Example:
        >>> page = Citation(SDN.source, SDN.title)
        >>> preface = effect_sources(SDN, ())[0]
        >>> [source.purpose[:8] for source in in_reading_order((preface, page))]
        ['', 'guidance']
        >>> in_reading_order((preface,))[0].purpose
        ''
    """
    given = list(citations)
    on_sdn = any(citation.source == SDN.source for citation in given)
    guidance = effect_sources(SDN, ()) if on_sdn else ()
    named = [Source(citation) for citation in given if citation not in guidance]
    return [*named, *(Source(citation, GUIDANCE) for citation in given if citation in guidance)]
