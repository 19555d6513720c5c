"""Title, date and outlet that an article's own text carries at its top."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from stances.sources import limits
from stances.sources.cleaning import clean_line
from stances.sources.dates import DateError, parse_date

#: A first line longer than this is a paragraph.
_TITLE_AT_MOST = 200
_ENDS_A_SENTENCE = re.compile(r"[.,;:…][\"'”’»)]*$")
_QUOTATION = re.compile(r"^[\"“„«‘'].*[\"”“»’']$")
_HEADER = re.compile(
    r"(title|headline|outlet|source|publisher|url|link|date|published|language)\s*:\s*(\S.*)?", re.IGNORECASE
)
_FIELDS = {"headline": "title", "source": "outlet", "publisher": "outlet", "link": "url", "published": "date"}
_FENCE = re.compile(r"-{3,}")
#: Titles that programs write into a file's properties.
_MACHINE_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|office)\b.*|untitled.*|document ?\d*|title|normal|powerpoint presentation|"
    r"print|layout ?\d*|slide ?\d*|.*\.(?:docx?|pdf|rtf|odt|indd|qxd|txt|html?|tmp|ppt|pages))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Top:
    """What stood above an article, and the text without it."""

    text: str
    title: str = ""
    outlet: str = ""
    url: str = ""
    published: date | None = None
    language: str | None = None


def split_headers(text: str) -> Top:
    """Take a block of "Title: …", "Outlet: …", "URL: …", "Date: …" lines off a clean text's top.

    It may stand between lines of ---. The block is taken only as a whole: every line of it is
    such a line, a title or a date is among them, and text follows. Otherwise the text is left as it is.
    """
    lines = text.split("\n")
    found: dict[str, str] = {}
    position = 1 if _FENCE.fullmatch(lines[0]) else 0
    for line in lines[position:]:
        if not line or _FENCE.fullmatch(line):
            break
        match = _HEADER.fullmatch(line)
        if match is None:
            return Top(text)
        name = match[1].lower()
        found[_FIELDS.get(name, name)] = (match[2] or "").strip("\"' ")
        position += 1
    rest = "\n".join(lines[position:]).lstrip("-\n")
    if not rest or len(found) < 2 or not {"title", "date"} & set(found):
        return Top(text)
    published = None
    if found.get("date"):
        try:
            published = parse_date(found["date"])
        except DateError:
            return Top(text)
    if (url := found.get("url", "")) and not web_address(url):
        return Top(text)
    return Top(
        text=rest,
        title=found.get("title", ""),
        outlet=found.get("outlet", ""),
        url=url,
        published=published,
        language=language_code(found.get("language", "")),
    )


def split_title(text: str) -> tuple[str, str]:
    """A clean text's title and the text without it; ("", text) where its first line is not plainly a title.

    Plainly: short, alone before a blank line, with text after it, ending no sentence, and not itself a
    quotation. A Markdown heading's marks are taken off.
    """
    first, blank, rest = text.partition("\n\n")
    title = re.sub(r"^#{1,6}\s+|\s+#+$", "", first)
    if (
        not blank
        or "\n" in first
        or len(title) > _TITLE_AT_MOST
        or not any(map(str.isalpha, title))
        or _ENDS_A_SENTENCE.search(title)
        or _QUOTATION.fullmatch(title)
        or _HEADER.fullmatch(title)
    ):
        return "", text
    return title, rest


def without_title(text: str, title: str) -> str:
    """The text without a first line that repeats the title, be it in other quotation marks or in capitals."""
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if rest.strip() and _letters(first) and _letters(first) == _letters(title) else text


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def sensible_title(title: str, filename: str = "") -> str:
    """A title from a file's properties, or "" where a program and not a person wrote it."""
    title = clean_line(title)
    stem = filename.rpartition(".")[0]
    if not any(map(str.isalpha, title)) or _MACHINE_TITLE.fullmatch(title):
        return ""
    # One word with digits or underscores is a file's name, whatever its extension was.
    if " " not in title and (title == stem or re.search(r"[\d_]", title)):
        return ""
    return title


def web_address(url: str) -> str:
    """`url` where it is an http(s) address that can be kept, else ""."""
    url = url.strip()
    if len(url) > limits.MAX_URL_CHARACTERS or re.search(r"[\s\x00-\x1f\x7f<>\"]", url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme.lower() in ("http", "https") and host else ""


def language_code(declared: str) -> str | None:
    """The ISO 639 code of a declared language ("en-GB" → "en"), or None where it is no such code."""
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*", declared.strip())
    return match[1].lower() if match else None
