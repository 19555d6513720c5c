"""Small helpers for declaring fields from the vocabulary."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from stances.vocabulary import Word


def word_field(words: type[Word], **kwargs: Any) -> models.CharField[str, str]:
    """A text field whose values are members of one enum of the vocabulary."""
    return models.CharField(max_length=24, choices=words.choices(), **kwargs)


def word_constraint(model: str, field: str, words: type[Word], *, blank: bool = False) -> models.CheckConstraint:
    """The database's own guard that `field` holds a word of the vocabulary."""
    values = [word.value for word in words] + ([""] if blank else [])
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=f"{model}_{field}_is_a_known_word")


def kept_history(**kwargs: Any) -> HistoricalRecords:
    """A history of every earlier state of a row, with who and why; the reason may be as long as people need."""
    return HistoricalRecords(history_change_reason_field=models.TextField(null=True), **kwargs)
