"""Small drawings inside tables."""

from __future__ import annotations

from datetime import date

import pytest

from stances.glyphs import COURSE_HEIGHT, COURSE_WIDTH, bar, course, strip
from stances.records import Point, Tally, Window

YEAR = Window(date(2022, 1, 1), date(2022, 12, 31))


@pytest.mark.parametrize(
    ("mean", "x", "width"), [(1.0, "50", "50"), (-1.0, "0", "50"), (-0.5, "25", "25"), (0.0, "50", "0.5")]
)
def test_a_bar_runs_from_zero_to_the_mean(mean: float, x: str, width: str) -> None:
    drawn = bar(mean, None, None)
    assert (drawn.x, drawn.width, drawn.low, drawn.high) == (x, width, "", "")


def test_a_bar_shows_its_interval() -> None:
    assert (bar(0.0, -0.5, 0.5).low, bar(0.0, -0.5, 0.5).high) == ("25", "75")


def test_a_course_leaves_a_month_without_statements_empty() -> None:
    points = [
        Point(date(2022, 1, 1), date(2022, 1, 31), 1.0, 1, 1),
        Point(date(2022, 12, 1), date(2022, 12, 31), -1.0, 1, 1),
    ]
    first, last = course(points, YEAR)
    assert (first.side, last.side) == ("supportive", "critical")
    assert float(first.y) == 0.0 and float(first.height) == COURSE_HEIGHT / 2
    assert float(last.y) == COURSE_HEIGHT / 2
    assert float(first.x) + float(first.width) < COURSE_WIDTH / 11
    assert float(last.x) > COURSE_WIDTH * 10 / 11


def test_a_mean_of_zero_is_drawn_and_no_gap() -> None:
    [column] = course([Point(date(2022, 5, 1), date(2022, 5, 31), 0.0, 3, 3)], YEAR)
    assert column.side == "neutral"
    assert float(column.height) > 0
    assert float(column.y) < COURSE_HEIGHT / 2 < float(column.y) + float(column.height)


def test_a_bin_that_the_window_cuts_stays_inside_the_drawing() -> None:
    window = Window(date(2022, 1, 20), date(2022, 3, 10))
    columns = course(
        [Point(date(2022, 1, 1), date(2022, 1, 31), 0.5, 1, 1), Point(date(2022, 3, 1), date(2022, 3, 31), 0.5, 1, 1)],
        window,
    )
    assert all(float(one.x) >= 0 and float(one.x) + float(one.width) <= COURSE_WIDTH for one in columns)


def test_a_strip_fills_its_length_with_the_three_sides() -> None:
    critical, neutral, supportive = strip(Tally(supportive=1, critical=2, neutral=1))
    assert [share.x for share in (critical, neutral, supportive)] == ["0", "50", "75"]
    assert [share.percent for share in (critical, neutral, supportive)] == [50, 25, 25]


def test_an_empty_strip_is_empty() -> None:
    assert [share.width for share in strip(Tally())] == ["0", "0", "0"]
