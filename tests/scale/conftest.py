"""Services for the tests that need them, each test with a database and a queue of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stances.classifying import problems
from tests.scale.corpus import ACTORS, TARGETS
from tests.scale.site import Site, write_seeds

#: Where databases may be made for a test; the server of a developer's machine, or of CI.
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


@pytest.fixture
def postgres_database() -> Iterator[str]:
    """The address of an empty database, dropped after the test."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'diplomacy[postgres]'")
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL at {POSTGRES} (TEST_POSTGRES_URL says where): {error}")
    name = f"stances_scale_{secrets.token_hex(4)}"
    with server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{POSTGRES.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def redis_address(tmp_path: Path) -> Iterator[str]:
    """The address of a Redis that holds nothing and that nobody else uses."""
    pytest.importorskip("django_tasks_rq", reason="django-tasks-rq is not installed: pip install 'diplomacy[redis]'")
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server here: apt-get install redis-server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([*command, "--dir", str(tmp_path)], stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"redis-server did not answer at port {port}")


@pytest.fixture
def judge() -> dict[str, str]:
    """The shipped model where it is there; else a stand-in, since what is tested is the way of the articles."""
    return {"TEST_JUDGE": "stand-in"} if problems("shipped") else {}


@pytest.fixture
def embedded(tmp_path: Path, judge: dict[str, str]) -> Iterator[Site]:
    """The default: SQLite, and the queue in it."""
    yield from _site(Site(tmp_path, f"sqlite:///{tmp_path / 'site.sqlite3'}", extra=judge))


@pytest.fixture
def on_postgres(tmp_path: Path, judge: dict[str, str], postgres_database: str) -> Iterator[Site]:
    """PostgreSQL, and the queue in it."""
    yield from _site(Site(tmp_path, postgres_database, extra=judge))


@pytest.fixture
def on_postgres_and_redis(
    tmp_path: Path, judge: dict[str, str], postgres_database: str, redis_address: str
) -> Iterator[Site]:
    yield from _site(Site(tmp_path, postgres_database, redis_address, extra=judge))


def _site(site: Site) -> Iterator[Site]:
    """The site with its tables, three targets and six actors; whatever still works afterwards is killed."""
    try:
        site.manage("migrate", "--verbosity", "0")
        seeds = write_seeds(site.folder / "seeds", ACTORS, TARGETS)
        site.manage("load_seeds", "--dir", str(seeds), "--no-demo")
        yield site
    finally:
        site.kill()
