"""Frozen dataclasses that pass between rooms.

The reading room returns `Reading`, the classifying room takes `Pair` and returns
`Probabilities`, the timeline returns `Point`. All character offsets are Python string
offsets (code points), half open `[start, end)`, into the article's text, which never changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from stances.vocabulary import (
    STANCES,
    ActorKind,
    DateBasis,
    Dating,
    Labels,
    Office,
    Stance,
    StatementKind,
    Unresolved,
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch `[start, end)` of an article's text, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """The words this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


# --- what the reader may know of the world ------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownRole:
    """An office held. `start` and `end` are inclusive days; None means unbounded."""

    title: str  # "Foreign Minister of Türkiye"
    office: Office
    of: str  # the country or body it speaks for, by its name: "Türkiye", "NATO"
    start: date | None = None
    end: date | None = None

    def held_on(self, day: date | None) -> bool:
        """Whether the role was held on `day`; an unknown day fits every role."""
        if day is None:
            return True
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class KnownActor:
    """One actor as the reader sees it. `key` is whatever the caller uses to find it again."""

    key: str
    name: str
    kind: ActorKind
    country: str = ""
    aliases: tuple[str, ...] = ()
    roles: tuple[KnownRole, ...] = ()


# --- what the reader returns --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is said to have spoken, as far as the article and the known actors tell.

    `mention` is None where no words name the speaker (a quotation that goes on from the last); for one who
    stays unnamed it is the words of the statement before.
    `name` is the full name the mention resolves to inside this article, known actor or not.
    `actor` is the key of a `KnownActor`, or None, and then `reason` says why.
    `confidence` in [0, 1] is the reader's own estimate; `evidence` one sentence a reader can check.
    """

    mention: Span | None
    name: str | None
    actor: str | None
    reason: Unresolved | None
    confidence: float
    evidence: str

    def __post_init__(self) -> None:
        if (self.actor is None) == (self.reason is None):
            raise ValueError("a speaker has either an actor or a reason why not")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence must be in [0, 1], not {self.confidence}")


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """One statement found in a text.

    `span` is the content: for a direct quotation the words between the marks, for mixed and
    indirect speech the reported clause. `quoted` are the stretches inside it that stand in
    quotation marks. `context` is the stretch (neighbouring sentences and the reporting clause)
    that the judge may use to know who "they" or "this war" is; it contains `span`.
    """

    span: Span
    kind: StatementKind
    cue: Span | None
    quoted: tuple[Span, ...]
    speaker: Speaker
    context: Span
    said_on: date | None
    date_basis: DateBasis
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one text, in order of position. `reader` names reader and version."""

    statements: tuple[FoundStatement, ...]
    reader: str
    notes: tuple[str, ...] = ()


# --- what the judge takes and returns -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class TargetName:
    """A target with the other words that stand for it: NATO; the Alliance, Article 5 …"""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """One question to the judge: what stance does this statement take toward this target?"""

    statement: str
    target: TargetName
    context: str = ""
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Probabilities:
    """Four probabilities in [0, 1] that sum to 1 (within 1e-3)."""

    supportive: float
    critical: float
    neutral: float
    unrelated: float

    def __post_init__(self) -> None:
        values = tuple(self)
        if not all(0.0 <= value <= 1.0 for value in values) or abs(sum(values) - 1.0) > 1e-3:
            raise ValueError(f"not a distribution over the four stances: {values}")

    def __iter__(self) -> Iterator[float]:
        return iter((self.supportive, self.critical, self.neutral, self.unrelated))

    def of(self, stance: Stance) -> float:
        """The probability of one stance."""
        return tuple(self)[STANCES.index(stance)]

    @property
    def label(self) -> Stance:
        """The most probable stance; the first in codebook order where two are equal."""
        return max(STANCES, key=self.of)

    @property
    def probability(self) -> float:
        """The probability of `label`, in [0.25, 1]."""
        return max(self)

    @property
    def score(self) -> float:
        """P(supportive) − P(critical), in [−1, 1]."""
        return self.supportive - self.critical


# --- what the timeline takes and returns --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms statements are counted: whose labels, by which of their days, and of which kind (None: any)."""

    labels: Labels = Labels.IN_FORCE
    dates: Dating = Dating.SAID
    kind: StatementKind | None = None


#: What holds where nobody asks for anything else.
USUAL = Terms()


@dataclass(frozen=True, slots=True)
class Point:
    """The mean stance of one window of time, `[start, end]` inclusive days.

    `mean` in [−1, 1]. `low` and `high` bound the interval, or are None where `n` is too small
    for one. `n` counts statements, `articles` the articles that carry them.
    """

    start: date
    end: date
    mean: float
    n: int
    articles: int
    low: float | None = None
    high: float | None = None
    statements: tuple[int, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, `[since, until]` inclusive days; None is open on that side."""

    since: date | None = None
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many statements about a target took each side."""

    supportive: int = 0
    critical: int = 0
    neutral: int = 0

    @property
    def n(self) -> int:
        return self.supportive + self.critical + self.neutral

    def of(self, stance: Stance) -> int:
        """How many took this side; those not about the target are not counted here, so 0 for them."""
        return {Stance.SUPPORTIVE: self.supportive, Stance.CRITICAL: self.critical, Stance.NEUTRAL: self.neutral}.get(
            stance, 0
        )


@dataclass(frozen=True, slots=True)
class Bucket:
    """The tally of one bin of time, `[start, end]` inclusive days."""

    start: date
    end: date
    tally: Tally


@dataclass(frozen=True, slots=True)
class Change:
    """Mean of the later half of a window minus mean of the earlier, in [−2, 2], with its interval."""

    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """The stance over one window: mean in [−1, 1], its interval (None where n is too small), what it is made of.

    `change` is None where a half of the window holds too little to compare. `series` are the window's points,
    without intervals, for a small drawing of its course.
    """

    mean: float
    n: int
    articles: int
    tally: Tally
    low: float | None = None
    high: float | None = None
    change: Change | None = None
    series: tuple[Point, ...] = ()

    def over(self, window: Window) -> Point:
        """The same as one point that spans the window, which needs both its days."""
        if window.since is None or window.until is None:
            raise ValueError("a point needs the first and the last day of its window")
        return Point(window.since, window.until, self.mean, self.n, self.articles, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Mark:
    """One statement as a single point of a chart. `score` in [−1, 1]; `words` its beginning."""

    statement: int
    article: int
    day: date
    score: float
    label: Stance
    uncertain: bool
    by_person: bool
    words: str
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """Something that happened on a day, with the source that says so."""

    day: date
    title: str
    source: str
