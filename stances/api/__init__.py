"""The read API, `/api/v1/`: what the pages show, as JSON, under the same filters. See docs/api.md.

It never shows more than the pages show the same reader: statements' words, no article's text. It writes nothing.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Swagger
from ninja.errors import ValidationError

from stances.api.asking import NotUnderstood

DESCRIPTION = (
    "Who said what, what stance each statement takes toward a target, and where everybody stands: the data behind the "
    "pages, read-only. Filters mean what they mean on the pages. Lists come in pages: `page` from 1, `page_size` up to "
    "200, with `count`, `next` and `previous`. A parameter or value that is not understood is an error that names it, "
    "never ignored. Ids and slugs are stable."
)

api = NinjaAPI(
    title="Diplomacy",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs=Swagger(settings={"validatorUrl": None, "defaultModelsExpandDepth": 0}),
)
api.add_router("/actors", "stances.api.actors.router", tags=["actors"])
api.add_router("/targets", "stances.api.targets.router", tags=["targets"])
api.add_router("/statements", "stances.api.statements.router", tags=["statements"])
api.add_router("", "stances.api.others.router", tags=["shifts, events, methodology"])


@api.exception_handler(NotUnderstood)
def _not_understood(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, {"detail": error.detail, "fields": error.fields}, status=400)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: Any) -> HttpResponse:
    fields = {str(one["loc"][-1]): [one["msg"]] for one in error.errors}
    return api.create_response(request, {"detail": "A parameter was not understood.", "fields": fields}, status=400)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, {"detail": "There is nothing at this address.", "fields": {}}, status=404)
