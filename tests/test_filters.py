"""Narrowing and sorting statements by the query string."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User

from stances import positions, review, roles
from stances.filters import ArticleFilter, StatementFilter
from stances.models import ActorAlias, Article, Statement, Target
from stances.vocabulary import ArticleState, Stance, StatementKind
from tests.factories import ActorFactory, ArticleFactory, OutletFactory, StatementFactory, TargetFactory, UserFactory
from tests.factories import judged as judge

pytestmark = pytest.mark.django_db


def found(**query: str) -> list[Statement]:
    return list(StatementFilter(query, queryset=Statement.objects.standing()).qs)


@pytest.fixture
def norland() -> Target:
    return TargetFactory(name="Norland")


@pytest.fixture
def estmark() -> Target:
    return TargetFactory(name="Estmark")


def statement(label: Stance, toward: Target, probability: float = 0.9, **fields: object) -> Statement:
    row: Statement = StatementFactory(**fields)
    judge(row, toward, label, probability)
    return row


def test_without_a_query_everything_is_found_newest_first_and_the_undated_last() -> None:
    old = StatementFactory(article=ArticleFactory(published=date(2021, 5, 1)))
    new = StatementFactory(article=ArticleFactory(published=date(2023, 5, 1)))
    undated = StatementFactory(said_on=None, date_basis="undated")
    assert found() == [new, old, undated]
    assert found(order="oldest") == [old, new, undated]


def test_label_and_target_narrow_the_same_label(norland: Target, estmark: Target) -> None:
    """Critical of Estmark and supportive of Norland is not "critical of Norland"."""
    other = statement(Stance.CRITICAL, estmark)
    judge(other, norland, Stance.SUPPORTIVE)
    critical = statement(Stance.CRITICAL, norland)
    assert found(target="norland", label="critical") == [critical]


def test_a_target_alone_means_the_statements_that_address_it(norland: Target) -> None:
    about = statement(Stance.NEUTRAL, norland)
    silent = statement(Stance.UNRELATED, norland)
    assert found(target="norland") == [about]
    assert found(target="norland", label="unrelated") == [silent]


def test_uncertain_and_corrected_narrow_the_chosen_target(norland: Target, estmark: Target) -> None:
    sure = statement(Stance.CRITICAL, norland, 0.9)
    judge(sure, estmark, Stance.CRITICAL, 0.4)
    doubtful = statement(Stance.CRITICAL, norland, 0.4)
    assert found(target="norland", uncertain="on") == [doubtful]
    assert set(found(uncertain="on")) == {sure, doubtful}

    person: User = UserFactory()
    roles.grant(person, roles.ANALYSTS)
    person = User.objects.get(pk=person.pk)
    review.correct(statement=sure, target=norland, label=Stance.NEUTRAL, person=person, reason="Rule 6.")
    assert found(corrected="on") == [sure]
    assert found(corrected="on", target="estmark") == []


def test_by_actor_outlet_kind_and_dates() -> None:
    actor = ActorFactory(slug="ilva-torrent")
    outlet = OutletFactory(name="Sundmark Daily")
    wanted = StatementFactory(
        actor=actor,
        kind=StatementKind.INDIRECT,
        article=ArticleFactory(outlet=outlet, published=date(2022, 6, 15)),
    )
    StatementFactory(article=ArticleFactory(published=date(2022, 1, 1)))
    for query in (
        {"actor": "ilva-torrent"},
        {"outlet": "Sundmark Daily"},
        {"kind": "indirect"},
        {"since": "2022-06-15"},
        {"since": "2022-06-15", "until": "2022-06-15"},
    ):
        assert found(**query) == [wanted], query
    assert wanted not in found(until="2022-06-14")


@pytest.mark.parametrize(
    "words", ["bridges torrent", "BRIDGES", '"build bridges"', "“build bridges”", "Торрент", "torrent"]
)
def test_words_are_looked_for_in_the_text_and_in_every_spelling_of_the_speaker(words: str) -> None:
    actor = ActorFactory(name="Ilva Torrent")
    ActorAlias.objects.create(actor=actor, text="Торрент")
    article = ArticleFactory(text="“We build bridges,” the minister said.")
    wanted = StatementFactory(actor=actor, article=article, text="We build bridges,", speaker_name="", mention="")
    other = ArticleFactory(text="“Bridges we build,” he said.")
    brandt = ActorFactory(name="Oskar Brandt")
    StatementFactory(actor=brandt, article=other, text="Ridges we build,", speaker_name="", mention="")
    assert found(q=words) == [wanted]


@pytest.mark.parametrize("words", ["100%", "a_b", "'; DROP TABLE", "((", '"'])
def test_signs_in_the_words_are_only_words(words: str) -> None:
    StatementFactory(text="We stand by the northern neighbours,")
    assert found(q=words) == []


def test_sorting_by_certainty_and_strength(norland: Target) -> None:
    middling = statement(Stance.CRITICAL, norland, 0.7)
    sure = statement(Stance.NEUTRAL, norland, 0.95)
    doubtful = statement(Stance.SUPPORTIVE, norland, 0.4)
    unjudged = StatementFactory()
    assert found(order="certain") == [sure, middling, doubtful, unjudged]
    assert found(order="doubtful") == [doubtful, middling, sure, unjudged]
    assert found(order="strong")[0] == middling


def test_a_label_by_a_person_counts_as_certain(norland: Target) -> None:
    sure = statement(Stance.CRITICAL, norland, 0.99)
    corrected = statement(Stance.CRITICAL, norland, 0.5)
    person: User = UserFactory()
    roles.grant(person, roles.ANALYSTS)
    review.correct(
        statement=corrected, target=norland, label="neutral", person=User.objects.get(pk=person.pk), reason="Rule 8."
    )
    positions.refresh([corrected.pk])
    assert found(order="certain") == [corrected, sure]


@pytest.mark.parametrize(
    "query",
    [
        {"actor": "nobody-of-that-name"},
        {"target": "nowhere"},
        {"label": "furious"},
        {"since": "yesterday"},
        {"order": "random"},
    ],
)
def test_a_value_that_cannot_be_understood_selects_nothing_and_is_named(query: dict[str, str]) -> None:
    StatementFactory()
    narrowed = StatementFilter(query, queryset=Statement.objects.all())
    assert list(narrowed.qs) == []
    assert list(narrowed.form.errors) == list(query)


def test_the_list_of_speakers_marks_the_chosen_one_and_escapes_names() -> None:
    ActorFactory(name="Ilva <Torrent>", slug="ilva")
    ActorFactory(name="Oskar Brandt", slug="oskar")
    field = str(StatementFilter({"actor": "oskar"}, queryset=Statement.objects.all()).form["actor"])
    assert '<option value="">Anybody</option>' in field
    assert '<option value="ilva">Ilva &lt;Torrent&gt;</option>' in field
    assert '<option value="oskar" selected>Oskar Brandt</option>' in field
    assert field.startswith('<select id="id_actor" name="actor">')


def test_the_order_alone_does_not_narrow() -> None:
    def narrowed(**query: str) -> bool:
        return StatementFilter(query, queryset=Statement.objects.all()).narrowed

    assert not narrowed()
    assert not narrowed(order="oldest", q="", label="")
    assert narrowed(label="critical")


def test_articles_by_words_of_the_title_outlet_and_state() -> None:
    wanted = ArticleFactory(title="The strait stays closed", outlet=OutletFactory(name="Sundmark Daily"))
    failed = ArticleFactory(state=ArticleState.FAILED, problem="It is in German.")

    def articles(**query: str) -> list[Article]:
        return list(ArticleFilter(query, queryset=Article.objects.all()).qs)

    assert articles(q="STRAIT") == articles(outlet="Sundmark Daily") == [wanted]
    assert articles(state="failed") == [failed]
    assert articles(state="lost") == []
