"""A text with statements marked in place: offsets in, pieces to print out. Knows no database.

    paragraphs(text, marks)  →  [Paragraph([Piece("He said that "), Piece("talks go on", (7,)), …], begins=(7,)), …]

Marks may overlap, lie inside one another and run over paragraphs. The text is cut wherever one begins or ends, so
that each piece knows all the marks that cover it, and the pieces of a paragraph joined give its words again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stances.records import Span

#: A paragraph longer than this (characters) is cut to the sentences around its statements where only a part of a
#: text may be shown: a text pasted without line breaks would otherwise be shown whole.
LONG_PARAGRAPH = 1200

_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch to mark; `key` is the caller's name for it."""

    key: int
    span: Span


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that the same marks cover: `keys`, the outermost first. `opens` are those whose first words they are."""

    text: str
    keys: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()

    @property
    def key(self) -> int | None:
        """The innermost mark, which gives the piece its look."""
        return self.keys[-1] if self.keys else None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, or a stretch of one. `begins` are the marks that begin in it.

    `after_gap` says that text is left out before it.
    """

    pieces: tuple[Piece, ...]
    begins: tuple[int, ...] = ()
    after_gap: bool = False


def paragraphs(text: str, marks: Sequence[Mark]) -> list[Paragraph]:
    """The whole text."""
    marks = _trimmed(text, marks)
    return [_paragraph(text, span, marks) for span in _spans(text)]


def excerpts(text: str, marks: Sequence[Mark], around: Sequence[Span]) -> list[Paragraph]:
    """Only the paragraphs that carry a mark, of long ones only the stretches in `around`; gaps are flagged."""
    marks = _trimmed(text, marks)
    kept: list[Span] = []
    for paragraph in _spans(text):
        if not any(mark.span.overlaps(paragraph) for mark in marks):
            continue
        if paragraph.end - paragraph.start <= LONG_PARAGRAPH:
            kept.append(paragraph)
        else:
            kept.extend(_within(paragraph, [*around, *(mark.span for mark in marks)]))
    shown = []
    last = 0
    for span in kept:
        gap = bool(text[last : span.start].strip())
        shown.append(_paragraph(text, span, marks, after_gap=gap))
        last = span.end
    return shown


def leaves_out(text: str, shown: Iterable[Paragraph]) -> bool:
    """Whether the paragraphs shown are less than the text."""
    return sum(len(piece.text) for paragraph in shown for piece in paragraph.pieces) < sum(
        span.end - span.start for span in _spans(text)
    )


def _spans(text: str) -> list[Span]:
    return [Span(*found.span()) for found in _PARAGRAPH.finditer(text) if found.group().strip()]


def _trimmed(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """The marks without white space at their ends, so that each begins in a paragraph; the empty are left out."""
    trimmed = []
    for mark in marks:
        words = mark.span.of(text)
        start = mark.span.start + len(words) - len(words.lstrip())
        end = start + len(words.strip())
        if start < end:
            trimmed.append(Mark(mark.key, Span(start, end)))
    return trimmed


def _within(paragraph: Span, wanted: Iterable[Span]) -> list[Span]:
    """The parts of `wanted` inside the paragraph, in order, those that touch made one."""
    inside = sorted(
        Span(max(span.start, paragraph.start), min(span.end, paragraph.end))
        for span in wanted
        if span.overlaps(paragraph)
    )
    joined: list[Span] = []
    for span in inside:
        if joined and span.start <= joined[-1].end + 1:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _paragraph(text: str, span: Span, marks: Sequence[Mark], *, after_gap: bool = False) -> Paragraph:
    here = sorted(
        (mark for mark in marks if mark.span.overlaps(span)),
        key=lambda mark: (mark.span.start, -mark.span.end, mark.key),
    )
    cuts = sorted(
        {span.start, span.end}
        | {edge for mark in here for edge in (mark.span.start, mark.span.end) if span.start < edge < span.end}
    )
    pieces = []
    for start, end in pairwise(cuts):
        # Longest first: of two that cover the same words the longer is the outer one.
        covering = sorted(
            (mark for mark in here if mark.span.start < end and start < mark.span.end),
            key=lambda mark: (mark.span.start - mark.span.end, mark.span.start, mark.key),
        )
        opens = tuple(mark.key for mark in here if mark.span.start == start)
        pieces.append(Piece(text[start:end], tuple(mark.key for mark in covering), opens))
    begins = tuple(mark.key for mark in here if mark.span.start >= span.start)
    return Paragraph(tuple(pieces), begins, after_gap)
