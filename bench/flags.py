"""What the red flags cost: µs of one core a transaction, over invented transactions.

    python bench/flags.py

Time is that of the process, so that other programs on the machine do not count. Recognising
countries, places and goods is done before and not counted; others pay for it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Detail, Party
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.screening.pipeline.flags import flag_findings
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer

DAY = dt.date(2026, 11, 21)
WORDS = ("Alpha", "Beta", "Gamma", "Delta", "Sigma", "Kappa", "Omega", "Theta", "Lambda", "Zeta")
KINDS = {
    "ordinary": "coffee to France, Germany, Chile or Viet Nam; no details",
    "with details": "bearings to the same; founded, e-mail, trade, payment, end use",
    "listed": "tier 1 goods to Türkiye, with the same details",
}


def made(number: int, kind: str) -> Transaction:
    """Make one transaction of a kind."""
    listed, told = kind == "listed", kind != "ordinary"
    name = f"{WORDS[number % 10]} {WORDS[number // 10 % 10]} {number % 5000} GmbH"
    land = "TR" if listed else ("FR", "DE", "CL", "VN")[number % 4]
    code = {"ordinary": "090111", "with details": "848210", "listed": "854231"}[kind]
    own = (
        Detail("founded_on", f"20{number % 24:02}-0{number % 9 + 1}-11"),
        Detail("email", f"a{number}@muster{number % 50}.example"),
        Detail("line_of_business", "electronics"),
    )
    paper = (
        Detail("payment_method", "T/T"),
        Detail("payment_country", land),
        Detail("end_use", "machine tools"),
    )
    return Transaction(
        str(number),
        date=f"2026-{number % 9 + 1:02}-1{number % 9}",
        parties=(
            Party("shipper", f"Shipper {number % 300} Ltd", country="GB"),
            Party("consignee", name, country=land, address=f"{number % 900} Street, Town",
                  details=own if told else ()),
            Party("notify", f"Notify {number % 900}", country=land),
        ),
        goods=(GoodsLine(code, f"goods of sort {number % 200}", quantity="10"),),
        legs=(Leg("Hull", "GB", "Port", land),),
        destination_country=land,
        value="2000",
        currency="EUR",
        details=paper if told else (),
    )  # fmt: skip


def measure(kind: str, count: int) -> tuple[float, float]:
    """Give the best of three in µs a transaction, and the findings of one on average."""
    transactions = [made(number, kind) for number in range(count)]
    gazetteer, tables = load_gazetteer(), load_goods_tables()
    situations = [
        recognise(one, gazetteer=gazetteer, tables=tables, as_of=DAY, nexus=None)
        for one in transactions
    ]
    others = [Finding("goods", "goods line 1", Outcome.NO_MATCH, "listed")]
    best, findings = float("inf"), 0
    for _ in range(4):
        began = time.process_time()
        findings = sum(
            len(flag_findings(one, situation, others if kind == "listed" else []).findings)
            for one, situation in zip(transactions, situations, strict=True)
        )
        best = min(best, time.process_time() - began)
    return best / count * 1e6, findings / count


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--count", type=int, default=20_000)
    count = given.parse_args().count
    for kind, words in KINDS.items():
        cost, findings = measure(kind, count)
        print(f"{kind:13} {cost:6.1f} µs, {findings:.2f} findings: {words}")


if __name__ == "__main__":
    main()
