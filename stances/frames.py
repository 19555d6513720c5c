"""The labels in force as a pandas table, for analysts: one row a statement and target, or one a period.

    frame(Position.objects.charted())      one row a label, with speaker, date, score, who gave it, and the source
    by_period(frame, Bin.MONTH)            mean score, n and articles of each actor toward each target, period by period

pandas is imported on first use: no page needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from stances.models import Position
from stances.vocabulary import Bin

if TYPE_CHECKING:
    import pandas as pd

#: Column → path from a position. Scores in [−1, 1]; the four probabilities, of the newest run, in [0, 1].
COLUMNS = {
    "statement": "statement_id",
    "article": "statement__article_id",
    "date": "statement__said_on",
    "date_basis": "statement__date_basis",
    "actor": "statement__actor__name",
    "actor_kind": "statement__actor__kind",
    "country": "statement__actor__country",
    "target": "target__name",
    "label": "label",
    "score": "score",
    "origin": "origin",
    "uncertain": "uncertain",
    "supportive": "verdict__supportive",
    "critical": "verdict__critical",
    "neutral": "verdict__neutral",
    "unrelated": "verdict__unrelated",
    "kind": "statement__kind",
    "outlet": "statement__article__outlet__name",
    "title": "statement__article__title",
    "url": "statement__article__url",
}
WORDS = {"words": "statement__text"}

#: The pandas name of each period; a week begins on Monday.
_PERIODS = {Bin.DAY: "D", Bin.WEEK: "W-SUN", Bin.MONTH: "M", Bin.QUARTER: "Q"}


def frame(positions: QuerySet[Position], *, words: bool = False) -> pd.DataFrame:
    """One row a position, in one query, oldest first; `date` is a timestamp. With `words`, the statement's too."""
    import pandas as pd

    columns = COLUMNS | (WORDS if words else {})
    # A name of a column may be that of another field of Position ("statement"), which annotations may not take.
    rows = (
        positions.order_by("statement__said_on", "statement_id", "target__order")
        .annotate(**{f"column_{name}": F(path) for name, path in columns.items()})
        .values_list(*(f"column_{name}" for name in columns))
    )
    table = pd.DataFrame.from_records(list(rows), columns=list(columns))
    table["date"] = pd.to_datetime(table["date"])
    return table


def by_period(table: pd.DataFrame, size: Bin) -> pd.DataFrame:
    """Mean score, number of statements and of articles by actor, target and period.

    Columns `actor`, `target`, `start` and `end` (first and last day of the period), `mean` in [−1, 1], `statements`,
    `articles`. A period in which an actor said nothing of a target has no row.
    """
    period = table["date"].dt.to_period(_PERIODS[size])
    found = (
        table.assign(period=period)
        .groupby(["actor", "target", "period"], observed=True, sort=True)
        .agg(mean=("score", "mean"), statements=("statement", "nunique"), articles=("article", "nunique"))
        .reset_index()
    )
    found.insert(2, "start", found["period"].dt.start_time.dt.normalize())
    found.insert(3, "end", found["period"].dt.end_time.dt.normalize())
    return found.drop(columns="period")
