"""The list of actors, the page of one, and its exports."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stances import positions
from stances.models import Actor, Correction, Event, Statement, Target
from stances.vocabulary import ActorStatus, StatementKind
from tests.factories import ActorFactory, ArticleFactory, OutletFactory, RoleFactory, TargetFactory, UserFactory
from tests.pages.world import CRITICAL, NEUTRAL, SUPPORTIVE, UNRELATED, crowd, norland, said, said_often, words_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "results"}
QUERIES = 19
LIST_QUERIES = 7
EXPORT_QUERIES = 8


@pytest.fixture
def target() -> Target:
    target = norland()
    Target.objects.exclude(pk=target.pk).update(active=False)
    return target


@pytest.fixture
def torrent() -> Actor:
    actor: Actor = ActorFactory(name="Ilva Torrent", slug="ilva-torrent")
    RoleFactory(actor=actor, title="Foreign Minister of Vestland", start=date(2020, 1, 1), end=date(2022, 5, 31))
    RoleFactory(actor=actor, title="Prime Minister of Vestland", start=date(2022, 6, 1), office="head_of_government")
    return actor


def page_text(client: Client, query: str = "") -> str:
    return words_of(client.get(f"/actors/ilva-torrent/{query}"))


def figure_of(client: Client, query: str = "") -> Any:
    return client.get(f"/actors/ilva-torrent/{query}").context["figure"]


def listed(client: Client, query: str = "") -> list[int]:
    return [statement.pk for statement in client.get(f"/actors/ilva-torrent/{query}").context["page"]]


# --- the list --------------------------------------------------------------------------------


def test_the_list_has_roles_and_how_much_was_said(client: Client, torrent: Actor, target: Target) -> None:
    said_often(torrent, target, [date(2022, 3, 4), date(2022, 3, 5)])
    former = ActorFactory(name="Marek Hollen", country="Ostmark")
    RoleFactory(actor=former, title="President of Ostmark", start=date(2010, 1, 1), end=date(2015, 1, 1))
    text = words_of(client.get("/actors/"))
    assert "Ilva Torrent Prime Minister of Vestland 2 statements" in text
    assert "Marek Hollen formerly President of Ostmark nothing said yet" in text


def test_the_list_is_in_the_order_of_the_latin_alphabet_in_any_script(client: Client) -> None:
    for name in ("Zorin", "Çelik", "Борис Адлер", "Adler"):
        ActorFactory(name=name)
    assert [row[0].name for row in client.get("/actors/").context["rows"]] == ["Adler", "Борис Адлер", "Çelik", "Zorin"]


@pytest.mark.parametrize("query", ["Cavusoglu", "çavuşoğlu", "ÇAVUŞOĞLU", "Чавушоглу"])
def test_a_name_is_found_in_other_spellings(client: Client, query: str) -> None:
    ActorFactory(name="Meltem Çavuşoğlu")
    ActorFactory(name="Marek Hollen")
    rows = client.get("/actors/", {"q": query}).context["rows"]
    assert [row[0].name for row in rows] == ["Meltem Çavuşoğlu"]


def test_actors_that_are_not_tracked_are_not_listed(client: Client) -> None:
    ActorFactory(status=ActorStatus.PROPOSED)
    assert "No actor is tracked yet" in client.get("/actors/").content.decode()


@pytest.mark.parametrize("actors", [2, 40])
def test_the_list_takes_a_fixed_number_of_queries(
    client: Client, target: Target, actors: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for actor in crowd(actors, target, statements=1):
        RoleFactory(actor=actor)
    with django_assert_max_num_queries(LIST_QUERIES):
        assert len(client.get("/actors/").context["rows"]) == actors


# --- the page --------------------------------------------------------------------------------


def test_the_page_begins_with_a_sentence_from_the_data(client: Client, torrent: Actor, target: Target) -> None:
    said_often(torrent, target, [date(2022, 3, day) for day in range(1, 7)], CRITICAL)
    said(torrent, target, date(2022, 8, 1), NEUTRAL)
    assert "Generally critical of Norland in 6 of 7 statements, March–August 2022." in page_text(client)


def test_nothing_found_and_nothing_about_it_are_told_apart(client: Client, torrent: Actor, target: Target) -> None:
    assert "No statement found." in page_text(client)
    said(torrent, target, date(2022, 3, 4), UNRELATED)
    assert "No statement about Norland among the one statement found." in page_text(client)


def test_roles_are_listed_with_their_dates(client: Client, torrent: Actor, target: Target) -> None:
    text = page_text(client)
    assert "Prime Minister of Vestland since June 2022" in text
    assert "Foreign Minister of Vestland January 2020 to May 2022" in text


def test_the_chart_has_a_panel_a_target_and_a_table_of_its_numbers(
    client: Client, torrent: Actor, target: Target
) -> None:
    TargetFactory(name="Sudmark", order=2)
    said_often(torrent, target, [date(2022, 3, day) for day in range(1, 7)], CRITICAL)
    Event.objects.create(date=date(2022, 3, 3), title="Talks in Port Alder", source="The Courier")
    answer = client.get("/actors/ilva-torrent/?bin=month")
    titles = [note["text"] for note in answer.context["figure"]["layout"]["annotations"]]
    assert titles == ["<b>toward Norland</b>", "<b>toward Sudmark</b>"]
    text = words_of(answer)
    assert "Norland 1 Mar 2022 31 Mar 2022 −0.80 −0.80 to −0.80 6 6" in text
    assert "3 March 2022: Talks in Port Alder (The Courier)" in text
    html = answer.content.decode()
    assert html.index('id="plotly.js-style-global"') < html.index("charts.js")
    assert "<style" not in html


def test_the_pages_own_script_is_the_only_one_inside_it_that_is_not_data(
    client: Client, torrent: Actor, target: Target
) -> None:
    said(torrent, target, date(2022, 3, 4))
    html = client.get("/actors/ilva-torrent/").content.decode()
    scripts = [part.split(">")[0] for part in html.split("<script")[1:]]
    assert scripts
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)


def test_dates_kind_and_outlet_narrow_chart_and_list_alike(client: Client, torrent: Actor, target: Target) -> None:
    early = said(torrent, target, date(2022, 1, 4))
    courier = ArticleFactory(published=date(2022, 5, 4), outlet=OutletFactory(name="Alder Wire"))
    wire = said(torrent, target, date(2022, 5, 4), article=courier)
    told = said(torrent, target, date(2022, 6, 4), kind=StatementKind.INDIRECT)
    for query, expected in [
        ("", {early.pk, wire.pk, told.pk}),
        ("?since=2022-02-01", {wire.pk, told.pk}),
        ("?since=2022-02-01&until=2022-05-31", {wire.pk}),
        ("?kind=indirect", {told.pk}),
        ("?outlet=Alder+Wire", {wire.pk}),
    ]:
        assert set(listed(client, query)) == expected, query
        shown = {int(pk) for trace in figure_of(client, query)["data"] for pk in trace.get("ids", [])}
        assert shown == expected, query


def test_a_target_narrows_the_panels_and_the_list(client: Client, torrent: Actor, target: Target) -> None:
    other = TargetFactory(name="Sudmark", order=2)
    said(torrent, target, date(2022, 3, 4))
    about_other = said(torrent, other, date(2022, 3, 5))
    assert listed(client, "?target=sudmark") == [about_other.pk]
    assert len(figure_of(client, "?target=sudmark")["layout"]["annotations"]) == 1


def test_a_click_narrows_the_list_and_leaves_the_chart(client: Client, torrent: Actor, target: Target) -> None:
    march = said(torrent, target, date(2022, 3, 4))
    may = said(torrent, target, date(2022, 5, 4))
    elsewhere = said(torrent, target, date(2022, 3, 4), UNRELATED)
    whole = figure_of(client)
    assert set(listed(client)) == {march.pk, may.pk, elsewhere.pk}
    assert set(listed(client, "?on=2022-03-04")) == {march.pk, elsewhere.pk}
    assert listed(client, "?on=2022-03-04&toward=norland") == [march.pk]
    assert listed(client, "?on=2022-05-01..2022-05-31") == [may.pk]
    assert figure_of(client, "?on=2022-05-01..2022-05-31&toward=norland") == whole


def test_without_scripts_the_numbers_of_the_table_open_their_statements(
    client: Client, torrent: Actor, target: Target
) -> None:
    march = said(torrent, target, date(2022, 3, 4))
    said(torrent, target, date(2022, 5, 4))
    [(_, point, link), _] = client.get("/actors/ilva-torrent/?bin=month").context["numbers"]
    assert point.statements == (march.pk,)
    assert listed(client, link) == [march.pk]
    assert "bin=month" in link


def test_an_export_leaves_out_what_a_click_narrowed(client: Client, torrent: Actor, target: Target) -> None:
    said_often(torrent, target, [date(2022, 3, 4), date(2022, 5, 4)])
    data = client.get("/actors/ilva-torrent/data.json?on=2022-03-04&toward=norland").json()
    assert (len(data["statements"]), data["filters"]) == (2, {})
    assert data["source"].endswith("/actors/ilva-torrent/")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?since=2022-13-01", "From: Enter a valid date"),
        ("?since=2022-05-01&until=2022-04-01", "The first day is after the last"),
        ("?on=yesterday", "is not a day such as"),
        ("?on=2022-02-30", "is not a day such as"),
        ("?kind=shouted", "Kind of statement: Select a valid choice"),
        ("?target=nowhere", "Target: Select a valid choice"),
    ],
)
def test_a_filter_that_cannot_be_applied_is_named_and_shows_nothing(
    client: Client, torrent: Actor, target: Target, query: str, message: str
) -> None:
    said(torrent, target, date(2022, 3, 4))
    text = page_text(client, query)
    assert "cannot be applied" in text and message in text
    assert "toward Norland" not in text
    assert client.get(f"/actors/ilva-torrent/data.json{query}").status_code == 400


def test_what_may_not_be_charted_is_listed_with_its_mark_and_not_drawn(
    client: Client, torrent: Actor, target: Target
) -> None:
    charted = said(torrent, target, date(2022, 3, 4))
    denied = said(torrent, target, date(2022, 3, 5), negated=True)
    said(torrent, target, date(2022, 3, 6), rejected=True)
    assert set(listed(client)) == {charted.pk, denied.pk}
    assert {pk for trace in figure_of(client)["data"] for pk in trace.get("ids", [])} == {str(charted.pk)}
    assert "Supportive of Norland in the one statement found" in page_text(client)


def test_a_correction_shows_at_the_next_request(client: Client, torrent: Actor, target: Target) -> None:
    statement = said(torrent, target, date(2022, 3, 4), SUPPORTIVE)
    assert "Supportive of Norland" in page_text(client)
    Correction.objects.create(statement=statement, target=target, label=CRITICAL, person=UserFactory())
    positions.refresh([statement.pk])
    assert "Critical of Norland in the one statement found" in page_text(client)
    [point] = client.get("/actors/ilva-torrent/data.json").json()["points"]
    assert point["mean"] == -1.0


def test_a_merged_actor_leads_to_the_one_that_carries_on(client: Client, torrent: Actor) -> None:
    ActorFactory(slug="i-torrent", status=ActorStatus.MERGED, merged_into=torrent)
    answer = client.get("/actors/i-torrent/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/actors/ilva-torrent/")


def test_a_proposed_actor_is_shown_without_a_chart(client: Client, target: Target) -> None:
    actor = ActorFactory(slug="new", status=ActorStatus.PROPOSED)
    said(actor, target, date(2022, 3, 4))
    answer = client.get("/actors/new/")
    assert answer.context["figure"] is None
    assert "not charted until it is tracked" in answer.content.decode()
    assert len(answer.context["page"]) == 1


def test_an_unknown_actor_is_not_found(client: Client) -> None:
    assert client.get("/actors/nobody/").status_code == 404


def test_htmx_gets_what_changed_alone(client: Client, torrent: Actor, target: Target) -> None:
    said(torrent, target, date(2022, 3, 4))
    answer = client.get("/actors/ilva-torrent/?since=2022-01-01&until=&kind=", headers=HTMX)
    html = answer.content.decode()
    assert "<html" not in html and 'id="chart-data"' in html
    assert answer.headers["HX-Push-Url"] == "/actors/ilva-torrent/?since=2022-01-01"
    assert "HX-Request" in answer.headers["Vary"]


def test_statements_come_twenty_a_page_and_pages_keep_the_filter(
    client: Client, torrent: Actor, target: Target
) -> None:
    said_often(torrent, target, [date(2022, 3, 1 + number % 28) for number in range(23)])
    assert len(listed(client)) == 20
    assert len(listed(client, "?page=2")) == 3
    assert "?since=2022-01-01&amp;page=2" in client.get("/actors/ilva-torrent/?since=2022-01-01").content.decode()


@pytest.mark.parametrize("statements", [1, 30])
def test_the_page_takes_a_fixed_number_of_queries(
    client: Client,
    torrent: Actor,
    target: Target,
    statements: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    said_often(torrent, target, [date(2022, 1 + number % 12, 3) for number in range(statements)])
    with django_assert_max_num_queries(QUERIES):
        client.get("/actors/ilva-torrent/")
    with django_assert_max_num_queries(EXPORT_QUERIES):
        client.get("/actors/ilva-torrent/data.json")


# --- exports ---------------------------------------------------------------------------------


def test_json_holds_what_the_chart_shows(client: Client, torrent: Actor, target: Target) -> None:
    said_often(torrent, target, [date(2022, 3, day) for day in range(1, 7)], CRITICAL)
    said(torrent, target, date(2022, 5, 1), SUPPORTIVE)
    query = "?bin=month&until=2022-03-31"
    data = client.get(f"/actors/ilva-torrent/data.json{query}").json()
    profile = client.get(f"/actors/ilva-torrent/{query}").context["profile"]
    [panel] = profile.panels
    assert [(row["start"], row["mean"], row["statements"]) for row in data["points"]] == [
        (point.start.isoformat(), round(point.mean, 4), point.n) for point in panel.points
    ]
    assert [row["statement"] for row in data["statements"]] == [mark.statement for mark in panel.marks]
    assert data["filters"] == {"bin": "month", "until": "2022-03-31"}
    assert data["source"].endswith("/actors/ilva-torrent/?until=2022-03-31&bin=month")
    assert (data["actor"], data["bin"]) == ("Ilva Torrent", "month")
    pk = data["statements"][0]["statement"]
    assert data["statements"][0]["url"] == f"http://testserver/statements/{pk}/"


def test_csv_holds_the_means_or_the_statements(client: Client, torrent: Actor, target: Target) -> None:
    said(torrent, target, date(2022, 3, 4), CRITICAL)
    words = "=cmd() They must leave"
    article = ArticleFactory(published=date(2022, 3, 5), text=words)
    said(torrent, target, date(2022, 3, 5), CRITICAL, article=article, text=words)

    answer = client.get("/actors/ilva-torrent/data.csv?bin=day")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ilva-torrent-means.csv"'
    means = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [float(row["mean"]) for row in means] == [-0.8, -0.8]

    answer = client.get("/actors/ilva-torrent/data.csv?table=statements")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["words"] for row in rows][-1] == "'" + words
    assert [int(row["statement"]) for row in rows] == list(
        Statement.objects.order_by("pk").values_list("pk", flat=True)
    )


def test_no_other_format_is_pretended(client: Client, torrent: Actor) -> None:
    assert client.get("/actors/ilva-torrent/data.xlsx").status_code == 404


def test_the_figure_in_the_page_is_the_figure_that_was_made(client: Client, torrent: Actor, target: Target) -> None:
    said(torrent, target, date(2022, 3, 4), text="We stand by the northern neighbours,")
    answer = client.get("/actors/ilva-torrent/")
    html = answer.content.decode()
    start = html.index('<script id="chart-data" type="application/json">') + len(
        '<script id="chart-data" type="application/json">'
    )
    assert json.loads(html[start : html.index("</script>", start)]) == answer.context["figure"]


def test_who_is_near_and_who_is_far_is_told_with_the_shared_n(client: Client, torrent: Actor, target: Target) -> None:
    half_a_year = [date(2022, month, 3) for month in range(1, 7)]
    said_often(torrent, target, half_a_year, CRITICAL)
    said_often(ActorFactory(name="Ally"), target, half_a_year, CRITICAL)
    said_often(ActorFactory(name="Rival"), target, half_a_year[:5], SUPPORTIVE)
    said_often(ActorFactory(name="Rarely Heard"), target, half_a_year[:4], SUPPORTIVE)
    related = client.get("/actors/ilva-torrent/").context["profile"].related
    assert [(near.actor.name, near.distance.shared) for near in related.closest] == [("Ally", 6)]
    assert [(near.actor.name, near.distance.value) for near in related.farthest] == [("Rival", pytest.approx(1.6))]
    assert related.compared == 2
    later = client.get("/actors/ilva-torrent/?since=2022-03-01")
    assert later.context["profile"].related.compared == 0
    assert "No other actor shares an n of at least 5" in words_of(later)
