"""A small store of invented records with hostile names, for every page of the console."""

from __future__ import annotations

import json
import time
import urllib.request
from pathlib import Path

import counterflow
from api_server import ask
from counterflow.core.assertions import Assertion, Occasion, Report, Speaker
from counterflow.evidence.claims.store import KeptReading, keep_readings
from counterflow.watch.ownership.kept import import_graph
from flows.conftest import csv_bytes, forty, shipment

DAY = "2026-01-20"
OWNERS = Path(__file__).parent / "fixtures" / "ownership" / "holdings.csv"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
QUOTES = "\"'><svg onload=alert(3)> {{7*7}} ${7*7} javascript:alert(4)"
BIDI = "Acme \u202edtL gnidarT\u2066 \u0645\u0624\u0633\u0633\u0629"
LONG = "Ж" * 10_000
HOSTILE = {"script": SCRIPT, "quotes": QUOTES, "bidi": BIDI, "long": LONG}
PLAIN = "Dunwall Import GmbH"


def make(folder: Path) -> Path:
    """Fill a store: two versions of a list, owners, a claim that is denied."""
    engine = counterflow.open(folder, as_of=DAY)
    first = [{"name": PLAIN, "id": "H-1", "country": "Germany"}]
    second = [
        {"name": PLAIN, "id": "H-1", "country": "Austria", "alias": "Данволл"},
        *({"name": text, "id": f"H-{key}", "country": "Iran", "remarks": text}
          for key, text in HOSTILE.items()),
    ]  # fmt: skip
    for day, rows in (("2026-01-10", first), ("2026-01-18", second)):
        file = folder.with_name("house.json")
        file.write_text(json.dumps(rows), "utf-8")
        engine.store.import_list([file], name="house", format="own_list", published_on=day)
    import_graph(folder, [OWNERS], name="house", published_on="2026-01-10")
    keep_readings(folder, [_reading("a", "assert"), _reading("b", "deny")])
    counterflow.open(folder, as_of=DAY).prepare()
    return folder


def _reading(name: str, stance: str) -> KeptReading:
    occasion = Occasion(f"customs-{name}@2026-01-0{1 if stance == 'assert' else 2}", "2026-01-01")
    said = Assertion(
        f"{name}:0", name, 0, 40, f"it had stopped a truck of {SCRIPT}", f"customs {BIDI} {name}",
        f"customs-{name}", stance=stance, occasion=occasion.id,
    )  # fmt: skip
    report = Report(name, name, f"{QUOTES}.txt", title=SCRIPT)
    return KeptReading(report, (Speaker(f"customs-{name}", "customs"),), (occasion,), (said,))


def send_file(address: str, rows: list[dict[str, str]] | None = None) -> str:
    """Send a file of shipments, hostile names among them; give its id when it is done."""
    chosen = rows or [
        *forty(), *(shipment(100 + at, consignee=text[:3000], rep=text[:3000])
                    for at, text in enumerate(HOSTILE.values())),
        shipment(120, consignee=PLAIN),
    ]  # fmt: skip
    url = f"{address}/v1/screen-file?name=%3Cb%3Eships.csv&kind=shipment"
    asked = urllib.request.Request(url, csv_bytes(chosen), {"Content-Type": "text/csv"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        job: str = json.load(answer)["id"]
    for _ in range(300):
        state = ask(f"{address}/v1/screen-file/{job}")[1]["state"]
        if state in ("done", "failed"):
            assert state == "done"
            return job
        time.sleep(0.2)
    raise AssertionError("the file was not screened")
