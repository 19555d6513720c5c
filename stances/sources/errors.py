"""What can go wrong when a file arrives: a stable code for programs, a message for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stances.vocabulary import Word

if TYPE_CHECKING:
    from stances.sources.drafts import RowProblem


class Fault(Word):
    """The code of a `SourceError` or of a `RowProblem`. Codes never change; messages may."""

    EMPTY = "empty", "Empty", "There is nothing in it."
    TOO_LARGE = "too_large", "Too large", "It is over one of the limits in `limits.py`, which the message names."
    WRONG_TYPE = "wrong_type", "Wrong type", "Its content is not what its name says, or no kind that can be read."
    PASSWORD_PROTECTED = "password_protected", "Password-protected", "It cannot be opened without a password."
    ZIP_BOMB = "zip_bomb", "Expands too far", "It is small as a file and enormous when opened."
    DAMAGED = "damaged", "Damaged", "It is of the right kind, and broken."
    NO_TEXT = "no_text", "No text in it", "It opens, and holds no text, as a scan does."
    TOO_LONG_TO_PARSE = "too_long_to_parse", "Took too long", "It was not read within the time limit."
    OUT_OF_MEMORY = "out_of_memory", "Too complex", "It was not read within the memory limit."
    UNKNOWN_ENCODING = "unknown_encoding", "Unknown encoding", "Its bytes are no text in any encoding known."
    MISSING_COLUMN = "missing_column", "No column “text”", "A table without the one column it needs."
    BAD_ROWS = "bad_rows", "No usable row", "Every row of a table has a problem."
    BAD_DATE = "bad_date", "Not a date", "A date that cannot be read, or cannot be the day of an article."
    AMBIGUOUS_DATE = "ambiguous_date", "Ambiguous date", "Day and month could be exchanged, as in 03/04/2022."
    BAD_URL = "bad_url", "Not an address", "An address that is not http or https."
    BAD_VALUE = "bad_value", "Wrong value", "A cell of the wrong kind or form."
    READER_FAILED = "reader_failed", "Reader failed", "The installation is at fault, not the file."


class SourceError(Exception):
    """A file, a pasted text or a feed that cannot be taken. Nothing of it was stored.

    `code` is one of `Fault`, `message` one or two sentences for people that say what is wrong
    and what to do. `problems` lists the rows of a table, where it is the rows that are wrong.
    """

    def __init__(self, code: Fault, message: str, *, problems: Sequence[RowProblem] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[object, ...]:
        # The default would call SourceError(message); tasks and process pools pickle what they raise.
        return (_rebuild, (self.code, self.message, self.problems))


def _rebuild(code: Fault, message: str, problems: Sequence[RowProblem]) -> SourceError:
    return SourceError(code, message, problems=problems)
