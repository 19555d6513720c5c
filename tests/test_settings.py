"""Settings as they come from the environment, each in a Python of its own: settings are read once a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEY = "a-long-random-string-made-for-this-test-only-0123456789-abcdef"

SHOW = """
import json
from environ import Env
Env.read_env = lambda *args, **kwargs: None
from django.conf import settings
settings.DEBUG  # read them, whatever is asked for
print(json.dumps({name: getattr(settings, name, None) for name in NAMES}, default=str))
"""
ASK = """
import json, django
from environ import Env
Env.read_env = lambda *args, **kwargs: None
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    print(json.dumps([cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")]))
print(json.dumps(connection.transaction_mode))
"""


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=clean | {"DJANGO_SETTINGS_MODULE": "diplomacy.settings", "PYTHONPATH": str(ROOT)} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def settings_with(*names: str, **environment: str) -> dict[str, Any]:
    done = run(SHOW.replace("NAMES", repr(names)), **environment)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_without_a_secret_key_nothing_starts_and_the_message_says_how_to_make_one() -> None:
    done = run(SHOW.replace("NAMES", "()"))
    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stderr
    assert "token_urlsafe" in done.stderr


def test_the_command_line_says_what_is_missing_without_a_traceback() -> None:
    code = "import sys, runpy; sys.argv = ['manage.py', 'check']; runpy.run_path('manage.py', run_name='__main__')"
    done = run("from environ import Env; Env.read_env = lambda *a, **k: None\n" + code)
    assert done.returncode == 1
    assert done.stderr.startswith("manage.py: SECRET_KEY is not set")
    assert "Traceback" not in done.stderr


def test_a_server_is_safe_unless_asked_otherwise() -> None:
    found = settings_with(
        *(
            "DEBUG",
            "LOCAL",
            "SECURE_SSL_REDIRECT",
            "SESSION_COOKIE_SECURE",
            "CSRF_COOKIE_SECURE",
            "SECURE_HSTS_SECONDS",
        ),
        *("ALLOWED_HOSTS", "PUBLIC", "SECURE_PROXY_SSL_HEADER"),
        SECRET_KEY=KEY,
    )
    assert found["DEBUG"] is False
    assert found["LOCAL"] is False
    assert found["SECURE_SSL_REDIRECT"] is found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] > 0
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert found["PUBLIC"] is True
    assert found["SECURE_PROXY_SSL_HEADER"] is None, "a header that anybody can send is trusted only where asked for"


@pytest.mark.parametrize("switch", ["DEBUG", "DIPLOMACY_LOCAL"])
def test_on_ones_own_machine_no_key_and_no_https_are_needed(switch: str) -> None:
    found = settings_with("SECRET_KEY", "SECURE_SSL_REDIRECT", "DEBUG", **{switch: "1"})
    assert found["SECRET_KEY"].startswith("insecure-")
    assert found["SECURE_SSL_REDIRECT"] is False
    assert found["DEBUG"] is (switch == "DEBUG")


def test_sqlite_is_the_default_with_write_ahead_log_and_transactions_that_lock_at_once(tmp_path: Path) -> None:
    done = run(ASK, SECRET_KEY=KEY, DATABASE_URL=f"sqlite:///{tmp_path / 'x.sqlite3'}")
    assert done.returncode == 0, done.stderr
    pragmas, mode = map(json.loads, done.stdout.splitlines())
    assert pragmas == ["wal", 1]
    assert mode == "IMMEDIATE"
    default = settings_with("DATABASES", SECRET_KEY=KEY)["DATABASES"]["default"]
    assert default["ENGINE"] == "django.db.backends.sqlite3"
    assert default["NAME"] == str(ROOT / "db.sqlite3")


def test_a_url_chooses_postgresql() -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'diplomacy[postgres]'")
    found = settings_with(
        "DATABASES", "INSTALLED_APPS", SECRET_KEY=KEY, DATABASE_URL="postgres://ilva:pw@db.example:6543/stances"
    )
    default = found["DATABASES"]["default"]
    assert default["ENGINE"] == "django.db.backends.postgresql"
    assert (default["NAME"], default["USER"], default["PASSWORD"]) == ("stances", "ilva", "pw")
    assert (default["HOST"], default["PORT"]) == ("db.example", 6543)
    assert default["CONN_HEALTH_CHECKS"] is True
    assert "django.contrib.postgres" in found["INSTALLED_APPS"]


@pytest.mark.parametrize(
    ("environment", "queue", "backend"),
    [
        ({}, "database", "django_tasks_db.DatabaseBackend"),
        ({"DIPLOMACY_QUEUE": "immediate"}, "immediate", "django_tasks.backends.immediate.ImmediateBackend"),
        (
            {"REDIS_URL": "redis://127.0.0.1:6379/0", "DIPLOMACY_QUEUE": "database"},
            "database",
            "django_tasks_db.DatabaseBackend",
        ),
    ],
    ids=["the default", "in the request", "a Redis that is there for something else"],
)
def test_the_queue_is_chosen_by_the_environment(environment: dict[str, str], queue: str, backend: str) -> None:
    found = settings_with("QUEUE", "TASKS", SECRET_KEY=KEY, **environment)
    assert found["QUEUE"] == queue
    assert found["TASKS"]["default"]["BACKEND"] == backend


def test_the_address_of_a_redis_makes_it_the_queue() -> None:
    pytest.importorskip("django_tasks_rq", reason="django-tasks-rq is not installed: pip install 'diplomacy[redis]'")
    found = settings_with("QUEUE", "TASKS", "INSTALLED_APPS", SECRET_KEY=KEY, REDIS_URL="redis://127.0.0.1:6379/0")
    assert found["QUEUE"] == "redis"
    assert found["TASKS"]["default"]["BACKEND"] == "stances.redis_queue.RedisBackend"
    assert "django_tasks_rq" in found["INSTALLED_APPS"]
