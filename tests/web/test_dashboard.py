"""The compare page, pictures of charts and the keyboard's sheet, in a real browser."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from stances.models import Target
from tests.factories import ActorFactory
from tests.pages.world import CRITICAL, SUPPORTIVE, norland, said_often

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECONDS = 60
DAYS = [date(2022, month, 3) for month in range(1, 7)]


@pytest.fixture
def site(live_server: LiveServer) -> str:
    target = norland()
    Target.objects.exclude(pk=target.pk).update(active=False)
    said_often(ActorFactory(name="Ada Friend", slug="friend", country="Poland"), target, DAYS, SUPPORTIVE)
    said_often(ActorFactory(name="Bo Critic", slug="critic", country="Norway"), target, DAYS, CRITICAL)
    return live_server.url


def until(browser: WebDriver, condition: Any) -> Any:
    return WebDriverWait(browser, SECONDS).until(condition)


def drawn(browser: WebDriver) -> None:
    until(browser, lambda page: page.find_elements(By.CSS_SELECTOR, ".js-plotly-plot .main-svg"))


def test_actors_ticked_on_the_overview_are_compared_and_one_unticked_is_taken_out(
    browser: WebDriver, site: str
) -> None:
    browser.get(f"{site}/")
    for slug in ("friend", "critic"):
        browser.find_element(By.CSS_SELECTOR, f".standings__tick[value={slug}]").click()
    browser.find_element(By.CSS_SELECTOR, "#compare button").click()
    drawn(browser)
    assert sorted(parse_qs(urlsplit(browser.current_url).query)["actor"]) == ["critic", "friend"]
    labels = browser.find_elements(By.CSS_SELECTOR, ".js-plotly-plot .annotation-text")
    assert {label.get_attribute("data-unformatted") for label in labels} == {
        "<b>1</b> Ada Friend",
        "<b>2</b> Bo Critic",
    }

    browser.find_element(By.CSS_SELECTOR, ".comparing input[value=critic]").click()
    until(browser, lambda page: parse_qs(urlsplit(page.current_url).query)["actor"] == ["friend"])
    drawn(browser)


def test_a_chart_is_saved_with_its_title_and_source_on_it(browser: WebDriver, site: str, tmp_path: Path) -> None:
    browser.execute_cdp_cmd(  # type: ignore[attr-defined]
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    browser.get(f"{site}/compare/?actor=friend&actor=critic&labels=model")
    drawn(browser)
    for kind in ("svg", "png"):
        browser.find_element(By.CSS_SELECTOR, f"[data-picture={kind}]").click()
        deadline = time.monotonic() + SECONDS
        while not list(tmp_path.glob(f"*.{kind}")) and time.monotonic() < deadline:
            time.sleep(0.2)
    [svg] = tmp_path.glob("*.svg")
    text = svg.read_text()
    for told in (
        "2 actors on Norland",
        "n = 12 statements",
        "Labels: Model only",
        "data up to 3 June 2022",
        "Source: ",
    ):
        assert told in text
    [png] = tmp_path.glob("*.png")
    assert png.read_bytes().startswith(b"\x89PNG")


def test_a_map_is_saved_as_png(browser: WebDriver, site: str, tmp_path: Path) -> None:
    browser.execute_cdp_cmd(  # type: ignore[attr-defined]
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    browser.get(f"{site}/targets/norland/")
    drawn(browser)
    browser.find_element(By.CSS_SELECTOR, "#map [data-svg-as-png]").click()
    until(browser, lambda page: list(tmp_path.glob("norland-map.png")))


def test_a_question_mark_opens_the_sheet_and_single_keys_can_be_turned_off(browser: WebDriver, site: str) -> None:
    browser.get(f"{site}/events/")
    keys = ActionChains(browser)
    keys.send_keys("?").perform()
    sheet = browser.find_element(By.ID, "shortcuts")
    assert sheet.is_displayed()
    assert browser.switch_to.active_element.find_element(By.XPATH, "ancestor::dialog") == sheet
    browser.find_element(By.ID, "shortcuts-on").click()
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    assert not sheet.is_displayed()
    ActionChains(browser).send_keys("?").perform()
    assert not sheet.is_displayed()
    browser.find_element(By.ID, "shortcuts-open").click()
    browser.find_element(By.ID, "shortcuts-on").click()
    browser.find_element(By.CSS_SELECTOR, "#shortcuts button").click()
    ActionChains(browser).send_keys("g", "c").perform()
    until(browser, lambda page: urlsplit(page.current_url).path == "/compare/")
