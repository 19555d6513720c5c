"""What people correct: who may, what it changes at once, and what is kept of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission, User

from stances import merging, review, roles
from stances.models import Actor, ActorAlias, Correction, Position, Statement, Target
from stances.review import CannotCorrect
from stances.vocabulary import Stance
from tests import factories as make

pytestmark = pytest.mark.django_db


def person_with(role: str) -> User:
    """An anonymous visitor is no person; every other role is an account."""
    user: User = make.UserFactory(username=role)
    if role in (roles.ANALYSTS, roles.ADMINISTRATORS):
        roles.grant(user, role)
    return User.objects.get(pk=user.pk)  # without cached permissions


@pytest.fixture
def analyst() -> User:
    return person_with(roles.ANALYSTS)


@pytest.fixture
def administrator() -> User:
    return person_with(roles.ADMINISTRATORS)


@pytest.fixture
def statement() -> Statement:
    row: Statement = make.StatementFactory()
    return row


@pytest.fixture
def target() -> Target:
    row: Target = make.TargetFactory()
    return row


# --- who may ------------------------------------------------------------------------------

RULES = {
    "correct": review.may_correct,
    "amend": review.may_amend,
    "change actors": merging.may_change_actors,
    "upload": lambda person: person.has_perm("stances.add_article"),
    "add a target": lambda person: person.has_perm("stances.add_target"),
    "delete an article": lambda person: person.has_perm("stances.delete_article"),
    "make an account": lambda person: person.has_perm("auth.add_user"),
    "change a verdict": lambda person: person.has_perm("stances.change_verdict"),
    "delete a correction": lambda person: person.has_perm("stances.delete_correction"),
}
MAY = {
    "anonymous": set(),
    "no role": set(),
    roles.ANALYSTS: {"correct", "amend", "upload"},
    roles.ADMINISTRATORS: {
        "correct", "amend", "upload", "change actors", "add a target", "delete an article", "make an account",
    },
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("role", MAY)
def test_who_may_do_what(role: str, rule: str) -> None:
    person: Any = AnonymousUser() if role == "anonymous" else person_with(role)
    assert RULES[rule](person) is (rule in MAY[role])


def test_an_account_that_was_closed_may_do_nothing(analyst: User) -> None:
    analyst.is_active = False
    assert not review.may_correct(analyst)
    assert not review.may_amend(analyst)


def test_the_groups_are_made_again_without_taking_away_what_was_added_by_hand(analyst: User) -> None:
    group = Group.objects.get(name=roles.ANALYSTS)
    extra = Permission.objects.get(codename="add_event")
    group.permissions.add(extra)
    group.permissions.remove(Permission.objects.get(codename="add_correction"))
    roles.ensure_groups()
    roles.ensure_groups()
    held = set(group.permissions.values_list("codename", flat=True))
    assert {"add_event", "add_correction"} <= held
    assert Group.objects.count() == 2


@pytest.mark.parametrize(
    "attempt",
    [
        lambda s, t, p: review.correct(statement=s, target=t, label="critical", person=p),
        lambda s, t, p: review.set_actor(statement=s, actor=make.ActorFactory(), person=p),
        lambda s, t, p: review.set_span(statement=s, start=0, end=4, person=p),
        lambda s, t, p: review.reject(statement=s, person=p),
        lambda s, t, p: review.restore(statement=s, person=p),
        lambda s, t, p: merging.merge_actors(keep=s.actor, other=make.ActorFactory(), person=p),
        lambda s, t, p: merging.accept_speaker(name="Sella Marn", person=p),
        lambda s, t, p: merging.accept_actor(actor=make.ActorFactory(status="proposed"), person=p),
        lambda s, t, p: merging.add_name(actor=s.actor, name="I. Torrent", person=p),
    ],
)
def test_without_a_role_nothing_is_changed(statement: Statement, target: Target, attempt: Any) -> None:
    person = person_with("no role")
    before = Statement.history.count()
    with pytest.raises(CannotCorrect, match="Only "):
        attempt(statement, target, person)
    assert not Correction.objects.exists()
    assert Statement.history.count() == before
    assert not Actor.objects.filter(status="merged").exists()


# --- labels -------------------------------------------------------------------------------


def test_a_correction_is_in_force_at_once_and_the_verdict_stays(
    statement: Statement, target: Target, analyst: User
) -> None:
    verdict = make.judged(statement, target, Stance.SUPPORTIVE)
    made = review.correct(
        statement=statement, target=target, label="critical", person=analyst, reason="  It is\nsarcasm. "
    )
    position = Position.objects.get()
    assert (position.label, position.origin, position.score) == ("critical", "person", -1.0)
    assert position.verdict == verdict
    assert (made.label_before, made.reason, made.person) == ("supportive", "It is sarcasm.", analyst)


def test_each_correction_is_kept_with_who_when_from_what_to_what_and_why(
    statement: Statement, target: Target, analyst: User, administrator: User
) -> None:
    make.judged(statement, target, Stance.SUPPORTIVE)
    review.correct(statement=statement, target=target, label="critical", person=analyst, reason="one")
    review.correct(statement=statement, target=target, label="neutral", person=administrator, reason="two")
    review.correct(statement=statement, target=target, label="", person=analyst, reason="three")
    kept = [(one.person, one.label_before, one.label, one.reason) for one in Correction.objects.order_by("pk")]
    assert kept == [
        (analyst, "supportive", "critical", "one"),
        (administrator, "critical", "neutral", "two"),
        (analyst, "neutral", "", "three"),
    ]
    history = [
        (row.history_user, row.history_change_reason, row.history_type) for row in Correction.history.order_by("id")
    ]
    assert history == [(analyst, "one", "+"), (administrator, "two", "+"), (analyst, "three", "+")]
    assert all(one.created is not None for one in Correction.objects.all())
    assert Position.objects.get().label == "supportive"


def test_a_long_reason_is_kept_whole(statement: Statement, target: Target, analyst: User) -> None:
    reason = "because " * 45
    made = review.correct(statement=statement, target=target, label="neutral", person=analyst, reason=reason)
    assert made.reason == reason.strip() == Correction.history.get().history_change_reason
    review.reject(statement=statement, person=analyst, reason=reason)
    assert statement.history.latest().history_change_reason == reason.strip()


def test_a_target_that_the_model_never_judged_can_be_labelled(
    statement: Statement, target: Target, analyst: User
) -> None:
    made = review.correct(statement=statement, target=target, label="critical", person=analyst)
    assert made.label_before == ""
    assert Position.objects.get().label == "critical"


def test_confirming_the_models_label_makes_it_a_persons(statement: Statement, target: Target, analyst: User) -> None:
    make.judged(statement, target, Stance.NEUTRAL, probability=0.4)
    assert Position.objects.get().uncertain
    review.correct(statement=statement, target=target, label="neutral", person=analyst)
    position = Position.objects.get()
    assert (position.label, position.origin, position.uncertain) == ("neutral", "person", False)


@pytest.mark.parametrize("judged", [True, False])
def test_what_no_person_has_labelled_cannot_be_handed_back(
    statement: Statement, target: Target, analyst: User, judged: bool
) -> None:
    if judged:
        make.judged(statement, target)
    with pytest.raises(CannotCorrect, match="no correction to hand back"):
        review.correct(statement=statement, target=target, label="", person=analyst)
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("state", "message"), [({"rejected": True}, "not a statement"), ({"retired": True}, "no longer finds")]
)
def test_what_is_no_statement_has_no_label_to_correct(
    statement: Statement, target: Target, analyst: User, state: dict[str, bool], message: str
) -> None:
    Statement.objects.filter(pk=statement.pk).update(**state)  # since the page was loaded: `statement` does not know
    with pytest.raises(CannotCorrect, match=message):
        review.correct(statement=statement, target=target, label="critical", person=analyst)
    statement.refresh_from_db()
    assert not review.may_correct(analyst, statement)


def test_a_word_that_is_no_label_is_refused(statement: Statement, target: Target, analyst: User) -> None:
    with pytest.raises(CannotCorrect, match="none of the labels"):
        review.correct(statement=statement, target=target, label="friendly", person=analyst)


def test_many_labels_are_corrected_in_a_fixed_number_of_queries(
    target: Target, analyst: User, django_assert_max_num_queries: Any
) -> None:
    rows = [make.StatementFactory() for _ in range(30)]
    for row in rows:
        make.judged(row, target, Stance.SUPPORTIVE)
    review.may_correct(analyst)  # permissions are cached on the person
    with django_assert_max_num_queries(14):
        made = review.correct_many(
            pairs=[(row, target) for row in rows], label="neutral", person=analyst, reason="A list"
        )
    assert len(made) == Correction.history.filter(history_user=analyst, history_change_reason="A list").count() == 30
    assert set(Position.objects.values_list("label", "origin")) == {("neutral", "person")}
    assert {one.label_before for one in made} == {"supportive"}


def test_one_that_cannot_be_corrected_stops_them_all(target: Target, analyst: User) -> None:
    good, bad = make.StatementFactory(), make.StatementFactory(rejected=True)
    with pytest.raises(CannotCorrect):
        review.correct_many(pairs=[(good, target), (bad, target)], label="neutral", person=analyst)
    assert not Correction.objects.exists()
    assert not Position.objects.exists()


def test_handing_many_back_passes_over_those_that_are_the_models(target: Target, analyst: User) -> None:
    mine, models = make.StatementFactory(), make.StatementFactory()
    for row in (mine, models):
        make.judged(row, target, Stance.SUPPORTIVE)
    review.correct(statement=mine, target=target, label="critical", person=analyst)
    made = review.correct_many(pairs=[(mine, target), (models, target)], label="", person=analyst)
    assert [one.statement for one in made] == [mine]
    assert set(Position.objects.values_list("label", "origin")) == {("supportive", "model")}


# --- speakers, spans, what is no statement ------------------------------------------------------


def test_a_wrong_speaker_is_put_right_and_the_history_says_who_and_why(statement: Statement, analyst: User) -> None:
    was, other = statement.actor, make.ActorFactory()
    review.set_actor(statement=statement, actor=other, person=analyst, reason="The deputy spoke")
    assert (statement.actor, statement.actor_by_person, statement.unresolved) == (other, True, "")
    assert statement.speaker_evidence == f"Set by {analyst.username}"
    now, before = statement.history.all()[:2]
    assert (now.history_user, now.history_change_reason, now.actor_id) == (analyst, "The deputy spoke", other.pk)
    assert before.actor_id == was.pk


def test_a_speaker_who_is_not_known_needs_the_reason(statement: Statement, analyst: User) -> None:
    with pytest.raises(CannotCorrect, match="needs the reason"):
        review.set_actor(statement=statement, actor=None, person=analyst)
    review.set_actor(statement=statement, actor=None, unresolved="anonymous", person=analyst)
    assert (statement.actor, statement.unresolved, statement.actor_by_person) == (None, "anonymous", True)


@pytest.mark.parametrize("status", ["rejected", "merged"])
def test_a_statement_is_not_given_to_an_actor_out_of_use(statement: Statement, analyst: User, status: str) -> None:
    into = make.ActorFactory() if status == "merged" else None
    with pytest.raises(CannotCorrect, match=status):
        review.set_actor(statement=statement, actor=make.ActorFactory(status=status, merged_into=into), person=analyst)


TEXT = "The minister spoke. “We stand by the treaty,” she said.\r\nRain fell. We stand by the treaty."


@pytest.fixture
def quoted() -> Statement:
    row: Statement = make.StatementFactory(
        article=make.ArticleFactory(text=TEXT), text="We stand by", context_start=20, context_end=60, quoted=[[21, 43]]
    )
    return row


def test_a_span_is_moved_within_the_article(quoted: Statement, analyst: User) -> None:
    start, end = TEXT.index("We stand"), TEXT.index(",”")
    review.set_span(statement=quoted, start=start, end=end, person=analyst, reason="Cut short")
    assert quoted.text == TEXT[quoted.start : quoted.end] == "We stand by the treaty"
    assert quoted.span_by_person
    assert quoted.judged_words == f"{start}-{end}"
    assert quoted.history.latest().history_change_reason == "Cut short"
    assert (quoted.found_start, quoted.found_end) == (start, start + len("We stand by"))


def test_white_space_around_a_span_is_left_out_and_the_context_grows_with_it(quoted: Statement, analyst: User) -> None:
    review.set_span(statement=quoted, start=3, end=TEXT.index(" “") + 1, person=analyst)
    assert quoted.text == "minister spoke."
    assert quoted.context_start == quoted.start == 4
    assert quoted.quoted == []


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (5, 5, "after it starts"),
        (9, 4, "after it starts"),
        (-3, 4, "after it starts"),
        (0, len(TEXT) + 1, "characters"),
        (TEXT.index("\r\n"), TEXT.index("\r\n") + 2, "no words"),
    ],
)
def test_a_span_that_is_none_is_refused(quoted: Statement, analyst: User, start: int, end: int, message: str) -> None:
    with pytest.raises(CannotCorrect, match=message):
        review.set_span(statement=quoted, start=start, end=end, person=analyst)
    quoted.refresh_from_db()
    assert not quoted.span_by_person


def test_words_that_stand_in_an_article_twice_are_found_at_the_nearer_place() -> None:
    words = "We stand by the treaty"
    first, second = TEXT.index(words), TEXT.rindex(words)
    assert review.find_span(TEXT, words, near=0).start == first
    assert review.find_span(TEXT, words, near=second + 3).start == second
    with pytest.raises(CannotCorrect, match="Copy them"):
        review.find_span(TEXT, "We stood by the treaty", near=0)
    with pytest.raises(CannotCorrect, match="Copy them"):
        review.find_span(TEXT, " \r\n ", near=0)


def test_what_is_no_statement_leaves_the_charts_and_can_come_back(
    statement: Statement, target: Target, analyst: User
) -> None:
    make.judged(statement, target)
    assert Position.objects.charted().count() == 1
    review.reject(statement=statement, person=analyst, reason="A book's title")
    assert Position.objects.charted().count() == 0
    review.restore(statement=statement, person=analyst, reason="It was none")
    assert Position.objects.charted().count() == 1
    reasons = [row.history_change_reason for row in statement.history.all()[:2]]
    assert reasons == ["It was none", "A book's title"]
    assert review.restore_many(statements=[statement], person=analyst) == 0


def test_a_statement_removed_meanwhile_is_said_to_be_gone(statement: Statement, analyst: User) -> None:
    Statement.objects.all().delete()
    with pytest.raises(CannotCorrect, match="removed in the meantime"):
        review.reject(statement=statement, person=analyst)


# --- actors -------------------------------------------------------------------------------


def test_merging_moves_statements_names_and_roles_and_doubles_none(administrator: User) -> None:
    keep = make.ActorFactory(name="Ilva Torrent", country="")
    other = make.ActorFactory(name="Ілва Торрент", country="Vestland")
    ActorAlias.objects.create(actor=keep, text="Torrent")
    ActorAlias.objects.create(actor=other, text="Torrent")
    for actor in (keep, other):
        make.RoleFactory(actor=actor, title="Minister", start=date(2020, 1, 1))
        make.RoleFactory(actor=actor, title="Envoy", start=None)
    make.RoleFactory(actor=other, title="Mayor")
    statement = make.StatementFactory(actor=other)
    merging.merge_actors(keep=keep, other=other, person=administrator, reason="One person")

    statement.refresh_from_db()
    assert statement.actor == keep
    assert not statement.actor_by_person
    assert sorted(keep.aliases.values_list("text", flat=True)) == sorted(["Ilva Torrent", "Torrent", "Ілва Торрент"])
    assert sorted(keep.roles.values_list("title", flat=True)) == ["Envoy", "Mayor", "Minister"]
    assert (keep.country, other.status, other.merged_into) == ("Vestland", "merged", keep)
    assert (other.aliases.count(), other.roles.count()) == (0, 0)
    entry = statement.history.latest()
    assert entry.history_user == administrator
    assert entry.history_change_reason == "Merged Ілва Торрент into Ilva Torrent: One person"
    assert other.history.latest().history_user == administrator


def test_what_was_merged_into_the_other_is_merged_into_the_one_that_stays(administrator: User) -> None:
    first, second, third = (make.ActorFactory() for _ in range(3))
    merging.merge_actors(keep=second, other=first, person=administrator)
    merging.merge_actors(keep=third, other=second, person=administrator)
    first.refresh_from_db()
    assert first.merged_into == second.merged_into == third
    assert list(third.merged.order_by("pk")) == [first, second]


def test_an_actor_merged_already_or_with_itself_is_not_merged(administrator: User) -> None:
    one, two, three = (make.ActorFactory() for _ in range(3))
    with pytest.raises(CannotCorrect, match="into itself"):
        merging.merge_actors(keep=one, other=one, person=administrator)
    merging.merge_actors(keep=one, other=two, person=administrator)
    with pytest.raises(CannotCorrect, match="already been merged"):
        merging.merge_actors(keep=three, other=two, person=administrator)
    with pytest.raises(CannotCorrect, match="already been merged"):
        merging.merge_actors(keep=two, other=three, person=administrator)
    with pytest.raises(CannotCorrect, match="rejected"):
        merging.merge_actors(keep=make.ActorFactory(status="rejected"), other=three, person=administrator)


def test_several_are_merged_all_or_none(administrator: User) -> None:
    keep, good = make.ActorFactory(), make.ActorFactory()
    bad = make.ActorFactory(status="merged", merged_into=make.ActorFactory())
    with pytest.raises(CannotCorrect):
        merging.merge_all(keep=keep, others=[good, bad], person=administrator)
    good.refresh_from_db()
    assert good.status == "tracked"


def unknown(name: str, **values: Any) -> Statement:
    row: Statement = make.StatementFactory(actor=None, unresolved="unknown_name", speaker_name=name, **values)
    return row


def test_accepting_a_speaker_resolves_every_spelling_of_the_name(administrator: User) -> None:
    rows = [unknown("Sella Çamlı"), unknown("Sella Camli"), unknown("SELLA CAMLI")]
    other = unknown("Sella Camlisson")
    actor = merging.accept_speaker(name="Sella  Çamlı", country="Vestland", person=administrator, reason="A minister")
    assert (actor.name, actor.slug, actor.status) == ("Sella Çamlı", "sella-camli", "tracked")
    for row in rows:
        row.refresh_from_db()
        assert (row.actor, row.unresolved, row.actor_by_person) == (actor, "", False)
        assert "one of the names" in row.speaker_evidence
        assert row.history.latest().history_user == administrator
    other.refresh_from_db()
    assert other.actor is None
    assert actor.history.latest().history_change_reason == "Accepted as an actor: A minister"


def test_resolving_again_never_touches_what_a_person_set(administrator: User) -> None:
    row = unknown("Sella Marn", actor_by_person=True)
    gone = unknown("Sella Marn", retired=True)
    anonymous = make.StatementFactory(actor=None, unresolved="anonymous", speaker_name="Sella Marn")
    actor = merging.accept_speaker(name="Sella Marn", person=administrator)
    assert not actor.statements.exists()
    for one, reason in ((row, "unknown_name"), (gone, "unknown_name"), (anonymous, "anonymous")):
        one.refresh_from_db()
        assert (one.actor, one.unresolved, one.history.count()) == (None, reason, 1)


def test_a_name_that_two_tracked_actors_bear_resolves_nothing(administrator: User) -> None:
    one, two = make.ActorFactory(), make.ActorFactory()
    row = unknown("Marn")
    for actor in (one, two):
        ActorAlias.objects.create(actor=actor, text="Marn")
    assert merging.resolve_again(one) == merging.resolve_again(two) == 0
    Actor.objects.filter(pk=two.pk).update(status="rejected")
    assert merging.resolve_again(one) == 1
    row.refresh_from_db()
    assert row.actor == one


def test_a_further_name_of_an_actor_resolves_its_statements(administrator: User) -> None:
    actor, row = make.ActorFactory(name="Sella Marn"), unknown("S. Marn-Ott")
    assert merging.add_name(actor=actor, name="S. Marn-Ott", person=administrator, reason="Her married name") == 1
    row.refresh_from_db()
    assert row.actor == actor
    alias = actor.aliases.get(text="S. Marn-Ott")
    assert alias.history.latest().history_change_reason == "Her married name"
    with pytest.raises(CannotCorrect, match="has this name already"):
        merging.add_name(actor=make.ActorFactory(), name="s marn ott", person=administrator)
    with pytest.raises(CannotCorrect, match="has this name already"):
        merging.accept_speaker(name="S Marn Ott", person=administrator)


def test_a_proposed_actor_is_accepted_with_the_statements_that_wait_for_the_name(administrator: User) -> None:
    actor, row = make.ActorFactory(name="Sella Marn", status="proposed"), unknown("Sella Marn")
    assert merging.resolve_again(actor) == 0
    merging.accept_actor(actor=actor, person=administrator, reason="In office")
    row.refresh_from_db()
    assert (actor.status, row.actor) == ("tracked", actor)


def test_two_actors_of_one_name_get_two_addresses(administrator: User) -> None:
    make.ActorFactory(name="Other", slug="sella-marn")
    assert merging.accept_speaker(name="Sella Marn", person=administrator).slug == "sella-marn-2"


def test_unresolved_names_are_counted_over_their_spellings() -> None:
    for name in ("Çamlı", "Çamlı", "Camli", "Orr"):
        unknown(name)
    unknown("Orr", rejected=True)
    unknown("", mention="she")
    assert [(one.name, one.n) for one in merging.unresolved_names()] == [("Çamlı", 3), ("Orr", 1)]
