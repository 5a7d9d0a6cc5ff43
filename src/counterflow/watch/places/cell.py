"""Read a port cell or an address as words in pieces: what stands alone, what names a street."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from counterflow.core.text.countries import country_code
from counterflow.core.text.scripts import fold

_PIECES = re.compile(
    r"[,;|/()\[\]\n–—،؛，；、（）]|->|→|(?<=\s)-(?=\s)|\b(?:via|then|to)\b|\bчерез\b",
    re.IGNORECASE,
)
_END = re.compile(r"[,;|()\[\]\n،؛，；、（）]")
_WITHIN_END = re.compile(r"[/–—-]")
_AROUND = re.compile(r"^[\s.\d–—-]+|[\s.\d–—-]+$")

_ANYWHERE = re.compile(r"[,;|/()\[\]\n،؛，；、（）]|\s[-–—]+\s|(?<=\w{2})\.\s+")
_CONTACT = re.compile(
    r"[\s.:]*\b(?:tel|tél|phone|ph|fax|mob|mobile|e-?mail|p\.?\s?o\.?\s?b(?:ox)?|postfach|тел|факс)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""What follows a country at the end of its piece: "Iran. Tel: 021", "Iran P.O. Box 12"."""
_HOUSE = re.compile(r"\d{1,4}[a-z]?\b.*|.*(?<!\d)\d{1,4}[a-z]?", re.IGNORECASE)
"""A piece with the number of a house names a street; a longer number is a postal code."""
_POSTAL_PREFIX = re.compile(r"([A-Z]{2})-(?:[A-Z][a-z]{3,}|[A-Z]{4,}\b|\d{4,6}\b)")
"""The sign of a country before the town or its postal code: "IR-Tehran", "RU-115191"."""

PORT_WORDS = frozenset({"port", "of", "bandar", "e"})
"""Words of a spelling that say "port" in English or Persian and tell no two places apart."""
_BESIDE = PORT_WORDS | frozenset(
    {
        "the", "sea", "seaport", "river", "city", "town", "g", "gorod", "m", "misto", "oblast",
        "region", "terminal", "harbour", "harbor", "anchorage", "roads", "airport", "zone",
    }
)  # fmt: skip
"""Words beside a place's name that leave it the name of a place."""
_STREET_BEHIND = frozenset(
    {
        "street", "st", "str", "strasse", "road", "rd", "avenue", "ave", "av", "lane", "way",
        "boulevard", "blvd", "square", "sq", "ulitsa", "ul", "prospekt", "pr", "shosse",
        "pereulok", "proezd", "vulytsia", "vul", "caddesi", "cad", "sokak", "sok", "ulica",
    }
)  # fmt: skip
_STREET_BEFORE = frozenset(
    {
        "ulitsa", "ul", "prospekt", "pr", "pereulok", "vulytsia", "vul", "ulica", "rue", "avenue",
        "boulevard", "bd", "bld", "avenida", "calle", "place",
    }
)  # fmt: skip
_SHORTEST, _LONGEST = 2, 60
"""Characters between which a piece may be the name of a country."""
_ARTICLES = frozenset({"de", "du", "la", "des"})


@dataclass(frozen=True, slots=True)
class Cell:
    """The folded words of a text, each with the number of the piece in which it stands.

    A comma, a bracket, a slash, a dash between blanks, "via" and "to" part pieces.
    """

    words: tuple[str, ...]
    pieces: tuple[int, ...]

    def is_alone(self, at: int, span: int) -> bool:
        """Settle whether the words from ``at`` are all that their pieces say.

        "Port of Astrakhan" and "414000 Astrakhan" name the place; "Astrakhan Trading" a firm.
        """
        inside = set(self.pieces[at : at + span])
        return all(
            at <= other < at + span
            or self.pieces[other] not in inside
            or word in _BESIDE
            or (word.isdigit() and len(word) >= 5)
            or (len(word) > 3 and bool(country_code(word)))
            for other, word in enumerate(self.words)
        )

    def is_street(self, at: int, span: int) -> bool:
        """Settle whether the words from ``at`` name a street.

        Behind a street's name only its number or nothing follows the word for it ("Makhachkala
        street 5"); "Makhachkala ul. Lenina" is a street in the town. Before it the word for a
        street begins the piece ("ul. Makhachkala 5"); "Lenin street Makhachkala" does not.
        """
        piece = self.pieces[at]
        end = at + span
        same = [word for word, p in zip(self.words[end:], self.pieces[end:], strict=True)
                if p == piece]  # fmt: skip
        if same and same[0] in _STREET_BEHIND and (len(same) == 1 or same[1][0].isdigit()):
            return True
        before = [word for word, p in zip(self.words[:at], self.pieces[:at], strict=True)
                  if p == piece and not word[0].isdigit()]  # fmt: skip
        return bool(before) and before[0] in _STREET_BEFORE and _ARTICLES.issuperset(before[1:])


def read_cell(text: str) -> Cell:
    """Read a text as words in pieces.

    Example:
        >>> cell = read_cell("Quay 2, Astrakhan")
        >>> cell.words, cell.pieces
        (('quay', '2', 'astrakhan'), (0, 0, 1))
    """
    words: list[str] = []
    pieces: list[int] = []
    for number, piece in enumerate(_PIECES.split(text)):
        found = fold(piece).split()
        words.extend(found)
        pieces.extend([number] * len(found))
    return Cell(tuple(words), tuple(pieces))


@lru_cache(maxsize=1 << 13)
def country_at_end(text: str, *, besides: str = "") -> str:
    """Give the country that a text is, or names as its last piece.

    The last piece stands behind a comma of any script, a slash or a dash, or in brackets. Postal
    codes beside it do not matter. A code of two or three letters is not read: in an address it
    may be a state or a flat.

    Args:
        text: A place or an address.
        besides: Folded words that do not count (Sevastopol is a place and part of a country).

    Returns:
        ISO alpha-2 (UA-43 for Crimea); empty where the last piece is no country.

    Example:
        >>> [country_at_end(text) for text in ("Latakia, Syria", "Olya (Russia)", "Syria")]
        ['SY', 'RU', 'SY']
        >>> country_at_end("Tehran-Iran"), country_at_end("Bissau, Guinea-Bissau")
        ('IR', 'GW')
    """
    pieces = [_AROUND.sub("", piece) for piece in _END.split(text)]
    last = next((piece for piece in reversed(pieces) if piece), "")
    return _named(last, besides) or _named(_AROUND.sub("", _WITHIN_END.split(last)[-1]), besides)


@lru_cache(maxsize=1 << 13)
def countries_between(text: str) -> tuple[str, ...]:
    """Give the countries that any piece of an address is, wherever it stands.

    Russian and Persian addresses begin with the country, and a box or a telephone may follow it.
    A piece is a country only as a whole, by its name; words beside it make it a street or a firm.
    Crimea is left out: Sebastopol is a town elsewhere too, and the gazetteer tells them apart.

    Args:
        text: A place or an address.

    Returns:
        ISO alpha-2, each once, in the order of the text.

    Example:
        >>> countries_between("115191, Россия, Москва, ул. Тульская 10")
        ('RU',)
        >>> [countries_between(text) for text in ("Tehran - Iran. Tel: 021-88", "IR-Tehran 19")]
        [('IR',), ('IR',)]
        >>> countries_between("Cuba Street 5, Wellington"), countries_between("12 Syria, Leeds")
        ((), ())
    """
    found = []
    for part in _ANYWHERE.split(text):
        piece = _CONTACT.sub("", part).strip(" .-–—")
        if len(piece) < _SHORTEST or len(piece) > _LONGEST:
            continue
        prefix = _POSTAL_PREFIX.match(piece)
        if prefix and (code := country_code(prefix[1], foreign=False)):
            found.append(code)
        elif not _HOUSE.fullmatch(piece):
            found.append(_named(_AROUND.sub("", piece), ""))
    return tuple(dict.fromkeys(code for code in found if code not in ("", "UA-43")))


@lru_cache(maxsize=1 << 14)
def _named(piece: str, besides: str) -> str:
    """Give the country that a piece of a text is, by its name; Chinese needs two letters."""
    is_name = len(piece) > 3 or not piece.isascii()
    return country_code(piece) if is_name and fold(piece) != besides else ""


def countries_in(text: str, *, besides: str = "") -> frozenset[str]:
    """Give every country or code that any words of a text could mean, to confirm a place.

    Generous ("DE" may be a preposition), so it confirms what a name already says, and never
    decides alone.

    Args:
        text: A place as written.
        besides: Folded words that do not count, those of the place itself.

    Example:
        >>> "RU" in countries_in("Olya Russian Federation")
        True
    """
    found = set()
    for piece in _PIECES.split(text):
        words = piece.strip(" .").split()
        for length in (1, 2, 3):
            for at in range(len(words) - length + 1):
                part = " ".join(words[at : at + length])
                if (len(part) > 3 or part.isupper()) and fold(part) != besides:
                    found.add(country_code(part)[:2])
    return frozenset(found - {""})
