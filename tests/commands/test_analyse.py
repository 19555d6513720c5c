"""manage.py analyse: which articles, in which order, and what is left when it is stopped."""

from __future__ import annotations

import os
import signal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from stances import ingest
from stances.models import Article
from stances.vocabulary import ArticleState
from tests.factories import ArticleFactory
from tests.scale.launcher import StandIn

pytestmark = pytest.mark.django_db


def analyse(*arguments: Any) -> tuple[str, str, int]:
    out, err = StringIO(), StringIO()
    try:
        call_command("analyse", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), error.returncode
    return out.getvalue(), err.getvalue(), 0


@pytest.fixture
def articles() -> dict[str, Article]:
    return {
        "waiting": ArticleFactory(state=ArticleState.WAITING),
        "failed": ArticleFactory(state=ArticleState.FAILED, problem="The model was away.", attempts=3),
        "analysed": ArticleFactory(state=ArticleState.ANALYSED),
    }


@pytest.mark.parametrize(
    ("option", "taken"),
    [
        ((), ["waiting"]),
        (("--waiting",), ["waiting"]),
        (("--failed",), ["failed"]),
        (("--again",), ["waiting", "failed", "analysed"]),
    ],
)
def test_each_option_takes_its_articles_and_no_other(
    articles: dict[str, Article],
    option: tuple[str, ...],
    taken: list[str],
    monkeypatch: pytest.MonkeyPatch,
    stand_in: StandIn,
) -> None:
    analysed: list[int] = []
    original = ingest.analyse_article
    monkeypatch.setattr(ingest, "analyse_article", lambda pk: analysed.append(pk) or original(pk))
    out, _, status = analyse(*option)
    assert status == 0
    assert analysed == [articles[name].pk for name in taken]
    assert out == f"{len(taken)} analysed.\n"
    assert Article.objects.analysed().filter(pk__in=analysed).count() == len(taken)


def test_articles_are_taken_by_number_whatever_their_state(articles: dict[str, Article], stand_in: StandIn) -> None:
    out, _, _ = analyse(articles["analysed"].pk, articles["failed"].pk)
    assert out == "2 analysed.\n"
    assert Article.objects.get(pk=articles["waiting"].pk).state == ArticleState.WAITING


def test_a_number_that_no_article_has_stops_the_command_before_it_does_anything(articles: dict[str, Article]) -> None:
    assert analyse(articles["waiting"].pk, 999_999)[2] == 2
    assert analyse(articles["waiting"].pk, "--again")[2] == 2
    assert Article.objects.waiting().count() == 1


def test_a_failure_is_named_with_its_reason_and_the_rest_is_analysed(
    articles: dict[str, Article], stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = articles["failed"]
    original = ingest.read

    def read(text: str, **kwargs: Any) -> Any:
        if text == bad.text:
            raise ValueError("odd text")
        return original(text, **kwargs)

    monkeypatch.setattr(ingest, "read", read)
    out, err, status = analyse("--again")
    assert status == 1
    assert out == "2 analysed, 1 failed.\n"
    assert f"Article {bad.pk}, {bad.title}: " in err
    assert "odd text" in err


def test_stopped_by_ctrl_c_it_finishes_the_article_in_hand_and_the_next_one_goes_on(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (ArticleFactory(state=ArticleState.ANALYSED) for _ in range(3))
    original = ingest.analyse_article

    def interrupted(pk: int) -> bool:
        if pk == second.pk:
            os.kill(os.getpid(), signal.SIGINT)
        return original(pk)

    monkeypatch.setattr(ingest, "analyse_article", interrupted)
    out, _, status = analyse("--again")
    assert status == 130
    assert out == "2 analysed, 1 still waiting.\n"
    assert list(Article.objects.waiting()) == [third]
    monkeypatch.setattr(ingest, "analyse_article", original)
    assert analyse("--waiting")[0] == "1 analysed.\n"
    assert Article.objects.get(pk=first.pk).state == ArticleState.ANALYSED


def test_an_article_that_another_process_has_is_left_to_it(
    articles: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "analyse_article", lambda pk: False)
    assert analyse()[0] == "0 analysed, 1 taken by another process.\n"
