"""Targets with the words that stand for them, and dated events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from stances.admin.common import KeptHistory
from stances.admin.spreadsheets import EventResource, Spreadsheets, TargetResource
from stances.models import Event, Target, TargetAlias

if TYPE_CHECKING:
    _Inline = admin.TabularInline[TargetAlias, Target]
    _Events = admin.ModelAdmin[Any]
else:
    _Inline = admin.TabularInline
    _Events = admin.ModelAdmin


class AliasInline(_Inline):
    model = TargetAlias
    extra = 1
    verbose_name, verbose_name_plural = "other word", "other words for it"


@admin.register(Target)
class TargetAdmin(Spreadsheets, KeptHistory):
    """A new target counts for articles analysed from now on; "analyse again" on articles brings it to the others."""

    resource_classes = [TargetResource]
    list_display = ["name", "order", "active", "names"]
    search_fields = ["name", "aliases__text"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [AliasInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Target]:
        return super().get_queryset(request).prefetch_related("aliases")

    @admin.display(description="other words for it")
    def names(self, target: Target) -> str:
        return ", ".join(alias.text for alias in target.aliases.all()) or "–"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Labels toward a target are kept: one that is no longer wanted is made inactive."""
        used = isinstance(obj, Target) and (obj.verdicts.exists() or obj.corrections.exists())
        return super().has_delete_permission(request, obj) and obj is not None and not used


@admin.register(Event)
class EventAdmin(Spreadsheets, _Events):
    resource_classes = [EventResource]
    list_display = ["date", "title", "kind", "source"]
    list_display_links = ["title"]
    list_filter = ["kind", "targets"]
    filter_horizontal = ["targets"]
    search_fields = ["title", "source"]
    date_hierarchy = "date"
