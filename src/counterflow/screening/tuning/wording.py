"""Variations of words: legal forms, order, initials, words joined, split, left out or added."""

from __future__ import annotations

import random
import re
from functools import cache

from counterflow.core.text.legal_forms import is_legal_form
from counterflow.screening.tuning.listed_names import Lexicon, ListedText, is_latin, plain
from counterflow.screening.tuning.tables import tuning_table

COMPANIES = frozenset({"Organization", "Company", "LegalEntity", "PublicBody"})
_LONGEST_FORM = 8
_LEAST_SPLIT = 6
"""Letters of a word that is cut in two, each at least three letters long."""


def legal_form_dropped(_: random.Random, name: ListedText, __: Lexicon) -> str | None:
    """Leave the legal form at the end or the start of a company's name out."""
    words, form = _words_and_form(name)
    return " ".join(words) if form else None


def legal_form_otherwise(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Write a legal form out, or abbreviate it."""
    if name.schema not in COMPANIES:
        return None
    found = []
    for pair in tuning_table("variations")["legal_forms_otherwise"]:
        for old in pair:
            pattern = re.compile(rf"(?<![\w.]){re.escape(old)}(?![\w.])", re.IGNORECASE)
            if pattern.search(name.text):
                new = rng.choice([form for form in pair if form != old])
                found.append((old, pattern.sub(_literal(new), name.text, count=1)))
    # The longest form is the one meant: "Co" stands inside "Co Ltd" too.
    return max(found, key=lambda pair: len(pair[0]))[1] if found else None


def _literal(text: str) -> str:
    """Give a text as a replacement in which nothing has a meaning of its own."""
    return text.replace("\\", r"\\")


def legal_form_added(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Add a legal form to a company's name that has none."""
    if name.schema not in COMPANIES or not is_latin(name.text):
        return None
    if _words_and_form(name)[1]:
        return None
    return f"{name.text} {rng.choice(tuning_table('variations')['legal_forms_added'])}"


def legal_form_stops(_: random.Random, name: ListedText, __: Lexicon) -> str | None:
    """Write an abbreviated legal form without its full stops, or with some ("DOO", "d.o.o.")."""
    if name.schema not in COMPANIES:
        return None
    words = name.text.split()
    forms = {_bare(form): form for form in tuning_table("variations")["legal_forms_stopped"]}
    for at in range(len(words) - 1, 0, -1):
        word = words[at]
        if _bare(word) not in forms:
            continue
        ours = forms[_bare(word)]
        words[at] = word.replace(".", "").upper() if "." in word.rstrip(".,") else ours
        return " ".join(words)
    return None


def words_joined(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Write two neighbouring words as one: none of the legal form, no given with a family name."""
    words, form = _words_and_form(name)
    places = list(range(len(words) - 1))
    if name.person:
        if "," not in name.text:
            return None  # nobody says where the family name begins
        given = len(name.text.partition(",")[2].split())
        places = [at for at in places if at != given - 1]
    if not places:
        return None
    at = rng.choice(places)
    one, other = words[at : at + 2]
    joined = one + (other if one.isupper() and other.isupper() else other.lower())
    return " ".join([*words[:at], joined, *words[at + 2 :], *form])


def word_split(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Write a word of six letters or more, none of the legal form, as two."""
    words, form = _words_and_form(name)
    places = [at for at, word in enumerate(words) if len(word) >= _LEAST_SPLIT and word.isalpha()]
    if not places or not is_latin(name.text):
        return None
    at = rng.choice(places)
    cut = rng.randint(3, len(words[at]) - 3)
    parts = words[at][:cut], words[at][cut:]
    return " ".join([*words[:at], *parts, *words[at + 1 :], *form])


def word_order(_: random.Random, name: ListedText, __: Lexicon) -> str | None:
    """Put the last word first: the family name before the given name."""
    words, form = _words_and_form(name)
    return " ".join([words[-1], *words[:-1], *form]) if len(words) > 1 else None


def initial(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Cut one word of a person's name of three words or more, not the last, to its initial."""
    words = name.words
    places = [at for at, word in enumerate(words[:-1]) if len(word) > 1 and word[0].isalpha()]
    if not name.person or len(words) < 3 or not places or not is_latin(name.text):
        return None
    at = rng.choice(places)
    return " ".join([*words[:at], f"{words[at][0]}.", *words[at + 1 :]])


def initials_only(_: random.Random, name: ListedText, __: Lexicon) -> str | None:
    """Cut all words of a person's name but the last to initials."""
    words = name.words
    if not name.person or len(words) < 2 or not is_latin(name.text):
        return None
    if not all(word[0].isalpha() for word in words):
        return None
    return " ".join([*(f"{word[0]}." for word in words[:-1]), words[-1]])


def missing_word(rng: random.Random, name: ListedText, lexicon: Lexicon) -> str | None:
    """Leave a word out of three or more: a person's middle name, a company's commonest word."""
    words, form = _words_and_form(name)
    if len(words) < 3:
        return None
    if name.person:
        at = rng.randrange(1, len(words) - 1)
    else:
        at = max(range(len(words)), key=lambda i: (lexicon.counts[plain(words[i])], -i))
    return " ".join([*words[:at], *words[at + 1 :], *form])


def extra_word(rng: random.Random, name: ListedText, lexicon: Lexicon) -> str | None:
    """Add a word: a middle name to a person's, a general word to a company's."""
    words, form = _words_and_form(name)
    if not is_latin(name.text) or len(words) < 2:
        return None
    if name.person and lexicon.given_names:
        return " ".join([words[0], rng.choice(lexicon.given_names), *words[1:]])
    if name.schema not in COMPANIES:
        return None
    added = rng.choice(tuning_table("variations")["added_to_companies"])
    return " ".join([*words, added, *form])


def romanisation(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Write a person's name by another romanisation of the same language."""
    if not name.person or not name.text.isascii():
        return None
    systems = [
        system
        for system in tuning_table("variations")["romanisations"]
        if name.country in system["countries"]
    ]
    if not systems:
        return None
    rules = tuple(map(tuple, rng.choice(systems)["letters"]))
    made = " ".join(_respelt(word.lower(), rules) for word in name.words)
    return made.title() if plain(made) != plain(" ".join(name.words)) else None


@cache
def _pattern(rules: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    longest_first = sorted((old for old, _ in rules), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def _respelt(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    """Replace letters in one pass, the longest rule first: no rule reads another's answer."""
    to = dict(rules)
    return _pattern(rules).sub(lambda found: to[found[0]], word)


def _bare(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def _words_and_form(name: ListedText) -> tuple[list[str], list[str]]:
    """Part a name into its words and the words of its legal form, none where it has none."""
    words = name.text.split()
    if name.schema not in COMPANIES:
        return name.words, []
    for length in range(min(_LONGEST_FORM, len(words) - 1), 0, -1):
        if is_legal_form(" ".join(words[-length:]).strip(" ,")):
            kept = words[:-length]
            return [*kept[:-1], kept[-1].rstrip(",")], words[-length:]
        if is_legal_form(" ".join(words[:length]).strip(" ,")):
            return words[length:], words[:length]
    return name.words, []
