"""What this room returns: an article not yet stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stances.sources.errors import Fault


@dataclass(frozen=True, slots=True)
class Draft:
    """One article as it arrived.

    `text` is final: NFC, paragraphs separated by newlines, no control characters, stripped, never
    empty, at most `limits.MAX_TEXT_CHARACTERS` long. Offsets point into it for ever. A title that
    stood above the article is in `title` and no longer in `text`.

    What is unknown is "" or None, and asked for; it is never guessed. `url` is http(s) and is the
    article's address, never fetched. `language` is what the source declares (ISO 639, "en"),
    not what was detected. `filename` is the bare name, without folders.
    """

    title: str
    text: str
    published: date | None = None
    outlet: str = ""
    url: str = ""
    language: str | None = None
    filename: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row of a table that was left out. `row` counts as a spreadsheet does: the header is row 1.

    In JSONL, which has no header, `row` is the line number, from 1.
    """

    row: int
    code: Fault
    reason: str

    def __str__(self) -> str:
        return f"Row {self.row}: {self.reason}"


@dataclass(frozen=True, slots=True)
class ParsedUpload:
    """The articles of one upload, at least one, and the rows that could not be taken.

    `problems` holds at most `limits.MAX_ROW_PROBLEMS`; `problem_count` counts them all.
    """

    drafts: tuple[Draft, ...]
    problems: tuple[RowProblem, ...] = ()
    problem_count: int = 0
