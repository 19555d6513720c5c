"""Shifts, events, and the figures of the methodology page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from stances import evaluation, intervals, shifts, summaries, timeline
from stances.api.actors import actor_ref
from stances.api.asking import ERRORS, Listed, NotUnderstood, known, page_of
from stances.api.schemas import EventPage, ShiftPage
from stances.models import Actor, Event, Run, Target
from stances.selections import EventSelection
from stances.vocabulary import Stance, StatementKind

router = Router()


class ShiftsAsked(Listed):
    actor: str = Field("", description="An actor's slug.")
    target: str = Field("", description="A target's slug.")


class EventsAsked(Listed):
    kind: str = Field("", description="The kind of event, as on the page of events.")
    target: str = Field("", description="The slug of a target that the event bears on.")
    since: str = Field("", description="The first day, as 2022-03-04.")
    until: str = Field("", description="The last day.")


@router.get("/shifts", response={200: ShiftPage, **ERRORS}, summary="Days on which a stance changed, the newest first")
def shift_list(request: HttpRequest, asked: Query[ShiftsAsked]) -> dict[str, Any]:
    known(request, asked)
    target = get_object_or_404(Target, slug=asked.target) if asked.target else None
    if asked.actor:
        found = shifts.of_actor(get_object_or_404(Actor, slug=asked.actor))
        found = [shift for shift in found if target is None or shift.target == target.pk]
    else:
        found = shifts.of_target(target) if target else shifts.everywhere()
    answer = page_of(request, asked, found, lambda shift: shift)
    return {**answer, "results": [_shift(request, one) for one in shifts.told(answer["results"])]}


@router.get("/events", response={200: EventPage, **ERRORS}, summary="Dated events, the oldest first")
def events(request: HttpRequest, asked: Query[EventsAsked]) -> dict[str, Any]:
    known(request, asked)
    selection = EventSelection(request.GET, Target.objects.active().values_list("slug", "name"))
    if not selection.is_valid():
        raise NotUnderstood(selection.errors)
    found = timeline.happened(selection.window, selection.asked.get("kind", ""), selection.asked.get("target", ""))
    return page_of(request, asked, found.prefetch_related("targets").order_by("date", "title"), _event)


@router.get("/methodology", response={200: dict[str, Any], **ERRORS}, summary="Measured figures, and the rules used")
def methodology(request: HttpRequest) -> dict[str, Any]:
    """The model and reader in use, how often they were measured to be right, and the bounds of the methodology page.

    `figures` and `reading` are null where nothing was measured.
    """
    known(request, Schema)
    run = Run.objects.in_force().first()
    figures, reading = _or_none(evaluation.shipped), _or_none(evaluation.reading)
    return {
        "run": run and {"id": run.pk, "model": run.model, "revision": run.revision, "reader": run.reader},
        "uncertain_below": run and run.uncertain_below,
        "figures": figures and asdict(figures),
        "reading": reading and asdict(reading),
        "stances": {stance.value: stance.meaning for stance in Stance},
        "kinds": {kind.value: kind.meaning for kind in StatementKind},
        "interval": {
            "level": intervals.LEVEL,
            "resamples": intervals.RESAMPLES,
            "seed": intervals.SEED,
            "least_statements": intervals.MIN_STATEMENTS,
            "least_articles": intervals.MIN_ARTICLES,
        },
        "bands": [asdict(band) for band in summaries.BANDS],
        "leaning": summaries.LEANING,
        "shifts": dict(shifts.rules()),
    }


def _event(row: Event) -> dict[str, Any]:
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in ("date", "title", "kind", "source", "url")},
        "targets": [target.slug for target in row.targets.all()],
    }


def _or_none(load: Any) -> Any:
    try:
        return load()
    except evaluation.Unreadable:
        return None


def _shift(request: HttpRequest, one: shifts.Told) -> dict[str, Any]:
    shift = one.shift
    return {
        "id": one.key,
        "actor": actor_ref(request, one.actor),
        "target": {"slug": one.target.slug, "name": one.target.name},
        "day": shift.day,
        "difference": shift.difference,
        "low": shift.low,
        "high": shift.high,
        "before": asdict(shift.before),
        "after": asdict(shift.after),
    }
