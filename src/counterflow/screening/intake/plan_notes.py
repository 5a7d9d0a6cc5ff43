"""What a person should know of a plan: what is not named, not used, or taken for something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from counterflow.screening.intake.parties import told_by_number
from counterflow.screening.intake.plan import ColumnPlan, PlannedColumn
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


def plan_notes(plan: ColumnPlan, lone: str) -> list[str]:
    """Say what a person should know of a plan before its first row is read.

    Args:
        plan: What the columns mean.
        lone: The column that `lone_recipient` found, empty where there is none.

    Returns:
        Sentences, the gravest first; empty where the plan needs no word.

    Example:
        >>> from counterflow.screening.intake.targets import Target
        >>> planned = (PlannedColumn(0, "BL", Target("id")),
        ...            PlannedColumn(1, "Buyer", Target("name", "buyer"), party=0))
        >>> plan_notes(ColumnPlan(("BL", "Buyer"), planned), "")
        []
    """
    planned = (*plan.planned, *(column for column, _ in plan.constants))
    targets = [column.target for column in planned if column.target and column.used]
    fields = {target.field for target in targets}
    notes = []
    if not plan.screened:
        notes.append(
            "no column was understood as a party or as goods: check that the file has a header"
            " (--explain-columns), or say what its columns mean (--map); a sanctions list is"
            " imported with counterflow lists import"
        )
    if plan.suggested_kind:
        notes.append(suggestion_note(plan.suggested_kind))
    if lone:
        notes.append(
            f'"{lone}" is taken as the country of destination, because no column names the'
            ' recipient; if the buyer receives the goods, map its column to "consignee.name"'
        )
    notes += _nameless(planned)
    notes += _left_out(planned)
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


def suggestion_note(kind: str) -> str:
    """Say which kind the columns look like.

    Example:
        >>> suggestion_note("payment")
        'this looks like payments: add --kind payment'
    """
    return f"this looks like {kind}s: add --kind {kind}"


def _left_out(planned: Sequence[PlannedColumn]) -> list[str]:
    """Name the columns that are understood and not screened, or asked beside another."""
    doubled = [
        column.problem
        for column in planned
        if column.problem and column.beside < 0 and column.target and column.target.role
    ]
    beside = [column.problem for column in planned if column.beside >= 0]
    kept = [column.name for column in planned if column.target and column.target.kept]
    notes = [f"not screened: {'; '.join(doubled[:5])}"] if doubled else []
    if beside:
        notes.append(f"several columns of one meaning: {'; '.join(beside[:5])}")
    if kept:
        notes.append(f"kept as text and not screened: {', '.join(kept)}")
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
        role = targets[0].role
        fields = [target.field for target in targets]
        if "name" not in fields and not told_by_number(role, fields):
            found.append(
                f'"{columns[0].name}" describes a party ({role}) that no column names, so every'
                f' row lacks its name; map the column of its name to "{role}.name", or'
                f' "{columns[0].name}" to "ignore"'
            )
    return found
