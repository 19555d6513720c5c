"""Several series over one axis, told apart by number, marker and dash as well as by colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from stances.charts.axes import Figure, days, event_line, figure, score_axis, time_range
from stances.charts.traces import middle_of, target_of_click
from stances.charts.words import about_point
from stances.records import DatedEvent, Point, Window

#: Above so many lines the intervals are left to the hover text and the table.
_MOST_WITH_INTERVALS = 3
_HEIGHT, _LABEL_GAP, _LONGEST = 420, 0.15, 24


@dataclass(frozen=True, slots=True)
class Look:
    """How one line is drawn; `dashes` and `path` are the same for the key, as SVG in a box of 32 by 12."""

    colour: str
    dash: str
    dashes: str
    symbol: str
    path: str


LOOKS = tuple(
    Look(f"var(--series-{number})", dash, dashes, symbol, path)
    for number, (dash, dashes, symbol, path) in enumerate(
        [
            ("solid", "none", "circle", "M16 2.4a3.6 3.6 0 1 0 .01 0Z"),
            ("dash", "6 3", "square", "M12.8 2.8h6.4v6.4h-6.4Z"),
            ("dot", "2 2", "diamond", "M16 1.4L20.6 6L16 10.6L11.4 6Z"),
            ("dashdot", "6 2 2 2", "cross", "M14.6 1.8h2.8v2.8h2.8v2.8h-2.8v2.8h-2.8v-2.8h-2.8v-2.8h2.8Z"),
            ("longdash", "9 3", "triangle-right", "M12.6 1.6L20.4 6L12.6 10.4Z"),
            ("longdashdot", "9 2 2 2", "pentagon", "M16 1.6L20.4 4.8L18.7 10.2H13.3L11.6 4.8Z"),
            ("4px,2px,4px,6px", "4 2 4 6", "hourglass", "M12.2 1.8h7.6L16 6l3.8 4.2h-7.6L16 6Z"),
            ("1px,4px", "1 4", "hexagon2", "M13.8 2h4.4L20.6 6l-2.4 4h-4.4L11.4 6Z"),
        ],
        1,
    )
)


@dataclass(frozen=True, slots=True)
class Line:
    """One series with its number on the chart (from 1), its name, and the slugs that a click leads to."""

    number: int
    name: str
    actor: str
    target: str
    points: Sequence[Point]

    @property
    def look(self) -> Look:
        return LOOKS[(self.number - 1) % len(LOOKS)]


def compared(lines: Sequence[Line], window: Window, events: Sequence[DatedEvent]) -> Figure:
    """The lines over one axis of time and one of stance, each labelled at its end. `window` needs both its days."""
    since, until = days(window)
    with_intervals = len(lines) <= _MOST_WITH_INTERVALS
    traces = [_trace(line, window, intervals=with_intervals) for line in lines if line.points]
    layout = {
        "height": _HEIGHT,
        "margin": {"t": 10, "b": 30, "l": 8, "r": _room(lines)},
        "xaxis": {
            "type": "date",
            "range": time_range(since, until),
            "gridcolor": "var(--line)",
            "linecolor": "var(--line-strong)",
            "showline": True,
            "ticks": "outside",
            "tickcolor": "var(--line-strong)",
        },
        "yaxis": score_axis(0.0, 1.0),
        "annotations": _labels([line for line in lines if line.points]),
        "shapes": [event_line(event, 0.0, 1.0, faint=True) for event in events],
    }
    return figure(traces, layout)


def _trace(line: Line, window: Window, *, intervals: bool) -> Figure:
    since, until = days(window)
    look = line.look
    x: list[str | None] = []
    points: list[Point | None] = []
    ended = None
    for point in line.points:
        left, right = max(point.start, since), min(point.end, until) + timedelta(days=1)
        if ended is not None and ended != left:
            x.append(None)  # a bin in which nothing was said is a gap
            points.append(None)
        x.append(middle_of(left, right))
        points.append(point)
        ended = right
    trace: Figure = {
        "type": "scatter",
        "name": f"{line.number} {line.name}",
        "mode": "lines+markers",
        "x": x,
        "y": [point and point.mean for point in points],
        "line": {"color": look.colour, "width": 2, "dash": look.dash},
        "marker": {
            "symbol": look.symbol,
            "size": 9,
            "color": look.colour,
            "line": {"color": "var(--surface)", "width": 1},
        },
        "connectgaps": False,
        "cliponaxis": False,
        "customdata": [
            [*target_of_click(point.start, point.end, line.target), line.actor] if point else None for point in points
        ],
        "hovertext": [
            f"{line.number} {escape(line.name)}<br>{about_point(point)}" if point else "" for point in points
        ],
        "hoverinfo": "text",
    }
    if intervals:
        trace["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": [point.high - point.mean if point and point.high is not None else 0 for point in points],
            "arrayminus": [point.mean - point.low if point and point.low is not None else 0 for point in points],
            "color": look.colour,
            "thickness": 1,
            "width": 3,
        }
    return trace


def _labels(lines: Sequence[Line]) -> list[Figure]:
    """The lines' names beside the right edge, at the height of their last points, apart where they would touch."""
    wanted = sorted(((line.points[-1].mean, line) for line in lines), key=lambda pair: (pair[0], pair[1].number))
    heights: list[float] = []
    for mean, _ in wanted:
        heights.append(max(mean, heights[-1] + _LABEL_GAP) if heights else mean)
    over = max(0.0, (heights[-1] if heights else 0.0) - 1.08)
    return [
        {
            "name": "direct",
            "text": f"<b>{line.number}</b> {escape(short(line.name))}",
            "xref": "paper",
            "x": 1,
            "xanchor": "left",
            "xshift": 6,
            "yref": "y",
            "y": height - over,
            "yanchor": "middle",
            "align": "left",
            "showarrow": False,
            "font": {"size": 12, "color": line.look.colour},
        }
        for height, (_, line) in zip(heights, wanted, strict=True)
    ]


def short(name: str) -> str:
    """A name cut to fit beside a chart."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"


def _room(lines: Sequence[Line]) -> int:
    """Pixels for the longest label."""
    return 30 + 7 * max((len(short(line.name)) for line in lines), default=0)
