"""Turn raised flags into findings: one for each, and one for what they come to together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome, strongest
from counterflow.watch.rules.asking import RAISED, RESOLVED, Reply
from counterflow.watch.rules.condition_words import condition_words
from counterflow.watch.rules.conditions import all_hold
from counterflow.watch.rules.flag_policy import Context, FlagPolicy, Together
from counterflow.watch.rules.flag_rows import IN_FORCE, Flag
from counterflow.watch.rules.signs import Signs, SignValue

SUBJECT = "transaction"
TOGETHER = "flags-together"
"""What names the finding that adds flags up."""
STEPS = 3
"""Next steps that the sum names: those of the heaviest flags."""


def add_up(
    replies: Sequence[Reply], signs: Signs, policy: FlagPolicy, on: dt.date
) -> list[Finding]:
    """Settle what the flags of one transaction come to.

    Args:
        replies: Flags that are raised, and those that a person answered.
        signs: The signs of the transaction.
        policy: What weights come to.
        on: The day of the transaction: a rule that is stayed, or not in force on it, is told and
            weighs nothing.

    Returns:
        One finding of kind ``flag`` for each raised flag that no other finding says already, one
        of kind ``question`` for each other answer, and where two or more flags are raised one that
        adds them up. None is a *stop*.
    """
    told = [reply for reply in replies if reply.answer or not reply.flag.restates]
    if not told:
        return []
    context = next(one for one in policy.contexts if all_hold(one.when, signs))
    findings = [_finding(reply, signs, context, on) for reply in told]
    raised = [one.flag for one in replies if one.state == RAISED]
    counted = [flag for flag in raised if flag.standing(on) == IN_FORCE]
    # What only restates other findings adds to what a flag says itself, and says nothing alone.
    if any(reply.flag in counted for reply in told):
        ids: SignValue = [flag.id for flag in counted]
        more = [one for one in policy.together if all_hold(one.when, _with(signs, ids))]
        added = _sum(_heaviest_of_each(counted), more, context)
        alone = strongest([finding.outcome for finding in findings])
        if len(counted) > 1 or added.outcome.strength > alone.strength:
            findings.append(added)
    return findings


def _with(signs: Signs, raised: SignValue) -> Signs:
    return lambda name: raised if name == "raised" else signs(name)


def _heaviest_of_each(flags: Iterable[Flag]) -> list[Flag]:
    """Give the flags by weight, one of those that are about the same fact."""
    kept: dict[str, Flag] = {}
    for flag in sorted(flags, key=_rank):
        kept.setdefault(flag.about or flag.id, flag)
    return list(kept.values())


def _rank(flag: Flag) -> tuple[int, bool, str]:
    return -flag.weight, not flag.verified, flag.id


def _outcome(flags: Sequence[Flag], more: Sequence[Together], context: Context) -> Outcome:
    extra = sum(one.adds for one in more)
    total = sum(flag.weight for flag in flags) + extra
    firm = sum(flag.weight for flag in flags if flag.verified)
    # What nobody verified may raise a question and holds nothing back by itself.
    if context.hold_from is not None and firm and firm + extra >= context.hold_from:
        return Outcome.HOLD
    return Outcome.REVIEW if total >= context.review_from else Outcome.NO_MATCH


def _finding(reply: Reply, signs: Signs, context: Context, on: dt.date) -> Finding:
    flag = reply.flag
    raised = reply.state == RAISED
    return Finding(
        kind="flag" if raised or reply.computed else "question",
        subject=SUBJECT,
        outcome=_alone(reply, context, on),
        summary=_summary(reply, on),
        rule=flag.id,
        ours=_compared(flag, signs) if reply.computed else reply.answer or _compared(flag, signs),
        theirs=_raised_by(flag) or flag.ask,
        effect="caution only",
        next_step=flag.next_step if raised else "",
        citations=flag.citations,
    )


def _alone(reply: Reply, context: Context, on: dt.date) -> Outcome:
    """Settle what one flag comes to by itself: by its weight, or by what it is once answered."""
    flag = reply.flag
    if reply.state != RAISED or flag.standing(on) != IN_FORCE:
        return Outcome.NO_MATCH
    heavy = flag.weight >= context.review_from
    weighed = Outcome.REVIEW if heavy else Outcome.NO_MATCH
    answered = flag.at_least if reply.answer and flag.verified else Outcome.NO_MATCH
    return max(weighed, answered, key=lambda one: one.strength)


def _summary(reply: Reply, on: dt.date) -> str:
    flag = reply.flag
    state = reply.state
    if state == RESOLVED:
        what = "red flag resolved" if reply.computed else "question answered well"
    elif state == RAISED:
        what = f"red flag of your own rulebook {flag.own}" if flag.own else "red flag"
    else:
        what = "question answered with neither yes nor no"
    parts = [f"{what}: {flag.statement}"]
    if reply.answer:
        parts.append(f"asked “{flag.ask}”, answered “{reply.answer}”")
    if not flag.verified:
        parts.append("unverified: a question, not a rule")
    if flag.ours and reply.computed:
        whose = f"those of {flag.own}" if flag.own else "ours"
        parts.append(f"the limits are {whose}: {flag.ours}")
    if (told := standing_words(flag, on)) and state == RAISED:
        parts.append(told)
    return "; ".join(parts)


def standing_words(flag: Flag, on: dt.date) -> str:
    """Say why a flag weighs nothing on a day; empty where it is in force.

    Example:
        >>> from counterflow.watch.rules.flag_books import load_flags
        >>> flag = next(flag for flag in load_flags() if flag.id == "KYC-29")
        >>> standing_words(flag, dt.date(2026, 11, 21))
        'what holds on 2026-11-21 is not established: shown, never counted as law'
    """
    word = flag.standing(on)
    if word == IN_FORCE:
        return ""
    if word == "not established":
        return f"what holds on {on} is not established: shown, never counted as law"
    return f"{word} on {on}: shown, never counted"


def _raised_by(flag: Flag) -> str:
    return " and ".join(condition_words(condition.text) for condition in flag.raised_when)


def _compared(flag: Flag, signs: Signs) -> str:
    """Give the signs that a flag was raised by, with their values."""
    names = dict.fromkeys(name for condition in flag.raised_when for name in condition.needs)
    said: Mapping[str, SignValue | None] = {name: signs(name) for name in names}
    return "; ".join(f"{name.replace('_', ' ')}: {_shown(value)}" for name, value in said.items())


def _shown(value: SignValue | None) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _sum(flags: Sequence[Flag], more: Sequence[Together], context: Context) -> Finding:
    """Say what several flags come to, the heaviest reason first."""
    reasons = [(one.adds, f"{one.says} (together +{one.adds})") for one in more]
    reasons += [(flag.weight, f"{flag.id} {flag.statement} ({flag.weight})") for flag in flags]
    reasons.sort(key=lambda pair: -pair[0])
    total = sum(weight for weight, _ in reasons)
    outcome = _outcome(flags, more, context)
    steps = list(dict.fromkeys(flag.next_step for flag in flags))[:STEPS]
    return Finding(
        kind="flag",
        subject=SUBJECT,
        outcome=outcome,
        summary=(
            f"red flags together weigh {total} (limits of ours: {context.says}): "
            + "; ".join(words for _, words in reasons)
        ),
        rule=TOGETHER,
        ours=f"weight {total}",
        theirs=_limits(context),
        effect="caution only",
        next_step="; ".join(steps) if outcome.strength else "",
        citations=tuple(dict.fromkeys(c for flag in flags for c in flag.citations)),
    )


def _limits(context: Context) -> str:
    hold = f", hold from {context.hold_from}" if context.hold_from is not None else ""
    return f"review from {context.review_from}{hold}"
