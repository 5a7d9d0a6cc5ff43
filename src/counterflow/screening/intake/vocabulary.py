"""What the words of column headings mean (``data/columns.yaml``), in nine languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from counterflow.screening.intake.folding import bare_mark, fold_mark, heading_words
from counterflow.screening.intake.phrases import ENDINGS, Index, column_words, phrase_indexes

_ANSWER = re.compile(r"(?:details\.)?answer[ ._:-]+([a-z][a-z0-9]*-[0-9]+)", re.IGNORECASE)
# Letters that German puts between the halves of a compound (Empfänger-s-name, Kunde-n-land).
_LINKS = ("", "s", "n", "en", "es")


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

    roles: Index
    stems: Index
    lone_shares: frozenset[str]
    lone_details: Index
    banks: dict[str, str]
    kept: frozenset[str]
    attributes: Index
    fields: Index
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
    questions: Index

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
        for link in _LINKS if first else ENDINGS:
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
    data = column_words()
    indexes = phrase_indexes(kind if kind in data["kinds"] else "")
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


def _marks(phrases: Iterable[str]) -> frozenset[str]:
    """Fold the marks of the file, each with its signs and without."""
    return frozenset(fold(phrase) for phrase in phrases for fold in (fold_mark, bare_mark))


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
