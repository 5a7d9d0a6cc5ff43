"""Turn FollowTheMoney Sanction entities into designations, and topics into a legal effect."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import DateSpan, Designation
from counterflow.watch.sources.programmes import STRONGEST_FIRST, effect_of, programmes_of
from counterflow.watch.sources.properties import Properties
from counterflow.watch.sources.stated_dates import date_of

PROGRAMMES = "ftm"
_SANCTIONED = "sanction"
_REGIMES = {"gb": "UK", "uk": "UK"}
_OVER = ("expired", "inactive", "ended", "lifted", "revoked", "removed", "delisted", "terminated")
"""Words by which authorities mark an act that is no longer in force."""
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


class Act(msgspec.Struct, frozen=True):
    """One Sanction entity: its designation, why, its measures, and its end where it states one."""

    designation: Designation
    reason: str
    provisions: tuple[str, ...]
    programme_ids: tuple[str, ...]
    ends_on: str
    status: str

    def is_over(self, seen_on: str) -> bool:
        """Tell whether the act had ended when its publisher last saw it.

        Args:
            seen_on: ISO date of the last sight; empty where unknown. No clock is asked, so that
                the same file always gives the same listings.
        """
        return self._is_called_over or self._ended_before(seen_on)

    def states_its_end(self, seen_on: str) -> bool:
        """Tell whether its effect may stand beside its end: the rules ask on which day it held.

        An act that is called over without such a day holds on no day that we know of.
        """
        return not self._is_called_over or self._ended_before(seen_on)

    @property
    def _is_called_over(self) -> bool:
        words = self.status.casefold().split()
        return any(word.strip(";,.") in _OVER for word in words)

    def _ended_before(self, seen_on: str) -> bool:
        """Tell whether its last day had passed; a year or a month alone counts to its end."""
        readable = bool(_DATE.fullmatch(self.ends_on) and date_of(self.ends_on) and seen_on)
        return readable and self.ends_on < seen_on[: len(self.ends_on)]


def read_act(properties: Properties, list_name: str) -> Act:
    """Turn the properties of a Sanction into an act; its effect is settled with its entity.

    Example:
        >>> act = read_act({"authority": ["Example Office"], "country": ["gb"]}, "house")
        >>> act.designation.authority, act.designation.regime
        ('Example Office', 'UK')
    """
    authority = "; ".join(properties.get("authority", ()))
    programmes = tuple(properties.get("program") or properties.get("programId") or ())
    listed_on = min(properties.get("listingDate") or properties.get("startDate") or (), default="")
    countries = properties.get("country", ())
    regime = _REGIMES.get(countries[0], countries[0].upper()) if len(countries) == 1 else ""
    urls = [*properties.get("sourceUrl", ()), *properties.get("programUrl", ()), ""]
    citation = Citation(
        source=list_name,
        title="; ".join(programmes) or list_name,
        issuer=authority,
        date=listed_on,
        url=urls[0],
    )
    provisions = tuple(properties.get("provisions", ()))
    ends_on = _end_of(properties.get("endDate", ()))
    return Act(
        Designation(
            authority=authority,
            regime=regime,
            programmes=programmes,
            listed_on=listed_on,
            citation=citation,
            requirement="; ".join(provisions),
            ended_on=ends_on,
        ),
        reason="; ".join(properties.get("reason", ())),
        provisions=provisions,
        programme_ids=tuple(properties.get("programId", ())),
        ends_on=ends_on,
        status="; ".join(properties.get("status", ())),
    )


def _end_of(days: Sequence[str]) -> str:
    """Give the last of several ends; one that is no date leaves the end open, kept as text."""
    if all(_DATE.fullmatch(day) for day in days):
        return max(days, default="")
    return "; ".join(days)


def settle_acts(
    acts: Sequence[Act], topics: Sequence[str], seen_on: str
) -> tuple[tuple[Designation, ...], Effect]:
    """Settle what each act does in law, and what all of them and the topics do together.

    *sanction* is blocking unless an act names only other measures; then that act says what it
    does. An act that is over and says since when keeps its effect beside its end: on an earlier
    day it was in force. One that is only called over is kept as a caution.

    Args:
        acts: The Sanction entities about one party.
        topics: Its topics.
        seen_on: When the publisher last saw it, ISO.

    Returns:
        The designations with their effects, and the strongest of the acts in force and of the
        topics other than *sanction*; that of all topics where no act is in force.
    """
    default = effect_of(PROGRAMMES, tuple(topics))
    found: list[Designation] = []
    in_force: list[Effect] = []
    for act in acts:
        own = _effect_in_force(act, default)
        if not act.is_over(seen_on):
            in_force.append(own)
        effect = own if act.states_its_end(seen_on) else Effect.CAUTION
        found.append(msgspec.structs.replace(act.designation, effect=effect))
    if not in_force:
        return tuple(found), default
    others = effect_of(PROGRAMMES, tuple(topic for topic in topics if topic != _SANCTIONED))
    reached = {others, *in_force}
    strongest = next((effect for effect in STRONGEST_FIRST if effect in reached), Effect.UNKNOWN)
    return tuple(found), strongest


def _effect_in_force(act: Act, default: Effect) -> Effect:
    """Tell what an act does by its programme, else by its measures, else by the topics.

    A measure that we do not know leaves it at the default: it may be the strongest.
    """
    named = effect_of(PROGRAMMES, act.programme_ids)
    if named is not Effect.UNKNOWN:
        return named
    measures = tuple(one.strip() for one in act.provisions)
    known = programmes_of(PROGRAMMES)
    if not measures or any(one.upper() not in known for one in measures):
        return default
    return effect_of(PROGRAMMES, measures)


def describe_acts(acts: Sequence[Act], seen_on: str) -> tuple[list[str], list[DateSpan]]:
    """Put into words why a party is listed and which of its acts end or have ended.

    Returns:
        Sentences for the remarks, and the dates of ends.
    """
    words = [act.reason for act in acts if act.reason]
    dates: list[DateSpan] = []
    for act in acts:
        who = ", ".join(filter(None, (act.designation.authority, *act.designation.programmes)))
        if act.is_over(seen_on):
            told = ", ".join(filter(None, (act.status, act.ends_on)))
            words.append(f"ended ({told}): {who}")
        if act.ends_on:
            day = act.ends_on if _DATE.fullmatch(act.ends_on) else ""
            dates.append(DateSpan("endDate", act.ends_on, day, day))
    return list(dict.fromkeys(words)), list(dict.fromkeys(dates))
