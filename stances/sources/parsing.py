"""One file, one pasted text or one feed → drafts. The whole of this room can be read off `parse_upload`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from stances.sources import limits, sandbox
from stances.sources.cleaning import base_name, clean_line, final_text, shorten
from stances.sources.dates import find_date
from stances.sources.drafts import Draft, ParsedUpload
from stances.sources.encoding import decode
from stances.sources.errors import Fault, SourceError
from stances.sources.extractors import Extracted
from stances.sources.kinds import FileKind, kind_of
from stances.sources.metadata import sensible_title, split_headers, split_title, web_address, without_title
from stances.sources.tables import parse_csv, parse_jsonl


def parse_upload(filename: str, data: bytes, *, seconds: float = limits.PARSE_SECONDS) -> ParsedUpload:
    """The articles of one uploaded file: one of a .txt, .md, .html, .htm, .pdf or .docx, one a row of a .csv or .jsonl.

    At least one draft is returned, or `SourceError` raised; its message does not repeat the file's
    name. PDF, Word and web pages are parsed in a child process for at most `seconds`.
    """
    name = base_name(filename)
    kind = kind_of(name, data)
    if kind is FileKind.CSV:
        return parse_csv(data, name)
    if kind is FileKind.JSONL:
        return parse_jsonl(data, name)
    if kind is FileKind.TEXT:
        return ParsedUpload((parse_text(decode(data), filename=name),))
    (found,) = sandbox.run(kind.value, data, seconds=seconds)
    if kind is not FileKind.HTML:
        found = replace(found, title=sensible_title(found.title, name))
    return ParsedUpload((_draft(found, name),))


def parse_text(
    text: str,
    *,
    title: str = "",
    outlet: str = "",
    url: str = "",
    published: date | None = None,
    language: str | None = None,
    filename: str = "",
) -> Draft:
    """A pasted text, or a text file's, as a draft. What is given wins over what the text says of itself.

    A title, or a block of "Title: …", "Date: …" lines, is taken off the top of the text. Raises
    `SourceError`: `empty`, `too_large`, `bad_url`.
    """
    if url.strip() and not web_address(url):
        raise SourceError(Fault.BAD_URL, f"“{shorten(clean_line(url), 60)}” is not an http or https address.")
    top = split_headers(final_text(text))
    given = Extracted(
        text=top.text,
        title=title or top.title,
        outlet=outlet or top.outlet,
        url=url or top.url,
        published=published or top.published,
        language=language or top.language,
    )
    return _draft(given, filename)


def parse_feed(data: bytes, *, seconds: float = limits.PARSE_SECONDS) -> list[Draft]:
    """The entries of an RSS or Atom feed that carry text, in its order. Nothing is fetched: the caller has the bytes.

    Raises `SourceError`: `empty`, `too_large`, `wrong_type`, `no_text` and what a child process may end in.
    """
    if not data.strip():
        raise SourceError(Fault.EMPTY, "The feed is empty.")
    if len(data) > limits.MAX_FILE_BYTES:
        raise SourceError(Fault.TOO_LARGE, f"The feed is over {limits.MAX_FILE_BYTES // limits.MEGABYTE} MB.")
    return [_draft(found, "") for found in sandbox.run("feed", data, seconds=seconds)]


def _draft(found: Extracted, filename: str) -> Draft:
    text = final_text(found.text)
    title = clean_line(found.title)
    if not title:
        title, text = split_title(text)
    text = without_title(text, title)
    return Draft(
        title=shorten(title, limits.MAX_TITLE_CHARACTERS),
        text=text,
        published=found.published or find_date(text),
        outlet=shorten(clean_line(found.outlet), limits.MAX_OUTLET_CHARACTERS),
        url=web_address(found.url),
        language=found.language,
        filename=filename,
    )
