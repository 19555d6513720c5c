"""Rows for the tests of the dashboard: who said what of whom, on which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse
from django.utils.html import strip_tags

from stances.models import Actor, Article, Statement, Target
from stances.vocabulary import DateBasis, Stance
from tests.factories import ActorFactory, ArticleFactory, StatementFactory, TargetFactory, judged

SUPPORTIVE, CRITICAL, NEUTRAL, UNRELATED = Stance.SUPPORTIVE, Stance.CRITICAL, Stance.NEUTRAL, Stance.UNRELATED


def words_of(answer: HttpResponse) -> str:
    """What a page says, without its tags: single spaces between words and between cells."""
    return " ".join(strip_tags(answer.content.decode().replace("</t", " </t")).split())


def norland() -> Target:
    return TargetFactory(name="Norland", order=1)


def said(
    actor: Actor | None,
    target: Target,
    day: date | None,
    label: Stance = SUPPORTIVE,
    *,
    probability: float = 0.85,
    article: Article | None = None,
    **fields: object,
) -> Statement:
    """One judged statement, in an article of its own unless one is given."""
    article = article or ArticleFactory(published=day)
    at = Statement.objects.filter(article=article).count()
    statement = StatementFactory(
        article=article,
        actor=actor,
        said_on=day,
        date_basis=DateBasis.PUBLISHED if day else DateBasis.UNDATED,
        start=at,
        found_start=at,
        **fields,
    )
    judged(statement, target, label, probability)
    return statement


def said_often(actor: Actor, target: Target, days: Iterable[date], label: Stance = SUPPORTIVE) -> list[Statement]:
    return [said(actor, target, day, label) for day in days]


def crowd(n: int, target: Target, *, statements: int = 6) -> list[Actor]:
    """So many actors, each with so many statements in months that follow one another."""
    actors = []
    for number in range(n):
        actor = ActorFactory(country=f"Country {number % 5}")
        said_often(actor, target, [date(2022, 1 + month, 1 + number % 28) for month in range(statements)])
        actors.append(actor)
    return actors
