"""The list of labels: the least certain first, corrected in place or many at once, with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stances import review
from stances.models import Correction, Position, Statement, Target
from stances.vocabulary import Stance
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = reverse("admin:stances_position_changelist")


def in_place(shown: list[Position], changes: dict[int, str], reason: str) -> dict[str, Any]:
    """What the browser sends: for each row the label shown and the label chosen."""
    data: dict[str, Any] = {
        "form-TOTAL_FORMS": len(shown), "form-INITIAL_FORMS": len(shown), "_save": "Save", "reason": reason,
    }  # fmt: skip
    for at, row in enumerate(shown):
        data |= {
            f"form-{at}-id": row.pk,
            f"initial-form-{at}-label": row.label,
            f"form-{at}-label": changes.get(row.pk, row.label),
        }
    return data


def rows_of(response: Any) -> list[int]:
    return [row.pk for row in response.context["cl"].result_list]


def test_the_least_certain_come_first_and_peoples_labels_last(
    as_analyst: Client, labels: list[Position], analyst: User, target: Target
) -> None:
    review.correct(statement=labels[0].statement, target=target, label="neutral", person=analyst)
    assert rows_of(as_analyst.get(LIST)) == [labels[1].pk, labels[2].pk, labels[0].pk]


def test_a_label_changed_in_place_is_a_correction_with_its_reason(
    as_analyst: Client, labels: list[Position], analyst: User
) -> None:
    page = as_analyst.get(LIST).content.decode()
    assert 'name="reason"' in page
    assert 'name="initial-form-0-label"' in page
    response = as_analyst.post(LIST, in_place(labels, {labels[1].pk: "critical"}, "Irony"), follow=True)
    assert "1 label was changed successfully" in response.content.decode()
    made = Correction.objects.get()
    assert (made.statement, made.person, made.label_before, made.label, made.reason) == (
        labels[1].statement, analyst, "supportive", "critical", "Irony",
    )  # fmt: skip
    assert Position.objects.get(pk=labels[1].pk).origin == "person"
    assert Position.objects.filter(origin="model").count() == 2


def test_without_a_reason_nothing_is_saved_and_what_was_chosen_stays_on_the_page(
    as_analyst: Client, labels: list[Position]
) -> None:
    response = as_analyst.post(LIST, in_place(labels, {labels[1].pk: "critical"}, "  "))
    assert response.status_code == 200
    assert "Say above the list why" in response.content.decode()
    assert '<option value="critical" selected>' in response.content.decode()
    assert not Correction.objects.exists()


def test_saving_a_list_in_which_nothing_was_changed_corrects_nothing(
    as_analyst: Client, labels: list[Position]
) -> None:
    as_analyst.post(LIST, in_place(labels, {}, ""))
    assert not Correction.objects.exists()


def test_a_page_older_than_somebody_elses_correction_does_not_undo_it(
    as_analyst: Client, labels: list[Position], administrator: User, target: Target
) -> None:
    review.correct(statement=labels[0].statement, target=target, label="neutral", person=administrator)
    as_analyst.post(LIST, in_place(labels, {labels[2].pk: "critical"}, "Seen again"))
    assert Position.objects.get(pk=labels[0].pk).label == "neutral"
    assert Correction.objects.count() == 2


def test_a_statement_rejected_since_the_page_was_loaded_stops_the_whole_save(
    as_analyst: Client, labels: list[Position], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = review.correct

    def late(**values: Any) -> Correction:
        Statement.objects.filter(pk=labels[1].statement_id).update(rejected=True)
        return real(**values)

    monkeypatch.setattr(review, "correct", late)
    changes = {labels[0].pk: "neutral", labels[1].pk: "critical"}
    response = as_analyst.post(LIST, in_place(labels, changes, "Both"), follow=True)
    assert "Restore it before you correct" in response.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize("stance", Stance)
def test_many_are_set_at_once_after_a_page_that_asks_why(
    as_analyst: Client, labels: list[Position], stance: Stance
) -> None:
    chosen = {"action": f"set_{stance}", "_selected_action": [labels[0].pk, labels[2].pk]}
    page = as_analyst.post(LIST, chosen | {"index": "0", "reason": "Half typed"})
    assert page.status_code == 200
    assert "2 selected" in page.content.decode()
    assert 'value="Half typed"' in page.content.decode()
    assert not Correction.objects.exists()

    asked_again = as_analyst.post(LIST, chosen | {"apply": "1", "reason": " "})
    assert "This field is required" in asked_again.content.decode()
    assert not Correction.objects.exists()

    done = as_analyst.post(LIST, chosen | {"apply": "1", "reason": "All alike"}, follow=True)
    assert "2 labels corrected" in done.content.decode()
    assert set(Correction.objects.values_list("statement", "label", "reason")) == {
        (labels[0].statement_id, stance.value, "All alike"),
        (labels[2].statement_id, stance.value, "All alike"),
    }
    assert Position.objects.get(pk=labels[1].pk).origin == "model"


def test_corrected_labels_are_handed_back_to_the_model(
    as_analyst: Client, labels: list[Position], analyst: User, target: Target
) -> None:
    review.correct(statement=labels[0].statement, target=target, label="neutral", person=analyst)
    chosen = {"action": "hand_back", "_selected_action": [row.pk for row in labels]}
    done = as_analyst.post(LIST, chosen | {"apply": "1", "reason": "My slip"}, follow=True)
    assert "1 label corrected" in done.content.decode()
    assert set(Position.objects.values_list("label", "origin")) == {("supportive", "model")}


def test_too_many_at_once_are_refused(
    as_analyst: Client, labels: list[Position], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stances.admin.common.MOST_AT_ONCE", 2)
    chosen = {"action": "set_neutral", "_selected_action": [labels[0].pk], "select_across": "1", "index": "0"}
    response = as_analyst.post(LIST, chosen, follow=True)
    assert "more than 2 at once" in response.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=Camli", True),
        ("q=Çamlı", True),
        ("q=northern camli", True),
        ("q=southern camli", False),
        ("q=Torrent", True),  # the mention says so
        ("q=zzz", False),
        ("label__exact=critical", False),
        ("label__exact=supportive", True),
        ("uncertain__exact=1", False),
        ("origin__exact=model", True),
        ("origin__exact=person", False),
        ("statement__kind__exact=direct", True),
        ("statement__kind__exact=mixed", False),
        ("speaker={actor}", True),
        ("speaker=0", False),
        ("speaker=nonsense", False),
        ("outlet={outlet}", True),
        ("statement__id__exact={statement}", True),
    ],
)
def test_labels_are_found_by_words_speaker_in_any_spelling_and_filters(
    as_analyst: Client, target: Target, query: str, found: bool
) -> None:
    row = make.StatementFactory(actor=make.ActorFactory(name="Sella Çamlı"))
    make.judged(row, target, Stance.SUPPORTIVE)
    query = query.format(actor=row.actor_id, outlet=row.article.outlet_id, statement=row.pk)
    response = as_analyst.get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert bool(rows_of(response)) is found


def test_what_is_no_statement_is_not_in_the_list(as_analyst: Client, labels: list[Position]) -> None:
    Statement.objects.filter(pk=labels[0].statement_id).update(rejected=True)
    Statement.objects.filter(pk=labels[1].statement_id).update(retired=True)
    assert rows_of(as_analyst.get(LIST)) == [labels[2].pk]


def test_the_list_takes_the_same_number_of_queries_for_three_rows_as_for_thirty(
    as_analyst: Client, labels: list[Position], target: Target, django_assert_num_queries: Any
) -> None:
    as_analyst.get(LIST)
    with CaptureQueriesContext(connection) as few:
        as_analyst.get(LIST)
    for _ in range(27):
        make.judged(make.StatementFactory(), target, Stance.NEUTRAL)
    with django_assert_num_queries(len(few)):
        assert len(rows_of(as_analyst.get(LIST))) == 30


def test_a_label_cannot_be_added_deleted_or_edited_by_itself(as_analyst: Client, labels: list[Position]) -> None:
    assert as_analyst.get(reverse("admin:stances_position_add")).status_code == 403
    assert as_analyst.post(reverse("admin:stances_position_delete", args=[labels[0].pk])).status_code == 403
    page = as_analyst.post(reverse("admin:stances_position_change", args=[labels[0].pk]), {"label": "critical"})
    assert page.headers["Location"] == reverse("admin:stances_statement_change", args=[labels[0].statement_id])
    assert Position.objects.get(pk=labels[0].pk).label == "supportive"


def test_words_are_escaped(as_analyst: Client, target: Target) -> None:
    article = make.ArticleFactory(text="He said <script>alert(1)</script> & left.")
    row = make.StatementFactory(article=article, text="<script>alert(1)</script>", speaker_name="<b>", actor=None,
                                unresolved="unknown_name")  # fmt: skip
    make.judged(row, target)
    for address in (LIST, reverse("admin:stances_statement_change", args=[row.pk])):
        page = as_analyst.get(address).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert(1)" not in page
        assert "<b>" not in page
