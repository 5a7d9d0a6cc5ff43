"""How headings and cells are folded before they are compared: words of headings, marks of cells."""

from __future__ import annotations

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])|(?<=[A-Z])(?=[A-Z][a-z])")
_DIGITS = re.compile(r"(?<=\D)(?=\d)|(?<=\d)(?=\D)")
_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"} | dict.fromkeys("'’‘`´ʼ", " ")
)
# One word for "number", so that "Company No" is not taken for "Company".
_NUMBER = dict.fromkeys(("no", "nr", "num", "nbr", "numero", "nummer", "номер"), "number")
# "N° de facture", "N.º de factura", "№ заказа", "Order #"; but "Consignee #2" counts parties.
_NUMBER_SIGN = re.compile(r"\bn\.?\s?[°º]|\bn\.o\.?(?=\s)|№|#(?!\s*\d)", re.IGNORECASE)
# German joins it to the word before: "Auftragsnr.", "Auftragsnummer", "Auftrags-Nr.".
_JOINED_NUMBER = re.compile(r"(?<=[^\W\d_]{3})(?:nummer|nr)$")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'"))
_AROUND_MARKS = " *()[]{}<>\"'«»“”„=_!?:;,#-"


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
