"""Names spelt by two systems: the scorer takes them for one, and the search finds them."""

from __future__ import annotations

import pytest

from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.watch.index.build import build_index
from counterflow.watch.matching.compare import DECISION_POINT, compare
from strategies import invented_names, listing

PEOPLE = (
    ("Qolamreza Dastanpour", "Gholam Reza DASTAN POUR"),
    ("Nasrin Qaraqiyan Nejad", "Nasrin Gharaghian-Nezhad"),
    ("Abol Qasem Fengrizade", "Abolghasem FENGRI ZADEH"),
    ("Leung Chi Keung", "Liang Zhiqiang"),
    ("Wong Ka-wai", "Huang Jiawei"),
    ("Cheung Siufai", "張兆輝"),
    ("Hsu Chih-chiang", "Xu Zhiqiang"),
    ("Kostas Hadjimarkou", "Konstantinos CHATZIMARKOU"),
    ("Gebre Kristos Alemayo", "Gebrekristos Alemayo"),
    ("Mordo Ben Zakoun", "Mordo BENZAKOUN"),
    ("Satou Kenzou", "SATO Kenzo"),
    ("Ohtsuka Ryoichi", "Otsuka Ryoichi"),
    ("中島誠", "NAKAJIMA, Makoto"),
    ("佐々木 健太", "Sasaki Kenta"),
    ("Xolmat Yoldoshev", "Kholmat YULDASHEV"),
    ("Hryhorii Hordovenko", "Grigoriy GORDOVENKO"),
    ("Md. Rezaul Fengri", "Mohammad Rezaul FENGRI"),
    ("محمدجواد فنگری", "Mohammad Javad Fengri"),
    ("Bob Qeshmolini", "Roberto QESHMOLINI"),
    ("Ð\u0098Ð²Ð°Ð½ Ð\u009aÐ°Ð´Ð¾Ñ\u0080Ð¸Ð½", "Ivan KADORIN"),
    ("Datuk Fengri Osman", "Fengri bin Osman"),
)
OTHERS = (
    ("Brasdol S. de R.L. de C.V.", "Brasdol"),
    ("Qevtar Sp. z o.o.", "QEVTAR SPOLKA Z OGRANICZONA ODPOWIEDZIALNOSCIA"),
    ("Nauchno-Proizvodstvennoye Predpriyatie Brasdol", "NPP Brasdol"),
    ("Войсковая часть 48213", "Military Unit 48213"),
    ("Brasdol Star XIV", "Brasdol Star 14"),
    ("Jin Feng Ba Hao", "Jin Feng 8"),
    ("Compagnie Maritime Qevtar", "Qevtar Shipping Company"),
    ("Институт прикладной физики имени Брасдолова", "Brasdolov Institute of Applied Physics"),
    ("Ministère des Pêches de Brasdolie", "Ministry of Fisheries of Brasdolia"),
    ("Orlik &amp;amp; Qevtar", "Orlik and Qevtar"),
    ("QX-84O51", "QX-84051"),
    ("Kapitan Brasdolny", "Cpt. Brasdolny"),
    ("Trust Brasdolstroy", "Brasdolstroy OAO"),
)
PAIRS = (*(("Person", *pair) for pair in PEOPLE), *(("Company", *pair) for pair in OTHERS))
DIFFERENT = (
    ("Person", "Karim Jamal Fengri", "Karim Kamal Fengri"),
    ("Person", "Rashid Qeshmol", "Rashad Qeshmol"),
    ("Person", "Yoon Min-jun", "Yoon Min-jung"),
    ("Person", "Nguyen Thi Hung", "Nguyen Van Hung"),
    ("Person", "محمد حسن الفنگر", "Mohammed Hussein al-Fangar"),
    ("Person", "Kono Kenjiro", "Kono Kenichiro"),
    ("Company", "Brasdol Star XIV", "Brasdol Star XVI"),
    ("Vessel", "Brasdol Star I", "Brasdol Star II"),
    ("Company", "Marlin Brasdol", "Merlin Brasdol"),
)


def _entity(schema: str, name: str) -> dict[str, object]:
    return {"schema": schema, "properties": {"name": [name]}}


@pytest.mark.parametrize(("schema", "ours", "theirs"), PAIRS)
def test_two_spellings_are_one_name(schema: str, ours: str, theirs: str) -> None:
    assert compare(_entity(schema, ours), _entity(schema, theirs)).score >= DECISION_POINT
    assert compare(_entity(schema, theirs), _entity(schema, ours)).score >= DECISION_POINT


@pytest.mark.parametrize(("schema", "ours", "theirs"), DIFFERENT)
def test_names_a_letter_apart_are_two_names(schema: str, ours: str, theirs: str) -> None:
    assert compare(_entity(schema, ours), _entity(schema, theirs)).score < DECISION_POINT


@pytest.mark.parametrize("turned", [False, True])
def test_each_spelling_is_found_among_many(turned: bool) -> None:
    """Both ways round, as either spelling may be the listed one."""
    pairs = [(schema, *((b, a) if turned else (a, b))) for schema, a, b in PAIRS]
    crowd = [listing(f"c-{at}", name) for at, name in enumerate(invented_names(2000, seed=11))]
    listed = [
        listing(f"l-{at}", theirs, schema=schema) for at, (schema, _, theirs) in enumerate(pairs)
    ]
    matcher = PartyMatcher(build_index([*crowd, *listed]))
    missed = [
        (ours, theirs)
        for at, (schema, ours, theirs) in enumerate(pairs)
        if f"l-{at}" not in matcher.candidates(_entity(schema, ours), limit=75)
    ]
    assert missed == []
