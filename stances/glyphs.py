"""Small drawings that stand inside text and tables: where a bar, a strip or a course runs, in a drawing's own units.

The templates turn them into inline SVG with classes of the stylesheet, so they follow light and dark and need no
script. Numbers are strings with a point, whatever the language of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stances.records import Point, Tally, Window
from stances.vocabulary import Stance

#: Bar: 0 to 100 is −1 to +1. Course: width and height of the drawing, in its own units.
BAR_WIDTH = 100.0
COURSE_WIDTH, COURSE_HEIGHT = 96.0, 26.0
_MARGIN = 3.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from zero to the mean, and the interval as a line over it (empty where there is none)."""

    x: str
    width: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Course:
    """A line that breaks where nothing was said, the dots of bins with no neighbour, and the last bin's dot."""

    path: str
    dots: tuple[tuple[str, str], ...]
    last: tuple[str, str]
    zero: str


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


def course(points: Sequence[Point], window: Window) -> Course | None:
    """The course of a series over its window; None where there is nothing to draw."""
    if not points:
        return None
    since = window.since or points[0].start
    days = max(((window.until or points[-1].end) - since).days, 1)
    places = [(_along(point, since, days), _up(point.mean)) for point in points]
    runs: list[list[tuple[str, str]]] = []
    for index, place in enumerate(places):
        if index and (points[index].start - points[index - 1].end).days == 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    path = "".join("M" + "L".join(f"{x} {y}" for x, y in run) for run in runs if len(run) > 1)
    dots = tuple(run[0] for run in runs if len(run) == 1)
    return Course(path=path, dots=dots, last=places[-1], zero=_up(0.0))


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


def _along(point: Point, since: date, days: int) -> str:
    """The middle of a bin, kept inside the drawing where the window cuts the bin."""
    middle = point.start + (point.end - point.start) / 2
    share = min(max((middle - since).days / days, 0.0), 1.0)
    return _number(_MARGIN + share * (COURSE_WIDTH - 2 * _MARGIN))


def _up(score: float) -> str:
    return _number(_MARGIN + (1.0 - score) / 2.0 * (COURSE_HEIGHT - 2 * _MARGIN))


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
