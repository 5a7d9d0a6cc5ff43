"""Turn one row of the transcribed EU annexes into a listing."""

from __future__ import annotations

import csv
import hashlib
import re
from typing import Final

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import Designation, Listing
from counterflow.core.text.dates import read_date
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.delimited_rows import Record
from counterflow.watch.sources.entry_draft import EntryDraft, script_of
from counterflow.watch.sources.loose_dates import read_dates
from counterflow.watch.sources.nationalities import nationality_codes
from counterflow.watch.sources.numbers_in_text import read_numbers
from counterflow.watch.sources.programmes import Programme, programmes_of

AUTHORITY: Final = "European Union"
TITLE: Final = "EU restrictive measures, annexes of the acts"
URL: Final = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:"

_SCHEMATA: Final = frozenset(
    {"Person", "LegalEntity", "Organization", "Company", "Vessel", "Asset"}
)
_NAMES: Final = (("alias", "alias", False), ("weakAlias", "alias", True))
_TEXTS: Final = (
    *("birthPlace", "position", "appearance", "ethnicity", "fatherName", "motherName"),
    *("legalForm", "sector", "ticker", "address"),
)
_NUMBERS: Final = (
    *("passportNumber", "registrationNumber", "taxNumber", "idNumber", "innCode", "ogrnCode"),
    *("kppCode", "okpoCode", "leiCode", "swiftBic", "mmsi"),
)
_CODES: Final = frozenset({"leiCode", "swiftBic"})
"""Numbers that may be of letters alone."""
_CONTEXT: Final = ("schema", "programKey", "measure")
_COUNTRIES: Final = ("country", "jurisdiction", "flag")
_IMO: Final = re.compile(r"\d{7}")
_BRACKET: Final = re.compile(r"(?P<outer>[^()]*\S)\s*\((?P<inner>[^()]+)\)")
_KNOWN_AS: Final = re.compile(r"\((?:a\.?k\.?a\.?|also known as)[:,]?\s*([^()]+)\)$", re.IGNORECASE)
_INN_LENGTHS: Final = (10, 12)
_OGRN_LENGTHS: Final = (13, 15)


def stable_key(row: Record, firsts: dict[str, tuple[str, ...]]) -> str:
    """Give an entry its key: act, annex and the number printed in the annex.

    Where the annex prints none, a short hash of name and IMO number stands for it. The same key
    with another measure, programme or schema beside it, or without a number with any other word,
    gets a hash of these: two persons of one name stay two.

    Args:
        row: The row.
        firsts: What stood under each key first; changed in place.

    Returns:
        The key; an entry that stands twice gets the same one twice.
    """
    number = "".join(row.get("recordId").split())
    number = number or _hash(row.get("name"), row.get("imoNumber"))
    key = f"{row.get('celex')}-{row.get('annex') or 'x'}-{number}"
    columns = _CONTEXT if row.get("recordId") else tuple(row.cells)
    context = tuple(row.get(column) for column in columns)
    return key if firsts.setdefault(key, context) == context else f"{key}-{_hash(*context)}"


def listing_of(row: Record, key: str, list_name: str) -> Listing | str:
    """Turn a row into a listing.

    Telephone numbers, mail addresses and web sites are not kept.

    Args:
        row: The row.
        key: Its stable key.
        list_name: The store's name of the list.

    Returns:
        The listing, or in words why there can be none.
    """
    schema, celex, annex = row.get("schema"), row.get("celex"), row.get("annex")
    if schema not in _SCHEMATA:
        return f"the schema {schema!r} is not one of {', '.join(sorted(_SCHEMATA))}"
    if not row.get("name") or not celex:
        return "the row has no name" if celex else "the row has no act (celex)"
    draft = EntryDraft()
    _add_names(draft, row)
    _add_texts(draft, row)
    _add_countries(draft, row)
    _add_numbers(draft, row)
    known = _programme(celex, annex, row.get("measure"))
    listed_on = read_date(row.get("startDate")).iso
    if row.get("startDate") and not listed_on:
        draft.note("date of listing", row.get("startDate"))
    programme = row.get("programKey")
    citation = Citation(
        source="eu_journal", title=_act(celex, annex), issuer=AUTHORITY, url=URL + celex
    )
    effect = known.effect if known else Effect.UNKNOWN
    return Listing(
        id=f"{list_name}-{key}",
        list=list_name,
        schema=schema,
        properties=draft.properties,
        publisher_id=key,
        authority=AUTHORITY,
        programmes=(programme,) if programme else (),
        effect=effect,
        listed_on=listed_on,
        remarks=row.get("reason"),
        citations=(citation, known.citation) if known else (citation,),
        designations=(
            Designation(
                authority=AUTHORITY,
                regime="EU",
                effect=effect,
                programmes=(programme,) if programme else (),
                listed_on=listed_on,
                citation=known.citation if known else citation,
                legal_basis=_act(celex, annex),
                requirement=known.title if known else row.get("measure"),
            ),
        ),
        names=tuple(draft.names),
        identifiers=tuple(draft.identifiers),
        dates=tuple(draft.dates),
    )


def split_cell(cell: str) -> list[str]:
    """Give the values of a cell: parted by semicolons, quoted where a value holds one.

    Example:
        >>> split_cell('Foo; "(a) Bar; (b) Baz"; Foo')
        ['Foo', '(a) Bar; (b) Baz']
    """
    text = " ".join(cell.split())
    try:
        values = next(csv.reader([text], delimiter=";", skipinitialspace=True, strict=True), [])
    except csv.Error:
        values = text.split(";")
    return list(dict.fromkeys(value.strip() for value in values if value.strip()))


def split_scripts(text: str) -> list[str]:
    """Part a name from the same name in another script that stands behind it in brackets.

    Example:
        >>> split_scripts("Primer (Пример)"), split_scripts("Primer (PR)")
        (['Primer', 'Пример'], ['Primer (PR)'])
    """
    match = _BRACKET.fullmatch(text)
    if match:
        outer, inner = script_of(match["outer"]), script_of(match["inner"])
        if outer and inner and outer != inner:
            return [match["outer"], match["inner"].strip()]
    return [text]


def _programme(celex: str, annex: str, measure: str) -> Programme | None:
    """Find what an annex does, else what its measure does; an annex's part counts as the annex."""
    known = programmes_of("eu")
    codes = (f"{celex} {annex}", f"{celex} {annex.partition('.')[0]}", measure)
    return next((known[code.upper()] for code in codes if code.upper() in known), None)


def _act(celex: str, annex: str) -> str:
    """Name an act by its CELEX number: 32014R0833 is Regulation 833/2014.

    Basis:
        Publications Office, CELEX: sector, year, type (R regulation, D decision), number.
    """
    kind = {"R": "Regulation", "D": "Decision"}.get(celex[5:6], "Act")
    year, number = celex[1:5], celex[6:].lstrip("0")
    # Acts since 2015 are cited year first (Council decision on numbering of 2014).
    cited = f"{number}/{year}" if year < "2015" else f"{year}/{number}"
    return f"{kind} {cited}" + (f", Annex {annex}" if annex else "")


def _hash(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:8]


def _add_names(draft: EntryDraft, row: Record) -> None:
    name, *others = split_scripts(row.get("name"))
    draft.add_name(name)
    for other in (*others, *_further_names(name)):
        draft.add_name(other, kind="alias")
    for column, kind, weak in (*_NAMES, ("previousName", "previousName", False)):
        for value in split_cell(row.get(column)):
            for text in split_scripts(value):
                draft.add_name(text, kind=kind, weak=weak)


def _further_names(name: str) -> list[str]:
    """Give the names inside a name cell; a single word is only a part of one."""
    parts = name.split(";") if ";" in name else []
    if known_as := _KNOWN_AS.search(name):
        parts += re.split(r"[;,]", known_as[1])
    return [part.strip() for part in parts if " " in part.strip()]


def _add_texts(draft: EntryDraft, row: Record) -> None:
    for column in _TEXTS:
        for value in split_cell(row.get(column)):
            draft.add(column, value)
    for value in split_cell(row.get("gender")):
        draft.add("gender", value.strip(".").lower())
    for kind, label in (("birthDate", "date of birth"), ("incorporationDate", "incorporation")):
        for value in split_cell(row.get(kind)):
            draft.add_dates(read_dates(kind, value), label)
    for value in split_cell(row.get("notes")):
        draft.note("", value)


def _add_countries(draft: EntryDraft, row: Record) -> None:
    for value in split_cell(row.get("nationality")):
        codes = nationality_codes(value)
        for code in codes:
            draft.add("nationality", code)
        if not codes:
            draft.note("nationality", value)
    for column in _COUNTRIES:
        for value in split_cell(row.get(column)):
            draft.add(column, country_code(value))
            if not country_code(value):
                draft.note(column, value)


def _add_numbers(draft: EntryDraft, row: Record) -> None:
    for column in _NUMBERS:
        for cell in split_cell(row.get(column)):
            if column in _CODES:
                draft.add_identifier(column, cell, label=column)
                continue
            for found in read_numbers(cell):
                if not found.number:
                    draft.note(column, found.remark)
                    continue
                draft.add_identifier(column, found.number, label=column, remark=found.remark)
                _add_russian(draft, column, found.number, found.remark)
    for cell in split_cell(row.get("imoNumber")):
        if _IMO.fullmatch(cell):
            draft.add_identifier("imoNumber", cell)
        else:
            draft.note("IMO number", cell)


def _add_russian(draft: EntryDraft, column: str, number: str, remark: str) -> None:
    """Name the Russian INN and OGRN as such where the list calls a number one of them.

    Basis:
        Lengths by the Federal Tax Service: INN 10 or 12 digits, OGRN 13, OGRNIP 15.
    """
    if column != "registrationNumber" or not number.isdigit():
        return
    label = remark.upper()
    if "INN" in label and len(number) in _INN_LENGTHS:
        draft.add_identifier("innCode", number, label=column, remark=remark)
    elif "OGRN" in label and len(number) in _OGRN_LENGTHS:
        draft.add_identifier("ogrnCode", number, label=column, remark=remark)
