"""How it reads and judges, and how often it is wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def methodology(request: HttpRequest) -> HttpResponse:
    return render(request, "stances/methodology.html", {"nav": "methodology"})
