"""Bytes of unknown encoding → text."""

from __future__ import annotations

import codecs
import re

from stances.sources.errors import Fault, SourceError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Latin text has at most one byte in four outside ASCII (Vietnamese excepted), Cyrillic, Greek, Arabic and the
#: East Asian encodings more than half.
_LATIN_SHARE = 0.25
# In cp1252 a superscript digit or an inverted mark between letters is cp1250 read wrongly ("pi¹tek" for "piątek").
_CENTRAL_EUROPEAN = re.compile(r"(?<=[a-z])[¹³¿¼¾](?=[a-z])|[¹³¿](?=[a-z]{2})")
# Thorn and eth are cp1254's ş and ğ, read as cp1252, unless the text is Icelandic, which cannot do without æ.
_TURKISH = re.compile("[þðÞÐ]")


def decode(data: bytes, declared: str | None = None) -> str:
    """The text that `data` holds.

    Tried in this order: a byte order mark; UTF-8; the encoding `declared` (by a page's
    `<meta charset>`); UTF-8 with a stray bad byte, which becomes U+FFFD; and a guess, which for mostly
    ASCII bytes decides between the Windows code pages 1252, 1250 and 1254, and otherwise is
    charset-normalizer's. Raises `SourceError` with `unknown_encoding`.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise _unknown() from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared and (text := _as_declared(data, declared)) is not None:
        return text
    if (text := _nearly_utf8(data)) is not None:
        return text
    return _guess(data)


def _unknown() -> SourceError:
    return SourceError(
        Fault.UNKNOWN_ENCODING,
        "Its text is in an encoding that could not be recognised. Open it in an editor and save it as UTF-8.",
    )


def _as_declared(data: bytes, declared: str) -> str | None:
    try:
        # Browsers read both labels as cp1252, and pages are written for browsers.
        name = codecs.lookup(declared).name
        return data.decode("cp1252" if name in ("iso8859-1", "ascii") else name)
    except (LookupError, UnicodeError, AttributeError):  # AttributeError: "hex" and its like are no text encodings
        return None


def _nearly_utf8(data: bytes) -> str | None:
    """A file cut in the middle of a character, or with a byte gone bad, is still UTF-8."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(1 for character in text if character > "\x7f") - bad
    return text if good >= 10 * bad else None


def _guess(data: bytes) -> str:
    high = sum(1 for byte in data if byte > 0x7F)
    if high <= _LATIN_SHARE * len(data) and b"\x00" not in data:
        return _windows_latin(data)
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise _unknown()
    return str(best)


def _windows_latin(data: bytes) -> str:
    """One of the code pages of Latin script. They differ in few letters; where none tells, cp1252 is right."""
    for encoding in ("cp1252", "cp1250"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1252" and _CENTRAL_EUROPEAN.search(text):
            continue
        if encoding == "cp1252" and _TURKISH.search(text) and not re.search("[æÆ]", text):
            return data.decode("cp1254", errors="replace")
        return text
    raise _unknown()
