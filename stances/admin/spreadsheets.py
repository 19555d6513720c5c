"""Spreadsheets in and out of the admin, for the lists that people keep: actors, targets, outlets, events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from import_export import fields, resources
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, JSON
from import_export.forms import ExportForm

from stances.models import Actor, ActorAlias, Event, Outlet, Target, TargetAlias

if TYPE_CHECKING:
    _Mixin = admin.ModelAdmin[Any]

    class _Resource:
        def export_field(self, field: Any, instance: Model, *args: Any, **kwargs: Any) -> Any: ...
        def skip_row(self, *args: Any) -> Any: ...
else:
    _Mixin = ImportExportMixin
    _Resource = resources.ModelResource

#: A cell that starts like this runs as a formula in a spreadsheet; an apostrophe before it keeps it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SEPARATOR = " | "


def safe_cell(value: str) -> str:
    """`value` as a spreadsheet cell that no program takes for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def plain_cell(value: str) -> str:
    """`safe_cell` undone."""
    return value[1:] if value.startswith("'") and value[1:].startswith(_FORMULA) else value


class SafeResource(_Resource):
    """Rows checked by the model's own rules on the way in, and harmless in a spreadsheet on the way out."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    def export_field(self, field: Any, instance: Model, *args: Any, **kwargs: Any) -> Any:
        value = super().export_field(field, instance, *args, **kwargs)
        return safe_cell(value) if isinstance(value, str) else value

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        for name, value in row.items():
            if isinstance(value, str):
                row[name] = plain_cell(value.strip())


class NamedResource(SafeResource):
    """Rows with a column of other names, divided by " | ". An import adds names, and takes none away."""

    aliases = fields.Field(column_name="aliases", readonly=True)
    alias_model: type[ActorAlias] | type[TargetAlias]
    owner: str

    class Meta(SafeResource.Meta):
        abstract = True

    def dehydrate_aliases(self, row: Any) -> str:
        return _SEPARATOR.join(alias.text for alias in row.aliases.all()) if row.pk else ""

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        if _names(row) - {alias.text for alias in original.aliases.all()} if original.pk else True:
            return False
        return bool(super().skip_row(instance, original, row, import_validation_errors))

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        known = set(instance.aliases.values_list("text", flat=True))
        for name in sorted(_names(row) | ({instance.name} if self.alias_model is ActorAlias else set())):
            if name not in known:
                self.alias_model(**{self.owner: instance}, text=name).save()


def _names(row: Any) -> set[str]:
    return {name.strip() for name in str(row.get("aliases") or "").split(_SEPARATOR.strip()) if name.strip()}


class ActorResource(NamedResource):
    alias_model, owner = ActorAlias, "actor"

    class Meta(SafeResource.Meta):
        model = Actor
        import_id_fields = ["slug"]
        fields = ["slug", "name", "kind", "status", "country", "wikidata", "note", "aliases"]


class TargetResource(NamedResource):
    alias_model, owner = TargetAlias, "target"

    class Meta(SafeResource.Meta):
        model = Target
        import_id_fields = ["slug"]
        fields = ["slug", "name", "about", "order", "active", "aliases"]


class OutletResource(SafeResource):
    class Meta(SafeResource.Meta):
        model = Outlet
        import_id_fields = ["name"]
        fields = ["name", "domain", "country"]


class EventResource(SafeResource):
    class Meta(SafeResource.Meta):
        model = Event
        import_id_fields = ["date", "title"]
        fields = ["date", "title", "kind", "source", "url"]


class Spreadsheets(_Mixin):
    """CSV and JSON in and out. Who may add and change rows may import; who may see them may export."""

    formats = [CSV, JSON]
    #: The plain form: the one with a box for each column has an inline script, which our content policy refuses.
    export_form_class = ExportForm
    skip_admin_log = False

    def get_import_formats(self) -> list[Any]:
        return self.formats

    def get_export_formats(self) -> list[Any]:
        return self.formats

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
