"""Cut a report into paragraphs and sort out its quotation marks before anything is parsed.

A parser that is given a whole file hangs a straight closing quotation mark on the next paragraph,
and takes typographic marks for words. So text is read paragraph by paragraph, with marks brought
to one form of the same length: every offset stays that of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SAME_LENGTH = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "‚": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\n": " ",
        "\r": " ",
        "\t": " ",
    }
)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
_LINE = re.compile(r"[ \t\r]*\n\s*")
_LINE_ENDS = re.compile(r"[.!?:][\"'”’)]*$")
_FEW_LINES = 3
_MOST_LINES = 0.7  # share of lines that end as sentences do, above which each is a paragraph
_OPENS_DOUBLE = re.compile(r"(?:^|[\s(\[—–-])$")


@dataclass(frozen=True)
class Quotation:
    """A quoted stretch of a paragraph: offsets within the paragraph, marks left out.

    ``open_end`` says that no closing mark followed: the quotation goes on in the next paragraph.
    """

    start: int
    end: int
    open_end: bool = False


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: where it starts in the report, its text of the same length, its quotations.

    ``headline`` marks a line that heads what follows; ``recap_line`` one that stands in
    the midst of the text, and ``recap`` what follows such a line: said on an earlier occasion.
    """

    start: int
    text: str
    quotations: tuple[Quotation, ...]
    headline: bool = False
    recap: bool = False
    recap_line: bool = False

    def quoted(self, start: int, end: int) -> Quotation | None:
        """Give the quotation that holds all of a stretch of the paragraph, if one does."""
        for quotation in self.quotations:
            if quotation.start <= start and end <= quotation.end:
                return quotation
        return None


def split_paragraphs(text: str) -> list[Paragraph]:
    r"""Cut a text at its blank lines, or at every line where lines are paragraphs.

    Args:
        text: The text of a report, as it stands.

    Returns:
        The paragraphs in order; blank ones are left out. Offsets are code points of ``text``.

    Example:
        >>> [(p.start, p.text) for p in split_paragraphs("One.\n\nHe said “yes”.")]
        [(0, 'One.'), (6, 'He said "yes".')]
    """
    found: list[Paragraph] = []
    at = 0
    breaks = _LINE if _lines_are_paragraphs(text) else _BLANK_LINE
    for gap in [*breaks.finditer(text), None]:
        end = gap.start() if gap else len(text)
        for start, stop in _portions(text, at, end):
            piece = text[start:stop]
            lead = len(piece) - len(piece.lstrip())
            body = piece.strip()
            if body:
                found += _passages(body, start + lead, recap=any(one.recap for one in found))
        at = gap.end() if gap else end
    return found


def _plain(body: str) -> str:
    """Bring marks to one form of the same length, those of typewriters (``…'') too."""
    plain = body.translate(_SAME_LENGTH)
    return plain.replace("``", ' "').replace("''", '" ') if "``" in plain else plain


def _lines_are_paragraphs(text: str) -> bool:
    """Tell whether lines end where sentences end: wrapped lines break off in their midst."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    ended = sum(bool(_LINE_ENDS.search(line)) for line in lines)
    return len(lines) > _FEW_LINES and ended >= _MOST_LINES * len(lines)


_LONGEST = 20_000  # characters; a parser's memory grows with the longest paragraph


def _portions(text: str, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a paragraph that no person wrote as one at the end of a line, a sentence or a word."""
    while end - at > _LONGEST:
        ends = (text.rfind(mark, at + _LONGEST // 2, at + _LONGEST) for mark in ("\n", ". ", " "))
        cut = next((one + 1 for one in ends if one > 0), at + _LONGEST)
        yield at, cut
        at = cut
    yield at, end


# A line that heads another text, run into a paragraph: it begins after a full stop, has none of its
# own, and a new sentence begins where it ends.
_NEW_SENTENCE = r"(?:Earlier|Previously|Meanwhile|Separately|He|She|It|They|According|This|These)\b"
_RUN_IN = re.compile(rf"(?<=[.!?\"'] )([A-Z][^.!?\"]{{20,140}}?[\w)]) (?={_NEW_SENTENCE}[ ,])")
_SAYS = re.compile(r", (?:says?|warns?|claims?|denies|deny)\b|:")
_HEADLINE_WORDS = 22
# "BAKU, 4 March 2024 (Corvus News) - ": a parser takes the town for the subject of what follows.
_DATELINE = re.compile(
    r"(?P<line>(?:[A-Z][A-Z.'-]{2,}(?: [A-Z][A-Z.'-]+)*(?:,? [\w.]+){0,5}(?: \([^)]{2,40}\))?"
    r"|[A-Z][\w'-]+(?: [A-Z][\w'-]+)?(?:, [\w. ]{2,20})? \([A-Z][^)]{1,40}\)))"
    r"\s+(?:-{1,2}|[–—])\s+(?=\S)"
)


def _passages(body: str, start: int, *, recap: bool) -> list[Paragraph]:
    plain = _plain(body)
    for line in _RUN_IN.finditer(plain):
        if _SAYS.search(line.group(1)):
            before, after = body[: line.start()], body[line.end() :]
            kept = before.rstrip()
            gap = len(after) - len(after.lstrip())
            return [
                *([_paragraph(kept, start, recap=recap)] if kept else []),
                _paragraph(line.group(1), start + line.start(1), headline=True, recap_line=True),
                _paragraph(after.strip(), start + line.end() + gap, recap=True),
            ]
    dateline = _DATELINE.match(plain)
    if dateline is not None:
        return [
            _paragraph(dateline.group("line"), start, headline=True, recap=recap),
            *_passages(body[dateline.end() :], start + dateline.end(), recap=recap),
        ]
    title = len(plain.split()) <= _HEADLINE_WORDS and plain[-1].isalnum() and "\n" not in body
    return [_paragraph(body, start, headline=title, recap=recap)]


def _paragraph(
    body: str, start: int, *, headline: bool = False, recap: bool = False, recap_line: bool = False
) -> Paragraph:
    plain = _plain(body)
    return Paragraph(start, plain, tuple(_quotations(body, plain)), headline, recap, recap_line)


def _quotations(raw: str, plain: str) -> list[Quotation]:
    doubles = [match.start() for match in re.finditer('"', plain)]
    found: list[Quotation] = []
    opened: int | None = None
    for at in doubles:
        if opened is None:
            opened = at
        elif raw[opened] + raw[at] in ("„“", "»«"):
            found.append(Quotation(opened + 1, at))
            opened = None
        elif raw[at] in "“„«" or (raw[at] == '"' and _OPENS_DOUBLE.search(plain[:at])):
            # An opening mark where one is open already: the earlier one was never closed.
            found.append(Quotation(opened + 1, at, open_end=True))
            opened = at
        else:
            found.append(Quotation(opened + 1, at))
            opened = None
    if opened is not None and opened + 1 < len(plain):
        found.append(Quotation(opened + 1, len(plain), open_end=True))
    return found or _single_quotations(plain)


_SINGLE = re.compile(r"(?<![\w'])'(?=\S)(.+?)(?<=[\w.,!?])'(?![\w'])")


def _single_quotations(plain: str) -> list[Quotation]:
    # Papers of one tradition use single marks alone; an apostrophe stands between letters.
    return [Quotation(match.start(1), match.end(1)) for match in _SINGLE.finditer(plain)]
