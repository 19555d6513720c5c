"""Redis as the queue: the task backend and its worker. Imported only where `DIPLOMACY_QUEUE` is "redis"."""

from __future__ import annotations

import logging
from types import FrameType
from typing import Any

import django_rq
from django.db import close_old_connections
from django_tasks_rq import Job, RQBackend
from rq import SimpleWorker

log = logging.getLogger(__name__)

QUEUE = "default"


class RedisBackend(RQBackend):
    """RQ puts a task of the highest priority in front; the package's backend does so and does not declare it."""

    supports_priority = True


class ArticleWorker(SimpleWorker):
    """Runs tasks in its own process. A fork for each article, as RQ does by default, would load the model each time."""

    stopping = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def perform_job(self, *args: Any, **kwargs: Any) -> bool:
        close_old_connections()
        try:
            return super().perform_job(*args, **kwargs)
        finally:
            close_old_connections()


def worker(name: str) -> ArticleWorker:
    """A worker for the articles' queue. `name` must be unique among all workers of this Redis."""
    queue = django_rq.get_queue(QUEUE, job_class=Job)
    return ArticleWorker([queue], connection=queue.connection, job_class=Job, name=name, log_job_description=False)


def waiting() -> int:
    """How many tasks nobody has taken yet."""
    return int(django_rq.get_queue(QUEUE).count)
