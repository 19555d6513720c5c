"""The label in force, worked out from verdicts and corrections and kept for the pages.

The rule: the latest correction, unless it hands the question back; else the verdict, on the statement's words as
they stand, of the run that came into force last; else, where a person has moved the span since, its verdict on the
words before, marked uncertain. A run on trial gives no label.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from stances.models import Correction, Position, Statement, Verdict
from stances.vocabulary import Origin, Stance

#: A person's label as a score, so that it stands on the same axis as the model's.
PERSON_SCORE = {Stance.SUPPORTIVE: 1.0, Stance.CRITICAL: -1.0, Stance.NEUTRAL: 0.0, Stance.UNRELATED: 0.0}

_BATCH = 500  # SQLite allows some thousands of parameters in a query
_FIELDS = ["label", "score", "probability", "uncertain", "origin", "verdict", "correction"]


def refresh(statement_ids: Iterable[int]) -> int:
    """Work the labels in force out anew for these statements; return how many there are.

    Idempotent. Positions that nothing supports any more are deleted.
    """
    ids = sorted(set(statement_ids))
    return sum(_refresh(ids[at : at + _BATCH]) for at in range(0, len(ids), _BATCH))


@transaction.atomic
def _refresh(ids: list[int]) -> int:
    # Held until the end, so that a correction and a run that meet cannot each miss what the other has written.
    words = {
        row.pk: row.judged_words
        for row in Statement.objects.select_for_update(no_key=True)
        .filter(pk__in=ids)
        .only("start", "end", "span_by_person")
        .order_by("pk")
    }
    verdicts: dict[tuple[int, int], Verdict] = {}
    for verdict in sorted(
        Verdict.objects.that_count().filter(statement__in=ids).select_related("run"),
        key=lambda verdict: (verdict.words == words[verdict.statement_id], *verdict.run.place, verdict.pk),
    ):
        verdicts[verdict.statement_id, verdict.target_id] = verdict
    corrections: dict[tuple[int, int], Correction] = {}
    for correction in Correction.objects.filter(statement__in=ids).order_by("pk"):
        corrections[correction.statement_id, correction.target_id] = correction

    positions = [
        position
        for key in sorted(verdicts.keys() | corrections.keys())
        if (position := _in_force(key, words[key[0]], verdicts.get(key), corrections.get(key))) is not None
    ]
    kept = {(position.statement_id, position.target_id) for position in positions}
    stale = [
        pk
        for pk, statement, target in Position.objects.filter(statement__in=ids).values_list(
            "pk", "statement_id", "target_id"
        )
        if (statement, target) not in kept
    ]
    Position.objects.filter(pk__in=stale).delete()
    Position.objects.bulk_create(
        positions, update_conflicts=True, unique_fields=["statement", "target"], update_fields=_FIELDS
    )
    return len(positions)


def _in_force(
    key: tuple[int, int], words: str, verdict: Verdict | None, correction: Correction | None
) -> Position | None:
    statement_id, target_id = key
    if correction is not None and correction.label:
        label = Stance(correction.label)
        return Position(
            statement_id=statement_id,
            target_id=target_id,
            label=label,
            score=PERSON_SCORE[label],
            origin=Origin.PERSON,
            verdict=verdict,
            correction=correction,
        )
    if verdict is None:
        return None
    probabilities = verdict.probabilities
    return Position(
        statement_id=statement_id,
        target_id=target_id,
        label=probabilities.label,
        score=probabilities.score,
        probability=probabilities.probability,
        uncertain=probabilities.probability < verdict.run.uncertain_below or verdict.words != words,
        origin=Origin.MODEL,
        verdict=verdict,
    )
