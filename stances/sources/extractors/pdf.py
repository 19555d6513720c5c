"""PDF files, by pypdf: the text layer, put back from printed lines into paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from stances.sources import limits
from stances.sources.errors import Fault, SourceError
from stances.sources.extractors import Extracted

#: Letters in the whole file below which there is no text layer: a scan has none, or a scanner's stamp.
_FEWEST_LETTERS = 16
#: Letters of a word to look back for; looking back through a whole line costs its length squared.
_LONGEST_WORD = 60
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE)


def extract(data: bytes) -> list[Extracted]:
    """The text of a PDF and the title in its properties.

    Raises `SourceError`: `password_protected`, `too_large` (pages, characters), `zip_bomb`,
    `no_text`. The file's dates are those of its making, and are not taken.
    """
    try:
        reader = PdfReader(BytesIO(data))
        # Many files are encrypted with no password, only to forbid printing.
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked()
        if len(reader.pages) > limits.MAX_PDF_PAGES:
            raise SourceError(
                Fault.TOO_LARGE,
                f"This PDF has {len(reader.pages)} pages; {limits.MAX_PDF_PAGES} can be read. Split it.",
            )
        pages: list[list[str]] = []
        letters = 0
        for page in reader.pages:
            text = page.extract_text()
            letters += sum(map(str.isalpha, text))
            if letters > limits.MAX_TEXT_CHARACTERS:
                raise SourceError(
                    Fault.TOO_LARGE,
                    f"This PDF has more than {limits.MAX_TEXT_CHARACTERS:,} letters of text. Split it by article.",
                )
            pages.append([re.sub(r"\s+", " ", line).strip() for line in text.splitlines()])
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except (FileNotDecryptedError, DependencyError):
        raise _locked() from None
    except LimitReachedError:
        raise SourceError(
            Fault.ZIP_BOMB, "This PDF expands to far more than a document would. Paste the text instead."
        ) from None
    if letters < _FEWEST_LETTERS:
        raise SourceError(
            Fault.NO_TEXT,
            "There is no text in this PDF: its pages are pictures, as from a scanner. "
            "Run text recognition (OCR) on it first, or paste the text.",
        )
    return [Extracted(text=paragraphs(pages), title=title)]


def _locked() -> SourceError:
    return SourceError(
        Fault.PASSWORD_PROTECTED, "This PDF is encrypted. Save a copy without a password, or paste the text."
    )


def paragraphs(pages: list[list[str]]) -> str:
    """Printed lines, by page → running text with a blank line between paragraphs.

    A paragraph ends at a blank line, and after a line that ends a sentence short of the usual
    width; a line much shorter than that stands alone, as headings do. Words hyphenated at a
    line's end are joined, unless the text elsewhere writes them with the hyphen. Running heads
    and page numbers are left out.
    """
    furniture = _running_lines(pages)
    lines = [
        line
        for page in pages
        for place, line in _placed(page)
        if not (place and (_PAGE_NUMBER.fullmatch(line) or _without_digits(line) in furniture))
    ]
    lengths = sorted(len(line) for line in lines if line)
    width = lengths[int(len(lengths) * 0.8)] if lengths else 0
    hyphenated = set(re.findall(r"\b\w+-\w+\b", "\n".join(lines)))
    written: list[list[str]] = [[]]
    for line in lines:
        if not line:
            written.append([])
            continue
        _append(written[-1], line, hyphenated)
        ends_sentence = len(line) < 0.85 * width and _SENTENCE_END.search(line)
        if ends_sentence or (len(line) < 0.5 * width and not line.endswith("-")):
            written.append([])
    return "\n\n".join("".join(pieces) for pieces in written if pieces)


def _append(pieces: list[str], line: str, hyphenated: set[str]) -> None:
    """Add a line to a paragraph's pieces, looking at the last of them only: a paragraph may be the whole file."""
    if not pieces:
        pieces.append(line)
        return
    broken = re.search(r"(\w+)-$", pieces[-1][-_LONGEST_WORD:])
    rest = re.match(r"\w+", line)
    if broken and rest and rest[0][0].islower():
        if f"{broken[1]}-{rest[0]}" not in hyphenated:
            pieces[-1] = pieces[-1][:-1]
        pieces.append(line)
    else:
        pieces.append(f" {line}")


def _placed(page: list[str]) -> list[tuple[bool, str]]:
    """Each line with whether it is the first or last written one of its page, where running heads stand.

    A page's last line runs on to the next page's first, so no blank line is put between pages.
    """
    written = [index for index, line in enumerate(page) if line]
    edges = {written[0], written[-1]} if written else set()
    return [(index in edges, line) for index, line in enumerate(page)]


def _running_lines(pages: list[list[str]]) -> set[str]:
    """First and last lines, digits aside, that stand on at least three pages and on half of them."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_without_digits(line) for edge, line in _placed(page) if edge})
    return {line for line, count in counts.items() if count >= 3 and count * 2 >= len(pages)}


def _without_digits(line: str) -> str:
    return re.sub(r"\d+", "#", line)
