"""What the API answers with. Field names are the vocabulary's; scores are in [−1, 1], probabilities in [0, 1]."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

from stances.api.asking import Page


class ActorRef(Schema):
    id: int
    slug: str
    name: str
    url: str = Field(description="The actor's page.")


class TargetRef(Schema):
    slug: str
    name: str


class RoleOut(Schema):
    title: str
    office: str
    of: str = Field(description="The country or body that the role speaks for.")
    start: date | None
    end: date | None


class ActorOut(ActorRef):
    kind: str
    status: str
    country: str
    wikidata: str
    merged_into: str | None = Field(description="The slug of the actor that carries on, where this one was merged.")
    roles: list[RoleOut]


class ActorDetail(ActorOut):
    names: list[str] = Field(description="Every spelling that the actor is known by, in any script.")


class ActorPage(Page):
    results: list[ActorOut]


class TargetOut(TargetRef):
    about: str
    active: bool = Field(description="Whether new statements are judged toward it.")
    names: list[str] = Field(description="Other words that stand for it.")
    url: str


class TargetPage(Page):
    results: list[TargetOut]


class LabelOut(Schema):
    """The label in force toward one target."""

    target: TargetRef
    label: str = Field(description="supportive, critical, neutral, or unrelated: not about the target.")
    score: float
    probability: float | None = Field(description="The model's, of its label; null where a person gave the label.")
    uncertain: bool
    by: str = Field(description="model or person.")


class ArticleRef(Schema):
    id: int
    title: str
    outlet: str | None
    published: date | None
    url: str = Field(description="The article's page here.")
    source: str = Field(description="The article at its publisher, where known.")


class SpeakerOut(Schema):
    actor: ActorRef | None
    name: str = Field(description="The actor's name, or the fullest name that the article gives.")
    role: str | None = Field(description="The role held on the day, where known.")
    mention: str = Field(description="The article's own words for the speaker.")
    unresolved: str | None = Field(description="Why there is no actor.")


class StatementOut(Schema):
    id: int
    url: str
    words: str = Field(description="The words as the pages print them.")
    kind: str = Field(description="direct, mixed or indirect.")
    said_on: date | None
    date_basis: str = Field(description="said, published or undated.")
    denied: bool = Field(description="The article says that this was not said; it counts nowhere.")
    rejected: bool = Field(description="A person says that this is no statement; it counts nowhere.")
    retired: bool = Field(description="A newer reading no longer finds it; it counts nowhere.")
    speaker: SpeakerOut
    article: ArticleRef
    labels: list[LabelOut]


class StatementPage(Page):
    results: list[StatementOut]


class VerdictOut(Schema):
    """What one run of the model said."""

    run: int
    model: str
    revision: str
    target: TargetRef
    supportive: float
    critical: float
    neutral: float
    unrelated: float
    at: datetime


class CorrectionOut(Schema):
    """What a person said."""

    target: TargetRef
    label: str | None = Field(description="null hands the question back to the model.")
    label_before: str | None
    reason: str
    person: str
    at: datetime


class StatementDetail(StatementOut):
    start: int = Field(description="Where the words begin in the article's text, in characters.")
    end: int
    verdicts: list[VerdictOut] = Field(description="The newest first.")
    corrections: list[CorrectionOut] = Field(description="The newest first.")
    sources: list[ArticleRef] = Field(description="The article and its syndicated copies.")


class PointOut(Schema):
    """One bin of time in which something was said."""

    start: date
    end: date
    mean: float
    low: float | None = Field(description="The interval's bounds; null where n is too small for one.")
    high: float | None
    n: int
    articles: int
    statements: list[int]


class SeriesOfTarget(Schema):
    target: TargetRef
    points: list[PointOut] = Field(description="In order of time. A bin in which nothing was said has no point.")


class SeriesOut(Schema):
    actor: ActorRef
    bin: str
    since: date | None
    until: date | None
    labels: str
    dates: str
    said: int = Field(description="Statements under these filters about anything.")
    series: list[SeriesOfTarget]


class SideOut(Schema):
    since: date
    until: date
    mean: float
    n: int
    articles: int
    statements: list[int]


class ShiftOut(Schema):
    id: str
    actor: ActorRef
    target: TargetRef
    day: date = Field(description="The first day of the new level.")
    difference: float
    low: float
    high: float
    before: SideOut
    after: SideOut


class ShiftPage(Page):
    results: list[ShiftOut]


class EventOut(Schema):
    id: int
    date: date
    title: str
    kind: str
    targets: list[str] = Field(description="The slugs of the targets it bears on; none means all of them.")
    source: str
    url: str


class EventPage(Page):
    results: list[EventOut]
