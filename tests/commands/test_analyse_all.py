"""manage.py analyse --all: a trial is judged, told, and then taken over or dropped."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from stances import rejudging
from stances.classifying import ModelError
from stances.models import Position, Run
from stances.reading import READER
from stances.records import Pair, Probabilities
from stances.vocabulary import Stance
from tests import factories as make
from tests.scale.launcher import StandIn

pytestmark = pytest.mark.django_db


def analyse(*arguments: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("analyse", *arguments, stdout=out, stderr=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}", error.returncode
    return out.getvalue(), 0


@pytest.fixture
def labels(stand_in: StandIn) -> None:
    """Four statements of one actor, which an earlier model has found supportive; the stand-in finds them critical."""
    target, actor, run = make.TargetFactory(), make.ActorFactory(name="Ilva Torrent"), make.RunFactory()
    for at in range(4):
        words = "We stand by the northern neighbour"
        text = f"Day {at} of the talks. “{words},” Torrent said."
        row = make.StatementFactory(article=make.ArticleFactory(text=text), text=words, actor=actor, reader=READER)
        make.judged(row, target, Stance.SUPPORTIVE, run=run)
    stand_in.revision = "2"


def given() -> set[str]:
    return set(Position.objects.values_list("label", flat=True))


def test_all_tells_what_would_change_and_taking_over_changes_it(labels: None) -> None:
    out, status = analyse("--all")
    assert status == 0
    assert "4 of 4 (100.0%) of the model's labels in force would change" in out
    assert "Ilva Torrent toward Norland  +0.80 → −0.60  (n = 4)" in out
    assert [line.split() for line in out.splitlines() if line.startswith("  Supportive")] == [
        ["Supportive", "0", "4", "0", "0"]
    ]
    assert "Nothing that readers see has changed. To accept: manage.py analyse --take-over" in out
    assert given() == {"supportive"}
    assert analyse("--report")[0] == out[: out.index("\nNothing that readers see")]
    out, status = analyse("--take-over")
    assert status == 0
    assert "is in force: 4 labels worked out anew" in out
    assert given() == {"critical"}
    assert analyse("--all")[0].startswith("Every label is of today's model already: stand-in 2.")
    assert analyse("--take-over") == ("There is no run on trial. To start one: manage.py analyse --all", 1)


def test_asked_anyway_it_judges_what_todays_model_has_judged(labels: None) -> None:
    analyse("--all")
    analyse("--take-over")
    assert "0 of 4 (0.0%)" in analyse("--all", "--anyway")[0]
    assert rejudging.trial() is not None
    assert "4 verdicts" in analyse("--discard")[0]
    assert (rejudging.trial(), given()) == (None, {"critical"})


def test_nothing_is_taken_over_that_nobody_was_told_of(labels: None, stand_in: StandIn) -> None:
    run = rejudging.start(stand_in)
    out, status = analyse("--take-over")
    assert (status, "Nobody has seen yet" in out) == (1, True)
    out, _ = analyse("--report")
    assert "4 are left, so the figures below are not final" in out
    run.refresh_from_db()
    assert (run.reported, given()) == (None, {"supportive"})


def test_nothing_is_taken_over_under_another_setting_than_the_workers(labels: None, stand_in: StandIn) -> None:
    analyse("--all")
    stand_in.revision = "3"
    out, status = analyse("--take-over")
    assert (status, "Set STANCE_MODEL" in out) == (1, True)
    assert given() == {"supportive"}


def test_what_came_since_the_report_is_judged_before_it_is_taken_over(labels: None) -> None:
    analyse("--all")
    row = make.StatementFactory(reader=READER)
    assert "5 labels" in analyse("--take-over")[0]
    assert Position.objects.get(statement=row).verdict.run == Run.objects.in_force().first()


def test_stopped_by_ctrl_c_it_keeps_what_is_judged_and_goes_on(
    labels: None, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rejudging, "TOGETHER", 1)
    asked: list[int] = []
    judge = stand_in.judge

    def interrupted(pairs: Sequence[Pair]) -> list[Probabilities]:
        asked.append(len(pairs))
        if len(asked) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return judge(pairs)

    monkeypatch.setattr(stand_in, "judge", interrupted, raising=False)
    out, status = analyse("--all")
    assert (status, out) == (130, "Stopped; what was judged is kept. To go on: manage.py analyse --all")
    assert analyse("--take-over")[1] == 1
    assert analyse("--all")[1] == 0
    assert len(asked) == 4


def test_a_model_that_fails_half_way_loses_nothing(
    labels: None, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(pairs: Sequence[Pair]) -> list[Probabilities]:
        raise ModelError("The file is damaged.")

    monkeypatch.setattr(stand_in, "judge", fails, raising=False)
    out, status = analyse("--all")
    assert status == 1
    assert out == "The file is damaged.\nWhat was judged is kept. To go on: manage.py analyse --all"


@pytest.mark.parametrize("arguments", [("--anyway",), ("--all", "--again"), ("1", "--take-over"), ("1", "--again")])
def test_options_that_do_not_go_together_are_refused(arguments: Any) -> None:
    assert analyse(*arguments)[1] != 0


def test_an_earlier_reader_is_told(labels: None, stand_in: StandIn) -> None:
    from stances.models import Statement

    Statement.objects.filter(pk=Statement.objects.first().pk).update(reader="rules-0")
    assert "the reader rules-0" in analyse("--all")[0]


def test_without_a_statement_there_is_nothing_to_judge(stand_in: StandIn) -> None:
    assert "nothing to judge" in analyse("--all")[0]
    assert rejudging.trial() is None
