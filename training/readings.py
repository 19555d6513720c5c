"""Who read a label as what, and what it was settled as.

Every label of real and of own text is given twice, blind, by two readers; where they differ a third one reads the
statement, again blind, and settles it: the majority counts, and the third reader where all three differ. Readers were
large language models that were given `docs/codebook.md` and the statement with its context and speaker, not people:
they agree with each other more than people would.

`labels/statements.tsv`   second and third readings of the shared statements, by their id
`labels/places.tsv`       statements that we found in the shared texts: where they stand, and all readings
`labels/own.tsv`          second and third readings of the statements in `corpora/`, by a digest of their words

A reading is three letters, toward Russia, Ukraine and NATO: s(upportive), c(ritical), n(eutral), u(nrelated); of our
own statements it has one more letter for each other target that the line names, in the line's order.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from stances.vocabulary import Stance
from training.targets import TARGETS

LABELS = Path(__file__).parent / "labels"
CODES = {stance.value[0]: stance for stance in Stance}
POSITION = {target.name: index for index, target in enumerate(TARGETS)}


class Settled(NamedTuple):
    """A label, and whether the first two readers differed about it."""

    label: Stance
    disputed: bool


def settle(readings: Sequence[Stance]) -> Settled:
    """The label that one to three readings come to, in the order in which they were made."""
    if len(readings) < 2 or readings[0] is readings[1]:
        return Settled(readings[0], disputed=False)
    if len(readings) == 2 or readings[2] in readings[:2]:
        return Settled(readings[-1] if len(readings) == 3 else readings[0], disputed=True)
    return Settled(readings[2], disputed=True)


def decode(code: str, target: str) -> Stance:
    """What a reading says of a target. Raises `ValueError` for a code that is none."""
    return stances(code)[POSITION[target]]


def stances(code: str) -> list[Stance]:
    """All stances of a reading. Raises `ValueError` for a code that is none."""
    if len(code) < len(TARGETS) or not set(code) <= set(CODES):
        raise ValueError(f"{code!r} is no reading: at least three of the letters {', '.join(CODES)}")
    return [CODES[letter] for letter in code]


def digest(words: str) -> str:
    """Twelve hexadecimal digits that stand for a statement's exact words."""
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def later(path: Path) -> dict[str, tuple[str, ...]]:
    """Second and, where there is one, third readings by key, of `statements.tsv` or `own.tsv`."""
    return {row["key"]: tuple(code for code in (row["second"], row["third"]) if code) for row in _rows(path)}


def of_statements() -> dict[str, tuple[str, ...]]:
    """Later readings of the shared statements, by id."""
    return later(LABELS / "statements.tsv")


def of_own() -> dict[str, tuple[str, ...]]:
    """Later readings of our own statements, by digest."""
    return later(LABELS / "own.tsv")


@dataclass(frozen=True, slots=True)
class Place:
    """A statement of a shared text: `[start, end)` in code points of `file`, its context likewise.

    In a file that holds one sentence a line `start` and `end` are the line's number, from 1, and there is no context.
    """

    set: str
    file: str
    start: int
    end: int
    context_start: int
    context_end: int
    speaker: str
    digest: str
    readings: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.file}:{self.start}-{self.end}"

    @property
    def whole_text(self) -> bool:
        """Whether the file is one text rather than a line for each sentence."""
        return self.file.endswith(".txt")

    def words(self, texts: Sequence[str]) -> tuple[str, str]:
        """Statement and context, from `texts_of` its file. Raises `ValueError` where the text is another one."""
        if self.whole_text:
            said, context = texts[0][self.start : self.end], texts[0][self.context_start : self.context_end]
        else:
            said, context = texts[self.start - 1], ""
        if digest(said) != self.digest:
            raise ValueError(
                f"{self.file} does not hold the labelled statement at {self.start}: another version of it?"
            )
        return said, context

    def settled(self, target: str) -> Settled:
        return settle([decode(code, target) for code in self.readings])


def of_places() -> list[Place]:
    """All statements of `places.tsv`."""
    return [
        Place(
            row["set"], row["file"], int(row["start"]), int(row["end"]), int(row["context_start"]),
            int(row["context_end"]), row["speaker"], row["digest"],
            tuple(code for code in (row["first"], row["second"], row["third"]) if code),
        )
        for row in _rows(LABELS / "places.tsv")
    ]  # fmt: skip


_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


def texts_of(path: Path) -> list[str]:
    """The one text of a .txt file, or the sentence of each line."""
    if path.suffix == ".txt":
        return [path.read_text(encoding="utf-8")]
    lines = path.read_text(encoding="utf-8").split("\n")
    if path.suffix == ".jsonl":
        return [json.loads(line)["sentence_normalized"].strip() for line in lines if line.strip()]
    return [_BRACKETS.sub(r"\1", line.rstrip("\r").split("\t")[0]).strip() for line in lines]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
