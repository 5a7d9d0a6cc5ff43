"""The nouns of the product, one word each (``docs/glossary.md`` defines them).

All are frozen ``msgspec`` structs: they encode to JSON in field order, so the same decision
always gives the same bytes, and they decode with types checked. Those that hold texts only are left
out of the search for cycles (``gc=False``): a list has hundreds of thousands of them. Words of the
FollowTheMoney model are used for parties and listings, words of trade documents for transactions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

Properties = dict[str, list[str]]
"""FollowTheMoney properties: name to values, every value a text."""


class Outcome(StrEnum):
    """What a screening concludes; the strongest of all findings wins. Never "clear"."""

    STOP = "stop"
    HOLD = "hold"
    REVIEW = "review"
    NO_MATCH = "no match found"

    @property
    def strength(self) -> int:
        """Rank the outcome, 3 for *stop* down to 0 for *no match found*."""
        return _STRENGTH[self]


_STRENGTH = {Outcome.STOP: 3, Outcome.HOLD: 2, Outcome.REVIEW: 1, Outcome.NO_MATCH: 0}

NOT_FULLY_SCREENED = "not fully screened"
"""The headline where nothing was found but a required part was missing."""


class Effect(StrEnum):
    """What a listing or a rule does in law (DESIGN.md, "Outcome and coverage")."""

    BLOCKING = "blocking"
    SECTORAL = "sectoral"
    LICENCE = "licence requirement"
    TRANSACTION_BAN = "transaction ban"
    IMPORT = "import"
    CAUTION = "caution only"
    UNKNOWN = "unknown"


class Citation(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a statement comes from and how far somebody has read it.

    ``verified`` says that the statement was seen in the source by the way named in
    ``read_via``; it does not say that the official text was read. ``second_hand`` is shown
    beside every such statement.
    """

    source: str
    title: str = ""
    issuer: str = ""
    date: str = ""
    url: str = ""
    read_via: str = ""
    verified: bool = True

    @property
    def second_hand(self) -> bool:
        """Tell whether nobody of ours has read the cited text itself."""
        return self.read_via not in ("", "read in full text")


class Identifier(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A number or code that names one party, with its FollowTheMoney property as ``kind``.

    ``country`` is that of whoever gave it (ISO alpha-2, lower case in listings); ``label`` is the
    publisher's own word for it, ``remark`` what else is said of it (issued, expired, false).
    """

    kind: str
    value: str
    country: str = ""
    label: str = ""
    remark: str = ""


class ListedName(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A name as a list gives it: whole, and by its parts where the list has them.

    ``kind`` is ``name``, ``alias`` or ``previousName``; ``weak`` says that the publisher marks it
    as of low quality. ``script`` is ISO 15924 (``Cyrl``), ``language`` ISO 639-3 (``rus``), empty
    where the list does not say. ``parts`` are FollowTheMoney's (firstName, fatherName, lastName …)
    in the order of the list; the UN's third and fourth name, for which it has no word, are
    ``thirdName`` and ``fourthName``.
    """

    text: str
    kind: str = "name"
    weak: bool = False
    script: str = ""
    language: str = ""
    parts: dict[str, str] = {}


class DateSpan(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A date as a list gives it, and the days between which it lies.

    ``kind`` is the FollowTheMoney property (birthDate …), ``text`` what is written. ``first`` and
    ``last`` are ISO 8601 of the precision given, the same where one date is meant; both are empty
    where the text is not understood. ``circa`` says that the list calls it approximate.
    """

    kind: str
    text: str
    first: str = ""
    last: str = ""
    circa: bool = False


class Relation(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A tie of a listed party to another, in the publisher's words; no share, no direction added.

    ``kind`` is the publisher's term in lower case ("linked to", "owned or controlled by"); ``name``
    names the other party, ``publisher_id`` is its id on the same list where the list gives it.
    """

    kind: str
    name: str = ""
    publisher_id: str = ""
    remark: str = ""


class Detail(msgspec.Struct, frozen=True, gc=False):
    """Something that a paper says beside names, goods and ways, for the rules that ask for it.

    ``name`` is one of ``details`` in ``data/columns.yaml`` (``founded_on``, ``payment_method``),
    ``value`` text: days ISO 8601, countries ISO alpha-2, amounts and shares as decimals.
    """

    name: str
    value: str


class Party(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody, or a vessel, in a transaction, in one role.

    ``country`` is ISO 3166-1 alpha-2 where understood; ``country_text`` keeps what was written.
    ``schema`` is a FollowTheMoney schema name. ``column`` names the input column of the name.
    """

    role: str
    name: str
    schema: str = "LegalEntity"
    country: str = ""
    country_text: str = ""
    city: str = ""
    address: str = ""
    birth_date: str = ""
    identifiers: tuple[Identifier, ...] = ()
    column: str = ""
    details: tuple[Detail, ...] = ()

    def detail(self, name: str) -> str:
        """Give what is said of the party under a name; empty where nothing is.

        Example:
            >>> Party("owner", "Muster AG", details=(Detail("share", "25"),)).detail("share")
            '25'
        """
        return next((one.value for one in self.details if one.name == name), "")


class GoodsLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of goods. ``hs_code`` is kept as written; quantities and values are text."""

    hs_code: str = ""
    description: str = ""
    eccn: str = ""
    maker: str = ""
    part_number: str = ""
    quantity: str = ""
    unit: str = ""
    value: str = ""
    currency: str = ""
    origin_country: str = ""
    origin_text: str = ""
    column: str = ""
    row: int = 0


class Leg(msgspec.Struct, frozen=True, omit_defaults=True):
    """One movement from a place to a place. Countries are ISO alpha-2 where understood."""

    from_place: str = ""
    from_country: str = ""
    to_place: str = ""
    to_country: str = ""
    via_place: str = ""
    via_country: str = ""
    mode: str = ""
    departs_on: str = ""
    arrives_on: str = ""


class Remark(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something understood only with a repair, or not understood, about one input cell.

    ``blocks`` is true where the cell could not be used, so that coverage must name it.
    """

    what: str
    column: str = ""
    row: int = 0
    blocks: bool = False


class Transaction(msgspec.Struct, frozen=True, omit_defaults=True):
    """An order, shipment or payment: parties, goods lines, legs and what was written beside them.

    ``date`` is ISO 8601 (day precision) or empty. ``rows`` are the input's record numbers,
    from 1. ``extra`` holds the input cells as given, for passing through.
    """

    id: str
    kind: str = "shipment"
    date: str = ""
    parties: tuple[Party, ...] = ()
    goods: tuple[GoodsLine, ...] = ()
    legs: tuple[Leg, ...] = ()
    origin_country: str = ""
    destination_country: str = ""
    destination_text: str = ""
    value: str = ""
    currency: str = ""
    rows: tuple[int, ...] = ()
    remarks: tuple[Remark, ...] = ()
    extra: dict[str, Any] = {}
    details: tuple[Detail, ...] = ()

    def detail(self, name: str) -> str:
        """Give what is said of the transaction under a name; empty where nothing is."""
        return next((one.value for one in self.details if one.name == name), "")


class PastOrder(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An earlier order of a customer, as far as red flags ask for it.

    ``date`` is ISO 8601, countries ISO alpha-2, ``quantity`` the sum of its lines as a decimal
    (empty where one is not readable); ``listed`` says that some goods were on a control table.
    """

    date: str
    quantity: str = ""
    destination: str = ""
    payment_country: str = ""
    listed: bool = False


class CustomerHistory(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of a customer from before a transaction: its orders, the oldest first.

    No orders at all is knowledge too: the records were searched, and this is its first.
    """

    customer: str
    orders: tuple[PastOrder, ...] = ()


class Designation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One act by which one regime lists a party, with what that act does in law.

    ``regime`` is the short name of the legal order that it binds (US, EU, UK, UN, CA, CH, JP, AU);
    empty where the source does not say. ``effect`` is that of this act alone. ``legal_basis`` names
    the act (a regulation, an order, a Federal Register notice); ``requirement`` and ``policy`` are
    the licence requirement and the review policy of an export-control list. ``ended_on`` is the day
    on which it ended, where the list says so and keeps the entry: that day counts whole.
    """

    authority: str
    regime: str = ""
    effect: Effect = Effect.UNKNOWN
    programmes: tuple[str, ...] = ()
    listed_on: str = ""
    citation: Citation | None = None
    legal_basis: str = ""
    requirement: str = ""
    policy: str = ""
    ended_on: str = ""


class Listing(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry of a list, as a FollowTheMoney entity with what the list says of it.

    ``properties`` uses FollowTheMoney names (``name``, ``alias``, ``weakAlias``,
    ``previousName``, ``country``, ``imoNumber``, ``birthDate`` …), values as lists of strings.
    ``publisher_id`` is the publisher's own id; ``id`` is that of the store. ``designations`` holds
    the acts one by one where an entry rests on several that differ in regime or effect; ``effect``
    is then the strongest of them. Empty: the entry itself is the only act.

    ``names``, ``identifiers``, ``dates`` and ``relations`` keep what the flat properties cannot:
    parts and scripts of names, who gave a number, how exact a date is, who is linked to whom.
    Whatever is compared stands in ``properties`` too.
    """

    id: str
    list: str
    schema: str
    properties: Properties
    publisher_id: str = ""
    authority: str = ""
    programmes: tuple[str, ...] = ()
    effect: Effect = Effect.UNKNOWN
    listed_on: str = ""
    remarks: str = ""
    citations: tuple[Citation, ...] = ()
    designations: tuple[Designation, ...] = ()
    amended_on: str = ""
    names: tuple[ListedName, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    dates: tuple[DateSpan, ...] = ()
    relations: tuple[Relation, ...] = ()

    @property
    def caption(self) -> str:
        """Give the name to show: the first name, else the first alias, else the id."""
        for key in ("name", "alias", "weakAlias", "previousName"):
            for value in self.properties.get(key, ()):
                return value
        return self.id


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """A record that could not be used: where it stands, what is wrong and what to do.

    ``row`` counts data records from 1, ``line`` is the physical line or sheet row; 0 is unknown.
    ``fatal`` says that nothing after this place could be read.
    """

    what: str
    file: str = ""
    row: int = 0
    line: int = 0
    column: str = ""
    remedy: str = ""
    fatal: bool = False


class Snapshot(msgspec.Struct, frozen=True, omit_defaults=True):
    """One dated, hashed version of one list.

    ``published_on`` is what the file itself states, empty where it states nothing;
    ``retrieved_at`` is when it entered the store (ISO 8601, UTC). ``official`` is false for
    the watch pack and for private lists: they are never counted as coverage of an official one.
    ``lacks`` says what it was read without, ``trips`` which guards it set off, both in words.
    """

    list: str
    sha256: str
    format: str
    title: str = ""
    authority: str = ""
    published_on: str = ""
    retrieved_at: str = ""
    records: int = 0
    listings: int = 0
    refusals: int = 0
    official: bool = True
    files: tuple[str, ...] = ()
    trips: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Name the snapshot: list, date, first digits of its hash."""
        date = self.published_on or self.retrieved_at[:10] or "undated"
        return f"{self.list}@{date}#{self.sha256[:12]}"


class Feature(msgspec.Struct, frozen=True, omit_defaults=True):
    """One comparison inside a score: what was compared, whether it agrees, what it did.

    ``agreement`` is ``agree``, ``differ`` or ``unknown``; ``weight`` is what it added to or
    took from the score.
    """

    name: str
    agreement: str
    weight: float = 0.0
    ours: str = ""
    theirs: str = ""
    words: str = ""


class Comparison(msgspec.Struct, frozen=True, omit_defaults=True):
    """The likeness of two entities: a score in 0–1, its features, and the reason in words."""

    score: float
    features: tuple[Feature, ...] = ()
    explanation: str = ""
    ours: str = ""
    theirs: str = ""
    alias: str = ""
    strong_identifier: bool = False
    weak_alias: bool = False


class Match(msgspec.Struct, frozen=True, omit_defaults=True):
    """A listing that resembles an entity, with the comparison that says so."""

    id: str
    score: float
    list: str
    caption: str
    schema: str
    comparison: Comparison
    listing: Listing


class CitedClaim(msgspec.Struct, frozen=True, omit_defaults=True):
    """A claim of public reports that a finding cites, as a named person accepted it.

    ``claim`` and the assertions are ids of the ledger (``counterflow claims show``); ``against``
    are the assertions that deny or contradict it, ``origins`` counts independent voices, and
    ``entry`` names what of it was accepted.
    """

    claim: str
    entry: str
    assertions: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    origins: int = 0
    accepted_by: str = ""
    accepted_on: str = ""
    because: str = ""


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What a person answered to the question of a red flag, when (ISO 8601) and on which case."""

    flag: str
    answer: str
    actor: str
    at: str
    case: str


class Exemption(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A good-guy entry: two persons found that one party of ours is not one listing.

    ``ours`` and ``theirs`` are digests of the two records; with another of either it does not hold.
    ``name`` is that of our party, ``expires_on`` the first day on which it holds no longer (ISO
    8601). ``reason`` is a code, ``words`` what the author said.
    """

    id: str
    list: str
    listing: str
    theirs: str
    ours: str
    name: str
    reason: str
    words: str
    author: str
    approver: str
    expires_on: str


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rule or listing that speaks to one part of a transaction.

    ``kind`` is ``party``, ``ownership``, ``goods``, ``country``, ``place``, ``address``, ``route``,
    ``vessel``, ``flag`` (a red flag, or what several come to), ``question`` (a person's answer),
    ``clause``, ``licence`` or ``data``;
    ``subject`` is the part (``consignee``, ``goods line 2``, ``leg 1 to``); ``outcome`` is the
    strongest outcome this finding alone supports (*no match found* makes it a note). ``answers``
    are the findings that this one puts together, strongest first: what each regime says of one
    listed owner of one party. It is empty where a finding stands for itself alone. ``claims`` are
    the claims of reports that it rests on; no law stands behind those.
    """

    kind: str
    subject: str
    outcome: Outcome
    summary: str
    rule: str = ""
    listing: str = ""
    list: str = ""
    ours: str = ""
    theirs: str = ""
    score: float | None = None
    effect: str = ""
    next_step: str = ""
    comparison: Comparison | None = None
    citations: tuple[Citation, ...] = ()
    answers: tuple[Finding, ...] = ()
    claims: tuple[CitedClaim, ...] = ()

    @property
    def each(self) -> tuple[Finding, ...]:
        """Give the findings that this one puts together; itself where there are none.

        Example:
            >>> [one.rule for one in Finding("data", "buyer", Outcome.REVIEW, "", rule="a").each]
            ['a']
        """
        return self.answers or (self,)


UNRELIABLE = frozenset({"stale", "refused", "absent"})
"""States of a list of which every answer tells; with any of them no exit code is 0."""


class ListState(msgspec.Struct, frozen=True):
    """Which version of a list an answer rests on, and whether it may be relied on.

    ``state`` is ``current``, ``stale``, ``refused``, ``absent`` (in the store, but with no version
    of that day or before: nothing of it was screened; ``snapshot`` is empty then), ``ended`` (the
    list itself is no law any more: it covers nothing, and ``official`` is false) or ``example``
    (the watch pack). ``lacks`` says what the list was imported without (aliases, for instance).
    """

    list: str
    snapshot: str
    state: str
    official: bool = True
    why: str = ""
    authority: str = ""
    lacks: tuple[str, ...] = ()


class Coverage(msgspec.Struct, frozen=True):
    """What was and was not screened, measured against a policy profile.

    ``goods_law`` says which goods tables were asked and which goods law none of them holds; empty
    where there are no goods.
    """

    profile: str
    complete: bool
    lists: tuple[ListState, ...] = ()
    parties: int = 0
    roles: tuple[str, ...] = ()
    goods_lines: int = 0
    legs: int = 0
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    goods_law: str = ""

    @property
    def stale(self) -> tuple[str, ...]:
        """Name the lists that are too old, were refused or had no version yet."""
        return tuple(s.list for s in self.lists if s.state in UNRELIABLE)


class Decision(msgspec.Struct, frozen=True):
    """The outcome and the coverage of one transaction, with all they rest on.

    All fields are always written, so that a record of *no match found* is as full as any (R3).

    ``as_of`` is the day whose lists and rules were used; ``engine`` the program's version;
    ``settings`` and ``rules`` are digests. ``transaction`` is what was screened.
    """

    id: str
    outcome: Outcome
    headline: str
    coverage: Coverage
    findings: tuple[Finding, ...] = ()
    as_of: str = ""
    engine: str = ""
    settings: str = ""
    rules: str = ""
    transaction: Transaction | None = None


class RunSummary(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a run over a file did: rows, outcomes, coverage, refusals, time, exit code.

    ``rows_in`` always equals ``rows_out`` + ``rows_refused``.
    """

    run: str
    source: str
    rows_in: int
    rows_out: int
    rows_refused: int
    transactions: int
    outcomes: dict[str, int]
    headlines: dict[str, int]
    findings: dict[str, int]
    refusals: tuple[Refusal, ...] = ()
    missing: dict[str, int] = {}
    lists: tuple[ListState, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    exit_code: int = 0
    output: str = ""
    finished: bool = True


def entity_of(party: Party) -> dict[str, Any]:
    """Give a party as a FollowTheMoney-shaped dict, for matching.

    ``as_written`` says that the name is a cell of a trade paper, which may hold more than one name
    ("A Ltd c/o B Ltd", "A Ltd, Tehran"): ``watch.matching.entity.read_entity`` finds them.

    Example:
        >>> found = entity_of(Party(role="buyer", name="Acme", country="AE"))
        >>> found["schema"], found["properties"], found["as_written"]
        ('LegalEntity', {'name': ['Acme'], 'country': ['ae']}, True)
    """
    properties: dict[str, list[str]] = {}
    if party.name:
        properties["name"] = [party.name]
    if former := party.detail("former_name"):
        properties["previousName"] = [former]
    if party.country:
        properties["country"] = [party.country.lower()]
    if party.address:
        properties["address"] = [party.address]
    if party.birth_date:
        properties["birthDate"] = [party.birth_date]
    for identifier in party.identifiers:
        properties.setdefault(identifier.kind, []).append(identifier.value)
    return {"schema": party.schema, "properties": properties, "as_written": True}


def today() -> dt.date:
    """Give the current day in UTC, the day that rules and list ages are measured by."""
    return dt.datetime.now(tz=dt.UTC).date()


def strongest(outcomes: Mapping[Any, Outcome] | list[Outcome] | tuple[Outcome, ...]) -> Outcome:
    """Pick the strongest outcome; none at all is *no match found*.

    Example:
        >>> strongest([Outcome.REVIEW, Outcome.HOLD]).value
        'hold'
    """
    values = outcomes.values() if isinstance(outcomes, Mapping) else outcomes
    return max(values, key=lambda outcome: outcome.strength, default=Outcome.NO_MATCH)
