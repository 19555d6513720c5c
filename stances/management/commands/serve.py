"""manage.py serve: what `make run` starts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from stances.management import analysing
from stances.management.commands import demo_users
from stances.management.commands.demo_users import LOGINS
from stances.management.supervising import Supervisor
from stances.models import Actor
from stances.worker import Stop

HOST = "127.0.0.1"
#: Seconds until the first page must come.
ANSWER_WITHIN = 60.0
MANAGE = settings.BASE_DIR / "manage.py"


class Command(BaseCommand):
    help = (
        "Runs the whole site on this machine until Ctrl-C: migrates the database, loads the demo where the database is "
        "empty, and starts web server and worker. For trying it out and for oneself; docs/deploy.md is for servers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port",
            type=int,
            default=int(os.environ.get("PORT") or 8000),
            help="Where the site answers on this machine (default: the variable PORT, or 8000).",
        )
        parser.add_argument("--logins", type=Path, default=LOGINS, help="Where the demo's passwords are kept.")
        parser.add_argument("--workers", type=int, default=1, help="How many workers read articles (default: 1).")

    def handle(self, *, port: int, workers: int, logins: Path, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError(
                "serve is for one's own machine: set DIPLOMACY_LOCAL=1. For a server see docs/deploy.md."
            )
        if is_busy(port):
            raise CommandError(
                f"Port {port} is in use on this machine, perhaps by an earlier `make run`. "
                f"Stop that program, or choose another port: make run PORT={port + 1}"
            )
        self._prepare()
        supervisor = Supervisor(settings.BASE_DIR, self._say)
        stop = Stop(at_once=supervisor.kill)
        with stop.listening():
            try:
                supervisor.start("web server", _web(port), vital=True)
                self._announce(port, logins, supervisor, stop)
                for _ in range(workers):  # after the first page, which people wait for
                    supervisor.start("worker", _worker(), vital=False)
                asked = supervisor.watch(stop)
            finally:
                supervisor.end()
        if not asked:
            raise CommandError("The site has stopped; the reason is above.")
        self._say("\nStopped.")

    def _prepare(self) -> None:
        settings.STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise asks for it, and serves from the sources
        self._say("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
        if not Actor.objects.exists():
            self._say("Loading the demo, and reading it as any article is read …")
            self._run("load_seeds")
        elif analysing.waiting_unqueued():
            # A first run that was cut short, or `ingest --no-analyse`: nobody else would take these.
            self._run("analyse", "--waiting")

    def _run(self, *arguments: str) -> None:
        """A command in a process of its own, which takes the model's memory with it when it ends."""
        command = [sys.executable, str(MANAGE), *arguments]
        stop = Stop()
        with stop.listening(), subprocess.Popen(command, start_new_session=True) as child:  # noqa: S603  (our own)
            stop.then(child.terminate)
            status = child.wait()
        if stop.requested:
            raise CommandError("Stopped. The next run goes on from here.", returncode=analysing.INTERRUPTED)
        if status:
            self._say("Something went wrong there; the reason is above. The site starts all the same.")

    def _announce(self, port: int, file: Path, supervisor: Supervisor, stop: Stop) -> None:
        deadline = time.monotonic() + ANSWER_WITHIN
        while not stop.requested and supervisor.check() and not answers(port):
            if time.monotonic() > deadline:
                raise CommandError(f"The web server did not answer within {ANSWER_WITHIN:.0f} s.")
            time.sleep(0.2)
        if stop.requested:
            return
        address = f"http://{HOST}:{port}/"
        lines = [f"\n  The site is running:  {address}", "\n  Anybody may read. To upload and to correct, log in as"]
        lines += [f"    {name:8} {password}" for name, password in demo_users.logins(file).items()]
        lines += [f"  The admin is at {address}admin/", "\n  Ctrl-C stops it.\n"]
        self._say("\n".join(lines))

    def _say(self, text: str) -> None:
        with suppress(OSError):  # the terminal may be gone
            self.stdout.write(text)
            self.stdout.flush()


def is_busy(port: int) -> bool:
    """Whether somebody answers there, or the port cannot be taken: a Mac would let two programs share it."""
    with socket.socket() as client:
        client.settimeout(1)
        if client.connect_ex((HOST, port)) == 0:
            return True
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((HOST, port))
        except OSError:
            return True
    return False


def answers(port: int) -> bool:
    """Whether the web server gives any answer at all."""
    try:
        urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _web(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "diplomacy.wsgi"),
        *("--bind", f"{HOST}:{port}"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
        *("--timeout", "120", "--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"),
    ]


def _worker() -> list[str]:
    return [sys.executable, str(MANAGE), "work", "--verbosity", "0", "--skip-checks"]
