"""Articles and the outlets that carry them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from stances.models.fields import word_constraint, word_field
from stances.vocabulary import ArticleState


class Outlet(models.Model):
    """Who published: a newspaper, an agency, a government's own site."""

    name = models.CharField(max_length=160, unique=True)
    domain = models.CharField(max_length=160, blank=True)
    country = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="outlet_has_a_name")]

    def __str__(self) -> str:
        return self.name


class ArticleQuerySet(models.QuerySet["Article"]):
    def waiting(self) -> ArticleQuerySet:
        return self.filter(state=ArticleState.WAITING)

    def analysed(self) -> ArticleQuerySet:
        return self.filter(state=ArticleState.ANALYSED)

    def stuck(self, now: datetime, silent: timedelta) -> ArticleQuerySet:
        """Articles whose worker has been silent for longer than `silent`, or whose task seems lost.

        A long queue is no lost task: a waiting article counts only after ten times as long.
        """
        return self.filter(
            Q(state=ArticleState.READING, heartbeat__lt=now - silent)
            | Q(state=ArticleState.WAITING, queued__lt=now - 10 * silent)
        )


class Article(models.Model):
    """One published text. The text never changes: statements point into it by character offsets."""

    title = models.CharField(max_length=300)
    outlet = models.ForeignKey(Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    url = models.URLField(max_length=1000, blank=True)
    published = models.DateField("date published", null=True, blank=True, db_index=True)
    language = models.CharField(max_length=8, default="en")
    text = models.TextField(editable=False)
    content_key = models.CharField(max_length=64, unique=True, editable=False)
    signature = models.JSONField(default=list, editable=False, help_text="MinHash of the text.")
    copy_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    provenance = models.CharField(
        max_length=400, blank=True, help_text="For a text that restates another: what it restates."
    )
    added = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)

    state = word_field(ArticleState, default=ArticleState.WAITING, db_index=True)
    problem = models.TextField(blank=True, help_text="Why the analysis failed, in words for people.")
    notes = models.TextField(blank=True, help_text="What the reader has to say of this text.")
    queued = models.DateTimeField(null=True, blank=True, help_text="When it was last given to the queue.")
    claim = models.UUIDField(null=True, blank=True, editable=False, help_text="The worker that is reading it.")
    heartbeat = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    analysed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published", "-pk"]
        indexes = [models.Index(fields=["state", "heartbeat"], name="article_state_heartbeat")]
        constraints = [
            word_constraint("article", "state", ArticleState),
            models.CheckConstraint(condition=~Q(text="") & ~Q(title=""), name="article_has_title_and_text"),
            models.CheckConstraint(
                condition=~Q(state="reading") | Q(claim__isnull=False, heartbeat__isnull=False),
                name="article_being_read_has_a_reader",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(problem=""), name="article_failed_says_why"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.pk])
