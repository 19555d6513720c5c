"""JSON lines as they come in: cut without waiting, checked field by field.

    arriving(stream)  →  [Line(1, b"…"), …]  →  parse_row(line)  →  id_of(row), text_of(row, "text"), day_of(row)

What is wrong with a line is a `LineError` that says so in a sentence; nothing is guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

#: Bytes of one line, unless the caller allows more; a longer one is refused without being kept in memory.
LONGEST_LINE = 64 * 1024

_READ_AT_ONCE = 64 * 1024
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class LineError(Exception):
    """A line that asks nothing; the message says what is wrong with it."""


class Stream(Protocol):
    """A binary stream that returns what has arrived: files, pipes and `io.BytesIO`."""

    def read1(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One line by its number from 1, without its end; `content` is None where it was longer than `longest` bytes."""

    number: int
    content: bytes | None
    longest: int = LONGEST_LINE


def arriving(stream: Stream, longest: int = LONGEST_LINE) -> Iterator[list[Line]]:
    """The lines that have arrived, each time that something arrives: a line never waits for the one after it.

    Holds at most `longest` bytes and one read in memory. A line without an end counts where the stream ends.
    """
    number, rest, too_long = 1, bytearray(), False
    while part := stream.read1(_READ_AT_ONCE):
        first, *others = part.split(b"\n")
        rest += first
        lines = []
        for following in others:
            whole = None if too_long or len(rest) > longest else bytes(rest)
            lines.append(Line(number, whole, longest))
            number, too_long, rest = number + 1, False, bytearray(following)
        if len(rest) > longest:
            rest, too_long = bytearray(), True
        if lines:
            yield lines
    if rest or too_long:
        yield [Line(number, None if too_long or len(rest) > longest else bytes(rest), longest)]


def is_blank(line: Line) -> bool:
    """Whether there is nothing in the line, as after the last."""
    return line.content is not None and not line.content.strip()


def parse_row(line: Line) -> dict[str, Any]:
    """The object that a line holds. Raises `LineError`."""
    content = line.content
    if content is None:
        raise LineError(f"it is longer than {line.longest:,} bytes")
    try:
        # Some editors put a byte order mark before the first line.
        text = content.decode("utf-8-sig" if line.number == 1 else "utf-8")
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
        raise LineError(f"it should be an object, not {kind_of(row)}")
    return row


def _no_constant(name: str) -> float:
    raise LineError(f"it is not JSON: {name} is no number there")


def id_of(row: dict[str, Any]) -> str | int:
    """Its “id”, which is needed. Raises `LineError`."""
    value = row.get("id")
    if isinstance(value, str):
        return written(value, "id")
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if value is None:
        raise LineError("“id” is missing")
    raise LineError(f"“id” should be a text or a whole number, not {kind_of(value)}")


def text_of(row: dict[str, Any], name: str) -> str:
    """A field of text; "" where it is missing or null. Raises `LineError`."""
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LineError(f"“{name}” should be a text, not {kind_of(value)}")
    return written(value, name)


def day_of(row: dict[str, Any]) -> date | None:
    """Its “date”, or None where it has none. Raises `LineError`."""
    value = text_of(row, "date")
    if not value:
        return None
    try:
        if not _DAY.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise LineError(f"“date” should be a day as in 2022-03-04, not {short(value)}") from None


def written(value: str, what: str) -> str:
    """The text, unless it holds half of a character, which JSON can spell and nothing can print."""
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise LineError(f"{what} holds half of a surrogate pair")
    return value


def kind_of(value: Any) -> str:
    """What sort of value JSON calls this."""
    if value is None:
        return "null"
    kinds: Iterable[tuple[type, str]] = (
        (bool, "true or false"), (str, "a text"), (int, "a number"), (float, "a number"), (list, "a list"),
    )  # fmt: skip
    return next((name for kind, name in kinds if isinstance(value, kind)), "an object")


def short(value: str) -> str:
    """A value as a message shows it."""
    return repr(value if len(value) <= 40 else value[:39] + "…")
