"""Several actors toward one target, or one actor toward all of them, over one axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from stances import bins, charts, exports, timeline
from stances.charts import Line
from stances.distances import Distance, distance, shared_n
from stances.models import Actor, Position, Target
from stances.records import DatedEvent, Standing, Window
from stances.selections import CompareSelection
from stances.views.captions import caption
from stances.views.cells import Cell, cell, evidence
from stances.views.lists import clean_address, list_response
from stances.vocabulary import Bin, Lookback

SUGGESTED = 4


@dataclass(frozen=True, slots=True)
class Compared:
    """One line with where it stands over the window (None: nothing said), and the address of its evidence."""

    line: Line
    standing: Standing | None
    cell: Cell | None
    evidence: str
    without: str


@dataclass(frozen=True, slots=True)
class Apart:
    """One cell of the table of distances; `shared` is the shared n also where it is too small for a distance."""

    distance: Distance | None
    shared: int


@dataclass(frozen=True)
class Comparison:
    """What the compare page shows. `target` is None where one actor is shown toward every target."""

    title: str
    target: Target | None
    rows: tuple[Compared, ...]
    apart: tuple[tuple[Line, tuple[Apart | None, ...]], ...]
    window: Window
    size: Bin
    events: tuple[DatedEvent, ...]

    @property
    def n(self) -> int:
        return sum(row.standing.n for row in self.rows if row.standing)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The whole page, or for htmx what the selection changes. A name that was added joins the address."""
    data = timeline.extent()
    asked = selection(request, data)
    if asked.is_valid() and asked.asked.get("add"):
        chosen = list(dict.fromkeys([*asked.asked["actor"], asked.asked["add"]]))
        return redirect(reverse("compare") + asked.link(actor=chosen, add=None))
    context: dict[str, Any] = {
        "nav": "compare",
        "asked": asked,
        "data": data,
        "address": clean_address(request, type(asked).defaults),
    }
    chosen = actors_of(asked) if asked.is_valid() else []
    if data is not None and chosen:
        found = gather(asked, chosen, data)
        context |= {
            "comparison": found,
            "chosen": chosen,
            "figure": charts.compared([row.line for row in found.rows], found.window, found.events),
            "caption": caption(
                request,
                found.title,
                asked,
                reverse("compare") + asked.link(),
                window=found.window,
                n=found.n,
                cut_off=data.until,
            ),
            "embed": reverse("embed_compare") + asked.link(),
        }
    elif data is not None:
        context["suggested"] = _suggested()
    context["names"] = Actor.objects.tracked().order_by("name").values_list("name", flat=True)
    return list_response(request, "stances/compare.html", context)


@require_safe
def compare_data(request: HttpRequest, fmt: str) -> HttpResponse:
    """Everything that the page shows under the same query string: means of bins, of the window, and distances."""
    if fmt not in ("csv", "json"):
        raise Http404(f"No export as {fmt}: there are csv and json.")
    data = timeline.extent()
    asked = selection(request, data)
    if not asked.is_valid():
        return JsonResponse({"errors": asked.errors}, status=400)
    chosen = actors_of(asked)
    rows = exported(gather(asked, chosen, data)) if data is not None and chosen else []
    answer: HttpResponse
    if fmt == "json":
        source = request.build_absolute_uri(reverse("compare") + asked.link())
        answer = JsonResponse({"source": source, "terms": asked.in_words, "to": data and data.until, "rows": rows})
    else:
        answer = HttpResponse(exports.as_csv(exports.COMPARED_COLUMNS, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="compare.{fmt}"'
    return answer


def gather(asked: CompareSelection, chosen: list[Actor], data: Window) -> Comparison:
    """Four queries, however many lines there are."""
    targets = list(Target.objects.active())
    named = next((target for target in targets if target.slug == asked.asked.get("target")), None)
    target = named or (targets[0] if len(chosen) > 1 and targets else None)
    window = timeline.window(asked.lookback, asked.terms.dates, data)
    positions = timeline.within(Position.objects.charted(asked.terms), window).filter(
        statement__actor__in=chosen, target__in=[target] if target else targets
    )
    size = asked.size or max(Bin.MONTH, bins.default_bin(*_both(window)), key=list(Bin).index)
    series = timeline.series(positions, size)
    standings = timeline.standing(positions, window, size)
    pairs = [(actor, target) for actor in chosen] if target else [(chosen[0], each) for each in targets]
    rows = []
    for number, (actor, each) in enumerate(pairs, 1):
        key = (actor.pk, each.pk)
        held = standings.get(key)
        name = actor.name if target else f"toward {each.name}"
        rows.append(
            Compared(
                Line(number, name, actor.slug, each.slug, series.get(key, [])),
                held,
                cell(held, window) if held else None,
                f"{actor.get_absolute_url()}?target={each.slug}{evidence(asked, window)}",
                asked.link(actor=[other.slug for other in chosen if other != actor], add=None),
            )
        )
    return Comparison(
        title=f"{len(chosen)} actors on {target.name}"
        if target and len(chosen) > 1
        else f"{chosen[0].name} on {target.name if target else 'every target'}",
        target=target,
        rows=tuple(rows),
        apart=_apart(rows),
        window=window,
        size=size,
        events=tuple(timeline.events(window, asked.asked.get("events", ""), target.slug if target else "")),
    )


def exported(found: Comparison) -> list[dict[str, Any]]:
    """One row a mean of a bin, one a mean of the window, one a distance: `row` says which."""
    rows = []
    for row in found.rows:
        standing = row.standing
        rows += [exports.compared_row("bin", row.line, point) for point in row.line.points]
        if standing is not None and found.window.since and found.window.until:
            rows.append(exports.compared_row("window", row.line, standing.over(found.window)))
    for position, (line, cells) in enumerate(found.apart):
        for other, apart in zip(found.rows[position + 1 :], cells[position + 1 :], strict=True):
            if apart is not None:
                rows.append(exports.distance_row(line, other.line, apart.distance, apart.shared))
    return rows


def _apart(rows: list[Compared]) -> tuple[tuple[Line, tuple[Apart | None, ...]], ...]:
    """The whole table, both ways; None on its diagonal."""
    stands = [{0: (row.standing.mean, row.standing.n)} if row.standing else {} for row in rows]
    return tuple(
        (
            row.line,
            tuple(None if one is other else Apart(distance(one, other), shared_n(one, other)) for other in stands),
        )
        for row, one in zip(rows, stands, strict=True)
    )


def selection(request: HttpRequest, data: Window | None) -> CompareSelection:
    """What the address asks for; three queries."""
    usual = timeline.default_lookback(data) if data else Lookback.MONTHS_12
    return CompareSelection(
        request.GET,
        Actor.objects.tracked().values_list("slug", "name"),
        Target.objects.active().values_list("slug", "name"),
        usual=usual,
    )


def actors_of(asked: CompareSelection) -> list[Actor]:
    """The actors in the order of the address, which numbers them."""
    found = {actor.slug: actor for actor in Actor.objects.filter(slug__in=asked.asked["actor"])}
    return [found[slug] for slug in asked.asked["actor"] if slug in found]


def _suggested() -> str:
    """An address that compares those who said most."""
    most = Position.objects.charted().values("statement__actor__slug").annotate(n=Count("pk")).order_by("-n")
    slugs = most.values_list("statement__actor__slug", flat=True)[:SUGGESTED]
    return "?" + "&".join(f"actor={slug}" for slug in slugs)


def _both(window: Window) -> tuple[Any, Any]:
    return window.since, window.until
