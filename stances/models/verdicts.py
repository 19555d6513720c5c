"""What stance a statement takes: the machine's verdicts, people's corrections, and the label in force.

A verdict is never overwritten: a new run adds one, a correction stands beside it and wins.
`Position` is the label in force, kept so that pages need not work it out; it holds nothing that
cannot be rebuilt from verdicts and corrections (`stances.positions.refresh`).
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, ExpressionWrapper, F, FloatField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, Greatest
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils import timezone

from stances.models.fields import kept_history, word_constraint, word_field
from stances.models.statements import Statement
from stances.models.targets import Target
from stances.records import USUAL, Probabilities, Terms
from stances.vocabulary import STANCES, Dating, Labels, Origin, Stance


class RunQuerySet(models.QuerySet["Run"]):
    def in_force(self) -> RunQuerySet:
        """Runs whose verdicts count, the one that came into force last first: that is *the* run in force."""
        return self.filter(in_force_since__isnull=False).order_by("-in_force_since", "-pk")

    def on_trial(self) -> RunQuerySet:
        """Runs whose verdicts count for nothing yet."""
        return self.filter(in_force_since__isnull=True)


class Run(models.Model):
    """One setting of the machine: model, revision, reader, code and thresholds.

    In force from `in_force_since` on, and on trial where that is empty: see `stances.rejudging`.
    """

    model = models.CharField(max_length=200)
    revision = models.CharField(max_length=80)
    reader = models.CharField(max_length=60)
    code_version = models.CharField(max_length=40)
    uncertain_below = models.FloatField(help_text="A verdict less probable than this is marked uncertain.")
    #: Of the setting, and of the run it comes back after where an earlier setting is put in force again.
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    started = models.DateTimeField(auto_now_add=True)
    #: From then on its verdicts go before those of runs that came into force earlier.
    in_force_since = models.DateTimeField(null=True, blank=True, default=timezone.now, editable=False)
    #: Of a trial: when a person was told what would change.
    reported = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(uncertain_below__gte=0.0, uncertain_below__lte=1.0), name="run_threshold_in_0_1"
            )
        ]

    def __str__(self) -> str:
        return f"Run {self.pk}: {self.model} {self.revision}{'' if self.in_force_since else ' (on trial)'}"

    @property
    def place(self) -> tuple[datetime, int]:
        """Where a run in force stands among the others: the greatest goes before all. Raises `ValueError` on trial."""
        if self.in_force_since is None:
            raise ValueError(f"{self} has no place among the runs in force")
        return self.in_force_since, self.pk


def _total() -> Combinable:
    return F("supportive") + F("critical") + F("neutral") + F("unrelated")


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def that_count(self) -> VerdictQuerySet:
        """Without those of a run on trial: what readers may see."""
        return self.filter(run__in_force_since__isnull=False)


class Verdict(models.Model):
    """Four probabilities for one statement and one target, given by one run.

    `words` says which words were judged: "" those that the reader found, "120-188" those that a person chose.
    """

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="verdicts")
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="verdicts")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="verdicts")
    words = models.CharField(max_length=24, blank=True, default="", editable=False)
    supportive = models.FloatField()
    critical = models.FloatField()
    neutral = models.FloatField()
    unrelated = models.FloatField()
    created = models.DateTimeField(auto_now_add=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["-run_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "target", "run", "words"], name="verdict_once_a_run"),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{stance}__gte": 0.0, f"{stance}__lte": 1.0}), name=f"verdict_{stance}_in_0_1"
                )
                for stance in ("supportive", "critical", "neutral", "unrelated")
            ],
            models.CheckConstraint(
                condition=Q(GreaterThanOrEqual(_total(), 0.999)) & Q(LessThanOrEqual(_total(), 1.001)),
                name="verdict_probabilities_sum_to_1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.probabilities.label.label} ({self.probabilities.probability:.0%})"

    @property
    def probabilities(self) -> Probabilities:
        return Probabilities(self.supportive, self.critical, self.neutral, self.unrelated)


class Correction(models.Model):
    """A person's label for one statement and one target. The latest one wins; none is ever changed.

    An empty label hands the question back to the machine.
    """

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="corrections")
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="corrections")
    label = word_field(Stance, blank=True, default="")
    label_before = word_field(Stance, blank=True, default="", editable=False)
    reason = models.CharField(max_length=400, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="corrections")
    created = models.DateTimeField(auto_now_add=True)

    history = kept_history()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            word_constraint("correction", "label", Stance, blank=True),
            word_constraint("correction", "label_before", Stance, blank=True),
        ]

    def __str__(self) -> str:
        return f"{Stance(self.label).label if self.label else 'Back to the model'} by {self.person}"


_PROBABILITIES = [f"verdict__{stance}" for stance in STANCES]


def _of_the_model(field: str, worked_out: Combinable | Case) -> Case:
    """The model's own value: the kept one where it is in force, else worked out from its verdict."""
    return Case(When(origin=Origin.MODEL, then=F(field)), default=worked_out)


def _most_probable() -> Case:
    """The label of the verdict; the first in codebook order where two are equal, as `Probabilities.label`."""
    most = Greatest(*_PROBABILITIES)
    return Case(
        *(When(GreaterThanOrEqual(F(f"verdict__{stance}"), most), then=Value(stance.value)) for stance in STANCES),
        default=Value(Stance.UNRELATED.value),
        output_field=CharField(),
    )


class PositionQuerySet(models.QuerySet["Position"]):
    def charted(self, terms: Terms = USUAL) -> PositionQuerySet:
        """Positions that count on a chart: about the target, of a counted statement; with what `counted` adds."""
        found = self.addressing(terms).filter(  # type: ignore[misc]  # an annotation
            statement__rejected=False,
            statement__retired=False,
            statement__negated=False,
            statement__actor__status="tracked",
            statement__article__copy_of__isnull=True,
            counted_on__isnull=False,
        )
        return found.filter(statement__kind=terms.kind) if terms.kind else found

    def addressing(self, terms: Terms) -> PositionQuerySet:
        """Positions that are about their target."""
        return self.counted(terms).exclude(counted_label=Stance.UNRELATED)  # type: ignore[misc]  # an annotation

    def counted(self, terms: Terms) -> PositionQuerySet:
        """With `counted_label`, `counted_score` and `counted_on`, the label, its score and the day on these terms."""
        on = "statement__article__published" if terms.dates is Dating.PUBLISHED else "statement__said_on"
        if terms.labels is Labels.MODEL:
            score = ExpressionWrapper(F("verdict__supportive") - F("verdict__critical"), output_field=FloatField())
            found = self.filter(verdict__isnull=False).annotate(
                counted_label=_of_the_model("label", _most_probable()), counted_score=_of_the_model("score", score)
            )
        else:
            found = self.annotate(counted_label=F("label"), counted_score=F("score"))
        return found.annotate(counted_on=F(on))

    def with_doubt(self, terms: Terms) -> PositionQuerySet:
        """With `counted_uncertain`: whether the label on these terms is uncertain."""
        if terms.labels is Labels.IN_FORCE:
            return self.annotate(counted_uncertain=F("uncertain"))
        words = Case(
            When(
                statement__span_by_person=True,
                then=Concat(Cast("statement__start", CharField()), Value("-"), Cast("statement__end", CharField())),
            ),
            default=Value(""),
        )
        sure = Q(GreaterThanOrEqual(Greatest(*_PROBABILITIES), F("verdict__run__uncertain_below")))
        doubt = Case(When(sure & Q(verdict__words=words), then=Value(False)), default=Value(True))
        return self.annotate(counted_uncertain=_of_the_model("uncertain", doubt))


class Position(models.Model):
    """The label in force of one statement toward one target, with who gave it.

    `score` in [−1, 1]: P(supportive) − P(critical) of the model, or ±1 and 0 for a person's label.
    `probability` is the model's for its own label, and None where a person gave the label.
    """

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="positions")
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="positions")
    label = word_field(Stance)
    score = models.FloatField()
    probability = models.FloatField(null=True, blank=True)
    uncertain = models.BooleanField(default=False)
    origin = word_field(Origin)
    #: The verdict of the run in force, also where a person's label is in force: charts can show the model alone.
    verdict = models.ForeignKey(Verdict, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    correction = models.ForeignKey(Correction, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["statement_id", "target__order"]
        verbose_name = "label"
        indexes = [
            models.Index(fields=["target", "label", "statement"], name="position_target_label"),
            models.Index(fields=["origin", "probability"], name="position_uncertainty"),
        ]
        constraints = [
            word_constraint("position", "label", Stance),
            word_constraint("position", "origin", Origin),
            models.UniqueConstraint(fields=["statement", "target"], name="position_one_label_in_force"),
            models.CheckConstraint(condition=Q(score__gte=-1.0, score__lte=1.0), name="position_score_in_1_1"),
            models.CheckConstraint(
                condition=Q(origin="person", correction__isnull=False, probability__isnull=True, uncertain=False)
                | Q(origin="model", verdict__isnull=False, correction__isnull=True, probability__isnull=False),
                name="position_says_who_gave_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{Stance(self.label).label} toward {self.target}: {self.statement}"
