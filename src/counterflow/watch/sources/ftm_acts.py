"""Turn FollowTheMoney Sanction entities into designations, and topics into a legal effect."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from counterflow.core.model import Citation, DateSpan, Designation, Effect
from counterflow.watch.sources.programmes import STRONGEST_FIRST, effect_of, programmes_of
from counterflow.watch.sources.properties import Properties

PROGRAMMES = "ftm"
_SANCTIONED = "sanction"
_REGIMES = {"gb": "UK", "uk": "UK"}
_OVER = ("expired", "inactive", "ended", "lifted", "revoked", "removed", "delisted", "terminated")
"""Words by which authorities mark an act that is no longer in force."""


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
        words = self.status.casefold().split()
        by_date = bool(self.ends_on and seen_on) and self.ends_on <= seen_on[: len(self.ends_on)]
        return any(word.strip(";,.") in _OVER for word in words) or by_date


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
    return Act(
        Designation(
            authority=authority,
            regime=regime,
            programmes=programmes,
            listed_on=listed_on,
            citation=citation,
            requirement="; ".join(provisions),
        ),
        reason="; ".join(properties.get("reason", ())),
        provisions=provisions,
        programme_ids=tuple(properties.get("programId", ())),
        ends_on=max(properties.get("endDate", ()), default=""),
        status="; ".join(properties.get("status", ())),
    )


def settle_acts(
    acts: Sequence[Act], topics: Sequence[str], seen_on: str
) -> tuple[tuple[Designation, ...], Effect]:
    """Settle what each act does in law, and what all of them and the topics do together.

    *sanction* is blocking unless an act names only other measures; then that act says what it
    does. An act that is over forbids nothing and is kept as a caution.

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
        if act.is_over(seen_on):
            effect = Effect.CAUTION
        else:
            effect = _effect_in_force(act, default)
            in_force.append(effect)
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
            dates.append(DateSpan("endDate", act.ends_on, act.ends_on, act.ends_on))
    return list(dict.fromkeys(words)), list(dict.fromkeys(dates))
