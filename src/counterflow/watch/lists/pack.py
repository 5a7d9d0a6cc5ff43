"""Load the watch pack: publicly designated parties that are shipped as examples.

The pack is never coverage of an official list. Its rows say where a party was seen listed, by
which source, and how far that source was read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from importlib import resources

import msgspec
from anyascii import anyascii

from counterflow.core.errors import ListError, RuleError
from counterflow.core.facts import read_kept_yaml
from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import Designation, Listing
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.sources.properties import Properties, add_value

NAME = "watch_pack"
_FILE = "data/watch_pack/parties.yaml"

_SCHEMATA = {"person": "Person", "vessel": "Vessel", "state body": "Organization"}

# Whose law a row's list is and what it does there; the first fragment found in the list's name
# decides, so what limits a listing ("not itself listed", "specified ship") stands before the list
# as a whole.
_LISTS = (
    ("not itself listed", "EU", Effect.CAUTION),
    ("specified ship", "UK", Effect.TRANSACTION_BAN),
    ("OFAC SDN", "US", Effect.BLOCKING),
    ("UK Sanctions List", "UK", Effect.BLOCKING),
    ("Canada SEMA", "CA", Effect.BLOCKING),
    ("BIS Entity List", "US", Effect.LICENCE),
    ("EU 2023/1529 Annex III (asset freeze)", "EU", Effect.BLOCKING),
    ("EU 269/2014 Annex I (asset freeze)", "EU", Effect.BLOCKING),
    ("EU 833/2014 Annex XLII", "EU", Effect.TRANSACTION_BAN),
    ("EU 833/2014 Annex IV", "EU", Effect.LICENCE),
    ("EU 833/2014 Annex LII", "EU", Effect.SECTORAL),
)
_STRONGEST_FIRST = (
    Effect.BLOCKING,
    Effect.TRANSACTION_BAN,
    Effect.LICENCE,
    Effect.SECTORAL,
    Effect.CAUTION,
)

_BRACKET = re.compile(r"\s*\(([^()]*)\)")
_AKA = re.compile(r"^(?:aka|a\.k\.a\.)\s+", re.IGNORECASE)


class _Source(msgspec.Struct):
    """One document of the pack's bibliography."""

    id: str
    issuer: str
    title: str
    url: str
    read_via: str
    date: str = ""


class _Row(msgspec.Struct):
    """One listing of a party: on which list, by which act, since when, seen where."""

    source: _Source
    verified: bool
    list_name: str = msgspec.field(name="list")
    name_on_list: str = ""
    aliases: list[str] = []
    date: str = ""
    date_verified: bool = True
    programs: list[str] = []
    fr: str = ""
    celex: str = ""
    regime: str = ""


class _Party(msgspec.Struct):
    """One party of the pack."""

    name: str
    kind: str
    country: str
    role: str
    listings: list[_Row]
    imo: str | int | None = None


class _Pack(msgspec.Struct):
    """The file."""

    as_of: str
    parties: list[_Party]


def load_watch_pack() -> tuple[Snapshot, list[Listing]]:
    """Give the parties shipped with the program, as examples of what official lists hold.

    Returns:
        A snapshot that is not official, and one listing per party in the file's order.

    Raises:
        ListError: The file is missing or damaged: the installation is broken.

    Example:
        >>> snapshot, listings = load_watch_pack()
        >>> snapshot.list, snapshot.official, len(listings) == snapshot.listings
        ('watch_pack', False, True)
    """
    try:
        data = resources.files("counterflow").joinpath(_FILE).read_bytes()
    except OSError as error:
        raise ListError(
            "the watch pack is missing",
            where=_FILE,
            remedy="install the program again",
        ) from error
    return parse_watch_pack(data)


def parse_watch_pack(data: bytes) -> tuple[Snapshot, list[Listing]]:
    """Turn a pack's YAML into a snapshot and its listings.

    Args:
        data: The file's bytes: ``as_of`` and ``parties``, each with its ``listings`` and their
            ``source``.

    Returns:
        As ``load_watch_pack``.

    Raises:
        ListError: The YAML is damaged, a field is missing or of the wrong type, a list is of no
            known effect, or two parties have one name.
    """
    try:
        content = read_kept_yaml(data, _FILE)
        # Unquoted dates arrive as dates: all are made text again.
        pack = msgspec.convert(msgspec.to_builtins(content), _Pack)
    except RuleError as error:
        raise _damaged(error.what) from error
    except msgspec.ValidationError as error:
        raise _damaged(str(error)) from error
    listings = [_listing(party) for party in pack.parties]
    ids = {listing.id for listing in listings}
    if len(ids) != len(listings):
        raise _damaged("two parties have the same name")
    snapshot = Snapshot(
        list=NAME,
        sha256=hashlib.sha256(data).hexdigest(),
        format=NAME,
        title="Watch pack: publicly designated parties, as examples",
        authority="Counterflow, from the sources cited with each party",
        published_on=str(pack.as_of),
        records=len(listings),
        listings=len(listings),
        official=False,
        files=("parties.yaml",),
    )
    return snapshot, listings


def names_of(text: str) -> list[str]:
    """Tell which names one written name holds: itself, and itself without its bracket.

    Args:
        text: A name as a list writes it; "a.k.a." parts two names.

    Returns:
        Names in the order found, the text itself first.

    Example:
        >>> names_of("Oje Parvaz Mado Nafar Company (Mado)")
        ['Oje Parvaz Mado Nafar Company (Mado)', 'Oje Parvaz Mado Nafar Company']
        >>> names_of("Chekad Asia (aka Shakad Asmari)")
        ['Chekad Asia (aka Shakad Asmari)', 'Chekad Asia', 'Shakad Asmari']
    """
    plain = re.split(r"\s+a\.k\.a\.\s+", _BRACKET.sub("", text).strip())
    inside = [_AKA.sub("", inner) for inner in _BRACKET.findall(text) if _AKA.match(inner)]
    return list(dict.fromkeys(filter(None, [text, *plain, *inside])))


def _listing(party: _Party) -> Listing:
    properties: Properties = {"name": [party.name]}
    for name in _names(party):
        if name != party.name:
            add_value(properties, "alias", name)
    add_value(properties, "country", party.country.lower())
    add_value(properties, "imoNumber", str(party.imo or ""))
    programmes = (programme for row in party.listings for programme in row.programs)
    designations = tuple(_designation(row, party.name) for row in party.listings)
    effects = {act.effect for act in designations}
    return Listing(
        id=f"{NAME}-{_slug(party.name)}",
        list=NAME,
        schema=_SCHEMATA.get(party.kind, "Company"),
        properties=properties,
        publisher_id=_slug(party.name),
        authority="; ".join(dict.fromkeys(row.list_name for row in party.listings)),
        programmes=tuple(dict.fromkeys(programmes)),
        effect=next((effect for effect in _STRONGEST_FIRST if effect in effects), Effect.CAUTION),
        listed_on=min((str(row.date) for row in party.listings if row.date), default=""),
        remarks=party.role,
        citations=tuple(map(_citation, party.listings)),
        designations=designations,
    )


def _names(party: _Party) -> Iterator[str]:
    yield from names_of(party.name)
    for row in party.listings:
        yield from names_of(row.name_on_list)
        for alias in row.aliases:
            yield from names_of(alias)


def _designation(row: _Row, party: str) -> Designation:
    """Give one row as an act of its own: its regime, and what it does there."""
    for fragment, regime, effect in _LISTS:
        if fragment in row.list_name:
            return Designation(
                authority=row.list_name,
                regime=regime,
                effect=effect,
                programmes=tuple(row.programs),
                listed_on=str(row.date),
                citation=_citation(row),
            )
    raise _damaged(f"the list {row.list_name!r} of {party!r} has no effect that we know")


def _citation(row: _Row) -> Citation:
    act = [*row.programs, row.celex, row.fr, row.regime]
    title = ", ".join(filter(None, [row.list_name, *act]))
    if row.date and not row.date_verified:
        title += " (date not verified)"
    return Citation(
        source=row.source.id,
        title=title,
        issuer=row.source.issuer,
        date=str(row.date),
        url=row.source.url,
        read_via=row.source.read_via,
        verified=row.verified,
    )


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", str(anyascii(name)).lower()).strip("-")


def _damaged(what: str) -> ListError:
    return ListError(
        f"the watch pack is damaged: {what}",
        where=_FILE,
        why="its parties would not be looked for",
        remedy="install the program again, or correct the file",
    )
