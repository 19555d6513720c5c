"""The events page, and which events the timelines mark."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stances.models import Event, Target
from tests.factories import ActorFactory, TargetFactory
from tests.pages.world import norland, said_often, words_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "results"}


@pytest.fixture
def target() -> Target:
    """Norland, with a summit that bears on it, one on Sudmark, and a vote that bears on every target."""
    found, other = norland(), TargetFactory(name="Sudmark", order=2)
    Target.objects.exclude(pk__in=[found.pk, other.pk]).update(active=False)
    for day, title, kind, bears_on in (
        (date(2022, 2, 2), "Talks in Port Alder", "talks", [found]),
        (date(2022, 3, 3), "Summit of the south", "summit", [other]),
        (date(2023, 4, 4), "A vote of all", "vote", []),
    ):
        event = Event.objects.create(
            date=day, title=title, kind=kind, source="The Harbour Courier", url="https://courier.example/a"
        )
        event.targets.set(bears_on)
    said_often(ActorFactory(slug="ilva-torrent"), found, [date(2022, 1, 3), date(2022, 6, 3), date(2023, 6, 3)])
    return found


def titles(client: Client, query: str = "") -> list[str]:
    return [event.title for _, held in client.get(f"/events/{query}").context["years"] for event in held]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["A vote of all", "Summit of the south", "Talks in Port Alder"]),
        ("?kind=summit", ["Summit of the south"]),
        ("?target=norland", ["A vote of all", "Talks in Port Alder"]),
        ("?since=2022-03-01&until=2022-12-31", ["Summit of the south"]),
        ("?kind=court", []),
    ],
)
def test_events_narrow_by_kind_target_and_period(
    client: Client, target: Target, query: str, expected: list[str]
) -> None:
    assert titles(client, query) == expected
    rows = list(csv.DictReader(io.StringIO(client.get(f"/events/data.csv{query}").content.decode())))
    assert [row["title"] for row in rows] == expected
    assert [row["title"] for row in client.get(f"/events/data.json{query}").json()["events"]] == expected


def test_each_event_has_its_source_as_a_link_and_whom_it_bears_on(client: Client, target: Target) -> None:
    page = client.get("/events/?kind=talks")
    assert 'href="https://courier.example/a"' in page.content.decode()
    assert "Talks Norland Source: The Harbour Courier" in words_of(page)


def test_a_filter_that_cannot_be_applied_shows_nothing(client: Client, target: Target) -> None:
    answer = client.get("/events/?since=soon", headers=HTMX)
    assert "cannot be applied" in answer.content.decode() and "Port Alder" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "marked"), [("", 2), ("&events=none", 0), ("&events=talks", 1), ("&events=summit", 0)]
)
@pytest.mark.parametrize(
    "page",
    [
        "/actors/ilva-torrent/?target=norland",
        "/targets/norland/?window=all",
        "/compare/?actor=ilva-torrent&target=norland&window=all",
    ],
)
def test_a_timeline_marks_the_events_asked_for_that_bear_on_its_target(
    client: Client, target: Target, page: str, query: str, marked: int
) -> None:
    assert len(client.get(page + query).context["figure"]["layout"]["shapes"]) == marked


def test_the_page_takes_few_queries(
    client: Client, target: Target, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        client.get("/events/")
