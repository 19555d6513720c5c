"""Background work: an id to a worker, nothing else. Idempotent, so that a task may run twice."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from stances import ingest
from stances.models import Article
from stances.vocabulary import ArticleState


@task()
def analyse(article_id: int) -> bool:
    """Read, judge and record one article."""
    return ingest.analyse_article(article_id)


def enqueue(article_ids: Iterable[int]) -> int:
    """Queue these articles once the current transaction is committed; return how many.

    The database keeps the truth of what waits: should the queue lose a task, `give_back_stuck` queues it again.
    """
    ids = sorted(set(article_ids))
    for at in range(0, len(ids), 500):  # SQLite allows some thousands of parameters in a query
        Article.objects.filter(pk__in=ids[at : at + 500]).exclude(state=ArticleState.READING).update(
            state=ArticleState.WAITING, queued=timezone.now(), problem="", attempts=0
        )
    for pk in ids:
        transaction.on_commit(partial(analyse.enqueue, pk))
    return len(ids)


def give_back_stuck() -> int:
    """Queue again what a dead worker left behind; every worker calls this now and then."""
    ids = ingest.requeue_stuck()
    for pk in ids:
        analyse.enqueue(pk)
    return len(ids)
