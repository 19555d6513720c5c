"""Dated events, shown as markers on every timeline."""

from __future__ import annotations

from django.db import models

from stances.models.fields import word_constraint, word_field
from stances.models.targets import Target
from stances.vocabulary import EventKind


class Event(models.Model):
    """Something that happened on a day, with the source that says so."""

    date = models.DateField(db_index=True)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    kind = word_field(EventKind, default=EventKind.OTHER, db_index=True)
    targets = models.ManyToManyField(
        Target, blank=True, related_name="events", help_text="The targets it bears on; none for all of them."
    )

    class Meta:
        ordering = ["date", "title"]
        constraints = [
            word_constraint("event", "kind", EventKind),
            models.UniqueConstraint(fields=["date", "title"], name="event_unique"),
            models.CheckConstraint(condition=~models.Q(source=""), name="event_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.title}"
