"""What people correct: labels, speakers, spans, and what was no statement at all.

Every function writes in one transaction, keeps who did it, when and why, and brings the labels in
force up to date, so that the next request shows it. Nothing of the machine's is deleted: a
correction stands beside the verdict and wins, and every changed row leaves its earlier self in
the history. What a person has set is marked so, and no later reading touches it.

Rules come in pairs: `check_…` raises `CannotCorrect` with a message for people, `may_…` asks.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from stances import positions
from stances.models import Actor, Correction, Position, Statement, Target
from stances.records import Span
from stances.vocabulary import ActorStatus, Origin, Stance, Unresolved

#: The longest reason that is kept, in characters.
REASON_LENGTH = 400
_BATCH = 500


class CannotCorrect(Exception):  # noqa: N818  (it reads as what it says: "except CannotCorrect")
    """A correction that cannot be made; the message says why, in words for people."""


# --- rules --------------------------------------------------------------------------------


def check_may_correct(person: User | AnonymousUser, statement: Statement | None = None) -> None:
    """Raise `CannotCorrect` unless `person` may correct labels, or the label of this `statement`."""
    if not person.is_active or not person.has_perm("stances.add_correction"):
        raise CannotCorrect("Only analysts and administrators may correct. Log in with such an account.")
    if statement is not None and statement.rejected:
        raise CannotCorrect("This is marked as not a statement. Restore it before you correct its label.")
    if statement is not None and statement.retired:
        raise CannotCorrect("The newest reading of the article no longer finds this statement.")


def may_correct(person: User | AnonymousUser, statement: Statement | None = None) -> bool:
    """Whether `check_may_correct` would let this pass."""
    try:
        check_may_correct(person, statement)
    except CannotCorrect:
        return False
    return True


def check_may_amend(person: User | AnonymousUser) -> None:
    """Raise `CannotCorrect` unless `person` may change a statement's speaker or span, or reject it."""
    if not person.is_active or not person.has_perm("stances.change_statement"):
        raise CannotCorrect("Only analysts and administrators may change statements. Log in with such an account.")


def may_amend(person: User | AnonymousUser) -> bool:
    """Whether `check_may_amend` would let this pass."""
    try:
        check_may_amend(person)
    except CannotCorrect:
        return False
    return True


# --- labels -------------------------------------------------------------------------------


def correct(*, statement: Statement, target: Target, label: str, person: User, reason: str = "") -> Correction:
    """Set the label of one statement toward one target; an empty `label` hands the question back to the model.

    Returns the correction, with the label that was in force before it. Raises `CannotCorrect` where the person
    may not, the label is none of the codebook's, or there is no correction to hand back.
    """
    made = correct_many(pairs=[(statement, target)], label=label, person=person, reason=reason)
    if not made:
        raise CannotCorrect("The model's label is in force already; there is no correction to hand back.")
    return made[0]


@transaction.atomic
def correct_many(
    *, pairs: Iterable[tuple[Statement, Target]], label: str, person: User, reason: str = ""
) -> list[Correction]:
    """Set one label for many (statement, target) pairs, all or none; return the corrections made.

    Handing back (`label` empty) passes over pairs whose label the model gives already. Everything else is
    recorded, also where the person confirms the label in force: a confirmation is a person's label too.
    """
    if label and label not in set(Stance):
        raise CannotCorrect(f"“{label}” is none of the labels: {', '.join(Stance)}.")
    reason = _reason(reason)
    wanted = {(statement.pk, target.pk): (statement, target) for statement, target in pairs}
    check_may_correct(person)
    statements = {statement.pk: statement for statement, _ in wanted.values()}
    # Locked, and read again: the page may be older than somebody else's decision.
    for statement in lock(statements):
        check_may_correct(person, statement)
    in_force = _in_force(statements)
    corrections = []
    for key, (statement, target) in wanted.items():
        before = in_force.get(key)
        if not label and (before is None or before.origin != Origin.PERSON):
            continue
        corrections.append(
            Correction(
                statement=statement,
                target=target,
                label=label,
                label_before=before.label if before else "",
                reason=reason,
                person=person,
            )
        )
    made: list[Correction] = bulk_create_with_history(
        corrections,
        Correction,
        batch_size=_BATCH,
        default_user=person,
        default_change_reason=reason,
    )
    positions.refresh(statements)
    return made


def _in_force(statement_ids: Iterable[int]) -> dict[tuple[int, int], Position]:
    ids = sorted(statement_ids)
    return {
        (position.statement_id, position.target_id): position
        for at in range(0, len(ids), _BATCH)
        for position in Position.objects.filter(statement__in=ids[at : at + _BATCH])
    }


# --- statements ---------------------------------------------------------------------------


def set_actor(
    *, statement: Statement, actor: Actor | None, person: User, reason: str = "", unresolved: str = ""
) -> Statement:
    """Say who spoke, or that it is not known: then `unresolved` says why (a word of `Unresolved`)."""
    set_actor_many(statements=[statement], actor=actor, person=person, reason=reason, unresolved=unresolved)
    statement.refresh_from_db()
    return statement


@transaction.atomic
def set_actor_many(
    *, statements: Iterable[Statement], actor: Actor | None, person: User, reason: str = "", unresolved: str = ""
) -> int:
    """Give many statements one speaker, all or none; return how many were changed."""
    check_may_amend(person)
    if actor is None and unresolved not in set(Unresolved):
        raise CannotCorrect("A statement without a speaker needs the reason why the speaker is not known.")
    if actor is not None and actor.status not in {ActorStatus.TRACKED, ActorStatus.PROPOSED}:
        raise CannotCorrect(f"{actor.name} is {actor.get_status_display().lower()}; choose an actor that is in use.")
    changed = []
    for row in lock(statement.pk for statement in statements):
        row.actor = actor
        row.unresolved = "" if actor is not None else unresolved
        row.actor_by_person = True
        row.speaker_confidence = 1.0 if actor is not None else 0.0
        row.speaker_evidence = f"Set by {person.get_username()}"
        changed.append(row)
    fields = ["actor", "unresolved", "actor_by_person", "speaker_confidence", "speaker_evidence"]
    return update_with_history(changed, fields, person, reason)


@transaction.atomic
def set_span(*, statement: Statement, start: int, end: int, person: User, reason: str = "") -> Statement:
    """Say which words are the statement: `[start, end)` in code points of its article's text.

    White space at either end is left out. The labels in force are marked uncertain until the model has judged
    the new words (`stances.tasks.enqueue` of the article does that); people's labels stay.
    """
    check_may_amend(person)
    (row,) = lock([statement.pk])
    span = check_span(row.article.text, start, end)
    row.start, row.end, row.text = span.start, span.end, span.of(row.article.text)
    row.context_start, row.context_end = min(row.context_start, row.start), max(row.context_end, row.end)
    row.quoted = [
        [max(first, row.start), min(last, row.end)]
        for first, last in row.quoted
        if first < row.end and row.start < last
    ]
    row.span_by_person = True
    fields = ["start", "end", "text", "context_start", "context_end", "quoted", "span_by_person"]
    update_with_history([row], fields, person, reason)
    positions.refresh([row.pk])
    statement.refresh_from_db()
    return statement


def check_span(text: str, start: int, end: int) -> Span:
    """The span `[start, end)` without white space at either end; `CannotCorrect` unless it holds words of `text`."""
    try:
        span = Span(start, end)
    except ValueError:
        raise CannotCorrect("The statement must end after it starts.") from None
    if span.end > len(text):
        raise CannotCorrect(f"The article has {len(text)} characters; the statement cannot end at {span.end}.")
    words = span.of(text)
    if not words.strip():
        raise CannotCorrect("There are no words between these two places.")
    return Span(start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip())))


def find_span(text: str, words: str, near: int) -> Span:
    """Where `words` stand in `text`, letter by letter, the place nearest to `near`; `CannotCorrect` if nowhere."""
    words = words.replace("\r\n", "\n").strip()
    places, at = [], text.find(words) if words else -1
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    if not places:
        raise CannotCorrect("These words do not stand in the article like this. Copy them from its text.")
    start = min(places, key=lambda place: abs(place - near))
    return Span(start, start + len(words))


def reject(*, statement: Statement, person: User, reason: str = "") -> Statement:
    """Say that this is no statement: it leaves lists and charts, and no later reading brings it back."""
    reject_many(statements=[statement], person=person, reason=reason)
    statement.refresh_from_db()
    return statement


def restore(*, statement: Statement, person: User, reason: str = "") -> Statement:
    """Take `reject` back."""
    restore_many(statements=[statement], person=person, reason=reason)
    statement.refresh_from_db()
    return statement


def reject_many(*, statements: Iterable[Statement], person: User, reason: str = "") -> int:
    """`reject` for many statements at once, all or none; return how many were not rejected before."""
    return _set_rejected(statements, True, person, reason)


def restore_many(*, statements: Iterable[Statement], person: User, reason: str = "") -> int:
    """`restore` for many statements at once, all or none; return how many were rejected before."""
    return _set_rejected(statements, False, person, reason)


@transaction.atomic
def _set_rejected(statements: Iterable[Statement], rejected: bool, person: User, reason: str) -> int:
    check_may_amend(person)
    changed = [row for row in lock(statement.pk for statement in statements) if row.rejected != rejected]
    for row in changed:
        row.rejected = rejected
    return update_with_history(changed, ["rejected"], person, reason)


# --- shared by the functions that change statements ---------------------------------------------


def lock(statement_ids: Iterable[int]) -> list[Statement]:
    """These statements as they stand now, held until the transaction ends; always in the same order.

    The order keeps two writers from waiting for each other. Raises `CannotCorrect` where one is gone.
    """
    ids = sorted(set(statement_ids))
    rows = [
        row
        for at in range(0, len(ids), _BATCH)
        for row in Statement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("article")
        .filter(pk__in=ids[at : at + _BATCH])
        .order_by("pk")
    ]
    if len(rows) != len(ids):
        raise CannotCorrect("A statement has been removed in the meantime. Load the page again.")
    return rows


def update_with_history(rows: list[Statement], fields: list[str], person: User | None, reason: str) -> int:
    """Write these fields of statements, each with a row of history that says who and why."""
    if not rows:
        return 0
    bulk_update_with_history(
        rows,
        Statement,
        fields,
        batch_size=_BATCH,
        default_user=person,
        default_change_reason=_reason(reason),
    )
    return len(rows)


def _reason(reason: str) -> str:
    return " ".join(reason.split())[:REASON_LENGTH]
