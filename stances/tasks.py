"""Background work: an id to a worker, nothing else. Idempotent, so that a task may run twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TASK_MAX_PRIORITY

from stances import explaining, ingest
from stances.models import Article, Verdict
from stances.vocabulary import ArticleState


@task()
def analyse(article_id: int) -> bool:
    """Read, judge and record one article; whether this call did it."""
    return ingest.analyse_article(article_id)


@task()
def explain(verdict_id: int) -> bool:
    """Work out which words one verdict hangs on; whether this call did it."""
    return explaining.work_out(verdict_id)


def enqueue_explanation(verdict: Verdict) -> bool:
    """Queue the verdict's explanation, in front since somebody waits for it; False where it is there or on its way."""
    wanted = explaining.ask(verdict)
    if wanted:
        transaction.on_commit(partial(explain.using(priority=TASK_MAX_PRIORITY).enqueue, verdict.pk))
    return wanted


def enqueue(article_ids: Iterable[int]) -> int:
    """Queue these articles once the current transaction is committed; return how many.

    The database keeps the truth of what waits: should the queue lose a task, `give_back_stuck` queues it again.
    """
    ids = list(article_ids)
    Article.objects.filter(pk__in=ids).exclude(state=ArticleState.READING).update(
        state=ArticleState.WAITING, queued=timezone.now(), problem="", attempts=0
    )
    for pk in ids:
        transaction.on_commit(partial(analyse.enqueue, pk))
    return len(ids)


def give_back_stuck() -> int:
    """Queue again what a dead worker left behind; every worker calls this now and then. Return how many."""
    return _again(ingest.requeue_stuck())


def give_back_lost(article_ids: Iterable[int] | None = None) -> int:
    """Queue again what waits and has no task any more; return how many.

    To be called where the queue is known to be empty: whatever was queued longer than `STUCK_AFTER` ago and still
    waits then, waits for nothing. With `article_ids`, the articles whose tasks are known to have died. A task too many
    does no harm, since it finds the article taken.
    """
    lost = Article.objects.waiting()
    if article_ids is None:
        lost = lost.filter(queued__lt=timezone.now() - timedelta(seconds=settings.STUCK_AFTER))
    else:
        lost = lost.filter(pk__in=list(article_ids), queued__isnull=False)
    found = []
    for pk, queued in lost.values_list("pk", "queued"):
        # Every worker looks; the one whose UPDATE finds the row unchanged queues it.
        if Article.objects.waiting().filter(pk=pk, queued=queued).update(queued=timezone.now()):
            found.append(pk)
    return _again(found)


def _again(article_ids: list[int]) -> int:
    """Put these in front: whoever sent them has waited through a dead worker already."""
    for pk in article_ids:
        analyse.using(priority=TASK_MAX_PRIORITY).enqueue(pk)
    return len(article_ids)
