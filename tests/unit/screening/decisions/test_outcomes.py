"""The policy as data: it is whole, and a wrong row is refused."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Effect
from counterflow.core.model.outcomes import Outcome
from counterflow.screening.decisions.outcomes import EVIDENCE, FILE, load_policy, read_policy
from counterflow.screening.intake.vocabulary import vocabulary


@pytest.mark.parametrize("evidence", EVIDENCE)
@pytest.mark.parametrize("effect", list(Effect))
def test_only_an_equal_identifier_stops(evidence: str, effect: Effect) -> None:
    """A name alone never stops goods, whatever the listing does in law."""
    policy = load_policy()
    for declared in (True, False):
        row = policy.of_party(evidence, effect, verified=True, declared=declared)
        if row.outcome is Outcome.STOP:
            assert evidence == "identifier"
        unread = policy.of_party(evidence, effect, verified=False, declared=declared)
        assert unread.outcome is Outcome.REVIEW


def test_findings_of_one_outcome_stand_in_the_order_of_their_kinds() -> None:
    """The strongest first, then what weighs most."""
    kinds = ("data", "goods", "flag", "party")
    given = [Finding(kind, "s", Outcome.REVIEW, "") for kind in kinds]
    given.append(Finding("data", "s", Outcome.HOLD, ""))
    found = [(f.kind, f.outcome.value) for f in sorted(given, key=load_policy().rank)]
    assert found == [("data", "hold"), *((k, "review") for k in ("party", "goods", "flag", "data"))]


@pytest.mark.parametrize("effect", ["", *Effect])
@pytest.mark.parametrize("kind", load_policy().order)
def test_every_finding_above_a_note_says_what_to_do_next(kind: str, effect: str) -> None:
    """Whatever its kind and effect; what its rule says is kept, and a note asks for nothing."""
    policy = load_policy()
    found = Finding(kind, "s", Outcome.REVIEW, "x", effect=effect)
    assert policy.with_next_step(found).next_step
    said = Finding(kind, "s", Outcome.HOLD, "x", effect=effect, next_step="as the rule says")
    assert policy.with_next_step(said) is said
    note = Finding(kind, "s", Outcome.NO_MATCH, "x", effect=effect)
    assert policy.with_next_step(note) is note


def test_a_licence_is_checked_where_one_is_required_and_a_paper_asked_for_elsewhere() -> None:
    """The effect decides."""
    policy = load_policy()
    licence = Finding("goods", "s", Outcome.HOLD, "x", effect="licence requirement")
    caution = Finding("goods", "s", Outcome.REVIEW, "x", effect="caution only")
    assert "licence" in policy.with_next_step(licence).next_step
    assert "end-use statement" in policy.with_next_step(caution).next_step


def test_the_kinds_in_order_are_those_that_a_finding_may_have() -> None:
    """A kind that is left out would be shown last and ask for nothing."""
    said = (Finding.__doc__ or "").partition("``kind`` is")[2].partition("``subject``")[0]
    assert set(load_policy().order) == set(re.findall(r"``(\w+)``", said))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda file: file["party"][0].update(colour="red"), "colour"),
        (lambda file: file["party"][0].update(evidence="rumour"), "rumour"),
        (lambda file: file["party"][0].update(outcome="clear"), "clear"),
        (lambda file: file["party"][0].update(effects=["magic"]), "magic"),
        (lambda file: file["party"].pop(), "no row says"),
        (lambda file: file["next_steps"].pop("hold"), "no next step for hold"),
        (lambda file: file["letters"]["red-flag letter"].pop("next_step"), "red-flag letter"),
        (lambda file: file["documents"].pop(), "asked for by party"),
        (lambda file: file["documents"][0].update(kinds=["smell"]), "smell"),
        (lambda file: file["documents"][0].update(effects=["magic"]), "magic"),
    ],
)
def test_a_wrong_policy_is_refused(change: Any, said: str) -> None:
    """With its file, and the row where one is wrong."""
    file = copy.deepcopy(load_facts(FILE))
    change(file)
    with pytest.raises(RuleError, match=said) as caught:
        read_policy(file)
    assert FILE in str(caught.value)


def test_the_roles_behind_a_party_are_roles() -> None:
    assert load_policy().behind.roles <= set(vocabulary().role_names)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"at_most": "maybe"}, "at_most"),
        ({"colour": "red"}, "are needed"),
    ],
)
def test_a_wrong_row_on_those_behind_a_party_is_refused(row: dict[str, Any], said: str) -> None:
    file = copy.deepcopy(load_facts(FILE))
    file["behind"] |= row
    with pytest.raises(RuleError, match=said):
        read_policy(file)
