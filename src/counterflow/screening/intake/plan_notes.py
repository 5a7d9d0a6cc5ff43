"""What a person should know of a plan: what is not named, not used, or taken for something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from counterflow.screening.intake.plan import PlannedColumn
from counterflow.screening.intake.vocabulary import Meaning


def lone_recipient(meanings: Mapping[int, Meaning | None], constants: Mapping[str, str]) -> int:
    """Find the one column that gives a recipient's country where only a buyer is named.

    "Kunde" with "Empfängerland": taken for a consignee, every row would say that the consignee
    has no name. A consignee's country counts as destination in any case.

    Args:
        meanings: What the columns mean, by their index.
        constants: The constants of the mapping, by target.

    Returns:
        The index of the column; -1 where there is none.

    Example:
        >>> country = Meaning("country", "consignee", wording="Empfänger + Land")
        >>> lone_recipient({0: Meaning("name", "buyer"), 1: country}, {})
        1
    """
    known = {at: meaning for at, meaning in meanings.items() if meaning}
    fields = {meaning.field for meaning in known.values() if not meaning.role}
    roles = {meaning.role for meaning in known.values() if meaning.field == "name"}
    roles |= {written.partition(".")[0] for written in constants if written.endswith(".name")}
    of_recipient = [at for at, meaning in known.items() if meaning.role == "consignee"]
    if (
        len(of_recipient) != 1
        or known[of_recipient[0]].field != "country"
        or known[of_recipient[0]].wording == "mapping"
        or "buyer" not in roles
        or "consignee" in roles
        or "destination_country" in fields | constants.keys()
    ):
        return -1
    return of_recipient[0]


def plan_notes(planned: Sequence[PlannedColumn], lone: str) -> list[str]:
    """Say what a person should know of a plan before its first row is read.

    Args:
        planned: All columns and constants.
        lone: The column that `lone_recipient` found, empty where there is none.

    Returns:
        Sentences, the gravest first; empty where the plan needs no word.

    Example:
        >>> from counterflow.screening.intake.targets import Target
        >>> plan_notes([PlannedColumn(0, "BL", Target("id")),
        ...             PlannedColumn(1, "Buyer", Target("name", "buyer"), party=0)], "")
        []
    """
    targets = [column.target for column in planned if column.target and column.used]
    fields = {target.field for target in targets}
    notes = []
    screened = any(target.role or target.field.startswith("goods.") for target in targets)
    # Records in our own shape hold them in lists (`native`).
    if not screened and not any(column.name in ("parties", "goods") for column in planned):
        notes.append(
            "no column was understood as a party or as goods: check that the file has a header"
            " (--explain-columns), or say what its columns mean (--map)"
        )
    if lone:
        notes.append(
            f'"{lone}" is taken as the country of destination, because no column names the'
            ' recipient; if the buyer receives the goods, map its column to "consignee.name"'
        )
    notes += _nameless(planned)
    if {"reporting_country", "direction"} <= fields:
        notes.append(
            "the reporting country is taken as destination of an import and as origin of an"
            " export, where the row names none"
        )
    elif "reporting_country" in fields:
        notes.append("the reporting country is not used: no column says import or export")
    if "goods.origin_country" in fields and "origin_country" not in fields:
        notes.append(
            "the goods' country of origin also stands as the transaction's origin, because no"
            " column names a country of dispatch"
        )
    if "id" not in fields:
        notes.append("no column holds a shipment's number: every row is its own transaction")
    return notes


def _nameless(planned: Sequence[PlannedColumn]) -> list[str]:
    """Say which parties the file describes without naming them."""
    by_party: dict[int, list[PlannedColumn]] = {}
    for column in planned:
        if column.used and column.target and column.party >= 0:
            by_party.setdefault(column.party, []).append(column)
    found = []
    for columns in by_party.values():
        targets = [column.target for column in columns if column.target]
        if all(target.field in _OF_NOBODY for target in targets):
            role = targets[0].role
            found.append(
                f'"{columns[0].name}" describes a party ({role}) that no column names, so every'
                f' row lacks its name; map the column of its name to "{role}.name", or'
                f' "{columns[0].name}" to "ignore"'
            )
    return found


_OF_NOBODY = frozenset({"country", "city", "address", "birth_date"})
"""Attributes by which nobody can be told; a party that has others may do without a name."""
