"""Column headings in nine languages, in the ways people write them."""

from __future__ import annotations

from collections import defaultdict
from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from counterflow.screening.intake.folding import heading_words
from counterflow.screening.intake.targets import describe_targets, parse_target
from counterflow.screening.intake.vocabulary import vocabulary

KNOWN = vocabulary()


@pytest.mark.parametrize(
    ("heading", "role", "field"),
    [
        ("Consignee", "consignee", "name"),
        ("Учредитель 1", "owner", "name"),
        ("Hissedar", "owner", "name"),
        ("股东", "owner", "name"),
        ("Ordering Party on Behalf Of", "payer", "name"),
        ("Ordered on Behalf of", "buyer", "name"),
        ("实际付款人", "payer", "name"),
        ("CONSIGNEE NAME", "consignee", "name"),
        ("Consignee Country", "consignee", "country"),
        ("country of consignee", "consignee", "country"),
        ("consigneeCountryCode", "consignee", "country"),
        ("consignee_country", "consignee", "country"),
        ("Consignee's address", "consignee", "address"),
        ("Pays du destinataire", "consignee", "country"),
        ("Empfängerland", "consignee", "country"),
        ("Empfaengerland", "consignee", "country"),
        ("Ländercode Empfänger", "consignee", "country"),
        ("Lieferantenland", "shipper", "country"),
        ("Kundenname", "buyer", "name"),
        ("País del destinatario", "consignee", "country"),
        ("Paese del destinatario", "consignee", "country"),
        ("Nome do consignatário", "consignee", "name"),
        ("Alıcı Ülkesi", "consignee", "country"),
        ("Страна получателя", "consignee", "country"),
        ("收货人", "consignee", "name"),
        ("收货人国家", "consignee", "country"),
        ("Ship To", "consignee", "name"),
        ("ShipTo Name", "consignee", "name"),
        ("Shipper/Exporter", "shipper", "name"),
        ("Seller", "shipper", "name"),
        ("Ultimate Consignee", "end_user", "name"),
        ("End-User Country", "end_user", "country"),
        ("Notify Party", "notify_party", "name"),
        ("Freight forwarder", "forwarder", "name"),
        ("Buyer Company No.", "buyer", "registrationNumber"),
        ("Company no of buyer", "buyer", "registrationNumber"),
        ("Ordering Customer", "payer", "name"),
        ("Beneficiary Bank BIC", "payee_bank", "swiftBic"),
        ("Beneficiary BIC", "payee_bank", "swiftBic"),
        ("Ordering Country", "payer", "country"),
        ("ordering_city", "payer", "city"),
        ("Country of ordering customer", "payer", "country"),
        ("Bene Country", "payee", "country"),
        ("Billing Address", "buyer", "address"),
        ("Consignee country of residence", "consignee", "country"),
        ("Bank of beneficiary", "payee_bank", "name"),
        ("Valutadatum", "", "date"),
        ("IBAN", "", "payment.account"),
        ("IBAN of beneficiary", "", "payment.account"),
        ("Verwendungszweck", "", "payment.details"),
        ("Remittance Information", "", "payment.details"),
        ("Director date of birth", "director", "birth_date"),
        ("Vessel IMO", "vessel", "imoNumber"),
        ("Owner LEI", "owner", "leiCode"),
        ("Manufacturer", "manufacturer", "name"),
        ("B/L No.", "", "id"),
        ("Shipment ID", "", "id"),
        ("Invoice Nr.", "", "id"),
        ("HS", "", "goods.hs_code"),
        ("hsCode", "", "goods.hs_code"),
        ("HS6", "", "goods.hs_code"),
        ("ТН ВЭД", "", "goods.hs_code"),
        ("Warenbezeichnung", "", "goods.description"),
        ("Manufacturer Part Number", "", "goods.part_number"),
        ("ECCN", "", "goods.eccn"),
        ("FOB Value (USD)", "", "goods.value"),
        ("net_weight_kg", "", "goods.quantity"),
        ("Country of Origin", "", "goods.origin_country"),
        ("Country of destination", "", "destination_country"),
        ("Country of export", "", "origin_country"),
        ("Port of Loading", "", "leg.from_place"),
        ("Installation & Training", "", "details.answer.KYC-07"),
        ("Установка и обучение", "", "details.answer.KYC-07"),
        ("STS Transfer", "", "details.answer.MAR-03"),
        ("Previous Ship-to", "former_consignee", "name"),
        ("Прежний грузополучатель", "former_consignee", "name"),
        ("New Consignee", "consignee", "name"),
        ("Ship-to Changed On", "", "details.ship_to_changed_on"),
        ("Number of Packages", "", "goods.packages"),
        ("件数", "", "goods.packages"),
        ("Place of Dispatch", "", "leg.from_place"),
        ("Место отгрузки", "", "leg.from_place"),
        ("Çıkış Yeri", "", "leg.from_place"),
        ("Place of Discharge", "", "leg.to_place"),
        ("到达港", "", "leg.to_place"),
        ("Номер отправки", "", "id"),
        ("Sevkiyat No", "", "id"),
        ("Numéro d'envoi", "", "id"),
        ("Дата отправки", "", "date"),
        ("Fecha de expedición", "", "date"),
        ("Первоначальная страна назначения", "", "details.previous_destination"),
        ("Usage prévu", "", "details.end_use"),
        ("POD", "", "leg.to_place"),
        ("Transshipment port", "", "leg.via_place"),
        ("Place of Delivery", "", "delivery.place"),
        ("Delivery Latitude", "", "delivery.latitude"),
        ("Longitude", "", "delivery.longitude"),
        ("Mode of transport", "", "leg.mode"),
        ("Invoice Date", "", "date"),
    ],
)
def test_heading(heading: str, role: str, field: str) -> None:
    """A heading is understood as role and attribute, or as a field."""
    meaning = KNOWN.understand(heading)
    assert meaning is not None
    assert (meaning.role, meaning.field) == (role, field)


@pytest.mark.parametrize(
    "heading",
    [
        *("", " ", "source_file", "name", "country", "address", "remarks", "Buyer/Consignee", "42"),
        *("Consignee shoe", "Payer Account", "owner of vessel", "column 3", "shipper id"),
    ],
)
def test_unknown(heading: str) -> None:
    """What is not in the vocabulary, or may be two things, is not understood."""
    assert KNOWN.understand(heading) is None


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("Consignee 2", 2),
        ("consignee2Country", 2),
        ("Consignee (2)", 2),
        ("Consignee 2 Address 1", 2),
        ("Consignee Address 2", 0),
        ("Consignee", 0),
    ],
)
def test_numbers_count_parties_not_address_lines(heading: str, number: int) -> None:
    """The number after a role tells parties apart; the one after an address does not."""
    meaning = KNOWN.understand(heading)
    assert meaning is not None
    assert meaning.number == number


# Headings of orders, delivery notes and customs papers, as enterprise software exports them.
TRADE = {
    "id": [
        *("Auftragsnr.", "Auftrags-Nr.", "Auftragsnummer", "Auftrag Nr.", "Lieferscheinnr."),
        *("Lieferschein-Nr.", "Rechnungsnr.", "Bestellnr.", "Sendungsnr.", "Belegnr."),
        *("N° de commande", "N° facture", "Nº de pedido", "N.º de factura", "Bon de livraison"),
        *("№ заказа", "Номер накладной", "İrsaliye No", "发货单号", "Order #", "PO#"),
    ],
    "goods.hs_code": [
        *("Warentarifnummer", "Warentarif-Nr.", "Zolltarifnummer", "Zolltarif-Nr.", "Warennummer"),
        *("KN-Code", "Code NC", "Position tarifaire", "Partida arancelaria", "Код ТН ВЭД"),
        *("GTİP No", "HS代码"),
    ],
    "goods.part_number": ["Artikelnr.", "Artikel-Nr.", "Art.-Nr.", "Item #"],
    "goods.description": ["Désignation des marchandises", "Artikelbezeichnung", "产品名称"],
    "goods.origin_country": ["Ursprungsland", "Pays d'origine", "País de origen", "Menşe Ülkesi"],
    "destination_country": [
        *("Bestimmungsland", "Zielland", "Empfangsland", "Pays de destination", "Varış Ülkesi"),
        *("País de destino", "Страна назначения", "目的国"),
    ],
    "origin_country": ["Versandland", "Abgangsland", "Pays de départ"],
    "leg.from_place": [
        *("Verladehafen", "Port de chargement", "Puerto de carga", "Порт погрузки", "装货港"),
    ],
    "leg.to_place": [
        *("Bestimmungshafen", "Port de déchargement", "Puerto de descarga", "Порт назначения"),
    ],
    "buyer": ["Käufer", "Kunde", "Rechnungsempfänger", "Abnehmer", "Name des Kunden", "Acheteur"],
    "consignee": ["Empfänger", "Lieferempfänger", "Name des Empfängers", "Teslim alan"],
    "consignee.country": ["Empfängerland", "Land des Empfängers", "Länderkennzeichen Empfänger"],
    "end_user": ["Endverwender", "Letztempfänger", "Nihai Kullanıcı", "Конечный потребитель"],
    "end_user.country": ["Land des Endverwenders", "Pays de l'utilisateur final"],
    "shipper": ["Versender", "Absender", "Chargeur", "Embarcador", "Грузоотправитель"],
    "forwarder": ["Spediteur", "Speditionsfirma", "Transitaire", "Nakliyeci", "货代"],
}


@pytest.mark.parametrize(
    ("heading", "meant"), [(heading, meant) for meant, many in TRADE.items() for heading in many]
)
def test_headings_of_trade_papers(heading: str, meant: str) -> None:
    """German, French, Spanish, Russian, Turkish and Chinese papers, abbreviations included."""
    meaning = KNOWN.understand(heading)
    assert meaning is not None
    if meaning.role:
        field = "" if meaning.field == "name" else f".{meaning.field}"
        assert f"{meaning.role}{field}" == meant
    else:
        assert meaning.field == meant


@pytest.mark.parametrize(
    "heading",
    ["Kundennr.", "Kundennummer", "Empfängernr.", "Lieferant Nr.", "Hausnr."],
)
def test_numbers_of_parties_are_no_names(heading: str) -> None:
    """A customer's number in the seller's books names nobody."""
    assert KNOWN.understand(heading) is None


def test_a_number_sign_counts_parties_only_before_a_digit() -> None:
    """The second consignee is no number of a consignee."""
    meaning = KNOWN.understand("Consignee #2")
    assert meaning is not None
    assert (meaning.role, meaning.number) == ("consignee", 2)


def test_loading_and_unloading_are_told_apart() -> None:
    """Two ports whose French names differ by a small word alone when written together."""
    for loading, unloading in (
        ("Port de chargement", "Port de déchargement"),
        ("port chargement", "port déchargement"),
        ("PORT DE CHARGEMENT", "PORT DE DECHARGEMENT"),
    ):
        first, last = KNOWN.understand(loading), KNOWN.understand(unloading)
        assert first is not None
        assert last is not None
        assert (first.field, last.field) == ("leg.from_place", "leg.to_place")


def test_qualifier() -> None:
    """A currency or unit in a heading is kept."""
    value, weight = KNOWN.understand("Value (USD)"), KNOWN.understand("weight_kg")
    assert value is not None
    assert weight is not None
    assert (value.qualifier, weight.qualifier) == ("usd", "kg")


def test_no_wording_means_two_things() -> None:
    """Inside each section of the data file, a phrase has one meaning; no role is a field too."""
    text = files("counterflow").joinpath("data/columns.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    for section in ("roles", "attributes", "fields"):
        meanings = defaultdict(set)
        for meaning, phrases in data[section].items():
            for phrase in phrases:
                meanings["".join(heading_words(phrase))].add(meaning)
        assert {key: found for key, found in meanings.items() if len(found) > 1} == {}
    assert set(KNOWN.roles) & set(KNOWN.fields) == set()


def test_every_wording_is_understood_as_it_says() -> None:
    """Every phrase of the data file, as a heading, gives its own meaning."""
    text = files("counterflow").joinpath("data/columns.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    for role, phrases in data["roles"].items():
        for phrase in phrases:
            meaning = KNOWN.understand(phrase)
            assert meaning is not None, phrase
            assert meaning[:2] == ("name", role), phrase
    for field, phrases in data["fields"].items():
        for phrase in phrases:
            meaning = KNOWN.understand(phrase)
            assert meaning is not None, phrase
            assert meaning.field == field, phrase


@pytest.mark.parametrize("attribute", ["country", "city", "address"])
def test_every_wording_of_a_party_takes_its_attributes(attribute: str) -> None:
    """As in "Kunde country" and "收货人 country"; a heading of its own goes first."""
    own = {"shipfromcountrycode"}
    for key, (role, phrase) in (KNOWN.roles | KNOWN.stems).items():
        heading = f"{phrase} {attribute}"
        meaning = KNOWN.understand(heading)
        assert meaning is not None, heading
        if "".join(heading_words(heading)) not in KNOWN.fields and key not in own:
            assert (meaning.role, meaning.field) == (role, attribute), heading


PAYMENTS = vocabulary("payment")


@pytest.mark.parametrize(
    ("heading", "role", "field"),
    [
        *((name, "payer", "name") for name in ("Auftraggeber", "Ordering Customer", "Remitter")),
        *((name, "payer", "name") for name in ("Debtor", "Absender", "Sender", "Плательщик")),
        *((name, "payee", "name") for name in ("Begünstigter", "Empfänger", "Beneficiary")),
        *((name, "payee", "name") for name in ("Creditor", "Получатель", "Destinataire")),
        ("Empfängerland", "payee", "country"),
        ("Land Auftraggeber", "payer", "country"),
        *((name, "payee_bank", "swiftBic") for name in ("BIC Empfänger", "Beneficiary BIC")),
        ("Auftraggeber BIC", "payer_bank", "swiftBic"),
        ("Bank des Empfängers", "payee_bank", "name"),
        ("Empfänger-Bank", "payee_bank", "name"),
        ("BIC der Bank des Empfängers", "payee_bank", "swiftBic"),
        ("Valutadatum", "", "date"),
        ("Konto", "", "payment.account"),
        ("Payer Account", "", "payment.account"),
        ("Beschreibung", "", "payment.details"),
        ("Consignee", "consignee", "name"),
    ],
)
def test_headings_of_payments(heading: str, role: str, field: str) -> None:
    """The kind that the user names steers what a heading means."""
    meaning = PAYMENTS.understand(heading)
    assert meaning is not None
    assert (meaning.role, meaning.field) == (role, field)


def test_a_kind_without_wordings_of_its_own_has_those_of_all() -> None:
    """Shipments read as if no kind was named; in orders the ordering customer buys."""
    assert vocabulary("shipment").roles == KNOWN.roles
    assert KNOWN.role_of("Empfänger") == "consignee"
    assert vocabulary("order").role_of("Ordering customer") == "buyer"
    assert KNOWN.role_of("Ordering customer") == "payer"
    assert KNOWN.role_of("Ordering") == ""


@pytest.mark.parametrize("role", KNOWN.role_names)
@pytest.mark.parametrize("attribute", KNOWN.attribute_names)
def test_every_target_can_be_written(role: str, attribute: str) -> None:
    """A target parses to what it writes."""
    target = parse_target(f"{role}[2].{attribute}")
    assert target is not None
    assert target.written == f"{role}[2].{attribute}"


def test_field_targets() -> None:
    """Fields are targets too, and the list for error messages names them."""
    for field in KNOWN.field_names:
        assert parse_target(field) is not None
        assert field.split(".")[0] in describe_targets()
    assert parse_target("consignee") is None
    assert parse_target("consignee[0].name") is None


@given(st.text(max_size=40))
def test_any_heading(heading: str) -> None:
    """No heading raises."""
    KNOWN.understand(heading)


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("T/S Port", "leg.via_place"), ("Transithafen", "leg.via_place"),
        ("Port of Call", "leg.via_place"), ("Reeder", "carrier.name"),
        ("Wirtschaftlich Berechtigter", "owner.name"), ("Mutter", "owner.name"),
        ("Lieferadresse", "delivery.place"), ("Directors", "director.name"),
        ("Hausbank", "bank.name"), ("Former Vessel Name", "vessel.former_name"),
    ],
)  # fmt: skip
def test_headings_of_whom_and_where(heading: str, target: str) -> None:
    """Words of papers that would else be passed by."""
    found = vocabulary().understand(heading)
    assert found is not None
    assert (f"{found.role}.{found.field}" if found.role else found.field) == target
