"""The read API: what the pages show, under the same filters, and nothing more."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stances import review, roles
from stances.api.actors import ActorsAsked, SeriesAsked
from stances.api.others import EventsAsked
from stances.api.statements import StatementsAsked
from stances.filters import StatementFilter
from stances.models import Actor, ActorAlias, Event, Statement, Target
from stances.selections import ActorListSelection, ActorSelection, EventSelection
from stances.vocabulary import Stance
from tests.factories import ActorFactory, ArticleFactory, RoleFactory, TargetAliasFactory, UserFactory
from tests.pages.world import CRITICAL, SUPPORTIVE, norland, said, said_often
from tests.test_shifts import turned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def get(client: Client, path: str, status: int = 200, **asked: object) -> Any:
    answer = client.get(f"/api/v1/{path}", asked)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith("application/json")
    return json.loads(answer.text)


@pytest.fixture
def ilva() -> Actor:
    actor = ActorFactory(name="Ilva Torrent", slug="ilva")
    ActorAlias.objects.create(actor=actor, text="Торрент")
    RoleFactory(actor=actor, title="Foreign Minister of Vestland", start=date(2020, 1, 1))
    return actor


# --- statements ---------------------------------------------------------------------------


def test_a_statement_is_told_as_its_page_tells_it(client: Client, ilva: Actor) -> None:
    target = norland()
    article = ArticleFactory(published=date(2022, 3, 4), url="https://example.org/1")
    copy = ArticleFactory(title="The same elsewhere", copy_of=article)
    row = said(ilva, target, date(2022, 3, 4), CRITICAL, probability=0.7, article=article)
    person: User = UserFactory(username="analyst")
    roles.grant(person, roles.ANALYSTS)
    review.correct(
        statement=row, target=target, label=Stance.NEUTRAL, person=User.objects.get(pk=person.pk), reason="Rule 6."
    )
    told = get(client, f"statements/{row.pk}")
    assert told["words"] == "“We stand by the northern neighbours”"
    assert told["speaker"]["actor"]["slug"] == "ilva"
    assert told["speaker"]["role"] == "Foreign Minister of Vestland"
    assert told["labels"] == [
        {"target": {"slug": "norland", "name": "Norland"}, "label": "neutral", "score": 0.0, "probability": None,
         "uncertain": False, "by": "person"}
    ]  # fmt: skip
    (verdict,) = told["verdicts"]
    assert verdict["critical"] == pytest.approx(0.7) and verdict["model"] == "a-model"
    (correction,) = told["corrections"]
    assert (correction["person"], correction["label_before"], correction["label"], correction["reason"]) == (
        "analyst", "critical", "neutral", "Rule 6.",
    )  # fmt: skip
    assert [source["id"] for source in told["sources"]] == [article.pk, copy.pk]
    assert told["article"]["source"] == "https://example.org/1"
    assert client.get(told["url"]).status_code == 200


def test_no_answer_carries_more_of_an_article_than_the_words(client: Client, ilva: Actor) -> None:
    article = ArticleFactory(text="A secret first paragraph.\n\n“We stand by the northern neighbours,” she said.")
    row = said(ilva, norland(), date(2022, 3, 4), article=article)
    for path in ("statements", f"statements/{row.pk}", "actors/ilva/series", "shifts"):
        assert "secret" not in client.get(f"/api/v1/{path}").text


def test_words_are_text_and_not_markup(client: Client, ilva: Actor) -> None:
    text = "We <b>stay</b> & “stand”"
    row = said(ilva, norland(), date(2022, 3, 4), article=ArticleFactory(text=text), text=text, kind="indirect")
    assert get(client, f"statements/{row.pk}")["words"] == text


def test_filters_mean_what_they_mean_on_the_page(client: Client, ilva: Actor) -> None:
    target, other = norland(), ActorFactory(slug="oskar", name="Oskar Brandt", country="Ostmark")
    said(ilva, target, date(2022, 3, 4), SUPPORTIVE)
    said(ilva, target, date(2023, 3, 4), CRITICAL, probability=0.4)
    said(other, target, date(2023, 5, 4), CRITICAL)
    for asked, n in (
        ({}, 3),
        ({"q": "Торрент"}, 3),  # the factory's statements name Ilva Torrent as their speaker
        ({"actor": "ilva"}, 2),
        ({"target": "norland", "label": "critical"}, 2),
        ({"uncertain": "on"}, 1),
        ({"year": "2023", "country": "Ostmark"}, 1),
        ({"since": "2023-04-01"}, 1),
    ):
        listed = client.get("/statements/", asked).context["page"].object_list
        got = get(client, "statements", **asked)
        assert got["count"] == n, asked
        assert [row["id"] for row in got["results"]] == [row.pk for row in listed], asked


def test_the_parameters_of_each_list_are_the_fields_of_the_pages_form() -> None:
    def names(asked: Any) -> set[str]:
        return set(asked.model_fields) - {"page", "page_size"}

    assert names(StatementsAsked) == set(StatementFilter.base_filters)
    assert names(EventsAsked) == set(EventSelection.base_fields)
    assert names(ActorsAsked) == set(ActorListSelection.base_fields)
    # What a click on a chart adds narrows a list of statements, which a series does not have.
    assert names(SeriesAsked) <= set(ActorSelection.base_fields)
    assert {"target", "bin", "since", "until", "kind", "outlet", "labels", "dates"} <= names(SeriesAsked)


def test_rejected_statements_are_not_listed_and_can_be_asked_for(client: Client, ilva: Actor) -> None:
    row = said(ilva, norland(), date(2022, 3, 4))
    Statement.objects.filter(pk=row.pk).update(rejected=True)
    assert get(client, "statements")["count"] == 0
    assert get(client, f"statements/{row.pk}")["rejected"] is True


# --- pages and errors ---------------------------------------------------------------------


def test_pages_follow_one_another_and_keep_the_filter(client: Client, ilva: Actor) -> None:
    target = norland()
    rows = said_often(ilva, target, [date(2022, 3, 1 + day) for day in range(5)])
    first = get(client, "statements", page_size=2, order="oldest", actor="ilva")
    assert (first["count"], first["previous"]) == (5, None)
    assert "actor=ilva" in first["next"] and "page=2" in first["next"]
    seen = [row["id"] for row in first["results"]]
    following = first["next"]
    while following:
        page = json.loads(client.get(following).text)
        seen += [row["id"] for row in page["results"]]
        following = page["next"]
    assert seen == [row.pk for row in rows]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("statements?colour=red", "colour"),
        ("statements?label=furious", "label"),
        ("statements?actor=nobody", "actor"),
        ("statements?since=yesterday", "since"),
        ("statements?page=0", "page"),
        ("statements?page=9", "page"),
        ("statements?page_size=100000", "page_size"),
        ("actors?actor_kind=robot", "actor_kind"),
        ("actors/ilva/series?bin=decade", "bin"),
        ("actors/ilva/series?page=1", "page"),
        ("events?since=soon", "since"),
        ("targets?q=x", "q"),
        ("methodology?x=1", "x"),
    ],
)
def test_what_is_not_understood_is_named_and_never_ignored(client: Client, ilva: Actor, path: str, field: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 400
    told = json.loads(answer.text)
    assert list(told["fields"]) == [field] and told["fields"][field][0]
    assert told["detail"] == "A parameter was not understood."


def test_what_is_not_there_is_a_404_in_json(client: Client) -> None:
    for path in ("statements/999", "actors/nobody", "actors/nobody/series", "targets/nowhere", "shifts?actor=nobody"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 404 and json.loads(answer.text)["detail"], path


def test_nothing_can_be_written(client: Client, ilva: Actor) -> None:
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)("/api/v1/actors/ilva").status_code == 405


def test_a_private_site_asks_for_a_login_in_json(client: Client, settings: Any) -> None:
    settings.PUBLIC = False
    assert "login" in get(client, "actors", status=401)["detail"]


# --- the rest -----------------------------------------------------------------------------


def test_an_actor_has_names_and_roles_and_where_it_went(client: Client, ilva: Actor) -> None:
    told = get(client, "actors/ilva")
    assert told["names"] == ["Ilva Torrent", "Торрент"]
    assert told["roles"][0]["title"] == "Foreign Minister of Vestland"
    assert (told["status"], told["merged_into"]) == ("tracked", None)
    ActorFactory(slug="ilwa", status="merged", merged_into=ilva)
    assert get(client, "actors/ilwa")["merged_into"] == "ilva"
    assert [row["slug"] for row in get(client, "actors", q="Торр")["results"]] == ["ilva"]


def test_a_target_has_its_names(client: Client) -> None:
    target = norland()
    TargetAliasFactory(target=target, text="Norburg")
    assert get(client, "targets/norland")["names"] == ["Norburg"]
    assert "norland" in [row["slug"] for row in get(client, "targets")["results"]]


def test_a_series_is_the_numbers_of_the_actors_chart(client: Client, ilva: Actor) -> None:
    target = norland()
    rows = said_often(ilva, target, [date(2022, 3, 1 + day) for day in range(6)])
    said(ilva, target, date(2022, 6, 1), CRITICAL)
    told = get(client, "actors/ilva/series", target="norland", bin="month")
    (series,) = told["series"]
    assert [(point["start"], point["n"]) for point in series["points"]] == [("2022-03-01", 6), ("2022-06-01", 1)]
    assert series["points"][0]["statements"] == [row.pk for row in rows]
    assert series["points"][0]["low"] is not None and series["points"][1]["low"] is None
    chart = json.loads(client.get("/actors/ilva/data.json?target=norland&bin=month").text)
    assert [point["mean"] for point in chart["points"]] == [round(point["mean"], 4) for point in series["points"]]
    assert told["said"] == 7


def test_shifts_events_and_figures(client: Client, ilva: Actor) -> None:
    turned(ilva, norland())
    (shift,) = get(client, "shifts", actor="ilva")["results"]
    assert shift["id"] == "ilva-norland-2022-02-28"
    assert shift["before"]["n"] == len(shift["before"]["statements"]) == 8
    assert get(client, "shifts", target="norland")["count"] == get(client, "shifts")["count"] == 1
    Event.objects.create(date=date(2022, 2, 1), title="The strait closes", source="The Harbour Courier")
    assert [one["title"] for one in get(client, "events", since="2022-02-01")["results"]] == ["The strait closes"]
    assert get(client, "events", since="2022-02-02")["count"] == 0
    figures = get(client, "methodology")
    assert figures["interval"]["least_statements"] == 5
    assert figures["figures"]["overall"]["macro_f1"] > 0
    assert figures["stances"].keys() == {"supportive", "critical", "neutral", "unrelated"}


@pytest.mark.parametrize("path", ["statements", "actors", "targets", "shifts", "events"])
def test_as_many_queries_for_many_rows_as_for_few(client: Client, path: str) -> None:
    target = Target.objects.first() or norland()

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            get(client, path)
        return len(seen)

    def more() -> None:
        actor = ActorFactory()
        RoleFactory(actor=actor)
        turned(actor, target, 6)
        Event.objects.create(date=date(2022, 1, Event.objects.count() + 1), title="An event", source="A source")

    more()
    few = queries()
    for _ in range(3):
        more()
    assert queries() == few <= 8


def test_its_documentation_needs_no_other_site_and_no_inline_script(client: Client) -> None:
    page = client.get("/api/v1/docs").text
    assert "cdn" not in page and "https://" not in page and " style=" not in page
    for script in page.split("<script")[1:]:
        assert " src=" in script.split(">")[0] or 'type="application/json"' in script.split(">")[0]
    described = json.loads(client.get("/api/v1/openapi.json").text)
    assert {"/api/v1/statements", "/api/v1/statements/{pk}", "/api/v1/actors/{slug}/series"} <= set(described["paths"])
    for operations in described["paths"].values():
        assert set(operations) == {"get"} and operations["get"]["summary"]
    assert 'href="/api/v1/docs"' in client.get("/statements/").text
