"""Names of details that hold a country beside the one of its column: who screens reads them too."""

from __future__ import annotations

from typing import Final

ACCOUNT_COUNTRY: Final = "account_country"
"""Detail of a transaction: the country in the IBAN of an account; the number itself is not kept."""

FURTHER_COUNTRY: Final = "further_country"
"""Detail of a party: a country that a second column of the same meaning gives."""
