"""Windows of time and the bins that a series is averaged over. Pure functions of days; no Django."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from stances.records import Window
from stances.vocabulary import Bin, Lookback

#: The longest span, in days, that is cut into bins of this size unless another is asked for.
_LONGEST = {Bin.DAY: 31, Bin.WEEK: 183, Bin.MONTH: 3 * 366}
_DAYS = {Bin.DAY: 1, Bin.WEEK: 7, Bin.MONTH: 30.4}
_A_FEW = 2.5
_MONTHS_BACK = {Lookback.MONTHS_3: 3, Lookback.MONTHS_6: 6, Lookback.MONTHS_12: 12, Lookback.MONTHS_36: 36}
#: The bins of the small drawing beside a standing.
_COURSE = {Lookback.MONTHS_3: Bin.WEEK, Lookback.MONTHS_6: Bin.MONTH, Lookback.MONTHS_12: Bin.MONTH}


def lookback(choice: Lookback, data: Window) -> Window:
    """The window that a choice means, back from the last day of the data."""
    if choice is Lookback.ALL or data.until is None:
        return data
    return Window(months_before(data.until, _MONTHS_BACK[choice]) + timedelta(days=1), data.until)


def course_bin(choice: Lookback) -> Bin:
    """The bins of the small drawing that goes with a window."""
    return _COURSE.get(choice, Bin.QUARTER)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def default_bin(first: date, last: date, n: int | None = None) -> Bin:
    """The finest bins that leave some tens of points on the axis and, of `n` statements, a few in each."""
    days = (last - first).days + 1
    for size, longest in _LONGEST.items():
        if days <= longest and (n is None or n / (days / _DAYS[size]) >= _A_FEW):
            return size
    return Bin.QUARTER


@lru_cache(maxsize=8192)
def bin_of(day: date, size: Bin) -> tuple[date, date]:
    """The bin that holds `day`: its first and its last day."""
    if size is Bin.DAY:
        return day, day
    if size is Bin.WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    months = 3 if size is Bin.QUARTER else 1
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    following = start.year * 12 + start.month - 1 + months
    return start, date(following // 12, following % 12 + 1, 1) - timedelta(days=1)


def bins_of(window: Window, size: Bin) -> list[tuple[date, date]]:
    """Every bin from the first to the last day of a closed window, the empty ones too."""
    if window.since is None or window.until is None:
        raise ValueError("only a window with both its days is made of bins")
    found, day = [], window.since
    while day <= window.until:
        found.append(bin_of(day, size))
        day = found[-1][1] + timedelta(days=1)
    return found
