"""Handing articles in, and watching what becomes of them."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def upload(request: HttpRequest) -> HttpResponse:
    return render(request, "stances/upload.html")


def upload_list(request: HttpRequest) -> HttpResponse:
    return render(request, "stances/upload_list.html")


def upload_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return render(request, "stances/upload_detail.html")


def upload_item(request: HttpRequest, pk: uuid.UUID, item: int) -> HttpResponse:
    return render(request, "stances/upload_detail.html")
