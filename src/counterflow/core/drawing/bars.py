"""Draw counts as stacked bars and a score as a bar with the marks that decide."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from counterflow.core.drawing.marks import mark_at, paint, tone
from counterflow.core.drawing.markup import element, picture, text_width, words
from counterflow.core.drawing.text_line import text_line
from counterflow.core.text.figures import two_digits

DECIDING = (0.70, 0.90)
"""Scores from which a match is a *review* and a *hold* (``docs/outcomes.md``)."""
_LEAST = 3.0
"""Pixels of the narrowest part: one stop among a million transactions is still seen."""
_SIZE = 14.0


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar.

    Attributes:
        headline: The outcome or headline that it counts; decides colour, mark and label.
        count: How many, 0 or more.
    """

    headline: str
    count: int


def stacked_bar(parts: Sequence[Part], *, title: str, width: float = 960) -> str:
    """Draw how a whole divides into headlines, each labelled with its mark, word and count.

    A part above zero is never narrower than three pixels, so lengths of very small parts are
    not to scale; the labels carry the figures.

    Args:
        parts: In the order to draw; parts of zero appear in the labels alone.
        title: What is counted.
        width: Pixels at natural size.

    Returns:
        One SVG; with nothing to count, an empty bar and its labels.

    Example:
        >>> "stop 1" in stacked_bar([Part("stop", 1), Part("hold", 3)], title="Headlines")
        True
    """
    labels = [f"{part.headline} {part.count:,}" for part in parts]
    legend, bottom = _legend(parts, labels, top=46, width=width)
    return picture(
        title,
        "; ".join(labels) or "nothing was counted",
        width,
        bottom,
        _track(0, 32, width),
        _segments(parts, 0, 32, width),
        legend,
        class_="stacked-bar",
    )


def count_bars(
    rows: Sequence[tuple[str, Sequence[Part]]], *, title: str, width: float = 960
) -> str:
    """Draw one stacked bar per row, all to the same scale, each with its counts in words.

    Args:
        rows: Label and parts of each row, in the order to draw.
        title: What is counted.
        width: Pixels at natural size.

    Returns:
        One SVG; without rows, one that says that nothing was counted.

    Example:
        >>> "goods: 2 hold" in count_bars([("goods", [Part("hold", 2)])], title="By kind")
        True
    """
    longest = max((sum(part.count for part in parts) for _, parts in rows), default=0)
    drawn, told, top = [], [], 0.0
    for label, parts in rows:
        counted = [part for part in parts if part.count]
        total = sum(part.count for part in counted)
        reach = width * total / longest if longest else 0.0
        line = f"{label}: " + ", ".join(f"{part.count:,} {part.headline}" for part in counted)
        told.append(line)
        drawn.append(text_line(0, top + 15, line))
        drawn.append(_segments(counted, top + 22, 14, max(reach, _LEAST * len(counted))))
        top += 50
    if not rows:
        drawn.append(text_line(0, 15, "nothing was counted"))
    return picture(
        title,
        "; ".join(told) or "nothing was counted",
        width,
        max(top, 24),
        *drawn,
        class_="count-bars",
    )


def score_bar(score: float) -> str:
    """Draw a score from 0 to 1 with the marks from which it changes an outcome.

    Args:
        score: In 0–1; what lies outside is drawn at the nearer end, but written as it is.

    Returns:
        One SVG, 170 pixels wide at natural size.

    Raises:
        ValueError: the score is not finite; an empty bar would hide that.

    Example:
        >>> "0.93" in score_bar(0.93)
        True
    """
    if not math.isfinite(score):
        raise ValueError(f"cannot draw {score}: a score must be finite")
    span, left, top, high = 160.0, 1.0, 4.0, 12.0
    reach = span * min(1.0, max(0.0, score))
    ticks = []
    for value in DECIDING:
        x = left + span * value
        stroke = f"stroke:{paint('ink')}"
        ticks.append(element("line", x1=x, x2=x, y1=1, y2=20, style=stroke, stroke_width=1.5))
        ticks.append(text_line(x, 32, f"{value:.2f}", size=11, anchor="middle", colour="muted"))
    bounds = ", ".join(f"{value:.2f}" for value in DECIDING)
    return picture(
        f"Score {two_digits(score)}",
        f"Score {two_digits(score)} on a scale from 0 to 1 with marks at {bounds}",
        170,
        36,
        element(
            "rect",
            x=left,
            y=top,
            width=span,
            height=high,
            rx=2,
            style=f"fill:{paint('soft')};stroke:{paint('line')}",
        ),
        element("rect", x=left, y=top, width=reach, height=high, style=f"fill:{paint('muted')}"),
        *ticks,
        class_="score-bar",
    )


def _track(top: float, high: float, width: float) -> str:
    return element(
        "rect", x=0, y=top, width=width, height=high, rx=3, style=f"fill:{paint('soft')}"
    )


def _segments(parts: Sequence[Part], top: float, high: float, width: float) -> str:
    """Draw the parts side by side over a width, none above zero narrower than can be seen."""
    total = sum(part.count for part in parts)
    if not total:
        return ""
    shares = [max(_LEAST, width * part.count / total) if part.count else 0.0 for part in parts]
    squeeze = width / sum(shares)
    drawn, x = [], 0.0
    for part, share in zip(parts, shares, strict=True):
        wide = share * squeeze
        if not part.count:
            continue
        style = f"fill:{paint(tone(part.headline))};stroke:{paint('ground')}"
        named = element("title", words(f"{part.headline}: {part.count:,}"))
        rect = element("rect", named, x=x, y=top, width=wide, height=high, style=style)
        drawn.append(rect)
        label = f"{part.count:,}"
        if high > _SIZE + 6 and text_width(label, _SIZE) + 10 < wide:
            y = top + high / 2 + _SIZE * 0.35
            drawn.append(text_line(x + wide / 2, y, label, anchor="middle", colour="ground"))
        x += wide
    return "".join(drawn)


def _legend(
    parts: Sequence[Part], labels: Sequence[str], *, top: float, width: float
) -> tuple[str, float]:
    """Lay out mark and label of each part in lines that fit the width; give the bottom too."""
    drawn, x, y = [], 0.0, top
    for part, label in zip(parts, labels, strict=True):
        wide = 20 + text_width(label, _SIZE) + 18
        if x and x + wide > width:
            x, y = 0.0, y + 24
        drawn.append(mark_at(part.headline, x + 8, y + 8, 14))
        drawn.append(text_line(x + 22, y + 13, label))
        x += wide
    return "".join(drawn), y + (22 if parts else 0)
