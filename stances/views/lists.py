"""What the lists share: a page of a queryset, and the answer for the page or for its fragment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django_htmx.http import push_url

from stances.views.access import wants_fragment

ROWS_ON_A_PAGE = 25


def page_of(request: HttpRequest, rows: QuerySet[Any, Any]) -> Page[Model]:
    """The page asked for; the nearest there is where the number is none of them."""
    return Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))


def list_response(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    """The whole page, or for htmx its partial `results`, and then the address bar gets the address without blanks."""
    if wants_fragment(request):
        response = render(request, f"{template}#results", {**context, "fragment": True})
        # Of the form's class: a window that is usual for today's data stays in the address, or it would cite another.
        push_url(response, clean_address(request, getattr(type(context.get("asked")), "defaults", {})))
    else:
        response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def clean_address(request: HttpRequest, usual: Mapping[str, str]) -> str:
    """The request's path and query, without the fields that were left blank or hold what is usual."""
    asked = [
        (name, value) for name, values in request.GET.lists() for value in values if value and value != usual.get(name)
    ]
    return f"{request.path}?{urlencode(asked)}" if asked else request.path
