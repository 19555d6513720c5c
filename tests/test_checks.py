"""Settings that cannot work are refused with what to do. Each check alone, and the whole way through processes."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from stances import checks
from tests.test_settings import KEY, run


def ids() -> list[str]:
    return [str(message.id) for message in checks.settings_can_work(None)]


def message(wanted: str) -> str:
    (found,) = [one for one in checks.settings_can_work(None) if one.id == wanted]
    return f"{found.msg} {found.hint}"


def test_the_settings_of_the_tests_themselves_are_fine() -> None:
    assert ids() == []
    checks.refuse_wrong_settings()


@pytest.mark.parametrize(
    ("setting", "value", "wanted", "says"),
    [
        ("QUEUE", "rabbit", "stances.E001", "database, redis, immediate"),
        ("DATABASE_ENGINE", "django.db.backends.mysql", "stances.E004", "postgres://"),
        ("DATABASE_ENGINE", "", "stances.E004", "unknown engine"),
        ("STUCK_AFTER", 20, "stances.E007", "one late heartbeat"),
        ("HEARTBEAT_EVERY", 0, "stances.E009", "1 second or more"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_do(
    settings: Any, setting: str, value: object, wanted: str, says: str
) -> None:
    setattr(settings, setting, value)
    assert ids() == [wanted]
    assert says in message(wanted)
    with pytest.raises(ImproperlyConfigured, match=wanted):
        checks.refuse_wrong_settings()


@pytest.mark.parametrize("address", ["", "127.0.0.1:6379", "http://127.0.0.1"])
def test_redis_as_the_queue_needs_its_address(settings: Any, address: str) -> None:
    settings.QUEUE, settings.REDIS_URL = "redis", address
    assert "stances.E002" in ids()
    assert "redis://" in message("stances.E002")


def test_a_queue_or_a_database_whose_package_is_missing_is_refused_with_what_to_install(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    settings.QUEUE, settings.REDIS_URL = "redis", "redis://127.0.0.1:6379/0"
    settings.DATABASE_ENGINE = "django.db.backends.postgresql"
    assert ids() == ["stances.E003", "stances.E005"]
    assert "diplomacy[redis]" in message("stances.E003")
    assert "diplomacy[postgres]" in message("stances.E005")


def test_an_old_sqlite_is_refused(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATABASE_ENGINE = "django.db.backends.sqlite3"
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 30, 1))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.30.1")
    assert ids() == ["stances.E008"]
    assert "3.30.1" in message("stances.E008")


@pytest.mark.parametrize("key", ["insecure-anything", "change-me", "django-insecure-x"])
def test_a_key_that_anybody_can_read_is_refused_on_a_server_and_taken_at_home(settings: Any, key: str) -> None:
    settings.SECRET_KEY = key
    assert ids() == []
    settings.LOCAL = False
    assert ids() == ["stances.E010"]


def test_a_private_site_without_its_guard_is_refused(settings: Any) -> None:
    settings.PUBLIC = False
    assert ids() == []
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != checks.PRIVATE]
    assert ids() == ["stances.E011"]


def test_serving_others_with_the_key_for_ones_own_machine_is_warned_of(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "stances.example"]
    assert ids() == ["stances.W001"]
    checks.refuse_wrong_settings()  # a warning stops nothing


def test_a_model_that_cannot_judge_is_an_error_with_the_models_own_words(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def problems(spec: str) -> list[str]:
        asked.append(spec)
        return ["The weights are damaged: rebuild them."]

    monkeypatch.setattr(checks, "problems", problems)
    settings.STANCE_MODEL = "shipped"
    (found,) = checks.model_can_judge(None)
    assert (found.id, found.msg) == ("stances.E006", "The weights are damaged: rebuild them.")
    assert found.is_serious()
    assert asked == ["shipped"]


def test_a_model_that_does_not_exist_is_an_error(settings: Any) -> None:
    settings.STANCE_MODEL = "oracle"
    (found,) = checks.model_can_judge(None)
    assert found.id == "stances.E006"
    assert "oracle" in found.msg


CHECK = """
import sys
from environ import Env
Env.read_env = lambda *args, **kwargs: None
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "check"])
"""
SERVE = """
from environ import Env
Env.read_env = lambda *args, **kwargs: None
import diplomacy.wsgi
"""


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"DIPLOMACY_QUEUE": "rabbit"}, "stances.E001"),
        ({"DIPLOMACY_QUEUE": "redis"}, "stances.E002"),
        ({"DATABASE_URL": "mysql://u:p@h/n"}, "stances.E004"),
        ({"DATABASE_URL": "nonsense"}, "stances.E004"),
        ({"DIPLOMACY_STUCK_AFTER": "15"}, "stances.E007"),
        ({"STANCE_MODEL": "oracle"}, "stances.E006"),
    ],
    ids=str,
)
def test_manage_check_refuses_a_wrong_environment(environment: dict[str, str], wanted: str) -> None:
    done = run(CHECK, SECRET_KEY=KEY, **environment)
    assert done.returncode == 1
    assert f"({wanted})" in done.stderr
    assert "Traceback" not in done.stderr


def test_manage_check_passes_in_a_right_one() -> None:
    done = run(CHECK, SECRET_KEY=KEY)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_web_server_does_not_start_with_a_queue_that_cannot_work_and_does_without_a_model() -> None:
    refused = run(SERVE, SECRET_KEY=KEY, DIPLOMACY_QUEUE="rabbit")
    assert refused.returncode != 0
    assert "stances.E001" in refused.stderr
    assert run(SERVE, SECRET_KEY=KEY, STANCE_MODEL="oracle").returncode == 0
