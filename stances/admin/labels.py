"""Labels, the least certain first: the list in which people correct the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from stances import review
from stances.admin.common import ReasonedFormSet, RefusalsAreMessages, SelectFilter, ask_then, reason_of
from stances.models import Actor, ActorAlias, Outlet, Position
from stances.reading.names import fold
from stances.vocabulary import Stance

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin


class LabelForm(forms.ModelForm[Position]):
    """One row of the list. What the row showed is sent along, so that only what this person changed is a correction,
    also where somebody else has corrected the row since the page was loaded."""

    label = forms.ChoiceField(choices=Stance.choices(), show_hidden_initial=True)

    class Meta:
        model = Position
        fields = ["label"]


class ActorFilter(SelectFilter):
    title = "speaker"
    parameter_name = "speaker"
    lookup = "statement__actor"
    every = "All speakers"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Actor.objects.tracked().values_list("pk", "name")]


class OutletFilter(SelectFilter):
    title = "outlet"
    parameter_name = "outlet"
    lookup = "statement__article__outlet"
    every = "All outlets"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Outlet.objects.values_list("pk", "name")]


def said_by(term: str, prefix: str = "") -> Q:
    """Statements of speakers whose name, in any spelling, holds `term`."""
    found = Q(**{f"{prefix}speaker_name__icontains": term}) | Q(**{f"{prefix}mention__icontains": term})
    if key := fold(term):
        bearers = ActorAlias.objects.filter(folded__contains=key).values("actor")
        found |= Q(**{f"{prefix}actor__in": bearers})
    return found


def _set_label(stance: Stance) -> Callable[..., HttpResponse | None]:
    @admin.action(description=f"Set the label to “{stance.label.lower()}”", permissions=["change"])
    def action(self: LabelAdmin, request: HttpRequest, queryset: QuerySet[Position]) -> HttpResponse | None:
        return self.correct_selected(request, queryset, stance.value, f"Set the label to “{stance.label.lower()}”")

    action.__name__ = f"set_{stance.value}"
    return action


@admin.register(Position)
class LabelAdmin(RefusalsAreMessages, _Admin):
    """The label in force of each statement toward each target. Changing one writes a correction beside it."""

    list_title = "Labels, the least certain first"
    change_list_template = "admin/stances/reasoned_list.html"
    list_display = ["words", "speaker", "target", "label", "sureness", "given_by", "said_on"]
    list_display_links = None
    list_editable = ["label"]
    list_filter = [
        "target",
        "label",
        "uncertain",
        "origin",
        "statement__kind",
        ActorFilter,
        OutletFilter,
    ]
    list_select_related = ["statement__actor", "target", "verdict", "correction__person"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["statement__text"]
    search_help_text = "Words of the statement, or the speaker's name in any spelling."
    # Model before person, the least probable first: the two columns of one index.
    ordering = ["origin", "probability"]
    actions = [*(_set_label(stance) for stance in Stance), "hand_back"]

    # --- what is shown ---

    def get_queryset(self, request: HttpRequest) -> QuerySet[Position]:
        return super().get_queryset(request).filter(statement__rejected=False, statement__retired=False)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Position], search_term: str
    ) -> tuple[QuerySet[Position], bool]:
        for term in search_term.split():
            queryset = queryset.filter(Q(statement__text__icontains=term) | said_by(term, "statement__"))
        return queryset, False

    @admin.display(description="statement", ordering="statement__text")
    def words(self, position: Position) -> str:
        url = reverse("admin:stances_statement_change", args=[position.statement_id])
        text = position.statement.text
        return format_html('<a href="{}" title="{}">{}</a>', url, text, Truncator(text).chars(160))

    @admin.display(description="speaker", ordering="statement__actor__name")
    def speaker(self, position: Position) -> str:
        statement = position.statement
        if statement.actor is not None:
            return statement.actor.name
        named = statement.speaker_name or statement.mention or "–"
        return format_html(
            '{} <span class="quiet">({})</span>',
            named,
            statement.get_unresolved_display().lower(),
        )

    @admin.display(description="probability", ordering="probability")
    def sureness(self, position: Position) -> str:
        if position.probability is None:
            return "–"
        mark = format_html(' <span class="flag">{}</span>', "uncertain") if position.uncertain else ""
        return format_html("{}%{}", round(position.probability * 100), mark)

    @admin.display(description="given by", ordering="origin")
    def given_by(self, position: Position) -> str:
        if position.correction is None:
            return "model"
        return format_html('<span title="{}">{}</span>', position.correction.reason, position.correction.person)

    @admin.display(description="date said", ordering="statement__said_on")
    def said_on(self, position: Position) -> str:
        return str(position.statement.said_on or "–")

    # --- what is changed ---

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[LabelForm]:
        return LabelForm

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_formset(request, formset=ReasonedFormSet, **kwargs)

    def save_model(self, request: HttpRequest, obj: Position, form: Any, change: bool) -> None:
        """Never saves the row: `review.correct` writes the correction, and the row follows from it."""
        review.correct(
            statement=obj.statement,
            target=obj.target,
            label=form.cleaned_data["label"],
            person=request.user,  # type: ignore[arg-type]
            reason=reason_of(request),
        )

    def correct_selected(
        self, request: HttpRequest, queryset: QuerySet[Position], label: str, title: str
    ) -> HttpResponse | None:
        rows = queryset.select_related("statement__actor", "target")

        def do(form: forms.Form) -> str:
            made = review.correct_many(
                pairs=[(row.statement, row.target) for row in rows],
                label=label,
                person=request.user,  # type: ignore[arg-type]
                reason=form.cleaned_data["reason"],
            )
            return f"{len(made)} label{'' if len(made) == 1 else 's'} corrected."

        return ask_then(self, request, rows, title=title, do=do, button="Correct them")

    @admin.action(description="Hand back to the model", permissions=["change"])
    def hand_back(self, request: HttpRequest, queryset: QuerySet[Position]) -> HttpResponse | None:
        return self.correct_selected(request, queryset, "", "Hand back to the model")

    # --- who may ---

    def has_add_permission(self, request: HttpRequest, obj: Position | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Position | None = None) -> bool:
        return review.may_correct(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Position | None = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A label has no page of its own; its statement has."""
        position = get_object_or_404(Position, pk=object_id)
        return HttpResponseRedirect(reverse("admin:stances_statement_change", args=[position.statement_id]))
