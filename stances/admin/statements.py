"""Statements: who spoke, which words, and whether it is a statement at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
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
    reason_field,
    reason_of,
)
from stances.admin.labels import said_by
from stances.models import Actor, Outlet, Statement
from stances.vocabulary import Unresolved

_ACTOR = Statement._meta.get_field("actor")
#: Characters of the article shown before and after a statement's own context.
_MARGIN = 300
_AS_READ = ("mention", "speaker_name", "evidence", "cue", "kind", "negated", "said", "reader")


class KnownSelect(AutocompleteSelect):
    """A select box that is searched on the server, and is told the chosen actor's name instead of asking for it.

    Without this each row of a list would cost a query.
    """

    known: tuple[str, str] | None = None

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> Any:
        if self.known is None or [str(one) for one in value] != [self.known[0]]:
            return super().optgroups(name, value, attrs)
        blank = self.create_option(name, "", "", False, 0)
        return [(None, [blank, self.create_option(name, *self.known, True, 1)], 0)]


def actor_field(**kwargs: Any) -> forms.ModelChoiceField[Actor]:
    """The question who spoke."""
    return forms.ModelChoiceField(
        Actor.objects.filter(status__in=["tracked", "proposed"]),
        widget=KnownSelect(_ACTOR, admin.site),
        required=False,
        **kwargs,
    )


def unresolved_field(**kwargs: Any) -> forms.ChoiceField:
    """The question why it is not known who spoke."""
    return forms.ChoiceField(choices=[("", "–"), *Unresolved.choices()], required=False, **kwargs)


class SpeakerForm(forms.ModelForm[Statement]):
    """Who spoke, or why that is not known; a row of the list, and a part of the page.

    What the page showed is sent along, so that only what this person changed is written.
    """

    actor = actor_field(show_hidden_initial=True)
    unresolved = unresolved_field(show_hidden_initial=True, label="or why not known")

    class Meta:
        model = Statement
        fields = ["actor", "unresolved"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.actor is not None and "actor" in self.fields:
            # Fields are copied for each form, and their widgets with them.
            self.fields["actor"].widget.known = (str(self.instance.actor_id), self.instance.actor.name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("actor") is not None:
            data["unresolved"] = ""
        elif "actor" in self.fields and "actor" not in self.errors and not data.get("unresolved"):
            self.add_error("unresolved", "Without a speaker, say why the speaker is not known.")
        return data


class StatementForm(SpeakerForm):
    """The whole page: speaker, words, and whether it is a statement."""

    words = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text="To correct which words are the statement, put here the right ones, copied from the article.",
        show_hidden_initial=True,
    )
    start = forms.IntegerField(min_value=0, show_hidden_initial=True, help_text="Or the place of the first character …")
    end = forms.IntegerField(min_value=1, show_hidden_initial=True, help_text="… and the place after the last one.")
    rejected = forms.BooleanField(
        required=False, label="not a statement", show_hidden_initial=True, help_text="It then leaves lists and charts."
    )
    reason = reason_field(required=False)

    class Meta:
        model = Statement
        fields = ["actor", "unresolved", "start", "end", "rejected"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["words"] = self.instance.text

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        changed = set(self.changed_data) - {"reason"}
        if changed and not data.get("reason"):
            self.add_error("reason", "Say why you change this.")
        text = self.instance.article.text
        try:
            if "words" in changed:
                span = review.find_span(text, data.get("words", ""), near=self.instance.start)
                data["start"], data["end"] = span.start, span.end
            elif changed & {"start", "end"} and data.get("start") is not None and data.get("end") is not None:
                span = review.check_span(text, data["start"], data["end"])
                data["start"], data["end"] = span.start, span.end
        except review.CannotCorrect as refusal:
            self.add_error("words" if "words" in changed else "end", str(refusal))
        return data


class SetActorForm(forms.Form):
    """Who spoke, for many statements at once."""

    actor = actor_field(label="Speaker")
    unresolved = unresolved_field(label="Or why it is not known")
    reason = reason_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("actor")) == bool(data.get("unresolved")):
            raise forms.ValidationError("Choose either a speaker, or why the speaker is not known.")
        return data


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
