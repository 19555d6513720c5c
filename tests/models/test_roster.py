"""The reader's known actors are built once, and built anew when somebody has edited them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from stances import merging, roles, roster
from stances.models import Actor, ActorAlias
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Actor:
    row: Actor = make.ActorFactory(name="Ilva Torrent")
    make.RoleFactory(actor=row)
    return row


def test_an_unchanged_roster_is_the_same_object_for_a_few_small_queries(
    actor: Actor, django_assert_max_num_queries: Any
) -> None:
    first = roster.current()
    with django_assert_max_num_queries(6):
        assert roster.current() is first


def test_another_database_with_as_many_edits_has_a_roster_of_its_own(actor: Actor) -> None:
    before = roster.current()
    Actor.history.update(history_date=timezone.now())
    assert roster.current() is not before


def _save(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _merge(actor: Actor) -> None:
    person = make.UserFactory()
    roles.grant(person, roles.ADMINISTRATORS)
    merging.merge_actors(keep=make.ActorFactory(), other=actor, person=person)


CHANGES: dict[str, Callable[[Actor], object]] = {
    "another actor": lambda actor: make.ActorFactory(),
    "another name": lambda actor: ActorAlias.objects.create(actor=actor, text="I. Torrent"),
    "a name corrected": lambda actor: _save(actor.aliases.get(), text="Ilva Torent"),
    "a name removed": lambda actor: actor.aliases.get().delete(),
    "another role": lambda actor: make.RoleFactory(actor=actor, title="Mayor"),
    "a role changed": lambda actor: _save(actor.roles.get(), title="Mayor"),
    "a role removed": lambda actor: actor.roles.get().delete(),
    "no longer tracked": lambda actor: _save(actor, status="rejected"),
    "merged": _merge,
    "removed": lambda actor: actor.delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_edit_of_an_actor_builds_the_roster_anew(actor: Actor, change: Callable[[Actor], object]) -> None:
    before = roster.current()
    change(actor)
    after = roster.current()
    assert after is not before
    assert roster.current() is after


def test_actors_that_are_not_tracked_are_not_known_to_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    make.ActorFactory(name="Sella Marn")
    make.ActorFactory(name="Tam Brill", status="proposed")
    given: list[str] = []

    class Recorded:
        @staticmethod
        def of(actors: Any) -> object:
            given.extend(actor.name for actor in actors)
            return object()

    monkeypatch.setattr(roster, "Roster", Recorded)
    monkeypatch.setattr(roster, "_cached", None)
    roster.current()
    assert given == ["Sella Marn"]
