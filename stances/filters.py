"""What a list of statements can be narrowed to, from the query string.

    found = StatementFilter(request.GET, queryset=Statement.objects.standing().with_evidence())
    found.qs, found.form, found.narrowed

A value that cannot be understood selects nothing and is named beside its field: a page must not show a count for
a filter that it did not apply.
"""

from __future__ import annotations

import re
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Abs, Coalesce
from django.forms.utils import flatatt
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from stances.models import Actor, ActorAlias, Article, Outlet, Position, Statement, Target
from stances.reading.names import fold
from stances.vocabulary import ActorStatus, ArticleState, Origin, Stance, StatementKind, Word


class Order(Word):
    """How a list of statements is sorted."""

    NEWEST = "newest", "Newest first", "By the date said, the undated last."
    OLDEST = "oldest", "Oldest first", "By the date said, the undated last."
    CERTAIN = "certain", "Most certain first", "By the probability of the label; a person's label counts as certain."
    DOUBTFUL = "doubtful", "Least certain first", "By the probability of the label, the doubtful first."
    STRONG = "strong", "Strongest first", "By how far the score is from zero, to either side."


_WORDS = re.compile(r'["“”]([^"“”]+)["“”]|(\S+)')
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LongSelect(forms.Select):
    """A select whose options are written at once: Django's own renders a template for each of a thousand actors."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, " selected" if str(key) in chosen else "", label) for key, label in self.choices),
        )
        attributes = flatatt(self.build_attrs({**self.attrs, "name": name}, attrs))
        return format_html("<select{}>{}</select>", attributes, options)


class _Switch(django_filters.Filter):  # type: ignore[misc]  # the package has no types
    """A box to tick: ticked narrows, not ticked does nothing."""

    field_class = forms.BooleanField


class StatementFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Statements by speaker, target, label, kind, outlet, date, words and marks.

    Target, label, uncertain and corrected narrow the same label in force: "critical" and "Russia" together are
    statements critical of Russia. A target alone means the statements that address it.
    """

    q = django_filters.CharFilter(label="Words or speaker")
    actor = django_filters.ModelChoiceFilter(
        label="Speaker",
        queryset=Actor.objects.filter(status=ActorStatus.TRACKED).only("name", "slug"),
        to_field_name="slug",
        empty_label="Anybody",
        widget=LongSelect,
    )
    target = django_filters.ModelChoiceFilter(
        label="About", queryset=Target.objects.all(), to_field_name="slug", empty_label="Any target"
    )
    label = django_filters.ChoiceFilter(label="Stance", choices=Stance.choices(), empty_label="Any stance")
    kind = django_filters.ChoiceFilter(label="Kind", choices=StatementKind.choices(), empty_label="Any kind")
    outlet = django_filters.ModelChoiceFilter(
        label="Outlet", queryset=Outlet.objects.all(), to_field_name="name", empty_label="Any outlet", widget=LongSelect
    )
    since = django_filters.DateFilter(label="From", widget=_DATE)
    until = django_filters.DateFilter(label="To", widget=_DATE)
    uncertain = _Switch(label="Uncertain only")
    corrected = _Switch(label="Corrected only")
    order = django_filters.ChoiceFilter(label="Sort", choices=Order.choices(), empty_label=None)

    class Meta:
        model = Statement
        fields: list[str] = []

    @cached_property
    def values(self) -> dict[str, Any]:
        """The values understood, by field; empty ones left out."""
        if not self.is_bound or not self.form.is_valid():
            return {}
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(self.values.keys() - {"order"})

    def filter_queryset(self, queryset: QuerySet[Statement]) -> QuerySet[Statement]:
        if self.form.errors:
            return queryset.none()
        asked = self.values
        for field, lookup in (
            ("actor", "actor"),
            ("kind", "kind"),
            ("outlet", "article__outlet"),
            ("since", "said_on__gte"),
            ("until", "said_on__lte"),
        ):
            if field in asked:
                queryset = queryset.filter(**{lookup: asked[field]})
        if "q" in asked:
            queryset = queryset.filter(_saying(asked["q"]))
        if asked.keys() & {"target", "label", "uncertain", "corrected"}:
            queryset = queryset.filter(Exists(_labels(asked)))
        return _sorted(queryset, asked)


class ArticleFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Articles by words of the title, outlet and state."""

    q = django_filters.CharFilter(label="Words of the title", field_name="title", lookup_expr="icontains")
    outlet = django_filters.ModelChoiceFilter(
        label="Outlet", queryset=Outlet.objects.all(), to_field_name="name", empty_label="Any outlet", widget=LongSelect
    )
    state = django_filters.ChoiceFilter(label="State", choices=ArticleState.choices(), empty_label="Any state")

    class Meta:
        model = Article
        fields: list[str] = []

    @property
    def narrowed(self) -> bool:
        return self.form.is_valid() and any(self.form.cleaned_data.values())

    def filter_queryset(self, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.form.errors:
            return queryset.none()
        narrowed: QuerySet[Article] = super().filter_queryset(queryset)
        return narrowed


def _labels(asked: dict[str, Any]) -> QuerySet[Position]:
    """The labels in force that are asked for, of the statement of the outer query."""
    labels = Position.objects.filter(statement=OuterRef("pk"))
    if "target" in asked:
        labels = labels.filter(target=asked["target"])
    if "label" in asked:
        labels = labels.filter(label=asked["label"])
    elif "target" in asked:
        labels = labels.exclude(label=Stance.UNRELATED)
    if "uncertain" in asked:
        labels = labels.filter(uncertain=True)
    if "corrected" in asked:
        labels = labels.filter(origin=Origin.PERSON)
    return labels


def _saying(words: str) -> Q:
    """All of the words, each in the statement's text or in a name of its speaker; “words in marks” stay together."""
    condition = Q()
    for phrase, word in _WORDS.findall(words):
        term = (phrase or word).strip()
        if not term:
            continue
        either = Q(text__icontains=term) | Q(speaker_name__icontains=term) | Q(mention__icontains=term)
        if folded := fold(term):
            names = ActorAlias.objects.filter(actor=OuterRef("actor"), folded__contains=folded)
            either |= Q(Exists(names))
        condition &= either
    return condition


def _sorted(queryset: QuerySet[Statement], asked: dict[str, Any]) -> QuerySet[Statement]:
    order = Order(asked.get("order") or Order.NEWEST)
    latest = F("said_on").desc(nulls_last=True)
    if order is Order.NEWEST:
        return queryset.order_by(latest, "-pk")
    if order is Order.OLDEST:
        return queryset.order_by(F("said_on").asc(nulls_last=True), "pk")
    labels = _labels(asked)
    if "label" not in asked:
        labels = labels.exclude(label=Stance.UNRELATED)
    measure = Abs("score") if order is Order.STRONG else Coalesce("probability", Value(1.0), output_field=FloatField())
    labels = labels.annotate(measure=measure)
    if order is Order.DOUBTFUL:
        least = Subquery(labels.order_by("measure").values("measure")[:1])
        return queryset.annotate(measure=least).order_by(F("measure").asc(nulls_last=True), latest, "-pk")
    most = Subquery(labels.order_by("-measure").values("measure")[:1])
    return queryset.annotate(measure=most).order_by(F("measure").desc(nulls_last=True), latest, "-pk")
