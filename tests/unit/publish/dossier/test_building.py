"""What a dossier says of an invented ledger."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from counterflow.core.assertions import Judgement, Ledger
from counterflow.core.dossiers import Dossier, Exhibit
from counterflow.core.errors import DossierError
from counterflow.publish.dossier.building import build_dossier, digest_of, record_of
from dossier_ledger import TEXTS, full_ledger


@pytest.fixture(scope="module")
def pair() -> Dossier:
    return build_dossier(full_ledger(), "Norway and Iceland")


@pytest.mark.parametrize(
    ("asked", "kind", "claims"),
    [
        ("c-ship", "claim", ["c-ship"]),
        ("fjellvik industrial park", "site", ["c-ship", "c-plant"]),
        ("NO-IS", "pair", ["c-ship", "c-route", "c-pay"]),
        ("Iceland -> Norway", "pair", ["c-ship", "c-route", "c-pay"]),
        ("Jon Straumur", "speaker", ["c-pay"]),
        ("test rigs", "entity", ["c-ship", "c-route"]),
    ],
)
def test_a_subject_is_found_by_its_names(asked: str, kind: str, claims: list[str]) -> None:
    built = build_dossier(full_ledger(), asked)
    assert (built.kind, [one.id for one in built.claims]) == (kind, claims)


@pytest.mark.parametrize("asked", ["", "Atlantis", "c-none", "NO-NO", "Malta and Chad"])
def test_an_unknown_subject_is_refused(asked: str) -> None:
    with pytest.raises(DossierError, match="CF930"):
        build_dossier(full_ledger(), asked)


def test_every_sentence_leads_to_its_words(pair: Dossier) -> None:
    """Each note's span, cut out of its report, is what it quotes."""
    sentences = [*pair.summary, *(part.summary for part in pair.claims)]
    sentences += [voice.sentence for part in pair.claims for voice in part.voices]
    sentences += [one.sentence for part in pair.claims for one in part.differences]
    numbers = {note.number for note in pair.notes}
    assert all(one.notes and set(one.notes) <= numbers for one in sentences)
    for note in pair.notes:
        assert TEXTS[note.report][note.start : note.end] == note.quotation
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_origins_count_voices_and_not_reports(pair: Dossier) -> None:
    ship = pair.claims[0]
    assert ship.origins == ("Una Brekke", "Fjellvik Machinery AS")
    assert ship.deniers == ("Norwegian trade ministry",)
    assert "2 independent origins in 2 reports" in ship.summary.text
    assert pair.reprints == 1


def test_one_voice_on_one_occasion_is_one_row(pair: Dossier) -> None:
    brekke = [voice for voice in pair.claims[0].voices if voice.speaker == "Una Brekke"]
    assert [voice.assertions for voice in brekke] == [("a-1", "a-7")]


def test_an_older_occasion_stays_its_own() -> None:
    site = build_dossier(full_ledger(), "fjellvik-industrial-park")
    plant = next(part for part in site.claims if part.id == "c-plant")
    assert {voice.date for voice in plant.voices} == {"2031-03-04", "2031-02", "2031-03-05"}


def test_stated_distances_stand_beside_computed_ones() -> None:
    site = build_dossier(full_ledger(), "fjellvik-industrial-park")
    near, far = site.distances
    assert near.computed_km == far.computed_km
    assert near.computed_km is not None
    assert 265 < near.computed_km < 280
    assert far.stated_km == 520
    assert "does not agree" in far.verdict


@pytest.mark.parametrize(
    ("words", "km"),
    [
        ("300 miles west of Oslo", 482.8),
        ("1,200 kilometres from Oslo", 1200.0),
        ("12-km of Oslo", 12),
    ],
)
def test_distances_are_read_in_km_and_miles(words: str, km: float) -> None:
    ledger = full_ledger()
    said = msgspec.structs.replace(ledger.assertions[1], text=f"It lies {words}")
    ledger = msgspec.structs.replace(ledger, assertions=(said,), relations=())
    assert [one.stated_km for one in build_dossier(ledger, "c-plant").distances] == [km]


def test_a_route_is_drawn_by_its_places(pair: Dossier) -> None:
    assert [way.spots for way in pair.ways] == [("bergen", "north-sea", "reykjavik")]


def test_the_timeline_is_in_the_order_of_time(pair: Dossier) -> None:
    kinds = {one.kind for one in pair.moments}
    assert kinds == {"said", "published", "period"}
    assert [one.date for one in pair.moments if one.kind != "period"] == sorted(
        one.date for one in pair.moments if one.kind != "period"
    )


def test_exhibits_of_other_subjects_are_left_out() -> None:
    def exhibit(**more: Any) -> Exhibit:
        return Exhibit("ab" * 32, "a.png", "image/png", 1, "A ministry", "2031", **more)

    mine = [exhibit(claim="c-ship"), exhibit(site="Fjellvik industrial park")]
    other = [exhibit(claim="c-pay"), exhibit(site="Elsewhere")]
    built = build_dossier(full_ledger(), "fjellvik-industrial-park", exhibits=[*mine, *other])
    assert list(built.exhibits) == mine


def test_judgements_of_persons_are_shown() -> None:
    judged = Judgement("c-ship", "dispute", "A. Lee", "no annex", said_at="2031-03-06T10:00:00")
    built = build_dossier(full_ledger(), "c-ship", judgements=[judged])
    assert built.claims[0].judgements == (judged,)


def test_a_report_without_hash_cannot_be_cited() -> None:
    ledger = full_ledger()
    bare = tuple(msgspec.structs.replace(one, content_hash="") for one in ledger.reports)
    with pytest.raises(DossierError, match="cannot be cited"):
        build_dossier(msgspec.structs.replace(ledger, reports=bare), "c-ship")


def test_a_relation_to_an_unknown_assertion_is_refused() -> None:
    ledger = full_ledger()
    odd = msgspec.structs.replace(ledger.relations[0], assertions=("a-99",))
    with pytest.raises(DossierError, match="a-99"):
        build_dossier(msgspec.structs.replace(ledger, relations=(odd,)), "c-ship")


def test_the_same_ledger_gives_the_same_record() -> None:
    again = msgspec.json.decode(msgspec.json.encode(full_ledger()), type=Ledger)
    one, other = build_dossier(full_ledger(), "NO-IS"), build_dossier(again, "IS,NO")
    assert record_of(one) == record_of(other)
    assert digest_of(one) == digest_of(other)


def test_two_newsrooms_that_speak_themselves_are_two_voices() -> None:
    ledger = full_ledger()
    own = [one for one in ledger.assertions if one.id in ("a-1", "a-8")]
    said = tuple(
        msgspec.structs.replace(one, speaker="newsroom", speaker_id="newsroom", occasion="",
                                claim="c-ship")
        for one in own
    )  # fmt: skip
    ledger = msgspec.structs.replace(ledger, assertions=said, relations=())
    part = build_dossier(ledger, "c-ship").claims[0]
    assert [voice.assertions for voice in part.voices] == [("a-1",), ("a-8",)]
    assert part.origins == ()


def test_other_claims_change_nothing_that_is_said_of_one() -> None:
    ledger = full_ledger()
    others = [
        msgspec.structs.replace(one, id=f"{one.id}-{copy}", claim=f"{one.claim}-{copy}")
        for copy in range(20)
        for one in ledger.assertions
    ]
    larger = msgspec.structs.replace(ledger, assertions=(*ledger.assertions, *others))
    assert record_of(build_dossier(larger, "c-ship")) == record_of(build_dossier(ledger, "c-ship"))


def test_a_place_under_two_names_is_one_subject_and_one_mark() -> None:
    """Equal positions tell it: otherwise half of what is said of a site is left out."""
    plain = msgspec.to_builtins(full_ledger())
    again = next(one for one in plain["entities"] if one["entity"] == "fjellvik-industrial-park")
    alias = {**again, "entity": "the-park", "name": "The Park", "text": "Park"}
    plain["entities"] = [*plain["entities"], alias]
    ledger = msgspec.convert(plain, type=Ledger)
    built = build_dossier(ledger, "The Park")
    whole = build_dossier(full_ledger(), "Fjellvik Industrial Park")
    assert [one.id for one in built.claims] == [one.id for one in whole.claims]
    assert [spot.kind for spot in built.spots].count("site") == 1
    places = [(spot.latitude, spot.longitude) for spot in built.spots]
    assert len(set(places)) == len(places)
