"""Every page of the admin: it opens for those who may see it, and looking changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stances import review, roles, tasks
from stances.models import (
    Actor,
    Article,
    Correction,
    Event,
    Outlet,
    Position,
    Run,
    Statement,
    Target,
    Upload,
    UploadItem,
    Verdict,
)
from tests import factories as make

pytestmark = pytest.mark.django_db

REGISTERED = [Actor, Article, Correction, Event, Outlet, Position, Run, Statement, Target, Upload, Verdict]
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def world(statement: Statement, target: Target, analyst: User) -> None:
    """At least one row of everything that the admin shows."""
    review.correct(statement=statement, target=target, label="critical", person=analyst, reason="r")
    make.RoleFactory(actor=statement.actor)
    Event.objects.create(date=date(2022, 2, 2), title="Talks end", source="The Harbour Courier")
    upload = Upload.objects.create(person=analyst)
    UploadItem.objects.create(upload=upload, name="a.txt", article=statement.article)


def pages() -> list[tuple[str, str]]:
    return [
        (model._meta.model_name or "", kind) for model in REGISTERED for kind in ("changelist", "change", "history")
    ]


def address(model: str, kind: str) -> str:
    row = apps.get_model("stances", model)._default_manager.first()
    return reverse(f"admin:stances_{model}_{kind}", args=[] if kind == "changelist" else [row.pk])


@pytest.mark.parametrize(("model", "kind"), pages())
def test_a_page_opens_for_both_roles_and_looking_writes_nothing(
    world: None, as_analyst: Client, as_administrator: Client, model: str, kind: str
) -> None:
    expected = 302 if (model, kind) == ("position", "change") else 200  # a label is shown on its statement's page
    for client in (as_analyst, as_administrator):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(model, kind)).status_code == expected
        written = [query["sql"] for query in queries if query["sql"].startswith(WRITES)]
        assert written == []


@pytest.mark.parametrize("model", [model._meta.model_name for model in REGISTERED])
def test_without_a_role_the_admin_asks_for_a_login(world: None, client: Client, model: str) -> None:
    for visitor in (None, make.UserFactory()):
        if visitor is not None:
            client.force_login(visitor, backend="django.contrib.auth.backends.ModelBackend")
        response = client.get(address(model, "changelist"))
        assert response.status_code == 302
        assert "/admin/login/" in response.headers["Location"]


#: What each role may do in the admin besides looking: (add, change, delete).
MAY = {
    roles.ANALYSTS: {Position: (False, True, False), Statement: (False, True, False)},
    roles.ADMINISTRATORS: {
        Actor: (True, True, True),
        Article: (False, True, True),
        Event: (True, True, True),
        Outlet: (True, True, True),
        Position: (False, True, False),
        Statement: (False, True, False),
        Target: (True, True, False),  # one that is judged is made inactive instead
    },
}


@pytest.mark.parametrize("model", REGISTERED)
@pytest.mark.parametrize("role", MAY)
def test_what_a_role_may_do_in_the_admin(world: None, rf: Any, role: str, model: Any) -> None:
    person = make.UserFactory()
    roles.grant(person, role)
    request = rf.get("/")
    request.user = User.objects.get(pk=person.pk)
    page = admin.site.get_model_admin(model)
    row = model._default_manager.first()
    may = (
        page.has_add_permission(request),
        page.has_change_permission(request, row),
        page.has_delete_permission(request, row),
    )
    assert may == MAY[role].get(model, (False, False, False))
    assert page.has_view_permission(request, row)


def test_the_content_policy_has_nothing_to_refuse_on_the_pages_of_correcting(
    world: None, as_administrator: Client
) -> None:
    for model, kind in pages():
        response = as_administrator.get(address(model, kind), follow=True)
        page = response.content.decode()
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        assert "<style" not in page
        assert "onclick=" not in page
        assert all("src=" in script for script in page.split("<script")[1:] if "application/json" not in script[:60])


# --- articles -----------------------------------------------------------------------------


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    given: list[int] = []

    def enqueue(article_ids: Any) -> int:
        ids = list(article_ids)
        given.extend(ids)
        return len(ids)

    monkeypatch.setattr(tasks, "enqueue", enqueue)
    return given


def test_articles_are_analysed_again_and_failed_ones_retried(as_administrator: Client, enqueued: list[int]) -> None:
    good, bad = make.ArticleFactory(), make.ArticleFactory(state="failed", problem="The disk was full")
    chosen = {"_selected_action": [good.pk, bad.pk], "index": "0"}
    as_administrator.post(reverse("admin:stances_article_changelist"), chosen | {"action": "retry_failed"})
    assert enqueued == [bad.pk]
    as_administrator.post(reverse("admin:stances_article_changelist"), chosen | {"action": "analyse_again"})
    assert sorted(enqueued[1:]) == [good.pk, bad.pk]


def test_an_articles_text_is_shown_and_never_changed(as_administrator: Client, enqueued: list[int]) -> None:
    article = make.ArticleFactory()
    page = reverse("admin:stances_article_change", args=[article.pk])
    assert "Report " in as_administrator.get(page).content.decode()
    data = {"title": "Other", "outlet": "", "url": "", "published": "04/03/2022", "copy_of": "", "provenance": ""}
    as_administrator.post(page, data | {"text": "Forged", "whole_text": "Forged", "state": "failed"})
    changed = Article.objects.get(pk=article.pk)
    assert (changed.title, changed.text, changed.state) == ("Other", article.text, "analysed")
    assert enqueued == []
    as_administrator.post(page, data | {"published": "05/03/2022"})
    assert enqueued == [article.pk]  # days said are worked out from it


def test_an_administrator_deletes_an_article_with_what_was_read_in_it(
    as_administrator: Client, statement: Statement, target: Target, analyst: User
) -> None:
    review.correct(statement=statement, target=target, label="critical", person=analyst)
    copy = make.ArticleFactory(copy_of=statement.article)
    page = reverse("admin:stances_article_delete", args=[statement.article_id])
    assert "permission" not in as_administrator.get(page).content.decode()
    as_administrator.post(page, {"post": "yes"})
    assert not Statement.objects.filter(pk=statement.pk).exists()
    copy.refresh_from_db()
    assert copy.copy_of is None


# --- accounts -----------------------------------------------------------------------------


def account(person: User, **changes: Any) -> dict[str, Any]:
    joined = {"date_joined_0": "01/01/2022", "date_joined_1": "00:00:00"}
    return {"username": person.username, "is_active": "on", "is_staff": "on"} | joined | changes


def test_an_administrator_gives_roles_and_makes_nobody_a_superuser(
    as_administrator: Client, administrator: User, analyst: User
) -> None:
    page = reverse("admin:auth_user_change", args=[analyst.pk])
    both = [group.pk for group in Group.objects.all()]
    permission = {"user_permissions": "1", "is_superuser": "on"}
    assert as_administrator.post(page, account(analyst, groups=both) | permission).status_code == 302
    analyst.refresh_from_db()
    assert analyst.groups.count() == 2
    assert (analyst.is_superuser, analyst.user_permissions.count()) == (False, 0)


def test_an_administrator_does_not_change_a_superuser(as_administrator: Client) -> None:
    root = User.objects.create_superuser("root", password="x")
    page = reverse("admin:auth_user_change", args=[root.pk])
    assert as_administrator.post(page, account(root, username="mine")).status_code == 403
    assert as_administrator.post(reverse("admin:auth_user_password_change", args=[root.pk]), {}).status_code == 403
    root.refresh_from_db()
    assert root.username == "root"


# --- spreadsheets -------------------------------------------------------------------------


def imported(client: Client, model: str, text: str) -> Any:
    """Both steps of an import: the file, then the confirmation of what it would change."""
    page = reverse(f"admin:stances_{model}_import")
    file = SimpleUploadedFile("rows.csv", text.encode(), content_type="text/csv")
    looked = client.post(page, {"import_file": file, "format": "0", "resource": ""})
    form = looked.context.get("confirm_form")
    if form is None:
        return looked
    return client.post(reverse(f"admin:stances_{model}_process_import"), form.initial, follow=True)


def test_actors_come_in_and_go_out_as_a_spreadsheet(as_administrator: Client, administrator: User) -> None:
    rows = "slug,name,kind,status,country,wikidata,note,aliases\n"
    rows += "sella-camli,Sella Çamlı,person,tracked,Vestland,,,S. Camli | Mme Çamlı\n"
    imported(as_administrator, "actor", rows)
    actor = Actor.objects.get()
    assert (actor.slug, actor.country) == ("sella-camli", "Vestland")
    assert set(actor.aliases.values_list("text", flat=True)) == {"Sella Çamlı", "S. Camli", "Mme Çamlı"}
    assert actor.history.latest().history_user == administrator

    imported(as_administrator, "actor", rows)  # again: nothing is doubled
    assert (Actor.objects.count(), actor.aliases.count(), actor.history.count()) == (1, 3, 1)

    sheet = as_administrator.post(reverse("admin:stances_actor_export"), {"format": "0", "resource": ""})
    assert "sella-camli,Sella Çamlı,person,tracked,Vestland" in sheet.content.decode()
    assert "Mme Çamlı" in sheet.content.decode()


@pytest.mark.parametrize(
    ("model", "rows", "complaint"),
    [
        ("actor", "slug,name,kind,status\nx,Tam Brill,robot,tracked\n", "robot"),
        ("actor", "slug,name,kind,status\nx,Tam Brill,person,merged\n", "merged"),
        ("event", "date,title,source\n2022-01-01,Talks,\n", "cannot be blank"),
    ],
)
def test_rows_that_break_a_rule_are_shown_and_none_is_stored(
    as_administrator: Client, model: str, rows: str, complaint: str
) -> None:
    page = imported(as_administrator, model, rows)
    assert complaint in page.content.decode()
    assert not Actor.objects.exists()
    assert not Event.objects.exists()


def test_a_cell_that_a_spreadsheet_would_run_is_made_text_and_read_back(as_administrator: Client) -> None:
    Outlet.objects.create(name="=HYPERLINK(1)", domain="@example.org")
    sheet = as_administrator.post(
        reverse("admin:stances_outlet_export"), {"format": "0", "resource": ""}
    ).content.decode()
    assert "'=HYPERLINK(1),'@example.org" in sheet
    imported(as_administrator, "outlet", sheet)
    assert Outlet.objects.get().domain == "@example.org"


@pytest.mark.parametrize("model", ["actor", "target", "outlet", "event"])
def test_analysts_take_spreadsheets_out_and_bring_none_in(as_analyst: Client, model: str) -> None:
    assert as_analyst.get(reverse(f"admin:stances_{model}_export")).status_code == 200
    assert as_analyst.get(reverse(f"admin:stances_{model}_import")).status_code == 403
