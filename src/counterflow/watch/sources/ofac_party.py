"""Turn one party of OFAC's advanced XML into a listing, with what the file says elsewhere of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from msgspec import structs

from counterflow.core.model.law import Effect
from counterflow.core.model.listings import DateSpan, Designation, Listing, Relation
from counterflow.core.text.date_spans import read_years
from counterflow.watch.sources.ofac_acts import (
    CONSOLIDATED,
    SDN,
    UNKNOWN,
    Acts,
    OfacList,
    acts_of,
    designation,
    entered_effect,
)
from counterflow.watch.sources.ofac_entry import SCHEMATA, Entry, citations_of
from counterflow.watch.sources.ofac_labels import Label, known_label
from counterflow.watch.sources.ofac_periods import local_name, read_period
from counterflow.watch.sources.ofac_reference import Entered, Reference
from counterflow.watch.sources.programmes import STRONGEST_FIRST
from counterflow.watch.sources.properties import add_value

_ALIASES: Final = {"a.k.a.": "alias", "f.k.a.": "previousName", "n.k.a.": "alias"}
# Membership in the collection of the non-SDN lists is no act of its own.
_NO_ACT: Final = "consolidated list"
_PARTS: Final = {
    "Last Name": "lastName",
    "Maiden Name": "lastName",
    "First Name": "firstName",
    "Middle Name": "middleName",
    "Patronymic": "fatherName",
    "Matronymic": "motherName",
}
# A person's name is written as in OFAC's other formats: surnames, a comma, given names.
_BEFORE: Final = ("Last Name", "Maiden Name", "Matronymic")
_AFTER: Final = ("First Name", "Middle Name", "Patronymic")


class PartyRead(NamedTuple):
    """A listing, or none where there can be none; what is wrong; the party's own numbers.

    The listing says nothing yet of programmes, acts and relationships: these stand further on.
    """

    listing: Listing | None
    wrong: list[str]
    profiles: list[str]
    identities: list[str]


def read_party(party: Any, reference: Reference, list_name: str) -> PartyRead:
    """Turn a ``DistinctParty`` into a listing.

    Args:
        party: The lxml element.
        reference: The side tables of its file.
        list_name: The store's name of the list.

    Returns:
        The listing with what could not be understood of it; without a number, a type or a name
        there is no listing, and ``wrong`` begins with the reason.
    """
    read = PartyRead(None, [], [], [])
    uid, comments, profiles = party.get("FixedRef") or "", [], []
    for child in party:
        name = local_name(child.tag)
        if name == "Profile":
            profiles.append(child)
            read.profiles.append(child.get("ID") or "")
        elif name == "Comment" and child.text and child.text.strip():
            comments.append(" ".join(child.text.split()))
    if not (uid.isascii() and uid.isdigit()):
        return _refused(read, f"FixedRef should be OFAC's number and reads {uid!r}")
    if not profiles:
        return _refused(read, f"the party {uid} has no profile")
    kind = _kind(reference, profiles[0])
    if kind not in SCHEMATA or not kind:
        return _refused(read, f"the party {uid} is of the type {kind!r}, none that we know")
    namespace = party.tag.removesuffix(local_name(party.tag))
    reading = _Reading(Entry(SCHEMATA[kind]), reference, read.wrong, uid, namespace)
    for profile in profiles:
        reading.take_profile(profile, read.identities)
    entry = reading.entry
    if not entry.names:
        return _refused(read, f"the party {uid} has no name")
    listing = entry.listing(
        uid,
        list_name,
        UNKNOWN,
        (),
        Acts(Effect.UNKNOWN),
        remarks="; ".join((*comments, *entry.kept)),
    )
    return read._replace(listing=listing)


def finish(
    listing: Listing, profiles: list[str], reference: Reference, ofac_list: OfacList
) -> Listing:
    """Add to a party what stands after it in the file: its entries on lists, its relationships.

    Args:
        listing: What `read_party` gave.
        profiles: The numbers of the party's profiles.
        reference: The side tables, whole.
        ofac_list: Which of OFAC's publications the file is.

    Returns:
        The whole listing.
    """
    entered = [one for number in profiles for one in reference.entered.get(number, ())]
    programmes = tuple(dict.fromkeys(code for one in entered for code in one.programmes))
    designations = tuple(_designation(one) for one in entered if one.list.casefold() != _NO_ACT)
    held = {act.effect for act in designations}
    effect = next((effect for effect in STRONGEST_FIRST if effect in held), Effect.UNKNOWN)
    acts = Acts(effect, designations) if designations else acts_of(ofac_list, programmes)
    uid = listing.publisher_id
    return structs.replace(
        listing,
        programmes=programmes,
        effect=acts.effect,
        designations=acts.designations,
        citations=citations_of(ofac_list, uid, programmes),
        listed_on=min((act.listed_on for act in designations if act.listed_on), default="")
        or listing.listed_on,
        relations=(
            *listing.relations,
            *(
                Relation(tie.kind, publisher_id=tie.other, remark=tie.remark)
                for number in profiles
                for tie in reference.ties.get(number, ())
            ),
        ),
    )


def _refused(read: PartyRead, why: str) -> PartyRead:
    read.wrong.insert(0, why)
    return read


def _kind(reference: Reference, profile: Any) -> str:
    """Tell what a party is: by its subtype, or by the type above where that says nothing."""
    number = profile.get("PartySubTypeID") or ""
    word = reference.word("PartySubType", number)
    if not word:
        above = reference.attributes.get(("PartySubType", number), {}).get("PartyTypeID")
        word = reference.word("PartyType", above)
    return word.lower()


class _Reading:
    """One party while it is read: its entry, the side tables, and what is wrong with it."""

    __slots__ = ("entry", "namespace", "reference", "uid", "wrong")

    def __init__(
        self, entry: Entry, reference: Reference, wrong: list[str], uid: str, namespace: str
    ) -> None:
        self.entry = entry
        self.namespace = namespace
        self.reference = reference
        self.wrong = wrong
        self.uid = uid

    def take_profile(self, profile: Any, identities: list[str]) -> None:
        features, own = [], []
        for child in profile:
            name = local_name(child.tag)
            if name == "Identity":
                own.append(child.get("ID") or "")
                self._take_identity(child)
            elif name == "Feature":
                features.append(child)
        identities += own
        for number in own:
            for document in self.reference.documents.get(number, ()):
                self._take(document.label, document.number, document.country, document.remark)
        for feature in features:
            self._take_feature(feature)

    def _take_identity(self, identity: Any) -> None:
        aliases = []
        types: dict[str, str] = {}
        for child in identity:
            name = local_name(child.tag)
            if name == "Alias":
                aliases.append(child)
            elif name == "NamePartGroups":
                for group in child.iter(f"{self.namespace}NamePartGroup"):
                    number = group.get("ID") or ""
                    types[number] = self.reference.word("NamePartType", group.get("NamePartTypeID"))
        # The name to show comes first, whatever the order of the file.
        aliases.sort(key=lambda alias: alias.get("Primary") != "true")
        for alias in aliases:
            word = self.reference.word("AliasType", alias.get("AliasTypeID"))
            kind = "name" if word == "Name" else _ALIASES.get(word.casefold(), "alias")
            weak = alias.get("LowQuality") == "true"
            names = [child for child in alias if local_name(child.tag) == "DocumentedName"]
            names.sort(key=lambda name: name.get("DocNameStatusID") != "1")
            for name in names:
                self._take_name(name, types, kind, weak=weak)

    def _take_name(self, name: Any, types: dict[str, str], kind: str, *, weak: bool) -> None:
        values: dict[str, str] = {}
        script = ""
        for value in name.iter(f"{self.namespace}NamePartValue"):
            text = " ".join((value.text or "").split())
            if text:
                script = script or value.get("ScriptID") or ""
                type_ = types.get(value.get("NamePartGroupID") or "", "")
                values[type_] = f"{values[type_]} {text}" if type_ in values else text
        parts: dict[str, str] = {}
        for type_, property_ in _PARTS.items():
            if type_ in values:
                held = parts.get(property_)
                parts[property_] = f"{held} {values[type_]}" if held else values[type_]
        self.entry.add_name(
            kind, _whole(values), parts or None, weak=weak, script=self._script(script)
        )

    def _script(self, number: str) -> str:
        """Give the ISO 15924 code of a script, empty where the file gives none."""
        code = self.reference.attributes.get(("Script", number), {}).get("ScriptCode", "")
        return code if len(code) == 4 else ""

    def _take_feature(self, feature: Any) -> None:
        number = feature.get("FeatureTypeID")
        written = self.reference.word("FeatureType", number)
        label = known_label(written)
        if label is not None and label.what == "contact":
            return
        for version in feature:
            if local_name(version.tag) == "FeatureVersion":
                self._take_version(version, label, written)

    def _take_version(self, version: Any, label: Label | None, written: str) -> None:
        """Take what one version of a feature says: a date, a place, a word of a table, a text."""
        remarks = [self.reference.word("Reliability", version.get("ReliabilityID"))]
        said = False
        text = ""
        for child in version:
            name = local_name(child.tag)
            if name == "DatePeriod":
                said = self._take_period(label, written, child) or said
            elif name == "VersionLocation":
                said = self._take_place(label, written, child.get("LocationID") or "") or said
            elif name == "VersionDetail":
                text = self._detail(child) or text
            elif name == "Comment" and child.text and child.text.strip():
                remarks.append(" ".join(child.text.split()))
        remark = ", ".join(one for one in remarks if one and one != "Confirmed")
        if text:
            self._take(written, text, "", remark)
        elif remark and said:
            self.entry.add_note(f"{written}: {remark}")
        elif not said:
            self._lacks(f"the feature {written} has no value")

    def _detail(self, detail: Any) -> str:
        number = detail.get("DetailReferenceID")
        if number:
            if not self.reference.knows("DetailReference", number):
                self._lacks(f"the file has no word for DetailReference {number}")
            return self.reference.word("DetailReference", number) or "Unknown"
        return " ".join((detail.text or "").split())

    def _take_period(self, label: Label | None, written: str, period: Any) -> bool:
        span = read_period(label.property if label and label.what == "date" else "", period)
        if not span.first:
            return False
        if not span.kind:
            self._take(written, span.text)
            return True
        add_span(self.entry, span, written)
        return True

    def _take_place(self, label: Label | None, written: str, number: str) -> bool:
        place = self.reference.places.get(number)
        if place is None:
            self._lacks(f"the feature {written} refers to the place {number}, which is not there")
            return True
        if label is not None and label.what == "address":
            self.entry.add_address(place.text, place.country)
        elif label is not None and label.what == "country":
            self._take(written, place.country or place.text)
        else:
            self._take(written, place.text)
        return bool(place.text)

    def _take(self, written: str, value: str, country: str = "", remark: str = "") -> None:
        if not self.entry.take(written, value, country, remark) and " " in written:
            kind, _, number = written.rpartition(" ")
            if kind in ("FeatureType", "IDRegDocType"):
                self._lacks(f"the file has no word for {kind} {number}")

    def _lacks(self, what: str) -> None:
        self.wrong.append(f"the party {self.uid}: {what}")


def add_span(entry: Entry, span: DateSpan, written: str) -> None:
    """Add a date with its span; each year of a short span is a value to compare with."""
    values: Iterator[str] | tuple[str, ...] = (span.first,)
    if span.circa or span.first != span.last:
        entry.add_note(f"{written} {span.text}")
        values = read_years(int(span.first[:4]), int(span.last[:4])).values
    for value in values:
        add_value(entry.properties, span.kind, value)
    entry.dates.append(span)


def _whole(values: dict[str, str]) -> str:
    """Put a name together by the types of its parts, not by their order."""
    if len(values) == 1:
        return next(iter(values.values()))
    before = " ".join(values[type_] for type_ in _BEFORE if type_ in values)
    after = " ".join(values[type_] for type_ in _AFTER if type_ in values)
    rest = " ".join(
        value for type_, value in values.items() if type_ not in _BEFORE and type_ not in _AFTER
    )
    return " ".join(filter(None, (", ".join(filter(None, (before, after))), rest)))


def _designation(one: Entered) -> Designation:
    """Give the act that an entry on one of OFAC's lists is."""
    effect = entered_effect(one.list, one.programmes, one.measures)
    basis = "; ".join(filter(None, (one.legal_basis, *(m for m in one.measures if m != "Block"))))
    owner = SDN if effect is Effect.BLOCKING else CONSOLIDATED
    return designation(owner, effect, one.programmes, listed_on=one.listed_on, legal_basis=basis)
