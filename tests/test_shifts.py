"""Where the level of a series changes, and what is told of it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stances import review, roles, shifts
from stances.models import Actor, Position, Statement, Target
from stances.vocabulary import Stance
from tests.factories import ActorFactory, ArticleFactory, TargetFactory, UserFactory
from tests.pages.world import CRITICAL, NEUTRAL, SUPPORTIVE, said, said_often

START = date(2022, 1, 3)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def weeks(n: int, since: int = 0) -> list[date]:
    return [START + timedelta(weeks=week) for week in range(since, since + n)]


def turned(actor: Actor, target: Target, n: int = 8) -> list[Statement]:
    """Supportive for so many weeks, then critical for as many."""
    return [
        *said_often(actor, target, weeks(n), SUPPORTIVE),
        *said_often(actor, target, weeks(n, since=n), CRITICAL),
    ]


# --- change points ------------------------------------------------------------------------


def test_a_step_is_found_where_it_is_and_a_level_has_none() -> None:
    noise = [0.1, -0.1, 0.05, 0.0, -0.05, 0.1, -0.1, 0.0]
    assert shifts.change_points([0.6 + x for x in noise] + [-0.5 + x for x in noise]) == [8]
    assert shifts.change_points([0.6 + x for x in noise] * 3) == []
    assert shifts.change_points([-0.8] * 6 + [0.7] * 7 + [-0.6] * 5) == [6, 13]


def test_one_odd_day_is_no_change_and_neither_is_a_swing_to_and_fro() -> None:
    assert shifts.change_points([0.7] * 10 + [-0.9] + [0.7] * 10) == []
    assert shifts.change_points([0.9, -0.9] * 12) == []


def test_a_small_step_of_somebody_who_always_says_the_same_is_no_change() -> None:
    assert shifts.change_points([0.90] * 10 + [0.80] * 10) == []


def test_too_short_a_series_has_no_change_points() -> None:
    assert shifts.change_points([]) == shifts.change_points([1.0]) == []
    assert shifts.change_points([1.0, 1.0, -1.0, -1.0, -1.0]) == []
    assert shifts.change_points([1.0, 1.0, 1.0, -1.0, -1.0, -1.0]) == [3]


def test_change_points_are_those_of_least_cost_of_all_there_could_be() -> None:
    """Against every way to cut a short series: PELT prunes, and loses nothing."""
    from itertools import combinations, pairwise
    from math import log
    from random import Random

    def cost(values: list[float]) -> float:
        middle = sum(values) / len(values)
        return sum((value - middle) ** 2 for value in values)

    for seed in range(12):
        draw = Random(seed)
        n = 14
        cut = draw.randint(3, 11)
        values = [draw.gauss(0.5 if at < cut else -0.5, 0.25) for at in range(n)]
        noise = sum((b - a) ** 2 for a, b in pairwise(values)) / (2 * (n - 1))
        penalty = shifts.PENALTY * max(noise, shifts.LEAST_VARIANCE) * log(n)

        def total(cuts: tuple[int, ...], values: list[float] = values, penalty: float = penalty) -> float:
            edges = [0, *cuts, len(values)]
            return sum(cost(values[a:b]) for a, b in pairwise(edges)) + penalty * len(cuts)

        ways = [
            cuts
            for k in range(4)
            for cuts in combinations(range(3, n - 2), k)
            if all(b - a >= shifts.LEAST_DAYS for a, b in zip([0, *cuts], [*cuts, n], strict=True))
        ]
        best = min(ways, key=total)
        assert total(tuple(shifts.change_points(values))) == pytest.approx(total(best)), seed


def test_importing_the_module_does_not_load_the_library() -> None:
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; django.setup();"
        "import stances.shifts, stances.urls; assert 'ruptures' not in sys.modules and 'scipy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


# --- shifts -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_shift_tells_means_numbers_days_and_statements_of_both_sides() -> None:
    actor, target = ActorFactory(name="Ilva Torrent"), TargetFactory()
    rows = turned(actor, target)
    (shift,) = shifts.of_actor(actor)
    assert (shift.before.n, shift.after.n, shift.before.articles) == (8, 8, 8)
    assert shift.before.statements == tuple(row.pk for row in rows[:8])
    assert shift.after.statements == tuple(row.pk for row in rows[8:])
    assert (shift.before.until, shift.after.since, shift.day) == (rows[7].said_on, rows[8].said_on, rows[8].said_on)
    assert shift.before.mean == pytest.approx(0.8) and shift.after.mean == pytest.approx(-0.8)
    assert shift.difference == pytest.approx(-1.6)
    assert shift.low <= shift.difference <= shift.high < 0
    (told,) = shifts.told([shift])
    assert told.sentence == (
        "Ilva Torrent moved toward criticism of Norland between 21 February 2022 and 28 February 2022: "
        "mean +0.80 in 8 statements before, −0.80 in 8 after."
    )
    assert told.key == f"{actor.slug}-norland-2022-02-28"
    assert f"actor={actor.slug}" in told.said_before and "until=2022-02-21" in told.said_before


@pytest.mark.django_db
def test_a_side_with_too_few_statements_or_articles_is_no_shift() -> None:
    target = TargetFactory()
    few = ActorFactory()
    said_often(few, target, weeks(10), SUPPORTIVE)
    said_often(few, target, weeks(4, since=10), CRITICAL)
    assert shifts.of_actor(few) == []

    two_articles = ActorFactory()
    said_often(two_articles, target, weeks(8), SUPPORTIVE)
    articles = [ArticleFactory(published=START), ArticleFactory(published=START)]
    for at, day in enumerate(weeks(6, since=8)):
        said(two_articles, target, day, CRITICAL, article=articles[at % 2])
    assert shifts.of_actor(two_articles) == []


@pytest.mark.django_db
def test_what_is_not_charted_makes_no_shift() -> None:
    actor, target = ActorFactory(), TargetFactory()
    for row in turned(actor, target)[8:]:
        Statement.objects.filter(pk=row.pk).update(negated=True)
    assert shifts.of_actor(actor) == []


@pytest.mark.django_db
def test_shifts_of_a_target_are_of_every_actor_the_newest_first() -> None:
    target, other = TargetFactory(), TargetFactory(name="Sundmark")
    early, late = ActorFactory(), ActorFactory()
    turned(early, target, 5)
    turned(late, target, 9)
    turned(late, other, 6)
    assert [shift.actor for shift in shifts.of_target(target)] == [late.pk, early.pk]
    assert len(shifts.everywhere()) == 3
    other.active = False
    other.save()
    assert {shift.target for shift in shifts.everywhere()} == {target.pk}


@pytest.mark.django_db
def test_they_are_kept_until_something_changes() -> None:
    actor, target = ActorFactory(), TargetFactory()
    rows = turned(actor, target)
    person: User = UserFactory()
    roles.grant(person, roles.ANALYSTS)
    person = User.objects.get(pk=person.pk)
    assert len(shifts.of_target(target)) == 1
    with CaptureQueriesContext(connection) as seen:
        assert len(shifts.of_target(target)) == 1
    assert len(seen) == 1
    for row in rows[8:]:
        review.correct(statement=row, target=target, label=Stance.SUPPORTIVE, person=person, reason="It was irony.")
    assert shifts.of_target(target) == []


@pytest.mark.django_db
def test_one_query_however_many_series() -> None:
    target = TargetFactory()
    for _ in range(3):
        turned(ActorFactory(), target, 5)
    said_often(ActorFactory(), target, weeks(12), NEUTRAL)
    with CaptureQueriesContext(connection) as seen:
        assert len(shifts.found_in(Position.objects.charted())) == 3
    assert len(seen) == 1
