"""The data of a figure: one function a layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import escape

from stances.charts.axes import Figure
from stances.charts.words import about_mark, about_point, held_from_to, period, wrapped
from stances.records import Bucket, DatedEvent, KnownRole, Mark, Point
from stances.summaries import day
from stances.vocabulary import Bin, Stance

#: Shape first, colour second: a stance is never told by colour alone.
SYMBOLS = {Stance.SUPPORTIVE: "triangle-up", Stance.CRITICAL: "triangle-down", Stance.NEUTRAL: "circle"}
COLOURS = {
    Stance.SUPPORTIVE: "var(--supportive)",
    Stance.CRITICAL: "var(--critical)",
    Stance.NEUTRAL: "var(--neutral)",
}
#: Bars are told apart by hatching as well, and by lightness.
FILLS = {**COLOURS, Stance.NEUTRAL: "var(--no-side)"}
PATTERNS = {Stance.SUPPORTIVE: "/", Stance.CRITICAL: "", Stance.NEUTRAL: ""}

_MILLISECONDS = 86_400_000

#: A point with the stretch that is seen of its bin: from the first day to the day after the last.
_Seen = tuple[Point, date, date]


@dataclass(frozen=True, slots=True)
class Panel:
    """What one panel shows: the stance toward one target, as means of bins and as single statements."""

    slug: str
    target: str
    points: Sequence[Point]
    marks: Sequence[Mark]


def of_panel(panel: Panel, axis: str, size: Bin, since: date, until: date) -> list[Figure]:
    """The layers of one panel, the undermost first. A bin that reaches out of the window is drawn as far as it goes."""
    seen = [
        (point, max(point.start, since), min(point.end, until) + timedelta(days=1))
        for point in panel.points
        if point.start <= until and since <= point.end
    ]
    return [
        _ribbon(seen, axis),
        _step_line(seen, axis),
        *[
            trace
            for uncertain in (False, True)
            if (trace := _statements([m for m in panel.marks if m.uncertain is uncertain], axis, panel.slug))
        ],
        _means(seen, axis, size, panel.slug),
    ]


def _ribbon(seen: Sequence[_Seen], axis: str) -> Figure:
    """The intervals, each as wide as its bin."""
    x: list[str | None] = []
    y: list[float | None] = []
    for point, left, right in seen:
        if point.low is None or point.high is None:
            continue
        x += [*(day.isoformat() for day in (left, right, right, left, left)), None]
        y += [point.low, point.low, point.high, point.high, point.low, None]
    return {
        "type": "scatter",
        "name": "95% interval",
        "mode": "lines",
        "x": x,
        "y": y,
        "yaxis": axis,
        "fill": "toself",
        "fillcolor": "var(--interval)",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "connectgaps": False,
    }


def _step_line(seen: Sequence[_Seen], axis: str) -> Figure:
    """The means, each spanning its bin; the line breaks where a bin holds nothing."""
    x: list[str | None] = []
    y: list[float | None] = []
    ended: date | None = None
    for point, left, right in seen:
        if ended is not None and ended != left:
            x.append(None)
            y.append(None)
        x += [left.isoformat(), right.isoformat()]
        y += [point.mean, point.mean]
        ended = right
    return {
        "type": "scatter",
        "name": "Course of the mean",
        "mode": "lines",
        "x": x,
        "y": y,
        "yaxis": axis,
        "line": {"color": "var(--ink)", "width": 2},
        "hoverinfo": "skip",
        "connectgaps": False,
    }


def _means(seen: Sequence[_Seen], axis: str, size: Bin, slug: str) -> Figure:
    """The mean of each bin at its middle, with n and interval in the hover text."""
    return {
        "type": "scatter",
        "name": f"Mean of a {size.label.lower()}",
        "mode": "markers",
        "x": [middle_of(left, right) for _, left, right in seen],
        "y": [point.mean for point, _, _ in seen],
        "yaxis": axis,
        "marker": {"color": "var(--ink)", "size": 7, "line": {"color": "var(--surface)", "width": 1.5}},
        "customdata": [target_of_click(point.start, point.end, slug) for point, _, _ in seen],
        "hovertext": [about_point(point) for point, _, _ in seen],
        "hoverinfo": "text",
        "connectgaps": False,
    }


def _statements(marks: Sequence[Mark], axis: str, slug: str) -> Figure | None:
    if not marks:
        return None
    uncertain = marks[0].uncertain
    return {
        "type": "scatter",
        "name": "Uncertain statements" if uncertain else "Statements",
        "mode": "markers",
        "x": [mark.day.isoformat() for mark in marks],
        "y": [mark.score for mark in marks],
        "yaxis": axis,
        "opacity": 0.8,
        "marker": {
            "symbol": [SYMBOLS[mark.label] + ("-open" if uncertain else "") for mark in marks],
            "color": [COLOURS[mark.label] for mark in marks],
            "size": 9,
            "line": {
                "width": [1.5 if uncertain or mark.by_person else 0 for mark in marks],
                "color": ["var(--person)" if mark.by_person else COLOURS[mark.label] for mark in marks],
            },
        },
        "customdata": [target_of_click(mark.day, mark.day, slug) for mark in marks],
        "ids": [str(mark.statement) for mark in marks],
        "hovertext": [about_mark(mark) for mark in marks],
        "hoverinfo": "text",
    }


def of_events(events: Sequence[DatedEvent], axis: str) -> Figure:
    return {
        "type": "scatter",
        "name": "Events",
        "mode": "markers",
        "x": [event.day.isoformat() for event in events],
        "y": [0.5] * len(events),
        "yaxis": axis,
        "marker": {"symbol": "diamond", "size": 8, "color": "var(--ink-3)"},
        "hovertext": [f"{wrapped(event.title)}<br>{day(event.day)} · {escape(event.source)}" for event in events],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def of_roles(lanes: Sequence[Sequence[KnownRole]], axis: str, since: date, until: date) -> Figure:
    """The roles as bars, cut to the window, in as many lanes as overlapping roles need."""
    held = [(lane, role) for lane, roles in enumerate(lanes) for role in roles]
    starts = [max(role.start or since, since) for _, role in held]
    ends = [min(role.end or until, until) for _, role in held]
    return {
        "type": "bar",
        "name": "Roles",
        "orientation": "h",
        "base": [start.isoformat() for start in starts],
        "x": [((end - start).days + 1) * _MILLISECONDS for start, end in zip(starts, ends, strict=True)],
        "y": [lane for lane, _ in held],
        "yaxis": axis,
        "width": 0.86,
        "text": [escape(role.title) for _, role in held],
        "textposition": "inside",
        "insidetextanchor": "start",
        "textangle": 0,
        "textfont": {"size": 11, "color": "var(--ink-2)"},
        "marker": {"color": "var(--sunken)", "line": {"color": "var(--line-strong)", "width": 1}},
        "hovertext": [f"{wrapped(role.title)}<br>{held_from_to(role)}" for _, role in held],
        "hoverinfo": "text",
    }


def middle_of(left: date, right: date) -> str:
    return (datetime.combine(left, time()) + (right - left) / 2).isoformat(timespec="minutes")


def target_of_click(start: date, end: date, slug: str) -> list[str]:
    return [start.isoformat(), end.isoformat(), slug]


def bars(buckets: Sequence[Bucket], stance: Stance, slug: str) -> Figure:
    """How many statements took one side, as bars of their bins' widths."""
    widths = [((bucket.end - bucket.start).days + 1) * _MILLISECONDS for bucket in buckets]
    return {
        "type": "bar",
        "name": stance.label,
        "x": [bucket.start.isoformat() for bucket in buckets],
        "y": [bucket.tally.of(stance) for bucket in buckets],
        "width": [0.86 * width for width in widths],
        "offset": [0.07 * width for width in widths],
        "marker": {
            "color": FILLS[stance],
            "pattern": {
                "shape": PATTERNS[stance],
                "fillmode": "overlay",
                "fgcolor": "var(--surface)",
                "size": 6,
                "solidity": 0.2,
            },
        },
        "customdata": [target_of_click(bucket.start, bucket.end, slug) for bucket in buckets],
        "hovertext": [
            f"{period(bucket.start, bucket.end)}<br>{bucket.tally.of(stance)} of {bucket.tally.n} {stance.value}"
            for bucket in buckets
        ],
        "hoverinfo": "text",
    }
