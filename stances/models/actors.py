"""Who speaks: persons, governments, bodies and organisations, with their names and their roles."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from stances.models.fields import kept_history, word_constraint, word_field
from stances.reading.names import fold
from stances.records import KnownActor, KnownRole
from stances.vocabulary import ActorKind, ActorStatus, Office

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class ActorQuerySet(models.QuerySet["Actor"]):
    def tracked(self) -> ActorQuerySet:
        """The actors that are shown and charted."""
        return self.filter(status=ActorStatus.TRACKED)

    def called(self, name: str) -> ActorQuerySet:
        """The actors that bear `name` in any script or spelling that folds to the same key."""
        return self.filter(aliases__folded=fold(name)).distinct()

    def with_names(self) -> ActorQuerySet:
        return self.prefetch_related("aliases", "roles")


class Actor(models.Model):
    """One speaker, whatever the spelling. Its own name is always one of its aliases."""

    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=160, unique=True)
    kind = word_field(ActorKind, default=ActorKind.PERSON)
    status = word_field(ActorStatus, default=ActorStatus.TRACKED, db_index=True)
    country = models.CharField(max_length=80, blank=True, help_text="Country, by its common English name.")
    wikidata = models.CharField(max_length=20, blank=True, help_text="Wikidata item, for example Q42.")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    note = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)

    #: Who changes the row and why, for the history; set before `save` or `delete`.
    _history_user: User | None
    _change_reason: str

    objects = ActorQuerySet.as_manager()
    history = kept_history()

    class Meta:
        ordering = ["name"]
        constraints = [
            word_constraint("actor", "kind", ActorKind),
            word_constraint("actor", "status", ActorStatus),
            models.CheckConstraint(condition=~Q(name=""), name="actor_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, status__in=["tracked", "proposed", "rejected"])
                | Q(merged_into__isnull=False, status="merged"),
                name="actor_merged_exactly_when_it_says_into_whom",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="actor_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("actor", args=[self.slug])

    def role_on(self, day: date | None) -> Role | None:
        """The role held on `day`, the latest begun first; None where none is known. Uses prefetched roles."""
        held = [role for role in self.roles.all() if role.held_on(day)]
        return max(held, key=lambda role: role.start or date.min, default=None)

    def speaks_for(self, day: date | None) -> str:
        """The country or body whose office was held on `day`; the actor's own country where none is known."""
        role = self.role_on(day)
        return (role.of if role else "") or self.country

    def as_record(self) -> KnownActor:
        """The actor as the reader wants it. Uses prefetched names and roles."""
        return KnownActor(
            key=str(self.pk),
            name=self.name,
            kind=ActorKind(self.kind),
            country=self.country,
            aliases=tuple(alias.text for alias in self.aliases.all()),
            roles=tuple(role.as_record() for role in self.roles.all()),
        )


class ActorAlias(models.Model):
    """One spelling of an actor's name, in any script, with the key under which spellings meet."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=160)
    folded = models.CharField(max_length=200, db_index=True, editable=False)

    #: Who changes the row and why, for the history; set before `save` or `delete`.
    _history_user: User | None
    _change_reason: str

    history = kept_history()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "actor aliases"
        constraints = [
            models.UniqueConstraint(fields=["actor", "text"], name="actor_alias_unique"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(folded=""), name="actor_alias_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold(self.text)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Role(models.Model):
    """An office held from one day to another, both inclusive; no day means it is open on that side."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="roles")
    title = models.CharField(max_length=160, help_text="As one would print it: Foreign Minister of Türkiye.")
    office = word_field(Office, default=Office.OTHER)
    of = models.CharField("speaks for", max_length=80, blank=True, help_text="The country or body: Türkiye, NATO.")
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)

    #: Who changes the row and why, for the history; set before `save` or `delete`.
    _history_user: User | None
    _change_reason: str

    history = kept_history()

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            word_constraint("role", "office", Office),
            models.UniqueConstraint(fields=["actor", "title", "start"], name="role_unique"),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
                name="role_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def held_on(self, day: date | None) -> bool:
        return self.as_record().held_on(day)

    def as_record(self) -> KnownRole:
        return KnownRole(title=self.title, office=Office(self.office), of=self.of, start=self.start, end=self.end)
