"""Actors, and an actor's stance over time."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from stances.api.asking import ERRORS, Listed, NotUnderstood, known, page_of
from stances.api.schemas import ActorDetail, ActorPage, SeriesOut
from stances.models import Actor, Outlet, Target
from stances.selections import ActorListSelection, ActorSelection
from stances.views.actors import countries
from stances.views.profile import gather

router = Router()


class ActorsAsked(Listed):
    q: str = Field("", description="A part of a name, in any script or spelling.")
    country: str = Field("", description="The country, by its common English name.")
    actor_kind: str = Field("", description="person, government, body or organisation.")


class SeriesAsked(Schema):
    target: str = Field("", description="The slug of one target; all active ones where left out.")
    bin: str = Field("", description="day, week, month or quarter; chosen by the span where left out.")
    since: str = Field("", description="The first day, as 2022-03-04.")
    until: str = Field("", description="The last day.")
    kind: str = Field("", description="direct, mixed or indirect statements only.")
    outlet: str = Field("", description="Statements carried by this outlet only.")
    labels: str = Field("", description="Whose labels count, as on the pages: with corrections, or the model's alone.")
    dates: str = Field("", description="Which day counts, as on the pages: the day said, or published.")


@router.get("", response={200: ActorPage, **ERRORS}, summary="Tracked actors, by name")
def actors(request: HttpRequest, asked: Query[ActorsAsked]) -> dict[str, Any]:
    known(request, asked)
    selection = ActorListSelection(request.GET, countries())
    if not selection.is_valid():
        raise NotUnderstood(selection.errors)
    answer = page_of(request, asked, selection.actors(), lambda actor: actor)
    prefetch_related_objects(answer["results"], "roles")
    return {**answer, "results": [_actor(request, actor) for actor in answer["results"]]}


@router.get("/{slug}", response={200: ActorDetail, **ERRORS}, summary="One actor, with every name")
def actor(request: HttpRequest, slug: str) -> dict[str, Any]:
    known(request, Schema)
    found = get_object_or_404(Actor.objects.with_names().select_related("merged_into"), slug=slug)
    return {**_actor(request, found), "names": [alias.text for alias in found.aliases.all()]}


@router.get("/{slug}/series", response={200: SeriesOut, **ERRORS}, summary="An actor's stance over time")
def series(request: HttpRequest, slug: str, asked: Query[SeriesAsked]) -> dict[str, Any]:
    """Means of each bin with their n and interval, toward each target: the numbers of the actor's chart."""
    known(request, asked)
    found = get_object_or_404(Actor.objects.with_names(), slug=slug)
    targets = list(Target.objects.active())
    outlets = Outlet.objects.filter(articles__statements__actor=found).distinct().values_list("name", flat=True)
    selection = ActorSelection(request.GET, outlets, [(target.slug, target.name) for target in targets])
    if not selection.is_valid():
        raise NotUnderstood(selection.errors)
    profile = gather(found, selection, targets)
    return {
        "actor": actor_ref(request, found),
        "bin": profile.size,
        "since": profile.axis and profile.axis.since,
        "until": profile.axis and profile.axis.until,
        "labels": selection.terms.labels,
        "dates": selection.terms.dates,
        "said": profile.said,
        "series": [
            {
                "target": {"slug": panel.slug, "name": panel.target},
                "points": [
                    {name: getattr(point, name) for name in _POINT} | {"statements": list(point.statements)}
                    for point in panel.points
                ],
            }
            for panel in profile.panels
        ],
    }


_POINT = ("start", "end", "mean", "low", "high", "n", "articles")


def actor_ref(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """An actor as others name it."""
    url = request.build_absolute_uri(actor.get_absolute_url())
    return {"id": actor.pk, "slug": actor.slug, "name": actor.name, "url": url}


def _actor(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    return {
        **actor_ref(request, actor),
        "kind": actor.kind,
        "status": actor.status,
        "country": actor.country,
        "wikidata": actor.wikidata,
        "merged_into": actor.merged_into.slug if actor.merged_into else None,
        "roles": [
            {name: getattr(role, name) for name in ("title", "office", "of", "start", "end")}
            for role in actor.roles.all()
        ],
    }
