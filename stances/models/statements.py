"""What somebody said, as an article carries it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from stances.models.actors import Actor
from stances.models.articles import Article
from stances.models.fields import kept_history, word_constraint, word_field
from stances.vocabulary import DateBasis, StatementKind, Unresolved


def words_key(start: int, end: int, by_person: bool) -> str:
    """Which words of a statement a verdict is on: see `Verdict.words`."""
    return f"{start}-{end}" if by_person else ""


class StatementQuerySet(models.QuerySet["Statement"]):
    def standing(self) -> StatementQuerySet:
        """Statements that neither a person nor a newer reading has taken back."""
        return self.filter(rejected=False, retired=False)

    def counted(self) -> StatementQuerySet:
        """Statements that count on a chart: standing, with an actor and a date, not in a syndicated copy."""
        return self.standing().filter(actor__status="tracked", said_on__isnull=False, article__copy_of__isnull=True)

    def with_evidence(self) -> StatementQuerySet:
        """With all that a list of statements shows, in a fixed number of queries.

        Without the articles' texts: each would come once a statement, and no list shows them.
        """
        found = self.select_related("actor", "article__outlet").defer("article__text", "article__signature")
        return found.prefetch_related("positions__target", "actor__roles")


class Statement(models.Model):
    """One statement in one article. What a person has set, no later reading changes.

    `found_start` and `found_end` are where the reader found it, `start` and `end` where it is now.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="statements")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    found_start = models.PositiveIntegerField(editable=False)
    found_end = models.PositiveIntegerField(editable=False)
    context_start = models.PositiveIntegerField(editable=False)
    context_end = models.PositiveIntegerField(editable=False)
    quoted = models.JSONField(default=list, editable=False, help_text="Stretches in quotation marks: [[start, end], …]")
    text = models.TextField(editable=False, help_text="The article's words at start to end.")
    kind = word_field(StatementKind)
    cue = models.CharField(max_length=120, blank=True)
    negated = models.BooleanField(default=False, help_text="The article says that this was not said.")

    mention = models.CharField("speaker mention", max_length=200, blank=True)
    mention_start = models.PositiveIntegerField(null=True, blank=True, editable=False)
    mention_end = models.PositiveIntegerField(null=True, blank=True, editable=False)
    speaker_name = models.CharField(max_length=200, blank=True, help_text="The full name the mention resolves to.")
    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="statements")
    unresolved = word_field(Unresolved, blank=True, default="", help_text="Why there is no actor.")
    speaker_confidence = models.FloatField(default=0.0, editable=False)
    speaker_evidence = models.CharField(max_length=400, blank=True, editable=False)

    said_on = models.DateField(null=True, blank=True, db_index=True)
    date_basis = word_field(DateBasis, default=DateBasis.UNDATED)

    actor_by_person = models.BooleanField(default=False, editable=False)
    span_by_person = models.BooleanField(default=False, editable=False)
    rejected = models.BooleanField("not a statement", default=False, help_text="A person says this is no statement.")
    retired = models.BooleanField(default=False, editable=False, help_text="A newer reading no longer finds it.")
    reader = models.CharField(max_length=60, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    #: Why the row is changed, for the history; set before `save`.
    _change_reason: str

    objects = StatementQuerySet.as_manager()
    history = kept_history(excluded_fields=["quoted"])

    class Meta:
        ordering = ["-said_on", "-pk"]
        indexes = [models.Index(fields=["actor", "said_on"], name="statement_actor_day")]
        constraints = [
            word_constraint("statement", "kind", StatementKind),
            word_constraint("statement", "unresolved", Unresolved, blank=True),
            word_constraint("statement", "date_basis", DateBasis),
            models.UniqueConstraint(fields=["article", "found_start", "found_end"], name="statement_found_once"),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")) & Q(found_start__lt=F("found_end")), name="statement_is_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=False, unresolved="") | (Q(actor__isnull=True) & ~Q(unresolved="")),
                name="statement_actor_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(said_on__isnull=True, date_basis="undated")
                | Q(said_on__isnull=False, date_basis__in=["said", "published"]),
                name="statement_date_has_a_basis",
            ),
            models.CheckConstraint(
                condition=Q(speaker_confidence__gte=0.0, speaker_confidence__lte=1.0),
                name="statement_confidence_in_0_1",
            ),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 90 else self.text[:89] + "…"

    def get_absolute_url(self) -> str:
        return reverse("statement", args=[self.pk])

    @property
    def judged_words(self) -> str:
        """The key of the words as they stand now: see `Verdict.words`."""
        return words_key(self.start, self.end, self.span_by_person)
