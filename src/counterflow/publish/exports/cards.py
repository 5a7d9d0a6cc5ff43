"""Show one decision as a card: its parts, findings with both sides, what to do, coverage."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from markupsafe import Markup, escape

from counterflow.core.drawing.bars import score_bar
from counterflow.core.drawing.marks import mark, tone
from counterflow.core.drawing.markup import visible
from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import Transaction
from counterflow.core.text.figures import two_digits
from counterflow.publish.exports import wording
from counterflow.publish.exports.comparisons import compared
from counterflow.publish.exports.grouping import Shown, group_findings
from counterflow.publish.exports.name_words import word_by_word
from counterflow.publish.exports.pages import environment_of_pages
from counterflow.publish.exports.reasons import (
    kind_classes,
    kind_words,
    rest_words,
    some_subjects,
    steps_of,
)
from counterflow.publish.exports.sources import in_reading_order
from counterflow.publish.exports.standing import meaning_of
from counterflow.publish.exports.whom import whom

LISTED_PARTS = 25
"""Findings, notes, roles and goods lines shown of one transaction, and reasons shown of a run."""
UNFOLDED = 6
"""Findings of one alert that stand open; the others open on a click."""
INDEXED = 60
"""Alerts up to which the tables of all outcomes stand open; that of the strongest always does."""
_SHOWN = 400
"""Characters of one value that are shown; the rest stands in its title."""


def card_of(decision: Decision) -> Markup:
    """Show a decision on its own, open.

    Args:
        decision: What is shown.

    Returns:
        An ``article`` in the style of ``templates/report.css``, every value escaped.
    """
    alert = {"number": 1, "decision": decision, "open": True, "full": True, **alert_of(decision)}
    text = (
        _environment()
        .get_template("card.html.jinja")
        .render(alert=alert, summary=_ALONE, listed_parts=LISTED_PARTS, unfolded=UNFOLDED)
    )
    return Markup(text)  # noqa: S704 - the template escapes every value


class _Alone:
    """Stand for the run of a card that is shown alone: the lists are always named."""

    lists = None


_ALONE = _Alone()


@cache
def _environment() -> Environment:
    return environment_of_cards()


def alert_of(decision: Decision) -> dict[str, Any]:
    """Gather what a card shows of a decision: findings in groups, notes, steps, what is folded."""
    official = frozenset(state.list for state in decision.coverage.lists if state.official)
    above = [f for f in decision.findings if f.outcome is not Outcome.NO_MATCH]
    notes = [f for f in decision.findings if f.outcome is Outcome.NO_MATCH]
    shown: list[Shown] = group_findings(above, official)
    return {
        "shown": shown,
        "notes": notes,
        "steps": steps_of(above),
        "rest": rest_words([group.lead for group in shown[UNFOLDED:]]),
        "classes": kind_classes(above),
    }


def web_address(url: str) -> str:
    """Give a web address as it may be linked; empty for every scheme but http and https."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def _route(transaction: Transaction) -> list[tuple[str, str]]:
    """Give the stops of all legs in order, repeated ones once, each with its country."""
    stops: list[tuple[str, str]] = []
    for leg in transaction.legs:
        for stop in (
            (leg.from_place, leg.from_country),
            (leg.via_place, leg.via_country),
            (leg.to_place, leg.to_country),
        ):
            if any(stop) and stop not in stops[-1:]:
                stops.append(stop)
    return stops


def _ticked(text: str) -> Markup:
    """Show what stands between two backticks as a command, the rest as text."""
    pieces = re.split(r"`([^`]+)`", visible(text))
    marked = [
        Markup("<code>{}</code>").format(piece) if at % 2 else escape(piece)
        for at, piece in enumerate(pieces)
    ]
    return Markup("").join(marked)


def environment_of_cards() -> Environment:
    """Give the templates of this room with what they use."""
    environment = environment_of_pages()
    environment.globals.update(
        mark=lambda word: Markup(mark(str(word))),  # noqa: S704 - drawn, with no text of a user
        score_bar=lambda score: Markup(score_bar(score)),  # noqa: S704 - drawn from a number
        link=web_address,
        route=_route,
        tone=lambda word: tone(str(word)),
        shown=_SHOWN,
        indexed=INDEXED,
        effect_words=wording.effect_words,
        version_words=wording.version_words,
        version_parts=wording.version_parts,
        whom=whom,
        compared=compared,
        score_words=wording.score_words,
        two_digits=two_digits,
        in_reading_order=in_reading_order,
        word_by_word=word_by_word,
        in_brief=wording.in_brief,
        identifier_words=wording.identifier_words,
        meaning_of=meaning_of,
        kind_words=kind_words,
        some_subjects=some_subjects,
        coverage_notes=wording.coverage_notes,
        coverage_counts=wording.coverage_counts,
    )
    environment.filters["sentence"] = wording.sentence
    environment.filters["ticked"] = _ticked
    environment.filters["lacked"] = wording.lacked
    return environment
