"""What somebody handed in, and what became of each part of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from stances.models.articles import Article


class Upload(models.Model):
    """One submission of the upload form: one or several texts, files or rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"Upload of {self.created:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("upload_detail", args=[self.pk])


class UploadItem(models.Model):
    """One text of an upload: kept as an article, waiting for details that it lacks, or refused with a reason.

    A refused item stores no text. An item that waits holds its draft here and nowhere else.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=300, help_text="The file's name, with the row's number for a table.")
    problem_code = models.SlugField(max_length=40, blank=True)
    problem = models.TextField(blank=True)
    draft = models.JSONField(null=True, blank=True, help_text="Text and details found, until they are complete.")
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.CASCADE, related_name="upload_items")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(draft__isnull=False, article__isnull=True))
                | (Q(draft__isnull=True, article__isnull=False))
                | (Q(draft__isnull=True, article__isnull=True) & ~Q(problem="")),
                name="upload_item_kept_waiting_or_refused",
            )
        ]

    def __str__(self) -> str:
        return self.name
