"""The whole path in a real browser, with the shipped model: upload, read, judge, chart, correct, chart again."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import Select, WebDriverWait

from stances.models import Actor, Correction, Position, Statement, Target, TargetAlias
from stances.roles import ANALYSTS, grant
from stances.vocabulary import Origin
from tests.factories import ActorFactory, RoleFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECONDS = 60  # the first judgement loads the model
PASSWORD = "a long enough password"

REPORT = """Port Alder stands by Ukraine, foreign minister says

Vestland will go on supplying Ukraine with air defence as long as it takes, Minister Ilva Torrent said on Friday.

“Russia must end this war of aggression and withdraw its troops,” Torrent told reporters in Port Alder.
"""


@pytest.fixture
def torrent(db: None) -> Actor:
    actor = ActorFactory(name="Ilva Torrent", slug="ilva-torrent", country="Vestland")
    RoleFactory(actor=actor, start=date(2021, 1, 1))
    for order, (name, alias) in enumerate([("Russia", "Moscow"), ("Ukraine", "Kyiv"), ("NATO", "the Alliance")]):
        target = Target.objects.create(name=name, slug=name.lower(), order=order)
        TargetAlias.objects.create(target=target, text=alias)
    return actor


@pytest.fixture
def analyst(db: None) -> User:
    user = User.objects.create_user("analyst", password=PASSWORD)
    grant(user, ANALYSTS)
    return user


def until(browser: WebDriver, css: str) -> Any:
    return WebDriverWait(browser, SECONDS).until(lambda page: page.find_elements(By.CSS_SELECTOR, css))


def log_in(browser: WebDriver, live_server: LiveServer, user: User, then: str) -> None:
    browser.get(f"{live_server.url}/accounts/login/?next={then}")
    browser.find_element(By.NAME, "username").send_keys(user.username)
    browser.find_element(By.NAME, "password").send_keys(PASSWORD)
    browser.find_element(By.CSS_SELECTOR, "main button[type=submit]").click()


def chart(browser: WebDriver, live_server: LiveServer, actor: Actor) -> dict[str, Any]:
    """The data that the actor's chart is drawn from, once it is drawn."""
    browser.get(f"{live_server.url}{actor.get_absolute_url()}")
    until(browser, ".js-plotly-plot .main-svg")
    data = browser.find_element(By.ID, "chart-data").get_attribute("textContent")
    return dict(json.loads(data or ""))


def test_an_uploaded_article_is_charted_and_a_correction_moves_the_chart(
    browser: WebDriver, live_server: LiveServer, torrent: Actor, analyst: User
) -> None:
    log_in(browser, live_server, analyst, "/upload/")
    until(browser, "form.upload")
    browser.find_element(By.NAME, "text").send_keys(REPORT)
    browser.find_element(By.NAME, "outlet").send_keys("The Harbour Courier")
    browser.execute_script("document.querySelector('[name=published]').value = '2022-03-04'")
    browser.find_element(By.CSS_SELECTOR, "form.upload button[type=submit]").click()

    # What was found is shown on the upload's page, by the real reader and the real model.
    until(browser, "article.statement")
    page = browser.find_element(By.ID, "main").text
    assert "Ilva Torrent" in page
    assert "Russia must end this war of aggression" in page
    assert Statement.objects.filter(actor=torrent).count() == 2

    before = chart(browser, live_server, torrent)
    russia = Position.objects.get(statement__text__startswith="Russia must end", target__slug="russia")
    assert (russia.label, russia.origin) == ("critical", Origin.MODEL)

    # Correct that label in the admin's list, with a reason.
    browser.get(f"{live_server.url}/admin/stances/position/?q=Russia+must+end&target__id__exact={russia.target_id}")
    label = Select(until(browser, "select[name=form-0-label]")[0])
    assert label.first_selected_option.get_attribute("value") == "critical"
    label.select_by_value("neutral")
    browser.find_element(By.NAME, "reason").send_keys("for the test's sake")
    browser.find_element(By.NAME, "_save").click()
    until(browser, ".messagelist .success")

    correction = Correction.objects.get()
    assert (correction.label_before, correction.label, correction.person) == ("critical", "neutral", analyst)
    assert correction.reason == "for the test's sake"

    # The next request of the chart shows it.
    after = chart(browser, live_server, torrent)
    assert after != before
    russia.refresh_from_db()
    assert (russia.label, russia.score, russia.origin) == ("neutral", 0.0, Origin.PERSON)
    assert "corrected" in browser.find_element(By.ID, "main").text.lower()
