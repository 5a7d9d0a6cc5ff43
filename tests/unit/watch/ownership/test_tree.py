"""The tree of owners: everybody once with their owners, loops told, directors beside."""

from __future__ import annotations

from counterflow.watch.ownership.shares import read_share
from counterflow.watch.ownership.structure import Member, Structure, member_of
from counterflow.watch.ownership.ties import Kind
from counterflow.watch.ownership.tree import owner_rows
from ownership_graphs import DAY, graph_of


def _tree(*ties: tuple[object, ...], most: int = 2_000) -> tuple[Structure, list[str]]:
    graph = graph_of(ties)
    structure = Structure(graph, DAY.toordinal(), most=most)
    node = graph.find_key("P") or 0
    root = structure.add(member_of(graph, node))
    structure.join(root, [node], sure=True)
    structure.climb()
    rows = owner_rows(structure, root, {})
    return structure, [f"{'  ' * row.depth}{row.label}: {row.tie}" for row in rows]


def test_owners_stand_largest_first_and_a_loop_ends() -> None:
    _, told = _tree(
        ("A", "P", 10),
        ("B", "P", 60),
        ("C", "B", ">=25"),
        ("P", "C", 5),
        ("D", "P", "", Kind.DIRECTOR),
    )
    assert told == [
        "P: ",
        "  B: holds 60 % of P (test)",
        "    C: holds at least 25 % of B (test)",
        "      P (shown above): holds 5 % of C (test)",
        "  A: holds 10 % of P (test)",
        "  D: is a director of P",
    ]


def test_a_structure_that_is_too_large_is_cut_and_says_so() -> None:
    structure, told = _tree(*((f"o{at}", "P", 1) for at in range(50)), most=20)
    assert structure.cut
    assert len(structure.members) == 20
    assert len(told) == 20


def test_a_doubtful_identity_is_told_with_its_share_and_settles_nothing() -> None:
    graph = graph_of([("X", "P", 80)])
    structure = Structure(graph, DAY.toordinal())
    root = structure.add(Member("P"))
    structure.join(root, [graph.find_key("P") or 0], sure=False)
    structure.climb()
    (holding,) = structure.into[root]
    assert (holding.low, holding.told()) == (0, "holds 80 % of")
    assert holding.high == read_share("80").high
