"""manage.py ingest"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stances import tasks
from stances.ingest import add_article
from stances.management import analysing
from stances.sources import EXTENSIONS, DateError, Draft, ParsedUpload, SourceError, parse_date, parse_upload
from stances.sources.limits import MAX_FILE_BYTES, MEGABYTE


@dataclass(slots=True)
class _Count:
    stored: list[int] = field(default_factory=list)
    known: int = 0
    refused: int = 0


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except DateError as error:
        raise ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    help = (
        f"Stores articles from files ({', '.join(EXTENSIONS)}) and gives them to the workers. "
        "A table (.csv, .jsonl) holds one article a row. What cannot be taken is named on the standard error with its "
        "reason, nothing of it is stored, and the exit status is 1; what is already there is not stored twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--title", default="", help="The title, where the one file holds one article.")
        parser.add_argument("--outlet", default="", help="Who published; in a table, for the rows that do not say.")
        parser.add_argument(
            "--date",
            type=_day,
            help="Day of publication, such as 2022-02-24; in a table, for the rows that do not say.",
        )
        then = parser.add_mutually_exclusive_group()
        then.add_argument(
            "--now", action="store_true", help="Analyse in this process, instead of leaving it to workers."
        )
        then.add_argument(
            "--no-analyse", action="store_true", help="Only store; `manage.py analyse` goes on from there."
        )

    def handle(self, *, files: list[str], title: str, **options: Any) -> None:
        if title and len(files) > 1:
            raise CommandError("--title goes with one file.", returncode=2)
        count = _Count()
        with analysing.bar(len(files), "Storing") as shown:
            for name in files:
                before = len(count.stored)
                self._take(name, title, options["outlet"], options["date"], count)
                if not (options["now"] or options["no_analyse"]):
                    tasks.enqueue(count.stored[before:])  # file by file, so that Ctrl-C leaves none without a task
                shown.update()
        self.stdout.write(f"{len(count.stored)} stored, {count.known} already there, {count.refused} refused.")
        if options["now"]:
            self._analyse(count)
        if count.refused:
            raise CommandError("Not everything could be taken; the reasons are above.")

    def _take(self, name: str, title: str, outlet: str, day: date | None, count: _Count) -> None:
        path = Path(name)
        try:
            if path.stat().st_size > MAX_FILE_BYTES:  # before it is read into memory
                self._refuse(name, f"The file is over {MAX_FILE_BYTES // MEGABYTE} MB.", count)
                return
            found = parse_upload(path.name, path.read_bytes())
        except OSError as error:
            self._refuse(name, f"It cannot be opened: {error.strerror}.", count)
            return
        except SourceError as error:
            self._refuse(name, error.message, count)
            for problem in error.problems:
                self.stderr.write(f"  {problem}")
            return
        for problem in found.problems:
            self._refuse(name, str(problem), count)
        beyond = found.problem_count - len(found.problems)
        if beyond > 0:
            count.refused += beyond
            self.stderr.write(f"{name}: and {beyond} rows more.")
        one = len(found.drafts) == 1 and not found.problems
        for number, draft in enumerate(_with(found, title, outlet, day, wins=one), start=1):
            self._store(name if one else f"{name}, article {number}", draft, count)

    def _store(self, name: str, draft: Draft, count: _Count) -> None:
        if not draft.title:
            self._refuse(name, "No title was found. Give one with --title.", count)
            return
        added = add_article(
            title=draft.title,
            text=draft.text,
            published=draft.published,
            outlet=draft.outlet,
            url=draft.url,
            language=(draft.language or "en")[:8],
        )
        if not added.created:
            count.known += 1
            self.stdout.write(f"{name}: already there as article {added.article.pk}, {added.article.title}")
            return
        count.stored.append(added.article.pk)
        if draft.published is None:
            self.stderr.write(f"{name}: stored without a date; its statements are not charted. Give --date next time.")

    def _refuse(self, name: str, reason: str, count: _Count) -> None:
        count.refused += 1
        self.stderr.write(f"{name}: {reason}")

    def _analyse(self, count: _Count) -> None:
        outcome = analysing.analyse(count.stored)
        for pk, title, problem in outcome.failed:
            self.stderr.write(f"Article {pk}, {title}: {problem}")
        self.stdout.write(f"{outcome.analysed} analysed, {len(outcome.failed)} failed.")
        if outcome.interrupted:
            raise CommandError("Stopped. To go on: manage.py analyse --waiting", returncode=analysing.INTERRUPTED)
        if outcome.failed:
            raise CommandError("Some articles could not be analysed; their reasons are above.")


def _with(found: ParsedUpload, title: str, outlet: str, day: date | None, *, wins: bool) -> Iterator[Draft]:
    """The drafts with what the caller knows: for a single article it wins, in a table it fills what is empty."""
    for draft in found.drafts:
        yield replace(
            draft,
            title=(title or draft.title) if wins else (draft.title or title),
            outlet=(outlet or draft.outlet) if wins else (draft.outlet or outlet),
            published=(day or draft.published) if wins else (draft.published or day),
        )
