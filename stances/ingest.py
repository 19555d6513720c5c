"""From a draft to a stored article, and from a stored article to its statements and verdicts.

`add_article` keeps, `analyse_article` reads, judges and records. The record is one atomic write
under the article's claim: a worker that dies leaves nothing half-written, and one that was taken
for dead and comes back finds its claim gone and writes nothing.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from stances import recording, roster
from stances.classifying import ModelError, load
from stances.models import Article, Outlet, Target
from stances.reading import NotReadable, read
from stances.sources import COPY_SIMILARITY, content_key, signature, signature_similarity, similarity
from stances.vocabulary import ArticleState

log = logging.getLogger(__name__)

#: A syndicated copy is looked for among articles published this many days before or after.
COPY_WINDOW_DAYS = 10
#: An article whose worker died this often is given up, with the reason, and can be retried by hand.
MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Added:
    """The article that holds the text, and whether it was stored now or known before."""

    article: Article
    created: bool


def add_article(
    *,
    title: str,
    text: str,
    published: date | None,
    outlet: str = "",
    url: str = "",
    language: str = "en",
    provenance: str = "",
    added_by: User | None = None,
) -> Added:
    """Store a clean text as an article that waits for analysis; a text that is already there is not stored twice.

    The same text in another layout (case, punctuation and spaces aside) is a duplicate. Nearly the same text
    published within ten days is stored, and marked as a copy of the earliest: its statements are not counted twice.
    """
    key = content_key(text)
    known = Article.objects.filter(content_key=key).first()
    if known is not None:
        return Added(known, created=False)
    marks = signature(text)
    try:
        with transaction.atomic():
            article = Article.objects.create(
                title=title[:300],
                text=text,
                published=published,
                outlet=Outlet.objects.get_or_create(name=outlet.strip()[:160])[0] if outlet.strip() else None,
                url=url,
                language=language,
                provenance=provenance,
                added_by=added_by,
                content_key=key,
                signature=list(marks),
                copy_of=_original_of(text, marks, published),
            )
    except IntegrityError:
        known = Article.objects.filter(content_key=key).first()
        if known is None:  # not because somebody else stored the same text at the same moment
            raise
        return Added(known, created=False)
    return Added(article, created=True)


def _original_of(text: str, marks: tuple[int, ...], published: date | None) -> Article | None:
    if published is None:
        return None
    span = timedelta(days=COPY_WINDOW_DAYS)
    near = Article.objects.filter(published__range=(published - span, published + span), copy_of__isnull=True)
    candidates = [
        pk
        for pk, other in near.values_list("pk", "signature").iterator()
        if other and signature_similarity(marks, tuple(other)) >= COPY_SIMILARITY - 0.15
    ]
    for article in Article.objects.filter(pk__in=candidates).order_by("published", "pk"):
        if similarity(text, article.text) >= COPY_SIMILARITY:
            return article
    return None


@transaction.atomic
def remove_articles(article_ids: Iterable[int]) -> int:
    """Delete articles with all that was read in them; of the copies of a deleted one, the earliest takes its place."""
    removed = 0
    for article in Article.objects.select_for_update().filter(pk__in=list(article_ids)).order_by("pk"):
        copies = list(article.copies.order_by("published", "pk").values_list("pk", flat=True))
        if copies:
            Article.objects.filter(pk=copies[0]).update(copy_of=None)
            Article.objects.filter(pk__in=copies[1:]).update(copy_of=copies[0])
        article.delete()
        removed += 1
    return removed


def analyse_article(article_id: int) -> bool:
    """Read, judge and record one article; return whether this call did it.

    Only an article that waits is analysed: False when another worker has it, when it is done or gone, or when the
    analysis failed (the reason is then on the article). An analysed article that is made to wait again gets what a
    newer reader or model finds added, and nothing a person has set is touched.
    """
    claim = _claim(article_id)
    if claim is None:
        return False
    try:
        with _heartbeat(article_id, claim):
            article = Article.objects.get(pk=article_id)
            model = load(settings.STANCE_MODEL)
            reading = read(article.text, published=article.published, roster=roster.current())
            targets = list(Target.objects.active().prefetch_related("aliases"))
            judged = recording.judge(article, reading, targets, model)
        return recording.record(article_id, claim, reading, judged, model)
    except NotReadable as refusal:
        _fail(article_id, claim, str(refusal))
    except ModelError as error:
        log.error("Article %s: %s", article_id, error)
        _fail(article_id, claim, str(error))
    except Exception as error:
        log.exception("Article %s could not be analysed", article_id)
        _fail(article_id, claim, f"The analysis stopped with an internal error ({type(error).__name__}: {error}).")
    return False


def _claim(article_id: int) -> uuid.UUID | None:
    """Take the article for this worker. One UPDATE decides, so that no two workers can both have it."""
    claim, now = uuid.uuid4(), timezone.now()
    taken = Article.objects.filter(pk=article_id, state=ArticleState.WAITING).update(
        state=ArticleState.READING, claim=claim, heartbeat=now, attempts=F("attempts") + 1, problem="", queued=None
    )
    return claim if taken else None


def _fail(article_id: int, claim: uuid.UUID, problem: str) -> None:
    Article.objects.filter(pk=article_id, claim=claim).update(
        state=ArticleState.FAILED, problem=problem, claim=None, heartbeat=None, attempts=0
    )


@contextmanager
def _heartbeat(article_id: int, claim: uuid.UUID) -> Iterator[None]:
    """While the block runs, tell the others every few seconds that this worker is alive."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(settings.HEARTBEAT_EVERY):
            try:
                Article.objects.filter(pk=article_id, claim=claim).update(heartbeat=timezone.now())
            except DatabaseError as error:  # a busy or restarted database; the next beat may get through
                log.warning("Heartbeat of article %s: %s", article_id, error)
            finally:
                connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{article_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def requeue_stuck() -> list[int]:
    """Give articles whose worker has died back to the queue's care; return those to enqueue again.

    An article that has used up its attempts is marked as failed instead, with the reason.
    """
    now, silent = timezone.now(), timedelta(seconds=settings.STUCK_AFTER)
    given_back = []
    for article in Article.objects.stuck(now, silent).only("pk", "state", "claim", "attempts"):
        # Asked again in the UPDATE itself: the worker may have been heard of since.
        still = Article.objects.stuck(now, silent).filter(pk=article.pk, state=article.state, claim=article.claim)
        if article.state == ArticleState.READING and article.attempts >= MAX_ATTEMPTS:
            still.update(
                state=ArticleState.FAILED,
                claim=None,
                heartbeat=None,
                attempts=0,
                problem=f"The worker stopped {article.attempts} times on this article. Retry it, or remove it.",
            )
        elif still.update(state=ArticleState.WAITING, claim=None, heartbeat=None, queued=now):
            given_back.append(article.pk)
    return given_back
