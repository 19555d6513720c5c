"""What has become of an upload so far: its items sorted by what they need, and the statements found.

A fixed number of queries, however many items there are.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.functional import cached_property

from stances.models import Article, Statement, Upload, UploadItem
from stances.uploading import Refusal
from stances.vocabulary import ArticleState, Word

#: Of a long upload the page lists so many items, and counts the rest.
ITEMS_LISTED = 200
#: Forms for details on one page; those after them come up as these are filled in.
FORMS_SHOWN = 20
#: Articles with their statements on one page of what was found.
ARTICLES_ON_A_PAGE = 10


class ItemState(Word):
    """Where one part of an upload stands."""

    DETAILS = "details", "Waiting for details", "It lacks a title or a date, which its uploader is asked for."
    FAILED = "failed", "Failed", "It is stored; its analysis failed and can be retried."
    REFUSED = "refused", "Not taken", "Nothing of it was stored."
    DUPLICATE = "duplicate", "Already there", "The same text is stored already."
    READING = "reading", "Being read", "A worker is reading it."
    QUEUED = "queued", "In the queue", "It is stored, and waits for a worker."
    EMPTY = "empty", "No statement found", "It was read, and nobody is quoted or reported in it."
    ANALYSED = "analysed", "Analysed", "Its statements are found and labelled."


_BY_ARTICLE = {
    ArticleState.WAITING: ItemState.QUEUED,
    ArticleState.READING: ItemState.READING,
    ArticleState.FAILED: ItemState.FAILED,
}
_ARTICLES = ("article", "article__copy_of")
#: States that a worker will change.
_MOVING = (ItemState.QUEUED, ItemState.READING)


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """One item, its state, and how many statements were found in its article."""

    item: UploadItem
    state: ItemState
    statements: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """An article with its statements, in the order of the text."""

    article: Article
    statements: list[Statement]


@dataclass(frozen=True)
class Progress:
    """An upload as its page shows it.

    `seal` changes whenever anything shown does; `done` says that no worker will change anything more.
    """

    upload: Upload
    items: list[ItemProgress]
    found: list[Found]
    page: Page[int | None]
    seal: str
    counts: Counter[ItemState] = field(default_factory=Counter)

    @classmethod
    def of(cls, upload: Upload, page: str | None = None) -> Progress:
        """The upload now; `page` of the articles with statements."""
        rows = list(
            upload.items.select_related("article", "article__copy_of", "article__outlet")
            .annotate(waits=Q(draft__isnull=False))
            .defer("draft", *(f"{path}__{heavy}" for path in _ARTICLES for heavy in ("text", "signature")))
        )
        per_article = _statements_per_article(upload)
        items = [_progress(row, per_article) for row in rows]
        order = list(ItemState)
        items.sort(key=lambda one: order.index(one.state))  # stable: within a state as they were handed in
        with_statements = [one.item.article_id for one in items if one.state is ItemState.ANALYSED]
        shown = Paginator(with_statements, ARTICLES_ON_A_PAGE).get_page(page)
        return cls(
            upload=upload,
            items=items,
            found=_found([pk for pk in shown.object_list if pk]),
            page=shown,
            seal=_seal(items),
            counts=Counter(one.state for one in items),
        )

    @property
    def done(self) -> bool:
        return not any(one.state in _MOVING for one in self.items)

    @cached_property
    def waiting(self) -> list[UploadItem]:
        """The first of the items that ask for details, with their drafts."""
        ids = [one.item.pk for one in self.items if one.state is ItemState.DETAILS][:FORMS_SHOWN]
        return list(UploadItem.objects.filter(pk__in=ids))

    @property
    def listed(self) -> list[ItemProgress]:
        """The items that the page lists: all but those that wait for details, which have their own place."""
        return [one for one in self.items if one.state is not ItemState.DETAILS][:ITEMS_LISTED]

    @property
    def unlisted(self) -> int:
        return len(self.items) - self.counts[ItemState.DETAILS] - len(self.listed)

    @property
    def summary(self) -> list[tuple[ItemState, int]]:
        """How many items are in each state, those that need somebody first."""
        return [(state, self.counts[state]) for state in ItemState if self.counts[state]]

    @property
    def statements(self) -> int:
        return sum(one.statements for one in self.items if one.state is ItemState.ANALYSED)

    @property
    def to_read(self) -> int:
        """Articles that were stored for a worker."""
        return sum(self.counts[state] for state in (*_MOVING, ItemState.FAILED, ItemState.EMPTY, ItemState.ANALYSED))

    @property
    def read(self) -> int:
        """Of those, the articles that no worker has to touch any more."""
        return self.to_read - sum(self.counts[state] for state in _MOVING)


def _progress(row: UploadItem, per_article: dict[int, int]) -> ItemProgress:
    if getattr(row, "waits"):  # noqa: B009  (annotated above; the draft itself may be long, and is not loaded)
        return ItemProgress(row, ItemState.DETAILS)
    if row.problem_code == Refusal.DUPLICATE and row.article is not None:
        return ItemProgress(row, ItemState.DUPLICATE)
    if row.article is None:
        return ItemProgress(row, ItemState.REFUSED)
    n = per_article.get(row.article.pk, 0)
    if row.article.state == ArticleState.ANALYSED:
        return ItemProgress(row, ItemState.ANALYSED if n else ItemState.EMPTY, n)
    return ItemProgress(row, _BY_ARTICLE[ArticleState(row.article.state)], n)


def _statements_per_article(upload: Upload) -> dict[int, int]:
    return dict(
        Statement.objects.standing()
        .filter(article__upload_items__upload=upload)
        .order_by()
        .values_list("article")
        .annotate(n=Count("pk", distinct=True))
    )


def _found(article_ids: list[int]) -> list[Found]:
    by_article: defaultdict[int, list[Statement]] = defaultdict(list)
    statements = Statement.objects.standing().with_evidence().filter(article__in=article_ids)
    for statement in statements.order_by("article_id", "start", "end"):
        by_article[statement.article_id].append(statement)
    return [Found(rows[0].article, rows) for pk in article_ids if (rows := by_article.get(pk))]


def _seal(items: list[ItemProgress]) -> str:
    states = "|".join(f"{one.item.pk}:{one.state}:{one.statements}" for one in items)
    return hashlib.sha256(states.encode()).hexdigest()[:16]
