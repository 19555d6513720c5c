"""Lines of JSON in, questions to the judge out, and answers back as lines: what `manage.py judge` is made of.

    arriving(stream)  →  [Line(1, b"…"), …] as they come  →  parse(line, known)  →  judged(model, pairs)  →  as_line(…)

Knows no database. What is wrong with a line is a `LineError` that says so in a sentence; nothing is guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from stances.classifying import StanceModel
from stances.classifying.explain import WordEffect, explain
from stances.records import Pair, Probabilities, TargetName
from stances.vocabulary import STANCES

#: Bytes of one line; a longer one is refused without being kept in memory. A judge reads some 110 tokens of it.
LONGEST_LINE = 64 * 1024
#: Characters of a target's name and of an alias, as in the database.
LONGEST_NAME = 120
#: Targets of one statement, and aliases of one target.
MOST_TARGETS = 64
MOST_ALIASES = 100

_READ_AT_ONCE = 64 * 1024
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class LineError(Exception):
    """A line that asks nothing; the message says what is wrong with it."""


class Stream(Protocol):
    """A binary stream that returns what has arrived: files, pipes and `io.BytesIO`."""

    def read1(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One line by its number from 1, without its end; `content` is None where it was longer than `LONGEST_LINE`."""

    number: int
    content: bytes | None


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


def arriving(stream: Stream) -> Iterator[list[Line]]:
    """The lines that have arrived, each time that something arrives: a line never waits for the one after it.

    Holds at most `LONGEST_LINE` and one read in memory. A line without an end counts where the stream ends.
    """
    number, rest, too_long = 1, b"", False
    while part := stream.read1(_READ_AT_ONCE):
        *ended, rest = (rest + part).split(b"\n")
        lines = []
        for content in ended:
            lines.append(Line(number, None if too_long or len(content) > LONGEST_LINE else content))
            number, too_long = number + 1, False
        if len(rest) > LONGEST_LINE:
            rest, too_long = b"", True
        if lines:
            yield lines
    if rest or too_long:
        yield [Line(number, None if too_long or len(rest) > LONGEST_LINE else rest)]


def is_blank(line: Line) -> bool:
    """Whether there is nothing in the line, as after the last."""
    return line.content is not None and not line.content.strip()


def parse(line: Line, known: KnownTargets) -> Question:
    """What the line asks. Fields that nobody knows are passed over. Raises `LineError`."""
    if line.content is None:
        raise LineError(f"it is longer than {LONGEST_LINE:,} bytes")
    row = _object(line.content, first=line.number == 1)
    statement = _text(row, "statement")
    if not statement.strip():
        raise LineError("“statement” is missing or empty")
    _day(row)
    context, speaker = _text(row, "context"), _text(row, "speaker")
    return Question(
        id=_id(row),
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


def _object(content: bytes, *, first: bool) -> dict[str, Any]:
    try:
        # Some editors put a byte order mark before the first line.
        text = content.decode("utf-8-sig" if first else "utf-8")
    except UnicodeDecodeError as error:
        raise LineError(f"it is not UTF-8: byte {content[error.start]:#04x} at position {error.start + 1}") from None
    try:
        row = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise LineError(f"it is not JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise LineError("it is nested too deep") from None
    except ValueError as error:  # a number of more digits than Python reads
        raise LineError(f"it is not JSON that can be read: {error}") from None
    if not isinstance(row, dict):
        raise LineError(f"it should be an object, not {_kind(row)}")
    return row


def _no_constant(name: str) -> float:
    raise LineError(f"it is not JSON: {name} is no number there")


def _id(row: dict[str, Any]) -> str | int:
    value = row.get("id")
    if isinstance(value, str):
        return _written(value, "id")
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if value is None:
        raise LineError("“id” is missing")
    raise LineError(f"“id” should be a text or a whole number, not {_kind(value)}")


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LineError(f"“{name}” should be a text, not {_kind(value)}")
    return _written(value, name)


def _day(row: dict[str, Any]) -> None:
    """Checked, and used by no model of today."""
    value = _text(row, "date")
    if not value:
        return
    try:
        if not _DAY.fullmatch(value):
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        raise LineError(f"“date” should be a day as in 2022-03-04, not {_short(value)}") from None


def _targets(value: Any, known: KnownTargets) -> tuple[TargetName, ...]:
    if value is None:
        return known.targets
    if not isinstance(value, list):
        raise LineError(f"“targets” should be a list, not {_kind(value)}")
    if not value:
        raise LineError("“targets” is empty; leave it out for the built-in targets")
    if len(value) > MOST_TARGETS:
        raise LineError(f"“targets” has {len(value)} entries, and {MOST_TARGETS} are the most")
    found: dict[str, TargetName] = {}
    for entry in value:
        target = _target(entry, known)
        if found.setdefault(target.name, target) != target:
            raise LineError(f"“targets” has {_short(target.name)} twice, with different aliases")
    return tuple(found.values())


def _target(entry: Any, known: KnownTargets) -> TargetName:
    if isinstance(entry, str):
        name = _name(entry, "a target")
        return known.find(name) or TargetName(name)
    if not isinstance(entry, dict):
        raise LineError(f"“targets” should hold names and objects, not {_kind(entry)}")
    if strange := sorted(set(entry) - {"name", "aliases"}):
        raise LineError(f"a target has “name” and “aliases”, and no {_short(strange[0])}")
    name = _name(entry.get("name"), "the name of a target")
    aliases = entry.get("aliases")
    if aliases is None:
        return known.find(name) or TargetName(name)
    if not isinstance(aliases, list):
        raise LineError(f"“aliases” should be a list, not {_kind(aliases)}")
    if len(aliases) > MOST_ALIASES:
        raise LineError(f"“aliases” has {len(aliases)} entries, and {MOST_ALIASES} are the most")
    return TargetName(name, tuple(_name(alias, "an alias") for alias in aliases))


def _name(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise LineError(f"{what} should be a text, not {_kind(value)}")
    name = _written(value, what).strip()
    if not name:
        raise LineError(f"{what} is empty")
    if len(name) > LONGEST_NAME:
        raise LineError(f"{what} is longer than {LONGEST_NAME} characters")
    return name


def _written(value: str, what: str) -> str:
    """The text, unless it holds half of a character, which JSON can spell and nothing can print."""
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise LineError(f"{what} holds half of a surrogate pair")
    return value


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    kinds: Iterable[tuple[type, str]] = (
        (bool, "true or false"), (str, "a text"), (int, "a number"), (float, "a number"), (list, "a list"),
    )  # fmt: skip
    return next((name for kind, name in kinds if isinstance(value, kind)), "an object")


def _short(value: str) -> str:
    return repr(value if len(value) <= 40 else value[:39] + "…")
