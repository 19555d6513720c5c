"""The process that does the background work: `manage.py work`.

    settings.QUEUE  →  _queue()  →  DatabaseQueue | RedisQueue  →  serve: one article after the other
                                                               →  keep: what dead workers left behind, every few seconds

Which queue is served is decided here and nowhere else. The articles' own rows say what waits (docs/decisions/0002), so
a queue may lose a task or deliver it twice, and a worker may be killed at any moment.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType
from typing import Protocol

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone

from stances import tasks
from stances.models import Article
from stances.vocabulary import ArticleState

log = logging.getLogger(__name__)

#: What asks a process to stop: a service manager, Ctrl-C, the terminal that is closed.
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
#: Seconds between two looks at an empty queue in the database. Redis wakes its workers itself.
POLL_EVERY = 1.0
#: Seconds between two tries where the database or Redis does not answer: doubled each time, up to this.
LONGEST_PAUSE = 30.0
#: How long the queue's records of finished tasks are kept; nothing but curiosity needs them.
KEEP_RECORDS = timedelta(days=7)


class NoWorkerNeeded(Exception):  # noqa: N818  (it is no error of the worker's)
    """The configured queue does its work elsewhere."""


class Queue(Protocol):
    """What a worker must know of an engine."""

    def is_empty(self) -> bool:
        """Whether no task waits for a worker."""

    def bury(self) -> Sequence[int]:
        """Close the books on tasks whose worker is dead; return their articles that no other task is for."""

    def tidy(self) -> int:
        """Forget what is long finished; return how many records."""

    def serve(self, name: str, stop: Stop, *, burst: bool) -> None:
        """Do tasks until `stop` is requested, or in a burst until none is left."""


class Stop:
    """A request to stop. The first signal lets the article in hand be finished, the second ends the process at once.

    Ended at once, an article keeps a dead claim, and another worker takes it over after `STUCK_AFTER`.
    """

    def __init__(self, at_once: Callable[[], None] = lambda: None) -> None:
        """`at_once` is called before a second signal ends the process."""
        self.requested = False
        self._then: list[Callable[[], None]] = []
        self._at_once = at_once

    def then(self, action: Callable[[], None]) -> None:
        """Also do this at the first request, inside the signal handler: it must neither block nor lock."""
        self._then.append(action)

    def listen(self) -> None:
        for number in SIGNALS:
            signal.signal(number, self._handle)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen for the time of the block, and restore what was there before."""
        before = {number: signal.getsignal(number) for number in SIGNALS}
        self.listen()
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.requested:
            self._at_once()
            os._exit(128 + number)
        self.requested = True
        for action in self._then:
            action()


class DatabaseQueue:
    """Tasks are rows of the database; the package's own worker takes and runs them."""

    def is_empty(self) -> bool:
        from django_tasks_db.models import DBTaskResult

        return not DBTaskResult.objects.ready().exists()

    def bury(self) -> Sequence[int]:
        """Nothing else ends a task whose worker was killed: its row would say "running" for ever.

        A task is dead when it began longer than `STUCK_AFTER` ago and its article is not being read: taking the
        article is the first thing a task does, and a reader that has died has lost it by then (`requeue_stuck`).
        """
        from django_tasks.base import TaskResultStatus
        from django_tasks_db.models import DBTaskResult

        before = timezone.now() - timedelta(seconds=settings.STUCK_AFTER)
        rows = DBTaskResult.objects.running().filter(task_path=tasks.analyse.module_path, started_at__lt=before)
        articles = {pk: row["args"][0] for pk, row in rows.values_list("pk", "args_kwargs")}
        being_read = set(
            Article.objects.filter(pk__in=articles.values(), state=ArticleState.READING).values_list("pk", flat=True)
        )
        dead = {pk: article for pk, article in articles.items() if article not in being_read}
        # An explanation that died is asked for again by its reader (`explaining.ask`).
        explanations = DBTaskResult.objects.running().filter(task_path=tasks.explain.module_path, started_at__lt=before)
        for pk in [*dead, *explanations.values_list("pk", flat=True)]:
            DBTaskResult.objects.running().filter(pk=pk).update(
                status=TaskResultStatus.FAILED,
                finished_at=timezone.now(),
                exception_class_path="",
                traceback="The worker stopped before it could say how this task ended.",
            )
        if not dead:
            return []
        queued = DBTaskResult.objects.ready().filter(task_path=tasks.analyse.module_path)
        return sorted(set(dead.values()) - {row["args"][0] for row in queued.values_list("args_kwargs", flat=True)})

    def tidy(self) -> int:
        from django_tasks_db.models import DBTaskResult

        deleted, _ = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_RECORDS).delete()
        return deleted

    def serve(self, name: str, stop: Stop, *, burst: bool) -> None:
        from django_tasks_db.management.commands.db_worker import Worker

        # In batch mode it returns when nothing waits. The waiting is done here, because its own signal handler leaves
        # with a task in hand where the signal comes between taking a task and starting it.
        worker = Worker(
            queue_names=["default"],
            excluded_queue_names=[],
            interval=POLL_EVERY,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
        )

        def finish() -> None:
            worker.running = False

        stop.then(finish)
        pause = POLL_EVERY
        while not stop.requested:
            try:
                worker.run()
                pause = POLL_EVERY
            except (OperationalError, InterfaceError) as error:
                pause = min(2 * pause, LONGEST_PAUSE)
                log.warning("The database does not answer (%s); trying again in %d s", str(error).strip(), pause)
                connections.close_all()
            else:
                if burst:
                    return
            _sleep(pause, stop)


class RedisQueue:
    """Tasks are RQ's jobs in Redis, which times out dead jobs by itself."""

    def is_empty(self) -> bool:
        from stances import redis_queue

        return redis_queue.waiting() == 0

    def bury(self) -> Sequence[int]:
        return []

    def tidy(self) -> int:
        return 0  # RQ's records expire

    def serve(self, name: str, stop: Stop, *, burst: bool) -> None:
        from redis.exceptions import RedisError

        from stances import redis_queue

        pause = POLL_EVERY
        attempt = 0
        while not stop.requested:
            attempt += 1
            try:
                # A new name for each attempt: RQ refuses the name of a worker that it believes alive.
                worker = redis_queue.worker(name if attempt == 1 else f"{name}-{attempt}")
                worker.work(burst=burst, logging_level="WARNING")
            except (RedisError, OSError) as error:
                log.warning("Redis does not answer: %s", error)
            else:
                if worker.stopping or burst:
                    return
            stop.listen()  # RQ has put its own handlers in place
            pause = min(2 * pause, LONGEST_PAUSE)
            log.warning("The queue was left unexpectedly; trying again in %d s", pause)
            _sleep(pause, stop)


class Keeper(threading.Thread):
    """Looks every `HEARTBEAT_EVERY` seconds for what dead workers left behind, in every worker."""

    def __init__(self, queue: Queue) -> None:
        super().__init__(name="keeper", daemon=True)
        self._queue = queue
        self._end = threading.Event()
        self._tidied: datetime | None = None

    def run(self) -> None:
        while not self._end.wait(settings.HEARTBEAT_EVERY):
            try:
                close_old_connections()
                self.look()
            except Exception:  # a database or Redis that is away for a minute must not end the watch for good
                log.exception("Could not look for stuck articles; trying again in %d s", settings.HEARTBEAT_EVERY)
            finally:
                connections.close_all()

    def look(self) -> int:
        """Give back what is stuck or lost; return how many articles."""
        found = tasks.give_back_stuck()
        found += tasks.give_back_lost(self._queue.bury())
        if self._queue.is_empty():
            found += tasks.give_back_lost()
        if found:
            log.warning("%d articles were left by a dead worker or a lost task, and are queued again", found)
        if self._tidied is None or timezone.now() - self._tidied > timedelta(hours=1):
            self._queue.tidy()
            self._tidied = timezone.now()
        return found

    def end(self) -> None:
        self._end.set()
        self.join(timeout=5)


def run(*, name: str = "", burst: bool = False) -> None:
    """Serve the configured queue until SIGTERM or SIGINT, or in a burst until it is empty.

    `name` must be unique among all workers of the site; one is made up where it is empty. Raises `NoWorkerNeeded`.
    """
    queue = _queue()
    stop = Stop()
    stop.listen()
    keeper = Keeper(queue)
    if not burst:
        keeper.start()
    try:
        queue.serve(name or _name(), stop, burst=burst)
    finally:
        if keeper.is_alive():
            keeper.end()


def _queue() -> Queue:
    if settings.QUEUE == "database":
        return DatabaseQueue()
    if settings.QUEUE == "redis":
        return RedisQueue()
    raise NoWorkerNeeded(f"With DIPLOMACY_QUEUE={settings.QUEUE} there is nothing for a worker to do.")


def _name() -> str:
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"


def _sleep(seconds: float, stop: Stop) -> None:
    """Sleep that a request to stop cuts short, to within a second."""
    end = time.monotonic() + seconds
    while not stop.requested and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, 1.0))
