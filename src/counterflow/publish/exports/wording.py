"""Say findings in words that need no code, law or list format to be read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from counterflow.core.model.decisions import Coverage, Finding
from counterflow.core.model.law import Effect
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.snapshots import ListState
from counterflow.watch.matching.compare import DECISION_POINT, STRONG
from counterflow.watch.matching.qualifiers import IDENTIFIER_WORDS

HEADLINES = {
    "stop": "do not proceed",
    "hold": "a person must resolve it first",
    "review": "something to look at",
    "no match found": "nothing found, all required parts screened",
    "not fully screened": "nothing found, but a required part was missing",
}
"""What each headline means, in a few words."""

_EFFECTS = {
    Effect.BLOCKING: "forbids dealings with the party (blocking)",
    Effect.SECTORAL: "restricts some dealings, not all (sectoral)",
    Effect.LICENCE: "asks for a licence (licence requirement)",
    Effect.TRANSACTION_BAN: "forbids transactions (transaction ban)",
    Effect.IMPORT: "restricts imports (import)",
    Effect.CAUTION: "forbids nothing by itself (caution only)",
    Effect.UNKNOWN: "not established here (unknown)",
}
_HELD_BY_CAUTION = "; its question must be answered first"


def effect_words(finding: Finding) -> str:
    """Say what a listing or a rule does in law; empty where the finding names no effect.

    Guidance can hold goods without forbidding anything; that reads like a contradiction unless
    it is said.

    Example:
        >>> goods = Finding("goods", "goods line 1", Outcome.HOLD, "", effect="caution only")
        >>> effect_words(goods)
        'forbids nothing by itself (caution only); its question must be answered first'
    """
    try:
        effect = Effect(finding.effect)
    except ValueError:
        return finding.effect
    held = effect is Effect.CAUTION and finding.outcome is Outcome.HOLD
    return _EFFECTS[effect] + (_HELD_BY_CAUTION if held else "")


def version_words(name: str, states: tuple[ListState, ...]) -> str:
    """Say which version of a list a finding rests on.

    Args:
        name: Name of the list.
        states: The lists of the decision.

    Returns:
        The day of the version and the first digits of its hash; that it is an example, for the
        watch pack; "version not known" where the decision names no such list.

    Example:
        >>> state = ListState("un_sc", "un_sc@2026-11-20#0a1b2c3d4e5f", "current")
        >>> version_words("un_sc", (state,))
        'version of 2026-11-20 (0a1b2c3d4e5f)'
    """
    state = next((state for state in states if state.list == name), None)
    if state is None or not state.snapshot:
        return "version not known"
    day, _, digest = state.snapshot.partition("@")[2].partition("#")
    kind = "" if state.official else ", not an official list"
    return f"version of {day or 'an unknown day'}" + (f" ({digest})" if digest else "") + kind


def version_parts(state: ListState) -> tuple[str, str]:
    """Part a version into its day and its hash, so that neither is broken within.

    Example:
        >>> version_parts(ListState("un_sc", "un_sc@2026-11-20#0a1b2c3d4e5f", "current"))
        ('2026-11-20', '0a1b2c3d4e5f')
    """
    day, _, digest = state.snapshot.partition("@")[2].partition("#")
    return day or state.snapshot, digest


def score_words(score: float) -> str:
    """Say what a score means for the outcome.

    Example:
        >>> score_words(0.93)
        'strong: from 0.90 on'

    Basis:
        ``docs/outcomes.md``.
    """
    if score >= STRONG:
        return f"strong: from {STRONG:.2f} on"
    if score >= DECISION_POINT:
        return f"possible: from {DECISION_POINT:.2f} on, strong from {STRONG:.2f}"
    return f"below {DECISION_POINT:.2f}, where a match begins unless set otherwise"


def identifier_words(kind: str) -> str:
    """Name an identifier as trade papers do.

    Example:
        >>> identifier_words("imoNumber"), identifier_words("somethingElse")
        ('IMO number', 'somethingElse')
    """
    return IDENTIFIER_WORDS.get(kind, kind)


def sentence(text: str) -> str:
    """Begin a text with a capital letter, as it stands alone.

    Example:
        >>> sentence("licence needed")
        'Licence needed'
    """
    return text[:1].upper() + text[1:]


def lacked(text: str) -> str:
    """Give what was missing with a word where the count left out what was written.

    Example:
        >>> lacked("… is not understood as a country")
        'a value is not understood as a country'
    """
    return f"a value {text.removeprefix('… ')}" if text.startswith("… ") else text


def coverage_counts(coverage: Coverage) -> str:
    """Say what was screened: who by role, how many lines and legs, against which lists.

    Example:
        >>> coverage_counts(Coverage("order", True, parties=2, roles=("buyer", "end_user")))
        'as an order: 2 parties (buyer, end user), 0 goods lines and 0 legs, against no list'
    """
    article = "an" if coverage.profile[:1] in tuple("aeiou") else "a"
    roles = ", ".join(role.replace("_", " ") for role in coverage.roles)
    parties = _counted(coverage.parties, "party", "parties") + (f" ({roles})" if roles else "")
    goods = _counted(coverage.goods_lines, "goods line", "goods lines")
    legs = _counted(coverage.legs, "leg", "legs")
    lists = _counted(len(coverage.lists), "list", "lists") if coverage.lists else "no list"
    return f"as {article} {coverage.profile}: {parties}, {goods} and {legs}, against {lists}"


def _counted(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"


def coverage_notes(notes: Iterable[str]) -> tuple[list[str], list[str]]:
    """Part the notes of a coverage: what was given and not screened, and what was repaired.

    Example:
        >>> coverage_notes(["not screened: part number", "goods line 1: 8541.1 taken as 854110"])
        (['part number'], ['goods line 1: 8541.1 taken as 854110'])
    """
    unscreened, others = list[str](), list[str]()
    for note in notes:
        rest = note.removeprefix("not screened: ")
        (others if rest == note else unscreened).append(rest)
    return unscreened, others


def file_name(source: str) -> str:
    r"""Give the name of the input without its folders, which say where somebody works.

    Example:
        >>> file_name("/home/ann/orders.csv"), file_name(r"C:\work\orders.csv"), file_name("-")
        ('orders.csv', 'orders.csv', 'standard input')
    """
    if source == "-":
        return "standard input"
    return re.split(r"[\\/]", source.rstrip("\\/"))[-1] or source


def in_brief(text: str, limit: int = 140) -> str:
    """Give the first clause of a summary, cut where it is long.

    Example:
        >>> in_brief("unconfirmed strong match: Acme (A list; PROGRAMME)")
        'unconfirmed strong match: Acme (A list; PROGRAMME)'
        >>> in_brief("licence needed; in force since 2023-02-24; for destination: IR")
        'licence needed'
    """
    depth, end = 0, len(text)
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == ";" and depth <= 0:
            end = at
            break
    brief = " ".join(text[:end].split())
    return brief if len(brief) <= limit else brief[: limit - 1].rstrip() + "…"
