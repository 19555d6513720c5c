"""Which words a verdict hangs on, worked out once, when somebody asks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stances.models.verdicts import Verdict


class Explanation(models.Model):
    """What leaving out each word does to the probability of a verdict's label.

    Asked for: neither `words` nor `problem`. Done: `words`, each as [start, end, change, label without it], offsets
    into the article's text, with `probability`, what the label was given when the model was asked again. Failed: a
    `problem`, in words for people.
    """

    verdict = models.OneToOneField(Verdict, on_delete=models.CASCADE, related_name="explanation")
    asked = models.DateTimeField()
    words = models.JSONField(null=True, blank=True, editable=False)
    probability = models.FloatField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=400, blank=True, default="", editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(words__isnull=True, probability__isnull=True)
                | Q(
                    words__isnull=False,
                    probability__isnull=False,
                    probability__gte=0.0,
                    probability__lte=1.0,
                    problem="",
                ),
                name="explanation_words_with_probability",
            ),
        ]

    def __str__(self) -> str:
        return f"Words of verdict {self.verdict_id}"
