"""Each rule that the database itself keeps, broken once: the row is refused, whoever writes it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from stances.models import (
    Actor,
    ActorAlias,
    Article,
    Correction,
    Event,
    Explanation,
    Outlet,
    Position,
    Role,
    Statement,
    Target,
    TargetAlias,
    Upload,
    UploadItem,
    Verdict,
)
from tests import factories as make

pytestmark = pytest.mark.django_db


class World:
    """One row of everything, made when it is asked for."""

    def __init__(self) -> None:
        self.statement = make.StatementFactory()
        self.actor, self.article = self.statement.actor, self.statement.article
        self.target = make.TargetFactory()
        self.run = make.RunFactory()
        self.verdict = make.judged(self.statement, self.target, run=self.run)
        self.person = make.UserFactory()
        self.correction = Correction.objects.create(
            statement=self.statement, target=self.target, label="critical", person=self.person
        )
        self.position = Position.objects.get()


@pytest.fixture
def world() -> World:
    return World()


def verdict(world: World, **values: Any) -> Verdict:
    other = make.RunFactory()
    given = {"supportive": 0.25, "critical": 0.25, "neutral": 0.25, "unrelated": 0.25} | values
    return Verdict.objects.create(**{"statement": world.statement, "target": world.target, "run": other} | given)


def position(world: World, **values: Any) -> int:
    return Position.objects.filter(pk=world.position.pk).update(**values)


def statement(world: World, **values: Any) -> int:
    return Statement.objects.filter(pk=world.statement.pk).update(**values)


def article(world: World, **values: Any) -> int:
    return Article.objects.filter(pk=world.article.pk).update(**values)


def actor(world: World, **values: Any) -> int:
    return Actor.objects.filter(pk=world.actor.pk).update(**values)


def item(world: World, **values: Any) -> UploadItem:
    upload = Upload.objects.create(person=world.person)
    return UploadItem.objects.create(upload=upload, name="a.txt", **values)


def explanation(world: World, **values: Any) -> Explanation:
    return Explanation.objects.create(verdict=world.verdict, asked=timezone.now(), **values)


Wrong = Callable[[World], Any]

BROKEN: dict[str, Wrong] = {
    # actors
    "actor_has_a_name": lambda w: actor(w, name=""),
    "actor_kind_is_a_known_word": lambda w: actor(w, kind="robot"),
    "actor_status_is_a_known_word": lambda w: actor(w, status="famous"),
    "actor_merged_exactly_when_it_says_into_whom": lambda w: actor(w, status="merged"),
    "actor_merged_exactly_when_it_says_into_whom, the other way": lambda w: actor(
        w, merged_into=make.ActorFactory(), status="tracked"
    ),
    "actor_not_merged_into_itself": lambda w: actor(w, status="merged", merged_into=w.actor),
    "actor slug unique": lambda w: make.ActorFactory(slug=w.actor.slug),
    "actor_alias_unique": lambda w: ActorAlias.objects.create(actor=w.actor, text=w.actor.name),
    "actor_alias_not_empty": lambda w: ActorAlias.objects.create(actor=w.actor, text=""),
    "actor_alias_not_empty, a name without a letter": lambda w: ActorAlias.objects.create(actor=w.actor, text="…"),
    "role_office_is_a_known_word": lambda w: make.RoleFactory(actor=w.actor, office="chairperson"),
    "role_ends_after_it_starts": lambda w: make.RoleFactory(
        actor=w.actor, start=date(2020, 1, 2), end=date(2020, 1, 1)
    ),
    "role_unique": lambda w: [make.RoleFactory(actor=w.actor, start=date(2020, 1, 1)) for _ in range(2)],
    # articles
    "outlet_has_a_name": lambda w: Outlet.objects.create(name=""),
    "outlet name unique": lambda w: Outlet.objects.create(name=w.article.outlet.name),
    "article content_key unique": lambda w: make.ArticleFactory(content_key=w.article.content_key),
    "article_has_title_and_text, no title": lambda w: article(w, title=""),
    "article_has_title_and_text, no text": lambda w: article(w, text=""),
    "article_state_is_a_known_word": lambda w: article(w, state="lost"),
    "article_being_read_has_a_reader": lambda w: article(w, state="reading", claim=None, heartbeat=timezone.now()),
    "article_being_read_has_a_reader, without a heartbeat": lambda w: article(w, state="reading", claim=uuid.uuid4()),
    "article_failed_says_why": lambda w: article(w, state="failed", problem=""),
    # statements
    "statement_kind_is_a_known_word": lambda w: statement(w, kind="sung"),
    "statement_unresolved_is_a_known_word": lambda w: statement(w, actor=None, unresolved="shy"),
    "statement_date_basis_is_a_known_word": lambda w: statement(w, date_basis="guessed"),
    "statement_found_once": lambda w: make.StatementFactory(article=w.article),
    "statement_is_not_empty": lambda w: statement(w, start=5, end=5),
    "statement_is_not_empty, as found": lambda w: statement(w, found_start=5, found_end=4),
    "statement_actor_or_reason, neither": lambda w: statement(w, actor=None),
    "statement_actor_or_reason, both": lambda w: statement(w, unresolved="pronoun"),
    "statement_date_has_a_basis": lambda w: statement(w, said_on=None),
    "statement_date_has_a_basis, undated": lambda w: statement(w, date_basis="undated"),
    "statement_confidence_in_0_1": lambda w: statement(w, speaker_confidence=1.01),
    "statement_confidence_in_0_1, below": lambda w: statement(w, speaker_confidence=-0.01),
    # targets
    "target name unique": lambda w: Target.objects.create(name=w.target.name, slug="other"),
    "target slug unique": lambda w: Target.objects.create(name="Other", slug=w.target.slug),
    "target_alias_unique": lambda w: [TargetAlias.objects.create(target=w.target, text="Norburg") for _ in range(2)],
    "target_alias_not_empty": lambda w: TargetAlias.objects.create(target=w.target, text=""),
    # verdicts
    "run_threshold_in_0_1": lambda w: make.RunFactory(uncertain_below=1.2),
    "run fingerprint unique": lambda w: make.RunFactory(fingerprint=w.run.fingerprint),
    "verdict_once_a_run": lambda w: verdict(w, run=w.run),
    "verdict_supportive_in_0_1": lambda w: verdict(w, supportive=-0.25, critical=0.75),
    "verdict_critical_in_0_1": lambda w: verdict(w, critical=-0.25, supportive=0.75),
    "verdict_neutral_in_0_1": lambda w: verdict(w, neutral=-0.25, supportive=0.75),
    "verdict_unrelated_in_0_1": lambda w: verdict(w, unrelated=-0.25, supportive=0.75),
    "verdict_probabilities_sum_to_1, too little": lambda w: verdict(w, supportive=0.2),
    "verdict_probabilities_sum_to_1, too much": lambda w: verdict(w, supportive=0.3),
    "correction_label_is_a_known_word": lambda w: Correction.objects.update(label="friendly"),
    "correction_label_before_is_a_known_word": lambda w: Correction.objects.update(label_before="friendly"),
    # the label in force
    "position_label_is_a_known_word": lambda w: position(w, label=""),
    "position_origin_is_a_known_word": lambda w: position(w, origin="oracle"),
    "position_one_label_in_force": lambda w: Position.objects.create(
        statement=w.statement,
        target=w.target,
        label="neutral",
        score=0,
        probability=0.9,
        origin="model",
        verdict=w.verdict,
    ),
    "position_score_in_1_1": lambda w: position(w, score=1.5),
    "position_says_who_gave_it, the model without a verdict": lambda w: position(
        w, origin="model", verdict=None, correction=None, probability=0.8
    ),
    "position_says_who_gave_it, the model without a probability": lambda w: position(
        w, origin="model", verdict=w.verdict, correction=None, probability=None
    ),
    "position_says_who_gave_it, a person without a correction": lambda w: position(
        w, origin="person", correction=None, probability=None
    ),
    "position_says_who_gave_it, an uncertain person": lambda w: position(
        w, origin="person", correction=w.correction, probability=None, uncertain=True
    ),
    "explanation_words_with_probability": lambda w: explanation(w, words=[]),
    "explanation_words_with_probability, above 1": lambda w: explanation(w, words=[], probability=1.1),
    "explanation_words_with_probability, and a problem": lambda w: explanation(
        w, words=[], probability=0.5, problem="It stopped."
    ),
    "explanation verdict unique": lambda w: [explanation(w) for _ in range(2)],
    # events, uploads
    "event_unique": lambda w: [Event.objects.create(date=date(2022, 1, 1), title="A", source="B") for _ in range(2)],
    "event_kind_is_a_known_word": lambda w: Event.objects.create(
        date=date(2022, 1, 1), title="A", source="B", kind="party"
    ),
    "event_has_a_source": lambda w: Event.objects.create(date=date(2022, 1, 1), title="A", source=""),
    "upload_item_kept_waiting_or_refused, none": item,
    "upload_item_kept_waiting_or_refused, both": lambda w: item(w, draft={"text": "…"}, article=w.article),
}

#: Rules that cannot be broken without a second one; which of the two is named is the database's affair.
BROKEN_WITH = {"actor_status_is_a_known_word": "actor_merged_exactly_when_it_says_into_whom"}


@pytest.mark.parametrize("rule", BROKEN)
def test_the_database_refuses(world: World, rule: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        BROKEN[rule](world)
    name, message = rule.split(",", maxsplit=1)[0], str(refusal.value)
    if name in _declared(models.CheckConstraint):
        assert name in message or BROKEN_WITH.get(name, name) in message
    else:
        assert "unique" in message.lower()


def test_every_constraint_of_every_model_is_broken_once() -> None:
    broken = {name.split(",")[0] for name in BROKEN}
    assert _declared(models.BaseConstraint) - broken == set()


def _declared(kind: type[models.BaseConstraint]) -> set[str]:
    return {
        constraint.name for model in _ours() for constraint in model._meta.constraints if isinstance(constraint, kind)
    }


def _ours() -> list[type[models.Model]]:
    return [model for model in apps.get_app_config("stances").get_models() if not hasattr(model, "history_object")]


@pytest.mark.parametrize("gone", ["actor", "outlet", "run", "person"])
def test_what_statements_and_labels_rest_on_cannot_be_deleted(world: World, gone: str) -> None:
    row = {"actor": world.actor, "outlet": world.article.outlet, "run": world.run, "person": world.person}[gone]
    with pytest.raises(ProtectedError):
        row.delete()


def test_a_verdict_of_the_same_run_on_other_words_stands_beside_the_first(world: World) -> None:
    assert verdict(world, run=world.run, words="3-9").run == world.run
    with pytest.raises(IntegrityError), transaction.atomic():
        verdict(world, run=world.run, words="3-9")


@pytest.mark.parametrize(
    ("first", "second"), [("Çavuşlu", "Cavuslu"), ("Зоряний", "ЗОРЯНИЙ"), ("Ilva O’Torrent", "ilva o'torrent")]
)
def test_spellings_that_fold_alike_find_the_same_actor(first: str, second: str) -> None:
    actor = make.ActorFactory(name=first)
    assert list(Actor.objects.called(second)) == [actor]


def test_the_latest_role_held_on_a_day_is_the_role_of_that_day() -> None:
    actor = make.ActorFactory()
    deputy = make.RoleFactory(actor=actor, title="Deputy", start=date(2018, 1, 1), end=date(2021, 6, 30))
    minister = make.RoleFactory(actor=actor, title="Minister", start=date(2021, 6, 1))
    assert actor.role_on(date(2017, 12, 31)) is None
    assert actor.role_on(date(2021, 5, 31)) == deputy
    assert actor.role_on(date(2021, 6, 15)) == minister
    assert Role.objects.count() == 2


def test_charts_count_only_standing_dated_statements_of_tracked_actors_about_the_target(world: World) -> None:
    for change in (
        {"rejected": True},
        {"retired": True},
        {"negated": True},
        {"said_on": None, "date_basis": "undated"},
    ):
        assert Position.objects.charted().count() == 1
        before = {name: getattr(world.statement, name) for name in change}
        statement(world, **change)
        assert Position.objects.charted().count() == 0, change
        statement(world, **before)
    original = make.ArticleFactory()
    for row, change in (
        (world.actor, {"status": "proposed"}),
        (world.article, {"copy_of": original}),
        (world.position, {"label": "unrelated"}),
    ):
        assert Position.objects.charted().count() == 1
        before = {name: getattr(row, name) for name in change}
        type(row).objects.filter(pk=row.pk).update(**change)
        assert Position.objects.charted().count() == 0, change
        type(row).objects.filter(pk=row.pk).update(**before)
