"""The whole site as people start it: `make run` on one's own machine, and the settings of a server."""

from __future__ import annotations

import http.client
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.scale.site import ROOT, Site

#: What a busy machine may need, with the demo to be read and judged.
FIRST_START = 300
NEXT_START = 60

pytestmark = pytest.mark.slow


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode(errors="replace")
    finally:
        connection.close()


def nobody_answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) != 0


class TestMakeRun:
    @pytest.fixture
    def site(self, tmp_path: Path, judge: dict[str, str]) -> Iterator[Site]:
        """Nothing at all: not even a database file."""
        site = Site(tmp_path, f"sqlite:///{tmp_path / 'site.sqlite3'}", extra=judge)
        yield site
        for process in site.workers:
            process.send_signal(signal.SIGTERM)  # so that it ends its children too
            process.wait(timeout=60)

    def start(self, site: Site, port: int, seconds: float) -> subprocess.Popen[bytes]:
        logins = str(site.folder / "logins.json")
        process = site.start("serve", "--port", str(port), "--logins", logins)
        log = site.folder / f"worker-{len(site.workers)}.log"
        end = time.monotonic() + seconds
        while "Ctrl-C stops it" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.2)
        return process

    def test_it_loads_the_demo_once_serves_it_and_ends_cleanly(self, site: Site, port: int) -> None:
        first = self.start(site, port, FIRST_START)
        told = (site.folder / "worker-1.log").read_text()
        assert f"http://127.0.0.1:{port}/" in told
        assert re.search(r"analyst +\w{4}-\w{4}-\w{4}", told)
        assert get(port, "/")[0] == 200
        before = self.counts(site)
        assert before["stances_article"] >= 120
        assert before["stances_statement"] >= 120
        assert site.states() == {"analysed": before["stances_article"]}

        # A second one beside it is refused, and does no harm.
        beside = subprocess.run(
            site._command("serve", "--port", str(port)),
            env=site.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert beside.returncode == 1
        assert f"Port {port} is in use" in beside.stderr

        first.send_signal(signal.SIGINT)
        assert first.wait(timeout=40) == 0
        assert nobody_answers(port)

        again = self.start(site, port, NEXT_START)
        assert "Loading" not in (site.folder / "worker-2.log").read_text()
        assert self.counts(site) == before
        again.send_signal(signal.SIGINT)
        assert again.wait(timeout=40) == 0
        assert nobody_answers(port)

    def counts(self, site: Site) -> dict[str, int]:
        tables = ("actor", "role", "actoralias", "event", "outlet", "article", "statement", "verdict", "run")
        return {f"stances_{name}": site.one(f"SELECT COUNT(*) FROM stances_{name}") for name in tables} | {
            "auth_user": site.one("SELECT COUNT(*) FROM auth_user")
        }


class TestServer:
    """Started as the files in deploy/ start it."""

    HTTPS = {"Host": "stances.example", "X_Forwarded_Proto": "https"}

    @contextmanager
    def served(self, site: Site, port: int, **more: str) -> Iterator[None]:
        site.extra |= {
            "DIPLOMACY_LOCAL": "0",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "stances.example",
            "DIPLOMACY_BEHIND_PROXY": "1",
            "STATIC_ROOT": str(site.folder / "static"),
            **more,
        }
        site.manage("collectstatic", "--noinput", "--verbosity", "0")
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "diplomacy.wsgi"]
        web = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", "--workers", "1"], env=site.environment(), cwd=ROOT
        )
        site.workers.append(web)
        end = time.monotonic() + 60
        while nobody_answers(port):
            assert web.poll() is None, "the web server has ended"
            assert time.monotonic() < end
            time.sleep(0.2)
        yield
        web.terminate()
        assert web.wait(timeout=40) == 0

    def test_behind_a_proxy_it_serves_https_only_with_its_headers_and_hashed_files(
        self, embedded: Site, port: int
    ) -> None:
        with self.served(embedded, port):
            status, headers, page = get(port, "/", **self.HTTPS)
            assert status == 200
            assert "default-src 'self'" in headers["Content-Security-Policy"]
            assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
            assert get(port, "/", Host="stances.example")[0] == 301
            assert get(port, "/", Host="elsewhere.example", X_Forwarded_Proto="https")[0] == 400
            style = re.search(r'href="(/static/style\.[0-9a-f]{12}\.css)"', page)
            assert style, "the style sheet has its hash in its name"
            status, headers, _ = get(port, style[1], **self.HTTPS)
            assert status == 200
            assert "immutable" in headers["Cache-Control"]

    def test_a_private_site_asks_for_a_login_and_still_answers_for_its_health(self, embedded: Site, port: int) -> None:
        with self.served(embedded, port, DIPLOMACY_PUBLIC="0"):
            status, headers, _ = get(port, "/statements/", **self.HTTPS)
            assert status == 302
            assert headers["Location"].startswith("/accounts/login/")
            assert get(port, "/healthz", **self.HTTPS)[0] == 200
