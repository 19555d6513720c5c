"""Floors, slightly under what is reached, for quotations in real war news."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.war_quotations import Score, evaluate, same_speaker

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "articles"


@pytest.fixture(scope="module")
def score() -> Score:
    if not (FOLDER / "speakers.jsonl").is_file():
        pytest.skip("the maintainers' folder ../shared is not here")
    return evaluate(FOLDER)


@pytest.mark.shared
def test_quotations_in_real_news_are_found(score: Score) -> None:
    assert score.gold == 432
    assert score.found / score.gold >= 0.97


@pytest.mark.shared
def test_speakers_in_real_news_are_right_from_text_to_name(score: Score) -> None:
    assert score.named == 346
    assert score.right / score.named >= 0.90


def test_a_speaker_is_right_by_surname_and_not_by_first_name() -> None:
    assert same_speaker("Volodymyr Zarenko", "Zarenko", "")
    assert not same_speaker("Vladimir Orlin", "Vladimir Tarsky", "")
    assert same_speaker("European official", "", "a European official")
