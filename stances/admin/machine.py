"""What the program has written, to look at: runs, verdicts, corrections, uploads. Nobody edits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from stances.admin.common import KeptHistory, ReadOnly
from stances.models import Correction, Run, Upload, UploadItem, Verdict

if TYPE_CHECKING:
    _Inline = admin.TabularInline[UploadItem, Upload]
else:
    _Inline = admin.TabularInline


@admin.register(Run)
class RunAdmin(ReadOnly):
    list_display = ["id", "model", "revision", "reader", "code_version", "uncertain_below", "started"]
    list_filter = ["model"]


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
