"""From labels in force to points and standings."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from stances import bins, positions, timeline
from stances.models import Actor, Correction, Event, Position, Statement, Target
from stances.records import Tally, Terms, Window
from stances.vocabulary import ActorStatus, Bin, Dating, Labels, Lookback, Stance, StatementKind
from tests.factories import ActorFactory, ArticleFactory, TargetFactory, UserFactory
from tests.pages.world import CRITICAL, NEUTRAL, SUPPORTIVE, UNRELATED, crowd, norland, said, said_often

YEAR = Window(date(2022, 1, 1), date(2022, 12, 31))


# --- bins and windows ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "size", "start", "end"),
    [
        (date(2024, 2, 29), Bin.DAY, date(2024, 2, 29), date(2024, 2, 29)),
        (date(2024, 2, 29), Bin.WEEK, date(2024, 2, 26), date(2024, 3, 3)),
        (date(2024, 2, 5), Bin.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        (date(2023, 12, 31), Bin.MONTH, date(2023, 12, 1), date(2023, 12, 31)),
        (date(2023, 12, 31), Bin.QUARTER, date(2023, 10, 1), date(2023, 12, 31)),
        (date(2022, 5, 17), Bin.QUARTER, date(2022, 4, 1), date(2022, 6, 30)),
    ],
)
def test_a_bin_is_a_whole_calendar_unit(day: date, size: Bin, start: date, end: date) -> None:
    assert bins.bin_of(day, size) == (start, end)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2022, 8, 31), 6, date(2022, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 1, 15), 12, date(2021, 1, 15)),
        (date(2022, 12, 31), 1, date(2022, 11, 30)),
        (date(2022, 3, 1), 3, date(2021, 12, 1)),
    ],
)
def test_months_back_stay_inside_the_month(day: date, months: int, expected: date) -> None:
    assert bins.months_before(day, months) == expected


@pytest.mark.parametrize(
    ("days", "n", "size"),
    [
        (20, None, Bin.DAY),
        (120, None, Bin.WEEK),
        (800, None, Bin.MONTH),
        (1600, None, Bin.QUARTER),
        (20, 100, Bin.DAY),
        (20, 8, Bin.WEEK),
        (800, 12, Bin.QUARTER),
    ],
)
def test_default_bins_follow_the_span_and_hold_a_few_statements_each(days: int, n: int | None, size: Bin) -> None:
    first = date(2022, 1, 1)
    assert bins.default_bin(first, first + timedelta(days=days - 1), n) is size


def test_a_lookback_counts_from_the_last_day_of_the_data() -> None:
    data = Window(date(2019, 5, 1), date(2022, 8, 31))
    assert bins.lookback(Lookback.MONTHS_6, data) == Window(date(2022, 3, 1), date(2022, 8, 31))
    assert bins.lookback(Lookback.ALL, data) == data


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("recent", "within_three_years", "usual"),
    [(4, 0, Lookback.MONTHS_12), (3, 1, Lookback.MONTHS_36), (3, 0, Lookback.ALL), (1, 1, Lookback.ALL)],
)
def test_the_usual_window_is_the_shortest_with_enough_statements(
    recent: int, within_three_years: int, usual: Lookback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "_ENOUGH", 4)
    target, actor = norland(), ActorFactory()
    for years_ago, n in ((0, recent), (2, within_three_years), (5, 1)):
        for day in range(1, n + 1):
            said(actor, target, date(2022 - years_ago, 6, day))
    data = timeline.extent()
    assert data is not None and timeline.default_lookback(data) is usual


@pytest.mark.django_db
def test_a_date_that_is_still_to_come_does_not_move_the_cut_off() -> None:
    actor, target = ActorFactory(), norland()
    said(actor, target, date(2022, 3, 4))
    said(actor, target, date.today() + timedelta(days=400))
    assert timeline.extent() == Window(date(2022, 3, 4), date(2022, 3, 4))


@pytest.mark.django_db
def test_without_a_statement_there_is_no_extent() -> None:
    assert timeline.extent() is None


# --- points ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_points_carry_mean_statements_and_articles() -> None:
    actor, target = ActorFactory(), norland()
    speech = ArticleFactory(published=date(2022, 3, 4))
    said(actor, target, date(2022, 3, 4), SUPPORTIVE, article=speech, probability=0.85)
    said(actor, target, date(2022, 3, 4), CRITICAL, article=speech, probability=0.85)
    said(actor, target, date(2022, 3, 20), SUPPORTIVE, probability=0.85)

    [point] = timeline.series(Position.objects.charted(), Bin.MONTH)[actor.pk, target.pk]

    assert (point.start, point.end) == (date(2022, 3, 1), date(2022, 3, 31))
    assert (point.n, point.articles) == (3, 2)
    assert point.mean == pytest.approx((0.8 - 0.8 + 0.8) / 3)
    assert point.low is None and point.high is None
    assert set(point.statements) == set(Statement.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_a_month_in_which_nothing_was_said_has_no_point() -> None:
    actor, target = ActorFactory(), norland()
    said_often(actor, target, [date(2022, 1, 5), date(2022, 4, 5)])
    points = timeline.series(Position.objects.charted(), Bin.MONTH)[actor.pk, target.pk]
    assert [point.start for point in points] == [date(2022, 1, 1), date(2022, 4, 1)]


@pytest.mark.django_db
def test_the_series_of_actors_and_targets_stay_apart() -> None:
    one, other, target, second = ActorFactory(), ActorFactory(), norland(), TargetFactory(name="Sudmark")
    said(one, target, date(2022, 1, 5), SUPPORTIVE)
    said(one, second, date(2022, 1, 6), CRITICAL)
    said(other, target, date(2022, 1, 7), NEUTRAL)
    found = timeline.series(Position.objects.charted(), Bin.MONTH)
    assert {key: round(points[0].mean, 2) for key, points in found.items()} == {
        (one.pk, target.pk): 0.8,
        (one.pk, second.pk): -0.8,
        (other.pk, target.pk): 0.0,
    }


def _undated(actor: Actor, target: Target) -> None:
    said(actor, target, None)


def _rejected(actor: Actor, target: Target) -> None:
    said(actor, target, date(2022, 3, 4), rejected=True)


def _retired(actor: Actor, target: Target) -> None:
    said(actor, target, date(2022, 3, 4), retired=True)


def _denied(actor: Actor, target: Target) -> None:
    said(actor, target, date(2022, 3, 4), negated=True)


def _syndicated(actor: Actor, target: Target) -> None:
    original = ArticleFactory(published=date(2022, 3, 4))
    said(actor, target, date(2022, 3, 4), article=ArticleFactory(published=date(2022, 3, 4), copy_of=original))


def _about_something_else(actor: Actor, target: Target) -> None:
    said(actor, target, date(2022, 3, 4), UNRELATED)


def _by_a_proposed_actor(actor: Actor, target: Target) -> None:
    said(ActorFactory(status=ActorStatus.PROPOSED), target, date(2022, 3, 4))


def _by_nobody_known(actor: Actor, target: Target) -> None:
    said(None, target, date(2022, 3, 4), unresolved="anonymous")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "add",
    [
        _undated,
        _rejected,
        _retired,
        _denied,
        _syndicated,
        _about_something_else,
        _by_a_proposed_actor,
        _by_nobody_known,
    ],
)
def test_what_may_not_be_charted_counts_nowhere(add: Callable[[Actor, Target], None]) -> None:
    actor, target = ActorFactory(), norland()
    said(actor, target, date(2022, 3, 1), CRITICAL)
    charted = Position.objects.charted()
    before = timeline.series(charted.all(), Bin.MONTH), timeline.standing(charted.all(), YEAR, Bin.MONTH)
    add(actor, target)
    assert Position.objects.count() == 2
    assert (timeline.series(charted.all(), Bin.MONTH), timeline.standing(charted.all(), YEAR, Bin.MONTH)) == before
    assert sum(tally.n for _, tally in timeline.tallies(charted.all()).values()) == 1
    assert sum(bucket.tally.n for bucket in timeline.distribution(charted.all(), Bin.MONTH)) == 1
    assert sum(map(len, timeline.marks(charted.all()).values())) == 1


# --- how sure --------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("articles", "each", "has_one"), [(5, 1, True), (4, 1, False), (2, 4, False), (3, 2, True)])
def test_an_interval_needs_five_statements_and_three_articles(articles: int, each: int, has_one: bool) -> None:
    actor, target = ActorFactory(), norland()
    for number in range(articles):
        article = ArticleFactory(published=date(2022, 3, 1 + number))
        for _ in range(each):
            said(actor, target, article.published, article=article)
    [point] = timeline.series(Position.objects.charted(), Bin.MONTH)[actor.pk, target.pk]
    assert point.n == articles * each
    assert (point.low is not None, point.high is not None) == (has_one, has_one)


@pytest.mark.django_db
def test_an_interval_is_the_same_each_time_whoever_else_is_there() -> None:
    actor, target = ActorFactory(), norland()
    labels = [SUPPORTIVE, CRITICAL, SUPPORTIVE, NEUTRAL, CRITICAL, SUPPORTIVE]
    for number, label in enumerate(labels):
        said(actor, target, date(2022, 3, 1 + number), label)
    alone = timeline.standing(Position.objects.charted(), YEAR, Bin.MONTH)[actor.pk, target.pk]
    crowd(4, target)
    again = timeline.standing(Position.objects.charted(), YEAR, Bin.MONTH)[actor.pk, target.pk]
    assert alone == again
    assert alone.low is not None and alone.high is not None
    assert -1 <= alone.low < alone.mean < alone.high <= 1


# --- standings -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_standing_sums_a_window_up() -> None:
    actor, target = ActorFactory(), norland()
    said_often(actor, target, [date(2022, month, 3) for month in (1, 2, 4)], SUPPORTIVE)
    said_often(actor, target, [date(2022, month, 3) for month in (8, 10, 12)], CRITICAL)
    said(actor, target, date(2021, 12, 31), CRITICAL)
    standing = timeline.standing(Position.objects.charted(), YEAR, Bin.QUARTER)[actor.pk, target.pk]
    assert (standing.n, standing.articles) == (6, 6)
    assert standing.tally == Tally(supportive=3, critical=3, neutral=0)
    assert standing.mean == pytest.approx(0.0)
    assert [point.start.month for point in standing.series] == [1, 4, 7, 10]
    assert standing.change is not None
    assert standing.change.difference == pytest.approx(-1.6)
    assert standing.change.clear


@pytest.mark.django_db
def test_a_change_needs_enough_in_both_halves() -> None:
    actor, target = ActorFactory(), norland()
    said_often(actor, target, [date(2022, 1, day) for day in range(1, 10)], SUPPORTIVE)
    said_often(actor, target, [date(2022, 11, 1), date(2022, 12, 1)], CRITICAL)
    assert timeline.standing(Position.objects.charted(), YEAR, Bin.MONTH)[actor.pk, target.pk].change is None


@pytest.mark.django_db
@pytest.mark.parametrize("actors", [2, 12])
def test_everybodys_standing_takes_one_query(actors: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    crowd(actors, norland())
    with django_assert_num_queries(1):
        assert len(timeline.standing(Position.objects.charted(), YEAR, Bin.MONTH)) == actors


@pytest.mark.django_db
def test_the_databases_tallies_agree_with_the_standings() -> None:
    target = norland()
    actors = crowd(3, target)
    said(actors[0], target, date(2022, 5, 5), CRITICAL)
    said(actors[1], target, date(2022, 5, 5), NEUTRAL)
    charted = Position.objects.charted()
    standings = timeline.standing(charted, YEAR, Bin.MONTH)
    tallies = timeline.tallies(charted)
    assert tallies.keys() == standings.keys()
    for key, (mean, tally) in tallies.items():
        assert tally == standings[key].tally
        assert mean == pytest.approx(standings[key].mean)


@pytest.mark.django_db
def test_who_spoke_of_other_things_only_is_told_from_who_kept_silent() -> None:
    target, speaker, silent = norland(), ActorFactory(), ActorFactory()
    said(speaker, target, date(2022, 3, 4), UNRELATED)
    assert timeline.spoken(YEAR) == {speaker.pk: 1}
    assert timeline.standing(Position.objects.charted(), YEAR, Bin.MONTH) == {}
    assert silent.pk not in timeline.spoken(YEAR)


@pytest.mark.django_db
def test_the_distribution_counts_each_side_of_each_bin() -> None:
    actor, target = ActorFactory(), norland()
    said_often(actor, target, [date(2022, 1, 3), date(2022, 1, 30)], CRITICAL)
    said(actor, target, date(2022, 1, 9), NEUTRAL)
    said(actor, target, date(2022, 3, 9), SUPPORTIVE)
    buckets = timeline.distribution(Position.objects.charted(), Bin.MONTH)
    assert [(bucket.start.month, bucket.tally) for bucket in buckets] == [
        (1, Tally(critical=2, neutral=1)),
        (3, Tally(supportive=1)),
    ]


# --- single statements -----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_correction_moves_the_point() -> None:
    actor, target = ActorFactory(), norland()
    statement = said(actor, target, date(2022, 3, 4), SUPPORTIVE)
    person: User = UserFactory()
    Correction.objects.create(statement=statement, target=target, label=Stance.CRITICAL, person=person)
    positions.refresh([statement.pk])
    [mark] = timeline.marks(Position.objects.charted())[target.pk]
    assert (mark.label, mark.score, mark.by_person) == (Stance.CRITICAL, -1.0, True)
    [point] = timeline.points([mark], Bin.MONTH)
    assert point.mean == -1.0


@pytest.mark.django_db
def test_a_long_statement_is_cut_in_its_mark() -> None:
    actor, target = ActorFactory(), norland()
    article = ArticleFactory(published=date(2022, 3, 4), text="“" + "word " * 100 + "”")
    said(actor, target, date(2022, 3, 4), article=article, text="word " * 100)
    [mark] = timeline.marks(Position.objects.charted())[target.pk]
    assert mark.words.endswith("…")
    assert len(mark.words) <= 160


@pytest.mark.django_db
def test_only_events_inside_the_window_are_given() -> None:
    for day in (date(2021, 12, 31), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 1)):
        Event.objects.create(date=day, title=f"Talks on {day}", source="The Harbour Courier")
    assert [event.day for event in timeline.events(YEAR)] == [date(2022, 1, 1), date(2022, 12, 31)]


def test_the_urlconf_loads_nothing_heavy() -> None:
    """Workers and commands start fast: the heavy libraries are imported at their first use."""
    program = (
        "import os, sys\n"
        "os.environ.update(DJANGO_SETTINGS_MODULE='diplomacy.settings', DIPLOMACY_LOCAL='1')\n"
        "import django; django.setup()\n"
        "import stances.urls\n"
        "print(*sorted({'pandas', 'plotly', 'transformers', 'onnxruntime', 'numpy'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


# --- on which terms --------------------------------------------------------------------------


MODEL_ONLY = Terms(labels=Labels.MODEL)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verdict", "corrected_to", "in_force", "of_the_model"),
    [
        (SUPPORTIVE, CRITICAL, -1.0, 0.8),
        (SUPPORTIVE, UNRELATED, None, 0.8),
        (UNRELATED, NEUTRAL, 0.0, None),
        (CRITICAL, None, -0.8, -0.8),
    ],
)
def test_the_models_labels_stand_alone_where_people_have_corrected_them(
    verdict: Stance, corrected_to: Stance | None, in_force: float | None, of_the_model: float | None
) -> None:
    actor, target = ActorFactory(), norland()
    statement = said(actor, target, date(2022, 3, 4), verdict)
    if corrected_to:
        Correction.objects.create(statement=statement, target=target, label=corrected_to, person=UserFactory())
        positions.refresh([statement.pk])
    for terms, score in ((Terms(), in_force), (MODEL_ONLY, of_the_model)):
        charted = Position.objects.charted(terms)
        means = [mean for mean, _ in timeline.tallies(charted).values()]
        assert means == ([] if score is None else [pytest.approx(score)])
        found = [point.mean for points in timeline.series(charted, Bin.MONTH).values() for point in points]
        assert found == means
        assert [mark.score for mark in timeline.marks(charted, terms).get(target.pk, [])] == means
        assert [standing.mean for standing in timeline.standing(charted, YEAR, Bin.MONTH).values()] == means


@pytest.mark.django_db
@pytest.mark.parametrize(("probability", "uncertain"), [(0.85, False), (0.5, True)])
def test_model_only_marks_say_whether_the_model_was_sure(probability: float, uncertain: bool) -> None:
    target = norland()
    statement = said(ActorFactory(), target, date(2022, 3, 4), SUPPORTIVE, probability=probability)
    Correction.objects.create(statement=statement, target=target, label=CRITICAL, person=UserFactory())
    positions.refresh([statement.pk])
    [mark] = timeline.marks(Position.objects.charted(MODEL_ONLY), MODEL_ONLY)[target.pk]
    assert (mark.label, mark.uncertain, mark.by_person) == (SUPPORTIVE, uncertain, False)


@pytest.mark.django_db
def test_one_kind_of_statement_alone_is_counted_when_asked_for() -> None:
    actor, target = ActorFactory(), norland()
    said(actor, target, date(2022, 3, 4), kind="direct")
    said(actor, target, date(2022, 3, 5), CRITICAL, kind="indirect")
    for kind, mean in ((None, 0.0), (StatementKind.DIRECT, 0.8), (StatementKind.INDIRECT, -0.8)):
        terms = Terms(kind=kind)
        [point] = timeline.series(Position.objects.charted(terms), Bin.MONTH)[actor.pk, target.pk]
        assert point.mean == pytest.approx(mean)
        assert timeline.spoken(YEAR, terms) == {actor.pk: 1 if kind else 2}
    assert timeline.spoken(YEAR, Terms(kind=StatementKind.MIXED)) == {}


@pytest.mark.django_db
def test_by_date_published_a_statement_stands_on_the_day_of_its_article() -> None:
    actor, target = ActorFactory(), norland()
    said(actor, target, date(2022, 1, 31), article=ArticleFactory(published=date(2022, 2, 1)))
    said(actor, target, date(2022, 1, 31), article=ArticleFactory(published=None))
    published = Terms(dates=Dating.PUBLISHED)
    for terms, starts in ((Terms(), [(date(2022, 1, 1), 2)]), (published, [(date(2022, 2, 1), 1)])):
        points = timeline.series(Position.objects.charted(terms), Bin.MONTH)[actor.pk, target.pk]
        assert [(point.start, point.n) for point in points] == starts
    assert timeline.extent(Dating.PUBLISHED) == Window(date(2022, 2, 1), date(2022, 2, 1))
    february = Window(date(2022, 2, 1), date(2022, 2, 28))
    assert timeline.spoken(february) == {}
    assert timeline.spoken(february, published) == {actor.pk: 1}
