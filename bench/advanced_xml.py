"""Read a generated advanced XML of OFAC's: rate and memory, beside a bare walk in the same run.

    python bench/advanced_xml.py [--mb 100]

The file is invented and seeded: parties of all four types with aliases, scripts, places, documents,
features, relationships and entries on lists, in the proportions of a real edition of 2025-08. Each
measurement runs in a process of its own, so that its peak of memory is its own, three times in
turn: the fastest of each counts, as other programs only ever slow one down. Limits: at most 300 MB,
at least 0.3 of the rate of the walk.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SEED = 20261121
MOST_MB = 300
LEAST_RATE = 0.3
PARTS = ("walk", "parse", "read")
TURNS = 3

_NS = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML"
_SYLLABLES = ("BA", "DRO", "EL", "FI", "GOR", "HA", "IN", "KO", "LUM", "MI", "NAR", "OS", "PET")
_VALUES = {
    ("AliasType", "AliasTypeValues"): {"1400": "A.K.A.", "1401": "F.K.A.", "1403": "Name"},
    ("DetailReference", "DetailReferenceValues"): {"91526": "Male", "91527": "Female",
        "92764": "See Section 0 of Executive Order 00000."},
    ("FeatureType", "FeatureTypeValues"): {"8": "Birthdate", "9": "Place of Birth",
        "10": "Nationality Country", "25": "Location", "224": "Gender", "26": "Title",
        "504": "Secondary sanctions risk:", "3": "Vessel Flag", "2": "VESSEL TYPE"},
    ("IDRegDocType", "IDRegDocTypeValues"): {"1571": "Passport", "1596": "Registration Number",
        "91761": "Tax ID No.", "1626": "Vessel Registration Identification"},
    ("LegalBasis", "LegalBasisValues"): {"92049": "Executive Order 00000 (Example)"},
    ("List", "ListValues"): {"1550": "SDN List"},
    ("LocPartType", "LocPartTypeValues"): {"1": "Unknown", "1451": "ADDRESS1", "1454": "CITY",
        "1456": "POSTAL CODE"},
    ("NamePartType", "NamePartTypeValues"): {"1520": "Last Name", "1521": "First Name",
        "1522": "Middle Name", "1525": "Entity Name", "1526": "Vessel Name"},
    ("PartyType", "PartyTypeValues"): {"1": "Individual", "2": "Entity", "4": "Transport"},
    ("RelationType", "RelationTypeValues"): {"15003": "Owned or Controlled By",
        "15001": "Providing support to"},
    ("Reliability", "ReliabilityValues"): {"1": "Unknown", "1560": "Confirmed"},
    ("SanctionsType", "SanctionsTypeValues"): {"1": "Program", "1705": "Block"},
    ("Validity", "ValidityValues"): {"1": "Valid", "2": "Fraudulent"},
}  # fmt: skip
_COUNTRIES = {"11065": "France", "11109": "Japan", "11143": "Mexico", "11171": "Poland"}


class Generator:
    """Make parties one after the other, each with its parts elsewhere in the file."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.number = 1000

    def next(self) -> int:
        """Give a number that was not used before."""
        self.number += 1
        return self.number

    def word(self) -> str:
        """Give an invented word."""
        return "".join(self.random.choices(_SYLLABLES, k=self.random.randint(2, 4)))

    def parties(self, size: int) -> Iterator[dict[str, str]]:
        """Give parties, their parts keyed by section, until they are of a size together."""
        written = 0
        while written < size:
            party = self.party()
            written += sum(map(len, party.values()))
            yield party

    def party(self) -> dict[str, str]:
        """Make one party with its places, documents, relationships and entries."""
        pick = self.random
        uid, identity = self.next(), self.next()
        kind = pick.choices((3, 4, 1), weights=(50, 42, 8))[0]
        places: list[str] = []
        features = "".join(self.feature(kind, identity, places) for _ in range(pick.randint(2, 6)))
        groups: list[tuple[int, str]] = []
        aliases = "".join(
            self.alias(uid, kind, groups, first=not position)
            for position in range(pick.choices((1, 2, 3, 5), weights=(40, 30, 15, 15))[0])
        )
        master = "".join(
            f'\n            <MasterNamePartGroup>\n              <NamePartGroup ID="{number}" '
            f'NamePartTypeID="{type_}" />\n            </MasterNamePartGroup>'
            for number, type_ in groups
        )
        return {
            "Locations": "".join(places),
            "IDRegDocuments": self.documents(kind, identity),
            "DistinctParties": (
                f'\n    <DistinctParty FixedRef="{uid}">\n      <Comment />'
                f'\n      <Profile ID="{uid}" PartySubTypeID="{kind}">'
                f'\n        <Identity ID="{identity}" FixedRef="{uid}" Primary="true" '
                f'False="false">'
                f"{aliases}\n          <NamePartGroups>{master}\n          </NamePartGroups>"
                f"\n        </Identity>{features}\n      </Profile>\n    </DistinctParty>"
            ),
            "ProfileRelationships": "" if pick.random() < 0.6 else (
                f'\n    <ProfileRelationship ID="{self.next()}" From-ProfileID="{uid}" '
                f'To-ProfileID="{uid - 7}" RelationTypeID="15003" RelationQualityID="1" '
                f'Former="false" SanctionsEntryID="{uid}">\n      <Comment />'
                "\n    </ProfileRelationship>"
            ),
            "SanctionsEntries": self.entry(uid),
        }  # fmt: skip

    def alias(self, uid: int, kind: int, groups: list[tuple[int, str]], *, first: bool) -> str:
        """Make one alias, now and then in a second script."""
        types = {4: ("1520", "1521", "1522"), 3: ("1525",), 1: ("1526",)}[kind]
        names = []
        for script in ("215", "220") if self.random.random() < 0.12 else ("215",):
            parts = []
            for type_ in types:
                number = self.next()
                groups.append((number, type_))
                text = self.word() if kind == 4 else f"{self.word()} {self.word()} TRADING"
                parts.append(
                    "\n              <DocumentedNamePart>\n                <NamePartValue "
                    f'NamePartGroupID="{number}" ScriptID="{script}" ScriptStatusID="1" '
                    f'Acronym="false">{text}</NamePartValue>\n              </DocumentedNamePart>'
                )
            names.append(
                f'\n            <DocumentedName ID="{self.next()}" FixedRef="{uid}" '
                f'DocNameStatusID="{"1" if first and script == "215" else "2"}">'
                f"{''.join(parts)}\n            </DocumentedName>"
            )
        weak = "true" if not first and self.random.random() < 0.15 else "false"
        return (
            f'\n          <Alias FixedRef="{uid}" AliasTypeID="{"1403" if first else "1400"}" '
            f'Primary="{"true" if first else "false"}" LowQuality="{weak}">'
            f"{''.join(names)}\n          </Alias>"
        )

    def feature(self, kind: int, identity: int, places: list[str]) -> str:
        """Make one feature: a date, a place, a word of a table or a text."""
        pick = self.random
        types = {4: ("8", "9", "10", "224", "25"), 3: ("25", "504"), 1: ("3", "2", "504")}[kind]
        type_, version = pick.choice(types), self.next()
        if type_ == "8":
            year = pick.randint(1940, 1999)
            start, end = (f"{year}/1/1", f"{year}/12/31")
            if pick.random() < 0.75:
                start = end = f"{year}/{pick.randint(1, 12)}/{pick.randint(1, 28)}"
            held = self.period(start, end) + '\n            <VersionDetail DetailTypeID="1430" />'
        elif type_ in ("25", "10", "3"):
            number = self.next()
            places.append(self.place(number, version, whole=type_ == "25"))
            held = f'\n            <VersionLocation LocationID="{number}" />'
        elif type_ in ("224", "504"):
            word = "92764" if type_ == "504" else "91526"
            held = f'\n            <VersionDetail DetailTypeID="1431" DetailReferenceID="{word}" />'
        else:
            held = f'\n            <VersionDetail DetailTypeID="1432">{self.word()}</VersionDetail>'
        return (
            f'\n        <Feature ID="{self.next()}" FeatureTypeID="{type_}">'
            f'\n          <FeatureVersion ID="{version}" ReliabilityID="1">'
            f"\n            <Comment />{held}\n          </FeatureVersion>"
            f'\n          <IdentityReference IdentityID="{identity}" '
            'IdentityFeatureLinkTypeID="1" />'
            "\n        </Feature>"
        )

    def period(self, start: str, end: str) -> str:
        """Make a period of dates, as long-winded as OFAC's."""
        fixed = 'YearFixed="false" MonthFixed="false" DayFixed="false"'
        edges = []
        for edge, text in (("Start", start), ("End", end)):
            year, month, day = text.split("/")
            point = f"<Year>{year}</Year><Month>{month}</Month><Day>{day}</Day>"
            edges.append(
                f'\n              <{edge} Approximate="false" {fixed}>\n                '
                f"<From>{point}</From>\n                <To>{point}</To>\n              </{edge}>"
            )
        return (
            f'\n            <DatePeriod CalendarTypeID="1" {fixed}>{"".join(edges)}'
            "\n            </DatePeriod>"
        )

    def place(self, number: int, version: int, *, whole: bool) -> str:
        """Make a location: an address, or a country alone."""
        country = self.random.choice(list(_COUNTRIES))
        texts = {"1451": f"{number} {self.word()} Street", "1454": self.word(), "1456": str(number)}
        parts = "".join(
            f'\n      <LocationPart LocPartTypeID="{type_}">\n        <LocationPartValue '
            'Primary="true" LocPartValueTypeID="1" LocPartValueStatusID="1">'
            f"\n          <Comment />\n          <Value>{text}</Value>"
            "\n        </LocationPartValue>\n      </LocationPart>"
            for type_, text in (texts if whole else {"1": _COUNTRIES[country]}).items()
        )
        head = (
            f'\n      <LocationAreaCode AreaCodeID="{country}" />\n      <LocationCountry '
            f'CountryID="{country}" CountryRelevanceID="1413" />'
        )
        return (
            f'\n    <Location ID="{number}">{head if whole else ""}{parts}'
            f'\n      <FeatureVersionReference FeatureVersionID="{version}" />\n    </Location>'
        )

    def documents(self, kind: int, identity: int) -> str:
        """Make up to two documents."""
        types = {4: ("1571",), 3: ("1596", "91761"), 1: ("1626",)}[kind]
        return "".join(
            f'\n    <IDRegDocument ID="{self.next()}" IDRegDocTypeID="{type_}" '
            f'IdentityID="{identity}" IssuedBy-CountryID="11171" ValidityID="1">'
            f"\n      <Comment />\n      <IDRegistrationNo>X{self.next()}</IDRegistrationNo>"
            "\n      <IssuingAuthority />\n      "
            f'<DocumentedNameReference DocumentedNameID="{identity}" />\n    </IDRegDocument>'
            for type_ in types
            if self.random.random() < 0.7
        )

    def entry(self, uid: int) -> str:
        """Make the entry of a party on the SDN list."""
        fixed = 'YearFixed="true" MonthFixed="true" DayFixed="true"'
        measures = "".join(
            f'\n      <SanctionsMeasure ID="{self.next()}" SanctionsTypeID="{type_}">{comment}'
            f'\n        <DatePeriod CalendarTypeID="1" {fixed} />\n      </SanctionsMeasure>'
            for type_, comment in (("1", "\n        <Comment>SDGT</Comment>"), ("1705", ""))
        )
        return (
            f'\n    <SanctionsEntry ID="{uid}" ProfileID="{uid}" ListID="1550">'
            f'\n      <EntryEvent ID="{uid}" EntryEventTypeID="1" LegalBasisID="92049">'
            '\n        <Comment />\n        <Date CalendarTypeID="1">'
            f"<Year>20{self.random.randint(10, 25)}</Year><Month>3</Month><Day>9</Day></Date>"
            f"\n      </EntryEvent>{measures}\n    </SanctionsEntry>"
        )


def generate(target: Path, megabytes: int) -> int:
    """Write the file; give the number of its parties."""
    generator = Generator(SEED)
    sections = ("Locations", "IDRegDocuments", "DistinctParties", "ProfileRelationships",
        "SanctionsEntries")  # fmt: skip
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        streams = {name: (Path(folder) / name).open("w+", encoding="utf-8") for name in sections}
        count = 0
        for party in generator.parties(megabytes * 1_000_000):
            count += 1
            for name, text in party.items():
                streams[name].write(text)
        with target.open("w", encoding="utf-8") as file:
            file.write(f'<?xml version="1.0" encoding="utf-8"?>\n<Sanctions xmlns="{_NS}">')
            file.write(
                '\n  <DateOfIssue CalendarTypeID="1">\n    <Year>2026</Year>\n    <Month>1</Month>'
                f"\n    <Day>15</Day>\n  </DateOfIssue>{_reference_values()}"
            )
            for name, stream in streams.items():
                stream.seek(0)
                file.write(f"\n  <{name}>")
                while piece := stream.read(1 << 20):
                    file.write(piece)
                file.write(f"\n  </{name}>")
                stream.close()
            file.write("\n  <SanctionsEntryLinks />\n</Sanctions>\n")
    return count


def _reference_values() -> str:
    groups = [
        f"\n    <{group}>"
        + "".join(f'\n      <{name} ID="{number}">{text}</{name}>' for number, text in rows.items())
        + f"\n    </{group}>"
        for (name, group), rows in _VALUES.items()
    ]
    countries = "".join(f'<Country ID="{n}" ISO2="XX">{t}</Country>' for n, t in _COUNTRIES.items())
    subtypes = "".join(
        f'<PartySubType ID="{number}" PartyTypeID="{above}">{text}</PartySubType>'
        for number, above, text in ((1, 4, "Vessel"), (3, 2, "Unknown"), (4, 1, "Unknown"))
    )
    scripts = (
        '<Script ID="215" ScriptCode="Latn">Latin</Script>'
        '<Script ID="220" ScriptCode="Cyrl">Cyrillic</Script>'
    )
    return (
        f"\n  <ReferenceValueSets>{''.join(groups)}\n    <CountryValues>{countries}</CountryValues>"
        f"\n    <PartySubTypeValues>{subtypes}</PartySubTypeValues>"
        f"\n    <ScriptValues>{scripts}</ScriptValues>\n  </ReferenceValueSets>"
    )


def measure(part: str, path: Path) -> dict[str, Any]:
    """Do one part in this process: seconds, records and the peak of memory."""
    records = _PARTS[part]
    started, worked = time.perf_counter(), time.process_time()
    count = records(path)
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu": cpu, "records": count, "peak_mb": peak}


def _walk(path: Path) -> int:
    """Touch every element and nothing else, emptying it for the sake of memory."""
    from lxml import etree

    count = 0
    for _event, element in etree.iterparse(str(path)):
        count += 1
        element.clear()
    return count


def _parse(path: Path) -> int:
    """Walk the parties and nothing more: what a second walk over the file would cost."""
    from counterflow.watch.sources.list_file import ListFile
    from counterflow.watch.sources.parsed import Account
    from counterflow.watch.sources.xml_stream import walk

    return sum(1 for _ in walk(ListFile(path.name, path), ("DistinctParty",), Account("bench")))


def _read(path: Path) -> int:
    """Read the whole list, listing by listing."""
    from counterflow.watch.sources.list_file import ListFile
    from counterflow.watch.sources.ofac_advanced_xml import READER
    from counterflow.watch.sources.parsed import Account, stream

    account = Account(READER.format)
    for _listing in stream(READER, [ListFile(path.name, path)], "bench", account):
        pass
    if account.refusals:
        raise SystemExit(f"the generated file is not read cleanly: {account.refusals[0]}")
    return account.listed


_PARTS = {"walk": _walk, "parse": _parse, "read": _read}


def run(part: str, path: Path) -> dict[str, Any]:
    """Do one part in a process of its own."""
    command = [sys.executable, __file__, "--part", part, "--file", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def fastest(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the run that took the least work, with the greatest peak of memory of all."""
    least = min(runs, key=lambda run: run["cpu"])
    return least | {"peak_mb": max(run["peak_mb"] for run in runs)}


def main() -> int:
    """Generate, measure, print; 1 where a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=100, help="size of the file in MB")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        print(json.dumps(measure(asked.part, asked.file)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sdn_advanced.xml"
        parties = generate(path, asked.mb)
        megabytes = path.stat().st_size / 1e6
        print(f"{megabytes:.1f} MB, {parties} parties, {megabytes * 1000 / parties:.2f} KB each")
        turns = [{part: run(part, path) for part in PARTS} for _ in range(TURNS)]
    found = {part: fastest([turn[part] for turn in turns]) for part in PARTS}
    for part, one in found.items():
        rate = megabytes / one["seconds"]
        work = f"{one['cpu']:5.2f} s of work"
        memory = f"peak {one['peak_mb']:4.0f} MB, {one['records']} records"
        print(f"{part:5}  {one['seconds']:6.2f} s, {work}, {rate:6.1f} MB/s, {memory}")
    # Other programs slow one part and not the other: work is compared, time on the clock is told.
    ratio = found["walk"]["cpu"] / found["read"]["cpu"]
    clock = found["walk"]["seconds"] / found["read"]["seconds"]
    print(
        f"rate beside the walk: {ratio:.2f} by work, {clock:.2f} by the clock; least {LEAST_RATE}"
    )
    return int(ratio < LEAST_RATE or found["read"]["peak_mb"] > MOST_MB)


if __name__ == "__main__":
    raise SystemExit(main())
