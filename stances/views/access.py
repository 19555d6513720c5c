"""Who may come in: one place that turns rules into redirects and refusals."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class SignedInRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: User


SignedInView = Callable[Concatenate[SignedInRequest, P], HttpResponse]


def signed_in(view: SignedInView[P]) -> View[P]:
    """Send strangers to the login; a fragment's request sends the whole page there, not the fragment."""

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # narrowed by the line above
        if wants_fragment(request):
            page = getattr(request, "htmx").current_url_abs_path or request.path  # noqa: B009
            return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page})}")
        return redirect_to_login(request.get_full_path())

    return inner


def allowed(permission: str, refusal: str) -> Callable[[SignedInView[P]], View[P]]:
    """As `signed_in`, and refuse with a clear sentence whoever lacks the permission."""

    def decorate(view: SignedInView[P]) -> View[P]:
        @wraps(view)
        def inner(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied(refusal)
            return view(request, *args, **kwargs)

        return signed_in(inner)

    return decorate


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; going back in the history asks for all of it."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
