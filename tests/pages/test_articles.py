"""The list of articles, and one text with its statements in place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stances.models import Article, Statement, Target
from stances.vocabulary import ArticleState, Stance
from tests.factories import ActorFactory, ArticleFactory, OutletFactory, StatementFactory, TargetFactory, judged

pytestmark = pytest.mark.django_db

TEXT = (
    "Nobody is quoted in this opening paragraph.\n\n"
    "“Norland broke the treaty,” Minister Ilva Torrent said.\n\n"
    "It rained on the harbour all day.\n\n"
    "Oskar Brandt said that the talks go on."
)


@pytest.fixture
def norland() -> Target:
    return TargetFactory(name="Norland", order=1)


@pytest.fixture
def estmark() -> Target:
    return TargetFactory(name="Estmark", order=2)


@pytest.fixture
def article(norland: Target, estmark: Target) -> Article:
    row: Article = ArticleFactory(text=TEXT, title="Talks go on", url="https://news.example/talks")
    torrent = StatementFactory(
        article=row, text="Norland broke the treaty,", actor=ActorFactory(name="Ilva Torrent"), context_start=45
    )
    judged(torrent, norland, Stance.CRITICAL, 0.9)
    judged(torrent, estmark, Stance.UNRELATED, 0.9)
    brandt = StatementFactory(
        article=row,
        text="the talks go on",
        kind="indirect",
        actor=None,
        unresolved="unknown_name",
        speaker_name="Oskar Brandt",
        mention="Oskar Brandt",
        context_start=TEXT.index("Oskar"),
    )
    judged(brandt, norland, Stance.NEUTRAL, 0.9)
    judged(brandt, estmark, Stance.NEUTRAL, 0.4)
    return row


def plain(page: str) -> str:
    """The words of the reading column, as one would read them aloud."""
    column = page[page.index('<div class="reading"') : page.index('aria-labelledby="list-head"')]
    paragraphs = re.findall(r'<p class="reading__text"[^>]*>(.*?)</p>', column, re.S)
    return "\n\n".join(re.sub(r"<sup>\d+</sup>|<[^>]+>", "", paragraph) for paragraph in paragraphs)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


# --- one article --------------------------------------------------------------------------


def test_the_whole_text_is_printed_unchanged_around_the_marks(as_reader: Client, article: Article) -> None:
    assert plain(as_reader.get(article.get_absolute_url()).text) == TEXT


def test_statements_are_marked_in_place_by_their_stance_toward_the_chosen_target(
    as_reader: Client, article: Article
) -> None:
    address = article.get_absolute_url()
    page = as_reader.get(address, {"target": "norland"}).text
    assert '<mark class="said said--critical">Norland broke the treaty,</mark>' in page
    assert '<mark class="said said--neutral">the talks go on</mark>' in page
    other = as_reader.get(address, {"target": "estmark"}).text
    assert '<mark class="said said--unrelated">Norland broke the treaty,</mark>' in other


def test_every_mark_has_an_anchor_and_says_its_stance_without_colour(as_reader: Client, article: Article) -> None:
    page = as_reader.get(article.get_absolute_url(), {"target": "norland"}).text
    for statement in Statement.objects.all():
        assert page.count(f'id="s{statement.pk}"') == 1
    assert 'aria-label="Statement 1, Ilva Torrent: Critical of Norland"' in page
    assert "sign--critical" in page


def test_without_a_choice_the_target_most_spoken_of_is_shown(as_reader: Client, article: Article) -> None:
    address = article.get_absolute_url()
    assert as_reader.get(address).context["target"].slug == "norland"
    assert as_reader.get(address, {"target": "no-such-target"}).context["target"].slug == "norland"


def test_the_margin_names_each_speaker_and_why_one_is_not_known(as_reader: Client, article: Article) -> None:
    page = as_reader.get(article.get_absolute_url()).text
    margins = "".join(re.findall(r'<ul class="besides".*?</ul>', page, re.S))
    assert "Ilva Torrent</a>" in margins
    assert "Oskar Brandt" in margins and "Not a tracked actor" in margins


def test_statements_that_overlap_are_both_reachable(as_reader: Client, norland: Target) -> None:
    text = "She said that the strait, as he put it, “stays closed”, and left."
    row = ArticleFactory(text=text)
    outer = StatementFactory(article=row, text="the strait, as he put it, “stays closed”", kind="indirect")
    inner = StatementFactory(article=row, text="stays closed")
    judged(outer, norland, Stance.NEUTRAL)
    judged(inner, norland, Stance.CRITICAL)
    page = as_reader.get(row.get_absolute_url()).text
    assert plain(page) == text
    assert '<mark class="said said--critical">stays closed</mark>' in page
    assert page.count(f'id="s{outer.pk}"') == page.count(f'id="s{inner.pk}"') == 1


def test_others_texts_are_shown_to_strangers_only_where_they_carry_statements(
    client: Client, as_reader: Client, article: Article
) -> None:
    stranger = client.get(article.get_absolute_url()).text
    assert plain(stranger) == (
        "“Norland broke the treaty,” Minister Ilva Torrent said.\n\nOskar Brandt said that the talks go on."
    )
    assert "publisher’s copyright" in stranger
    assert "https://news.example/talks" in stranger
    assert "publisher’s copyright" not in as_reader.get(article.get_absolute_url()).text


def test_a_setting_opens_the_texts_to_everybody(client: Client, article: Article, settings: Any) -> None:
    settings.ARTICLE_TEXT_PUBLIC = True
    assert plain(client.get(article.get_absolute_url()).text) == TEXT


def test_our_own_restatements_are_shown_whole_with_their_provenance(client: Client, article: Article) -> None:
    article.provenance = "Restated in our own words from the ministry’s record."
    article.save()
    page = client.get(article.get_absolute_url()).text
    assert plain(page) == TEXT
    assert "Restated in our own words from the ministry’s record." in page


def test_a_failed_article_says_why_to_those_who_are_logged_in(client: Client, as_reader: Client) -> None:
    row = ArticleFactory(state=ArticleState.FAILED, problem="The model’s file is damaged.")
    assert "The model’s file is damaged." in as_reader.get(row.get_absolute_url()).text
    stranger = client.get(row.get_absolute_url()).text
    assert "analysis of this article failed" in stranger
    assert "file is damaged" not in stranger


@pytest.mark.parametrize(
    ("state", "words"),
    [(ArticleState.WAITING, "waits for a worker"), (ArticleState.ANALYSED, "No statement was found")],
)
def test_an_article_without_statements_says_which_of_the_reasons_it_is(
    client: Client, state: ArticleState, words: str
) -> None:
    assert words in client.get(ArticleFactory(state=state).get_absolute_url()).text


def test_a_syndicated_copy_leads_to_its_original(client: Client) -> None:
    original = ArticleFactory(title="The first to print it")
    copy = ArticleFactory(copy_of=original)
    page = client.get(copy.get_absolute_url()).text
    assert original.get_absolute_url() in page
    assert "counted there, once" in page


def test_an_article_asks_as_few_questions_for_many_statements_as_for_two(as_reader: Client, norland: Target) -> None:
    row = ArticleFactory(text="“Yes,” she said. " * 30)

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            start = 17 * number + 1
            statement = StatementFactory(article=row, text="Yes,", start=start, actor=ActorFactory())
            judged(statement, norland)

    fill(0, 2)
    few = queries(as_reader, row.get_absolute_url())
    fill(2, 25)
    assert queries(as_reader, row.get_absolute_url()) == few
    assert few <= 10


# --- the list -----------------------------------------------------------------------------


def test_the_list_counts_standing_statements_only(client: Client) -> None:
    row = ArticleFactory(title="Counted")
    StatementFactory(article=row)
    StatementFactory(article=row, rejected=True, found_start=900, found_end=910)
    page = client.get(reverse("articles"))
    assert [one.n for one in page.context["page"]] == [1]


def test_articles_that_wait_or_failed_are_marked_and_can_be_asked_for(client: Client) -> None:
    ArticleFactory(title="Done")
    ArticleFactory(title="Broken", state=ArticleState.FAILED, problem="It is in German.")
    page = client.get(reverse("articles"), {"state": "failed"})
    assert [one.title for one in page.context["page"]] == ["Broken"]
    assert "state--failed" in page.text


def test_the_list_of_articles_is_swapped_alone_by_htmx(client: Client) -> None:
    ArticleFactory(title="Done")
    part = client.get(reverse("articles"), {"q": "done", "outlet": ""}, headers={"HX-Request": "true"})
    assert "<html" not in part.text and "Done" in part.text
    assert part.headers["HX-Push-Url"] == "/articles/?q=done"


def test_the_list_of_articles_asks_as_few_questions_for_many_as_for_two(client: Client) -> None:
    def fill(n: int) -> None:
        for number in range(n):
            outlet = OutletFactory(name=f"Paper {Article.objects.count()}")
            StatementFactory(article=ArticleFactory(outlet=outlet), start=number)

    fill(2)
    few = queries(client, reverse("articles"))
    fill(18)
    assert queries(client, reverse("articles")) == few
    assert few <= 4
