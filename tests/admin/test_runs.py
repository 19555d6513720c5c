"""The list of runs says which one gives the labels."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_run_is_in_force_or_gives_way_to_a_later_one_or_is_on_trial(as_analyst: Client) -> None:
    make.RunFactory(revision="new", in_force_since=datetime(2022, 3, 2, tzinfo=UTC))
    make.RunFactory(revision="old", in_force_since=datetime(2022, 3, 1, tzinfo=UTC))
    make.RunFactory(revision="tried", in_force_since=None)
    page = as_analyst.get(reverse("admin:stances_run_changelist"))
    shown = {run.revision: page.context["cl"].model_admin.standing(run) for run in page.context["cl"].result_list}
    assert shown == {
        "new": "yes, since 2022-03-02 00:00",
        "old": "since 2022-03-01 00:00, where no later run has judged",
        "tried": "on trial: counts for nothing yet",
    }
    for text in shown.values():
        assert text in page.content.decode()
    tried = as_analyst.get(reverse("admin:stances_run_changelist"), {"in_force_since__isempty": "1"})
    assert [run.revision for run in tried.context["cl"].result_list] == ["tried"]
