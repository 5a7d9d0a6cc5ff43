"""Say which FollowTheMoney schemata are parties or things to look for, and which only relate them.

Basis:
    FollowTheMoney model 4 (names of schemata and properties); what is *listed* here is our choice:
    what a transaction can name.
"""

from __future__ import annotations

from typing import NamedTuple

PARTIES = frozenset({"LegalEntity", "Person", "Organization", "Company", "PublicBody"})
"""Parties: one without a name cannot be matched and is refused."""

THINGS = frozenset(
    {"Vessel", "Airplane", "Vehicle", "Asset", "Security", "RealEstate", "CryptoWallet", "Train"}
)
"""Things with names or numbers; one with neither is only related to its owner."""

ADDRESSES = frozenset({"Address"})
SANCTIONS = frozenset({"Sanction"})
WALLETS = frozenset({"CryptoWallet"})
DOCUMENTS = {"Identification": "idNumber", "Passport": "passportNumber"}


class Edge(NamedTuple):
    """How a schema ties two entities: its two properties, and what each end is to the other."""

    source: str
    target: str
    forth: str
    back: str


EDGES = {
    "Ownership": Edge("owner", "asset", "owner of", "owned by"),
    "Directorship": Edge("director", "organization", "director of", "directed by"),
    "Membership": Edge("member", "organization", "member of", "has member"),
    "Employment": Edge("employee", "employer", "employed by", "employer of"),
    "Representation": Edge("agent", "client", "represents", "represented by"),
    "Family": Edge("person", "relative", "family", "family"),
    "Associate": Edge("person", "associate", "associate", "associate"),
    "Succession": Edge("predecessor", "successor", "predecessor of", "successor of"),
    "UnknownLink": Edge("subject", "object", "linked to", "linked to"),
}
"""Schemata whose records say how two entities are related."""

IDENTIFIERS = (
    *("imoNumber", "mmsi", "callSign", "registrationNumber", "serialNumber"),
    *("innCode", "ogrnCode", "kppCode", "okpoCode", "bikCode", "uscCode"),
    *("leiCode", "swiftBic", "dunsCode", "permId", "uniqueEntityId", "cageCode"),
    *("passportNumber", "idNumber", "socialSecurityNumber", "taxNumber", "vatCode"),
    *("publicKey", "isin", "isinCode", "ticker"),
)
"""Properties that hold a number or code of one party or thing."""

DATES = ("birthDate", "deathDate", "incorporationDate", "dissolutionDate", "buildDate")

NEVER_KEPT = ("phone", "email")
"""Ways to reach a person: nothing is compared with them, and we do not keep what we do not need."""

_RELATED = """
Address Sanction Identification Passport
Ownership Directorship Membership Employment Occupancy Position Representation Associate Family
UnknownLink Similar Succession Interest Interval Debt Payment Contract ContractAward
ProjectParticipant Project EconomicActivity TaxRoll License Permit Trip Event Call
CallForTenders CourtCase CourtCaseParty BankAccount UserAccount Value Note Article Documentation
Document Pages Page Folder Package Workbook Table PlainText HyperText Image Video Audio Email
Message Mention Analyzable Assessment Risk
"""
RELATED = frozenset(_RELATED.split())
"""Records about other records: counted, never screened for by themselves."""
