"""Rows for tests, about invented people and invented countries."""

from __future__ import annotations

from datetime import date

import factory
from django.contrib.auth.models import User

from stances import positions
from stances.models import Actor, ActorAlias, Article, Outlet, Role, Run, Statement, Target, TargetAlias, Verdict
from stances.sources import content_key, signature
from stances.vocabulary import ArticleState, DateBasis, Stance, StatementKind


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"analyst{n}")
    password = factory.django.Password("correct horse")


class OutletFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Outlet
        django_get_or_create = ["name"]

    name = "The Harbour Courier"


class ArticleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Article

    title = factory.Sequence(lambda n: f"Talks in Port Alder, part {n}")
    outlet = factory.SubFactory(OutletFactory)
    published = date(2022, 3, 4)
    text = factory.Sequence(
        lambda n: f"Report {n} from Port Alder.\n\n“We stand by the northern neighbours,” Minister Ilva Torrent said."
    )
    content_key = factory.LazyAttribute(lambda article: content_key(article.text))
    signature = factory.LazyAttribute(lambda article: list(signature(article.text)))
    state = ArticleState.ANALYSED


class ActorFactory(factory.django.DjangoModelFactory):
    """An actor; its name is made its first alias."""

    class Meta:
        model = Actor
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Ilva Torrent {n}")
    slug = factory.Sequence(lambda n: f"actor-{n}")
    country = "Vestland"

    @factory.post_generation
    def own_name(self, create: bool, extracted: object, **kwargs: object) -> None:
        if create:
            ActorAlias.objects.create(actor=self, text=self.name)


class RoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Role

    actor = factory.SubFactory(ActorFactory)
    title = "Foreign Minister of Vestland"
    office = "foreign_minister"
    of = "Vestland"


class TargetFactory(factory.django.DjangoModelFactory):
    """A target; the three built-in ones come with the first migration of data, others are made here."""

    class Meta:
        model = Target
        django_get_or_create = ["name"]

    name = "Norland"
    slug = factory.LazyAttribute(lambda target: target.name.lower().replace(" ", "-"))


class TargetAliasFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TargetAlias

    target = factory.SubFactory(TargetFactory)
    text = "Norburg"


class RunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Run

    model = "a-model"
    revision = factory.Sequence(lambda n: f"r{n}")
    reader = "rules-1"
    code_version = "0"
    uncertain_below = 0.6
    fingerprint = factory.Sequence(lambda n: f"{n:064x}")


class StatementFactory(factory.django.DjangoModelFactory):
    """A statement whose words stand in its article's text, at the offsets it names."""

    class Meta:
        model = Statement

    article = factory.SubFactory(ArticleFactory)
    actor = factory.SubFactory(ActorFactory)
    text = "We stand by the northern neighbours,"
    start = factory.LazyAttribute(lambda row: max(row.article.text.find(row.text), 0))
    end = factory.LazyAttribute(lambda row: row.start + len(row.text))
    found_start = factory.SelfAttribute("start")
    found_end = factory.SelfAttribute("end")
    context_start = 0
    context_end = factory.LazyAttribute(lambda row: len(row.article.text))
    kind = StatementKind.DIRECT
    cue = "said"
    mention = "Minister Ilva Torrent"
    speaker_name = "Ilva Torrent"
    speaker_confidence = 0.9
    said_on = factory.SelfAttribute("article.published")
    date_basis = DateBasis.PUBLISHED
    reader = "rules-1"


def judged(
    statement: Statement,
    target: Target,
    label: Stance = Stance.SUPPORTIVE,
    probability: float = 0.85,
    run: Run | None = None,
) -> Verdict:
    """A verdict that gives `label` this probability and spreads the rest; the label in force follows."""
    rest = (1.0 - probability) / 3
    verdict = Verdict.objects.create(
        statement=statement,
        target=target,
        run=run or Run.objects.in_force().first() or RunFactory(),
        **{stance.value: probability if stance == label else rest for stance in Stance},
    )
    positions.refresh([statement.pk])
    return verdict
