"""Sources in an order that tells a listing from guidance on its effect."""

from __future__ import annotations

from counterflow.core.model.law import Citation
from counterflow.publish.exports.sources import in_reading_order
from counterflow.watch.sources.ofac_acts import CONSOLIDATED, SDN, effect_sources

PREFACE = effect_sources(SDN, ())[0]
PAGE = Citation(SDN.source, SDN.title)
OTHER = Citation("act", "Regulation 0/0")


def test_the_preface_of_another_list_is_guidance_beside_an_entry_of_the_sdn_list() -> None:
    for given in ((PREFACE, PAGE, OTHER), (PAGE, PREFACE, OTHER)):
        read = in_reading_order(given)
        assert [source.citation for source in read] == [PAGE, OTHER, PREFACE]
        assert [bool(source.purpose) for source in read] == [False, False, True]


def test_an_entry_of_that_other_list_is_cited_with_it() -> None:
    page = Citation(CONSOLIDATED.source, CONSOLIDATED.title)
    given = (effect_sources(CONSOLIDATED, ("NS-MBS",))[0], page)
    assert [(*source,) for source in in_reading_order(given)] == [(one, "") for one in given]


def test_no_source_is_lost() -> None:
    assert in_reading_order(()) == []
    assert len(in_reading_order((PAGE, PREFACE, PAGE))) == 3
