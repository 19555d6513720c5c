"""The charts in a real browser: a point opens its evidence, a drag narrows the dates, the address keeps it all."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import Select, WebDriverWait

from stances.models import Target
from tests.factories import ActorFactory
from tests.pages.world import CRITICAL, NEUTRAL, SUPPORTIVE, norland, said

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

POINTS = ".js-plotly-plot .scatterlayer path.point"
SECONDS = 20


@pytest.fixture
def address(live_server: LiveServer) -> str:
    """The page of an actor with three statements a month, of three kinds, for half a year."""
    target = norland()
    Target.objects.exclude(pk=target.pk).update(active=False)
    actor = ActorFactory(name="Ilva Torrent", slug="ilva-torrent")
    for month in range(1, 7):
        for day, label in ((3, SUPPORTIVE), (13, CRITICAL), (23, NEUTRAL)):
            said(actor, target, date(2022, month, day), label)
    return f"{live_server.url}/actors/ilva-torrent/"


def wait(browser: WebDriver) -> WebDriverWait[WebDriver]:
    return WebDriverWait(browser, SECONDS)


def open_chart(browser: WebDriver, address: str) -> None:
    browser.get(address)
    wait(browser).until(lambda page: page.find_elements(By.CSS_SELECTOR, POINTS))


def query(browser: WebDriver) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(browser.current_url).query).items()}


def listed(browser: WebDriver) -> int:
    return len(browser.find_elements(By.CSS_SELECTOR, "#statements article"))


def drag(browser: WebDriver, from_x: int, by: int) -> None:
    panel = browser.find_element(By.CSS_SELECTOR, ".js-plotly-plot .nsewdrag")
    mouse = ActionChains(browser).move_to_element_with_offset(panel, from_x, 60).click_and_hold()
    mouse.move_by_offset(by // 2, 0).pause(0.2).move_by_offset(by - by // 2, 0).release().perform()


def test_a_click_on_a_statement_lists_it_and_going_back_lists_all(browser: WebDriver, address: str) -> None:
    open_chart(browser, address)
    assert listed(browser) == 18
    # The statements are drawn before the means: the first point is the first statement.
    ActionChains(browser).move_to_element(browser.find_element(By.CSS_SELECTOR, POINTS)).pause(0.4).click().perform()
    wait(browser).until(lambda page: listed(page) == 1)
    assert query(browser) == {"on": "2022-01-03", "toward": "norland"}
    assert any("3 January 2022" in head.text for head in browser.find_elements(By.CSS_SELECTOR, ".section-head"))

    browser.back()
    wait(browser).until(lambda page: listed(page) == 18 and page.find_elements(By.CSS_SELECTOR, POINTS))
    assert query(browser) == {}


def test_a_drag_narrows_the_dates_and_a_double_click_widens_them(browser: WebDriver, address: str) -> None:
    open_chart(browser, address)
    drag(browser, -150, 250)
    wait(browser).until(lambda page: "since" in query(page) and listed(page) < 18)
    wait(browser).until(lambda page: page.find_elements(By.CSS_SELECTOR, POINTS))
    asked = query(browser)
    assert "2022-01-03" < asked["since"] < asked["until"] < "2022-06-23"
    assert browser.find_element(By.ID, "id_since").get_property("value") == asked["since"]

    panel = browser.find_element(By.CSS_SELECTOR, ".js-plotly-plot .nsewdrag")
    ActionChains(browser).move_to_element_with_offset(panel, 0, 60).double_click().perform()
    wait(browser).until(lambda page: listed(page) == 18)
    assert query(browser) == {}


def test_a_filter_swaps_the_results_and_keeps_the_focus(browser: WebDriver, address: str) -> None:
    open_chart(browser, address)
    browser.execute_script("window.stayed = true")
    bins = browser.find_element(By.ID, "id_bin")
    bins.click()
    Select(bins).select_by_value("month")
    wait(browser).until(lambda page: query(page) == {"bin": "month"})
    wait(browser).until(lambda page: page.find_elements(By.CSS_SELECTOR, POINTS))
    assert browser.execute_script("return window.stayed") is True
    assert browser.switch_to.active_element.get_attribute("id") == "id_bin"
    assert len(browser.find_elements(By.CSS_SELECTOR, ".js-plotly-plot")) == 1


def test_colours_follow_light_and_dark(browser: WebDriver, address: str) -> None:
    def colour() -> str:
        return str(browser.find_element(By.CSS_SELECTOR, POINTS).value_of_css_property("fill"))

    def scheme(value: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": value}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})  # type: ignore[attr-defined]

    try:
        scheme("light")
        open_chart(browser, address)
        light = colour()
        scheme("dark")
        wait(browser).until(lambda page: colour() != light)
    finally:
        scheme("")


def test_nothing_is_sent_anywhere_and_plotly_is_loaded_only_for_a_chart(
    browser: WebDriver, address: str, live_server: LiveServer
) -> None:
    fetched = "return performance.getEntriesByType('resource').map(entry => entry.name)"
    browser.get(f"{live_server.url}/")
    assert not [name for name in browser.execute_script(fetched) if "plotly" in name]
    open_chart(browser, address)
    names = browser.execute_script(fetched)
    assert [name for name in names if name.endswith("plotly.min.js")]
    assert [name for name in names if not name.startswith(live_server.url)] == []
    assert browser.find_elements(By.CSS_SELECTOR, ".modebar-btn") == []
