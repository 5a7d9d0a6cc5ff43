"""Read the ties that listings themselves name ("Linked To:"): no share, no direction."""

from __future__ import annotations

from collections.abc import Iterable

from counterflow.core.errors import OwnershipError
from counterflow.core.model.listings import Listing
from counterflow.watch.ownership.build import GraphBuilder, name_key
from counterflow.watch.ownership.reading import ReadGraph
from counterflow.watch.ownership.ties import Kind, NodeRecord, TieRecord


def graph_of_relations(listings: Iterable[Listing], source: str) -> ReadGraph:
    """Read the relations of listings into a graph of links.

    Args:
        listings: Entries of one list.
        source: Name of the list, for errors.

    Raises:
        OwnershipError: no entry names a tie.
    """
    builder = GraphBuilder()
    read_relations(listings, builder)
    graph = builder.finish()
    if not len(graph):
        raise OwnershipError(
            "no entry of the list names a tie to another party",
            where=source,
            remedy="choose a list whose publisher names them, such as us_ofac_sdn",
        )
    counts, remarks = dict(builder.counts), tuple(builder.remarks)
    return ReadGraph(graph, "relations of listings", counts, (), remarks)


def read_relations(listings: Iterable[Listing], builder: GraphBuilder) -> None:
    """Take in the relations of listings as links, which raise a question and never are ownership.

    Args:
        listings: Entries of one list, or of several.
        builder: Takes what is read. A relation that names nobody is refused.

    Example:
        >>> from counterflow.core.model.listings import Relation
        >>> builder = GraphBuilder()
        >>> tie = Relation("linked to", "Muster AG")
        >>> read_relations([Listing("l-1", "own", "Company", {"name": ["A"]}, relations=(tie,))],
        ...                builder)
        >>> graph = builder.finish()
        >>> graph.kind(0).name, graph.caption(graph.ties.owned[0])
        ('LINK', 'Muster AG')
    """
    for listing in listings:
        for relation in listing.relations:
            builder.counts["records"] += 1
            if relation.publisher_id:
                other = NodeRecord(
                    f"listed:{listing.list}:{relation.publisher_id}",
                    (relation.name,) if relation.name else (),
                )
            elif relation.name:
                other = NodeRecord(name_key(relation.name, ""), (relation.name,))
            else:
                builder.remark(
                    f"the tie “{relation.kind}” of {listing.id} names nobody", file=listing.list
                )
                continue
            builder.add_node(other)
            own = f"listed:{listing.list}:{listing.publisher_id or listing.id}"
            names = tuple(listing.properties.get("name", ()))
            builder.add_node(NodeRecord(own, names, "", (), listing.schema))
            builder.add_tie(
                TieRecord(own, other.key, kind=Kind.LINK, stated=False, words=relation.kind),
                listing.list,
            )
