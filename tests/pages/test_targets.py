"""The page of a target: who supports it and who criticises it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stances.models import Target
from stances.vocabulary import ActorKind
from tests.factories import ActorFactory, TargetFactory
from tests.pages.world import CRITICAL, NEUTRAL, SUPPORTIVE, UNRELATED, crowd, norland, said, said_often, words_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "results"}
QUERIES = 20
HALF_A_YEAR = [date(2022, month, 3) for month in range(1, 7)]


@pytest.fixture
def target() -> Target:
    return norland()


def text_of(client: Client, query: str = "") -> str:
    return words_of(client.get(f"/targets/norland/{query}"))


def test_actors_are_ranked_from_support_to_criticism_and_the_few_apart(client: Client, target: Target) -> None:
    said_often(ActorFactory(name="Critic"), target, HALF_A_YEAR, CRITICAL)
    said_often(ActorFactory(name="Friend"), target, HALF_A_YEAR, SUPPORTIVE)
    said_often(ActorFactory(name="Bystander"), target, HALF_A_YEAR, NEUTRAL)
    said(ActorFactory(name="Once"), target, date(2022, 3, 3), SUPPORTIVE)
    ranks = client.get("/targets/norland/").context["ranks"]
    assert [(rank.place, rank.actor.name) for rank in ranks] == [
        (1, "Friend"),
        (2, "Bystander"),
        (3, "Critic"),
        (None, "Once"),
    ]
    text = text_of(client).split("From the most supportive to the most critical")[1]
    assert text.index("Critic") < text.index("Not ranked: fewer than 5 statements or 3 articles") < text.index("Once")


def test_countries_sum_their_speakers_up(client: Client, target: Target) -> None:
    said_often(ActorFactory(country="Vestland"), target, HALF_A_YEAR, CRITICAL)
    said(ActorFactory(country="Vestland"), target, date(2022, 2, 2), SUPPORTIVE)
    said(ActorFactory(country="Ostmark"), target, date(2022, 2, 2), NEUTRAL)
    said(ActorFactory(country="", kind=ActorKind.BODY), target, date(2022, 2, 2), NEUTRAL)
    countries = client.get("/targets/norland/").context["countries"]
    assert [(country.name, country.actors, country.cell.standing.n) for country in countries] == [
        ("Vestland", 2, 7),
        ("Ostmark", 1, 1),
    ]
    assert countries[0].cell.standing.mean == pytest.approx((-6 * 0.8 + 0.8) / 7)


def test_the_distribution_adds_up_to_the_total(client: Client, target: Target) -> None:
    said_often(ActorFactory(), target, HALF_A_YEAR, CRITICAL)
    said(ActorFactory(), target, date(2022, 3, 9), SUPPORTIVE)
    said(ActorFactory(), target, date(2022, 3, 9), UNRELATED)
    context = client.get("/targets/norland/").context
    heights = [sum(trace["y"]) for trace in context["figure"]["data"]]
    assert heights == [6, 0, 1]
    assert context["total"].n == 7
    assert "7 statements by 2 actors" in text_of(client)


def test_kind_and_country_narrow_everything_on_the_page(client: Client, target: Target) -> None:
    said(ActorFactory(name="Person", country="Vestland"), target, date(2022, 3, 9))
    said(ActorFactory(name="Ministry", country="Ostmark", kind=ActorKind.GOVERNMENT), target, date(2022, 3, 9))
    for query, name in [("?actor_kind=government", "Ministry"), ("?country=Vestland", "Person")]:
        context = client.get(f"/targets/norland/{query}").context
        assert [rank.actor.name for rank in context["ranks"]] == [name]
        assert context["total"].n == 1
        assert [statement.actor.name for statement in context["latest"]] == [name]


@pytest.mark.parametrize(
    ("query", "size"), [("", "month"), ("?bin=quarter", "quarter"), ("?window=3m&bin=week", "week")]
)
def test_the_bars_follow_the_bin_asked_for(client: Client, target: Target, query: str, size: str) -> None:
    said_often(ActorFactory(), target, HALF_A_YEAR)
    assert client.get(f"/targets/norland/{query}").context["size"] == size


def test_statements_about_other_targets_do_not_count(client: Client, target: Target) -> None:
    said(ActorFactory(), TargetFactory(name="Sudmark"), date(2022, 3, 9))
    assert "No statement about Norland" in text_of(client)


def test_without_any_data_the_page_says_so(client: Client, target: Target) -> None:
    assert "No statement yet about anything" in text_of(client)


def test_an_unknown_target_is_not_found(client: Client) -> None:
    assert client.get("/targets/nowhere/").status_code == 404


def test_an_inactive_target_still_shows_what_was_said_of_it(client: Client, target: Target) -> None:
    said(ActorFactory(), target, date(2022, 3, 9))
    Target.objects.update(active=False)
    text = text_of(client)
    assert "not judged toward this target any more" in text
    assert "1 statement by 1 actor" in text


def test_htmx_gets_what_changed_alone(client: Client, target: Target) -> None:
    said(ActorFactory(), target, date(2022, 3, 9))
    answer = client.get("/targets/norland/?window=all&kind=", headers=HTMX)
    assert "<html" not in answer.content.decode()
    assert answer.headers["HX-Push-Url"] == "/targets/norland/?window=all"
    assert "HX-Request" in answer.headers["Vary"]


def test_a_filter_that_cannot_be_applied_shows_nothing(client: Client, target: Target) -> None:
    said(ActorFactory(name="Ilva Torrent"), target, date(2022, 3, 9))
    text = text_of(client, "?country=Nowhere")
    assert "cannot be applied" in text
    assert "Ilva Torrent" not in text


@pytest.mark.parametrize("actors", [2, 14, 55])
def test_the_number_of_queries_does_not_depend_on_the_number_of_actors(
    client: Client, target: Target, actors: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    crowd(actors, target, statements=2)
    with django_assert_max_num_queries(QUERIES):
        answer = client.get("/targets/norland/")
    assert len(answer.context["ranks"]) == min(actors, 50)
