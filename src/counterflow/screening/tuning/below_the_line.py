"""Samples of pairs just under the threshold, and how many true matches they betray (R15)."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from counterflow.core.errors import TuningError
from counterflow.core.model.matches import Match
from counterflow.core.model.parties import Party, entity_of
from counterflow.core.model.snapshots import ListState
from counterflow.screening.tuning.fates import unseen_words
from counterflow.screening.tuning.intervals import count_in_population
from counterflow.screening.tuning.recall import BREADTH, Finder
from counterflow.watch.matching.entity import read_entity

FORMAT = "counterflow-below-the-line/1"
BAND = 0.10
"""How far below the threshold pairs are drawn, where nothing else is said."""
SIZE = 200
LISTED_UNFOUND = 100
_BATCH = 100
SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
DRAWN = "drawn"
"""Status of a pair below the threshold."""


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One party and one listing that resembles it, but not enough to be a match.

    Attributes:
        id: Digest of the party and the listing.
        party: Our side, as compared.
        listing: Id of the listing.
        list: Its list.
        listed: Its name that is the most alike.
        caption: The name that it is shown by.
        countries: Countries that it names, ISO 3166-1 alpha-2.
        birth_dates: Birth dates that it names.
        score: The score.
        why: The score in words.
        status: ``drawn``, or what became of a pair that reaches the threshold unseen.
    """

    id: str
    party: Party
    listing: str
    list: str
    listed: str
    caption: str
    countries: tuple[str, ...]
    birth_dates: tuple[str, ...]
    score: float
    why: str
    status: str = DRAWN


class BelowSample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A random sample of the pairs of a file whose score lies just under the threshold.

    Attributes:
        source: The file whose parties were compared.
        seed: Of the sample.
        low: Lowest score drawn.
        threshold: The decision point; scores below it were drawn.
        parties: Distinct parties compared.
        population: Pairs in the band, of which the sample was drawn.
        pairs: The sample, in random order.
        unfound: Pairs that score the threshold or more and that a search at the threshold does not
            find: no sample is needed to know that these are missed. At most ``LISTED_UNFOUND``.
        unfound_count: All of them.
        as_of: Day whose lists were used.
        engine: Version of the program.
        settings: Digest of the settings.
        lists: The lists with their versions.
    """

    source: str
    seed: int
    low: float
    threshold: float
    parties: int
    population: int
    pairs: tuple[Pair, ...]
    unfound: tuple[Pair, ...] = ()
    unfound_count: int = 0
    as_of: str = ""
    engine: str = ""
    settings: str = ""
    lists: tuple[ListState, ...] = ()
    format: str = FORMAT


class Estimate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many true matches lie just under the threshold, estimated from a labelled sample.

    Attributes:
        source: The file whose parties were compared.
        seed: Of the sample.
        low_score: Lowest score drawn.
        threshold: The decision point.
        parties: Distinct parties compared.
        population: Pairs in the band.
        drawn: Pairs in the sample.
        same: Labelled as the same party.
        different: Labelled as another.
        unsure: Labelled as undecided.
        unlabelled: Without a label.
        misses: Estimate of true matches in the band, pairs labelled *same* alone.
        low: Lower end of its 95 % interval, undecided pairs taken for *different*.
        high: Upper end, undecided and unlabelled pairs taken for *same*.
        unfound: Pairs that reach the threshold and that a search at the threshold does not find.
        reviewers: Who labelled.
        snapshots: The list versions that were searched.
        unfound_same: Of ``unfound``, those labelled as the same party: each is a match missed.
    """

    source: str
    seed: int
    low_score: float
    threshold: float
    parties: int
    population: int
    drawn: int
    same: int
    different: int
    unsure: int
    unlabelled: int
    misses: float
    low: int
    high: int
    unfound: int = 0
    reviewers: tuple[str, ...] = ()
    snapshots: tuple[str, ...] = ()
    unfound_same: int = 0


def draw_below(
    parties: Sequence[Party],
    finder: Finder,
    *,
    threshold: float,
    source: str = "",
    band: float = BAND,
    seed: int = 1,
    size: int = SIZE,
    progress: Callable[[int], None] | None = None,
) -> BelowSample:
    """Draw pairs whose score lies in the band below the threshold, each with the same chance.

    Args:
        parties: Distinct parties.
        finder: What finds and scores listings.
        threshold: The decision point.
        source: Name of the file.
        band: Width of the band.
        seed: The same seed, parties and lists give the same sample, in whatever order they come.
        size: Pairs to draw; all where there are fewer.
        progress: Told how many parties were compared since the last call.

    Raises:
        TuningError: the band or the size is none.
    """
    if not 0 < band < threshold:
        raise TuningError(
            f"a band of {band:g} below the threshold {threshold:g} is none",
            remedy=f"give a width between 0 and the threshold, such as {BAND:g}",
        )
    if size < 1:
        raise TuningError(f"a sample of {size} is none", remedy="ask for 1 or more")
    low, population = round(threshold - band, 6), 0
    kept: list[tuple[int, str, Party, Match]] = []
    unfound: list[tuple[str, Party, Match, str]] = []
    for party, match, found in _pairs(parties, finder, low, threshold, progress):
        if (match.list, match.id) in found:
            continue
        key = _key(party, match)
        if match.score >= threshold:
            unfound.append((key, party, match, unseen_words(threshold, len(found))))
            continue
        population += 1
        # The pairs with the lowest keyed digests: any order of parties gives the same ones.
        entry = (-_rank(seed, key), key, party, match)
        push = heapq.heappush if len(kept) < size else heapq.heappushpop
        push(kept, entry)
    unfound.sort(key=lambda one: one[0])
    kept.sort(key=lambda entry: (-entry[0], entry[1]))
    return BelowSample(
        source=source,
        seed=seed,
        low=low,
        threshold=threshold,
        parties=len(parties),
        population=population,
        pairs=tuple(_pair(key, party, match) for _, key, party, match in kept),
        unfound=tuple(_pair(*one) for one in unfound[:LISTED_UNFOUND]),
        unfound_count=len(unfound),
    )


def _pairs(
    parties: Sequence[Party],
    finder: Finder,
    low: float,
    threshold: float,
    progress: Callable[[int], None] | None,
) -> Iterator[tuple[Party, Match, frozenset[tuple[str, str]]]]:
    """Give the pairs that score ``low`` or more, and what the threshold finds of the party."""
    for start in range(0, len(parties), _BATCH):
        part = parties[start : start + _BATCH]
        profiles = [read_entity(entity_of(party)) for party in part]
        near = finder.match(profiles, limit=BREADTH, threshold=low)
        above = finder.match(profiles, limit=BREADTH, threshold=threshold)
        for party, matches, found in zip(part, near, above, strict=True):
            shown = frozenset((match.list, match.id) for match in found)
            for match in matches:
                yield party, match, shown
        if progress is not None:
            progress(len(part))


def _pair(key: str, party: Party, match: Match, status: str = DRAWN) -> Pair:
    return Pair(
        id=key,
        party=party,
        listing=match.id,
        list=match.list,
        listed=match.comparison.theirs or match.caption,
        caption=match.caption,
        countries=_values(match, "country", "nationality", "citizenship", "jurisdiction"),
        birth_dates=_values(match, "birthDate"),
        score=match.score,
        why=match.comparison.explanation,
        status=status,
    )


def _values(match: Match, *names: str) -> tuple[str, ...]:
    properties = match.listing.properties
    return tuple(dict.fromkeys(value for name in names for value in properties.get(name, ())))


def _key(party: Party, match: Match) -> str:
    """Name a pair by what is compared; the ids of two lists may be the same."""
    told = msgspec.json.encode((party, match.list, match.id))
    # Never digits alone: a spreadsheet would make a rounded number of them.
    return f"p-{hashlib.sha256(told).hexdigest()[:16]}"


def _rank(seed: int, key: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed} {key}".encode()).digest()[:8], "big")


def estimate(
    sample: BelowSample, labels: Mapping[str, str], reviewers: Iterable[str] = ()
) -> Estimate:
    """Estimate the true matches below the threshold from a labelled sample.

    Fails closed: what is undecided or not labelled counts as a miss in the upper end, so that no
    interval gets better by leaving pairs out.

    Args:
        sample: The sample.
        labels: ``same``, ``different`` or ``unsure`` by id of the pair. Those of pairs that no
            search finds are counted apart: they were not drawn at random.
        reviewers: Who labelled.

    Raises:
        TuningError: a label belongs to no pair of the sample.
    """
    known, apart = ({pair.id for pair in pairs} for pairs in (sample.pairs, sample.unfound))
    if strange := sorted(set(labels) - known - apart):
        raise TuningError(
            f"{len(strange)} labelled pairs are not of this sample, the first is {strange[0]}",
            why="the estimate would rest on pairs that were not drawn at random",
            remedy="label the file that was drawn together with the sample",
        )
    counts = dict.fromkeys((SAME, DIFFERENT, UNSURE), 0)
    for pair in known & set(labels):
        counts[labels[pair]] += 1
    drawn, same = len(sample.pairs), counts[SAME]
    open_pairs = drawn - same - counts[DIFFERENT]
    return Estimate(
        source=sample.source,
        seed=sample.seed,
        low_score=sample.low,
        threshold=sample.threshold,
        parties=sample.parties,
        population=sample.population,
        drawn=drawn,
        same=same,
        different=counts[DIFFERENT],
        unsure=counts[UNSURE],
        unlabelled=drawn - len(known & set(labels)),
        misses=round(sample.population * same / drawn, 1) if drawn else 0.0,
        low=int(count_in_population(same, drawn, sample.population).low),
        unfound=sample.unfound_count,
        high=int(count_in_population(same + open_pairs, drawn, sample.population).high),
        reviewers=tuple(sorted(set(reviewers))),
        snapshots=tuple(state.snapshot for state in sample.lists if state.snapshot),
        unfound_same=sum(labels.get(pair) == SAME for pair in apart),
    )
