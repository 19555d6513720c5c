"""Shifts: the days on which an actor's stance toward a target changed its level, and stayed changed.

    of_actor(actor)    of_target(target)    everywhere()    ->  [Shift, …], the newest first

The series is one value a day, the mean score of the day's charted statements; days on which nothing was said are not
in it. Its change points are those of least cost, where the cost is the squared distance of each day from the mean of
its segment, plus a penalty for each change (PELT: Killick, Fearnhead and Eckley 2012; by `ruptures`, whose kernel
implementation with a linear kernel is this cost, exactly). The penalty is PENALTY · variance · ln(days); the variance
is that of the noise, from the differences of neighbouring days (von Neumann 1941), which a shift hardly touches, and
never below LEAST_VARIANCE, so that a speaker who always says the same does not shift at every nuance.

A change point is reported as a shift only where both sides hold enough statements, and where the interval of the
difference of their means (`stances.intervals`) does not hold zero. The days were chosen because the two sides differ,
so that this interval is narrower than it should be: a shift is a reason to read the statements, and no proof.

Worked out from the labels in force, and kept until the data changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from math import log
from typing import Any, NamedTuple, cast

from django.core.cache import cache
from django.utils.http import urlencode

from stances.freshness import stamp
from stances.intervals import MIN_ARTICLES, MIN_STATEMENTS, interval_of_difference, mean
from stances.models import Actor, Position, Target
from stances.models.verdicts import PositionQuerySet
from stances.summaries import day as in_words
from stances.summaries import signed

#: Both sides of a shift hold at least this many statements, from at least MIN_ARTICLES articles, …
LEAST_STATEMENTS = MIN_STATEMENTS
#: … said on at least this many days.
LEAST_DAYS = 3
#: Of the usual size for a change of one mean (two parameters a change: where, and how far).
PENALTY = 2.0
#: The standard deviation of 0.25 below which the noise of a series is not believed to be.
LEAST_VARIANCE = 0.25**2

_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Side:
    """What was said before or after: from the last shift, or to the next one. `mean` is a score in [−1, 1]."""

    since: date
    until: date
    mean: float
    n: int
    articles: int
    statements: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """One change of level. `low` and `high` bound the difference of the means, after − before, in [−2, 2]."""

    actor: int
    target: int
    before: Side
    after: Side
    low: float
    high: float

    @property
    def day(self) -> date:
        """The first day of the new level."""
        return self.after.since

    @property
    def difference(self) -> float:
        return self.after.mean - self.before.mean


@dataclass(frozen=True, slots=True)
class Told:
    """A shift with whom and what it is about."""

    shift: Shift
    actor: Actor
    target: Target

    @property
    def key(self) -> str:
        """Names the shift for as long as its series, and so its days, are the same."""
        return f"{self.actor.slug}-{self.target.slug}-{self.shift.day.isoformat()}"

    @property
    def moved(self) -> str:
        return "toward support" if self.shift.difference > 0 else "toward criticism"

    @property
    def between(self) -> str:
        """The last day of the old level and the first of the new, in words."""
        return f"between {in_words(self.shift.before.until)} and {in_words(self.shift.after.since)}"

    @property
    def sentence(self) -> str:
        before, after = self.shift.before, self.shift.after
        return (
            f"{self.actor.name} moved {self.moved} of {self.target.name} {self.between}: mean {signed(before.mean)} "
            f"in {before.n} statements before, {signed(after.mean)} in {after.n} after."
        )

    @property
    def said_before(self) -> str:
        """The query string of the list of statements that holds the side's statements."""
        return self._said(self.shift.before)

    @property
    def said_after(self) -> str:
        return self._said(self.shift.after)

    def _said(self, side: Side) -> str:
        asked = {"actor": self.actor.slug, "target": self.target.slug}
        return f"?{urlencode({**asked, 'since': side.since.isoformat(), 'until': side.until.isoformat()})}"


def of_actor(actor: Actor) -> list[Shift]:
    """The actor's shifts toward every active target."""
    return _kept(f"actor:{actor.pk}", Position.objects.charted().filter(statement__actor=actor, target__active=True))


def of_target(target: Target) -> list[Shift]:
    """Every actor's shifts toward the target."""
    return _kept(f"target:{target.pk}", Position.objects.charted().filter(target=target))


def everywhere() -> list[Shift]:
    """The shifts of all actors toward all active targets."""
    return _kept("all", Position.objects.charted().filter(target__active=True))


def told(shifts: Sequence[Shift]) -> list[Told]:
    """The shifts with their actors and targets; two queries."""
    actors = Actor.objects.in_bulk({shift.actor for shift in shifts})
    targets = Target.objects.in_bulk({shift.target for shift in shifts})
    return [Told(shift, actors[shift.actor], targets[shift.target]) for shift in shifts]


def _kept(scope: str, positions: PositionQuerySet) -> list[Shift]:
    find: Callable[[], list[Shift]] = lambda: found_in(positions)  # noqa: E731
    return cast("list[Shift]", cache.get_or_set(f"shifts:{stamp()}:{scope}", find, _A_DAY))


# --- finding -----------------------------------------------------------------------------


class _Row(NamedTuple):
    actor: int
    target: int
    day: date
    article: int
    statement: int
    score: float


def found_in(positions: PositionQuerySet) -> list[Shift]:
    """The shifts of every series of these charted positions, the newest first; one query."""
    fields = ("statement__actor_id", "target_id", "counted_on", "statement__article_id", "statement_id")
    rows = map(_Row._make, positions.order_by(*fields).values_list(*fields, "counted_score"))
    found: list[Shift] = []
    for _, series in groupby(rows, key=lambda row: (row.actor, row.target)):
        found += _in_series(list(series))
    return sorted(found, key=lambda shift: (shift.day, shift.actor, shift.target), reverse=True)


def _in_series(rows: Sequence[_Row]) -> list[Shift]:
    """The shifts of one series, its rows in the order of days."""
    if len(rows) < 2 * LEAST_STATEMENTS:
        return []
    by_day = [list(said) for _, said in groupby(rows, key=lambda row: row.day)]
    cuts = change_points([sum(row.score for row in said) / len(said) for said in by_day])
    segments = [[row for said in by_day[start:end] for row in said] for start, end in pairwise([0, *cuts, len(by_day)])]
    found = []
    for earlier, later in pairwise(segments):
        before, after = _articles(earlier), _articles(later)
        if min(len(earlier), len(later)) < LEAST_STATEMENTS or min(len(before), len(after)) < MIN_ARTICLES:
            continue
        bounds = interval_of_difference(before, after)
        if bounds is not None and bounds[0] * bounds[1] > 0:
            found.append(Shift(rows[0].actor, rows[0].target, _side(earlier), _side(later), *bounds))
    return found


def change_points(values: Sequence[float]) -> list[int]:
    """The indices at which a new level begins, in order: none for fewer than two times LEAST_DAYS values."""
    n = len(values)
    if n < 2 * LEAST_DAYS:
        return []
    noise = sum((b - a) ** 2 for a, b in pairwise(values)) / (2 * (n - 1))
    penalty = PENALTY * max(noise, LEAST_VARIANCE) * log(n)
    if _most_to_gain(values) < penalty:
        return []  # and `ruptures`, which takes seconds to load, stays out of a process that has no use for it
    import numpy as np
    import ruptures

    search = ruptures.KernelCPD(kernel="linear", min_size=LEAST_DAYS).fit(np.asarray(values, dtype=float)[:, None])
    return [int(index) for index in search.predict(pen=penalty)[:-1]]


def _most_to_gain(values: Sequence[float]) -> float:
    """The whole cost: no number of changes can take more off it."""
    middle = sum(values) / len(values)
    return sum((value - middle) ** 2 for value in values)


def _articles(rows: Iterable[_Row]) -> list[tuple[float, int]]:
    """(sum of scores, number of statements) of each article, in the order of their keys."""
    sums: dict[int, tuple[float, int]] = {}
    for row in sorted(rows, key=lambda row: (row.article, row.statement)):
        total, n = sums.get(row.article, (0.0, 0))
        sums[row.article] = total + row.score, n + 1
    return list(sums.values())


def _side(rows: Sequence[_Row]) -> Side:
    articles = _articles(rows)
    return Side(
        since=rows[0].day,
        until=rows[-1].day,
        mean=mean(articles),
        n=len(rows),
        articles=len(articles),
        statements=tuple(row.statement for row in rows),
    )


def rules() -> Mapping[str, Any]:
    """What the methodology page prints."""
    return {
        "statements": LEAST_STATEMENTS,
        "articles": MIN_ARTICLES,
        "days": LEAST_DAYS,
        "penalty": PENALTY,
        "deviation": LEAST_VARIANCE**0.5,
    }
