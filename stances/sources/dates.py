"""Dates as people write them, and the date an article carries above its first sentence.

Nothing is guessed: 03/04/2022 is refused as ambiguous, a year of two digits is refused, and a
dateline without its year ("BRUSSELS, March 4 —") gives no date.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from stances.sources.errors import Fault

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
#: Forms in which day and month cannot be exchanged. With dots the day comes first wherever dots are used.
_CERTAIN = (
    rf"{_WEEKDAY}{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}",  # Friday, 4 March 2022; 4-Mar-2022
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}",  # March 4, 2022
    r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",  # 2022-03-04
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",  # 04.03.2022
)
_COMPACT = r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_TIME = re.compile(r"(?:\s*[,T|]\s*|\s+)(?:at\s+)?\d{1,2}[:.]\d{2}.*$", re.IGNORECASE | re.DOTALL)
_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (*_CERTAIN, _COMPACT))

#: Longer than any date; a cell may hold ten million characters.
_LONGEST = 80
#: No newspaper of interest is older, and a typing error (1022, 2202) would stretch every chart.
EARLIEST = date(1900, 1, 1)


class DateError(ValueError):
    """A date that cannot be taken; `code` is `bad_date` or `ambiguous_date`, the text says why."""

    def __init__(self, code: Fault, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def parse_date(value: str) -> date:
    """The day that `value` names.

    Taken: ISO 8601, "4 March 2022", "March 4, 2022", 04.03.2022 and RFC 2822, with or without time. The day is
    taken as written, in the time zone in which it is written. Raises `DateError` for what is no date,
    is ambiguous, lies before 1900 or after tomorrow.
    """
    written = re.sub(r"\s+", " ", value).strip()
    if len(written) > _LONGEST:
        raise _not_a_date(written)
    day = _TIME.sub("", written).strip(" ,")
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(day):
            return _plausible(_build(match), written)
    if match := _SLASHED.fullmatch(day):
        first, second, year = (int(group) for group in match.groups())
        readings = {found for found in (_try(year, second, first), _try(year, first, second)) if found}
        if len(readings) == 2:
            raise DateError(
                Fault.AMBIGUOUS_DATE,
                f"“{written}” could be {' or '.join(f'{d.day} {d:%B %Y}' for d in sorted(readings))}. "
                "Write dates as 2022-03-04.",
            )
        return _plausible(readings.pop() if readings else None, written)
    raise _not_a_date(written)


def _build(match: re.Match[str]) -> date | None:
    month = match["month"].lower()
    return _try(int(match["year"]), _MONTHS.get(month) or int(month), int(match["day"]))


def _try(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plausible(day: date | None, written: str) -> date:
    if day is None:
        raise _not_a_date(written)
    # Tomorrow is allowed: it has begun east of here.
    if not EARLIEST <= day <= datetime.now(UTC).date() + timedelta(days=1):
        raise DateError(Fault.BAD_DATE, f"“{written[:60]}” cannot be the day an article was published.")
    return day


def _not_a_date(written: str) -> DateError:
    return DateError(Fault.BAD_DATE, f"“{written[:60]}” is not a date that can be read. Write dates as 2022-03-04.")


# --- the date an article carries ----------------------------------------------------------

_ANY_DATE = "|".join(
    re.sub(r"\?P<\w+>", "?:", pattern).replace(r"([-/.])", "[-/.]").replace(r"\2", "[-/.]") for pattern in _CERTAIN
)
_LABELLED = re.compile(
    rf"(?:first |date )?(?:published|posted|issued|released|date)(?:\s+(?:on|at))?\s*:?\s*(?P<date>{_ANY_DATE})(?!\w)",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"(?:(?P<place>[^\W\d_][^\n,:]{{1,40}}),\s*)?(?P<date>{_ANY_DATE})(?:(?:,|\s+at|\s*\|)?\s+\d{{1,2}}[:.]\d{{2}}.{{0,20}})?\.?",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    rf"[^\W\d_][^\n:]{{1,60}}?[,(]\s*(?P<date>{_ANY_DATE})\)?\.?\s*(?:[(/][^\n()]{{1,60}}[)/]\s*)?[-–—]",
    re.IGNORECASE,
)
#: Lines and characters at the top of a text in which its date may stand.
_TOP_LINES = 8
_TOP_CHARACTERS = 200


def find_date(text: str) -> date | None:
    """The day published, where the top of `text` says it.

    Taken: "Published: 4 March 2022", a line that is only a date (and a place), a dateline with its
    year. None where it does not say, or not clearly. "Updated:" is not taken, nor is a date inside a sentence.
    """
    lines = [line for line in text[:4000].split("\n") if line.strip()]
    for line in lines[:_TOP_LINES]:
        top = line.strip()[:_TOP_CHARACTERS]
        match = _LABELLED.match(top) or _ALONE.fullmatch(top) or _DATELINE.match(top)
        if match:
            try:
                return parse_date(match["date"])
            except DateError:
                continue
    return None
