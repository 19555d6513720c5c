"""RSS and Atom, by feedparser, fed with bytes: given an address or a path it would open it."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import feedparser

from stances.sources import limits
from stances.sources.errors import Fault, SourceError
from stances.sources.extractors import Extracted

_BLOCKS = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "table", "hr", "pre")
)
_SILENT = frozenset(("script", "style", "figcaption"))


def extract(data: bytes) -> list[Extracted]:
    """The entries of a feed that carry text, in its order.

    Raises `SourceError`: `wrong_type`, `no_text`, `too_large`. The text is the entry's content, or its
    summary where the feed carries no more than that. The date is the day published in UTC, never that of
    an update.
    """
    feed = feedparser.parse(BytesIO(data))
    if not feed.entries:
        if feed.get("version"):
            raise SourceError(Fault.NO_TEXT, "This feed has no entries at the moment.")
        raise SourceError(Fault.WRONG_TYPE, "This is no RSS or Atom feed.")
    if len(feed.entries) > limits.MAX_ROWS:
        raise SourceError(
            Fault.TOO_LARGE, f"This feed has {len(feed.entries):,} entries; {limits.MAX_ROWS:,} can be taken at a time."
        )
    outlet = str(feed.feed.get("title", ""))
    language = re.match(r"[A-Za-z]{2,3}\b", str(feed.feed.get("language", "")))
    found = [
        Extracted(
            text=text,
            title=plain(str(entry.get("title", ""))),
            published=_day(entry),
            outlet=plain(outlet),
            url=str(entry.get("link", "")),
            language=language[0].lower() if language else None,
        )
        for entry in feed.entries
        if (text := _text(entry))
    ]
    if not found:
        raise SourceError(Fault.NO_TEXT, "The entries of this feed carry headlines only, and no text.")
    return found


def _text(entry: Any) -> str:
    written = [plain(str(part.get("value", ""))) for part in entry.get("content", ())]
    return max([*written, plain(str(entry.get("summary", "")))], key=len)


def _day(entry: Any) -> date | None:
    parsed = entry.get("published_parsed")
    try:
        return date(*parsed[:3]) if parsed else None
    except (ValueError, TypeError):
        return None


def plain(markup: str) -> str:
    """The words of an HTML fragment, blocks on lines of their own."""
    words = _Words()
    words.feed(markup)
    words.close()
    return re.sub(r"[ \t]*\n\s*", "\n", "".join(words.pieces)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # A line break in the source is a space on the page.
            self.pieces.append(re.sub(r"\s+", " ", data))
