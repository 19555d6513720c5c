"""The overview: who stands where."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stances import positions
from stances.models import Correction, Target
from stances.vocabulary import ActorKind
from tests.factories import ActorFactory, ArticleFactory, RoleFactory, TargetFactory, UserFactory
from tests.pages.world import CRITICAL, NEUTRAL, SUPPORTIVE, UNRELATED, crowd, norland, said, said_often, words_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "results"}
QUERIES = 20


def rows(client: Client, query: str = "") -> list[list[str]]:
    """The table's rows as the template was given them: name, n, then a score or the words of a blank per target."""
    context = client.get(f"/{query}").context
    return [
        [row.actor.name, row.n, *(cell.score if hasattr(cell, "score") else cell.words for _, cell in row.cells)]
        for row in context["rows"]
    ]


@pytest.fixture
def only_norland() -> Target:
    target = norland()
    Target.objects.exclude(pk=target.pk).update(active=False)
    return target


def test_without_a_statement_the_page_says_how_to_begin(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "No statements yet" in page
    assert "load_seeds" in page
    assert "log in to upload" in page


def test_articles_that_wait_are_told_on_the_empty_page(client: Client) -> None:
    ArticleFactory(state="waiting")
    assert "1 article waits for the worker" in " ".join(client.get("/").content.decode().split())


def test_a_row_has_score_n_and_interval_for_each_target(client: Client, only_norland: Target) -> None:
    actor = ActorFactory(name="Ilva Torrent")
    said_often(actor, only_norland, [date(2022, month, 3) for month in range(1, 7)], CRITICAL)
    page = words_of(client.get("/"))
    assert "Ilva Torrent" in page
    assert "▼ −0.80 critical, see the evidence n 6, 95% interval −0.80 to −0.80" in page


def test_those_who_said_nothing_are_counted_and_listed_when_asked_for(client: Client, only_norland: Target) -> None:
    said(ActorFactory(name="Speaker"), only_norland, date(2022, 3, 4))
    ActorFactory(name="Silent")
    text = words_of(client.get("/"))
    assert "1 of 2 actors spoke" in text and "1 more tracked actor said nothing in this window" in text
    assert [row[0] for row in rows(client)] == ["Speaker"]
    assert [row[0] for row in rows(client, "?silent=on")] == ["Speaker", "Silent"]
    assert [row[0] for row in rows(client, "?q=silent")] == ["Silent"]


def test_nothing_said_not_about_it_and_neutral_are_three_things(client: Client, only_norland: Target) -> None:
    said(ActorFactory(name="A neutral one"), only_norland, date(2022, 3, 4), NEUTRAL)
    said(ActorFactory(name="Elsewhere"), only_norland, date(2022, 3, 4), UNRELATED)
    ActorFactory(name="Silent")
    assert rows(client, "?sort=name&silent=on") == [
        ["A neutral one", 1, "0.00"],
        ["Elsewhere", 1, "not about it"],
        ["Silent", 0, "nothing said"],
    ]


def test_the_window_reaches_back_from_the_last_day_of_the_data(client: Client, only_norland: Target) -> None:
    actor = ActorFactory(name="Ilva Torrent")
    said(actor, only_norland, date(2020, 6, 1), CRITICAL)
    said(actor, only_norland, date(2022, 6, 1), SUPPORTIVE)
    assert rows(client, "?window=12m") == [["Ilva Torrent", 1, "+0.80"]]
    assert rows(client, "?window=all") == [["Ilva Torrent", 2, "0.00"]]
    assert rows(client) == [["Ilva Torrent", 2, "0.00"]]  # so few statements are shown whole
    assert "1 June 2022" in client.get("/").content.decode()


def test_a_row_names_whom_the_actor_speaks_for_at_the_end_of_the_window(client: Client, only_norland: Target) -> None:
    actor = ActorFactory(country="Vestland")
    RoleFactory(actor=actor, title="Foreign Minister of Vestland", of="Vestland", end=date(2021, 12, 31))
    RoleFactory(actor=actor, title="Head of the Harbour League", of="Harbour League", start=date(2022, 1, 1))
    said(actor, only_norland, date(2022, 6, 1))
    assert "Harbour League" in client.get("/").content.decode()


def test_a_cell_leads_to_its_own_evidence(client: Client, only_norland: Target) -> None:
    actor = ActorFactory(slug="ilva-torrent")
    said(actor, only_norland, date(2020, 6, 1))
    inside = said(actor, only_norland, date(2022, 6, 1))
    said(actor, only_norland, date(2022, 6, 1), UNRELATED)
    link = "/actors/ilva-torrent/?target=norland&since=2021-06-02&until=2022-06-01"
    assert link.replace("&", "&amp;") in client.get("/?window=12m").content.decode()
    assert [statement.pk for statement in client.get(link).context["page"]] == [inside.pk]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["Brae", "Adler", "Çelik", "Zorin"]),
        ("n", ["Zorin", "Adler", "Çelik", "Brae"]),
        ("name", ["Adler", "Brae", "Çelik", "Zorin"]),
        ("-name", ["Zorin", "Çelik", "Brae", "Adler"]),
        ("norland", ["Brae", "Çelik", "Adler", "Zorin"]),
        ("-norland", ["Adler", "Çelik", "Brae", "Zorin"]),
        ("no-such-target", ["Zorin", "Adler", "Çelik", "Brae"]),
    ],
)
def test_the_table_sorts_by_each_column_with_the_unknown_last(
    client: Client, only_norland: Target, sort: str, names: list[str]
) -> None:
    for name, labels in {"Çelik": [NEUTRAL], "Adler": [SUPPORTIVE], "Brae": [CRITICAL, CRITICAL], "Zorin": []}.items():
        actor = ActorFactory(name=name)
        for number, label in enumerate(labels):
            said(actor, only_norland, date(2022, 3, 1 + number), label)
    assert [row[0] for row in rows(client, f"?silent=on&sort={sort}")] == names


def test_a_heading_turns_its_own_order_round(client: Client, only_norland: Target) -> None:
    said(ActorFactory(), only_norland, date(2022, 3, 4))
    links = {column.title: (column.link, column.way) for column in client.get("/?sort=name").context["columns"]}
    assert links["Actor"] == ("?sort=-name", "ascending")
    assert links["Norland"] == ("?sort=-norland", "")
    assert client.get("/").context["columns"][1].link == "?sort=n"


def test_the_table_narrows_by_country_kind_and_a_name_in_any_script(client: Client, only_norland: Target) -> None:
    said(ActorFactory(name="Тарас Приходько", country="Ostmark"), only_norland, date(2022, 3, 4))
    said(
        ActorFactory(name="Government of Vestland", kind=ActorKind.GOVERNMENT, country="Vestland"),
        only_norland,
        date(2022, 3, 4),
    )
    assert [row[0] for row in rows(client, "?q=prikhodko")] == ["Тарас Приходько"]
    assert [row[0] for row in rows(client, "?country=Vestland")] == ["Government of Vestland"]
    assert [row[0] for row in rows(client, "?actor_kind=government")] == ["Government of Vestland"]
    assert "No actor matches" in client.get("/?q=%3F%3F%3F").content.decode()


def test_the_strips_follow_the_filter(client: Client, only_norland: Target) -> None:
    said(ActorFactory(country="Ostmark"), only_norland, date(2022, 3, 4), CRITICAL)
    said(ActorFactory(country="Vestland"), only_norland, date(2022, 3, 4), SUPPORTIVE)
    [(_, total, _)] = client.get("/?country=Ostmark").context["strips"]
    assert (total.critical, total.supportive) == (1, 0)


def test_a_filter_that_cannot_be_applied_shows_no_numbers(client: Client, only_norland: Target) -> None:
    said(ActorFactory(name="Ilva Torrent"), only_norland, date(2022, 3, 4))
    answer = client.get("/?window=9years", headers=HTMX)
    assert "cannot be applied" in answer.content.decode()
    assert "Ilva Torrent" not in answer.content.decode()


def test_htmx_gets_the_table_alone_and_the_address_without_blanks(client: Client, only_norland: Target) -> None:
    said(ActorFactory(), only_norland, date(2022, 3, 4))
    answer = client.get("/?window=all&q=&country=", headers=HTMX)
    assert "<html" not in answer.content.decode()
    assert "standings" in answer.content.decode()
    assert answer.headers["HX-Push-Url"] == "/?window=all"
    assert "HX-Request" in answer.headers["Vary"]
    assert "HX-Request" in client.get("/").headers["Vary"]


def test_going_back_gets_the_whole_page(client: Client, only_norland: Target) -> None:
    said(ActorFactory(), only_norland, date(2022, 3, 4))
    answer = client.get("/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in answer.content.decode()


def test_the_terms_of_counting_are_in_the_address_and_printed(client: Client, only_norland: Target) -> None:
    actor = ActorFactory(name="Ilva Torrent", slug="ilva-torrent")
    statement = said(actor, only_norland, date(2022, 6, 1), SUPPORTIVE)
    Correction.objects.create(
        statement=statement, target=only_norland, label=CRITICAL, person=UserFactory(username="somebody")
    )
    positions.refresh([statement.pk])
    assert rows(client) == [["Ilva Torrent", 1, "−1.00"]]
    assert rows(client, "?labels=model") == [["Ilva Torrent", 1, "+0.80"]]
    assert rows(client, "?kind=indirect") == []
    page = client.get("/?labels=model&dates=published&window=12m").content.decode()
    assert "labels only, without corrections, by date published" in page
    assert "&amp;labels=model&amp;dates=published" in page
    assert client.get("/?labels=mine").context["asked"].errors


def test_an_inactive_target_has_no_column(client: Client, only_norland: Target) -> None:
    TargetFactory(name="Sudmark", active=False)
    said(ActorFactory(), only_norland, date(2022, 3, 4))
    assert [column.title for column in client.get("/").context["columns"]] == ["Actor", "Statements", "Norland"]


def test_names_are_escaped(client: Client, only_norland: Target) -> None:
    said(ActorFactory(name="<script>alert(1)</script>"), only_norland, date(2022, 3, 4))
    assert "<script>alert(1)" not in client.get("/").content.decode()


@pytest.mark.parametrize("actors", [2, 14, 55])
def test_the_number_of_queries_does_not_depend_on_the_number_of_actors(
    client: Client, only_norland: Target, actors: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    crowd(actors, only_norland, statements=2)
    with django_assert_max_num_queries(QUERIES):
        answer = client.get("/")
    assert len(answer.context["rows"]) == min(actors, 50)
