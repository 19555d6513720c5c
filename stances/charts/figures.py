"""The figures of the pages, put together from their layers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape

from stances.charts.axes import BOTTOM, TOP, Figure, days, event_line, figure, score_axis, strip_axis, time_range, title
from stances.charts.traces import Panel, bars, of_events, of_panel, of_roles
from stances.records import Bucket, DatedEvent, KnownRole, Window
from stances.vocabulary import Bin, Stance

#: Above this many, the lines of events step back behind the data.
_MANY_EVENTS = 12

# Heights in pixels.
_PANEL, _TITLE, _EVENTS, _LANE, _LANE_GAP = 184, 34, 22, 30, 14


def over_time(
    panels: Sequence[Panel], window: Window, size: Bin, events: Sequence[DatedEvent], roles: Sequence[KnownRole]
) -> Figure:
    """One panel a target over one axis of time, with events above and the roles held below.

    `window` needs both its days. A mean spans its bin; neighbouring bins are joined, a bin without a statement is a
    gap. Statements are single points, hollow where the label is uncertain.
    """
    since, until = days(window)
    lanes = _lanes(role for role in roles if _overlaps(role, since, until))
    strip = _EVENTS if events else 0
    below = _LANE * len(lanes) + _LANE_GAP if lanes else 0
    inner = strip + (_TITLE + _PANEL) * len(panels) + below
    layout: Figure = {
        "height": inner + TOP + BOTTOM,
        "xaxis": {
            "type": "date",
            "range": time_range(since, until),
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
        layout[f"yaxis{index + 1 if index else ''}"] = score_axis((top - _PANEL) / inner, top / inner)
        layout["annotations"].append(title(f"toward {escape(panel.target)}", top / inner))
        traces += of_panel(panel, axis, size, since, until)
    if events:
        bottom = (inner - strip) / inner
        number = len(panels) + 1
        layout[f"yaxis{number}"] = strip_axis(bottom, 1.0, [0, 1], "events")
        traces.append(of_events(events, f"y{number}"))
        layout["shapes"] = [
            event_line(event, below / inner, (inner - strip / 2) / inner, faint=len(events) > _MANY_EVENTS)
            for event in events
        ]
    if lanes:
        number = len(panels) + 2
        layout[f"yaxis{number}"] = strip_axis(0.0, (below - _LANE_GAP) / inner, [len(lanes) - 0.5, -0.5], "roles")
        traces.append(of_roles(lanes, f"y{number}", since, until))
    return figure(traces, layout)


def distribution(buckets: Sequence[Bucket], window: Window, slug: str, events: Sequence[DatedEvent] = ()) -> Figure:
    """How many statements took each side, bin by bin, stacked, with a line where something happened.

    `window` needs both its days.

    A bin that the window cuts is drawn whole.
    """
    since, until = days(window)
    since = min([since, *(bucket.start for bucket in buckets)])
    until = max([until, *(bucket.end for bucket in buckets)])
    traces = [bars(buckets, stance, slug) for stance in (Stance.CRITICAL, Stance.NEUTRAL, Stance.SUPPORTIVE)]
    layout = {
        "height": 300,
        "barmode": "stack",
        "dragmode": False,
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
        "shapes": [event_line(event, 0.0, 1.0) for event in events],
    }
    if events:
        layout["yaxis2"] = {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}
        at_the_top = of_events(events, "y2")
        traces.append({**at_the_top, "y": [0.985] * len(events)})
    return figure(traces, layout)


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
