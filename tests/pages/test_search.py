"""The list of statements as a search: facets, their counts, pages that follow, and what can be followed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stances.facets import Facet, facets
from stances.filters import StatementFilter
from stances.models import Statement, Target
from tests.factories import ActorFactory, ArticleFactory, OutletFactory, TargetFactory, judged
from tests.pages.world import CRITICAL, NEUTRAL, SUPPORTIVE, UNRELATED, norland, said, words_of

pytestmark = pytest.mark.django_db

SCROLL = {"HX-Request": "true", "HX-Target": "more"}


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def found(query: str) -> StatementFilter:
    return StatementFilter(QueryDict(query), queryset=Statement.objects.standing())


def counts(query: str = "") -> dict[str, dict[str, int]]:
    return {facet.field: {choice.label: choice.n for choice in facet.choices} for facet in facets(found(query))}


@pytest.fixture
def three() -> list[Statement]:
    """Two by Ilva of Vestland, one by Oskar of Ostmark; of Norland and of Sundmark."""
    target, other = norland(), TargetFactory(name="Sundmark", order=2)
    ilva = ActorFactory(name="Ilva Torrent", slug="ilva")
    oskar = ActorFactory(name="Oskar Brandt", slug="oskar", country="Ostmark")
    daily = ArticleFactory(outlet=OutletFactory(name="Sundmark Daily"), published=date(2023, 5, 1))
    rows = [
        said(ilva, target, date(2022, 3, 4), SUPPORTIVE),
        said(ilva, target, date(2022, 4, 4), CRITICAL, probability=0.5),
        said(oskar, target, date(2023, 5, 1), UNRELATED, article=daily, kind="indirect"),
    ]
    judged(rows[0], other, SUPPORTIVE, 0.9)
    judged(rows[2], other, CRITICAL, 0.9)
    return rows


# --- facets -------------------------------------------------------------------------------


def test_each_value_is_counted_by_statements(three: list[Statement]) -> None:
    assert counts() == {
        "target": {"Norland": 2, "Sundmark": 2},
        "label": {"Supportive": 1, "Critical": 2},
        "kind": {"Direct": 2, "Reported": 1},
        "year": {"2023": 1, "2022": 2},
        "actor": {"Ilva Torrent": 2, "Oskar Brandt": 1},
        "country": {"Vestland": 2, "Ostmark": 1},
        "outlet": {"The Harbour Courier": 2, "Sundmark Daily": 1},
        "marks": {"Certain": 2, "Uncertain": 1},
    }


def test_a_facet_obeys_every_filter_but_its_own(three: list[Statement]) -> None:
    narrowed = counts("actor=ilva&target=norland")
    assert narrowed["actor"] == {"Ilva Torrent": 2}
    assert narrowed["target"] == {"Norland": 2, "Sundmark": 1}
    assert narrowed["label"] == {"Supportive": 1, "Critical": 1}
    assert narrowed["year"] == {"2022": 2}
    assert counts("q=stand&label=critical")["actor"] == {"Ilva Torrent": 1, "Oskar Brandt": 1}


@pytest.mark.parametrize(
    "query",
    ["", "target=norland", "label=critical", "uncertain=on", "actor=ilva", "kind=indirect", "q=oskar", "year=2022",
     "target=sundmark&label=critical", "certain=on&country=Vestland", "label=unrelated", "target=norland&certain=on"],
)  # fmt: skip
def test_every_count_is_the_number_of_statements_that_its_link_lists(
    client: Client, three: list[Statement], query: str
) -> None:
    listed = facets(found(query))
    assert listed
    for facet in listed:
        for choice in facet.choices:
            n = found(choice.link.removeprefix("?")).qs.count()
            if choice.chosen:
                assert found(query).qs.count() == choice.n, (query, choice)
            else:
                assert n == choice.n > 0, (query, choice)


def test_a_chosen_value_links_to_the_list_without_it(client: Client, three: list[Statement]) -> None:
    page = client.get(reverse("statements"), {"kind": "direct", "actor": "ilva", "page": "1"})
    (chosen,) = [c for facet in page.context["facets"] for c in facet.choices if c.chosen and c.field == "kind"]
    assert chosen.link == "?actor=ilva"
    assert 'aria-current="true"' in page.text
    assert [choice.label for choice in page.context["chosen"]] == ["Ilva Torrent", "Direct"]
    assert '<input type="hidden" name="kind" value="direct" form="narrow">' in page.text


def test_a_long_facet_shows_the_fullest_first_and_says_what_it_leaves_out() -> None:
    from stances import facets as module

    target = norland()
    for n in range(module.AT_MOST + 3):
        said(ActorFactory(name=f"Ilva Torrent {n:03}"), target, date(2022, 3, 4))
    said(ActorFactory(name="Zora Last", slug="zora"), target, date(2022, 3, 4))
    (speakers,) = [facet for facet in facets(found("")) if facet.field == "actor"]
    assert (len(speakers.first), len(speakers.choices), speakers.left_out) == (module.AT_ONCE, module.AT_MOST, 4)
    (speakers,) = [facet for facet in facets(found("actor=zora")) if facet.field == "actor"]
    assert isinstance(speakers, Facet) and any(choice.chosen for choice in speakers.choices)


def test_counts_follow_the_data_at_once(three: list[Statement]) -> None:
    before = counts()["kind"]["Direct"]
    said(three[0].actor, Target.objects.get(name="Norland"), date(2022, 7, 1), NEUTRAL)
    assert counts()["kind"]["Direct"] == before + 1


def test_as_many_queries_for_many_values_as_for_few(client: Client) -> None:
    target = norland()

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("statements"), {"q": "neighbours torrent"}).status_code == 200
        return len(seen)

    said(ActorFactory(), target, date(2022, 3, 4))
    few = queries()
    for n in range(12):
        outlet = OutletFactory(name=f"Courier {n}")
        article = ArticleFactory(outlet=outlet, published=date(2010 + n, 1, 1))
        said(ActorFactory(country=f"Country {n}"), target, date(2010 + n, 1, 1), article=article)
    assert queries() == few <= 20


# --- the page -----------------------------------------------------------------------------


def test_a_bad_query_is_answered_with_a_page(client: Client, three: list[Statement]) -> None:
    for query in ('"', "((", "AND OR NOT", "*", "neighbours*", "\0", "a" * 400):
        assert client.get(reverse("statements"), {"q": query}).status_code == 200, query


def test_rows_that_follow_come_alone_and_lead_on(client: Client) -> None:
    target = norland()
    for _ in range(30):
        said(ActorFactory(), target, date(2022, 3, 4))
    whole = client.get(reverse("statements"), {"target": "norland"})
    assert re.search(
        r'id="more" hx-get="/statements/\?target=norland&amp;page=2"[^>]*hx-trigger="revealed"', whole.text
    )
    assert 'rel="next" href="?target=norland&amp;page=2"' in whole.text
    part = client.get(reverse("statements"), {"target": "norland", "page": "2"}, headers=SCROLL)
    assert "<html" not in part.text and "facet" not in part.text
    assert part.text.count('<article class="statement') == 5
    assert "That is all of them" in part.text and "Page 2 of 2" in part.text
    assert "HX-Push-Url" not in part.headers
    assert "HX-Target" in part.headers["Vary"]


def test_after_every_fourth_page_more_is_asked_for(client: Client) -> None:
    target, actor = norland(), ActorFactory()
    for _ in range(101):
        said(actor, target, date(2022, 3, 4))
    third = client.get(reverse("statements"), {"page": "3"}, headers=SCROLL).text
    fourth = client.get(reverse("statements"), {"page": "4"}, headers=SCROLL).text
    assert 'hx-trigger="revealed"' in third
    assert 'hx-trigger="revealed"' not in fourth and "Show page 5 of 5" in fourth


def test_words_are_printed_as_text_in_the_form_the_chips_and_the_links(client: Client, three: list[Statement]) -> None:
    page = client.get(reverse("statements"), {"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


# --- feeds --------------------------------------------------------------------------------


def test_the_page_names_the_feed_of_its_search(client: Client, three: list[Statement]) -> None:
    page = client.get(reverse("statements"), {"q": "torrent", "kind": ""}).text
    assert page.count('href="/feeds/statements.atom?q=torrent"') == 2
    feed = client.get("/feeds/statements.atom?q=torrent&actor=ilva")
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert feed.text.count("<entry>") == 2
    assert "Ilva Torrent: supportive of Norland, supportive of Sundmark" in feed.text
    assert "We stand by the northern neighbours" in feed.text
    assert 'href="http://testserver/feeds/statements.atom?q=torrent&amp;actor=ilva" rel="self"' in feed.text


def test_an_actor_and_a_target_have_feeds_that_their_pages_name(client: Client, three: list[Statement]) -> None:
    for page, feed, n in (
        ("/actors/ilva/", "/feeds/actors/ilva.atom", 2),
        ("/targets/sundmark/", "/feeds/targets/sundmark.atom", 2),
    ):
        told = client.get(page).text
        assert '<link rel="alternate" type="application/atom+xml" title="Statements' in told
        assert told.count(f'href="{feed}"') == 2, page
        assert client.get(feed).text.count("<entry>") == n
    assert client.get("/feeds/actors/nobody.atom").status_code == 404


def test_a_search_that_cannot_be_applied_is_refused(client: Client) -> None:
    assert client.get("/feeds/statements.atom?since=yesterday").status_code == 400


def test_a_feed_asks_as_many_questions_for_many_entries_as_for_few(client: Client) -> None:
    target = norland()

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/feeds/statements.atom").status_code == 200
        return len(seen)

    said(ActorFactory(), target, date(2022, 3, 4))
    few = queries()
    for _ in range(10):
        said(ActorFactory(), target, date(2022, 3, 4))
    assert queries() == few <= 6


def test_shifts_are_shown_on_both_pages_and_in_the_feed(client: Client) -> None:
    from tests.test_shifts import turned

    actor, target = ActorFactory(name="Ilva Torrent", slug="ilva"), norland()
    turned(actor, target)
    for page in ("/actors/ilva/", "/targets/norland/"):
        words = words_of(client.get(page))
        assert "toward criticism between 21 February 2022 and 28 February 2022" in words
        assert "before +0.80 in 8 statements" in words and "after −0.80 in 8 statements" in words
    (before,) = re.findall(r'href="(/statements/\?actor=ilva&amp;target=norland&amp;since=2022-01-03[^"]*)"',
                           client.get("/actors/ilva/").text)  # fmt: skip
    assert client.get(before.replace("&amp;", "&")).context["page"].paginator.count == 8
    for feed in ("/feeds/shifts.atom", "/feeds/shifts.atom?actor=ilva", "/feeds/shifts.atom?target=norland"):
        told = client.get(feed).text
        assert told.count("<entry>") == 1
        assert "mean +0.80 in 8 statements before, −0.80 in 8 after" in told
    assert client.get("/feeds/shifts.atom?actor=nobody").status_code == 404
    assert "Killick" in client.get(reverse("methodology")).text
