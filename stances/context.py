"""What every page's frame needs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Whether the visitor may upload and correct, and whether the site is public."""
    user = getattr(request, "user", None)
    return {
        "may_upload": bool(user and user.has_perm("stances.add_article")),
        "may_correct": bool(user and user.has_perm("stances.add_correction")),
        "public_site": settings.PUBLIC,
    }
