"""The methodology page prints what the code and the model's files say, and invents nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stances import evaluation, intervals, summaries
from stances.data_health import data_health
from stances.vocabulary import ArticleState, Stance, StatementKind
from tests.factories import ArticleFactory, RunFactory, StatementFactory, TargetFactory, judged

pytestmark = pytest.mark.django_db

LABELS = [stance.value for stance in Stance]


def block(n: int) -> dict[str, Any]:
    return {
        "n": n,
        "accuracy": 0.8125,
        "macro_f1": 0.7345,
        "opposite_rate": 0.0171,
        "labels": {label: {"precision": 0.75, "recall": 0.5, "f1": 0.6, "support": 25} for label in LABELS},
        "confusion": [[25 if row == column else row for column in range(4)] for row in range(4)],
    }


def figures(**changed: Any) -> dict[str, Any]:
    """A file of invented figures, made as `training/README.md` says."""
    side = {"n": 60, "share": 0.6, "accuracy": 0.93}
    return {
        "schema": 1,
        "date": "2026-01-02",
        "model": {"name": "shipped", "revision": "r1"},
        "labels": LABELS,
        "seeds": 1,
        "split": {"description": "Split by document.", "train_pairs": 9, "calibration_pairs": 3, "test_pairs": 1234},
        "overall": block(1234),
        "targets": {"Norland": block(600), "Estmark": block(634)},
        "sources": {"speeches": block(100)},
        "named": {"in_statement": block(1), "in_context_only": block(1), "nowhere": block(1)},
        "calibration": {
            "temperature": 1.1,
            "ece": 0.0312,
            "bins": [{"low": 0.9, "high": 1.0, "n": 90, "confidence": 0.96, "accuracy": 0.94}],
        },
        "uncertain": {
            "below": 0.62,
            "meaning": "Chosen on held-out pairs.",
            "all": {"certain": side, "uncertain": {**side, "accuracy": 0.58}},
            "addressed": {"certain": side, "uncertain": side},
        },
        "newsmtsc_dev": {"n": 1146, "macro_f1": 0.781, "accuracy": 0.8, "confusion": [[1, 0, 0]] * 3},
        "quantisation": None,
        "data": [{"name": "pilot", "what": "Written for this project", "licence": "Apache-2.0", "pairs": 2340}],
        **changed,
    }


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    where = tmp_path / "evaluation.json"
    monkeypatch.setattr(evaluation, "FILE", where)
    return where


def page(client: Client) -> str:
    answer = client.get(reverse("methodology"))
    assert answer.status_code == 200
    return str(answer.text)


def test_the_measured_figures_are_printed_from_the_models_file(client: Client, file: Path) -> None:
    file.write_text(json.dumps(figures()), encoding="utf-8")
    text = page(client)
    for words in ("1,234 pairs", "0.73", "81%", "1.7%", "0.031", "0.62", "93% of those are right", "58%", "2,340"):
        assert words in text, words
    for target in ("Norland", "Estmark"):
        assert target in text
    assert "not been measured" not in text


def test_the_shipped_models_file_is_understood() -> None:
    found = evaluation.shipped()
    assert found is not None
    assert found.labels == tuple(Stance)
    for block in (found.overall, *found.targets):
        assert block.n == sum(row.support for row in block.labels) == sum(sum(row) for _, row in block.confusion)


def test_without_the_file_the_page_says_that_nothing_was_measured(client: Client, file: Path) -> None:
    text = page(client)
    assert "has not been measured" in text
    assert "Macro-F1" not in text


@pytest.mark.parametrize("content", ["{", "[]", json.dumps({"schema": 1}), json.dumps(figures(schema=2))])
def test_a_file_of_another_make_is_named_and_shows_no_figure(client: Client, file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
    text = page(client)
    assert "cannot be read" in text
    assert "Macro-F1" not in text


def test_a_new_file_is_read_without_a_restart(client: Client, file: Path) -> None:
    assert "has not been measured" in page(client)
    file.write_text(json.dumps(figures()), encoding="utf-8")
    assert "1,234 pairs" in page(client)


def test_another_model_than_the_shipped_one_has_no_figures(client: Client, file: Path, settings: Any) -> None:
    file.write_text(json.dumps(figures()), encoding="utf-8")
    settings.STANCE_MODEL = "huggingface:/secret/path?label=stance"
    text = page(client)
    assert "not the shipped one" in text
    assert "1,234 pairs" not in text
    assert "/secret/path" not in text


def test_figures_of_another_revision_than_the_labels_are_said_to_be(client: Client, file: Path) -> None:
    file.write_text(json.dumps(figures()), encoding="utf-8")
    RunFactory(model="shipped", revision="r1")
    assert "come from another revision" not in page(client)
    RunFactory(model="shipped", revision="r2")
    assert "come from another revision" in page(client)


def test_bands_and_formulas_are_those_of_the_code(client: Client) -> None:
    text = page(client)
    for band in summaries.BANDS:
        assert band.meaning in text
    assert f"Below {intervals.MIN_STATEMENTS} statements or {intervals.MIN_ARTICLES} articles" in text
    assert f"seeded with {intervals.SEED}" in text
    assert "P(supportive) − P(critical)" in text
    for stance in Stance:
        assert stance.meaning in text


def test_the_data_are_counted_by_what_they_lack(client: Client) -> None:
    norland = TargetFactory(name="Norland")
    judged(StatementFactory(), norland, Stance.CRITICAL, 0.9)
    judged(StatementFactory(kind=StatementKind.MIXED), norland, Stance.CRITICAL, 0.4)
    StatementFactory(said_on=None, date_basis="undated")
    StatementFactory(actor=None, unresolved="anonymous")
    StatementFactory(rejected=True)
    ArticleFactory(state=ArticleState.FAILED, problem="It is in German.", published=None)
    health = data_health()
    assert (health.statements, health.counted) == (4, 2)
    assert (health.undated, health.rejected, health.retired, health.denied) == (1, 1, 0, 0)
    assert [(reason.value, n) for reason, n in health.unresolved] == [("anonymous", 1)]
    assert (health.labels, health.uncertain, health.corrected) == (2, 1, 0)
    assert dict(health.articles)[ArticleState.FAILED] == 1
    assert health.undated_articles == 1
    assert dict(health.kinds)[StatementKind.MIXED] == 1
    assert "Data health" in page(client)


def test_a_month_without_statements_stays_a_gap() -> None:
    for day in (date(2021, 11, 5), date(2022, 2, 1), date(2022, 2, 28)):
        StatementFactory(said_on=day, article=ArticleFactory(published=day))
    assert [(month.first, month.n, month.height) for month in data_health().months] == [
        (date(2021, 11, 1), 1, 0.5),
        (date(2021, 12, 1), 0, 0.0),
        (date(2022, 1, 1), 0, 0.0),
        (date(2022, 2, 1), 2, 1.0),
    ]


def test_the_page_reads_with_no_data_at_all(client: Client) -> None:
    assert "There is no dated statement yet" in page(client)


def test_its_questions_do_not_grow_with_the_data(client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client)
        return len(seen)

    norland = TargetFactory(name="Norland")
    judged(StatementFactory(), norland)
    few = asked()
    for month in range(1, 12):
        judged(StatementFactory(article=ArticleFactory(published=date(2022, month, 1))), norland)
    assert asked() == few
    assert few <= 10


# --- the reader's figures ------------------------------------------------------------------

MEASURED = {
    "schema": 1,
    "reader": "rules-0",
    "date": "2026-01-02",
    "demo": {"reports": 3, "reports_with_the_speaker": 3, "statements": 8, "with_the_speaker": 6},
    "war_news": {"quotations": 50, "found": 49, "named": 40, "right": 31},
}


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "measured.json"
    monkeypatch.setattr(evaluation, "READING_FILE", path)
    return path


def test_the_readers_figures_are_printed_from_its_file_with_their_counts(client: Client, measured: Path) -> None:
    measured.write_text(json.dumps(MEASURED), encoding="utf-8")
    page = client.get("/methodology/").content.decode()
    for words in ("49 of 50", "0.980", "31 of 40", "0.775", "6 of 8", "rules-0"):
        assert words in page
    assert "Clauses of reported speech" not in page  # not measured, not printed
    assert "has not been measured" in page  # the reader in use is another


@pytest.mark.parametrize("content", [None, "{", "[]", '{"schema": 1}', '{"schema": 9}'])
def test_without_a_sound_file_no_figure_of_the_reader_is_shown(
    client: Client, measured: Path, content: str | None
) -> None:
    if content is not None:
        measured.write_text(content, encoding="utf-8")
    page = client.get("/methodology/").content.decode()
    assert "Right speaker" not in page
    assert ("has not been measured" if content is None else "cannot be read") in page


def test_the_file_in_the_repository_is_of_the_reader_in_use() -> None:
    found = evaluation.reading()
    assert found is not None and found.reader == found.in_use
