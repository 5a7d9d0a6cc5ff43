"""Lay two compared names side by side, word by word, as they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from counterflow.core.model.matches import Comparison, Feature
from counterflow.core.text.name_systems import korean_names, pinyin_words
from counterflow.core.text.names import NameForm, read_name
from counterflow.core.text.scripts import fold
from counterflow.watch.matching.alignment import Alignment
from counterflow.watch.matching.compare import WEAK_CAP, WEAK_COMMON_CAP
from counterflow.watch.matching.names import score_names

_OTHERWISE = "spelt otherwise"
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of ours above a word of theirs; one is empty where the other stands alone.

    ``sign`` is ``same``, ``near``, ``ours`` or ``theirs``; ``says`` is the same for people.
    """

    ours: str
    theirs: str
    sign: str
    says: str


def word_by_word(comparison: Comparison | None) -> list[Word]:
    """Lay two compared names side by side, in the order of ours.

    The words are laid anew by the matcher, and shown only where that gives the score that was
    recorded: a picture of another comparison would be worse than none. Where the matcher compared
    readings that nobody writes (keys of Korean syllables, letters without vowels), the words as
    written stand in their place.

    Args:
        comparison: That of a finding or of a match.

    Returns:
        One entry per pair and per word that stands alone; empty where the names are the same,
        share nothing, or were compared by another version of the matcher.

    Example:
        >>> ours, theirs = "Acme Machinry", "ACME MACHINERY LLC"
        >>> name = Feature("name", "agree", score_names(ours, theirs).score, ours, theirs)
        >>> [(word.ours, word.theirs, word.says) for word in word_by_word(Comparison(1, (name,)))]
        [('acme', 'acme', 'same'), ('machinry', 'machinery', 'spelt otherwise')]
    """
    if comparison is None:
        return []
    names = comparison.features[:1]
    if not names or names[0].name != "name" or not names[0].ours or not names[0].theirs:
        return []
    alignment = _alignment(names[0], weak=comparison.weak_alias)
    if alignment is None:
        return []
    ours, theirs = read_name(names[0].ours), read_name(names[0].theirs)
    laid = list(_words(alignment))
    if _has_keys(ours, [word.ours for word in laid]) or _has_keys(
        theirs, [word.theirs for word in laid]
    ):
        whole = f"{_OTHERWISE}; compared as Korean names"
        return [Word(" ".join(ours.words), " ".join(theirs.words), "near", whole)]
    order = {word: at for at, word in reversed(list(enumerate(ours.words)))}
    written = _written(ours), _written(theirs)
    shown = [_as_written(word, *written) for word in laid]
    places = {written[0].get(word, word): at for word, at in order.items()}
    return sorted(shown, key=lambda word: places.get(word.ours.split(" ")[0], len(places)))


def _alignment(name: Feature, *, weak: bool) -> Alignment | None:
    """Lay two names again; ``None`` where the score is not the recorded one."""
    caps = (WEAK_CAP, WEAK_COMMON_CAP) if weak else (1.0,)
    for person in (False, True):
        found = score_names(name.ours, name.theirs, person=person)
        if any(abs(min(found.score, cap) - name.weight) < 0.00005 for cap in caps):
            return found.alignment
    return None


def _words(alignment: Alignment) -> Iterator[Word]:
    for pair in alignment.pairs:
        same = pair.similarity >= 1
        sign, says = ("same", "same") if same else ("near", _OTHERWISE)
        yield Word(pair.ours, pair.theirs, sign, says)
    for word, _ in alignment.ours_alone:
        yield Word(word, "", "ours", "only in your file")
    for word, _ in alignment.theirs_alone:
        yield Word("", word, "theirs", "only in the list")


def _has_keys(form: NameForm, laid: list[str]) -> bool:
    """Tell whether laid words are keys of Korean syllables, which stand for the whole name."""
    keys = {key for name in korean_names(form.words) for key in name.split()} - set(form.words)
    return any(word in keys for text in laid for word in text.split())


def _written(form: NameForm) -> dict[str, str]:
    """Give for each compared word the word as written, where the two differ."""
    if form.skeletal:
        return dict(zip(form.words, form.raws, strict=True))
    if not form.text.isascii():
        tokens = [token for token in _TOKEN.findall(form.text.casefold()) if not _is_latin(token)]
        return {"".join(fold(token).split()): token for token in tokens}
    read = pinyin_words(form.words)
    return {
        one: word
        for word, ways in zip(form.words, read, strict=False)
        for one in ways
        if one not in form.words
    }


def _is_latin(token: str) -> bool:
    """Tell whether a word is written in Latin letters, accents included, or in figures."""
    return all(unicodedata.name(c, "").startswith("LATIN") or not c.isalpha() for c in token)


def _as_written(word: Word, ours: Mapping[str, str], theirs: Mapping[str, str]) -> Word:
    """Put the written words in the place of the readings that were compared."""
    mine = " ".join(ours.get(part, part) for part in word.ours.split())
    listed = " ".join(theirs.get(part, part) for part in word.theirs.split())
    if (mine, listed) == (word.ours, word.theirs):
        return word
    says = word.says
    if mine and listed:
        alike = "same" if word.sign == "same" else "alike"
        if mine.isascii() != listed.isascii():
            says = f"{alike}, in another script"
        elif mine.isascii():
            says = f"{alike}, read as Chinese"
    return Word(mine, listed, word.sign, says)
