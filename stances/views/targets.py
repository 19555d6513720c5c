"""The page of one target: who supports it, who criticises it, and how that changed; and what it shows as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from stances import exports, shifts
from stances.models import Target
from stances.views.lists import list_response
from stances.views.target_parts import distribution_rows, shown

#: Tables of the page, by the word in the address.
_TABLES = {
    "distribution": exports.DISTRIBUTION_COLUMNS,
    "heatmap": exports.HEAT_COLUMNS,
    "map": exports.COUNTRY_COLUMNS,
}
#: Height of the title over a drawing of its own, and of one line of its caption below.
_TITLE, _LINE = 44, 18


@require_safe
def target(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole page, or for htmx what the selection changes."""
    found = get_object_or_404(Target, slug=slug)
    context = {"nav": "targets", "targets": Target.objects.active(), **shown(request, found)}
    query = context["asked"].link()
    context["shifts"] = shifts.told(shifts.of_target(found))
    context["embeds"] = {
        "distribution": reverse("embed_target", args=[slug]) + query,
        "heatmap": reverse("embed_heatmap", args=[slug]) + query,
        "map": reverse("embed_map", args=[slug]) + query,
    }
    return list_response(request, "stances/target.html", context)


@require_safe
def target_data(request: HttpRequest, slug: str, fmt: str) -> HttpResponse:
    """What the page's charts show: JSON all of it, CSV one table, `table=` distribution, heatmap or map."""
    table = request.GET.get("table", "distribution")
    if fmt not in ("csv", "json") or table not in _TABLES:
        raise Http404("There are csv and json, and the tables distribution, heatmap and map.")
    found = get_object_or_404(Target, slug=slug)
    context = shown(request, found, parts={"distribution", "heatmap", "map"})
    if not context["asked"].is_valid():
        return JsonResponse({"errors": context["asked"].errors}, status=400)
    rows = {
        "distribution": distribution_rows(found.slug, context.get("buckets", [])),
        "heatmap": [row for each in context.get("heat_rows", []) for row in exports.heat_rows(found.slug, each)],
        "map": [
            exports.country_row(found.slug, country.name, country.actors, country.cell.standing)
            for country in context.get("countries", [])
        ],
    }
    answer: HttpResponse
    if fmt == "json":
        page = found.get_absolute_url() + context["asked"].link()
        data = context.get("data")
        answer = JsonResponse(
            {
                "target": found.name,
                "source": request.build_absolute_uri(page).removesuffix("?"),
                "filters": context["asked"].filters_in_words,
                "data_to": data and data.until,
                **rows,
            }
        )
        name = f"{slug}.json"
    else:
        answer = HttpResponse(exports.as_csv(_TABLES[table], rows[table]), content_type="text/csv; charset=utf-8")
        name = f"{slug}-{table}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def target_drawing(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The heatmap or the map as an SVG file that carries its title, filters, n, cut-off date and source."""
    if kind not in ("heatmap", "map"):
        raise Http404("There are heatmap.svg and map.svg.")
    found = get_object_or_404(Target, slug=slug)
    context = shown(request, found, parts={kind})
    if kind not in context:
        raise Http404("There is nothing to draw under this address.")
    drawing = context[kind]
    below = _TITLE + drawing.height
    placed = context["captions"][kind].placed(below)
    height = below + _LINE * len(placed["lines"]) + 12
    told: dict[str, Any] = {"drawing": drawing, "caption": placed, "height": height}
    answer = render(request, "stances/_drawing.svg", told, content_type="image/svg+xml")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{kind}.svg"'
    return answer
