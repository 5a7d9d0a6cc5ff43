"""Turn one entity of the EU's financial sanctions files, XML or CSV, into a listing."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import DateSpan, Designation, Listing
from counterflow.core.text import countries
from counterflow.core.text.dates import read_date
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.entry_draft import EntryDraft, without_contacts
from counterflow.watch.sources.languages import language_code
from counterflow.watch.sources.programmes import effect_of

AUTHORITY: Final = "European Union"
TITLE: Final = "EU consolidated list of financial sanctions"
REGIME: Final = "EU"
_WHOLE_LIST: Final = "FSF"

Part = dict[str, str]
"""What the file says of one name, address, date: its attributes by their names in lower case."""

_SCHEMATA: Final = {"person": "Person", "p": "Person", "enterprise": "LegalEntity", "e": ""}
_NUMBERS: Final = {
    "passport": "passportNumber",
    "diplpassport": "passportNumber",
    "id": "idNumber",
    "regnumber": "registrationNumber",
    "tradelic": "registrationNumber",
    "taxid": "taxNumber",
    "fiscalcode": "taxNumber",
    "taxnumber": "taxNumber",
    "swiftbic": "swiftBic",
    "imo": "imoNumber",
}
_NO_STATE: Final = frozenset({"CS", "SCG", "SU", "SUN", "YU", "YUG"})
"""Codes of states that are no more and have several successors."""
_FLAGS: Final = {
    "knownexpired": "known to have expired",
    "knownfalse": "known to be false",
    "reportedlost": "reported lost",
    "revokedbyissuer": "revoked by its issuer",
    "diplomatic": "diplomatic",
}
_ADDRESS: Final = ("street", "pobox", "place", "zipcode", "city", "region", "countrydescription")
_PLACE: Final = ("place", "city", "region", "countrydescription")
_LETTERS: Final = re.compile(r"\s*,?\s*\([a-z]\)\s*")
_LOW_QUALITY: Final = re.compile(r"\blow? quality\b", re.IGNORECASE)
_QUALITY: Final = re.compile(r"^\W*(?:low?|g?o+d|high) quality\W*$", re.IGNORECASE)


class FsfEntity(msgspec.Struct):
    """One entity as either format gives it, before it is understood."""

    logical_id: str = ""
    reference: str = ""
    un_id: str = ""
    designated_on: str = ""
    details: str = ""
    kind: str = ""
    remarks: list[str] = []
    regulations: list[Part] = []
    names: list[Part] = []
    addresses: list[Part] = []
    births: list[Part] = []
    numbers: list[Part] = []
    citizenships: list[Part] = []


def listing_of(entity: FsfEntity, list_name: str) -> Listing | str:
    """Turn an entity into a listing.

    The first strong name in English, or in no stated language, is its name; all others are
    aliases. The file holds asset freezes only, so that is the effect of each act in it.

    Args:
        entity: What the file says.
        list_name: The store's name of the list.

    Returns:
        The listing, or in words why there can be none.

    Basis:
        European Commission, financial sanctions files, export schema 1.1; the list covers asset
        freezes only (``data/programmes/eu.yaml``, FSF).
    """
    publisher_id = entity.reference or entity.logical_id
    if not publisher_id:
        return "the record has neither an EU reference number nor a logical id"
    schema = _SCHEMATA.get(entity.kind.casefold())
    if schema is None:
        return f"the subject type {entity.kind!r} is neither person nor enterprise"
    schema = schema or "LegalEntity"
    draft = EntryDraft()
    _add_names(draft, entity, schema)
    if not draft.names:
        return f"the record {publisher_id} has no name"
    for address in entity.addresses:
        _add_address(draft, address)
    for birth in entity.births if schema == "Person" else ():
        _add_birth(draft, birth)
    for number in entity.numbers:
        _add_number(draft, number)
    for citizenship in entity.citizenships:
        _add_country(draft, "nationality" if schema == "Person" else "country", citizenship)
    draft.add("unscId", entity.un_id)
    designations = _designations(entity)
    return Listing(
        id=f"{list_name}-{publisher_id}",
        list=list_name,
        schema=schema,
        properties=draft.properties,
        publisher_id=publisher_id,
        authority=AUTHORITY,
        programmes=tuple(dict.fromkeys(d.programmes[0] for d in designations if d.programmes)),
        effect=effect_of("eu", (_WHOLE_LIST,)),
        listed_on=_stated(entity.designated_on),
        amended_on=max(
            (_day(r.get("publicationdate", "")) for r in entity.regulations), default=""
        ),
        remarks=without_contacts(" ".join(filter(None, (*entity.remarks, entity.details)))),
        citations=tuple(d.citation for d in designations if d.citation),
        designations=designations,
        names=tuple(draft.names),
        identifiers=tuple(draft.identifiers),
        dates=tuple(draft.dates),
    )


def _day(text: str) -> str:
    """Give an ISO day; the CSV writes days first ("28/02/2011")."""
    return read_date(text, "dmy").iso


def _stated(text: str) -> str:
    """Give an ISO day, or the text that stands in its place: `Account.admit` marks it."""
    return _day(text) or text


def _designations(entity: FsfEntity) -> tuple[Designation, ...]:
    """Give one designation for each act; the date is that of its entry into force."""
    effect: Effect = effect_of("eu", (_WHOLE_LIST,))
    found: dict[Designation, None] = {}
    for act in entity.regulations:
        title, programme = act.get("numbertitle", ""), act.get("programme", "")
        if not (title or programme):
            continue
        citation = Citation(
            source="eu_fsf",
            title=f"Regulation {title}" if title else TITLE,
            issuer=AUTHORITY,
            date=_stated(act.get("publicationdate", "")),
            url=act.get("publicationurl", ""),
        )
        designation = Designation(
            authority=AUTHORITY,
            regime=REGIME,
            effect=effect,
            programmes=(programme,) if programme else (),
            listed_on=_stated(entity.designated_on),
            citation=citation,
            legal_basis=title,
        )
        found[designation] = None
    return tuple(found)


def _is_weak(name: Part) -> bool:
    """Tell a weak name by its mark, or by the remark that older files carry instead."""
    return name.get("strong", "").casefold() == "false" or bool(
        _LOW_QUALITY.search(name.get("remark", ""))
    )


def _add_names(draft: EntryDraft, entity: FsfEntity, schema: str) -> None:
    """Add the names, the main one first; then what the files say beside a name."""
    main = next(
        (n for n in entity.names if not _is_weak(n) and n.get("namelanguage", "") in ("", "EN")),
        next((n for n in entity.names if not _is_weak(n)), None),
    )
    for name in sorted(entity.names, key=lambda n: n is not main):
        parts = {
            "firstName": name.get("firstname", ""),
            "middleName": name.get("middlename", ""),
            "lastName": name.get("lastname", ""),
        }
        draft.add_name(
            name.get("wholename", "") or " ".join(filter(None, parts.values())),
            kind="name" if name is main else "alias",
            weak=_is_weak(name),
            language=language_code(name.get("namelanguage", "")),
            parts=parts if schema == "Person" else {},
        )
        _add_about_name(draft, name, schema)


def _add_about_name(draft: EntryDraft, name: Part, schema: str) -> None:
    for title in _LETTERS.split(name.get("title", "")):
        draft.add("title", title)
    for function in _LETTERS.split(name.get("function", "")):
        if schema == "Person":
            draft.add("position", function)
        else:
            draft.note("", function)
    gender = {"m": "male", "f": "female"}.get(name.get("gender", "").casefold(), "")
    draft.add("gender", gender)
    remark = name.get("remark", "")
    if remark and not _QUALITY.match(remark):
        draft.note(name.get("wholename", ""), remark)


def _add_country(draft: EntryDraft, kind: str, part: Part) -> str:
    """Add a country by its name, else by its code; text that is neither is kept as a note."""
    text, code = part.get("countrydescription", ""), part.get("countryiso2code", "")
    found = country_code(text) or _code(code)
    draft.add(kind, found)
    if not found and text not in ("", "UNKNOWN"):
        draft.note(kind, text)
    return found


def _code(text: str) -> str:
    """Read a code of two or three letters; ``00`` stands for unknown, ``CS`` for no one state."""
    known = text.isalpha() and text.upper() not in _NO_STATE
    return countries.country_code(text)[:2].lower() if known else ""


def _joined(part: Part, keys: tuple[str, ...]) -> str:
    values = [without_contacts(part.get(key, "")) for key in keys]
    return ", ".join(value for value in values if value not in ("", "-", "UNKNOWN"))


def _add_address(draft: EntryDraft, address: Part) -> None:
    draft.add("address", _joined(address, _ADDRESS))
    _add_country(draft, "country", address)
    draft.note("address", address.get("remark", ""))


def _add_birth(draft: EntryDraft, birth: Part) -> None:
    span = _birth_span(birth)
    if span.text:
        draft.add_dates([span], "date of birth")
    draft.add("birthPlace", _joined(birth, _PLACE))
    _add_country(draft, "birthCountry", birth)
    draft.note("birth", birth.get("remark", ""))


def _birth_span(birth: Part) -> DateSpan:
    """Read a birth date: a day, its parts, or a range of years; another calendar is not read."""
    first, last = birth.get("yearrangefrom", ""), birth.get("yearrangeto", "")
    year, month, day = (birth.get(key, "") for key in ("year", "monthofyear", "dayofmonth"))
    text = birth.get("birthdate", "").replace("N/A", "") or "-".join(
        filter(None, (year, month.zfill(2) * bool(month)))
    )
    circa = birth.get("circa", "").casefold() == "true"
    calendar = birth.get("calendartype", "")
    if not text and (first or last):
        text = f"{first} to {last}"
        known = first.isdigit() and last.isdigit()
        return DateSpan("birthDate", text, first * known, last * known, circa)
    if calendar.upper() not in ("", "GREGORIAN"):
        return DateSpan("birthDate", f"{text} ({calendar})") if text else DateSpan("birthDate", "")
    if day and year and not birth.get("birthdate", ""):
        text = f"{year}-{month.zfill(2)}-{day.zfill(2)}" if month else f"{year}, day {day}"
    iso = _day(text)
    return DateSpan("birthDate", text, iso, iso, circa and bool(iso))


def _add_number(draft: EntryDraft, number: Part) -> None:
    """Add a number of a document; a false one names nobody and is kept in words only."""
    code = number.get("identificationtypecode", "").casefold()
    label = number.get("identificationtypedescription", "") or code
    flags = [words for key, words in _FLAGS.items() if number.get(key, "").casefold() == "true"]
    remark = "; ".join(filter(None, (*flags, number.get("remark", ""))))
    country = country_code(number.get("countrydescription", "")) or _code(
        number.get("countryiso2code", "")
    )
    for value in dict.fromkeys((number.get("number", ""), number.get("latinnumber", ""))):
        if not any(character.isdigit() for character in value) and code != "swiftbic":
            draft.note(label, value.strip("- "))
        elif number.get("knownfalse", "").casefold() == "true":
            draft.note(f"{label}, known to be false", value)
        else:
            draft.add_identifier(
                _NUMBERS.get(code, "idNumber"), value, country=country, label=label, remark=remark
            )
