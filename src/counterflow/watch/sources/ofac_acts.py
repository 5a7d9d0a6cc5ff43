"""Tell what an entry on one of OFAC's lists does in law, by list and programmes."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from counterflow.core.model import Designation, Effect
from counterflow.watch.sources.parsed import Account
from counterflow.watch.sources.programmes import STRONGEST_FIRST, effect_of, programmes_of

AUTHORITY: Final = "US Treasury, OFAC"
REGIME: Final = "US"
RECORD_URL: Final = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="
SDN_LIST: Final = "SDN LIST"


class OfacList(NamedTuple):
    """One of OFAC's two publications: its name in citations, its title, its table of programmes."""

    source: str
    title: str
    publisher: str


SDN: Final = OfacList(
    "ofac_sdn", "Specially Designated Nationals and Blocked Persons List (SDN)", "ofac"
)
CONSOLIDATED: Final = OfacList(
    "ofac_cons", "Consolidated Sanctions List (non-SDN lists)", "ofac_consolidated"
)
UNKNOWN: Final = OfacList("ofac", "OFAC list (SDN or consolidated: the file does not say)", "")


class Acts(NamedTuple):
    """The strongest effect of an entry, and its acts one by one where they differ."""

    effect: Effect
    designations: tuple[Designation, ...] = ()


def list_of(file_name: str, list_name: str) -> OfacList:
    """Tell SDN from the non-SDN list by the file's name, else by the list's.

    Example:
        >>> list_of("cons_prim.csv", "us").source
        'ofac_cons'
    """
    for name in (file_name.lower(), list_name.lower()):
        if "cons" in name or "nonsdn" in name or "non_sdn" in name:
            return CONSOLIDATED
        if "sdn" in name:
            return SDN
    return UNKNOWN


def note_unknown_list(account: Account, file_name: str) -> None:
    """Say that nothing tells which list a file holds, so that no effect is known."""
    account.notes.append(
        f"neither {file_name} nor the list's name says whether this is the SDN list or the "
        "consolidated (non-SDN) list: the legal effect is unknown; name it after OFAC's file"
    )


@lru_cache(maxsize=4096)
def acts_of(
    ofac_list: OfacList, programmes: tuple[str, ...], directives: tuple[str, ...] = ()
) -> Acts:
    """Settle what an entry does in law.

    The SDN list blocks whatever the programme. On the other lists the same programme does less:
    their effects stand in a table of their own.

    Args:
        ofac_list: Which of the two publications the entry stands in.
        programmes: OFAC's programme tags.
        directives: What the entry says of sectoral directives, in OFAC's words.

    Returns:
        The strongest effect, and one designation for each effect where there are several, or a
        directive to name.

    Example:
        >>> acts_of(SDN, ("SDGT", "SYRIA"))
        Acts(effect=<Effect.BLOCKING: 'blocking'>, designations=())
        >>> acts_of(CONSOLIDATED, ("UKRAINE-EO13662",)).effect.value
        'sectoral'
    """
    by_effect: dict[Effect, list[str]] = {}
    for code in programmes or ("",):
        by_effect.setdefault(_effect(ofac_list, code), []).append(code)
    sectoral = Effect.SECTORAL
    if directives and sectoral not in by_effect:
        by_effect[sectoral] = []
    order = [effect for effect in (*STRONGEST_FIRST, Effect.UNKNOWN) if effect in by_effect]
    if len(order) == 1 and not directives:
        return Acts(order[0])
    return Acts(
        order[0],
        tuple(
            designation(
                # What does not block an SDN is an act of the other lists.
                CONSOLIDATED if effect is sectoral and ofac_list is SDN else ofac_list,
                effect,
                tuple(filter(None, by_effect[effect])),
                legal_basis="; ".join(directives) if effect is sectoral else "",
            )
            for effect in order
        ),
    )


def designation(
    ofac_list: OfacList,
    effect: Effect,
    programmes: tuple[str, ...],
    *,
    listed_on: str = "",
    legal_basis: str = "",
) -> Designation:
    """Give one act of OFAC's, citing the row that says what its first known programme does."""
    known = programmes_of(ofac_list.publisher) if ofac_list.publisher else {}
    last = SDN_LIST if effect is Effect.BLOCKING else "SSI" if effect is Effect.SECTORAL else ""
    codes = [code.upper() for code in (*programmes, last)]
    row = next((known[code] for code in codes if code in known), None)
    return Designation(
        authority=AUTHORITY,
        regime=REGIME,
        effect=effect,
        programmes=programmes,
        listed_on=listed_on,
        citation=row.citation if row else None,
        legal_basis=legal_basis,
    )


def entered_effect(
    list_title: str, programmes: tuple[str, ...], measures: tuple[str, ...]
) -> Effect:
    """Settle what one entry of the advanced XML does: by its measures, its list, its programmes.

    Args:
        list_title: The title of OFAC's list (``SDN List``, ``Sectoral Sanctions …``).
        programmes: The tags of the entry.
        measures: OFAC's words for what is done, beside the programmes (``Block``, ``Reject``).

    Returns:
        The strongest effect that one of the three tells.

    Example:
        >>> entered_effect("SDN List", ("SDGT",), ("Block",)).value
        'blocking'
        >>> entered_effect("Sectoral Sanctions Identifications List", (), ()).value
        'sectoral'
    """
    words = {measure.casefold() for measure in measures}
    if list_title.upper() == SDN_LIST or "block" in words:
        return Effect.BLOCKING
    if "reject" in words:
        return Effect.TRANSACTION_BAN
    codes = (list_title, *programmes)
    known = effect_of(CONSOLIDATED.publisher, codes)
    sectoral = known is Effect.UNKNOWN and any("directive" in word for word in words)
    return Effect.SECTORAL if sectoral else known


def note_programmes(account: Account, ofac_list: OfacList, used: set[str]) -> None:
    """Name the programmes of a list whose effect nobody has recorded."""
    known = programmes_of(ofac_list.publisher) if ofac_list.publisher else {}
    new = sorted(code for code in used if code and code.upper() not in known)
    if new and ofac_list.publisher:
        account.notes.append(
            "programmes that are not in our table of legal effects: "
            + ", ".join(new)
            + ("; the SDN list blocks all the same" if ofac_list is SDN else "")
        )


def _effect(ofac_list: OfacList, code: str) -> Effect:
    if ofac_list is SDN:
        return effect_of(SDN.publisher, (SDN_LIST,))
    return effect_of(ofac_list.publisher, (code,)) if ofac_list.publisher else Effect.UNKNOWN
