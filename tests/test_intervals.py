"""The bootstrap over articles, against what is known of it."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.intervals import MANY_ARTICLES, MIN_ARTICLES, MIN_STATEMENTS, interval, interval_of_difference, mean

scores = st.floats(-1, 1, allow_nan=False)
articles = st.lists(st.tuples(scores, st.integers(1, 5)), min_size=1, max_size=12).map(
    lambda cells: [(score * n, n) for score, n in cells]
)


@given(articles)
def test_an_interval_exists_exactly_where_there_is_enough_and_stays_inside_the_scale(
    cells: list[tuple[float, int]],
) -> None:
    bounds = interval(cells)
    enough = len(cells) >= MIN_ARTICLES and sum(n for _, n in cells) >= MIN_STATEMENTS
    assert (bounds is not None) == enough
    if bounds is not None:
        means = [total / n for total, n in cells]
        assert min(means) - 1e-9 <= bounds[0] <= bounds[1] <= max(means) + 1e-9
        assert -1 <= bounds[0] <= bounds[1] <= 1


@pytest.mark.parametrize("n", [150, 200, 201, 400])
def test_with_many_independent_statements_it_is_the_normal_interval(n: int) -> None:
    drawn = np.random.default_rng(1).uniform(-0.5, 0.7, n)
    bounds = interval([(float(score), 1) for score in drawn])
    assert bounds is not None
    half = 1.96 * drawn.std(ddof=1) / math.sqrt(len(drawn))
    assert bounds[0] == pytest.approx(drawn.mean() - half, abs=0.15 * half)
    assert bounds[1] == pytest.approx(drawn.mean() + half, abs=0.15 * half)


def test_above_many_articles_what_is_worked_out_agrees_with_what_is_drawn() -> None:
    """Twice the same articles, too many for a draw, shrink the interval by the root of two and no more."""
    generator = np.random.default_rng(3)
    counts = generator.integers(1, 6, MANY_ARTICLES)
    cells = [(float(generator.uniform(-1, 1)) * int(n), int(n)) for n in counts]
    drawn, computed = interval(cells), interval(cells * 2)
    assert drawn is not None and computed is not None
    ratio = (drawn[1] - drawn[0]) / (computed[1] - computed[0])
    assert ratio == pytest.approx(math.sqrt(2), rel=0.08)
    assert sum(drawn) / 2 == pytest.approx(sum(computed) / 2, abs=0.02)
    changes = interval_of_difference(cells[:150], cells[50:]), interval_of_difference(cells[:150], cells[50:] * 2)
    assert changes[0] is not None and changes[1] is not None
    assert changes[1][1] - changes[1][0] < changes[0][1] - changes[0][0]


def test_with_few_articles_it_is_close_to_all_the_draws_there_are() -> None:
    cells = [(1.0, 2), (-0.5, 1), (0.2, 1), (-1.6, 2)]
    every = [mean(draw) for draw in itertools.product(cells, repeat=len(cells))]
    bounds = interval(cells)
    assert bounds is not None
    assert bounds[0] == pytest.approx(np.quantile(every, 0.025), abs=0.06)
    assert bounds[1] == pytest.approx(np.quantile(every, 0.975), abs=0.06)


def test_statements_of_one_article_count_as_one_draw() -> None:
    """Four statements each in four articles say less than sixteen articles of one."""
    together = interval([(3.2, 4), (-3.2, 4), (3.2, 4), (-3.2, 4)])
    apart = interval([(0.8, 1), (-0.8, 1)] * 8)
    assert together is not None and apart is not None
    assert together[1] - together[0] > 1.5 * (apart[1] - apart[0])


def test_articles_that_all_say_the_same_leave_no_width() -> None:
    assert interval([(0.8, 1)] * 6) == pytest.approx((0.8, 0.8))


def test_the_draws_are_seeded() -> None:
    cells = [(0.1 * number, 1) for number in range(-4, 6)]
    assert interval(cells) == interval(list(cells))


def test_a_difference_of_halves_that_are_alike_does_not_leave_out_zero() -> None:
    half = [(0.5, 1), (-0.5, 1), (0.1, 1), (0.3, 1)]
    bounds = interval_of_difference(half, half)
    assert bounds is not None
    assert bounds[0] < 0 < bounds[1]


def test_the_halves_of_a_difference_are_drawn_independently() -> None:
    """Drawn alike, two equal halves would never differ, and any change would look certain."""
    half = [(0.5, 1), (-0.5, 1), (0.1, 1), (0.3, 1)]
    bounds = interval_of_difference(half, half)
    alone = interval([*half, (0.1, 1)])
    assert bounds is not None and alone is not None
    assert bounds[1] - bounds[0] > alone[1] - alone[0]


def test_too_small_a_half_gives_no_difference() -> None:
    assert interval_of_difference([(0.5, 1)] * 2, [(0.5, 1)] * 9) is None
    assert interval_of_difference([(0.5, 1)] * 9, [(1.5, 3)] * 2) is None
