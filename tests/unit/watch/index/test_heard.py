"""Keys of several words: as ``sound_key`` hears them, for any names in any batch."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.text.word_sounds import SOUNDS, sound_key
from counterflow.watch.index.heard import Written, several_keys, sound
from counterflow.watch.index.keys import LONGEST, SHORTEST, SHORTEST_WHOLE

LETTERS = st.one_of(
    st.sampled_from([part for rule in SOUNDS for part in rule]),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=3),
)
WORDS = st.lists(LETTERS, min_size=1, max_size=8).map("".join)


@given(WORDS)
def test_a_word_sounds_as_it_does_by_itself(word: str) -> None:
    room = np.zeros(2 * len(word), np.uint8)
    room[: len(word)] = list(word.encode())
    size = sound(room, len(word), np.zeros(2 * len(word) + 1, np.uint8))
    assert room[:size].tobytes().decode() == sound_key(word)


def _expected(words: list[str], weights: list[float]) -> list[tuple[str, float]]:
    made = []
    for at, word in enumerate(words):
        if len(sound_key(word)) >= SHORTEST:
            made.append(("+" + sound_key(word), weights[at]))
        if at + 1 < len(words) and len(word) + len(words[at + 1]) >= SHORTEST:
            both = sound_key(word + words[at + 1])
            made.append((both, weights[at] + weights[at + 1]))
    whole = "".join(words)
    if len(whole) >= SHORTEST_WHOLE:
        made.append(("=" + sound_key(whole)[:LONGEST], sum(weights)))
    return made


@given(st.lists(st.lists(WORDS, max_size=6), max_size=6))
def test_names_give_their_neighbours_and_themselves_as_one_word(names: list[list[str]]) -> None:
    distinct = list(dict.fromkeys(word for name in names for word in name))
    written = Written(
        np.frombuffer("".join(distinct).encode(), np.uint8),
        np.cumsum(np.array([len(word) for word in distinct], np.int64)),
    )
    weights = [[0.25 * (at % 4 + 1) for at in range(len(name))] for name in names]
    made = several_keys(
        np.cumsum(np.array([len(name) for name in names], np.int64)),
        np.array([distinct.index(word) for name in names for word in name], np.int64),
        np.array([weight for of_name in weights for weight in of_name], np.float64),
        written,
    )
    texts = [
        made.letters[start:end].tobytes().decode()
        for start, end in zip([0, *made.key_ends], made.key_ends, strict=False)
    ]
    keys = list(zip(texts, made.weight.tolist(), strict=True))
    starts = [0, *made.ends[:-1]] if len(names) else []
    for name, held, start, end in zip(names, weights, starts, made.ends, strict=True):
        assert keys[start:end] == _expected(name, held)
