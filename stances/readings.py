"""Articles as lines of JSON in, their statements as lines out: what `manage.py read` is made of.

    lines.arriving(stream, LONGEST_LINE)  →  parse(line)  →  read(article, roster)  →  as_line(article, statement)

Knows no database. Offsets count characters of the text as it came.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from stances import reading
from stances.lines import Line, LineError, day_of, id_of, parse_row, text_of
from stances.records import FoundStatement

#: Bytes of one line, and of one file: longer than any newspaper's text.
LONGEST_LINE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Text:
    """One article to be read. `date` is when it was published, where that is known."""

    id: str | int
    text: str
    date: date | None = None


def parse(line: Line) -> Text:
    """The article that a line holds. Fields that nobody knows are passed over. Raises `LineError`."""
    row = parse_row(line)
    if not isinstance(row.get("text"), str):
        text_of(row, "text")  # says what else it is
        raise LineError("“text” is missing")
    return Text(id=id_of(row), text=text_of(row, "text"), date=day_of(row))


def read(article: Text, roster: reading.Roster) -> tuple[FoundStatement, ...]:
    """Its statements, in order of position. Raises `stances.reading.NotReadable`."""
    return reading.read(article.text, published=article.date, roster=roster).statements


def as_line(article: Text, statement: FoundStatement) -> str:
    """One statement as a line of JSON, without its end. `start` and `end` slice the article's text."""
    speaker, mention = statement.speaker, statement.speaker.mention
    row: dict[str, Any] = {
        "id": article.id,
        "start": statement.span.start,
        "end": statement.span.end,
        "kind": statement.kind.value,
        "text": statement.span.of(article.text),
        "cue": statement.cue.of(article.text) if statement.cue else None,
        "speaker_mention": mention.of(article.text) if mention else None,
        "speaker_start": mention.start if mention else None,
        "speaker_end": mention.end if mention else None,
        "speaker": speaker.name,
        "actor": speaker.actor,
        "confidence": round(speaker.confidence, 4),
    }
    return json.dumps(row, ensure_ascii=False)
