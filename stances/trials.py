"""What would change if the run on trial were taken over, in numbers. Writes nothing.

Counts pairs of a standing statement (neither rejected nor retired) and an active target. A pair whose label a person
has given keeps it, so it is no change; it tells how often either model agrees with people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from stances.models import Actor, Position, Run, Statement, Target, Verdict
from stances.models.statements import words_key
from stances.records import Probabilities
from stances.vocabulary import Origin, Stance

#: A mean of fewer statements than this, before or after, is not listed: one label would decide it.
LEAST_STATEMENTS = 3
#: How many means are listed.
MOST_MEANS = 10

_CHUNK = 2000
_GIVEN = ("supportive", "critical", "neutral", "unrelated")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often a model gives the label that people gave: `right` of `n`."""

    n: int
    right: int

    @property
    def accuracy(self) -> float | None:
        """In [0, 1]; None where there is nothing to compare."""
        return self.right / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of one actor toward one target over all time, in [−1, 1], of so many statements, before and after."""

    actor: str
    target: str
    before: float
    n_before: int
    after: float
    n_after: int


@dataclass(frozen=True)
class Report:
    """`tables` has for each active target, in the order of the pages, how many labels of the model go from one to
    another (or stay); `first` counts pairs that get their first label, `people` those whose label a person gave.

    `before` counts, for each run in force, the pairs that it labels or would label without people's corrections.
    """

    judged: int
    tables: dict[str, Counter[tuple[Stance, Stance]]]
    first: int
    people: int
    agreement_before: Agreement
    agreement_after: Agreement
    newly_uncertain: int
    no_longer_uncertain: int
    means: tuple[Mean, ...]
    before: dict[int, int]

    @property
    def compared(self) -> int:
        return sum(table.total() for table in self.tables.values())

    @property
    def changed(self) -> int:
        return sum(changes(table) for table in self.tables.values())


def changes(table: Counter[tuple[Stance, Stance]]) -> int:
    """How many labels of a table become others."""
    return sum(n for (before, after), n in table.items() if before != after)


@dataclass(slots=True)
class _Pair:
    """One pair: the label in force, what the model in force says, and what the trial says."""

    statement: int
    target: int
    label: str | None = None
    score: float = 0.0
    uncertain: bool = False
    by_person: bool = False
    run: int | None = None
    now: Probabilities | None = None
    tried: Probabilities | None = None


@dataclass(slots=True)
class _Scores:
    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)


def compare(run: Run) -> Report:
    """Gone through in step, statement by statement: seven queries, and as much memory as there are charted means."""
    targets = {target.pk: target.name for target in Target.objects.active()}
    counted = dict(Statement.objects.counted().filter(negated=False).values_list("pk", "actor_id"))
    tables: dict[int, Counter[tuple[Stance, Stance]]] = {pk: Counter() for pk in targets}
    tally: Counter[str] = Counter()
    before: Counter[int] = Counter()
    scores: dict[tuple[int, int], _Scores] = {}
    for pair in _pairs(run, targets):
        if pair.run is not None:
            before[pair.run] += 1
        tally.update(_facts(pair, run))
        if pair.label is not None and pair.tried is not None and not pair.by_person:
            tables[pair.target][Stance(pair.label), pair.tried.label] += 1
        actor = counted.get(pair.statement)
        if actor is not None:
            _score(pair, scores.setdefault((actor, pair.target), _Scores()))
    return Report(
        judged=Verdict.objects.filter(run=run).count(),
        tables={targets[pk]: table for pk, table in tables.items()},
        first=tally["first"],
        people=tally["people"],
        agreement_before=Agreement(tally["checked"], tally["right before"]),
        agreement_after=Agreement(tally["checked"], tally["right after"]),
        newly_uncertain=tally["newly uncertain"],
        no_longer_uncertain=tally["no longer uncertain"],
        means=_means(scores, targets),
        before=dict(before),
    )


def _facts(pair: _Pair, run: Run) -> Iterator[str]:
    """What this pair adds one to."""
    if pair.by_person:
        yield "people"
    if pair.tried is None:
        return
    if pair.label is None:
        yield "first"
    if pair.by_person:
        if pair.now is not None:
            yield "checked"
            if pair.now.label == pair.label:
                yield "right before"
            if pair.tried.label == pair.label:
                yield "right after"
        return
    uncertain = pair.tried.probability < run.uncertain_below
    if uncertain and not pair.uncertain:
        yield "newly uncertain"
    if pair.uncertain and not uncertain:
        yield "no longer uncertain"


def _score(pair: _Pair, scores: _Scores) -> None:
    """What the pair counts for on a chart: nothing where it is not about the target."""
    if pair.label is not None and pair.label != Stance.UNRELATED:
        scores.before.append(pair.score)
    if pair.by_person or pair.tried is None:
        if pair.label is not None and pair.label != Stance.UNRELATED:
            scores.after.append(pair.score)
    elif pair.tried.label != Stance.UNRELATED:
        scores.after.append(pair.tried.score)


def _means(scores: dict[tuple[int, int], _Scores], targets: dict[int, str]) -> tuple[Mean, ...]:
    """Those that move most, the farthest first."""
    far = sorted(
        (
            (abs(fmean(one.after) - fmean(one.before)), key)
            for key, one in scores.items()
            if min(len(one.before), len(one.after)) >= LEAST_STATEMENTS
        ),
        key=lambda found: (-found[0], found[1]),
    )[:MOST_MEANS]
    names = dict(Actor.objects.filter(pk__in={actor for _, (actor, _) in far}).values_list("pk", "name"))
    return tuple(
        Mean(
            actor=names.get(actor, "an actor that was removed"),
            target=targets[target],
            before=fmean(scores[actor, target].before),
            n_before=len(scores[actor, target].before),
            after=fmean(scores[actor, target].after),
            n_after=len(scores[actor, target].after),
        )
        for moved, (actor, target) in far
        if moved > 0.0
    )


# --- what stands beside what --------------------------------------------------------------


def _pairs(run: Run, targets: dict[int, str]) -> Iterator[_Pair]:
    """Every pair with a label in force or a verdict of the trial, in order of statement and target."""
    labels, tried = _labels(targets), _tried(run, targets)
    label, verdict = next(labels, None), next(tried, None)
    while label is not None or verdict is not None:
        mine = (label.statement, label.target) if label is not None else None
        other = verdict[0] if verdict is not None else None
        first = min(key for key in (mine, other) if key is not None)
        pair = label if label is not None and mine == first else _Pair(*first)
        if verdict is not None and other == first:
            pair.tried = verdict[1]
            verdict = next(tried, None)
        if mine == first:
            label = next(labels, None)
        yield pair


def _labels(targets: dict[int, str]) -> Iterator[_Pair]:
    rows: Any = (
        Position.objects.filter(target__in=targets, statement__rejected=False, statement__retired=False)
        .order_by("statement_id", "target_id")
        .values_list(
            "statement_id",
            "target_id",
            "label",
            "score",
            "uncertain",
            "origin",
            "verdict__run_id",
            *(f"verdict__{stance}" for stance in _GIVEN),
        )
    )
    for statement, target, label, score, uncertain, origin, run, *given in rows.iterator(_CHUNK):
        now = Probabilities(*given) if run is not None else None
        yield _Pair(statement, target, label, score, uncertain, origin == Origin.PERSON, run, now)


def _tried(run: Run, targets: dict[int, str]) -> Iterator[tuple[tuple[int, int], Probabilities]]:
    """The trial's verdicts on the words as they stand now."""
    rows: Any = (
        Verdict.objects.filter(run=run, target__in=targets, statement__rejected=False, statement__retired=False)
        .order_by("statement_id", "target_id", "pk")
        .values_list(
            "statement_id",
            "target_id",
            "words",
            "statement__start",
            "statement__end",
            "statement__span_by_person",
            *_GIVEN,
        )
    )
    for statement, target, words, start, end, moved, *given in rows.iterator(_CHUNK):
        if words == words_key(start, end, moved):
            yield (statement, target), Probabilities(*given)
