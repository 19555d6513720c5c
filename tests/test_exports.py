"""Files for spreadsheets and programs."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from stances.exports import MARK_COLUMNS, POINT_COLUMNS, as_csv, cell, mark_rows, point_rows
from stances.records import Mark, Point
from stances.vocabulary import Stance


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "=HYPERLINK(1)"])
def test_text_that_a_spreadsheet_would_run_is_disarmed(words: str) -> None:
    assert cell(words) == "'" + words


@pytest.mark.parametrize(
    ("value", "written"),
    [(-0.5, -0.5), (-3, -3), (None, ""), (True, "yes"), (date(2022, 3, 4), "2022-03-04"), ("a − b", "a − b")],
)
def test_what_is_not_a_formula_stays_as_it_is(value: object, written: object) -> None:
    assert cell(value) == written


def test_a_negative_mean_stays_a_number_in_the_file() -> None:
    point = Point(date(2022, 3, 1), date(2022, 3, 31), -0.512345, 4, 3)
    [row] = csv.DictReader(io.StringIO(as_csv(POINT_COLUMNS, point_rows("Norland", [point]))))
    assert row == {
        "target": "Norland",
        "start": "2022-03-01",
        "end": "2022-03-31",
        "mean": "-0.5123",
        "low": "",
        "high": "",
        "statements": "4",
        "articles": "3",
    }


def test_words_with_commas_marks_and_lines_come_back_whole() -> None:
    words = 'He said: "no, never"\nand left; =cmd'
    mark = Mark(7, 1, date(2022, 3, 4), -0.8, Stance.CRITICAL, False, True, words, "@Courier")
    [row] = csv.DictReader(io.StringIO(as_csv(MARK_COLUMNS, mark_rows("Norland", [mark], "https://x/{}/")), newline=""))
    assert row["words"] == words
    assert row["outlet"] == "'@Courier"
    assert row["url"] == "https://x/7/"
    assert row["origin"] == "person"
    assert float(row["score"]) == -0.8
