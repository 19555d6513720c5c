"""Which words a label hangs on, on the page of a statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stances import explaining, tasks
from stances.models import Explanation, Statement, Target, Verdict
from stances.views.why import step_of
from stances.vocabulary import Stance
from tests.factories import ArticleFactory, RunFactory, StatementFactory, TargetFactory, judged
from tests.test_explaining import CountingJudge

pytestmark = pytest.mark.django_db

FRAGMENT = {"HX-Request": "true"}
TEXT = "The envoy said that her country would condemn Norland if it went too far."
WORDS = "her country would condemn Norland if it went too far"
OFFER = "Which words move this label?"


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> CountingJudge:
    one = CountingJudge()
    monkeypatch.setattr(explaining, "load", lambda spec: one)
    return one


@pytest.fixture
def norland() -> Target:
    return TargetFactory(name="Norland", order=1)


@pytest.fixture
def verdict(judge: CountingJudge, norland: Target) -> Verdict:
    statement = StatementFactory(article=ArticleFactory(text=TEXT), text=WORDS, kind="indirect")
    return judged(statement, norland, Stance.CRITICAL, 0.85, RunFactory(model="counting-judge", revision="1"))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The queue, in a test's hands: what would be given to a worker."""
    queued: list[int] = []

    class Task:
        def using(self, *, priority: int) -> Task:
            return self

        def enqueue(self, pk: int) -> None:
            queued.append(pk)

    monkeypatch.setattr(tasks, "explain", Task())
    return queued


def address(verdict: Verdict) -> str:
    return reverse("why", args=[verdict.statement_id, verdict.target.slug])


def page(client: Client, verdict: Verdict) -> str:
    return client.get(verdict.statement.get_absolute_url()).text


def known(verdict: Verdict, *words: tuple[str, float, str], probability: float = 0.85) -> None:
    rows = [[TEXT.index(text), TEXT.index(text) + len(text), change, without] for text, change, without in words]
    Explanation.objects.create(verdict=verdict, asked=timezone.now(), words=rows, probability=probability)


Committing = Callable[..., object]


def test_a_reader_who_is_logged_in_asks_and_sees_the_words_without_javascript(
    as_reader: Client, verdict: Verdict, django_capture_on_commit_callbacks: Committing
) -> None:
    assert OFFER in page(as_reader, verdict)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        answer = as_reader.post(address(verdict))
    assert answer.headers["Location"] == f"{verdict.statement.get_absolute_url()}#toward-norland"
    shown = page(as_reader, verdict)
    assert OFFER not in shown
    assert '<mark class="word word--leans word--2">condemn</mark> Norland if it went too ' in shown
    assert "Without “condemn”: 85%" in shown
    assert "An approximation, not a reason" in shown


def test_htmx_gets_a_part_that_asks_again_until_the_words_are_there(
    as_reader: Client, verdict: Verdict, later: list[int], django_capture_on_commit_callbacks: Committing
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        part = as_reader.post(address(verdict), headers=FRAGMENT)
    assert "<html" not in part.text
    assert f'hx-get="{address(verdict)}" hx-trigger="every 2s"' in part.text
    assert later == [verdict.pk]
    assert as_reader.get(address(verdict), headers=FRAGMENT).status_code == 204
    explaining.work_out(verdict.pk)
    done = as_reader.get(address(verdict), headers=FRAGMENT)
    assert "hx-trigger" not in done.text
    assert "word--leans" in done.text
    assert "HX-Request" in done.headers["Vary"]


def test_asking_twice_queues_one_task(
    as_reader: Client, verdict: Verdict, later: list[int], django_capture_on_commit_callbacks: Committing
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        for _ in range(3):
            as_reader.post(address(verdict))
    assert later == [verdict.pk]
    assert "is being asked about each word" in page(as_reader, verdict)


def test_strangers_see_what_is_known_and_cannot_ask(client: Client, verdict: Verdict) -> None:
    shown = page(client, verdict)
    assert OFFER not in shown
    assert "Readers who log in" in shown
    assert reverse("login") in client.post(address(verdict)).headers["Location"]
    assert reverse("login") in client.post(address(verdict), headers=FRAGMENT).headers["HX-Redirect"]
    assert not Explanation.objects.exists()
    known(verdict, ("condemn", -0.6, "neutral"))
    assert "word--leans word--3" in page(client, verdict)
    assert "word--leans word--3" in client.get(address(verdict), headers=FRAGMENT).text


def test_marks_tell_direction_and_strength_and_the_list_says_it_in_figures(client: Client, verdict: Verdict) -> None:
    known(
        verdict,
        ("her", -0.099, "critical"), ("condemn", -0.52, "neutral"), ("Norland", -0.25, "critical"),
        ("if", 0.14, "critical"), ("far", -0.1, "critical"),
    )  # fmt: skip
    shown = page(client, verdict)
    for mark in (
        "her country would ",
        '<mark class="word word--leans word--3">condemn</mark>',
        '<mark class="word word--leans word--2">Norland</mark>',
        '<mark class="word word--holds word--1">if</mark>',
        '<mark class="word word--leans word--1">far</mark>',
    ):
        assert mark in shown
    told = shown[shown.index("why__told") : shown.index("why__how")]
    assert [told.index(word) for word in ("“condemn”", "“Norland”", "“if”", "“far”")] == sorted(
        told.index(word) for word in ("“condemn”", "“Norland”", "“if”", "“far”")
    )
    assert "33%" in told and "and the label is <strong>Neutral</strong>" in told
    assert "“her”" not in told


@pytest.mark.parametrize(
    ("change", "step"), [(0.0, 0), (0.099, 0), (0.1, 1), (-0.249, 1), (-0.25, 2), (0.49, 2), (0.5, 3), (-1.0, 3)]
)
def test_a_change_has_one_of_three_strengths_whichever_its_direction(change: float, step: int) -> None:
    assert step_of(change) == step


def test_where_no_word_matters_it_says_so(client: Client, verdict: Verdict) -> None:
    known(verdict, ("condemn", -0.05, "critical"))
    shown = page(client, verdict)
    assert "No single word moves it" in shown
    assert '<mark class="word' not in shown


def test_it_says_where_the_model_would_answer_otherwise_today_and_where_words_went_together(
    client: Client, verdict: Verdict
) -> None:
    known(verdict, ("would condemn", -0.4, "neutral"), probability=0.7)
    shown = page(client, verdict)
    assert "the model said 70%" in shown
    assert "neighbouring words" in shown


def test_stretches_of_a_split_quotation_are_marked_without_the_attribution_between(
    client: Client, judge: CountingJudge, norland: Target
) -> None:
    text = "“We condemn it,” she said, in words that <b>few</b> expected. “It went too far.”"
    first, second = text.index("We"), text.index("It went")
    statement: Statement = StatementFactory(
        article=ArticleFactory(text=text), text=text[1:-1], start=1,
        quoted=[[first, text.index(",”")], [second, len(text) - 1]],
    )  # fmt: skip
    verdict = judged(statement, norland, Stance.CRITICAL, 0.85, RunFactory(model="counting-judge", revision="1"))
    explaining.ask(verdict)
    explaining.work_out(verdict.pk)
    shown = page(client, verdict)
    words = shown[shown.index("why__words") : shown.index("why__key")]
    assert "“We <mark" in words and "it” … “It went too <mark" in words
    assert "she said" not in words


def test_a_failure_and_a_silence_can_be_asked_again(as_reader: Client, client: Client, verdict: Verdict) -> None:
    explaining.ask(verdict)
    Explanation.objects.update(asked=timezone.now() - timedelta(hours=1))
    shown = page(as_reader, verdict)
    assert "Is a worker running?" in shown and "Ask again" in shown and "hx-trigger" not in shown
    Explanation.objects.update(problem="The model cannot be used at the moment.")
    assert "The model cannot be used at the moment." in page(as_reader, verdict)
    assert "The model cannot be used" not in page(client, verdict)


def test_a_label_by_a_model_that_is_gone_is_not_offered(as_reader: Client, norland: Target, judge: object) -> None:
    verdict = judged(StatementFactory(), norland, Stance.CRITICAL, 0.85, RunFactory(model="older"))
    assert OFFER not in page(as_reader, verdict)
    as_reader.post(address(verdict))
    assert not Explanation.objects.exists()


def test_what_is_no_statement_is_not_offered(as_reader: Client, verdict: Verdict) -> None:
    Statement.objects.update(rejected=True)
    assert OFFER not in page(as_reader, verdict)


def test_a_label_that_is_not_there_is_not_found(as_reader: Client, verdict: Verdict) -> None:
    assert as_reader.post(reverse("why", args=[verdict.statement_id, "elsewhere"])).status_code == 404
    assert as_reader.get(address(verdict)).status_code == 302
    assert as_reader.put(address(verdict)).status_code == 405


def test_the_page_asks_as_few_questions_with_words_known_for_every_target(client: Client, verdict: Verdict) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client, verdict)
        return len(seen)

    few = queries()
    known(verdict, ("condemn", -0.4, "neutral"))
    for name in ("Estmark", "Sundmark"):
        known(judged(verdict.statement, TargetFactory(name=name), run=verdict.run), ("far", -0.4, "neutral"))
    assert queries() == few
