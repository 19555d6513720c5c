"""The list of actors, the page of one, and what it shows as a file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from stances import charts, distances, exports, shifts, timeline
from stances.models import Actor, Outlet, Role, Target
from stances.records import Window
from stances.selections import ActorListSelection, ActorSelection
from stances.views.captions import Caption, caption
from stances.views.lists import list_response
from stances.views.profile import Profile, gather, statements
from stances.vocabulary import ActorStatus

ACTORS_ON_A_PAGE = 60
STATEMENTS_ON_A_PAGE = 20
#: What a click adds to the address. It narrows the list alone, so a chart and its exports leave it out.
_NO_CLICK: dict[str, str | None] = {"on": None, "toward": None}


def countries() -> list[str]:
    """The countries of tracked actors, in order."""
    names = Actor.objects.tracked().exclude(country="").order_by("country")
    return list(names.values_list("country", flat=True).distinct())


@require_safe
def actor_list(request: HttpRequest) -> HttpResponse:
    """Actors with their roles and how much they said, by name."""
    asked = ActorListSelection(request.GET, countries())
    context: dict[str, Any] = {"nav": "actors", "asked": asked}
    if asked.is_valid():
        page = Paginator(asked.actors(), ACTORS_ON_A_PAGE).get_page(request.GET.get("page"))
        prefetch_related_objects(list(page), "roles")
        data = timeline.extent()
        said = timeline.spoken(data) if data else {}
        today = timezone.localdate()
        context |= {
            "page": page,
            "rows": [(actor, actor.role_on(today), _last_role(actor), said.get(actor.pk, 0)) for actor in page],
        }
    return list_response(request, "stances/actor_list.html", context)


def _last_role(actor: Actor) -> Role | None:
    """The role that ended last, for whoever holds none now."""
    return max(actor.roles.all(), key=lambda role: (role.end is not None, role.end or role.start), default=None)


@require_safe
def actor(request: HttpRequest, slug: str) -> HttpResponse:
    """One actor over time. A merged actor leads to the one that carries on."""
    found = _find(slug)
    if found.merged_into is not None:
        return redirect(found.merged_into, permanent=False)
    targets, asked = selection(request, found)
    today = timezone.localdate()
    context: dict[str, Any] = {
        "nav": "actors",
        "actor": found,
        "asked": asked,
        "role_now": found.role_on(today),
        "tracked": found.status == ActorStatus.TRACKED,
    }
    if asked.is_valid():
        profile = gather(found, asked, targets)
        listed = statements(found, asked).with_evidence()
        context |= {
            "profile": profile,
            "min_shared": distances.MIN_SHARED,
            "figure": figure_of(profile),
            "numbers": [
                (panel.target, point, asked.link(on=f"{point.start}..{point.end}", toward=panel.slug))
                for panel in profile.panels
                for point in panel.points
            ],
            "page": Paginator(listed, STATEMENTS_ON_A_PAGE).get_page(request.GET.get("page")),
            "shifts": shifts.told(shifts.of_actor(found)) if found.status == ActorStatus.TRACKED else [],
            "without_click": asked.link(**_NO_CLICK),
            "embed": reverse("embed_actor", args=[found.slug]) + asked.link(**_NO_CLICK),
            "caption": profile.axis and _caption(request, found, asked, profile),
            "clicked": asked.asked.get("on"),
            "toward": next((target for target in targets if target.slug == asked.asked.get("toward")), None),
        }
    return list_response(request, "stances/actor.html", context)


@require_safe
def actor_data(request: HttpRequest, slug: str, fmt: str) -> HttpResponse:
    """What the actor's page shows under the same query string.

    JSON holds points and statements; CSV one table, the points, or with `table=statements` the statements.
    """
    if fmt not in ("csv", "json"):
        raise Http404(f"No export as {fmt}: there are csv and json.")
    found = _find(slug)
    targets, asked = selection(request, found)
    if not asked.is_valid():
        return JsonResponse({"errors": asked.errors}, status=400)
    profile = gather(found, asked, targets)
    address = request.build_absolute_uri(reverse("statement", args=[0])).replace("/0/", "/{}/")
    points = [row for panel in profile.panels for row in exports.point_rows(panel.target, panel.points)]
    marks = [row for panel in profile.panels for row in exports.mark_rows(panel.target, panel.marks, address)]
    answer: HttpResponse
    if fmt == "json":
        answer = JsonResponse(
            {
                "actor": found.name,
                "source": request.build_absolute_uri(found.get_absolute_url() + asked.link(**_NO_CLICK)).removesuffix(
                    "?"
                ),
                "filters": {name: value for name, value in asked.given.items() if value and name not in _NO_CLICK},
                "bin": profile.size,
                "from": profile.axis and profile.axis.since,
                "to": profile.axis and profile.axis.until,
                "points": points,
                "statements": marks,
            }
        )
        name = f"{slug}.json"
    else:
        as_statements = request.GET.get("table") == "statements"
        columns, rows = (exports.MARK_COLUMNS, marks) if as_statements else (exports.POINT_COLUMNS, points)
        answer = HttpResponse(exports.as_csv(columns, rows), content_type="text/csv; charset=utf-8")
        name = f"{slug}-{'statements' if as_statements else 'means'}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _caption(request: HttpRequest, found: Actor, asked: ActorSelection, profile: Profile) -> Caption:
    data = timeline.extent()
    page = found.get_absolute_url() + asked.link(**_NO_CLICK)
    title = f"{found.name}: stance over time"
    return caption(
        request, title, asked, page, window=profile.axis or Window(), n=profile.n, cut_off=data.until if data else None
    )


def _find(slug: str) -> Actor:
    return get_object_or_404(Actor.objects.with_names().select_related("merged_into"), slug=slug)


def selection(request: HttpRequest, found: Actor) -> tuple[list[Target], ActorSelection]:
    """The targets, and what the address asks for."""
    targets = list(Target.objects.active())
    outlets = Outlet.objects.filter(Q(articles__statements__actor=found)).distinct().values_list("name", flat=True)
    return targets, ActorSelection(request.GET, outlets, [(target.slug, target.name) for target in targets])


def figure_of(profile: Profile) -> charts.Figure | None:
    """The actor's chart; None where there is nothing to draw."""
    if profile.axis is None:
        return None
    return charts.over_time(profile.panels, profile.axis, profile.size, profile.events, profile.roles)
