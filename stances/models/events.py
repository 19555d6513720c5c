"""Dated events, shown as markers on every timeline."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """Something that happened on a day, with the source that says so."""

    date = models.DateField(db_index=True)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["date", "title"]
        constraints = [
            models.UniqueConstraint(fields=["date", "title"], name="event_unique"),
            models.CheckConstraint(condition=~models.Q(source=""), name="event_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.title}"
