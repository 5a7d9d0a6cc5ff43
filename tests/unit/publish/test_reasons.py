"""Twenty reasons of one decision: put together by what they ask for, none lost."""

from __future__ import annotations

import io
import re

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from counterflow.core.model.decisions import Coverage, Decision, Finding
from counterflow.core.model.law import Citation
from counterflow.core.model.outcomes import Outcome
from counterflow.publish.exports.reasons import (
    filters_of,
    group_reasons,
    kind_classes,
    kind_words,
    rest_words,
    steps_of,
)
from counterflow.screening.decisions.outcomes import load_policy
from counterflow.serve.cli.reasons import print_reasons

KINDS = sorted(load_policy().order)
found = st.builds(
    Finding,
    kind=st.sampled_from(KINDS),
    subject=st.sampled_from(["consignee", "goods line 1", "leg 1 to"]),
    outcome=st.sampled_from(list(Outcome)),
    summary=st.sampled_from(["one reason", "another reason"]),
    next_step=st.sampled_from(["", "ask for a paper", "do not ship"]),
)


@given(st.lists(found, max_size=25))
def test_every_finding_above_a_note_stands_in_one_group(findings: list[Finding]) -> None:
    """And groups follow the order of the findings."""
    above = [one for one in findings if one.outcome is not Outcome.NO_MATCH]
    groups = group_reasons(findings)
    held = [one for group in groups for one in group.findings]
    assert sorted(held, key=repr) == sorted(above, key=repr)
    firsts = [findings.index(group.findings[0]) for group in groups]
    assert firsts == sorted(firsts)
    steps = [step.next_step for step in steps_of(findings)]
    assert len(steps) == len(set(steps))
    assert set(steps) == {one.next_step for one in above} - {""}


def test_a_kind_has_words_and_a_filter_hides_something() -> None:
    """A filter for what every alert has, or for the only kind, is left out."""
    assert kind_words("flag") == "red flag"
    assert kind_words("something new") == "something new"
    goods = Finding("goods", "goods line 1", Outcome.HOLD, "")
    party = Finding("party", "buyer", Outcome.HOLD, "")
    alerts = [{"classes": kind_classes([goods, goods])}, {"classes": kind_classes([party, goods])}]
    assert alerts[1]["classes"] == " has-party has-goods"
    assert filters_of(alerts) == [("party", 1)]
    assert filters_of(alerts[:1]) == []
    assert rest_words([goods, goods, party]) == "2 goods (hold), 1 party on a list (hold)"


def many(count: int) -> Decision:
    """Give a decision with many findings and a note."""
    source = Citation("s", "A title", "An issuer", "2026")
    findings = [
        Finding(
            KINDS[at % len(KINDS)],
            f"goods line {at}",
            Outcome.REVIEW,
            f"reason {at % 7} " * 60,
            ours=f"[red]cell {at}\x1b[31m",
            next_step=f"step {at % 5}",
            citations=(source,),
        )
        for at in range(count)
    ]
    findings.append(Finding("goods", "goods line 1", Outcome.NO_MATCH, "is listed"))
    coverage = Coverage("order", False, parties=1, roles=("buyer",), missing=("no list",))
    return Decision("T-1", Outcome.REVIEW, "review", coverage, tuple(findings))


def shown(decision: Decision, *, whole: bool = False) -> str:
    """Give the view on a terminal of 90 columns, without colours."""
    stream = io.StringIO()
    console = Console(file=stream, width=90, force_terminal=True, color_system=None)
    print_reasons(console, decision, whole=whole)
    return stream.getvalue()


def test_twenty_findings_fit_on_two_screens_and_say_what_is_left_out() -> None:
    """What is cut is counted, and the way to it is told."""
    text = shown(many(65))
    assert len(text.splitlines()) < 170
    assert "of less weight" in text
    assert "--all shows them" in " ".join(text.split())
    assert "step 0" in text
    assert "not screened: no list" in text
    assert "note: goods line 1: is listed" in text
    assert "screened as an order: 1 party (buyer)" in text


def test_all_shows_every_finding_with_its_source() -> None:
    """Uncut."""
    text = " ".join(shown(many(20), whole=True).split())
    for at in range(20):
        assert f"cell {at}" in text
    assert "source: An issuer, A title, 2026" in text
    assert "less weight" not in text


def test_the_same_sentence_stands_once_for_all_its_parts() -> None:
    """Three lines of goods under one rule are one reason."""
    lines = tuple(
        Finding("goods", f"goods line {at}", Outcome.HOLD, "listed goods", next_step="stop")
        for at in range(1, 4)
    )
    coverage = Coverage("order", complete=True)
    text = shown(Decision("T-1", Outcome.HOLD, "hold", coverage, lines))
    assert text.count("listed goods") == 1
    assert "goods line 1, goods line 2, goods line 3: listed goods" in text
    assert text.count("→ stop") == 1


def test_texts_of_strangers_steer_nothing() -> None:
    """No escape sequence and no markup of a cell reaches the terminal."""
    text = shown(many(3))
    assert "[red]cell 0" in text
    assert not re.search(r"\x1b\[31m", text)
