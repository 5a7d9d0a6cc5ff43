"""Which encoding a file is in, and how sure that is."""

from __future__ import annotations

import codecs
import re

from counterflow.core.errors import InputError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What trade software writes; a guess among the hundred that exist is wrong more often.
_CANDIDATES = [
    *(f"cp125{digit}" for digit in range(9)),
    *("koi8_r", "cp866", "cp852", "gb18030", "big5", "shift_jis", "euc_kr", "euc_jp"),
    *("iso8859_2", "iso8859_5", "iso8859_9"),
]
_NEIGHBOURS = ("cp1250", "cp1254", "cp1257", "cp1258", "iso8859_2", "iso8859_9")
# Python's own, for host names and for tests.
_NOT_FOR_FILES = ("idna", "punycode", "undefined")
_STRAY_SHARE = 0.02
_BINARY_SHARE = 0.1
_BINARY_ZEROS = 16  # a few spliced NUL do not make a short text binary
_HIGH = re.compile(rb"[\x80-\xff]")


def check_encoding(name: str) -> str:
    """Give the name of an encoding that the user chose, as Python knows it.

    Raises:
        InputError: The name is unknown or is not an encoding of text.

    Example:
        >>> check_encoding("UTF8"), check_encoding("windows-1251")
        ('utf-8', 'cp1251')
    """
    try:
        "".encode(name)
        known = codecs.lookup(name).name
    except (LookupError, UnicodeError) as error:
        raise _unknown(name) from error
    if known in _NOT_FOR_FILES:
        raise _unknown(name)
    return "utf-8" if known == "utf-8-sig" else known


def _unknown(name: str) -> InputError:
    remedy = "name one such as utf-8, utf-16 or cp1251"
    return InputError(f"unknown encoding {name!r}", remedy=remedy)


def detect_encoding(sample: bytes, source: str) -> tuple[str, str]:
    r"""Say in which encoding a file is, from its first bytes.

    A stray bad byte in text that is otherwise UTF-8 does not make it another encoding: the
    reader refuses that row alone. A guess is said to be one.

    Args:
        sample: The first bytes of the unpacked file.
        source: The file's name, for the message.

    Returns:
        The encoding's name and the note for the user.

    Raises:
        InputError: No known encoding fits, or the file is no text.

    Example:
        >>> detect_encoding(b"name\nAcme\n", "a.csv")
        ('utf-8', 'encoding: utf-8')
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding, f"encoding: {encoding} (byte order mark)"
    if encoding := _utf16_without_mark(sample):
        return encoding, f"encoding: {encoding} (recognised by its zero bytes)"
    if sample.count(0) > _BINARY_ZEROS + _BINARY_SHARE * len(sample):
        raise InputError(
            f"{source} is a binary file of an unknown kind",
            why="It cannot be read as a table",
            remedy="save it as CSV in UTF-8, or as .xlsx",
        )
    foreign = _foreign_lines(sample)
    if not foreign:
        return "utf-8", "encoding: utf-8"
    fitting = _fitting_encodings(foreign[: 1 << 16])
    if not fitting:
        raise InputError(
            "the encoding could not be recognised",
            where=source,
            why="Names would be read as other names",
            remedy="give the encoding (--encoding cp1251, for instance) or save as UTF-8",
        )
    encoding, *others = fitting
    also = f" ({', '.join(others)} would fit as well and read other letters)" if others else ""
    return encoding, (
        f"encoding: not UTF-8; read as {encoding}, a guess from the first lines{also}: "
        "check a name with accents, and give the encoding if it is wrong"
    )


def _fitting_encodings(foreign: bytes) -> list[str]:
    """Give the encodings that read some lines without disorder, the likeliest first.

    Those that give the same text as one before them are left out. Western Europe goes
    before its neighbours where it fits as well: seven letters of French fit Polish too.
    """
    # Loaded here: most files are UTF-8, and it takes 40 ms of a start.
    from charset_normalizer import from_bytes

    matches = list(from_bytes(foreign, cp_isolation=_CANDIDATES))
    names = [match.encoding for match in matches if match.chaos == matches[0].chaos]
    if "cp1252" in names and names[0] in _NEIGHBOURS:
        names.insert(0, "cp1252")
    texts: dict[str, str] = {}
    for name in names:
        texts.setdefault(foreign.decode(name, "replace"), codecs.lookup(name).name)
    return list(texts.values())


def _utf16_without_mark(sample: bytes) -> str:
    """Recognise UTF-16 by every second byte being zero, as Latin text and delimiters have it."""
    half = max(1, len(sample) // 2)
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else ""


def _foreign_lines(sample: bytes) -> bytes:
    """Give the lines that are not UTF-8, unless they are a few strays in a text that is."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        lines = sample.split(b"\n")
    else:
        return b""
    lines = lines[:-1] or lines
    bad, good = [], 0
    for line in lines:
        if _HIGH.search(line):
            try:
                line.decode()
                good += 1
            except UnicodeDecodeError:
                bad.append(line)
    stray = len(bad) <= good or len(bad) <= _STRAY_SHARE * len(lines)
    return b"" if stray else b"\n".join(bad)
