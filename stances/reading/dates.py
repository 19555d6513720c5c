"""When words were said: a day named in the reporting clause, told from the day of publication."""

from __future__ import annotations

import re
from datetime import date, timedelta

from stances.reading.wordlists import MONTHS, WEEKDAYS

_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_ABSOLUTE = (
    re.compile(
        r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?" + _MONTH + r"(?:,?\s+(?P<year>\d{4}))?\b", re.IGNORECASE
    ),
    re.compile(
        r"\b" + _MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{4}))?\b(?!\s*%)", re.IGNORECASE
    ),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{2})\.(?P<year>\d{4})\b"),
)
_WEEKDAY = re.compile(
    r"\b(?P<last>last\s+|next\s+|previous\s+)?(?P<weekday>" + "|".join(WEEKDAYS) + r")\b(?!\s+(?:and|to|night's))",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?P<words>yesterday|today|tonight|this (?:morning|afternoon|evening)|last night|over the weekend|at the weekend"
    r"|last weekend|last week|a week ago"
    r"|(?P<count>\d{1,2}|two|three|four|five|six) (?P<unit>days?|weeks?) (?:ago|earlier))\b",
    re.IGNORECASE,
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def day_named(words: str, published: date | None) -> date | None:
    """The first day that `words` name, or None.

    Without a year a date is the last such day not after publication (a day later is let
    pass, for time zones). A weekday is the last one up to publication. "Last week" is seven
    days before, "over the weekend" the Saturday before. Relative words need `published`.
    """
    for pattern in _ABSOLUTE:
        for match in pattern.finditer(words):
            day = _absolute(match, published)
            if day is not None:
                return day
    if published is None:
        return None
    relative = _RELATIVE.search(words)
    if relative:
        return _relative(relative, published)
    weekday = _WEEKDAY.search(words)
    if weekday and (weekday["last"] or "").strip().lower() != "next":
        back = (published.weekday() - WEEKDAYS.index(weekday["weekday"].lower())) % 7
        if back == 0 and weekday["last"]:
            back = 7
        return published - timedelta(days=back)
    return None


def _absolute(match: re.Match[str], published: date | None) -> date | None:
    named = match["month"].lower()
    if named == "may" and match["month"] == "may":
        return None
    month = MONTHS.get(named) or (int(named) if named.isdigit() else 0)
    number = int(match["day"])
    try:
        if match["year"]:
            day = date(int(match["year"]), month, number)
            return day if 1900 <= day.year <= 2100 else None
        if published is None:
            return None
        day = date(published.year, month, number)
        return day if day <= published + timedelta(days=1) else date(published.year - 1, month, number)
    except ValueError:
        return None


def _relative(match: re.Match[str], published: date) -> date:
    words = match["words"].lower()
    if match["count"]:
        count = _NUMBERS.get(match["count"].lower()) or int(match["count"])
        return published - timedelta(days=count * (7 if match["unit"].lower().startswith("week") else 1))
    if words in {"yesterday", "last night"}:
        return published - timedelta(days=1)
    if "weekend" in words:
        return published - timedelta(days=(published.weekday() - 5) % 7 or 7)
    if words in {"last week", "a week ago"}:
        return published - timedelta(days=7)
    return published
