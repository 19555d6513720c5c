"""Dated events with their sources: what the timelines mark."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from stances import exports, timeline
from stances.models import Event, Target
from stances.selections import EventSelection
from stances.views.lists import list_response


def _found(asked: EventSelection) -> list[Event]:
    """The events asked for, the newest first, with their targets: two queries."""
    found = timeline.happened(asked.window, asked.asked.get("kind", ""), asked.asked.get("target", ""))
    return list(found.prefetch_related("targets").order_by("-date", "title"))


def _asked(request: HttpRequest) -> EventSelection:
    return EventSelection(request.GET, Target.objects.active().values_list("slug", "name"))


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """All events by year, narrowed by kind, target and period."""
    asked = _asked(request)
    context: dict[str, Any] = {"nav": "events", "asked": asked}
    if asked.is_valid():
        events = _found(asked)
        context |= {
            "n": len(events),
            "years": [(year, list(held)) for year, held in groupby(events, lambda e: e.date.year)],
        }
    return list_response(request, "stances/event_list.html", context)


@require_safe
def event_data(request: HttpRequest, fmt: str) -> HttpResponse:
    """What the list shows under the same query string, as CSV or JSON."""
    if fmt not in ("csv", "json"):
        raise Http404(f"No export as {fmt}: there are csv and json.")
    asked = _asked(request)
    if not asked.is_valid():
        return JsonResponse({"errors": asked.errors}, status=400)
    rows = _rows(_found(asked))
    answer: HttpResponse
    if fmt == "json":
        answer = JsonResponse({"filters": asked.filters_in_words, "events": rows})
    else:
        answer = HttpResponse(exports.as_csv(exports.EVENT_COLUMNS, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="events.{fmt}"'
    return answer


def _rows(events: Iterable[Event]) -> list[dict[str, Any]]:
    return [
        {
            "date": event.date,
            "title": event.title,
            "kind": event.kind,
            "targets": " ".join(target.slug for target in event.targets.all()),
            "source": event.source,
            "url": event.url,
        }
        for event in events
    ]
