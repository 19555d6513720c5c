"""What the program has written, to look at: runs, verdicts, corrections, uploads. Nobody edits it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from stances.admin.common import KeptHistory, ReadOnly
from stances.models import Correction, Run, Upload, UploadItem, Verdict

if TYPE_CHECKING:
    _Inline = admin.TabularInline[UploadItem, Upload]
else:
    _Inline = admin.TabularInline


@admin.register(Run)
class RunAdmin(ReadOnly):
    """Which settings have judged, and which of them gives the labels."""

    list_display = ["id", "model", "revision", "standing", "reader", "code_version", "uncertain_below", "started"]
    list_filter = ["model", ("in_force_since", admin.EmptyFieldListFilter)]

    def get_queryset(self, request: HttpRequest) -> Any:
        newest = Run.objects.in_force().values("pk")[:1]
        return super().get_queryset(request).annotate(newest=Subquery(newest))

    @admin.display(description="in force", ordering="in_force_since")
    def standing(self, run: Any) -> str:
        if run.in_force_since is None:
            return "on trial: counts for nothing yet"
        since = date_format(timezone.localtime(run.in_force_since), "Y-m-d H:i")
        if run.pk == run.newest:
            return f"yes, since {since}"
        return f"since {since}, where no later run has judged"


@admin.register(Verdict)
class VerdictAdmin(ReadOnly):
    list_display = [
        "statement",
        "target",
        "__str__",
        "supportive",
        "critical",
        "neutral",
        "unrelated",
        "run",
        "created",
    ]
    list_filter = ["target", "run"]
    list_select_related = ["statement", "target", "run"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["statement__text"]
    ordering = ["-pk"]


@admin.register(Correction)
class CorrectionAdmin(ReadOnly, KeptHistory):
    list_display = ["created", "person", "statement", "target", "before", "after", "reason"]
    list_filter = ["target", "label", "person"]
    list_select_related = ["statement", "target", "person"]
    list_per_page = 50
    search_fields = ["statement__text", "reason", "person__username"]
    ordering = ["-pk"]

    @admin.display(description="from", ordering="label_before")
    def before(self, correction: Correction) -> str:
        return correction.get_label_before_display() or "–"

    @admin.display(description="to", ordering="label")
    def after(self, correction: Correction) -> str:
        return correction.get_label_display() if correction.label else "back to the model"


class ItemInline(_Inline):
    model = UploadItem
    fields = ["name", "article", "problem_code", "problem"]
    readonly_fields = ["name", "article", "problem_code", "problem"]
    extra = 0
    can_delete = False

    def has_add_permission(self, *args: object) -> bool:
        return False


@admin.register(Upload)
class UploadAdmin(ReadOnly):
    list_display = ["created", "person", "id"]
    list_select_related = ["person"]
    date_hierarchy = "created"
    inlines = [ItemInline]
