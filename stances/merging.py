"""Whose name it is: actors merged, names accepted, and statements resolved again when a name becomes known.

Like `stances.review`: each function writes in one transaction and keeps who, when and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from anyascii import anyascii
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils.text import slugify

from stances.models import Actor, ActorAlias, Role, Statement
from stances.models.statements import StatementQuerySet
from stances.reading.names import fold
from stances.review import CannotCorrect, lock, update_with_history
from stances.vocabulary import ActorKind, ActorStatus, Unresolved

#: The confidence of a speaker found by a name that is, letter by letter when folded, one of the actor's.
NAME_CONFIDENCE = 0.95


def check_may_change_actors(person: User | AnonymousUser) -> None:
    """Raise `CannotCorrect` unless `person` may merge and accept actors and change their names."""
    if not person.is_active or not person.has_perm("stances.change_actor"):
        raise CannotCorrect("Only administrators may change actors.")


def may_change_actors(person: User | AnonymousUser) -> bool:
    """Whether `check_may_change_actors` would let this pass."""
    try:
        check_may_change_actors(person)
    except CannotCorrect:
        return False
    return True


# --- two actors that are one ----------------------------------------------------------------


@transaction.atomic
def merge_actors(*, keep: Actor, other: Actor, person: User, reason: str = "") -> Actor:
    """Make `other` another spelling of `keep`; return `keep`.

    Its statements, names and roles go to `keep`, those that `keep` has already are not doubled, and what was
    merged into `other` before is merged into `keep` now. `other` stays, with the status "merged".
    """
    check_may_change_actors(person)
    if keep.pk == other.pk:
        raise CannotCorrect("An actor cannot be merged into itself.")
    rows = {row.pk: row for row in Actor.objects.select_for_update().filter(pk__in=[keep.pk, other.pk]).order_by("pk")}
    if len(rows) != 2:
        raise CannotCorrect("One of the two actors has been removed in the meantime.")
    kept, gone = rows[keep.pk], rows[other.pk]
    for row in (kept, gone):
        if row.status == ActorStatus.MERGED:
            raise CannotCorrect(f"{row.name} has already been merged into {row.merged_into}.")
    if kept.status == ActorStatus.REJECTED:
        raise CannotCorrect(f"{kept.name} is rejected; keep the other one, or accept it first.")
    why = f"Merged {gone.name} into {kept.name}" + (f": {reason}" if reason.strip() else "")

    statements = lock(gone.statements.values_list("pk", flat=True))
    for statement in statements:
        statement.actor = kept
    update_with_history(statements, ["actor"], person, why)
    _move_names(kept, gone, person, why)
    _move_roles(kept, gone, person, why)
    for earlier in gone.merged.select_for_update().order_by("pk"):
        earlier.merged_into = kept
        _save(earlier, person, why)
    gone.status, gone.merged_into = ActorStatus.MERGED.value, kept
    _save(gone, person, why)
    kept.country, kept.wikidata = kept.country or gone.country, kept.wikidata or gone.wikidata
    _save(kept, person, why)
    resolve_again(kept, person=person)
    keep.refresh_from_db()
    other.refresh_from_db()
    return keep


@transaction.atomic
def merge_all(*, keep: Actor, others: Iterable[Actor], person: User, reason: str = "") -> Actor:
    """`merge_actors` for several others, all or none."""
    for other in others:
        merge_actors(keep=keep, other=other, person=person, reason=reason)
    return keep


def _move_names(kept: Actor, gone: Actor, person: User, why: str) -> None:
    known = set(kept.aliases.values_list("text", flat=True))
    for alias in gone.aliases.all():
        if alias.text in known:
            _delete(alias, person, why)
        else:
            alias.actor = kept
            _save(alias, person, why)


def _move_roles(kept: Actor, gone: Actor, person: User, why: str) -> None:
    known = {(role.title, role.start) for role in kept.roles.all()}
    for role in gone.roles.all():
        if (role.title, role.start) in known:
            _delete(role, person, why)
        else:
            role.actor = kept
            _save(role, person, why)


def _save(row: Actor | ActorAlias | Role, person: User | None, why: str) -> None:
    row._history_user, row._change_reason = person, why
    row.save()


def _delete(row: ActorAlias | Role, person: User, why: str) -> None:
    row._history_user, row._change_reason = person, why
    row.delete()


# --- names that no actor has yet ------------------------------------------------------------


@dataclass(slots=True)
class UnresolvedName:
    """A speaker whom no tracked actor matches: the key of the name, its spellings, and how many statements."""

    folded: str
    spellings: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """The spelling that is met most."""
        return self.spellings.most_common(1)[0][0]

    @property
    def n(self) -> int:
        return self.spellings.total()


def unresolved_names() -> list[UnresolvedName]:
    """The named speakers who are no tracked actors, those with the most statements first."""
    found: dict[str, UnresolvedName] = {}
    for name in _unknown().values_list("speaker_name", flat=True).iterator():
        if key := fold(name):
            found.setdefault(key, UnresolvedName(key)).spellings[name] += 1
    return sorted(found.values(), key=lambda one: (-one.n, one.folded))


def _unknown() -> StatementQuerySet:
    return (
        Statement.objects.standing()
        .filter(actor__isnull=True, unresolved=Unresolved.UNKNOWN_NAME, actor_by_person=False)
        .exclude(speaker_name="")
        .order_by()
    )


@transaction.atomic
def accept_speaker(
    *, name: str, person: User, kind: str = ActorKind.PERSON, country: str = "", reason: str = ""
) -> Actor:
    """Make a tracked actor of a named speaker, and resolve the statements that carry the name."""
    check_may_change_actors(person)
    name = " ".join(name.split())
    if not fold(name):
        raise CannotCorrect("An actor needs a name.")
    if kind not in set(ActorKind):
        raise CannotCorrect(f"“{kind}” is no kind of actor.")
    namesake = Actor.objects.tracked().called(name).first()
    if namesake is not None:
        raise CannotCorrect(f"{namesake.name} has this name already.")
    actor = Actor(name=name, slug=_free_slug(name), kind=kind, country=country, status=ActorStatus.TRACKED)
    why = f"Accepted as an actor{f': {reason}' if reason.strip() else ''}"
    _save(actor, person, why)
    _save(ActorAlias(actor=actor, text=name), person, why)
    resolve_again(actor, person=person)
    return actor


@transaction.atomic
def accept_actor(*, actor: Actor, person: User, reason: str = "") -> Actor:
    """Make a proposed or rejected actor a tracked one, and resolve the statements that carry its names."""
    check_may_change_actors(person)
    row = Actor.objects.select_for_update().get(pk=actor.pk)
    if row.status == ActorStatus.MERGED:
        raise CannotCorrect(f"{row.name} has been merged into {row.merged_into}.")
    if row.status != ActorStatus.TRACKED:
        row.status = ActorStatus.TRACKED.value
        _save(row, person, reason)
        resolve_again(row, person=person)
    actor.refresh_from_db()
    return actor


@transaction.atomic
def accept_all(*, actors: Iterable[Actor], person: User, reason: str = "") -> None:
    """`accept_actor` for several, all or none."""
    for actor in actors:
        accept_actor(actor=actor, person=person, reason=reason)


@transaction.atomic
def add_name(*, actor: Actor, name: str, person: User, reason: str = "") -> int:
    """Give a tracked actor another name; return how many statements that resolved."""
    check_may_change_actors(person)
    name = " ".join(name.split())
    if not fold(name):
        raise CannotCorrect("A name needs a letter or a digit.")
    if actor.status != ActorStatus.TRACKED:
        raise CannotCorrect(f"{actor.name} is not a tracked actor.")
    namesake = Actor.objects.tracked().called(name).exclude(pk=actor.pk).first()
    if namesake is not None:
        raise CannotCorrect(f"{namesake.name} has this name already.")
    if not actor.aliases.filter(text=name).exists():
        _save(ActorAlias(actor=actor, text=name), person, reason)
    return resolve_again(actor, person=person)


@transaction.atomic
def resolve_again(actor: Actor, *, person: User | None = None) -> int:
    """Give a tracked actor the statements whose speaker bears one of its names; return how many.

    Only statements whose named speaker was unknown: never one whose speaker a person set, and never by a name
    that another tracked actor bears too.
    """
    if actor.status != ActorStatus.TRACKED:
        return 0
    names = set(actor.aliases.values_list("folded", flat=True))
    names -= set(
        ActorAlias.objects.filter(folded__in=names, actor__status=ActorStatus.TRACKED)
        .exclude(actor=actor)
        .values_list("folded", flat=True)
    )
    if not names:
        return 0
    spellings = [name for name in _unknown().values_list("speaker_name", flat=True).distinct() if fold(name) in names]
    rows = [
        row
        for row in lock(_unknown().filter(speaker_name__in=spellings).values_list("pk", flat=True))
        if row.actor_id is None and not row.actor_by_person
    ]
    for row in rows:
        row.actor, row.unresolved = actor, ""
        row.speaker_confidence = NAME_CONFIDENCE
        row.speaker_evidence = f"“{row.speaker_name}” is one of the names of {actor.name}."[:400]
    fields = ["actor", "unresolved", "speaker_confidence", "speaker_evidence"]
    return update_with_history(rows, fields, person, f"{actor.name} became known by this name")


def _free_slug(name: str) -> str:
    base = slugify(anyascii(name))[:150] or "actor"
    taken = set(Actor.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{n}" for n in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)
