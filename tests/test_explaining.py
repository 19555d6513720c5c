"""Words of stored verdicts: asked for once, worked out by a worker, kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from stances import explaining, review, tasks, worker
from stances.classifying import ModelMissing
from stances.models import Explanation, Run, Statement, Target, TargetAlias, Verdict
from stances.records import Pair, Probabilities, Span
from stances.roles import ANALYSTS, grant
from stances.vocabulary import Stance
from tests.factories import ArticleFactory, RunFactory, StatementFactory, TargetFactory, UserFactory, judged

pytestmark = pytest.mark.django_db

TEXT = "“We condemn Norland,” she said on Monday. “Norburg has gone too far.”"
SECONDS = timedelta(seconds=1)


class CountingJudge:
    """Critical by what it reads: 0.25, and 0.3 for each of "condemn" and "far"."""

    name, revision, uncertain_below = "counting-judge", "1", 0.5

    def __init__(self) -> None:
        self.asked: list[Pair] = []

    def judge(self, pairs: Sequence[Pair]) -> list[Probabilities]:
        self.asked.extend(pairs)
        found = [0.25 + 0.3 * len(re.findall(r"\b(?:condemn|far)\b", pair.statement)) for pair in pairs]
        return [Probabilities(0.0, critical, 1 - critical, 0.0) for critical in found]


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> CountingJudge:
    one = CountingJudge()
    monkeypatch.setattr(explaining, "load", lambda spec: one)
    return one


@pytest.fixture
def norland() -> Target:
    target = TargetFactory(name="Norland", order=1)
    TargetAlias.objects.create(target=target, text="Norburg")
    return target


def run_in_use() -> Run:
    return RunFactory(model="counting-judge", revision="1")


def split_quotation() -> Statement:
    quoted = [[TEXT.index("We"), TEXT.index(",”")], [TEXT.index("Norburg"), len(TEXT) - 1]]
    return StatementFactory(article=ArticleFactory(text=TEXT), text=TEXT[1:-1], start=1, quoted=quoted)


def told(explanation: Explanation) -> dict[str, tuple[float, str]]:
    text = explanation.verdict.statement.article.text
    return {text[start:end]: (change, without) for start, end, change, without in explanation.words or []}


def test_each_word_is_kept_at_its_place_in_the_article(judge: CountingJudge, norland: Target) -> None:
    verdict = judged(split_quotation(), norland, Stance.CRITICAL, 0.85, run_in_use())
    assert explaining.ask(verdict)
    assert explaining.work_out(verdict.pk)
    kept = Explanation.objects.get()
    assert list(told(kept)) == ["We", "condemn", "Norland", "Norburg", "has", "gone", "too", "far"]
    assert told(kept)["condemn"] == (-0.3, "critical")
    assert told(kept)["gone"] == (0.0, "critical")
    assert kept.probability == pytest.approx(0.85)
    assert judge.asked[0].statement == "We condemn Norland Norburg has gone too far."
    assert judge.asked[0].target.aliases == ("Norburg",)


def test_the_question_is_the_one_that_the_analysis_asked(
    monkeypatch: pytest.MonkeyPatch, judge: CountingJudge, norland: Target
) -> None:
    from stances import ingest
    from stances.ingest import analyse_article

    monkeypatch.setattr(ingest, "load", lambda spec: judge)
    article = ArticleFactory(text="Foreign Minister Ilva Torrent spoke on Monday.\n\n" + TEXT, state="waiting")
    assert analyse_article(article.pk)
    asked = {pair for pair in judge.asked if pair.target.name == "Norland"}
    verdicts = list(Verdict.objects.filter(target=norland))
    assert verdicts
    judge.asked.clear()
    for verdict in verdicts:
        explaining.ask(verdict)
        assert explaining.work_out(verdict.pk)
        assert Explanation.objects.get(verdict=verdict).probability == pytest.approx(max(verdict.probabilities))
    assert asked <= set(judge.asked)


def test_it_is_asked_for_once_and_again_only_after_a_failure_or_a_long_silence(norland: Target) -> None:
    verdict = judged(split_quotation(), norland)
    assert [explaining.ask(verdict) for _ in range(3)] == [True, False, False]
    Explanation.objects.update(asked=timezone.now() - (settings.STUCK_AFTER + 1) * SECONDS)
    assert [explaining.ask(verdict) for _ in range(2)] == [True, False]
    Explanation.objects.update(problem="The weights are gone.")
    assert [explaining.ask(verdict) for _ in range(2)] == [True, False]
    assert Explanation.objects.get().problem == ""
    Explanation.objects.update(words=[], probability=0.5, asked=timezone.now() - timedelta(days=9))
    assert not explaining.ask(verdict)


def test_what_is_known_is_not_worked_out_again(judge: CountingJudge, norland: Target) -> None:
    verdict = judged(split_quotation(), norland, Stance.CRITICAL, 0.85, run_in_use())
    assert not explaining.work_out(verdict.pk)  # nobody asked
    explaining.ask(verdict)
    assert explaining.work_out(verdict.pk)
    n = len(judge.asked)
    assert not explaining.work_out(verdict.pk)
    assert len(judge.asked) == n


def test_a_verdict_of_another_model_is_not_explained_by_this_one(judge: CountingJudge, norland: Target) -> None:
    statement = split_quotation()
    verdict = judged(statement, norland, run=RunFactory(model="counting-judge", revision="0"))
    assert not explaining.explainable(statement, verdict)
    explaining.ask(verdict)
    assert not explaining.work_out(verdict.pk)
    assert Explanation.objects.get().problem == explaining.GONE
    assert judge.asked == []


def test_a_verdict_on_words_that_a_person_has_changed_since_is_not_explained(
    judge: CountingJudge, norland: Target
) -> None:
    statement = split_quotation()
    verdict = judged(statement, norland, Stance.CRITICAL, 0.85, run_in_use())
    assert explaining.explainable(statement, verdict)
    person = UserFactory()
    grant(person, ANALYSTS)
    review.set_span(statement=statement, start=TEXT.index("Norburg"), end=len(TEXT) - 1, person=person)
    assert not explaining.explainable(statement, verdict)
    explaining.ask(verdict)
    assert not explaining.work_out(verdict.pk)
    assert Explanation.objects.get().problem == explaining.MOVED


@pytest.mark.parametrize("error", [ModelMissing("/secret/path is gone"), RuntimeError("/secret/path")])
def test_a_failure_is_kept_in_words_for_people(
    monkeypatch: pytest.MonkeyPatch, judge: CountingJudge, norland: Target, error: Exception
) -> None:
    verdict = judged(split_quotation(), norland, Stance.CRITICAL, 0.85, run_in_use())
    explaining.ask(verdict)

    def fail(pairs: object) -> list[Probabilities]:
        raise error

    monkeypatch.setattr(judge, "judge", fail)
    assert not explaining.work_out(verdict.pk)
    assert Explanation.objects.get().problem
    assert "secret" not in Explanation.objects.get().problem


def test_an_offset_into_joined_stretches_is_found_in_the_article() -> None:
    spans = [Span(3, 8), Span(20, 24)]
    assert [explaining.in_article(spans, offset) for offset in (0, 5, 6, 10)] == [3, 8, 20, 24]
    with pytest.raises(ValueError):
        explaining.in_article(spans, 11)


def test_the_task_of_a_worker_that_died_is_closed(norland: Target) -> None:
    row = DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        args_kwargs={"args": [1], "kwargs": {}},
        task_path=tasks.explain.module_path,
        backend_name="default",
        run_after=get_date_max(),
        started_at=timezone.now() - timedelta(hours=1),
        worker_ids=["somebody"],
        exception_class_path="",
        traceback="",
    )
    assert worker.DatabaseQueue().bury() == []
    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED
