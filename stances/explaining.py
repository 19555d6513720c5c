"""Which words a stored verdict hangs on: asked for by a reader, worked out by a worker, kept.

    ask(verdict)  →  an `Explanation` that waits  →  work_out(verdict_id), in a worker  →  its words, or its problem

A statement of thirty words costs some ninety judgements, so nothing is explained before somebody asks.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from stances import recording
from stances.classifying import ModelError, load
from stances.classifying.explain import explain
from stances.models import Explanation, Run, Statement, Verdict
from stances.records import Span

log = logging.getLogger(__name__)

GONE = "The model that gave this label is no longer in use, so it cannot be asked about its words."
MOVED = "The statement’s words have been changed since this label was given; the model must judge them first."


def explainable(statement: Statement, verdict: Verdict) -> bool:
    """Whether the verdict is on the statement's words as they stand, and by the model in use.

    Loads no weights: a model's name and revision are known without them.
    """
    return verdict.words == statement.judged_words and _in_use(verdict.run)


def ask(verdict: Verdict) -> bool:
    """Note that somebody wants the verdict explained; return whether a task is needed for it.

    None is where it is explained, or where somebody asked a moment ago. One UPDATE decides between two who ask again
    after a failure, or after `STUCK_AFTER` seconds without an answer.
    """
    now = timezone.now()
    found, created = Explanation.objects.get_or_create(verdict=verdict, defaults={"asked": now})
    if created:
        return True
    again = Explanation.objects.filter(pk=found.pk, words__isnull=True).filter(
        ~Q(problem="") | Q(asked__lt=now - timedelta(seconds=settings.STUCK_AFTER))
    )
    return bool(again.update(asked=now, problem=""))


def is_late(explanation: Explanation) -> bool:
    """Whether it was asked for so long ago that it may be lost."""
    return explanation.asked < timezone.now() - timedelta(seconds=settings.STUCK_AFTER)


def work_out(verdict_id: int) -> bool:
    """Ask the model about each word and keep the answer; return whether this call did. Idempotent.

    What went wrong is kept as the explanation's problem.
    """
    found = (
        Explanation.objects.filter(verdict=verdict_id, words__isnull=True, problem="")
        .select_related("verdict__run", "verdict__target", "verdict__statement__article", "verdict__statement__actor")
        .first()
    )
    if found is None:
        return False
    verdict = found.verdict
    statement = verdict.statement
    waiting = Explanation.objects.filter(pk=found.pk, words__isnull=True)
    try:
        if verdict.words != statement.judged_words:
            return _fail(found, MOVED)
        if not _in_use(verdict.run):
            return _fail(found, GONE)
        label = verdict.probabilities.label
        explained = explain(load(settings.STANCE_MODEL), recording.pair_of(statement, verdict.target), label)
    except ModelError as error:
        log.error("Verdict %s could not be explained: %s", verdict_id, error)
        return _fail(found, "The model cannot be used at the moment; the worker’s log says why.")
    except Exception:
        log.exception("Verdict %s could not be explained", verdict_id)
        return _fail(found, "Asking the model about the words stopped with an internal error.")
    spans = recording.judged_spans(statement)
    words = [
        [in_article(spans, word.start), in_article(spans, word.end), round(word.change, 4), word.without.value]
        for word in explained.words
    ]
    return bool(waiting.update(words=words, probability=explained.given.of(label), problem=""))


def in_article(spans: Sequence[Span], offset: int) -> int:
    """An offset into the judged words, which are `spans` of the article with a space between two, as one into it."""
    for span in spans:
        length = span.end - span.start
        if offset <= length:
            return span.start + offset
        offset -= length + 1
    raise ValueError("the offset lies beyond the judged words")


def _in_use(run: Run) -> bool:
    try:
        model = load(settings.STANCE_MODEL)
    except ModelError:
        return False
    return (model.name, model.revision) == (run.model, run.revision)


def _fail(found: Explanation, problem: str) -> bool:
    Explanation.objects.filter(pk=found.pk, words__isnull=True).update(problem=problem)
    return False
