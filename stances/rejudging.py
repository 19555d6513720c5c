"""Judging everything that is stored once more, beside what is in force: a run on trial, and what becomes of it.

    start(today)  →  judge_missing(trial, …) a few statements at a time  →  stances.trials.compare(trial)
                  →  take_over(trial)  or  discard(trial)

A trial's verdicts count for nothing (`Verdict.objects.that_count`), so it can be killed at any moment and gone on
with: what it has judged is what its verdicts say. What takes over does so in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch

from stances import positions, recording, runs
from stances.classifying import StanceModel, load
from stances.models import Article, Position, Run, Statement, Target, Verdict
from stances.reading import READER

#: Statements that are judged and written at once: what a kill loses.
TOGETHER = 16
#: Statements whose verdicts are looked for, and labels worked out, in one query.
_BATCH = 500

Key = tuple[int, int]


class CannotRejudge(Exception):  # noqa: N818  (it reads as what it says: "except CannotRejudge")
    """A step that cannot be taken now; the message says why and what to do, in words for people."""


@dataclass(frozen=True, slots=True)
class Need:
    """How many pairs of a stored statement and an active target there are, and how many have no verdict in force
    by today's model at today's threshold. `readers` are the earlier readers whose statements are still shown."""

    pairs: int
    others: int
    readers: tuple[str, ...]


def model_now() -> StanceModel:
    """The model that is set now. Raises `ModelError`."""
    return load(settings.STANCE_MODEL)


def need(model: StanceModel) -> Need:
    """What a trial of today's model would be about."""
    targets = Target.objects.active().count()
    pairs = Statement.objects.count() * targets
    todays = Position.objects.filter(
        target__active=True,
        verdict__run__model=model.name,
        verdict__run__revision=model.revision,
        verdict__run__uncertain_below=model.uncertain_below,
    ).count()
    readers = Statement.objects.standing().exclude(reader=READER).order_by("reader").values_list("reader", flat=True)
    return Need(pairs=pairs, others=pairs - todays, readers=tuple(readers.distinct()))


def trial() -> Run | None:
    """The run on trial, if there is one."""
    return Run.objects.on_trial().first()


def start(model: StanceModel) -> Run:
    """The trial of today's setting: the one that there is, or a new one. `CannotRejudge` where another is there."""
    today, known = runs.setting(model, READER), trial()
    if known is None:
        return runs.start_trial(today)
    if not runs.is_of(known, today):
        raise CannotRejudge(
            f"{known} was judged with another setting than today's ({model.name} {model.revision}). "
            "Take it over under its own setting, or: manage.py analyse --discard"
        )
    return known


# --- judging ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Missing:
    """A statement, and the active targets toward which the trial has not judged its words as they stand."""

    statement: int
    targets: tuple[int, ...]


def missing(run: Run) -> list[Missing]:
    """What the run has yet to judge, in order. Two queries for every 500 statements."""
    targets = list(Target.objects.active().values_list("pk", flat=True))
    ids = list(Statement.objects.order_by("pk").values_list("pk", flat=True))
    found = []
    for at in range(0, len(ids), _BATCH):
        batch = ids[at : at + _BATCH]
        known = set(
            Verdict.objects.filter(run=run, statement__in=batch).values_list("statement_id", "target_id", "words")
        )
        for row in Statement.objects.filter(pk__in=batch).only("start", "end", "span_by_person").order_by("pk"):
            left = tuple(target for target in targets if (row.pk, target, row.judged_words) not in known)
            if left:
                found.append(Missing(row.pk, left))
    return found


def judge_missing(run: Run, model: StanceModel, left: Sequence[Missing]) -> Iterator[int]:
    """Judge these, `TOGETHER` statements at a time; yields how many pairs were judged after each transaction.

    What has changed, was deleted or was judged by another process meanwhile is passed over: ask `missing` again.
    Raises `CannotRejudge` where the trial was discarded or taken over meanwhile, and `ModelError`.
    """
    targets = {target.pk: target for target in Target.objects.active().prefetch_related("aliases")}
    for at in range(0, len(left), TOGETHER):
        part = {one.statement: one.targets for one in left[at : at + TOGETHER]}
        rows = list(
            Statement.objects.filter(pk__in=part)
            .select_related("actor")
            .prefetch_related("actor__roles", Prefetch("article", Article.objects.defer("signature")))
            .order_by("pk")
        )
        keys = [(row, target) for row in rows for target in part[row.pk] if target in targets]
        answers = model.judge([recording.pair_of(row, targets[target]) for row, target in keys]) if keys else []
        verdicts = [
            Verdict(
                statement=row,
                target_id=target,
                run=run,
                words=row.judged_words,
                supportive=answer.supportive,
                critical=answer.critical,
                neutral=answer.neutral,
                unrelated=answer.unrelated,
            )
            for (row, target), answer in zip(keys, answers, strict=True)
        ]
        _write(run, rows, verdicts)
        yield sum(len(asked) for asked in part.values())


@transaction.atomic
def _write(run: Run, rows: list[Statement], verdicts: list[Verdict]) -> None:
    if not Run.objects.on_trial().select_for_update(no_key=True).filter(pk=run.pk).exists():
        raise CannotRejudge(f"{run} was discarded or taken over meanwhile.")
    now = Statement.objects.select_for_update(no_key=True).in_bulk([row.pk for row in rows])
    same = {row.pk for row in rows if row.pk in now and _asked(row) == _asked(now[row.pk])}
    Verdict.objects.bulk_create(
        [verdict for verdict in verdicts if verdict.statement_id in same], ignore_conflicts=True
    )


def _asked(row: Statement) -> tuple[object, ...]:
    """What the question put about a statement follows from, as far as the statement decides it."""
    return row.judged_words, row.start, row.end, row.context_start, row.context_end, row.quoted, row.kind, row.actor_id


# --- what becomes of it -------------------------------------------------------------------


def take_over(run: Run, done: Callable[[int], None] = lambda n: None) -> int:
    """Put the trial in force and work every label out anew, in one transaction; return how many labels there are.

    Until its end nobody sees any of it, and a process that dies leaves the trial as it was. What people have corrected
    stands. `done` is told how many statements each step was about. Raises `CannotRejudge` where somebody else was
    faster.
    """
    with transaction.atomic():
        row = Run.objects.on_trial().select_for_update(no_key=True).filter(pk=run.pk).first()
        if row is None:
            raise CannotRejudge(f"{run} was discarded or taken over meanwhile.")
        row.in_force_since = runs.next_moment(Run.objects.in_force().first())
        row.save(update_fields=["in_force_since"])
        ids = list(Verdict.objects.filter(run=row).order_by("statement").values_list("statement", flat=True).distinct())
        labels = 0
        for at in range(0, len(ids), _BATCH):
            batch = ids[at : at + _BATCH]
            labels += positions.refresh(batch)
            done(len(batch))
    run.in_force_since = row.in_force_since
    return labels


def discard(run: Run, done: Callable[[int], None] = lambda n: None) -> int:
    """Delete the trial and its verdicts, some at a time; return how many. Killed, it can be gone on with.

    Raises `CannotRejudge` where it was taken over meanwhile.
    """
    removed = 0
    while True:
        with transaction.atomic():
            row = Run.objects.on_trial().select_for_update(no_key=True).filter(pk=run.pk).first()
            if row is None:
                raise CannotRejudge(f"{run} was discarded or taken over meanwhile.")
            batch = list(Verdict.objects.filter(run=row).order_by("pk").values_list("pk", flat=True)[:_BATCH])
            if not batch:
                row.delete()
                return removed
            # A report that was shown was of the whole.
            Run.objects.filter(pk=row.pk, reported__isnull=False).update(reported=None)
            Verdict.objects.filter(pk__in=batch).delete()
        removed += len(batch)
        done(len(batch))
