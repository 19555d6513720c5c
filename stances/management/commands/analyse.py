"""manage.py analyse"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stances import ingest
from stances.management import analysing
from stances.models import Article
from stances.vocabulary import ArticleState


class Command(BaseCommand):
    help = (
        "Reads and judges stored articles in this process, with a progress bar. Without arguments: all that wait. "
        "Stopped by Ctrl-C or killed, it loses nothing: run `analyse --waiting` to go on where it stopped. "
        "What people have corrected is never changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", type=int, metavar="ID", help="Numbers of articles, whatever their state.")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--waiting", action="store_true", help="Every article that waits (the default).")
        which.add_argument("--failed", action="store_true", help="Every article whose analysis failed, once more.")
        which.add_argument("--all", action="store_true", help="Every article, also those that are analysed.")

    def handle(self, *, ids: list[int], waiting: bool, failed: bool, **options: Any) -> None:
        everything = options["all"]
        if ids and (waiting or failed or everything):
            raise CommandError("Give numbers of articles, or one of --waiting, --failed and --all.", returncode=2)
        if ids:
            missing = sorted(set(ids) - set(Article.objects.filter(pk__in=ids).values_list("pk", flat=True)))
            if missing:
                raise CommandError(f"There is no article {', '.join(map(str, missing))}.", returncode=2)
        ingest.requeue_stuck()  # where no worker runs, nobody else takes over what a killed one left
        chosen = Article.objects.exclude(state=ArticleState.READING)
        if ids:
            chosen = chosen.filter(pk__in=ids)
        elif failed:
            chosen = chosen.filter(state=ArticleState.FAILED)
        elif not everything:
            chosen = chosen.filter(state=ArticleState.WAITING)
        todo = list(chosen.order_by("pk").values_list("pk", flat=True))
        # Made to wait first, all of them: that is what makes a run that was cut short resumable.
        again = Article.objects.filter(pk__in=todo).exclude(state=ArticleState.WAITING)
        again.update(state=ArticleState.WAITING, problem="", attempts=0, queued=None)
        self._report(analysing.analyse(todo))

    def _report(self, outcome: analysing.Outcome) -> None:
        for pk, title, problem in outcome.failed:
            self.stderr.write(f"Article {pk}, {title}: {problem}")
        parts = [f"{outcome.analysed} analysed"]
        if outcome.failed:
            parts.append(f"{len(outcome.failed)} failed")
        if outcome.elsewhere:
            parts.append(f"{outcome.elsewhere} taken by another process")
        if outcome.left:
            parts.append(f"{outcome.left} still waiting")
        self.stdout.write(", ".join(parts) + ".")
        if outcome.interrupted:
            raise CommandError("Stopped. To go on: manage.py analyse --waiting", returncode=analysing.INTERRUPTED)
        if outcome.failed:
            raise CommandError("Some articles could not be analysed; their reasons are above.")
