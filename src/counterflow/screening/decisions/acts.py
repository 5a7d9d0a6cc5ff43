"""The acts that an entry rests on, and whether each holds on the days that count."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import Listing
from counterflow.screening.decisions.regimes import regimes_of, regimes_of_act

_ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_FIRST_DAY = "-01-01"


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the user and the question an act is judged under.

    Attributes:
        nexus: Regimes that bind the user; ``None`` where not declared.
        as_of: The day asked, ISO 8601.
        on: The day of the transaction, ISO 8601; the day asked where it has none.
    """

    nexus: frozenset[str] | None
    as_of: str
    on: str


@dataclass(frozen=True, slots=True)
class Act:
    """One designation as it is judged; an entry without designations is one act.

    Attributes:
        authority: Who lists, in the list's words.
        programmes: Its programmes.
        effect: What it does in law.
        regimes: Whose law it is; empty where the list does not say.
        verified: Whether somebody saw it in its source.
        citations: Its sources.
        listed_on: The first day on which it can have existed, ISO 8601; empty where not known.
        ended_on: The last day on which it can have held, ISO 8601; empty where none is known.
    """

    authority: str
    programmes: tuple[str, ...]
    effect: Effect
    regimes: frozenset[str]
    verified: bool
    citations: tuple[Citation, ...]
    listed_on: str
    ended_on: str

    def existed(self, as_of: str) -> bool:
        """Tell whether it may have existed on a day; one without a day of its own may always.

        A year or a month alone ("2023") counts from its beginning, as nothing else is known.
        """
        return self.listed_on <= as_of

    def is_over(self, asked: Asked) -> bool:
        """Tell whether it had ended before both days that count: the paper's and the day asked.

        A paper of the act's own time is not freed by a later end, nor one dated ahead by an end
        that has not come. A year or a month alone counts to its end. Publishers give the last day
        or the day after: the day counts whole. An end before its beginning is not believed.
        """
        first = min(asked.as_of, asked.on)[: len(self.ended_on)]
        begun = self.listed_on[: len(self.ended_on)]
        return bool(self.ended_on) and begun <= self.ended_on < first

    def binds(self, nexus: frozenset[str] | None) -> bool:
        """Tell whether it may bind the user; UN acts and acts of no known regime bind all."""
        return nexus is None or not self.regimes or bool(self.regimes & {*nexus, "UN"})

    def declared(self, nexus: frozenset[str] | None) -> bool:
        """Tell whether it is of a regime that the user declared."""
        return nexus is not None and bool(self.regimes & nexus)


def acts_of(listing: Listing) -> list[Act]:
    """Give the designations of an entry; an entry without any is one act.

    Args:
        listing: The entry.

    Returns:
        At least one act, in the order of the list.

    Example:
        >>> (act,) = acts_of(Listing("l-1", "own", "Company", {}, listed_on="2024-02-30 or so"))
        >>> act.authority, act.effect.value, act.listed_on
        ('own', 'unknown', '2024-02-30')
    """
    if not listing.designations:
        verified = not listing.citations or any(c.verified for c in listing.citations)
        return [
            Act(
                listing.authority or listing.list,
                listing.programmes,
                listing.effect,
                regimes_of(listing),
                verified,
                listing.citations,
                _day(listing.listed_on),
                "",
            )
        ]
    return [
        Act(
            act.authority,
            act.programmes,
            act.effect,
            regimes_of_act(act),
            act.citation is None or act.citation.verified,
            (act.citation,) if act.citation else (),
            _day(act.listed_on),
            _end(act.ended_on),
        )
        for act in listing.designations
    ]


def _day(written: str) -> str:
    """Give a day as lists write it (``2023-12-07``, ``2023-12-07T00:00``, ``2023``), or nothing."""
    day = written[:10]
    return day if _ISO.fullmatch(day) else ""


def _end(written: str) -> str:
    """Give an end as lists write it, or nothing: an end that cannot be read ends nothing."""
    day = written.partition("T")[0]
    try:
        dt.date.fromisoformat(f"{day}{_FIRST_DAY}"[:10])
    except ValueError:
        return ""
    return day if _ISO.fullmatch(day) else ""
