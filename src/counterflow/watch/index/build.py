"""Build the search index of a set of listings as plain arrays, and keep it in a folder."""

from __future__ import annotations

import gc
import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from counterflow.core.errors import StoreError
from counterflow.core.model import Listing
from counterflow.core.text.known_names import is_known, kin_groups
from counterflow.core.text.name_systems import variants
from counterflow.core.text.names import without_brackets
from counterflow.watch.index.asked import letters_of
from counterflow.watch.index.deletions import bucket_forms
from counterflow.watch.index.keys import WRITTEN, forms_of, listed_keys
from counterflow.watch.matching.entity import PERSONS, read_entity

FORMAT = 9
"""Raised whenever keys, hashes or layout change, so that an old folder is rebuilt."""
SUMS = "sums.json"
"""SHA-256 of every file of a saved index, by its name."""
ARRAYS = (
    "listing_ends", "name_listing", "name_weight", "name_initials", "word_ends", "word_key",
    "word_weight", "posting_ends", "postings", "name_person", "key_letters", "key_ends",
    "bucket_ends", "bucket_tag", "bucket_key", "key_known", "key_sound", "kin_group", "kin_key",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndexArrays:
    """The index: listings as JSON bytes, names, keys with their postings, deletion hashes.

    ``word_key`` gives the words of each name as keys, in order, with their weights.
    ``names`` holds every listed name and alias as text, ``name_listing`` whose it is.
    ``listing_ends``, ``posting_ends`` are running ends, so entry *i* spans ``ends[i-1]:ends[i]``.
    """

    listings: NDArray[np.uint8]
    listing_ends: NDArray[np.int64]
    name_listing: NDArray[np.int32]
    name_weight: NDArray[np.float32]
    name_initials: NDArray[np.float32]
    word_ends: NDArray[np.int64]
    word_key: NDArray[np.int32]
    word_weight: NDArray[np.float32]
    posting_ends: NDArray[np.int64]
    postings: NDArray[np.int32]
    name_person: NDArray[np.bool_]
    key_letters: NDArray[np.uint8]
    key_ends: NDArray[np.int64]
    bucket_ends: NDArray[np.int32]
    bucket_tag: NDArray[np.uint16]
    bucket_key: NDArray[np.int32]
    key_known: NDArray[np.bool_]
    key_sound: NDArray[np.int32]
    kin_group: NDArray[np.int32]
    kin_key: NDArray[np.int32]
    ids: tuple[str, ...]
    names: tuple[str, ...]
    identifiers: dict[str, list[int]]


def build_index(listings: Iterable[Listing]) -> IndexArrays:
    """Build the index over all names, aliases and identifiers of listings.

    Args:
        listings: In any order; the same listings in the same order give the same bytes.
    """
    # Millions of small objects are made that all live on: looking for garbage among them took two
    # seconds in five.
    paused = gc.isenabled()
    gc.disable()
    try:
        return _built(listings)
    finally:
        if paused:
            gc.enable()


def _built(listings: Iterable[Listing]) -> IndexArrays:
    """Gather names, keys and identifiers, and lay them out as arrays."""
    encoder = msgspec.json.Encoder()
    blobs, ends, ids = [], [], []
    identifiers: dict[str, list[int]] = {}
    postings: dict[str, list[int]] = {}
    word_keys: list[str] = []
    word_weight: list[float] = []
    word_ends: list[int] = []
    name_initials: list[float] = []
    name_listing: list[int] = []
    name_weight: list[float] = []
    persons: list[bool] = []
    words: dict[str, str] = {}
    names: list[str] = []
    total = 0
    for at, listing in enumerate(listings):
        blob = encoder.encode(listing)
        blobs.append(blob)
        total += len(blob)
        ends.append(total)
        ids.append(listing.id)
        entity = {"schema": listing.schema, "properties": listing.properties}
        profile = read_entity(entity, empty=True)
        for value in profile.identifiers:
            identifiers.setdefault(value, []).append(at)
        for form in forms_of(_spellings((*profile.names, *profile.weak))):
            name = len(name_listing)
            name_listing.append(at)
            names.append(form.text)
            name_weight.append(sum(form.weights))
            for text in dict.fromkeys((*form.sounds, *listed_keys(form).texts)):
                postings.setdefault(text, []).append(name)
            words.update(zip(form.words, form.sounds, strict=True))
            word_keys.extend(form.sounds)
            word_weight.extend(form.weights)
            word_ends.append(len(word_keys))
            persons.append(listing.schema in PERSONS)
            name_initials.append(
                sum(w for word, w in zip(form.words, form.weights, strict=True) if len(word) == 1)
            )
    written = {WRITTEN + word: sound for word, sound in words.items() if word != sound}
    for word, sound in words.items():
        written.update({WRITTEN + one: sound for one in variants(word)})
    keys = tuple(sorted(postings.keys() | written.keys()))
    number = {key: at for at, key in enumerate(keys)}
    buckets = bucket_forms(list(keys))
    letters, key_ends = letters_of(keys)
    kin = sorted(
        {(group, number[sound]) for word, sound in words.items() for group, _ in kin_groups(word)}
    )
    strange = {
        written_as
        for word, sound in words.items()
        if not is_known(word)
        for written_as in (sound, WRITTEN + word)
    }
    sounds = {*words.values(), *written}
    counts = np.array([len(postings.get(key, ())) for key in keys], dtype=np.int64)
    return IndexArrays(
        listings=np.frombuffer(b"".join(blobs), dtype=np.uint8),
        listing_ends=np.array(ends, dtype=np.int64),
        name_listing=np.array(name_listing, dtype=np.int32),
        name_weight=np.array(name_weight, dtype=np.float32),
        name_initials=np.array(name_initials, dtype=np.float32),
        word_ends=np.array(word_ends, dtype=np.int64),
        word_key=np.array([number[key] for key in word_keys], dtype=np.int32),
        word_weight=np.array(word_weight, dtype=np.float32),
        posting_ends=np.cumsum(counts),
        postings=np.array([name for key in keys for name in postings.get(key, ())], dtype=np.int32),
        name_person=np.array(persons, dtype=np.bool_),
        key_letters=letters,
        key_ends=key_ends,
        bucket_ends=buckets.ends,
        bucket_tag=buckets.tag,
        bucket_key=buckets.key,
        key_known=np.array([key in sounds and key not in strange for key in keys], dtype=np.bool_),
        key_sound=np.array([number[written.get(key, key)] for key in keys], dtype=np.int32),
        kin_group=np.array([group for group, _ in kin], dtype=np.int32),
        kin_key=np.array([key for _, key in kin], dtype=np.int32),
        ids=tuple(ids),
        names=tuple(names),
        identifiers=identifiers,
    )


def _spellings(names: tuple[str, ...]) -> tuple[str, ...]:
    """Add names without their bracketed parts."""
    return tuple(dict.fromkeys([*names, *(without_brackets(n) for n in names if "(" in n)]))


def save_index(index: IndexArrays, folder: Path) -> None:
    """Write an index to a folder that appears whole or not at all.

    Raises:
        StoreError: the folder cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
        try:
            for name in (*ARRAYS, "listings"):
                np.save(scratch / f"{name}.npy", getattr(index, name))
            words = {
                "format": FORMAT, "ids": index.ids, "names": index.names,
            }  # fmt: skip
            (scratch / "words.json").write_bytes(
                msgspec.json.encode({**words, "identifiers": index.identifiers})
            )
            (scratch / SUMS).write_bytes(msgspec.json.encode(_sums(scratch)))
            _replace(scratch, folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    except OSError as fault:
        raise StoreError(
            f"the search index cannot be written: {fault.strerror or fault}",
            where=str(folder),
            remedy="free space or give a writable store with --store",
        ) from fault


def _replace(scratch: Path, folder: Path) -> None:
    """Put a finished folder in place; another process may have been faster with the same.

    What stands there and is no index of this format is moved away first.
    """
    if folder.exists() and not _is_index(folder):
        folder.rename(scratch.with_name(f"{scratch.name}.old"))
    try:
        scratch.rename(folder)
    except OSError:
        if not (folder / "words.json").is_file():
            raise
    finally:
        shutil.rmtree(scratch.with_name(f"{scratch.name}.old"), ignore_errors=True)


def _is_index(folder: Path) -> bool:
    try:
        return _words_of(folder) is not None
    except ValueError:
        return False


def _words_of(folder: Path) -> dict[str, Any] | None:
    """Read the words of a saved index; ``None`` where there is none of this format."""
    file = folder / "words.json"
    if not file.is_file():
        return None
    words = msgspec.json.decode(file.read_bytes())
    if not isinstance(words, dict) or words.get("format") != FORMAT:
        return None
    return words


def _sums(folder: Path) -> dict[str, str]:
    """Hash the files of an index.

    Threat: a flipped bit or a half-written file, which could hide a listing without a sign.
    Whoever may write to the store may write the hashes too: this is no guard against them.
    """
    sums = {}
    for name in (*(f"{array}.npy" for array in (*ARRAYS, "listings")), "words.json"):
        with (folder / name).open("rb") as file:
            sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return sums


def _check_sums(folder: Path) -> None:
    """Compare the files of an index with their hashes, if it has any (older formats have none).

    Raises:
        ValueError: a file does not match its hash.
        OSError: a file is missing.
    """
    if not (folder / SUMS).is_file():
        return
    kept = msgspec.json.decode((folder / SUMS).read_bytes(), type=dict[str, str])
    found = _sums(folder)
    if kept != found:
        bad = sorted({name for name, _ in kept.items() ^ found.items()})
        raise ValueError("not as it was written: " + ", ".join(map(ascii, bad)))


def load_index(folder: Path) -> IndexArrays | None:
    """Open a saved index by memory map; ``None`` where there is none of this format.

    Every file is checked against its hash: 40 to 70 ms for the 60 MB of 14,000 listings.

    Raises:
        StoreError: the folder is there but cannot be read, or is damaged.
    """
    if not (folder / "words.json").is_file():
        return None
    try:
        # The hashes first: a flipped digit of the format must not look like an older one.
        _check_sums(folder)
        words = _words_of(folder)
        if words is None:
            return None
        if not (folder / SUMS).is_file():
            raise FileNotFoundError(f"no {SUMS}")
        return IndexArrays(
            **{name: _array(folder / f"{name}.npy") for name in (*ARRAYS, "listings")},
            ids=tuple(words["ids"]),
            names=tuple(words["names"]),
            identifiers=words["identifiers"],
        )
    except (OSError, ValueError, EOFError, KeyError) as fault:
        raise StoreError(
            f"the saved search index is damaged or cannot be read: {fault}",
            where=str(folder),
            why="a listing could be missing from it",
            remedy="delete this folder; it is rebuilt from the lists at the next run",
        ) from fault


def _array(file: Path) -> NDArray[Any]:
    """Open one array by memory map, without holding the file open where it is empty."""
    array: NDArray[Any] = np.load(file, mmap_mode="r")
    return array
