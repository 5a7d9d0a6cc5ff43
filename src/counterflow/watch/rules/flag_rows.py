"""Rows of red flags: what each asks, on whose authority, since when, and what resolves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from counterflow.core.errors import RuleError
from counterflow.core.facts import read_citation, read_day, read_kept_yaml, read_yaml
from counterflow.core.kept_readings import kept_reading
from counterflow.core.model.law import Citation
from counterflow.core.model.outcomes import Outcome
from counterflow.watch.rules.conditions import Condition
from counterflow.watch.rules.own_rows import as_own
from counterflow.watch.rules.signs import Sign

KINDS: Final = ("order", "shipment", "payment")
HEAVIEST: Final = 4
"""The most that one flag may weigh; ``data/policies/flags.yaml`` says what weights come to."""
NEEDED: Final = ("id", "statement", "authority", "sources", "kinds", "weight", "ask", "good",
                 "resolved_by", "next_step", "tests")  # fmt: skip
ALLOWED: Final = frozenset({
    *NEEDED, "verified", "in_force_from", "in_force_to", "standing", "regimes", "raised_when",
    "asked_when", "about", "ours", "topic", "restates", "at_least",
})  # fmt: skip
IN_FORCE: Final = "in force"
STANDINGS: Final = (IN_FORCE, "stayed", "not established")
AT_LEAST: Final = (Outcome.NO_MATCH.value, Outcome.REVIEW.value, Outcome.HOLD.value)
EXPECTED: Final = ("raised", "resolved", "not raised", "unknown")


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of a rule from one day to another; ``None`` is open."""

    word: str
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class FlagTest:
    """One case of a row: signs and an answer in, and what the flag must come to."""

    signs: Mapping[str, Any]
    answer: str
    expect: str


@dataclass(frozen=True, slots=True)
class Flag:
    """One red flag.

    Attributes:
        id: Stable name (``KYC-01``).
        rulebook: File that it stands in, without its ending.
        line: Line of the row in its file.
        statement: What makes one ask, in our words.
        authority: Whose guidance it is.
        citations: Its sources.
        standings: What held of it when, first day first; empty days are open.
        kinds: Kinds of transactions that it is asked about.
        regimes: Whose guidance binds whom; empty where it is advice to everybody.
        raised_when: All of these must hold; empty where only a person can tell.
        asked_when: Where all of these hold an unanswered question is told in the coverage; empty
            where it never is.
        ask: The question to a person.
        good: ``yes`` or ``no``: the answer that resolves the flag.
        weight: 0 to ``HEAVIEST``; ours.
        about: Flags about one fact count once; empty for a fact of its own.
        ours: Which numbers of the conditions are ours and no authority's; empty for none.
        resolved_by: What settles it.
        next_step: What to do.
        topic: What may be switched off as a whole in the policy.
        restates: Whether another finding says it already; it then adds to the sum of other flags
            and is told only there.
        tests: Its cases.
        own: The user's file that it stands in; empty for a row of the package.
        at_least: What it comes to by itself, wherever the goods go, where a person's answer raises
            it; a note where its weight alone decides.
    """

    id: str
    rulebook: str
    line: int
    statement: str
    authority: str
    citations: tuple[Citation, ...]
    standings: tuple[Standing, ...]
    kinds: frozenset[str]
    regimes: frozenset[str]
    raised_when: tuple[Condition, ...]
    asked_when: tuple[Condition, ...]
    ask: str
    good: str
    weight: int
    about: str
    ours: str
    resolved_by: str
    next_step: str
    topic: str
    restates: bool
    tests: tuple[FlagTest, ...]
    own: str = ""
    at_least: Outcome = Outcome.NO_MATCH

    @property
    def verified(self) -> bool:
        """Tell whether somebody saw the flag in its source."""
        return all(citation.verified for citation in self.citations)

    @property
    def computed(self) -> bool:
        """Tell whether data can raise it, and not only an answer."""
        return bool(self.raised_when)

    def standing(self, on: dt.date) -> str:
        """Settle what holds of the flag on a day.

        Returns:
            ``in force``, ``stayed``, ``not established``, ``not yet in force`` or ``ended``.
        """
        for one in self.standings:
            begun = one.first is None or one.first <= on
            if begun and (one.last is None or on <= one.last):
                return one.word
        first = self.standings[0].first
        return "not yet in force" if first is not None and on < first else "ended"


def read_flags(
    text: str,
    name: str,
    signs: Mapping[str, Sign],
    *,
    kept: bool = False,
    own: bool = False,
) -> tuple[Flag, ...]:
    """Read one rulebook of red flags, checking every word of it.

    Args:
        text: The YAML.
        name: The file, for faults.
        signs: The signs that conditions may name.
        kept: Whether it is of the package, so that what is read of it may be kept.
        own: Whether it is the user's own: its rows then rest on the file itself.

    Raises:
        RuleError: a row is wrong; the file, the line and the reason are named.
    """
    data = text.encode()
    short = name.replace("\\", "/").rpartition("/")[2]
    file = read_kept_yaml(data, name) if kept else read_yaml(text, name)
    file = as_own(file, short) if own else file
    if not isinstance(file, Mapping) or not isinstance(file.get("sources"), Mapping):
        raise RuleError("the file has no `sources`", where=name, why="facts need their source")
    rows = file.get("flags")
    if not isinstance(rows, list) or not rows:
        raise RuleError("the file has no `flags`", where=name, remedy="write rows under `flags:`")
    rulebook = short.partition(".")[0]
    read_lines = partial(_lines, text, name)
    lines = kept_reading("lines of flags", data, read_lines) if kept else read_lines()
    flags: dict[str, Flag] = {}
    for at, row in enumerate(rows):
        line = lines[at]
        shown = row.get("id") if isinstance(row, Mapping) else row
        where = f"{name}, line {line}, flag {shown}"
        try:
            flag = _read_row(file, row, (rulebook, line), signs, where)
        except (TypeError, AttributeError, ValueError) as fault:
            # A list where a text belongs, or the like: every other fault is told by its field.
            raise RuleError(
                f"the row is not of the form of a flag: {fault}",
                where=where,
                remedy="compare it with a row of the package",
            ) from fault
        if flag.id in flags:
            raise RuleError("two flags share an id", where=where)
        flags[flag.id] = replace(flag, rulebook=short, own=short) if own else flag
    return tuple(flags.values())


def _lines(text: str, name: str) -> list[int]:
    """Give the line on which each row begins.

    Raises:
        RuleError: a row has a field twice; YAML itself would take the last without a word.
    """
    # Large, and not needed for what is kept of the package's own rulebooks.
    import yaml

    root: Any = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    rows = next(value.value for key, value in root.value if key.value == "flags")
    for row in rows:
        fields = [key for key, _ in row.value] if isinstance(row, yaml.MappingNode) else []
        seen: set[str] = set()
        for field in fields:
            if field.value in seen:
                raise RuleError(
                    f"the row has the field {field.value} twice",
                    where=f"{name}, line {field.start_mark.line + 1}",
                    why="only one of them would count",
                    remedy="leave one out",
                )
            seen.add(field.value)
    return [row.start_mark.line + 1 for row in rows]


def _read_row(
    file: Mapping[str, Any],
    row: Any,
    place: tuple[str, int],
    signs: Mapping[str, Sign],
    where: str,
) -> Flag:
    _check_words(row, where)
    flag = Flag(
        id=str(row["id"]),
        rulebook=place[0],
        line=place[1],
        statement=str(row["statement"]),
        authority=str(row["authority"]),
        citations=_citations(file, row, where),
        standings=_standings(row, where),
        kinds=frozenset(row["kinds"]),
        regimes=frozenset(row.get("regimes", ())),
        raised_when=_conditions(row, "raised_when", signs, where),
        asked_when=_conditions(row, "asked_when", signs, where),
        ask=str(row["ask"]),
        good=str(row["good"]),
        weight=row["weight"],
        about=str(row.get("about", "")),
        ours=str(row.get("ours", "")),
        resolved_by=str(row["resolved_by"]),
        next_step=str(row["next_step"]),
        topic=str(row.get("topic", "")),
        restates=row.get("restates") is True,
        tests=_tests(row, signs, where),
        at_least=_at_least(row, where),
    )
    _check_tests(flag, where)
    return flag


def _check_words(row: Any, where: str) -> None:
    """Refuse a row that lacks a field, has one too many, or a word that means nothing."""
    if not isinstance(row, Mapping):
        raise RuleError("the row is no mapping", where=where)
    if lacking := [key for key in NEEDED if row.get(key) in (None, "", [], ())]:
        raise RuleError(f"the row lacks {', '.join(lacking)}", where=where)
    if unknown := sorted(set(map(str, row)) - ALLOWED):
        raise RuleError(
            f"unknown field {', '.join(unknown)}",
            where=where,
            why="a misspelt field would be passed over",
            remedy="fields: " + ", ".join(sorted(ALLOWED)),
        )
    if not isinstance(row["kinds"], list) or set(row["kinds"]) - set(KINDS):
        raise RuleError("unknown kind of transaction", where=where, remedy=", ".join(KINDS))
    if row["good"] not in ("yes", "no"):
        raise RuleError(
            f"`good` is {row['good']!r}", where=where, remedy="write 'yes' or 'no', in quotes"
        )
    weight = row["weight"]
    if isinstance(weight, bool) or not isinstance(weight, int) or not 0 <= weight <= HEAVIEST:
        raise RuleError(f"the weight is no whole number from 0 to {HEAVIEST}", where=where)


def _at_least(row: Mapping[str, Any], where: str) -> Outcome:
    given = row.get("at_least", Outcome.NO_MATCH.value)
    if given not in AT_LEAST:
        raise RuleError(
            f"a flag comes to no {given!r} by itself", where=where, remedy=" or ".join(AT_LEAST)
        )
    return Outcome(given)


def _citations(file: Mapping[str, Any], row: Mapping[str, Any], where: str) -> tuple[Citation, ...]:
    sources = row["sources"]
    if not isinstance(sources, list):
        raise RuleError("`sources` is no list", where=where, remedy="write [one, two]")
    verified = row.get("verified")
    return tuple(
        read_citation(file, {"source": source, "verified": verified}, where) for source in sources
    )


def _standings(row: Mapping[str, Any], where: str) -> tuple[Standing, ...]:
    given = row.get("standing")
    if given is not None and ("in_force_from" in row or "in_force_to" in row):
        raise RuleError("`standing` and `in_force` contradict each other", where=where)
    if given is None:
        given = [{"is": IN_FORCE, "from": row.get("in_force_from"), "to": row.get("in_force_to")}]
    found: list[Standing] = []
    for one in given:
        if one.get("is") not in STANDINGS:
            raise RuleError(f"unknown standing {one.get('is')!r}", where=where,
                            remedy=", ".join(STANDINGS))  # fmt: skip
        first, last = read_day(one.get("from"), where), read_day(one.get("to"), where)
        if first is not None and last is not None and last < first:
            raise RuleError("the rule ends before it begins", where=where)
        before = found[-1].last if found else None
        if found and (before is None or first is None or first <= before):
            raise RuleError("two standings overlap, or are out of order", where=where)
        found.append(Standing(one["is"], first, last))
    return tuple(found)


def _conditions(
    row: Mapping[str, Any], field: str, signs: Mapping[str, Sign], where: str
) -> tuple[Condition, ...]:
    texts = row.get(field, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise RuleError(f"`{field}` is no list of conditions", where=where)
    return tuple(Condition(text, signs, f"{where}, {field}") for text in texts)


def _tests(row: Mapping[str, Any], signs: Mapping[str, Sign], where: str) -> tuple[FlagTest, ...]:
    tests = row["tests"]
    if not isinstance(tests, list):
        raise RuleError("`tests` is no list", where=where)
    return tuple(
        _test(test, signs, f"{where}, test {at}") for at, test in enumerate(tests, start=1)
    )


def _test(test: Any, signs: Mapping[str, Sign], where: str) -> FlagTest:
    if not isinstance(test, Mapping) or set(test) - {"signs", "answer", "expect"}:
        raise RuleError("a test is {signs: …, answer: …, expect: …}", where=where)
    if test.get("expect") not in EXPECTED:
        raise RuleError(
            f"unknown expectation {test.get('expect')!r}", where=where, remedy=", ".join(EXPECTED)
        )
    given: Mapping[str, Any] = test.get("signs", {})
    if unknown := sorted(set(given) - set(signs)):
        raise RuleError(f"no such sign: {', '.join(unknown)}", where=where)
    checked = {name: signs[name].check(value, where) for name, value in given.items()}
    return FlagTest(checked, str(test.get("answer", "")), str(test["expect"]))


def _check_tests(flag: Flag, where: str) -> None:
    """Refuse a row whose cases do not show that it speaks and that it keeps silent."""
    expected = {test.expect for test in flag.tests}
    wanted: Sequence[str] = ("raised", "not raised") if flag.computed else ("raised", "resolved")
    if lacking := [word for word in wanted if word not in expected]:
        raise RuleError(
            f"no test expects “{lacking[0]}”",
            where=where,
            why="a condition nobody has seen speak and keep silent is not trusted",
        )
