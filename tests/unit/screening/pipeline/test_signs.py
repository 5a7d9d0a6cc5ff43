"""Signs of a transaction: each reads what it says, and what is not there is unknown, not false."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Detail, Party
from counterflow.core.model.transactions import (
    CustomerHistory,
    GoodsLine,
    Leg,
    PastOrder,
    Transaction,
)
from counterflow.screening.pipeline.sign_ground import SignGround
from counterflow.screening.pipeline.signs import READERS, TransactionSigns
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.rules.signs import load_signs

ON = "2026-11-21"


def _values(*written: str) -> tuple[GoodsLine, ...]:
    """Give goods lines of these values, each with its currency."""
    parted = (one.partition(" ") for one in written)
    return tuple(GoodsLine("640399", value=value, currency=unit) for value, _, unit in parted)


def _details(**given: str) -> tuple[Detail, ...]:
    return tuple(Detail(name, value) for name, value in given.items())


def _buyer(name: str = "Muster AG", role: str = "buyer", **more: Any) -> Party:
    details = _details(**{k: v for k, v in more.items() if k not in Party.__struct_fields__})
    own = {k: v for k, v in more.items() if k in Party.__struct_fields__}
    return Party(role, name, details=details, **own)


def _signs(
    history: CustomerHistory | None = None, findings: list[Finding] | None = None, **parts: Any
) -> TransactionSigns:
    transaction = Transaction("1", date=parts.pop("date", ON), **parts)
    situation = recognise(
        transaction,
        gazetteer=load_gazetteer(),
        tables=load_goods_tables(),
        as_of=dt.date(2026, 11, 21),
        nexus=None,
    )
    return TransactionSigns(SignGround(transaction, situation, findings or (), history))


def test_every_sign_has_a_reader_and_every_reader_a_sign() -> None:
    assert set(READERS) == set(load_signs())


def test_of_an_empty_transaction_nothing_is_false_that_is_not_known() -> None:
    signs = _signs()
    known = {name for name in READERS if signs.get(name) is not None}
    assert known == {
        "transaction_kind", "goods_listed", "goods_vague", "any_country_d5", "via_diversion",
        "watched_place", "found", "found_roles", "found_rules", "found_on_unverified_list",
        "end_user_named", "website_given",
    }  # fmt: skip
    # Those of them that say something of parts that are not there are asked for nowhere.
    assert not {"goods", "legs", "party.email"} & signs.there


@pytest.mark.parametrize("name", sorted(READERS))
def test_a_sign_is_of_its_type(name: str) -> None:
    signs = _signs(
        history=CustomerHistory("Muster", (PastOrder("2021-01-01", "5", "KZ", "KZ", listed=True),)),
        findings=[Finding("party", "owner 2", Outcome.HOLD, "x")],
        parties=(
            _buyer(country="HK", address="Flat 4, 12 Muster Road", founded_on="2024-01-01",
                   line_of_business="electronics", phone="+852 2345 6789", email="a@gmail.com",
                   employees="3", website="muster.example"),
            _buyer("Beispiel Cargo", "consignee", country="TR", phone="+90 212 555 0000"),
            _buyer("Payer", "payer", country="AE"),
            _buyer("Bank", "bank", country="AE"),
            _buyer("Owner", "owner"),
            _buyer("Former GmbH", "former_consignee"),
            _buyer("Ship", "vessel", country="PA", former_flag="RU", flag_since="2026-01-01"),
        ),
        goods=(GoodsLine("854231", "parts", "3A611", quantity="10"),),
        legs=(Leg("Hull", "GB", "Poti", "GE", departs_on="2026-01-01", arrives_on="2026-02-01"),),
        destination_country="TR", value="12000", currency="USD",
        details=_details(payment_method="cash", payment_country="AE", previous_destination="RU",
                         end_use="buyer declines to say", no_reexport_clause="no", licence="D1",
                         usual_quantity="2"),
    )  # fmt: skip
    value = signs.get(name)
    assert value is not None or name == "payment_country_new"
    if value is not None:
        assert load_signs()[name].check(value, "here") == value


@pytest.mark.parametrize(
    ("name", "parts", "value"),
    [
        ("goods_tier", {"goods": (GoodsLine("853221"), GoodsLine("854231"))}, "1"),
        ("goods_tier", {"goods": (GoodsLine("090111"),)}, ""),
        ("goods_tier", {"goods": (GoodsLine("", "coffee"),)}, None),
        ("hs_chapters", {"goods": (GoodsLine("8542.31"), GoodsLine("0901"))}, ["09", "85"]),
        ("goods_listed", {"goods": (GoodsLine("854231"),)}, True),
        ("goods_listed", {"goods": (GoodsLine("730411"),)}, False),
        ("goods_vague", {"goods": (GoodsLine("", "Spare parts"),)}, True),
        ("goods_vague", {"goods": (GoodsLine("", "servo drives"),)}, False),
        ("eccn_military", {"goods": (GoodsLine(eccn="9A610.x"),)}, True),
        ("eccn_military", {"goods": (GoodsLine(eccn="3A001"),)}, False),
        ("eccn_military", {"goods": (GoodsLine("854231"),)}, None),
        ("eccn_advanced_chip", {"goods": (GoodsLine(eccn="3a090"),)}, True),
        ("value_in_major_currency", {"value": "12000", "currency": "EUR"}, 12000.0),
        ("value_in_major_currency", {"value": "12000", "currency": "IRR"}, None),
        ("value_in_major_currency", {"goods": _values("700 EUR", "300.5 eur")}, 1000.5),
        ("value_in_major_currency", {"goods": _values("700 EUR", "300 USD")}, None),
        ("value_in_major_currency", {"goods": _values("700 EUR", " EUR")}, None),
        ("value_in_major_currency", {"goods": _values("700 IRR")}, None),
        ("value_in_major_currency", {"goods": _values("700 EUR"), "value": "9",
                                     "currency": "EUR"}, 9.0),
        ("destination_diversion", {"destination_country": "TR"}, True),
        ("destination_diversion", {"destination_country": "TR", "date": "2020-01-01"}, False),
        ("destination_diversion", {}, None),
        ("destination_partner", {"destination_country": "JP"}, True),
        ("destination_partner", {"destination_country": "TR"}, False),
        ("any_country_d5", {"details": _details(previous_destination="BY")}, True),
        ("end_use_vague", {"details": _details(end_use="trade")}, True),
        ("end_use_vague", {"details": _details(end_use="hospital")}, False),
        ("end_use_vague", {"details": _details(end_use="医院")}, False),
        ("end_use_vague", {"details": _details(end_use="buyer will not say")}, True),
        ("end_use_refused", {"details": _details(end_use="Kunde verweigert die Angabe")}, True),
        ("end_use_refused", {"details": _details(end_use="покупатель отказался сообщить")}, True),
        ("end_use_refused", {"details": _details(end_use="hospital")}, None),
        ("payment_method", {"details": _details(payment_method="T/T in 3 days")}, "transfer"),
        ("payment_method", {"details": _details(payment_method="as agreed")}, None),
        ("destination_changed", {"destination_country": "KZ",
                                 "details": _details(previous_destination="RU")}, True),
        ("destination_changed", {"destination_country": "KZ"}, None),
        # Alder AG was to receive the goods, and somebody else does now.
        ("ship_to_changed", {"parties": (_buyer("Alder AG", "former_consignee"),
                                         _buyer("Birch AG", "consignee"))}, True),
        ("ship_to_changed", {"parties": (_buyer("Alder AG, Harbourtown", "former_consignee"),
                                         _buyer("ALDER AG", "consignee"))}, False),
        ("ship_to_changed", {"parties": (_buyer("Birch AG", "consignee"),)}, None),
        ("ship_to_changed", {"details": _details(ship_to_changed_on="2026-11-19")}, True),
        ("ship_to_changed", {"details": _details(ship_to_changed_on="2026-09-19")}, False),
        ("ship_to_changed", {"details": _details(ship_to_changed_on="2026-09-19"),
                             "legs": (Leg("Hull", "GB", departs_on="2026-09-20"),)}, True),
        ("quantity_ratio", {"goods": (GoodsLine(quantity="50"),),
                            "details": _details(usual_quantity="10")}, 5.0),
        ("quantity_ratio", {"goods": (GoodsLine(quantity="50"), GoodsLine()),
                            "details": _details(usual_quantity="10")}, None),
        ("quantity_ratio", {"goods": (GoodsLine(quantity="50"),),
                            "details": _details(usual_quantity="0")}, None),
        ("customer_since_days", {"details": _details(first_order_on="2026-11-11")}, 10),
        ("first_order_after_2022_02_24", {"details": _details(first_order_on="2022")}, None),
        ("first_order_after_2022_02_24", {"details": _details(first_order_on="2022-02-24")}, False),
        ("first_order_after_2022_02_24", {"details": _details(first_order_on="2022-02-25")}, True),
    ],
)  # fmt: skip
def test_signs_of_goods_and_dealings(name: str, parts: dict[str, Any], value: object) -> None:
    assert _signs(**parts).get(name) == value


@pytest.mark.parametrize(
    ("name", "parties", "value"),
    [
        ("buyer_age_days", [_buyer(founded_on="2026-11-01")], 20),
        ("buyer_age_days", [_buyer(founded_on="2024-01-01"), _buyer("B", "end_user",
                                                                   founded_on="2026-11-20")], 1),
        ("buyer_age_days", [_buyer("S", "shipper", founded_on="2026-11-01")], None),
        ("founded_after_2022_02_24", [_buyer(founded_on="2022")], None),
        ("founded_after_2022_02_24", [_buyer(founded_on="2022-03")], True),
        ("founded_after_2022_02_24", [_buyer(founded_on="2010-03-01")], False),
        ("buyer_employees", [_buyer(employees="3")], 3),
        ("buyer_employees", [_buyer(employees="some")], None),
        ("last_receiver_is_forwarder", [_buyer("Muster Freight LLC", "consignee")], True),
        ("last_receiver_is_forwarder", [_buyer("Muster AG", "consignee",
                                               line_of_business="Spedition")], True),
        ("last_receiver_is_forwarder", [_buyer("Muster Freight LLC", "consignee"),
                                        _buyer("Klinik Muster", "end_user")], False),
        ("last_receiver_is_forwarder", [_buyer("深圳物流有限公司", "consignee")], True),
        ("last_receiver_is_forwarder", [_buyer(line_of_business="haulage"),
                                        _buyer(role="end_user")], True),
        ("last_receiver_is_forwarder", [_buyer(line_of_business="haulage"),
                                        _buyer("Klinik Muster", "end_user")], False),
        ("last_receiver_is_forwarder", [_buyer("Muster Freight LLC")], None),
        ("last_receiver_is_bank", [_buyer("Muster Banque SA", "consignee")], True),
        ("last_receiver_is_bank", [_buyer("Embankment Tools", "consignee")], False),
        ("last_receiver_is_mail_centre", [_buyer("A", "consignee", address="P.O. Box 12")], True),
        ("buyer_is_trader", [_buyer("Muster Ticaret")], True),
        ("receiver_military_words", [_buyer("Muster", website="spetstekhnika.example")], True),
        ("address_residential", [_buyer(address="12 Muster Road, Apt 4")], True),
        ("address_residential", [_buyer(address="12 Flatbush Road")], False),
        ("address_residential", [_buyer()], None),
        ("same_address_parties", [_buyer("A", address="12 Muster Rd."),
                                  _buyer("B", "consignee", address="12, Muster Rd")], 2),
        ("same_address_parties", [_buyer("A", address="12 Muster Rd."),
                                  _buyer("A", "consignee", address="12 Muster Rd.")], 1),
        ("same_phone_parties", [_buyer("A", phone="+49 30 1234567"),
                                _buyer("B", "consignee", phone="0049301234567")], 2),
        ("same_email_parties", [_buyer("A", email="x@y.example"), _buyer("B", "payer",
                                                                        email="X@y.example")], 2),
        ("free_mail", [_buyer(email="someone@Gmail.com")], True),
        ("free_mail", [_buyer(email="someone@gmail.com.muster.example")], False),
        ("free_mail", [_buyer()], None),
        ("phone_country_differs", [_buyer(country="DE", phone="+7 495 1234567")], True),
        ("phone_country_differs", [_buyer(country="KZ", phone="+7 727 1234567")], False),
        ("phone_country_differs", [_buyer(country="DE", phone="030 1234567")], None),
        ("phone_country_differs", [_buyer(phone="+49 30 1234567")], None),
        ("owner_share_unknown", [_buyer("O", "owner")], True),
        ("owner_share_unknown", [_buyer("O", "owner", share="25")], False),
        ("flag_changed", [_buyer("S", "vessel", country="PA", former_flag="RU")], True),
        ("flag_changed", [_buyer("S", "vessel", country="PA")], None),
        ("payment_from_third_country", [_buyer(country="DE"), _buyer("P", "payer",
                                                                    country="AE")], True),
        ("payment_from_third_country", [_buyer(country="DE"), _buyer("P", "payer")], None),
        ("payer_is_another", [_buyer("Muster AG"), _buyer("MUSTER A.G.", "payer")], False),
        ("bank_in_third_country", [_buyer(country="DE"), _buyer("B", "bank", country="AE")], True),
    ],
)  # fmt: skip
def test_signs_of_parties(name: str, parties: list[Party], value: object) -> None:
    assert _signs(parties=tuple(parties)).get(name) == value


def test_a_trade_is_compared_with_the_chapters() -> None:
    def fits(line: str, code: str) -> object:
        party = _buyer(line_of_business=line)
        return _signs(parties=(party,), goods=(GoodsLine(code),)).get("line_of_business_fits")

    assert fits("hospital", "854231") is True
    assert fits("Bäckerei", "854231") is False
    assert fits("ludus", "854231") is None
    assert fits("hospital", "") is None


def test_a_way_through_a_diversion_point_is_told_from_its_end() -> None:
    through = Leg("Hamburg", "DE", "Poti", "GE"), Leg("Poti", "GE", "Almaty", "KZ")
    assert _signs(legs=through[:1]).get("via_diversion") is False
    assert _signs(legs=(Leg("Hamburg", "DE", "Oslo", "NO", "Mersin", "TR"),)).get("via_diversion")


ORDERS = (
    PastOrder("2020-05-01", "10", "DE", "DE"),
    PastOrder("2021-05-01", "10", "DE", "DE"),
    PastOrder("2026-01-01", "12", "DE", "DE", listed=True),
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("previous_orders", 3),
        ("first_order_after_2022_02_24", False),
        ("quantity_ratio", 9.0),
        ("destination_new", True),
        ("payment_country_new", True),
        ("listed_goods_new", True),
        ("listed_quantity_ratio", None),
    ],
)
def test_signs_of_a_history(name: str, value: object) -> None:
    parts: dict[str, Any] = {
        "parties": (_buyer(country="KZ"),), "destination_country": "KZ",
        "goods": (GoodsLine("854231", quantity="90"),), "details": _details(payment_country="AE"),
    }  # fmt: skip
    assert _signs(history=CustomerHistory("Muster AG", ORDERS), **parts).get(name) == value
    if name != "first_order_after_2022_02_24":
        assert _signs(**parts).get(name) is None


def test_a_customer_of_whom_there_is_no_record_is_new() -> None:
    signs = _signs(history=CustomerHistory("Muster AG"), parties=(_buyer(),))
    assert (signs.get("customer_since_days"), signs.get("previous_orders")) == (0, 0)
    assert signs.get("destination_new") is None


def test_listed_goods_are_compared_with_the_years_before() -> None:
    orders = (
        PastOrder("2020-06-01", "10", "KZ", listed=True),
        PastOrder("2021-06-01", "10", "KZ", listed=True),
        PastOrder("2026-06-01", "40", "KZ", listed=True),
    )
    signs = _signs(
        history=CustomerHistory("Muster AG", orders), goods=(GoodsLine("854231", quantity="60"),)
    )
    assert signs.get("listed_quantity_ratio") == 10.0
    assert signs.get("listed_goods_new") is False


@pytest.mark.parametrize(
    ("country", "land", "founded", "young"),
    [
        ("HK", "DE", "2024-01-01", True),  # its own country counts, not where it has goods sent
        ("DE", "HK", "2024-01-01", False),
        ("US", "TR", "2024-01-01", False),
        ("TR", "TR", "2021-01-01", False),
        ("", "TR", "2024-01-01", True),
        ("", "DE", "2024-01-01", False),
        ("", "", "2024-01-01", None),
        ("TR", "TR", "2022", None),
        ("DE", "DE", "2022", False),
        ("TR", "TR", "", None),
    ],
)
def test_a_young_company_outside_the_partners(
    country: str, land: str, founded: str, *, young: bool | None
) -> None:
    buyer = _buyer(country=country, founded_on=founded) if founded else _buyer(country=country)
    signs = _signs(parties=(buyer,), destination_country=land)
    assert signs.get("young_outside_partners") is young


@pytest.mark.parametrize(
    ("name", "trader"), [("Palm Quarry General Trading LLC", True), ("Palm Quarry LLC", False)]
)
def test_a_trading_firm_at_the_end_uses_no_goods(name: str, *, trader: bool) -> None:
    signs = _signs(parties=(_buyer(name, "consignee", country="AE"),))
    assert signs.get("last_receiver_is_trader") is trader


@pytest.mark.parametrize("role", ["bank", "payer_bank"])
def test_the_bank_of_the_payer_is_a_bank(role: str) -> None:
    buyer = _buyer(country="TR")
    assert _signs(parties=(buyer, Party(role, "Muster Bank", country="CY"))).get(
        "bank_in_third_country"
    )


@pytest.mark.parametrize(
    ("whole", "lines", "value"),
    [
        (("25,000.00", "USD"), (), 25000),
        (("$25,000", "USD"), (), 25000),
        (("25 000 €", "EUR"), (), 25000),
        (("25.000,00", "EUR"), (), 25000),
        # A column "Value" is that of a line, and one "Currency" that of the paper.
        (("", "USD"), (("10,000", ""), ("15 000", "")), 25000),
        (("", ""), (("10000", "EUR"), ("15000", "EUR")), 25000),
        (("", ""), (("10000", "EUR"), ("15000", "USD")), None),
        (("", "USD"), (("10000", ""), ("dear", "")), None),
        (("", "USD"), (("10000", ""), ("", "")), None),
        (("25000", "RUB"), (), None),
        (("1e9", "USD"), (), None),
    ],
)
def test_the_value_is_that_of_the_whole_or_the_sum_of_its_lines(
    whole: tuple[str, str], lines: tuple[tuple[str, str], ...], value: float | None
) -> None:
    goods = tuple(GoodsLine("8542.31", value=one, currency=unit) for one, unit in lines)
    signs = _signs(value=whole[0], currency=whole[1], goods=goods)
    assert signs.get("value_in_major_currency") == value
    assert ("value" in signs.there) is (bool(whole[0]) or bool(lines))


@pytest.mark.parametrize("quantity", ["1,000", "1 000", "1.000", "1000"])
def test_a_quantity_is_read_as_papers_write_it(quantity: str) -> None:
    """The text “1,000” was no number: the jump to ten times the usual was not seen."""
    goods = (GoodsLine("8542.31", quantity=quantity, unit="pcs"),)
    signs = _signs(goods=goods, details=_details(usual_quantity="100"))
    assert signs.get("quantity_ratio") == 10


def test_what_weighs_nothing_is_not_found() -> None:
    """Most rows have a note and no alert: a dozen flags on matches need not be asked of them."""
    note = Finding("party", "buyer", Outcome.NO_MATCH, "a note", rule="a")
    signs = _signs(findings=[note])
    assert "found" not in signs.there
    assert [signs.get(name) for name in ("found", "found_roles", "found_rules")] == [[], [], []]
    alert = Finding("party", "buyer", Outcome.REVIEW, "an alert", rule="a")
    assert "found" in _signs(findings=[note, alert]).there
