"""What a list of statements can be narrowed to, from the query string.

    found = StatementFilter(request.GET, queryset=Statement.objects.standing().with_evidence())
    found.qs, found.form, found.narrowed

A value that cannot be understood selects nothing and is named beside its field: a page must not show a count for
a filter that it did not apply.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Abs, Coalesce
from django.forms.utils import flatatt
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from stances.models import Actor, Article, Outlet, Position, Statement, Target
from stances.models.statements import StatementQuerySet
from stances.search import condition
from stances.vocabulary import ActorStatus, ArticleState, Origin, Stance, StatementKind, Word


class Order(Word):
    """How a list of statements is sorted."""

    NEWEST = "newest", "Newest first", "By the date said, the undated last."
    OLDEST = "oldest", "Oldest first", "By the date said, the undated last."
    CERTAIN = "certain", "Most certain first", "By the probability of the label; a person's label counts as certain."
    DOUBTFUL = "doubtful", "Least certain first", "By the probability of the label, the doubtful first."
    STRONG = "strong", "Strongest first", "By how far the score is from zero, to either side."


#: The fields that narrow one label in force together, and those that narrow the statement.
OF_A_LABEL = frozenset({"target", "label", "certain", "uncertain", "corrected"})
_LOOKUPS = {
    "actor": "actor",
    "kind": "kind",
    "outlet": "article__outlet",
    "country": "actor__country",
    "year": "said_on__year",
    "since": "said_on__gte",
    "until": "said_on__lte",
}
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
    """Statements by words, speaker, target, label, kind, outlet, country, date and marks.

    Target, label, uncertain, certain and corrected narrow the same label in force: "critical" and "Russia" together
    are statements critical of Russia. A target or a certainty alone means the statements that address a target.
    """

    q = django_filters.CharFilter(label="Words or speaker", max_length=400)
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
    country = django_filters.CharFilter(label="Country of the speaker", max_length=80)
    year = django_filters.NumberFilter(label="Year", min_value=1, max_value=9999, decimal_places=0)
    since = django_filters.DateFilter(label="From", widget=_DATE)
    until = django_filters.DateFilter(label="To", widget=_DATE)
    certain = _Switch(label="Certain only")
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
        given = {name: value for name, value in self.form.cleaned_data.items() if value}
        return given | ({"year": int(given["year"])} if "year" in given else {})

    @cached_property
    def _words(self) -> Q | None:
        return condition(self.values["q"])

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(self.values.keys() - {"order"})

    def filter_queryset(self, queryset: StatementQuerySet) -> QuerySet[Statement]:
        return _sorted(self.narrow(queryset), self.values)

    def narrow(self, queryset: StatementQuerySet, without: Collection[str] = ()) -> StatementQuerySet:
        """The statements asked for, in no order; the fields in `without` are taken as left blank."""
        if self.form.errors:
            return queryset.none()
        asked = {name: value for name, value in self.values.items() if name not in without}
        for field, lookup in _LOOKUPS.items():
            if field in asked:
                queryset = queryset.filter(**{lookup: asked[field]})
        if "q" in asked:
            queryset = queryset.none() if self._words is None else queryset.filter(self._words)
        if asked.keys() & OF_A_LABEL:
            labels = Position.objects.filter(of_label(asked), statement=OuterRef("pk"))
            queryset = queryset.filter(Exists(labels))
        return queryset


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


def of_label(asked: Mapping[str, Any]) -> Q:
    """The condition on a label in force that these values put."""
    wanted = Q()
    if "target" in asked:
        wanted &= Q(target=asked["target"])
    if "label" in asked:
        wanted &= Q(label=asked["label"])
    elif asked.keys() & {"target", "certain", "uncertain"}:
        wanted &= ~Q(label=Stance.UNRELATED)
    if "certain" in asked:
        wanted &= Q(uncertain=False)
    if "uncertain" in asked:
        wanted &= Q(uncertain=True)
    if "corrected" in asked:
        wanted &= Q(origin=Origin.PERSON)
    return wanted


def _sorted(queryset: QuerySet[Statement], asked: dict[str, Any]) -> QuerySet[Statement]:
    order = Order(asked.get("order") or Order.NEWEST)
    latest = F("said_on").desc(nulls_last=True)
    if order is Order.NEWEST:
        return queryset.order_by(latest, "-pk")
    if order is Order.OLDEST:
        return queryset.order_by(F("said_on").asc(nulls_last=True), "pk")
    labels: QuerySet[Position] = Position.objects.filter(of_label(asked), statement=OuterRef("pk"))
    if "label" not in asked:
        labels = labels.exclude(label=Stance.UNRELATED)
    measure = Abs("score") if order is Order.STRONG else Coalesce("probability", Value(1.0), output_field=FloatField())
    labels = labels.annotate(measure=measure)
    if order is Order.DOUBTFUL:
        least = Subquery(labels.order_by("measure").values("measure")[:1])
        return queryset.annotate(measure=least).order_by(F("measure").asc(nulls_last=True), latest, "-pk")
    most = Subquery(labels.order_by("-measure").values("measure")[:1])
    return queryset.annotate(measure=most).order_by(F("measure").desc(nulls_last=True), latest, "-pk")
