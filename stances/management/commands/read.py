"""manage.py read"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stances import readings, seeding
from stances.lines import LineError, Stream
from stances.management.piping import arrived, nobody_listens, opened, write_utf8
from stances.reading import NotReadable, Roster
from stances.readings import LONGEST_LINE, Text
from stances.records import KnownActor, KnownRole
from stances.sources import SourceError
from stances.sources.encoding import decode

#: Endings of files that hold one article a line; any other file is one article.
LINES = frozenset({".jsonl", ".ndjson"})


class Command(BaseCommand):
    help = (
        "Reads articles without a database: JSON lines in, one JSON line out for each statement, in order. A line has "
        "“id” and “text”, and may have “date”, the day of publication. A FILE ending in .jsonl or .ndjson holds such "
        "lines; any other is one article in plain text, whose “id” is its name. Each answer has “id”, “start”, “end”, "
        "“kind”, “text”, “cue”, “speaker_mention”, “speaker_start”, “speaker_end”, “speaker”, “actor” (a key of "
        "seeds/actors.yaml) and “confidence”; offsets count characters of the text as it came. A text in a language "
        "that is not read is named on the standard error. So is a line that cannot be used; the others are read, and "
        "the exit status is 1."
    )
    # Neither a database nor a queue nor a model is needed.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            nargs="*",
            metavar="FILE",
            default=["-"],
            help="Articles; - or nothing: lines on standard input.",
        )
        parser.add_argument("--date", type=_day, metavar="DAY", help="Day of publication of articles that name none.")

    def handle(self, *, files: list[str], date: date | None, **options: Any) -> None:
        write_utf8(self.stdout)
        self._refused, self._date = 0, date
        try:
            self._roster = Roster(_known(seed) for seed in seeding.read_actors(settings.BASE_DIR / "seeds"))
            for name in files:
                with opened(name, self._refuse) as (source, where):
                    if source is not None:
                        is_lines = name == "-" or Path(name).suffix.lower() in LINES
                        self._read_lines(source, where) if is_lines else self._read_file(source, where)
        except seeding.SeedError as error:
            raise CommandError(str(error), returncode=2) from error
        except BrokenPipeError:
            nobody_listens()
            return
        if self._refused:
            raise CommandError(f"{self._refused} could not be read; the reasons are above.", returncode=1)

    def _read_lines(self, stream: Stream, where: str) -> None:
        for lines in arrived(stream, where, self._refuse, LONGEST_LINE):
            for line in lines:
                place = f"{where}, line {line.number}"
                try:
                    self._answer(readings.parse(line), place)
                except LineError as error:
                    self._refuse(f"{place}: {error}.")

    def _read_file(self, stream: Stream, where: str) -> None:
        content = bytearray()
        try:
            for part in _parts(stream):
                content += part
                if len(content) > LONGEST_LINE:
                    self._refuse(f"{where}: it is longer than {LONGEST_LINE:,} bytes.")
                    return
            text = decode(bytes(content))
        except OSError as error:
            self._refuse(f"{where} cannot be read to its end: {error.strerror or error}.")
        except SourceError as error:
            self._refuse(f"{where}: {error}")
        else:
            self._answer(Text(where, text), where)

    def _answer(self, article: Text, place: str) -> None:
        try:
            statements = readings.read(Text(article.id, article.text, article.date or self._date), self._roster)
        except NotReadable as error:
            self.stderr.write(f"{place}: not read: {error.name}. Only English is read so far.")
            return
        for statement in statements:
            self.stdout.write(readings.as_line(article, statement))
        # Whoever sent this article may be waiting for its statements before sending the next.
        self.stdout.flush()

    def _refuse(self, why: str) -> None:
        self._refused += 1
        self.stderr.write(why)


def _parts(stream: Stream) -> Iterator[bytes]:
    while part := stream.read1(1 << 20):
        yield part


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ArgumentTypeError(f"“{value}” is no day; write it as 2022-03-04") from None


def _known(seed: seeding.ActorSeed) -> KnownActor:
    """An actor of the seeds as the reader wants it; its key is the seed's."""
    return KnownActor(
        key=seed.key,
        name=seed.name,
        kind=seed.kind,
        country=seed.country,
        aliases=seed.aliases,
        roles=tuple(KnownRole(role.title, role.office, role.of, role.start, role.end) for role in seed.roles),
    )
