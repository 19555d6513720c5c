"""Asking for the words of a label in a real browser: the part follows by itself, and the focus stays."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from stances import explaining, tasks
from stances.vocabulary import Stance
from tests.factories import ArticleFactory, RunFactory, StatementFactory, TargetFactory, judged
from tests.test_explaining import CountingJudge
from tests.web.test_whole_path import PASSWORD, log_in, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Later:
    """A queue whose worker is the test."""

    def using(self, *, priority: int) -> Later:
        return self

    def enqueue(self, pk: int) -> None:
        self.pk = pk


def test_the_words_come_by_themselves_and_the_focus_stays(
    browser: WebDriver, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Later()
    monkeypatch.setattr(explaining, "load", lambda spec: CountingJudge())
    monkeypatch.setattr(tasks, "explain", later)
    reader = User.objects.create_user("reader", password=PASSWORD)
    article = ArticleFactory(text="The envoy said that they condemn Norland.")
    statement = StatementFactory(article=article, text="they condemn Norland", kind="indirect")
    run = RunFactory(model="counting-judge", revision="1")
    verdict = judged(statement, TargetFactory(name="Norland"), Stance.CRITICAL, 0.85, run)

    log_in(browser, live_server, reader, statement.get_absolute_url())
    until(browser, "#why-norland button")[0].send_keys(Keys.ENTER)
    assert "being asked" in until(browser, "#why-norland [role=status]")[0].text
    assert later.pk == verdict.pk
    assert explaining.work_out(verdict.pk)
    [mark] = until(browser, "#why-norland blockquote mark")
    assert mark.text == "condemn"
    assert browser.switch_to.active_element.get_attribute("id") == "why-norland-ask"
    assert browser.current_url.endswith(statement.get_absolute_url())
    browser.refresh()
    assert until(browser, "#why-norland blockquote mark")
    WebDriverWait(browser, 5).until(lambda page: not page.find_elements(By.CSS_SELECTOR, "#why-norland[hx-trigger]"))
