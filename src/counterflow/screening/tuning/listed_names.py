"""The names on the lists, from which questions are drawn, and the words that they are made of."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from counterflow.core.model.listings import Listing

STRONG_KEYS = ("name", "alias", "previousName")
WEAK_KEY = "weakAlias"
_COUNTRIES = ("nationality", "citizenship", "country", "jurisdiction", "flag")
"""Properties that name a country, the party's own before that of an address."""
_LATIN_ENDS_AT = 0x0250


class ListedText(NamedTuple):
    """One name of one listing.

    Attributes:
        listing: Id of the listing.
        of_list: Name of its list.
        schema: FollowTheMoney schema of the listing.
        text: The name as listed.
        weak: Whether the publisher marks it as screening badly.
        country: ISO 3166-1 alpha-2 in upper case; empty where the listing names none.
    """

    listing: str
    of_list: str
    schema: str
    text: str
    weak: bool = False
    country: str = ""

    @property
    def person(self) -> bool:
        """Tell whether a person bears it."""
        return self.schema == "Person"

    @property
    def words(self) -> list[str]:
        """Give its words in the order in which they are spoken.

        Example:
            >>> ListedText("1", "l", "Person", "PETROV, Ivan Sergeevich").words
            ['Ivan', 'Sergeevich', 'PETROV']
        """
        family, comma, given = self.text.partition(",")
        if comma and self.person and "," not in given:
            return [*given.split(), *family.split()]
        return self.text.replace(",", " ").split()


def texts_on_lists(listings: Iterable[Listing]) -> list[ListedText]:
    """Give every name of every listing once, in an order that does not hang on that of the lists.

    Args:
        listings: Listings of any lists.

    Returns:
        Names in the order of listing ids, then of lists; strong ones and weak aliases.
    """
    found = [text for listing in listings for text in _texts_of(listing)]
    return sorted(found, key=lambda text: (text.listing, text.of_list, text.text, text.weak))


def _texts_of(listing: Listing) -> Iterator[ListedText]:
    country = next(
        (value for key in _COUNTRIES for value in listing.properties.get(key, ())), ""
    ).upper()
    seen: set[str] = set()
    for key in (*STRONG_KEYS, WEAK_KEY):
        for text in listing.properties.get(key, ()):
            if text.strip() and text not in seen:
                seen.add(text)
                weak = key == WEAK_KEY
                yield ListedText(listing.id, listing.list, listing.schema, text, weak, country)


@dataclass(frozen=True)
class Lexicon:
    """What the names of the lists are made of, for variations that add or leave out words.

    Attributes:
        texts: All names, as ``texts_on_lists`` gives them.
    """

    texts: tuple[ListedText, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        """Count in how many names each plain word stands."""
        return Counter(word for text in self.texts for word in {plain(w) for w in text.words})

    @cached_property
    def given_names(self) -> tuple[str, ...]:
        """Give the first words of the Latin names of persons, in the proportion of the lists."""
        return tuple(
            words[0]
            for text in self.texts
            if text.person and is_latin(text.text) and len(words := text.words) > 1
            if len(words[0]) > 2 and words[0].isalpha()
        )


def plain(word: str) -> str:
    """Fold a word by a way of its own: no accents, no case, letters and digits alone.

    The engine's folding is what is measured; it must not decide what is asked.

    Example:
        >>> plain("Gómez,")
        'gomez'
    """
    open_letters = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in open_letters if letter.isalnum())


def is_latin(text: str) -> bool:
    """Tell whether all letters are Latin, and at least one is there.

    Example:
        >>> is_latin("José 7"), is_latin("Пётр"), is_latin("7")
        (True, False, False)
    """
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and all(
        ord(letter) < _LATIN_ENDS_AT or "LATIN" in unicodedata.name(letter, "")
        for letter in letters
    )
