"""Statements in the admin: who spoke, which words, whether it is a statement; and what is kept of each change."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stances import review, tasks
from stances.models import Article, Position, Statement, Target
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = reverse("admin:stances_statement_changelist")


def page_of(row: Statement) -> str:
    return reverse("admin:stances_statement_change", args=[row.pk])


def as_shown(row: Statement, **changes: Any) -> dict[str, Any]:
    """What the browser sends from a statement's page: what it showed, and what was changed."""
    shown = {
        "actor": row.actor_id or "",
        "unresolved": row.unresolved,
        "words": row.text,
        "start": row.start,
        "end": row.end,
        "rejected": "on" if row.rejected else None,
    }
    data = {f"initial-{name}": "True" if value == "on" else value or "" for name, value in shown.items()}
    data |= shown | {"reason": ""} | changes
    return {name: value for name, value in data.items() if value is not None}


def in_place(rows: list[Statement], changes: dict[int, dict[str, Any]], reason: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "Save", "reason": reason,
    }  # fmt: skip
    for at, row in enumerate(rows):
        shown = {"actor": row.actor_id or "", "unresolved": row.unresolved}
        data[f"form-{at}-id"] = row.pk
        data |= {f"initial-form-{at}-{name}": value for name, value in shown.items()}
        data |= {f"form-{at}-{name}": value for name, value in (shown | changes.get(row.pk, {})).items()}
    return data


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The articles given to the queue, which runs nothing here."""
    given: list[int] = []

    def enqueue(article_ids: Any) -> int:
        ids = list(article_ids)
        given.extend(ids)
        return len(ids)

    monkeypatch.setattr(tasks, "enqueue", enqueue)
    return given


def test_a_speaker_is_changed_in_the_list_with_a_reason(
    as_analyst: Client, labels: list[Position], analyst: User
) -> None:
    rows = [one.statement for one in labels]
    other = make.ActorFactory()
    data = in_place(rows, {rows[1].pk: {"actor": other.pk}}, "Her deputy")
    response = as_analyst.post(LIST, data, follow=True)
    assert "1 statement was changed successfully" in response.content.decode()
    row = Statement.objects.get(pk=rows[1].pk)
    assert (row.actor, row.actor_by_person) == (other, True)
    kept = row.history.latest()
    assert (kept.history_user, kept.history_change_reason) == (analyst, "Her deputy")
    assert not Statement.objects.get(pk=rows[0].pk).actor_by_person


def test_a_speaker_given_to_an_unresolved_statement_takes_the_reason_away(as_analyst: Client) -> None:
    row, actor = make.StatementFactory(actor=None, unresolved="pronoun"), make.ActorFactory()
    as_analyst.post(LIST, in_place([row], {row.pk: {"actor": actor.pk}}, "It is she"))
    row.refresh_from_db()
    assert (row.actor, row.unresolved) == (actor, "")


@pytest.mark.parametrize(
    ("change", "reason", "complaint"),
    [
        ({"actor": ""}, "Not she", "say why the speaker is not known"),
        ({"actor": "", "unresolved": "pronoun"}, "", "Say above the list why"),
        ({"actor": 0}, "No such actor", "Select a valid choice"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_saved(
    as_analyst: Client, statement: Statement, change: dict[str, Any], reason: str, complaint: str
) -> None:
    response = as_analyst.post(LIST, in_place([statement], {statement.pk: change}, reason))
    assert complaint in response.content.decode()
    assert not Statement.objects.get(pk=statement.pk).actor_by_person


def test_the_page_shows_words_in_their_place_verdicts_and_corrections(
    as_analyst: Client, statement: Statement, target: Target, analyst: User
) -> None:
    review.correct(statement=statement, target=target, label="critical", person=analyst, reason="It is irony")
    page = as_analyst.get(page_of(statement)).content.decode()
    assert f"<mark>{statement.text}</mark>" in page
    assert "Report " in page  # the words around it
    assert "It is irony" in page
    assert "0.40" in page  # what the model said
    assert Statement.history.filter(id=statement.pk).count() == 1  # looking changes nothing


def test_speaker_and_span_are_changed_on_the_page_and_the_model_is_asked_again(
    as_analyst: Client, statement: Statement, analyst: User, enqueued: list[int]
) -> None:
    other = make.ActorFactory()
    data = as_shown(statement, actor=other.pk, words="the northern neighbours", reason="Both wrong")
    response = as_analyst.post(page_of(statement), data, follow=True)
    assert "asked again" in response.content.decode()
    row = Statement.objects.get(pk=statement.pk)
    assert (row.actor, row.text) == (other, "the northern neighbours")
    assert row.article.text[row.start : row.end] == row.text
    assert (row.actor_by_person, row.span_by_person) == (True, True)
    assert {kept.history_change_reason for kept in row.history.all()[:2]} == {"Both wrong"}
    assert enqueued == [row.article_id]
    assert Position.objects.get(statement=row).uncertain


def test_a_span_is_changed_by_its_offsets(as_analyst: Client, statement: Statement, enqueued: list[int]) -> None:
    data = as_shown(statement, start=statement.start + 3, reason="Without We")
    as_analyst.post(page_of(statement), data)
    assert Statement.objects.get(pk=statement.pk).text == "stand by the northern neighbours,"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"words": "words that nobody said", "reason": "r"}, "Copy them from its text"),
        ({"start": 50, "end": 40, "reason": "r"}, "must end after it starts"),
        ({"end": 100_000, "reason": "r"}, "cannot end at 100000"),
        ({"actor": "", "reason": "r"}, "say why the speaker is not known"),
        ({"rejected": "on"}, "Say why you change this"),
    ],
)
def test_a_page_that_cannot_be_saved_says_what_is_wrong(
    as_analyst: Client, statement: Statement, enqueued: list[int], changes: dict[str, Any], complaint: str
) -> None:
    before = Statement.objects.filter(pk=statement.pk).values().get()
    response = as_analyst.post(page_of(statement), as_shown(statement, **changes))
    assert complaint in response.content.decode()
    assert Statement.objects.filter(pk=statement.pk).values().get() == before
    assert enqueued == []


def test_saving_a_page_in_which_nothing_was_changed_writes_nothing(
    as_analyst: Client, statement: Statement, enqueued: list[int]
) -> None:
    as_analyst.post(page_of(statement), as_shown(statement))
    row = Statement.objects.get(pk=statement.pk)
    assert (row.history.count(), row.actor_by_person, row.span_by_person) == (1, False, False)
    assert enqueued == []


def test_not_a_statement_and_back_again_on_the_page(as_analyst: Client, statement: Statement) -> None:
    as_analyst.post(page_of(statement), as_shown(statement, rejected="on", reason="A title"))
    statement.refresh_from_db()
    assert statement.rejected
    as_analyst.post(page_of(statement), as_shown(statement, rejected=None, reason="No"))
    statement.refresh_from_db()
    assert not statement.rejected
    assert [row.history_change_reason for row in statement.history.all()[:2]] == ["No", "A title"]


def test_the_history_shows_who_changed_what_from_what_to_what_and_why(
    as_analyst: Client, statement: Statement, analyst: User
) -> None:
    was, other = statement.actor, make.ActorFactory(name="Sella Marn")
    review.set_actor(statement=statement, actor=other, person=analyst, reason="The deputy spoke")
    page = as_analyst.get(reverse("admin:stances_statement_history", args=[statement.pk])).content.decode()
    for words in ("The deputy spoke", analyst.username, "Sella Marn", was.name):
        assert words in page


def test_an_earlier_state_is_looked_at_and_not_put_back(
    as_analyst: Client, statement: Statement, analyst: User
) -> None:
    earlier = statement.history.get()
    review.set_actor(statement=statement, actor=make.ActorFactory(), person=analyst)
    address = reverse("admin:stances_statement_simple_history", args=[statement.pk, earlier.pk])
    assert as_analyst.get(address).status_code == 200
    assert as_analyst.post(address, as_shown(statement)).status_code == 403
    assert Statement.objects.get(pk=statement.pk).actor_by_person


@pytest.mark.parametrize(
    ("action", "extra", "field", "value"),
    [
        ("not_a_statement", {}, "rejected", True),
        ("set_speaker", {"unresolved": "anonymous"}, "unresolved", "anonymous"),
    ],
)
def test_many_statements_are_changed_at_once_with_a_reason(
    as_analyst: Client, labels: list[Position], action: str, extra: dict[str, str], field: str, value: Any
) -> None:
    rows = [one.statement_id for one in labels]
    chosen = {"action": action, "_selected_action": rows[:2]}
    assert "2 selected" in as_analyst.post(LIST, chosen | {"index": "0"}).content.decode()
    assert not Statement.objects.filter(**{field: value}).exists()
    as_analyst.post(LIST, chosen | {"apply": "1", "reason": "Alike"} | extra)
    changed = Statement.objects.filter(**{field: value})
    assert {row.pk for row in changed} == set(rows[:2])
    assert {row.history.latest().history_change_reason for row in changed} == {"Alike"}


def test_many_statements_get_one_speaker(as_analyst: Client, labels: list[Position]) -> None:
    actor = make.ActorFactory()
    rows = [one.statement_id for one in labels]
    chosen = {"action": "set_speaker", "_selected_action": rows, "apply": "1", "reason": "One speech"}
    both = as_analyst.post(LIST, chosen | {"actor": actor.pk, "unresolved": "pronoun"})
    assert "Choose either" in both.content.decode()
    as_analyst.post(LIST, chosen | {"actor": actor.pk})
    assert Statement.objects.filter(actor=actor, actor_by_person=True).count() == 3


def test_rejected_statements_are_restored_together(as_analyst: Client, labels: list[Position]) -> None:
    Statement.objects.update(rejected=True)
    chosen = {"action": "restore", "_selected_action": [one.statement_id for one in labels]}
    done = as_analyst.post(LIST, chosen | {"apply": "1", "reason": "All are"}, follow=True)
    assert "3 restored" in done.content.decode()
    assert not Statement.objects.filter(rejected=True).exists()


def test_the_list_takes_the_same_number_of_queries_for_three_rows_as_for_thirty(
    as_analyst: Client, labels: list[Position], django_assert_num_queries: Any
) -> None:
    as_analyst.get(LIST)
    with CaptureQueriesContext(connection) as few:
        as_analyst.get(LIST)
    for n in range(27):
        values = {"actor": None, "unresolved": "pronoun"} if n % 3 == 0 else {}
        make.StatementFactory(**values)
    with django_assert_num_queries(len(few)):
        page = as_analyst.get(LIST)
    assert len(page.context["cl"].result_list) == 30
    assert str(labels[0].statement.actor) in page.content.decode()


def test_speakers_are_searched_by_any_spelling_among_actors_in_use(as_analyst: Client) -> None:
    wanted = make.ActorFactory(name="Зоряна Марн")
    make.ActorFactory(name="Zoryana Old", status="rejected")
    address = reverse("admin:autocomplete")
    query = {"app_label": "stances", "model_name": "statement", "field_name": "actor"}
    for term in ("зоряна", "ЗОРЯНА МАРН", "zoryana"):
        found = as_analyst.get(address, query | {"term": term}).json()["results"]
        assert [one["id"] for one in found] == [str(wanted.pk)]


def test_a_statement_is_neither_added_nor_deleted_by_hand(as_administrator: Client, statement: Statement) -> None:
    assert as_administrator.get(reverse("admin:stances_statement_add")).status_code == 403
    assert as_administrator.post(reverse("admin:stances_statement_delete", args=[statement.pk])).status_code == 403
    assert Article.objects.filter(statements=statement).exists()
