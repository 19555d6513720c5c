"""The demo's files → rows. `read` takes a folder apart and checks it, `load` stores what is new."""

from __future__ import annotations

from stances.seeding.files import SeedError, Seeds, read, read_targets
from stances.seeding.loading import Loaded, load

__all__ = ["Loaded", "SeedError", "Seeds", "load", "read", "read_targets"]
