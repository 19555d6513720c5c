"""What moved in a window."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from stances.models import Position
from stances.moves import halves, moves
from stances.records import Window
from tests.factories import ActorFactory
from tests.pages.world import CRITICAL, NEUTRAL, SUPPORTIVE, crowd, norland, said, said_often

pytestmark = pytest.mark.django_db
YEAR = Window(date(2022, 1, 1), date(2022, 12, 31))
EARLY = [date(2022, 2, day) for day in range(1, 6)]
LATE = [date(2022, 10, day) for day in range(1, 6)]


def test_a_turn_is_told_with_both_means_and_the_statements_that_made_it() -> None:
    target, turned = norland(), ActorFactory()
    said_often(turned, target, EARLY, SUPPORTIVE)
    late = said_often(turned, target, LATE, CRITICAL)
    mildest = said(turned, target, date(2022, 12, 1), NEUTRAL)
    [move] = moves(Position.objects.charted(), YEAR, 4)
    assert (move.actor, move.target, move.n_before, move.n_after) == (turned.pk, target.pk, 5, 6)
    assert move.before == pytest.approx(0.8)
    assert move.after == pytest.approx(-4 / 6)
    assert move.change.clear and move.change.difference == pytest.approx(move.after - move.before)
    assert move.statements == (late[4].pk, late[3].pk)
    assert mildest.pk not in move.statements


def test_what_stayed_or_is_too_little_did_not_move() -> None:
    target, steady, few = norland(), ActorFactory(), ActorFactory()
    said_often(steady, target, EARLY + LATE, CRITICAL)
    said_often(few, target, EARLY[:2], SUPPORTIVE)
    said_often(few, target, LATE[:2], CRITICAL)
    assert moves(Position.objects.charted(), YEAR, 4) == []


def test_the_largest_moves_come_first_and_no_more_than_asked_for() -> None:
    target = norland()
    for labels in ((SUPPORTIVE, NEUTRAL), (SUPPORTIVE, CRITICAL), (CRITICAL, NEUTRAL)):
        actor = ActorFactory()
        said_often(actor, target, EARLY, labels[0])
        said_often(actor, target, LATE, labels[1])
    found = moves(Position.objects.charted(), YEAR, 2)
    assert [round(abs(move.change.difference), 1) for move in found] == [1.6, 0.8]


def test_a_window_is_cut_once_and_whole() -> None:
    early, late = halves(YEAR)
    assert (early.since, late.until) == (YEAR.since, YEAR.until)
    assert early.until and late.since and (late.since - early.until).days == 1


@pytest.mark.parametrize("actors", [2, 6])
def test_it_takes_four_queries_whoever_spoke(
    actors: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    target = norland()
    for actor in crowd(actors, target):
        said_often(actor, target, LATE, CRITICAL)
    with django_assert_max_num_queries(4):
        moves(Position.objects.charted(), YEAR, 4)
