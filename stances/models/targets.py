"""What stances are taken toward."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from stances.models.fields import kept_history
from stances.records import TargetName


class TargetQuerySet(models.QuerySet["Target"]):
    def active(self) -> TargetQuerySet:
        """The targets that new statements are judged toward, in the order of the pages."""
        return self.filter(active=True)


class Target(models.Model):
    """Russia, Ukraine and NATO are built in; an administrator may add any other."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    about = models.CharField(max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(default=100, help_text="Smaller comes first on every page.")
    active = models.BooleanField(default=True, help_text="New statements are judged toward active targets only.")

    objects = TargetQuerySet.as_manager()
    history = kept_history()

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("target", args=[self.slug])

    def as_record(self) -> TargetName:
        """The target as the judge wants it."""
        return TargetName(name=self.name, aliases=tuple(alias.text for alias in self.aliases.all()))


class TargetAlias(models.Model):
    """Other words that stand for a target: Moscow, the Kremlin."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "target aliases"
        constraints = [
            models.UniqueConstraint(fields=["target", "text"], name="target_alias_unique"),
            models.CheckConstraint(condition=~models.Q(text=""), name="target_alias_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text
