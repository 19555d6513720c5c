"""manage.py analyse"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stances import ingest
from stances.management import analysing, trying
from stances.models import Article
from stances.rejudging import CannotRejudge
from stances.vocabulary import ArticleState

#: The options that choose articles, and those about a trial of another model.
_ARTICLES = ("waiting", "failed", "again")
_TRIAL = ("all", "take_over", "report", "discard")


class Command(BaseCommand):
    help = (
        "Reads and judges stored articles in this process, with a progress bar. Without arguments: all that wait. "
        "Stopped by Ctrl-C or killed, it loses nothing: run `analyse --waiting` to go on where it stopped. "
        "With --all, judges every stored statement with the model set now, beside the labels in force, and tells what "
        "would change; --take-over accepts it. What people have corrected is never changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", type=int, metavar="ID", help="Numbers of articles, whatever their state.")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--waiting", action="store_true", help="Every article that waits (the default).")
        which.add_argument("--failed", action="store_true", help="Every article whose analysis failed, once more.")
        which.add_argument(
            "--again",
            action="store_true",
            help="Every article, also those that are analysed, is read and judged anew; its labels change at once.",
        )
        which.add_argument(
            "--all",
            action="store_true",
            help="Judge every stored statement with the model set now, on trial: no label changes. Run it again to go "
            "on where it was stopped.",
        )
        which.add_argument("--take-over", action="store_true", help="Put the trial's labels in force.")
        which.add_argument("--report", action="store_true", help="Tell once more what the trial would change.")
        which.add_argument("--discard", action="store_true", help="Delete the trial's verdicts.")
        parser.add_argument(
            "--anyway", action="store_true", help="With --all: also where every label is of the model set now."
        )

    def handle(self, *, ids: list[int], anyway: bool, **options: Any) -> None:
        if ids and any(options[name] for name in (*_ARTICLES, *_TRIAL)):
            raise CommandError("Give numbers of articles, or one of the options that choose them.", returncode=2)
        if anyway and not options["all"]:
            raise CommandError("--anyway goes with --all.", returncode=2)
        if any(options[name] for name in _TRIAL):
            self._try(anyway, **options)
        else:
            self._articles(ids, failed=options["failed"], again=options["again"])

    def _try(self, anyway: bool, **options: Any) -> None:
        try:
            if options["take_over"]:
                trying.take_over(self.stdout)
            elif options["report"]:
                trying.report(self.stdout)
            elif options["discard"]:
                trying.discard(self.stdout)
            else:
                trying.judge_all(self.stdout, anyway=anyway)
        except CannotRejudge as refusal:
            raise CommandError(str(refusal)) from refusal

    def _articles(self, ids: list[int], *, failed: bool, again: bool) -> None:
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
        elif not again:
            chosen = chosen.filter(state=ArticleState.WAITING)
        todo = list(chosen.order_by("pk").values_list("pk", flat=True))
        # Made to wait first, all of them: that is what makes a run that was cut short resumable.
        done = Article.objects.filter(pk__in=todo).exclude(state=ArticleState.WAITING)
        done.update(state=ArticleState.WAITING, problem="", attempts=0, queued=None)
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
