"""Findings of several lists on one party: shown once, and none is ever lost."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.decisions import Finding
from counterflow.core.model.matches import Comparison, Feature
from counterflow.core.model.outcomes import Outcome
from counterflow.publish.exports.grouping import group_findings


def on(listed: str, theirs: str = "Acme Trading LLC", **more: Any) -> Finding:
    given = {
        "kind": "party", "subject": "buyer", "outcome": Outcome.HOLD, "summary": "a match",
        "listing": f"{listed}-1", "list": listed, "ours": "Acme Trading", "theirs": theirs, **more,
    }  # fmt: skip
    return Finding(**given)


def numbered(listed: str, theirs: str, number: str) -> Finding:
    feature = Feature("identifier", "agree", 1.0, number, number, "the same IMO number")
    return on(listed, theirs, comparison=Comparison(0.99, (feature,)))


def lists_of(*findings: Finding) -> list[list[str]]:
    return [[f.list for f in shown.findings] for shown in group_findings(findings)]


def test_one_name_on_two_lists_is_one() -> None:
    assert lists_of(on("pack"), on("un", "TRADING ACME, L.L.C.")) == [["pack", "un"]]


def test_one_number_under_two_names_is_one() -> None:
    first, second = numbered("pack", "Vessel A", "8861058"), numbered("un", "Ship B", "8861058")
    assert lists_of(first, second) == [["pack", "un"]]
    assert len(lists_of(first, numbered("un", "Ship B", "9179842"))) == 2


def test_what_is_not_surely_one_party_stays_apart() -> None:
    """Two entries of one list, another part, another name of ours, a rule: never put together."""
    first = on("un")
    for other in (
        on("un", listing="un-2"),
        on("pack", subject="consignee"),
        on("pack", ours="Acme Trading Ltd"),
        on("pack", "Acme Shipping LLC"),
        on("pack", kind="place"),
        on("pack", listing=""),
    ):
        assert len(lists_of(first, other)) == 2, other


def test_the_strongest_leads_and_of_equals_the_official_list() -> None:
    weak = on("un", outcome=Outcome.REVIEW)
    [shown] = group_findings([on("pack"), weak], frozenset({"un"}))
    assert shown.lead.list == "pack"
    [shown] = group_findings([on("pack"), on("un")], frozenset({"un"}))
    assert shown.lead.list == "un"
    assert [finding.list for finding in shown.also] == ["pack"]


FINDINGS = st.builds(
    on,
    st.sampled_from(["pack", "un", "us"]),
    st.sampled_from(["Acme Trading LLC", "ACME TRADING", "Other Name"]),
    subject=st.sampled_from(["buyer", "consignee"]),
    outcome=st.sampled_from(list(Outcome)),
)


@given(st.lists(FINDINGS, max_size=8))
def test_no_finding_is_lost_or_doubled(findings: list[Finding]) -> None:
    groups = group_findings(findings)
    shown = [id(finding) for group in groups for finding in group.findings]
    assert sorted(shown) == sorted(map(id, findings))
    for group in groups:
        lists = [finding.list for finding in group.findings]
        assert len(lists) == len(set(lists))
        strengths = [finding.outcome.strength for finding in group.findings]
        assert strengths == sorted(strengths, reverse=True)
