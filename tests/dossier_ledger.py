"""An invented ledger: two reports, five speakers, a denial, two occasions, a site, a route."""

from __future__ import annotations

import hashlib
from typing import Any

from counterflow.core.assertions import (
    Appraisal,
    Assertion,
    Claim,
    ClaimRelation,
    Flow,
    Ledger,
    Mention,
    Occasion,
    Origin,
    Report,
    ReprintFamily,
    Speaker,
)

WIRE = (
    "OSLO, 4 March 2031. Iceland is receiving test rigs from Norway for a plant in the Fjellvik "
    "Industrial Park, trade inspector Una Brekke said on Tuesday, citing newly released customs "
    "records. The plant lies 300 km (186 miles) west of Oslo, she said. The rigs were moved by "
    "ship from Bergen across the North Sea to Reykjavik from August 2030, Brekke said. "
    "The Norwegian trade ministry denied that any rigs were sent to Iceland. "
    "A spokesman of Fjellvik Machinery AS acknowledged that a few rigs had been sent before the "
    "ban. In February Brekke had warned that a full plant could open in the coming year."
)
REWRITE = (
    "Rigs for Iceland: who says what. 5 March 2031. "
    "Trade inspector Una Brekke said Iceland is receiving test rigs from Norway. "
    "The plant is 520 km from Oslo, according to the Harbour Gazette. "
    "A port official who asked not to be named said twelve rigs had left Bergen. "
    "Iceland plans to pay in aluminium, its economy minister Jon Straumur said."
)
TEXTS = {"r-wire": WIRE, "r-rewrite": REWRITE}
_SHIP = "c-ship"


def _said(number: int, report: str, text: str, speaker: str, **more: Any) -> Assertion:
    start = TEXTS[report].index(text)
    return Assertion(f"a-{number}", report, start, start + len(text), text, speaker, **more)


def _named(report: str, text: str, kind: str, entity: str, **more: Any) -> list[Mention]:
    """Give every mention of a text in a report."""
    found, at = [], TEXTS[report].find(text)
    while at >= 0:
        found.append(Mention(report, at, at + len(text), text, kind, entity, text, **more))
        at = TEXTS[report].find(text, at + 1)
    return found


def _report(id_: str, **more: Any) -> Report:
    data = TEXTS[id_].encode()
    return Report(id_, hashlib.sha256(data).hexdigest(), characters=len(TEXTS[id_]), **more)


def full_ledger() -> Ledger:
    """Give the ledger; the same on every call."""
    tuesday, earlier = "brekke@2031-03-04", "brekke@2031-02"
    assertions = (
        _said(1, "r-wire", "Iceland is receiving test rigs from Norway for a plant in the Fjellvik "
              "Industrial Park", "Una Brekke", speaker_id="brekke", cue="said", occasion=tuesday,
              authority="newly released customs records", claim=_SHIP, frame="transfer"),
        _said(2, "r-wire", "The plant lies 300 km (186 miles) west of Oslo", "Una Brekke",
              speaker_id="brekke", occasion=tuesday, claim="c-plant", frame="build"),
        _said(3, "r-wire", "The rigs were moved by ship from Bergen across the North Sea to "
              "Reykjavik from August 2030", "Una Brekke", speaker_id="brekke", occasion=tuesday,
              period="2030-08/..", time="from August 2030", claim="c-route", frame="transfer"),
        _said(4, "r-wire", "any rigs were sent to Iceland", "Norwegian trade ministry",
              speaker_id="ministry", stance="deny", cue="denied", occasion="ministry@2031-03-04",
              claim=_SHIP, frame="transfer"),
        _said(5, "r-wire", "a few rigs had been sent before the ban", "Fjellvik Machinery AS",
              speaker_id="fjellvik", stance="acknowledge", occasion="fjellvik@2031-03-04",
              period="../2030-06-01", period_inferred=True, claim=_SHIP, frame="transfer"),
        _said(6, "r-wire", "a full plant could open in the coming year", "Una Brekke",
              speaker_id="brekke", stance="warn", modality="possible", occasion=earlier,
              period="2031-02/2032-02", claim="c-plant", frame="build"),
        _said(7, "r-rewrite", "Iceland is receiving test rigs from Norway", "Una Brekke",
              speaker_id="brekke", occasion=tuesday, via="Harbour Gazette", claim=_SHIP,
              frame="transfer"),
        _said(8, "r-rewrite", "The plant is 520 km from Oslo", "newsroom", speaker_id="newsroom",
              occasion="newsroom@2031-03-05", claim="c-plant", frame="build"),
        _said(9, "r-rewrite", "twelve rigs had left Bergen", "a port official",
              speaker_id="official", occasion="official@2031-03-05", claim="c-route",
              frame="transfer"),
        _said(10, "r-rewrite", "Iceland plans to pay in aluminium", "Jon Straumur",
              speaker_id="straumur", stance="plan", occasion="straumur@2031-03-05", claim="c-pay",
              frame="pay"),
    )  # fmt: skip
    claims = (
        Claim(_SHIP, "transfer", {"actor": ("NO",), "item": ("test-rig",), "recipient": ("IS",)},
              text="Iceland is receiving test rigs from Norway",
              appearances=("a-1", "a-4", "a-5", "a-7")),
        Claim("c-plant", "build", {"place": ("Fjellvik Industrial Park",)},
              text="A plant in the Fjellvik Industrial Park", appearances=("a-2", "a-6", "a-8")),
        Claim("c-route", "transfer",
              {"actor": ("NO",), "item": ("test-rig",), "recipient": ("IS",),
               "route": ("North Sea",), "source": ("Bergen",)},
              period="2030-08/..", text="Rigs go by ship from Bergen across the North Sea",
              appearances=("a-3", "a-9")),
        Claim("c-pay", "pay", {"actor": ("IS",), "item": ("aluminium",), "recipient": ("NO",)},
              text="Iceland pays in aluminium", appearances=("a-10",)),
    )  # fmt: skip
    return Ledger(
        reports=(
            _report("r-wire", title="Rigs sent to Iceland, inspector says", published="2031-03-04",
                    publisher="Fjord Wire", name="wire.txt"),
            _report("r-rewrite", title="Rigs for Iceland: who says what", published="2031-03-05",
                    publisher="Harbour Gazette", agencies=("Fjord Wire",), name="rewrite.txt"),
        ),
        speakers=(
            Speaker("brekke", "Una Brekke", "person", "trade inspector", "Inspectorate", "NO"),
            Speaker("ministry", "Norwegian trade ministry", "body", country="NO"),
            Speaker("fjellvik", "Fjellvik Machinery AS", "company", country="NO"),
            Speaker("official", "a port official", "person", anonymous=True),
            Speaker("straumur", "Jon Straumur", "person", "economy minister", "Iceland", "IS"),
        ),
        occasions=(
            Occasion(tuesday, "2031-03-04"),
            Occasion(earlier, "2031-02", earlier=True),
            Occasion("ministry@2031-03-04", "2031-03-04"),
            Occasion("fjellvik@2031-03-04", "2031-03-04"),
            Occasion("newsroom@2031-03-05", "2031-03-05"),
            Occasion("official@2031-03-05", "2031-03-05"),
            Occasion("straumur@2031-03-05", "2031-03-05"),
        ),
        assertions=assertions,
        claims=claims,
        relations=(
            ClaimRelation(_SHIP, _SHIP, "denial", ("a-1", "a-4"), "denied by the ministry"),
            ClaimRelation("c-plant", "c-plant", "number", ("a-2", "a-8"), "300 against 520 km"),
        ),
        origins=(
            Origin(tuesday, "brekke", "2031-03-04", (_SHIP, "c-plant", "c-route"),
                   ("r-wire", "r-rewrite")),
            Origin(earlier, "brekke", "2031-02", ("c-plant",), ("r-wire",)),
            Origin("ministry@2031-03-04", "ministry", "2031-03-04", (_SHIP,), ("r-wire",)),
            Origin("fjellvik@2031-03-04", "fjellvik", "2031-03-04", (_SHIP,), ("r-wire",)),
            Origin("official@2031-03-05", "official", "2031-03-05", ("c-route",), ("r-rewrite",)),
            Origin("straumur@2031-03-05", "straumur", "2031-03-05", ("c-pay",), ("r-rewrite",)),
        ),
        entities=tuple(_mentions()),
        flows=(
            Flow("NO", "IS", "test-rig", status="asserted", by="Una Brekke", claims=(_SHIP,)),
            Flow("NO", "IS", "test-rig", "North Sea", status="asserted", by="Una Brekke",
                 claims=("c-route",)),
            Flow("IS", "NO", "aluminium", status="planned", by="Jon Straumur", claims=("c-pay",)),
        ),
        reprints=(ReprintFamily("r-wire", ("r-wire", "r-rewrite"), 0.4),),
        appraisals=(Appraisal(_SHIP, "F", "3", "2 independent origins, denied"),),
    )  # fmt: skip


def _mentions() -> list[Mention]:
    park = {"country": "NO", "latitude": 60.35, "longitude": 5.9}
    found = []
    for report in TEXTS:
        found += _named(report, "Iceland", "Country", "country-is", country="IS")
        found += _named(report, "Norway", "Country", "country-no", country="NO")
        found += _named(report, "test rigs", "Item", "test-rig")
        found += _named(report, "Oslo", "Place", "oslo", country="NO", latitude=59.91,
                        longitude=10.75)  # fmt: skip
        found += _named(report, "Bergen", "Place", "bergen", country="NO", latitude=60.39,
                        longitude=5.32)  # fmt: skip
        found += _named(report, "North Sea", "Place", "north-sea", latitude=61.5, longitude=-2.0)
        found += _named(report, "Reykjavik", "Place", "reykjavik", country="IS", latitude=64.15,
                        longitude=-21.94)  # fmt: skip
        found += _named(report, "Fjellvik Industrial Park", "Place", "fjellvik-industrial-park",
                        **park)  # fmt: skip
        found += _named(report, "Fjellvik Machinery AS", "Company", "fjellvik-machinery-as")
    return sorted(found, key=lambda one: (one.report, one.start))
