"""manage.py export_labels"""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from stances import frames
from stances.exports import cell
from stances.models import Actor, Position, Target
from stances.vocabulary import Bin

if TYPE_CHECKING:
    import pandas as pd


class Command(BaseCommand):
    help = (
        "Writes the labels in force as a table, one row a statement and target, or with --by one row an actor, target "
        "and period. CSV, or JSON lines where FILE ends in .jsonl; - writes CSV to the standard output. "
        "Only what the charts count: dated, by a tracked actor, about the target, not in a syndicated copy."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="Where to write, .csv or .jsonl; - for the standard output.")
        parser.add_argument("--actor", metavar="SLUG", help="Only this actor: the last part of its page's address.")
        parser.add_argument("--target", metavar="SLUG", help="Only stances toward this target.")
        parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="First day.")
        parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="Last day.")
        parser.add_argument("--by", choices=[size.value for size in Bin], help="Means by this period.")
        parser.add_argument(
            "--words", action="store_true", help="With the statements' words. Others' articles are others' copyright."
        )

    def handle(self, *, file: str, by: str | None, words: bool, **options: Any) -> None:
        suffix = Path(file).suffix.lower()
        if file != "-" and suffix not in (".csv", ".jsonl"):
            raise CommandError("The file's name must end in .csv or .jsonl.", returncode=2)
        table = frames.frame(self._chosen(options), words=words and by is None)
        if by:
            table = frames.by_period(table, Bin(by))
        text = _json_lines(table) if suffix == ".jsonl" else _csv(table)
        if file == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(file).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stderr.write(f"{len(table)} rows written to {file}.")

    def _chosen(self, options: dict[str, Any]) -> QuerySet[Position]:
        found: QuerySet[Position] = Position.objects.charted()
        for name, rows, path in (
            ("actor", Actor.objects.all(), "statement__actor"),
            ("target", Target.objects.all(), "target"),
        ):
            if slug := options[name]:
                row = rows.filter(slug=slug).first()
                if row is None:
                    raise CommandError(f"There is no {name} {slug!r}.", returncode=2)
                found = found.filter(**{path: row})
        if options["since"]:
            found = found.filter(statement__said_on__gte=options["since"])
        if options["until"]:
            found = found.filter(statement__said_on__lte=options["until"])
        return found


def _csv(table: pd.DataFrame) -> str:
    """As the pages write it: text that a spreadsheet would run as a formula is made harmless."""
    safe = table.copy()
    for column in safe.columns:
        if safe[column].dtype.kind not in "biufM":
            safe[column] = safe[column].map(cell)
    return str(safe.to_csv(index=False, date_format="%Y-%m-%d", float_format="%.4f", lineterminator="\r\n"))


def _json_lines(table: pd.DataFrame) -> str:
    dated = table.copy()
    for column in dated.columns:
        if dated[column].dtype.kind == "M":
            dated[column] = dated[column].dt.strftime("%Y-%m-%d")
    return str(dated.to_json(orient="records", lines=True, force_ascii=False, double_precision=4))
