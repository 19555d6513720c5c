"""Statements: the list with its filters, and one statement with all that is known of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_safe

from stances import review
from stances.facets import chosen, facets
from stances.filters import StatementFilter
from stances.forms import CorrectionForm
from stances.models import Correction, Position, Statement, Verdict
from stances.passages import Mark, excerpts
from stances.records import Span
from stances.trail import trail
from stances.views.access import SignedInRequest, signed_in, wants_fragment
from stances.views.lists import clean_address, list_response, page_of
from stances.views.why import Why, why_of


@require_safe
def statement_list(request: HttpRequest) -> HttpResponse:
    """Statements, narrowed and sorted by the query string. htmx gets the results alone, or the rows that follow."""
    everything = Statement.objects.standing().with_evidence()
    found = StatementFilter(request.GET, queryset=everything)
    context: dict[str, object] = {"nav": "statements", "filter": found, "page": page_of(request, found.qs)}
    if wants_fragment(request) and request.headers.get("HX-Target") == "more":
        response = render(request, "stances/statement_list.html#rows", {**context, "following": True})
    else:
        context["address"] = clean_address(request, {}).removeprefix(request.path)
        if found.form.is_valid():
            context |= {"facets": facets(found), "chosen": chosen(found)}
        response = list_response(request, "stances/statement_list.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request", "HX-Target"])
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement. A POST corrects one of its labels."""
    found = get_object_or_404(_with_everything(), pk=pk)
    if request.method == "POST":
        return _correct(request, found)
    return _page(request, found)


@signed_in
def _correct(request: SignedInRequest, found: Statement) -> HttpResponse:
    if not review.may_correct(request.user):
        raise PermissionDenied("Your account may read, and may not correct. An administrator can make you an analyst.")
    form = CorrectionForm(found, request.POST)
    if form.is_valid():
        try:
            review.correct(statement=found, person=request.user, **form.cleaned_data)
        except review.CannotCorrect as refusal:
            form.add_error(None, str(refusal))
        else:
            target, label = form.cleaned_data["target"], form.cleaned_data["label"]
            said = "is the model’s again" if not label else "is corrected"
            messages.success(request, f"The label toward {target} {said}. The charts follow at their next load.")
            return redirect(found)
    return _page(request, found, form)


def _with_everything() -> QuerySet[Statement]:
    return Statement.objects.select_related("actor", "article__outlet", "article__copy_of").prefetch_related(
        "actor__roles",
        Prefetch(
            "positions",
            Position.objects.select_related("target", "verdict__run", "verdict__explanation", "correction__person"),
        ),
        Prefetch("verdicts", Verdict.objects.that_count().select_related("run", "target")),
        Prefetch("corrections", Correction.objects.select_related("person", "target")),
    )


def _page(request: HttpRequest, found: Statement, form: CorrectionForm | None = None) -> HttpResponse:
    text = found.article.text
    marks = [Mark(found.pk, Span(found.start, found.end))]
    context = {
        "nav": "statements",
        "statement": found,
        "passage": excerpts(text, marks, [Span(found.context_start, max(found.context_end, found.end))]),
        "trail": trail(found),
        "labels": _labels(request, found),
        "form": form or (CorrectionForm(found) if review.may_correct(request.user, found) else None),
    }
    return render(request, "stances/statement.html", context)


def _labels(request: HttpRequest, found: Statement) -> list[tuple[Position, Why]]:
    """The labels in force in the order of the pages, each with what is known of its words."""
    rows = sorted(found.positions.all(), key=lambda row: (row.target.order, row.target.name))
    return [(row, why_of(found, row, may_ask=request.user.is_authenticated)) for row in rows]
