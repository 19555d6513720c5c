"""The compare page: several actors on one target, or one on all."""

from __future__ import annotations

import csv
import io
import itertools
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stances.models import Actor, Target
from tests.factories import ActorFactory, TargetFactory
from tests.pages.world import CRITICAL, SUPPORTIVE, crowd, norland, said_often, words_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "results"}
HALF_A_YEAR = [date(2022, month, 3) for month in range(1, 7)]
QUERIES = 13


@pytest.fixture
def target() -> Target:
    found = norland()
    Target.objects.exclude(pk=found.pk).update(active=False)
    return found


@pytest.fixture
def two(target: Target) -> tuple[Actor, Actor]:
    friend, critic = ActorFactory(name="Ada Friend", slug="friend"), ActorFactory(name="Bo Critic", slug="critic")
    said_often(friend, target, HALF_A_YEAR, SUPPORTIVE)
    said_often(critic, target, HALF_A_YEAR[:5], CRITICAL)
    return friend, critic


def test_two_actors_stand_on_one_axis_in_the_order_of_the_address(client: Client, two: tuple[Actor, Actor]) -> None:
    answer = client.get("/compare/?actor=critic&actor=friend&target=norland&window=all")
    found = answer.context["comparison"]
    assert [(row.line.number, row.line.name, row.standing.n) for row in found.rows] == [
        (1, "Bo Critic", 5),
        (2, "Ada Friend", 6),
    ]
    assert [(trace["name"], len(trace["y"])) for trace in answer.context["figure"]["data"]] == [
        ("1 Bo Critic", 5),
        ("2 Ada Friend", 6),
    ]
    assert "1.60 n 5" in words_of(answer).replace("</td>", "").replace("1.60n", "1.60 n")


def test_one_actor_is_shown_toward_every_target(client: Client, target: Target, two: tuple[Actor, Actor]) -> None:
    sudmark = TargetFactory(name="Sudmark", order=2)
    said_often(two[0], sudmark, HALF_A_YEAR[:3], CRITICAL)
    found = client.get("/compare/?actor=friend").context["comparison"]
    assert [row.line.name for row in found.rows] == ["toward Norland", "toward Sudmark"]
    assert found.apart[0][1][0] is None
    assert found.apart[0][1][1].distance is None and found.apart[0][1][1].shared == 3


def test_lines_differ_by_number_marker_and_dash_as_well_as_by_colour(client: Client, target: Target) -> None:
    slugs = [actor.slug for actor in crowd(8, target, statements=3)]
    answer = client.get("/compare/?window=all&" + "&".join(f"actor={slug}" for slug in slugs))
    traces = answer.context["figure"]["data"]
    assert len(traces) == 8
    for path in (("marker", "symbol"), ("line", "dash"), ("line", "color")):
        assert len({trace[path[0]][path[1]] for trace in traces}) == 8
    labels = sorted(note["y"] for note in answer.context["figure"]["layout"]["annotations"])
    assert all(above - below > 0.14 for below, above in itertools.pairwise(labels))


def test_nine_are_too_many(client: Client, target: Target) -> None:
    slugs = [ActorFactory().slug for _ in range(9)]
    text = words_of(client.get("/compare/?" + "&".join(f"actor={slug}" for slug in slugs)))
    assert "At most 8" in text


@pytest.mark.parametrize(
    ("name", "location"), [("bo critic", "?actor=friend&actor=critic"), ("Critic", "?actor=friend&actor=critic")]
)
def test_a_name_typed_in_joins_the_address(client: Client, two: tuple[Actor, Actor], name: str, location: str) -> None:
    answer = client.get("/compare/", {"actor": "friend", "add": name})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/compare/{location}"


@pytest.mark.parametrize(("name", "says"), [("Nobody", "No tracked actor"), ("o", "Several actors")])
def test_a_name_that_fits_none_or_several_is_said_so(
    client: Client, two: tuple[Actor, Actor], name: str, says: str
) -> None:
    ActorFactory(name="Bo Other")
    assert says in words_of(client.get("/compare/", {"add": name}))


def test_the_csv_holds_everything_shown(client: Client, two: tuple[Actor, Actor]) -> None:
    query = "?actor=friend&actor=critic&target=norland&window=all&bin=month"
    rows = list(csv.DictReader(io.StringIO(client.get(f"/compare/data.csv{query}").content.decode())))
    assert [(row["row"], row["actor"], row["statements"]) for row in rows if row["row"] == "window"] == [
        ("window", "friend", "6"),
        ("window", "critic", "5"),
    ]
    assert sum(row["row"] == "bin" for row in rows) == 11
    [apart] = [row for row in rows if row["row"] == "distance"]
    assert (apart["actor"], apart["other_actor"], apart["distance"], apart["shared"]) == (
        "friend",
        "critic",
        "1.6",
        "5",
    )
    assert client.get(f"/compare/data.json{query}").json()["rows"][0]["mean"] == 0.8
    assert client.get("/compare/data.xml").status_code == 404
    assert client.get("/compare/data.csv?window=9years").status_code == 400


def test_without_anybody_it_says_how_to_begin(client: Client, two: tuple[Actor, Actor]) -> None:
    answer = client.get("/compare/")
    assert "Nobody is chosen yet" in words_of(answer)
    assert client.get(f"/compare/{answer.context['suggested']}").context["comparison"].n == 11


def test_those_who_said_nothing_are_named_and_have_no_line(client: Client, two: tuple[Actor, Actor]) -> None:
    ActorFactory(name="Silent One", slug="silent")
    answer = client.get("/compare/?actor=silent&actor=friend")
    assert "Silent One nothing said about it" in words_of(answer)
    assert [trace["name"] for trace in answer.context["figure"]["data"]] == ["2 Ada Friend"]


def test_htmx_gets_what_changed_alone(client: Client, two: tuple[Actor, Actor]) -> None:
    answer = client.get("/compare/?actor=friend&add=&window=all", headers=HTMX)
    assert "<html" not in answer.content.decode()
    assert answer.headers["HX-Push-Url"] == "/compare/?actor=friend&window=all"


@pytest.mark.parametrize("actors", [2, 8])
def test_the_number_of_queries_does_not_depend_on_the_number_of_lines(
    client: Client, target: Target, actors: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    slugs = [actor.slug for actor in crowd(actors, target, statements=2)]
    with django_assert_max_num_queries(QUERIES):
        client.get("/compare/?" + "&".join(f"actor={slug}" for slug in slugs))
