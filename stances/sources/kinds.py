"""What kind of file this is: its content decides, its name has to agree."""

from __future__ import annotations

import re
from enum import StrEnum

from stances.sources import limits
from stances.sources.archives import check_docx
from stances.sources.cleaning import base_name
from stances.sources.errors import Fault, SourceError


class FileKind(StrEnum):
    """The kinds of file that can be read."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    CSV = "csv"
    JSONL = "jsonl"


_BY_EXTENSION = {
    ".txt": FileKind.TEXT,
    ".text": FileKind.TEXT,
    ".md": FileKind.TEXT,
    ".html": FileKind.HTML,
    ".htm": FileKind.HTML,
    ".pdf": FileKind.PDF,
    ".docx": FileKind.DOCX,
    ".csv": FileKind.CSV,
    ".jsonl": FileKind.JSONL,
}
#: For a form's `accept` attribute and for help texts.
EXTENSIONS: tuple[str, ...] = tuple(_BY_EXTENSION)

_INSTEAD = {
    ".doc": "Old Word files (.doc) cannot be read. Save it as .docx in Word.",
    ".rtf": "RTF files cannot be read. Save it as .docx or .txt.",
    ".odt": "OpenDocument files cannot be read. Save it as .docx or .pdf.",
    ".json": "Of JSON, only JSON lines can be read: one object to a line, in a file that ends in .jsonl.",
    ".xlsx": "Excel workbooks cannot be read. Save the sheet as CSV (UTF-8).",
    ".xls": "Excel workbooks cannot be read. Save the sheet as CSV (UTF-8).",
    ".zip": "Archives are not opened. Upload the files in it, several at once if you like.",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (_ZIP[0], "a zip archive or an Office document"),
    (_ZIP[1], "an empty zip archive"),
    (_OLE, "an old Office document"),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF87a", "a picture (GIF)"),
    (b"GIF89a", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"%!PS", "a PostScript file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"ID3\x03", "a sound recording"),
    (b"ID3\x04", "a sound recording"),
    (b"OggS\x00", "a recording"),
)
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_PDF_HEAD_BYTES = 1024  # as Acrobat does; some servers put a line before the mark
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG = re.compile(rb"<(?:!doctype|/?[a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)


def kind_of(filename: str, data: bytes) -> FileKind:
    """The kind of a file, by its name and by its first bytes, which have to agree.

    Raises `SourceError`: `empty`, `too_large`, `wrong_type`, and for a Word file also
    `password_protected`, `zip_bomb` and `damaged`. Nothing is unpacked.
    """
    name = base_name(filename)
    extension = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    kind = _BY_EXTENSION.get(extension)
    if kind is None:
        raise SourceError(
            Fault.WRONG_TYPE,
            _INSTEAD.get(extension)
            or f"Files {f'that end in {extension}' if extension else 'without an extension'} cannot be read. "
            f"Take one of {', '.join(EXTENSIONS)}.",
        )
    if not data:
        raise SourceError(Fault.EMPTY, "The file is empty (0 bytes).")
    if len(data) > limits.MAX_FILE_BYTES:
        raise SourceError(
            Fault.TOO_LARGE,
            f"The file has {len(data) / limits.MEGABYTE:.1f} MB; {limits.MAX_FILE_BYTES // limits.MEGABYTE} MB "
            "can be taken. Split it, or paste the text.",
        )
    if kind is FileKind.DOCX:
        _check_word(data)
    elif kind is FileKind.PDF:
        if b"%PDF-" not in data[:_PDF_HEAD_BYTES]:
            raise _mismatch(extension, data)
    else:
        _check_text(kind, extension, data)
    return kind


def _check_word(data: bytes) -> None:
    if data.startswith(_OLE):
        # Office keeps an encrypted .docx inside a container of the old format.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SourceError(
                Fault.PASSWORD_PROTECTED,
                "This Word file needs a password. Save a copy without one, or paste the text.",
            )
        raise SourceError(
            Fault.WRONG_TYPE, "This is an old Word file (.doc) under the name of a .docx. Save it as .docx in Word."
        )
    if not data.startswith(_ZIP):
        raise _mismatch(".docx", data)
    check_docx(data)


def _check_text(kind: FileKind, extension: str, data: bytes) -> None:
    if _foreign(data):
        raise _mismatch(extension, data)
    is_page = _PAGE.match(data[:_PDF_HEAD_BYTES]) is not None
    if kind is FileKind.HTML and not is_page and not _ANY_TAG.search(_ascii(data)):
        raise SourceError(
            Fault.WRONG_TYPE,
            "The file is named as a web page and has no HTML in it. If it is plain text, name it .txt.",
        )
    if kind is not FileKind.HTML and is_page:
        raise SourceError(
            Fault.WRONG_TYPE,
            f"The file is named {extension} and is a web page. Name it .html, so that its text is found.",
        )


def _ascii(data: bytes) -> bytes:
    """UTF-16 without its zeros, so that ASCII patterns find their words."""
    return data.replace(b"\x00", b"") if data.startswith(_UNICODE_MARKS) else data


def _foreign(data: bytes) -> str:
    """What the content is, where it is no text; else ""."""
    head = data[:_PDF_HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, what in _SIGNATURES:
        if head.startswith(signature):
            return what
    if data[4:8] == b"ftyp":
        return "a video or sound recording"
    if b"\x00" in data and not data.startswith(_UNICODE_MARKS):
        return "binary data"
    return ""


def _mismatch(extension: str, data: bytes) -> SourceError:
    what = _foreign(data) or ("a web page" if _PAGE.match(data[:_PDF_HEAD_BYTES]) else "something else")
    return SourceError(
        Fault.WRONG_TYPE,
        f"The file is named {extension}, and its content is {what}. Give it the extension that fits, or save it again.",
    )
