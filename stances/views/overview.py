"""The overview: who stands where, now, toward each target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.db.models import Count, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stances import bins, timeline
from stances.glyphs import Share, strip
from stances.models import Actor, Article, Position, Statement, Target
from stances.models.statements import StatementQuerySet
from stances.models.verdicts import PositionQuerySet
from stances.moves import Move, moves
from stances.records import USUAL, Standing, Tally, Window
from stances.selections import OverviewSelection
from stances.summaries import trend
from stances.views.actors import countries
from stances.views.cells import Blank, Cell, blank, cell, evidence
from stances.views.lists import list_response
from stances.vocabulary import Lookback

ROWS_ON_A_PAGE = 50
LATEST = 6
MOVED = 4

Tallies = Mapping[timeline.Key, tuple[float, Tally]]


@dataclass(frozen=True, slots=True)
class Row:
    """One actor's line of the table. `n` is how many statements the window holds, about anything."""

    actor: Actor
    n: int
    speaks_for: str = ""
    cells: tuple[tuple[Target, Cell | Blank], ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A change over the window, with its words and the statements that made it."""

    move: Move
    actor: Actor
    target: Target
    words: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts. `way` is "ascending", "descending" or "" as the table is sorted by it or not."""

    title: str
    link: str
    way: str


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The whole page, or for htmx the table with its strips."""
    data = timeline.extent()
    usual = timeline.default_lookback(data) if data else Lookback.MONTHS_12
    asked = OverviewSelection(request.GET, countries(), usual=usual)
    context: dict[str, object] = {"nav": "overview", "asked": asked}
    if data is None:
        context["waiting"] = Article.objects.waiting().count()
        return list_response(request, "stances/overview.html", context)
    context |= {"data": data, "headline": _headline(), "latest": _latest()}
    if asked.is_valid():
        context |= _table(asked, data, request.GET.get("page", "1"))
    return list_response(request, "stances/overview.html", context)


def _table(asked: OverviewSelection, data: Window, number: str) -> dict[str, object]:
    choice, terms = asked.lookback, asked.terms
    window = timeline.window(choice, terms.dates, data)
    targets = list(Target.objects.active())
    actors = asked.actors()
    said = timeline.spoken(window, terms)
    charted = timeline.within(Position.objects.charted(terms), window)
    tallies = timeline.tallies(charted)

    rows = [Row(actor, said.get(actor.pk, 0)) for actor in actors]
    listed = rows if asked.lists_silent else [row for row in rows if row.n]
    page = Paginator(_sorted(listed, asked.asked["sort"], tallies, targets), ROWS_ON_A_PAGE).get_page(number)
    shown = [row.actor.pk for row in page]
    prefetch_related_objects([row.actor for row in page], "roles")
    course = asked.size or bins.course_bin(choice)
    standings = timeline.standing(charted.filter(statement__actor__in=shown), window, course)
    return {
        "window": window,
        "choice": choice,
        "page": page,
        "course": course,
        "days": evidence(asked, window),
        "spoke": sum(row.n > 0 for row in rows),
        "found": len(rows),
        "left_out": len(rows) - len(listed),
        "with_silent": asked.link(silent="on"),
        "rows": [_filled(row, targets, standings, window) for row in page],
        "moved": _moved(asked, charted.filter(target__in=targets), window),
        "columns": _columns(asked, targets),
        "strips": _strips(targets, tallies, {row.actor.pk for row in rows}),
    }


def _moved(asked: OverviewSelection, charted: PositionQuerySet, window: Window) -> list[Moved]:
    """What moved among the actors that the page is narrowed to by country and kind."""
    found = moves(charted.filter(asked.of_actor("statement__actor__")), window, MOVED)
    actors = Actor.objects.in_bulk([move.actor for move in found])
    targets = Target.objects.in_bulk([move.target for move in found])
    statements = Statement.objects.with_evidence().in_bulk([pk for move in found for pk in move.statements])
    return [
        Moved(
            move,
            actors[move.actor],
            targets[move.target],
            trend(move.change),
            tuple(statements[pk] for pk in move.statements),
        )
        for move in found
    ]


def _filled(row: Row, targets: Iterable[Target], standings: Mapping[timeline.Key, Standing], window: Window) -> Row:
    cells = []
    for target in targets:
        found = standings.get((row.actor.pk, target.pk))
        cells.append((target, cell(found, window) if found else blank(row.n)))
    return replace(row, speaks_for=row.actor.speaks_for(window.until), cells=tuple(cells))


def _sorted(rows: list[Row], sort: str, tallies: Tallies, targets: Iterable[Target]) -> list[Row]:
    """By name, n or a target's mean; a leading minus turns it round; what is unknown stays last.

    The rows come in the order of their names, and rows that are equal keep it.
    """
    key, descending = sort.removeprefix("-"), sort.startswith("-")
    target = next((target for target in targets if target.slug == key), None)
    if target is not None:
        means = {row.actor.pk: tallies.get((row.actor.pk, target.pk)) for row in rows}
        known = sorted(
            (row for row in rows if means[row.actor.pk]),
            key=lambda row: (means[row.actor.pk] or (0.0, None))[0],
            reverse=descending,
        )
        return known + [row for row in rows if not means[row.actor.pk]]
    if key == "name":
        return rows[::-1] if descending else rows
    return sorted(rows, key=lambda row: row.n, reverse=descending)


def _columns(asked: OverviewSelection, targets: Iterable[Target]) -> list[Column]:
    """The headings, each a link that sorts by it, or turns the order round where it sorts already."""
    sort = asked.asked["sort"]
    columns = []
    for key, title, first in [
        ("name", "Actor", ""),
        ("n", "Statements", "-"),
        *[(target.slug, target.name, "-") for target in targets],
    ]:
        way = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
        turned = {"": first + key, "ascending": f"-{key}", "descending": key}[way]
        columns.append(Column(title, asked.link(sort=turned), way))
    return columns


def _strips(
    targets: Iterable[Target], tallies: Tallies, actors: set[int]
) -> list[tuple[Target, Tally, tuple[Share, ...]]]:
    """Each target's distribution over the actors that the page is narrowed to."""
    strips = []
    for target in targets:
        held = [tally for (actor, pk), (_, tally) in tallies.items() if pk == target.pk and actor in actors]
        total = Tally(
            sum(tally.supportive for tally in held),
            sum(tally.critical for tally in held),
            sum(tally.neutral for tally in held),
        )
        strips.append((target, total, strip(total)))
    return strips


def _headline() -> dict[str, int]:
    """How much the data hold, whatever the window."""
    return timeline.counted_statements(USUAL).aggregate(
        statements=Count("pk"), actors=Count("actor", distinct=True), articles=Count("article", distinct=True)
    )


def _latest() -> StatementQuerySet:
    """The newest statements that somebody tracked made about a target."""
    # The newest by their keys first: the joins of the evidence would keep the database from using the index.
    newest = list(timeline.charted_statements().order_by("-said_on", "-pk").values_list("pk", flat=True)[:LATEST])
    found = Statement.objects.filter(pk__in=newest).order_by("-said_on", "-pk")
    return found.with_evidence()
