"""Articles are stored once, analysed by one worker at a time, and never lost by one that dies."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError
from django.utils import timezone

from stances import ingest, tasks
from stances.classifying import ModelMissing
from stances.models import Article, Outlet, Position, Run, Statement, Target, Verdict
from stances.reading import NotReadable
from stances.vocabulary import ArticleState
from tests import factories as make
from tests.fakes import Machine, found

pytestmark = pytest.mark.django_db

WORDS = "the treaty holds for everyone"
TEXT = f"Talks opened in Port Alder on Friday. Ilva Torrent said that {WORDS}."
#: Long enough that one changed word leaves most runs of five words alone.
WIRE = " ".join(f"Paragraph {n} of the report on the talks in Port Alder says what was said there." for n in range(30))


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(monkeypatch)
    machine.finds = lambda text: [found(text, WORDS)]
    return machine


@pytest.fixture
def article() -> Article:
    row: Article = make.ArticleFactory(text=TEXT, state=ArticleState.WAITING)
    return row


@pytest.fixture
def target() -> Target:
    row: Target = make.TargetFactory()
    return row


def add(text: str, published: date | None = date(2022, 3, 4), **values: Any) -> ingest.Added:
    return ingest.add_article(**{"title": "Talks", "text": text, "published": published} | values)


# --- keeping ------------------------------------------------------------------------------


def test_an_article_is_stored_with_its_details_and_waits() -> None:
    person = make.UserFactory()
    added = add(TEXT, outlet=" The Harbour Courier ", url="https://example.org/1", provenance="A note", added_by=person)
    row = added.article
    assert added.created
    assert (row.state, row.queued, row.copy_of) == ("waiting", None, None)
    assert (row.outlet.name, row.url, row.provenance, row.added_by) == (
        "The Harbour Courier", "https://example.org/1", "A note", person,
    )  # fmt: skip
    assert add("Another text about the harbour.", outlet="The Harbour Courier").article.outlet == row.outlet
    assert Outlet.objects.count() == 1


@pytest.mark.parametrize(
    "again", [TEXT, TEXT.upper(), TEXT.replace(" ", "\n\n"), TEXT.replace(".", " !"), f"  {TEXT}  "]
)
def test_the_same_text_in_another_layout_is_stored_once(again: str) -> None:
    first, second = add(TEXT), add(again, title="Other", published=None)
    assert (first.created, second.created) == (True, False)
    assert second.article == first.article
    assert Article.objects.count() == 1


def test_two_who_store_the_same_text_at_the_same_moment_both_get_the_one_article(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def meanwhile(text: str) -> list[int]:
        return list(make.ArticleFactory(text=text).signature)

    monkeypatch.setattr(ingest, "signature", meanwhile)
    added = add(TEXT)
    assert not added.created
    assert Article.objects.get() == added.article


def test_an_article_that_breaks_another_rule_is_not_taken_for_a_duplicate() -> None:
    with pytest.raises(IntegrityError):
        add(TEXT, title="")
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("days", "text", "is_copy"),
    [
        (0, WIRE.replace("talks", "meetings", 1), True),
        (10, WIRE.replace("talks", "meetings", 1), True),
        (-10, WIRE.replace("talks", "meetings", 1), True),
        (11, WIRE.replace("talks", "meetings", 1), False),
        (None, WIRE.replace("talks", "meetings", 1), False),
        (0, TEXT, False),
    ],
)
def test_nearly_the_same_text_of_the_same_days_is_marked_as_a_copy(days: int | None, text: str, is_copy: bool) -> None:
    original = add(WIRE).article
    published = None if days is None else date(2022, 3, 4) + timedelta(days)
    copy = add(text, published=published, outlet="The Other Paper")
    assert copy.created
    assert copy.article.copy_of == (original if is_copy else None)


def test_a_copy_of_a_copy_is_a_copy_of_the_first() -> None:
    original = add(WIRE).article
    add(WIRE.replace("talks", "meetings", 1))
    third = add(WIRE.replace("talks", "sessions", 1)).article
    assert third.copy_of == original


def test_when_an_article_is_removed_the_earliest_of_its_copies_counts_instead() -> None:
    original = add(WIRE).article
    copies = [add(WIRE.replace("talks", word, 1)).article for word in ("meetings", "sessions", "parleys")]
    make.StatementFactory(article=original, text="Paragraph 0")
    assert ingest.remove_articles([original.pk]) == 1
    for copy in copies:
        copy.refresh_from_db()
    assert [copy.copy_of for copy in copies] == [None, copies[0], copies[0]]
    assert not Statement.objects.exists()


# --- one worker at a time -----------------------------------------------------------------------


def test_an_article_is_claimed_by_one_worker_only(machine: Machine, article: Article, target: Target) -> None:
    second: list[bool] = []

    def finds(text: str) -> list[Any]:
        row = Article.objects.get()
        assert (row.state, row.attempts, row.queued) == ("reading", 1, None)
        assert row.claim is not None
        second.append(ingest.analyse_article(article.pk))
        return [found(text, WORDS)]

    machine.finds = finds
    assert ingest.analyse_article(article.pk)
    assert second == [False]
    assert Verdict.objects.count() == 1


@pytest.mark.parametrize("state", ["analysed", "failed"])
def test_an_article_that_does_not_wait_is_left_alone(
    machine: Machine, article: Article, target: Target, state: str
) -> None:
    Article.objects.update(state=state, problem="p")
    assert not ingest.analyse_article(article.pk)
    assert not Statement.objects.exists()
    assert not ingest.analyse_article(article.pk + 1)


def test_a_worker_taken_for_dead_that_comes_back_writes_nothing(
    machine: Machine, article: Article, target: Target
) -> None:
    def finds(text: str) -> list[Any]:
        Article.objects.update(heartbeat=timezone.now() - timedelta(hours=1))
        assert ingest.requeue_stuck() == [article.pk]
        return [found(text, WORDS)]

    machine.finds = finds
    assert not ingest.analyse_article(article.pk)
    article.refresh_from_db()
    assert (article.state, article.claim) == ("waiting", None)
    assert not (Statement.objects.exists() or Verdict.objects.exists() or Run.objects.exists())
    machine.finds = lambda text: [found(text, WORDS)]
    assert ingest.analyse_article(article.pk)
    assert Position.objects.count() == 1


def test_a_failure_of_a_worker_taken_for_dead_does_not_fail_the_next_ones_work(
    machine: Machine, article: Article
) -> None:
    def finds(text: str) -> list[Any]:
        Article.objects.update(heartbeat=timezone.now() - timedelta(hours=1))
        ingest.requeue_stuck()
        raise ValueError("late")

    machine.finds = finds
    assert not ingest.analyse_article(article.pk)
    article.refresh_from_db()
    assert (article.state, article.problem) == ("waiting", "")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (NotReadable("This text seems to be in Norlandic."), "This text seems to be in Norlandic."),
        (ModelMissing("The stance model is not there."), "The stance model is not there."),
        (ValueError("seven"), "internal error (ValueError: seven)"),
    ],
)
def test_a_failure_is_kept_with_its_reason_and_writes_nothing_else(
    machine: Machine, article: Article, error: Exception, reason: str
) -> None:
    def finds(text: str) -> list[Any]:
        raise error

    machine.finds = finds
    assert not ingest.analyse_article(article.pk)
    article.refresh_from_db()
    assert (article.state, article.claim, article.heartbeat, article.attempts) == ("failed", None, None, 0)
    assert reason in article.problem
    assert not Statement.objects.exists()


def test_a_failure_halfway_through_the_writing_leaves_nothing_half_written(
    machine: Machine, article: Article, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(ids: Any) -> int:
        assert Verdict.objects.exists()
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("stances.positions.refresh", breaks)
    assert not ingest.analyse_article(article.pk)
    assert not (Statement.objects.exists() or Verdict.objects.exists() or Run.objects.exists())
    article.refresh_from_db()
    assert article.state == "failed"
    assert "the disk is full" in article.problem


def test_a_failed_article_is_analysed_when_it_is_queued_again(
    machine: Machine, article: Article, target: Target, django_capture_on_commit_callbacks: Any
) -> None:
    good, machine.finds = machine.finds, lambda text: 1 / 0  # type: ignore[assignment, return-value]
    ingest.analyse_article(article.pk)
    machine.finds = good
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.enqueue([article.pk]) == 1
        article.refresh_from_db()
        assert (article.state, article.problem, article.attempts) == ("waiting", "", 0)
    article.refresh_from_db()
    assert (article.state, article.problem) == ("analysed", "")
    assert Position.objects.count() == 1


# --- workers that die ---------------------------------------------------------------------------


def silent_for(article: Article, seconds: float, **values: Any) -> None:
    then = timezone.now() - timedelta(seconds=seconds)
    given = {"state": "reading", "claim": "0" * 32, "heartbeat": then, "attempts": 1} | values
    Article.objects.filter(pk=article.pk).update(**given)


@pytest.mark.parametrize(("seconds", "stuck"), [(59, False), (61, True)])
def test_an_article_whose_worker_is_silent_for_too_long_waits_again(
    article: Article, settings: Any, seconds: int, stuck: bool
) -> None:
    settings.STUCK_AFTER = 60
    silent_for(article, seconds)
    assert ingest.requeue_stuck() == ([article.pk] if stuck else [])
    article.refresh_from_db()
    assert article.state == ("waiting" if stuck else "reading")
    assert (article.claim is None) is stuck
    assert (article.queued is not None) is stuck


@pytest.mark.parametrize(("seconds", "lost"), [(599, False), (601, True), (None, False)])
def test_an_article_that_waits_for_ten_times_as_long_is_queued_again(
    article: Article, settings: Any, seconds: int | None, lost: bool
) -> None:
    settings.STUCK_AFTER = 60
    queued = None if seconds is None else timezone.now() - timedelta(seconds=seconds)
    Article.objects.update(queued=queued)
    assert ingest.requeue_stuck() == ([article.pk] if lost else [])
    article.refresh_from_db()
    assert article.state == "waiting"
    assert ingest.requeue_stuck() == []  # it counts from now


def test_an_article_that_kills_its_workers_is_given_up_with_the_reason_and_can_be_retried(
    machine: Machine, article: Article, settings: Any
) -> None:
    for attempt in range(1, ingest.MAX_ATTEMPTS + 1):
        claim = ingest._claim(article.pk)
        assert claim is not None
        article.refresh_from_db()
        assert article.attempts == attempt
        Article.objects.update(heartbeat=timezone.now() - timedelta(seconds=settings.STUCK_AFTER + 1))
        given_back = ingest.requeue_stuck()
    assert given_back == []
    article.refresh_from_db()
    assert article.state == "failed"
    assert f"stopped {ingest.MAX_ATTEMPTS} times" in article.problem
    tasks.enqueue([article.pk])
    silent_for(article, settings.STUCK_AFTER + 1, attempts=1)
    assert ingest.requeue_stuck() == [article.pk]


def test_a_worker_heard_of_again_keeps_its_article(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    silent_for(article, 10_000)
    found_stuck = type(Article.objects.all()).stuck
    asked: list[int] = []

    def stuck(self: Any, *args: Any) -> Any:
        rows = found_stuck(self, *args)
        if not asked:  # the first time it is silent; by the UPDATE its heartbeat has come
            asked.append(len(rows))
            Article.objects.filter(pk=article.pk).update(heartbeat=timezone.now())
        return rows

    monkeypatch.setattr(type(Article.objects.all()), "stuck", stuck)
    assert ingest.requeue_stuck() == []
    assert asked == [1]
    article.refresh_from_db()
    assert article.state == "reading"


@pytest.mark.django_db(transaction=True)
def test_a_worker_sends_heartbeats_while_it_reads_and_survives_a_busy_database(
    machine: Machine, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HEARTBEAT_EVERY = 0.02
    article = make.ArticleFactory(text=TEXT, state=ArticleState.WAITING)
    beats: list[bool] = []
    enough = threading.Event()
    real = type(Article.objects.all()).update

    def update(self: Any, **values: Any) -> int:
        if set(values) == {"heartbeat"} and threading.current_thread().name.startswith("heartbeat"):
            beats.append(True)
            if len(beats) == 1:
                raise OperationalError("database is locked")
            n = real(self, **values)
            enough.set()
            return n
        return real(self, **values)

    monkeypatch.setattr(type(Article.objects.all()), "update", update)
    seen: list[Any] = []

    def finds(text: str) -> list[Any]:
        before = Article.objects.get().heartbeat
        assert enough.wait(10)
        seen.append(Article.objects.get().heartbeat > before)
        return [found(text, WORDS)]

    machine.finds = finds
    assert ingest.analyse_article(article.pk)
    assert seen == [True]
    assert len(beats) >= 2
    assert not [thread for thread in threading.enumerate() if thread.name == f"heartbeat-{article.pk}"]
