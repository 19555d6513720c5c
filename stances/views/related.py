"""Who stands closest to an actor and who farthest, by the measure of `stances.distances`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from stances import timeline
from stances.distances import Distance, distance
from stances.models import Actor
from stances.models.verdicts import PositionQuerySet

#: So many on either side.
RELATED = 5


@dataclass(frozen=True, slots=True)
class Near:
    """Another actor, and how far away."""

    actor: Actor
    distance: Distance


@dataclass(frozen=True, slots=True)
class Related:
    """The closest first; the farthest first. Nobody is in both. `compared` is how many share enough to be compared."""

    closest: tuple[Near, ...]
    farthest: tuple[Near, ...]
    compared: int


def related(actor: Actor, positions: PositionQuerySet) -> Related:
    """Two queries. `positions` are everybody's, charted, over the window and on the terms of the page."""
    stands: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
    for (speaker, target), (mean, tally) in timeline.tallies(positions).items():
        stands[speaker][target] = mean, tally.n
    own = stands.pop(actor.pk, {})
    found = sorted(
        ((measured, speaker) for speaker, theirs in stands.items() if (measured := distance(own, theirs))),
        key=lambda pair: (pair[0].value, -pair[0].shared, pair[1]),
    )
    side = min(RELATED, (len(found) + 1) // 2)
    near, far = found[:side], found[side:][-RELATED:][::-1]
    actors = Actor.objects.in_bulk([speaker for _, speaker in near + far])
    return Related(
        tuple(Near(actors[speaker], measured) for measured, speaker in near),
        tuple(Near(actors[speaker], measured) for measured, speaker in far),
        len(found),
    )
