"""A standing made ready for a table: its words, its bar and its course. Numbers in, strings out."""

from __future__ import annotations

from dataclasses import dataclass

from stances.glyphs import Bar, Column, bar, course
from stances.intervals import MIN_STATEMENTS
from stances.records import Standing, Window
from stances.selections import WindowSelection
from stances.summaries import NOT_ABOUT_IT, NOTHING_SAID, Tone, signed, tone, trend
from stances.vocabulary import Lookback


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one actor (or country) stands toward one target, as a page prints it.

    `interval` is empty where there is none, and then `lacking` says what there is too little of.
    """

    standing: Standing
    tone: Tone
    score: str
    interval: str
    lacking: str
    bar: Bar
    course: tuple[Column, ...]
    trend: str
    arrow: str
    difference: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A cell without a standing, and which of two reasons it has."""

    words: str
    said: int


def cell(standing: Standing, window: Window) -> Cell:
    """A standing with its words and drawings."""
    low, high = standing.low, standing.high
    change = standing.change
    clear = change is not None and change.clear
    return Cell(
        standing=standing,
        tone=tone(standing.mean, standing.tally),
        score=signed(standing.mean),
        interval="" if low is None or high is None else f"{signed(low)} to {signed(high)}",
        lacking="" if low is not None else _lacking(standing),
        bar=bar(standing.mean, low, high),
        course=course(standing.series, window),
        trend=trend(change),
        arrow=("↗" if change.difference > 0 else "↘") if change and clear else "→" if change else "",
        difference=signed(change.difference) if change else "",
    )


def _lacking(standing: Standing) -> str:
    if standing.n < MIN_STATEMENTS:
        return f"fewer than {MIN_STATEMENTS}"
    return f"in {standing.articles} article{'' if standing.articles == 1 else 's'}"


def blank(said: int) -> Blank:
    """`said` is how many statements there are about anything."""
    return Blank(NOT_ABOUT_IT if said else NOTHING_SAID, said)


def evidence(asked: WindowSelection, window: Window) -> str:
    """What a link to an actor adds to its query string, so that the evidence there is that of the cell here."""
    if asked.lookback is Lookback.ALL or window.since is None or window.until is None:
        return asked.onward
    return f"&since={window.since.isoformat()}&until={window.until.isoformat()}{asked.onward}"
