"""Draw what goes from whom to whom: two columns of boxes, one lane for each flow between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from counterflow.core.drawing.marks import paint
from counterflow.core.drawing.markup import element, picture, words
from counterflow.core.drawing.text_line import text_line
from counterflow.core.drawing.wrapping import wrapped

_SIZE = 13.0
_LINE = 17.0
_NARROW = 600.0
_TONES = {"denied": "muted", "asserted": "review", "acknowledged": "hold"}
_DASHES = {"denied": "2 5", "sought": "7 5", "offered": "7 5", "planned": "7 5"}


@dataclass(frozen=True, slots=True)
class Lane:
    """One flow.

    Attributes:
        source: Who gives.
        target: Who gets.
        label: What goes, by which route, with the numbers of its notes.
        status: What stands of it; decides colour and dashes, and is written out.
    """

    source: str
    target: str
    label: str
    status: str

    @property
    def told(self) -> str:
        """Say it in words."""
        return f"{self.source} to {self.target}: {self.label} ({self.status})"


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    right: float
    box: float
    width: float


def draw_flows(lanes: Sequence[Lane], *, title: str, width: float = 960) -> str:
    """Draw flows as a graph of two columns; words stand above their arrow and never on another.

    Two parties that give to each other share one pair of boxes; arrows point both ways. A dotted
    arrow is denied, a dashed one sought, offered or planned; the word says it too.

    Args:
        lanes: The flows.
        title: What is shown.
        width: Pixels at natural size.

    Returns:
        One SVG; without flows, one that says so.

    Example:
        >>> "drones (asserted)" in draw_flows([Lane("A", "B", "drones", "asserted")], title="Flows")
        True
    """
    if not lanes:
        nothing = "no flow is claimed"
        return picture(title, nothing, width, 28, text_line(0, 18, nothing), class_="flows")
    box = width * (0.2 if width >= _NARROW else 0.25)
    frame = _Frame(box + 4, width - box - 4, box, width)
    drawn, y = [], 2.0
    for left, rights in _groups(lanes).items():
        group, y = _group(left, rights, y, frame)
        drawn.append(group)
        y += 18
    told = "; ".join(lane.told for lane in lanes)
    return picture(title, told, width, y - 16, *drawn, class_="flows")


def _groups(lanes: Sequence[Lane]) -> dict[str, dict[str, list[Lane]]]:
    """Group flows by the party on the left, and by the one on the right."""
    groups: dict[str, dict[str, list[Lane]]] = {}
    for lane in lanes:
        back = lane.source in groups.get(lane.target, ())
        left, right = (lane.target, lane.source) if back else (lane.source, lane.target)
        groups.setdefault(left, {}).setdefault(right, []).append(lane)
    return groups


def _group(
    left: str, rights: Mapping[str, Sequence[Lane]], top: float, frame: _Frame
) -> tuple[str, float]:
    """Draw one party on the left with all that it gives to or gets from others."""
    drawn, y = [], top
    own = wrapped(left, frame.box - 16, 14, most=4)
    for right, lanes in rights.items():
        name = wrapped(right, frame.box - 16, 14, most=4)
        lines, reached = _lanes(left, lanes, y, frame)
        bottom = max(reached, y + max(len(name), len(own)) * 18 + 16)
        drawn += [lines, _box(name, frame.width - frame.box - 1, y, bottom, frame)]
        y = bottom + 10
    return _box(own, 1, top, y - 10, frame) + "".join(drawn), y - 10


def _lanes(left: str, lanes: Sequence[Lane], top: float, frame: _Frame) -> tuple[str, float]:
    drawn, y = [], top + 6
    for lane in lanes:
        room = frame.right - frame.left - 24
        lines = wrapped(f"{lane.label} ({lane.status})", room, _SIZE, most=4)
        middle = (frame.left + frame.right) / 2
        for at, line in enumerate(lines):
            drawn.append(text_line(middle, y + 13 + at * _LINE, line, size=_SIZE, anchor="middle"))
        y += len(lines) * _LINE + 8
        drawn.append(_arrow(lane, y, frame, back=lane.source != left))
        y += 16
    return "".join(drawn), y


def _box(lines: Sequence[str], x: float, top: float, bottom: float, frame: _Frame) -> str:
    style = f"fill:{paint('soft')};stroke:{paint('line')}"
    drawn = element("rect", x=x, y=top, width=frame.box, height=bottom - top, rx=4, style=style)
    y = (top + bottom) / 2 - (len(lines) - 1) * 9 + 5
    for at, line in enumerate(lines):
        drawn += text_line(x + frame.box / 2, y + at * 18, line, anchor="middle")
    return drawn


def _arrow(lane: Lane, y: float, frame: _Frame, *, back: bool) -> str:
    colour = paint(_TONES.get(lane.status, "ink"))
    start, end = (frame.right - 4, frame.left + 5) if back else (frame.left + 4, frame.right - 5)
    head = 10 if back else -10
    dashes = {"stroke_dasharray": _DASHES[lane.status]} if lane.status in _DASHES else {}
    line = element("line", x1=start, x2=end + head, y1=y, y2=y, style=f"stroke:{colour}",
                   stroke_width=2, **dashes)  # fmt: skip
    points = f"{end:.2f},{y:.2f} {end + head:.2f},{y - 5:.2f} {end + head:.2f},{y + 5:.2f}"
    tip = element("polygon", points=points, style=f"fill:{colour}")
    return element("g", element("title", words(lane.told)), line, tip)
