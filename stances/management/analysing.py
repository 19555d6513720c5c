"""Analysing in the command's own process, with a progress bar: for `ingest`, `analyse`, `load_seeds` and `serve`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from tqdm import tqdm

from stances import ingest
from stances.models import Article
from stances.vocabulary import ArticleState
from stances.worker import Stop

#: Exit status of a command that was stopped by Ctrl-C between two articles.
INTERRUPTED = 130


@dataclass(slots=True)
class Outcome:
    """What became of the articles: `failed` with title and reason, `elsewhere` taken by another process meanwhile."""

    analysed: int = 0
    elsewhere: int = 0
    left: int = 0
    failed: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def interrupted(self) -> bool:
        return self.left > 0


def bar(total: int, what: str) -> tqdm[object]:
    """A progress bar on the terminal; silent where the output goes to a file or another program."""
    return tqdm(total=total, desc=what, unit="", disable=None, file=sys.stderr, leave=False, dynamic_ncols=True)


def waiting_unqueued() -> list[int]:
    """Articles that wait and that no queue knows of: left by a command that was told so, or cut short."""
    waiting = Article.objects.waiting().filter(queued__isnull=True)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def analyse(article_ids: Sequence[int], what: str = "Reading and judging") -> Outcome:
    """Analyse these waiting articles one by one. Ctrl-C finishes the one in hand and leaves the rest waiting."""
    outcome = Outcome()
    stop = Stop()
    with bar(len(article_ids), what) as shown, stop.listening():
        for done, pk in enumerate(article_ids):
            if stop.requested:
                outcome.left = len(article_ids) - done
                break
            if ingest.analyse_article(pk):
                outcome.analysed += 1
            else:
                _look(pk, outcome)
            shown.update()
    return outcome


def _look(pk: int, outcome: Outcome) -> None:
    article = Article.objects.filter(pk=pk).only("title", "state", "problem").first()
    if article is not None and article.state == ArticleState.FAILED:
        outcome.failed.append((pk, article.title, article.problem))
    else:
        outcome.elsewhere += 1
