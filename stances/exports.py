"""What a page shows, as CSV and JSON. One function shapes the rows of both, so that they cannot differ."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from stances.records import Mark, Point

#: A cell of text that begins with one of these is run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

POINT_COLUMNS = ("target", "start", "end", "mean", "low", "high", "statements", "articles")
MARK_COLUMNS = (
    "target", "statement", "date", "label", "score", "uncertain", "origin", "outlet", "words", "url",
)  # fmt: skip


def point_rows(target: str, points: Iterable[Point]) -> list[dict[str, Any]]:
    """One row a bin; `low` and `high` are None where n is too small for an interval."""
    return [
        {
            "target": target,
            "start": point.start,
            "end": point.end,
            "mean": round(point.mean, 4),
            "low": None if point.low is None else round(point.low, 4),
            "high": None if point.high is None else round(point.high, 4),
            "statements": point.n,
            "articles": point.articles,
        }
        for point in points
    ]


def mark_rows(target: str, marks: Iterable[Mark], address: str) -> list[dict[str, Any]]:
    """One row a statement; `address` is the address of a statement with `{}` for its number."""
    return [
        {
            "target": target,
            "statement": mark.statement,
            "date": mark.day,
            "label": mark.label.value,
            "score": round(mark.score, 4),
            "uncertain": mark.uncertain,
            "origin": "person" if mark.by_person else "model",
            "outlet": mark.outlet,
            "words": mark.words,
            "url": address.format(mark.statement),
        }
        for mark in marks
    ]


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as CSV with a header. Text is made safe for spreadsheets; numbers stay numbers; None is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row[column]) for column in columns])
    return out.getvalue()


def cell(value: Any) -> Any:
    """One cell: text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return "'" + value
    return value
