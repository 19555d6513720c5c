"""A mark that changes whenever anything changes that a number on a page is worked out from.

    cache.get_or_set(f"shifts:{stamp()}:…", …)

What is kept under it is never older than the data: every judgement, correction, change of a statement, of an actor or
of a name adds a row with a number of its own to some table, and no number is given twice. The names of outlets and
the titles of articles have no such row; whatever prints those keeps its answer for `SHORT` seconds at most.
"""

from __future__ import annotations

from django.db import connection

from stances.models import Actor, ActorAlias, Correction, Role, Run, Statement, Target, Verdict

SHORT = 60

_WATCHED = (
    Verdict,
    Correction,
    Statement,
    Statement.history.model,
    Actor.history.model,
    ActorAlias.history.model,
    Role.history.model,
    Target.history.model,
)
#: A run on trial that is taken over changes labels and adds no row.
_TAKEN_OVER = f"(SELECT COUNT(*) FROM {Run._meta.db_table} WHERE in_force_since IS NOT NULL)"  # noqa: S608


def stamp() -> str:
    """The mark as of now; one query that reads the end of each table's index of keys."""
    ends = ", ".join(
        f"(SELECT MAX({model._meta.pk.column}) FROM {model._meta.db_table})"  # noqa: S608
        for model in _WATCHED
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ends}, {_TAKEN_OVER}")
        return "-".join(str(end or 0) for end in cursor.fetchone())
