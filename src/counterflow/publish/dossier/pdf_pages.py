"""Write a dossier as PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from anyascii import anyascii

from counterflow.core.assertions import NEWSROOM
from counterflow.core.dossiers import ClaimPart, Dossier, Edition, Exhibit, Sentence
from counterflow.core.drawing.markup import visible
from counterflow.publish.dossier.building import digest_of
from counterflow.publish.dossier.drawings import (
    FLOWS,
    WHEN,
    WHERE,
    WIDE,
    distance_words,
    flow_graph,
    ground_map,
    timeline,
)
from counterflow.publish.dossier.html_page import SHOWN
from counterflow.publish.dossier.stix_bundle import missing_package
from counterflow.publish.dossier.wording import (
    VERBS,
    counted,
    date_words,
    judged_words,
    named_list,
    sentence_case,
)

_BLOCK = 470.0
"""Points of the text block: A4 less its margins."""
_FONT, _BOLD = "CounterflowSans", "CounterflowSans-Bold"
_TONES = {"deny": "#9c1c2e", "acknowledge": "#8a4b08"}
"""Colours of the words that say a denial and an acknowledgement, as on the page."""
_LEGEND = (
    "Everything here is said by somebody; nothing is a finding of the publisher. Numbers lead to "
    "the words in the reports. An origin is one voice, however many reports carry it. Letters of "
    "other scripts than Latin are transliterated in this form; the HTML form has them as they are."
)


def write_pdf(
    dossier: Dossier,
    editions: Sequence[Edition] = (),
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Write the pages.

    Args:
        dossier: What is published; of a withdrawal, what was withdrawn.
        editions: All editions up to the one written, the last being it; none for a draft.
        pictures: Bytes of exhibits by SHA-256; PNG and JPEG are shown.

    Returns:
        A PDF; the same input gives the same bytes, as it bears no clock.

    Raises:
        DossierError: the package `reportlab` is not installed.
    """
    try:
        from reportlab.platypus import SimpleDocTemplate
    except ImportError as fault:
        raise missing_package("reportlab", "PDF") from fault
    stream = io.BytesIO()
    edition = editions[-1] if editions else None
    document = SimpleDocTemplate(
        stream, pagesize=(595.28, 841.89), leftMargin=56.6, rightMargin=56.6, topMargin=56,
        bottomMargin=60, invariant=1, title=_folded(dossier.title), author="", lang="en",
    )  # fmt: skip
    story = list(_Story(dossier, editions, pictures or {}).flowables())
    footer = _footer(dossier, edition)
    document.build(story, onFirstPage=footer, onLaterPages=footer)
    return stream.getvalue()


def _footer(dossier: Dossier, edition: Edition | None) -> Any:
    version = f"version {edition.number} of {edition.date}" if edition else "draft"
    words = _folded(f"{dossier.title[:60]}, {version}. Record SHA-256 {digest_of(dossier)[:16]}…")

    def draw(canvas: Any, document: Any) -> None:
        canvas.setFont(_FONT, 7.5)
        canvas.drawString(62.6, 34, words)
        canvas.drawRightString(532.6, 34, str(document.page))

    return draw


@cache
def _letters() -> frozenset[int]:
    """Register the fonts that come with reportlab, and give the letters they have."""
    import reportlab
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = Path(reportlab.__file__).parent / "fonts"
    fonts = [TTFont(_FONT, str(folder / "Vera.ttf")), TTFont(_BOLD, str(folder / "VeraBd.ttf"))]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


def _folded(text: str) -> str:
    """Give a text in letters that the font has: others are transliterated, none is dropped."""
    known = _letters()
    return "".join(
        sign if ord(sign) in known else (anyascii(sign) or f"<U+{ord(sign):04X}>")
        for sign in visible(text)
    )


def _safe(text: str) -> str:
    """Escape a text for reportlab's own markup: a report must not set fonts or links."""
    return escape(_folded(text), quote=True)


class _Story:
    def __init__(
        self, dossier: Dossier, editions: Sequence[Edition], pictures: Mapping[str, bytes]
    ) -> None:
        from reportlab.lib.styles import ParagraphStyle

        self._dossier, self._editions, self._pictures = dossier, editions, pictures
        _letters()
        body = ParagraphStyle("body", fontName=_FONT, fontSize=9, leading=13.5, spaceAfter=4)

        def style(name: str, **more: Any) -> Any:
            return ParagraphStyle(name, parent=body, **more)

        grey = "#545d66"
        self._styles = {
            "body": body,
            "h1": style("h1", fontName=_BOLD, fontSize=18, leading=22, spaceAfter=6),
            "h2": style("h2", fontName=_BOLD, fontSize=12.5, leading=16, spaceBefore=18,
                        spaceAfter=6, keepWithNext=1),
            "h3": style("h3", fontName=_BOLD, fontSize=9.5, leading=13.5, spaceBefore=10,
                        spaceAfter=3, keepWithNext=1),
            "small": style("small", fontSize=7.5, leading=11, textColor=grey),
            "h4": style("h4", fontName=_BOLD, fontSize=8.5, leading=12, spaceBefore=2,
                        spaceAfter=2, keepWithNext=1),
            "caption": style("caption", fontSize=7.5, leading=11, textColor=grey, spaceBefore=6),
            "cell": style("cell", fontSize=8, leading=11.5, spaceAfter=0),
            "note": style("note", fontSize=8, leading=11.5, leftIndent=18, firstLineIndent=-18,
                          spaceAfter=3),
            **{name: style(name, fontName=_BOLD, fontSize=8, leading=11.5, spaceAfter=0,
                           textColor=tone) for name, tone in _TONES.items()},
            "head": style("head", fontSize=7.5, leading=10, textColor=grey, spaceAfter=0),
            "notice": style("notice", borderColor="#9c1c2e", borderWidth=1, borderPadding=6,
                            spaceBefore=8, spaceAfter=10),
        }  # fmt: skip

    def flowables(self) -> Iterator[Any]:
        dossier = self._dossier
        yield from self._head()
        yield self._text("In short", "h2")
        yield from (self._sentence(one) for one in dossier.summary)
        yield self._text(_LEGEND, "small")
        yield self._text("What is claimed", "h2")
        for part in dossier.claims:
            yield from self._claim(part)
        yield from self._drawing("When", timeline(dossier, WIDE), WHEN)
        ground = ground_map(dossier, WIDE)
        yield from self._drawing("Where", ground, WHERE)
        # The map lists them itself.
        for one in () if ground else dossier.distances:
            yield self._text(f"{distance_words(one)}.")
        yield from self._drawing("What goes from whom to whom", flow_graph(dossier, WIDE), FLOWS)
        yield from self._exhibits()
        yield from self._notes()
        yield from self._versions()

    def _text(self, text: str, style: str = "body") -> Any:
        from reportlab.platypus import Paragraph

        return Paragraph(_safe(text), self._styles[style])

    def _sentence(self, one: Sentence, style: str = "body") -> Any:
        from reportlab.platypus import Paragraph

        links = ", ".join(f'<a href="#note{n}" color="#0b4f96">{n}</a>' for n in one.notes)
        # A blank that does not break: no number stands alone on a line.
        marks = f'\u00a0<super size="6">{links}</super>' if links else ""
        return Paragraph(_safe(one.text) + marks, self._styles[style])

    def _head(self) -> Iterator[Any]:
        edition = self._editions[-1] if self._editions else None
        yield self._text("Dossier", "small")
        yield self._text(self._dossier.title, "h1")
        if edition is None:
            yield self._text("Draft. Not published; it bears no version.", "small")
            return
        by = f" by {edition.by}" if edition.by else ""
        yield self._text(f"Version {edition.number}, {edition.kind} {edition.date}{by}.", "small")
        if edition.kind == "withdrawn":
            words = (
                f"This dossier is withdrawn. Reason: {edition.reason}. What follows is what was "
            )
            yield self._text(f"{words}published. Do not cite it.", "notice")
        elif edition.kind == "corrected":
            yield self._text(f"Corrected. Reason: {edition.reason}.", "notice")

    def _claim(self, part: ClaimPart) -> Iterator[Any]:
        yield self._text(sentence_case(part.text), "h3")
        yield self._sentence(part.summary)
        appraisal = part.appraisal
        rule = f" ({appraisal.rule})" if appraisal.rule else ""
        behind = f": {named_list(part.origins)}" if part.origins else ""
        period = f" Speaks of: {date_words(part.period)}." if part.period else ""
        yield self._text(
            f"{counted(len(part.origins), 'independent origin')}{behind}.{period} Source, A to F: "
            f"{appraisal.reliability}. Content, 1 to 6: {appraisal.credibility}{rule}. "
            f"Claim {part.id}.",
            "small",
        )
        heads = ("Who", "Does what", "When said", "In the words of the report")
        rows = [[self._text(text, "head") for text in heads]]
        for voice in part.voices:
            who = "The report itself" if voice.speaker == NEWSROOM else voice.speaker
            said = date_words(voice.date) if voice.date else "not known"
            does = VERBS.get(voice.stance, voice.stance)
            tone = voice.stance if voice.stance in _TONES else "cell"
            rows.append(
                [
                    self._text(sentence_case(who), "cell"),
                    self._text(does, tone),
                    self._text(said, "cell"),
                    self._sentence(voice.sentence, "cell"),
                ]
            )
        yield self._table(rows, (100, 64, 62, _BLOCK - 226))
        if part.differences:
            yield self._text("Where the voices differ", "h4")
        for one in part.differences:
            yield self._sentence(one.sentence)
        for decided in part.judgements:
            yield self._text(judged_words(decided))

    def _table(self, rows: Sequence[Sequence[Any]], widths: Sequence[float]) -> Any:
        from reportlab.lib.colors import HexColor
        from reportlab.platypus import Table

        line = ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor("#cfd6dc"))
        pads = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        return Table([list(row) for row in rows], colWidths=list(widths), style=[line, *pads],
                     spaceBefore=4, spaceAfter=8, repeatRows=1, hAlign="LEFT")  # fmt: skip

    def _drawing(self, heading: str, svg: str, caption: str) -> Iterator[Any]:
        from reportlab.platypus import KeepTogether

        from counterflow.publish.dossier.svg_shapes import svg_drawing

        if not svg:
            return
        drawing = svg_drawing(svg, _BLOCK, _FONT, _folded)
        if drawing.height > 620:
            drawing = svg_drawing(svg, _BLOCK * 620 / drawing.height, _FONT, _folded)
        yield KeepTogether([self._text(heading, "h2"), drawing, self._text(caption, "caption")])

    def _exhibits(self) -> Iterator[Any]:
        if self._dossier.exhibits:
            yield self._text("Exhibits", "h2")
        for one in self._dossier.exhibits:
            yield from self._picture(one)
            size = f", {one.width} by {one.height} pixels" if one.width else ""
            ground = f" Footprint: {one.footprint.source}." if one.footprint else ""
            more = "".join(f" {text}." for text in one.missing)
            released = f"Released by {one.released_by}, {one.date}.{ground}{more}"
            words = f"{one.name}, {one.media_type}{size}. {released} SHA-256 {one.sha256}"
            yield self._text(words, "small")

    def _picture(self, one: Exhibit) -> Iterator[Any]:
        from reportlab.platypus import Image

        data = self._pictures.get(one.sha256)
        if data is None or one.media_type not in SHOWN or not one.width:
            return
        share = min(_BLOCK / one.width, 340 / one.height)
        yield Image(io.BytesIO(data), width=one.width * share, height=one.height * share)

    def _notes(self) -> Iterator[Any]:
        from reportlab.platypus import Paragraph

        yield self._text("Notes", "h2")
        for note in self._dossier.notes:
            where = ", ".join(filter(None, [note.title or note.report, note.publisher,
                                            note.published]))  # fmt: skip
            words = (f"{note.number}. {where}; characters {note.start}–{note.end}: "
                     f"“{note.quotation}” (report {note.report})")  # fmt: skip
            yield Paragraph(f'<a name="note{note.number}"/>{_safe(words)}', self._styles["note"])
        yield self._text("Reports read", "h3")
        for report in self._dossier.reports:
            title = report.title or report.name or report.id
            yield self._text(
                f"{title} (report {report.id}). SHA-256 {report.content_hash}", "small"
            )

    def _versions(self) -> Iterator[Any]:
        yield self._text("Versions", "h2")
        for one in self._editions:
            why = f": {one.reason}" if one.reason else ""
            by = f" ({one.by})" if one.by else ""
            yield self._text(f"{one.number}. {one.date}, {one.kind}{why}{by}. Record {one.record}")
        yield self._text(f"SHA-256 of this dossier's record (its JSON form, sorted keys): "
                         f"{digest_of(self._dossier)}", "small")  # fmt: skip
