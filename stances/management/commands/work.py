"""manage.py work"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stances import worker


class Command(BaseCommand):
    help = (
        "Reads and judges articles from the queue, one at a time, until it is told to stop (Ctrl-C or SIGTERM: the "
        "article in hand is finished first). Start as many as you like, on as many machines as you like; each also "
        "takes over what a killed one left behind."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="", help="A name unique among all workers; made up where it is left out.")
        parser.add_argument("--burst", action="store_true", help="Stop when the queue is empty.")

    def handle(self, *, name: str, burst: bool, **options: Any) -> None:
        if options["verbosity"] > 0:
            self.stdout.write(f"Working on the queue in: {settings.QUEUE}. Ctrl-C stops after the article in hand.")
            self.stdout.flush()
        try:
            worker.run(name=name, burst=burst)
        except worker.NoWorkerNeeded as nothing:
            raise CommandError(str(nothing)) from nothing
