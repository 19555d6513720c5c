"""Text as it came → text as it is kept. Offsets into the result are stored, so these rules are final.

Changing them does not touch stored articles, but an article uploaded again would then differ from
its stored twin; `content_key` forgives that, being blind to white space and punctuation.
"""

from __future__ import annotations

import re
import unicodedata

from stances.sources import limits
from stances.sources.errors import Fault, SourceError

# Invisible characters, which break the matching of names and let a text show other words than it holds: soft hyphen,
# zero-width space and joiners, word joiner and its invisible kin, byte order mark, Mongolian vowel separator,
# bidirectional marks and overrides, interlinear annotation. The joiners cost Persian its half-spaces and emoji their
# families; the texts read here are in Latin script.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_PARAGRAPH_BREAK = re.compile("[\f\u2029]")
_LINE_BREAK = re.compile("\r\n?|[\v\x1c-\x1e\x85\u2028]")
_SPACE = re.compile("[\t\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# C0 and C1 controls, lone surrogates and noncharacters: PostgreSQL refuses NUL, UTF-8 refuses surrogates.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
# Typesetters' ligatures, which PDFs keep as one character and names do not.
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"},
)


def clean(text: str) -> str:
    """The text as it is kept: NFC, "\\n" line ends, single spaces, at most one blank line, no invisible characters.

    Quotation marks, dashes, case and every visible character stay as written. Idempotent:
    `clean(clean(text)) == clean(text)` for any Unicode string; empty for a text of nothing but space.
    """
    text = _INVISIBLE.sub("", text)
    text = _PARAGRAPH_BREAK.sub("\n\n", text)
    text = _LINE_BREAK.sub("\n", text)
    text = _SPACE.sub(" ", text)
    text = _FORBIDDEN.sub("", text)
    text = text.translate(_LIGATURES)
    # Composed before space is trimmed, so that nothing is left for a second pass to compose.
    text = unicodedata.normalize("NFC", text)
    text = re.sub(" {2,}", " ", text)
    text = re.sub(" ?\n ?", "\n", text)
    text = re.sub("\n{3,}", "\n\n", text)
    return text.strip()


def clean_line(text: str) -> str:
    """A title or an outlet: cleaned, on one line."""
    return re.sub(r"\s+", " ", clean(text))


def final_text(text: str) -> str:
    """`clean`, or a `SourceError` with `empty` or `too_large`."""
    text = clean(text)
    if not text:
        raise SourceError(Fault.EMPTY, "There is no text in it. Give the article's text.")
    check_length(text)
    return text


def check_length(text: str) -> None:
    """Raise `SourceError` `too_large` where a text is longer than an article may be."""
    if len(text) > limits.MAX_TEXT_CHARACTERS:
        raise SourceError(
            Fault.TOO_LARGE,
            f"The text has {len(text):,} characters; an article may have {limits.MAX_TEXT_CHARACTERS:,}. Split it.",
        )


def shorten(text: str, length: int) -> str:
    """At most `length` characters, cut between words and marked with an ellipsis."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head[length // 2 :] else head}…"


def base_name(filename: str) -> str:
    """The bare file name, whatever system it comes from: no folders, no control characters, its extension kept."""
    name = clean_line(re.split(r"[/\\]", filename)[-1])
    if len(name) > limits.MAX_FILENAME_CHARACTERS:
        stem, dot, extension = name.rpartition(".")
        extension = dot + extension if stem and len(extension) <= 10 else ""
        name = name[: limits.MAX_FILENAME_CHARACTERS - len(extension)] + extension
    return name
