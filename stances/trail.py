"""All that ever happened to a statement: what each run judged, what people corrected and changed, the newest first.

Two queries for the history and the actors named in it; verdicts and corrections come with the statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from stances.models import Actor, Correction, Run, Statement, Verdict
from stances.vocabulary import DateBasis, StatementKind, Unresolved

#: Fields of a statement whose changes are told; the rest follows from them or is the machine's bookkeeping.
_TOLD = ("actor_id", "unresolved", "start", "end", "kind", "said_on", "date_basis", "rejected", "retired", "negated")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `who` is a person's name, or "" for the machine."""

    when: datetime
    what: str  # "run", "correction", "change" or "found"
    who: str = ""
    reason: str = ""
    changes: tuple[Change, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    run: Run | None = None
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A field in words, with its value before and after, in words."""

    field: str
    before: str
    after: str


def trail(statement: Statement) -> list[Entry]:
    """The entries of a statement with prefetched `verdicts` (run, target) and `corrections` (person, target)."""
    entries = [*_runs(statement.verdicts.all()), *_corrections(statement.corrections.all()), *_changes(statement)]
    return sorted(entries, key=lambda entry: entry.when, reverse=True)


def _runs(verdicts: Iterable[Verdict]) -> Iterable[Entry]:
    ordered = sorted(verdicts, key=lambda one: (one.run_id, one.words, one.target.order, one.target.name))
    for _, group in groupby(ordered, key=lambda one: (one.run_id, one.words)):
        judged = tuple(group)
        run = judged[0].run
        # What a trial judged became a label when it was taken over.
        when = max(judged[0].created, run.in_force_since or judged[0].created)
        yield Entry(when=when, what="run", verdicts=judged, run=run)


def _corrections(corrections: Iterable[Correction]) -> Iterable[Entry]:
    for correction in corrections:
        who = correction.person.get_username()
        yield Entry(
            when=correction.created, what="correction", who=who, reason=correction.reason, correction=correction
        )


def _changes(statement: Statement) -> Iterable[Entry]:
    records = list(statement.history.select_related("history_user").order_by("history_date", "history_id"))
    names = Actor.objects.in_bulk({record.actor_id for record in records if record.actor_id})
    for record in records[:1]:
        yield Entry(when=record.history_date, what="found", who=_who(record), reason=record.reader)
    for before, after in pairwise(records):
        changes = tuple(_told(before, after, names, statement.article.text))
        if changes:
            yield Entry(
                when=after.history_date,
                what="change",
                who=_who(after),
                reason=after.history_change_reason or "",
                changes=changes,
            )


def _who(record: Any) -> str:
    return record.history_user.get_username() if record.history_user else ""


def _told(before: Any, after: Any, names: dict[int, Actor], text: str) -> Iterable[Change]:
    changed = {name for name in _TOLD if getattr(before, name) != getattr(after, name)}
    if changed & {"actor_id", "unresolved"}:
        yield Change("Speaker", _speaker(before, names), _speaker(after, names))
    if changed & {"start", "end"}:
        yield Change("Words", _words(before, text), _words(after, text))
    if "kind" in changed:
        yield Change("Kind", StatementKind(before.kind).label, StatementKind(after.kind).label)
    if changed & {"said_on", "date_basis"}:
        yield Change("Date", _date(before), _date(after))
    for name, field, yes, no in (
        ("rejected", "A statement", "no", "yes"),
        ("retired", "Found by the newest reading", "no", "yes"),
        ("negated", "Said not to have been said", "yes", "no"),
    ):
        if name in changed:
            yield Change(field, yes if getattr(before, name) else no, yes if getattr(after, name) else no)


def _speaker(record: Any, names: dict[int, Actor]) -> str:
    if record.actor_id:
        actor = names.get(record.actor_id)
        return actor.name if actor else "an actor that was removed"
    return f"nobody ({Unresolved(record.unresolved).label.lower()})"


def _words(record: Any, text: str) -> str:
    words = text[record.start : record.end]
    return f"“{words}”" if len(words) <= 160 else f"“{words[:90]} … {words[-60:]}”"


def _date(record: Any) -> str:
    if record.said_on is None:
        return "undated"
    return f"{record.said_on:%Y-%m-%d} ({DateBasis(record.date_basis).label.lower()})"
