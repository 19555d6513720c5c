"""Days named in a reporting clause; quotation marks of every make."""

from __future__ import annotations

from datetime import date

import pytest

from stances.reading.dates import day_named
from stances.reading.document import Document

PUBLISHED = date(2022, 3, 9)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("said on Friday", date(2022, 3, 4)),
        ("said on Wednesday", date(2022, 3, 9)),
        ("said last Wednesday", date(2022, 3, 2)),
        ("said yesterday", date(2022, 3, 8)),
        ("said over the weekend", date(2022, 3, 5)),
        ("said last week", date(2022, 3, 2)),
        ("said two days ago", date(2022, 3, 7)),
        ("said on Feb. 24", date(2022, 2, 24)),
        ("said on 24 February 2021", date(2021, 2, 24)),
        ("said on December 5th", date(2021, 12, 5)),
        ("said on March 3, 2020", date(2020, 3, 3)),
        ("said on 2019-07-01", date(2019, 7, 1)),
        ("said on 31 February", None),
        ("said it may 12 times", None),
        ("said next Friday", None),
        ("said", None),
    ],
)
def test_days_are_told_from_the_day_of_publication(words: str, day: date | None) -> None:
    assert day_named(words, PUBLISHED) == day


def test_without_a_day_of_publication_only_a_full_date_is_one() -> None:
    assert day_named("said on Friday", None) is None
    assert day_named("said on 24 February", None) is None
    assert day_named("said on 24 February 2022", None) == date(2022, 2, 24)


def inner(text: str) -> list[str]:
    return [quotation.inner.of(text) for quotation in Document.of(text).quotations]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "yes" and "no".', ["yes", "no"]),
        ("He said “yes”.", ["yes"]),
        ("He said «yes» and ‹no›.", ["yes", "no"]),
        ("He said »yes«.", ["yes"]),
        ("He said „yes“ and „no”.", ["yes", "no"]),
        ("He said ‘yes’ and 'no'.", ["yes", "no"]),
        ("He said ``yes''.", ["yes"]),
        ("“I told them ‘no’,” he said.", ["I told them ‘no’,"]),
        ("‘I told them “no”,’ he said.", ["I told them “no”,"]),
        ("The allies' and the ministers' promises weren't kept in the '90s.", []),
        ('The pipe is 12" wide.', []),
        ("He said “” and “ ”.", []),
    ],
)
def test_outermost_quotations_are_found(text: str, quoted: list[str]) -> None:
    assert inner(text) == quoted


def test_a_mark_that_nobody_closed_reaches_no_farther_than_its_paragraph() -> None:
    text = "“We are here, and we stay.\n\nThe square was empty.\n\n“We go,” she said."
    assert inner(text) == ["We are here, and we stay.", "We go,"]


def test_a_stray_mark_in_the_middle_of_a_sentence_is_ignored() -> None:
    assert inner('The square" was empty. Nobody "came.') == []


def test_repeated_opening_marks_carry_a_quotation_over_paragraphs() -> None:
    quotations = Document.of("“One.\n\n“Two.\n\n“Three,” she said.").quotations
    assert [(one.continues, one.continued) for one in quotations] == [(True, False), (True, True), (False, True)]


def test_lines_broken_to_a_width_are_one_paragraph() -> None:
    lines = [
        "The minister said on Friday that the talks with the",
        "neighbours had failed and that nobody would hurry to",
    ] * 4
    assert len(Document.of("\n".join(lines)).paragraphs) == 1


def test_a_line_a_paragraph_is_a_paragraph_a_line() -> None:
    assert len(Document.of("The talks failed.\nNobody was surprised.\nThe minister left.").paragraphs) == 3
