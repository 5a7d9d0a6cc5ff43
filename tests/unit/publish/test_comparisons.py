"""What was compared with a listing, in rows whose figures add up to the score."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.matches import Comparison, Feature
from counterflow.core.text.figures import two_digits
from counterflow.publish.exports.comparisons import compared, same_but_for
from counterflow.watch.matching.compare import compare


def person(name: str, **more: list[str]) -> dict[str, object]:
    return {"schema": "Person", "properties": {"name": [name], **more}}


def test_a_weight_that_raises_the_score_is_said() -> None:
    found = compare(
        person("Brasdol Fengrin", birthDate=["1970-03-05"]),
        person("BRASDOL FENGRI ALTOMAR", birthDate=["1970-03-05"]),
    )
    birth = next(row for row in compared(found) if row.part == "birth date")
    assert found.features[1].weight > 0.05
    assert "adds 0." in birth.says
    assert "changes nothing" not in birth.says


AGREEMENTS = st.sampled_from(["agree", "differ", "unknown"])
WEIGHTS = st.one_of(
    st.just(0.0),
    st.sampled_from([-0.05, -0.08, -0.12, -0.15, -0.31, -0.32, -0.35, 0.15, 0.08]),
    st.integers(-3500, 1500).map(lambda n: n / 10_000),
)
FIELDS = st.lists(
    st.builds(
        Feature,
        name=st.sampled_from(["birth date", "country", "address", "gender", "aircraft mark"]),
        agreement=AGREEMENTS,
        weight=WEIGHTS,
        ours=st.just("a"),
        theirs=st.just("b"),
        words=st.sampled_from(["", "some words"]),
    ),
    max_size=5,
)


@given(st.integers(0, 9999).map(lambda n: n / 10_000), FIELDS)
def test_printed_weights_add_up_to_the_printed_score(name: float, fields: list[Feature]) -> None:
    total = name + sum(feature.weight for feature in fields)
    score = round(min(1.0, max(0.0, total)), 4)
    one = Feature("name", "agree", name, "Acme", "ACME")
    rows = compared(Comparison(score, (one, *fields)))
    added = sum(_figure(row.says) for row in rows)
    assert f"{min(100, max(0, added)) / 100:.2f}" == two_digits(score)
    assert ("never falls below" in rows[-1].says) == (added < 0)
    for row, feature in zip(rows[1:], fields, strict=True):
        assert ("changes nothing" in row.says) == (not feature.weight)
        assert abs(row.points - feature.weight * 100) < 1


def _figure(says: str) -> int:
    """Read the hundredths that a sentence names."""
    words = says.replace(";", "").replace("not alike", "alike to 0.00").split()
    for at, word in enumerate(words):
        if word == "adds":
            return round(float(words[at + 1]) * 100)
        if word == "takes":
            return -round(float(words[at + 1]) * 100)
        if word == "to":
            return round(float(words[at + 1]) * 100)
    return 0


@given(
    st.sampled_from(["Brasdol Fengri", "Brasdl Fengry", "Maria Garcia", "Fengri"]),
    st.sampled_from(["BRASDOL FENGRI ALTOMAR", "Garcia, Maria", "Brasdol Fengri"]),
    st.sampled_from(["", "1970-03-05", "1970", "1988-01-02"]),
    st.sampled_from(["", "1970-03-05", "1971-03-05"]),
    st.sampled_from(["", "ir", "ae"]),
)
def test_printed_weights_of_real_comparisons_add_up(
    ours: str, theirs: str, born: str, listed: str, country: str
) -> None:
    def fields(birth: str, country: str) -> dict[str, list[str]]:
        return {"birthDate": [birth] if birth else [], "nationality": [country] if country else []}

    found = compare(person(ours, **fields(born, country)), person(theirs, **fields(listed, "ir")))
    shown = min(100, max(0, sum(row.points for row in compared(found))))
    assert f"{shown / 100:.2f}" == two_digits(found.score)


def test_a_sum_that_is_cut_says_so() -> None:
    fields = (
        Feature("name", "agree", 0.3, "Acme", "Zubrovka"),
        Feature("country", "differ", -0.32, "ir", "ae", "no country in common"),
    )
    assert compared(Comparison(0.0, fields))[-1].says == (
        "no country in common: takes 0.32 off; a score never falls below 0.00"
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "written_out"),
    [
        ("Sahara Thunder", "THUNDER, Sahara", False),
        ("Sahara Thunder", "SaharaThunder OOO", False),
        ("Трзикросна", "Trzikrosna", False),
        ("OOO Brasdol", "BRASDOL limited liability company", False),
        ("Trading", "TDG Ltd.", True),
        ("Banco Nacional", "NATIONAL BANK PLC", True),
        ("Kim Jong Un", "Gim Jeong Eun", True),
    ],
)
def test_names_that_count_as_the_same_say_in_what_they_differ(
    ours: str, theirs: str, *, written_out: bool
) -> None:
    found = compare(
        {"schema": "LegalEntity", "properties": {"name": [ours]}},
        {"schema": "LegalEntity", "properties": {"name": [theirs]}},
    )
    assert found.features[0].weight >= 0.97
    assert ("translated terms" in same_but_for(ours, theirs)) == written_out


def test_a_cap_is_said_only_where_it_decides() -> None:
    def listed(weak: str) -> dict[str, object]:
        return {"schema": "Company", "properties": {"name": ["Zubrovka"], "weakAlias": [weak]}}

    ours = {"schema": "Company", "properties": {"name": ["Nordlicht Machinry"]}}
    capped = compare(ours, listed("NORDLICHT MACHINERY"))
    below = compare(ours, listed("NORDLICHT MACHINERY BRASDOL"))
    assert capped.weak_alias
    assert below.weak_alias
    assert capped.features[0].weight == 0.8
    assert below.features[0].weight < 0.8
    assert compared(capped)[0].says.endswith("calls this alias weak, so it counts 0.80 at most")
    assert compared(below)[0].says.endswith("the list calls this alias weak")


def test_the_name_row_of_a_nameless_side_says_so() -> None:
    name = Feature("name", "unknown", 0.0, "", "Acme")
    for weak in (False, True):
        found = msgspec.structs.replace(Comparison(0.0, (name,)), weak_alias=weak)
        assert compared(found)[0].says == "no name to compare on one side"
