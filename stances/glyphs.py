"""Small drawings that stand inside text and tables: where a bar, a strip or a course runs, in a drawing's own units.

The templates turn them into inline SVG with classes of the stylesheet, so they follow light and dark and need no
script. Numbers are strings with a point, whatever the language of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stances.records import Point, Tally, Window
from stances.summaries import LEANING
from stances.vocabulary import Stance

#: Bar: 0 to 100 is −1 to +1. Course: width and height of the drawing, in its own units.
BAR_WIDTH = 100.0
COURSE_WIDTH, COURSE_HEIGHT = 96.0, 26.0
#: The shortest column, for a mean near zero, and the share of a bin that its column leaves free.
_SHORTEST, _GAP = 2.0, 0.2


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from zero to the mean, and the interval as a line over it (empty where there is none)."""

    x: str
    width: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Column:
    """One bin's mean as a column up or down from zero; `side` is the stylesheet's name of its side."""

    x: str
    y: str
    width: str
    height: str
    side: str


@dataclass(frozen=True, slots=True)
class Share:
    """One stance's stretch of a strip of 100 units, with its count."""

    stance: Stance
    x: str
    width: str
    n: int
    percent: int


def bar(mean: float, low: float | None, high: float | None) -> Bar:
    """The bar of a mean in [−1, 1]; a bar too short to see is still half a unit wide."""
    at, zero = _across(mean), BAR_WIDTH / 2
    return Bar(
        x=_number(min(at, zero)),
        width=_number(max(abs(at - zero), 0.5)),
        low="" if low is None else _number(_across(low)),
        high="" if high is None else _number(_across(high)),
    )


def course(points: Sequence[Point], window: Window) -> tuple[Column, ...]:
    """The course of a series over its window, one column a bin; a bin in which nothing was said stays empty.

    A mean of ±1 reaches the edge, one near zero is a short stump over the line, so that it is no gap.
    """
    if not points:
        return ()
    since = window.since or points[0].start
    days = ((window.until or points[-1].end) - since).days + 1
    return tuple(_column(point, since, days) for point in points)


def _column(point: Point, since: date, days: int) -> Column:
    left = max((point.start - since).days, 0) / days * COURSE_WIDTH
    right = min((point.end - since).days + 1, days) / days * COURSE_WIDTH
    half = COURSE_HEIGHT / 2
    height = max(abs(point.mean) * half, _SHORTEST)
    if abs(point.mean) < LEANING:
        side, top = Stance.NEUTRAL, half - (height if point.mean > 0 else height / 2 if point.mean == 0 else 0.0)
    elif point.mean > 0:
        side, top = Stance.SUPPORTIVE, half - height
    else:
        side, top = Stance.CRITICAL, half
    return Column(
        x=_number(left + (right - left) * _GAP / 2),
        y=_number(top),
        width=_number(max((right - left) * (1 - _GAP), 1.0)),
        height=_number(height),
        side=side.value,
    )


def strip(tally: Tally) -> tuple[Share, ...]:
    """The shares of the three stances, critical on the left as on every axis, each at its place in 100 units."""
    shares, x = [], 0.0
    for stance in (Stance.CRITICAL, Stance.NEUTRAL, Stance.SUPPORTIVE):
        n = tally.of(stance)
        width = 100.0 * n / tally.n if tally.n else 0.0
        shares.append(Share(stance, _number(x), _number(width), n, round(width)))
        x += width
    return tuple(shares)


def _across(score: float) -> float:
    return (score + 1.0) / 2.0 * BAR_WIDTH


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
