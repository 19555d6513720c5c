"""Sentences made from numbers."""

from __future__ import annotations

from datetime import date

import pytest

from stances.records import Change, Tally, Window
from stances.summaries import BANDS, sentence, signed, span, tone, trend

DAYS = Window(date(2022, 3, 4), date(2022, 8, 30))
ONE_DAY = Window(date(2022, 3, 4), date(2022, 3, 4))


@pytest.mark.parametrize(
    ("tally", "statements", "expected"),
    [
        (Tally(), 0, "No statement found."),
        (Tally(), 1, "No statement about Norland among the one statement found."),
        (Tally(), 7, "No statement about Norland among 7 statements found."),
        (Tally(critical=2), 2, "Critical of Norland in both statements, March–August 2022."),
        (Tally(critical=3, neutral=1), 9, "Critical of Norland in 3 of 4 statements, March–August 2022."),
        (
            Tally(critical=14, neutral=4),
            20,
            "Generally critical of Norland in 14 of 18 statements, March–August 2022.",
        ),
        (
            Tally(supportive=9, critical=1),
            10,
            "Consistently supportive of Norland in 9 of 10 statements, March–August 2022.",
        ),
        (Tally(neutral=5), 5, "Consistently neutral toward Norland in all 5 statements, March–August 2022."),
        (
            Tally(supportive=4, neutral=3),
            7,
            "More often than not supportive of Norland in 4 of 7 statements, March–August 2022.",
        ),
        (
            Tally(supportive=2, critical=3, neutral=1),
            6,
            "Divided on Norland: 3 critical, 2 supportive and 1 neutral of 6 statements, March–August 2022.",
        ),
        (
            Tally(supportive=1, critical=1),
            2,
            "Divided on Norland: 1 supportive and 1 critical of 2 statements, March–August 2022.",
        ),
    ],
)
def test_a_sentence_says_how_many_of_how_many(tally: Tally, statements: int, expected: str) -> None:
    assert sentence("Norland", tally, statements, DAYS) == expected


def test_one_statement_is_called_one_statement() -> None:
    assert sentence("Norland", Tally(critical=1), 1, ONE_DAY) == (
        "Critical of Norland in the one statement found, 4 March 2022."
    )


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_no_adverb_below_the_stated_number_of_statements(n: int) -> None:
    words = sentence("Norland", Tally(critical=n), n, DAYS)
    assert not any(band.adverb and band.adverb in words for band in BANDS)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2022, 3, 4), date(2022, 3, 4), "4 March 2022"),
        (date(2022, 3, 4), date(2022, 3, 9), "March 2022"),
        (date(2022, 3, 4), date(2022, 8, 9), "March–August 2022"),
        (date(2021, 5, 4), date(2023, 6, 9), "May 2021–June 2023"),
    ],
)
def test_a_span_is_written_as_people_write_it(first: date, last: date, words: str) -> None:
    assert span(Window(first, last)) == words


@pytest.mark.parametrize(
    ("mean", "tally", "word"),
    [
        (0.2, Tally(supportive=1), "supportive"),
        (-0.2, Tally(critical=1), "critical"),
        (0.0, Tally(neutral=4, critical=1), "neutral"),
        (0.0, Tally(supportive=5, critical=5), "divided"),
        (0.19, Tally(supportive=3, critical=1, neutral=1), "divided"),
    ],
)
def test_near_zero_neutral_and_divided_are_two_things(mean: float, tally: Tally, word: str) -> None:
    assert tone(mean, tally).word == word


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (None, ""),
        (Change(0.3, -0.1, 0.7), "no clear change"),
        (Change(0.3, 0.1, 0.7), "moved toward support"),
        (Change(-0.3, -0.7, -0.1), "moved toward criticism"),
    ],
)
def test_a_trend_is_named_only_where_its_interval_leaves_out_zero(change: Change | None, words: str) -> None:
    assert trend(change) == words


@pytest.mark.parametrize(
    ("score", "text"), [(0.5, "+0.50"), (-0.5, "−0.50"), (0.0, "0.00"), (-0.004, "0.00"), (1.0, "+1.00")]
)
def test_a_score_has_its_sign_unless_it_rounds_to_zero(score: float, text: str) -> None:
    assert signed(score) == text
