"""Pictures of every page: 1440 and 390 pixels wide, in light and in dark.

    make screenshots                         serves the site's own database on a free port, writes to var/screenshots
    python scripts/screenshots.py OUT --url http://127.0.0.1:8000 --only compare,actor

Needs Chromium and its driver: apt-get install chromium chromium-driver.
"""

from __future__ import annotations

import argparse
import base64
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (1440, 390)
SCHEMES = ("light", "dark")
SECONDS = 60
#: The tallest picture; a list of sixty statements needs no more to be judged.
TALLEST = 6000


def pages() -> dict[str, str]:
    """Every page by a name for its file; what needs an example takes the one with most to show."""
    import django

    django.setup()
    from django.db.models import Count
    from django.urls import reverse

    from stances.models import Actor, Article, Position, Statement, Target

    charted = Position.objects.charted()
    most = charted.values_list("statement__actor").annotate(n=Count("pk")).order_by("-n")
    actors = [Actor.objects.get(pk=pk) for pk, _ in most[:4]]
    found = {name: reverse(name) for name in ("overview", "actors", "compare", "events", "statements", "articles")}
    found |= {"methodology": reverse("methodology"), "login": reverse("login"), "missing": "/no-such-page/"}
    if actors:
        several = "&".join(f"actor={actor.slug}" for actor in actors)
        found |= {
            "actor": actors[0].get_absolute_url(),
            "compare-several": f"{reverse('compare')}?{several}",
            "compare-one": f"{reverse('compare')}?actor={actors[0].slug}",
            "embed-actor": reverse("embed_actor", args=[actors[0].slug]),
        }
    target = Target.objects.active().annotate(n=Count("positions")).order_by("-n").first()
    if target is not None:
        found |= {"target": target.get_absolute_url(), "embed-map": reverse("embed_map", args=[target.slug])}
    statement = Statement.objects.standing().filter(actor__isnull=False).order_by("-said_on", "-pk").first()
    if statement is not None:
        found["statement"] = statement.get_absolute_url()
    article = Article.objects.annotate(n=Count("statements")).order_by("-n").first()
    if article is not None:
        found["article"] = article.get_absolute_url()
    return found


@contextmanager
def served() -> Iterator[str]:
    """The site on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            yield _answering(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()


def _answering(url: str, server: subprocess.Popen[bytes]) -> str:
    for _ in range(SECONDS * 2):
        if server.poll() is not None:
            raise SystemExit("The site does not start: run “manage.py check” to see why.")
        try:
            urlopen(f"{url}/healthz", timeout=SECONDS)
        except URLError:
            time.sleep(0.5)
        else:
            return url
    raise SystemExit(f"The site did not answer within {SECONDS} seconds.")


def chromium() -> webdriver.Chrome:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        raise SystemExit("There is no Chromium with its driver here: apt-get install chromium chromium-driver")
    options = Options()
    options.binary_location = browser
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    session = webdriver.Chrome(options=options, service=Service(driver))
    session.set_page_load_timeout(SECONDS * 2)
    return session


def shoot(session: webdriver.Chrome, url: str, width: int, file: Path) -> None:
    """One page, whole, once its charts are drawn."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    session.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    session.get(url)
    WebDriverWait(session, SECONDS).until(lambda page: not page.find_elements(By.CSS_SELECTOR, ".chart__waiting"))
    height = min(int(session.execute_script("return document.documentElement.scrollHeight")), TALLEST)
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    shot = session.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    file.write_bytes(base64.b64decode(shot["data"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "var" / "screenshots")
    parser.add_argument("--url", help="A site that runs already, on the same database.")
    parser.add_argument("--only", default="", help="Names of pages with commas between.")
    parser.add_argument("--widths", default="", help="Only these widths.")
    parser.add_argument("--schemes", default="", help="Only light, or only dark.")
    asked = parser.parse_args()
    os.environ.setdefault("DIPLOMACY_LOCAL", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diplomacy.settings")
    sys.path.insert(0, str(ROOT))
    found = pages()
    only = asked.only.split(",") if asked.only else list(found)
    widths = [int(width) for width in asked.widths.split(",")] if asked.widths else WIDTHS
    asked.out.mkdir(parents=True, exist_ok=True)
    with nullcontext(asked.url) if asked.url else served() as url:
        session = chromium()
        try:
            for scheme in asked.schemes.split(",") if asked.schemes else SCHEMES:
                feature = {"name": "prefers-color-scheme", "value": scheme}
                session.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
                for name in only:
                    for width in widths:
                        file = asked.out / f"{name}-{width}-{scheme}.png"
                        shoot(session, url + found[name], width, file)
                        print(file)
        finally:
            session.quit()


if __name__ == "__main__":
    main()
