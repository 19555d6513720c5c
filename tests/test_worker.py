"""What a worker looks after beside its articles. How it fares when it is killed: tests/scale."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from stances import tasks, worker
from stances.models import Article
from stances.vocabulary import ArticleState
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(hours=1)


class Remembering:
    """Stands for `tasks.analyse` and keeps what it is given."""

    module_path = tasks.analyse.module_path

    def __init__(self) -> None:
        self.enqueued: list[int] = []
        self.priorities: list[int] = []

    def using(self, *, priority: int) -> Remembering:
        self.priorities.append(priority)
        return self

    def enqueue(self, pk: int) -> None:
        self.enqueued.append(pk)


class FakeQueue:
    def __init__(self, *, empty: bool = True, dead: tuple[int, ...] = ()) -> None:
        self.empty, self.dead, self.tidied = empty, dead, 0

    def is_empty(self) -> bool:
        return self.empty

    def bury(self) -> tuple[int, ...]:
        return self.dead

    def tidy(self) -> int:
        self.tidied += 1
        return 0

    def serve(self, name: str, stop: worker.Stop, *, burst: bool) -> None:
        raise AssertionError("not served here")


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Remembering:
    remembering = Remembering()
    monkeypatch.setattr(tasks, "analyse", remembering)
    return remembering


def waiting(minutes: float) -> Article:
    return ArticleFactory(state=ArticleState.WAITING, queued=timezone.now() - timedelta(minutes=minutes))


def being_read(seconds_silent: float) -> Article:
    heartbeat = timezone.now() - timedelta(seconds=seconds_silent)
    return ArticleFactory(state=ArticleState.READING, claim=uuid.uuid4(), heartbeat=heartbeat, attempts=1)


def task_row(article: Article, status: str, begun: timedelta = LONG_AGO) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [article.pk], "kwargs": {}},
        task_path=tasks.analyse.module_path,
        backend_name="default",
        run_after=get_date_max(),
        started_at=timezone.now() - begun,
        worker_ids=["somebody"],
        exception_class_path="",
        traceback="",
    )


class TestStuck:
    def test_an_article_whose_reader_is_silent_for_too_long_is_queued_again_in_front(
        self, queue: Remembering, settings: object
    ) -> None:
        silent, alive = being_read(61), being_read(30)
        assert tasks.give_back_stuck() == 1
        assert queue.enqueued == [silent.pk]
        assert queue.priorities == [100]
        silent.refresh_from_db()
        alive.refresh_from_db()
        assert (silent.state, silent.claim) == (ArticleState.WAITING, None)
        assert alive.state == ArticleState.READING

    def test_an_article_is_given_back_once_however_many_workers_look(self, queue: Remembering) -> None:
        being_read(61)
        assert [tasks.give_back_stuck() for _ in range(3)] == [1, 0, 0]


class TestLost:
    def test_with_an_empty_queue_what_has_waited_too_long_is_queued_again(self, queue: Remembering) -> None:
        lost = waiting(minutes=2)
        waiting(minutes=0.5)  # just queued: its task may be in a worker's hands at this moment
        ArticleFactory(state=ArticleState.WAITING, queued=None)  # stored by `ingest --no-analyse`
        assert tasks.give_back_lost() == 1
        assert queue.enqueued == [lost.pk]
        assert tasks.give_back_lost() == 0

    def test_a_long_queue_is_not_taken_for_a_lost_task(self, queue: Remembering) -> None:
        waiting(minutes=2)
        assert worker.Keeper(FakeQueue(empty=False)).look() == 0
        assert queue.enqueued == []
        assert worker.Keeper(FakeQueue(empty=True)).look() == 1

    def test_the_articles_of_dead_tasks_that_still_wait_are_queued_again_at_once(self, queue: Remembering) -> None:
        left, done = waiting(minutes=0.1), ArticleFactory(state=ArticleState.ANALYSED)
        assert worker.Keeper(FakeQueue(empty=False, dead=(left.pk, done.pk))).look() == 1
        assert queue.enqueued == [left.pk]


class TestDatabaseQueue:
    def test_a_running_task_is_closed_when_its_article_is_done(self) -> None:
        row = task_row(ArticleFactory(state=ArticleState.ANALYSED), TaskResultStatus.RUNNING)
        worker.DatabaseQueue().bury()
        row.refresh_from_db()
        assert row.status == TaskResultStatus.FAILED
        assert "worker stopped" in row.traceback

    @pytest.mark.parametrize(
        ("state", "begun"),
        [(ArticleState.READING, LONG_AGO), (ArticleState.ANALYSED, timedelta(seconds=30))],
        ids=["its article is being read", "it began a moment ago"],
    )
    def test_a_task_that_may_be_alive_is_left_alone(self, state: ArticleState, begun: timedelta) -> None:
        article = being_read(5) if state == ArticleState.READING else ArticleFactory(state=state)
        row = task_row(article, TaskResultStatus.RUNNING, begun)
        assert worker.DatabaseQueue().bury() == []
        row.refresh_from_db()
        assert row.status == TaskResultStatus.RUNNING

    def test_an_article_is_named_only_where_no_other_task_is_for_it(self) -> None:
        alone, twice = waiting(minutes=2), waiting(minutes=2)
        for article in (alone, twice):
            task_row(article, TaskResultStatus.RUNNING)
        task_row(twice, TaskResultStatus.READY)
        assert worker.DatabaseQueue().bury() == [alone.pk]

    def test_an_article_that_was_deleted_does_not_keep_its_task_running(self) -> None:
        article = waiting(minutes=2)
        row = task_row(article, TaskResultStatus.RUNNING)
        article.delete()
        worker.DatabaseQueue().bury()
        row.refresh_from_db()
        assert row.status == TaskResultStatus.FAILED

    def test_it_is_empty_when_no_task_waits_though_some_run(self) -> None:
        article = waiting(minutes=1)
        task_row(article, TaskResultStatus.RUNNING)
        assert worker.DatabaseQueue().is_empty()
        task_row(article, TaskResultStatus.READY)
        assert not worker.DatabaseQueue().is_empty()

    def test_records_of_tasks_finished_a_week_ago_are_deleted_and_others_kept(self) -> None:
        article = ArticleFactory()
        old, recent, unfinished = (
            task_row(article, status)
            for status in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED, TaskResultStatus.RUNNING)
        )
        DBTaskResult.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=8))
        DBTaskResult.objects.filter(pk=recent.pk).update(finished_at=timezone.now() - timedelta(days=6))
        assert worker.DatabaseQueue().tidy() == 1
        assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {recent.pk, unfinished.pk}


class TestKeeper:
    def test_a_failure_to_look_is_logged_and_the_next_look_comes(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        looks: list[str] = []
        keeper = worker.Keeper(FakeQueue())
        turns = iter([False, False, True])
        monkeypatch.setattr(keeper._end, "wait", lambda seconds: next(turns))
        monkeypatch.setattr(worker.connections, "close_all", lambda: None)
        monkeypatch.setattr(worker, "close_old_connections", lambda: None)

        def look() -> int:
            looks.append("look")
            if len(looks) == 1:
                raise ConnectionError("the database is away")
            return 0

        monkeypatch.setattr(keeper, "look", look)
        keeper.run()
        assert looks == ["look", "look"]
        assert "the database is away" in caplog.text

    def test_the_books_are_tidied_at_the_first_look_and_not_at_the_next(self, queue: Remembering) -> None:
        engine = FakeQueue()
        keeper = worker.Keeper(engine)
        keeper.look()
        keeper.look()
        assert engine.tidied == 1


def test_a_queue_that_works_in_the_request_has_no_worker(settings: object) -> None:
    settings.QUEUE = "immediate"  # type: ignore[attr-defined]
    with pytest.raises(worker.NoWorkerNeeded, match="immediate"):
        worker.run()


def test_a_retried_article_starts_with_all_its_attempts() -> None:
    article = ArticleFactory(state=ArticleState.FAILED, problem="The worker stopped 3 times.", attempts=3)
    assert tasks.enqueue([article.pk]) == 1
    article.refresh_from_db()
    assert (article.state, article.attempts, article.problem) == (ArticleState.WAITING, 0, "")
    assert article.queued is not None
