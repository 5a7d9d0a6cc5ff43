"""What a list says of a party: the entry, its names, dates, ties, and the acts behind it."""

from __future__ import annotations

import msgspec

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.parties import Identifier, Properties


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
