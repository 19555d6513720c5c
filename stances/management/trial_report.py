"""The report of a trial as a page of plain text: for `manage.py analyse --all` and `--report`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stances.models import Run
from stances.summaries import signed
from stances.trials import LEAST_STATEMENTS, Agreement, Mean, Report, changes
from stances.vocabulary import STANCES, Stance


def lines(report: Report, run: Run, left: int) -> Iterator[str]:
    """The report on `run`; `left` is how many pairs it has not judged yet."""
    yield f"{run.model} {run.revision} on trial (run {run.pk}), beside what is in force:"
    for earlier in Run.objects.in_force().filter(pk__in=report.before):
        yield f"  {earlier.model} {earlier.revision} (run {earlier.pk}): {_pairs(report.before[earlier.pk])}"
    if not report.before:
        yield "  no label yet"
    yield ""
    yield f"Judged            {_pairs(report.judged)} of a statement and a target" + (
        f"; {left:,} are left, so the figures below are not final" if left else ""
    )
    yield f"Labels            {_share(report.changed, report.compared)} of the model's labels in force would change"
    yield f"First labels      {_pairs(report.first)} that have none yet"
    yield f"Kept              {_pairs(report.people)} that people have labelled: they stay as they are"
    yield f"Uncertain         {report.newly_uncertain:,} newly, {report.no_longer_uncertain:,} no longer"
    yield from _agreement(report.agreement_before, report.agreement_after)
    for target, table in report.tables.items():
        yield ""
        yield from _table(target, table)
    yield ""
    yield from _means(report.means)


def _agreement(before: Agreement, after: Agreement) -> Iterator[str]:
    if before.accuracy is None or after.accuracy is None:
        yield "People            no label of a person's that both have judged"
        return
    yield (
        f"People            of {_pairs(before.n)} labelled by people, the model in force has {before.right:,} right "
        f"({before.accuracy:.1%}), the one on trial {after.right:,} ({after.accuracy:.1%})"
    )
    yield "                  (People correct what they find wrong, so this favours the one on trial.)"


def _table(target: str, table: Counter[tuple[Stance, Stance]]) -> Iterator[str]:
    """From the label in force, down, to the label of the trial, across."""
    yield f"Toward {target}: {_share(changes(table), table.total())} would change"
    if not table:
        return
    yield f"  {'from ↓  to →':<14}" + "".join(f"{stance.label:>14}" for stance in STANCES)
    for before in STANCES:
        yield f"  {before.label:<14}" + "".join(f"{table[before, after]:>14,}" for after in STANCES)


def _means(means: tuple[Mean, ...]) -> Iterator[str]:
    if not means:
        yield f"No mean of {LEAST_STATEMENTS} statements or more would move."
        return
    yield f"Means that would move most, of {LEAST_STATEMENTS} statements or more, over all time:"
    wide = max(len(f"{one.actor} toward {one.target}") for one in means)
    for one in means:
        n = f"n = {one.n_before}" if one.n_before == one.n_after else f"n = {one.n_before} → {one.n_after}"
        yield f"  {f'{one.actor} toward {one.target}':<{wide}}  {signed(one.before)} → {signed(one.after)}  ({n})"


def _pairs(n: int) -> str:
    return f"{n:,} pair{'' if n == 1 else 's'}"


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}" + (f" ({part / whole:.1%})" if whole else "")
