"""The names that the cell of a party holds, with whom its address is in care of."""

from __future__ import annotations

from counterflow.core.model.parties import Party
from counterflow.core.text.name_cells import read_name_cell


def names_within(party: Party) -> tuple[str, ...]:
    """Give the names that the name cell of a party holds beside itself as a whole.

    Example:
        >>> names_within(Party("buyer", "Alder AG", address="c/o Birch Ltd, Quay 2"))
        ('Alder AG', 'Birch Ltd')
    """
    # Whoever asks for no owner reads no entities here.
    from counterflow.watch.matching.entity import cell_kind

    return read_name_cell(whole_name(party), cell_kind(party.schema)).names


def whole_name(party: Party) -> str:
    """Give the name of a party as written, with whom its address is in care of.

    Example:
        >>> whole_name(Party("buyer", "Alder AG", address="c/o Birch Ltd, Quay 2"))
        'Alder AG c/o Birch Ltd'
    """
    agent = _care_of(party.address) if party.address else ""
    return f"{party.name} c/o {agent}" if agent and party.name else party.name


def _care_of(address: str) -> str:
    # The readers of addresses bring the tables of places, which one name needs not.
    from counterflow.watch.places.address_reading import care_of

    return care_of(address)
