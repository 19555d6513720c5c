"""People who are logged in, and a small world to correct."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stances import roles
from stances.models import Position, Statement, Target
from stances.vocabulary import Stance
from tests import factories as make


def _account(role: str) -> User:
    user: User = make.UserFactory(username=role.lower())
    roles.grant(user, role)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def analyst(db: None) -> User:
    return _account(roles.ANALYSTS)


@pytest.fixture
def administrator(db: None) -> User:
    return _account(roles.ADMINISTRATORS)


@pytest.fixture
def as_analyst(analyst: User) -> Client:
    client = Client()
    client.force_login(analyst, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_administrator(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def target(db: None) -> Target:
    row: Target = make.TargetFactory()
    return row


@pytest.fixture
def labels(target: Target) -> list[Position]:
    """Three statements' labels, from the least to the most probable."""
    for probability in (0.95, 0.4, 0.7):
        make.judged(make.StatementFactory(), target, Stance.SUPPORTIVE, probability)
    return list(Position.objects.order_by("probability").select_related("statement__actor", "target"))


@pytest.fixture
def statement(labels: list[Position]) -> Statement:
    return labels[0].statement
