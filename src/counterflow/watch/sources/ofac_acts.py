"""Tell what an entry on one of OFAC's lists does in law, by list and programmes."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import Designation
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


@lru_cache(maxsize=4096)
def effect_sources(ofac_list: OfacList, programmes: tuple[str, ...]) -> tuple[Citation, ...]:
    """Name who says what an entry does in law.

    Args:
        ofac_list: Which of the two publications the entry stands in.
        programmes: OFAC's programme tags.

    Returns:
        On the SDN list the row of the list itself, for it blocks whatever the programme; on the
        other lists the rows of the programmes. Each source once; none where nobody has recorded it.

    Example:
        >>> effect_sources(SDN, ("SDGT",))[0].source
        'ofac_ns_mbs'
    """
    known = programmes_of(ofac_list.publisher) if ofac_list.publisher else {}
    codes = (SDN_LIST,) if ofac_list is SDN else tuple(code.upper() for code in programmes)
    return tuple(dict.fromkeys(known[code].citation for code in codes if code in known))


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
    if ofac_list is SDN:
        # The list blocks whatever the programme: its own row was looked up, those were not.
        codes.insert(0, codes.pop())
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


_BLOCKS: Final = "; the SDN list blocks all the same"
_NOT_KNOWN: Final = (
    "; what they forbid is unknown to us, and they are handled as if they may forbid"
)


def note_programmes(account: Account, ofac_list: OfacList, used: set[str]) -> None:
    """Name the programmes of a list whose effect nobody has recorded."""
    known = programmes_of(ofac_list.publisher) if ofac_list.publisher else {}
    new = sorted(code for code in used if code and code.upper() not in known)
    if new and ofac_list.publisher:
        account.notes.append(
            "programmes that are not in our table of legal effects: "
            + ", ".join(new)
            + (_BLOCKS if ofac_list is SDN else _NOT_KNOWN)
        )


def _effect(ofac_list: OfacList, code: str) -> Effect:
    if ofac_list is SDN:
        return effect_of(SDN.publisher, (SDN_LIST,))
    return effect_of(ofac_list.publisher, (code,)) if ofac_list.publisher else Effect.UNKNOWN
