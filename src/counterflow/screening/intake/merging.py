"""Make one transaction of the rows of one shipment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from counterflow.core.model.parties import Party
from counterflow.core.model.refusals import Refusal, Remark
from counterflow.core.model.transactions import Leg, Transaction


def merge_transactions(parts: Sequence[Transaction]) -> Transaction:
    """Make one transaction of the rows that carry one number.

    What the rows say differently about a field that has one value is never dropped: the latest
    date counts, further origins and destinations are kept as legs, and a remark names the
    values. The result does not depend on the order of the rows but for the order of its parts.

    Args:
        parts: Transactions of one row each, all with the same id; at least one.

    Returns:
        The one part itself, or the merger: parties without exact duplicates, every line of
        goods, every leg once, all remarks, and the rows' cells as a list under ``rows``.

    Example:
        >>> one = Transaction("1", parties=(Party("buyer", "Acme"),), rows=(1,))
        >>> two = Transaction("1", parties=(Party("buyer", "Acme"),), rows=(2,))
        >>> merged = merge_transactions([one, two])
        >>> len(merged.parties), merged.rows
        (1, (1, 2))
    """
    if len(parts) == 1:
        return parts[0]
    remarks: list[Remark] = [remark for part in parts for remark in part.remarks]
    row = parts[0].rows[0]
    destinations = {p.destination_country: p.destination_text for p in parts}
    first, *others = sorted(code for code in destinations if code) or [""]
    if others:
        remarks.append(_differ("destination", [first, *others], row, blocks=True))
    goods = tuple(line for part in parts for line in part.goods)
    origins = sorted({part.origin_country for part in parts} - {""})
    made_in = {line.origin_country for line in goods}
    legs = [leg for part in parts for leg in part.legs]
    if len(origins) > 1:
        # Goods of several origins are usual and stand in their lines; dispatch from several
        # countries is kept as legs, so that place rules see each.
        legs += [Leg(from_country=code) for code in origins if code not in made_in]
        remarks.append(_differ("origin", origins, row))
    legs += [Leg(to_country=code) for code in others]
    return Transaction(
        id=parts[0].id,
        kind=_agreed("kind", (p.kind for p in parts), row, remarks) or min(p.kind for p in parts),
        date=_latest((p.date for p in parts), row, remarks),
        parties=tuple(_parties(parts)),
        goods=goods,
        legs=tuple(dict.fromkeys(legs)),
        origin_country=origins[0] if len(origins) == 1 else "",
        destination_country=first,
        destination_text=max(p.destination_text for p in parts if p.destination_country == first),
        value=_agreed("value", (p.value for p in parts), row, remarks),
        currency=_agreed("currency", (p.currency for p in parts), row, remarks),
        rows=tuple(number for part in parts for number in part.rows),
        remarks=tuple(remarks),
        extra={"rows": [part.extra for part in parts]},
        details=tuple(dict.fromkeys(detail for part in parts for detail in part.details)),
    )


def refuse_empty(
    transaction: Transaction, source: str, lines: Mapping[int, int]
) -> Iterator[Refusal]:
    """Refuse each row of a transaction that has neither a party nor goods.

    Args:
        transaction: The transaction, merged already: one row may hold the way alone.
        source: The file, for the refusal.
        lines: The line of each row, by the row's number.

    Yields:
        One refusal per row; none where there is something to screen.

    Example:
        >>> empty = Transaction("1", rows=(4, 9))
        >>> [(r.row, r.line) for r in refuse_empty(empty, "a.csv", {4: 5, 9: 10})]
        [(4, 5), (9, 10)]
    """
    if transaction.parties or transaction.goods:
        return
    for row in transaction.rows:
        yield Refusal(
            what="the row names no party and no goods",
            file=source,
            row=row,
            line=lines.get(row, 0),
            remedy="check how the columns are understood (--explain-columns), or map them",
        )


def _parties(parts: Iterable[Transaction]) -> list[Party]:
    return list(dict.fromkeys(party for part in parts for party in part.parties))


def _differ(field: str, values: Sequence[str], row: int, *, blocks: bool = False) -> Remark:
    listed = ", ".join(values[:10])
    return Remark(f"rows of one shipment differ in {field}: {listed}", row=row, blocks=blocks)


def _agreed(field: str, values: Iterable[str], row: int, remarks: list[Remark]) -> str:
    """Give the one value; of several none, with a remark: amounts are never added up."""
    found = sorted({value for value in values if value})
    if len(found) > 1:
        remarks.append(_differ(field, found, row))
    return found[0] if len(found) == 1 else ""


def _latest(values: Iterable[str], row: int, remarks: list[Remark]) -> str:
    """Give the latest day: prohibitions are added over time more than they are lifted."""
    found = sorted({value for value in values if value})
    if len(found) > 1:
        remarks.append(_differ("date", found, row))
    return found[-1] if found else ""
