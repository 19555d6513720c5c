"""Charts to be shown inside other sites: each alone, with its title, n, filters and a link back.

Framing is allowed here and nowhere else; so is nothing that acts: no form, no login, no cookie is set.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from stances import charts, timeline
from stances.models import Actor, Target
from stances.views import actors, compare, target_parts
from stances.views.captions import caption
from stances.views.profile import gather

View = Callable[..., HttpResponseBase]


def framed(view: View) -> View:
    """A page that any site may frame."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    framable: View = csp_replace({"frame-ancestors": ["*"]})(xframe_options_exempt(require_safe(inner)))
    return framable


def _answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "stances/embed.html", context, status=200 if "caption" in context else 404)


@framed
def embed_actor(request: HttpRequest, slug: str) -> HttpResponse:
    """An actor's stance over time."""
    found = get_object_or_404(Actor.objects.tracked().with_names(), slug=slug)
    known, asked = actors.selection(request, found)
    context: dict[str, Any] = {"back": found.get_absolute_url() + asked.link(on=None, toward=None)}
    if asked.is_valid():
        prefetch_related_objects([found], "roles")
        profile = gather(found, asked, known)
        data = timeline.extent()
        if profile.axis is not None and data is not None:
            context |= {
                "kind": "actor",
                "profile": profile,
                "figure": actors.figure_of(profile),
                "caption": caption(
                    request,
                    f"{found.name}: stance over time",
                    asked,
                    context["back"],
                    window=profile.axis,
                    n=profile.n,
                    cut_off=data.until,
                ),
            }
    return _answer(request, context)


@framed
def embed_compare(request: HttpRequest) -> HttpResponse:
    """Several actors on one axis."""
    data = timeline.extent()
    asked = compare.selection(request, data)
    context: dict[str, Any] = {"back": reverse("compare") + asked.link(add=None)}
    chosen = compare.actors_of(asked) if asked.is_valid() else []
    if data is not None and chosen:
        found = compare.gather(asked, chosen, data)
        context |= {
            "kind": "compare",
            "comparison": found,
            "figure": charts.compared([row.line for row in found.rows], found.window, found.events),
            "caption": caption(
                request, found.title, asked, context["back"], window=found.window, n=found.n, cut_off=data.until
            ),
        }
    return _answer(request, context)


def _of_target(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    found = get_object_or_404(Target, slug=slug)
    shown = target_parts.shown(request, found, parts={kind})
    context: dict[str, Any] = {"back": found.get_absolute_url() + shown["asked"].link()}
    if "captions" in shown:
        context |= shown | {"kind": kind, "caption": shown["captions"][kind], "drawing": shown.get(kind)}
    return _answer(request, context)


@framed
def embed_target(request: HttpRequest, slug: str) -> HttpResponse:
    """How the statements about a target divide over time."""
    return _of_target(request, slug, "distribution")


@framed
def embed_heatmap(request: HttpRequest, slug: str) -> HttpResponse:
    """Actors by time."""
    return _of_target(request, slug, "heatmap")


@framed
def embed_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Countries as tiles."""
    return _of_target(request, slug, "map")
