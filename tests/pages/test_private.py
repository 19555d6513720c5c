"""Who may open what, how a refusal reads, and the pages for errors."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from stances.models import Upload
from tests.factories import ArticleFactory, StatementFactory, UserFactory
from tests.pages.conftest import logged_in

pytestmark = pytest.mark.django_db


def test_everybody_reads_and_nobody_uploads_without_a_login(client: Client) -> None:
    statement = StatementFactory()
    for address in (
        reverse("statements"),
        reverse("articles"),
        reverse("methodology"),
        statement.get_absolute_url(),
        statement.article.get_absolute_url(),
        reverse("login"),
    ):
        assert client.get(address).status_code == 200, address
    for name in ("upload", "uploads"):
        answer = client.get(reverse(name))
        assert answer.headers["Location"] == f"/accounts/login/?next={reverse(name)}"


def test_an_account_without_the_right_gets_a_refusal_that_says_what_to_do(as_reader: Client) -> None:
    answer = as_reader.get(reverse("upload"))
    assert answer.status_code == 403
    assert "An administrator can make you an analyst" in answer.text
    assert as_reader.post(reverse("upload"), {"text": "“Yes,” she said."}).status_code == 403
    assert not Upload.objects.exists()


def test_an_upload_is_seen_by_its_uploader_and_by_staff(
    as_analyst: Client, as_administrator: Client, as_reader: Client, client: Client
) -> None:
    owner = UserFactory()
    address = Upload.objects.create(person=owner).get_absolute_url()
    assert logged_in(owner).get(address).status_code == 200
    assert as_administrator.get(address).status_code == 200
    refused = as_reader.get(address)
    assert refused.status_code == 403
    assert "somebody else’s" in refused.text
    assert "/accounts/login/" in client.get(address).headers["Location"]


def test_staff_see_everybodys_uploads_and_others_their_own(as_reader: Client, as_administrator: Client) -> None:
    Upload.objects.create(person=UserFactory(username="somebody"))
    assert "You have not uploaded anything yet" in as_reader.get(reverse("uploads")).text
    assert "somebody" in as_administrator.get(reverse("uploads")).text


def test_an_expired_login_sends_the_whole_page_to_the_login_not_the_fragment(client: Client) -> None:
    address = Upload.objects.create(person=UserFactory()).get_absolute_url()
    answer = client.get(
        f"{address}?seen=abc",
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{address}"},
    )
    assert answer.headers["HX-Redirect"] == f"/accounts/login/?next={address.replace('/', '%2F')}"
    assert "<form" not in answer.text


def test_a_private_site_asks_for_a_login_everywhere_but_for_health(
    client: Client, as_reader: Client, settings: Any
) -> None:
    settings.PUBLIC = False
    article = ArticleFactory()
    for address in (reverse("statements"), reverse("articles"), article.get_absolute_url(), reverse("methodology")):
        assert client.get(address).headers["Location"].startswith("/accounts/login/?next="), address
        assert as_reader.get(address).status_code == 200, address
    assert client.get(reverse("healthz")).status_code == 200
    assert "asks for a login on every page" in client.get(reverse("login")).text


def test_logging_in_goes_on_to_the_page_that_asked(client: Client) -> None:
    UserFactory(username="ilva")
    form = client.get(reverse("login"), {"next": reverse("uploads")})
    assert "That page asks for a login" in form.text
    answer = client.post(
        reverse("login"), {"username": "ilva", "password": "correct horse", "next": reverse("uploads")}
    )
    assert answer.headers["Location"] == reverse("uploads")


def test_a_wrong_password_is_told_on_the_login_page(client: Client) -> None:
    answer = client.post(reverse("login"), {"username": "ilva", "password": "wrong"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text


def test_health_is_a_word_and_fails_with_the_database(client: Client) -> None:
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.text.strip()) == (200, "ok")
    with mock.patch("stances.views.health.connection") as broken:
        broken.cursor.side_effect = OperationalError("password authentication failed for user “secret”")
        answer = client.get(reverse("healthz"))
    assert answer.status_code == 503
    assert "secret" not in answer.text


def test_a_missing_page_is_answered_in_the_sites_own_frame(client: Client) -> None:
    for address in ("/nowhere/", "/statements/999999/", "/articles/999999/", f"/statements/{10**30}/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "There is no such page" in answer.text
        assert "site-header" in answer.text


@pytest.mark.parametrize("template", ["400.html", "500.html", "403_csrf.html"])
def test_pages_for_broken_moments_need_no_request_no_query_and_no_manifest(template: str) -> None:
    with mock.patch("django.contrib.staticfiles.storage.StaticFilesStorage.url", side_effect=ValueError("no manifest")):
        page = render_to_string(template)
    assert "/static/style.css" in page
    assert "<script" not in page and " style=" not in page


def test_pages_carry_no_inline_script_or_style(client: Client) -> None:
    statement = StatementFactory()
    for address in (
        reverse("statements"),
        statement.get_absolute_url(),
        statement.article.get_absolute_url(),
        reverse("methodology"),
        reverse("login"),
    ):
        page = client.get(address).text
        assert "<style" not in page and " onclick=" not in page, address
        for script in page.split("<script")[1:]:
            assert " src=" in script.split(">")[0], address
