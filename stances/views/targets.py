"""The page of one target: who supports it, who criticises it, and how that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from stances import bins, charts, timeline
from stances.glyphs import Share, strip
from stances.models import Actor, Position, Statement, Target
from stances.records import Standing, Tally, Window
from stances.selections import TargetSelection
from stances.views.actors import countries
from stances.views.cells import Cell, cell, evidence
from stances.views.lists import list_response
from stances.vocabulary import Bin, Lookback

ROWS_ON_A_PAGE = 50
LATEST = 5
_ACTOR, _COUNTRY = "statement__actor_id", "statement__actor__country"


@dataclass(frozen=True, slots=True)
class Rank:
    """One line of the ranking. `place` is None where n is too small to be ranked."""

    place: int | None
    actor: Actor
    speaks_for: str
    cell: Cell
    strip: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """One country's line: its speakers taken together."""

    name: str
    actors: int
    cell: Cell
    strip: tuple[Share, ...]


@require_safe
def target(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole page, or for htmx what the selection changes."""
    found = get_object_or_404(Target, slug=slug)
    data = timeline.extent()
    usual = timeline.default_lookback(data) if data else Lookback.MONTHS_12
    asked = TargetSelection(request.GET, countries(), usual=usual)
    context: dict[str, Any] = {
        "nav": "targets",
        "target": found,
        "asked": asked,
        "targets": Target.objects.active(),
    }
    if data is not None and asked.is_valid():
        context |= _gathered(found, asked, data, request.GET.get("page", "1"))
    return list_response(request, "stances/target.html", context)


def _gathered(found: Target, asked: TargetSelection, data: Window, number: str) -> dict[str, Any]:
    choice, terms = asked.lookback, asked.terms
    window = timeline.window(choice, terms.dates, data)
    positions = timeline.within(Position.objects.charted(terms).filter(target=found), window)
    positions = positions.filter(asked.of_actor("statement__actor__"))
    size = asked.size or max(Bin.MONTH, bins.default_bin(*_both(window)), key=list(Bin).index)

    course = asked.size or bins.course_bin(choice)
    by_actor = timeline.standing(positions, window, course, [_ACTOR, _COUNTRY])
    by_country = timeline.standing(positions, window, course, [_COUNTRY])
    speakers = Counter(country for _, country in by_actor)
    buckets = timeline.distribution(positions, size)
    page = Paginator(_ranking(by_actor), ROWS_ON_A_PAGE).get_page(number)
    actors = Actor.objects.prefetch_related("roles").in_bulk([pk for _, pk, _ in page])
    total = Tally(*(sum(getattr(bucket.tally, side) for bucket in buckets) for side in _SIDES))
    return {
        "data": data,
        "window": window,
        "choice": choice,
        "size": size,
        "days": evidence(asked, window),
        "page": page,
        "ranks": [
            Rank(place, actors[pk], actors[pk].speaks_for(window.until), cell(standing, window), strip(standing.tally))
            for place, pk, standing in page
        ],
        "countries": [
            Country(name, speakers[name], cell(standing, window), strip(standing.tally))
            for (name,), standing in sorted(by_country.items(), key=lambda item: -item[1].n)
            if name
        ],
        "buckets": buckets,
        "total": total,
        "strip": strip(total),
        "figure": charts.distribution(buckets, window, found.slug) if buckets else None,
        "latest": _latest(positions),
    }


_SIDES = ("supportive", "critical", "neutral")


def _ranking(standings: Mapping[timeline.Key, Standing]) -> list[tuple[int | None, int, Standing]]:
    """(place, actor, standing) from the most supportive down; then, unranked, those with too few statements by n."""
    enough = sorted(
        ((key[0], standing) for key, standing in standings.items() if standing.low is not None),
        key=lambda pair: (-pair[1].mean, -pair[1].n),
    )
    few = sorted(
        ((key[0], standing) for key, standing in standings.items() if standing.low is None),
        key=lambda pair: (-pair[1].n, -pair[1].mean),
    )
    return [
        *((place, pk, standing) for place, (pk, standing) in enumerate(enough, 1)),
        *((None, pk, standing) for pk, standing in few),
    ]


def _latest(positions: QuerySet[Position]) -> QuerySet[Statement]:
    of_statement = positions.filter(statement=OuterRef("pk"))
    newest = Statement.objects.filter(Exists(of_statement)).order_by("-said_on", "-pk")
    return newest.with_evidence()[:LATEST]


def _both(window: Window) -> tuple[Any, Any]:
    return window.since, window.until
