"""Settle what a rule's own outcome comes to on a day, for this user, in these papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from counterflow.core.model.outcomes import Outcome
from counterflow.core.text.countries import country_name
from counterflow.watch.places.gazetteer import Place
from counterflow.watch.rules.country_groups import country_group
from counterflow.watch.rules.mentions import CountryMention, PlaceMention, Situation
from counterflow.watch.rules.rulebook import Rule

AHEAD = dt.timedelta(days=183)
"""Half a year before its first day a rule is looked at: what is ordered now may move under it. A
policy of this project; no law says it."""


@dataclass(frozen=True, slots=True)
class Weight:
    """The outcome of a rule in a situation.

    Attributes:
        outcome: What it comes to.
        dated: What is to be said of the rule's days and nexus; empty for nothing.
        timely: Whether the rule is in force on the day.
    """

    outcome: Outcome
    dated: str
    timely: bool = True


def weigh(
    rule: Rule, situation: Situation, day: dt.date | None = None, *, of: Sequence[str] = ()
) -> Weight:
    """Turn a rule's own outcome into that of a finding on this day, for this user.

    Args:
        rule: The rule.
        situation: What it is asked about.
        day: The day that counts; that of the situation if ``None``.
        of: The country, or the place with its group, that it is asked about: a part of the rule
            may have a first day of its own.

    Returns:
        A note after the rule's last day, and long before its first; *review* at most in the
        ``AHEAD`` before its first day, and where nobody has seen the statement in its source.
    """
    on = situation.on if day is None else day
    if rule.in_force_to is not None and on > rule.in_force_to:
        until = f"in force until {rule.in_force_to.isoformat()} only"
        return Weight(Outcome.NO_MATCH, until, timely=False)
    outcome = _own_outcome(rule, situation)
    if not rule.citation.verified:
        outcome = _at_most_review(outcome)
    first = rule.first_day(*of)
    if first is None:
        dated = "counted as in force (first day not recorded)"
    else:
        dated = f"in force since {first.isoformat()}"
        if on < first:
            early = f"not yet in force on {on.isoformat()}: {dated}"
            near = first - on <= AHEAD
            soon = _at_most_review(outcome) if near else Outcome.NO_MATCH
            return Weight(soon, early, timely=False)
    said = [dated, _nexus_words(rule, situation)]
    return Weight(outcome, "; ".join(part for part in said if part))


def weigh_place(rule: Rule, situation: Situation, mention: PlaceMention) -> Weight:
    """Weigh a rule for one place: on every day on which it is used, the strictest counts.

    A country that contradicts the place weakens a ban to *review* and never silences it: a wrong
    country column would otherwise hide the place. So does a mode by which no port or airport of
    that name is used.
    """
    of = (mention.place.id, mention.place.group)
    days = mention.days or (situation.on,)
    weights = [(weigh(rule, situation, day, of=of), day) for day in days]
    weight, day = max(weights, key=lambda pair: pair[0].outcome.strength)
    said = [weight.dated]
    if day != situation.on and weight.timely and rule.in_force_from is not None:
        said.append(f"the place is used on {day.isoformat()}")
    if mention.unread:
        said.append(mention.unread)
    if mention.town_alone and rule.outcome == "ban":
        said.append(mention.town_alone)
        weight = replace(weight, outcome=_at_most_review(weight.outcome))
    if mention.misread:
        said.append(mention.misread)
        weight = replace(weight, outcome=_at_most_review(weight.outcome))
    if mention.differing:
        said.append(contradiction(mention.place, mention.differing))
        weight = replace(weight, outcome=_at_most_review(weight.outcome))
    return replace(weight, dated="; ".join(said))


def weigh_country(rule: Rule, situation: Situation, mention: CountryMention) -> Weight:
    """Weigh a rule for one country; a doubtful one is a *review* at most, and says why."""
    return doubt(weigh(rule, situation, of=(mention.country,)), mention.doubtful)


def doubt(weight: Weight, why: str) -> Weight:
    """Weaken an outcome to *review* for a reason; nothing changes where there is none."""
    if not why:
        return weight
    return replace(weight, outcome=_at_most_review(weight.outcome), dated=f"{weight.dated}; {why}")


def contradiction(place: Place, differing: str) -> str:
    """Say that the papers put a place in another country.

    Example:
        >>> from counterflow.watch.places.gazetteer import load_gazetteer
        >>> contradiction(load_gazetteer().places["kazan"], "TR").partition(":")[0]
        'the papers put Kazan in Türkiye, but it lies in Russia'
    """
    written = country_name(differing) or differing
    own = country_name(place.country) or place.country
    return (
        f"the papers put {place.name} in {written}, but it lies in {own}: "
        "the place or the country is wrong, or another place of this name is meant"
    )


def _at_most_review(outcome: Outcome) -> Outcome:
    return min(outcome, Outcome.REVIEW, key=lambda one: one.strength)


def _own_outcome(rule: Rule, situation: Situation) -> Outcome:
    if rule.outcome == "ban":
        if situation.nexus is None:
            return Outcome.HOLD
        return Outcome.STOP if rule.regime in situation.nexus else Outcome.REVIEW
    if rule.outcome == "review with listed goods":
        return Outcome.REVIEW if situation.has_listed_goods else Outcome.NO_MATCH
    if rule.outcome == "note":
        return Outcome.NO_MATCH
    outcome = Outcome(rule.outcome)
    return outcome if _binds(rule, situation) else _at_most_review(outcome)


def _declared_others(rule: Rule, situation: Situation) -> bool:
    """Tell whether a rule reaches goods, and the user declared legal orders without its own."""
    return bool(rule.reaches) and situation.nexus is not None and rule.regime not in situation.nexus


def _binds(rule: Rule, situation: Situation) -> bool:
    """Tell whether a rule may bind: by the user's nexus, or through the goods.

    Rules that reach no goods by themselves, those on listed zones, are asked whatever the nexus:
    several legal orders list who runs them.
    """
    return not _declared_others(rule, situation) or bool(situation.items.subject)


def _nexus_words(rule: Rule, situation: Situation) -> str:
    """Say what the user's nexus makes of a rule; empty where it changes nothing."""
    if rule.outcome == "ban" and situation.nexus is None:
        return f"no nexus declared: settle whether {rule.regime} law binds you"
    if not _declared_others(rule, situation):
        return ""
    reached = f"you did not declare {rule.regime} law, but it reaches {rule.reaches}"
    if situation.items.subject:
        return f"{reached}: {situation.items.subject}"
    return f"{reached}, which by the papers these are not{_outside(rule, situation)}"


def _outside(rule: Rule, situation: Situation) -> str:
    """Say that all exporters are in countries from which a rule does not reach foreign goods."""
    exporters = situation.items.exporters
    if not rule.not_from or not exporters or not exporters <= country_group(rule.not_from):
        return ""
    lands = ", ".join(sorted(exporters))
    return f", and foreign-made goods from a {rule.not_from} country ({lands}) are outside of it"
