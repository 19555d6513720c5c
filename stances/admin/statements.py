"""Statements: who spoke, which words, and whether it is a statement at all."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from stances import review, tasks
from stances.admin.common import (
    KeptHistory,
    ReasonedFormSet,
    RefusalsAreMessages,
    SelectFilter,
    ask_then,
    reason_of,
)
from stances.admin.labels import said_by
from stances.admin.statement_forms import SetActorForm, SpeakerForm, StatementForm
from stances.models import Outlet, Statement

#: Characters of the article shown before and after a statement's own context.
_MARGIN = 300
_AS_READ = ("mention", "speaker_name", "evidence", "cue", "kind", "negated", "said", "reader")


class OutletFilter(SelectFilter):
    title = "outlet"
    parameter_name = "outlet"
    lookup = "article__outlet"
    every = "All outlets"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Outlet.objects.values_list("pk", "name")]


@admin.register(Statement)
class StatementAdmin(RefusalsAreMessages, KeptHistory):
    """Every change goes through `stances.review` and stands in the statement's history."""

    list_title = "Statements: who spoke"
    change_list_template = "admin/stances/reasoned_list.html"
    list_display = ["words", "mention", "actor", "unresolved", "kind", "day", "standing", "article_title"]
    list_editable = ["actor", "unresolved"]
    list_filter = ["unresolved", "kind", "rejected", "retired", "actor_by_person", "negated", OutletFilter]
    list_select_related = ["actor", "article__outlet"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["text"]
    search_help_text = "Words of the statement, or the speaker's name in any spelling."
    ordering = ["-pk"]
    actions = ["set_speaker", "not_a_statement", "restore"]
    form = StatementForm
    readonly_fields = ["in_context", "source", "verdicts", "corrections", *_AS_READ]
    fieldsets = [
        (None, {"fields": ["in_context", "source"]}),
        ("Correct it", {"fields": ["actor", "unresolved", "words", ("start", "end"), "rejected", "reason"]}),
        ("Labels", {"fields": ["verdicts", "corrections"]}),
        ("As it was read", {"fields": _AS_READ}),
    ]

    # --- what is shown ---

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        return super().get_queryset(request).defer("article__text", "article__signature")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Statement], search_term: str
    ) -> tuple[QuerySet[Statement], bool]:
        for term in search_term.split():
            queryset = queryset.filter(Q(text__icontains=term) | said_by(term))
        return queryset, False

    @admin.display(description="statement", ordering="text")
    def words(self, statement: Statement) -> str:
        return Truncator(statement.text).chars(140)

    @admin.display(description="article", ordering="article__title")
    def article_title(self, statement: Statement) -> str:
        return Truncator(statement.article.title).chars(40)

    @admin.display(description="date said", ordering="said_on")
    def day(self, statement: Statement) -> str:
        return str(statement.said_on or "–")

    @admin.display(description="standing", boolean=True, ordering="rejected")
    def standing(self, statement: Statement) -> bool:
        return not (statement.rejected or statement.retired)

    @admin.display(description="in its place")
    def in_context(self, statement: Statement) -> SafeString:
        text, start, end = statement.article.text, statement.start, statement.end
        first = max(min(statement.context_start, start) - _MARGIN, 0)
        last = min(max(statement.context_end, end) + _MARGIN, len(text))
        return format_html(
            '<div class="in-context">{}{}<mark>{}</mark>{}{}</div><p class="quiet">Characters {} to {} of {}.</p>',
            "… " if first else "",
            text[first:start],
            text[start:end],
            text[end:last],
            " …" if last < len(text) else "",
            start,
            end,
            len(text),
        )

    @admin.display(description="article")
    def source(self, statement: Statement) -> SafeString:
        article = statement.article
        where = ", ".join(str(part) for part in (article.outlet, article.published) if part)
        return format_html('<a href="{}">{}</a> {}', article.get_absolute_url(), article.title, where)

    @admin.display(description="what the model said")
    def verdicts(self, statement: Statement) -> SafeString:
        rows = statement.verdicts.select_related("target", "run").order_by("target__order", "-run_id", "-pk")
        return render_to_string("admin/stances/statement/verdicts.html", {"rows": rows, "statement": statement})

    @admin.display(description="what people said")
    def corrections(self, statement: Statement) -> SafeString:
        rows = statement.corrections.select_related("target", "person")
        return render_to_string("admin/stances/statement/corrections.html", {"rows": rows, "statement": statement})

    @admin.display(description="how the speaker was found")
    def evidence(self, statement: Statement) -> str:
        return f"{statement.speaker_evidence or '–'} (confidence {statement.speaker_confidence:.0%})"

    @admin.display(description="date said")
    def said(self, statement: Statement) -> str:
        return f"{statement.said_on or '–'} ({statement.get_date_basis_display().lower()})"

    # --- what is changed ---

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[SpeakerForm]:
        return SpeakerForm

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_formset(request, formset=ReasonedFormSet, **kwargs)

    def save_model(self, request: HttpRequest, obj: Statement, form: Any, change: bool) -> None:
        """Never saves the row as it stands in the form: only what was changed, each through its own function."""
        changed, data, pk = set(form.changed_data), form.cleaned_data, obj.pk
        person, reason = cast(User, request.user), reason_of(request)
        statement = Statement.objects.get(pk=pk)
        if changed & {"actor", "unresolved"}:
            review.set_actor(
                statement=statement,
                actor=data["actor"],
                unresolved=data["unresolved"],
                person=person,
                reason=reason,
            )
        if changed & {"words", "start", "end"}:
            review.set_span(statement=statement, start=data["start"], end=data["end"], person=person, reason=reason)
            tasks.enqueue([statement.article_id])
            self.message_user(request, "The model is asked again about the new words.")
        if "rejected" in changed:
            (review.reject if data["rejected"] else review.restore)(statement=statement, person=person, reason=reason)
        obj.refresh_from_db()

    @admin.action(description="Set the speaker", permissions=["change"])
    def set_speaker(self, request: HttpRequest, queryset: QuerySet[Statement]) -> HttpResponse | None:
        def do(form: forms.Form) -> str:
            n = review.set_actor_many(
                statements=queryset,
                actor=form.cleaned_data["actor"],
                unresolved=form.cleaned_data["unresolved"],
                person=cast(User, request.user),
                reason=form.cleaned_data["reason"],
            )
            return f"The speaker of {n} statement{'' if n == 1 else 's'} set."

        return ask_then(
            self, request, queryset, title="Set the speaker", do=do, form_class=SetActorForm, button="Set the speaker"
        )

    @admin.action(description="Not a statement", permissions=["change"])
    def not_a_statement(self, request: HttpRequest, queryset: QuerySet[Statement]) -> HttpResponse | None:
        def do(form: forms.Form) -> str:
            reason = form.cleaned_data["reason"]
            n = review.reject_many(statements=queryset, person=cast(User, request.user), reason=reason)
            return f"{n} marked as not a statement."

        return ask_then(self, request, queryset, title="Mark as not a statement", do=do, button="Mark them")

    @admin.action(description="Restore as a statement", permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Statement]) -> HttpResponse | None:
        def do(form: forms.Form) -> str:
            reason = form.cleaned_data["reason"]
            n = review.restore_many(statements=queryset, person=cast(User, request.user), reason=reason)
            return f"{n} restored."

        return ask_then(self, request, queryset, title="Restore as a statement", do=do, button="Restore them")

    # --- who may ---

    def has_add_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        return review.may_amend(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        return False
