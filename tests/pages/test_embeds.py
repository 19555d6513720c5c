"""Charts for other sites: each alone, framable, saying what it shows; and the files of a target's charts."""

from __future__ import annotations

import csv
import io
from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stances.models import Target
from tests.factories import ActorFactory
from tests.pages.world import CRITICAL, SUPPORTIVE, crowd, norland, said, said_often, words_of

pytestmark = pytest.mark.django_db
HALF_A_YEAR = [date(2022, month, 3) for month in range(1, 7)]
EMBEDS = [
    "/embed/actors/ilva-torrent/",
    "/embed/targets/norland/",
    "/embed/targets/norland/heatmap/",
    "/embed/targets/norland/map/",
    "/embed/compare/?actor=ilva-torrent",
]


@pytest.fixture
def target() -> Target:
    found = norland()
    Target.objects.exclude(pk=found.pk).update(active=False)
    said_often(ActorFactory(name="Ilva Torrent", slug="ilva-torrent", country="Poland"), found, HALF_A_YEAR, CRITICAL)
    said(ActorFactory(name="Bo Vestby", country="Vestland"), found, date(2022, 3, 9), SUPPORTIVE)
    return found


@pytest.mark.parametrize("address", EMBEDS)
def test_an_embed_may_be_framed_and_tells_title_n_filters_cut_off_and_its_page(
    client: Client, target: Target, address: str
) -> None:
    answer = client.get(address + ("&" if "?" in address else "?") + "labels=model&window=all")
    assert answer.status_code == 200
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    text = words_of(answer)
    assert "Labels: Model only" in text
    assert "n = 6 statements" in text or "n = 7 statements" in text
    assert "data up to 3 June 2022" in text
    assert "the statements behind this" in text and "labels=model" in answer.context["back"]
    assert not answer.cookies
    assert client.get(answer.context["back"]).status_code == 200


@pytest.mark.parametrize(
    "address", ["/", "/compare/", "/actors/ilva-torrent/", "/targets/norland/", "/accounts/login/"]
)
def test_no_other_page_may_be_framed(client: Client, target: Target, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address",
    ["/embed/actors/nobody/", "/embed/targets/nowhere/", "/embed/compare/", "/embed/targets/norland/?kind=mixed"],
)
def test_an_embed_of_nothing_is_not_found(client: Client, target: Target, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_map_has_a_tile_for_a_country_and_names_those_without_one(client: Client, target: Target) -> None:
    context = client.get("/targets/norland/").context
    [poland] = [shape for shape in context["map"].shapes if shape.code == "PL"]
    assert (poland.level, poland.text, poland.few) == ("c3", "−.8", False)
    assert "country=Poland" in poland.link
    assert all(not shape.text for shape in context["map"].shapes if shape.code != "PL")
    assert context["off_the_map"] == ["Vestland"]
    assert [country.name for country in context["countries"]] == ["Poland", "Vestland"]


def test_the_heatmap_has_a_cell_where_something_was_said_and_none_elsewhere(client: Client, target: Target) -> None:
    drawing = client.get("/targets/norland/?window=all&bin=month").context["heatmap"]
    rows: dict[int, list[str]] = {}
    for shape in drawing.shapes:
        rows.setdefault(shape.y, []).append(shape.text)
    assert sorted(rows.values(), key=len) == [["+.8"], ["−.8"] * 6]
    [alone] = [shape for shape in drawing.shapes if shape.text == "+.8"]
    assert alone.few and alone.title == "Bo Vestby, March 2022: mean +0.80, n 1"
    assert len(client.get(alone.link).context["page"]) == 1


@pytest.mark.parametrize("kind", ["heatmap", "map"])
def test_a_drawing_of_its_own_carries_its_caption_and_its_colours(client: Client, target: Target, kind: str) -> None:
    answer = client.get(f"/targets/norland/{kind}.svg?actor_kind=person")
    root = ElementTree.fromstring(answer.content)  # well-formed
    text = " ".join(root.itertext())
    assert "Norland" in text and "n = 7 statements" in text and "Source: Diplomacy" in text
    assert "Kind of actor: Person" in text and "data up to 3 June 2022" in text
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "#b3441a" in answer.content.decode() and "<a " not in answer.content.decode()


def test_names_are_escaped_in_a_drawing(client: Client, target: Target) -> None:
    said(ActorFactory(name="<b>&Co"), target, date(2022, 3, 9))
    ElementTree.fromstring(client.get("/targets/norland/heatmap.svg").content)


@pytest.mark.parametrize(("table", "rows"), [("distribution", 6), ("heatmap", 7), ("map", 2)])
def test_the_files_hold_what_the_charts_show(client: Client, target: Target, table: str, rows: int) -> None:
    answer = client.get(f"/targets/norland/data.csv?table={table}&bin=month")
    found = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(found) == rows
    assert len(client.get("/targets/norland/data.json?bin=month").json()[table]) == rows
    assert client.get("/targets/norland/data.csv?window=9years").status_code == 400
    assert client.get("/targets/norland/data.csv?table=all").status_code == 404


@pytest.mark.parametrize("actors", [2, 30])
@pytest.mark.parametrize("address", EMBEDS)
def test_an_embed_takes_a_fixed_number_of_queries(
    client: Client, target: Target, address: str, actors: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    crowd(actors, target, statements=2)
    with django_assert_max_num_queries(14):
        client.get(address)
