"""People who are logged in, and a judge that needs no weights."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stances import roles
from stances.records import Pair, Probabilities
from tests.factories import UserFactory


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def reader(db: None) -> User:
    """Somebody with an account and no rights."""
    user: User = UserFactory(username="reader")
    return user


@pytest.fixture
def analyst(db: None) -> User:
    user: User = UserFactory(username="analyst")
    roles.grant(user, roles.ANALYSTS)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def administrator(db: None) -> User:
    user: User = UserFactory(username="administrator")
    roles.grant(user, roles.ADMINISTRATORS)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def as_reader(reader: User) -> Client:
    return logged_in(reader)


@pytest.fixture
def as_analyst(analyst: User) -> Client:
    return logged_in(analyst)


@pytest.fixture
def as_administrator(administrator: User) -> Client:
    return logged_in(administrator)


class NameJudge:
    """Critical of every target that the words name, and sure that they are not about the others."""

    name = "name-judge"
    revision = "1"
    uncertain_below = 0.6

    def judge(self, pairs: Sequence[Pair]) -> list[Probabilities]:
        return [
            Probabilities(0.05, 0.8, 0.1, 0.05)
            if any(name in pair.statement for name in (pair.target.name, *pair.target.aliases))
            else Probabilities(0.02, 0.03, 0.05, 0.9)
            for pair in pairs
        ]


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> NameJudge:
    """The analysis judges with this; reading and recording are the real ones."""
    one = NameJudge()
    monkeypatch.setattr("stances.ingest.load", lambda *args, **kwargs: one)
    return one
