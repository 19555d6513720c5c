"""What a file is, and the refusals that need no parser."""

from __future__ import annotations

import struct
import zipfile

import pytest

from stances.sources import EXTENSIONS, Fault, SourceError, limits, parse_upload
from stances.sources.kinds import FileKind, kind_of
from tests.sources.builders import ARTICLE, archive, article_page, pdf, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def refusal(filename: str, data: bytes) -> SourceError:
    with pytest.raises(SourceError) as caught:
        parse_upload(filename, data)
    return caught.value


@pytest.mark.parametrize(
    ("filename", "data", "kind"),
    [
        ("a.txt", ARTICLE.encode(), FileKind.TEXT),
        ("a.MD", ARTICLE.encode(), FileKind.TEXT),
        ("a.utf16.txt", ARTICLE.encode("utf-16"), FileKind.TEXT),
        ("a.HTML", article_page(), FileKind.HTML),
        ("a.htm", b"<p>Only a fragment.</p>", FileKind.HTML),
        ("a.html", article_page().decode().encode("utf-16"), FileKind.HTML),
        ("a.pdf", pdf([["One line"]]), FileKind.PDF),
        ("a.pdf", b"a line that a server left\n" + pdf([["One line"]]), FileKind.PDF),
        ("a.docx", word(), FileKind.DOCX),
        ("a.csv", b"text\nhello", FileKind.CSV),
        ("a.jsonl", b"{}", FileKind.JSONL),
    ],
)
def test_a_file_whose_name_and_content_agree_is_of_that_kind(filename: str, data: bytes, kind: FileKind) -> None:
    assert kind_of(filename, data) is kind


@pytest.mark.parametrize(
    ("filename", "data", "says"),
    [
        ("a.pdf", ARTICLE.encode(), "content is something else"),
        ("a.pdf", article_page(), "content is a web page"),
        ("a.pdf", word(), "zip archive or an Office document"),
        ("a.docx", pdf([["One line"]]), "content is a PDF"),
        ("a.docx", ARTICLE.encode(), "content is something else"),
        ("a.docx", archive({"xl/workbook.xml": b"<x/>"}), "Excel"),
        ("a.docx", archive({"notes.txt": b"hello"}), "zip archive"),
        ("a.docx", archive({}), "zip archive"),
        ("a.docx", OLE + b"\x00" * 600, "old Word file"),
        ("a.txt", pdf([["One line"]]), "content is a PDF"),
        ("a.txt", PNG, "PNG"),
        ("a.txt", word(), "zip archive or an Office document"),
        ("a.txt", rb"{\rtf1 Hello}", "RTF"),
        ("a.txt", b"MZ\x90\x00\x03", "program"),
        ("a.txt", b"plain\x00not", "binary"),
        ("a.txt", article_page(), "Name it .html"),
        ("a.csv", b"  <!-- saved --><!-- twice -->\n<html><p>x</p></html>", "Name it .html"),
        ("a.html", ARTICLE.encode(), "no HTML"),
        ("a.html", PNG, "PNG"),
        ("a.jsonl", PNG, "PNG"),
        ("a.doc", OLE, "Save it as .docx"),
        ("a.xlsx", word(), "Save the sheet as CSV"),
        ("a.json", b"[]", ".jsonl"),
        ("a.exe", b"MZ", "end in .exe"),
        ("README", b"hello", "without an extension"),
    ],
)
def test_a_wrong_type_says_what_the_file_is_or_what_to_do(filename: str, data: bytes, says: str) -> None:
    error = refusal(filename, data)
    assert error.code is Fault.WRONG_TYPE
    assert says in error.message


@pytest.mark.parametrize(
    "text", ["RIFFS between the two", "ID3 is a tag", "BZhang said no", "GIF8 talks", "MZ said no", "<3 peace"]
)
def test_words_that_look_like_a_signature_are_text(text: str) -> None:
    assert kind_of("a.txt", text.encode()) is FileKind.TEXT


def test_a_page_of_unclosed_comments_is_told_in_no_time() -> None:
    # A naive pattern for comments before <html> doubles its work with each of them.
    assert kind_of("a.txt", b"<!---->" * 140 + b"x") is FileKind.TEXT


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_an_empty_file_of_any_kind_is_empty(extension: str) -> None:
    assert refusal(f"a{extension}", b"").code is Fault.EMPTY


@pytest.mark.parametrize("extension", [".txt", ".md", ".csv", ".jsonl"])
def test_a_file_of_nothing_but_space_is_empty(extension: str) -> None:
    assert refusal(f"a{extension}", b"\xef\xbb\xbf \r\n\r\n").code is Fault.EMPTY


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_file_over_the_limit_is_refused_unread(extension: str) -> None:
    error = refusal(f"a{extension}", b"x" * (limits.MAX_FILE_BYTES + 1))
    assert error.code is Fault.TOO_LARGE
    assert "10 MB" in error.message


def test_a_word_file_with_a_password_is_told_from_an_old_one() -> None:
    error = refusal("a.docx", OLE + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 512)
    assert error.code is Fault.PASSWORD_PROTECTED


def test_an_archive_with_encrypted_members_needs_a_password() -> None:
    data = bytearray(archive({"word/document.xml": b"<w/>"}))
    # Bit 0 of the general purpose flags, in the member's header and in the directory's.
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal("a.docx", bytes(data)).code is Fault.PASSWORD_PROTECTED


def test_a_small_file_that_expands_enormously_is_not_opened() -> None:
    bomb = archive({"word/document.xml": b"<w/>", "word/media/a.xml": b" " * (limits.MAX_EXPANDED_BYTES + 1)})
    assert len(bomb) < limits.MEGABYTE
    error = refusal("a.docx", bomb)
    assert error.code is Fault.ZIP_BOMB
    assert "not opened" in error.message


def test_a_single_member_that_compresses_beyond_reason_is_a_bomb_below_the_total_limit() -> None:
    assert refusal("a.docx", archive({"word/document.xml": b" " * 5_000_000})).code is Fault.ZIP_BOMB


def test_too_many_members_are_a_bomb() -> None:
    members = {f"word/{number}.xml": b"" for number in range(limits.MAX_ZIP_MEMBERS + 1)}
    assert refusal("a.docx", archive(members)).code is Fault.ZIP_BOMB


def test_sizes_that_lie_never_expand_further_than_declared() -> None:
    data = bytearray(archive({"word/document.xml": b" " * 30_000_000, "[Content_Types].xml": b"<x/>"}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(signature) + offset
        data[start : start + 4] = struct.pack("<I", 1000)
    with zipfile.ZipFile(__import__("io").BytesIO(bytes(data))) as lying, pytest.raises(zipfile.BadZipFile):
        lying.read("word/document.xml")
    assert refusal("a.docx", bytes(data)).code is Fault.DAMAGED


def test_a_truncated_word_file_is_damaged() -> None:
    whole = word()
    assert refusal("a.docx", whole[: len(whole) // 2]).code is Fault.DAMAGED
