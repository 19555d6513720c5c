"""manage.py load_seeds"""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stances import seeding, tasks
from stances.management import analysing


class Command(BaseCommand):
    help = (
        "Loads targets, actors, outlets, events and the demo's reports from a folder of files. Run it as often as you "
        "like: it adds what is new, and never changes what is there or brings back an actor, a name or a role that a "
        "person has deleted. The reports are read and judged like any article."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dir", type=Path, default=settings.BASE_DIR / "seeds", help="The folder (default: seeds)."
        )
        parser.add_argument(
            "--demo", action=BooleanOptionalAction, default=True, help="Also load the demo's reports (the default)."
        )
        parser.add_argument(
            "--analyse",
            choices=["now", "queue"],
            default="now",
            help="Read and judge the reports in this process (the default), or leave it to the workers.",
        )

    def handle(self, *, demo: bool, analyse: str, **options: Any) -> None:
        try:
            seeds = seeding.read(options["dir"], reports=demo)
        except seeding.SeedError as error:
            raise CommandError(str(error)) from error
        with analysing.bar(len(seeds.reports), "Loading the demo") as shown:
            loaded = seeding.load(seeds, progress=shown.update)
        self.stdout.write(str(loaded))
        if analyse == "queue":
            tasks.enqueue(loaded.articles)
            return
        if not loaded.articles:
            return
        outcome = analysing.analyse(loaded.articles)
        for pk, title, problem in outcome.failed:
            self.stderr.write(f"Article {pk}, {title}: {problem}")
        self.stdout.write(f"{outcome.analysed} reports read and judged, {len(outcome.failed)} failed.")
        if outcome.interrupted:
            raise CommandError("Stopped. To go on: manage.py analyse --waiting", returncode=analysing.INTERRUPTED)
        if outcome.failed:
            raise CommandError("Some reports could not be analysed; their reasons are above.")
