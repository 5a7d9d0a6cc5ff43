"""Names inside a cell are looked up among owners, each on its own."""

from __future__ import annotations

import datetime as dt

import pytest

from counterflow.core.model.decisions import Finding
from counterflow.core.model.parties import Detail, Identifier, Party
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.ownership import ownership_findings
from counterflow.screening.pipeline.owners import OwnerFinder
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.watch.index.build import build_index
from counterflow.watch.ownership.build import GraphBuilder
from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.shares import read_share
from counterflow.watch.ownership.ties import Kind, NodeRecord, TieRecord
from strategies import listing

DAY = dt.date(2026, 6, 1)
LEI = "213800WAVVOPS85N2205"
LISTED = listing("us", "Brasdol Fengri", authority="OFAC SDN", country="ru", innCode="7707083893")
MATCHER = PartyMatcher(build_index([LISTED]))
OWNED = "Ostzin Handels GmbH"
ORDER = {"stop": 3, "hold": 2, "review": 1, "no match found": 0}


def graph(country: str = "AE", lei: str = "") -> OwnershipGraph:
    """Give a graph in which the listed party holds all of one company."""
    builder = GraphBuilder()
    owner = NodeRecord("o", ("Brasdol Fengri",), "RU", (("innCode", "7707083893"),))
    owned = NodeRecord("p", (OWNED,), country, (("leiCode", lei),) if lei else ())
    share = read_share("100")
    keys = [builder.keep(node) for node in (owner, owned)]
    builder.add_tie(TieRecord(keys[0], keys[1], Kind.SHARES, share), "register")
    return builder.finish()


def findings(held: OwnershipGraph | None, *parties: Party) -> list[Finding]:
    """Give the findings on owners of one transaction."""
    owned = OwnerFinder(held).gather(Transaction("t", parties=parties), DAY)
    if owned is None:
        return []
    weighed = MATCHER.weigh_parties([one.party for one in owned.asked])
    return list(ownership_findings(owned, weighed, None, as_of=DAY, on=DAY))


def strongest(found: list[Finding]) -> str:
    """Give the strongest outcome."""
    return max((str(one.outcome) for one in found), key=ORDER.__getitem__, default="")


@pytest.mark.parametrize(
    "cell",
    [
        f"{OWNED} c/o Lornol Agency Ltd",
        f"Lornol Agency Ltd c/o {OWNED}",
        f"Lornol Agency Ltd, care of {OWNED}",
        f"Lornol Agency Ltd on behalf of {OWNED}",
        f"ООО «Лорнол» для {OWNED}",
        f"ООО «Лорнол» от имени {OWNED}",
        f"Lornol Agentur GmbH als Vertreter der {OWNED}",
        f"Lornol Agentur GmbH im Auftrag der {OWNED}",
        f"Lornol SARL pour le compte de {OWNED}",
        f"Lornol SL por cuenta de {OWNED}",
        f"Lornol SRL per conto di {OWNED}",
        f"{OWNED} adına Lornol Ltd Şti",
        f"{OWNED}, represented by Lornol Agency Ltd",
        f"{OWNED} (Lornol Agency Ltd)",
        f"{OWNED}, 5 Lornol Street, Dubai",
    ],
)
def test_a_company_within_a_cell_has_its_owners(cell: str) -> None:
    found = findings(graph(), Party("consignee", cell, country="AE"))
    assert strongest(found) == "hold"
    assert {one.subject for one in found} == {"consignee"}
    assert any(OWNED in one.ours for one in found)


def test_whom_an_address_is_in_care_of_has_its_owners() -> None:
    party = Party("consignee", "Lornol Ltd", country="AE", address=f"c/o {OWNED}, 5 Quay Road")
    assert strongest(findings(graph(), party)) == "hold"


def test_a_second_name_may_sit_in_another_country_than_the_cell() -> None:
    found = findings(graph("CY"), Party("buyer", f"Lornol Ltd c/o {OWNED}", country="AE"))
    assert strongest(found) == "hold"
    assert "only the name says" in found[0].summary


def test_one_name_before_its_town_sits_where_the_paper_says() -> None:
    assert not findings(graph("CY"), Party("buyer", f"{OWNED}, Dubai", country="AE"))


def test_a_name_in_another_cell_does_not_weaken_what_a_number_tells() -> None:
    sure = Party("buyer", OWNED, country="AE", identifiers=(Identifier("leiCode", LEI),))
    other = Party("notify_party", f"Lornol Ltd c/o {OWNED}", country="AE")
    alone = findings(graph(lei=LEI), sure)
    assert strongest(alone) == "stop"
    for parties in ((sure, other), (other, sure)):
        found = findings(graph(lei=LEI), *parties)
        assert strongest([one for one in found if one.subject == "buyer"]) == "stop"
        assert strongest([one for one in found if one.subject != "buyer"]) == "hold"


def test_an_owner_of_the_papers_may_stand_in_a_cell_and_own_a_party_in_one() -> None:
    owner = Party(
        "owner", f"Lornol Trustees Ltd for account of {OWNED}", country="AE",
        details=(Detail("owns", "Dramir Works"), Detail("share", "60")),
    )  # fmt: skip
    buyer = Party("buyer", "Pelrin Trading LLC")
    consignee = Party("consignee", "Dramir Works c/o Pelrin Trading LLC")
    found = findings(graph(), owner, buyer, consignee)
    assert {one.subject for one in found} == {"consignee"}
    assert strongest(found) == "hold"


def owner(name: str, share: str) -> Party:
    """Give an owner of the papers who holds a share of the buyer."""
    return Party("owner", name, details=(Detail("share", share),))


@pytest.mark.parametrize(
    ("shares", "outcome"),
    [
        (("60", "40"), ""),
        (("33.4", "33.4", "33.3"), ""),
        (("80", "50"), "review"),
        ((">60", "41-50"), "review"),
        (("0-80", "50"), ""),
        (("", "100"), ""),
        (("100", "0.5 %"), "review"),
    ],
)
def test_shares_of_more_than_the_whole_in_the_papers_are_a_finding(
    shares: tuple[str, ...], outcome: str
) -> None:
    buyer = Party("buyer", "Pelrin Trading LLC")
    owners = [owner(f"Dramir {at} Works", share) for at, share in enumerate(shares)]
    found = findings(None, buyer, *owners)
    assert strongest(found) == outcome
    if outcome:
        (one,) = found
        assert (one.subject, one.rule) == ("buyer", "owners-over-whole")
        assert "Dramir 0 Works" in one.summary


def test_a_sum_says_how_much_and_an_impossible_share_what_is_wrong() -> None:
    buyer = Party("buyer", "Pelrin Trading LLC")
    (found,) = findings(None, buyer, owner("Dramir", "80"), owner("Quowex", "50"))
    assert "add up to 130 %: Dramir 80 %, Quowex 50 %" in found.summary
    (found,) = findings(None, buyer, owner("Dramir", "130 %"))
    assert (found.subject, str(found.outcome)) == ("owner", "review")
    assert "'130 %': it lies above 100 per cent" in found.summary


def test_imported_shares_of_more_than_the_whole_are_noted() -> None:
    builder = GraphBuilder()
    nodes = [NodeRecord(key, (name,), "AE") for key, name in (("a", "Dramir"), ("b", "Quowex"))]
    owned = builder.keep(NodeRecord("p", (OWNED,), "AE"))
    for node in nodes:
        builder.add_tie(TieRecord(builder.keep(node), owned, share=read_share("70")), "register")
    (found,) = findings(builder.finish(), Party("buyer", OWNED, country="AE"))
    assert (found.rule, str(found.outcome)) == ("owners-over-whole", "no match found")
    assert "140 %" in found.summary
