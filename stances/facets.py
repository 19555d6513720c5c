"""How many statements each further step of narrowing would leave: the counts beside the list of statements.

A facet's counts obey every filter but its own, so that its other values can be compared and chosen. Target, stance,
certainty and correction narrow the same label in force, as in `stances.filters`. A fixed number of queries, whatever
there is to count; the answer is kept until the data changes (`stances.freshness`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.http import urlencode

from stances.filters import OF_A_LABEL, StatementFilter, of_label
from stances.freshness import SHORT, stamp
from stances.models import Position, Statement
from stances.vocabulary import ActorStatus, Stance, StatementKind, Word

#: Values shown of a facet at once, and after opening the rest; the number left out is told.
AT_ONCE = 7
AT_MOST = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet. `link` is the query string of the same list with it chosen, or, where it is, without."""

    field: str
    value: str
    label: str
    n: int
    chosen: bool
    link: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of values, the fullest first where nothing else orders them. `left_out` counts those not listed."""

    field: str
    label: str
    choices: tuple[Choice, ...]
    left_out: int = 0

    @property
    def first(self) -> tuple[Choice, ...]:
        return self.choices[:AT_ONCE]

    @property
    def rest(self) -> tuple[Choice, ...]:
        return self.choices[AT_ONCE:]


_Counts = list[tuple[str, str, int]]  # value, label for people, number of statements


def facets(found: StatementFilter) -> list[Facet]:
    """The facets of a list with a valid form, in the order of the page; those without any value are left out."""
    counts = _kept_counts(found)
    made = []
    for field, label in _FACETS.items():
        if choices := _choices(found, field, counts[field]):
            shown = choices[:AT_MOST] + [choice for choice in choices[AT_MOST:] if choice.chosen]
            made.append(Facet(field, label, tuple(shown), len(choices) - len(shown)))
    return made


def chosen(found: StatementFilter) -> list[Choice]:
    """What the list is narrowed to, each with the link that takes it away; words and dates as well."""
    labels = dict(StatementKind.choices()) | dict(Stance.choices())
    rows = []
    for field, value in found.values.items():
        if field == "order":
            continue
        given = found.data.get(field, "")
        name = labels.get(given, str(value)) if field in ("kind", "label") else str(value)
        name = _CHOSEN_AS.get(field, "{}").format(name)
        rows.append(Choice(field, given, name, 0, True, _link(found, {field: None})))
    return rows


_FACETS = {
    "target": "About",
    "label": "Stance",
    "kind": "Kind",
    "year": "Year",
    "actor": "Speaker",
    "country": "Country of the speaker",
    "outlet": "Outlet",
    "marks": "Certainty",
}
_CHOSEN_AS = {
    "q": "“{}”",
    "target": "About {}",
    "since": "From {}",
    "until": "To {}",
    "certain": "Certain",
    "uncertain": "Uncertain",
    "corrected": "Corrected",
}
_MARKS = {"certain": "Certain", "uncertain": "Uncertain", "corrected": "Corrected by a person"}


def _choices(found: StatementFilter, field: str, counts: _Counts) -> list[Choice]:
    made = []
    for value, label, n in counts:
        name, given = (value, "on") if field == "marks" else (field, value)
        is_chosen = found.data.get(name, "") == given
        changes: dict[str, str | None] = {name: None if is_chosen else given}
        if name in ("certain", "uncertain") and not is_chosen:
            changes = {"certain": None, "uncertain": None, **changes}
        if n or is_chosen:
            made.append(Choice(name, given, label, n, is_chosen, _link(found, changes)))
    return made


def _link(found: StatementFilter, changes: dict[str, str | None]) -> str:
    given = {name: found.data.get(name, "") for name in found.filters}
    values = {name: value for name, value in {**given, **changes}.items() if value}
    return f"?{urlencode(values)}" if values else "?"


# --- counting ----------------------------------------------------------------------------


def _kept_counts(found: StatementFilter) -> dict[str, _Counts]:
    asked = urlencode(sorted((name, str(value)) for name, value in found.values.items() if name != "order"))
    today = timezone.localdate()
    key = hashlib.sha256(f"{stamp()} {today} {asked}".encode()).hexdigest()
    return cast("dict[str, _Counts]", cache.get_or_set(f"facets:{key}", lambda: _counts(found), SHORT))


def _counts(found: StatementFilter) -> dict[str, _Counts]:
    """Nine queries at most."""
    return {
        "target": _targets(found),
        "label": _stances(found),
        "kind": _in_order(StatementKind, dict(_said(found, "kind", "kind"))),
        "year": [(f"{year:04d}", f"{year:04d}", n) for year, n in _years(found)],
        "actor": [
            (slug, name, n)
            for slug, name, status, n in _said(found, "actor", "actor__slug", "actor__name", "actor__status")
            if slug and status == ActorStatus.TRACKED
        ],
        "country": [(name, name, n) for name, n in _said(found, "country", "actor__country") if name],
        "outlet": [(name, name, n) for name, n in _said(found, "outlet", "article__outlet__name") if name],
        "marks": _marks(found),
    }


def _said(found: StatementFilter, field: str, *by: str) -> list[tuple[Any, ...]]:
    """(values of `by`, number of statements), the fullest first."""
    rows = found.narrow(Statement.objects.standing(), without={field}).order_by()
    return list(rows.values_list(*by).annotate(n=Count("pk")).order_by("-n", by[-1]))


def _years(found: StatementFilter) -> list[tuple[int, int]]:
    rows = found.narrow(Statement.objects.standing(), without={"year"}).filter(said_on__isnull=False)
    by_year = rows.order_by().annotate(in_year=ExtractYear("said_on")).values_list("in_year")
    return list(by_year.annotate(n=Count("pk")).order_by("-in_year"))


def _positions(found: StatementFilter, without: Collection[str]) -> QuerySet[Position]:
    """The labels in force that the filter leaves, with the fields in `without` left blank."""
    labels = Position.objects.filter(_of_label(found, without), statement__rejected=False, statement__retired=False)
    if found.values.keys() - OF_A_LABEL - {"order"}:
        statements = found.narrow(Statement.objects.standing(), without=OF_A_LABEL)
        labels = labels.filter(statement__in=statements.order_by().values("pk"))
    return labels.order_by()


def _of_label(found: StatementFilter, without: Collection[str], **more: bool) -> Q:
    return of_label({**{name: value for name, value in found.values.items() if name not in without}, **more})


def _targets(found: StatementFilter) -> _Counts:
    labels = _positions(found, {"target"})
    if "label" not in found.values:
        labels = labels.exclude(label=Stance.UNRELATED)
    rows = labels.values_list("target__slug", "target__name", "target__order").annotate(n=Count("pk"))
    return [(slug, name, n) for slug, name, _, n in rows.order_by("target__order", "target__name")]


def _stances(found: StatementFilter) -> _Counts:
    """Statements and not labels: one may be critical of two targets. “Not about it” needs a target to be about."""
    n = dict(
        _positions(found, {"label"})
        .values_list("label")
        .annotate(n=Count("statement", distinct="target" not in found.values))
    )
    if "target" in found.values:
        about = _positions(found, {"label", "target"}).filter(target=found.values["target"], label=Stance.UNRELATED)
        n[Stance.UNRELATED.value] = about.count()
    elif found.values.get("label") != Stance.UNRELATED:
        n.pop(Stance.UNRELATED.value, None)
    return _in_order(Stance, n)


def _marks(found: StatementFilter) -> _Counts:
    """Certain or not, and corrected or not, each under the choice made in the other."""
    own = {"certain": ("certain", "uncertain"), "uncertain": ("certain", "uncertain"), "corrected": ("corrected",)}
    n = _positions(found, OF_A_LABEL).aggregate(
        **{
            f"n_{mark}": Count("statement", distinct=True, filter=_of_label(found, without, **{mark: True}))
            for mark, without in own.items()
        }
    )
    return [(mark, label, n[f"n_{mark}"]) for mark, label in _MARKS.items()]


def _in_order(words: type[Word], n: Mapping[str, int]) -> _Counts:
    return [(word.value, word.label, n[word.value]) for word in words if word.value in n]
