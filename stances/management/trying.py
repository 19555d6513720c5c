"""The steps of `manage.py analyse --all`: a trial of today's model, its report, and what becomes of it."""

from __future__ import annotations

from django.core.management.base import CommandError, OutputWrapper
from django.utils import timezone

from stances import rejudging, runs, trials
from stances.classifying import ModelError, StanceModel
from stances.management import analysing, trial_report
from stances.models import Run
from stances.reading import READER
from stances.worker import Stop

GO_ON = "manage.py analyse --all"
#: What changes while everything is judged is asked about again, this often.
ROUNDS = 3


def judge_all(out: OutputWrapper, *, anyway: bool) -> None:
    """Judge what the trial has not judged yet, and tell what would change."""
    model = _model()
    need = rejudging.need(model)
    for reader in need.readers:
        out.write(
            f"Some statements were found by the reader {reader}, and today's is {READER}. This judges them as they "
            "stand; to read the articles anew as well, afterwards: manage.py analyse --again"
        )
    if not need.pairs:
        out.write("There is nothing to judge: no statement, or no active target.")
        return
    if rejudging.trial() is None and not need.others and not anyway:
        out.write(
            f"Every label is of today's model already: {model.name} {model.revision}. "
            "To judge everything again all the same: manage.py analyse --all --anyway"
        )
        return
    run = rejudging.start(model)
    _judge_missing(run, model)
    report(out, run)
    out.write("")
    out.write("Nothing that readers see has changed. To accept: manage.py analyse --take-over")
    out.write("To see this again: manage.py analyse --report. To drop it: manage.py analyse --discard")


def report(out: OutputWrapper, run: Run | None = None) -> None:
    """Tell what would change. Where the trial is complete, it may be taken over from then on."""
    run = run or _trial()
    left = _pairs(rejudging.missing(run))
    for line in trial_report.lines(trials.compare(run), run, left):
        out.write(line)
    if left:
        out.write("")
        out.write(f"To go on: {GO_ON}")
    else:
        Run.objects.on_trial().filter(pk=run.pk).update(reported=timezone.now())


def take_over(out: OutputWrapper) -> None:
    """Put the trial in force, once a person has been told what that changes."""
    run, model = _trial(), _model()
    if not runs.is_of(run, runs.setting(model, READER)):
        raise CommandError(
            f"{run} was judged with another setting than today's ({model.name} {model.revision}), and the workers' "
            "next labels would be today's. Set STANCE_MODEL as it was for the trial, or: manage.py analyse --discard"
        )
    if run.reported is None:
        raise CommandError(f"Nobody has seen yet what {run} would change. First: {GO_ON}")
    _judge_missing(run, model, "Judging what came since")
    statements = len(set(run.verdicts.values_list("statement", flat=True)))
    with analysing.bar(statements, "Renewing labels") as shown:
        labels = rejudging.take_over(run, shown.update)
    out.write(f"Run {run.pk}, {run.model} {run.revision}, is in force: {labels:,} labels worked out anew.")
    out.write("What people have corrected stands. Restart the workers if they were started with another STANCE_MODEL.")


def discard(out: OutputWrapper) -> None:
    """Delete the trial."""
    run = _trial()
    name = f"Run {run.pk}, {run.model} {run.revision}"
    with analysing.bar(run.verdicts.count(), "Removing verdicts") as shown:
        removed = rejudging.discard(run, shown.update)
    out.write(f"{name}, is discarded, with {removed:,} verdict{'' if removed == 1 else 's'}.")


def _judge_missing(run: Run, model: StanceModel, what: str = "Judging") -> None:
    stop = Stop()
    for _ in range(ROUNDS):
        left = rejudging.missing(run)
        if not left:
            return
        with analysing.bar(_pairs(left), what) as shown, stop.listening():
            try:
                for judged in rejudging.judge_missing(run, model, left):
                    shown.update(judged)
                    if stop.requested:
                        break
            except ModelError as error:
                raise CommandError(f"{error}\nWhat was judged is kept. To go on: {GO_ON}") from error
        if stop.requested and rejudging.missing(run):
            raise CommandError(f"Stopped; what was judged is kept. To go on: {GO_ON}", returncode=analysing.INTERRUPTED)


def _model() -> StanceModel:
    try:
        return rejudging.model_now()
    except ModelError as error:
        raise CommandError(str(error)) from error


def _trial() -> Run:
    run = rejudging.trial()
    if run is None:
        raise CommandError(f"There is no run on trial. To start one: {GO_ON}")
    return run


def _pairs(left: list[rejudging.Missing]) -> int:
    return sum(len(one.targets) for one in left)
