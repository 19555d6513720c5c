"""How the dashboard prints numbers and stretches of time."""

from __future__ import annotations

from django import template

from stances.charts import held_from_to
from stances.models import Role
from stances.records import Window
from stances.summaries import day
from stances.summaries import signed as _signed

register = template.Library()


@register.filter
def signed(score: float) -> str:
    """A score with its sign and two decimals."""
    return _signed(score)


@register.filter
def signed_score(score: float) -> str:
    """As `signed`, for pages that also load the other `signed`, of `stance_tags`."""
    return _signed(score)


@register.filter
def held(role: Role) -> str:
    """When a role was held, as far as it is known."""
    return held_from_to(role.as_record())


@register.filter
def days(window: Window) -> str:
    """The days of a closed window: one day, or from one to another."""
    if window.since is None or window.until is None:
        return ""
    return day(window.since) if window.since == window.until else f"{day(window.since)} to {day(window.until)}"
