"""How it reads and judges, and how often it is wrong: figures from the model's files, formulas from the code."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stances import distances, evaluation, intervals, shifts, summaries
from stances.data_health import data_health
from stances.ingest import COPY_WINDOW_DAYS
from stances.positions import PERSON_SCORE
from stances.sources import COPY_SIMILARITY
from stances.vocabulary import Dating, Labels, Stance, StatementKind, Unresolved

LICENCE = "Apache License 2.0"


@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    """One page; nothing on it is typed in twice that the code or the model's files know."""
    figures, trouble = _figures()
    read, unread = _reading_figures()
    health = data_health()
    context = {
        "nav": "methodology",
        "stances": list(Stance),
        "kinds": list(StatementKind),
        "reasons": list(Unresolved),
        "person_scores": [(stance, PERSON_SCORE[stance]) for stance in Stance if stance is not Stance.UNRELATED],
        "copy_days": COPY_WINDOW_DAYS,
        "copy_similarity": COPY_SIMILARITY,
        "intervals": {
            "statements": intervals.MIN_STATEMENTS,
            "articles": intervals.MIN_ARTICLES,
            "level": intervals.LEVEL,
            "resamples": intervals.RESAMPLES,
            "seed": intervals.SEED,
        },
        "bands": summaries.BANDS,
        "leaning": summaries.LEANING,
        "shifts": shifts.rules(),
        "min_shared": distances.MIN_SHARED,
        "labels": list(Labels),
        "dates": list(Dating),
        "figures": figures,
        "trouble": trouble,
        "read": read,
        "unread": unread,
        # Without what follows the colon, which may be a path of the server.
        "model": settings.STANCE_MODEL.partition(":")[0],
        "of_another": bool(figures and health.run and figures.revision != health.run.revision),
        "health": health,
        "licence": LICENCE,
        "texts_public": settings.ARTICLE_TEXT_PUBLIC,
    }
    return render(request, "stances/methodology.html", context)


def _reading_figures() -> tuple[evaluation.ReadingFigures | None, str]:
    """The figures of the reader, or the sentence that says why there are none."""
    try:
        found = evaluation.reading()
    except evaluation.Unreadable as error:
        return None, str(error)
    return found, "" if found else "The reader has not been measured: there is no file of figures beside it."


def _figures() -> tuple[evaluation.Evaluation | None, str]:
    """The figures of the model in use, or the sentence that says why there are none."""
    if settings.STANCE_MODEL != "shipped":
        return None, "The model in use is not the shipped one, and has not been measured here."
    try:
        figures = evaluation.shipped()
    except evaluation.Unreadable as error:
        return None, str(error)
    return figures, "" if figures else "The model in use has not been measured: there is no file of figures beside it."
