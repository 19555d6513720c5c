"""What the page of a target is made of, gathered part by part for the page, its exports and its embeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from stances import bins, charts, drawings, timeline
from stances.glyphs import Share, strip
from stances.intervals import MIN_ARTICLES, MIN_STATEMENTS
from stances.models import Actor, Position, Statement, Target
from stances.models.verdicts import PositionQuerySet
from stances.records import Bucket, Standing, Tally, Window
from stances.selections import TargetSelection
from stances.views.actors import countries
from stances.views.captions import caption
from stances.views.cells import Cell, cell, evidence
from stances.vocabulary import Bin, Lookback

ROWS_ON_A_PAGE = 50
LATEST = 5
#: The heatmap's most talkative actors, and its columns before the bins grow.
HEAT_ROWS, HEAT_COLUMNS = 24, 40
_ACTOR, _COUNTRY = "statement__actor_id", "statement__actor__country"
_SIDES = ("supportive", "critical", "neutral")
PAGE = frozenset({"distribution", "heatmap", "map", "page"})


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
    link: str


def shown(request: HttpRequest, found: Target, parts: Set[str] = PAGE) -> dict[str, Any]:
    """`asked`, and where it is understood and there is data, the parts asked for, each with its caption."""
    data = timeline.extent()
    usual = timeline.default_lookback(data) if data else Lookback.MONTHS_12
    asked = TargetSelection(request.GET, countries(), usual=usual)
    context: dict[str, Any] = {"target": found, "asked": asked}
    if data is None or not asked.is_valid():
        return context
    window = timeline.window(asked.lookback, asked.terms.dates, data)
    positions = timeline.within(Position.objects.charted(asked.terms).filter(target=found), window)
    positions = positions.filter(asked.of_actor("statement__actor__"))
    size = asked.size or max(Bin.MONTH, bins.default_bin(*_both(window)), key=list(Bin).index)
    buckets = timeline.distribution(positions, size)
    total = Tally(*(sum(getattr(bucket.tally, side) for bucket in buckets) for side in _SIDES))
    days = evidence(asked, window)
    context |= {
        "data": data,
        "window": window,
        "size": size,
        "buckets": buckets,
        "total": total,
        "strip": strip(total),
        "days": days,
        "tones": [(drawings.level(mean), drawings.tenths(mean)) for mean in (-0.9, -0.6, -0.3, 0.0, 0.3, 0.6, 0.9)],
        "few_words": f"no interval, fewer than {MIN_STATEMENTS} statements or {MIN_ARTICLES} articles",
    }
    if not total.n:
        return context
    course = asked.size or bins.course_bin(asked.lookback)
    by_actor = timeline.standing(positions, window, course, [_ACTOR, _COUNTRY])
    if "distribution" in parts:
        context["figure"] = charts.distribution(
            buckets, window, found.slug, timeline.events(window, asked.asked.get("events", ""), found.slug)
        )
    if "heatmap" in parts:
        context |= _heatmap(found, asked, positions, window=window, by_actor=by_actor, days=days)
    if "map" in parts:
        context |= _map(found, asked, timeline.standing(positions, window, course, [_COUNTRY]), window, by_actor)
    if "page" in parts:
        context |= _page(positions, by_actor, window, request.GET.get("page", "1"))
    page = found.get_absolute_url() + asked.link()
    context["captions"] = {
        kind: caption(request, title, asked, page, window=window, n=total.n, cut_off=data.until)
        for kind, title in {
            "distribution": f"What was said of {found.name}, {size.label.lower()} by {size.label.lower()}",
            "heatmap": f"Stance toward {found.name}, the {len(context.get('heat_rows', ()))} who said most",
            "map": f"Stance toward {found.name} by home country of the speaker",
        }.items()
    }
    return context


def _page(
    positions: PositionQuerySet, by_actor: Mapping[timeline.Key, Standing], window: Window, number: str
) -> dict[str, Any]:
    page = Paginator(_ranking(by_actor), ROWS_ON_A_PAGE).get_page(number)
    actors = Actor.objects.prefetch_related("roles").in_bulk([pk for _, pk, _ in page])
    return {
        "page": page,
        "ranks": [
            Rank(place, actors[pk], actors[pk].speaks_for(window.until), cell(standing, window), strip(standing.tally))
            for place, pk, standing in page
        ],
        "latest": _latest(positions),
    }


def _heatmap(
    found: Target,
    asked: TargetSelection,
    positions: PositionQuerySet,
    *,
    window: Window,
    by_actor: Mapping[timeline.Key, Standing],
    days: str,
) -> dict[str, Any]:
    """The actors who said most, the most supportive first, by bins that leave at most HEAT_COLUMNS columns."""
    size = asked.size or Bin.MONTH
    while size is not Bin.QUARTER and len(bins.bins_of(window, size)) > HEAT_COLUMNS:
        size = list(Bin)[list(Bin).index(size) + 1]
    most = sorted(by_actor.items(), key=lambda item: (-item[1].n, item[0]))[:HEAT_ROWS]
    most.sort(key=lambda item: (-item[1].mean, item[0]))
    shown_actors = [key[0] for key, _ in most]
    actors = Actor.objects.in_bulk(shown_actors)
    series = timeline.series(positions.filter(statement__actor__in=shown_actors), size, [_ACTOR], intervals=False)
    rows = [
        drawings.Row(
            actors[pk].name,
            f"{actors[pk].get_absolute_url()}?target={found.slug}&toward={found.slug}{days}",
            series[pk,],
        )
        for pk in shown_actors
    ]
    columns = bins.bins_of(window, size)
    return {
        "heat_rows": rows,
        "heat_size": size,
        "heat_columns": columns,
        "heatmap": drawings.heatmap(rows, columns, size, found.name),
    }


def _map(
    found: Target,
    asked: TargetSelection,
    by_country: Mapping[timeline.Key, Standing],
    window: Window,
    by_actor: Mapping[timeline.Key, Standing],
) -> dict[str, Any]:
    speakers = Counter(country for _, country in by_actor)
    named = {name: standing for (name,), standing in by_country.items() if name}
    links = {name: found.get_absolute_url() + asked.link(country=name) for name in named}
    return {
        "map": drawings.world(named, links, found.name),
        "off_the_map": drawings.off_the_map(named),
        "countries": [
            Country(name, speakers[name], cell(standing, window), strip(standing.tally), links[name])
            for name, standing in sorted(named.items(), key=lambda item: -item[1].n)
        ],
    }


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


def _latest(positions: PositionQuerySet) -> QuerySet[Statement]:
    of_statement = positions.filter(statement=OuterRef("pk"))
    newest = Statement.objects.filter(Exists(of_statement)).order_by("-said_on", "-pk")
    return newest.with_evidence()[:LATEST]


def _both(window: Window) -> tuple[Any, Any]:
    return window.since, window.until


def distribution_rows(target: str, buckets: list[Bucket]) -> list[dict[str, Any]]:
    """The bars of the distribution, one row a bin."""
    return [
        {
            "target": target,
            "start": bucket.start,
            "end": bucket.end,
            **{side: getattr(bucket.tally, side) for side in _SIDES},
        }
        for bucket in buckets
    ]
