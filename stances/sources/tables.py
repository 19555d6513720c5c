"""CSV and JSON lines: an article a row. A bad row is reported with its number and does not stop the rest."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stances.sources import limits
from stances.sources.cleaning import clean_line, final_text, shorten
from stances.sources.dates import DateError, parse_date
from stances.sources.drafts import Draft, ParsedUpload, RowProblem
from stances.sources.encoding import decode
from stances.sources.errors import Fault, SourceError
from stances.sources.metadata import language_code, web_address

#: The columns that are read; `text` is the one required. Others are ignored.
COLUMNS = ("text", "title", "outlet", "url", "date", "language")
_DELIMITERS = ",;\t|"

# The standard limit is 128 KB for a cell, less than an article may have. Python keeps it for the whole process.
csv.field_size_limit(max(csv.field_size_limit(), limits.MAX_FILE_BYTES))


class RowError(Exception):
    """Why one row cannot be taken."""

    def __init__(self, code: Fault, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass
class _Gathering:
    """The drafts and problems of one table, as they come up."""

    filename: str
    drafts: list[Draft] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    problem_count: int = 0

    def add(self, number: int, row: Mapping[str, object] | RowError) -> None:
        try:
            if isinstance(row, RowError):
                raise row
            self.drafts.append(read_row(row, self.filename))
        except RowError as error:
            self.problem_count += 1
            if len(self.problems) < limits.MAX_ROW_PROBLEMS:
                self.problems.append(RowProblem(number, error.code, str(error)))
        if len(self.drafts) + self.problem_count > limits.MAX_ROWS:
            raise SourceError(Fault.TOO_LARGE, f"The table has more than {limits.MAX_ROWS:,} rows. Split it.")

    def result(self) -> ParsedUpload:
        if self.drafts:
            return ParsedUpload(tuple(self.drafts), tuple(self.problems), self.problem_count)
        if not self.problems:
            raise SourceError(Fault.EMPTY, "The table has no rows.")
        shown = " ".join(str(problem) for problem in self.problems[:3])
        more = f" And {self.problem_count - 3:,} more." if self.problem_count > 3 else ""
        raise SourceError(Fault.BAD_ROWS, f"No row of the table can be taken. {shown}{more}", problems=self.problems)


def parse_csv(data: bytes, filename: str = "") -> ParsedUpload:
    """The articles of a table with a header row, separated by comma, semicolon, tab or bar.

    Rows count as in a spreadsheet: the header is row 1. Raises `SourceError`: `missing_column`,
    `empty`, `bad_rows` where no row can be taken, `too_large`, `unknown_encoding`.
    """
    text = decode(data).removeprefix("\ufeff")
    if not text.strip():
        raise SourceError(Fault.EMPTY, "The table is empty.")
    skipped = 0
    first, _, rest = text.partition("\n")
    delimiter = ""
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own hint
        delimiter, text, skipped = first.strip()[4], rest, 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text), strict=True)
    header = _header(reader)
    gathering = _Gathering(filename)
    for number, cells in enumerate(_rows(reader), start=2 + skipped):
        if isinstance(cells, RowError):
            gathering.add(number, cells)
        elif any(cell.strip() for cell in cells):
            gathering.add(number, _named(header, cells))
    return gathering.result()


def parse_jsonl(data: bytes, filename: str = "") -> ParsedUpload:
    """The articles of a file with one JSON object to a line. Problems carry the line's number.

    Raises `SourceError` as `parse_csv` does.
    """
    text = decode(data).removeprefix("\ufeff")
    if not text.strip():
        raise SourceError(Fault.EMPTY, "The file is empty.")
    gathering = _Gathering(filename)
    # Only at "\n": JSON strings may hold the other characters that str.splitlines takes for line ends.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            gathering.add(number, _object(line))
    return gathering.result()


def read_row(row: Mapping[str, object], filename: str = "") -> Draft:
    """One row as a draft. Raises `RowError` with the reason, for people."""
    cells = {name: _cell(row, name) for name in COLUMNS}
    try:
        text = final_text(cells["text"])
    except SourceError as error:
        reason = "There is no text in it." if error.code is Fault.EMPTY else error.message
        raise RowError(error.code, reason) from None
    url = cells["url"].strip()
    if url and not web_address(url):
        raise RowError(Fault.BAD_URL, f"“{shorten(clean_line(url), 60)}” is not an http or https address.")
    language = cells["language"].strip()
    if language and language_code(language) is None:
        raise RowError(Fault.BAD_VALUE, f"“{shorten(clean_line(language), 30)}” is not a language code such as “en”.")
    published = None
    if cells["date"].strip():
        try:
            published = parse_date(cells["date"])
        except DateError as error:
            raise RowError(error.code, str(error)) from None
    return Draft(
        title=shorten(clean_line(cells["title"]), limits.MAX_TITLE_CHARACTERS),
        text=text,
        published=published,
        outlet=shorten(clean_line(cells["outlet"]), limits.MAX_OUTLET_CHARACTERS),
        url=url,
        language=language_code(language),
        filename=filename,
    )


def _cell(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RowError(Fault.BAD_VALUE, f"Its “{name}” is not a text but {json.dumps(value)[:40]}.")
    return value


def _delimiter(text: str) -> str:
    """The separator with which the header has a column `text`; of several, the one that gives most columns."""
    scores = {}
    for delimiter in _DELIMITERS:
        try:
            header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        except csv.Error:
            continue
        names = [_name(cell) for cell in header]
        scores[delimiter] = ("text" in names, len(names))
    return max(scores, key=lambda delimiter: scores[delimiter], default=",")


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        header = [_name(cell) for cell in next(reader)]
    except (csv.Error, StopIteration):
        header = []
    if header.count("text") != 1:
        seen = ", ".join(f"“{shorten(name, 30)}”" for name in header[:8] if name) or "none"
        raise SourceError(
            Fault.MISSING_COLUMN,
            f"The first row must name the columns, and one of them, once, must be “text”. Found: {seen}. "
            f"The others that are read are {', '.join(COLUMNS[1:])}.",
        )
    return header


def _name(cell: str) -> str:
    return clean_line(cell).casefold()


def _rows(reader: Iterator[list[str]]) -> Iterator[list[str] | RowError]:
    """The reader's rows, a broken one as the error that it is; the reader goes on at the next line."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                reason = "A quotation mark is opened in it and never closed, so nothing after it can be read."
            else:
                reason = f"It is not valid CSV ({error}). Quotation marks inside a cell must be doubled."
            yield RowError(Fault.BAD_VALUE, reason)


def _named(header: list[str], cells: list[str]) -> dict[str, object] | RowError:
    if any(cell.strip() for cell in cells[len(header) :]):
        return RowError(
            Fault.BAD_VALUE,
            f"It has {len(cells)} cells under {len(header)} columns. A cell with a separator in it must be quoted.",
        )
    row: dict[str, object] = {}
    for name, cell in zip(header, cells, strict=False):
        row.setdefault(name, cell)
    return row


def _object(line: str) -> dict[str, object] | RowError:
    try:
        value = json.loads(line)
    except RecursionError:
        return RowError(Fault.BAD_VALUE, "It is nested too deeply.")
    except ValueError as error:
        return RowError(Fault.BAD_VALUE, f"It is not valid JSON ({error}).")
    if not isinstance(value, dict):
        return RowError(Fault.BAD_VALUE, 'It is not a JSON object. Write one object to a line: {"text": "…"}.')
    return value
