"""Statements: the list with its filters, and one statement with all that is known of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def statement_list(request: HttpRequest) -> HttpResponse:
    return render(request, "stances/statement_list.html", {"nav": "statements"})


def statement(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "stances/statement.html", {"nav": "statements"})
