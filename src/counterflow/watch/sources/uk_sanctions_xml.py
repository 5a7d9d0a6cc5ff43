"""Read the UK Sanctions List in XML, one element for each designation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from counterflow.core.model.listings import Listing
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.uk_dates import read_uk_day
from counterflow.watch.sources.uk_designation import admit_record
from counterflow.watch.sources.uk_record import UkRecord
from counterflow.watch.sources.uk_sanctions_csv import UK_LIST
from counterflow.watch.sources.xml_layout import Layout
from counterflow.watch.sources.xml_stream import children, local, place_of, root_name, text_at, walk

FORMAT = "uk_sanctions_xml"
_ROOT = "Designations"
_RECORD = "Designation"
_DATE = "DateGenerated"
_PERSON = ("IndividualDetails", "Individual")
_ENTITY = ("EntityDetails", "Entity")
_SHIP = ("ShipDetails", "Ship")
# Our word for a fact -> the path of the element that holds it.
_FACTS: dict[str, tuple[str, ...]] = {
    "group_id": ("OFSIGroupID",),
    "un_reference": ("UNReferenceNumber",),
    "source": ("DesignationSource",),
    "information": ("OtherInformation",),
    "reasons": ("UKStatementofReasons",),
    "title": ("Titles", "Title"),
    "website": ("Websites", "Website"),
    "wallet": ("CryptoWalletAddresses", "CryptoWalletAddress"),
    "birth": (*_PERSON, "DOBs", "DOB"),
    "nationality": (*_PERSON, "Nationalities", "Nationality"),
    "position": (*_PERSON, "Positions", "Position"),
    "gender": (*_PERSON, "Genders", "Gender"),
    "entity_type": (*_ENTITY, "TypeOfEntities", "TypeOfEntity"),
    "subsidiary": (*_ENTITY, "Subsidiaries", "Subsidiary"),
    "parent": (*_ENTITY, "ParentCompanies", "ParentCompany"),
    "registration": (*_ENTITY, "BusinessRegistrationNumbers", "BusinessRegistrationNumber"),
    "imo": (*_SHIP, "IMONumbers", "IMONumber"),
    "owner": (*_SHIP, "CurrentOwnerOperators", "CurrentOwnerOperator"),
    "previous_owner": (*_SHIP, "PreviousOwnerOperators", "PreviousOwnerOperator"),
    "flag": (*_SHIP, "CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip"),
    "previous_flag": (*_SHIP, "PreviousFlags", "PreviousFlag"),
    "ship_type": (*_SHIP, "TypeOfShipDetails", "TypeOfShip"),
    "tonnage": (*_SHIP, "TonnageOfShipDetails", "TonnageOfShip"),
    "length": (*_SHIP, "LengthOfShipDetails", "LengthOfShip"),
    "built": (*_SHIP, "YearsBuilt", "YearBuilt"),
    "hull": (*_SHIP, "HullIdentificationNumbers", "HullIdentificationNumber"),
}
# Our word -> the path of the element and those of its children that make up one value.
_GROUPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "native": (
        ("NonLatinNames", "NonLatinName"),
        ("NameNonLatinScript", "NonLatinScriptType", "NonLatinScriptLanguage"),
    ),
    "address": (
        ("Addresses", "Address"),
        (
            *(f"AddressLine{line}" for line in range(1, 7)),
            *("AddressPostalCode", "AddressCountry"),
        ),
    ),
    "birth_place": (
        (*_PERSON, "BirthDetails", "Location"),
        ("TownOfBirth", "CountryOfBirth"),
    ),
    "passport": (
        (*_PERSON, "PassportDetails", "Passport"),
        ("PassportNumber", "PassportAdditionalInformation"),
    ),
    "national_id": (
        (*_PERSON, "NationalIdentifierDetails", "NationalIdentifier"),
        ("NationalIdentifierNumber", "NationalIdentifierAdditionalInformation"),
    ),
}


def read_uk_sanctions_xml(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn the UK Sanctions List in XML into listings, one for each ``Designation``.

    Args:
        files: The one XML file.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not, ``published_on`` from ``DateGenerated``.

    Yields:
        Listings in file order.

    Raises:
        ListError: More than one file, or a document type declaration.

    Basis:
        UK Sanctions List XML as published since 2026-01-28 (element names seen in public code
        that reads it; no real file was at hand).
    """
    file = only_file(files, UK_LIST.title)
    account.title, account.authority = UK_LIST.title, UK_LIST.authority
    for element in walk(file, (_RECORD, _DATE), account, layout=Layout()):
        if local(element) == _DATE:
            stated = text_at(element)
            if not account.published_on:
                account.state_day(stated, file, _DATE, day=read_uk_day(stated))
            continue
        place = place_of(element, file, account.records + 1)
        yield from admit_record(_record_of(element), UK_LIST, list_name, account, place)


def claims(file: ListFile) -> bool:
    """Tell whether a file is the UK Sanctions List in XML, by its root element."""
    return root_name(file) == _ROOT


READER = Reader(
    FORMAT,
    "UK Sanctions List (XML)",
    claims,
    read_uk_sanctions_xml,
    checked_on="invented records in the published elements; no real file was at hand",
)


def _record_of(element: Any) -> UkRecord:
    record = UkRecord(
        uid=text_at(element, "UniqueID"),
        kind=text_at(element, "IndividualEntityShip"),
        listed_on=text_at(element, "DateDesignated"),
        amended_on=text_at(element, "LastUpdated"),
    )
    for regime in children(element, "RegimeName"):
        record.add_regime(text_at(regime))
    for measures in children(element, "SanctionsImposed"):
        record.add_measures(text_at(measures))
    for name in children(element, "Names", "Name"):
        parts = [text_at(name, f"Name{part}") for part in range(1, 7)]
        record.add_name(parts, text_at(name, "NameType"), text_at(name, "AliasStrength"))
    for key, path in _FACTS.items():
        for found in children(element, *path):
            record.add(key, text_at(found))
    for key, (path, parts_of) in _GROUPS.items():
        for found in children(element, *path):
            record.add(key, *(text_at(found, part) for part in parts_of))
    return record
