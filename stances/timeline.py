"""Labels in force, gathered over time: points of a series, where somebody stands now, and how sure that is.

    positions = Position.objects.charted().filter(…)
    series(positions, Bin.MONTH)   ->  {(actor, target): [Point, …]}
    standing(positions, window)    ->  {(actor, target): Standing}

Only charted positions are given in: dated, of a tracked actor, about the target; never rejected, retired, denied
or syndicated. A bin in which nothing was said has no point: no zero, nothing carried forward.

Intervals are those of `stances.intervals`: a bootstrap over articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Substr
from django.utils import timezone

from stances.bins import bin_of, lookback
from stances.intervals import interval, interval_of_difference, mean
from stances.models import Event, Position, Statement
from stances.models.statements import StatementQuerySet
from stances.models.verdicts import PositionQuerySet
from stances.records import USUAL, Bucket, Change, DatedEvent, Mark, Point, Standing, Tally, Terms, Window
from stances.vocabulary import Bin, Dating, Labels, Lookback, Origin, Stance

#: A window with so many statements is wide enough to compare many actors.
_ENOUGH = 200
ACTOR_AND_TARGET = ("statement__actor_id", "target_id")
_WORDS_SHOWN = 160
#: In place of a kind of event: none of them.
NO_EVENTS = "none"

Key = tuple[Any, ...]
_Rows = TypeVar("_Rows", bound=QuerySet[Any])


# --- windows ------------------------------------------------------------------------------


def extent(dates: Dating = Dating.SAID) -> Window | None:
    """The first and the last day that charted statements know of; None where there are none.

    A day still to come is a misread date: it would move "now" away from everything else that was said.
    """
    on = day_of(dates)
    days = charted_statements(dates).order_by(on).values_list(on, flat=True)
    first = days.first()  # an index gives the two ends; a minimum and a maximum in one query would read every row
    return None if first is None else Window(first, days.last())


def charted_statements(dates: Dating = Dating.SAID) -> StatementQuerySet:
    """Statements that a chart shows, up to today. No joins, so that the newest are read from the index of dates."""
    shown = Position.objects.charted(Terms(dates=dates)).filter(statement=OuterRef("pk"))
    return Statement.objects.filter(Exists(shown), **{f"{day_of(dates)}__lte": timezone.localdate()})


def day_of(dates: Dating) -> str:
    """The field of a statement that dates it."""
    return "article__published" if dates is Dating.PUBLISHED else "said_on"


def default_lookback(data: Window) -> Lookback:
    """The shortest window of a year or more with enough statements to compare many actors; all where none has."""
    newest = charted_statements().order_by("-said_on").values_list("said_on", flat=True)
    enough = newest[_ENOUGH - 1 : _ENOUGH].first()
    if enough is not None:
        for choice in (Lookback.MONTHS_12, Lookback.MONTHS_36):
            since = lookback(choice, data).since
            if since is not None and enough >= since:
                return choice
    return Lookback.ALL


def window(choice: Lookback, dates: Dating, data: Window) -> Window:
    """The window that a choice means by these dates. `data` is the `extent` by the date said."""
    return lookback(choice, data if dates is Dating.SAID else extent(dates) or data)


def within(positions: PositionQuerySet, window: Window) -> PositionQuerySet:
    """The charted positions whose day is inside the window."""
    return between(positions, "counted_on", window)


def between(rows: _Rows, on: str, window: Window) -> _Rows:
    """The rows whose day, in the field `on`, is inside the window."""
    if window.since is not None:
        rows = rows.filter(**{f"{on}__gte": window.since})
    if window.until is not None:
        rows = rows.filter(**{f"{on}__lte": window.until})
    return rows


# --- gathering ---------------------------------------------------------------------------


class _Row(NamedTuple):
    """One position, as far as means and intervals need it. A `Mark` has the same fields and more."""

    key: Key
    day: date
    article: int
    statement: int
    score: float
    label: str


def _rows(positions: PositionQuerySet, by: Sequence[str]) -> list[_Row]:
    """One row a position, in one query, in an order that never changes: the bootstrap depends on it."""
    found = positions.order_by("statement__article_id", "statement_id", "target_id").values_list(
        *by, "counted_on", "statement__article_id", "statement_id", "counted_score", "counted_label"
    )
    return [_Row(tuple(values[:-5]), *values[-5:]) for values in found]


def _grouped(rows: Iterable[Any], key: Callable[[Any], Hashable]) -> dict[Any, list[Any]]:
    groups: dict[Hashable, list[Any]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def series(
    positions: PositionQuerySet, size: Bin, by: Sequence[str] = ACTOR_AND_TARGET, *, intervals: bool = True
) -> dict[Key, list[Point]]:
    """The points of every series in one query, each in order of time; a bin in which nothing was said has none.

    `by` are the fields of Position that tell the series apart; their values are the key of the answer.
    """
    return {
        key: points(rows, size, intervals=intervals)
        for key, rows in _grouped(_rows(positions, by), lambda row: row.key).items()
    }


def points(rows: Sequence[_Row] | Sequence[Mark], size: Bin, *, intervals: bool = True) -> list[Point]:
    """The points of one series, in order of time; a bin in which nothing was said has none."""
    bins = _grouped(sorted(rows, key=lambda row: (row.article, row.statement)), lambda row: bin_of(row.day, size))
    found = []
    for start, end in sorted(bins):
        held = bins[start, end]
        cells = _by_article(held)
        bounds = interval(cells) if intervals else None
        found.append(
            Point(
                start=start,
                end=end,
                mean=mean(cells),
                n=len(held),
                articles=len(cells),
                low=bounds[0] if bounds else None,
                high=bounds[1] if bounds else None,
                statements=tuple(row.statement for row in held),
            )
        )
    return found


def standing(
    positions: PositionQuerySet, window: Window, course: Bin, by: Sequence[str] = ACTOR_AND_TARGET
) -> dict[Key, Standing]:
    """Where everybody stands over the window, in one query however many there are. No key where nothing was said."""
    groups = _grouped(_rows(within(positions, window), by), lambda row: row.key)
    return {key: _standing(rows, window, course) for key, rows in groups.items()}


def _standing(rows: Sequence[_Row], window: Window, course: Bin) -> Standing:
    cells = _by_article(rows)
    bounds = interval(cells)
    return Standing(
        mean=mean(cells),
        n=len(rows),
        articles=len(cells),
        tally=tally(rows),
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        change=_change(rows, window),
        series=tuple(points(rows, course, intervals=False)),
    )


def tally(rows: Iterable[_Row] | Iterable[Mark]) -> Tally:
    """How many of the rows took each side."""
    labels = [row.label for row in rows]
    return Tally(*(labels.count(stance) for stance in (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.NEUTRAL)))


def _by_article(rows: Iterable[_Row] | Iterable[Mark]) -> list[tuple[float, int]]:
    """Sum of scores and number of statements of each article, in the order of the rows."""
    cells: dict[int, tuple[float, int]] = {}
    for row in rows:
        total, n = cells.get(row.article, (0.0, 0))
        cells[row.article] = total + row.score, n + 1
    return list(cells.values())


def _change(rows: Sequence[_Row], window: Window) -> Change | None:
    """The later half of the window against the earlier, where both hold enough to compare."""
    since = window.since or min(row.day for row in rows)
    until = window.until or max(row.day for row in rows)
    middle = since + (until - since) / 2
    earlier = _by_article(row for row in rows if row.day <= middle)
    later = _by_article(row for row in rows if row.day > middle)
    bounds = interval_of_difference(earlier, later)
    return Change(mean(later) - mean(earlier), *bounds) if bounds else None


def tallies(positions: PositionQuerySet, by: Sequence[str] = ACTOR_AND_TARGET) -> dict[Key, tuple[float, Tally]]:
    """Mean score and tally of every key, added up by the database: enough to sort a long table by."""
    sums: dict[Key, float] = defaultdict(float)
    counts: dict[Key, dict[str, int]] = defaultdict(dict)
    found = positions.order_by().values_list(*by, "counted_label").annotate(n=Count("pk"), total=Sum("counted_score"))
    for *key, label, n, total in found:
        sums[tuple(key)] += total
        counts[tuple(key)][label] = n
    return {key: (sums[key] / sum(count.values()), Tally(**count)) for key, count in counts.items()}


def distribution(positions: PositionQuerySet, size: Bin) -> list[Bucket]:
    """How many statements took each side, bin by bin; a bin in which nothing was said is left out."""
    counts: dict[tuple[date, date], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    found = positions.order_by().values_list("counted_on", "counted_label").annotate(n=Count("pk"))  # type: ignore[misc]  # an annotation
    for day, label, n in found:
        counts[bin_of(day, size)][label] += n
    return [Bucket(start, end, Tally(**counts[start, end])) for start, end in sorted(counts)]


def marks(positions: PositionQuerySet, terms: Terms = USUAL) -> dict[int, list[Mark]]:
    """The single statements by target, oldest first, in one query. `positions` are charted on the same terms."""
    found = (
        positions.with_doubt(terms)  # type: ignore[misc]  # an annotation
        .annotate(beginning=Substr("statement__text", 1, _WORDS_SHOWN + 1))
        .order_by("counted_on", "statement_id")
        .values_list(
            "target_id",
            "statement_id",
            "statement__article_id",
            "counted_on",
            "counted_score",
            "counted_label",
            "counted_uncertain",
            "origin",
            "beginning",
            "statement__article__outlet__name",
        )
    )
    by_target: dict[int, list[Mark]] = defaultdict(list)
    for target, statement, article, day, score, label, uncertain, origin, beginning, outlet in found:
        by_target[target].append(
            Mark(
                statement=statement,
                article=article,
                day=day,
                score=score,
                label=Stance(label),
                uncertain=uncertain,
                by_person=terms.labels is Labels.IN_FORCE and origin == Origin.PERSON,
                words=beginning if len(beginning) <= _WORDS_SHOWN else beginning[: _WORDS_SHOWN - 1].rstrip() + "…",
                outlet=outlet or "",
            )
        )
    return by_target


def spoken(window: Window, terms: Terms = USUAL) -> dict[int, int]:
    """How many statements each tracked actor made in the window, about anything; actors without any are left out.

    Where this is above zero and a standing is missing, the actor spoke, but not about that target.
    """
    said = between(counted_statements(terms), day_of(terms.dates), window)
    return dict(said.order_by().values_list("actor_id").annotate(n=Count("pk")))


def counted_statements(terms: Terms) -> StatementQuerySet:
    """Statements about anything that count on these terms."""
    said = Statement.objects.counted().filter(negated=False, **{f"{day_of(terms.dates)}__isnull": False})
    return said.filter(kind=terms.kind) if terms.kind else said


def events(window: Window, kind: str = "", target: str = "") -> list[DatedEvent]:
    """The events inside a window, oldest first, as `happened`; NO_EVENTS as a kind means none."""
    if kind == NO_EVENTS:
        return []
    return [DatedEvent(event.date, event.title, event.source) for event in happened(window, kind, target)]


def happened(window: Window, kind: str, target: str) -> QuerySet[Event]:
    """The events of a kind ("": any) that bear on a target, by its slug ("": any), or on no target in particular."""
    found = between(Event.objects.all(), "date", window)
    if kind:
        found = found.filter(kind=kind)
    if target:
        found = found.filter(Q(targets__slug=target) | Q(targets__isnull=True)).distinct()
    return found
