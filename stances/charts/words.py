"""What a chart says in words: its hover texts, as the little HTML that Plotly reads. All text is escaped."""

from __future__ import annotations

import textwrap
from datetime import date, timedelta
from html import escape

from stances.records import KnownRole, Mark, Point
from stances.summaries import day, signed

_WRAP = 46


def held_from_to(role: KnownRole) -> str:
    """When a role was held, as far as it is known: "May 2019 to July 2023", "since May 2019"."""
    if role.start and role.end:
        return f"{role.start:%B %Y} to {role.end:%B %Y}"
    if role.start:
        return f"since {role.start:%B %Y}"
    return f"until {role.end:%B %Y}" if role.end else "dates not known"


def about_point(point: Point) -> str:
    bounds = (
        "too few statements for an interval"
        if point.low is None or point.high is None
        else f"95% interval {signed(point.low)} to {signed(point.high)}"
    )
    return (
        f"<b>{period(point.start, point.end)}</b><br>mean {signed(point.mean)}<br>{bounds}<br>"
        f"n = {point.n}, from {point.articles} article{'' if point.articles == 1 else 's'}"
    )


def about_mark(mark: Mark) -> str:
    sure = ", corrected by a person" if mark.by_person else ", uncertain" if mark.uncertain else ""
    outlet = f" · {escape(mark.outlet)}" if mark.outlet else ""
    return f"{wrapped(mark.words)}<br><b>{mark.label.label}</b> {signed(mark.score)}{sure}<br>{day(mark.day)}{outlet}"


def wrapped(text: str) -> str:
    return "<br>".join(escape(line) for line in textwrap.wrap(text, _WRAP))


def period(start: date, end: date) -> str:
    if start == end:
        return day(start)
    if start.day == 1 and (end + timedelta(days=1)).day == 1:
        return f"{start:%B %Y}" if start.month == end.month else f"{start:%B}–{end:%B %Y}"
    return f"{day(start)} – {day(end)}"
