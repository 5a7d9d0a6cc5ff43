"""What the words of column headings mean (``data/columns.yaml``), in nine languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from counterflow.core.facts import package_yaml
from counterflow.core.kept_readings import kept_table

_ANSWER = re.compile(r"(?:details\.)?answer[ ._:-]+([a-z][a-z0-9]*-[0-9]+)", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])|(?<=[A-Z])(?=[A-Z][a-z])")
_DIGITS = re.compile(r"(?<=\D)(?=\d)|(?<=\d)(?=\D)")
_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"} | dict.fromkeys("'’‘`´ʼ", " ")
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
# One word for "number", so that "Company No" is not taken for "Company".
_NUMBER = dict.fromkeys(("no", "nr", "num", "nbr", "numero", "nummer", "номер"), "number")
# "N° de facture", "N.º de factura", "№ заказа", "Order #"; but "Consignee #2" counts parties.
_NUMBER_SIGN = re.compile(r"\bn\.?\s?[°º]|\bn\.o\.?(?=\s)|№|#(?!\s*\d)", re.IGNORECASE)
# German joins it to the word before: "Auftragsnr.", "Auftragsnummer", "Auftrags-Nr.".
_JOINED_NUMBER = re.compile(r"(?<=[^\W\d_]{3})(?:nummer|nr)$")
# Letters that German puts between the halves of a compound (Empfänger-s-name, Kunde-n-land), and
# at the end of a genitive (Land des Empfänger-s, Name des Kunde-n).
_LINKS = ("", "s", "n", "en", "es")
_ENDINGS = ("", "s", "n")


_Index = dict[str, tuple[str, str]]
"""Folded phrase → what it means, and how the file writes it."""

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'"))
_AROUND_MARKS = " *()[]{}<>\"'«»“”„=_!?:;,#-"

_BANK_WORDS = ("bank", "banque", "banco", "banca", "банк", "银行")
"""Words that make of a party's wording that of its bank ("Bank des Empfängers")."""


class Meaning(NamedTuple):
    """What a heading means: a field, or an attribute of a party in a role.

    ``wording`` is the phrase, or the two phrases, of the vocabulary that decided.
    ``role_wording`` keeps apart the columns of "buyer" and of "purchaser". ``qualifier`` is the
    currency or unit that the heading states ("Value (USD)").
    """

    field: str
    role: str = ""
    number: int = 0
    wording: str = ""
    role_wording: str = ""
    qualifier: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """The wordings of ``data/columns.yaml``, by folded phrase.

    Each table gives for a folded phrase what it means and how the file writes it. ``stems`` name a
    party only beside an attribute; ``lone_shares`` are shares of an owner where a file names one,
    ``lone_details`` what is said of the customer;
    ``banks`` gives the role of a role's bank; ``kept`` are fields that are read and not screened.
    """

    roles: _Index
    stems: _Index
    lone_shares: frozenset[str]
    lone_details: _Index
    banks: dict[str, str]
    kept: frozenset[str]
    attributes: _Index
    fields: _Index
    small_words: frozenset[str]
    role_names: tuple[str, ...]
    attribute_names: tuple[str, ...]
    details: Mapping[str, str]
    field_names: tuple[str, ...]
    person_roles: frozenset[str]
    empty_marks: frozenset[str]
    unnamed: frozenset[str]
    same_as: frozenset[str]
    qualifiers: dict[str, frozenset[str]]
    behind_payments: tuple[str, ...]
    questions: _Index

    def understand(self, heading: str) -> Meaning | None:
        """Settle what a column heading means.

        Args:
            heading: As it stands in the file.

        Returns:
            The meaning; None where the vocabulary does not know the heading. A heading with
            an alternative ("Shipper/Exporter") is understood where both halves mean the same.

        Example:
            >>> vocabulary().understand("Pays du destinataire")[:2]
            ('country', 'consignee')
            >>> vocabulary().understand("portOfLoading").field
            'leg.from_place'
        """
        if answer := answered_flag(heading):
            return Meaning(answer, wording="answer")
        words = heading_words(heading)
        meaning = self._of_words(words) or self._qualified(words)
        if meaning is None and (asked := self.questions.get(self._key(words))):
            return Meaning(f"details.answer.{asked[0]}", wording=asked[1])
        if meaning is not None or "/" not in heading:
            return meaning
        halves = [self._of_words(heading_words(half)) for half in heading.split("/")]
        known = [half for half in halves if half is not None]
        same = len(known) == len(halves) and len({half[:2] for half in known}) == 1
        return known[0] if same else None

    def is_lone_share(self, heading: str) -> bool:
        """Tell whether a heading says a share and not whose: the owner's, where one is named.

        Example:
            >>> vocabulary().is_lone_share("Stake (%)"), vocabulary().is_lone_share("Quota")
            (True, False)
        """
        words = [word for word in heading_words(heading) if not word.isdecimal()]
        return self._key(words) in self.lone_shares

    def lone_detail(self, heading: str) -> str:
        """Name what a heading says and not of whom: of the customer; empty for other headings.

        Example:
            >>> vocabulary().lone_detail("Line of Business"), vocabulary().lone_detail("Phone")
            ('line_of_business', '')
        """
        return self.lone_details.get(self._key(heading_words(heading)), ("", ""))[0]

    def role_of(self, phrase: str) -> str:
        """Give the role that a phrase names, empty where it names none.

        Example:
            >>> vocabulary().role_of("End User"), vocabulary().role_of("end_user")
            ('end_user', 'end_user')
        """
        return self.roles.get(self._key(heading_words(phrase)), ("", ""))[0]

    def attribute_of(self, phrase: str) -> str:
        """Give the attribute of a party that a phrase names, empty where it names none.

        Example:
            >>> vocabulary().attribute_of("Nationality"), vocabulary().attribute_of("IMO No")
            ('country', 'imoNumber')
        """
        if phrase in self.attribute_names:
            return phrase
        words = heading_words(phrase)
        found = self.attributes.get("".join(words)) or self.attributes.get(self._key(words))
        return found[0] if found else ""

    def identifier_kind(self, phrase: str) -> str:
        """Give the kind of identifier that a phrase names, empty where it names none.

        Example:
            >>> vocabulary().identifier_kind("IMO number"), vocabulary().identifier_kind("city")
            ('imoNumber', '')
        """
        kind = self.attribute_of(phrase)
        return "" if kind in ("name", "country", "city", "address", "birth_date") else kind

    def _of_words(self, words: list[str]) -> Meaning | None:
        kept = [word for word in words if word not in self.small_words] or words
        # Without small words first: "port de chargement" joined whole is "port déchargement".
        for candidate in (kept, words):
            # A whole phrase with its digits ("HS 6") goes before digits that count parties.
            field = self.fields.get("".join(candidate))
            if field:
                return Meaning(field[0], wording=field[1])
        plain = [word for word in kept if not word.isdecimal()]
        number = _party_number(kept)
        key = "".join(plain)
        if key in self.fields:
            name, wording = self.fields[key]
            return Meaning(name, wording=wording)
        if key in self.roles:
            role, wording = self.roles[key]
            return Meaning("name", role, number, wording, wording)
        return self._of_halves(plain, number)

    def _qualified(self, words: list[str]) -> Meaning | None:
        """Try again without a currency or unit: "Value (USD)", "USD value"."""
        for last, rest in ((words[-1:], words[:-1]), (words[:1], words[1:])):
            meaning = self._of_words(rest) if rest else None
            if meaning and last[0] in self.qualifiers.get(meaning.field, ()):
                return meaning._replace(qualifier=last[0])
        return None

    def _of_halves(self, words: list[str], number: int) -> Meaning | None:
        """Find a role and an attribute side by side; the longest role phrase decides."""
        best: Meaning | None = None
        length = 0
        for left, right in _splits(words):
            for role_key, attribute_key in ((left, right), (right, left)):
                if len(role_key) <= length:
                    continue
                role = self._linked_role(role_key, first=role_key is left)
                attribute = self.attributes.get(attribute_key)
                if role and attribute:
                    wording = f"{role[1]} + {attribute[1]}"
                    owner = self._owner(role[0], attribute[0])
                    best = Meaning(attribute[0], owner, number, wording, role[1])
                    length = len(role_key)
                elif role and (kept := self._kept_field(attribute_key)):
                    best = Meaning(kept[0], wording=f"{role[1]} + {kept[1]}")
                    length = len(role_key)
        return best

    def _owner(self, role: str, attribute: str) -> str:
        """Settle whose an attribute is: the BIC of a payee is that of its bank."""
        return self.banks.get(role, role) if attribute == "swiftBic" else role

    def _kept_field(self, key: str) -> tuple[str, str] | None:
        """Give the field that is kept and not screened ("IBAN") and may stand beside a role."""
        field = self.fields.get(key)
        return field if field and field[0] in self.kept else None

    def _linked_role(self, key: str, *, first: bool) -> tuple[str, str] | None:
        for link in _LINKS if first else _ENDINGS:
            if not key.endswith(link):
                continue
            bare = key[: len(key) - len(link)]
            if found := self.roles.get(bare) or self.stems.get(bare):
                return found
        return None

    def _key(self, words: list[str]) -> str:
        return "".join(word for word in words if word not in self.small_words)


def answered_flag(heading: str) -> str:
    """Give the field of a person's answer to a red flag; empty where a heading is none.

    Example:
        >>> answered_flag("Answer KYC-01"), answered_flag("answer.f22-05"), answered_flag("Answer")
        ('details.answer.KYC-01', 'details.answer.F22-05', '')
    """
    found = _ANSWER.fullmatch(heading.strip())
    return f"details.answer.{found[1].upper()}" if found else ""


def heading_words(heading: str) -> list[str]:
    """Cut a heading into folded words: at blanks, signs, underscores, capitals and digits.

    Example:
        >>> heading_words("consigneeCountry_2 (Größe)"), heading_words("Auftragsnr.")
        (['consignee', 'country', '2', 'grosse'], ['auftrags', 'number'])
    """
    composed = unicodedata.normalize("NFKC", _NUMBER_SIGN.sub(" number ", heading))
    parted = _DIGITS.sub(" ", _CAMEL.sub(" ", composed)).casefold().translate(_PLAIN)
    decomposed = unicodedata.normalize("NFKD", parted)
    letters = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    whole = (_NUMBER.get(word, word) for word in "".join(letters).split())
    return [part for word in whole for part in _JOINED_NUMBER.sub(" number", word).split()]


def fold_mark(text: str) -> str:
    """Fold a cell for comparison with the marks that stand for nobody.

    Example:
        >>> fold_mark(" N/A "), fold_mark("To  Order"), fold_mark("—")
        ('n/a', 'to order', '-')
    """
    return " ".join(text.casefold().replace("—", "-").replace("–", "-").split())


def bare_mark(text: str) -> str:
    """Fold a cell further: without signs around it, dots and curly apostrophes.

    Example:
        >>> bare_mark("*** T.B.N. ***"), bare_mark("à l’ordre"), bare_mark("(To Order)")
        ('tbn', "à l'ordre", 'to order')
    """
    plain = fold_mark(text).translate(_APOSTROPHES).replace(".", "")
    return " ".join(plain.strip(_AROUND_MARKS).split())


@lru_cache(maxsize=8)
def vocabulary(kind: str = "") -> Vocabulary:
    """Load the vocabulary once, as it reads in one kind of transaction.

    Args:
        kind: The kind that the user named; empty where none was named. A kind without wordings
            of its own has those of all.

    Example:
        >>> "consignee" in vocabulary().role_names
        True
        >>> [vocabulary(kind).role_of("Empfänger") for kind in ("", "payment")]
        ['consignee', 'payee']
    """
    data = _data()
    indexes = _indexes(kind if kind in data["kinds"] else "")
    return Vocabulary(
        roles=indexes["roles"],
        stems=indexes["stems"],
        lone_shares=frozenset(indexes["lone_shares"]),
        lone_details=indexes["lone_details"],
        banks=data["banks"],
        kept=frozenset(data["kept_fields"]),
        attributes=indexes["attributes"],
        fields=indexes["fields"],
        small_words=frozenset(data["small_words"]),
        role_names=tuple(data["roles"]),
        attribute_names=tuple(data["attributes"]),
        field_names=tuple(data["fields"]),
        details=data["details"],
        person_roles=frozenset(data["person_roles"]),
        empty_marks=frozenset(map(fold_mark, data["empty_marks"])),
        unnamed=_marks(data["unnamed"]),
        same_as=_marks(data["same_as"]),
        qualifiers={field: frozenset(words) for field, words in data["qualifiers"].items()},
        behind_payments=tuple(data["behind_payments"]),
        questions=indexes["questions"],
    )


def _indexes(kind: str) -> dict[str, _Index]:
    """Open the folded phrases of a kind; folding the 4,000 of them takes 30 ms."""
    source = resources.files("counterflow").joinpath("data/columns.yaml")
    found: dict[str, dict[str, list[str]]] = kept_table(
        f"vocabulary {kind}", [source.read_bytes()], [__file__], lambda: _make_indexes(kind)
    )
    return {
        name: {key: (meaning, phrase) for key, (meaning, phrase) in index.items()}
        for name, index in found.items()
    }


def _make_indexes(kind: str) -> dict[str, dict[str, list[str]]]:
    """Fold the phrases of a kind."""
    data = _data()
    small = frozenset(data["small_words"])
    own = data["kinds"].get(kind, {})
    made = {
        name: _index(own[name], small, _base(name)) if name in own else _base(name)
        for name in ("roles", "stems", "fields", "attributes", "lone_details", "questions")
    }
    made["roles"] = _with_banks(made["roles"], data["banks"])
    made["lone_shares"] = _index({"": data["lone_shares"]}, small)
    return {
        name: {key: [meaning, phrase] for key, (meaning, phrase) in index.items()}
        for name, index in made.items()
    }


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = package_yaml("columns.yaml")
    return data


@lru_cache(maxsize=4)
def _base(name: str) -> _Index:
    """Index what one part of the vocabulary says for all kinds of transactions."""
    data = _data()
    return _index(data[name], frozenset(data["small_words"]))


def _with_banks(roles: _Index, banks: Mapping[str, str]) -> _Index:
    """Add the wordings of a party's bank: "Empfänger Bank", "Bank des Empfängers"."""
    made: _Index = {}
    for key, (role, phrase) in roles.items():
        for bank in _BANK_WORDS if role in banks else ():
            made.setdefault(key + bank, (banks[role], f"{phrase} {bank}"))
            for ending in _ENDINGS:
                made.setdefault(bank + key + ending, (banks[role], f"{bank} {phrase}"))
    return made | roles


def _index(
    section: Mapping[str, Iterable[str]], small: frozenset[str], below: _Index | None = None
) -> _Index:
    """Index phrases by their keys; the first meaning of a key wins, then that of the one below."""
    index: _Index = {}
    for key, entry in _phrases(section, small):
        index.setdefault(key, entry)
    return (below or {}) | index


def _marks(phrases: Iterable[str]) -> frozenset[str]:
    """Fold the marks of the file, each with its signs and without."""
    return frozenset(fold(phrase) for phrase in phrases for fold in (fold_mark, bare_mark))


def _phrases(
    section: Mapping[str, Iterable[str]], small: frozenset[str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Fold every phrase in its spellings: with and without small words, "ä" and "ae"."""
    for meaning, phrases in section.items():
        for phrase in phrases:
            for spelling in dict.fromkeys((phrase, phrase.translate(_UMLAUTS))):
                words = heading_words(spelling)
                yield "".join(words), (meaning, phrase)
                kept = "".join(word for word in words if word not in small)
                # "b l" (bill of lading) without its French article would be any column "B".
                if len(kept) > 1:
                    yield kept, (meaning, phrase)


def _splits(words: list[str]) -> Iterator[tuple[str, str]]:
    """Cut between words, and inside a word where both halves are long enough to be no accident."""
    key = "".join(words)
    bounds: set[int] = set()
    for word in words[:-1]:
        bounds.add((max(bounds) if bounds else 0) + len(word))
    for at in range(1, len(key)):
        han = not key.isascii() and ord(key[0]) > 0x2E7F
        if at in bounds or han or min(at, len(key) - at) >= 4:
            yield key[:at], key[at:]


def _party_number(words: list[str]) -> int:
    """Read the number that counts parties: not the one that ends "Address 2"."""
    for position, word in enumerate(words):
        if word.isdecimal() and len(word) <= 2:
            before = words[position - 1] if position else ""
            return 0 if before in ("address", "addr", "line", "adresse", "street") else int(word)
    return 0
