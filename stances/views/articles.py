"""Articles: the list, and one text with its statements marked in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from stances.filters import ArticleFilter
from stances.models import Article, Position, Statement, Target
from stances.passages import Mark, Paragraph, Piece, excerpts, leaves_out, paragraphs
from stances.records import Span
from stances.views.lists import list_response, page_of
from stances.vocabulary import Stance


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """Articles, narrowed by the query string, each with the number of its statements."""
    counted = (
        Statement.objects.standing()
        .filter(article=OuterRef("pk"))
        .order_by()
        .values("article")
        .annotate(n=Count("pk"))
        .values("n")
    )
    everything = (
        Article.objects.select_related("outlet")
        .defer("text", "signature")
        .annotate(n=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
    )
    found = ArticleFilter(request.GET, queryset=everything)
    context = {"nav": "articles", "filter": found, "page": page_of(request, found.qs)}
    return list_response(request, "stances/article_list.html", context)


@dataclass(frozen=True, slots=True)
class Told:
    """A statement in its text: with its number there, and its label toward the chosen target, if it has one."""

    number: int
    statement: Statement
    position: Position | None

    @property
    def label(self) -> str:
        return self.position.label if self.position else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of the text with the statements it belongs to: the innermost gives its look."""

    text: str
    inner: Told | None
    opens: list[Told]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with the statements that begin in it, for the margin."""

    pieces: list[Shown]
    begins: list[Told]
    after_gap: bool


@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """The text with its statements marked, keyed to the stance toward the `target` of the query string."""
    found = get_object_or_404(Article.objects.select_related("outlet", "copy_of", "added_by"), pk=pk)
    statements = list(_statements(found))
    targets = list(Target.objects.active())
    target = _target(request.GET.get("target"), targets, statements)
    told = {row.pk: Told(number, row, _toward(row, target)) for number, row in enumerate(statements, start=1)}
    marks = [Mark(row.pk, Span(row.start, row.end)) for row in statements]
    whole = may_read_whole(request.user, found)
    contexts = [Span(row.context_start, max(row.context_end, row.end)) for row in statements]
    shown = paragraphs(found.text, marks) if whole else excerpts(found.text, marks, contexts)
    context = {
        "nav": "articles",
        "article": found,
        "targets": targets,
        "target": target,
        "tally": _tally(told.values()),
        "told": list(told.values()),
        "blocks": [_block(paragraph, told) for paragraph in shown],
        "excerpt": not whole and leaves_out(found.text, shown),
        "may_retry": request.user.has_perm("stances.change_article"),
    }
    return render(request, "stances/article.html", context)


def may_read_whole(user: User | AnonymousUser, article: Article) -> bool:
    """Whether the whole text may be shown: others' texts are others' copyright, ours (a restatement) are free."""
    return bool(article.provenance) or settings.ARTICLE_TEXT_PUBLIC or user.is_authenticated


def _statements(found: Article) -> QuerySet[Statement]:
    """As in every list, in the order of the text."""
    return found.statements.standing().with_evidence().order_by("start", "-end", "pk")


def _target(slug: str | None, targets: list[Target], statements: list[Statement]) -> Target | None:
    """The target asked for, else the one that most statements address, else the first."""
    for target in targets:
        if target.slug == slug:
            return target
    addressed = Counter(
        position.target_id
        for row in statements
        for position in row.positions.all()
        if position.label != Stance.UNRELATED
    )
    return max(targets, key=lambda target: addressed[target.pk], default=None)


def _toward(row: Statement, target: Target | None) -> Position | None:
    return next((one for one in row.positions.all() if target and one.target_id == target.pk), None)


def _tally(told: Iterable[Told]) -> list[tuple[Stance, int]]:
    counts = Counter(one.label for one in told)
    return [(stance, counts[stance]) for stance in Stance]


def _block(paragraph: Paragraph, told: dict[int, Told]) -> Block:
    return Block(
        pieces=[_shown(piece, told) for piece in paragraph.pieces],
        begins=[told[key] for key in paragraph.begins],
        after_gap=paragraph.after_gap,
    )


def _shown(piece: Piece, told: dict[int, Told]) -> Shown:
    return Shown(piece.text, told[piece.key] if piece.key is not None else None, [told[key] for key in piece.opens])
