"""The demo's files → rows. `read` takes a folder apart and checks it, `load` stores what is new."""

from __future__ import annotations

from stances.seeding.files import ActorSeed, SeedError, Seeds, read, read_actors, read_targets
from stances.seeding.loading import Loaded, load

__all__ = ["ActorSeed", "Loaded", "SeedError", "Seeds", "load", "read", "read_actors", "read_targets"]
