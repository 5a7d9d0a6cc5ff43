"""Origins and voices by index are those of comparing each with every other."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.assertions import Assertion, Claim, Occasion, Origin, ReprintFamily
from counterflow.evidence.claims.origins import (
    find_origins,
    origins_of,
    voice_of,
    voices_by_claim,
)


def same_day(a: str, b: str) -> bool:
    if a.startswith("..") or b.startswith(".."):
        return a == b
    return a.startswith(b) or b.startswith(a)


def occasions_exhaustively(said: Sequence[Assertion]) -> dict[str, tuple[str, str]]:
    """Give each assertion's voice and occasion by holding it against all occasions of its voice."""
    known: dict[str, list[str]] = {}
    found: dict[str, tuple[str, str]] = {}
    rows = [
        (voice_of(one), -len(one.occasion.split("@")[1]), one.occasion.split("@")[1], at, one.id)
        for at, one in enumerate(said)
        if one.occasion
    ]
    for voice, _, date, _, name in sorted(rows):
        days = known.setdefault(voice, [])
        day = next((each for each in days if same_day(each, date)), None)
        if day is None:
            day = date
            days.append(date)
        found[name] = (voice, day)
    return found


def voices_exhaustively(
    claim: str, origins: Sequence[Origin], said: Sequence[Assertion]
) -> tuple[str, ...]:
    for_it = {
        (one.report, voice_of(one))
        for one in said
        if one.claim == claim and one.stance != "deny" and one.occasion
    }
    return tuple(
        dict.fromkeys(
            one.speaker
            for one in origins
            if claim in one.claims
            and any(
                (report, voice) in for_it
                for report in one.reports
                for voice in (one.speaker, *one.also)
            )
        )
    )


ROWS = st.tuples(
    st.sampled_from(["r1", "r2", "r3", "r4"]),
    st.sampled_from(["a", "b", "c", ""]),
    st.sampled_from(
        ["2031-05-06", "2031-05-07", "2031-05", "2031", "", "../2031-05", "..", "2030"]
    ),
    st.sampled_from(["c1", "c2", "c3"]),
    st.sampled_from(["assert", "deny", "acknowledge"]),
    st.sampled_from(["one wording", "another"]),
)


@given(st.lists(ROWS, max_size=16), st.booleans())
def test_origins_by_index_are_those_of_asking_every_occasion(
    rows: list[tuple[str, str, str, str, str, str]], reprinted: bool
) -> None:
    said = [
        Assertion(
            f"x{at}", report, at, at + 1, text, voice, stance=stance, claim=claim,
            occasion=f"{voice}@{day}" if voice else "",
        )
        for at, (report, voice, day, claim, stance, text) in enumerate(rows)
    ]  # fmt: skip
    occasions = [Occasion(one.occasion, one.occasion.split("@")[1]) for one in said if one.occasion]
    family = [ReprintFamily("r1", ("r1", "r2"), 0.5)] if reprinted else []
    origins = find_origins(said, occasions, family)
    if not reprinted:
        held: dict[tuple[str, str], list[str]] = {}
        for name, occasion in occasions_exhaustively(said).items():
            held.setdefault(occasion, []).append(name)
        by_id = {one.id: one for one in said}
        assert {
            (one.speaker, one.occasion, frozenset(one.claims), frozenset(one.reports))
            for one in origins
        } == {
            (
                *occasion,
                frozenset(by_id[name].claim for name in names),
                frozenset(by_id[name].report for name in names),
            )
            for occasion, names in held.items()
        }
    by_claim = voices_by_claim(origins, said)
    for claim in ("c1", "c2", "c3"):
        exact = voices_exhaustively(claim, origins, said)
        assert by_claim.get(claim, ()) == exact
        assert origins_of(Claim(claim, "", {}), origins, said) == exact
