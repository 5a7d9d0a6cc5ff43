"""Whether the papers make the goods items subject to the US export rules."""

from __future__ import annotations

from typing import Any

import pytest

from counterflow.core.model.parties import Detail, Party
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.screening.pipeline.us_items import read_items

DE = (GoodsLine("8542.31", origin_country="DE"),)


def _items(**parts: Any) -> str:
    return read_items(Transaction("1", **{"kind": "order", "goods": DE, **parts})).subject


def _stated(answer: str) -> tuple[Detail, ...]:
    return (Detail("subject_to_ear", answer),)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"goods": (*DE, GoodsLine("8542.31", origin_country="US"))}, "origin of goods line 2"),
        ({"origin_country": "US"}, "their origin is the United States"),
        ({"goods": (GoodsLine("1", eccn="EAR99", origin_country="DE"),)}, "EAR99"),
        ({"parties": (Party("manufacturer", "A", country="US"),)}, "manufacturer"),
        ({"parties": (Party("shipper", "A", country="US"),)}, "shipper"),
        ({"legs": (Leg("Newark", "US", "Hamburg", "DE"),)}, "leg 1 leads from"),
        ({"details": _stated("yes")}, "the papers say"),
        ({"origin_country": "US", "details": _stated("no")}, "their origin"),
        # Silence is no answer.
        ({"goods": (GoodsLine("8542.31"),)}, "no origin of goods line 1 is written"),
        ({"goods": ()}, "no goods are written"),
        ({"goods": (GoodsLine("8542.31"),), "details": _stated("unknown")}, "no origin"),
    ],
)
def test_signs_and_silence_leave_the_goods_subject(parts: dict[str, Any], words: str) -> None:
    assert words in _items(**parts)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"goods": (GoodsLine("8542.31"),), "origin_country": "DE"},
        {"goods": (GoodsLine("8542.31"),), "details": _stated("no")},
        {"goods": (), "kind": "payment"},
        {"parties": (Party("consignee", "A", country="US"),)},
        {"legs": (Leg("Hamburg", "DE", "Newark", "US"),)},
    ],
)
def test_foreign_goods_and_payments_are_none(parts: dict[str, Any]) -> None:
    assert _items(**parts) == ""


def test_the_exporters_are_the_shippers() -> None:
    parties = (Party("shipper", "A", country="DE"), Party("buyer", "B", country="TR"))
    assert read_items(Transaction("1", parties=parties)).exporters == {"DE"}
