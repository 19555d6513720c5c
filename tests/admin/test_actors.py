"""Actors in the admin: merging, accepting, and the named speakers who are no actor yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stances.models import Actor, ActorAlias, Statement
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = reverse("admin:stances_actor_changelist")
UNRESOLVED = reverse("admin:stances_actor_unresolved")
RESOLVE = reverse("admin:stances_actor_resolve")


def page_of(actor: Actor) -> str:
    return reverse("admin:stances_actor_change", args=[actor.pk])


def as_shown(actor: Actor, names: list[str], **changes: Any) -> dict[str, Any]:
    """What the browser sends from an actor's page, with the names in `names` beside those that it has."""
    aliases = list(actor.aliases.all())
    data: dict[str, Any] = {
        "name": actor.name, "slug": actor.slug, "kind": actor.kind, "status": actor.status, "country": actor.country,
        "wikidata": "", "note": "", "reason": "",
        "aliases-TOTAL_FORMS": len(aliases) + len(names), "aliases-INITIAL_FORMS": len(aliases),
        "roles-TOTAL_FORMS": 0, "roles-INITIAL_FORMS": 0,
    }  # fmt: skip
    for at, alias in enumerate(aliases):
        data |= {f"aliases-{at}-id": alias.pk, f"aliases-{at}-actor": actor.pk, f"aliases-{at}-text": alias.text}
    for at, name in enumerate(names, start=len(aliases)):
        data |= {f"aliases-{at}-actor": actor.pk, f"aliases-{at}-text": name}
    return data | changes


def unknown(name: str) -> Statement:
    row: Statement = make.StatementFactory(actor=None, unresolved="unknown_name", speaker_name=name)
    return row


def test_selected_actors_are_merged_into_the_one_that_is_chosen(as_administrator: Client, administrator: User) -> None:
    keep, *others = [make.ActorFactory(name=name) for name in ("Ilva Torrent", "I. Torrent", "Ілва Торрент")]
    row = make.StatementFactory(actor=others[0])
    chosen = {"action": "merge_selected", "_selected_action": [keep.pk, *(one.pk for one in others)]}
    page = as_administrator.post(LIST, chosen | {"index": "0"}).content.decode()
    assert "Which one carries on?" in page
    assert page.count('type="radio"') == 3
    missing = as_administrator.post(LIST, chosen | {"apply": "1", "reason": "One person"})
    assert "This field is required" in missing.content.decode()

    done = as_administrator.post(LIST, chosen | {"apply": "1", "reason": "One person", "keep": keep.pk}, follow=True)
    assert "merged into Ilva Torrent" in done.content.decode()
    assert set(Actor.objects.filter(merged_into=keep)) == set(others)
    row.refresh_from_db()
    assert row.actor == keep
    assert row.history.latest().history_user == administrator
    assert "One person" in row.history.latest().history_change_reason
    assert as_administrator.get(page_of(others[0])).status_code == 200  # merged, and still to be looked at


def test_one_actor_alone_is_not_merged(as_administrator: Client) -> None:
    chosen = {"action": "merge_selected", "_selected_action": [make.ActorFactory().pk], "index": "0"}
    assert "Select the two or more" in as_administrator.post(LIST, chosen, follow=True).content.decode()


def test_a_merge_that_the_rules_refuse_changes_nothing(as_administrator: Client) -> None:
    keep, other = make.ActorFactory(status="rejected"), make.ActorFactory()
    chosen = {"action": "merge_selected", "_selected_action": [keep.pk, other.pk], "apply": "1", "keep": keep.pk}
    page = as_administrator.post(LIST, chosen | {"reason": "r"}, follow=True).content.decode()
    assert "Nothing was changed" in page
    other.refresh_from_db()
    assert other.status == "tracked"


def test_proposed_actors_are_accepted_with_their_statements(as_administrator: Client) -> None:
    actor, row = make.ActorFactory(name="Sella Marn", status="proposed"), unknown("Sella Marn")
    chosen = {"action": "accept_selected", "_selected_action": [actor.pk], "apply": "1", "reason": "In office"}
    as_administrator.post(LIST, chosen)
    actor.refresh_from_db()
    row.refresh_from_db()
    assert (actor.status, row.actor) == ("tracked", actor)
    assert actor.history.latest().history_change_reason == "In office"


def test_a_name_added_on_the_page_resolves_the_statements_that_wait_for_it(
    as_administrator: Client, administrator: User
) -> None:
    actor, row = make.ActorFactory(name="Sella Marn"), unknown("Mme Marn")
    page = as_administrator.post(
        page_of(actor), as_shown(actor, ["Mme  Marn"], reason="As the press has it"), follow=True
    )
    assert "1 statement resolved to Sella Marn" in page.content.decode()
    row.refresh_from_db()
    assert row.actor == actor
    assert ActorAlias.objects.get(text="Mme Marn").history.latest().history_user == administrator


@pytest.mark.parametrize("name", ["…", "Sella Marn"])
def test_a_name_that_is_none_or_is_there_already_is_refused_on_the_page(as_administrator: Client, name: str) -> None:
    actor = make.ActorFactory(name="Sella Marn")
    page = as_administrator.post(page_of(actor), as_shown(actor, [name]))
    assert page.status_code == 200
    assert "errornote" in page.content.decode()
    assert actor.aliases.count() == 1


def test_an_actor_that_is_renamed_or_added_bears_its_own_name(as_administrator: Client) -> None:
    actor = make.ActorFactory(name="Sella Marn")
    as_administrator.post(page_of(actor), as_shown(actor, [], name="Sella Marn-Ott", reason="Married"))
    assert set(actor.aliases.values_list("text", flat=True)) == {"Sella Marn", "Sella Marn-Ott"}
    assert actor.history.latest().history_change_reason == "Married"
    new = {
        "name": "Tam Brill", "slug": "tam-brill", "kind": "person", "status": "tracked",
        "aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0, "roles-TOTAL_FORMS": 0, "roles-INITIAL_FORMS": 0,
    }  # fmt: skip
    as_administrator.post(reverse("admin:stances_actor_add"), new)
    assert list(Actor.objects.get(slug="tam-brill").aliases.values_list("text", flat=True)) == ["Tam Brill"]


def test_being_merged_is_not_a_status_that_one_sets(as_administrator: Client) -> None:
    actor = make.ActorFactory()
    page = as_administrator.post(page_of(actor), as_shown(actor, [], status="merged"))
    assert "Select a valid choice" in page.content.decode()


@pytest.mark.parametrize(("term", "found"), [("camli", True), ("ÇAMLI", True), ("Зоряна", False), ("…", False)])
def test_actors_are_searched_by_any_spelling_of_any_name(as_analyst: Client, term: str, found: bool) -> None:
    actor = make.ActorFactory(name="Sella Marn")
    ActorAlias.objects.create(actor=actor, text="Sella Çamlı")
    page = as_analyst.get(LIST, {"q": term})
    assert bool(page.context["cl"].result_list) is found


def test_named_speakers_who_are_no_actor_are_listed_with_how_much_they_said(as_analyst: Client) -> None:
    for name in ("Tam Brill", "TAM BRILL", "Tam Brill", "Orsolya Veres"):
        unknown(name)
    page = as_analyst.get(UNRESOLVED)
    assert [(one.name, one.n) for one in page.context["page"]] == [("Tam Brill", 3), ("Orsolya Veres", 1)]
    assert "Say who it is" not in page.content.decode()  # an analyst looks, an administrator decides
    assert as_analyst.get(RESOLVE, {"name": "Tam Brill"}).status_code == 403


def test_a_named_speaker_becomes_an_actor(as_administrator: Client) -> None:
    row = unknown("Tam Brill")
    address = f"{RESOLVE}?name=Tam+Brill"
    assert row.text in as_administrator.get(address).content.decode()
    assert not Actor.objects.filter(name="Tam Brill").exists()
    as_administrator.post(address, {"kind": "person", "country": "Vestland", "reason": "A minister"})
    row.refresh_from_db()
    assert (row.actor.name, row.actor.country, row.actor.status) == ("Tam Brill", "Vestland", "tracked")
    assert as_administrator.get(UNRESOLVED).context["page"].paginator.count == 0


def test_a_named_speaker_is_an_actor_who_is_there(as_administrator: Client) -> None:
    actor, row = make.ActorFactory(name="Tamas Brill"), unknown("Tam Brill")
    address = f"{RESOLVE}?name=Tam+Brill"
    page = as_administrator.get(address)
    assert list(page.context["namesakes"]) == [actor]
    missing = as_administrator.post(address, {"kind": "person", "actor": actor.pk})
    assert "This field is required" in missing.content.decode()
    as_administrator.post(address, {"kind": "person", "actor": actor.pk, "reason": "Short for it"})
    row.refresh_from_db()
    assert row.actor == actor
    assert actor.aliases.filter(text="Tam Brill").exists()
    assert Actor.objects.count() == 1


def test_a_name_that_somebody_bears_already_is_refused_with_whose_it_is(as_administrator: Client) -> None:
    make.ActorFactory(name="Tam Brill")
    page = as_administrator.post(f"{RESOLVE}?name=tam+brill", {"kind": "person", "reason": "r"})
    assert "Tam Brill has this name already" in page.content.decode()


def test_the_list_takes_the_same_number_of_queries_for_three_actors_as_for_thirty(
    as_analyst: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        make.StatementFactory()
    as_analyst.get(LIST)
    with CaptureQueriesContext(connection) as few:
        as_analyst.get(LIST)
    for _ in range(27):
        make.StatementFactory()
    with django_assert_num_queries(len(few)):
        page = as_analyst.get(LIST)
    assert len(page.context["cl"].result_list) == 30
