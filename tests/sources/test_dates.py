from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from stances.sources import DateError, Fault, parse_date
from stances.sources.dates import find_date

DAY = date(2022, 3, 4)


@pytest.mark.parametrize(
    "written",
    [
        "2022-03-04",
        "2022/3/4",
        "20220304",
        "2022-03-04T10:15:00Z",
        "2022-03-04 23:59:59.5+03:00",
        "4 March 2022",
        "4th of March, 2022",
        "04 Mar. 2022, 10:30",
        "4-Mar-2022",
        "March 4, 2022",
        "Friday, March 4, 2022 at 10:30 a.m. EST",
        "Fri, 04 Mar 2022 10:15:00 GMT",
        "04.03.2022",
        " 4.\u00a03. 2022 ",
    ],
)
def test_one_day_in_the_forms_people_write(written: str) -> None:
    assert parse_date(written) == DAY


def test_a_slashed_date_is_taken_where_only_one_reading_exists() -> None:
    assert parse_date("25/03/2022") == date(2022, 3, 25)
    assert parse_date("03/25/2022") == date(2022, 3, 25)
    assert parse_date("04/04/2022") == date(2022, 4, 4)


@pytest.mark.parametrize("written", ["03/04/2022", "3-4-2022"])
def test_exchangeable_day_and_month_are_refused_with_both_readings(written: str) -> None:
    with pytest.raises(DateError, match=r"4 March 2022 or 3 April 2022.*2022-03-04") as caught:
        parse_date(written)
    assert caught.value.code is Fault.AMBIGUOUS_DATE


@pytest.mark.parametrize(
    "written",
    ["", "yesterday", "March 2022", "2022", "4 March", "30 February 2022", "13/13/2022", "4/3/22", "1646352000",
     "4 Marchember 2022", "1022-03-04", "2202-03-04", "\u0664 March 2022x", "9" * 10_000],
)  # fmt: skip
def test_what_is_no_day_of_publication_is_refused(written: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(written)
    assert caught.value.code is Fault.BAD_DATE
    assert len(str(caught.value)) < 200


def test_tomorrow_has_begun_further_east_and_the_day_after_has_not() -> None:
    with time_machine.travel(datetime(2022, 3, 4, 12, tzinfo=UTC), tick=False):
        assert parse_date("2022-03-05") == date(2022, 3, 5)
        with pytest.raises(DateError):
            parse_date("2022-03-06")


@given(st.text())
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    with contextlib.suppress(DateError):
        assert isinstance(parse_date(text), date)
    find_date(text)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2025, 1, 1)))
def test_every_day_is_read_back_from_the_usual_forms(day: date) -> None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y", "%a, %d %b %Y 10:00:00 +0000"):
        assert parse_date(day.strftime(form).replace(f"{day.year}", f"{day.year:04d}")) == day


@pytest.mark.parametrize(
    "top",
    [
        "Published: 4 March 2022",
        "First published on March 4, 2022 at 10:15",
        "Date: 2022-03-04",
        "4 March 2022",
        "Friday, 4 March 2022, 10:15 CET",
        "Brenn, 4 March 2022",
        "By Ada Winslow\nPosted 4 March 2022 | 3 min read",
        "BRENN, March 4, 2022 (Northern Wire) - The minister said no.",
        "BRENN, Vallendor, 4 March 2022 – The minister said no.",
        "BRENN (4 March 2022) — The minister said no.",
        "Updated: 6 March 2022\nPublished: 4 March 2022",
    ],
)
def test_the_top_of_an_article_gives_its_date(top: str) -> None:
    assert find_date(f"{top}\n\nThe minister had said no on 1 January 2021 as well.") == DAY


@pytest.mark.parametrize(
    "text",
    [
        "The treaty of 4 March 2022 - the second - was signed in Brenn.",
        "On 4 March 2022 the minister said no.",
        "BRENN, March 4 (Northern Wire) - The minister said no.",
        "Published: 03/04/2022",
        "Published: 4 March 2222",
        "Updated: 4 March 2022",
        "Published reports of 4 March 2022 were denied.",
        "One.\n\n" * 9 + "Published: 4 March 2022",
    ],
)
def test_a_date_that_is_not_plainly_the_article_s_is_left(text: str) -> None:
    assert find_date(text) is None
