"""Quotation marks → quotations, whatever marks an outlet sets and however it forgets to close them.

One pass over the marks of each paragraph with a stack, so time is linear. Only outermost
quotations are returned: what is nested inside belongs to the words quoted.

A mark left open at the end of its paragraph either goes on (the next paragraph opens with a
mark again, the convention for speeches), or is closed where its attribution or the
paragraph ends, or is ignored. It never reaches beyond its own paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from stances.records import Span

_MARKS = re.compile(r"[\"“”„‟«»‹›＂]|``|''")
_SINGLES = re.compile(r"['‘’‚]")
_OPENERS = frozenset('"“„‟«»‹›”＂``')
_DOUBLE = frozenset("\"“”„‟＂``''")
#: A mark after one of these may open; before one of these it may close.
_BEFORE_OPENING = frozenset(" \t\n\r\u00a0\u2009\u202f([{—–-/>*_")
_AFTER_CLOSING = frozenset(" \t\n\r\u00a0\u2009\u202f)]}.,;:!?…—–-/<*_'’")
_CONTRACTIONS = re.compile(r"['’](?:\d{2}s\b|(?:em|til|cause|tis|twas|n|round|bout)\b)", re.IGNORECASE)
#: Where an unclosed quotation most likely ends: before the words that attribute it.
_TAG = re.compile(
    r"[,?!](?=\s+(?:(?:he|she|they|it|[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,3})\s(?:said|says|added|told|wrote|warned)\b"
    r"|(?:said|says|added)\s[A-Z]))"
)
#: An opening mark set a space too early, with a mark after it that can close it: `she added." It is over."`
_SLIPPED = re.compile(r'[.!?:]"\s(?=[A-Z])[^"“”]*[.,!?]["”]')
_LEADS_IN = re.compile(r"(?:[:,]|\b(?:said|says|saying|added|wrote|told \w+|that))\s*$")
#: A single-quoted stretch longer than this is two apostrophes far apart.
_LONGEST_SINGLE = 1500


@dataclass(frozen=True, slots=True)
class Quotation:
    """An outermost quotation: `outer` with its marks, `inner` the words between, trimmed.

    `continues`: the same quotation goes on in the next paragraph; `continued`: it comes from
    the one before. `closed`: a closing mark was found. `single`: set in single marks.
    """

    outer: Span
    inner: Span
    words: int
    first: str
    last: str
    single: bool = False
    closed: bool = True
    continues: bool = False
    continued: bool = False


@dataclass(frozen=True, slots=True)
class _Open:
    at: int
    width: int
    mark: str


def find_quotations(text: str, paragraphs: list[Span]) -> list[Quotation]:
    """All outermost quotations of `text`, in order, none crossing a paragraph's border."""
    found: list[Quotation] = []
    continued = False
    for number, paragraph in enumerate(paragraphs):
        pairs, unclosed = _pairs(text, paragraph)
        pairs += _single_pairs(text, paragraph, pairs, unclosed)
        pairs.sort()
        goes_on = False
        if unclosed is not None:
            following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
            goes_on = following is not None and text[following.start] in _DOUBLE | {"«"} and unclosed.mark in _OPENERS
            end = paragraph.end if goes_on else _recovered_end(text, paragraph, unclosed)
            if end is not None:
                pairs = [pair for pair in pairs if pair[1] <= unclosed.at or pair[0] >= end]
                pairs.append((unclosed.at, end, unclosed.width, 0))
                pairs.sort()
        last = len(pairs) - 1
        for i, (start, end, opening, closing) in enumerate(pairs):
            quotation = _quotation(
                text,
                (start, end, opening, closing),
                continues=goes_on and i == last and closing == 0,
                continued=continued and i == 0 and start == paragraph.start,
            )
            if quotation is not None:
                found.append(quotation)
        continued = goes_on
    return found


def _pairs(text: str, paragraph: Span) -> tuple[list[tuple[int, int, int, int]], _Open | None]:
    """Outermost pairs (start, end, width of opening, of closing), and the lowest mark left open."""
    stack: list[_Open] = []
    pairs: list[tuple[int, int, int, int]] = []
    for match in _MARKS.finditer(text, paragraph.start, paragraph.end):
        mark, at, end = match.group(), match.start(), match.end()
        may_open = (at == paragraph.start or text[at - 1] in _BEFORE_OPENING or text[at - 1] in "'‘“\"") and (
            end < paragraph.end and not text[end].isspace()
        )
        may_close = at > paragraph.start and (end >= paragraph.end or text[end] in _AFTER_CLOSING or text[end] in '”"')
        if stack and _closes(stack[-1].mark, mark) and (may_close or not may_open):
            opened = stack.pop()
            pairs = [pair for pair in pairs if pair[0] < opened.at] if pairs and pairs[-1][0] > opened.at else pairs
            pairs.append((opened.at, end, opened.width, end - at))
        elif mark in {"“", "„", "‟", "«", "‹", "``"} or (
            mark in {'"', "”", "»", "›", "＂"} and (may_open or (mark == '"' and not stack and not may_close))
        ):
            if mark in {'"', "“"} and not stack and at > paragraph.start and text[at - 1].isdigit() and not may_open:
                continue  # inches
            stack.append(_Open(at, end - at, mark))
        elif not stack and mark == '"' and _SLIPPED.match(text, at - 1, paragraph.end):
            stack.append(_Open(at, end - at, mark))
    return pairs, (stack[0] if stack else None)


def _closes(opened: str, mark: str) -> bool:
    if opened in {"«", "‹"}:
        return mark in {"»", "›"}
    if opened in {"»", "›"}:
        return mark in {"«", "‹"}
    if opened == "“":
        return mark in {"”", '"', "''"}
    if opened in {"„", "‟"}:
        return mark in {"“", "”", '"', "‟"}
    if opened == "``":
        return mark in {"''", '"'}
    return mark in {'"', "”", "“", "＂"}


def _single_pairs(
    text: str, paragraph: Span, pairs: list[tuple[int, int, int, int]], unclosed: _Open | None
) -> list[tuple[int, int, int, int]]:
    """Pairs of single marks outside all double ones. An apostrophe is not a mark."""
    marks = [match.start() for match in _SINGLES.finditer(text, paragraph.start, paragraph.end)]
    if not marks:
        return []
    taken = [(start, end) for start, end, _, _ in pairs]
    starts = [start for start, _ in taken]

    def outside(at: int) -> bool:
        before = bisect_right(starts, at) - 1
        return not (before >= 0 and at < taken[before][1]) and not (unclosed is not None and at > unclosed.at)

    marks = [at for at in marks if outside(at)]
    opening = [at for at in marks if _opens_single(text, at, paragraph)]
    closing = [at for at in marks if _closes_single(text, at, paragraph)]
    found: list[tuple[int, int, int, int]] = []
    position = paragraph.start
    for at in opening:
        if at < position:
            continue
        i = bisect_right(closing, at)
        following = opening[bisect_right(opening, at)] if opening[-1] > at else paragraph.end
        while i + 1 < len(closing) and closing[i + 1] < following and _is_possessive(text, closing[i]):
            i += 1
        if i >= len(closing) or closing[i] - at > _LONGEST_SINGLE:
            continue
        end = closing[i] + 1
        if any(start < end and at < stop for start, stop in _near(taken, starts, at, end)):
            found_inside = [pair for pair in pairs if at < pair[0] and pair[1] <= end]
            if len(found_inside) != len(_near(taken, starts, at, end)):
                continue
            for pair in found_inside:  # the double marks are nested in the single ones
                pairs.remove(pair)
        found.append((at, end, 1, 1))
        position = end
    return found


def _near(taken: list[tuple[int, int]], starts: list[int], start: int, end: int) -> list[tuple[int, int]]:
    first = max(0, bisect_right(starts, start) - 1)
    return [span for span in taken[first : bisect_right(starts, end)] if span[0] < end and start < span[1]]


def _opens_single(text: str, at: int, paragraph: Span) -> bool:
    if at + 1 >= paragraph.end or not (text[at + 1].isalnum() or text[at + 1] in '“"[('):
        return False
    if text[at] == "’" or _CONTRACTIONS.match(text, at):
        return False
    return at == paragraph.start or text[at - 1] in _BEFORE_OPENING


def _closes_single(text: str, at: int, paragraph: Span) -> bool:
    if text[at] in "‘‚" or at == paragraph.start or text[at - 1].isspace():
        return False
    return at + 1 >= paragraph.end or text[at + 1] in _AFTER_CLOSING


def _is_possessive(text: str, at: int) -> bool:
    """`the allies’ calls`: an s before, a lower-case word after."""
    return text[at - 1] in "sS" and at + 2 < len(text) and text[at + 1] == " " and text[at + 2].islower()


def _recovered_end(text: str, paragraph: Span, unclosed: _Open) -> int | None:
    """Where a quotation nobody closed ends, or None where the mark is better ignored."""
    start = unclosed.at
    if start != paragraph.start and not _LEADS_IN.search(text, max(paragraph.start, start - 30), start):
        return None
    tag = _TAG.search(text, start + 1, paragraph.end)
    return tag.end() if tag else paragraph.end


def _quotation(text: str, pair: tuple[int, int, int, int], *, continues: bool, continued: bool) -> Quotation | None:
    start, end, opening, closing = pair
    first, last = start + opening, end - closing
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    if first >= last:
        return None
    words = text[first:last].split()
    if not any(character.isalnum() for character in text[first:last]):
        return None
    return Quotation(
        outer=Span(start, end),
        inner=Span(first, last),
        words=len(words),
        first=text[first],
        last=_last_mark(text, first, last),
        single=text[start] in "'‘‚",
        closed=closing > 0,
        continues=continues,
        continued=continued,
    )


def _last_mark(text: str, first: int, last: int) -> str:
    """The last character of the words, looking past nested closing marks."""
    at = last - 1
    while at > first and text[at] in "\"'”’»›)]":
        at -= 1
    return text[at]
