"""Tell by which mode a leg goes, and whether a cell means a port or airport or just its town."""

from __future__ import annotations

from functools import cache, lru_cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.core.text.scripts import fold
from counterflow.watch.places.gazetteer import Place

AIR, WATER = "air", "water"
_FITTING = {"airport": AIR, "port": WATER}
"""The mode by which goods use a facility."""


@cache
def _words(table: str) -> dict[str, str]:
    """Give every word of a table of ``data/places/modes.yaml`` with what it says."""
    where = "places/modes.yaml"
    found: dict[str, str] = {}
    for name, words in load_facts(where)[table].items():
        for word in words:
            if found.setdefault(fold(word), name) != name:
                raise RuleError(f"{word!r} says two things", where=where)
    return found


@lru_cache(maxsize=1 << 10)
def read_modes(text: str) -> frozenset[str]:
    """Settle by which modes a leg goes.

    Args:
        text: The mode as written, any language.

    Returns:
        Of ``air``, ``water``, ``rail`` and ``road``; empty where the text says none of them.

    Example:
        >>> sorted(read_modes("Sea/Rail")), read_modes("multimodal")
        (['rail', 'water'], frozenset())
    """
    known = _words("modes")
    words = [*fold(text).split(), fold(text)]
    return frozenset(known[word] for word in words if word in known)


def town_alone(place: Place, words: str, text: str, mode: str) -> str:
    """Settle whether a cell means the town of a port or airport and not the facility itself.

    A city is not its airport, and goods that reach a port's city by rail need not have used the
    port. What a leg by the fitting mode names is the facility; a name that only the facility bears
    is it whatever the mode.

    Args:
        place: The watched place.
        words: The words in which it was recognised, folded, or its code.
        text: The cell.
        mode: The mode of the leg as written.

    Returns:
        Why the facility may not be meant, in words; empty where it is.

    Example:
        >>> from counterflow.watch.places.gazetteer import load_gazetteer
        >>> perm = load_gazetteer().places["perm"]
        >>> town_alone(perm, "perm", "Perm", "rail").partition(":")[0]
        'Perm is also a town, and the leg goes by rail'
        >>> town_alone(perm, "perm", "Perm", "air"), town_alone(perm, "perm", "Perm airport", "")
        ('', '')

    Basis:
        Annex XLVII to Regulation (EU) 833/2014 names ports and airports, not towns.
    """
    fitting = _FITTING.get(place.kind)
    modes = read_modes(mode)
    if fitting is None or fitting in modes or _is_named(place, words, text):
        return ""
    if not modes and place.kind == "port":
        return ""  # without a mode the place of a leg is the port of loading or discharge
    going = f"the leg goes by {' and '.join(sorted(modes))}" if modes else "no mode is written"
    return f"{place.name} is also a town, and {going}: the {place.kind} may not be meant"


def may_be_port(place: Place, mode: str) -> bool:
    """Settle whether the stop of a leg that bears a port's name may be that port.

    Args:
        place: The watched place.
        mode: The mode of the leg as written.

    Returns:
        Whether the place is a port, and the leg goes by water or by no mode that is written.

    Example:
        >>> from counterflow.watch.places.gazetteer import load_gazetteer
        >>> sevastopol = load_gazetteer().places["sevastopol"]
        >>> [may_be_port(sevastopol, mode) for mode in ("", "ocean freight", "road")]
        [True, True, False]
    """
    modes = read_modes(mode)
    return place.kind == "port" and (not modes or WATER in modes)


def _is_named(place: Place, words: str, text: str) -> bool:
    """Tell whether the cell says that it means the facility, or uses a name that it alone bears."""
    held = fold(text).split()
    said = _words("facilities")
    if any(said.get(word) == place.kind for word in held):
        return True
    own = {fold(words), f"{place.country}{words}".lower()}
    if place.kind == "airport" and own.isdisjoint(place.town_names):
        return True
    return any(set(name.split()).issubset(held) for name in place.own_names)
