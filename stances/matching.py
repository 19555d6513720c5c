"""Which stored statement is which found one, when an article is read again.

A statement keeps its row from reading to reading: the row whose words were found at the same place, else the
one that covers most of the same words. So what a person has said of it stays with it when a newer reader draws
its borders a little differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stances.models import Correction, Statement
from stances.records import FoundStatement

#: Two spans mean the same statement where they share at least this part of the characters they cover together.
SAME_STATEMENT = 0.5


def match(rows: Iterable[Statement], found: Sequence[FoundStatement]) -> list[Statement | None]:
    """For each found statement the stored row that it is, or None where it is new; no row twice.

    A row found at the same place first; among the others those that overlap most, if they share half of the words
    that the two cover together.
    """
    left = {(row.found_start, row.found_end): row for row in rows}
    result = [left.pop((one.span.start, one.span.end), None) for one in found]
    standing = [row for row in left.values() if not row.retired]
    near = sorted(
        (
            (-shared, row.pk, at)
            for at, one in enumerate(found)
            if result[at] is None
            for row in standing
            if (shared := _shared(one, row)) >= SAME_STATEMENT
        ),
    )
    by_key = {row.pk: row for row in standing}
    for _, key, at in near:
        if result[at] is None and key in by_key:
            result[at] = by_key.pop(key)
    return result


def _shared(found: FoundStatement, row: Statement) -> float:
    """The part in [0, 1] of the characters covered by either that is covered by both."""
    both = min(found.span.end, row.found_end) - max(found.span.start, row.found_start)
    either = max(found.span.end, row.found_end) - min(found.span.start, row.found_start)
    return max(both, 0) / either


def kept_by_people(rows: Sequence[Statement], matched: Sequence[Statement | None]) -> list[Statement]:
    """The rows that the reading lacks, and that stand because a person has said something of them."""
    taken = {row.pk for row in matched if row is not None}
    corrected = set(
        Correction.objects.filter(statement__in=[row.pk for row in rows]).values_list("statement_id", flat=True)
    )
    return [
        row
        for row in rows
        if row.pk not in taken
        and not row.retired
        and (row.actor_by_person or row.span_by_person or row.rejected or row.pk in corrected)
    ]
