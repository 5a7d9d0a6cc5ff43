"""Settle whose a share is where its heading does not say: the owner's before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from counterflow.screening.intake.folding import heading_words
from counterflow.screening.intake.vocabulary import Meaning, Vocabulary

_OWNER: Final = "owner"
_MAPPED: Final = "mapping"
"""Wording of what the user mapped: it is never read otherwise."""


def name_lone_shares(
    columns: Sequence[str], meanings: dict[int, Meaning | None], words: Vocabulary
) -> None:
    """Give the columns that say a share, and not whose, to an owner of the file.

    A number in the heading decides ("Stake 2"), else the owner named before it, else the first.
    A heading that names an owner with a sign of per cent ("UBO %") says the share, where the owner
    has a column of its own.

    Args:
        columns: The headings.
        meanings: What is known of them; changed in place. A column with a meaning keeps it.
        words: The vocabulary.

    Example:
        >>> from counterflow.screening.intake.vocabulary import vocabulary
        >>> found = {0: vocabulary().understand("Owner"), 1: None}
        >>> name_lone_shares(["Owner", "Anteil"], found, vocabulary())
        >>> found[1][:2]
        ('share', 'owner')
    """
    named = [
        at
        for at in sorted(meanings)
        if (one := meanings[at]) and one[:2] == ("name", _OWNER) and not _of_share(columns[at])
    ]
    if not named:
        return
    for at, heading in enumerate(columns):
        known = meanings.get(at)
        per_cent = (
            known is not None
            and known[:2] == ("name", _OWNER)
            and known.wording != _MAPPED
            and _of_share(heading)
        )
        if not per_cent and (known or not words.is_lone_share(heading)):
            continue
        number = next((int(word) for word in heading_words(heading) if word.isdecimal()), 0)
        owners = [meaning for one in named if (meaning := meanings[one])]
        before = [meaning for one in named if one < at and (meaning := meanings[one])]
        same = [meaning for meaning in owners if number and meaning.number == number]
        owner = same[0] if same else (before or owners[:1])[-1]
        meanings[at] = owner._replace(field="share", wording=f"{owner.wording} + share")


def _of_share(heading: str) -> bool:
    return "%" in heading
