"""A look into a Word file's archive before anything opens it."""

from __future__ import annotations

import zipfile
from io import BytesIO

from stances.sources import limits
from stances.sources.errors import Fault, SourceError

_WORD_PART = "word/document.xml"
_ENCRYPTED = 0x1


def check_docx(data: bytes) -> None:
    """Raise `SourceError` unless `data` is a zip archive with a Word document in it, of a bearable size.

    The sizes are those that the archive declares; Python's zipfile never reads a member past
    its declared size, so a lie makes the file damaged and not large.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        raise SourceError(
            Fault.DAMAGED, "This Word file is damaged or incomplete. Save it again in Word and upload the new copy."
        ) from None
    expanded = sum(member.file_size for member in members)
    if (
        len(members) > limits.MAX_ZIP_MEMBERS
        or expanded > limits.MAX_EXPANDED_BYTES
        or any(_is_bomb(member) for member in members)
    ):
        raise SourceError(
            Fault.ZIP_BOMB,
            f"This Word file has {len(data):,} bytes and expands to {expanded:,}, far more than a document would. "
            "It was not opened. Paste the text instead.",
        )
    names = {member.filename for member in members}
    if _WORD_PART not in names:
        raise SourceError(
            Fault.WRONG_TYPE, f"This is {_other_archive(names)}, not a Word file. Save it as .docx or .pdf."
        )
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise SourceError(
            Fault.PASSWORD_PROTECTED, "This file is encrypted. Save a copy without a password, or paste the text."
        )


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > limits.SMALL_MEMBER_BYTES and member.file_size > limits.MAX_EXPANSION_RATIO * max(
        member.compress_size, 1
    )


def _other_archive(names: set[str]) -> str:
    if any(name.startswith("xl/") for name in names):
        return "an Excel workbook"
    if any(name.startswith("ppt/") for name in names):
        return "a PowerPoint presentation"
    if "mimetype" in names and "content.xml" in names:
        return "an OpenDocument file"
    return "a zip archive"
