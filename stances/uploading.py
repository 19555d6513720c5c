"""From what the upload form received to an upload whose parts are kept, waiting for details, or refused.

    read_files(files)  →  [Part(name, draft) | Part(name, refusal) …]      parsing; nothing is written
    receive(person, parts)  →  Upload                                      one transaction; the queue gets ids on commit
    complete(item, …), leave_out(item), retry(item)                        what the upload's page offers afterwards

A text is stored whole, as an article, or not at all. Of what was refused only the name and the reason remain.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from stances import tasks
from stances.ingest import add_article
from stances.models import Article, Upload, UploadItem
from stances.reading.languages import NotReadable, require_readable
from stances.sources import Draft, Fault, ParsedUpload, SourceError, parse_upload
from stances.sources.limits import MAX_FILE_BYTES, MEGABYTE, PARSE_SECONDS
from stances.vocabulary import ArticleState, Word

#: Seconds that one request may spend on parsing; the files after that are refused by name, and nothing of them kept.
REQUEST_SECONDS = 60.0
#: Texts that one upload may bring. They are stored in one transaction, for which SQLite lets nobody else write; at
#: about ten milliseconds a text, most of it the search for syndicated copies, so many hold the others up for seconds.
TEXTS_AT_ONCE = 500


class Refusal(Word):
    """Why a part was not kept, beside the faults of the arrival room (`stances.sources.Fault`)."""

    DUPLICATE = "duplicate", "Already there", "The same text is stored already."
    NOT_ENGLISH = "not_english", "Not in English", "Only English is read so far."
    NO_TIME = "no_time", "Not read", "The upload took too long."
    LEFT_OUT = "left_out", "Left out", "Its uploader left it out."
    ROWS = "rows", "More rows", "Rows beyond those that are listed."


class CannotChange(Exception):  # noqa: N818  (it reads as what it says)
    """The item is no longer in a state in which this can be done; the message says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """One text of an upload as it arrived: a draft, or the code and reason why there is none."""

    name: str
    draft: Draft | None = None
    code: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the person says of all files at once, used where a file does not say it itself."""

    outlet: str = ""
    published: date | None = None

    def fill(self, draft: Draft) -> Draft:
        return replace(draft, outlet=draft.outlet or self.outlet, published=draft.published or self.published)


# --- reading what arrived -----------------------------------------------------------------


def read_files(files: Iterable[UploadedFile[bytes]], defaults: Defaults | None = None) -> list[Part]:
    """The parts of these files, in order. Never raises for a file's sake: its fault becomes its part."""
    defaults = defaults or Defaults()
    until = time.monotonic() + REQUEST_SECONDS
    parts: list[Part] = []
    for file in files:
        name = _name(file.name or "")
        seconds = min(PARSE_SECONDS, until - time.monotonic())
        if seconds <= 0:
            message = "The files before it took too long to read. Upload it again, with fewer others."
            parts.append(Part(name, code=Refusal.NO_TIME, problem=message))
            continue
        try:
            parsed = _parse(name, file, seconds)
        except SourceError as error:
            parts.append(Part(name, code=error.code.value, problem=error.message))
            continue
        if len(parts) + len(parsed.drafts) > TEXTS_AT_ONCE:
            message = (
                f"It holds {len(parsed.drafts):,} texts, and one upload can bring {TEXTS_AT_ONCE}. Split it, or give "
                "it to an administrator: the command `manage.py ingest` takes any number."
            )
            parts.append(Part(name, code=Fault.TOO_LARGE.value, problem=message))
            continue
        parts.extend(_parts(name, parsed, defaults))
    return parts


def part_of(name: str, draft: Draft) -> Part:
    """A draft as a part; one in a language that cannot be read is refused here, before anything is kept."""
    try:
        require_readable(draft.text)
    except NotReadable as refusal:
        return Part(name, code=Refusal.NOT_ENGLISH, problem=f"{refusal} Nothing of it was kept.")
    return Part(name, draft)


def _parse(name: str, file: UploadedFile[bytes], seconds: float) -> ParsedUpload:
    if file.size is not None and file.size > MAX_FILE_BYTES:  # told without taking it into memory
        raise SourceError(
            Fault.TOO_LARGE,
            f"The file has {file.size / MEGABYTE:.1f} MB; {MAX_FILE_BYTES // MEGABYTE} MB can be taken. "
            "Split it, or paste the text.",
        )
    return parse_upload(name, file.read(), seconds=seconds)


def _parts(name: str, parsed: ParsedUpload, defaults: Defaults) -> list[Part]:
    if len(parsed.drafts) == 1 and not parsed.problems:
        return [part_of(name, defaults.fill(parsed.drafts[0]))]
    parts = [
        part_of(_name(f"{name}: {draft.title or f'text {number}'}"), defaults.fill(draft))
        for number, draft in enumerate(parsed.drafts, start=1)
    ]
    parts += [
        Part(_name(f"{name}, row {problem.row}"), code=problem.code.value, problem=problem.reason)
        for problem in parsed.problems
    ]
    if more := parsed.problem_count - len(parsed.problems):
        message = f"{more} more rows could not be taken. The table seems to be made differently: compare its columns."
        parts.append(Part(name, code=Refusal.ROWS, problem=message))
    return parts


def _name(name: str) -> str:
    """A file's name as it is shown and kept; NUL, which PostgreSQL does not store, is left out."""
    return (name.replace("\x00", "").strip() or "file without a name")[:300]


# --- keeping it ---------------------------------------------------------------------------


@transaction.atomic
def receive(*, person: User, parts: Sequence[Part]) -> Upload:
    """Store an upload with all its parts, and queue the articles that are complete."""
    upload = Upload.objects.create(person=person)
    kept = []
    for part in parts:
        item = UploadItem(upload=upload, name=part.name)
        if part.draft is None:
            item.problem_code, item.problem = part.code, part.problem
        elif (article := _take(item, part.draft, person)) is not None:
            kept.append(article.pk)
        item.save()
    tasks.enqueue(kept)
    return upload


def _take(item: UploadItem, draft: Draft, person: User, *, undated: bool = False) -> Article | None:
    """Make of the draft an article, a draft that waits, or a refusal; return the article where one was stored."""
    item.draft, item.problem_code, item.problem = None, "", ""
    if not draft.title or (draft.published is None and not undated):
        item.draft = to_json(draft)
        return None
    added = add_article(
        title=draft.title,
        text=draft.text,
        published=draft.published,
        outlet=draft.outlet,
        url=draft.url,
        added_by=person,
    )
    item.article = added.article
    if not added.created:
        item.problem_code = Refusal.DUPLICATE
        item.problem = "The same text is stored already, so it was not stored again."
        return None
    return added.article


def to_json(draft: Draft) -> dict[str, str | None]:
    """A draft as a waiting item keeps it."""
    return {
        "title": draft.title,
        "text": draft.text,
        "published": draft.published.isoformat() if draft.published else None,
        "outlet": draft.outlet,
        "url": draft.url,
    }


def from_json(kept: dict[str, Any]) -> Draft:
    """What `to_json` made, again as a draft."""
    published = date.fromisoformat(kept["published"]) if kept["published"] else None
    return Draft(title=kept["title"], text=kept["text"], published=published, outlet=kept["outlet"], url=kept["url"])


# --- afterwards ---------------------------------------------------------------------------


@transaction.atomic
def complete(item_id: int, *, person: User, title: str, published: date | None, outlet: str, url: str) -> UploadItem:
    """Give a waiting item the details it lacks; no `published` means that its date cannot be known.

    Raises `CannotChange` where the item does not wait any more, as after a double click.
    """
    item = _locked(item_id)
    if item.draft is None:
        raise CannotChange("This text does not wait for details any more.")
    draft = replace(from_json(item.draft), title=title, published=published, outlet=outlet, url=url)
    article = _take(item, draft, person, undated=True)
    item.save()
    if article is not None:
        tasks.enqueue([article.pk])
    return item


@transaction.atomic
def leave_out(item_id: int) -> UploadItem:
    """Refuse a waiting item at its uploader's wish; its text is deleted. Raises `CannotChange`."""
    item = _locked(item_id)
    if item.draft is None:
        raise CannotChange("This text does not wait for details any more.")
    item.draft, item.problem_code, item.problem = None, Refusal.LEFT_OUT, "You left it out; nothing of it was kept."
    item.save()
    return item


@transaction.atomic
def retry(item_id: int) -> UploadItem:
    """Queue a failed article again. Raises `CannotChange` where it has not failed."""
    item = _locked(item_id)
    if item.article is None or item.article.state != ArticleState.FAILED:
        raise CannotChange("Only an article whose analysis failed can be retried.")
    tasks.enqueue([item.article.pk])
    return item


def _locked(item_id: int) -> UploadItem:
    return UploadItem.objects.select_for_update().get(pk=item_id)
