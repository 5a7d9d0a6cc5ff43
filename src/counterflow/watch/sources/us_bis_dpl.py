"""Read the Denied Persons List of the US Bureau of Industry and Security (tab-separated)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import DateSpan, Designation, Listing
from counterflow.core.text.countries import country_code as code_or_name
from counterflow.core.text.dates import read_date
from counterflow.watch.sources.cut_off import remark_cut_off
from counterflow.watch.sources.delimited_rows import Record, header_of, read_records
from counterflow.watch.sources.entry_draft import EntryDraft, without_contacts
from counterflow.watch.sources.grouped_rows import refuse
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.programmes import programmes_of

FORMAT = "us_bis_dpl"
TITLE = "Denied Persons List"
AUTHORITY = "US Bureau of Industry and Security"
URL = "https://www.bis.gov/articles/denied-persons-list"
REQUIRED = (
    *("Name", "Street_Address", "City", "State", "Country", "Effective_Date"),
    *("Expiration_Date", "Standard_Order", "Last_Update", "FR_Citation"),
)
EXPIRED = "the denial order had expired when this edition was made"

_ADDRESS = ("Street_Address", "City", "State", "Postal_Code", "Country")
_STATED = "the file states no date: its newest Last_Update stands for it"


def read_us_bis_dpl(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn the Denied Persons List into listings, one for each row.

    Orders that have expired stay in the official file. They are listings too, with the day of
    their end, and a note where they had expired by the edition's date. An order whose end cannot
    be a date counts as in force.

    Args:
        files: The one tab-separated file.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not. A date that cannot be one (the official
            file has the year 3017) is kept as text and remarked.

    Yields:
        Listings in file order. BIS gives no id: ours is the name with a short hash of the row's
        name, address, effective date and citation, and a number where a row stands twice.

    Raises:
        ListError: More than one file, or a column that is missing.

    Basis:
        BIS, dpl.txt, editions of 2019-06-12 and 2022-09-02. 15 CFR 764.3(a)(2).
    """
    file = only_file(files, TITLE)
    account.title, account.authority = TITLE, AUTHORITY
    account.published_on = _newest_update(file)
    account.notes.append(_STATED)
    met: Counter[str] = Counter()
    for row in read_records(file, account, required=REQUIRED, delimiter="\t"):
        account.records += 1
        name = " ".join(row.get("Name").split())
        if not name:
            refuse(account, row, file, "the row has no name", "Name")
            continue
        key = _key_of(row, name)
        met[key] += 1
        uid = key if met[key] == 1 else f"{key}-{met[key]}"
        yield from account.admit(_listing(row, uid, list_name, file, account), row.place(file))
    account.records += account.damaged
    account.refused += account.damaged
    remark_cut_off(file, account, newline_needed=False)


def claims(file: ListFile) -> bool:
    """Tell whether a file is the Denied Persons List, by its header."""
    return {"Name", "Effective_Date", "FR_Citation"} <= set(header_of(file, delimiter="\t"))


READER = Reader(
    FORMAT,
    "US Denied Persons List (tab-separated)",
    claims,
    read_us_bis_dpl,
    checked_on="two real editions, 2019-06-12 and 2022-09-02",
)


def read_dpl_date(text: str) -> str:
    """Give the day of a date of this list, which writes ``mm/dd/yyyy`` and ``yyyy-mm-dd``.

    Example:
        >>> read_dpl_date("06/29/2056"), read_dpl_date("2022-09-02"), read_dpl_date("3017-08-22")
        ('2056-06-29', '2022-09-02', '')
    """
    reading = read_date(text, "mdy") if re.fullmatch(r"[\d/-]{8,10}", text) else None
    return reading.iso if reading and not reading.problem and reading.precision == "day" else ""


def _newest_update(file: ListFile) -> str:
    """Find the newest date of the column Last_Update that can be one; empty for none."""
    scratch = Account(FORMAT)
    rows = read_records(file, scratch, required=REQUIRED, delimiter="\t")
    return max((read_dpl_date(row.get("Last_Update")) for row in rows), default="")


def _listing(row: Record, uid: str, list_name: str, file: ListFile, account: Account) -> Listing:
    draft = EntryDraft()
    draft.add_name(row.get("Name"))
    draft.add("address", ", ".join(filter(None, (row.get(part) for part in _ADDRESS))))
    country = code_or_name(row.get("Country"))[:2].lower() if row.get("Country") else ""
    draft.add("country", country)
    draft.note("country", "" if country else row.get("Country"))
    dates = _add_dates(draft, row, file, account)
    draft.note("standard order", row.get("Standard_Order"))
    draft.note("action", row.get("Action"))
    if dates["Expiration_Date"] and dates["Expiration_Date"] < account.published_on:
        draft.note("expired", f"{dates['Expiration_Date']}: {EXPIRED}")
    programme = programmes_of("us_csl")["DPL"]
    citation = " ".join(row.get("FR_Citation").split())
    return Listing(
        id=f"{list_name}-{uid}",
        list=list_name,
        schema="LegalEntity",
        properties=draft.properties,
        authority=AUTHORITY,
        programmes=("DPL",),
        effect=Effect.TRANSACTION_BAN,
        listed_on=dates["Effective_Date"],
        remarks=without_contacts(row.get("Action")),
        citations=(Citation(source=FORMAT, title=TITLE, issuer=AUTHORITY, url=URL),),
        designations=(
            Designation(
                authority=AUTHORITY,
                regime="US",
                effect=programme.effect,
                programmes=("DPL",),
                listed_on=dates["Effective_Date"],
                citation=programme.citation,
                legal_basis=citation,
                ended_on=dates["Expiration_Date"],
            ),
        ),
        amended_on=dates["Last_Update"],
        names=tuple(draft.names),
        dates=tuple(draft.dates),
    )


def _add_dates(draft: EntryDraft, row: Record, file: ListFile, account: Account) -> dict[str, str]:
    """Keep the order's dates as written; remark those that cannot be dates."""
    found = {}
    for column, kind in (
        ("Effective_Date", "startDate"),
        ("Expiration_Date", "endDate"),
        ("Last_Update", "modifiedAt"),
    ):
        text = row.get(column)
        day = found[column] = read_dpl_date(text)
        if text:
            draft.add_act_date(DateSpan(kind, text, day, day))
        if text and column != "Last_Update":
            draft.note(column.replace("_", " ").lower(), day or text)
        if text and not day:
            draft.note("date not understood", f"{column} {text}")
            place = row.place(file, column)
            what = f"the date {text!r} cannot be one: it is kept as text"
            account.remark(type(place)(what, place.file, place.row, place.line, column))
    return found


def _key_of(row: Record, name: str) -> str:
    """Make a key of what stays the same between editions."""
    parts = (name, row.get("Street_Address"), row.get("City"), row.get("State"))
    text = "\n".join((*parts, row.get("Effective_Date"), row.get("FR_Citation")))
    word = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40]
    return f"{word}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}".strip("-")
