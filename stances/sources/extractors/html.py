"""Web pages, by trafilatura: the article without its menus, and what the page says of title, date and outlet.

Its downloader is never used: a page's address is kept, not visited.
"""

from __future__ import annotations

import re
from datetime import date
from html import unescape

from trafilatura import bare_extraction
from trafilatura.metadata import Document

from stances.sources.encoding import decode
from stances.sources.errors import Fault, SourceError
from stances.sources.extractors import Extracted

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:-]{1,40})", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z]{2,3})\b", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Where a page has no article, trafilatura falls back to its menus. Those have no full stops.
_SENTENCE = re.compile(r"\w[\"'”’»)\]]*[.!?…。؟।]")
_HEAD_BYTES = 4096
# Only what the page declares. The "extensive" search takes any date in the text for the article's.
_DATES = {"original_date": True, "extensive_search": False}


def extract(data: bytes) -> list[Extracted]:
    """The one article of a page. Raises `SourceError` with `no_text`, `unknown_encoding`."""
    declared = _CHARSET.search(data[:_HEAD_BYTES])
    page = decode(data, declared[1].decode("ascii") if declared else None)
    # lxml refuses a string that declares an encoding of its own.
    page = _XML_DECLARATION.sub("", page.lstrip("\ufeff"))
    found = bare_extraction(
        page, include_comments=False, include_tables=True, with_metadata=True, date_extraction_params=_DATES
    )
    if not isinstance(found, Document) or not _SENTENCE.search(found.text or ""):
        raise SourceError(
            Fault.NO_TEXT,
            "No article was found in this page; pages that load their text by script are saved without it. "
            "Paste the text instead.",
        )
    language = _LANGUAGE.search(page[:_HEAD_BYTES])
    return [
        Extracted(
            text=found.text or "",
            title=unescape(found.title or ""),
            published=_day(found.date),
            outlet=unescape(found.sitename or ""),
            url=found.url or "",
            language=language[1].lower() if language else None,
        )
    ]


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None
