"""Find the names in a name cell of a trade paper: a place behind it, a second name, a voyage.

What is found only adds to the cell as a whole, which is always compared too. The words stand in
``data/names/name_cells.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from counterflow.core.text.brackets import inside_brackets, without_brackets
from counterflow.core.text.countries import country_code
from counterflow.core.text.dirt import cleaned
from counterflow.core.text.legal_forms import is_legal_form
from counterflow.core.text.name_tables import name_table, words_of_class
from counterflow.core.text.names import read_name
from counterflow.core.text.scripts import fold, with_plain_digits

PERSON, SHIP, OPEN = "person", "ship", "open"
# Each pattern that may begin with a run of separators begins where the run does: 50,000 commas
# would else be tried from every one of them.
_IMO = re.compile(
    r"(?<![\s,;/(\[])[\s,;/(\[]*(?<![^\W_])imo(?:\s*(?:no|nr|number|num))?[\s.:#№-]*"
    r"(\d(?: ?\d){6})(?!\d)[)\]]*",
    re.IGNORECASE,
)
_IMO_LIKE = re.compile(
    r"(?<![^\W_])imo(?:\s*(?:no|nr|number|num))?[\s.:#№-]{0,4}(\d(?: ?\d){3,9})(?!\d)",
    re.IGNORECASE,
)
_SEVEN = re.compile(r"(?<![\w/.-])(\d{7})(?![\w/.-])")
"""A ship's cell may hold its IMO number alone; the check digit tells it from other numbers."""
_FORMERLY = " formerly "
_DIRECTION = re.compile(r"(?<!\s)\s+/\s*\d{2,4}[nsew]\W*\Z", re.IGNORECASE)
_LINE = re.compile(r"[\n\r]|&#1[03];|&#x[ad];", re.IGNORECASE)
_SIDES = re.compile(r" / ")
_PIECES = re.compile(r"[,;|\n]| [-–—] ")
_MARKS = " \t\n,;:/|-–—"
_EDGES = _MARKS + "«»\"'“”()[]{}"


class NameCell(NamedTuple):
    """What a cell names beside itself as a whole.

    Attributes:
        names: Further names in the order of the cell.
        imo_numbers: IMO numbers written in it whose check digit is right.
    """

    names: tuple[str, ...] = ()
    imo_numbers: tuple[str, ...] = ()


def _is_imo(number: str) -> bool:
    """Tell whether the check digit is right; few names hold a number that could be one."""
    # Loaded here: the package brings pydoc and ssl with it.
    from stdnum import imo

    return bool(imo.is_valid(number))


@lru_cache(maxsize=1 << 12)
def read_name_cell(text: str, kind: str = OPEN) -> NameCell:
    """Settle which further names a name cell holds.

    Names are sought between words such as "c/o" and "for account of", and between commas,
    semicolons, brackets and lines. A piece that is an address, a country or a town is none, nor is
    a single word behind a comma. ``SURNAME, Given`` is one name and is not parted.

    Args:
        text: The cell.
        kind: ``PERSON``: commas do not part. ``SHIP``: every usual prefix of ships is taken off;
            otherwise only those that hardly begin another name (M/V, M/T).

    Returns:
        The names that differ from the cell as it is compared.

    Example:
        >>> read_name_cell("Mahan Air, 5 Azadi Street, Tehran").names
        ('Mahan Air',)
        >>> read_name_cell("Clairvaudon SAS for account of Mahan Air").names
        ('Clairvaudon SAS', 'Mahan Air')
        >>> read_name_cell("M/V Brasdol V.012 IMO 9179842")
        NameCell(names=('Brasdol',), imo_numbers=('9179842',))
        >>> read_name_cell("Sea Star ex Brasdol", SHIP).names
        ('Sea Star', 'Brasdol')
        >>> read_name_cell("IVANOV, Ivan").names
        ()
    """
    text = with_plain_digits(cleaned(text))
    alone = [n for n in _SEVEN.findall(text) if _is_imo(n)] if kind == SHIP else []
    if not (alone or _may_hold_more().search(text)):
        return NameCell()
    written = [n for found in _IMO.findall(text) if _is_imo(n := found.replace(" ", ""))]
    numbers = tuple(dict.fromkeys([*written, *alone]))
    rest = _IMO.sub(" ", _LINE.sub("\n", text))
    for number in alone:
        rest = rest.replace(number, " ")
    parted = _former(ship=kind == SHIP).sub(_FORMERLY, rest)
    found: dict[str, str] = {}
    for name in (rest, *_names_in(parted, kind)):
        bare = _bare(name, kind)
        form = read_name(bare)
        if form.words and len(form.compact) > 1:
            found.setdefault(form.bag, bare)
    found.pop(read_name(text).bag, None)
    return NameCell(tuple(found.values()), numbers)


def wrong_imo_number(text: str) -> str:
    """Give what stands behind "IMO" in the cell of a ship's name and is no ship's number.

    Args:
        text: The cell.

    Returns:
        The number as written, the first of several; empty where there is none, or where a right
        one stands in the cell too.

    Example:
        >>> wrong_imo_number("Brasdol IMO 9179843"), wrong_imo_number("Brasdol IMO 917 9842")
        ('9179843', '')
    """
    if "imo" not in text.casefold():
        return ""
    plain = with_plain_digits(cleaned(text))
    if any(_is_imo(found.replace(" ", "")) for found in _IMO.findall(plain)):
        return ""
    return next(iter(_IMO_LIKE.findall(plain)), "")


def _names_in(text: str, kind: str) -> Iterator[str]:
    """Give the names in a text, in order, with whatever stands before and behind each."""
    parts = [part.strip(_MARKS) for part in _between().split(text)]
    parts = [side for part in parts for side in _SIDES.split(part)]
    for part in parts:
        if len(parts) > 1 and len(part) > 2 and not _is_place(part):
            yield part
        if kind != PERSON:
            yield from _pieces_of(part)
        else:
            yield from _person_of(part)


def _person_of(part: str) -> Iterator[str]:
    """Give the name of a person before a street, which a number tells from a second name."""
    outside = without_brackets(part) if inside_brackets(part) else part
    head, *others = _PIECES.split(outside)
    if others and any(c.isdigit() for piece in others for c in piece):
        yield head.strip(_EDGES)
    elif outside != part:
        yield outside


def _pieces_of(part: str) -> Iterator[str]:
    """Give the names between commas, brackets and lines of one part."""
    inside = inside_brackets(part)
    outside = without_brackets(part) if inside else part
    if outside != part:
        yield outside
    pieces = list(_joined_forms(outside))
    if len(pieces) < 2 and not inside:
        return
    if len(pieces) > 1 and not _is_one_person(pieces):
        head, *others = pieces
        if all(map(_is_address, others)) or (_is_name(head) and not _is_place(head)):
            yield head
        yield from _further(others, beside=pieces)
    for one in inside:
        yield from _further(_joined_forms(one), beside=pieces)


def _further(pieces: Iterable[str], *, beside: list[str]) -> Iterator[str]:
    """Give the names among the pieces behind the first.

    Beside a street or a number, two plain words are rather a quarter or a village ("Ja Ela"), and
    only a business is taken for a name. Few pieces come so far: a street is sought for them alone.
    """
    for piece in pieces:
        if not _is_name(piece) or _is_address(piece):
            continue
        is_business = read_name(piece).legal or _has_business_word(piece)
        if is_business or not any(_is_address(one) and not _is_place(one) for one in beside):
            yield piece


def _joined_forms(text: str) -> Iterator[str]:
    """Part a text at its commas, but for the one before a legal form ("Brasdol Co., Ltd.")."""
    held = ""
    for piece in _PIECES.split(text):
        if held and is_legal_form(piece):
            held = f"{held}, {piece.strip()}"
            continue
        if held:
            yield held
        held = piece.strip(_EDGES)
    if held:
        yield held


def _is_one_person(pieces: list[str]) -> bool:
    """Tell whether two pieces may be ``SURNAME, Given``: one name, which a comma does not part."""
    if len(pieces) != 2 or _is_address(pieces[1]):
        return False
    if any(read_name(piece).legal or _has_business_word(piece) for piece in pieces):
        return False
    given = words_of_class("given_name")
    return len(_distinctive(pieces[0])) < 2 or any(
        word in given for piece in pieces for word in read_name(piece).words
    )


def _is_name(piece: str) -> bool:
    """Tell whether a piece can stand as a name: with a legal form, or of two words or more."""
    form = read_name(piece)
    if not _distinctive(piece):
        return False
    return len(form.compact) >= 4 and (bool(form.legal) or len(form.words) >= 2)


def _distinctive(piece: str) -> list[str]:
    """Give the words that are more than a trade, a title or a particle."""
    form = read_name(piece)
    pairs = zip(form.words, form.weights, strict=True)
    return [word for word, weight in pairs if weight >= 0.6 and len(word) > 1]


def _has_business_word(piece: str) -> bool:
    business = words_of_class("business")
    return any(word in business for word in read_name(piece).words)


@lru_cache(maxsize=1 << 13)
def _is_address(piece: str) -> bool:
    """Tell whether a piece is an address and no name; one with a legal form is a name."""
    if _is_place(piece):
        return True
    words = f" {fold(piece)} "
    if any(letter.isdigit() for letter in words):
        return True
    return not read_name(piece).legal and bool(_address_words().search(words))


@lru_cache(maxsize=1 << 13)
def _is_place(piece: str) -> bool:
    """Tell whether a piece is only a town, a country, or both."""
    folded = fold(piece)
    # Most pieces are no country: the tables of other languages would be loaded for nothing.
    if country_code(piece.strip(_EDGES), foreign=not piece.isascii()) or folded in _towns():
        return True
    places = _places()
    words = folded.split()
    if places.issuperset(words) or places.issuperset(read_name(piece).words):
        return True
    # A town and its country in one piece: "Bandar Abbas Iran".
    cuts = range(1, len(words)) if len(words) <= 6 else ()
    return any(
        " ".join(words[:cut]) in places and bool(country_code(" ".join(words[cut:]), foreign=False))
        for cut in cuts
    )


def _bare(name: str, kind: str) -> str:
    """Take off what stands before and behind a name: "Messrs.", "M/V", a voyage."""
    name = _courtesy().sub("", name.strip(_EDGES))
    if kind != PERSON:
        name = _prefix(ship=kind == SHIP).sub("", name)
        name = _voyage().sub("", _DIRECTION.sub("", name))
    return ", ".join(line.strip() for line in name.strip(_EDGES).split("\n"))


def _phrases(name: str) -> list[str]:
    """Give the phrases of one section of the table, the longest first."""
    rows = name_table("name_cells")[name]
    phrases = {part.strip() for row in rows for part in str(row).split(",")}
    return sorted(phrases, key=lambda phrase: (-len(phrase), phrase))


def _either(phrases: list[str]) -> str:
    return "|".join(map(_as_pattern, phrases))


def _as_pattern(phrase: str) -> str:
    return re.escape(phrase).replace(r"\ ", r"\s+")


@cache
def _between() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_either(_phrases('between'))})(?!\w)[.:]?", re.IGNORECASE)


@cache
def _courtesy() -> re.Pattern[str]:
    return re.compile(rf"\A(?:{_either(_phrases('courtesies'))})(?!\w)[\s.:,]*", re.IGNORECASE)


@cache
def _prefix(*, ship: bool) -> re.Pattern[str]:
    # Joined or with a slash: "MV", "M/V". Dots ("M.T. Ahmed") are initials unless it is a ship.
    between = r"[/.\\]?\s?" if ship else r"(?:/\s?|\\)?"
    letters = _phrases("ship_letters") + (_phrases("more_ship_letters") if ship else [])
    spelt = [between.join(map(re.escape, word)) for word in letters]
    either = "|".join([_either(_phrases("ship_words")), *spelt])
    return re.compile(rf"\A(?:{either})(?!\w)[\s.:,\"'«“-]*(?=\w)", re.IGNORECASE)


@cache
def _former(*, ship: bool) -> re.Pattern[str]:
    """Give what stands before a former name: "ex". Outside brackets only ships are written so."""
    before = r"(?<=[\s(\[,;/-])" if ship else r"(?<=[(\[,;])\s*"
    return re.compile(rf"{before}(?:{_either(_phrases('former'))})[\s.:-]+(?=\w)", re.IGNORECASE)


@cache
def _voyage() -> re.Pattern[str]:
    words = _either(_phrases("voyages"))
    return re.compile(
        rf"(?<![\s,;/(\[-])[\s,;/(\[-]+(?:{words})(?:[\s.]*(?:no|nr|#|№))?[\s.:#-]*\d{{1,5}}[a-z]{{0,2}}\W*\Z",
        re.IGNORECASE,
    )


@cache
def _address_words() -> re.Pattern[str]:
    words = sorted({fold(phrase) for phrase in _phrases("address")}, key=lambda word: -len(word))
    return re.compile(rf" (?:{'|'.join(words)}) ")


@cache
def _towns() -> frozenset[str]:
    return frozenset(map(fold, _phrases("towns")))


@cache
def _places() -> frozenset[str]:
    return words_of_class("place") | _towns()


@cache
def _may_hold_more() -> re.Pattern[str]:
    """Give a pattern that a cell with one plain name does not meet, to spare the rest."""
    letters = [rf"{word[0]}[/.\\]?\s?{word[1:]}" for word in _ship_letters()]
    words = [*_phrases("between"), *_phrases("courtesies"), *_phrases("ship_words")]
    former = [rf"{_as_pattern(one)}[\s.:-]" for one in _phrases("former")]
    voyages = [rf"{_as_pattern(one)}\W*(?:no\W*|nr\W*)?\d" for one in _phrases("voyages")]
    begun = _by_first_letter(["imo", *letters, *map(_as_pattern, words), *voyages, *former])
    return re.compile(rf"[,;|(\[{{\n\r/]| [-–—] |&#|(?<!\w)(?:{begun})", re.IGNORECASE)


def _by_first_letter(patterns: Iterable[str]) -> str:
    """Join patterns that begin with a letter: at a word, few of 150 need to be tried."""
    tails: dict[str, list[str]] = {}
    for pattern in patterns:
        tails.setdefault(pattern[0].lower(), []).append(pattern[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in tails.items())


def _ship_letters() -> list[str]:
    return _phrases("ship_letters") + _phrases("more_ship_letters")
