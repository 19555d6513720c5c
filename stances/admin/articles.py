"""Articles and their outlets. An article's text never changes: statements point into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from stances import ingest, tasks
from stances.admin.spreadsheets import OutletResource, Spreadsheets
from stances.models import Article, Outlet, Statement
from stances.vocabulary import ArticleState

if TYPE_CHECKING:
    _Articles = admin.ModelAdmin[Any]
    _Outlets = admin.ModelAdmin[Any]
else:
    _Articles = _Outlets = admin.ModelAdmin


@admin.register(Article)
class ArticleAdmin(_Articles):
    """Details can be put right, the text cannot. Articles come by upload, not by this page."""

    list_display = ["headline", "outlet", "published", "state", "n_statements", "is_original", "added"]
    list_filter = ["state", "language", ("copy_of", admin.EmptyFieldListFilter)]
    list_select_related = ["outlet"]
    list_per_page = 50
    search_fields = ["title", "url", "outlet__name"]
    date_hierarchy = "published"
    ordering = ["-pk"]
    autocomplete_fields = ["outlet"]
    raw_id_fields = ["copy_of"]
    actions = ["analyse_again", "retry_failed"]
    fields = [
        "title", "outlet", "url", "published", "copy_of", "provenance", "language", "state", "problem", "notes",
        "added", "added_by", "analysed_at", "whole_text",
    ]  # fmt: skip
    readonly_fields = ["language", "state", "problem", "notes", "added", "added_by", "analysed_at", "whole_text"]

    # --- what is shown ---

    def get_queryset(self, request: HttpRequest) -> Any:
        standing = Statement.objects.standing().filter(article=OuterRef("pk")).order_by().values("article")
        n = Subquery(standing.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        return super().get_queryset(request).defer("text", "signature").annotate(n_standing=Coalesce(n, 0))

    @admin.display(description="title", ordering="title")
    def headline(self, article: Article) -> str:
        return Truncator(article.title).chars(90)

    @admin.display(description="statements", ordering="n_standing")
    def n_statements(self, article: Any) -> int:
        return int(article.n_standing)

    @admin.display(description="original", boolean=True, ordering="copy_of")
    def is_original(self, article: Article) -> bool:
        return article.copy_of_id is None

    @admin.display(description="text")
    def whole_text(self, article: Article) -> SafeString:
        return format_html('<div class="in-context">{}</div>', article.text)

    # --- what is changed ---

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "published" in form.changed_data:
            # Dates said, and roles held then, are worked out from it.
            tasks.enqueue([obj.pk])
            self.message_user(request, "The date changed, so the article is analysed again.")

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        ingest.remove_articles([obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        ingest.remove_articles(queryset.values_list("pk", flat=True))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Whoever may delete an article may delete what was read in it, which nobody may delete alone."""
        to_delete, counts, _, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(), protected

    @admin.action(description="Analyse again", permissions=["change"])
    def analyse_again(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._enqueue(request, queryset)

    @admin.action(description="Retry those that failed", permissions=["change"])
    def retry_failed(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._enqueue(request, queryset.filter(state=ArticleState.FAILED))

    def _enqueue(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        n = tasks.enqueue(queryset.values_list("pk", flat=True))
        text = f"{n} article{' is' if n == 1 else 's are'} waiting for a worker."
        self.message_user(request, text, messages.SUCCESS if n else messages.WARNING)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Outlet)
class OutletAdmin(Spreadsheets, _Outlets):
    resource_classes = [OutletResource]
    list_display = ["name", "domain", "country"]
    search_fields = ["name", "domain"]
