"""Measure how many of the listed names are found when they are written otherwise (R12)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import msgspec

from counterflow.core.errors import TuningError
from counterflow.core.model.listings import Listing
from counterflow.core.model.matches import Match
from counterflow.core.model.parties import Party, entity_of
from counterflow.core.text.countries import country_code
from counterflow.screening.tuning.country_spellings import spelling_of
from counterflow.screening.tuning.intervals import Interval, wilson
from counterflow.screening.tuning.listed_names import Lexicon, ListedText, texts_on_lists
from counterflow.screening.tuning.variations import BY_NAME, Variation, read_floors
from counterflow.watch.matching.compare import compare_profiles
from counterflow.watch.matching.entity import Profile, read_entity

BREADTH = 75
"""Candidates among which a listing must be; as many are scored."""
SAMPLE = 500
"""Names asked of each class, where nothing else is said."""
LISTED_MISSES = 100
"""Misses of a class that are named; all of them are counted."""
_BATCH = 100


class Finder(Protocol):
    """What finds listings (``screening.pipeline.parties.PartyMatcher``)."""

    def match(
        self, profiles: Sequence[Profile], *, limit: int, threshold: float
    ) -> list[tuple[Match, ...]]:
        """Give the listings at or above a score, per entity."""

    def proposes(self, entity: Any, of_list: str, listing: str, *, limit: int) -> bool:
        """Tell whether a listing is among those that could be meant by an entity."""


class Miss(msgspec.Struct, frozen=True):
    """A listing that was not found under a varied name.

    Attributes:
        listing: Its id.
        list: Its list.
        listed: The name as listed.
        asked: The name as it was asked.
        candidate: Whether it was among the candidates, and only its score was too low.
        score: What it scores.
        why: The score in words.
    """

    listing: str
    list: str
    listed: str
    asked: str
    candidate: bool
    score: float
    why: str


class Measured(msgspec.Struct, frozen=True):
    """How many of a class were found.

    Attributes:
        found: How many.
        share: ``found`` of those asked, 0 to 1.
        low: Lower end of the 95 % interval of the share (Wilson).
        high: Upper end.
        floor: The least share demanded; ``None`` where there is none.
        verdict: ``reached`` (the whole interval is), ``reached, but the sample is small`` (the
            share is, the interval is not), ``breached``, ``no floor``, or ``not measured``.
    """

    found: int
    share: float
    low: float
    high: float
    floor: float | None
    verdict: str


class ClassRecall(msgspec.Struct, frozen=True):
    """The recall of one class of variation.

    Attributes:
        name: Short name of the class.
        words: What it is.
        asked: Names asked.
        whole: Whether all names to which the class applies were asked.
        candidates: Found among the candidates that are scored.
        matches: Found end to end, at the decision point.
        floor_source: Who set the floor.
        lists: Asked and found end to end, by list.
        misses: Those not found, the first ``LISTED_MISSES`` by listing id.
    """

    name: str
    words: str
    asked: int
    whole: bool
    candidates: Measured
    matches: Measured
    floor_source: str
    lists: dict[str, tuple[int, int]]
    misses: tuple[Miss, ...]


class _Question(NamedTuple):
    """A listed name, how it is asked, and the country that goes along."""

    name: ListedText
    asked: str
    country: str = ""
    understood: bool = True

    @property
    def entity(self) -> dict[str, Any]:
        """Give it as the party of a trade file is given to the matcher."""
        party = Party("", self.asked, schema=self.name.schema, country=self.country)
        return entity_of(party)


BREACHED = "breached"
NOT_MEASURED = "not measured"
NOT_UNDERSTOOD = "the country was not understood"


class RecallTrial:
    """Ask for the names of some lists under every class of variation.

    Args:
        listings: All listings of the lists in use.
        finder: What finds them.
        threshold: The decision point.
        seed: Of all that chance decides: the same seed, lists and program give the same questions.
        sample: Names asked of each class; all to which it applies where there are fewer.
        floors: End-to-end floors by class, in place of the defaults.

    Raises:
        TuningError: the sample is not positive, or a floor names no class.
    """

    def __init__(
        self,
        listings: Iterable[Listing],
        finder: Finder,
        *,
        threshold: float,
        seed: int = 1,
        sample: int = SAMPLE,
        floors: Mapping[str, float] | None = None,
    ) -> None:
        if sample < 1:
            raise TuningError(f"a sample of {sample} is none", remedy="ask for 1 or more")
        # By list too: the ids of two lists may be the same.
        self._listings = {(listing.list, listing.id): listing for listing in listings}
        self._texts = texts_on_lists(self._listings.values())
        strong = tuple(text for text in self._texts if not text.weak)
        self._lexicon = Lexicon(strong)
        self._finder, self.threshold = finder, threshold
        self.seed, self.sample = seed, sample
        self._floors = read_floors(floors or {})

    @property
    def names(self) -> int:
        """Count the names on the lists, weak aliases included."""
        return len(self._texts)

    def classes(self, names: Sequence[str] = ()) -> list[Variation]:
        """Give the classes that are measured: those named, or all.

        Raises:
            TuningError: there is no such class.
        """
        for name in names:
            if name not in BY_NAME:
                raise TuningError(
                    f"there is no class of variation {name!r}",
                    remedy="name one of " + ", ".join(BY_NAME),
                )
        return [one for one in BY_NAME.values() if not names or one.name in names]

    def measure(
        self, variation: Variation, progress: Callable[[int], None] | None = None
    ) -> ClassRecall:
        """Ask for one class.

        Args:
            variation: The class.
            progress: Told how many names were asked since the last call.
        """
        questions, whole = self._questions(variation)
        met = found = 0
        by_list: dict[str, tuple[int, int]] = {}
        missed: list[tuple[_Question, bool]] = []
        for start in range(0, len(questions), _BATCH):
            part = questions[start : start + _BATCH]
            for question, candidate, matched in self._ask(part):
                met, found = met + candidate, found + matched
                asked, good = by_list.get(question.name.of_list, (0, 0))
                by_list[question.name.of_list] = (asked + 1, good + matched)
                if not matched:
                    missed.append((question, candidate))
            if progress is not None:
                progress(len(part))
        floor = self._floors[variation.name]
        missed.sort(key=lambda pair: (pair[0].name.listing, pair[0].name.of_list, pair[0].asked))
        return ClassRecall(
            name=variation.name,
            words=variation.words,
            asked=len(questions),
            whole=whole,
            candidates=judged(met, len(questions), floor.candidates),
            matches=judged(found, len(questions), floor.matches),
            floor_source=floor.source,
            lists=dict(sorted(by_list.items())),
            misses=tuple(self._miss(one, candidate=held) for one, held in missed[:LISTED_MISSES]),
        )

    def _questions(self, variation: Variation) -> tuple[list[_Question], bool]:
        """Draw names without repeats and vary them; tell whether none is left to draw."""
        rng = random.Random(f"{self.seed} {variation.name}")  # noqa: S311 - a sample, no secret
        pool = [text for text in self._texts if text.weak == variation.weak]
        rng.shuffle(pool)
        found: list[_Question] = []
        for text in pool:
            if len(found) == self.sample:
                return found, False
            question = _question(rng, text, variation, self._lexicon)
            if question is not None:
                found.append(question)
        return found, True

    def _ask(self, questions: Sequence[_Question]) -> Iterator[tuple[_Question, bool, bool]]:
        """Tell of each question whether its listing is a candidate and whether it matches."""
        profiles = [read_entity(question.entity) for question in questions]
        # One by one, as whoever asks for candidates does.
        proposed = [
            self._finder.proposes(q.entity, q.name.of_list, q.name.listing, limit=BREADTH)
            for q in questions
        ]
        matches = self._finder.match(profiles, limit=BREADTH, threshold=self.threshold)
        for question, candidate, found in zip(questions, proposed, matches, strict=True):
            wanted = question.name.of_list, question.name.listing
            matched = any((match.list, match.id) == wanted for match in found)
            yield question, candidate, question.understood and matched

    def _miss(self, question: _Question, *, candidate: bool) -> Miss:
        listing = self._listings[question.name.of_list, question.name.listing]
        theirs = read_entity({"schema": listing.schema, "properties": listing.properties})
        told = compare_profiles(read_entity(question.entity), theirs)
        why = told.explanation if question.understood else NOT_UNDERSTOOD
        return Miss(
            listing=listing.id,
            list=listing.list,
            listed=question.name.text,
            asked=question.asked,
            candidate=candidate,
            score=told.score,
            why=why,
        )


def judged(found: int, asked: int, floor: float | None) -> Measured:
    """Hold a share beside its floor.

    Args:
        found: How many were found.
        asked: Of how many.
        floor: The least share demanded.

    Example:
        >>> judged(97, 100, 0.96).verdict, judged(95, 100, 0.96).verdict
        ('reached, but the sample is small', 'breached')
    """
    interval = wilson(found, asked)
    share = found / asked if asked else 0.0
    return Measured(
        found=found,
        share=round(share, 6),
        low=round(interval.low, 6),
        high=round(interval.high, 6),
        floor=floor,
        verdict=_verdict(share, asked, interval, floor),
    )


def _verdict(share: float, asked: int, interval: Interval, floor: float | None) -> str:
    if not asked:
        return NOT_MEASURED
    if floor is None:
        return "no floor"
    if share < floor:
        return BREACHED
    # No sample can show a floor of all: none of it being lost is all that can be demanded.
    whole = floor == 1.0 or interval.low >= floor
    return "reached" if whole else "reached, but the sample is small"


def _question(
    rng: random.Random, text: ListedText, variation: Variation, lexicon: Lexicon
) -> _Question | None:
    """Vary one name; None where the class does not apply to it."""
    if variation.country:
        written = spelling_of(rng, text.country)
        code = country_code(written)
        understood = code == text.country
        return _Question(text, text.text, code, understood) if written else None
    asked = variation.change(rng, text, lexicon)
    if not asked or (asked == text.text and not variation.as_listed):
        return None
    return _Question(text, asked)
