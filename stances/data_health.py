"""What the data holds and lacks, in counts: for the methodology page. A fixed number of small queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncMonth

from stances.models import Article, Position, Run, Statement
from stances.vocabulary import ArticleState, Origin, Stance, StatementKind, Unresolved


@dataclass(frozen=True, slots=True)
class Month:
    """Statements of one month; `height` is their number over that of the fullest month, in [0, 1]."""

    first: date
    n: int
    height: float


@dataclass(frozen=True)
class DataHealth:
    """Counts as of now. All but `rejected` and `retired` are of standing statements."""

    articles: list[tuple[ArticleState, int]]
    copies: int
    undated_articles: int
    newest: date | None
    statements: int
    counted: int
    kinds: list[tuple[StatementKind, int]]
    undated: int
    denied: int
    rejected: int
    retired: int
    unresolved: list[tuple[Unresolved, int]]
    labels: int
    addressed: int
    uncertain: int
    corrected: int
    months: list[Month]
    run: Run | None

    @property
    def without_speaker(self) -> int:
        return sum(n for _, n in self.unresolved)


def data_health() -> DataHealth:
    """The counts now."""
    states = _by(Article.objects.all(), "state")
    articles = Article.objects.aggregate(
        copies=Count("pk", filter=Q(copy_of__isnull=False)), undated=Count("pk", filter=Q(published__isnull=True))
    )
    kept = Q(rejected=False, retired=False)
    statements = Statement.objects.aggregate(
        n=Count("pk", filter=kept),
        newest=Max("said_on", filter=kept),
        undated=Count("pk", filter=kept & Q(said_on__isnull=True)),
        denied=Count("pk", filter=kept & Q(negated=True)),
        taken_back=Count("pk", filter=Q(rejected=True)),
        not_found=Count("pk", filter=Q(retired=True, rejected=False)),
    )
    standing = Statement.objects.standing()
    kinds, unresolved = _by(standing, "kind"), _by(standing.filter(actor__isnull=True), "unresolved")
    labels = Position.objects.filter(statement__rejected=False, statement__retired=False).aggregate(
        n=Count("pk"),
        addressed=Count("pk", filter=~Q(label=Stance.UNRELATED)),
        doubtful=Count("pk", filter=Q(uncertain=True)),
        corrected=Count("pk", filter=Q(origin=Origin.PERSON)),
    )
    return DataHealth(
        articles=[(state, states.get(state.value, 0)) for state in ArticleState],
        copies=articles["copies"],
        undated_articles=articles["undated"],
        newest=statements["newest"],
        statements=statements["n"],
        counted=Statement.objects.counted().count(),
        kinds=[(kind, kinds.get(kind.value, 0)) for kind in StatementKind],
        undated=statements["undated"],
        denied=statements["denied"],
        rejected=statements["taken_back"],
        retired=statements["not_found"],
        unresolved=[(reason, n) for reason in Unresolved if (n := unresolved.get(reason.value, 0))],
        labels=labels["n"],
        addressed=labels["addressed"],
        uncertain=labels["doubtful"],
        corrected=labels["corrected"],
        months=_months(standing),
        run=Run.objects.in_force().first(),
    )


def _by(rows: QuerySet[Any], field: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(field).annotate(n=Count("pk")))


def _months(standing: QuerySet[Statement]) -> list[Month]:
    """Every month from the first to the last that has a statement; those between with none are the gaps they are."""
    counted = dict(
        standing.filter(said_on__isnull=False)
        .order_by()
        .annotate(month=TruncMonth("said_on"))
        .values_list("month")
        .annotate(n=Count("pk"))
    )
    if not counted:
        return []
    most = max(counted.values())
    month, last = min(counted), max(counted)
    months = []
    while month <= last:
        n = counted.get(month, 0)
        months.append(Month(month, n, n / most))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return months
