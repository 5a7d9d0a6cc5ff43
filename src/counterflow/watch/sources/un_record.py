"""Turn one record of the UN list into a listing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from counterflow.core.model.law import Citation
from counterflow.core.model.listings import ListedName, Listing
from counterflow.watch.sources.entry_draft import EntryDraft, script_of, without_contacts
from counterflow.watch.sources.programmes import programmes_of
from counterflow.watch.sources.stated_dates import date_of
from counterflow.watch.sources.un_documents import split_aliases
from counterflow.watch.sources.un_facts import add_address, add_person, joined, text_of, values_of
from counterflow.watch.sources.un_relations import read_relations

AUTHORITY = "UN Security Council"
TITLE = "UN Security Council Consolidated List"
URL = "https://scsanctions.un.org/resources/xml/en/consolidated.xml"

_PARTS = {
    "FIRST_NAME": "firstName",
    "SECOND_NAME": "secondName",
    "THIRD_NAME": "thirdName",
    "FOURTH_NAME": "fourthName",
}
"""The parts of a name in their order; FollowTheMoney has no word for the third and the fourth."""
_QUALITIES = {
    "good": "alias",
    "a.k.a.": "alias",
    "low": "weakAlias",
    "f.k.a.": "previousName",
}


def listing_of(record: Any, list_name: str) -> Listing | str:
    """Turn an INDIVIDUAL or ENTITY element into a listing.

    Args:
        record: The lxml element.
        list_name: The store's name of the list.

    Returns:
        The listing, or in words why there can be none. A text that stands in place of a date is
        in the field as it is: `Account.admit` moves it to the notes.
    """
    uid = text_of(record, "DATAID")
    parts = {part: text for tag, part in _PARTS.items() if (text := text_of(record, tag))}
    name = " ".join(parts.values())
    if not uid:
        return "the record has no DATAID"
    if not name.strip("; "):
        return f"the record {uid} has no name"
    reference = text_of(record, "REFERENCE_NUMBER")
    person = record.tag == "INDIVIDUAL"
    draft = EntryDraft()
    names: dict[tuple[str, str, bool], ListedName] = {}
    for one in (
        *_names(name, parts if person else {}),
        *_aliases(record, draft),
        *_in_original_script(record),
    ):
        names.setdefault((one.text, one.kind, one.weak), one)
        draft.add("weakAlias" if one.weak else one.kind, one.text)
    add_person(draft, record)
    for address in _all(record, "INDIVIDUAL_ADDRESS", "ENTITY_ADDRESS"):
        add_address(draft, address)
    draft.add("unscId", reference)
    remarks = text_of(record, "COMMENTS1")
    whole_list = programmes_of("un")["UN LIST"]
    return Listing(
        id=f"{list_name}-{uid}",
        list=list_name,
        schema="Person" if person else "LegalEntity",
        properties=draft.properties,
        publisher_id=uid,
        authority=AUTHORITY,
        programmes=tuple(filter(None, (text_of(record, "UN_LIST_TYPE"),))),
        effect=whole_list.effect,
        listed_on=text_of(record, "LISTED_ON"),
        remarks=without_contacts(remarks),
        citations=(
            Citation(source="un_sc", title=f"{TITLE}, {reference}", issuer=AUTHORITY, url=URL),
            whole_list.citation,
        ),
        amended_on=_last(values_of(record, "LAST_DAY_UPDATED")),
        names=tuple(names.values()),
        identifiers=tuple(draft.identifiers),
        dates=tuple(draft.dates),
        relations=tuple(read_relations(without_contacts(remarks), reference)),
    )


def _all(record: Any, *tags: str) -> Iterator[Any]:
    for tag in tags:
        yield from record.findall(tag)


def _last(days: Iterator[str]) -> str:
    """Give the last of the days of amendment: the UN adds one and keeps those before.

    Without a day that can be read, the text that stands in its place.
    """
    texts = list(filter(None, days))
    return max(filter(None, map(date_of, texts)), default="; ".join(texts))


def _names(name: str, parts: dict[str, str]) -> Iterator[ListedName]:
    """Give the name with its parts; several names in one have parts that are nobody's."""
    several = split_aliases(name) if ";" in name else [name]
    for one in several:
        yield ListedName(one, parts=parts if len(several) == 1 else {})


def _aliases(record: Any, draft: EntryDraft) -> Iterator[ListedName]:
    """Give aliases by quality; an alias of no quality that we know is kept as a strong one."""
    for alias in _all(record, "INDIVIDUAL_ALIAS", "ENTITY_ALIAS"):
        kind = _QUALITIES.get(text_of(alias, "QUALITY").lower(), "alias")
        names = split_aliases(alias.findtext("ALIAS_NAME") or "")
        for name in names:
            weak = kind == "weakAlias"
            yield ListedName(name, "alias" if weak else kind, weak=weak, script=_script(name))
        about = joined(alias, ("DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH", "NOTE"))
        draft.note(names[0] if names else "alias", about)


def _in_original_script(record: Any) -> Iterator[ListedName]:
    """Give the names in the original script; the list does not say which: the letters do."""
    for name in split_aliases(text_of(record, "NAME_ORIGINAL_SCRIPT")):
        yield ListedName(name, "alias", script=_script(name))


def _script(name: str) -> str:
    return script_of(name).replace("Latn", "")
