"""The label in force follows one rule, however verdicts, corrections and spans came about."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stances import positions, review
from stances.models import Correction, Position, Run, Statement, Target, Verdict
from stances.vocabulary import STANCES, Stance
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement() -> Statement:
    row: Statement = make.StatementFactory()
    return row


@pytest.fixture
def target() -> Target:
    row: Target = make.TargetFactory()
    return row


def says(statement: Statement, target: Target, label: str) -> Correction:
    return Correction.objects.create(statement=statement, target=target, label=label, person=make.UserFactory())


def test_the_newest_runs_verdict_is_in_force(statement: Statement, target: Target) -> None:
    old, new = make.RunFactory(), make.RunFactory()
    make.judged(statement, target, Stance.CRITICAL, run=new)
    make.judged(statement, target, Stance.SUPPORTIVE, run=old)  # recorded later, by the older run
    position = Position.objects.get()
    assert (position.label, position.origin, position.verdict.run) == ("critical", "model", new)
    assert position.probability == pytest.approx(0.85)
    assert position.score == pytest.approx(0.05 - 0.85)


@pytest.mark.parametrize(
    ("label", "score"), [("supportive", 1.0), ("critical", -1.0), ("neutral", 0.0), ("unrelated", 0.0)]
)
def test_a_persons_label_wins_and_counts_as_plus_or_minus_one_or_nought(
    statement: Statement, target: Target, label: str, score: float
) -> None:
    verdict = make.judged(statement, target, Stance.SUPPORTIVE)
    correction = says(statement, target, label)
    positions.refresh([statement.pk])
    position = Position.objects.get()
    assert (position.label, position.score, position.origin) == (label, score, "person")
    assert (position.probability, position.uncertain) == (None, False)
    assert (position.correction, position.verdict) == (correction, verdict)


def test_the_latest_correction_wins(statement: Statement, target: Target) -> None:
    make.judged(statement, target)
    says(statement, target, "critical")
    says(statement, target, "neutral")
    positions.refresh([statement.pk])
    assert Position.objects.get().label == "neutral"


def test_an_empty_correction_hands_the_question_back_to_the_model(statement: Statement, target: Target) -> None:
    make.judged(statement, target, Stance.SUPPORTIVE)
    says(statement, target, "critical")
    says(statement, target, "")
    positions.refresh([statement.pk])
    position = Position.objects.get()
    assert (position.label, position.origin, position.correction) == ("supportive", "model", None)


def test_handing_back_what_the_model_never_judged_leaves_no_label(statement: Statement, target: Target) -> None:
    says(statement, target, "critical")
    positions.refresh([statement.pk])
    assert Position.objects.count() == 1
    says(statement, target, "")
    assert positions.refresh([statement.pk]) == 0
    assert not Position.objects.exists()


@pytest.mark.parametrize(("probability", "uncertain"), [(0.59, True), (0.6, False), (0.61, False)])
def test_a_label_less_probable_than_its_runs_threshold_is_uncertain(
    statement: Statement, target: Target, probability: float, uncertain: bool
) -> None:
    make.judged(statement, target, probability=probability, run=make.RunFactory(uncertain_below=0.6))
    assert Position.objects.get().uncertain is uncertain


def test_a_verdict_on_the_words_before_a_person_moved_the_span_is_uncertain(
    statement: Statement, target: Target
) -> None:
    newer = make.RunFactory()
    make.judged(statement, target, Stance.SUPPORTIVE, probability=0.99, run=newer)
    Statement.objects.filter(pk=statement.pk).update(end=statement.end - 6, span_by_person=True)
    statement.refresh_from_db()
    positions.refresh([statement.pk])
    position = Position.objects.get()
    assert (position.label, position.uncertain) == ("supportive", True)

    Verdict.objects.create(
        statement=statement, target=target, run=newer, words=statement.judged_words,
        supportive=0.02, critical=0.94, neutral=0.02, unrelated=0.02,
    )  # fmt: skip
    positions.refresh([statement.pk])
    position = Position.objects.get()
    assert (position.label, position.uncertain) == ("critical", False)


def test_the_words_as_they_stand_go_before_a_newer_run_on_the_words_before(
    statement: Statement, target: Target
) -> None:
    older, newer = make.RunFactory(), make.RunFactory()
    Statement.objects.filter(pk=statement.pk).update(end=statement.end - 6, span_by_person=True)
    statement.refresh_from_db()
    Verdict.objects.create(
        statement=statement, target=target, run=older, words=statement.judged_words,
        supportive=0.02, critical=0.94, neutral=0.02, unrelated=0.02,
    )  # fmt: skip
    make.judged(statement, target, Stance.SUPPORTIVE, run=newer)
    position = Position.objects.get()
    assert (position.label, position.verdict.run) == ("critical", older)


def test_working_it_out_again_changes_nothing_and_keeps_the_rows(statement: Statement, target: Target) -> None:
    make.judged(statement, target)
    before = list(Position.objects.values())
    assert positions.refresh([statement.pk]) == 1
    assert positions.refresh([statement.pk, statement.pk]) == 1
    assert list(Position.objects.values()) == before


def test_only_the_statements_asked_for_are_worked_out(statement: Statement, target: Target) -> None:
    other = make.StatementFactory()
    make.judged(statement, target)
    says(statement, target, "critical")
    says(other, target, "critical")
    positions.refresh([other.pk])
    assert Position.objects.get(statement=statement).label == "supportive"


def test_more_statements_than_fit_in_one_query_are_all_worked_out(
    monkeypatch: pytest.MonkeyPatch, target: Target
) -> None:
    monkeypatch.setattr(positions, "_BATCH", 2)
    article = make.ArticleFactory(text="One two three four five six.")
    rows = [make.StatementFactory(article=article, text=word) for word in ("One", "two", "three", "four", "five")]
    for row in rows:
        says(row, target, "neutral")
    assert positions.refresh(row.pk for row in rows) == 5
    assert Position.objects.filter(origin="person").count() == 5


# --- against the rule written down a second time, one pair at a time ----------------------------


@dataclass(frozen=True)
class Write:
    """One thing that happens: a verdict of a run (by its number), or a correction."""

    statement: int
    target: int
    run: int | None
    label: str


writes = st.lists(
    st.one_of(
        st.builds(Write, st.integers(0, 1), st.integers(0, 1), st.integers(0, 2), st.sampled_from(STANCES)),
        st.builds(Write, st.integers(0, 1), st.integers(0, 1), st.none(), st.sampled_from([*STANCES, ""])),
    ),
    max_size=12,
)


def in_force(history: list[Write]) -> dict[tuple[int, int], tuple[str, str]]:
    """(statement, target) → (label, origin), by going through what happened."""
    result = {}
    for pair in {(one.statement, one.target) for one in history}:
        mine = [one for one in history if (one.statement, one.target) == pair]
        people = [one.label for one in mine if one.run is None]
        machine = {one.run: one.label for one in reversed(mine) if one.run is not None}  # a run speaks once
        if people and people[-1]:
            result[pair] = (str(people[-1]), "person")
        elif machine:
            result[pair] = (str(machine[max(machine)]), "model")
    return result


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=writes)
def test_labels_in_force_equal_a_recomputation_from_the_whole_history(history: list[Write]) -> None:
    Statement.objects.all().delete()
    Run.objects.all().delete()
    article = make.ArticleFactory(text="First. Second.")
    statements = [make.StatementFactory(article=article, text=word) for word in ("First", "Second")]
    targets = [make.TargetFactory(name=name) for name in ("Norland", "Sudland")]
    runs = [make.RunFactory() for _ in range(3)]
    person = make.UserFactory()
    spoken: set[tuple[int, int, int]] = set()
    for one in history:
        statement, target = statements[one.statement], targets[one.target]
        if one.run is None:
            Correction.objects.create(statement=statement, target=target, label=one.label, person=person)
        elif (one.statement, one.target, one.run) not in spoken:
            spoken.add((one.statement, one.target, one.run))
            make.judged(statement, target, Stance(one.label), run=runs[one.run])
        positions.refresh([statement.pk])
    kept = {
        (statements.index(row.statement), targets.index(row.target)): (row.label, row.origin)
        for row in Position.objects.select_related("statement", "target")
    }
    assert kept == in_force(history)
    article.delete()


# --- when a person and a run meet ---------------------------------------------------------------


# Not marked `postgres`: it follows the suite's own database, and CI runs the suite on PostgreSQL as well.
@pytest.mark.django_db(transaction=True)
def test_a_correction_made_while_a_run_works_the_labels_out_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run has read that nobody corrected anything; the correction comes; the run writes."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: SQLite lets one connection write at a time")
    statement, target, person = make.StatementFactory(), make.TargetFactory(), make.UserFactory(is_superuser=True)
    make.judged(statement, target, Stance.SUPPORTIVE)
    read, corrected = threading.Event(), threading.Event()
    real = positions._in_force

    def slowly(*args: Any) -> Position | None:
        if threading.current_thread().name == "run":
            read.set()
            corrected.wait(1)  # long enough for a correction that nothing holds up
        return real(*args)

    monkeypatch.setattr(positions, "_in_force", slowly)

    def run() -> None:
        positions.refresh([statement.pk])
        connection.close()

    thread = threading.Thread(target=run, name="run")
    thread.start()
    assert read.wait(10)
    review.correct(statement=statement, target=target, label="critical", person=person)
    corrected.set()
    thread.join(10)
    assert Position.objects.get().label == "critical"
