"""Recognise what an exhibit is by its bytes, and refuse what is damaged or something else."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

from counterflow.core.errors import ExhibitError

MOST_BYTES = 200 << 20
MOST_PIXELS = 400_000_000
"""Pixels of an image that is decoded: a small file can hold an image that fills the memory."""
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "TIFF": "image/tiff"}

_ENDS = {"PNG": b"IEND\xaeB`\x82", "JPEG": b"\xff\xd9"}
_TAIL = 65_536
"""Bytes at the end in which the end mark is looked for: cameras append notes of their own."""


@dataclass(frozen=True, slots=True)
class Media:
    """What a file is: its media type, its pixels, and a TIFF's tags (empty for others)."""

    media_type: str
    width: int = 0
    height: int = 0
    tags: dict[int, Any] | None = None


def recognise(data: bytes, name: str) -> Media:
    """Recognise an image or PDF, reading all of it.

    Args:
        data: The file's bytes.
        name: Its name, for errors; it decides nothing.

    Raises:
        ExhibitError: the file is empty, too large, damaged, cut off or of another kind; or the
            package that reads images is not installed.
    """
    if not data or len(data) > MOST_BYTES:
        size = "is empty" if not data else f"is larger than {MOST_BYTES >> 20} MB"
        raise ExhibitError(f"the file {size}", where=name, remedy="give an image or a PDF")
    if data.startswith(b"%PDF-"):
        return _pdf(data, name)
    return _image(data, name)


def _pdf(data: bytes, name: str) -> Media:
    """Check the frame of a PDF; its pages are not rendered."""
    if b"%%EOF" not in data[-2048:] or b"startxref" not in data[-4096:]:
        raise _refused(name, "the PDF is cut off: its end is missing")
    return Media("application/pdf")


def _image(data: bytes, name: str) -> Media:
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as fault:
        raise ExhibitError(
            "images need the package `pillow`, which is not installed",
            where=name,
            remedy='install it with: pip install "counterflow[reports]"',
        ) from fault
    try:
        # Pillow warns of images that would fill the memory; here that is a refusal.
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=tuple(_FORMATS)) as image:
                return _decoded(image, data, name)
    except UnidentifiedImageError as fault:
        raise _refused(name, "it is neither PNG, JPEG, TIFF nor PDF") from fault
    except ExhibitError:
        raise
    except Exception as fault:  # decoders of hostile files raise anything
        raise _refused(name, f"the image is damaged: {fault}") from fault


def _decoded(image: Any, data: bytes, name: str) -> Media:
    if image.width * image.height > MOST_PIXELS:
        raise _refused(name, f"the image has {image.width} by {image.height} pixels")
    image.load()
    # Pillow fills up what an image lacks at its end; a cut file must not pass for a whole one.
    end = _ENDS.get(str(image.format), b"")
    if end not in data[-_TAIL:]:
        raise _refused(name, "the image is damaged: its end is missing")
    tags = dict(image.tag_v2) if hasattr(image, "tag_v2") else None
    return Media(_FORMATS[str(image.format)], image.width, image.height, tags)


def _refused(name: str, what: str) -> ExhibitError:
    return ExhibitError(
        what,
        where=name,
        why="A damaged or foreign file proves nothing",
        remedy="give the file as it was released: PNG, JPEG, TIFF or PDF",
    )
