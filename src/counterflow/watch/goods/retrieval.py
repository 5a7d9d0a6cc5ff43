"""Find the HS subheadings whose texts a description resembles: BM25 over words and their pieces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from counterflow.watch.goods.words import fold_text, split_words

PIECE = 4
"""Letters of a piece of a word: long enough to tell stems apart, short enough for endings."""
PIECES_WEIGH = 0.35
"""What pieces count beside whole words; settled on the tuning half (``docs/goods.md``)."""
ABOVE_WEIGHS = 0.4
"""What the texts of heading and chapter count beside a subheading's own; settled likewise."""
K1, B = 1.2, 0.6
"""Saturation and length normalisation of BM25; settled likewise."""
_COMMON = frozenset(
    {
        *(
            "and",
            "or",
            "of",
            "the",
            "for",
            "in",
            "with",
            "not",
            "n",
            "e",
            "c",
            "no",
            "other",
            "than",
        ),
        *("whether", "to", "by", "a", "an", "as", "on", "from", "its", "their", "including"),
        *("excluding", "excl", "heading", "chapter", "elsewhere", "specified", "used", "kind"),
    }
)


@dataclass(frozen=True, slots=True)
class HsCandidate:
    """A subheading that a description resembles.

    Attributes:
        code: Six digits.
        text: The text of the nomenclature.
        score: How much it resembles; comparable within one answer only.
    """

    code: str
    text: str
    score: float


@dataclass(slots=True)
class HsIndex:
    """The texts of a nomenclature, made searchable.

    Attributes:
        codes: The six-digit codes, by number of the text.
        texts: Their texts.
    """

    codes: list[str]
    texts: list[str]
    _starts: npt.NDArray[np.int64] = field(repr=False)
    _where: npt.NDArray[np.int32] = field(repr=False)
    _weights: npt.NDArray[np.float32] = field(repr=False)
    _features: dict[str, int] = field(repr=False)

    def find(self, description: str, limit: int = 5) -> list[HsCandidate]:
        """Give the subheadings that a description resembles most, best first.

        Args:
            description: Any text in the language of the nomenclature.
            limit: At most so many.

        Returns:
            Candidates; fewer, or none, where no word is known.
        """
        scores = self.scores(description)
        if scores is None:
            return []
        best = np.argsort(-scores, kind="stable")[:limit]
        return [
            HsCandidate(self.codes[at], self.texts[at], float(scores[at]))
            for at in best
            if scores[at] > 0
        ]

    def known(self, description: str) -> int:
        """Count the words of a description that stand in some text."""
        words = (one for one in _features(description) if not one.startswith("#"))
        return sum(word in self._features for word in words)

    def scores(self, description: str) -> npt.NDArray[np.float64] | None:
        """Give the score of every subheading; ``None`` where no word is known."""
        known = [
            at for one in _features(description) if (at := self._features.get(one)) is not None
        ]
        if not known:
            return None
        parts = [slice(self._starts[at], self._starts[at + 1]) for at in known]
        where = np.concatenate([self._where[part] for part in parts])
        weights = np.concatenate([self._weights[part] for part in parts])
        counts = np.bincount(where, weights=weights, minlength=len(self.codes))
        return counts.astype(np.float64)


def build_hs_index(texts: Mapping[str, str]) -> HsIndex:
    """Make a nomenclature searchable.

    Args:
        texts: Codes of two, four and six digits with their texts; only those of six are found,
            the others lend them their words.

    Example:
        >>> index = build_hs_index({"0901": "Coffee", "090111": "raw", "848210": "Ball bearings"})
        >>> [one.code for one in index.find("bearing")]
        ['848210']
    """
    codes = sorted(code for code in texts if len(code) == 6)
    counts = [_counted(code, texts) for code in codes]
    lengths = np.array([sum(one.values()) for one in counts] or [1.0])
    mean = float(lengths.mean()) or 1.0
    postings: dict[str, tuple[list[int], list[float]]] = {}
    for at, one in enumerate(counts):
        for feature, count in one.items():
            where, weights = postings.setdefault(feature, ([], []))
            where.append(at)
            weights.append(count / (count + K1 * (1 - B + B * lengths[at] / mean)))
    features = {feature: at for at, feature in enumerate(postings)}
    starts = np.zeros(len(postings) + 1, np.int64)
    starts[1:] = np.cumsum([len(where) for where, _ in postings.values()])
    return HsIndex(
        codes,
        [texts[code] for code in codes],
        starts,
        np.fromiter((at for where, _ in postings.values() for at in where), np.int32),
        np.fromiter(_weighed(postings, len(codes)), np.float32),
        features,
    )


def _weighed(postings: Mapping[str, tuple[list[int], list[float]]], count: int) -> Iterable[float]:
    """Give the weights with the rarity of their feature in them."""
    for feature, (where, weights) in postings.items():
        rarity = float(np.log(1 + (count - len(where) + 0.5) / (len(where) + 0.5)))
        rarity *= PIECES_WEIGH if feature[0] == "#" else 1.0
        for weight in weights:
            yield weight * rarity


def _counted(code: str, texts: Mapping[str, str]) -> dict[str, float]:
    counts: dict[str, float] = {}
    for prefix, weight in ((code, 1.0), (code[:4], ABOVE_WEIGHS), (code[:2], ABOVE_WEIGHS / 2)):
        for feature in _features(texts.get(prefix, "")):
            counts[feature] = counts.get(feature, 0.0) + weight
    return counts


def _features(text: str) -> Sequence[str]:
    """Give the words of a text without endings, and the pieces of which they are made."""
    words = [word for word in split_words(fold_text(text)) if word not in _COMMON]
    found = []
    for word in dict.fromkeys(words):
        stem = _stem(word)
        found.append(stem)
        padded = f"#{stem}#"
        found.extend(f"#{padded[at : at + PIECE]}" for at in range(max(len(padded) - PIECE + 1, 1)))
    return list(dict.fromkeys(found))


def _stem(word: str) -> str:
    """Take off a plural and a few endings of English; crude on purpose, the pieces do the rest."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("xes", "x"), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) > 2 and not word.endswith("ss"):
            return word.removesuffix(ending) + instead
    return word
