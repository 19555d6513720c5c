"""From checked seeds to rows. What is there stays as it is; what is new is added.

A person's work in the admin is never undone: an actor, a name or a role that was once loaded and has since been
changed, merged or deleted is known from its history, and is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history

from stances.ingest import add_article
from stances.models import Actor, ActorAlias, Event, Outlet, Role, Target, TargetAlias
from stances.reading.names import fold
from stances.seeding.files import ActorSeed, EventSeed, OutletSeed, ReportSeed, SeedError, Seeds, TargetSeed
from stances.vocabulary import ActorStatus, ArticleState

M = TypeVar("M", bound=models.Model)

REASON = "Loaded from the seeds"
#: Rows in one INSERT; SQLite takes 32,766 variables.
BATCH = 500


@dataclass(slots=True)
class Loaded:
    """How many rows of each kind were added. `articles` are the demo's articles that wait for analysis, new or not."""

    targets: int = 0
    actors: int = 0
    names: int = 0
    roles: int = 0
    outlets: int = 0
    events: int = 0
    reports: int = 0
    articles: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        names = ("targets", "actors", "names", "roles", "outlets", "events", "reports")
        parts = [f"{n} {name}" for name in names if (n := getattr(self, name))]
        return f"Added {', '.join(parts)}." if parts else "Nothing new."


@transaction.atomic
def load(seeds: Seeds, *, progress: Callable[[], object] = lambda: None) -> Loaded:
    """Store what is new, all of it or nothing; `progress` is called after each report."""
    loaded = Loaded()
    for target in seeds.targets:
        _load_target(target, loaded)
    _load_actors(seeds.actors, loaded)
    loaded.outlets = _load_outlets(seeds.outlets)
    loaded.events = _load_events(seeds.events)
    for report in seeds.reports:
        _load_report(report, loaded)
        progress()
    return loaded


def _load_target(seed: TargetSeed, loaded: Loaded) -> None:
    known = Target.history.filter(slug=seed.key)
    target = Target.objects.filter(slug=seed.key).first()
    if target is None:
        if known.exists() or Target.objects.filter(name=seed.name).exists():
            return  # deleted or made anew by a person
        target = Target(name=seed.name, slug=seed.key, order=seed.order, about=seed.about)
        target._change_reason = REASON  # type: ignore[attr-defined]  # simple-history reads it
        target.save()
        loaded.targets += 1
    elif known.filter(history_user__isnull=False).exists():
        return  # its aliases have no history of their own; a person who has saved the target has seen them
    have = set(target.aliases.values_list("text", flat=True))
    new = [TargetAlias(target=target, text=text) for text in seed.aliases if text not in have]
    loaded.names += len(TargetAlias.objects.bulk_create(new))


def _load_actors(seeds: Iterable[ActorSeed], loaded: Loaded) -> None:
    seeds = list(seeds)
    once = set(Actor.history.values_list("slug", flat=True))
    have = set(Actor.objects.values_list("slug", flat=True))
    new = [
        Actor(name=seed.name, slug=seed.key, kind=seed.kind, country=seed.country, wikidata=seed.wikidata)
        for seed in seeds
        if seed.key not in have and seed.key not in once
    ]
    loaded.actors = len(_create(new, Actor))
    actors = {actor.slug: actor.pk for actor in Actor.objects.filter(status=ActorStatus.TRACKED)}
    here = [(actors[seed.key], seed) for seed in seeds if seed.key in actors]
    loaded.names += _load_names(here)
    loaded.roles = _load_roles(here)


def _load_names(actors: list[tuple[int, ActorSeed]]) -> int:
    once = set(ActorAlias.history.values_list("actor_id", "text"))
    once |= set(ActorAlias.objects.values_list("actor_id", "text"))
    new = [
        ActorAlias(actor_id=pk, text=text, folded=fold(text))  # a bulk write does not call save()
        for pk, seed in actors
        for text in dict.fromkeys((seed.name, *seed.aliases))
        if (pk, text) not in once
    ]
    return len(_create(new, ActorAlias))


def _load_roles(actors: list[tuple[int, ActorSeed]]) -> int:
    once: set[tuple[int, str, date | None]] = set(Role.history.values_list("actor_id", "title", "start"))
    once |= set(Role.objects.values_list("actor_id", "title", "start"))
    new = [
        Role(actor_id=pk, title=role.title, office=role.office, of=role.of, start=role.start, end=role.end)
        for pk, seed in actors
        for role in seed.roles
        if (pk, role.title, role.start) not in once
    ]
    return len(_create(new, Role))


def _create(rows: list[M], model: type[M]) -> list[M]:
    if not rows:
        return []
    created: list[M] = bulk_create_with_history(rows, model, batch_size=BATCH, default_change_reason=REASON)
    return created


def _load_outlets(seeds: Iterable[OutletSeed]) -> int:
    have = set(Outlet.objects.values_list("name", flat=True))
    new = [Outlet(name=seed.name, domain=seed.domain, country=seed.country) for seed in seeds if seed.name not in have]
    return len(Outlet.objects.bulk_create(new))


def _load_events(seeds: Iterable[EventSeed]) -> int:
    have = set(Event.objects.values_list("date", "title"))
    targets = {target.slug: target for target in Target.objects.all()}
    new = [seed for seed in seeds if (seed.date, seed.title) not in have]
    for seed in new:
        unknown = [slug for slug in seed.targets if slug not in targets]
        if unknown:
            raise SeedError(f"events.yaml, {seed.title}: there is no target {unknown[0]!r}.")
        event = Event.objects.create(date=seed.date, title=seed.title, source=seed.source, url=seed.url, kind=seed.kind)
        event.targets.set(targets[slug] for slug in seed.targets)
    return len(new)


def _load_report(seed: ReportSeed, loaded: Loaded) -> None:
    added = add_article(
        title=seed.title,
        text=seed.text,
        published=seed.date,
        outlet=seed.outlet,
        url=seed.url,
        provenance=seed.provenance,
    )
    loaded.reports += added.created
    if added.article.state == ArticleState.WAITING and added.article.queued is None:
        loaded.articles.append(added.article.pk)
