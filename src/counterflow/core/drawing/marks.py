"""Give every headline a shape and a colour, so that colour is never its only sign."""

from __future__ import annotations

from counterflow.core.drawing.markup import element
from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome

_FALLBACK = {
    "stop": "#b00020",
    "hold": "#8f4700",
    "review": "#1a5a9e",
    "none": "#56606a",
    "partial": "#6a3da3",
    "ink": "#1b1e21",
    "muted": "#545d66",
    "ground": "#ffffff",
    "line": "#c3cad1",
    "soft": "#eef1f4",
}
_TONES = {
    str(Outcome.STOP): "stop",
    str(Outcome.HOLD): "hold",
    str(Outcome.REVIEW): "review",
    str(Outcome.NO_MATCH): "none",
    NOT_FULLY_SCREENED: "partial",
}


def tone(headline: str) -> str:
    """Name the colour and class of a headline or outcome; an unknown word is *partial*.

    Example:
        >>> tone("stop"), tone("not fully screened")
        ('stop', 'partial')
    """
    return _TONES.get(headline, "partial")


def paint(name: str) -> str:
    """Give the CSS colour of a tone or part: the page's variable, else the light scheme's.

    Args:
        name: A tone of ``tone``, or ink, muted, ground, line, soft.

    Raises:
        KeyError: there is no such colour.

    Example:
        >>> paint("stop")
        'var(--cf-stop, #b00020)'
    """
    return f"var(--cf-{name}, {_FALLBACK[name]})"


def mark_at(headline: str, x: float, y: float, size: float) -> str:
    """Draw the mark of a headline around a point, for the inside of another drawing.

    Octagon with a bar: *stop*. Square with two bars: *hold*. Diamond: *review*. Open circle: *no
    match found*. Half-filled circle: *not fully screened*, and any word that is not known.

    Args:
        headline: The word.
        x: Centre.
        y: Centre.
        size: Width and height.
    """
    half = size / 2
    colour = f"fill:{paint(tone(headline))}"
    ground = f"fill:{paint('ground')}"

    def bar(left: float, top: float, wide: float, high: float) -> str:
        return element(
            "rect",
            x=x + left * half,
            y=y + top * half,
            width=wide * half,
            height=high * half,
            style=ground,
        )

    if tone(headline) == "stop":
        corners = [(-1, -0.41), (-0.41, -1), (0.41, -1), (1, -0.41)]
        corners += [(-across, -down) for across, down in corners]
        return _polygon(corners, x, y, half, colour) + bar(-0.55, -0.18, 1.1, 0.36)
    if tone(headline) == "hold":
        square = element("rect", x=x - half, y=y - half, width=size, height=size, style=colour)
        return square + bar(-0.45, -0.5, 0.3, 1.0) + bar(0.15, -0.5, 0.3, 1.0)
    if tone(headline) == "review":
        return _polygon([(0, -1), (1, 0), (0, 1), (-1, 0)], x, y, half, colour)
    ring = element(
        "circle",
        cx=x,
        cy=y,
        r=half * 0.86,
        style=f"{ground};stroke:{paint(tone(headline))}",
        stroke_width=half * 0.28,
    )
    if tone(headline) == "none":
        return ring
    r = half * 0.86
    path = f"M{x:.2f} {y - r:.2f}a{r:.2f} {r:.2f} 0 0 1 0 {2 * r:.2f}z"
    return ring + element("path", d=path, style=colour)


def mark(headline: str) -> str:
    """Draw the mark of a headline to stand beside its word; a screen reader passes over it.

    Example:
        >>> mark("review").startswith('<svg xmlns="http://www.w3.org/2000/svg" class="mark"')
        True
    """
    return element(
        "svg",
        mark_at(headline, 8, 8, 14),
        xmlns="http://www.w3.org/2000/svg",
        class_="mark",
        viewBox="0 0 16 16",
        width=16,
        height=16,
        aria_hidden="true",
    )


def _polygon(
    corners: list[tuple[float, float]], x: float, y: float, half: float, style: str
) -> str:
    points = " ".join(f"{x + a * half:.2f},{y + b * half:.2f}" for a, b in corners)
    return element("polygon", points=points, style=style)
