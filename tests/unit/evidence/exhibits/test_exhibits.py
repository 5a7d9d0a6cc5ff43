"""Exhibits: what is taken, what is refused, which ground it shows, and what is kept."""

from __future__ import annotations

import contextlib
import hashlib
import io
import math
import shutil
import sqlite3
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import DossierDamageError, ExhibitError, StoreError
from counterflow.evidence.exhibits.cabinet import Cabinet
from counterflow.evidence.exhibits.footprints import given_footprint, read_footprint
from counterflow.evidence.exhibits.media import recognise

Image = pytest.importorskip("PIL.Image")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
WORDS: dict[str, Any] = {"released_by": "Inspectorate", "date": "2031-03-04", "site": "Fjellvik"}


def _keys(model: int, key: int, code: int, raster: int = 1) -> tuple[int, ...]:
    return (1, 1, 0, 3, 1024, 0, 1, model, 1025, 0, 1, raster, key, 0, 1, code)


def _tags(code: int, x: float, y: float, step: float, raster: int = 1) -> dict[int, Any]:
    geographic = code == 4326
    keys = _keys(2 if geographic else 1, 2048 if geographic else 3072, code, raster)
    return {33550: (step, step, 0.0), 33922: (0.0, 0.0, 0.0, x, y, 0.0), 34735: keys}


def _geotiff(tags: dict[int, Any]) -> bytes:
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    directory = ImageFileDirectory_v2()
    for number, values in tags.items():
        directory.tagtype[number] = 3 if number == 34735 else 12
        directory[number] = values
    stream = io.BytesIO()
    Image.new("L", (20, 10)).save(stream, "TIFF", tiffinfo=directory)
    return stream.getvalue()


def _png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 3), "navy").save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plant.png"
    path.write_bytes(_png())
    return path


def test_the_footprint_of_a_geotiff_is_read_from_its_file() -> None:
    media = recognise(_geotiff(_tags(4326, 5.8, 60.4, 0.01)), "plant.tif")
    found, missing = read_footprint(media.tags, media.width, media.height)
    assert (media.media_type, missing) == ("image/tiff", "")
    assert found is not None
    assert found.source == "GeoTIFF tags, EPSG:4326"
    assert found.corners == ((5.8, 60.4), (6.0, 60.4), (6.0, 60.3), (5.8, 60.3), (5.8, 60.4))


@pytest.mark.parametrize(
    ("code", "x", "y", "lon", "lat"),
    [
        # 500 km east is a zone's middle meridian; the equator lies at 0 or 10,000 km north.
        (32631, 500_000.0, 0.0, 3.0, 0.0),
        (32733, 500_000.0, 10_000_000.0, 15.0, 0.0),
        # The CN Tower, a worked example of the Wikipedia article on UTM: 17N 630084 4833438.
        (32617, 630_084.0, 4_833_438.0, -79.387139, 43.642567),
        (3857, 0.0, 0.0, 0.0, 0.0),
        (3857, 20037508.342789, 0.0, 180.0, 0.0),
    ],
)
def test_projected_corners_become_degrees(
    code: int, x: float, y: float, lon: float, lat: float
) -> None:
    found, _ = read_footprint(_tags(code, x, y, 1e-6), 1, 1)
    assert found is not None
    assert math.isclose(found.corners[0][0], lon, abs_tol=2e-5)
    assert math.isclose(found.corners[0][1], lat, abs_tol=2e-5)


def test_the_middle_of_a_pixel_is_half_a_pixel_from_its_corner() -> None:
    found, _ = read_footprint(_tags(4326, 10.0, 50.0, 1.0, raster=2), 2, 2)
    assert found is not None
    assert found.corners[0] == (9.5, 50.5)


def test_a_matrix_is_read_too() -> None:
    tags = {34264: (0.1, 0, 0, 7.0, 0, -0.1, 0, 50.0, 0, 0, 0, 0, 0, 0, 0, 1),
            34735: _keys(2, 2048, 4326)}  # fmt: skip
    found, _ = read_footprint(tags, 10, 10)
    assert found is not None
    assert found.corners[2] == (8.0, 49.0)


@pytest.mark.parametrize(
    ("tags", "word"),
    [
        (_tags(2154, 650_000.0, 6_860_000.0, 1.0), "EPSG:2154"),
        (_tags(4326, 999.0, 50.0, 1.0), "off the Earth"),
        (_tags(4326, math.nan, 50.0, 1.0), "no numbers"),
        ({34735: _keys(2, 2048, 4326)}, "tie no pixel"),
        ({34735: (1, 1)}, "tie no pixel"),
    ],
)
def test_what_is_not_read_of_a_footprint_is_said(tags: dict[int, Any], word: str) -> None:
    found, missing = read_footprint(tags, 10, 10)
    assert found is None
    assert word in missing


@given(st.dictionaries(st.sampled_from([33550, 33922, 34264, 34735]),
                       st.lists(st.integers(0, 40_000) | st.floats(), max_size=18)))  # fmt: skip
def test_hostile_tags_give_a_footprint_or_a_reason(tags: dict[int, Any]) -> None:
    found, missing = read_footprint(tags, 100, 100)
    assert found is None or not missing
    if found is not None:
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in found.corners)


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "a,b,c,d", "6,60,5,61", "5,61,6,60", "5,60,6,99", "nan,0,1,1"]
)
def test_a_wrong_footprint_is_refused(text: str) -> None:
    with pytest.raises(ExhibitError, match="no footprint"):
        given_footprint(text)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00", "neither"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "neither"),
        (b"GIF89a\x01\x00\x01\x00", "neither"),
        (PDF[:40], "cut off"),
        (_png()[:-20], "damaged"),
        (_geotiff(_tags(4326, 5.8, 60.4, 0.01))[:60], "neither|damaged"),
    ],
)
def test_damaged_and_foreign_files_are_refused(data: bytes, word: str) -> None:
    with pytest.raises(ExhibitError, match=word):
        recognise(data, "file")


def test_an_image_that_would_fill_the_memory_is_refused() -> None:
    """A PNG of 60,000 by 60,000 pixels in a few bytes."""
    head = (60_000).to_bytes(4) * 2 + b"\x08\x02\x00\x00\x00"
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)
        for name, body in chunks
    )
    with pytest.raises(ExhibitError, match=r"damaged|pixels"):
        recognise(data, "bomb.png")


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_or_refused(data: bytes) -> None:
    with contextlib.suppress(ExhibitError):
        assert recognise(b"%PDF-" + data, "file").media_type == "application/pdf"


def test_a_file_is_kept_by_its_hash(tmp_path: Path, file: Path) -> None:
    cabinet = Cabinet(tmp_path / "store")
    kept = cabinet.add(file, **WORDS)
    assert kept.sha256 == hashlib.sha256(_png()).hexdigest()
    assert (kept.width, kept.height, kept.media_type) == (4, 3, "image/png")
    assert cabinet.add(file, **WORDS) == kept
    assert cabinet.all() == (kept,)
    assert cabinet.bytes_of(kept) == _png()
    assert list(cabinet.verify()) == []


def test_the_same_file_with_other_words_is_refused(tmp_path: Path, file: Path) -> None:
    cabinet = Cabinet(tmp_path / "store")
    cabinet.add(file, **WORDS)
    with pytest.raises(ExhibitError, match="released by Inspectorate"):
        cabinet.add(file, **{**WORDS, "released_by": "Somebody"})
    cabinet.add(file, released_by="Inspectorate", date="2031", claim="c-1")
    assert len(cabinet.all()) == 2


@pytest.mark.parametrize(
    "words",
    [
        {"site": ""},
        {"claim": "c-1"},
        {"released_by": " "},
        {"date": "soon"},
        {"date": "../2031"},
        {"date": "2031-13-40"},
    ],
)
def test_a_missing_word_is_refused(tmp_path: Path, file: Path, words: dict[str, str]) -> None:
    with pytest.raises(ExhibitError):
        Cabinet(tmp_path / "store").add(file, **{**WORDS, **words})
    assert not (tmp_path / "store").exists()


def test_a_changed_or_absent_file_is_named(tmp_path: Path, file: Path) -> None:
    cabinet = Cabinet(tmp_path / "store")
    kept = cabinet.add(file, **WORDS)
    (tmp_path / "store" / "exhibits" / kept.sha256).write_bytes(b"other")
    with pytest.raises(DossierDamageError, match="not the file"):
        cabinet.bytes_of(kept)
    assert len(list(cabinet.verify())) == 1
    shutil.rmtree(tmp_path / "store")
    assert cabinet.all() == ()


def test_a_register_with_damaged_pages_is_refused(tmp_path: Path, file: Path) -> None:
    cabinet = Cabinet(tmp_path / "store")
    for number in range(40):
        cabinet.add(file, **{**WORDS, "site": f"Site {number}"})
    register = tmp_path / "store" / "exhibits" / "register.sqlite"
    kept = register.read_bytes()
    assert len(kept) > 10 * 1024, "what is damaged must hold more than the first page"
    register.write_bytes(kept[:1024] + b"\xa5" * (len(kept) - 1024))
    for ask in (
        cabinet.all,
        lambda: list(cabinet.verify()),
        lambda: cabinet.add(file, **{**WORDS, "site": "One more"}),
    ):
        with pytest.raises(StoreError, match=r"cannot be used: .*register\.sqlite"):
            ask()


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"sha256": 7}', b'{"sha256": "\xff"}'])
def test_an_entry_that_cannot_be_read_is_damage(tmp_path: Path, file: Path, body: bytes) -> None:
    cabinet = Cabinet(tmp_path / "store")
    cabinet.add(file, **WORDS)
    register = tmp_path / "store" / "exhibits" / "register.sqlite"
    with contextlib.closing(sqlite3.connect(register)) as database:
        database.execute("UPDATE exhibit SET body = ?", (body,))
        database.commit()
    for ask in (cabinet.all, lambda: list(cabinet.verify()), lambda: cabinet.add(file, **WORDS)):
        with pytest.raises(DossierDamageError, match=r"an entry of the register.*`exhibits`"):
            ask()


def test_a_pdf_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "note.pdf"
    path.write_bytes(PDF)
    kept = Cabinet(tmp_path / "store").add(path, **WORDS)
    assert (kept.media_type, kept.footprint) == ("application/pdf", None)
