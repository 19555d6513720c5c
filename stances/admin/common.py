"""What several admin pages share: reasons, actions that ask for one, filters by a long list, read-only tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from simple_history.admin import SimpleHistoryAdmin

from stances.review import REASON_LENGTH, CannotCorrect

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]

    class _History(admin.ModelAdmin[Any]):
        def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any: ...
else:
    _Admin = admin.ModelAdmin
    _History = SimpleHistoryAdmin

#: One action changes at most this many rows, so that a slip of the hand can be seen and put right.
MOST_AT_ONCE = 500


def reason_of(request: HttpRequest) -> str:
    """The reason typed into the page that was sent."""
    return " ".join(request.POST.get("reason", "").split())


def reason_field(**kwargs: Any) -> forms.CharField:
    """The question why, the same on every page."""
    return forms.CharField(
        max_length=REASON_LENGTH,
        widget=forms.TextInput(attrs={"size": 80, "class": "vTextField"}),
        help_text="Kept with the change, and shown beside it.",
        **kwargs,
    )


class ReasonForm(forms.Form):
    """Why, before an action is carried out."""

    reason = reason_field()


class ReasonedFormSet(BaseModelFormSet[Any, Any]):
    """The rows of a list that can be edited in place: a change needs the reason typed above the list."""

    def clean(self) -> None:
        super().clean()
        if any(form.has_changed() for form in self.forms) and not str(self.data.get("reason", "")).strip():
            raise ValidationError("Say above the list why you change this. The reason is kept and shown.")


class RefusalsAreMessages(_Admin):
    """A change that the rules refuse becomes a message on the page it came from; nothing of it is stored."""

    #: The heading of the list.
    list_title = ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"reason": request.POST.get("reason", "")} | (extra_context or {})
        if self.list_title:
            context["title"] = self.list_title
        try:
            return super().changelist_view(request, context)
        except CannotCorrect as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except CannotCorrect as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


class KeptHistory(_History):
    """The history of a row: when, who, what from what to what, and why. An earlier state is looked at, not put back."""

    object_history_list_template = "admin/stances/history_list.html"

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Putting a state back unseen by the rules of `stances.review` is refused."""
        if request.method == "POST":
            raise PermissionDenied
        return cast(HttpResponse, super().history_form_view(request, *args, **kwargs))


class ReadOnly(_Admin):
    """A table to look at: the program writes it, and nobody edits it."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def ask_then(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    title: str,
    do: Callable[[forms.Form], str],
    form_class: Callable[..., forms.Form] = ReasonForm,
    button: str = "Do it",
) -> HttpResponse | None:
    """An action in two steps: a page that shows what is selected and asks, then `do`, whose text is the message.

    The second step names the rows that the first one showed, so that nothing else is changed.
    """
    chosen = list(rows[: MOST_AT_ONCE + 1])
    if len(chosen) > MOST_AT_ONCE:
        text = f"That is more than {MOST_AT_ONCE} at once. Narrow the list with its filters first."
        model_admin.message_user(request, text, messages.ERROR)
        return None
    if "apply" in request.POST:
        form = form_class(request.POST)
        if form.is_valid():
            try:
                model_admin.message_user(request, do(form), messages.SUCCESS)
            except CannotCorrect as refusal:
                model_admin.message_user(request, f"Nothing was changed. {refusal}", messages.ERROR)
            return None
    else:
        form = form_class(initial={"reason": reason_of(request)})
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "form": form,
        "media": model_admin.media + form.media,
        "rows": chosen,
        "action": request.POST["action"],
        "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        "button": button,
    }
    return TemplateResponse(request, "admin/stances/ask.html", context)


class SelectFilter(admin.SimpleListFilter):
    """A filter by a long list: a select box with a button instead of a link for each value."""

    template = "admin/stances/select_filter.html"
    #: The lookup that the chosen value is given to.
    lookup: str
    #: What the box says while nothing is chosen.
    every: str

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        try:
            return queryset.filter(**{self.lookup: value})
        except (ValueError, ValidationError):
            return queryset.none()

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """First what the form must carry along, then one entry a value."""
        others = changelist.get_filters_params()
        yield {
            "parameter": self.parameter_name,
            "all": self.every,
            "others": [
                (name, value)
                for name, values in others.items()
                if name != self.parameter_name
                for value in (values if isinstance(values, list) else [values])
            ],
        }
        for value, name in self.lookup_choices:
            yield {"value": value, "display": capfirst(str(name)), "selected": str(value) == self.value()}
