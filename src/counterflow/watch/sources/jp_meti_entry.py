"""Turn one entry of Japan's Foreign End User List, from whatever file, into a listing."""

from __future__ import annotations

import hashlib
import re
import unicodedata

import msgspec

from counterflow.core.model.law import Citation
from counterflow.core.model.listings import Designation, Listing
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.entry_draft import EntryDraft
from counterflow.watch.sources.programmes import programmes_of

TITLE = "Foreign End User List"
AUTHORITY = "Japan, METI"
URL = "https://www.meti.go.jp/policy/anpo/englishpage.html"

_CONCERNS = {"B": "biological", "C": "chemical", "M": "missiles", "N": "nuclear"}
_LETTERS = re.compile(r"(?<![A-Z])([BCMN](?:\s*[,、]\s*[BCMN])*)(?![A-Z])")
_IN_BRACKETS = re.compile(r"\s*[(（]([^()（）]+)[)）]\s*$")
_NATIVE = re.compile(r"[\u0400-\u04ff\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class MetiEntry(msgspec.Struct):
    """What an entry says: its number, country, names, and the concerns that METI has."""

    number: str
    country: str
    name: str
    aliases: list[str] = []
    concern: str = ""
    conventional: bool = False
    url: str = URL
    note: str = ""


def listing_of(entry: MetiEntry, list_name: str, *, uid: str = "") -> Listing | str:
    """Turn an entry into a listing.

    Args:
        entry: What it says.
        list_name: The store's name of the list.
        uid: The id that a transcriber gives; without one, and METI gives none, a key is made of
            country and name, since the numbers of METI shift with every edition.

    Returns:
        The listing, or in words why there can be none.
    """
    if not entry.name.strip():
        return f"the entry {entry.number or uid} has no name"
    draft = EntryDraft()
    for kind, text in (("name", entry.name), *(("alias", alias) for alias in entry.aliases)):
        latin, native = split_native(text)
        draft.add_name(latin or native, kind=kind)
        draft.add_name(native if latin else "", kind="alias")
    draft.add_country("country", entry.country, "country or region")
    concerns = concerns_of(entry.concern, conventional=entry.conventional)
    draft.note("concern", ", ".join(concerns))
    draft.note("repaired", entry.note)
    programme = programmes_of("japan")["EUL"]
    return Listing(
        id=f"{list_name}-{uid or key_of(entry)}",
        list=list_name,
        schema="LegalEntity",
        properties=draft.properties,
        publisher_id=uid,
        authority=AUTHORITY,
        programmes=("EUL",),
        effect=programme.effect,
        remarks=" ".join(entry.concern.split()),
        citations=(
            Citation(source="jp_meti", title=TITLE, issuer=AUTHORITY, url=entry.url or URL),
        ),
        designations=(
            Designation(
                authority=AUTHORITY,
                regime="JP",
                effect=programme.effect,
                programmes=("EUL", *concerns),
                citation=programme.citation,
                requirement=", ".join(concerns),
            ),
        ),
        names=tuple(draft.names),
    )


def concerns_of(text: str, *, conventional: bool = False) -> tuple[str, ...]:
    r"""Tell what METI is concerned about, from the letters of the list.

    Args:
        text: The cell: words in Japanese and letters, full-width or not.
        conventional: True where the list marks conventional weapons too.

    Example:
        >>> concerns_of("生物、化学、ミサイル、核\nB,C,M,N")
        ('biological', 'chemical', 'missiles', 'nuclear')
        >>> concerns_of("ミサイルＭ", conventional=True)
        ('missiles', 'conventional weapons')
    """
    letters = _LETTERS.search(unicodedata.normalize("NFKC", text))
    found = re.findall(r"[BCMN]", letters[1]) if letters else []
    words = tuple(_CONCERNS[letter] for letter in dict.fromkeys(found))
    return (*words, "conventional weapons") if conventional else words


def split_native(text: str) -> tuple[str, str]:
    """Part a name from its form in another script that stands behind it in brackets.

    Example:
        >>> split_native("Strelsau Optics (斯特雷索光学)"), split_native("Zenda Works (ZW)")
        (('Strelsau Optics', '斯特雷索光学'), ('Zenda Works (ZW)', ''))
    """
    text = " ".join(text.split())
    found = _IN_BRACKETS.search(text)
    if found and _NATIVE.search(found[1]) and text[: found.start()].strip():
        return text[: found.start()].strip(), found[1].strip()
    return (text, "") if not _NATIVE.fullmatch(text[:1]) else ("", text)


def key_of(entry: MetiEntry) -> str:
    """Make a key of country and name, which later editions keep.

    Example:
        >>> key_of(MetiEntry("1", "North Korea", "Zenda Works"))
        'kp-zenda-works-6561f444'
    """
    text = "\n".join((" ".join(entry.country.split()), " ".join(entry.name.split())))
    word = re.sub(r"[^a-z0-9]+", "-", entry.name.casefold()).strip("-")[:40].strip("-")
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    return "-".join(filter(None, (country_code(entry.country), word, digest)))
