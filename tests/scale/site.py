"""A site of its own for one test: database, queue, commands and workers, all as real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
STUCK_AFTER = 6
HEARTBEAT_EVERY = 1
#: Settings of the person who runs the tests that must not reach the site.
FOREIGN = ("DATABASE_URL", "REDIS_URL", "DIPLOMACY_QUEUE", "STANCE_MODEL", "DEBUG", "DJANGO_SETTINGS_MODULE")

Row = Sequence[Any]


@dataclass
class Site:
    """`database` and `redis` are addresses; without `redis` the queue is in the database."""

    folder: Path
    database: str
    redis: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        kept |= {
            "DIPLOMACY_LOCAL": "1",
            "DIPLOMACY_STUCK_AFTER": str(STUCK_AFTER),
            "DIPLOMACY_HEARTBEAT_EVERY": str(HEARTBEAT_EVERY),
            "DATABASE_URL": self.database,
            "DIPLOMACY_QUEUE": "redis" if self.redis else "database",
            "STANCE_MODEL_THREADS": "1",
            "PYTHONPATH": str(ROOT),
        }
        if self.redis:
            kept["REDIS_URL"] = self.redis
        return kept | self.extra | more

    def manage(self, *arguments: str, **more: str) -> str:
        """Run one command to its end and return what it printed; fails the test where the command fails."""
        done = subprocess.run(
            self._command(*arguments),
            env=self.environment(**more),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start_worker(self, **more: str) -> subprocess.Popen[bytes]:
        return self.start("work", **more)

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        """A command that goes on beside the test, and is killed with it."""
        with (self.folder / f"worker-{len(self.workers) + 1}.log").open("wb") as log:
            worker = subprocess.Popen(
                self._command(*arguments), env=self.environment(**more), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            )
        self.workers.append(worker)
        return worker

    def logs(self) -> str:
        return "\n".join(f"--- {path.name}\n{path.read_text()}" for path in sorted(self.folder.glob("worker-*.log")))

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "tests.scale.launcher", *arguments]

    @contextmanager
    def connect(self) -> Iterator[Any]:
        """A plain connection to the site's database: the tests look at it from outside."""
        if self.database.startswith("sqlite"):
            import sqlite3

            connection: Any = sqlite3.connect(self.database.removeprefix("sqlite:///"), timeout=20)
        else:
            import psycopg

            connection = psycopg.connect(self.database)
        try:
            yield connection
        finally:
            connection.close()

    def rows(self, query: str) -> list[Row]:
        with self.connect() as connection:
            return list(connection.execute(query).fetchall())

    def one(self, query: str) -> Any:
        return self.rows(query)[0][0]

    def states(self) -> dict[str, int]:
        return dict(self.rows("SELECT state, COUNT(*) FROM stances_article GROUP BY state"))  # type: ignore[arg-type]

    def being_read(self) -> dict[str, int]:
        """Claim → article, of the articles that a worker holds."""
        return {
            str(claim): pk for pk, claim in self.rows("SELECT id, claim FROM stances_article WHERE state = 'reading'")
        }

    def wait(self, what: str, true: Callable[[], object], seconds: float) -> None:
        """Wait until `true()`, looking ten times a second; fails the test with the workers' logs."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"{what}: not within {seconds} s. {self.states()}\n{self.logs()}"
            time.sleep(0.1)

    def kill_while_reading(self, victim: subprocess.Popen[bytes], seconds: float = 60.0) -> tuple[int, float]:
        """SIGKILL for `victim` at a moment when it holds an article; return that article and the time of death.

        The worker is frozen first. A claim that outlives a second in which only the others can go on is its own.
        """
        end = time.monotonic() + seconds
        while True:
            assert time.monotonic() < end, f"the worker was never seen reading. {self.states()}\n{self.logs()}"
            assert victim.poll() is None, self.logs()
            if not self.being_read():
                time.sleep(0.01)
                continue
            victim.send_signal(signal.SIGSTOP)
            before = self.being_read()
            time.sleep(1.0)
            held = before.keys() & self.being_read().keys()
            if len(held) == 1:
                victim.kill()
                victim.wait()
                return before[held.pop()], time.time()
            victim.send_signal(signal.SIGCONT)
            time.sleep(0.05)

    def stop(self) -> list[int]:
        """End the workers as a service manager would; return their exit statuses."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.terminate()
        return [worker.wait(timeout=30) for worker in self.workers]

    def kill(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
                worker.wait()


def write_seeds(folder: Path, actors: Sequence[dict[str, Any]], targets: Sequence[dict[str, Any]]) -> Path:
    """A folder for `load_seeds`; JSON is YAML."""
    folder.mkdir()
    for name, entries in (("actors", actors), ("targets", targets), ("outlets", []), ("events", [])):
        (folder / f"{name}.yaml").write_text(json.dumps(list(entries), ensure_ascii=False), encoding="utf-8")
    return folder
