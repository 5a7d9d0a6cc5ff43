"""Words for kinds of identifiers: short ones are understood, misspelt ones get a hint."""

from __future__ import annotations

import pytest

from counterflow.screening.intake.vocabulary import vocabulary
from counterflow.watch.matching.entity import (
    SHORT_KINDS,
    STRONG_IDS,
    identifier_kind,
    kinds_hint,
)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("imo", "imoNumber"), ("IMO", "imoNumber"), ("IMO no.", "imoNumber"),
        ("imo_number", "imoNumber"), ("imonumber", "imoNumber"), (" imoNumber ", "imoNumber"),
        ("bic", "swiftBic"), ("SWIFT code", "swiftBic"), ("lei", "leiCode"), ("inn", "innCode"),
        ("ogrn", "ogrnCode"), ("mmsi", "mmsi"), ("passport", "passportNumber"),
        ("passport-no", "passportNumber"), ("tax", "taxNumber"), ("Tax ID", "taxNumber"),
        ("vat", "vatCode"), ("VAT id", "vatCode"), ("reg", "registrationNumber"),
        ("regNo", "registrationNumber"), ("id", "idNumber"), ("id number", "idNumber"),
        ("national id", "idNumber"), ("vat #", "vatCode"),
        ("colour", ""), ("", ""), ("number", ""), ("no", ""), ("ship", ""), ("im", ""),
    ],
)  # fmt: skip
def test_a_word_is_understood(word: str, kind: str) -> None:
    assert identifier_kind(word) == kind


@pytest.mark.parametrize("kind", STRONG_IDS)
def test_every_kind_is_its_own_word_in_any_letters(kind: str) -> None:
    assert identifier_kind(kind) == identifier_kind(kind.upper()) == kind


def test_every_short_word_names_a_kind_that_is_compared() -> None:
    assert set(SHORT_KINDS.values()) <= set(STRONG_IDS)
    assert all(identifier_kind(word) == kind for word, kind in SHORT_KINDS.items())


@pytest.mark.parametrize("word", SHORT_KINDS)
def test_headings_of_columns_never_mean_another_kind(word: str) -> None:
    """The table of headings knows more words; one that both know means one thing."""
    assert vocabulary().identifier_kind(word) in ("", identifier_kind(word))


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("pasport", "did you mean passport (passportNumber)?"),
        ("immo", "did you mean imo (imoNumber)?"),
        ("Swft code", "did you mean swift (swiftBic)?"),
        ("imoNumbr", "did you mean imoNumber?"),
        ("registratoin", "did you mean registration (registrationNumber)?"),
    ],
)
def test_a_misspelt_word_gets_a_hint(word: str, hint: str) -> None:
    assert kinds_hint(word) == hint


def test_a_word_like_none_gets_all_kinds() -> None:
    hint = kinds_hint("colour")
    assert hint.startswith("known: imo (imoNumber), mmsi, ")
    assert all(word in hint for word in SHORT_KINDS)
