"""Services for the tests that need them, each test with a database and a queue of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stances.classifying import problems
from tests.scale.corpus import ACTORS, TARGETS
from tests.scale.site import Site, write_seeds

#: Where databases may be made for a test; the server of a developer's machine, or of CI.
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with tables, three targets and six actors, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    _prepare(Site(folder, f"sqlite:///{folder / 'site.sqlite3'}"))
    with sqlite3.connect(folder / "site.sqlite3") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return folder / "site.sqlite3"


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same on a PostgreSQL server, for `CREATE DATABASE … TEMPLATE`."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'diplomacy[postgres]'")
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL at {POSTGRES} (TEST_POSTGRES_URL says where): {error}")
    with _database("") as (name, address):
        _prepare(Site(tmp_path_factory.mktemp("template"), address))
        yield name


@pytest.fixture
def postgres_database(postgres_template: str) -> Iterator[str]:
    """The address of a database of the test's own, dropped afterwards."""
    with _database(f"TEMPLATE {postgres_template}") as (_, address):
        yield address


@contextmanager
def _database(how: str) -> Iterator[tuple[str, str]]:
    import psycopg

    name = f"stances_scale_{secrets.token_hex(4)}"
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} {how}")
    try:
        yield name, f"{POSTGRES.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _prepare(site: Site) -> None:
    site.extra = {"TEST_JUDGE": "stand-in"}  # nothing is judged here
    site.manage("migrate", "--verbosity", "0")
    seeds = write_seeds(site.folder / "seeds", ACTORS, TARGETS)
    site.manage("load_seeds", "--dir", str(seeds), "--no-demo")


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
def embedded(tmp_path: Path, judge: dict[str, str], sqlite_template: Path) -> Iterator[Site]:
    """The default: SQLite, and the queue in it. Three targets and six actors are known, as in every site here."""
    shutil.copy(sqlite_template, tmp_path / "site.sqlite3")
    with _ended(Site(tmp_path, f"sqlite:///{tmp_path / 'site.sqlite3'}", extra=judge)) as site:
        yield site


@pytest.fixture
def on_postgres(tmp_path: Path, judge: dict[str, str], postgres_database: str) -> Iterator[Site]:
    """PostgreSQL, and the queue in it."""
    with _ended(Site(tmp_path, postgres_database, extra=judge)) as site:
        yield site


@pytest.fixture
def on_postgres_and_redis(
    tmp_path: Path, judge: dict[str, str], postgres_database: str, redis_address: str
) -> Iterator[Site]:
    """PostgreSQL, and Redis as the queue."""
    with _ended(Site(tmp_path, postgres_database, redis_address, extra=judge)) as site:
        yield site


@contextmanager
def _ended(site: Site) -> Iterator[Site]:
    """Whatever still works after the test is killed."""
    try:
        yield site
    finally:
        site.kill()
