"""A run on trial: what it asks, what it leaves as it is, what is told of it, and what taking it over changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stances import freshness, ingest, positions, rejudging, review, roles, runs, trials
from stances.models import Article, Correction, Position, Run, Statement, Target, Verdict
from stances.reading import READER
from stances.records import Pair, Probabilities
from stances.trail import trail
from stances.vocabulary import STANCES, ArticleState, Stance, StatementKind
from tests import factories as make
from tests.fakes import FakeModel, Machine, found

pytestmark = pytest.mark.django_db

TEXT = (
    "Talks opened in Port Alder. Ilva Torrent said that the treaty holds for everyone. "
    "“We shall stay,” Torrent said, “and we shall talk.” She added that no ship will sail. The harbour stays open."
)
TREATY, SHIP, HARBOUR = "the treaty holds for everyone", "no ship will sail", "The harbour stays open"
STAY = "We shall stay,” Torrent said, “and we shall talk."


@dataclass
class Scripted(FakeModel):
    """Says what the script has for the words, and else what a `FakeModel` says."""

    script: dict[str, tuple[Stance, float]] = field(default_factory=dict)

    def judge(self, pairs: Sequence[Pair]) -> list[Probabilities]:
        usual = super().judge(pairs)
        return [
            distribution(*self.script[pair.statement]) if pair.statement in self.script else given
            for pair, given in zip(pairs, usual, strict=True)
        ]


def distribution(label: Stance, probability: float) -> Probabilities:
    rest = (1.0 - probability) / 3
    return Probabilities(*(probability if stance == label else rest for stance in STANCES))


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(monkeypatch)
    machine.reader = READER
    return machine


@pytest.fixture
def target() -> Target:
    row: Target = make.TargetFactory()
    return row


@pytest.fixture
def person() -> Any:
    user = make.UserFactory()
    roles.grant(user, roles.ADMINISTRATORS)
    return user


@pytest.fixture
def article(machine: Machine, target: Target) -> Article:
    """Four statements of one actor, analysed by revision 1, which finds them all supportive."""
    actor = make.RoleFactory().actor
    machine.finds = lambda text: [
        found(text, TREATY, actor=actor.pk),
        found(text, STAY, actor=actor.pk, kind=StatementKind.DIRECT, quoted=("We shall stay,", "and we shall talk.")),
        found(text, SHIP, actor=actor.pk),
        found(text, HARBOUR, name="a spokesman"),
    ]
    row: Article = make.ArticleFactory(text=TEXT, state=ArticleState.WAITING)
    assert ingest.analyse_article(row.pk)
    return row


def another(machine: Machine, label: Stance = Stance.CRITICAL, **script: tuple[Stance, float]) -> Scripted:
    """Revision 2 is set from now on."""
    words = {"treaty": TREATY, "stay": "We shall stay, and we shall talk.", "ship": SHIP, "harbour": HARBOUR}
    machine.model = Scripted(label=label, revision="2", script={words[key]: said for key, said in script.items()})
    return machine.model  # type: ignore[no-any-return]


def tried(model: Any) -> Run:
    run = rejudging.start(model)
    for _ in rejudging.judge_missing(run, model, rejudging.missing(run)):
        pass
    return run


def in_force() -> list[Any]:
    return list(Position.objects.order_by("pk").values())


def row_of(words: str) -> Statement:
    return Statement.objects.get(text=words)


# --- judging ------------------------------------------------------------------------------


def test_a_trial_asks_what_the_analysis_asked(machine: Machine, article: Article) -> None:
    asked = list(machine.model.asked)
    tried(another(machine))
    assert machine.model.asked == asked
    assert len(asked) == 4


def test_a_trial_changes_nothing_that_a_reader_sees(
    machine: Machine, article: Article, client: Client, settings: Any
) -> None:
    statement = row_of(TREATY)
    pages = [statement.get_absolute_url(), "/methodology/", f"/api/v1/statements/{statement.pk}", "/api/v1/methodology"]
    before, labels = [client.get(page).content for page in pages], in_force()
    assert b"revision 1" in before[0]
    assert b'"revision": "1"' in before[2]
    assert tried(another(machine)).verdicts.count() == 4
    assert in_force() == labels
    assert [client.get(page).content for page in pages] == before


def test_rejected_and_retired_statements_are_judged_too(machine: Machine, article: Article, person: Any) -> None:
    review.reject(statement=row_of(TREATY), person=person, reason="r")
    Statement.objects.filter(pk=row_of(SHIP).pk).update(retired=True)
    assert tried(another(machine)).verdicts.count() == 4


def test_inactive_targets_are_left_out_and_new_ones_judged(machine: Machine, article: Article, target: Target) -> None:
    Target.objects.update(active=False)
    late = make.TargetFactory(name="Eastland")
    run = tried(another(machine))
    assert set(run.verdicts.values_list("target", flat=True)) == {late.pk}


def test_what_is_judged_is_not_asked_again(machine: Machine, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejudging, "TOGETHER", 3)
    model = another(machine)
    run = rejudging.start(model)
    steps = rejudging.judge_missing(run, model, rejudging.missing(run))
    assert next(steps) == 3
    steps.close()
    assert [one.statement for one in rejudging.missing(run)] == [row_of(HARBOUR).pk]
    assert tried(model) == run
    assert [pair.statement for pair in model.asked[3:]] == [HARBOUR]
    assert rejudging.missing(run) == []


def test_words_that_a_person_has_moved_since_are_judged_once_more(
    machine: Machine, article: Article, person: Any
) -> None:
    model = another(machine)
    run = tried(model)
    row = row_of(TREATY)
    review.set_span(statement=row, start=row.start, end=row.end - len(" for everyone"), person=person, reason="r")
    assert [one.statement for one in rejudging.missing(run)] == [row.pk]
    tried(model)
    assert model.asked[-1].statement == "the treaty holds"
    assert rejudging.missing(run) == []


def test_a_statement_changed_or_deleted_while_it_is_judged_gets_no_verdict(
    machine: Machine, article: Article, person: Any
) -> None:
    model = another(machine)
    changed, deleted = row_of(TREATY), row_of(SHIP)
    judge = model.judge

    def meanwhile(pairs: Sequence[Pair]) -> list[Probabilities]:
        review.set_actor(statement=changed, actor=make.ActorFactory(), person=person, reason="r")
        deleted.delete()
        return judge(pairs)

    model.judge = meanwhile  # type: ignore[method-assign]
    run = tried(model)
    assert run.verdicts.count() == 2
    assert [one.statement for one in rejudging.missing(run)] == [changed.pk]


def test_an_article_that_is_read_again_is_tried_again(machine: Machine, article: Article, target: Target) -> None:
    run = tried(another(machine))
    Article.objects.update(state=ArticleState.WAITING)
    assert ingest.analyse_article(article.pk)
    assert len(rejudging.missing(run)) == 4


def test_what_is_analysed_during_a_trial_is_labelled_at_once(machine: Machine, article: Article) -> None:
    """Also by a worker that has today's setting, which is the trial's."""
    run = tried(another(machine))
    new = make.ArticleFactory(text=TEXT + " And more.", state=ArticleState.WAITING)
    assert ingest.analyse_article(new.pk)
    labels = Position.objects.filter(statement__article=new)
    assert set(labels.values_list("label", flat=True)) == {"critical"}
    assert run.pk not in set(labels.values_list("verdict__run", flat=True))
    assert Run.objects.in_force().first().revision == "2"
    assert rejudging.trial() == run
    assert len(rejudging.missing(run)) == 4


def test_there_is_one_trial_and_another_setting_waits_for_its_end(machine: Machine, article: Article) -> None:
    run = tried(another(machine))
    assert rejudging.start(machine.model) == run
    machine.model.revision = "3"
    with pytest.raises(rejudging.CannotRejudge, match="--discard"):
        rejudging.start(machine.model)


@pytest.mark.parametrize(
    ("changed", "others"), [({}, 0), ({"name": "other"}, 4), ({"revision": "2"}, 4), ({"uncertain_below": 0.7}, 4)]
)
def test_labels_of_another_model_or_threshold_are_what_a_trial_is_for(
    machine: Machine, article: Article, changed: dict[str, Any], others: int
) -> None:
    for name, value in changed.items():
        setattr(machine.model, name, value)
    found = rejudging.need(machine.model)
    assert (found.pairs, found.others, found.readers) == (4, others, ())
    Statement.objects.filter(text=SHIP).update(reader="rules-0")
    assert rejudging.need(machine.model).readers == ("rules-0",)


# --- taking over ----------------------------------------------------------------------------


def test_taken_over_its_labels_are_in_force_and_what_people_said_stands(
    machine: Machine, article: Article, target: Target, person: Any, client: Client
) -> None:
    row = row_of(TREATY)
    review.correct(statement=row, target=target, label="neutral", person=person, reason="r")
    mark = freshness.stamp()
    run = tried(another(machine))
    assert rejudging.take_over(run) == 4
    assert freshness.stamp() != mark
    assert Correction.objects.count() == 1
    labels = {position.statement.text: position for position in Position.objects.select_related("statement")}
    assert (labels[TREATY].label, labels[TREATY].origin, labels[TREATY].verdict.run) == ("neutral", "person", run)
    assert {labels[words].label for words in (SHIP, HARBOUR, STAY)} == {"critical"}
    assert {position.verdict.run for position in labels.values()} == {run}
    assert Run.objects.in_force().first() == runs.current_run(machine.model, READER) == run
    entry = next(entry for entry in trail(row) if entry.what == "run")
    run.refresh_from_db()
    assert (entry.run, entry.when) == (run, run.in_force_since)
    assert b"revision 2" in client.get(row.get_absolute_url()).content
    review.correct(statement=row, target=target, label="", person=person, reason="r")
    assert Position.objects.get(statement=row).label == "critical"


def test_it_goes_before_a_run_that_came_into_force_while_it_was_judged(machine: Machine, article: Article) -> None:
    run = tried(another(machine))
    later = make.RunFactory()
    make.judged(row_of(TREATY), Target.objects.get(name="Norland"), Stance.NEUTRAL, run=later)
    rejudging.take_over(run)
    assert set(Position.objects.values_list("label", flat=True)) == {"critical"}
    assert Run.objects.in_force().first() == run


def test_taking_over_that_fails_half_way_leaves_everything_as_it_was(
    machine: Machine, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rejudging, "_BATCH", 2)
    run, labels = tried(another(machine)), in_force()
    original, calls = positions.refresh, []

    def fails(ids: Any) -> int:
        calls.append(list(ids))
        if len(calls) == 2:
            raise RuntimeError("the machine is gone")
        return original(calls[-1])

    monkeypatch.setattr(positions, "refresh", fails)
    with pytest.raises(RuntimeError):
        rejudging.take_over(run)
    assert len(calls) == 2
    assert in_force() == labels
    assert rejudging.trial() == run


def test_discarded_nothing_is_left_of_it_and_it_can_be_started_anew(machine: Machine, article: Article) -> None:
    labels = in_force()
    run = tried(another(machine))
    assert rejudging.discard(run) == 4
    assert (rejudging.trial(), Verdict.objects.count(), Run.objects.count()) == (None, 4, 1)
    assert in_force() == labels
    for step in (rejudging.take_over, rejudging.discard):
        with pytest.raises(rejudging.CannotRejudge, match="meanwhile"):
            step(run)
    assert tried(machine.model).verdicts.count() == 4


# --- the report -----------------------------------------------------------------------------


def test_the_report_counts_changes_people_first_labels_and_doubt(
    machine: Machine, article: Article, target: Target, person: Any
) -> None:
    review.correct(statement=row_of(TREATY), target=target, label="critical", person=person, reason="r")
    review.correct(statement=row_of(HARBOUR), target=target, label="supportive", person=person, reason="r")
    late = make.StatementFactory(article=article, text="Talks opened", reader=READER)
    model = another(
        machine, treaty=(Stance.CRITICAL, 0.9), harbour=(Stance.NEUTRAL, 0.9), ship=(Stance.SUPPORTIVE, 0.4)
    )
    run = tried(model)
    report = trials.compare(run)
    assert report.judged == 5
    assert report.tables == {
        "Norland": {(Stance.SUPPORTIVE, Stance.CRITICAL): 1, (Stance.SUPPORTIVE, Stance.SUPPORTIVE): 1}
    }
    assert (report.changed, report.compared, report.first, report.people) == (1, 2, 1, 2)
    assert (report.agreement_before, report.agreement_after) == (trials.Agreement(2, 1), trials.Agreement(2, 1))
    assert (report.newly_uncertain, report.no_longer_uncertain) == (1, 0)
    assert report.before == {Position.objects.first().verdict.run_id: 4}
    review.reject(statement=late, person=person, reason="r")
    assert (trials.compare(run).first, trials.compare(run).judged) == (0, 5)


@pytest.mark.parametrize(
    ("before", "after", "facts"),
    [
        ((Stance.SUPPORTIVE, 0.9), (Stance.SUPPORTIVE, 0.5), (0, 1, 0)),
        ((Stance.SUPPORTIVE, 0.5), (Stance.SUPPORTIVE, 0.9), (0, 0, 1)),
        ((Stance.SUPPORTIVE, 0.5), (Stance.CRITICAL, 0.5), (1, 0, 0)),
        ((Stance.UNRELATED, 0.9), (Stance.NEUTRAL, 0.9), (1, 0, 0)),
        ((Stance.NEUTRAL, 0.9), (Stance.NEUTRAL, 0.9), (0, 0, 0)),
    ],
)
def test_each_pair_is_changed_newly_uncertain_or_no_longer(
    machine: Machine,
    target: Target,
    before: tuple[Stance, float],
    after: tuple[Stance, float],
    facts: tuple[int, int, int],
) -> None:
    row = make.StatementFactory()
    make.judged(row, target, *before)
    report = trials.compare(tried(Scripted(label=after[0], probability=after[1], revision="2")))
    assert (report.changed, report.newly_uncertain, report.no_longer_uncertain) == facts


def test_means_that_move_are_those_of_the_charts_the_farthest_first(machine: Machine, target: Target) -> None:
    model = another(machine, label=Stance.SUPPORTIVE)
    few, far, near, still = (make.ActorFactory(name=name) for name in ("Few", "Far", "Near", "Still"))
    for actor, turned, n in ((few, 2, 2), (far, 4, 4), (near, 1, 4), (still, 0, 4)):
        for at in range(n):
            words = f"Words {at} of {actor.name}."
            article = make.ArticleFactory(text=words)
            row = make.StatementFactory(article=article, actor=actor, text=words)
            make.judged(row, target, Stance.SUPPORTIVE)
            if at < turned:
                model.script[words] = (Stance.CRITICAL, 0.85)
    # Said by nobody tracked, denied, not about it: none of these is in a mean, before.
    make.judged(make.StatementFactory(actor=near, negated=True), target, Stance.CRITICAL)
    make.judged(make.StatementFactory(actor=near, said_on=None, date_basis="undated"), target, Stance.CRITICAL)
    words = "Words that are about it now."
    row = make.StatementFactory(article=make.ArticleFactory(text=words), actor=near, text=words)
    make.judged(row, target, Stance.UNRELATED)
    run = tried(model)
    listed = trials.compare(run).means
    assert [(one.actor, one.target, one.n_before, one.n_after) for one in listed] == [
        ("Far", "Norland", 4, 4),
        ("Near", "Norland", 4, 5),
    ]

    def charted(actor: Any) -> float:
        return fmean(Position.objects.charted().filter(statement__actor=actor).values_list("score", flat=True))

    assert [one.before for one in listed] == pytest.approx([charted(far), charted(near)])
    rejudging.take_over(run)
    assert [one.after for one in listed] == pytest.approx([charted(far), charted(near)])


def test_a_persons_label_stays_in_the_means(machine: Machine, target: Target, person: Any) -> None:
    actor = make.ActorFactory()
    for _ in range(3):
        row = make.StatementFactory(actor=actor)
        make.judged(row, target, Stance.SUPPORTIVE)
        review.correct(statement=row, target=target, label="critical", person=person, reason="r")
    assert trials.compare(tried(another(machine, label=Stance.NEUTRAL))).means == ()


def test_report_and_search_for_what_is_missing_ask_as_much_of_few_as_of_many(machine: Machine, target: Target) -> None:
    def queries(n: int) -> tuple[int, int]:
        for _ in range(n):
            make.judged(make.StatementFactory(), target, Stance.CRITICAL)
        run = tried(another(machine))
        with CaptureQueriesContext(
            connection,
        ) as report:
            trials.compare(run)
        with CaptureQueriesContext(connection) as search:
            rejudging.missing(run)
        return len([one for one in report if "SELECT" in one["sql"]]), len(search)

    few = queries(3)
    assert queries(20) == few
    assert few[0] <= 7
    assert few[1] == 4


def test_judging_asks_the_database_as_much_for_few_as_for_many(machine: Machine, target: Target) -> None:
    def queries(n: int) -> int:
        for _ in range(n):
            make.judged(make.StatementFactory(actor=make.RoleFactory().actor), target)
        model = another(machine)
        run = rejudging.start(model)
        left = rejudging.missing(run)
        assert len(left) == n
        with CaptureQueriesContext(connection) as caught:
            list(rejudging.judge_missing(run, model, left))
        return len(caught)

    assert queries(2) == queries(12)
