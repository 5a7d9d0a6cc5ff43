"""Settle of whom a heading speaks that says what is asked of customers alone: the customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from counterflow.screening.intake.vocabulary import Meaning, Vocabulary

_CUSTOMERS: Final = ("buyer", "consignee", "end_user", "payer")
"""Who is the customer of a file: the first of these that it names."""


def name_lone_details(
    columns: Sequence[str], meanings: dict[int, Meaning | None], words: Vocabulary
) -> None:
    """Give "Line of Business", "Employees" and their like to the customer whom a file names.

    Args:
        columns: The headings.
        meanings: What is known of them; changed in place. A column with a meaning keeps it.
        words: The vocabulary.

    Example:
        >>> from counterflow.screening.intake.vocabulary import vocabulary
        >>> found = {0: vocabulary().understand("Buyer"), 1: None}
        >>> name_lone_details(["Buyer", "Line of Business"], found, vocabulary())
        >>> found[1][:2]
        ('line_of_business', 'buyer')
    """
    named: dict[str, Meaning] = {}
    for at in sorted(meanings):
        meaning = meanings[at]
        if meaning and meaning.field == "name":
            named.setdefault(meaning.role, meaning)
    customer = next((named[role] for role in _CUSTOMERS if role in named), None)
    if customer is None:
        return
    for at, heading in enumerate(columns):
        if not meanings.get(at) and (field := words.lone_detail(heading)):
            meanings[at] = customer._replace(field=field, wording=f"{customer.wording} + {field}")
