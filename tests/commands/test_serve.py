"""What `make run` is made of: logins, the port, and processes kept as one. The whole of it runs in tests/scale."""

from __future__ import annotations

import os
import socket
import sys
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from stances.management.commands import serve
from stances.management.supervising import MAX_RESTARTS, Supervisor
from stances.worker import Stop

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
DEAF = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"]
DIE = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Any:
    supervisor = Supervisor(tmp_path, said.append)
    yield supervisor
    supervisor.kill()


def ended(supervisor: Supervisor) -> bool:
    return all(child.process.poll() is not None for child in supervisor.children)


class TestSupervisor:
    def test_all_children_end_when_asked(self, supervisor: Supervisor) -> None:
        supervisor.start("web server", SLEEP, vital=True)
        supervisor.start("worker", SLEEP, vital=False)
        assert supervisor.check()
        supervisor.end()
        assert ended(supervisor)

    def test_a_child_that_does_not_listen_is_killed(
        self, supervisor: Supervisor, said: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("stances.management.supervising.END_WITHIN", 0.2)
        supervisor.start("worker", DEAF, vital=False)
        time.sleep(0.5)  # until it is deaf
        supervisor.end()
        assert ended(supervisor)
        assert "did not end" in said[0]

    def test_what_a_child_has_started_ends_with_it(self, supervisor: Supervisor, tmp_path: Path) -> None:
        parent = (
            f"import subprocess, time; child = subprocess.Popen({SLEEP!r}); "
            "print(child.pid, flush=True, file=open('pid', 'w')); time.sleep(600)"
        )
        supervisor.start("web server", [sys.executable, "-c", parent], vital=True)
        file = tmp_path / "pid"
        deadline = time.monotonic() + 20
        while not (file.exists() and file.read_text().strip()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        supervisor.end()
        grandchild = int(file.read_text())
        deadline = time.monotonic() + 5
        while _runs(grandchild):
            assert time.monotonic() < deadline, "the grandchild goes on"
            time.sleep(0.05)

    def test_a_dead_worker_is_started_again_a_few_times_and_then_given_up(
        self, supervisor: Supervisor, said: list[str]
    ) -> None:
        supervisor.start("worker", DIE, vital=False)
        assert not supervisor.watch(Stop())
        assert supervisor.children[0].restarts == MAX_RESTARTS
        assert "exit status 3" in said[-1]

    def test_a_dead_web_server_ends_all(self, supervisor: Supervisor, said: list[str]) -> None:
        supervisor.start("web server", DIE, vital=True)
        assert not supervisor.watch(Stop())
        assert said == ["The web server has ended (exit status 3)."]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # In a container nobody may collect it: a zombie has ended all the same.
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


class TestServe:
    def test_a_taken_port_is_refused_before_anything_starts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serve.Command, "_prepare", lambda self: pytest.fail("it went on"))
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen()
            port = server.getsockname()[1]
            with pytest.raises(CommandError, match=f"Port {port} is in use.*make run PORT={port + 1}"):
                call_command("serve", port=port)
        assert not serve.is_busy(port)

    def test_it_is_for_ones_own_machine_only(self, settings: Any) -> None:
        settings.LOCAL = False
        with pytest.raises(CommandError, match="docs/deploy"):
            call_command("serve")


@pytest.mark.django_db
class TestDemoUsers:
    def logins(self, file: Path) -> dict[str, str]:
        out = StringIO()
        call_command("demo_users", file=file, stdout=out)
        return dict(line.split(maxsplit=1) for line in out.getvalue().splitlines())  # type: ignore[misc]

    def test_both_logins_work_and_are_printed_again_the_next_time(self, tmp_path: Path) -> None:
        first = self.logins(tmp_path / "var" / "logins.json")
        assert set(first) == {"analyst", "admin"}
        for name, password in first.items():
            assert User.objects.get(username=name).check_password(password)
        assert self.logins(tmp_path / "var" / "logins.json") == first
        assert (tmp_path / "var" / "logins.json").stat().st_mode & 0o077 == 0

    def test_the_analyst_may_upload_and_correct_and_no_more(self, tmp_path: Path) -> None:
        self.logins(tmp_path / "logins.json")
        analyst, admin = User.objects.get(username="analyst"), User.objects.get(username="admin")
        assert analyst.has_perms(["stances.add_article", "stances.add_correction"])
        assert not analyst.is_superuser
        assert not analyst.has_perm("stances.delete_article")
        assert not analyst.has_perm("auth.change_user")
        assert admin.is_superuser

    def test_passwords_differ_from_one_installation_to_the_next(self, tmp_path: Path) -> None:
        one = self.logins(tmp_path / "one.json")
        User.objects.all().delete()
        other = self.logins(tmp_path / "other.json")
        assert not set(one.values()) & set(other.values())

    def test_a_password_that_was_changed_is_neither_printed_nor_put_back(self, tmp_path: Path) -> None:
        self.logins(tmp_path / "logins.json")
        admin = User.objects.get(username="admin")
        admin.set_password("chosen by a person")
        admin.save()
        assert "as you have set it" in self.logins(tmp_path / "logins.json")["admin"]
        admin.refresh_from_db()
        assert admin.check_password("chosen by a person")

    def test_on_a_server_there_are_no_demo_logins(self, settings: Any, tmp_path: Path) -> None:
        settings.LOCAL = False
        with pytest.raises(CommandError, match="createsuperuser"):
            call_command("demo_users", file=tmp_path / "logins.json")
        assert not User.objects.exists()
