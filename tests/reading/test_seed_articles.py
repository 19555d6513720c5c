"""The two real articles: every quotation with its speaker, nothing invented, reported speech.

Only offsets, kinds and surnames stand here, marked by hand against the articles; their
words stay in the maintainers' folder.
"""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.seed_articles import FIRST, QUOTED, SECOND, SEEDS, by, evaluate, quoted_in, statements_of

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="the maintainers' folder ../shared is not here"),
]


@pytest.mark.parametrize("article", [FIRST, SECOND])
def test_quotations_are_found_with_their_speakers_and_none_is_invented(article: str) -> None:
    found = quoted_in(article)
    assert found == [row for row in QUOTED if row[0] == article]


@pytest.mark.parametrize("article", [FIRST, SECOND])
def test_speakers_of_quotations_resolve_to_known_actors(article: str) -> None:
    for statement in statements_of(article):
        if statement.quoted:
            assert statement.speaker.actor == by(statement)
            assert statement.speaker.confidence >= 0.6


def test_nine_in_ten_clauses_of_reported_speech_are_found() -> None:
    score = evaluate()
    assert score.clauses == 31
    assert score.clauses_right / score.clauses >= 0.9


def test_who_is_told_is_never_the_speaker() -> None:
    for article in (FIRST, SECOND):
        assert not any("reuters" in (one.speaker.name or "").lower() for one in statements_of(article))


def test_days_in_the_reporting_clause_date_the_statement() -> None:
    first = statements_of(FIRST)[0]
    assert first.said_on == date(2022, 3, 4)
    weekend = next(one for one in statements_of(SECOND) if one.span.start == 1018)
    assert weekend.said_on == date(2022, 5, 14)
