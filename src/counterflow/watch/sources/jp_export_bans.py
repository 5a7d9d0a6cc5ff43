"""Read the text of Japan's export-ban lists (entities in Russia; entities in third countries)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from msgspec import structs

from counterflow.core.errors import ListError
from counterflow.core.model.law import Citation
from counterflow.core.model.listings import Designation, Listing
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.entry_draft import EntryDraft
from counterflow.watch.sources.jp_ban_entry import ADDRESS_LABEL, BanEntry, read_entry
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.programmes import programmes_of

FORMAT = "jp_export_bans"
TITLE = "Japan's export-ban list"
AUTHORITY = "Japan, METI and MOFA"
URL = "https://www.meti.go.jp/policy/external_economy/trade_control/01_seido/04_seisai/crimea.html"
MOST_BYTES: Final = 16 << 20
TEXT_NOTE = (
    "the list is published as PDF: this is its text, and where a line broke in the PDF a name or "
    "an address may be broken too"
)

_HEADING = re.compile(r"輸\s*出\s*等\s*に\s*係\s*る\s*禁\s*止\s*措\s*置")
_UPDATED = re.compile(r"最終更新日：\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_NOTICE = re.compile(r"（(令和[^）]*告示第[^）]*号)）")
_THIRD = re.compile(r"ベラルー\s*シ\s*共和国以外の国")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_JAPANESE = "\u3040-\u30ff\u3400-\u9fff\uff21-\uff5a\uff08\u300c"
_PAGE = re.compile(r"^\s*(?:-\s*)?\d{1,3}(?:\s*-)?\s*$")
_REMEDY = "compare the entry with the PDF, which is what the government publishes"


class _Head(NamedTuple):
    """What stands above the entries."""

    published_on: str
    notice: str
    programme: str


def read_jp_export_bans(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn the text of an export-ban list into listings, one for each numbered entry.

    The whole text, a few hundred kilobytes, is held: an entry's number may be glued to the
    line before, and only the number that must come next tells it from one of an address.

    Args:
        files: The one text file, in UTF-8.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not. Another number of address labels than of
            entries is a fatal refusal: an entry was not found. So is a last address without its
            country: the text was cut off.

    Yields:
        Listings in file order. The government gives numbers that shift; our id is made of the
        English name, the country and a short hash of name and address.

    Raises:
        ListError: More than one file, or one far larger than the official ones.

    Basis:
        METI/MOFA, lists of 2025-09-12 as PDF (MOFA notices No. 82 of 2022 and No. 447 of 2023).
    """
    file = only_file(files, TITLE)
    if file.size > MOST_BYTES:
        raise ListError(
            f"the text holds more than {MOST_BYTES:,} bytes",
            where=file.name,
            why="the official texts are below 1 MB, and the whole of it is held in memory",
            remedy="check where the file came from",
        )
    text = file.data.decode("utf-8-sig", "replace")
    head = _head(text)
    account.title, account.authority = TITLE, AUTHORITY
    account.state_day(head.published_on, file, "最終更新日")
    account.notes.append(TEXT_NOTE)
    met: Counter[str] = Counter()
    labels = 0
    last = ""
    for number, line, block in _entries(text):
        account.records += 1
        labels += len(ADDRESS_LABEL.findall(block))
        place = Refusal("", file=file.name, row=number, line=line, remedy=_REMEDY)
        entry = read_entry(block)
        last = entry.address
        if not entry.address or not (entry.english or entry.japanese):
            account.refuse(structs.replace(place, what="the entry has no name or no address"))
            continue
        if entry.announced and entry.announced != len(entry.aliases):
            what = f"the entry says {entry.announced} aliases and {len(entry.aliases)} were found"
            account.remark(structs.replace(place, what=what))
        yield from account.admit(_listing(entry, head, list_name, met), place)
    if account.records and not _country_at_end(last):
        what = "the last address does not end with a country: the text was cut off"
        account.remark(
            Refusal(what, file=file.name, row=account.records, remedy=_REMEDY, fatal=True)
        )
    found = len(ADDRESS_LABEL.findall(text))
    if found != account.records or found != labels:
        what = f"{found} address labels stand in {account.records} numbered entries"
        account.remark(Refusal(what, file=file.name, remedy=_REMEDY, fatal=True))


def claims(file: ListFile) -> bool:
    """Tell whether a file is the text of an export-ban list, by its Japanese heading."""
    text = file.head.decode("utf-8-sig", "replace")
    return bool(_HEADING.search(text[:1000]) and ADDRESS_LABEL.search(text))


READER = Reader(
    FORMAT,
    "Japan's export-ban lists for Russia and third countries (text of the PDF)",
    claims,
    read_jp_export_bans,
    checked_on="the text of two real editions of 2025-09-12",
)


def _head(text: str) -> _Head:
    above = text[:1500]
    third = bool(_THIRD.search(above))
    notice = _NOTICE.search(above)
    return _Head(
        _day(_UPDATED.search(above)),
        notice[1] if notice else "",
        "THIRD COUNTRY EXPORT BAN" if third else "RUSSIA EXPORT BAN",
    )


def _day(found: re.Match[str] | None) -> str:
    if not found:
        return ""
    year, month, day = (int(part) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02}"


def _entries(text: str) -> Iterator[tuple[int, int, str]]:
    """Give number, line and text of each entry, found by the number that must come next."""
    plain = text.translate(_DIGITS)
    starts: list[tuple[int, int]] = []
    at = max((found.end() for found in (_UPDATED.search(plain),) if found), default=0)
    number = 1
    while found := _opening(number).search(plain, at):
        starts.append((found.start("number"), found.end()))
        label = ADDRESS_LABEL.search(plain, found.end())
        if not label:
            break
        at, number = label.end(), number + 1
    for index, (begin, body) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(text)
        lines = [line for line in text[body:end].splitlines() if not _PAGE.match(line)]
        yield index + 1, text.count("\n", 0, begin) + 1, "\n".join(lines)


def _opening(number: int) -> re.Pattern[str]:
    """Match the number of an entry, glued to the line before or not, before a Japanese name.

    A name may begin with a few Latin letters; an address that begins with the number holds more.
    """
    return re.compile(
        rf"(?<!\d)(?P<number>{number})[ 　]*(?=[A-Za-z0-9.．&\- 　“\"]{{0,24}}[{_JAPANESE}])"
    )


def _listing(entry: BanEntry, head: _Head, list_name: str, met: Counter[str]) -> Listing:
    draft = EntryDraft()
    draft.add_name(entry.english or entry.japanese)
    if entry.english:
        draft.add_name(entry.japanese, kind="alias", language="jpn")
    for alias in entry.aliases:
        draft.add_name(alias, kind="alias")
    for alias in entry.native_aliases:
        draft.add_name(unicodedata.normalize("NFKC", alias), kind="alias")
    for address in re.split(r";\s+and\s+|;\s+", entry.address):
        draft.add("address", address)
        draft.add("country", _country_at_end(address))
    programme = programmes_of("japan")[head.programme]
    return Listing(
        id=f"{list_name}-{_key_of(entry, met)}",
        list=list_name,
        schema="LegalEntity",
        properties=draft.properties,
        authority=AUTHORITY,
        programmes=(head.programme,),
        effect=programme.effect,
        citations=(Citation(source=FORMAT, title=TITLE, issuer=AUTHORITY, url=URL),),
        designations=(
            Designation(
                authority=AUTHORITY,
                regime="JP",
                effect=programme.effect,
                programmes=(head.programme,),
                citation=programme.citation,
                legal_basis=head.notice,
            ),
        ),
        names=tuple(draft.names),
    )


def _country_at_end(address: str) -> str:
    """Give the country with which every address of these lists ends; empty where it is none."""
    return country_code(address.rpartition(",")[2].strip(" ."))


def _key_of(entry: BanEntry, met: Counter[str]) -> str:
    name = entry.english or entry.japanese
    word = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40].strip("-")
    text = f"{name}\n{entry.address}"
    key = f"{word}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}".strip("-")
    met[key] += 1
    return key if met[key] == 1 else f"{key}-{met[key]}"
