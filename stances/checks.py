"""System checks: a setting that cannot work is refused at start, with what to do about it.

`manage.py` runs them before every command. Web servers run no checks of their own, so `diplomacy/wsgi.py`
calls `refuse_wrong_settings`; it leaves out the model, since pages are worth serving while nothing can be judged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from stances.classifying import problems

QUEUES = ("database", "redis", "immediate")
ENGINES = {"django.db.backends.sqlite3": "SQLite", "django.db.backends.postgresql": "PostgreSQL"}
#: The oldest SQLite that Django 5.2 works with.
OLDEST_SQLITE = (3, 31, 0)
#: What a key is made of that somebody forgot to replace: the throw-away key, and the one in `deploy/env.example`.
PLACEHOLDER_KEYS = ("insecure-", "change-me", "changeme", "django-insecure-")
PRIVATE = "stances.middleware.PrivateSiteMiddleware"
REDIS_SCHEMES = ("redis://", "rediss://", "unix://")


@register(Tags.compatibility)
def settings_can_work(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Everything that is wrong with the settings themselves."""
    return [*_queue(), *_database(), *_heartbeats(), *_safety()]


@register(Tags.compatibility)
def model_can_judge(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """The stance model is there and whole."""
    return [
        Error(
            found,
            hint="Set STANCE_MODEL to a model that is there; docs/deploy.md says which there are.",
            id="stances.E006",
        )
        for found in problems(settings.STANCE_MODEL)
    ]


def refuse_wrong_settings() -> None:
    """Raise `ImproperlyConfigured` with every error of `settings_can_work`; say nothing where all is well."""
    errors = [message for message in settings_can_work(None) if message.level >= 40]
    if errors:
        raise ImproperlyConfigured("\n".join(f"{error.id}: {error.msg} {error.hint or ''}" for error in errors))


def _queue() -> Iterator[CheckMessage]:
    if settings.QUEUE not in QUEUES:
        yield Error(
            f"DIPLOMACY_QUEUE is {settings.QUEUE!r}, and no such queue is known.",
            hint=f"Set it to one of {', '.join(QUEUES)}, or leave it out for the database.",
            id="stances.E001",
        )
    if settings.QUEUE != "redis":
        return
    if not settings.REDIS_URL.startswith(REDIS_SCHEMES):
        yield Error(
            "The queue is Redis, and REDIS_URL is not set to the address of one."
            if not settings.REDIS_URL
            else "REDIS_URL is not the address of a Redis.",
            hint="Set it to something like redis://127.0.0.1:6379/0, or set DIPLOMACY_QUEUE=database.",
            id="stances.E002",
        )
    missing = _not_installed("django_tasks_rq", "redis")
    if missing:
        yield Error(
            f"The queue is Redis, and {' and '.join(missing)} cannot be imported.",
            hint="pip install 'diplomacy[redis]', or set DIPLOMACY_QUEUE=database.",
            id="stances.E003",
        )


def _database() -> Iterator[CheckMessage]:
    engine = settings.DATABASE_ENGINE
    if engine not in ENGINES:
        yield Error(
            f"DATABASE_URL asks for {engine or 'an unknown engine'}, which this project does not work on.",
            hint="Use sqlite:////absolute/path.sqlite3 or postgres://user:password@host:5432/name.",
            id="stances.E004",
        )
    elif engine == "django.db.backends.postgresql" and _not_installed("psycopg"):
        yield Error(
            "DATABASE_URL asks for PostgreSQL, and psycopg cannot be imported.",
            hint="pip install 'diplomacy[postgres]'",
            id="stances.E005",
        )
    elif engine == "django.db.backends.sqlite3" and sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield Error(
            f"Python was built with SQLite {sqlite3.sqlite_version}, and Django needs "
            f"{'.'.join(map(str, OLDEST_SQLITE))} or newer.",
            hint="Use a newer Python, or PostgreSQL through DATABASE_URL.",
            id="stances.E008",
        )


def _heartbeats() -> Iterator[CheckMessage]:
    if settings.HEARTBEAT_EVERY < 1:
        yield Error(
            f"DIPLOMACY_HEARTBEAT_EVERY is {settings.HEARTBEAT_EVERY}; a worker cannot send heartbeats that often.",
            hint="Set it to 1 second or more; 10 is the default.",
            id="stances.E009",
        )
    elif settings.STUCK_AFTER <= 2 * settings.HEARTBEAT_EVERY:
        yield Error(
            f"DIPLOMACY_STUCK_AFTER ({settings.STUCK_AFTER} s) must exceed twice DIPLOMACY_HEARTBEAT_EVERY "
            f"({settings.HEARTBEAT_EVERY} s): one late heartbeat would make a living worker look dead.",
            hint="Raise the one or lower the other; 60 and 10 are the defaults.",
            id="stances.E007",
        )


def _safety() -> Iterator[CheckMessage]:
    own_machine = settings.DEBUG or settings.LOCAL
    if not own_machine and settings.SECRET_KEY.startswith(PLACEHOLDER_KEYS):
        yield Error(
            "SECRET_KEY is a placeholder that everybody can read in the repository.",
            hint="Make one: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="stances.E010",
        )
    if not settings.PUBLIC and PRIVATE not in settings.MIDDLEWARE:
        yield Error(
            "DIPLOMACY_PUBLIC is 0, and nothing asks visitors for a login.",
            hint=f"Put {PRIVATE} back into MIDDLEWARE, after the authentication middleware.",
            id="stances.E011",
        )
    if settings.LOCAL and any(
        host not in ("localhost", "127.0.0.1", "[::1]", "testserver") for host in settings.ALLOWED_HOSTS
    ):
        yield Warning(
            "DIPLOMACY_LOCAL is set, and ALLOWED_HOSTS names other hosts than this machine: "
            "the site would be served with a key that everybody knows, and without HTTPS.",
            hint="Leave DIPLOMACY_LOCAL out and set SECRET_KEY; docs/deploy.md has the whole list.",
            id="stances.W001",
        )


def _not_installed(*modules: str) -> Sequence[str]:
    return [module for module in modules if find_spec(module) is None]
