"""Sentences and words made from numbers, with the bands that they follow. The methodology page prints the bands.

Three states are kept apart: nothing said at all; things said, none of them about the target; and neutral.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stances.records import Change, Tally, Terms, Window
from stances.vocabulary import Dating, Labels, Stance


@dataclass(frozen=True, slots=True)
class Band:
    """From this share of the statements upward, and from this many statements, one adverb holds."""

    share: float
    statements: int
    adverb: str
    meaning: str


#: Tried in order; the first that holds is used. Below the last, a sentence says that the statements are divided.
BANDS = (
    Band(0.9, 5, "Consistently", "at least 9 in 10 of at least 5 statements"),
    Band(0.65, 5, "Generally", "at least 65 in 100 of at least 5 statements"),
    Band(0.5, 5, "More often than not", "more than half of at least 5 statements"),
    Band(0.5, 1, "", "more than half of fewer than 5 statements: the bare numbers, without an adverb"),
)

#: A mean score from here outward is called by the side it is on; nearer to zero it is called balanced.
LEANING = 0.2

#: How a stance reads before its target.
TOWARD = {Stance.SUPPORTIVE: "supportive of", Stance.CRITICAL: "critical of", Stance.NEUTRAL: "neutral toward"}

NOTHING_SAID = "nothing said"
NOT_ABOUT_IT = "not about it"


@dataclass(frozen=True, slots=True)
class Tone:
    """What a mean score is called: a stylesheet's name, a mark, and a word."""

    name: str
    mark: str
    word: str


_SUPPORTIVE = Tone("supportive", "▲", "supportive")
_CRITICAL = Tone("critical", "▼", "critical")
_NEUTRAL = Tone("neutral", "●", "neutral")
_DIVIDED = Tone("neutral", "◆", "divided")


def tone(mean: float, tally: Tally) -> Tone:
    """The tone of a mean in [−1, 1]. Near zero: neutral where most statements are, else divided."""
    if mean >= LEANING:
        return _SUPPORTIVE
    if mean <= -LEANING:
        return _CRITICAL
    return _NEUTRAL if 2 * tally.neutral >= tally.n else _DIVIDED


def leading(tally: Tally) -> Stance | None:
    """The stance that more than half of the statements take, or None."""
    return next((stance for stance in TOWARD if 2 * tally.of(stance) > tally.n), None)


def sentence(target: str, tally: Tally, statements: int, days: Window) -> str:
    """What was said of one target, in one sentence.

    `statements` is how many statements there are about anything; `days` the first and last day of those about the
    target. Every word of degree follows `BANDS`.
    """
    if statements == 0:
        return "No statement found."
    if tally.n == 0:
        among = "the one statement" if statements == 1 else f"{statements} statements"
        return f"No statement about {target} among {among} found."
    when = span(days)
    stance = leading(tally)
    if tally.n == 1 and stance is not None:
        return f"{_capital(TOWARD[stance])} {target} in the one statement found, {when}."
    if stance is None:
        sides = sorted((side for side in TOWARD if tally.of(side)), key=tally.of, reverse=True)
        parts = [f"{tally.of(side)} {TOWARD[side].split()[0]}" for side in sides]
        return f"Divided on {target}: {_listed(parts)} of {tally.n} statements, {when}."
    count = tally.of(stance)
    share = count / tally.n
    band = next(band for band in BANDS if share >= band.share and tally.n >= band.statements)
    words = f"{band.adverb} {TOWARD[stance]}".strip()
    every = "both" if tally.n == 2 else f"all {tally.n}"
    of = every if count == tally.n else f"{count} of {tally.n}"
    return f"{_capital(words)} {target} in {of} statements, {when}."


def trend(change: Change | None) -> str:
    """What became of the mean from the earlier half of a window to the later, or "" where too little is known."""
    if change is None:
        return ""
    if not change.clear:
        return "no clear change"
    return "moved toward support" if change.difference > 0 else "moved toward criticism"


def on_terms(terms: Terms) -> str:
    """What is unusual about the terms on which statements are counted: "direct only, model only"; else ""."""
    parts = []
    if terms.kind is not None:
        parts.append(f"{terms.kind.label.lower()} statements only")
    if terms.labels is Labels.MODEL:
        parts.append("the model's labels only, without corrections")
    if terms.dates is Dating.PUBLISHED:
        parts.append("by date published")
    return ", ".join(parts)


def span(days: Window) -> str:
    """A stretch of time as people write it: "3 March 2022", "March–August 2022", "May 2021–June 2023"."""
    first, last = days.since, days.until
    if first is None or last is None:
        raise ValueError("a span in words needs both its days")
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    return f"{first:%B}–{last:%B %Y}" if first.year == last.year else f"{first:%B %Y}–{last:%B %Y}"


def day(value: date) -> str:
    """A day as people write it: "3 March 2022"."""
    return f"{value.day} {value:%B %Y}"


def signed(value: float) -> str:
    """A score for people to read: two decimals, a true minus sign, and no sign on what rounds to zero."""
    rounded = round(value, 2)
    return "0.00" if rounded == 0 else f"{'+' if rounded > 0 else '−'}{abs(rounded):.2f}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
