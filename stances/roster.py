"""The known actors as the reader wants them, built once and rebuilt when somebody edits them."""

from __future__ import annotations

from threading import Lock

from django.db.models import Count, Max

from stances.models import Actor, ActorAlias, Role
from stances.reading import Roster

_lock = Lock()
_cached: tuple[tuple[object, ...], Roster] | None = None


def current() -> Roster:
    """Every tracked actor with names and roles. A few small queries when nothing has changed."""
    global _cached  # noqa: PLW0603  (one per process, guarded by the lock)
    state = _state()
    with _lock:
        if _cached is None or _cached[0] != state:
            actors = Actor.objects.tracked().with_names().order_by("pk")
            _cached = (state, Roster.of([actor.as_record() for actor in actors]))
        return _cached[1]


def _state() -> tuple[object, ...]:
    """Changes whenever an actor, an alias or a role does: every edit leaves a row of history, every new row a key.

    The time of the newest edit tells apart databases that have had equally many, such as a restored one.
    """
    return tuple(
        value
        for model in (Actor, ActorAlias, Role)
        for value in (
            *model.history.aggregate(key=Max("history_id"), at=Max("history_date"), n=Count("history_id")).values(),
            *model.objects.aggregate(key=Max("pk"), n=Count("pk")).values(),
        )
    )
