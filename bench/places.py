"""µs per transaction of what screening asks about places, addresses, ways and ships, each alone.

    python bench/places.py             # 10,000 plain papers, nothing of which is on any list
    python bench/places.py --count 2000

Papers repeat 500 parties, or repeat none ("distinct"); the second pass finds all texts remembered.
The listed addresses are 15,000 invented ones. CPU time of one process.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import time
from collections.abc import Callable, Sequence

from counterflow.core.model.listings import Listing
from counterflow.core.model.parties import Identifier, Party
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.core.tables.rows import Row, Table
from counterflow.screening.intake.columns import recognize
from counterflow.screening.intake.transactions import read_transactions
from counterflow.screening.pipeline.addresses import address_findings
from counterflow.screening.pipeline.craft import craft_findings
from counterflow.screening.pipeline.crowds import Crowds, crowds_of, crowds_of_file
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.screening.pipeline.routes import route_findings
from counterflow.screening.pipeline.sites import site_findings
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.index.build import build_index
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.places.listed_addresses import ListedAddresses
from counterflow.watch.places.positions import default_positions
from counterflow.watch.rules.mentions import Situation
from counterflow.watch.rules.rulebook import load_rules

CITIES = (("Hamburg", "DE"), ("Rotterdam", "NL"), ("Shanghai", "CN"), ("Istanbul", "TR"),
          ("Dubai", "AE"), ("New York", "US"), ("Lyon", "FR"), ("Busan", "KR"))  # fmt: skip
LISTED, REPEATED = 15_000, 500


def paper(at: int, draw: random.Random, *, distinct: bool) -> Transaction:
    """Make a plain shipment of two parties, a ship, one leg."""
    start, end = draw.sample(CITIES, 2)
    key = at if distinct else at % REPEATED

    def party(role: str, place: tuple[str, str]) -> Party:
        address = f"{key % 200 + 1} Brasdol{key} Street, Unit {key % 90}, {place[0]}"
        return Party(role, f"Firm {key}", country=place[1], city=place[0], address=address)

    ship = Party("vessel", "Quiet Harbour", schema="Vessel", country="PA",
                 identifiers=(Identifier("imoNumber", "9074729"),))  # fmt: skip
    leg = Leg(*start, *end, departs_on="2026-05-01", arrives_on="2026-05-20")
    parties = (party("shipper", start), party("consignee", end), ship)
    return Transaction(
        str(at), date="2026-05-01", parties=parties,
        goods=(GoodsLine("6403.99"),), legs=(leg,), destination_country=end[1],
    )  # fmt: skip


def timed(
    name: str, ask: Callable[[Transaction, Situation], object],
    papers: Sequence[Transaction], seen: Sequence[Situation],
) -> None:  # fmt: skip
    """Print what one room costs per transaction."""
    began = time.process_time()
    for transaction, situation in zip(papers, seen, strict=True):
        ask(transaction, situation)
    print(f"  {name:10} {(time.process_time() - began) / len(papers) * 1e6:6.1f} µs")


def crowds(count: int, draw: random.Random) -> None:
    """Print what the look over a file for crowded addresses costs, and that it misses none."""
    columns = ("consignee", "consignee address", "consignee country")
    rows = []
    for at in range(1, count + 1):
        street = f"Brasdol{draw.randrange(count)} Street" if at % 1000 else "Kevmav Street"
        address = f"{at % 200 if at % 1000 else 7} {street}, Unit 3, Hamburg"
        rows.append(Row(at, at, [f"Firm{at} Trading", address, "DE"]))
    table = Table(columns, "rows", "csv", {}, lambda: iter(rows))
    plan = recognize(columns)
    found = []
    looks: tuple[tuple[str, Callable[[], Crowds]], ...] = (
        ("by cells", lambda: crowds_of_file(table, plan)),
        ("by transactions", lambda: crowds_of(read_transactions(table, plan))),
    )
    for name, look in looks:
        began = time.process_time()
        found.append(look())
        print(f"  crowds {name:16} {(time.process_time() - began) / count * 1e6:6.1f} µs")
    print(f"  equal: {found[0] == found[1]}, crowded addresses: {len(found[0].counts)}")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000)
    count = options.parse_args().count
    draw = random.Random(7)
    streets = [
        f"{at % 300 + 1} Velmor{at % 4000} Road, {CITIES[at % 8][0]}" for at in range(LISTED)
    ]
    listings = [
        Listing(f"l{at}", "invented", "Company",
                {"name": [f"Listed {at}"], "address": [f"Office {at % 80}, {street}"]})
        for at, street in enumerate(streets)
    ]  # fmt: skip
    matcher = PartyMatcher(build_index(listings))
    listed = ListedAddresses(matcher.index)
    began = time.process_time()
    listed.load()
    print(f"addresses of {LISTED:,} listings read in {time.process_time() - began:.2f} s")
    gazetteer, tables, rules = load_gazetteer(), load_goods_tables(), load_rules()
    positions, day = default_positions(), dt.date(2026, 11, 21)
    crowds(count, draw)
    for distinct in (False, True):
        papers = [paper(at, draw, distinct=distinct) for at in range(count)]
        for turn in ("first", "second"):
            print(f"{'distinct' if distinct else 'repeated'} papers, {turn} pass")
            began = time.process_time()
            seen = [recognise(one, gazetteer=gazetteer, tables=tables, as_of=day, nexus=None)
                    for one in papers]  # fmt: skip
            print(f"  recognise  {(time.process_time() - began) / count * 1e6:6.1f} µs")
            timed("sites", lambda t, s: list(site_findings(t, s, positions)), papers, seen)
            timed("routes", lambda t, s: route_findings(t, s, positions, rules), papers, seen)
            timed("craft", craft_findings, papers, seen)
            timed(
                "addresses",
                lambda t, s: address_findings(t, s, listed, matcher.listing, ()),
                papers,
                seen,
            )


if __name__ == "__main__":
    main()
