"""The list of statements, and the page of one."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stances import review
from stances.models import Correction, Position, Statement, Target
from stances.vocabulary import Stance, StatementKind
from tests.factories import (
    ActorFactory,
    ArticleFactory,
    RoleFactory,
    RunFactory,
    StatementFactory,
    TargetFactory,
    judged,
)

pytestmark = pytest.mark.django_db

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def norland() -> Target:
    return TargetFactory(name="Norland", order=1)


def rows(n: int, norland: Target) -> list[Statement]:
    statements = [StatementFactory(actor=ActorFactory()) for _ in range(n)]
    for statement in statements:
        RoleFactory(actor=statement.actor)
        judged(statement, norland, Stance.CRITICAL, 0.9)
    return statements


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


# --- the list -----------------------------------------------------------------------------


def test_a_card_shows_words_speaker_role_date_outlet_and_label(client: Client, norland: Target) -> None:
    actor = ActorFactory(name="Ilva Torrent", slug="ilva-torrent")
    RoleFactory(actor=actor, title="Foreign Minister of Vestland", start=date(2020, 1, 1))
    RoleFactory(actor=actor, title="Mayor of Port Alder", start=date(2010, 1, 1), end=date(2019, 12, 31))
    judged(StatementFactory(actor=actor), norland, Stance.SUPPORTIVE, 0.85)
    page = client.get(reverse("statements"))
    for words in (
        "“We stand by the northern neighbours”",
        "Ilva Torrent",
        "Foreign Minister of Vestland",
        "4 March 2022",
        "(published)",
        "The Harbour Courier",
        "stance--supportive",
        "85%",
        "1 statement",
    ):
        assert words in page.text
    assert "Mayor of Port Alder" not in page.text


def test_a_split_quotation_is_shown_without_the_attribution_inside_it(client: Client) -> None:
    text = "“We stay,” she said. “We do not bargain.”"
    article = ArticleFactory(text=text)
    whole = text[1:-1]
    StatementFactory(
        article=article,
        text=whole,
        quoted=[[1, 9], [text.index("We do"), len(text) - 1]],
    )
    page = client.get(reverse("statements")).text
    assert "“We stay” … “We do not bargain.”" in page
    assert "she said" not in page


def test_reported_speech_is_shown_without_quotation_marks(client: Client) -> None:
    article = ArticleFactory(text="She said that the strait stays open.")
    StatementFactory(article=article, text="the strait stays open", kind=StatementKind.INDIRECT)
    page = client.get(reverse("statements")).text
    assert ">the strait stays open<" in page
    assert "Reported" in page


def test_what_is_not_about_a_target_is_said_quietly_and_what_is_uncertain_is_marked(
    client: Client, norland: Target
) -> None:
    statement = StatementFactory()
    judged(statement, norland, Stance.CRITICAL, 0.5)
    judged(statement, TargetFactory(name="Estmark", order=2), Stance.UNRELATED, 0.9)
    page = client.get(reverse("statements")).text
    assert "badge--uncertain" in page
    assert "Not about Estmark" in page
    assert "stance--unrelated" not in page


def test_an_unresolved_speaker_keeps_the_mention_and_the_reason(client: Client) -> None:
    StatementFactory(actor=None, unresolved="anonymous", mention="a senior official", speaker_name="")
    page = client.get(reverse("statements")).text
    assert "a senior official" in page
    assert "Anonymous" in page


def test_rejected_and_retired_statements_are_not_listed(client: Client) -> None:
    StatementFactory(rejected=True)
    StatementFactory(retired=True)
    assert "0 statements" in client.get(reverse("statements")).text


def test_markup_in_an_article_is_printed_as_text(client: Client) -> None:
    text = "<script>alert(1)</script> & more"
    article = ArticleFactory(text=text, title="<b>Bold</b>")
    statement = StatementFactory(article=article, text=text, mention="<i>he</i>", speaker_evidence='"><img src=x>')
    for address in (reverse("statements"), statement.get_absolute_url(), article.get_absolute_url()):
        page = client.get(address).text
        for tag in ("<script>alert", "<b>Bold", "<i>he", "<img"):
            assert tag not in page, address


def test_the_list_has_pages_and_keeps_the_filter_in_their_addresses(client: Client, norland: Target) -> None:
    rows(26, norland)
    page = client.get(reverse("statements"), {"label": "critical"})
    assert len(page.context["page"]) == 25
    assert "?label=critical&amp;page=2" in page.text
    assert len(client.get(reverse("statements"), {"label": "critical", "page": 2}).context["page"]) == 1
    assert client.get(reverse("statements"), {"page": "last one"}).context["page"].number == 1


def test_htmx_gets_the_list_alone_and_an_address_without_blanks(client: Client, norland: Target) -> None:
    rows(1, norland)
    address = reverse("statements")
    part = client.get(address, {"label": "critical", "q": "", "since": ""}, headers=FRAGMENT)
    assert "<html" not in part.text
    assert "We stand by" in part.text
    assert part.headers["HX-Push-Url"] == f"{address}?label=critical"
    whole = client.get(address)
    assert "<html" in whole.text
    assert "HX-Request" in part.headers["Vary"] and "HX-Request" in whole.headers["Vary"]


def test_going_back_in_the_history_gets_the_whole_page(client: Client) -> None:
    page = client.get(reverse("statements"), headers={**FRAGMENT, "HX-History-Restore-Request": "true"})
    assert "<html" in page.text


def test_a_filter_that_cannot_be_applied_says_so_instead_of_counting(client: Client, norland: Target) -> None:
    rows(1, norland)
    for headers in ({}, FRAGMENT):
        page = client.get(reverse("statements"), {"actor": "nobody"}, headers=headers).text
        assert "This filter cannot be applied" in page
        assert "0 statements" not in page
        assert "Speaker" in page


def test_the_empty_list_tells_what_to_do(client: Client, as_analyst: Client) -> None:
    assert "There is no statement yet" in client.get(reverse("statements")).text
    assert reverse("upload") in as_analyst.get(reverse("statements")).text
    assert "No statement matches" in client.get(reverse("statements"), {"q": "zebra"}).text


def test_the_list_asks_as_few_questions_for_twenty_statements_as_for_two(client: Client, norland: Target) -> None:
    rows(2, norland)
    few = queries(client, reverse("statements"))
    rows(18, norland)
    assert queries(client, reverse("statements")) == few
    assert few <= 14


# --- one statement ------------------------------------------------------------------------


def test_the_page_of_a_statement_marks_the_words_in_their_paragraph(client: Client) -> None:
    statement = StatementFactory()
    page = client.get(statement.get_absolute_url()).text
    assert (
        '“<mark class="said said--it">We stand by the northern neighbours,</mark>” Minister Ilva Torrent said.' in page
    )
    assert "Report " not in page.split("passage__source")[0].split("passage")[-1]


def test_it_shows_all_four_probabilities_of_each_target(client: Client, norland: Target) -> None:
    statement = StatementFactory()
    judged(statement, norland, Stance.CRITICAL, 0.7)
    page = client.get(statement.get_absolute_url()).text
    assert "width: 70.0%" in page
    assert page.count("width: 10.0%") == 3


def test_it_says_how_the_speaker_was_found(client: Client) -> None:
    statement = StatementFactory(
        mention="the minister", speaker_evidence="The only minister named before.", speaker_confidence=0.75
    )
    page = client.get(statement.get_absolute_url()).text
    for words in ("“the minister”", "The only minister named before.", "0.75"):
        assert words in page


def test_its_history_tells_runs_corrections_and_changes_in_order(
    client: Client, norland: Target, analyst: User
) -> None:
    statement = StatementFactory(actor=ActorFactory(name="Oskar Brandt"))
    judged(statement, norland, Stance.CRITICAL, 0.7, RunFactory(model="first-model"))
    review.correct(statement=statement, target=norland, label="neutral", person=analyst, reason="Rule 6: no stand.")
    judged(statement, norland, Stance.SUPPORTIVE, 0.9, RunFactory(model="second-model"))
    review.set_actor(
        statement=Statement.objects.get(pk=statement.pk),
        actor=ActorFactory(name="Ilva Torrent"),
        person=analyst,
        reason="The pronoun is hers.",
    )
    page = client.get(statement.get_absolute_url()).text
    history = page[page.index('class="trail"') :]
    told = ["The pronoun is hers.", "second-model", "Rule 6: no stand.", "first-model", "Found in the article"]
    places = [history.index(words) for words in told]
    assert places == sorted(places)
    assert "<del>Oskar Brandt</del> → <ins>Ilva Torrent</ins>" in history
    assert "from <em>Critical</em> to <em>Neutral</em>" in history
    assert "corrected by a person" in page


def test_a_statement_that_was_taken_back_says_so(client: Client) -> None:
    assert "not a statement" in client.get(StatementFactory(rejected=True).get_absolute_url()).text
    assert "no longer finds" in client.get(StatementFactory(retired=True).get_absolute_url()).text
    assert "<strong>not</strong> said" in client.get(StatementFactory(negated=True).get_absolute_url()).text


def test_its_page_asks_as_few_questions_after_many_runs_and_corrections(
    client: Client, norland: Target, analyst: User
) -> None:
    statement = StatementFactory()
    judged(statement, norland, run=RunFactory())
    review.correct(statement=statement, target=norland, label="neutral", person=analyst, reason="Once.")
    few = queries(client, statement.get_absolute_url())
    for name in ("Estmark", "Sundmark", "Karsia"):
        judged(statement, TargetFactory(name=name), run=RunFactory())
    for label in ("critical", "neutral", "critical"):
        review.correct(statement=statement, target=norland, label=label, person=analyst, reason="Again.")
    assert queries(client, statement.get_absolute_url()) == few
    assert few <= 9


# --- correcting ---------------------------------------------------------------------------


def correction(**changed: str) -> dict[str, str]:
    return {"target": "norland", "label": "neutral", "reason": "Rule 6: no stand.", **changed}


def test_an_analyst_corrects_a_label_on_the_page(as_analyst: Client, analyst: User, norland: Target) -> None:
    statement = StatementFactory()
    judged(statement, norland, Stance.CRITICAL)
    answer = as_analyst.post(statement.get_absolute_url(), correction(), follow=True)
    assert answer.redirect_chain == [(statement.get_absolute_url(), 302)]
    made = Correction.objects.get()
    assert (made.person, made.label, made.label_before, made.reason) == (
        analyst,
        "neutral",
        "critical",
        "Rule 6: no stand.",
    )
    assert Position.objects.get().label == Stance.NEUTRAL
    assert "The label toward Norland is corrected." in answer.text


def test_a_label_can_be_handed_back_to_the_model(as_analyst: Client, norland: Target) -> None:
    statement = StatementFactory()
    judged(statement, norland, Stance.CRITICAL)
    as_analyst.post(statement.get_absolute_url(), correction())
    as_analyst.post(statement.get_absolute_url(), correction(label="model", reason="It was right."))
    assert Position.objects.get().label == Stance.CRITICAL


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"label": ""}, {"label": "angry"}, {"target": "elsewhere"}])
def test_an_incomplete_correction_is_asked_for_again(
    as_analyst: Client, norland: Target, wrong: dict[str, str]
) -> None:
    statement = StatementFactory()
    judged(statement, norland, Stance.CRITICAL)
    answer = as_analyst.post(statement.get_absolute_url(), correction(**wrong))
    assert answer.status_code == 200
    assert "errorlist" in answer.text
    assert not Correction.objects.exists()


def test_readers_are_offered_no_correction_and_cannot_make_one(
    client: Client, as_reader: Client, norland: Target
) -> None:
    statement = StatementFactory()
    judged(statement, norland, Stance.CRITICAL)
    for visitor in (client, as_reader):
        assert "Correct a label" not in visitor.get(statement.get_absolute_url()).text
    assert "/accounts/login/" in client.post(statement.get_absolute_url(), correction()).headers["Location"]
    refused = as_reader.post(statement.get_absolute_url(), correction())
    assert refused.status_code == 403
    assert "may not correct" in refused.text
    assert not Correction.objects.exists()


def test_what_is_no_statement_cannot_be_corrected_and_the_page_says_why(as_analyst: Client, norland: Target) -> None:
    statement = StatementFactory(rejected=True)
    judged(statement, norland, Stance.CRITICAL)
    assert "Correct a label" not in as_analyst.get(statement.get_absolute_url()).text
    answer = as_analyst.post(statement.get_absolute_url(), correction())
    assert "Restore it before you correct its label" in answer.text
    assert not Correction.objects.exists()
