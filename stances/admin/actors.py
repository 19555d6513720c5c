"""Actors: names, roles, who is one with whom, and the named speakers who are no actor yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from stances import merging
from stances.admin.common import KeptHistory, RefusalsAreMessages, SelectFilter, ask_then, reason_field, reason_of
from stances.admin.spreadsheets import ActorResource, Spreadsheets
from stances.admin.statement_forms import actor_field
from stances.models import Actor, ActorAlias, Role, Statement
from stances.reading.names import fold, surname
from stances.review import CannotCorrect
from stances.vocabulary import ActorKind, ActorStatus

if TYPE_CHECKING:
    _AliasInline = admin.TabularInline[ActorAlias, Actor]
    _RoleInline = admin.TabularInline[Role, Actor]
else:
    _AliasInline = _RoleInline = admin.TabularInline


class AliasForm(forms.ModelForm[ActorAlias]):
    class Meta:
        model = ActorAlias
        fields = ["text"]

    def clean_text(self) -> str:
        text = " ".join(self.cleaned_data["text"].split())
        if not fold(text):
            raise forms.ValidationError("A name needs a letter or a digit.")
        return text


class AliasInline(_AliasInline):
    model = ActorAlias
    form = AliasForm
    extra = 1
    verbose_name, verbose_name_plural = "name", "names"


class RoleInline(_RoleInline):
    model = Role
    fields = ["title", "office", "of", "start", "end"]
    extra = 0


class ActorForm(forms.ModelForm[Actor]):
    """An actor, with why it is changed. Merging is an action of the list, not a status that one sets."""

    reason = reason_field(required=False)

    class Meta:
        model = Actor
        fields = ["name", "slug", "kind", "status", "country", "wikidata", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "status" in self.fields:
            choices = [choice for choice in ActorStatus.choices() if choice[0] != ActorStatus.MERGED]
            self.fields["status"] = forms.ChoiceField(choices=choices, initial=ActorStatus.TRACKED)


class CountryFilter(SelectFilter):
    title = "country"
    parameter_name = "country"
    lookup = "country"
    every = "All countries"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        countries = Actor.objects.exclude(country="").order_by("country").values_list("country", flat=True).distinct()
        return [(country, country) for country in countries]


def _merge_form(rows: QuerySet[Actor]) -> Callable[..., forms.Form]:
    class MergeForm(forms.Form):
        keep = forms.ModelChoiceField(
            rows.order_by("name"),
            widget=forms.RadioSelect,
            empty_label=None,
            label="Which one carries on?",
            help_text="It gets the names, roles and statements of the others.",
        )
        reason = reason_field()

    return MergeForm


class ResolveForm(forms.Form):
    """What to make of a speaker's name that no tracked actor bears."""

    actor = actor_field(label="It is this actor")
    kind = forms.ChoiceField(choices=ActorKind.choices(), label="Or make an actor of it, a")
    country = forms.CharField(max_length=80, required=False, label="from (country)")
    reason = reason_field()


@admin.register(Actor)
class ActorAdmin(RefusalsAreMessages, Spreadsheets, KeptHistory):
    list_title = "Actors"
    resource_classes = [ActorResource]
    form = ActorForm
    list_display = ["name", "kind", "country", "status", "n_statements", "merged_into"]
    list_filter = ["status", "kind", CountryFilter]
    list_select_related = ["merged_into"]
    list_per_page = 100
    search_fields = ["name"]
    search_help_text = "A name, in any spelling or script."
    prepopulated_fields = {"slug": ["name"]}
    inlines = [AliasInline, RoleInline]
    actions = ["merge_selected", "accept_selected"]
    import_export_change_list_template = "admin/stances/actor/list.html"

    # --- what is shown ---

    def get_queryset(self, request: HttpRequest) -> Any:
        standing = Statement.objects.standing().filter(actor=OuterRef("pk")).order_by().values("actor")
        n = Subquery(standing.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        return super().get_queryset(request).annotate(n_standing=Coalesce(n, 0))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Actor], search_term: str
    ) -> tuple[QuerySet[Actor], bool]:
        """Actors that bear the term in one of their names; where a speaker is chosen, only actors in use."""
        if request.resolver_match is not None and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.filter(status__in=[ActorStatus.TRACKED, ActorStatus.PROPOSED])
        if key := fold(search_term):
            queryset = queryset.filter(pk__in=ActorAlias.objects.filter(folded__contains=key).values("actor"))
        elif search_term.strip():
            queryset = queryset.none()
        return queryset, False

    @admin.display(description="statements", ordering="n_standing")
    def n_statements(self, actor: Any) -> int:
        return int(actor.n_standing)

    def get_readonly_fields(self, request: HttpRequest, obj: Actor | None = None) -> Any:
        return ["status", "merged_into"] if obj is not None and obj.status == ActorStatus.MERGED else []

    def get_fields(self, request: HttpRequest, obj: Actor | None = None) -> Any:
        merged = ["merged_into"] if obj is not None and obj.status == ActorStatus.MERGED else []
        return ["name", "slug", "kind", "status", *merged, "country", "wikidata", "note", "reason"]

    # --- what is changed ---

    def save_model(self, request: HttpRequest, obj: Actor, form: Any, change: bool) -> None:
        obj._change_reason = reason_of(request)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """An actor's own name is one of its names; what its names now explain is resolved."""
        super().save_related(request, form, formsets, change)
        actor = form.instance
        if not actor.aliases.filter(text=actor.name).exists():
            ActorAlias(actor=actor, text=actor.name).save()
        n = merging.resolve_again(actor, person=cast(User, request.user))
        if n:
            self.message_user(request, f"{n} statement{'' if n == 1 else 's'} resolved to {actor} by these names.")

    @admin.action(description="Merge the selected actors", permissions=["change"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Actor]) -> HttpResponse | None:
        if queryset.count() < 2:
            self.message_user(request, "Select the two or more actors that are one.", messages.WARNING)
            return None
        person = cast(User, request.user)

        def do(form: forms.Form) -> str:
            keep: Actor = form.cleaned_data["keep"]
            others = [actor for actor in queryset if actor.pk != keep.pk]
            merging.merge_all(keep=keep, others=others, person=person, reason=form.cleaned_data["reason"])
            return f"{', '.join(actor.name for actor in others)} merged into {keep}."

        form_class = _merge_form(queryset)
        return ask_then(
            self, request, queryset, title="Merge actors", do=do, form_class=form_class, button="Merge them"
        )

    @admin.action(description="Accept as tracked", permissions=["change"])
    def accept_selected(self, request: HttpRequest, queryset: QuerySet[Actor]) -> HttpResponse | None:
        person = cast(User, request.user)

        def do(form: forms.Form) -> str:
            merging.accept_all(actors=queryset, person=person, reason=form.cleaned_data["reason"])
            return "Accepted. Their statements count from now on."

        return ask_then(self, request, queryset, title="Accept as tracked actors", do=do, button="Accept them")

    # --- speakers who are no actor yet ---

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("unresolved/", view(self.unresolved_view), name="stances_actor_unresolved"),
            path("unresolved/resolve/", view(self.resolve_view), name="stances_actor_resolve"),
            *super().get_urls(),
        ]

    def unresolved_view(self, request: HttpRequest) -> HttpResponse:
        """The named speakers whom no tracked actor matches, with how much they said."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = Paginator(merging.unresolved_names(), 100).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Named speakers who are no actor yet",
            "opts": self.opts,
            "page": page,
            "may_resolve": merging.may_change_actors(request.user),
        }
        return TemplateResponse(request, "admin/stances/actor/unresolved.html", context)

    def resolve_view(self, request: HttpRequest) -> HttpResponse:
        """One such name: make an actor of it, or say which actor it is. Only a POST changes anything."""
        if not merging.may_change_actors(request.user):
            raise PermissionDenied
        name = request.GET.get("name", "")
        form = ResolveForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                self.message_user(request, self._resolve(request, name, form), messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:stances_actor_unresolved"))
            except CannotCorrect as refusal:
                form.add_error(None, str(refusal))
        key = fold(name)
        spellings = [one for one in merging.unresolved_names() if one.folded == key]
        known = [spelling for one in spellings for spelling in one.spellings]
        alike = Actor.objects.tracked().filter(aliases__folded__endswith=surname(name)).distinct()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Who is {name}?",
            "opts": self.opts,
            "name": name,
            "form": form,
            "media": self.media + form.media,
            "namesakes": alike[:8] if key else [],
            "statements": Statement.objects.standing()
            .filter(speaker_name__in=known, actor=None)
            .select_related("article__outlet")
            .defer("article__text", "article__signature")[:10],
        }
        return TemplateResponse(request, "admin/stances/actor/resolve.html", context)

    def _resolve(self, request: HttpRequest, name: str, form: ResolveForm) -> str:
        person, data = cast(User, request.user), form.cleaned_data
        if data["actor"] is not None:
            n = merging.add_name(actor=data["actor"], name=name, person=person, reason=data["reason"])
            return f"{name} is one of the names of {data['actor']} now; {n} statements resolved."
        actor = merging.accept_speaker(
            name=name, kind=data["kind"], country=data["country"], person=person, reason=data["reason"]
        )
        return f"{actor} is a tracked actor now, with {actor.statements.count()} statements."
