"""Articles: the list, and one text with its statements marked in place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def article_list(request: HttpRequest) -> HttpResponse:
    return render(request, "stances/article_list.html", {"nav": "articles"})


def article(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "stances/article.html", {"nav": "articles"})
