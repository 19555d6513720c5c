"""What an analysis writes down, and what it leaves as it is when an article is analysed again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stances import ingest, merging, review, roles
from stances.models import Article, Position, Run, Statement, Target, Verdict
from stances.vocabulary import ArticleState, Stance, StatementKind, Unresolved
from tests import factories as make
from tests.fakes import Machine, found

pytestmark = pytest.mark.django_db

TEXT = (
    "Talks opened in Port Alder on Friday. Ilva Torrent said that the treaty holds for everyone. "
    "She added that no ship will sail before spring. A spokesman said the harbour stays open."
)
TREATY, SHIP, HARBOUR = "the treaty holds for everyone", "no ship will sail before spring", "the harbour stays open"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(monkeypatch)
    machine.finds = lambda text: [found(text, TREATY), found(text, SHIP)]
    return machine


@pytest.fixture
def article() -> Article:
    row: Article = make.ArticleFactory(text=TEXT, state=ArticleState.WAITING)
    return row


@pytest.fixture
def targets() -> list[Target]:
    return [make.TargetFactory(name=name) for name in ("Norland", "Sudland")]


@pytest.fixture
def person() -> Any:
    user = make.UserFactory()
    roles.grant(user, roles.ADMINISTRATORS)
    return user


def analyse(article: Article) -> bool:
    Article.objects.filter(pk=article.pk).update(state=ArticleState.WAITING)
    return ingest.analyse_article(article.pk)


def row_of(words: str) -> Statement:
    return Statement.objects.get(text=words)


# --- the first time -----------------------------------------------------------------------


def test_every_statement_is_judged_toward_every_active_target_in_one_batch(
    machine: Machine, article: Article, targets: list[Target]
) -> None:
    make.TargetFactory(name="Eastland", active=False)
    make.TargetAliasFactory(target=targets[0], text="Norburg")
    assert analyse(article)
    assert machine.model.calls == 1
    assert [(pair.statement, pair.target.name) for pair in machine.model.asked] == [
        (words, name) for words in (TREATY, SHIP) for name in ("Norland", "Sudland")
    ]
    assert machine.model.asked[0].target.aliases == ("Norburg",)
    assert Verdict.objects.count() == Position.objects.filter(label="supportive").count() == 4
    article.refresh_from_db()
    assert (article.state, article.claim, article.attempts, article.notes) == ("analysed", None, 0, "A note.")
    assert article.analysed_at is not None


def test_the_judge_is_told_the_speaker_with_the_role_held_on_the_day(
    machine: Machine, article: Article, targets: list[Target]
) -> None:
    actor = make.ActorFactory(name="Ilva Torrent")
    make.RoleFactory(actor=actor, title="Mayor of Port Alder", end=date(2019, 12, 31))
    make.RoleFactory(actor=actor, title="Foreign Minister of Vestland", start=date(2020, 1, 1))
    machine.finds = lambda text: [
        found(text, TREATY, actor=actor.pk, said_on=date(2019, 5, 1)),
        found(text, SHIP, actor=actor.pk),
        found(text, HARBOUR, name="a spokesman"),
    ]
    analyse(article)
    assert [pair.speaker for pair in machine.model.asked[::2]] == [
        "Ilva Torrent, Mayor of Port Alder",
        "Ilva Torrent, Foreign Minister of Vestland",  # on the day the article was published
        "a spokesman",
    ]
    assert row_of(TREATY).actor == actor
    assert (row_of(HARBOUR).actor, row_of(HARBOUR).unresolved) == (None, "unknown_name")


def test_a_split_quotation_is_judged_without_the_attribution_inside_it(machine: Machine, targets: list[Target]) -> None:
    text = "“We shall stay,” Torrent said, “and we shall talk.” Rain fell."
    machine.finds = lambda text: [
        found(
            text,
            "We shall stay,” Torrent said, “and we shall talk.",
            kind=StatementKind.DIRECT,
            quoted=("We shall stay,", "and we shall talk."),
        )
    ]
    analyse(make.ArticleFactory(text=text))
    assert machine.model.asked[0].statement == "We shall stay, and we shall talk."


def test_an_article_without_statements_is_analysed_and_the_model_not_asked(
    machine: Machine, article: Article, targets: list[Target]
) -> None:
    machine.finds = lambda text: []
    assert analyse(article)
    assert machine.model.calls == 0
    article.refresh_from_db()
    assert article.state == "analysed"


def test_an_actor_merged_while_the_article_was_read_is_the_one_it_became(
    machine: Machine, article: Article, targets: list[Target], person: Any
) -> None:
    keep, other, rejected = make.ActorFactory(), make.ActorFactory(), make.ActorFactory(status="rejected")
    machine.finds = lambda text: [found(text, TREATY, actor=other.pk), found(text, SHIP, actor=rejected.pk)]
    judge = machine.model.judge

    def meanwhile(pairs: Any) -> Any:
        merging.merge_actors(keep=keep, other=other, person=person)
        return judge(pairs)

    machine.model.judge = meanwhile
    assert analyse(article)
    assert row_of(TREATY).actor == keep
    assert (row_of(SHIP).actor, row_of(SHIP).unresolved) == (None, Unresolved.UNKNOWN_NAME)


# --- runs ---------------------------------------------------------------------------------


def test_the_same_setting_is_one_run_and_analysing_again_doubles_nothing(
    machine: Machine, article: Article, targets: list[Target]
) -> None:
    analyse(article)
    before = list(Verdict.objects.values()), list(Position.objects.values()), Statement.history.count()
    assert analyse(article)
    assert Run.objects.count() == 1
    assert (list(Verdict.objects.values()), list(Position.objects.values()), Statement.history.count()) == before


@pytest.mark.parametrize(
    ("name", "value"), [("name", "other"), ("revision", "2"), ("uncertain_below", 0.7), ("reader", "rules-2")]
)
def test_another_setting_is_another_run_whose_labels_come_into_force(
    machine: Machine, article: Article, targets: list[Target], name: str, value: Any
) -> None:
    analyse(article)
    setattr(machine if name == "reader" else machine.model, name, value)
    machine.model.label = Stance.CRITICAL
    analyse(article)
    assert Run.objects.count() == 2
    assert Verdict.objects.count() == 8
    assert set(Position.objects.values_list("label", "verdict__run")) == {("critical", Run.objects.latest("pk").pk)}


def test_a_setting_that_comes_back_is_in_force_again(machine: Machine, article: Article, targets: list[Target]) -> None:
    for revision, label in (("1", Stance.SUPPORTIVE), ("2", Stance.CRITICAL), ("1", Stance.SUPPORTIVE)):
        machine.model.revision, machine.model.label = revision, label
        analyse(article)
    assert set(Position.objects.values_list("label", flat=True)) == {"supportive"}
    assert Run.objects.count() == 3
    assert Position.objects.first().verdict.run == Run.objects.latest("pk")


def test_a_target_added_later_is_judged_under_the_same_run(
    machine: Machine, article: Article, targets: list[Target]
) -> None:
    analyse(article)
    late = make.TargetFactory(name="Eastland")
    analyse(article)
    assert Run.objects.count() == 1
    assert Verdict.objects.filter(target=late).count() == 2
    assert Verdict.objects.count() == 6


# --- what a person has set ----------------------------------------------------------------


def test_corrections_actor_and_span_set_by_a_person_outlive_a_newer_reader_and_model(
    machine: Machine, article: Article, targets: list[Target], person: Any
) -> None:
    analyse(article)
    actor, row = make.ActorFactory(), row_of(TREATY)
    review.correct(statement=row, target=targets[0], label="neutral", person=person, reason="r")
    review.set_actor(statement=row, actor=actor, person=person, reason="r")
    start = TEXT.index("the treaty holds")
    review.set_span(statement=row, start=start, end=start + len("the treaty holds"), person=person, reason="r")

    other = make.ActorFactory()
    machine.reader, machine.model.revision, machine.model.label = "rules-2", "2", Stance.CRITICAL
    machine.model.asked.clear()
    machine.finds = lambda text: [found(text, TREATY, actor=other.pk), found(text, SHIP, actor=other.pk)]
    analyse(article)

    row.refresh_from_db()
    assert (row.actor, row.text, row.reader) == (actor, "the treaty holds", "rules-2")
    assert row_of(SHIP).actor == other
    assert {pair.statement for pair in machine.model.asked} == {"the treaty holds", SHIP}
    assert machine.model.asked[0].speaker == actor.name
    labels = {one.target: (one.label, one.origin, one.uncertain) for one in row.positions.all()}
    assert labels[targets[0]] == ("neutral", "person", False)
    assert labels[targets[1]] == ("critical", "model", False)  # judged in the words that the person chose


def test_new_words_chosen_by_a_person_are_judged_under_the_same_run(
    machine: Machine, article: Article, targets: list[Target], person: Any
) -> None:
    analyse(article)
    row = row_of(TREATY)
    review.set_span(statement=row, start=row.start, end=row.end - len(" for everyone"), person=person)
    assert all(one.uncertain for one in row.positions.all())
    machine.model.label = Stance.CRITICAL  # of these words
    analyse(article)
    assert Run.objects.count() == 1
    assert {(one.label, one.uncertain) for one in row.positions.all()} == {("critical", False)}
    assert row.verdicts.count() == 4  # those on the words before are kept


def test_a_correction_made_while_the_article_was_judged_is_in_force_after_it(
    machine: Machine, article: Article, targets: list[Target], person: Any
) -> None:
    analyse(article)
    judge = machine.model.judge

    def meanwhile(pairs: Any) -> Any:
        review.correct(statement=row_of(TREATY), target=targets[0], label="neutral", person=person)
        review.reject(statement=row_of(SHIP), person=person)
        return judge(pairs)

    machine.model.judge, machine.model.revision = meanwhile, "2"
    assert analyse(article)
    assert Position.objects.get(statement=row_of(TREATY), target=targets[0]).label == "neutral"
    assert row_of(SHIP).rejected


# --- read again by a newer reader ---------------------------------------------------------------


def test_a_statement_no_longer_found_is_retired_and_comes_back_when_found_again(
    machine: Machine, article: Article, targets: list[Target]
) -> None:
    analyse(article)
    row = row_of(SHIP)
    machine.reader = "rules-2"
    machine.finds = lambda text: [found(text, TREATY)]
    analyse(article)
    row.refresh_from_db()
    assert row.retired
    assert row.history.latest().history_change_reason == "No longer found by rules-2"
    assert not Statement.objects.standing().filter(pk=row.pk).exists()
    machine.reader = "rules-3"
    machine.finds = lambda text: [found(text, TREATY), found(text, SHIP)]
    analyse(article)
    row.refresh_from_db()
    assert not row.retired
    assert Statement.objects.count() == 2


@pytest.mark.parametrize(
    "touch",
    [
        lambda row, target, person: review.correct(statement=row, target=target, label="neutral", person=person),
        lambda row, target, person: review.set_actor(statement=row, actor=make.ActorFactory(), person=person),
        lambda row, target, person: review.set_span(statement=row, start=row.start, end=row.end - 3, person=person),
    ],
    ids=["label", "speaker", "span"],
)
def test_a_statement_that_a_person_touched_stands_and_is_judged_though_the_reader_lost_it(
    machine: Machine, article: Article, targets: list[Target], person: Any, touch: Any
) -> None:
    analyse(article)
    row = row_of(SHIP)
    touch(row, targets[0], person)
    row.refresh_from_db()
    machine.reader = "rules-2"
    machine.finds = lambda text: [found(text, TREATY)]
    machine.model.asked.clear()
    analyse(article)
    row.refresh_from_db()
    assert not row.retired
    assert row.text in {pair.statement for pair in machine.model.asked}
    assert row.verdicts.filter(run=Run.objects.latest("pk")).count() == 2


def test_a_statement_whose_borders_a_newer_reader_moves_keeps_its_row_and_what_people_said_of_it(
    machine: Machine, article: Article, targets: list[Target], person: Any
) -> None:
    analyse(article)
    treaty, ship = row_of(TREATY), row_of(SHIP)
    review.correct(statement=treaty, target=targets[0], label="critical", person=person)
    review.reject(statement=ship, person=person)
    machine.reader = "rules-2"
    machine.finds = lambda text: [found(text, f"that {TREATY}"), found(text, f"that {SHIP}")]
    analyse(article)
    assert set(Statement.objects.values_list("pk", flat=True)) == {treaty.pk, ship.pk}
    treaty.refresh_from_db()
    ship.refresh_from_db()
    assert treaty.text == f"that {TREATY}"
    assert ship.rejected
    assert treaty.positions.get(target=targets[0]).label == "critical"
    assert treaty.history.latest().history_change_reason == "Read again by rules-2"


def test_a_statement_that_shares_few_words_with_a_known_one_is_another(
    machine: Machine, article: Article, targets: list[Target]
) -> None:
    analyse(article)
    machine.reader = "rules-2"
    machine.finds = lambda text: [found(text, "everyone. She added that no ship will sail"), found(text, HARBOUR)]
    analyse(article)
    assert Statement.objects.standing().count() == 2
    assert Statement.objects.count() == 4


def test_the_judged_words_of_a_run_name_the_words_as_they_were_asked(
    machine: Machine, article: Article, targets: list[Target], person: Any
) -> None:
    analyse(article)
    row = row_of(TREATY)
    judge = machine.model.judge

    def meanwhile(pairs: Any) -> Any:
        answers = judge(pairs)
        review.set_span(statement=row, start=row.start, end=row.end - len(" for everyone"), person=person)
        return answers

    machine.model.judge, machine.model.revision = meanwhile, "2"
    analyse(article)
    assert set(row.verdicts.values_list("words", flat=True)) == {""}
    assert all(one.uncertain for one in row.positions.all())  # the model has not seen the new words
