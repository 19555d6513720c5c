"""manage.py export_labels: the labels in force as a table."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from stances import review, timeline
from stances.models import Position
from stances.roles import ANALYSTS, grant
from stances.vocabulary import Bin
from tests.factories import ActorFactory, ArticleFactory, OutletFactory, UserFactory
from tests.pages.world import CRITICAL, NEUTRAL, SUPPORTIVE, UNRELATED, norland, said

pytestmark = pytest.mark.django_db


def exported(*arguments: str) -> list[dict[str, str]]:
    out = io.StringIO()
    call_command("export_labels", "-", *arguments, stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_each_charted_label_is_a_row_with_who_when_and_how_sure() -> None:
    target = norland()
    actor = ActorFactory(name="Ilva Torrent", country="Vestland")
    said(actor, target, date(2022, 3, 4), CRITICAL, probability=0.85)
    said(actor, target, date(2022, 3, 5), UNRELATED)
    said(actor, target, None)
    [row] = exported()
    assert (row["date"], row["actor"], row["country"], row["target"]) == (
        "2022-03-04", "Ilva Torrent", "Vestland", "Norland",
    )  # fmt: skip
    assert (row["label"], row["origin"], float(row["critical"])) == ("critical", "model", 0.85)
    assert float(row["score"]) == pytest.approx(0.05 - 0.85)
    assert "words" not in row


def test_a_correction_is_what_is_exported_and_the_models_probabilities_stay() -> None:
    target = norland()
    person = UserFactory()
    grant(person, ANALYSTS)
    statement = said(ActorFactory(), target, date(2022, 3, 4), CRITICAL)
    review.correct(statement=statement, target=target, label="supportive", person=person, reason="r")
    [row] = exported()
    assert (row["label"], float(row["score"]), row["origin"], float(row["critical"])) == (
        "supportive", 1.0, "person", 0.85,
    )  # fmt: skip


def test_means_by_month_are_those_of_the_chart() -> None:
    target, actor = norland(), ActorFactory(name="Ilva Torrent")
    for day, label in ((3, SUPPORTIVE), (9, CRITICAL), (20, SUPPORTIVE)):
        said(actor, target, date(2022, 3, day), label)
    said(actor, target, date(2022, 5, 31), NEUTRAL)
    rows = exported("--by", "month")
    charted = timeline.series(Position.objects.charted(), Bin.MONTH)[actor.pk, target.pk]
    assert [(row["start"], row["end"], int(row["statements"]), int(row["articles"])) for row in rows] == [
        (point.start.isoformat(), point.end.isoformat(), point.n, point.articles) for point in charted
    ]
    assert [float(row["mean"]) for row in rows] == pytest.approx([point.mean for point in charted], abs=1e-4)
    assert len(rows) == 2  # nothing was said in April


@pytest.mark.parametrize("size", list(Bin))
def test_every_period_has_the_charts_first_and_last_day(size: Bin) -> None:
    target, actor = norland(), ActorFactory()
    said(actor, target, date(2024, 2, 29))
    [row] = exported("--by", size.value)
    [point] = timeline.series(Position.objects.charted(), size)[actor.pk, target.pk]
    assert (row["start"], row["end"]) == (point.start.isoformat(), point.end.isoformat())


def test_it_can_be_narrowed_to_an_actor_a_target_and_days() -> None:
    target = norland()
    one, other = ActorFactory(slug="one"), ActorFactory(slug="other")
    for actor in (one, other):
        for month in (1, 2, 3):
            said(actor, target, date(2022, month, 1))
    assert len(exported("--actor", "one")) == 3
    assert len(exported("--target", target.slug, "--since", "2022-02-01", "--until", "2022-02-28")) == 2
    assert exported("--actor", "one", "--since", "2023-01-01") == []
    with pytest.raises(CommandError, match="no actor 'nobody'"):
        exported("--actor", "nobody")


def test_words_come_only_when_asked_for_and_never_run_as_a_formula() -> None:
    article = ArticleFactory(title="=HYPERLINK(1)", outlet=OutletFactory(name="@Harbour"))
    said(ActorFactory(), norland(), date(2022, 3, 4), CRITICAL, article=article)
    [row] = exported("--words")
    assert row["words"].startswith("We stand by")
    assert (row["title"], row["outlet"]) == ("'=HYPERLINK(1)", "'@Harbour")
    assert row["score"].startswith("-0.")  # a number stays a number


def test_json_lines_go_to_a_file(tmp_path: Path) -> None:
    said(ActorFactory(name="Ilva Çelik"), norland(), date(2022, 3, 4))
    path = tmp_path / "labels.jsonl"
    call_command("export_labels", str(path), stderr=io.StringIO())
    [line] = path.read_text(encoding="utf-8").splitlines()
    row = json.loads(line)
    assert (row["actor"], row["date"], row["uncertain"]) == ("Ilva Çelik", "2022-03-04", False)


@pytest.mark.parametrize("name", ["labels.xlsx", "labels"])
def test_another_kind_of_file_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match=r"\.csv or \.jsonl"):
        call_command("export_labels", name)
