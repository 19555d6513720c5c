"""What the page of an actor shows, gathered once: the page, its table and its exports take it from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from stances import bins, timeline
from stances.charts import Panel
from stances.models import Actor, Position, Statement, Target
from stances.models.statements import StatementQuerySet
from stances.models.verdicts import PositionQuerySet
from stances.records import DatedEvent, KnownRole, Window
from stances.selections import ActorSelection
from stances.summaries import leading, sentence
from stances.views.related import Related, related
from stances.vocabulary import Bin, Stance


@dataclass(frozen=True, slots=True)
class Profile:
    """One actor under one selection. `axis` is the stretch of time that the chart covers; None with nothing on it.

    `said` counts the statements about anything that may be charted.
    """

    actor: Actor
    panels: tuple[Panel, ...]
    size: Bin
    axis: Window | None
    said: int
    events: tuple[DatedEvent, ...]
    roles: tuple[KnownRole, ...]
    near: PositionQuerySet

    @property
    def related(self) -> Related:
        """Who stands closest and farthest, among everybody's `near` positions. Asks the database: exports do not."""
        return related(self.actor, self.near)

    @property
    def n(self) -> int:
        """How many single points the chart has, over all targets."""
        return sum(len(panel.marks) for panel in self.panels)

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """One generated sentence a target, with the name of the stance that colours it."""
        return [(_leading(panel), self._sentence(panel)) for panel in self.panels]

    def _sentence(self, panel: Panel) -> str:
        days = [mark.day for mark in panel.marks]
        held = Window(min(days), max(days)) if days else Window()
        return sentence(panel.target, timeline.tally(panel.marks), self.said, held)


def gather(actor: Actor, asked: ActorSelection, targets: list[Target]) -> Profile:
    """Three queries: the actor's charted positions, how much was said at all, the events beside it."""
    chosen = [target for target in targets if asked.asked.get("target", target.slug) == target.slug]
    terms, told = asked.terms, asked.asked
    everybody = timeline.within(Position.objects.charted(terms), asked.window).filter(_narrowed(asked, "statement__"))
    marks = timeline.marks(everybody.filter(statement__actor=actor), terms)
    shown = {target: marks.get(target.pk, []) for target in chosen}
    axis = _axis(asked.window, [mark.day for held in shown.values() for mark in held])
    size = asked.size or _size(axis, max(map(len, shown.values()), default=0))
    counted = statements(actor, asked, listed=False).counted().filter(negated=False)
    return Profile(
        actor=actor,
        panels=tuple(
            Panel(target.slug, target.name, timeline.points(held, size), held) for target, held in shown.items()
        ),
        size=size,
        axis=axis,
        said=counted.count(),
        events=tuple(timeline.events(axis, told.get("events", ""), told.get("target", ""))) if axis else (),
        roles=tuple(role.as_record() for role in actor.roles.all()),
        near=everybody.filter(target__in=chosen),
    )


def statements(actor: Actor, asked: ActorSelection, *, listed: bool = True) -> StatementQuerySet:
    """The actor's statements under the selection; as listed, also narrowed to what was clicked on."""
    found = Statement.objects.standing().filter(_narrowed(asked, ""), actor=actor)
    for window in [asked.window, asked.asked.get("on")] if listed else [asked.window]:
        found = timeline.between(found, timeline.day_of(asked.terms.dates), window or Window())
    toward = asked.asked.get("toward") or asked.asked.get("target")
    if listed and toward:
        about = Position.objects.addressing(asked.terms).filter(statement=OuterRef("pk"), target__slug=toward)
        found = found.filter(Exists(about))
    return found


def _narrowed(asked: ActorSelection, to_statement: str) -> Q:
    condition = Q()
    if "kind" in asked.asked:
        condition &= Q(**{f"{to_statement}kind": asked.asked["kind"]})
    if "outlet" in asked.asked:
        condition &= Q(**{f"{to_statement}article__outlet__name": asked.asked["outlet"]})
    return condition


def _axis(window: Window, days: list[date]) -> Window | None:
    """From the first to the last day asked for, and where none was, of the data."""
    if not days:
        return None
    return Window(window.since or min(days), window.until or max(days))


def _size(axis: Window | None, n: int) -> Bin:
    if axis is None or axis.since is None or axis.until is None:
        return Bin.MONTH
    return bins.default_bin(axis.since, axis.until, n)


def _leading(panel: Panel) -> str:
    held = timeline.tally(panel.marks)
    return (leading(held) or Stance.NEUTRAL).value if held.n else Stance.UNRELATED.value
