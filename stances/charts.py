"""Points into figures for Plotly, as plain dicts. Knows no model and no request.

Colours and fonts are names of the stylesheet's variables (`var(--critical)`), which `static/charts.js` looks up in
the browser, so that one figure serves light and dark. What a click needs stands in `customdata`:
`[first day, last day, target's slug]`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any

from stances.records import Bucket, DatedEvent, KnownRole, Mark, Point, Window
from stances.summaries import day, signed
from stances.vocabulary import Bin, Stance

Figure = dict[str, Any]

#: Shape first, colour second: a stance is never told by colour alone.
SYMBOLS = {Stance.SUPPORTIVE: "triangle-up", Stance.CRITICAL: "triangle-down", Stance.NEUTRAL: "circle"}
COLOURS = {
    Stance.SUPPORTIVE: "var(--supportive)",
    Stance.CRITICAL: "var(--critical)",
    Stance.NEUTRAL: "var(--neutral)",
}
PATTERNS = {Stance.SUPPORTIVE: "/", Stance.CRITICAL: "", Stance.NEUTRAL: "."}

# Heights in pixels.
_PANEL, _TITLE, _EVENTS, _LANE, _LANE_GAP = 190, 34, 22, 24, 12
_TOP, _BOTTOM = 6, 30
_MILLISECONDS = 86_400_000
_WRAP = 46


@dataclass(frozen=True, slots=True)
class Panel:
    """What one panel shows: the stance toward one target, as means of bins and as single statements."""

    slug: str
    target: str
    points: Sequence[Point]
    marks: Sequence[Mark]


def over_time(
    panels: Sequence[Panel], window: Window, size: Bin, events: Sequence[DatedEvent], roles: Sequence[KnownRole]
) -> Figure:
    """One panel a target over one axis of time, with events above and the roles held below.

    `window` needs both its days. A mean spans its bin; neighbouring bins are joined, a bin without a statement is a
    gap. Statements are single points, hollow where the label is uncertain.
    """
    since, until = _days(window)
    lanes = _lanes(role for role in roles if _overlaps(role, since, until))
    strip = _EVENTS if events else 0
    below = _LANE * len(lanes) + _LANE_GAP if lanes else 0
    inner = strip + (_TITLE + _PANEL) * len(panels) + below
    layout: Figure = {
        "height": inner + _TOP + _BOTTOM,
        "xaxis": {
            "type": "date",
            "range": [since.isoformat(), (until + timedelta(days=1)).isoformat()],
            "anchor": "free",
            "position": 0,
            "gridcolor": "var(--line)",
            "linecolor": "var(--line-strong)",
            "ticks": "outside",
            "tickcolor": "var(--line-strong)",
            "showline": True,
            "hoverformat": "%-d %B %Y",
        },
        "annotations": [],
        "shapes": [],
    }
    traces: list[Figure] = []
    for index, panel in enumerate(panels):
        axis = "y" if index == 0 else f"y{index + 1}"
        top = inner - strip - index * (_TITLE + _PANEL) - _TITLE
        layout[f"yaxis{index + 1 if index else ''}"] = _score_axis((top - _PANEL) / inner, top / inner)
        layout["annotations"].append(_title(f"toward {escape(panel.target)}", top / inner))
        traces += _panel(panel, axis, size)
    if events:
        bottom = (inner - strip) / inner
        axis = len(panels) + 1
        layout[f"yaxis{axis}"] = _hidden_axis(bottom, 1.0, [0, 1])
        traces.append(_events(events, f"y{axis}"))
        layout["shapes"] = [_event_line(event, below / inner, (inner - strip / 2) / inner) for event in events]
    if lanes:
        axis = len(panels) + 2
        layout[f"yaxis{axis}"] = _hidden_axis(0.0, (below - _LANE_GAP) / inner, [len(lanes) - 0.5, -0.5])
        traces.append(_roles(lanes, f"y{axis}", since, until))
    return _figure(traces, layout)


def distribution(buckets: Sequence[Bucket], window: Window, slug: str) -> Figure:
    """How many statements took each side, bin by bin, stacked. `window` needs both its days."""
    since, until = _days(window)
    widths = [((bucket.end - bucket.start).days + 1) * _MILLISECONDS for bucket in buckets]
    traces = [
        {
            "type": "bar",
            "name": stance.label,
            "x": [bucket.start.isoformat() for bucket in buckets],
            "y": [bucket.tally.of(stance) for bucket in buckets],
            "width": [0.86 * width for width in widths],
            "offset": [0.07 * width for width in widths],
            "marker": {
                "color": COLOURS[stance],
                "pattern": {"shape": PATTERNS[stance], "fgcolor": "var(--surface)", "size": 6, "solidity": 0.25},
            },
            "customdata": [_target_of_click(bucket.start, bucket.end, slug) for bucket in buckets],
            "hovertext": [
                f"{_period(bucket.start, bucket.end)}<br>{bucket.tally.of(stance)} of {bucket.tally.n} "
                f"{stance.label.lower()}"
                for bucket in buckets
            ],
            "hoverinfo": "text",
        }
        for stance in (Stance.CRITICAL, Stance.NEUTRAL, Stance.SUPPORTIVE)
    ]
    layout = {
        "height": 300,
        "barmode": "stack",
        "xaxis": {
            "type": "date",
            "range": [since.isoformat(), (until + timedelta(days=1)).isoformat()],
            "linecolor": "var(--line-strong)",
            "showline": True,
            "showgrid": False,
        },
        "yaxis": {
            "title": {"text": "statements", "font": {"size": 12, "color": "var(--ink-3)"}, "standoff": 8},
            "gridcolor": "var(--line)",
            "zeroline": False,
            "fixedrange": True,
            "rangemode": "tozero",
            "automargin": True,
        },
    }
    return _figure(traces, layout)


# --- traces ------------------------------------------------------------------------------


def _panel(panel: Panel, axis: str, size: Bin) -> list[Figure]:
    return [
        _ribbon(panel.points, axis),
        _step_line(panel.points, axis),
        *[
            trace
            for uncertain in (False, True)
            if (trace := _statements([m for m in panel.marks if m.uncertain is uncertain], axis, panel.slug))
        ],
        _means(panel, axis, size),
    ]


def _ribbon(points: Sequence[Point], axis: str) -> Figure:
    """The intervals, each as wide as its bin."""
    x: list[str | None] = []
    y: list[float | None] = []
    for point in points:
        if point.low is None or point.high is None:
            continue
        left, right = point.start.isoformat(), (point.end + timedelta(days=1)).isoformat()
        x += [left, right, right, left, left, None]
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


def _step_line(points: Sequence[Point], axis: str) -> Figure:
    """The means, each spanning its bin; the line breaks where a bin holds nothing."""
    x: list[str | None] = []
    y: list[float | None] = []
    for before, point in zip([None, *points], points, strict=False):
        if before is not None and (point.start - before.end).days != 1:
            x.append(None)
            y.append(None)
        x += [point.start.isoformat(), (point.end + timedelta(days=1)).isoformat()]
        y += [point.mean, point.mean]
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


def _means(panel: Panel, axis: str, size: Bin) -> Figure:
    """The mean of each bin at its middle, with n and interval in the hover text."""
    return {
        "type": "scatter",
        "name": f"Mean of a {size.label.lower()}",
        "mode": "markers",
        "x": [(point.start + (point.end + timedelta(days=1) - point.start) / 2).isoformat() for point in panel.points],
        "y": [point.mean for point in panel.points],
        "yaxis": axis,
        "marker": {"color": "var(--ink)", "size": 7, "line": {"color": "var(--surface)", "width": 1.5}},
        "customdata": [_target_of_click(point.start, point.end, panel.slug) for point in panel.points],
        "hovertext": [_about_point(point) for point in panel.points],
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
        "customdata": [_target_of_click(mark.day, mark.day, slug) for mark in marks],
        "ids": [str(mark.statement) for mark in marks],
        "hovertext": [_about_mark(mark) for mark in marks],
        "hoverinfo": "text",
    }


def _events(events: Sequence[DatedEvent], axis: str) -> Figure:
    return {
        "type": "scatter",
        "name": "Events",
        "mode": "markers",
        "x": [event.day.isoformat() for event in events],
        "y": [0.5] * len(events),
        "yaxis": axis,
        "marker": {"symbol": "diamond", "size": 8, "color": "var(--ink-3)"},
        "hovertext": [f"{_wrapped(event.title)}<br>{day(event.day)} · {escape(event.source)}" for event in events],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _roles(lanes: Sequence[Sequence[KnownRole]], axis: str, since: date, until: date) -> Figure:
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
        "width": 0.8,
        "text": [escape(role.title) for _, role in held],
        "textposition": "inside",
        "insidetextanchor": "start",
        "textangle": 0,
        "textfont": {"size": 11, "color": "var(--ink-2)"},
        "marker": {"color": "var(--sunken)", "line": {"color": "var(--line-strong)", "width": 1}},
        "hovertext": [f"{_wrapped(role.title)}<br>{held_from_to(role)}" for _, role in held],
        "hoverinfo": "text",
    }


# --- layout ------------------------------------------------------------------------------


def _figure(traces: list[Figure], layout: Figure) -> Figure:
    layout = {
        "margin": {"t": _TOP, "b": _BOTTOM, "l": 8, "r": 12},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "var(--sans)", "size": 12, "color": "var(--ink-2)"},
        "hoverlabel": {
            "bgcolor": "var(--surface)",
            "bordercolor": "var(--line-strong)",
            "align": "left",
            "font": {"family": "var(--sans)", "size": 13, "color": "var(--ink)"},
        },
        "hovermode": "closest",
        "dragmode": "zoom",
        "showlegend": False,
        "uniformtext": {"mode": "hide", "minsize": 10},
        **layout,
    }
    return {"data": traces, "layout": layout}


def _score_axis(bottom: float, top: float) -> Figure:
    return {
        "domain": [bottom, top],
        "range": [-1.12, 1.12],
        "tickvals": [-1, 0, 1],
        "ticktext": ["critical", "neutral", "supportive"],
        "tickfont": {"size": 11, "color": "var(--ink-3)"},
        "gridcolor": "var(--line)",
        "zerolinecolor": "var(--line-strong)",
        "zerolinewidth": 1,
        "fixedrange": True,
        "automargin": True,
    }


def _hidden_axis(bottom: float, top: float, ends: list[float]) -> Figure:
    return {"domain": [bottom, top], "range": ends, "visible": False, "fixedrange": True}


def _title(text: str, at: float) -> Figure:
    return {
        "text": f"<b>{text}</b>",
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": at,
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 3,
        "showarrow": False,
        "font": {"size": 13, "color": "var(--ink)"},
    }


def _event_line(event: DatedEvent, bottom: float, top: float) -> Figure:
    return {
        "type": "line",
        "layer": "below",
        "xref": "x",
        "yref": "paper",
        "x0": event.day.isoformat(),
        "x1": event.day.isoformat(),
        "y0": bottom,
        "y1": top,
        "line": {"width": 1, "dash": "dot", "color": "var(--line-strong)"},
        "opacity": 0.55,
    }


# --- words and days ----------------------------------------------------------------------


def held_from_to(role: KnownRole) -> str:
    """When a role was held, as far as it is known: "May 2019 to July 2023", "since May 2019"."""
    if role.start and role.end:
        return f"{role.start:%B %Y} to {role.end:%B %Y}"
    if role.start:
        return f"since {role.start:%B %Y}"
    return f"until {role.end:%B %Y}" if role.end else "dates not known"


def _about_point(point: Point) -> str:
    bounds = (
        "too few statements for an interval"
        if point.low is None or point.high is None
        else f"95% interval {signed(point.low)} to {signed(point.high)}"
    )
    return (
        f"<b>{_period(point.start, point.end)}</b><br>mean {signed(point.mean)}<br>{bounds}<br>"
        f"n = {point.n}, from {point.articles} article{'' if point.articles == 1 else 's'}"
    )


def _about_mark(mark: Mark) -> str:
    sure = ", corrected by a person" if mark.by_person else ", uncertain" if mark.uncertain else ""
    outlet = f" · {escape(mark.outlet)}" if mark.outlet else ""
    return f"{_wrapped(mark.words)}<br><b>{mark.label.label}</b> {signed(mark.score)}{sure}<br>{day(mark.day)}{outlet}"


def _wrapped(text: str) -> str:
    return "<br>".join(escape(line) for line in textwrap.wrap(text, _WRAP))


def _period(start: date, end: date) -> str:
    if start == end:
        return day(start)
    if start.day == 1 and (end + timedelta(days=1)).day == 1:
        return f"{start:%B %Y}" if start.month == end.month else f"{start:%B}–{end:%B %Y}"
    return f"{day(start)} – {day(end)}"


def _target_of_click(start: date, end: date, slug: str) -> list[str]:
    return [start.isoformat(), end.isoformat(), slug]


def _days(window: Window) -> tuple[date, date]:
    if window.since is None or window.until is None:
        raise ValueError("a figure needs the first and the last day of its axis")
    return window.since, window.until


def _overlaps(role: KnownRole, since: date, until: date) -> bool:
    return (role.start is None or role.start <= until) and (role.end is None or since <= role.end)


def _lanes(roles: Iterable[KnownRole]) -> list[list[KnownRole]]:
    """Roles in order of time, each in the first lane that is free."""
    lanes: list[list[KnownRole]] = []
    for role in sorted(roles, key=lambda role: role.start or date.min):
        free = next(
            (lane for lane in lanes if lane[-1].end and role.start and lane[-1].end <= role.start),
            None,
        )
        if free is None:
            lanes.append([role])
        else:
            free.append(role)
    return lanes
