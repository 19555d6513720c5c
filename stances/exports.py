"""What a page shows, as CSV and JSON. One function shapes the rows of both, so that they cannot differ."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from stances.charts import Line
from stances.distances import Distance
from stances.drawings import Row
from stances.records import Mark, Point, Standing

#: A cell of text that begins with one of these is run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

POINT_COLUMNS = ("target", "start", "end", "mean", "low", "high", "statements", "articles")
COMPARED_COLUMNS = (
    "row", "actor", "target", "other_actor", "other_target", "start", "end", "mean", "low", "high",
    "statements", "articles", "distance", "shared",
)  # fmt: skip
DISTRIBUTION_COLUMNS = ("target", "start", "end", "supportive", "critical", "neutral")
EVENT_COLUMNS = ("date", "title", "kind", "targets", "source", "url")
HEAT_COLUMNS = ("target", "actor", "start", "end", "mean", "statements", "articles")
COUNTRY_COLUMNS = (
    "target", "country", "speakers", "mean", "low", "high", "statements", "articles",
    "supportive", "critical", "neutral",
)  # fmt: skip
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


def compared_row(what: str, line: Line, point: Point) -> dict[str, Any]:
    """One mean of a comparison: `what` is "bin" or "window"."""
    [row] = point_rows(line.target, [point])
    return {**dict.fromkeys(COMPARED_COLUMNS), **row, "row": what, "actor": line.actor}


def distance_row(one: Line, other: Line, measured: Distance | None, shared: int) -> dict[str, Any]:
    """How far apart two lines stand over the window; `distance` is None where the shared n is too small."""
    return {
        **dict.fromkeys(COMPARED_COLUMNS),
        "row": "distance",
        "actor": one.actor,
        "target": one.target,
        "other_actor": other.actor,
        "other_target": other.target,
        "distance": None if measured is None else round(measured.value, 4),
        "shared": shared,
    }


def heat_rows(target: str, row: Row) -> list[dict[str, Any]]:
    """One row a cell of the heatmap."""
    kept = [
        {name: cell for name, cell in each.items() if name in HEAT_COLUMNS} for each in point_rows(target, row.points)
    ]
    return [{**each, "actor": row.name} for each in kept]


def country_row(target: str, country: str, speakers: int, standing: Standing) -> dict[str, Any]:
    """One tile of the map."""
    return {
        "target": target,
        "country": country,
        "speakers": speakers,
        "mean": round(standing.mean, 4),
        "low": None if standing.low is None else round(standing.low, 4),
        "high": None if standing.high is None else round(standing.high, 4),
        "statements": standing.n,
        "articles": standing.articles,
        "supportive": standing.tally.supportive,
        "critical": standing.tally.critical,
        "neutral": standing.tally.neutral,
    }


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
