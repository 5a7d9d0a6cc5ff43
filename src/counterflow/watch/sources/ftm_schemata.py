"""Say which FollowTheMoney schemata are parties or things to look for, and which only relate them.

Basis:
    FollowTheMoney model 4 (schema names); what is *listed* here is our choice: what a transaction
    can name.
"""

from __future__ import annotations

PARTIES = frozenset({"LegalEntity", "Person", "Organization", "Company", "PublicBody"})
"""Parties: one without a name cannot be matched and is refused."""

THINGS = frozenset(
    {"Vessel", "Airplane", "Vehicle", "Asset", "Security", "RealEstate", "CryptoWallet", "Train"}
)
"""Things with names; one without a name is only related to its owner."""

ADDRESSES = frozenset({"Address"})
SANCTIONS = frozenset({"Sanction"})
DOCUMENTS = {"Identification": "idNumber", "Passport": "passportNumber"}

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
