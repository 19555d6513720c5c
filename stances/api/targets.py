"""Targets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from stances.api.asking import ERRORS, Listed, known, page_of
from stances.api.schemas import TargetOut, TargetPage
from stances.models import Target

router = Router()


@router.get("", response={200: TargetPage, **ERRORS}, summary="Targets, in the order of the pages")
def targets(request: HttpRequest, asked: Query[Listed]) -> dict[str, Any]:
    known(request, asked)
    return page_of(request, asked, Target.objects.prefetch_related("aliases"), lambda row: _target(request, row))


@router.get("/{slug}", response={200: TargetOut, **ERRORS}, summary="One target")
def target(request: HttpRequest, slug: str) -> dict[str, Any]:
    known(request, Schema)
    return _target(request, get_object_or_404(Target.objects.prefetch_related("aliases"), slug=slug))


def _target(request: HttpRequest, target: Target) -> dict[str, Any]:
    return {
        "slug": target.slug,
        "name": target.name,
        "about": target.about,
        "active": target.active,
        "names": [alias.text for alias in target.aliases.all()],
        "url": request.build_absolute_uri(target.get_absolute_url()),
    }
