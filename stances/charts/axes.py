"""What stands around the data: margins, axes, titles, and what all figures have in common."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from stances.records import DatedEvent, Window

Figure = dict[str, Any]

#: Margins above and below the axes, in pixels.
TOP, BOTTOM = 6, 30


def figure(traces: list[Figure], layout: Figure) -> Figure:
    layout = {
        "margin": {"t": TOP, "b": BOTTOM, "l": 8, "r": 12},
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


def score_axis(bottom: float, top: float) -> Figure:
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


def strip_axis(bottom: float, top: float, ends: list[float], word: str) -> Figure:
    """The axis of a strip that measures nothing: one word and no line."""
    return {
        "domain": [bottom, top],
        "range": ends,
        "tickvals": [sum(ends) / 2],
        "ticktext": [word],
        "tickfont": {"size": 11, "color": "var(--ink-3)"},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }


def title(text: str, at: float) -> Figure:
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


def event_line(event: DatedEvent, bottom: float, top: float, *, faint: bool = False) -> Figure:
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
        "opacity": 0.3 if faint else 0.55,
    }


def time_range(since: date, until: date) -> list[str]:
    """The axis a little longer than its window, so that nothing sits on the edge."""
    edge = timedelta(days=max(((until - since).days + 1) / 80, 0.5))
    first, last = datetime.combine(since, time()), datetime.combine(until + timedelta(days=1), time())
    return [(first - edge).isoformat(timespec="minutes"), (last + edge).isoformat(timespec="minutes")]


def days(window: Window) -> tuple[date, date]:
    if window.since is None or window.until is None:
        raise ValueError("a figure needs the first and the last day of its axis")
    return window.since, window.until
