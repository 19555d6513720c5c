"""A site that is not public asks for a login on every page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

#: Paths that stay open, so that one can log in, and a load balancer can ask for health.
OPEN_PREFIXES = ("/accounts/", "/static/", "/admin/login/", "/healthz")


class PrivateSiteMiddleware:
    """With `DIPLOMACY_PUBLIC=0`, sends anonymous visitors of any page to the login."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        open_path = request.path.startswith(OPEN_PREFIXES)
        if settings.PUBLIC or open_path or request.user.is_authenticated:
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "This site asks for a login on every page.", "fields": {}}, status=401)
        if getattr(request, "htmx", False):
            # A fragment request must not swap the login page into a corner of the page.
            return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?next={request.path}")
        return redirect_to_login(request.get_full_path())
