"""Lines of JSON in, questions to the judge out, and answers back as lines: what `manage.py judge` is made of.

    arriving(stream)  →  [Line(1, b"…"), …] as they come  →  parse(line, known)  →  judged(model, pairs)  →  as_line(…)

Knows no database. What is wrong with a line is a `LineError` that says so in a sentence; nothing is guessed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from stances.classifying import StanceModel
from stances.classifying.explain import WordEffect, explain
from stances.lines import (
    LONGEST_LINE,
    Line,
    LineError,
    Stream,
    arriving,
    day_of,
    id_of,
    is_blank,
    kind_of,
    parse_row,
    short,
    text_of,
    written,
)
from stances.records import Pair, Probabilities, TargetName
from stances.vocabulary import STANCES

__all__ = [
    "LONGEST_LINE", "MOST_ALIASES", "MOST_TARGETS", "Answer", "KnownTargets", "Line", "LineError", "Question", "Stream",
    "arriving", "as_line", "explained", "is_blank", "judged", "parse",
]  # fmt: skip

#: Characters of a target's name and of an alias, as in the database.
LONGEST_NAME = 120
#: Targets of one statement, and aliases of one target.
MOST_TARGETS = 64
MOST_ALIASES = 100


@dataclass(frozen=True, slots=True)
class Question:
    """One statement toward each of its targets, in the order in which they are to be answered."""

    id: str | int
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class KnownTargets:
    """The built-in targets, each found by its name or by any of its aliases, in any case."""

    targets: tuple[TargetName, ...]

    def find(self, name: str) -> TargetName | None:
        folded = name.casefold()
        for target in self.targets:
            if target.name.casefold() == folded:
                return target
        return next(
            (target for target in self.targets if folded in (alias.casefold() for alias in target.aliases)), None
        )


def parse(line: Line, known: KnownTargets) -> Question:
    """What the line asks. Fields that nobody knows are passed over. Raises `LineError`."""
    row = parse_row(line)
    statement = text_of(row, "statement")
    if not statement.strip():
        raise LineError("“statement” is missing or empty")
    day_of(row)  # checked, and used by no model of today
    context, speaker = text_of(row, "context"), text_of(row, "speaker")
    return Question(
        id=id_of(row),
        pairs=tuple(
            Pair(statement=statement, target=target, context=context, speaker=speaker)
            for target in _targets(row.get("targets"), known)
        ),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says of a pair; `words` only where it was asked about each."""

    given: Probabilities
    words: tuple[WordEffect, ...] | None = None


def judged(model: StanceModel, pairs: Sequence[Pair]) -> Iterator[Answer]:
    """One answer a pair, in order, all asked at once."""
    return (Answer(given) for given in model.judge(pairs))


def explained(model: StanceModel, pair: Pair) -> Answer:
    """The answer for one pair, with what each of its words does."""
    found = explain(model, pair)
    return Answer(found.given, found.words)


def as_line(name: str | int, pair: Pair, answer: Answer, model: StanceModel) -> str:
    """The answer as a line of JSON, without its end. Probabilities and changes are rounded to four decimals."""
    given = answer.given
    row: dict[str, Any] = {
        "id": name,
        "target": pair.target.name,
        "label": given.label.value,
        "probabilities": {stance.value: round(given.of(stance), 4) for stance in STANCES},
        "uncertain": given.probability < model.uncertain_below,
        "model": f"{model.name} {model.revision}",
    }
    if answer.words is not None:
        row["words"] = [
            {
                "text": pair.statement[word.start : word.end],
                "start": word.start,
                "end": word.end,
                "change": round(word.change, 4),
                "label": word.without.value,
            }
            for word in answer.words
        ]
    return json.dumps(row, ensure_ascii=False)


# --- the parts of a line ------------------------------------------------------------------


def _targets(value: Any, known: KnownTargets) -> tuple[TargetName, ...]:
    if value is None:
        return known.targets
    if not isinstance(value, list):
        raise LineError(f"“targets” should be a list, not {kind_of(value)}")
    if not value:
        raise LineError("“targets” is empty; leave it out for the built-in targets")
    if len(value) > MOST_TARGETS:
        raise LineError(f"“targets” has {len(value)} entries, and {MOST_TARGETS} are the most")
    found: dict[str, TargetName] = {}
    for entry in value:
        target = _target(entry, known)
        if found.setdefault(target.name, target) != target:
            raise LineError(f"“targets” has {short(target.name)} twice, with different aliases")
    return tuple(found.values())


def _target(entry: Any, known: KnownTargets) -> TargetName:
    if isinstance(entry, str):
        name = _name(entry, "a target")
        return known.find(name) or TargetName(name)
    if not isinstance(entry, dict):
        raise LineError(f"“targets” should hold names and objects, not {kind_of(entry)}")
    if strange := sorted(set(entry) - {"name", "aliases"}):
        raise LineError(f"a target has “name” and “aliases”, and no {short(strange[0])}")
    name = _name(entry.get("name"), "the name of a target")
    aliases = entry.get("aliases")
    if aliases is None:
        return known.find(name) or TargetName(name)
    if not isinstance(aliases, list):
        raise LineError(f"“aliases” should be a list, not {kind_of(aliases)}")
    if len(aliases) > MOST_ALIASES:
        raise LineError(f"“aliases” has {len(aliases)} entries, and {MOST_ALIASES} are the most")
    return TargetName(name, tuple(_name(alias, "an alias") for alias in aliases))


def _name(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise LineError(f"{what} should be a text, not {kind_of(value)}")
    name = written(value, what).strip()
    if not name:
        raise LineError(f"{what} is empty")
    if len(name) > LONGEST_NAME:
        raise LineError(f"{what} is longer than {LONGEST_NAME} characters")
    return name
