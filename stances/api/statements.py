"""Statements: the list under the filters of its page, and one with everything that was judged and corrected."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from stances.api.actors import actor_ref
from stances.api.asking import ERRORS, Listed, NotUnderstood, known, page_of
from stances.api.schemas import StatementDetail, StatementPage
from stances.filters import StatementFilter
from stances.models import Article, Correction, Position, Statement, Target, Verdict
from stances.templatetags.stance_tags import in_order, role_at_the_time, speaker_name, words

router = Router()


class StatementsAsked(Listed):
    """The fields of the list's filter; a box that is ticked there is `on` here."""

    q: str = Field("", description='Words, all of them; "in marks" together; sanction* for any ending. Also names.')
    actor: str = Field("", description="The speaker's slug.")
    target: str = Field("", description="A target's slug; alone, the statements that address it.")
    label: str = Field("", description="supportive, critical, neutral or unrelated, toward the target if one is given.")
    kind: str = Field("", description="direct, mixed or indirect.")
    outlet: str = Field("", description="The outlet's name.")
    country: str = Field("", description="The country of the speaker.")
    year: str = Field("", description="The year of the statement.")
    since: str = Field("", description="The first day, as 2022-03-04.")
    until: str = Field("", description="The last day.")
    certain: str = Field("", description="on: labels that are not marked uncertain.")
    uncertain: str = Field("", description="on: labels that are marked uncertain.")
    corrected: str = Field("", description="on: labels that a person gave.")
    order: str = Field("", description="newest, oldest, certain, doubtful or strong.")


@router.get("", response={200: StatementPage, **ERRORS}, summary="Statements, narrowed and sorted as on their page")
def statements(request: HttpRequest, asked: Query[StatementsAsked]) -> dict[str, Any]:
    known(request, asked)
    found = StatementFilter(request.GET, queryset=Statement.objects.standing().with_evidence())
    if found.form.errors:
        raise NotUnderstood(found.form.errors)
    return page_of(request, asked, found.qs, lambda row: _statement(request, row))


@router.get("/{int:pk}", response={200: StatementDetail, **ERRORS}, summary="One statement, with its whole history")
def statement(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Also a statement that was rejected or is no longer found; it says so."""
    known(request, Schema)
    rows = (
        Statement.objects.select_related("actor", "article__outlet", "article__copy_of__outlet")
        .defer("article__text", "article__signature", "article__copy_of__text", "article__copy_of__signature")
        .prefetch_related(
            "actor__roles",
            Prefetch("positions", Position.objects.select_related("target")),
            Prefetch("verdicts", Verdict.objects.that_count().select_related("run", "target").order_by("-pk")),
            Prefetch("corrections", Correction.objects.select_related("person", "target").order_by("-pk")),
        )
    )
    found = get_object_or_404(rows, pk=pk)
    original = found.article.copy_of or found.article
    copies = original.copies.select_related("outlet").defer("text", "signature").order_by("published", "pk")
    return {
        **_statement(request, found),
        "start": found.start,
        "end": found.end,
        "verdicts": [
            {
                "run": verdict.run_id,
                "model": verdict.run.model,
                "revision": verdict.run.revision,
                "target": _target_ref(verdict.target),
                **{name: getattr(verdict, name) for name in ("supportive", "critical", "neutral", "unrelated")},
                "at": verdict.created,
            }
            for verdict in found.verdicts.all()
        ],
        "corrections": [
            {
                "target": _target_ref(correction.target),
                "label": correction.label or None,
                "label_before": correction.label_before or None,
                "reason": correction.reason,
                "person": correction.person.get_username(),
                "at": correction.created,
            }
            for correction in found.corrections.all()
        ],
        "sources": [_article(request, article) for article in (original, *copies)],
    }


def _statement(request: HttpRequest, row: Statement) -> dict[str, Any]:
    role = role_at_the_time(row)
    return {
        "id": row.pk,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "words": unescape(words(row)),
        "kind": row.kind,
        "said_on": row.said_on,
        "date_basis": row.date_basis,
        "denied": row.negated,
        "rejected": row.rejected,
        "retired": row.retired,
        "speaker": {
            "actor": actor_ref(request, row.actor) if row.actor else None,
            "name": speaker_name(row),
            "role": role.title if role else None,
            "mention": row.mention,
            "unresolved": row.unresolved or None,
        },
        "article": _article(request, row.article),
        "labels": [
            {
                "target": _target_ref(position.target),
                "label": position.label,
                "score": position.score,
                "probability": position.probability,
                "uncertain": position.uncertain,
                "by": position.origin,
            }
            for position in in_order(row)
        ],
    }


def _article(request: HttpRequest, article: Article) -> dict[str, Any]:
    return {
        "id": article.pk,
        "title": article.title,
        "outlet": article.outlet.name if article.outlet else None,
        "published": article.published,
        "url": request.build_absolute_uri(article.get_absolute_url()),
        "source": article.url,
    }


def _target_ref(target: Target) -> dict[str, Any]:
    return {"slug": target.slug, "name": target.name}
