"""manage.py judge"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stances import judging, seeding
from stances.classifying import ModelError, StanceModel, load, problems
from stances.judging import KnownTargets, LineError, Question, Stream
from stances.management.piping import arrived, nobody_listens, opened, write_utf8
from stances.records import TargetName

#: Pairs in one call of the model: enough to fill its batches, and answered within a second.
PAIRS_AT_ONCE = 64


class Command(BaseCommand):
    help = (
        "Judges statements without a database: JSON lines in, JSON lines out, in the same order. A line has “id” and "
        "“statement”, and may have “context”, “speaker”, “date” and “targets”: a list of names, or of objects with "
        "“name” and “aliases”. A name or alias of a built-in target means that target; without “targets” all built-in "
        "ones are asked about. Each answer has “id”, “target”, “label”, “probabilities”, “uncertain” and “model”. "
        "A line that cannot be judged is reported on the standard error with its number, the others are judged, and "
        "the exit status is 1."
    )
    # Neither a database nor a queue is needed; the model is checked by `handle`, since --model may name another.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="*", metavar="FILE", default=["-"], help="JSON lines; - or nothing: the standard input."
        )
        parser.add_argument(
            "--why",
            action="store_true",
            help="Add “words” to each answer: what leaving out each word (in a long statement, a few words together) "
            "does to the probability of the label. An approximation, and slow: three judgements more for each word.",
        )
        parser.add_argument("--model", metavar="SPEC", help="Judge with this instead of STANCE_MODEL.")

    def handle(self, *, files: list[str], model: str | None, why: bool, **options: Any) -> None:
        spec = settings.STANCE_MODEL if model is None else model
        if found := problems(spec):
            raise CommandError("\n".join(found), returncode=2)
        write_utf8(self.stdout)
        self._refused, self._why = 0, why
        try:
            known = _known_targets(settings.BASE_DIR / "seeds")
            judge = load(spec)
            for name in files:
                self._judge_file(name, known, judge)
        except (ModelError, seeding.SeedError) as error:
            raise CommandError(str(error), returncode=2) from error
        except BrokenPipeError:
            nobody_listens()
            return
        if self._refused:
            raise CommandError(f"{self._refused} could not be judged; the reasons are above.", returncode=1)

    def _judge_file(self, name: str, known: KnownTargets, model: StanceModel) -> None:
        with opened(name, self._refuse) as (source, where):
            if source is not None:
                for questions in _chunks(self._questions(source, where, known)):
                    self._answer(questions, model)

    def _questions(self, stream: Stream, where: str, known: KnownTargets) -> Iterator[list[Question]]:
        """The questions in what has arrived, each time that something arrives."""
        for lines in arrived(stream, where, self._refuse):
            questions = []
            for line in lines:
                try:
                    questions.append(judging.parse(line, known))
                except LineError as error:
                    self._refuse(f"{where}, line {line.number}: {error}.")
            yield questions

    def _answer(self, questions: Sequence[Question], model: StanceModel) -> None:
        pairs = [pair for question in questions for pair in question.pairs]
        # With --why a pair is a batch of its own, and is answered at once.
        answers = (judging.explained(model, pair) for pair in pairs) if self._why else judging.judged(model, pairs)
        for question in questions:
            for pair in question.pairs:
                self.stdout.write(judging.as_line(question.id, pair, next(answers), model))
                if self._why:
                    self.stdout.flush()
        self.stdout.flush()

    def _refuse(self, why: str) -> None:
        self._refused += 1
        self.stderr.write(why)


def _chunks(arrived: Iterator[list[Question]]) -> Iterator[list[Question]]:
    """What has arrived together, in portions of about `PAIRS_AT_ONCE` pairs."""
    for questions in arrived:
        chunk: list[Question] = []
        for question in questions:
            chunk.append(question)
            if sum(len(one.pairs) for one in chunk) >= PAIRS_AT_ONCE:
                yield chunk
                chunk = []
        if chunk:
            yield chunk


def _known_targets(folder: Path) -> KnownTargets:
    return KnownTargets(tuple(TargetName(seed.name, seed.aliases) for seed in seeding.read_targets(folder)))
