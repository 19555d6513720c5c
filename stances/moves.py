"""What moved in a window: the clearest changes between its two halves, with the statements that made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from stances import timeline
from stances.intervals import MIN_STATEMENTS_HALF
from stances.models.verdicts import PositionQuerySet
from stances.records import Change, Tally, Window
from stances.vocabulary import Bin

#: So many of the largest differences are looked at; those whose interval leaves out zero are kept.
_CANDIDATES = 24
_STATEMENTS = 2


@dataclass(frozen=True, slots=True)
class Move:
    """One actor's stance toward one target, in the earlier and the later half of a window.

    `before` and `after` are means in [−1, 1]. `statements` are those of the later half that lie farthest toward where
    the mean went, the newest first where they lie equally far.
    """

    actor: int
    target: int
    before: float
    n_before: int
    after: float
    n_after: int
    change: Change
    statements: tuple[int, ...]


def halves(window: Window) -> tuple[Window, Window]:
    """A closed window cut in two, as `Standing.change` cuts it."""
    if window.since is None or window.until is None:
        raise ValueError("only a window with both its days has halves")
    middle = window.since + (window.until - window.since) / 2
    return Window(window.since, middle), Window(middle + timedelta(days=1), window.until)


def moves(positions: PositionQuerySet, window: Window, most: int) -> list[Move]:
    """The clear changes over the window, the largest first, at most so many. Four queries."""
    early, late = halves(window)
    before = timeline.tallies(timeline.within(positions, early))
    after = timeline.tallies(timeline.within(positions, late))
    candidates = sorted(
        (key for key in before.keys() & after.keys() if _enough(before[key][1]) and _enough(after[key][1])),
        key=lambda key: (-abs(after[key][0] - before[key][0]), key),
    )[:_CANDIDATES]
    if not candidates:
        return []
    standings = timeline.standing(positions.filter(_any(candidates)), window, Bin.QUARTER)
    changes = {key: change for key in candidates if (change := standings[key].change) is not None and change.clear}
    clear = list(changes)[:most]
    if not clear:
        return []
    scored: dict[timeline.Key, list[tuple[float, int]]] = {}
    rows = timeline.within(positions, late).filter(_any(clear)).order_by("-counted_on", "-statement_id")  # type: ignore[misc]  # an annotation
    for *key, statement, score in rows.values_list(*timeline.ACTOR_AND_TARGET, "statement_id", "counted_score"):
        scored.setdefault(tuple(key), []).append((score, statement))
    found = []
    for key in clear:
        change = changes[key]
        way = 1 if change.difference > 0 else -1
        farthest = sorted(scored[key], key=lambda pair, way=way: -way * pair[0])  # type: ignore[misc]
        found.append(
            Move(
                actor=key[0],
                target=key[1],
                before=before[key][0],
                n_before=before[key][1].n,
                after=after[key][0],
                n_after=after[key][1].n,
                change=change,
                statements=tuple(statement for _, statement in farthest[:_STATEMENTS]),
            )
        )
    return found


def _enough(tally: Tally) -> bool:
    return tally.n >= MIN_STATEMENTS_HALF


def _any(keys: Sequence[timeline.Key]) -> Q:
    condition = Q()
    for actor, target in keys:
        condition |= Q(statement__actor_id=actor, target_id=target)
    return condition
